"""One part of a workbook, and how far the cells go that it holds, whatever it is called.

    <row r="7"><c r="C7" t="e"><v>#N/A</v></c></row>       7 rows, 3 columns, an error in C7

A part in the form that spreadsheets write (each tag of a cell with its attributes in double
quotes, its reference among them) is judged by patterns, and parsed only to see that it is
whole, without the cells that are whole by their pattern; any other by a parser. Parts with a
document type, and with it entities, are refused.
"""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from xml.parsers import expat

from polls.files.workbook_problems import Part, damaged, refused

__all__ = ["judge_document", "judge_part"]

TEXTS = "xl/sharedStrings.xml"
PREFIX, ANY_PREFIX = rb"(?:\w+:)?", rb"(?:[^\s<>/:]+:)?"
USUAL_CELL = re.compile(
    rb'<c r="([A-Z]{1,3}+[0-9]{1,7}+)"(?: s="[0-9]{1,5}+")?+(?: t="[a-df-z][A-Za-z]{0,9}+")?+'
    rb"(?:><v>[^\x00-\x1f&<>\x7f-\xff]*+</v></c>|/>)"
)
"""A whole cell with a value, of which nothing has to be known but its place."""
EMPTY, MANY = b"<x/>", 32
CELL_TAG = rb"<%bc[\s/>]"
PLAIN_CELL = rb'<%bc(?: [\w:]+="[^"<>&]*")*? r="([A-Z]{1,3}[0-9]{1,7})"(?: [\w:]+="[^"<>&]*")* ?/?>'
FORMULA = rb"<%bf[\s/>]"
PREFIXED = re.compile(rb":[cf][\s/>]")
UNUSUAL = (b"<!", b"\x00", b"&#")
ERROR_CELL = b't="e"'
DIGITS, LETTERS = string.digits.encode(), string.ascii_uppercase.encode()
NUMBERS = ("float", "percentage", "currency")
REFERENCE = re.compile(r"([A-Za-z]+)([0-9]+)")


def judge_part(path: Path, name: str, data: bytes, *, unsaved: bool) -> Part:
    """How far the cells of a part reach, and which lack values.

    Args:
        path: the workbook, to be named.
        name: the part.
        data: its content.
        unsaved: whether the program that wrote the workbook calculated nothing, and says so:
            its formulas have a value of 0 that stands for none.

    Raises:
        ProblemsError: where the part is damaged, or defines entities.
    """
    pieces = USUAL_CELL.split(data)  # each second one is a reference
    # Of many cells in a row two stay, so that what is no tree of tags without them is none here.
    rest = EMPTY.join(pieces[::2]).replace(EMPTY * MANY, EMPTY * 2)
    if any(sign in rest for sign in UNUSUAL):
        return _parsed(path, name, data, _Cells(unsaved))
    # Without a prefix a pattern begins with two plain letters, and is looked for so.
    prefixed = PREFIXED.search(rest) is not None
    plain = _pattern(PLAIN_CELL, PREFIX if prefixed else b"").findall(rest)
    if len(plain) != len(_pattern(CELL_TAG, ANY_PREFIX if prefixed else b"").findall(rest)):
        return _parsed(path, name, data, _Cells(unsaved))
    found = pieces[1::2] + plain
    if not found and name != TEXTS:
        return Part()
    if ERROR_CELL in rest or _pattern(FORMULA, PREFIX if prefixed else b"").search(rest):
        return _parsed(path, name, data, _Cells(unsaved))
    if not _is_whole(rest):  # the library would read on past what is broken
        _parsed(path, name, data, None)
    return Part(*_extent(b" ".join(found)), len(found)) if found else Part()


def judge_document(path: Path, name: str, data: bytes) -> Part:
    """Likewise of the part of an OpenDocument file that holds all its tables."""
    return _parsed(path, name, data, _OpenDocument())


def _pattern(form: bytes, prefix: bytes) -> re.Pattern[bytes]:
    return re.compile(form % prefix)


def _is_whole(text: bytes) -> bool:
    try:
        expat.ParserCreate().Parse(text, True)
    except (expat.ExpatError, ValueError):
        return False
    return True


@lru_cache(maxsize=1)  # the sheets of a workbook often have the same cells
def _extent(references: bytes) -> tuple[int, int]:
    """The last row and the last column of references with spaces between them."""
    # All at once: pairs of texts by the hundred thousand would cost more than them.
    columns, rows = (set(references.translate(None, rest).split()) for rest in (DIGITS, LETTERS))
    return max(map(int, rows)), max(_column_number(letters.decode()) for letters in columns)


class _Cells:
    """Follows the cells of a sheet; those without a reference come after the one before.

    Args:
        unsaved: whether the program that wrote the workbook calculated nothing, and says so:
            its formulas have a value of 0 that stands for none.
    """

    def __init__(self, unsaved: bool) -> None:
        self.part = Part()
        self.row = self.column = 0
        self.formula = self.inside = False
        self.value = self.kind = ""
        self.none = ("", "0") if unsaved else ("",)

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name == "v":
            self.inside = True
        elif name == "f":
            self.formula = True
        elif name == "row":
            self._row(attributes)
        elif name == "c":
            self._cell(attributes)

    def text(self, text: str) -> None:
        if self.inside:
            self.value += text

    def end(self, tag: str) -> None:
        self.inside = False

    def _row(self, attributes: Mapping[str, str]) -> None:
        self.close()
        number = attributes.get("r", "")
        self.row = int(number) if number.isdecimal() and len(number) < 9 else self.row + 1
        self.column = 0

    def _cell(self, attributes: Mapping[str, str]) -> None:
        self.close()
        found = REFERENCE.fullmatch(attributes.get("r", ""))
        if found and len(found[1]) <= 5 and len(found[2]) < 9:
            self.row, self.column = int(found[2]), _column_number(found[1].upper())
        else:
            self.column += 1
        self.kind = attributes.get("t", "n")
        part = self.part
        part.rows, part.columns = max(part.rows, self.row), max(part.columns, self.column)
        part.cells += 1
        if self.kind == "e":
            part.errors.append((self.row, self.column))

    def close(self) -> None:
        if self.formula and self.kind == "n" and self.value.strip() in self.none:
            self.part.uncalculated.append((self.row, self.column))
        self.formula, self.value = False, ""


class _OpenDocument:
    """Follows the cells of an OpenDocument table, where cells and rows are repeated by number."""

    def __init__(self) -> None:
        self.part = Part()
        self.area = 0
        self._begin()

    def _begin(self) -> None:
        self.rows = self.columns = self.waiting = 0
        self.repeated = self.width = self.filled = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = tag.rpartition(":")[2]
        said = {key.rpartition(":")[2]: value for key, value in attributes.items()}
        if name == "table":
            self.close()
        elif name == "table-row":
            self.repeated = _count(said.get("number-rows-repeated"))
            self.width = self.filled = 0
        elif name in ("table-cell", "covered-table-cell"):
            self.width += _count(said.get("number-columns-repeated"))
            if "value-type" in said:
                self.filled = self.width
            at = self.rows + self.waiting + 1, self.width
            if said.get("formula") and "value-type" not in said:
                self.part.uncalculated.append(at)
            elif said.get("value-type") == "error":
                self.part.errors.append(at)
            elif said.get("value-type") in NUMBERS and "value" not in said:
                self.part.valueless.append(at)
        elif name == "p" and self.width:
            self.filled = self.width

    def text(self, text: str) -> None:
        """Nothing: that there is a paragraph is enough."""

    def end(self, tag: str) -> None:
        if tag.rpartition(":")[2] == "table-row":
            self.waiting += self.repeated
            if self.filled:
                self.rows, self.waiting = self.rows + self.waiting, 0
                self.columns = max(self.columns, self.filled)

    def close(self) -> None:
        self.area += self.rows * self.columns
        self.part.rows, self.part.columns = self.area, 1
        self._begin()


def _count(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 1


def _parsed(path: Path, name: str, data: bytes, follow: _Cells | _OpenDocument | None) -> Part:
    """A part judged by a parser that expands nothing and looks nothing up."""
    parser = expat.ParserCreate()
    if follow is not None:
        parser.StartElementHandler = follow.start
        parser.EndElementHandler = follow.end
        parser.CharacterDataHandler = follow.text

    def refuse(*_: object) -> None:
        title, got = "workbook defines entities, as no spreadsheet does", f"a DOCTYPE in {name}"
        raise refused(path, "workbook-hostile", title, got)

    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError) as error:
        if follow is None or name.endswith((".xml", ".rels")) or follow.part.cells:
            raise damaged(path, f"{name}: {error}") from None
    if follow is None:
        return Part()
    follow.close()
    return follow.part


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
