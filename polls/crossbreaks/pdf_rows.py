"""The pages of a PDF of tables as rows of text, headings and cells.

    Sample Size: 1639 GB Adults                  TextRow
               Vote in 2017    Gender            HeadingRow (both lines)
        Total  Con    Lab      Male  Female
    Weighted Sample  1639 480  476  793 846      CellRow
          %      %    %   %    %    %            CellRow: the anchor, one cell in every column
    4-5 Apr 9-10 Apr                             CellRow of dates
    Which of these would you support?            TextRow, in bold
    A longer week    40 42 61  15   45  39       CellRow

A page is set in columns by a line with as many cells as most have. A line without cells in
ordinary type is the start of a long label where the document sets its questions in bold,
else a question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from polls.crossbreaks.columns import GridRow, Slots, anchor_line, is_number, join_rows
from polls.crossbreaks.headings import headings, labels_over
from polls.crossbreaks.rows import CellRow, HeadingRow, Part, Row, TextRow
from polls.errors import Place
from polls.files.pdf_words import Document, Line, Page
from polls.printed.bases import base_kind
from polls.printed.fieldwork import looks_like_fieldwork

__all__ = ["page_parts"]

FOOT = re.compile(r"©|all rights reserved|^(www\.)?\S+\.(com|co\.uk|de|fr|es|se)\b|^page \d", re.I)
LEAST_CELLS = 2


def page_parts(document: Document) -> list[Part]:
    """The pages of a document, each as rows.

    Args:
        document: the opened PDF.
    """
    parts: list[Part] = []
    slots: Slots | None = None
    bold = _questions_are_bold(document)
    for page in document.pages:
        lines = [line for line in page.lines if not _is_foot(line)]
        slots = _slots(lines, slots)
        if slots is None:
            rows: list[Row] = [TextRow(line.text, f"page {page.number}") for line in lines]
        else:
            rows = list(_rows(page, lines, slots, bold))
        place = Place(file=document.path.name, page=page.number)
        parts.append(Part(place, tuple(rows), alone=False))
    return parts


def _is_foot(line: Line) -> bool:
    """Page numbers and the publisher's line, which run over every page."""
    return FOOT.search(line.text) is not None or (line.text.isdigit() and len(line.words) == 1)


def _slots(lines: Sequence[Line], before: Slots | None) -> Slots | None:
    """The columns of a page by its usual lines; of a page without bases, those before."""
    anchor = anchor_line(lines, _cells)
    if anchor is None:
        return before
    if before is not None and not any(base_kind(_label(line)) for line in lines):
        return before
    return Slots.from_anchor(anchor.words[-_cells(anchor) :])


def _cells(line: Line) -> int:
    """How many numbers end the line."""
    count = 0
    for word in reversed(line.words):
        if not is_number(word.text):
            break
        count += 1
    return count


def _label(line: Line) -> str:
    return " ".join(word.text for word in line.words[: len(line.words) - _cells(line)])


def _questions_are_bold(document: Document) -> bool:
    """Whether some lines of text without cells are bold, below the first row of cells."""
    for page in document.pages:
        begun = False
        for line in page.lines:
            begun = begun or _cells(line) >= LEAST_CELLS
            if begun and line.bold and not _cells(line):
                return True
    return False


def _rows(page: Page, lines: Sequence[Line], slots: Slots, bold: bool) -> Iterator[Row]:
    locator = f"page {page.number}"
    rows = map(slots.row, lines)
    first = next((i for i, row in enumerate(rows) if row and row.has_cells), len(lines))
    head = first
    while head and slots.is_heading(lines[head - 1]):
        head -= 1
    for line in lines[:head]:
        yield TextRow(line.text, locator)
    if head < first:
        found = headings(lines[head:first], slots, page.rules)
        yield HeadingRow(tuple(found), locator)
    yield from _body(lines[first:], slots, bold, locator)


def _body(lines: Sequence[Line], slots: Slots, bold: bool, locator: str) -> Iterator[Row]:
    """Lines from the first one with cells on; label lines wait for the cells they belong to."""
    labels: list[GridRow] = []
    dates: list[Line] = []
    for line in lines:
        row = slots.row(line)
        filled = row is not None and row.has_cells
        if not filled and slots.is_heading(line):
            dates.append(line)
            continue
        if dates:
            yield _dates(dates, slots, locator)
            dates = []
        if row is not None and filled:
            yield from _joined([*labels, row], slots, locator)
            labels = []
        elif row is None or line.bold or not bold or line.text.startswith(("[", "(")):
            yield from _joined(labels, slots, locator)
            labels = []
            yield TextRow(line.text, locator)
        else:
            labels.append(row)
    if dates:
        yield _dates(dates, slots, locator)
    yield from _joined(labels, slots, locator)


def _joined(rows: list[GridRow], slots: Slots, locator: str) -> Iterator[Row]:
    for row in join_rows(rows, slots.height):
        if row.has_cells:
            yield CellRow(row.label, row.cells, locator)
        else:
            yield TextRow(row.label, locator)


def _dates(lines: Sequence[Line], slots: Slots, locator: str) -> Row:
    """Dates over columns in the middle of a page, on one line or two."""
    texts = labels_over(lines, slots)
    if all(looks_like_fieldwork(text) for text in texts if text):
        return CellRow("", tuple(texts), locator)
    return TextRow(" ".join(line.text for line in lines), locator)
