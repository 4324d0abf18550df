"""A sheet or page as rows of three kinds, whether it came from a workbook or a PDF.

TextRow      Fieldwork: 9th - 10th April 2018
HeadingRow                            Vote in 2017      Gender
                             Total    Con   Lab         Male  Female
CellRow      Weighted Sample  1639    480   476          793   846
CellRow                          %      %     %            %     %
TextRow      Which of these would you support?
CellRow      A longer week      42     61    15           45    39
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from itertools import pairwise

from polls.crossbreaks.columns import is_number
from polls.crossbreaks.headings import Heading
from polls.crossbreaks.vouched import Cell
from polls.errors import Place
from polls.files.workbook import Cell as SheetCell
from polls.files.workbook import Sheet, Workbook, cell_name
from polls.printed.fieldwork import looks_like_fieldwork

__all__ = ["CellRow", "HeadingRow", "Part", "Row", "TextRow", "sheet_parts"]

SHEETS_PEEKED, ROWS_PEEKED, COLUMNS_PEEKED = 3, 40, 30


@dataclass(frozen=True)
class TextRow:
    """A line of text without cells."""

    text: str
    locator: str


@dataclass(frozen=True)
class HeadingRow:
    """Heads and labels over the columns."""

    headings: tuple[Heading, ...]
    locator: str


@dataclass(frozen=True)
class CellRow:
    """A label, which may be empty, and a cell for each column, which may be empty.

    `beside` is text that stands left of each cell in a column of its own, as local labels of
    a table of several countries do; empty where there is none. `names` are the names of the
    cells in a workbook.
    """

    label: str
    cells: tuple[Cell, ...]
    locator: str
    beside: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


Row = TextRow | HeadingRow | CellRow


@dataclass(frozen=True)
class Part:
    """A sheet, or a page: where it is, and its rows from top to bottom."""

    place: Place
    rows: tuple[Row, ...]


def sheet_parts(book: Workbook, *, peek: bool = False) -> list[Part]:
    """The sheets of a workbook that hold numbers under headings.

    Args:
        book: the opened workbook.
        peek: whether the top of the first sheets will do, to tell what the file is.
    """
    sheets = map(partial(_top, book), book.names[:SHEETS_PEEKED]) if peek else book.sheets
    return [
        Part(Place(file=book.path.name, sheet=sheet.name), tuple(_rows(sheet, columns)))
        for sheet in sheets
        if (columns := _columns(sheet))
    ]


def _top(book: Workbook, name: str) -> Sheet:
    rows = book.sheet(name, rows=ROWS_PEEKED).cells
    return Sheet(name, [row[:COLUMNS_PEEKED] for row in rows])


def _columns(sheet: Sheet) -> list[int]:
    """Columns of cells: those with a number in a row that holds two or more."""
    found: set[int] = set()
    for row in sheet.cells:
        numbers = [i for i, cell in enumerate(row) if i and _is_value(cell)]
        if len(numbers) > 1:
            found.update(numbers)
    return sorted(found)


def _rows(sheet: Sheet, columns: Sequence[int]) -> Iterator[Row]:
    over: list[list[str]] = []
    for at, row in enumerate(sheet.cells):
        label, beside = _labels(row, columns)
        cells = tuple(_printed(row[i]) for i in columns)
        locator = f"sheet '{sheet.name}', row {at + 1}"
        if not label and _is_heading(cells, beside):
            over.append([str(cell) or text for cell, text in zip(cells, beside, strict=True)])
            continue
        if over:
            yield HeadingRow(tuple(_headings(over)), locator)
            over = []
        if any(cell != "" for cell in cells):
            names = tuple(cell_name(at, column) for column in columns)
            where = f"sheet '{sheet.name}'"
            yield CellRow(label, cells, where, beside if any(beside) else (), names)
        elif label:
            yield TextRow(label, locator)


def _labels(row: Sequence[SheetCell], columns: Sequence[int]) -> tuple[str, tuple[str, ...]]:
    """The label of a row, and the text left of each of its cells where all have some."""
    texts = [text for cell in row[: columns[0]] if (text := _text(cell))]
    between = [
        " ".join(text for cell in row[before + 1 : column] if (text := _text(cell)))
        for before, column in pairwise(columns)
    ]
    if any(between) and len(texts) > 1:
        return texts[0], (" ".join(texts[1:]), *between)
    return " ".join(texts), ("", *between)


def _is_heading(cells: Sequence[Cell], beside: Sequence[str]) -> bool:
    """Labels of columns: text, some of which is neither a number nor a date."""
    texts = [cell for cell in (*cells, *beside) if isinstance(cell, str) and cell]
    return any(not is_number(text) and not looks_like_fieldwork(text) for text in texts)


def _headings(lines: Sequence[Sequence[str]]) -> Iterator[Heading]:
    """The last lines are labels; the first is one of heads where there are several.

    A head stands over the first of its columns (a merged cell) and holds up to the next one.
    """
    heads = lines[0] if len(lines) > 1 else [""] * len(lines[0])
    labels = lines[1:] if len(lines) > 1 else lines
    head = ""
    for i, text in enumerate(heads):
        head = text or head
        yield Heading(head, " ".join(line[i] for line in labels if line[i]))


def _is_value(cell: SheetCell) -> bool:
    if isinstance(cell, bool):
        return False
    return isinstance(cell, (int, float)) or (isinstance(cell, str) and is_number(cell.strip()))


def _printed(cell: SheetCell) -> Cell:
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return float(cell)
    return _text(cell)


def _text(cell: SheetCell) -> str:
    if isinstance(cell, (date, datetime)):
        return cell.isoformat()[:10]
    if isinstance(cell, float) and cell == int(cell):
        return str(int(cell))
    return " ".join(str(cell).split())
