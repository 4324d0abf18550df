"""What a workbook would unpack to, judged before a library opens it.

    zip directory -> every member's size, checksum and text -> every cell reference of every part

A workbook says in many places how large it is, and may lie in each, so the cells themselves
are looked at: in every part, as a workbook may name any part a sheet, whatever the prefix of
its tags and the order of its attributes (`workbook_parts`).
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from pathlib import Path
from xml.parsers import expat

from polls.errors import Problem
from polls.files.workbook_parts import judge_document, judge_part
from polls.files.workbook_problems import (
    MAX_CELLS,
    MAX_INFLATED_BYTES,
    At,
    Part,
    damaged,
    not_listed,
    refused,
    too_large,
    without_value,
)

__all__ = ["judge_archive"]

MAX_MEMBERS = 10_000
WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
UNSAVED = re.compile(rb"""fullCalcOnLoad\s*=\s*["'](?:1|true)""")
"""How a program says that it wrote formulas and calculated none."""
BINARY_WORKBOOK = "xl/workbook.bin"
SPREADSHEET = b"opendocument.spreadsheet"


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
            return [
                *without_value(path, parts, sheets),
                *not_listed(path, _unlisted(parts, sheets)),
            ], blank
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        raise damaged(path, str(error)) from None
    except RuntimeError:  # a member with a password
        hint = "save it without a password"
        raise refused(path, "file-encrypted", "workbook is encrypted", hint=hint) from None


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
        raise refused(
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
        return judge_document(path, name, data)
    return judge_part(path, name, data, unsaved=unsaved)


def _unlisted(parts: dict[str, Part], names: dict[str, str]) -> list[str]:
    """Sheets with cells that the list of sheets lacks, where there is one."""
    return [
        name
        for name, part in parts.items()
        if names and part.cells and "/worksheets/" in name and name not in names
    ]


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
