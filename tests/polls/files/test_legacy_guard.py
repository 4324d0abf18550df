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


def records(data: bytes, kind: int) -> list[int]:
    """The places of the records of a kind."""
    found, at = [], 512
    while at + 4 <= len(data):
        this, length = struct.unpack_from("<HH", data, at)
        found += [at] if this == kind else []
        at += 4 + length
    return found


def with_bytes(data: bytes, at: int, form: str, *values: int) -> bytes:
    return data[:at] + struct.pack(form, *values) + data[at + struct.calcsize(form) :]


SHEET_ENTRY, BEGINNING, END, NUMBER = 0x0085, 0x0809, 0x000A, 0x0203
IN_NO_LIST = "1 sheet(s) are in the file, not in its list of sheets, and are not read"


@pytest.mark.parametrize(
    ("after", "form", "value"),
    [
        (0, "<H", 0x3C85),  # no entry of the list any more
        (4, "<I", 66),  # the entry of the first sheet again
        (4, "<I", 4_000),  # an entry of nothing
        (9, "<B", 1),  # called a sheet of macros
        (9, "<B", 2),  # called a chart
    ],
)
def test_a_sheet_that_the_list_of_sheets_lacks_is_said(
    after: int, form: str, value: int, tmp_path: Path
) -> None:
    path = write_xls(tmp_path / "a.xls", {"one": ROWS, "two": ROWS})
    data = path.read_bytes()
    second = records(data, SHEET_ENTRY)[1]
    path.write_bytes(with_bytes(data, second + after, form, value))
    (warning,) = open_workbook(path).warnings
    assert (warning.code, warning.title) == ("sheets-not-listed", IN_NO_LIST)
    begins = records(data, BEGINNING)[2] - 512
    assert warning.got == f"6 cells from byte {begins} of its records"


@pytest.mark.parametrize("kind", [END, BEGINNING])
def test_cells_behind_the_end_of_a_sheet_are_said(kind: int, tmp_path: Path) -> None:
    path = write_xls(tmp_path / "a.xls", {"data": [*ROWS, ["2024-02-07", 0.42, 0.58]]})
    data = path.read_bytes()
    path.write_bytes(with_bytes(data, records(data, NUMBER)[1], "<H", kind))
    title = "3 cell(s) lie where no sheet has them, and may not be read"
    assert said(path) == [("cells-outside-sheets", title, "", "")]
    if kind == END:
        assert open_workbook(path).sheets[0].cells == [ROWS[0], ["2024-01-07", 0.41, ""]]


def test_the_numbers_of_a_chart_within_a_sheet_are_no_cells_of_it(tmp_path: Path) -> None:
    path = write_xls(tmp_path / "a.xls", {"data": ROWS})
    data = path.read_bytes()
    chart = struct.pack("<HHHHHHII", BEGINNING, 16, 0x0600, 0x20, 0x0DBB, 0x07CC, 0x41, 6)
    chart += struct.pack("<HHHHHd", NUMBER, 14, 0, 0, 0, 5.0) + struct.pack("<HH", END, 0)
    at = records(data, END)[-1]
    made = data[:at] + chart + data[at:]
    path.write_bytes(made[:4608] + made[4608 + len(chart) :])
    assert open_workbook(path).warnings == ()
    assert open_workbook(path).sheets[0].cells == ROWS
