"""What a workbook would unpack to, judged before a library opens it.

    zip directory -> every member's size, checksum and text -> every cell reference of every part

A workbook says in many places how large it is, and may lie in each, so the cells themselves
are looked at: in every part, as a workbook may name any part a sheet, whatever the prefix of
its tags and the order of its attributes. A part in the form that spreadsheets write (each tag
of a cell with its attributes in double quotes, its reference among them) is judged by a
pattern, and parsed only to see that it is whole; any other by a parser. Parts with a document
type, and with it entities, are refused.
"""

from __future__ import annotations

import posixpath
import re
import string
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from polls.errors import Place, Problem, ProblemsError

__all__ = ["At", "Part", "cell_name", "damaged", "judge_archive", "too_large", "without_value"]

MAX_INFLATED_BYTES = 200_000_000
MAX_CELLS = 5_000_000
MAX_MEMBERS = 10_000
CELLS_NAMED = 3

TEXTS = "xl/sharedStrings.xml"
WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
UNSAVED = re.compile(rb"""fullCalcOnLoad\s*=\s*["'](?:1|true)""")
"""How a program says that it wrote formulas and calculated none."""
BINARY_WORKBOOK = "xl/workbook.bin"
SPREADSHEET = b"opendocument.spreadsheet"
PREFIX, ANY_PREFIX = rb"(?:\w+:)?", rb"(?:[^\s<>/:]+:)?"
CELL_TAG = rb"<%bc[\s/>]"
PLAIN_CELL = rb'<%bc(?: [\w:]+="[^"<>&]*")*? r="([A-Z]{1,3}[0-9]{1,7})"(?: [\w:]+="[^"<>&]*")* ?/?>'
FORMULA = rb"<%bf[\s/>]"
PREFIXED = re.compile(rb":[cf][\s/>]")
UNUSUAL = (b"<!", b"\x00", b"&#")
ERROR_CELL = b't="e"'
DIGITS, LETTERS = string.digits.encode(), string.ascii_uppercase.encode()
NUMBERS = ("float", "percentage", "currency")
REFERENCE = re.compile(r"([A-Za-z]+)([0-9]+)")


At = tuple[int, int]
"""The row and column of a cell, from 1."""


@dataclass
class Part:
    """What was seen of one part of a workbook: how far its cells reach, and which lack values."""

    rows: int = 0
    columns: int = 0
    cells: int = 0
    errors: list[At] = field(default_factory=list)
    uncalculated: list[At] = field(default_factory=list)
    valueless: list[At] = field(default_factory=list)


def judge_archive(path: Path) -> tuple[list[Problem], dict[str, list[At]]]:
    """Raises where a workbook would unpack beyond reason.

    Returns:
        Warnings of cells without a value, and by sheet the formulas that were never calculated.

    Raises:
        ProblemsError: where the zip is cut off or damaged, or holds more than can be read.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _judge_directory(path, archive)
            names = archive.namelist()
            unsaved = WORKBOOK in names and bool(UNSAVED.search(archive.read(WORKBOOK)))
            parts = {name: _judged(path, archive, name, unsaved) for name in names}
            area = sum(part.rows * part.columns for part in parts.values())
            if area > MAX_CELLS:
                widest = max(parts, key=lambda name: parts[name].rows * parts[name].columns)
                part = parts[widest]
                got = f"{part.rows:,} rows x {part.columns:,} columns in {widest}"
                raise too_large(path, got if len(parts) == 1 else f"{area:,} cells; {got}")
            sheets = _sheet_names(path, archive)
            blank = {
                sheets.get(name, ""): part.uncalculated
                for name, part in parts.items()
                if part.uncalculated
            }
            return [*without_value(path, parts, sheets), *_not_listed(path, parts, sheets)], blank
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        raise damaged(path, str(error)) from None
    except RuntimeError:  # a member with a password
        hint = "save it without a password"
        raise _error(path, "file-encrypted", "workbook is encrypted", hint=hint) from None


def _judge_directory(path: Path, archive: zipfile.ZipFile) -> None:
    members = archive.infolist()
    names = [member.filename for member in members]
    inflated = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS:
        raise too_large(path, f"{len(members):,} parts")
    if inflated > MAX_INFLATED_BYTES:
        raise too_large(path, f"{inflated / 1e6:,.0f} MB from {path.stat().st_size} bytes")
    if len(set(names)) < len(names):
        raise damaged(path, "two parts have the same name")
    if BINARY_WORKBOOK in names:
        raise _error(
            path,
            "binary-workbook",
            "binary workbooks (XLSB) are not read",
            hint="save it as an Excel workbook (XLSX)",
        )


def _judged(path: Path, archive: zipfile.ZipFile, name: str, unsaved: bool) -> Part:
    # Reading stops at the declared size and compares the checksum, so that a member which
    # understates its size is found here, not in memory.
    data = archive.read(name)
    text = data.lstrip(b"\xef\xbb\xbf \t\r\n")
    if not (text.startswith(b"<") or data.startswith((b"\xff\xfe", b"\xfe\xff"))):
        return Part()
    if name == "content.xml" and SPREADSHEET in archive.read("mimetype"):
        return _parsed(path, name, data, _OpenDocument())
    if any(sign in data for sign in UNUSUAL):
        return _parsed(path, name, data, _Cells(unsaved))
    # Without a prefix a pattern begins with two plain letters, and is looked for so.
    prefixed = PREFIXED.search(data) is not None
    found = _pattern(PLAIN_CELL, PREFIX if prefixed else b"").findall(data)
    if len(found) != len(_pattern(CELL_TAG, ANY_PREFIX if prefixed else b"").findall(data)):
        return _parsed(path, name, data, _Cells(unsaved))
    if not found and name != TEXTS:
        return Part()
    if ERROR_CELL in data or _pattern(FORMULA, PREFIX if prefixed else b"").search(data):
        return _parsed(path, name, data, _Cells(unsaved))
    _parsed(path, name, data, None)  # the library would read on past what is broken
    if not found:
        return Part()
    # All references at once: pairs of texts by the hundred thousand would cost more than them.
    references = b" ".join(found)
    columns, rows = (set(references.translate(None, rest).split()) for rest in (DIGITS, LETTERS))
    furthest = max(_column_number(letters.decode()) for letters in columns)
    return Part(max(map(int, rows)), furthest, len(found))


def _pattern(form: bytes, prefix: bytes) -> re.Pattern[bytes]:
    return re.compile(form % prefix)


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
        raise _error(path, "workbook-hostile", title, got)

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


def cell_name(row: int, column: int) -> str:
    """The spreadsheet name of a cell whose row and column are counted from 0.

    >>> cell_name(6, 2), cell_name(0, 26)
    ('C7', 'AA1')
    """
    from xlsxwriter.utility import xl_rowcol_to_cell  # only where a cell is named

    return str(xl_rowcol_to_cell(row, column))


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _sheet_names(path: Path, archive: zipfile.ZipFile) -> dict[str, str]:
    """The names of the sheets by the parts that hold them, as far as the workbook says."""
    found: dict[str, str] = {}
    sheets: dict[str, str] = {}

    def sheet(tag: str, attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "sheet":
            ids = [value for key, value in attributes.items() if key.endswith(":id")]
            sheets.update({number: attributes.get("name", "") for number in ids})

    def relationship(_: str, attributes: dict[str, str]) -> None:
        if attributes.get("Id") in sheets:
            target = posixpath.normpath(posixpath.join("/xl", attributes.get("Target", "")))
            found[target.lstrip("/")] = sheets[attributes["Id"]]

    parts = ((WORKBOOK, sheet), (RELATIONS, relationship))
    for name, handler in parts:
        if name in archive.namelist():
            parser = expat.ParserCreate()
            parser.StartElementHandler = handler
            try:
                parser.Parse(archive.read(name), True)
            except (expat.ExpatError, ValueError) as error:
                raise damaged(path, f"{name}: {error}") from None
    return found


def _not_listed(
    path: Path, parts: Mapping[str, Part], names: Mapping[str, str]
) -> Iterator[Problem]:
    """Sheets with cells that the workbook holds and does not name, so that nobody sees them."""
    hidden = [
        name
        for name, part in parts.items()
        if names and part.cells and "/worksheets/" in name and name not in names
    ]
    if hidden:
        yield Problem(
            "sheets-not-listed",
            f"{len(hidden)} sheet(s) are in the file, not in its list of sheets, and are not read",
            Place(file=path.name),
            got=", ".join(hidden[:CELLS_NAMED]),
            hint="download the file again, or open it in a spreadsheet and save it",
            severity="warning",
        )


def without_value(
    path: Path, parts: Mapping[str, Part], names: Mapping[str, str]
) -> Iterator[Problem]:
    """Cells that show something in a spreadsheet, or should, and have no value to be read.

    Args:
        path: the file.
        parts: what was seen of each part of it.
        names: the names of the sheets that the parts hold.

    Yields:
        A warning for each sheet and kind of such cells.
    """
    for name, part in parts.items():
        kinds = (
            ("error-cells", "cell(s) hold an error, such as #N/A, and are not read", part.errors),
            (
                "formulas-uncalculated",
                "formula(s) were never calculated and are not read",
                part.uncalculated,
            ),
            (
                "cells-without-value",
                "cell(s) show a number, hold none, and are not read",
                part.valueless,
            ),
        )
        for code, title, cells in kinds:
            if cells:
                more = f" and {len(cells) - CELLS_NAMED} more" if len(cells) > CELLS_NAMED else ""
                yield Problem(
                    code,
                    f"{len(cells):,} {title}",
                    Place(file=path.name, sheet=names.get(name, "")),
                    got=", ".join(cell_name(row - 1, at - 1) for row, at in cells[:CELLS_NAMED])
                    + more,
                    hint="open it in a spreadsheet, correct them and save it",
                    severity="warning",
                )


def damaged(path: Path, got: str) -> ProblemsError:
    """The error of a workbook that is cut off or damaged, with what shows it."""
    title = "workbook is cut off or damaged"
    return _error(path, "file-truncated", title, got, hint="download it again")


def too_large(path: Path, got: str) -> ProblemsError:
    """The error of a workbook that unpacks to more than is read, with how much that is."""
    return _error(
        path,
        "file-too-large",
        "workbook is too large once unpacked",
        got,
        f"up to {MAX_INFLATED_BYTES / 1e6:,.0f} MB and {MAX_CELLS:,} cells",
        "delete what lies outside the tables",
    )


def _error(
    path: Path, code: str, title: str, got: str = "", expected: str = "", hint: str = ""
) -> ProblemsError:
    return ProblemsError([Problem(code, title, Place(file=path.name), got, expected, hint)])
