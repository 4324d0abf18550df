"""The layout of YouGov's US cross-break reports: numbered tables, several banners each.

The Economist/YouGov Poll                       <- runs over every page
October 31 - November 2, 2020 - 1500 U.S. Registered Voters
10. 2020 Election - Mind Made Up                <- number and title, as in the list of tables
Would you say that your mind is made up?        <- question
Among those who intend to vote                  <- who was asked
          Gender         Race
   Total  Male  Female   Black
Yes  97%   96%     97%     96%
Totals     ...
Unweighted N (431) (208) (223) (55)             <- ends the part under one banner
                                                the next banner follows, or the next page
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from polls.crossbreaks.columns import GridRow, Slots, anchor_line, is_number, join_rows
from polls.crossbreaks.headings import Heading, headings
from polls.files.pdf_words import Line, Page
from polls.printed.bases import base_kind

__all__ = ["Block", "Entry", "Report", "ReportTable", "read_report"]

ENTRY_START = re.compile(r"(\d+[A-Z]{0,3})\.\s+(\S.*)")
LEADERS = re.compile(r"(?<![.…\s])\s*(?:[.…]\s*){3,}(\d+)$")
ASKED = re.compile(r"(among|asked (of|to|if|only)|base:|based on)\b", re.IGNORECASE)
TURNS_PAGE = re.compile(
    r"\(?continued (?P<where>on|from)( the)? (next|following|previous|preceding) page\)?[. …]*",
    re.IGNORECASE,
)
"""What says at the foot of a page that its table goes on, or over its other part that it does."""
TOTALS = re.compile(r"totals?\b", re.IGNORECASE)
LEAST_CELLS = 2
"""Numbers at the end of a line, from which on it is a row of a table."""
LABEL_WORDS = 4
"""More words than the label of a row of bases has."""
RUNNING = 0.8
"""The part of the pages that begin with a line, from which on it is a running heading."""


@dataclass(frozen=True)
class Entry:
    """A line of the list of tables."""

    number: str
    title: str
    page: int


@dataclass(frozen=True)
class Block:
    """The part of a table under one banner: headings, rows and the page it stands on.

    `goes_on` tells that it says itself that it is the rest of the block before it.
    """

    page: int
    caption: tuple[str, ...]
    headings: tuple[Heading, ...]
    rows: tuple[GridRow, ...]
    goes_on: bool = False

    @property
    def has_base(self) -> bool:
        """Whether its unweighted base is printed."""
        return any(base_kind(row.label) == "n" for row in self.rows)


@dataclass(frozen=True)
class ReportTable:
    """One numbered table: title, question, who was asked, and its blocks in printed order."""

    number: str
    title: str
    question: str
    asked: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Report:
    """A whole report: its running heading, its list of tables, its tables."""

    heading: tuple[str, ...]
    contents: tuple[Entry, ...]
    tables: tuple[ReportTable, ...]


def read_report(pages: Sequence[Page]) -> Report:
    """The tables of a report as printed.

    Args:
        pages: all its pages.
    """
    heading = _running_heading(pages)
    printed = {page.number: list(page.lines[_running(page, heading) :]) for page in pages}
    bodies = {number: _without_turns(lines) for number, lines in printed.items()}
    contents = tuple(_contents(bodies.values()))
    titles = {entry.number: entry.title for entry in contents}
    blocks: list[Block] = []
    carried: list[Line] = []
    turning = False
    for page in pages:
        body = bodies[page.number]
        turning |= _turns(printed[page.number], "from")
        found, rest = _blocks(page, body)
        if any(_cells_at_end(line) >= LEAST_CELLS for line in rest):
            # Rows that go on over the page: their fullest line tells the columns.
            last = max(i for i, line in enumerate(rest) if _cells_at_end(line))
            found.append(_block(page, rest[: last + 1], _anchor(rest[last], rest)))
            rest = []
        if found:
            first = found[0]
            # Headings at the foot of a page come again over the cells that they belong to.
            again = {line.text for line in body} if turning else set()
            before = tuple(line.text for line in carried if line.text not in again)
            goes_on = turning and bool(blocks) and not blocks[-1].has_base
            found[0] = replace(first, caption=(*before, *first.caption), goes_on=goes_on)
            carried = []
        blocks += found
        # A title may stand at the foot of the page before its table.
        carried = [*carried, *(line for line in rest if not line.text.isdigit())]
        turning = _turns(printed[page.number], "on")
        carried = carried if blocks or turning else []
    return Report(heading, contents, tuple(_tables(_continued(blocks, titles), titles)))


def _turns(lines: Iterable[Line], where: str) -> bool:
    """Whether a line says that the table goes on over the page ("on"), or did so ("from")."""
    return any(
        found["where"].lower() == where
        for line in lines
        for found in TURNS_PAGE.finditer(line.text)
    )


def _without_turns(lines: Iterable[Line]) -> list[Line]:
    """The lines without those words, which may stand beside a heading."""
    kept: list[Line] = []
    for line in lines:
        found = TURNS_PAGE.search(line.text)
        if found is None:
            kept.append(line)
            continue
        first = line.text[: found.start()].count(" ")
        last = first + len(found[0].split())
        words = (*line.words[:first], *line.words[last:])
        if words:
            kept.append(replace(line, words=words))
    return kept


def _running_heading(pages: Sequence[Page]) -> tuple[str, ...]:
    """The lines with which nearly all pages begin; of a single page, those over its table."""
    if len(pages) == 1:
        texts = [line.text for line in pages[0].lines]
        first = next((i for i, text in enumerate(texts) if ENTRY_START.match(text)), 0)
        return tuple(texts[:first])
    heading: list[str] = []
    while True:
        following = Counter(
            page.lines[len(heading)].text
            for page in pages
            if _running(page, heading) == len(heading) < len(page.lines)
        )
        text, count = following.most_common(1)[0] if following else ("", 0)
        if count < RUNNING * len(pages) or ENTRY_START.match(text):
            return tuple(heading)
        heading.append(text)


def _running(page: Page, heading: Sequence[str]) -> int:
    """How many lines of the running heading the page begins with."""
    pairs = zip(page.lines, heading, strict=False)
    return next((i for i, (line, text) in enumerate(pairs) if line.text != text), len(heading))


def _contents(bodies: Iterable[Sequence[Line]]) -> Iterator[Entry]:
    """Entries of the list of tables; a long title runs on to the line with the leaders."""
    before_tables = itertools.takewhile(lambda lines: not any(map(_is_base_line, lines)), bodies)
    pending: re.Match[str] | None = None
    for line in itertools.chain.from_iterable(before_tables):
        text = f"{pending.string} {line.text}" if pending else line.text
        pending = ENTRY_START.match(line.text) or ENTRY_START.match(text)
        leaders = LEADERS.search(pending.string) if pending else None
        if pending and leaders:
            yield Entry(pending[1], LEADERS.sub("", pending[2]).strip(), int(leaders[1]))
            pending = None


def _cells_at_end(line: Line) -> int:
    """How many numbers with a sign of percent, in parentheses or starred end the line."""
    count = 0
    for word in reversed(line.words):
        if not (is_number(word.text) and re.search(r"[%)*]", word.text)):
            break
        count += 1
    return count


def _blocks(page: Page, lines: list[Line]) -> tuple[list[Block], list[Line]]:
    """Each row of unweighted bases ends a block; returns the lines left over at the foot."""
    blocks: list[Block] = []
    begin = 0
    for end, line in enumerate(lines):
        if end < begin or not _is_base_line(line):
            continue
        last = end
        while last + 1 < len(lines) and _is_base_line(lines[last + 1]):
            last += 1
        part = lines[begin : last + 1]
        blocks.append(_block(page, part, _anchor(line, part)))
        begin = last + 1
    return blocks, lines[begin:]


def _is_base_line(line: Line) -> bool:
    label = [word.text for word in line.words[:LABEL_WORDS] if not is_number(word.text)]
    return 0 < len(label) < len(line.words[:LABEL_WORDS]) and base_kind(" ".join(label)) != ""


def _anchor(bases: Line, part: Sequence[Line]) -> Slots:
    """The row of bases tells the columns, unless a base is missing that most rows show.

    Labels may end in a number ("Less than 5%"): where the totals have as many cells as the
    bases, or the first cells do not stand under one another, nothing is missing.
    """
    usual, line = anchor_line(part, _cells_at_end), bases
    count = _cells_at_end(bases)
    if usual is not None and _cells_at_end(usual) > count:
        full = [row for row in part if _cells_at_end(row) == _cells_at_end(usual)]
        firsts = [row.words[-_cells_at_end(row)].centre for row in full]
        totals = [row for row in part if TOTALS.match(row.text)]
        aligned = max(firsts) - min(firsts) < bases.height
        if aligned and all(_cells_at_end(row) > count for row in totals):
            line = usual
    return Slots.from_anchor(line.words[-_cells_at_end(line) :])


def _block(page: Page, lines: list[Line], slots: Slots) -> Block:
    """Rows from the foot up, then the headings over them, then what is left: the caption."""
    rows: list[GridRow] = []
    at = len(lines)
    while at:
        row = slots.row(lines[at - 1])
        if row is None or (ENTRY_START.match(lines[at - 1].text) and not row.has_cells):
            break
        if not row.label and not _cells_at_end(lines[at - 1]):
            break  # a heading, be it of years
        rows.insert(0, row)
        at -= 1
    head = at
    while head and slots.is_heading(lines[head - 1]):
        head -= 1
    over = lines[head:at]
    half = len(over) // 2
    if half and [line.text for line in over[:half]] == [line.text for line in over[half:]]:
        over = over[half:]  # a break behind the headings prints them again
    bases = [row for row in rows if base_kind(row.label)]
    body = [row for row in rows if not base_kind(row.label)]
    return Block(
        page.number,
        tuple(line.text for line in lines[:head]),
        tuple(headings(over, slots, page.rules)),
        (*join_rows(body, slots.height), *bases),
    )


def _continued(blocks: Sequence[Block], titles: Mapping[str, str]) -> list[Block]:
    """Blocks without bases joined with the rest of their rows on the following page."""
    joined: list[Block] = []
    for block in blocks:
        before = joined[-1] if joined else None
        if (
            before is not None
            and not before.has_base
            and len(before.headings) == len(block.headings)
            and _title_line(block, titles) is None
            and (
                block.goes_on
                or block.headings == before.headings
                or not any(h.label for h in block.headings)
            )
        ):
            joined[-1] = replace(before, rows=(*before.rows, *block.rows))
        else:
            joined.append(block)
    return joined


def _title_line(block: Block, titles: Mapping[str, str]) -> int | None:
    """Where in the caption a title stands: a line with the number and title of a listed table.

    Without a list, or for a table that it leaves out, the first line with a number will do.
    """
    for i, text in enumerate(block.caption):
        start = ENTRY_START.match(text)
        if start is None:
            continue
        listed, printed = _letters(titles.get(start[1], "")), _letters(start[2])
        if listed.startswith(printed) or (listed and printed.startswith(listed)):
            return i
        if not listed and i == 0:
            return i
    return None


def _tables(blocks: Sequence[Block], titles: Mapping[str, str]) -> Iterator[ReportTable]:
    """Blocks gathered under the title that comes before them."""
    current: ReportTable | None = None
    for block in blocks:
        at = _title_line(block, titles)
        if at is not None:
            if current is not None:
                yield current
            current = _captioned(block.caption[at:], titles)
        elif current is None:
            current = ReportTable("", "", " ".join(block.caption), "", ())
        current = replace(current, blocks=(*current.blocks, block))
    if current is not None:
        yield current


def _captioned(caption: Sequence[str], titles: Mapping[str, str]) -> ReportTable:
    """Number, title, question and who was asked, from the lines over a table."""
    start = ENTRY_START.match(caption[0])
    assert start is not None
    number, title = start[1], start[2]
    rest = list(caption[1:])
    listed = titles.get(number, "")
    while rest and len(_letters(title)) < len(_letters(listed)):
        title = f"{title} {rest.pop(0)}"
    asked: list[str] = []
    first = next((i for i, text in enumerate(rest) if i and ASKED.match(text)), None)
    if first is not None:
        rest, asked = rest[:first], rest[first:]
    return ReportTable(number, title, " ".join(rest), " ".join(asked), ())


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())
