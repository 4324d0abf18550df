"""The sheets or pages of an opened file, as rows.

workbook   a part for each sheet, those hidden last
text       one part without a name
PDF        a part for each page
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from polls.crossbreaks.pdf_rows import page_parts
from polls.crossbreaks.rows import Part
from polls.crossbreaks.sheet_rows import sheet_part
from polls.errors import Place, Problem, ProblemsError, did_you_mean, one_of
from polls.files.opened import OpenedFile
from polls.files.text import Layout, records_of
from polls.files.workbook import Cell, Sheet

__all__ = ["file_parts"]

SHEETS_PEEKED, ROWS_PEEKED = 6, 60


def file_parts(file: OpenedFile, sheets: Sequence[str] = (), *, peek: bool = False) -> list[Part]:
    """The sheets or pages of a workbook, text or PDF; none of any other file.

    Args:
        file: the opened file.
        sheets: names of the sheets that the caller wants; default: all.
        peek: whether the top of the first sheets will do, to tell what the file is.

    Raises:
        ProblemsError: where the file cannot be read whole, or a wanted sheet is not found.
    """
    if file.content == "pdf":
        return file.kept(_pages)
    if file.holds_cells:
        return file.kept(_tops) if peek else list(_sheets(file, sheets))
    if file.content == "text":
        return file.kept(_head) if peek else [_text_part(file, file.text())]
    return []


# Several readers look at a file before one reads it.
def _pages(file: OpenedFile) -> list[Part]:
    return page_parts(file.document)


def _tops(file: OpenedFile) -> list[Part]:
    """The first sheets that hold cells, and those before them."""
    parts: list[Part] = []
    for name in file.workbook.names:
        parts.append(sheet_part(file.name, file.workbook.sheet(name, rows=ROWS_PEEKED)))
        if sum(part.has_cells for part in parts) >= SHEETS_PEEKED:
            break
    return parts


def _head(file: OpenedFile) -> list[Part]:
    return [_text_part(file, file.head, ROWS_PEEKED)]


def _sheets(file: OpenedFile, wanted: Sequence[str]) -> Iterator[Part]:
    names = file.workbook.names
    unknown = [name for name in wanted if name not in names]
    if unknown:
        raise ProblemsError(
            Problem(
                "unknown-sheet",
                f"sheet '{name}' not found",
                Place(file=file.name),
                expected=one_of(names),
                hint=did_you_mean(name, names),
            )
            for name in unknown
        )
    for name in wanted or names:
        yield sheet_part(file.name, file.workbook.sheet(name))


def _text_part(file: OpenedFile, text: str, most: int | None = None) -> Part:
    """A delimited text as one sheet without a name; columns may be parted by spaces alone."""
    separator = file.layout.separator
    if separator:
        records = records_of(text, Layout(separator, 0))
        rows = [record for _, record in itertools.islice(records, most)]
    else:
        rows = [line.split() for line in text.splitlines()[:most]]
    width = max(map(len, rows), default=0)
    cells: list[list[Cell]] = [[*row, *[""] * (width - len(row))] for row in rows]
    return sheet_part(file.name, Sheet("", cells))
