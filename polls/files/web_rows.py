"""The tables that lie in a web page, and their rows as a reader of the page sees them.

    <table> <tr> <td rowspan=2>5 Mar <td>47% <td><table> two rows or more </table>
            <tr>               <td>48%       <td><table> one row </table>

Merged cells are taken apart, each part with the text of the whole. A table within a cell is one
of its own where it has rows and columns, and else what its cell says; one that stands in no
cell of the table around it is one of its own, as in browsers.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

__all__ = ["CELLS", "YEAR", "Part", "WebTable", "expanded", "is_left_out", "seen_text", "tables_of"]

HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
FOOTNOTES = ("reference", "noprint", "sortkey", "mw-editsection", "Inline-Template")
YEAR = re.compile(r"(?:19|20)\d\d")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6", "caption")
CELLS = ("td", "th")
MOST_SPAN = 500
MOST_COLUMNS = 2_000
LEAST = 2


@dataclass(frozen=True)
class Part:
    """What one place of a table shows: the text of its cell, its tag, and the cell's width."""

    text: str
    head: bool
    width: int
    cell: int


@dataclass
class WebTable:
    """A table of a page.

    Args:
        element: its element.
        heading: the text of the last heading before it, or its caption.
        lines: the cells of each row.
        others: all tables of the page, which are no part of its cells.
    """

    element: Any
    heading: str
    lines: list[list[Any]] = field(default_factory=list)
    others: set[Any] = field(default_factory=set)


def tables_of(page: Any) -> list[WebTable]:
    """The tables of a page, in its order.

    Args:
        page: the root of its elements.
    """
    found: dict[Any, WebTable] = {}
    heading = ""
    for element in page.iter("table", *HEADINGS):
        if element.tag == "table":
            caption = element.find("caption")
            said = seen_text(caption) if caption is not None else ""
            found[element] = WebTable(element, said if YEAR.fullmatch(said) else heading or said)
        elif element.tag != "caption":
            heading = seen_text(element)
    _find_lines(page, found)
    for element, table in found.items():
        if next(element.iterancestors("table"), None) is None:
            continue
        in_cell = next(element.iterancestors("table", *CELLS)).tag in CELLS
        if in_cell and sum(len(line) >= LEAST for line in table.lines) < LEAST:
            table.lines = []  # it is what its cell says
    tables = [table for table in found.values() if table.lines]
    of_their_own = {table.element for table in tables}
    return [replace(table, others=of_their_own) for table in tables]


def _find_lines(page: Any, found: dict[Any, WebTable]) -> None:
    """Find the cells of each row; those in none have one of their own, as in browsers."""
    rows: dict[Any, list[Any]] = {}
    loose: set[Any] = set()
    for element in page.iter("tr", *CELLS):
        row = within = None
        for above in element.iterancestors("tr", "table"):
            if above.tag == "table":
                within = above
                break
            row = above if row is None else row
        if within is None:
            continue
        lines = found[within].lines
        if element.tag == "tr" or (row is None and within not in loose):
            lines.append([])
            (loose.discard if element.tag == "tr" else loose.add)(within)
        if element.tag == "tr":
            rows[element] = lines[-1]
        else:
            (lines[-1] if row is None else rows[row]).append(element)


def expanded(table: WebTable, most: int) -> list[list[Part]]:
    """The rows of a table with merged cells taken apart, and without empty ones.

    Args:
        table: the table.
        most: cells that it may have.

    Raises:
        OverflowError: where it has more, or too many columns.
    """
    rows: list[list[Part]] = []
    below: dict[int, tuple[int, Part]] = {}  # column: rows still to fill, and with what
    number = cells = 0
    for line in table.lines:
        row: list[Part] = []
        own = deque(line)
        while own or len(row) in below:
            if len(row) > MOST_COLUMNS:
                raise OverflowError("a table of the web page is too wide")
            if len(row) in below:
                left, part = below.pop(len(row))
                if left > 1:
                    below[len(row)] = (left - 1, part)
                row.append(part)
                continue
            cell = own.popleft()
            number += 1
            width, height = _span(cell, "colspan"), _span(cell, "rowspan")
            part = Part(seen_text(cell, table.others), cell.tag == "th", width, number)
            for _ in range(width):
                if height > 1:
                    below[len(row)] = (height - 1, part)
                row.append(part)
        cells += len(row)
        if cells > most:
            raise OverflowError("tables of the web page are too large")
        rows.append(row)
    return [row for row in rows if row]


def _span(cell: Any, name: str) -> int:
    found = re.match(r"\s*(\d{1,4})", cell.get(name) or "1")
    return min(max(int(found[1]) if found else 1, 1), MOST_SPAN)


def seen_text(element: Any, without: set[Any] | None = None) -> str:
    """What a reader sees of an element, without footnotes and what is hidden.

    Args:
        element: the element.
        without: tables within it that are left out.
    """
    return " ".join("".join(_seen(element, without or set())).split())


def _seen(element: Any, without: set[Any]) -> Iterator[str]:
    """Pieces of text in order; a walk of its own, as pages may be nested deeply."""
    stack: list[tuple[Any, bool]] = [(element, False)]
    while stack:
        node, left = stack.pop()
        if left:
            yield node.tail or ""
            continue
        if node is not element:
            stack.append((node, True))
        if not isinstance(node.tag, str) or is_left_out(node) or node in without:
            continue
        yield (" " if node.tag in ("br", "p", "div", "li", *CELLS) else "") + (node.text or "")
        stack += [(child, False) for child in reversed(node)]


def is_left_out(node: Any) -> bool:
    """Whether an element is no part of what a reader sees as text."""
    return (
        node.tag in ("sup", "style", "script", "template", "noscript")
        or any(name in (node.get("class") or "") for name in FOOTNOTES)
        or HIDDEN.search(node.get("style") or "") is not None
    )
