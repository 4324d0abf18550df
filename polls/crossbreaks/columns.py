"""From the lines of a PDF page to the columns and rows of a table.

             Total   Male   Female    Black
    Generally headed in the                        <- a label of two lines, cells on the last
      right direction 29%   33%  25%    10%
    Unweighted N   (1,500) (683) (817) (157)       <- the anchor: one cell in every column

Columns are recognised by one row that has a cell in every column (a row of bases), the anchor.
Everything else is placed by it: cells by the column they stand in, and what is over the
columns by `table_headings`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from polls.files.pdf_words import Line, Word

__all__ = ["GridRow", "Slots", "anchor_line", "is_number", "join_rows"]

NUMBER = re.compile(r"\(?[<>]?\d[\d,. ]*\s?%?\)?|[*~%–—-]|n/?a", re.IGNORECASE)
MARGIN = 1.6
"""Cells reach at most this far from the centre of the first column, in font heights."""
INDENT = 0.4
"""A line that begins this far to the right of the others, in font heights, is indented."""


@dataclass(frozen=True)
class GridRow:
    """One row: its label, a cell for each column ("" where nothing is printed), its height."""

    label: str
    cells: tuple[str, ...]
    left: float = 0.0
    y: float = 0.0

    @property
    def has_cells(self) -> bool:
        """Whether anything is printed in a column."""
        return any(self.cells)


@dataclass(frozen=True)
class Slots:
    """The columns of a table: the centre of each in points, and where the first begins."""

    centres: tuple[float, ...]
    first_left: float
    height: float

    @classmethod
    def from_anchor(cls, words: Sequence[Word]) -> Slots:
        """Columns of a row that has one word in each.

        >>> Slots.from_anchor([Word("(10)", 90, 110, 0, 9), Word("(5)", 133, 147, 0, 9)]).centres
        (100.0, 140.0)
        """
        height = max(word.height for word in words)
        left = min(words[0].left, words[0].centre - MARGIN * height)
        if len(words) > 1:
            left = max(left, words[0].centre - (words[1].centre - words[0].centre) * 0.75)
        return cls(tuple(word.centre for word in words), min(left, words[0].left) - 1, height)

    def index(self, centre: float) -> int:
        """The number of the column whose centre is nearest."""
        at = bisect_left(self.centres, centre)
        if at == 0 or at == len(self.centres):
            return max(at - 1, 0)
        return at - (centre - self.centres[at - 1] < self.centres[at] - centre)

    @property
    def pitch(self) -> float:
        """The least distance between two neighbouring columns, in points.

        Words printed over each other have none, and words of no height are as good as any.
        """
        apart = (b - a for a, b in pairwise(self.centres) if b > a)
        return min(apart, default=10 * self.height or 1.0)

    def row(self, line: Line) -> GridRow | None:
        """The line as a row of the table; None where it is a heading or running text.

        Cells are taken from the right for as long as words are numbers in columns of their
        own, so that a number in a label ("More than 50%") stays in the label. Of a line that
        has numbers in most columns all words are cells, be they numbers or not ("n.k.").
        """
        cells = [""] * len(self.centres)
        words = list(line.words)
        upper = len(self.centres)
        while words and is_number(words[-1].text) and words[-1].centre > self.first_left:
            column = self.index(words[-1].centre)
            if column >= upper:
                break
            cells[column] = words.pop().text
            upper = column
        if words and words[-1].left > self.first_left and self._is_filled(line):
            while words and words[-1].left > self.first_left:
                column = self.index(words[-1].centre)
                cells[column] = f"{words.pop().text} {cells[column]}".strip()
        if words and words[-1].right > self.first_left + self.height:
            return None
        label = " ".join(word.text for word in words)
        return GridRow(label, tuple(cells), line.left, line.middle)

    def _is_filled(self, line: Line) -> bool:
        columns = {self.index(word.centre) for word in line.words if is_number(word.text)}
        return not self.is_heading(line) and len(columns) > len(self.centres) / 2

    def is_heading(self, line: Line) -> bool:
        """Whether all of the line stands over the columns, none of it over the labels."""
        return line.words[0].centre > self.first_left


def anchor_line(lines: Sequence[Line], cells: Callable[[Line], int]) -> Line | None:
    """A line with as many cells as most lines have; of two such numbers, the larger.

    The fullest line would not do: the label of a row may end in a number ("under 50%").

    Args:
        lines: of one table, or of a page.
        cells: how many cells end a line.
    """
    counts = Counter(count for line in lines if (count := cells(line)) > 1)
    if not counts:
        return None
    usual = max(counts, key=lambda count: (counts[count], count))
    return next(line for line in lines if cells(line) == usual)


def is_number(text: str) -> bool:
    """Whether a word is what a cell of a table of percentages may hold.

    >>> [text for text in ("29%", "(1,500)", "*", "<0.5", "18-29", "65+") if is_number(text)]
    ['29%', '(1,500)', '*', '<0.5']
    """
    return NUMBER.fullmatch(text) is not None


def join_rows(rows: Sequence[GridRow], height: float) -> list[GridRow]:
    """Rows whose label runs over several lines made one.

    Args:
        rows: the lines of a table's body from top to bottom, some with a label only.
        height: of the font, in points.

    Where continuation lines are indented, each line that is not begins a row, whichever of
    its lines holds the cells. Where they are not, lines without cells belong to the next
    line with cells.

    >>> lines = [GridRow("Headed in the", ("",), 36), GridRow("right direction", ("29%",), 46),
    ...          GridRow("Not sure", ("8%",), 36)]
    >>> [row.label for row in join_rows(lines, 9)]
    ['Headed in the right direction', 'Not sure']
    """
    if not rows:
        return []
    margin = min(row.left for row in rows if row.label) if any(r.label for r in rows) else 0.0
    groups: list[list[GridRow]] = []
    for row in rows:
        indented = row.left > margin + INDENT * height or not row.label
        if groups and indented:
            groups[-1].append(row)
        else:
            groups.append([row])
    joined: list[GridRow] = []
    waiting: list[GridRow] = []
    for group in groups:
        filled = sum(row.has_cells for row in group)
        if filled == 0:
            waiting += group
        elif filled == 1:
            joined.append(_one_row([*waiting, *group]))
            waiting = []
        else:
            for row in group:
                waiting.append(row)
                if row.has_cells:
                    joined.append(_one_row(waiting))
                    waiting = []
    return [*joined, _one_row(waiting)] if waiting else joined


def _one_row(lines: list[GridRow]) -> GridRow:
    cells = next((line.cells for line in lines if line.has_cells), lines[0].cells)
    label = " ".join(line.label for line in lines if line.label)
    return GridRow(label, cells, lines[0].left, lines[-1].y)
