"""The cells of a sheet as rows of text, headings and cells.

                                             HeadingRow: its lines stand over the columns,
                  Vote in 2017    Gender     which are those that hold numbers
           Total   Con    Lab   Male Female
Sample      1639   480    476    793    846  CellRow
Which of these would you support?            TextRow: no cells, nor over all columns
A longer week 42    61     15     45     39  CellRow
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from itertools import pairwise, zip_longest

from polls.codebooks.model import fold
from polls.crossbreaks.columns import is_number
from polls.crossbreaks.crosstab import Cell
from polls.crossbreaks.rows import CellRow, HeadingRow, Part, Row, TextRow
from polls.crossbreaks.sheet_headings import LETTERS, headings_in, names_columns, shares_only
from polls.errors import Place
from polls.files.workbook import Cell as SheetCell
from polls.files.workbook import Sheet, cell_name
from polls.printed.column_names import role_of
from polls.printed.fieldwork import looks_like_fieldwork

__all__ = ["sheet_part"]

CONTENTS = re.compile(
    r"(table[ _]of[ _])?contents?([ _](page|sheet))?|index|toc|cover([ _](sheet|page).*)?|notes?"
    r"|front[ _]page|introduction|read ?me|methodology|methods?|sommaire|table des matieres"
    r"|inhalt(sverzeichnis)?|deckblatt|indice|portada|couverture"
)
LEAST_SINGLE = 3
OVER_LABELS = ("answer", "question", "group")
"""What the name of a column of labels says that it holds."""
LONG_TEXT = 45
"""No heading of a column is longer, in letters; questions are."""


def sheet_part(file: str, sheet: Sheet) -> Part:
    """The rows of a sheet; one without numbers under headings has rows of text alone.

    Args:
        file: name of the workbook.
        sheet: its cells; of a text file a sheet without a name.

    >>> part = sheet_part("a.xlsx", Sheet("Q1", [["", "Men", "Women"], ["Yes", 0.6, 0.4]]))
    >>> [type(row).__name__ for row in part.rows], part.rows[1].names
    (['HeadingRow', 'CellRow'], ('B2', 'C2'))
    """
    place = Place(file=file, sheet=sheet.name)
    columns = [] if _is_contents(sheet) else _columns(sheet)
    reading = _Reading(sheet, columns)
    rows = tuple(reading.rows())
    kept, left_out = shares_only(rows, len(columns))
    return Part(place, kept, left_out)


def _is_contents(sheet: Sheet) -> bool:
    """Covers, lists of contents and notes: by the name of the sheet, or by its first text."""
    if CONTENTS.fullmatch(fold(sheet.name.strip())):
        return True
    first = next((text for row in sheet.cells[:3] for cell in row if (text := _text(cell))), "")
    return re.fullmatch(r"(table|list) of (contents|tables)|contents", fold(first)) is not None


def _columns(sheet: Sheet) -> list[int]:
    """Columns of cells: those with a number in a row that holds two or more.

    A sheet whose rows hold one number each has one column, where a label stands over it.
    """
    numbers: Counter[int] = Counter()
    texts: Counter[int] = Counter()
    single: Counter[int] = Counter()
    rows = 0
    for row in sheet.cells:
        places = [i for i, cell in enumerate(row) if i and cell != "" and _is_value(cell)]
        if len(places) > 1:
            rows += 1
            numbers.update(places)
            texts.update(
                i for i, c in enumerate(row) if isinstance(c, str) and c and not _is_value(c)
            )
        elif places and any(isinstance(cell, str) and cell for cell in row[: places[0]]):
            single[places[0]] += 1
    found = sorted(numbers)
    # Labels may be numbers as well: the points of a scale, households by size.
    while found and texts[found[0]] > rows / 10:
        found = found[1:]
    if not found and single:
        column, count = single.most_common(1)[0]
        if count >= LEAST_SINGLE and sum(single.values()) == count:
            found = [column]
    return found


@dataclass
class _Reading:
    """The rows of one sheet in the making; `over` are lines that may be headings."""

    sheet: Sheet
    columns: Sequence[int]
    over: list[tuple[int, list[str]]] = field(default_factory=list)
    fresh: bool = True

    @cached_property
    def letters(self) -> tuple[str, ...]:
        """The letters of the columns in a workbook; none in a text file."""
        names = (cell_name(0, column)[:-1] for column in self.columns)
        return tuple(names) if self.sheet.name else ()

    def rows(self) -> Iterator[Row]:
        for at, cells in enumerate(self.sheet.cells):
            if any(cell != "" for cell in cells):
                yield from self.row(at, cells)
            elif self.over:
                self.over.append((at, []))
        yield from self.texts_over(len(self.over))

    def row(self, at: int, row: Sequence[SheetCell]) -> Iterator[Row]:
        columns = self.columns
        cells = tuple(_printed(row[i]) for i in columns)
        labels, beside = _labels(row, columns)
        label = " ".join(labels)
        filled = sum(cell != "" for cell in cells)
        if not filled and not any(beside):
            yield from self.headings_over(at)
            yield from self.text(at, _texts(row))
        elif self.is_heading(label, cells, beside, filled):
            line = [str(c) or text for c, text in zip_longest(cells, beside, fillvalue="")]
            if label and role_of(label) not in OVER_LABELS:
                yield from self.texts_over(len(self.over))
            else:
                yield from self.texts_over(self.before_gap())
            self.over.append((at, line))
        elif self.fresh and not self.over and not _has_values(cells) and not _are_waves(cells):
            yield from self.text(at, _texts(row))
        elif label and self.over and not _has_values(cells) and not self.are_headings():
            yield from self.texts_over(len(self.over))
            yield from self.text(at, _texts(row))
        else:
            yield from self.cell_row(at, labels, cells, beside)

    def cell_row(
        self,
        at: int,
        labels: tuple[str, ...],
        cells: tuple[Cell, ...],
        beside: tuple[str, ...],
    ) -> Iterator[Row]:
        yield from self.heading_row(at)
        self.fresh = False
        names = tuple(f"{letter}{at + 1}" for letter in self.letters)
        where = f"sheet '{self.sheet.name}'" if self.sheet.name else self.locator(at)
        yield CellRow(" ".join(labels), cells, where, beside if any(beside) else (), names, labels)

    def heading_row(self, at: int) -> Iterator[Row]:
        """The lines held back, as headings."""
        lines = [line for _, line in self.over if line]
        lines = [line for line in lines if not names_columns(line)] or lines
        if lines:
            yield HeadingRow(tuple(headings_in(lines)), self.locator(at))
        self.over = []

    def headings_over(self, at: int) -> Iterator[Row]:
        """The lines held back as what they are, before a line of text."""
        if self.are_headings():
            yield from self.heading_row(at)
        yield from self.texts_over(len(self.over))

    def are_headings(self) -> bool:
        """Whether the last of the lines held back names most columns."""
        last = next((line for _, line in reversed(self.over) if line), [])
        return sum(map(bool, last)) > len(last) / 2

    def text(self, at: int, texts: list[str]) -> Iterator[Row]:
        if not texts:
            return
        self.fresh = True
        parts = tuple(texts) if len(texts) > 1 else ()
        yield TextRow(" ".join(texts), self.locator(at), parts)

    def texts_over(self, count: int) -> Iterator[Row]:
        """The first lines that were held back as headings are lines of text after all."""
        for at, line in self.over[:count]:
            if line:
                yield from self.text(at, _texts(self.sheet.cells[at]))
        self.over = self.over[count:]

    def before_gap(self) -> int:
        """How many of the lines held back end with an empty one: headings have none between."""
        gaps = [i for i, (_, line) in enumerate(self.over) if not line]
        return gaps[-1] + 1 if gaps else 0

    def is_heading(
        self, label: str, cells: Sequence[Cell], beside: Sequence[str], filled: int
    ) -> bool:
        """Labels of columns: text, some of which is neither a number nor a date.

        A line with a label of its own ("Answer", "Total", "Male") heads the table where no
        cells have come since the last text, and it fills most columns. Below a line of heads
        its label must say that it is one of labels: `Answer`.
        """
        texts = [cell for cell in (*cells, *beside) if isinstance(cell, str) and cell]
        if not texts or any(len(text) > LONG_TEXT for text in texts):
            return False
        named = any(not is_number(text) and not looks_like_fieldwork(text) for text in texts)
        numbers = any(not isinstance(cell, str) for cell in cells)
        if not label:
            letters = not self.fresh and all(map(LETTERS.fullmatch, texts))
            return named and not letters
        held = any(line for _, line in self.over)
        return (
            named
            and not numbers
            and self.fresh
            and (not held or role_of(label) in OVER_LABELS)
            and filled >= min(2, len(cells))
            and filled > len(cells) / 2
            and not any(map(is_number, texts))
        )

    def locator(self, at: int) -> str:
        return f"sheet '{self.sheet.name}', row {at + 1}" if self.sheet.name else f"line {at + 1}"


def _texts(row: Sequence[SheetCell]) -> list[str]:
    return [text for cell in row if (text := _text(cell))]


def _are_waves(cells: Sequence[Cell]) -> bool:
    """Whether a date stands over every column: a table of waves."""
    return len(cells) > 1 and all(cell and looks_like_fieldwork(cell) for cell in cells)


def _has_values(cells: Sequence[Cell]) -> bool:
    return any(not isinstance(cell, str) or is_number(cell) for cell in cells if cell != "")


def _labels(
    row: Sequence[SheetCell], columns: Sequence[int]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The texts left of the cells, and the text left of each of them where all have some."""
    if not columns:
        return (), ()
    texts = tuple(text for cell in row[: columns[0]] if (text := _text(cell)))
    if columns[-1] - columns[0] == len(columns) - 1:
        return texts, ()
    between = [
        " ".join(text for cell in row[before + 1 : column] if (text := _text(cell)))
        for before, column in pairwise(columns)
    ]
    if any(between) and len(texts) > 1:
        return texts[:1], (" ".join(texts[1:]), *between)
    return texts, ("", *between)


def _is_value(cell: SheetCell) -> bool:
    if isinstance(cell, bool):
        return False
    return isinstance(cell, (int, float)) or (isinstance(cell, str) and is_number(cell.strip()))


def _printed(cell: SheetCell) -> Cell:
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return float(cell)
    return _text(cell)


def _text(cell: SheetCell) -> str:
    if isinstance(cell, str):
        return " ".join(cell.split()) if cell else ""
    if isinstance(cell, (date, datetime)):
        return cell.isoformat()[:10]
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())
