"""Legacy workbooks: what their records say is judged before a library opens them."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import pytest

from polls.errors import ProblemsError
from polls.files.legacy_guard import judge_legacy
from polls.files.workbook import open_workbook
from tests.writers.legacy_writer import ErrorCell, Formula, write_xls

ROWS: list[list[Any]] = [["date", "Yes", "No"], ["2024-01-07", 0.41, 0.59]]


def changed(row: int, column: int, cell: Any) -> list[list[Any]]:
    made = [list(cells) for cells in ROWS]
    made[row][column] = cell
    return made


def said(path: Path) -> list[tuple[str, str, str, str]]:
    problems, _ = judge_legacy(path, path.read_bytes())
    return [(p.code, p.title, p.place.sheet, p.got) for p in problems]


@pytest.mark.parametrize("rows", [2, 400])
def test_a_sound_one_is_read_as_it_was_written(rows: int, tmp_path: Path) -> None:
    """Large enough for several sectors of numbers, or as small as any."""
    cells = [["a" * 300, float(row)] for row in range(rows)]
    path = write_xls(tmp_path / "a.xls", {"First": cells, "Zweites Blatt": ROWS})
    assert said(path) == []
    first, second = open_workbook(path).sheets
    assert (first.name, first.cells) == ("First", cells)
    assert (second.name, second.cells) == ("Zweites Blatt", ROWS)


@pytest.mark.parametrize("cell", [ErrorCell(42), ErrorCell(7)])
def test_an_error_is_named_with_its_place(cell: ErrorCell, tmp_path: Path) -> None:
    path = write_xls(tmp_path / "a.xls", {"data": ROWS, "more": changed(1, 2, cell)})
    title = "1 cell(s) hold an error, such as #N/A, and are not read"
    assert said(path) == [("error-cells", title, "more", "C2")]
    assert [problem.code for problem in open_workbook(path).warnings] == ["error-cells"]


def test_formulas_are_uncalculated_where_none_of_the_file_came_to_anything(tmp_path: Path) -> None:
    path = write_xls(tmp_path / "a.xls", {"data": changed(1, 1, Formula())})
    title = "1 formula(s) were never calculated and are not read"
    assert said(path) == [("formulas-uncalculated", title, "data", "B2")]
    assert judge_legacy(path, path.read_bytes())[1] == {"data": [(2, 2)]}
    # Another that was calculated: this one came to an empty text.
    both = [*changed(1, 1, Formula()), ["2024-02-07", Formula(0.42), 0.58]]
    path = write_xls(tmp_path / "b.xls", {"data": both})
    assert said(path) == []
    assert open_workbook(path).sheets[0].cells[2] == ["2024-02-07", 0.42, 0.58]


@pytest.mark.parametrize(
    ("rows", "columns", "got"),
    [
        (65_536, 256, ""),
        (65_537, 3, "a sheet of 65,537 rows and 3 columns"),
        (2, 257, "a sheet of 2 rows and 257 columns"),
        (2**32 - 1, 65_535, "a sheet of 4,294,967,295 rows and 65,535 columns"),
    ],
)
def test_an_extent_beyond_what_a_sheet_can_have_is_refused(
    rows: int, columns: int, got: str, tmp_path: Path
) -> None:
    path = write_xls(tmp_path / "a.xls", {"data": ROWS})
    data = path.read_bytes()
    at = data.index(struct.pack("<HH", 0x0200, 14)) + 4
    path.write_bytes(data[:at] + struct.pack("<IIHH", 0, rows, 0, columns) + data[at + 12 :])
    if not got:
        assert open_workbook(path).sheets[0].cells == ROWS
        return
    with pytest.raises(ProblemsError) as raised:
        open_workbook(path)
    assert [(p.code, p.got) for p in raised.value.problems] == [("file-truncated", got)]


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [(19_530, 255, ""), (19_531, 255, "file-too-large"), (1, 256, "file-truncated")],
)
def test_a_cell_far_off_makes_a_sheet_too_large(
    row: int, column: int, code: str, tmp_path: Path
) -> None:
    path = write_xls(tmp_path / "a.xls", {"data": ROWS})
    data = path.read_bytes()
    at = data.index(struct.pack("<HHH", 1, 2, 0))
    data = data[:at] + struct.pack("<HHH", row, column, 0) + data[at + 6 :]
    if not code:
        assert judge_legacy(path, data) == ([], {})
        return
    with pytest.raises(ProblemsError) as raised:
        judge_legacy(path, data)
    assert [problem.code for problem in raised.value.problems] == [code]


@pytest.mark.parametrize("length", [0, 8, 40, 511, 600, 2000, 4608])
def test_what_is_cut_off_is_left_to_the_library_to_refuse(length: int, tmp_path: Path) -> None:
    path = write_xls(tmp_path / "a.xls", {"data": changed(1, 1, ErrorCell())})
    data = path.read_bytes()
    assert judge_legacy(path, data[:length]) == ([], {})
    assert judge_legacy(path, data)[0]
    looped = data[:-512] + struct.pack("<128I", *[0] * 128)
    assert [problem.code for problem in judge_legacy(path, looped)[0]] == ["error-cells"]
