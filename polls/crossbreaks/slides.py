"""Tables on slides: numbers in columns beside charts, groups down and answers across.

     64%                       Approve  Refuse  No opinion     <- labels of the columns
     ▇▇▇          Solidary        1%      99%       0%
     ▇▇▇  24%     Moderate       33%      52%      15%         <- one number a column, in a run
     Approve  Refuse  All        24%      64%      12%

A table is a run of lines that end in as many numbers, in the same columns. The rest of a slide
is a chart or text, whose numbers belong to no group that could be told.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from polls.crossbreaks.columns import Slots, is_number
from polls.crossbreaks.headings import Heading, labels_over
from polls.crossbreaks.sheet_rows import CellRow, HeadingRow, Part, Row, TextRow
from polls.crossbreaks.turned import turned_part
from polls.errors import Place
from polls.files.pdf_words import Document, Line, Page, Word, phrases

__all__ = ["slide_parts"]

LEAST_ROWS, LEAST_COLUMNS = 4, 2
SAME_COLUMN = 1.5
"""How far cells of one column stand apart at most, in font heights."""
FIRST_GAP, HEAD_GAP = 4.0, 2.0
"""How far, in font heights, headings stand over the first row, and over one another."""
RUNNING = 0.3
"""A line that is printed on this part of the pages, or more, is no question."""
MARGIN_OF_ERROR = re.compile(r"\+/-|±")


def slide_parts(document: Document) -> list[Part]:
    """The pages of a document of slides, each with the rows of its table, or its text alone.

    Args:
        document: the opened PDF.
    """
    counts = Counter(text for page in document.pages for text in {x.text for x in page.lines})
    running = {text for text, n in counts.items() if n > max(2, RUNNING * len(document.pages))}
    parts = [
        Part(Place(file=document.path.name, page=page.number), tuple(_rows(page, running)))
        for page in document.pages
    ]
    return [_settled(part) for part in parts]


def _settled(part: Part) -> Part:
    """The part with its table turned; without it where the numbers of a group do not add up."""
    turned = turned_part(part)
    if turned.rows != part.rows:
        return turned
    return Part(part.place, tuple(row for row in part.rows if isinstance(row, TextRow)))


def _rows(page: Page, running: set[str]) -> Iterator[Row]:
    where = f"page {page.number}"
    lines = [line for line in page.lines if line.text not in running]
    found = _table(lines)
    if found is None:
        yield from (TextRow(line.text, where) for line in lines)
        return
    cells, slots = found
    edge = min(_label(line, slots).left for line in cells.values())
    first, last = min(cells), max(cells)
    head = _headings(lines[:first], slots, edge, lines[first])
    before = lines[: first - len(head)]
    yield from (TextRow(line.text, where) for line in before if _is_text(line))
    over = [[w for w in line.words if w.centre > slots.first_left] for line in head]
    labels = labels_over([Line(tuple(words)) for words in over if words], slots)
    yield HeadingRow(tuple(Heading("", label) for label in labels), where)
    for i in range(first, last + 1):
        if i in cells:
            words = cells[i].words[-len(slots.centres) :]
            row = tuple(word.text for word in words)
            yield CellRow(_label(cells[i], slots).text, row, where)
        elif lines[i].left >= edge - slots.height and _is_text(lines[i]):
            yield TextRow(lines[i].text, where)


def _table(lines: Sequence[Line]) -> tuple[dict[int, Line], Slots] | None:
    """The lines of the table by their place, and its columns; None where there is none."""
    counted = {i: _cells(line) for i, line in enumerate(lines)}
    usual = Counter(n for n in counted.values() if n >= LEAST_COLUMNS)
    for width, _ in usual.most_common():
        rows = {
            i: lines[i] for i, n in counted.items() if n >= width and _labelled(lines[i], width)
        }
        rows = {i: line for i, line in rows.items() if not MARGIN_OF_ERROR.search(line.text)}
        if len(rows) < LEAST_ROWS:
            continue
        places = [[line.words[k - width].centre for line in rows.values()] for k in range(width)]
        centres = tuple(median(place) for place in places)
        height = median(line.words[-1].height for line in rows.values())
        aligned = {
            i: line
            for i, line in rows.items()
            if all(
                abs(word.centre - centre) <= SAME_COLUMN * height
                for word, centre in zip(line.words[-width:], centres, strict=True)
            )
        }
        if len(aligned) >= LEAST_ROWS:
            pitch = min(after - before for before, after in pairwise(centres))
            return aligned, Slots(centres, centres[0] - pitch / 2, height)
    return None


def _cells(line: Line) -> int:
    """How many numbers end the line."""
    count = 0
    while count < len(line.words) and is_number(line.words[-1 - count].text):
        count += 1
    return count


def _labelled(line: Line, width: int) -> bool:
    return len(line.words) > width and any(c.isalpha() for c in line.words[-1 - width].text)


def _label(line: Line, slots: Slots) -> Word:
    """The words left of the cells that only a space parts: what is beyond belongs to a chart."""
    return phrases(line.words[: -len(slots.centres)])[-1]


def _headings(lines: Sequence[Line], slots: Slots, edge: float, first: Line) -> list[Line]:
    """The lines over the first row that stand over its columns, up to a gap or a line of text."""
    found: list[Line] = []
    below, gap = first.middle, FIRST_GAP
    for line in reversed(lines):
        if below - line.middle > gap * max(slots.height, line.height):
            break
        over = [w for w in phrases(line.words) if w.right > slots.first_left]
        if any(word.left < (edge + slots.first_left) / 2 for word in over):
            break
        found.insert(0, line)
        if over:
            below, gap = line.middle, HEAD_GAP
    while found and not any(w.centre > slots.first_left for w in found[0].words):
        found.pop(0)
    return found


def _is_text(line: Line) -> bool:
    """Whether a line is of words, not of the numbers of a chart."""
    return sum(not is_number(word.text) for word in line.words) * 2 > len(line.words)
