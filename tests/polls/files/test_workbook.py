"""Opening workbooks: what is broken or hostile is named, and nothing is inflated for it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import polls
from polls.errors import Problem, ProblemsError
from polls.files import workbook_guard
from polls.files.workbook import cell_name, open_workbook
from tests.writers.tracker_workbook import write_workbook

ROWS = [["Question", date(2024, 1, 7)], ["Agree", 0.6]]


def problem_of(path: Path) -> Problem:
    with pytest.raises(ProblemsError) as raised:
        open_workbook(path)
    (problem,) = raised.value.problems
    return problem


def repacked(path: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """The same workbook with its members changed."""
    changed = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            new.writestr(member.filename, change(member.filename, old.read(member)))
    path.write_bytes(changed.getvalue())
    return path


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return write_workbook(tmp_path / "good.xlsx", {"All adults": ROWS, "Male": ROWS})


def test_sheets_come_in_order_with_cells_from_a1(good: Path) -> None:
    book = open_workbook(good)
    assert book.names == ("All adults", "Male")
    assert book.sheets[1].cells == ROWS
    assert book.sheets[1].at(1, 1) == 0.6
    assert book.sheets[1].at(9, 9) == ""


def test_a_table_that_starts_further_down_keeps_the_places_of_its_cells(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "low.xlsx", {"S": [[], [], ["", "", "here"]]})
    assert open_workbook(path).sheets[0].at(2, 2) == "here"


@pytest.mark.parametrize("kept", [0.3, 0.9, 0.999])
def test_a_truncated_workbook_is_named(good: Path, kept: float) -> None:
    data = good.read_bytes()
    good.write_bytes(data[: int(len(data) * kept)])
    assert problem_of(good).code == "file-truncated"


def test_a_damaged_member_is_found_by_its_checksum(good: Path) -> None:
    with zipfile.ZipFile(good) as archive:
        member = archive.getinfo("xl/worksheets/sheet1.xml")
    data = bytearray(good.read_bytes())
    middle = member.header_offset + 30 + len(member.filename) + member.compress_size // 2
    data[middle] ^= 0xFF
    good.write_bytes(bytes(data))
    assert problem_of(good).code == "file-truncated"


def test_an_encrypted_workbook_is_named(tmp_path: Path) -> None:
    # Office keeps an encrypted workbook as a stream of an OLE file, by this name.
    path = tmp_path / "secret.xlsx"
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 504
    path.write_bytes(head + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 512)
    assert problem_of(path).code == "file-encrypted"


@pytest.fixture
def bomb(good: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("POLLTIDE_APART", "off")
    monkeypatch.setattr(workbook_guard, "MAX_INFLATED_BYTES", 1_000_000)
    filler = b"<!--" + b" " * 2_000_000 + b"-->"
    repacked(good, lambda name, data: data + filler if "sheet1" in name else data)
    return good


def test_a_zip_bomb_is_refused_by_its_declared_size(bomb: Path) -> None:
    assert problem_of(bomb).code == "file-too-large"


def test_a_zip_bomb_that_lies_about_its_size_is_refused_too(bomb: Path) -> None:
    with zipfile.ZipFile(bomb) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    data = bomb.read_bytes()
    assert data.count(size.to_bytes(4, "little")) == 2  # in the member's header and the directory
    bomb.write_bytes(data.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little")))
    assert problem_of(bomb).code == "file-truncated"


def test_one_far_away_cell_does_not_lay_out_a_sheet_of_empty_ones(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "far.xlsx", {"S": ROWS})
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    repacked(path, lambda _, data: data.replace(b"</sheetData>", far))
    problem = problem_of(path)
    assert problem.code == "file-too-large"
    assert "1,048,576 rows x 16,384 columns" in problem.got


def test_what_is_no_workbook_is_said_to_be_none(tmp_path: Path) -> None:
    path = tmp_path / "text.xlsx"
    path.write_text("date;share")
    assert problem_of(path).code == "not-a-workbook"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "nothing")
    assert problem_of(path).code == "not-a-workbook"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-empty"),
        (b"\x00\x01\x02\x03" * 50, "unknown-format"),
        (b"just a line of text", "unknown-format"),
        (b"PK\x03\x04 cut", "file-truncated"),
        (b"PAR1 cut", "file-truncated"),
    ],
)
def test_reading_names_what_a_file_is_not(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "table.xlsx"
    path.write_bytes(content)
    with pytest.raises(ProblemsError) as raised:
        polls.read(path)
    assert [problem.code for problem in raised.value.problems] == [code]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError, match="file-missing"):
        polls.read(tmp_path / "none.xlsx")


@pytest.mark.parametrize(("column", "name"), [(0, "A1"), (25, "Z1"), (26, "AA1"), (16383, "XFD1")])
def test_cells_are_named_as_spreadsheets_do(column: int, name: str) -> None:
    assert cell_name(0, column) == name
