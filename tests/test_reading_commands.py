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
from analysis.commands.hints import LISTS, OPTIONS
from polls.readers.extract import Hints
from tests.tracker_workbook import SheetContent, write_tracker

BOTH = {"Agree": [0.61, 0.6, 0.59], "Disagree": [0.39, 0.4, 0.41]}


@pytest.fixture
def tracker(tmp_path: Path) -> str:
    return str(write_tracker(tmp_path / "tracker.xlsx", {"Labour": SheetContent(BOTH)}))


def run(*words: str) -> Result:
    return CliRunner().invoke(polltide, words)


def test_every_hint_is_an_option() -> None:
    named = {*OPTIONS, *LISTS, "year", "duplicates"}
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
    assert {("duplicate-differs", "error"), ("file-missing", "error")} <= found


def test_problems_are_printed_and_never_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["polltide", "scan", str(tmp_path / "none.xlsx")])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 1
    assert "[file-missing]" in capsys.readouterr().err


def test_hints_document_every_field() -> None:
    text = inspect.getdoc(Hints) or ""
    for entry in dataclasses.fields(Hints):
        assert f"    {entry.name}: " in text
