"""The sheets of a workbook, all or a first few; a delimited text is one without a name."""

from __future__ import annotations

from pathlib import Path

import pytest

from polls.crossbreaks.parts import file_parts
from polls.crossbreaks.rows import CellRow
from polls.errors import ProblemsError
from polls.files.opened import OpenedFile
from tests.writers.sheets_writer import Rows, write_sheets

TABLE: Rows = [["", "Men", "Women"], ["Yes", 60, 40], ["No", 40, 60]]


def test_a_look_at_a_workbook_opens_six_sheets_with_cells_and_a_reading_all(
    tmp_path: Path,
) -> None:
    text: Rows = [["A poll"]]
    book = {"Cover": text, **{f"Q{i}": TABLE for i in range(1, 9)}}
    file = OpenedFile(write_sheets(tmp_path / "a.xlsx", book))
    assert [part.place.sheet for part in file_parts(file, peek=True)] == [
        "Cover", "Q1", "Q2", "Q3", "Q4", "Q5", "Q6",
    ]  # fmt: skip
    assert [part.place.sheet for part in file_parts(file)] == list(book)
    assert [part.place.sheet for part in file_parts(file, ["Q8", "Q2"])] == ["Q8", "Q2"]
    with pytest.raises(ProblemsError) as caught:
        file_parts(file, ["Q9", "Q2"])
    (problem,) = caught.value.problems
    assert (problem.code, problem.title) == ("unknown-sheet", "sheet 'Q9' not found")


def test_a_text_is_one_part_without_a_name_and_its_places_are_lines(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("Answer,Men,Women\nYes,60%,40%\nNo,40%,60%\n")
    file = OpenedFile(tmp_path / "a.csv")
    (part,) = file_parts(file)
    assert part.place.sheet == "" and part.place.file == "a.csv"
    rows = [row for row in part.rows if isinstance(row, CellRow)]
    assert [(row.label, row.cells, row.locator) for row in rows] == [
        ("Yes", ("60%", "40%"), "line 2"),
        ("No", ("40%", "60%"), "line 3"),
    ]
    assert rows[0].names == ()


def test_a_look_at_a_text_sees_sixty_lines(tmp_path: Path) -> None:
    lines = ["Answer,Men,Women", *(f"a{i},60%,40%" for i in range(99))]
    (tmp_path / "a.csv").write_text("\n".join(lines))
    file = OpenedFile(tmp_path / "a.csv")
    (seen,), (read,) = file_parts(file, peek=True), file_parts(file)
    assert (len(seen.rows), len(read.rows)) == (60, 100)
