"""How far the cells of a part of a workbook go, and which lack values, however it is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from polls.errors import ProblemsError
from polls.files.workbook import open_workbook
from polls.files.workbook_parts import judge_part
from polls.files.workbook_problems import Part
from tests.writers.ods_writer import write_ods
from tests.writers.tracker_workbook import rewritten, write_workbook

ROWS = [["date", "Yes", "No"], ["2024-01-07", 0.4, 0.6]]
FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write_workbook(tmp_path / "a.xlsx", {"Data": ROWS})


@pytest.mark.parametrize(
    "far",
    [
        FAR,
        FAR.replace('"', "'"),
        FAR.replace('<c r="XFD1048576">', '<c t="n" s="0" r="XFD1048576" >'),
        FAR.replace("<c ", "<x:c ").replace("</c>", "</x:c>"),
        FAR.replace('<c r="XFD1048576">', '<c a=">" r="XFD1048576">'),
        FAR.replace('r="XFD1048576"', 'r="&#88;FD1048576"'),
        "<!-- " + "-->" + FAR,
    ],
)
def test_a_far_cell_is_found_however_it_is_written(path: Path, far: str) -> None:
    rewritten(path, lambda _, data: data.replace(b"</sheetData>", far.encode()))
    with pytest.raises(ProblemsError) as raised:
        open_workbook(path)
    (problem,) = raised.value.problems
    assert problem.code == "file-too-large"
    assert "1,048,576 rows x 16,384 columns" in problem.got


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
def test_a_part_that_is_broken_in_the_middle_is_refused(path: Path, part: str) -> None:
    """The library would read on: cells were lost, and others had the texts of their neighbours."""

    def broken(name: str, data: bytes) -> bytes:
        end = {"xl/worksheets/sheet1.xml": b"</row>", "xl/sharedStrings.xml": b"</si>"}.get(part)
        return data.replace(end or b"", b"<" + (end or b""), 1) if name == part else data

    rewritten(path, broken)
    with pytest.raises(ProblemsError) as raised:
        open_workbook(path)
    (problem,) = raised.value.problems
    assert problem.code == "file-truncated"
    assert problem.got.startswith(f"{part}: not well-formed")


CELLS = "".join(f'<c r="{letter}{row}"><v>1</v></c>' for row in range(1, 41) for letter in "ABC")
SHEET = "<worksheet><sheetData>{}</sheetData></worksheet>"


def judged(text: str) -> Part:
    return judge_part(Path("a.xlsx"), "xl/worksheets/sheet1.xml", text.encode(), unsaved=False)


def test_cells_of_every_form_in_one_part_count_together() -> None:
    others = '<c s="1" r="D50"><v>1</v></c><c r="F7" t="inlineStr"><is><t>a</t></is></c>'
    assert judged(SHEET.format(CELLS + others)) == Part(50, 6, 122)
    error = '<c r="G9" t="e"><v>#N/A</v></c><c><v>1</v></c>'
    assert judged(SHEET.format(CELLS + error)) == Part(40, 8, 122, errors=[(9, 7)])


@pytest.mark.parametrize(
    "text",
    [
        SHEET.format(CELLS) + CELLS[:23],
        CELLS,
        CELLS[:23] * 64,
        SHEET.format(CELLS[:46] + "</row>" + CELLS[46:]),
        SHEET.format(f'<row r="{CELLS}">{CELLS}</row>'),
        SHEET.format(CELLS + '<c r="A1" r="B1"><v>1</v></c>'),
        SHEET.format(CELLS + '<c r="A1"><v>1 & 2</v></c>'),
    ],
)
def test_what_is_broken_around_whole_cells_is_refused(text: str) -> None:
    with pytest.raises(ProblemsError) as raised:
        judged(text)
    (problem,) = raised.value.problems
    assert problem.code == "file-truncated"
    assert problem.got.startswith("xl/worksheets/sheet1.xml: ")


def test_entities_are_refused(path: Path) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet'
    rewritten(path, lambda _, data: data.replace(b"<worksheet", bomb))
    with pytest.raises(ProblemsError, match="workbook-hostile"):
        open_workbook(path)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (b'<c r="B2" t="e"><v>#N/A</v></c>', "error-cells"),
        (b'<c r="B2"><f>SUM(C2:C2)</f></c>', "formulas-uncalculated"),
        (b'<c r="B2"><x:f>SUM(C2:C2)</x:f></c>', "formulas-uncalculated"),
        (b'<c r="B2"><f>SUM(C2:C2)</f><v></v></c>', "formulas-uncalculated"),
        (b'<c r="B2"><f>SUM(C2:C2)</f><v>0.4</v></c>', ""),
        (b'<c r="B2" t="str"><f>T(C2)</f><v></v></c>', ""),
    ],
)
def test_cells_without_a_value_are_named(path: Path, cell: bytes, code: str) -> None:
    rewritten(path, lambda _, data: data.replace(b'<c r="B2"><v>0.4</v></c>', cell))
    book = open_workbook(path)
    assert [problem.code for problem in book.warnings] == ([code] if code else [])
    for problem in book.warnings:
        assert (problem.place.sheet, problem.got) == ("Data", "B2")
    if code:
        assert book.sheet("Data").cells[1][1:] == ["", 0.6]


@pytest.mark.parametrize("kind", ["float", "percentage", "currency"])
def test_a_number_of_an_open_document_that_is_shown_and_not_held_is_named(
    tmp_path: Path, kind: str
) -> None:
    path = write_ods(tmp_path / "a.ods", {"Data": ROWS})
    assert open_workbook(path).warnings == ()
    held, shown = b'"float" office:value="0.4"', f'"{kind}"'.encode()
    (warning,) = open_workbook(rewritten(path, lambda _, data: data.replace(held, shown))).warnings
    assert (warning.code, warning.got) == ("cells-without-value", "B2")


@pytest.mark.parametrize(("unsaved", "value"), [(True, ""), (False, 0.0)])
def test_a_formula_of_a_program_that_calculates_nothing_is_no_zero(
    path: Path, unsaved: bool, value: object
) -> None:
    cell = b'<c r="B2"><f>SUM(C2:C2)</f><v>0</v></c>'
    rewritten(path, lambda _, data: data.replace(b'<c r="B2"><v>0.4</v></c>', cell))
    if not unsaved:
        rewritten(path, lambda _, data: data.replace(b'fullCalcOnLoad="1"', b""))
    assert open_workbook(path).sheet("Data").cells[1][1] == value
