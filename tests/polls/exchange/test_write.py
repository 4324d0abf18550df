"""Readings out and in again: the same frame, whole or not at all."""

from __future__ import annotations

import importlib
import warnings
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import polls
from polls.errors import ProblemsError
from polls.files.workbook import open_workbook

# `polls.write` is the function; its module has to be asked for by name.
WRITERS = importlib.import_module("polls.exchange.write").WRITERS
ENDINGS = ("parquet", "arrow", "csv", "xlsx")
TEXTS = st.sampled_from(["", "Don’t know", "=1+1", "Zu hoch; viel", 'said "no"', "a,b"])
ROWS = st.fixed_dictionaries(
    {
        "answer": st.sampled_from(["yes", "no", "neither"]),
        "start": st.dates(date(1950, 1, 1), date(2025, 12, 31)).map(str),
        "share": st.integers(0, 1000).map(lambda number: number / 1000),
        "precision": st.sampled_from([0.01, 0.001]),
        "censored": st.booleans(),
        "n": st.none() | st.integers(1, 9999),
        "n_weighted": st.none() | st.integers(1, 99999).map(lambda number: number / 10),
        "deff": st.none() | st.floats(0.5, 4).map(lambda number: round(number, 6)),
        "answer_text": TEXTS,
        "note": TEXTS,
    }
)


def readings(rows: list[dict[str, Any]]) -> pd.DataFrame:
    fixed = {
        "country": "GB",
        "pollster": "YouGov",
        "question": "q",
        "source": "s",
        "lang": "en",
        "group_by": "age",
        "group": "18-24",
        "locator": "page 2",
    }
    return polls.conform([{**fixed, **row, "end": row["start"]} for row in rows])


def read_quietly(path: Path) -> pd.DataFrame:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", polls.ProblemsWarning)
        return polls.read(path)


@pytest.mark.parametrize("ending", ENDINGS)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.lists(ROWS, min_size=1, max_size=4, unique_by=lambda row: (row["answer"], row["start"]))
)
def test_what_is_written_is_read_back_as_it_was(
    ending: str, tmp_path: Path, rows: list[dict[str, Any]]
) -> None:
    frame = readings(rows)
    path = polls.write(frame, tmp_path / f"readings.{ending}", overwrite=True)
    pd.testing.assert_frame_equal(read_quietly(path), frame)


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_shipped_readings_survive_the_round_trip(ending: str, tmp_path: Path) -> None:
    frame = polls.load(country="DE")
    path = polls.write(frame, tmp_path / f"readings.{ending}")
    pd.testing.assert_frame_equal(read_quietly(path), frame)


@pytest.mark.parametrize("ending", ENDINGS)
def test_equal_readings_are_equal_bytes(ending: str, tmp_path: Path) -> None:
    frame = polls.load(country="ES")
    first = polls.write(frame, tmp_path / f"a.{ending}").read_bytes()
    assert polls.write(frame, tmp_path / f"b.{ending}").read_bytes() == first


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_that_is_there_is_kept_unless_told(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"readings.{ending}"
    path.write_text("precious")
    with pytest.raises(ProblemsError, match="file-exists"):
        polls.write(polls.empty_readings(), path)
    assert path.read_text() == "precious"
    polls.write(polls.load(country="DE"), path, overwrite=True)
    assert len(read_quietly(path)) == len(polls.load(country="DE"))


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: pd.DataFrame, path: Path) -> None:
        path.write_text("half")
        raise OSError("disk full")

    path = tmp_path / "readings.csv"
    path.write_text("precious")
    monkeypatch.setitem(WRITERS, ".csv", fail)
    with pytest.raises(polls.ProblemsError) as caught:
        polls.write(polls.empty_readings(), path, overwrite=True)
    (problem,) = caught.value.problems
    assert (problem.code, problem.got) == ("file-unwritable", "disk full")
    assert [found.name for found in tmp_path.iterdir()] == ["readings.csv"]
    assert path.read_text() == "precious"


def test_a_file_made_meanwhile_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "readings.csv"

    def slow(_: pd.DataFrame, unfinished: Path) -> None:
        unfinished.write_text("ours")
        path.write_text("theirs")

    monkeypatch.setitem(WRITERS, ".csv", slow)
    with pytest.raises(ProblemsError, match="file-exists"):
        polls.write(polls.empty_readings(), path)
    assert path.read_text() == "theirs"


def test_unknown_endings_columns_and_folders_are_named_together(tmp_path: Path) -> None:
    frame = pd.DataFrame({"share": [0.5], "answr": ["yes"]})
    with pytest.raises(ProblemsError) as raised:
        polls.write(frame, tmp_path / "none" / "readings.xls")
    assert [problem.code for problem in raised.value.problems] == [
        "unknown-ending",
        "folder-missing",
        "unknown-column",
    ]
    assert raised.value.problems[0].hint == "did you mean '.xlsx'?"


def test_a_workbook_explains_itself(tmp_path: Path) -> None:
    path = polls.write(polls.load(country="GB"), tmp_path / "readings.xlsx")
    book = open_workbook(path)
    assert book.names == ("cover", "notes", "data")
    cover = {row[0]: row[1] for row in book.sheet("cover").cells}
    assert cover["country"] == "GB"
    notes = {row[0]: row[1] for row in book.sheet("notes").cells}
    assert set(polls.COLUMNS) <= set(notes)
    assert notes["issue_up_to_three (en)"].startswith("Which of the following")
