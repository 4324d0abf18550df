"""A workbook for people: a table a sheet, nothing lost, and made as accessible ones are."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import polls
from polls.exchange.published_tables import published_tables
from polls.files.workbook import open_workbook

ROW = {"country": "GB", "pollster": "A", "question": "q", "source": "s", "n": 900}


def readings(*rows: dict[str, Any]) -> pd.DataFrame:
    return polls.conform([ROW | row for row in rows])


def cells(path: Path, sheet: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in open_workbook(path).sheet(sheet).cells]


def test_a_wave_is_a_row_and_an_answer_a_column_in_percent(tmp_path: Path) -> None:
    frame = readings(
        {"answer": "yes", "share": 0.425, "precision": 0.001, "end": "2024-03-05"},
        {"answer": "no", "share": 0.5, "end": "2024-03-05"},
        {"answer": "no", "share": 0.01, "censored": True, "end": "2024-02-05"},
    )
    path = polls.export(frame, tmp_path / "q.xlsx", title="Two waves")
    assert open_workbook(path).names == ("Cover", "Contents", "Notes", "GB q", "Sources")
    title, _, heading, first, second = cells(path, "GB q")
    assert title[0] == "Table 1: q, Great Britain"
    assert heading == (
        "Pollster", "First day", "Last day", "People asked", "no (%)", "yes (%)", "Source"
    )  # fmt: skip
    assert (first[3], first[4], first[5]) == (900, "[low]", "[x]")
    assert (second[1], second[4], second[5], second[6]) == ("[x]", 50, 42.5, "s")
    assert cells(path, "Cover")[0][0] == "Two waves"


def test_every_shipped_number_is_in_a_cell() -> None:
    frame = polls.load(country=["FR", "ES"], groups=True)
    tables = published_tables(frame, polls.codebook())
    shares = [
        share
        for table in tables
        for heading in table.decimals
        for share in table.cells[heading].dropna()
    ]
    assert len(shares) == len(frame)
    assert sum(shares) == pytest.approx(100 * frame["share"].sum())


def test_two_numbers_of_one_wave_and_answer_keep_a_row_each() -> None:
    frame = readings(*({"answer": "yes", "share": share} for share in (0.4, 0.5)))
    (table,) = published_tables(frame, polls.codebook())
    assert table.cells["yes (%)"].tolist() == [40.0, 50.0]


def test_columns_that_say_nothing_are_left_out_and_others_are_not() -> None:
    frame = readings(
        {"answer": "yes", "share": 0.4, "group_by": "age", "group": "18-24", "mode": "phone"},
        {"answer": "yes", "share": 0.3, "base": "substantive"},
    )
    (table,) = published_tables(frame, polls.codebook())
    assert [name for name in table.cells if name not in ("First day", "Last day")] == [
        "Pollster", "How asked", "Group by", "Group", "Who was asked", "People asked",
        "yes (%)", "Source",
    ]  # fmt: skip


def test_decimals_are_those_that_were_printed() -> None:
    frame = readings(
        {"answer": "whole", "share": 0.4},
        {"answer": "half", "share": 0.405, "precision": 0.005},
        {"answer": "tenth", "share": 0.405, "precision": 0.001},
    )
    (table,) = published_tables(frame, polls.codebook())
    assert table.decimals == {"whole (%)": 0, "half (%)": 1, "tenth (%)": 1}


def test_names_of_sheets_are_short_plain_and_each_of_its_own() -> None:
    long = "what_do_you_think_of_the_number_of"
    frame = readings(
        *({"question": f"{long}_{end}", "answer": "a", "share": 0.4} for end in ("one", "two")),
        {"question": "[odd]:*?/\\'", "answer": "a", "share": 0.4},
    )
    names = [table.name for table in published_tables(frame, polls.codebook())]
    assert names == [
        "GB -odd------",
        "GB what_do_you_think_of_the_num",
        "GB what_do_you_think_of_the_n 2",
    ]


def test_tables_are_marked_up_and_nothing_is_merged(tmp_path: Path) -> None:
    path = polls.export(polls.load(question="level10y"), tmp_path / "q.xlsx")
    with zipfile.ZipFile(path) as parts:
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        texts = [parts.read(name).decode() for name in sheets]
        tables = [name for name in parts.namelist() if name.startswith("xl/tables/")]
    assert len(tables) == len(sheets) - 1  # all but the cover
    assert not any("mergeCell" in text for text in texts)
    assert "http" not in cells(path, "Contents")[3][0]


def test_equal_readings_are_equal_bytes(tmp_path: Path) -> None:
    frame = polls.load(country="ES", question="contribute_lot")
    first = polls.export(frame, tmp_path / "a.xlsx").read_bytes()
    assert polls.export(frame, tmp_path / "b.xlsx").read_bytes() == first


def test_formulas_and_markup_in_texts_are_texts(tmp_path: Path) -> None:
    frame = readings({"answer": "=1+1", "share": 0.4, "pollster": "=cmd()", "question_text": "=2"})
    path = polls.export(frame, tmp_path / "q.xlsx")
    assert cells(path, "GB q")[4][0] == "=cmd()"


def test_what_cannot_be_exported_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(polls.ProblemsError) as raised:
        polls.export(polls.empty_readings(), tmp_path / "none" / "q.ods")
    codes = [problem.code for problem in raised.value.problems]
    assert codes == ["folder-missing", "unknown-ending", "no-readings"]
