"""Legacy workbooks (XLS) as office programs save them: a sheet of texts and numbers each.

OLE container: header, sectors of the stream, of the directory, of the table of sectors
the stream "Workbook": records of a number, a length and a body
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["ErrorCell", "Formula", "write_xls"]

SECTOR = 512
LEAST_STREAM = 4096
"""Bytes below which a stream would be kept elsewhere."""
PER_SECTOR = SECTOR // 4
FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
LONGEST = 4_000
"""Letters of a text: more would need a second record."""
NUMBER, LABEL, BOOLERR, FORMULA = 0x0203, 0x0204, 0x0205, 0x0006


@dataclass(frozen=True)
class ErrorCell:
    """A cell that holds an error: 42 is #N/A, 7 is #DIV/0!."""

    code: int = 42


@dataclass(frozen=True)
class Formula:
    """A formula, and what it came to; None where it was never calculated."""

    result: float | None = None


def write_xls(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    """Write sheets of cells to a legacy workbook."""
    bodies = [_sheet(rows) for rows in sheets.values()]
    names = [name.encode("utf-16-le") for name in sheets]
    opening = _record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0x0DBB, 0x07CC, 0x41, 6))
    opening += _record(0x0042, struct.pack("<H", 1200))
    at = len(opening) + sum(4 + 8 + len(name) for name in names) + 4
    for name, body in zip(names, bodies, strict=True):
        opening += _record(0x0085, struct.pack("<IBBBB", at, 0, 0, len(name) // 2, 1) + name)
        at += len(body)
    path.write_bytes(_container(opening + _record(0x000A) + b"".join(bodies)))
    return path


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _sheet(rows: Sequence[Sequence[Any]]) -> bytes:
    width = max(map(len, rows), default=0)
    made = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0x0DBB, 0x07CC, 0x41, 6))
    made += _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            made += _cell(struct.pack("<HHH", row, column, 0), cell)
    return made + _record(0x000A)


def _cell(place: bytes, cell: Any) -> bytes:
    if cell is None or cell == "":
        return b""
    if isinstance(cell, ErrorCell):
        return _record(BOOLERR, place + struct.pack("<BB", cell.code, 1))
    if isinstance(cell, Formula):
        result = b"\x03" + bytes(5) + b"\xff\xff"
        if cell.result is not None:
            result = struct.pack("<d", cell.result)
        return _record(FORMULA, place + result + struct.pack("<HIH", 0, 0, 3) + b"\x1e\x01\x00")
    if isinstance(cell, int | float):
        return _record(NUMBER, place + struct.pack("<d", cell))
    text = str(cell)[:LONGEST]
    letters = text.encode("utf-16-le")
    return _record(LABEL, place + struct.pack("<HB", len(letters) // 2, 1) + letters)


def _container(stream: bytes) -> bytes:
    stream = stream.ljust(max(LEAST_STREAM, -(-len(stream) // SECTOR) * SECTOR), b"\0")
    sectors = len(stream) // SECTOR
    tables = 1
    while sectors + 1 + tables > tables * PER_SECTOR:
        tables += 1
    following = [*range(1, sectors), END, END, *[TABLE] * tables]
    following += [FREE] * (tables * PER_SECTOR - len(following))
    first_table = sectors + 1
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, tables, sectors, 0, LEAST_STREAM, END, 0, END, 0)
    places = [*range(first_table, first_table + tables)]
    header += struct.pack("<109I", *places, *[FREE] * (109 - tables))
    directory = _entry("Root Entry", 5, 1, END, 0) + _entry("Workbook", 2, FREE, 0, len(stream))
    table = struct.pack(f"<{len(following)}I", *following)
    return header + stream + directory.ljust(SECTOR, b"\0") + table


def _entry(name: str, kind: int, child: int, first: int, size: int) -> bytes:
    letters = name.encode("utf-16-le") + b"\0\0"
    made = letters.ljust(64, b"\0") + struct.pack("<HBB", len(letters), kind, 1)
    made += struct.pack("<III", FREE, FREE, child) + bytes(36)
    return made + struct.pack("<IQ", first, size)
