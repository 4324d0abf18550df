"""Tables of a saved web page, as the plain grids that they look like.

    <h3>2024</h3>
    | Dates    | Pollster      | Client    | Lab  | Con  | Lead |
    | 5–6 Mar  | YouGov[1]     | The Times | 47%  | 20%  | 27   |     a poll
    | 2 May    | Local elections                                |     an event: left out, said

Footnote marks, hidden keys for sorting and rows of colours are no part of what a reader sees as
text (`web_rows`). Where the heading over a table is a year, dates without one are of that year.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import lxml.etree
import lxml.html
import pandas as pd

from polls.errors import Place, Problem, ProblemsError
from polls.files.tables import Grid
from polls.files.web_rows import (
    CELLS,
    YEAR,
    Part,
    WebTable,
    expanded,
    is_left_out,
    seen_text,
    tables_of,
)

__all__ = ["WebPage", "looks_like_html", "read_web_page"]

HTML = re.compile(r"\s*(?:<!doctype html|<html|<head|<body|<table)|.{0,4000}?<table\b", re.I | re.S)
TAG = re.compile(r"""<[a-z](?:[^"'>]+|"[^"]*"|'[^']*')*""", re.IGNORECASE)
END = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
QUOTED = re.compile(r""""[^"]*"|'[^']*'""")
MOST_ATTRIBUTES = 1_000
"""Of one tag: libxml2 compares each with all before it."""
MOST_CELLS = 2_000_000
OF_DATES = re.compile(r"date|field\s?work|conducted|period|terrain|umfrage|fecha|zeitraum", re.I)
DAY_AND_MONTH = re.compile(r"\d{1,2}\W{0,3}[^\W\d]{3,}|(?<![^\W\d])[^\W\d]{3,}\W{0,2}\d{1,2}")
WITH_NOTE = re.compile(r"(?P<share><?\d{1,3}(?:[.,]\d+)?\s?%)\s+[^\d\s%].*")
NUMBER = re.compile(r"[<~]?\s?\d[\d\s.,]*%?")
LEAST_COLUMNS = 3
"""A table has them, unless one of two is called one of dates."""
LEAST_NUMBERS = 2
TABLES_NAMED = 5
WIDE = 0.5
"""A row in which one cell spans this part of the columns or more tells an event, not a poll."""


@dataclass(frozen=True)
class WebPage:
    """The tables of a page that may hold polls, and what was left out of them."""

    grids: tuple[Grid, ...]
    warnings: tuple[Problem, ...] = ()


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
    alone: list[str] = []
    cells = 0
    for number, table in enumerate(tables_of(page), 1):
        try:
            rows = expanded(table, MOST_CELLS - cells)
        except OverflowError as error:
            raise _refused(str(error), file, "") from None
        cells += sum(map(len, rows))
        grid, events = _grid(rows, table.heading, number, file)
        if grid is not None:
            grids.append(grid)
            warnings += [*events, *_in_no_cell(table, grid.place())]
        elif _holds_a_poll(rows):
            alone.append(_sheet(number, table.heading))
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
    told += _not_read(left, why, file) + _not_read(alone, "have no row below their head", file)
    return WebPage(tuple(kept), tuple(told))


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


def _grid(
    rows: list[list[Part]], heading: str, number: int, file: str
) -> tuple[Grid | None, list[Problem]]:
    """A table as a grid, and the events that its rows tell; None where it is no table of data."""
    width = max(map(len, rows), default=0)
    heads = _head_rows(rows)
    if not 0 < heads < len(rows) or (width < LEAST_COLUMNS and not _holds_numbers(rows[heads:])):
        return None, []
    sheet = _sheet(number, heading)
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
    notes = _without_notes(body)
    _date(body, names, heading)
    kept = [place for place in range(width) if names[place] or any(row[place] for row in body)]
    cells = [[row[place] for place in kept] for row in body]
    table = pd.DataFrame(cells, columns=[names[place] for place in kept], dtype=object)
    fields = tuple(sum(place < length for place in kept) for length in lengths)
    grid = Grid(table, file, sheet, first_row=heads + 1, fields=fields)
    return grid, [*_events(events, file, sheet), *_beside(notes, file, sheet)]


def _sheet(number: int, heading: str) -> str:
    return f"table {number}, {heading}" if heading else f"table {number}"


def _holds_a_poll(rows: Sequence[Sequence[Part]]) -> bool:
    """Whether what is no table of data has numbers side by side: the row of a poll, alone."""
    numbers = (sum(NUMBER.fullmatch(part.text) is not None for part in row) for row in rows)
    return max(numbers, default=0) >= LEAST_NUMBERS


def _holds_numbers(rows: Sequence[Sequence[Part]]) -> bool:
    """Whether a table of two columns is one of data: most pages have boxes of links as well."""
    numbers = sum(len(row) == 2 and NUMBER.fullmatch(row[1].text) is not None for row in rows)
    return numbers > len(rows) / 2


def _without_notes(rows: Sequence[list[str]]) -> list[str]:
    """Cells with a note beside their percentage, which are then the bare percentage."""
    notes: list[str] = []
    for row in rows:
        for place, cell in enumerate(row):
            if found := WITH_NOTE.fullmatch(cell):
                notes.append(cell)
                row[place] = found["share"]
    return notes


def _beside(notes: Sequence[str], file: str, sheet: str) -> list[Problem]:
    if not notes:
        return []
    got = "; ".join(repr(text[:80]) for text in notes[:5])
    title = f"{len(notes)} cell(s) have a note beside their percentage, which is left out"
    return [Problem("cell-notes", title, Place(file=file, sheet=sheet), got, severity="warning")]


def _in_no_cell(table: WebTable, place: Place) -> list[Problem]:
    """The warning of what is written between the cells of a table, as after a broken tag."""
    texts: list[str] = []
    inside = [table.element]
    while inside:
        node = inside.pop()
        around = (node.text, *(child.tail for child in node))
        texts += [text.strip() for text in around if text and text.strip()]
        inside += [
            child
            for child in reversed(node)
            if child.tag not in (*CELLS, "caption", "table") and not is_left_out(child)
        ]
    if not texts:
        return []
    got = "; ".join(repr(text[:80]) for text in texts[:5])
    title = f"{len(texts)} text(s) of the table stand in no cell and are not read"
    return [Problem("text-in-no-cell", title, place, got, severity="warning")]


def _in_no_table(page: Any, file: str) -> list[Problem]:
    """The warning of cells beside the tables, as after a tag that ends one too early."""
    lone = [cell for cell in page.iter(*CELLS) if next(cell.iterancestors("table"), None) is None]
    if not lone:
        return []
    got = "; ".join(repr(seen_text(cell)[:80]) for cell in lone[:5])
    title = f"{len(lone)} cell(s) stand in no table and are not read"
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


def _date(rows: Sequence[list[str]], names: Sequence[str], heading: str) -> None:
    """Write the year of a heading into dates that have none."""
    year = heading.strip()
    if not YEAR.fullmatch(year):
        return
    for place, name in enumerate(names):
        if OF_DATES.search(name):
            for row in rows:
                if DAY_AND_MONTH.search(row[place]) and not YEAR.search(row[place]):
                    row[place] = f"{row[place]} {year}"
