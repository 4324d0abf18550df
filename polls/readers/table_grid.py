"""From the lines of a PDF page to the columns and rows of a table.

                     Gender           Race         <- heads, over the columns they span
             Total   Male   Female    Black        <- labels
    Generally headed in the                        <- a label of two lines, cells on the last
      right direction 29%   33%  25%    10%
    Unweighted N   (1,500) (683) (817) (157)       <- the anchor: one cell in every column

Columns are told by one row that has a cell in every column (a row of bases), the anchor.
Everything else is placed by it: cells by the column they stand in, labels by their centre,
heads by the rule under them or, where none is drawn, by the run of columns they are centred
over.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from polls.readers.pdf_words import Line, Rule, Word, phrases

__all__ = ["GridRow", "Heading", "Slots", "headings", "is_number", "join_rows", "labels_over"]

NUMBER = re.compile(r"\(?[<>]?\d[\d,. ]*\s?%?\)?|[*~%–—-]|n/?a", re.IGNORECASE)
MARGIN = 1.6
"""Cells reach at most this far from the centre of the first column, in font heights."""
INDENT = 0.4
"""A line that begins this far to the right of the others, in font heights, is indented."""
UNCOVERED, UNCOVERED_FIRST = 0.2, 0.1
"""Cost of a column without a head, in columns that a head stands off its centre: less at the
left, where totals stand."""


@dataclass(frozen=True)
class Heading:
    """What is printed over a column: the head of its banner ("" for none) and its label."""

    head: str
    label: str


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
        """The least distance between two neighbouring columns, in points."""
        return min((b - a for a, b in pairwise(self.centres)), default=10 * self.height)

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


def headings(lines: Sequence[Line], slots: Slots, rules: Sequence[Rule]) -> list[Heading]:
    """Heads and labels of all columns.

    Args:
        lines: the lines over the first row, from top to bottom.
        slots: the columns.
        rules: the horizontal rules of the page; those between the lines show what a head
            spans.

    Returns:
        A heading for each column, empty where nothing is printed over it.
    """
    if not lines:
        return [Heading("", "")] * len(slots.centres)
    top, bottom = lines[0].middle, lines[-1].middle
    between = [rule for rule in rules if top < rule.y < bottom]
    spans = _head_rules(lines, between)
    if spans:
        return _ruled_headings(lines, slots, spans)
    return _centred_headings(lines, slots)


def labels_over(lines: Sequence[Line], slots: Slots) -> list[str]:
    """What the lines print over each column, from top to bottom, "" for nothing.

    Args:
        lines: lines without cells.
        slots: the columns.
    """
    return _labels([phrases(line.words) for line in lines], slots)


def _one_row(lines: list[GridRow]) -> GridRow:
    cells = next((line.cells for line in lines if line.has_cells), lines[0].cells)
    label = " ".join(line.label for line in lines if line.label)
    return GridRow(label, cells, lines[0].left, lines[-1].y)


def _head_rules(lines: Sequence[Line], rules: Sequence[Rule]) -> list[Rule]:
    """The rules that each have one head over them, or none where the drawing shows no spans."""
    found = []
    for rule in rules:
        over = [
            phrase
            for line in lines
            for phrase in phrases(line.words)
            if line.middle < rule.y and rule.left <= phrase.centre <= rule.right
        ]
        nearest = max((phrase.middle for phrase in over), default=0.0)
        if sum(abs(phrase.middle - nearest) < 2 for phrase in over) != 1:
            return []
        found.append(rule)
    return found


def _ruled_headings(lines: Sequence[Line], slots: Slots, rules: Sequence[Rule]) -> list[Heading]:
    """Text over a rule is the head of the columns the rule spans; all other text is labels."""
    heads: dict[Rule, list[str]] = {rule: [] for rule in rules}
    labels: list[list[Word]] = []
    for line in lines:
        below: list[Word] = []
        for phrase in phrases(line.words):
            under = [
                rule
                for rule in rules
                if rule.y > phrase.middle and rule.left <= phrase.centre <= rule.right
            ]
            if under:
                heads[min(under, key=lambda rule: rule.y)].append(phrase.text)
            else:
                below.append(phrase)
        labels.append(below)
    texts = _labels(labels, slots)
    headings: list[Heading] = []
    for centre, label in zip(slots.centres, texts, strict=True):
        over = sorted(
            (rule for rule in rules if rule.left <= centre <= rule.right), key=lambda r: r.y
        )
        headings.append(Heading(": ".join(" ".join(heads[rule]) for rule in over), label))
    return headings


def _centred_headings(lines: Sequence[Line], slots: Slots) -> list[Heading]:
    """Without rules, the top line holds heads if one of them stands between two columns."""
    first = phrases(lines[0].words)
    off_centre = any(
        abs(slots.centres[slots.index(phrase.centre)] - phrase.centre) > 0.2 * slots.pitch
        for phrase in first
    )
    heads = [""] * len(slots.centres)
    if len(lines) > 1 and off_centre:
        for phrase, (start, end) in zip(first, _spans(first, slots), strict=True):
            for column in range(start, end + 1):
                heads[column] = phrase.text
        lines = lines[1:]
    texts = labels_over(lines, slots)
    return [Heading(head, label) for head, label in zip(heads, texts, strict=True)]


def _labels(lines: Sequence[Sequence[Word]], slots: Slots) -> list[str]:
    """The label of each column, its lines joined from top to bottom."""
    labels: list[list[str]] = [[] for _ in slots.centres]
    for line in lines:
        taken = {slots.index(phrase.centre) for phrase in line}
        for phrase in line:
            home = slots.index(phrase.centre)
            for part in _parts(phrase, slots, taken - {home}):
                labels[slots.index(part.centre)].append(part.text)
    return [" ".join(parts).replace("- ", "-") for parts in labels]


def _parts(phrase: Word, slots: Slots, others: set[int]) -> list[Word]:
    """A phrase that reaches over the centres of several free columns is as many labels."""
    covered = [
        i
        for i, centre in enumerate(slots.centres)
        if phrase.left <= centre <= phrase.right and i not in others
    ]
    words = phrase.text.split(" ")
    if len(covered) < 2 or len(words) < 2:
        return [phrase]
    letter = (phrase.right - phrase.left) / len(phrase.text)
    parts: dict[int, list[Word]] = {}
    at = phrase.left
    for text in words:
        word = Word(text, at, at + letter * len(text), phrase.top, phrase.bottom)
        nearest = min(covered, key=lambda i, word=word: abs(slots.centres[i] - word.centre))  # type: ignore[misc]
        parts.setdefault(nearest, []).append(word)
        at = word.right + letter
    return [
        Word(
            " ".join(word.text for word in found),
            slots.centres[i],
            slots.centres[i],
            phrase.top,
            phrase.bottom,
        )
        for i, found in parts.items()
    ]


def _spans(heads: Sequence[Word], slots: Slots) -> list[tuple[int, int]]:
    """The run of columns of each head: as centred as can be, as few columns left out as can be.

    Dynamic programming over heads and columns from left to right; the cost of a run is how
    far its head stands off its middle, in columns.
    """
    centres, n_columns = slots.centres, len(slots.centres)
    # best[j]: cost and runs of the heads so far, all within the first j columns.
    best: list[tuple[float, list[tuple[int, int]]] | None]
    best = [(UNCOVERED_FIRST * j, []) for j in range(n_columns + 1)]
    for head in heads:
        following: list[tuple[float, list[tuple[int, int]]] | None] = [None] * (n_columns + 1)
        for end in range(1, n_columns + 1):
            options = []
            for start in range(end):
                before = best[start]
                if before is not None:
                    middle = (centres[start] + centres[end - 1]) / 2
                    cost = before[0] + abs(head.centre - middle) / slots.pitch
                    options.append((cost, [*before[1], (start, end - 1)]))
            left_out = following[end - 1]
            if left_out is not None:
                options.append((left_out[0] + UNCOVERED, left_out[1]))
            following[end] = min(options, key=lambda option: option[0]) if options else None
        best = following
    last = best[n_columns]
    return last[1] if last is not None else [(slots.index(head.centre),) * 2 for head in heads]
