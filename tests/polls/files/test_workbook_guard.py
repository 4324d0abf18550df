"""Workbooks that would unpack beyond reason, or are not whole."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from polls.errors import ProblemsError
from polls.files.workbook import open_workbook
from polls.files.workbook_guard import judge_archive
from tests.writers.tracker_workbook import rewritten, write_workbook

ROWS = [["date", "Yes", "No"], ["2024-01-07", 0.4, 0.6]]
FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write_workbook(tmp_path / "a.xlsx", {"Data": ROWS})


def test_a_sheet_may_lie_anywhere(path: Path) -> None:
    rewritten(
        path, lambda _, data: data.replace(b"</sheetData>", FAR.encode()), moved="other/s.xml"
    )
    with pytest.raises(ProblemsError, match="file-too-large"):
        judge_archive(path)


def test_cells_are_counted_in_the_whole_file(tmp_path: Path) -> None:
    # 3 million cells fit on one sheet, 6 million on two do not.
    path = write_workbook(tmp_path / "a.xlsx", {"A": ROWS, "B": ROWS})
    far = b'<row r="1000000"><c r="C1000000"><v>1</v></c></row></sheetData>'
    rewritten(path, lambda name, data: data.replace(b"</sheetData>", far))
    with pytest.raises(ProblemsError, match="6,000,000 cells"):
        judge_archive(path)
    rewritten(path, lambda name, data: data.replace(far, b"</sheetData>") if "2" in name else data)
    assert judge_archive(path) == ([], {})


def test_a_sheet_that_the_workbook_does_not_list_is_said(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "a.xlsx", {"A": ROWS, "B": ROWS})
    rewritten(path, lambda _, data: re.sub(rb'<sheet name="B"[^>]*>', b"", data))
    (warning,) = judge_archive(path)[0]
    assert (warning.code, warning.got) == ("sheets-not-listed", "xl/worksheets/sheet2.xml")
    assert open_workbook(path).names == ("A",)


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
def test_a_damaged_list_of_sheets_is_refused(path: Path, part: str) -> None:
    rewritten(path, lambda name, data: data.replace(b"?>", b"?>x", 1) if name == part else data)
    with pytest.raises(ProblemsError) as raised:
        judge_archive(path)
    (problem,) = raised.value.problems
    assert problem.code == "file-truncated"
    assert problem.got.startswith(f"{part}: ")


def test_two_parts_of_one_name_are_refused(path: Path) -> None:
    with pytest.warns(UserWarning), zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<worksheet/>")
    with pytest.raises(ProblemsError, match="two parts have the same name"):
        open_workbook(path)
