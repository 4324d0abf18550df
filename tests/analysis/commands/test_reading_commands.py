"""polltide read, scan and check: what a program or a person sees of them."""

from __future__ import annotations

import dataclasses
import inspect
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import polls
from analysis.cli import main, polltide
from analysis.commands.options import LISTS, OPTIONS
from polls.readers.contract import Hints
from tests.writers.tracker_workbook import SheetContent, write_tracker

BOTH = {"Agree": [0.61, 0.6, 0.59], "Disagree": [0.39, 0.4, 0.41]}


@pytest.fixture
def tracker(tmp_path: Path) -> str:
    return str(write_tracker(tmp_path / "tracker.xlsx", {"Labour": SheetContent(BOTH)}))


def run(*words: str) -> Result:
    return CliRunner().invoke(polltide, words)


def test_every_hint_is_an_option() -> None:
    named = {*OPTIONS, *LISTS, "year", "duplicates", "on_error"}
    assert named == {entry.name for entry in dataclasses.fields(Hints)}


def test_read_lists_the_series_and_warns_on_standard_error(tracker: str) -> None:
    done = run("read", tracker)
    assert done.exit_code == 0
    assert "GB" in done.stdout and "YouGov" in done.stdout
    assert "unmapped-labels" in done.stderr and "unmapped-labels" not in done.stdout


def test_questions_alike_in_their_first_words_are_listed_apart(tmp_path: Path) -> None:
    start = "which_of_the_following_issues_matters_most_to_you"
    row = {"country": "GB", "pollster": "A", "answer": "yes", "start": "2024-01-07",
           "end": "2024-01-08", "share": 0.5, "source": "s"}  # fmt: skip
    rows = [row | {"question": f"{start}_{place}"} for place in ("today", "next_year")]
    path = tmp_path / "two.csv"
    polls.write(polls.conform(rows), path)
    done = run("read", str(path))
    assert done.exit_code == 0
    assert done.stdout.count(start[:40]) == 2


def test_read_writes_what_polls_read_returns(tracker: str, tmp_path: Path) -> None:
    out = tmp_path / "readings.parquet"
    assert run("read", tracker, "--out", str(out)).exit_code == 0
    assert len(polls.read(out)) == 6
    again = run("read", tracker, "--out", str(out))
    assert again.exit_code == 1
    assert run("read", tracker, "--out", str(out), "--overwrite").exit_code == 0


def test_read_prints_json_for_programs(tracker: str) -> None:
    rows = json.loads(run("read", tracker, "--json").stdout)
    assert len(rows) == 6
    assert (rows[0]["country"], rows[0]["share"], rows[0]["start"][:10]) == (
        "GB",
        0.61,
        "2024-01-07",
    )


def test_nothing_is_written_where_one_of_several_files_is_wrong(
    tracker: str, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("date,Too high\n2024-01-07,59%\n2024-01-07,61%\n")
    out = tmp_path / "readings.csv"
    done = run("read", tracker, str(bad), "--out", str(out), "--country", "GB", "--question", "q")
    assert done.exit_code == 1
    assert not out.exists()


def two_files(folder: Path, *shares: float) -> list[str]:
    """Tidy files of one reading each, alike in all but the share."""
    row = {"country": "GB", "pollster": "A", "question": "q", "answer": "yes",
           "start": "2024-01-07", "end": "2024-01-08"}  # fmt: skip
    paths = [folder / f"file{number}.csv" for number in range(len(shares))]
    for path, share in zip(paths, shares, strict=True):
        polls.write(polls.conform([row | {"share": share}]).drop(columns="source"), path)
    return list(map(str, paths))


@pytest.mark.parametrize("command", ["read", "check"])
def test_files_that_contradict_each_other_are_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    command: str,
) -> None:  # fmt: skip
    out = tmp_path / "both.csv"
    target = ["--out", str(out)] if command == "read" else []
    words = [command, *two_files(tmp_path, 0.59, 0.49), *target]
    printed = failing(monkeypatch, capsys, *words)
    assert printed.count("[duplicate-differs]") == 1
    assert "0.59 at file0.csv" in printed and "0.49 at file1.csv" in printed
    assert not out.exists()


@pytest.mark.parametrize("command", ["read", "check"])
def test_a_reading_repeated_in_another_file_is_a_warning(tmp_path: Path, command: str) -> None:
    done = run(command, *two_files(tmp_path, 0.59, 0.59))
    assert done.exit_code == 0
    assert done.output.count("[duplicate]") == 1


def test_what_one_file_has_wrong_is_not_said_again_of_several(tmp_path: Path) -> None:
    paths = two_files(tmp_path, 0.59, 0.49)
    first, second = (Path(path) for path in paths)
    header, line = first.read_text().splitlines()
    first.write_text(f"{header}\n{line}\n{line}\n")
    second.write_text(second.read_text().replace(",q,", ",r,"))
    done = run("check", *paths, "--json")
    found = [problem["code"] for problem in json.loads(done.stdout)]
    assert found.count("duplicate") == 1
    assert "duplicate-differs" not in found


def test_hints_are_printed_in_the_words_of_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "wide.csv"
    path.write_text("date,Too high,Remark\n2024-01-07,59%,odd\n")
    printed = failing(monkeypatch, capsys, "read", str(path))
    assert "say it: --country GB" in printed
    assert "say it: --question ... (its id) or --question-text ... (its wording)" in printed
    said = run("check", str(path), "--country", "GB", "--question", "q").stdout
    assert "--date ..., --n ..., --answers ..." in said
    assert "polltide scan lists them" in said
    assert "='" not in said + printed


def test_scan_prints_rows_to_complete(tracker: str, tmp_path: Path) -> None:
    done = run("scan", tracker)
    assert done.exit_code == 0
    header, *rows = done.stdout.splitlines()
    assert header == "kind,question,pollster,lang,code,label,id,nearest"
    assert [row.split(",")[0] for row in rows] == ["question", "answer", "answer"]
    out = str(tmp_path / "stub.csv")
    assert run("scan", tracker, "--out", out).exit_code == 0
    assert run("scan", tracker, "--out", out).exit_code == 1, "a table in work is never replaced"


def test_check_reports_all_files_and_says_so_in_its_exit_code(tracker: str, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("date,Too high\n2024-01-07,59%\n2024-01-07,61%\n")
    assert run("check", tracker).exit_code == 0
    done = run("check", tracker, str(bad), str(tmp_path / "none.csv"), "--json", "--country", "GB")
    assert done.exit_code == 1
    found = {(problem["code"], problem["severity"]) for problem in json.loads(done.stdout)}
    assert {("rows-alike", "error"), ("file-missing", "error")} <= found


def failing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: str
) -> str:
    """What is printed by a call that ends with exit code 1, as its user starts it."""
    monkeypatch.setattr("sys.argv", ["polltide", *words])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 1
    captured = capsys.readouterr()
    return captured.out + captured.err


def test_problems_are_printed_and_never_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    printed = failing(monkeypatch, capsys, "scan", str(tmp_path / "none.xlsx"))
    assert "[file-missing]" in printed


def test_hints_document_every_field() -> None:
    text = inspect.getdoc(Hints) or ""
    for entry in dataclasses.fields(Hints):
        assert f"    {entry.name}: " in text
