"""The line that a message or locator names is the one that an editor shows."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import polls
from polls.codebooks.crosswalk import read_crosswalk
from polls.codebooks.model import codebook
from polls.errors import ProblemsError
from polls.files.small_csv import dates, numbers, read_rows, read_text_table
from polls.files.tables import text_grid
from polls.files.text import layout_of
from polls.ingest import examine

NOTE = '"two\nlines, and\r\na third"'
HINTS = {"country": "GB", "pollster": "YouGov", "question": "level10y", "lang": "en"}


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "table.csv"
    path.write_bytes(text.encode())
    return path


def lines_of(error: pytest.ExceptionInfo[ProblemsError]) -> list[int | None]:
    return [problem.place.line for problem in error.value.problems]


def test_readings_and_problems_of_tables_after_cells_of_several_lines(tmp_path: Path) -> None:
    text = (
        'Our tracker\n"date\nof fieldwork",note,Too high,Too low\n'
        f"2024-01-07,{NOTE},59%,41%\n\n2024-02-07,,58%,42%\n2024-03-07,,57%,much\n"
    )
    found = examine(written(tmp_path, text), **HINTS)
    assert found.readings["locator"].tolist() == [
        *("line 4, Too high", "line 4, Too low", "line 8, Too high", "line 8, Too low"),
        "line 9, Too high",
    ]
    (problem,) = [problem for problem in found.problems if problem.severity == "error"]
    assert (problem.place.line, problem.place.item) == (9, "column 'Too low'")
    skipped = examine(written(tmp_path, text), on_error="skip", **HINTS)
    assert "lines 9 (not-a-share)" in [problem.got for problem in skipped.problems]


def test_readings_after_many_empty_lines_keep_their_line_and_are_few(tmp_path: Path) -> None:
    row = "2024-{:02}-07,59%,41%\n"
    text = "date,Too high,Too low\n" + row.format(1) + "\n" * 200_000 + row.format(2)
    found = polls.read(written(tmp_path, text + "\n" * 200_000), **HINTS)
    assert found["locator"].tolist() == [
        *("line 2, Too high", "line 2, Too low"),
        *("line 200003, Too high", "line 200003, Too low"),
    ]
    kept = text_grid(text + "\n" * 200_000, layout_of(text), "table.csv")
    assert (len(kept.table), len(kept.fields), kept.lines) == (3, 3, (2, 3, 200_003))


def test_readings_of_a_tidy_file_after_cells_of_several_lines(tmp_path: Path) -> None:
    row = "GB,YouGov,level10y,too_{},2024-01-07,{},{}\n"
    text = "country,pollster,question,answer,start,share,note\n" + row.format("high", "59%", NOTE)
    path = written(tmp_path, text + row.format("low", "41%", ""))
    assert polls.read(path)["locator"].tolist() == ["line 2, share", "line 5, share"]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_way_to_end_a_line_counts_once(end: str, tmp_path: Path) -> None:
    text = f"date,Too high,Too low{end}2024-01-07,59%,41%{end}2024-02-07,58%,42%{end}"
    readings = polls.read(written(tmp_path, text), **HINTS)
    assert readings["locator"].str[:6].tolist() == ["line 2", "line 2", "line 3", "line 3"]


def test_small_tables_name_the_line_that_a_row_begins_on(tmp_path: Path) -> None:
    path = written(tmp_path, f"name,n,date\n\n{NOTE},many,2024-01-07\nb,3,soon\n")
    table = read_text_table(path)
    with pytest.raises(ProblemsError) as wrong_number:
        numbers(table["n"], path)
    with pytest.raises(ProblemsError) as wrong_date:
        dates(table["date"], path)
    assert (lines_of(wrong_number), lines_of(wrong_date)) == ([3], [6])
    with pytest.raises(ProblemsError) as wrong_rows:
        read_rows(path, ("name", "n"), ("n",))
    assert lines_of(wrong_rows) == [3]
    with pytest.raises(ProblemsError) as short:
        read_rows(written(tmp_path, f"name,n\n{NOTE},1\nb\n"), ("name",))
    assert lines_of(short) == [5]
    assert read_rows(written(tmp_path, f"name,n\n{NOTE},1\n\n"), ("name",)) == [
        {"name": NOTE.strip('"'), "n": "1"}
    ]


def test_rows_of_a_crosswalk_after_a_cell_of_several_lines(tmp_path: Path) -> None:
    row = {"kind": "answer", "question": "", "pollster": "", "lang": "", "code": "", "label": "x"}
    rows = pd.DataFrame([row | {"label": "two\nlines", "id": "yes"}, row | {"id": ""}])
    path = tmp_path / "crosswalk.csv"
    rows.to_csv(path, index=False)
    with pytest.raises(ProblemsError) as wrong:
        read_crosswalk(path, codebook())
    assert lines_of(wrong) == [4]
