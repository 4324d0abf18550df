"""What a command writes: whole or not at all, over a file only if told, never over an input."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import polls
from analysis.cli import main

SERIES = ("--question", "level10y", "--answer", "too_high", "--country", "GB")
Refused = Callable[..., str]


@pytest.fixture
def tidy(tmp_path: Path) -> Path:
    row = {"country": "GB", "pollster": "A", "question": "level10y", "answer": "too_high"}
    days = ("2024-01-07", "2024-02-04", "2024-03-03")
    rows = [row | {"start": day, "end": day, "share": 0.6, "n": 1500.0} for day in days]
    return polls.write(polls.conform(rows), tmp_path / "tidy.csv")


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Refused:
    def call(*words: object, code: int = 1) -> str:
        """What `polltide` prints on standard error where it ends with an exit code."""
        monkeypatch.setattr("sys.argv", ["polltide", *map(str, words)])
        with pytest.raises(SystemExit) as stopped:
            main()
        assert stopped.value.code == code
        return capsys.readouterr().err

    return call


@pytest.mark.parametrize("overwrite", [[], ["--overwrite"]])
@pytest.mark.parametrize("words", [("trend", "--csv"), ("read", "--out")])
def test_an_input_is_never_replaced(
    tidy: Path, refused: Refused, words: tuple[str, str], overwrite: list[str]
) -> None:
    before = tidy.read_bytes()
    series = SERIES if words[0] == "trend" else ()
    said = refused(words[0], tidy, *series, words[1], tidy, *overwrite)
    assert "[target-is-input]" in said
    assert tidy.read_bytes() == before


@pytest.mark.parametrize("option", ["--csv", "--figure"])
def test_trend_replaces_a_file_only_where_it_is_said(
    tidy: Path, refused: Refused, option: str
) -> None:
    target = tidy.with_name("trend.svg")
    target.write_text("drawn by hand")
    assert "[file-exists]" in refused("trend", tidy, *SERIES, option, target)
    assert target.read_text() == "drawn by hand"
    refused("trend", tidy, *SERIES, option, target, "--overwrite", code=0)
    assert target.read_text().startswith("date," if option == "--csv" else "<?xml")
    left = sorted(path.name for path in tidy.parent.iterdir())
    assert left == ["datapackage.json", "tidy.csv", "trend.svg"]


@pytest.mark.parametrize("suffix", [".pdf", ".SVG", ".png"])
def test_each_format_of_a_figure_is_written(tidy: Path, refused: Refused, suffix: str) -> None:
    target = tidy.with_name("trend" + suffix)
    refused("trend", tidy, *SERIES, "--figure", target, code=0)
    assert target.stat().st_size > 1000


@pytest.mark.parametrize("name", ["a.jpg", "a.foo", "a"])
def test_a_figure_of_another_format_is_a_wrong_call(
    tidy: Path, refused: Refused, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(
        "analysis.trends.trend.fit_trend", lambda *_, **__: pytest.fail("it is fitted")
    )
    said = refused("trend", tidy, *SERIES, "--figure", tidy.with_name(name), code=2)
    assert "does not end in .pdf, .svg, .png" in said


def test_a_figure_is_written_where_out_says(tidy: Path, refused: Refused) -> None:
    target = tidy.with_name("trend.svg")
    refused("trend", tidy, *SERIES, "--out", target, code=0)
    assert target.read_text().startswith("<?xml")


def test_a_figure_named_as_the_file_to_read_is_told(tidy: Path, refused: Refused) -> None:
    target = tidy.with_name("trend.png")
    said = refused("trend", *SERIES, "--chart", target, code=2)
    assert f"--figure {target} draws there" in said


def test_what_a_file_may_not_say_is_refused_where_no_file_is_named(refused: Refused) -> None:
    said = refused("trend", *SERIES, "--pollster", "A", "--group-columns", "b", code=2)
    assert "--pollster, --group-columns: for a FILE that does not say it" in said


@pytest.mark.parametrize(
    ("option", "target", "code"),
    [
        ("--csv", "", "target-is-folder"),
        ("--csv", "none/a.csv", "folder-missing"),
        ("--csv", "/proc/a.csv", "target-unwritable"),
        ("--figure", "none/a.svg", "folder-missing"),
        ("--figure", "/proc/a.svg", "target-unwritable"),
    ],
)
def test_trend_refuses_a_target_before_it_fits(
    tidy: Path,
    refused: Refused,
    monkeypatch: pytest.MonkeyPatch,
    option: str,
    target: str,
    code: str,
) -> None:
    monkeypatch.setattr(
        "analysis.trends.trend.fit_trend", lambda *_, **__: pytest.fail("it is fitted")
    )
    said = refused("trend", tidy, *SERIES, option, tidy.parent / target)
    assert code in said


@pytest.mark.parametrize(
    "words",
    [
        ("read", "{tidy}", "--out", "/proc/o.parquet"),
        ("scan", "{tidy}", "--out", "/proc/o.csv"),
        ("scan", "{tidy}", "--out", "{folder}/none/o.csv"),
        ("tabulate", "{tidy}", "--question", "share", "--out", "/proc/o.csv"),
        ("tabulate", "{tidy}", "--question", "share", "--encoding", "foo"),
        ("read", "{folder}"),
        ("report", "{folder}"),
        ("claims", "{folder}"),
        ("claims", "{tidy}/report.toml"),
    ],
)
def test_a_path_that_cannot_be_used_is_one_message(
    tidy: Path, refused: Refused, words: tuple[str, ...]
) -> None:
    said = refused(*(word.format(tidy=tidy, folder=tidy.parent) for word in words))
    assert said.count("]\n") == 1
    assert said.splitlines()[0].endswith("]")


def test_an_interrupted_command_says_so_and_leaves_nothing_behind(tmp_path: Path) -> None:
    report = Path(__file__).parents[3] / "report.toml"
    cache, target = tmp_path / "cache", tmp_path / "reports" / "build"
    # A test run in the background of a shell hands on that interruptions are ignored.
    code = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    code += "from analysis.cli import main; main()"
    words = [sys.executable, "-c", code, "report", str(report), "--out", str(target)]
    environment = os.environ | {"POLLTIDE_CACHE": str(cache)}
    target.parent.mkdir()
    with subprocess.Popen(words, stdout=-1, stderr=-1, text=True, env=environment) as running:
        assert running.stderr
        wait_for(lambda: any(path.is_file() for path in cache.rglob("*")))
        running.send_signal(signal.SIGINT)
        said = running.stderr.read()
        assert running.wait(timeout=60) == 1
    assert said.strip() == "Aborted!"
    assert list(target.parent.iterdir()) == []


def wait_for(reached: Callable[[], bool], seconds: float = 120) -> None:
    """Until the first fit is remembered, the command is surely at work and far from its end."""
    until = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < until, "the command never came to its work"
        time.sleep(0.05)
