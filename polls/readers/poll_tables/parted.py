"""Cells that hold two things, taken apart: a base and who was asked or when, a share and seats.

    Befragte                        Befragte   Befragte: mode   Befragte: fieldwork
    T • 1.040 06.05.–08.05.         1.040      T                06.05.–08.05.
    O • 99123.03.–13.04.            991        O                23.03.–13.04.
    T • ~ 1.00013.03.–16.03.        ~ 1.000    T                13.03.–16.03.

    Sample size   PP            Sample size   population   PP     PP: seats
    1,003 (LV)    34.0 143      1,003         LV           34.0   143

A day and a month take two digits each, so that a base is told from dates that follow it
without a space, as where a line break between the two was lost.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from polls.files.tables import Grid
from polls.printed.column_names import role_of
from polls.printed.shares import left_blank
from polls.readers.poll_tables.cells import mostly

__all__ = ["parted"]

BOTH = re.compile(
    r"(?:(?P<mode>[A-Z]{1,4})(?:\s*[•·∙]\s*|$))?"
    r"(?P<n>(?:(?:[≈~∼]|ca\.?)\s*)?(?:\d{1,3}\.\d{3}|\d{3,5})|\?)?\s*"
    r"(?P<fieldwork>(?:\d\d|\?\?)\.(?:\d\d|\?\?)\..{0,40})?"
)
ASKED = re.compile(
    r"(?:[nN]\s*=\s*)?(?P<n>\d[\d.,' ]*)\s*"
    r"(?:\((?P<population>[^\W\d]{1,3})\)|\((?P<rolling>\d/\d)\)"
    r"|\s(?P<people>LV|RV|A|V|[^\W\d]{4,}(?: [^\W\d]+)?))"
)
SEATS = re.compile(r"(?P<share>\d{1,2}[.,]\d)\s*%?\s+(?P<seats>\d{1,3}(?:\s*[–/-]\s*\d{1,3})?)")
PARTS = ("mode", "fieldwork")


def parted(grid: Grid) -> Grid:
    """The table with a column for each thing that its columns of bases say.

    Args:
        grid: the table; one whose bases stand alone is returned as it is.
    """
    for name in [name for name in map(str, grid.table) if role_of(name) == "n"]:
        column = grid.table[name]
        if isinstance(column, pd.DataFrame):  # a duplicate column is reported elsewhere
            continue
        cells = ["" if left_blank(cell) else str(cell).strip() for cell in column]
        asked = [ASKED.fullmatch(cell) for cell in cells]
        if any(asked):
            grid = _who_was_asked(grid, name, cells, asked)
            continue
        found = [BOTH.fullmatch(cell) for cell in cells]
        both = [match is not None and any(match[part] for part in PARTS) for match in found]
        if not any(both):
            continue
        grid = _with_columns(grid, name, cells, found)
    return _without_seats(grid)


def _who_was_asked(
    grid: Grid, name: str, cells: list[str], found: list[re.Match[str] | None]
) -> Grid:
    """The table whose column keeps the bases alone, with who was asked in one of its own."""
    bases = [
        cell if match is None else match["n"].strip()
        for cell, match in zip(cells, found, strict=True)
    ]
    people = ["" if m is None else m["population"] or m["people"] or "" for m in found]
    parts = {
        "population": people,
        f"{name}: rolling": [m["rolling"] or "" if m else "" for m in found],
    }
    return _with(grid, name, bases, parts)


def _without_seats(grid: Grid) -> Grid:
    """The table whose columns of shares keep these alone, where seats stand beside most."""
    for name in list(map(str, grid.table)):
        column = grid.table[name]
        if isinstance(column, pd.DataFrame):
            continue
        cells = ["" if left_blank(cell) else str(cell).strip() for cell in column]
        found = [SEATS.fullmatch(cell) for cell in cells]
        if mostly(match is not None for match, cell in zip(found, cells, strict=True) if cell):
            shares = [m["share"] if m else cell for m, cell in zip(found, cells, strict=True)]
            seats = [m["seats"] if m else "" for m in found]
            grid = _with(grid, name, shares, {f"{name}: seats": seats})
    return grid


def _with(grid: Grid, name: str, cells: list[str], parts: Mapping[str, list[str]]) -> Grid:
    """The table with other cells in a column, and further columns at its end for the rest."""
    table = grid.table.copy()
    table[name] = cells
    places = list(grid.places) or list(range(len(table.columns)))
    at = places[list(map(str, table)).index(name)]
    for part, texts in parts.items():
        if any(texts) and part not in table:
            table[part] = texts
            places.append(at)
    return replace(grid, table=table, places=tuple(places))


def _with_columns(
    grid: Grid, name: str, cells: list[str], found: list[re.Match[str] | None]
) -> Grid:
    """The table whose column keeps the bases alone, with columns at its end for the rest."""
    bases = [
        cell if match is None else (match["n"] or "").replace("?", "")
        for cell, match in zip(cells, found, strict=True)
    ]
    parts = {
        f"{name}: {part}": ["" if match is None else match[part] or "" for match in found]
        for part in PARTS
    }
    dates = f"{name}: fieldwork"
    parts[dates] = ["" if "?" in text else text for text in parts[dates]]
    return _with(grid, name, bases, parts)
