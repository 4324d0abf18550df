"""What a legacy workbook (XLS) holds, judged before a library opens it.

    container -> its stream of records -> sheet by sheet: how far cells reach, which lack values

The library lays out as many cells as a sheet says that it has, and reads an error as an empty
cell. Where the records cannot be followed nothing is said: it is then for the library to refuse.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from polls.errors import Problem
from polls.files.workbook_problems import (
    MAX_CELLS,
    At,
    Part,
    damaged,
    not_listed,
    outside_of_sheets,
    too_large,
    without_value,
)

__all__ = ["judge_legacy"]

HEADER = 512
ENTRY = 128
STREAMS = ("Workbook", "Book")
BEGINNING, END, SHEET, EXTENT = 0x0809, 0x000A, 0x0085, 0x0200
FORMULA, ERROR_OR_TRUTH = 0x0006, 0x0205
CELLS = frozenset({FORMULA, ERROR_OR_TRUTH, 0x0203, 0x0204, 0x027E, 0x00BD, 0x00D6, 0x00FD})
"""Records of cells with a value, each of which begins with its row and its column."""

NEWEST = 0x0600
WORKSHEET = 0
"""A sheet of cells in the list of sheets, which has charts as well."""
CELLS_BELOW, CHART = 0x0010, 0x0020
"""What begins, as the first record of it says."""
MOST_ROWS, MOST_COLUMNS = 65_536, 256
NUMBER, ERROR, EMPTY = -1, 2, 3
NO_NUMBER = b"\xff\xff"
"""How the result of a formula ends that is none."""


def judge_legacy(path: Path, data: bytes) -> tuple[list[Problem], dict[str, list[At]]]:
    """Raises where a legacy workbook would be laid out beyond reason.

    Args:
        path: the file, to be named.
        data: its content.

    Returns:
        Warnings of cells without a value and of sheets that no list names, and by sheet the
        formulas that were never calculated.

    Raises:
        ProblemsError: where a cell lies beyond the sheet, or the sheets are too large.
    """
    sheets = _Sheets(path)
    try:
        sheets.follow(_stream(data))
    except (struct.error, IndexError):
        return [], {}
    parts, names = sheets.parts, sheets.names
    area = sum(part.rows * part.columns for part in parts.values())
    if area > MAX_CELLS:
        raise too_large(path, f"{area:,} cells")
    blank = {names[key]: part.uncalculated for key, part in parts.items() if part.uncalculated}
    return [
        *without_value(path, parts, names),
        *not_listed(path, sheets.unlisted()),
        *outside_of_sheets(path, sheets.outside),
    ], blank


def _stream(data: bytes) -> bytes:
    """The records of the workbook; nothing where the container holds none.

    A stream of a few thousand bytes lies in another one, in smaller sectors.
    """
    size, small = (1 << shift for shift in struct.unpack_from("<HH", data, 30))
    tables, first, _, least, first_small = struct.unpack_from("<IIIII", data, 44)
    places = struct.unpack_from(f"<{min(tables, 109)}I", data, 76)
    table = [
        number
        for place in places
        for number in struct.unpack_from(f"<{size // 4}I", data, HEADER + place * size)
    ]
    directory = b"".join(_sectors(data, table, first, size, HEADER))
    entries: dict[str, tuple[int, int]] = {}
    for at in range(0, len(directory) - ENTRY + 1, ENTRY):
        length = struct.unpack_from("<H", directory, at + 64)[0]
        name = directory[at : at + max(length - 2, 0)].decode("utf-16-le", "replace")
        entries.setdefault(name if at else "", struct.unpack_from("<II", directory, at + 116))
    for name in STREAMS:
        if name in entries:
            start, length = entries[name]
            if length >= least:
                return b"".join(_sectors(data, table, start, size, HEADER))[:length]
            within = b"".join(_sectors(data, table, entries[""][0], size, HEADER))
            rest = b"".join(_sectors(data, table, first_small, size, HEADER))
            following = list(struct.unpack(f"<{len(rest) // 4}I", rest))
            return b"".join(_sectors(within, following, start, small, 0))[:length]
    return b""


def _sectors(
    data: bytes, following: list[int], sector: int, size: int, offset: int
) -> Iterator[bytes]:
    """A chain of sectors, to its end or to where it comes back to itself."""
    seen: set[int] = set()
    while sector < len(following) and sector not in seen:
        seen.add(sector)
        yield data[offset + sector * size : offset + (sector + 1) * size]
        sector = following[sector]


def _records(stream: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Place, kind and body of each record."""
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield at, kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


class _Sheets:
    """Follows the cells of the sheets, one after the other.

    Attributes:
        parts: what is seen of each sheet, by the place where it begins.
        names: the names of the sheets, likewise.
        listed: the places where sheets of cells begin, as the list of sheets says.
        outside: cells that lie in no sheet, nor in a chart.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.parts: dict[str, Part] = {}
        self.names: dict[str, str] = {}
        self.empty: list[tuple[Part, At]] = []
        self.listed: set[str] = set()
        self.of_cells: set[str] = set()
        self.outside = 0
        self.calculated = False
        self.within: list[int] = []
        self.newest = True

    def follow(self, stream: bytes) -> None:
        """Look at all records."""
        part = Part()
        for at, kind, body in _records(stream):
            if kind == BEGINNING:
                part = self._begin(str(at), body, part)
            elif kind == END:
                self.within = self.within[:-1]
            elif kind == SHEET:
                key = str(struct.unpack_from("<I", body)[0])
                self.names[key] = _name(body[6:], self.newest)
                if body[5] == WORKSHEET:
                    self.listed.add(key)
            elif kind == EXTENT:
                _, rows, _, columns = struct.unpack_from("<IIHH" if self.newest else "<HHHH", body)
                self._within(rows, columns)
            elif kind in CELLS and len(self.within) == 1:
                self._cell(part, kind, body)
            elif kind in CELLS and CHART not in self.within:  # whose numbers lie in it as well
                self.outside += 1
        # A formula may well come to an empty text; where all do, nothing calculated them.
        for found, place in () if self.calculated else self.empty:
            found.uncalculated.append(place)

    def unlisted(self) -> list[str]:
        """Sheets with cells that the list of sheets lacks, or calls something else."""
        return [
            f"{part.cells:,} cells from byte {key} of its records"
            for key, part in self.parts.items()
            if part.cells and self.names and key in self.of_cells - self.listed
        ]

    def _begin(self, key: str, body: bytes, part: Part) -> Part:
        """The part that a record begins, or the one in which it does."""
        version, kind = struct.unpack_from("<HH", body)
        self.newest = version >= NEWEST
        if not self.within:
            part = self.parts.setdefault(key, Part())
            self.names.setdefault(key, "")
            if kind == CELLS_BELOW:
                self.of_cells.add(key)
        self.within.append(kind)
        return part

    def _cell(self, part: Part, kind: int, body: bytes) -> None:
        row, column = (number + 1 for number in struct.unpack_from("<HH", body))
        self._within(row, column)
        part.rows, part.columns = max(part.rows, row), max(part.columns, column)
        part.cells += 1
        if kind == ERROR_OR_TRUTH and body[7]:
            part.errors.append((row, column))
        elif kind == FORMULA:
            result = body[6] if body[12:14] == NO_NUMBER else NUMBER
            if result == ERROR:
                part.errors.append((row, column))
            if result == EMPTY:
                self.empty.append((part, (row, column)))
            else:
                self.calculated = True

    def _within(self, rows: int, columns: int) -> None:
        if rows > MOST_ROWS or columns > MOST_COLUMNS:
            raise damaged(self.path, f"a sheet of {rows:,} rows and {columns:,} columns")


def _name(body: bytes, newest: bool) -> str:
    if not newest:
        return body[1 : 1 + body[0]].decode("cp1252", "replace")
    if body[1] & 1:
        return body[2 : 2 + 2 * body[0]].decode("utf-16-le", "replace")
    return body[2 : 2 + body[0]].decode("latin-1")
