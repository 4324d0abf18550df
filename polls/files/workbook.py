"""Opening a workbook (XLSX) so that neither a broken nor a hostile file does harm.

    file -> signature -> zip directory -> every member's checksum -> extent of each sheet -> cells

python-calamine reads values 7 to 12 times faster than openpyxl but trusts the file: it would
inflate a zip bomb and lay out a sheet of 17 thousand million empty cells. So the size is
judged before it opens anything.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path

import python_calamine

from polls.errors import Place, Problem, ProblemsError
from polls.files.content import content_of

__all__ = [
    "Cell",
    "Sheet",
    "Workbook",
    "cell_name",
    "open_workbook",
]

Cell = str | float | int | bool | date | datetime | time | timedelta

MAX_INFLATED_BYTES = 400_000_000
MAX_CELLS = 5_000_000
FAR_COLUMN = re.compile(rb'r="([A-Z]{3})\d')
ANY_COLUMN = re.compile(rb'r="([A-Z]+)\d')
LAST_ROW = re.compile(rb'<row[^>]*? r="(\d+)"')
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name and its cells from A1 on, every row of the same length.

    Empty cells are "", numbers float, dates `date` or `datetime`.
    """

    name: str
    cells: list[list[Cell]]

    def at(self, row: int, column: int) -> Cell:
        """The cell at a row and column counted from 0; "" outside the sheet."""
        if 0 <= row < len(self.cells) and 0 <= column < len(self.cells[row]):
            return self.cells[row][column]
        return ""


@dataclass(frozen=True)
class Workbook:
    """An opened workbook: where it came from, and its sheets in order, read on first use."""

    path: Path
    _book: python_calamine.CalamineWorkbook
    _cells: dict[str, list[list[Cell]]] = field(default_factory=dict, compare=False)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the worksheets in order, the hidden ones last; charts left out."""
        sheets = [
            sheet
            for sheet in self._book.sheets_metadata
            if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
        ]
        shown = python_calamine.SheetVisibleEnum.Visible
        return tuple(sheet.name for sheet in sorted(sheets, key=lambda s: s.visible != shown))

    @property
    def hidden(self) -> frozenset[str]:
        """The names of the worksheets that a person does not see."""
        return frozenset(
            sheet.name
            for sheet in self._book.sheets_metadata
            if sheet.visible != python_calamine.SheetVisibleEnum.Visible
        )

    @cached_property
    def sheets(self) -> tuple[Sheet, ...]:
        """All worksheets with their cells."""
        return tuple(map(self.sheet, self.names))

    def sheet(self, name: str, rows: int | None = None) -> Sheet:
        """One worksheet by name, or its first rows; its cells are parsed once."""
        if name not in self._cells:
            found = self._book.get_sheet_by_name(name)
            self._cells[name] = found.to_python(skip_empty_area=False)
        return Sheet(name, self._cells[name][:rows])


def open_workbook(path: Path) -> Workbook:
    """A workbook whose size and checksums were judged before it was opened.

    Args:
        path: an XLSX file (or the older XLS, which calamine reads as well).

    Raises:
        ProblemsError: where the file is truncated, encrypted, a zip bomb, or no workbook.

    >>> open_workbook(Path(__file__))
    Traceback (most recent call last):
        ...
    polls.errors.ProblemsError: ...workbook.py: file is not a workbook [not-a-workbook]...
    """
    kind = content_of(path)
    if kind == "ole" and ENCRYPTED_PACKAGE in path.read_bytes():
        raise _error(
            path,
            "file-encrypted",
            "workbook is encrypted",
            hint="open it with its password and save it without one",
        )
    if kind not in ("zip", "ole"):
        raise _error(
            path, "not-a-workbook", "file is not a workbook", f"{kind} content", "an XLSX file"
        )
    if kind == "zip":
        _judge_archive(path)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
    except (python_calamine.CalamineError, OSError) as error:
        raise _error(path, "not-a-workbook", "file is not a workbook", str(error)) from None
    return Workbook(path, book)


def cell_name(row: int, column: int) -> str:
    """The spreadsheet name of a cell whose row and column are counted from 0.

    >>> cell_name(6, 2), cell_name(0, 26)
    ('C7', 'AA1')
    """
    letters, rest = "", column + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return f"{letters}{row + 1}"


def _judge_archive(path: Path) -> None:
    """Raise where the zip is cut off, damaged, or would inflate beyond reason."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            inflated = sum(member.file_size for member in members)
            if inflated > MAX_INFLATED_BYTES:
                raise _too_large(path, f"{inflated / 1e6:,.0f} MB from {path.stat().st_size} bytes")
            # Reading a member stops at its declared size and compares its checksum, so that
            # one which understates its size is found here, not in memory.
            for member in members:
                data = archive.read(member)
                if "worksheets/" in member.filename:
                    _judge_extent(path, member.filename, data)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        raise _error(
            path,
            "file-truncated",
            "workbook is cut off or damaged",
            str(error),
            hint="download it again",
        ) from None
    except RuntimeError as error:  # how zipfile says that a member needs a password
        raise _error(path, "file-encrypted", "workbook is encrypted", str(error)) from None


def _judge_extent(path: Path, member: str, sheet: bytes) -> None:
    """Raise where a sheet spans more cells than memory should hold, most of them empty."""
    last = sheet.rfind(b"<row")
    match = LAST_ROW.match(sheet, last) if last >= 0 else None
    rows = int(match[1]) if match else 0
    columns = 702  # up to ZZ
    if rows * columns > MAX_CELLS or FAR_COLUMN.search(sheet):
        letters = set(ANY_COLUMN.findall(sheet))
        columns = max((_column_number(name) for name in letters), default=0)
    if rows * columns > MAX_CELLS:
        raise _too_large(path, f"{rows:,} rows x {columns:,} columns in {member}")


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number


def _too_large(path: Path, got: str) -> ProblemsError:
    return _error(
        path,
        "file-too-large",
        "workbook is too large once unpacked",
        got,
        f"up to {MAX_INFLATED_BYTES / 1e6:,.0f} MB and {MAX_CELLS:,} cells a sheet",
        "delete what lies outside the table",
    )


def _error(
    path: Path, code: str, title: str, got: str = "", expected: str = "", hint: str = ""
) -> ProblemsError:
    return ProblemsError([Problem(code, title, Place(file=path.name), got, expected, hint)])
