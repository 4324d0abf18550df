"""The cells of a workbook through python-calamine, judged before it opens anything.

calamine reads values 7 to 12 times faster than openpyxl but trusts the file: it would inflate
a zip bomb and lay out a sheet of 17 thousand million empty cells.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import python_calamine

from polls.errors import Place, Problem, ProblemsError
from polls.files.content import content_of
from polls.files.legacy_guard import judge_legacy
from polls.files.workbook_guard import judge_archive
from polls.files.workbook_problems import MAX_CELLS

__all__ = ["workbook_cells"]

ROWS_AT_ONCE = 5_000
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")


def workbook_cells(path: Path) -> Iterator[Any]:
    """What a workbook holds.

    Yields:
        First the names of the worksheets, the hidden ones last, the set of the hidden ones,
        and warnings; then each name with rows of its cells from A1 on, or with the
        `ProblemsError` of a damaged sheet.

    Raises:
        ProblemsError: where the file is truncated, encrypted, a zip bomb, or no workbook.
    """
    book, warnings, blank = _opened(path)
    shown = python_calamine.SheetVisibleEnum.Visible
    sheets = [
        (sheet.name, sheet.visible == shown)
        for sheet in book.sheets_metadata
        if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
    ]
    names = tuple(name for name, _ in sorted(sheets, key=lambda sheet: not sheet[1]))
    if len(set(names)) < len(names):
        title, hint = "two sheets have the same name", "give each a name of its own"
        raise _error(path, "file-truncated", title, ", ".join(names)[:300], hint)
    yield names, frozenset(name for name, visible in sheets if not visible), tuple(warnings)
    left = MAX_CELLS
    for name in names:
        try:
            cells = _cells(path, book, name, left)
        except (python_calamine.CalamineError, OSError, ValueError) as error:
            if isinstance(error, ProblemsError):
                raise
            title = "sheet is damaged"
            yield name, _error(path, "sheet-damaged", title, str(error), "save it anew", name)
            continue
        left -= len(cells) * len(cells[0]) if cells else 0
        for row, column in blank.get(name, ()):
            if row <= len(cells) and column <= len(cells[row - 1]):
                cells[row - 1][column - 1] = ""
        for first in range(0, len(cells), ROWS_AT_ONCE):
            yield name, cells[first : first + ROWS_AT_ONCE]


def _opened(path: Path) -> tuple[Any, list[Problem], dict[str, list[tuple[int, int]]]]:
    kind = content_of(path)
    data = path.read_bytes()
    if kind == "ole" and ENCRYPTED_PACKAGE in data:
        hint = "open it with its password and save it without one"
        raise _error(path, "file-encrypted", "workbook is encrypted", hint=hint)
    if kind not in ("zip", "ole"):
        title, got = "file is not a workbook", f"{kind} content"
        raise _error(path, "not-a-workbook", title, got, "is it an XLSX, ODS or XLS file?")
    judged = judge_archive(path) if kind == "zip" else judge_legacy(path, data)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    except (python_calamine.CalamineError, OSError) as error:
        raise _error(path, "not-a-workbook", "file is not a workbook", str(error)) from None
    return book, *judged


def _cells(path: Path, book: Any, name: str, left: int) -> list[list[Any]]:
    sheet = book.get_sheet_by_name(name)
    area = sheet.total_height * sheet.total_width
    if area > left:
        got = f"{sheet.total_height:,} rows x {sheet.total_width:,} columns"
        title, hint = "workbook is too large", "delete what lies outside the tables"
        raise _error(path, "file-too-large", title, got, hint, name)
    cells: list[list[Any]] = sheet.to_python(skip_empty_area=False)
    return cells


def _error(
    path: Path, code: str, title: str, got: str = "", hint: str = "", sheet: str = ""
) -> ProblemsError:
    return ProblemsError([Problem(code, title, Place(path.name, sheet), got, hint=hint)])
