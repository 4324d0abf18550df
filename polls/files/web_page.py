"""Tables of a saved web page, as the plain grids that they look like.

    <h3>2024</h3>
    | Dates    | Pollster      | Client    | Lab  | Con  | Lead |
    | 5–6 Mar  | YouGov[1]     | The Times | 47%  | 20%  | 27   |     a poll
    | 2 May    | Local elections                                |     an event: left out, said

Merged cells are taken apart, each part with the text of the whole; footnote marks, hidden keys
for sorting and rows of colours are no part of what a reader sees as text. Where the heading
over a table is a year, dates without one are of that year.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import lxml.etree
import lxml.html
import pandas as pd

from polls.errors import Place, Problem, ProblemsError
from polls.files.tables import Grid

__all__ = ["WebPage", "looks_like_html", "read_web_page"]

HTML = re.compile(r"\s*(?:<!doctype html|<html|<head|<body|<table)|.{0,4000}?<table\b", re.I | re.S)
TAG = re.compile(r"""<[a-z](?:[^"'>]+|"[^"]*"|'[^']*')*""", re.IGNORECASE)
END = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
QUOTED = re.compile(r""""[^"]*"|'[^']*'""")
MOST_ATTRIBUTES = 1_000
"""Of one tag: libxml2 compares each with all before it."""
MOST_SPAN = 500
MOST_COLUMNS = 2_000
MOST_CELLS = 2_000_000
HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
FOOTNOTES = ("reference", "noprint", "sortkey", "mw-editsection", "Inline-Template")
YEAR = re.compile(r"(?:19|20)\d\d")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6", "caption")
OF_DATES = re.compile(r"date|field\s?work|conducted|period|terrain|umfrage|fecha|zeitraum", re.I)
DAY_AND_MONTH = re.compile(r"\d{1,2}\W{0,3}[^\W\d]{3,}|(?<![^\W\d])[^\W\d]{3,}\W{0,2}\d{1,2}")
WITH_NOTE = re.compile(r"(?P<share><?\d{1,3}(?:[.,]\d+)?\s?%)\s+[^\d\s%].*")
NUMBER = re.compile(r"[<~]?\s?\d[\d\s.,]*%?")
LEAST_COLUMNS = 3
"""A table has them, unless one of two is called one of dates."""
TABLES_NAMED = 5
WIDE = 0.5
"""A row in which one cell spans this part of the columns or more tells an event, not a poll."""


@dataclass(frozen=True)
class WebPage:
    """The tables of a page that may hold polls, and what was left out of them."""

    grids: tuple[Grid, ...]
    warnings: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Part:
    """What one place of a table shows: the text of its cell, its tag, and the cell's width."""

    text: str
    head: bool
    width: int
    cell: int


def looks_like_html(head: str) -> bool:
    """Whether a text begins as a web page, or as a piece of one with a table."""
    return "<" in head and HTML.match(head[:8000]) is not None


def read_web_page(text: str, file: str) -> WebPage:
    """The tables of a page, in its order; those with a column of dates, if there are any.

    Others with numbers are named in a warning.

    Args:
        text: the page's source.
        file: name of the file, for places.

    Raises:
        ProblemsError: where the page cannot be taken apart, or holds no table.
    """
    if any(map(_overloaded, TAG.finditer(text))):
        got = f"a tag with more than {MOST_ATTRIBUTES:,} attributes"
        raise _refused("web page cannot be read", file, got)
    try:
        # The parser drops what follows an end tag of the page; the text's own end will do.
        open_ended = END.sub("", text)
        page = lxml.html.document_fromstring(open_ended.encode(), parser=_parser())
    except (lxml.etree.LxmlError, ValueError) as error:
        raise _refused("web page cannot be read", file, " ".join(str(error).split())) from None
    grids: list[Grid] = []
    warnings: list[Problem] = []
    cells = 0
    for number, (table, heading) in enumerate(_tables(page), 1):
        rows = _expanded(table, MOST_CELLS - cells, file)
        cells += sum(map(len, rows))
        grid, events = _grid(rows, heading, number, file)
        if grid is not None:
            grids.append(grid)
            warnings += [*events, *_in_no_cell(table, grid.place())]
    dated = [grid for grid in grids if any(OF_DATES.search(str(name)) for name in grid.table)]
    kept = dated or [grid for grid in grids if len(grid.table.columns) >= LEAST_COLUMNS]
    names = {grid.sheet for grid in kept}
    left = [grid.sheet for grid in grids if grid.sheet not in names]
    if not kept:
        title = "web page holds tables of two columns alone" if left else "web page holds no table"
        raise _refused(title, file, _named(left))
    told = [warning for warning in warnings if warning.place.sheet in names]
    told += _in_no_table(page, file)
    why = "have no column of dates" if dated else "have two columns alone"
    return WebPage(tuple(kept), (*told, *_not_read(left, why, file)))


def _not_read(left: Sequence[str], why: str, file: str) -> list[Problem]:
    """The warning of tables that are left out beside those that are read."""
    if not left:
        return []
    title = f"{len(left)} table(s) {why} and are not read"
    place = Place(file=file)
    return [Problem("tables-not-read", title, place, _named(left), severity="warning")]


def _named(sheets: Sequence[str]) -> str:
    more = f" and {len(sheets) - TABLES_NAMED} more" if len(sheets) > TABLES_NAMED else ""
    return ", ".join(f"'{sheet}'" for sheet in sheets[:TABLES_NAMED]) + more


def _overloaded(tag: re.Match[str]) -> bool:
    """Whether a tag has more attributes than any real one."""
    if tag.end() - tag.start() < 2 * MOST_ATTRIBUTES:
        return False
    return len(QUOTED.sub(" ", tag[0]).split()) > MOST_ATTRIBUTES


def _parser() -> Any:
    return lxml.html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)


def _refused(title: str, file: str, got: str) -> ProblemsError:
    expected = "a page with a table of polls in its source"
    return ProblemsError([Problem("no-table-in-page", title, Place(file=file), got, expected)])


def _tables(page: Any) -> Iterator[tuple[Any, str]]:
    """Each table that lies in no other, with the text of the last heading before it."""
    heading = ""
    for element in page.iter("table", *HEADINGS):
        if element.tag != "table":
            if element.tag != "caption":
                heading = _text(element)
            continue
        if next(element.iterancestors("table"), None) is None:
            caption = element.find("caption")
            said = _text(caption) if caption is not None else ""
            yield element, said if YEAR.fullmatch(said) else heading or said


def _text(element: Any) -> str:
    """What a reader sees of an element, without footnotes and what is hidden."""
    return " ".join("".join(_seen(element)).split())


def _seen(element: Any) -> Iterator[str]:
    """Pieces of text in order; a walk of its own, as pages may be nested deeply."""
    stack: list[tuple[Any, bool]] = [(element, False)]
    while stack:
        node, left = stack.pop()
        if left:
            yield node.tail or ""
            continue
        if node is not element:
            stack.append((node, True))
        if not isinstance(node.tag, str) or _left_out(node):
            continue
        yield (" " if node.tag in ("br", "p", "div", "li", "td", "th") else "") + (node.text or "")
        stack += [(child, False) for child in reversed(node)]


def _left_out(node: Any) -> bool:
    return (
        node.tag in ("sup", "style", "script", "template", "noscript")
        or any(name in (node.get("class") or "") for name in FOOTNOTES)
        or HIDDEN.search(node.get("style") or "") is not None
    )


def _expanded(table: Any, most: int, file: str) -> list[list[Part]]:
    """The rows of a table with merged cells taken apart."""
    rows: list[list[Part]] = []
    below: dict[int, tuple[int, Part]] = {}  # column: rows still to fill, and with what
    number = cells = 0
    for line in _lines(table):
        row: list[Part] = []
        own = deque(line)
        while own or len(row) in below:
            if len(row) > MOST_COLUMNS:
                raise _refused("a table of the web page is too wide", file, "")
            if len(row) in below:
                left, part = below.pop(len(row))
                if left > 1:
                    below[len(row)] = (left - 1, part)
                row.append(part)
                continue
            cell = own.popleft()
            number += 1
            width, height = _span(cell, "colspan"), _span(cell, "rowspan")
            part = Part(_text(cell), cell.tag == "th", width, number)
            for _ in range(width):
                if height > 1:
                    below[len(row)] = (height - 1, part)
                row.append(part)
        cells += len(row)
        if cells > most:
            raise _refused("tables of the web page are too large", file, "")
        rows.append(row)
    return [row for row in rows if row]


def _lines(table: Any) -> list[list[Any]]:
    """The cells of each row; those that stand in none have one of their own, as in browsers."""
    lines: list[list[Any]] = []
    rows: dict[Any, list[Any]] = {}
    loose = False
    for element in table.iter("tr", "td", "th"):
        row = within = None
        for above in element.iterancestors("tr", "table"):
            if above.tag == "table":
                within = above
                break
            row = above if row is None else row
        if within is not table:
            continue
        if element.tag == "tr" or (row is None and not loose):
            lines.append([])
            loose = element.tag != "tr"
        if element.tag == "tr":
            rows[element] = lines[-1]
        else:
            (lines[-1] if row is None else rows[row]).append(element)
    return lines


def _span(cell: Any, name: str) -> int:
    found = re.match(r"\s*(\d{1,4})", cell.get(name) or "1")
    return min(max(int(found[1]) if found else 1, 1), MOST_SPAN)


def _grid(
    rows: list[list[Part]], heading: str, number: int, file: str
) -> tuple[Grid | None, list[Problem]]:
    """A table as a grid, and the events that its rows tell; None where it is no table of data."""
    width = max(map(len, rows), default=0)
    heads = _head_rows(rows)
    if not 0 < heads < len(rows) or (width < LEAST_COLUMNS and not _holds_numbers(rows[heads:])):
        return None, []
    sheet = f"table {number}, {heading}" if heading else f"table {number}"
    names = _names(rows[:heads], width)
    body: list[list[str]] = []
    lengths: list[int] = []
    events: list[str] = []
    for row in rows[heads:]:
        texts = [part.text for part in row] + [""] * (width - len(row))
        if all(part.head for part in row) and texts == names:
            continue  # the header again
        if not any(texts):
            continue  # a row of colours
        if max(part.width for part in row) >= max(WIDE * width, 3):
            events.append(" ".join(dict.fromkeys(filter(None, texts))))
            continue
        body.append(texts)
        lengths.append(len(row))
    if not body:
        return None, []
    table = _dated(pd.DataFrame(body, columns=names, dtype=object), heading)
    table, notes = _without_notes(table)
    filled = [(table.iloc[:, place] != "").any() for place in range(width)]
    kept = [place for place in range(width) if names[place] or filled[place]]
    fields = tuple(sum(place < length for place in kept) for length in lengths)
    grid = Grid(table.iloc[:, kept], file, sheet, first_row=heads + 1, fields=fields)
    return grid, [*_events(events, file, sheet), *_beside(notes, file, sheet)]


def _holds_numbers(rows: Sequence[Sequence[Part]]) -> bool:
    """Whether a table of two columns is one of data: most pages have boxes of links as well."""
    numbers = sum(len(row) == 2 and NUMBER.fullmatch(row[1].text) is not None for row in rows)
    return numbers > len(rows) / 2


def _without_notes(table: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """The table with bare percentages where a note stands beside one, and those cells."""
    notes: list[str] = []

    def bare(cell: str) -> str:
        found = WITH_NOTE.fullmatch(cell)
        if found is None:
            return cell
        notes.append(cell)
        return found["share"]

    return table.map(bare), notes


def _beside(notes: Sequence[str], file: str, sheet: str) -> list[Problem]:
    if not notes:
        return []
    got = "; ".join(repr(text[:80]) for text in notes[:5])
    title = f"{len(notes)} cell(s) have a note beside their percentage, which is left out"
    return [Problem("cell-notes", title, Place(file=file, sheet=sheet), got, severity="warning")]


def _in_no_cell(table: Any, place: Place) -> list[Problem]:
    """The warning of what is written between the cells of a table, as after a broken tag."""
    texts: list[str] = []
    inside = [table]
    while inside:
        node = inside.pop()
        around = (node.text, *(child.tail for child in node))
        texts += [text.strip() for text in around if text and text.strip()]
        inside += [
            child
            for child in reversed(node)
            if child.tag not in ("td", "th", "caption") and not _left_out(child)
        ]
    if not texts:
        return []
    got = "; ".join(repr(text[:80]) for text in texts[:5])
    title = f"{len(texts)} text(s) of the table stand in no cell and are not read"
    return [Problem("text-in-no-cell", title, place, got, severity="warning")]


def _in_no_table(page: Any, file: str) -> list[Problem]:
    """The warning of cells beside the tables, as after a tag that ends one too early."""
    all_cells = sum(1 for _ in page.iter("td", "th"))
    inside = sum(1 for table, _ in _tables(page) for _ in table.iter("td", "th"))
    if all_cells == inside:
        return []
    cells = page.iter("td", "th")
    lone = (cell for cell in cells if next(cell.iterancestors("table"), None) is None)
    got = "; ".join(repr(_text(cell)[:80]) for cell in islice(lone, 5))
    title = f"{all_cells - inside} cell(s) stand in no table and are not read"
    return [Problem("cells-in-no-table", title, Place(file=file), got, severity="warning")]


def _events(events: Sequence[str], file: str, sheet: str) -> list[Problem]:
    if not events:
        return []
    shown = "; ".join(repr(text[:80]) for text in events[:5])
    more = f" and {len(events) - 5} more" if len(events) > 5 else ""
    title = f"{len(events)} row(s) tell an event, not a poll, and are left out"
    place = Place(file=file, sheet=sheet)
    return [Problem("event-rows", title, place, shown + more, severity="warning")]


def _head_rows(rows: Sequence[Sequence[Part]]) -> int:
    """How many rows at the top hold names: those of heads, and rows of colours below them."""
    count = 0
    for row in rows:
        named = sum(part.head for part in row) > len(row) / 2
        empty = not any(part.text for part in row)
        if not named and not (count and empty):
            break
        count += 1
    # A page without heads of its own has them in its first row.
    return count or 1


def _names(heads: Sequence[Sequence[Part]], width: int) -> list[str]:
    """The name of each column: what stands over it from top to bottom, merged cells once."""
    names: list[str] = []
    for place in range(width):
        parts = {row[place].cell: row[place].text for row in heads if place < len(row)}
        shared = [
            text
            for cell, text in parts.items()
            if text and not _over_all(cell, heads, last=list(parts)[-1])
        ]
        names.append(" ".join(dict.fromkeys(shared)))
    return names


def _over_all(cell: int, heads: Sequence[Sequence[Part]], last: int) -> bool:
    """Whether a head spans several columns that have names of their own below it."""
    spanned = [part for row in heads for part in row if part.cell == cell]
    return cell != last and spanned[0].width > 1


def _dated(table: pd.DataFrame, heading: str) -> pd.DataFrame:
    """The table with the year of its heading in dates that have none."""
    year = heading.strip()
    if not YEAR.fullmatch(year):
        return table
    dated = table.copy()
    for place, name in enumerate(table):
        if OF_DATES.search(str(name)):
            dated.isetitem(place, [
                f"{cell} {year}" if DAY_AND_MONTH.search(cell) and not YEAR.search(cell) else cell
                for cell in table.iloc[:, place]
            ])  # fmt: skip
    return dated
