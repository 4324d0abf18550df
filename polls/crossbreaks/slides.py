"""Tables on slides: numbers in columns beside charts, groups down and answers across.

     64%                       Approve  Refuse  No opinion     <- labels of the columns
     ▇▇▇          Solidary        1%      99%       0%
     ▇▇▇  24%     Moderate       33%      52%      15%         <- one number a column, in a run
     Approve  Refuse  All        24%      64%      12%

A table is a run of lines that end in as many numbers, in the same columns. The rest of a slide
is a chart or text, whose numbers belong to no group that could be told. What a slide holds that is
not read is kept beside it, so that it can be named.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Literal

from polls.codebooks.model import fold
from polls.crossbreaks.columns import Slots, is_number
from polls.crossbreaks.headings import Heading, labels_over
from polls.crossbreaks.rows import CellRow, HeadingRow, Part, Row, TextRow
from polls.crossbreaks.turned import turned_part
from polls.errors import Place
from polls.files.pdf_words import Document, Line, Page, Word, phrases

__all__ = ["Slide", "runs", "slide_parts"]

LEAST_ROWS, LEAST_COLUMNS = 4, 2
SAME_COLUMN = 1.5
"""How far cells of one column stand apart at most, in font heights."""
FIRST_GAP, HEAD_GAP = 4.0, 2.0
"""How far, in font heights, headings stand over the first row, and over one another."""
LARGER = 1.4
"""A line in print so many times as large as the headings is text over the table."""
RUNNING = 0.3
"""A line that is printed on this part of the pages, or more, is no question."""
HALF_ROW = 0.75
"""A line this part of a row's height from the next, or less, belongs to the same row."""
MARGIN_OF_ERROR = re.compile(r"\+/-|±")
LEAST_IN_CHART, PART_IN_CHART = 10, 0.25
"""How many words of a slide with a chart are numbers, at least, and which part of all."""


@dataclass(frozen=True)
class Slide(Part):
    """A page of slides, and what it holds that is not read: a chart, or a table that fails."""

    unread: Literal["", "chart", "table"] = ""


def slide_parts(document: Document) -> list[Slide]:
    """The pages of a document of slides, each with the rows of its table, or its text alone.

    Args:
        document: the opened PDF.
    """
    counts = Counter(text for page in document.pages for text in {x.text for x in page.lines})
    running = {text for text, n in counts.items() if n > max(2, RUNNING * len(document.pages))}
    slides = []
    for page in document.pages:
        place = Place(file=document.path.name, page=page.number)
        slides.append(_settled(Slide(place, tuple(_rows(page, running))), page))
    return slides


def runs(pages: Iterable[int]) -> str:
    """Numbers of pages, those that follow one another as one.

    >>> runs([1, 2, 3, 7, 9, 10])
    '1-3, 7, 9-10'
    """
    found: list[list[int]] = []
    for page in pages:
        if found and page == found[-1][-1] + 1:
            found[-1].append(page)
        else:
            found.append([page])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in found)


def _settled(slide: Slide, page: Page) -> Slide:
    """The slide with its table turned; without it where the numbers of a group do not add up."""
    rows = turned_part(slide).rows
    if rows != slide.rows:
        return replace(slide, rows=rows)
    texts = tuple(row for row in slide.rows if isinstance(row, TextRow))
    if len(texts) < len(slide.rows):
        return replace(slide, rows=texts, unread="table")
    return replace(slide, unread="chart" if _holds_chart(page) else "")


def _holds_chart(page: Page) -> bool:
    lines = [line for line in page.lines if not MARGIN_OF_ERROR.search(line.text)]
    numbers = [is_number(word.text) for line in lines for word in line.words]
    return sum(numbers) >= max(LEAST_IN_CHART, PART_IN_CHART * len(numbers))


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
    over = [[w for w in line.words if w.centre > slots.first_left] for line in head]
    labels = labels_over([Line(tuple(words)) for words in over if words], slots)
    asked = (line for line in before if _is_text(line) and not _is_legend(line, labels))
    yield from (TextRow(line.text, where) for line in asked)
    yield HeadingRow(tuple(Heading("", label) for label in labels), where)
    folded = _folded_labels(lines, cells, slots)
    beside = {place for pair in folded.values() for place in pair}
    for i in range(first, last + 1):
        if i in cells or i in folded:
            row = tuple(word.text for word in lines[i].words[-len(slots.centres) :])
            label = " ".join(lines[j].text for j in folded[i]) if i in folded else ""
            yield CellRow(label or _label(lines[i], slots).text, row, where)
        elif i not in beside and lines[i].left >= edge - slots.height and _is_text(lines[i]):
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
        pitch = min(after - before for before, after in pairwise(centres))
        slots = Slots(centres, centres[0] - pitch / 2, height)
        aligned = {i: line for i, line in rows.items() if _aligned(line, slots)}
        if len(aligned) >= LEAST_ROWS:
            return aligned, slots
    return None


def _aligned(line: Line, slots: Slots) -> bool:
    """Whether the last words of a line stand in the columns."""
    words = line.words[-len(slots.centres) :]
    return len(words) == len(slots.centres) and all(
        abs(word.centre - centre) <= SAME_COLUMN * slots.height
        for word, centre in zip(words, slots.centres, strict=True)
    )


def _folded_labels(
    lines: Sequence[Line], cells: dict[int, Line], slots: Slots
) -> dict[int, tuple[int, int]]:
    """Lines of numbers alone between the two lines of their label, with the places of these.

    Ensemble (Renaissance, MoDem,
                                    11  40  31       <- half a row below the one, over the other
    Horizons, etc.)
    """
    middles = [cells[i].middle for i in sorted(cells)]
    pitch = median(after - before for before, after in pairwise(middles))
    found: dict[int, tuple[int, int]] = {}
    for i in range(min(cells) + 1, max(cells)):
        line, label = lines[i], (i - 1, i + 1)
        if not _cells(line) == len(line.words) == len(slots.centres) or not _aligned(line, slots):
            continue
        near = all(abs(lines[j].middle - line.middle) < HALF_ROW * pitch for j in label)
        if near and all(j not in cells and _is_text(lines[j]) for j in label):
            found[i] = label
    return found


def _cells(line: Line) -> int:
    """How many numbers end the line."""
    count = 0
    while count < len(line.words) and is_number(line.words[-1 - count].text):
        count += 1
    return count


def _labelled(line: Line, width: int) -> bool:
    """Whether a label with letters stands left of the numbers: `Farmers (*)` is one, `64%` none."""
    if len(line.words) <= width or is_number(line.words[-1 - width].text):
        return False
    return any(c.isalpha() for c in phrases(line.words[:-width])[-1].text)


def _label(line: Line, slots: Slots) -> Word:
    """The words left of the cells that only a space parts: what is beyond belongs to a chart."""
    return phrases(line.words[: -len(slots.centres)])[-1]


def _headings(lines: Sequence[Line], slots: Slots, edge: float, first: Line) -> list[Line]:
    """The lines over the first row that stand over its columns, up to a gap or other text."""
    found: list[Line] = []
    below, gap = first.middle, FIRST_GAP
    size = 0.0
    for line in reversed(lines):
        if below - line.middle > gap * max(slots.height, line.height):
            break
        over = [w for w in phrases(line.words) if w.right > slots.first_left]
        if any(word.left < (edge + slots.first_left) / 2 for word in over):
            break
        print_size = median(word.height for word in over) if over else size
        if size and print_size > LARGER * size:
            break
        found.insert(0, line)
        if over:
            below, gap, size = line.middle, HEAD_GAP, print_size
    while found and not any(w.centre > slots.first_left for w in found[0].words):
        found.pop(0)
    return found


def _is_legend(line: Line, labels: Sequence[str]) -> bool:
    """Whether each phrase of a line is a label of a column: the legend of a chart, no question."""
    named = [set(words) for label in labels if (words := fold(label).split())]
    for phrase in phrases(line.words):
        said = {word for word in fold(phrase.text).split() if not is_number(word)}
        if said and not any(said <= label for label in named):
            return False
    return True


def _is_text(line: Line) -> bool:
    """Whether a line is of words, not of the numbers of a chart."""
    return sum(not is_number(word.text) for word in line.words) * 2 > len(line.words)
