"""Cells that hold a base together with how and when people were asked, taken apart.

    Befragte                        Befragte   Befragte: mode   Befragte: fieldwork
    T • 1.040 06.05.–08.05.         1.040      T                06.05.–08.05.
    O • 99123.03.–13.04.            991        O                23.03.–13.04.
    T • ~ 1.00013.03.–16.03.        ~ 1.000    T                13.03.–16.03.

A day and a month take two digits each, so that a base is told from dates that follow it
without a space, as where a line break between the two was lost.
"""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd

from polls.files.tables import Grid
from polls.printed.column_names import role_of
from polls.printed.shares import left_blank

__all__ = ["parted"]

BOTH = re.compile(
    r"(?:(?P<mode>[A-Z]{1,4})(?:\s*[•·∙]\s*|$))?"
    r"(?P<n>(?:(?:[≈~∼]|ca\.?)\s*)?(?:\d{1,3}\.\d{3}|\d{3,5})|\?)?\s*"
    r"(?P<fieldwork>(?:\d\d|\?\?)\.(?:\d\d|\?\?)\..{0,40})?"
)
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
        found = [BOTH.fullmatch(cell) for cell in cells]
        both = [match is not None and any(match[part] for part in PARTS) for match in found]
        if not any(both):
            continue
        grid = _with_columns(grid, name, cells, found)
    return grid


def _with_columns(
    grid: Grid, name: str, cells: list[str], found: list[re.Match[str] | None]
) -> Grid:
    """The table whose column keeps the bases alone, with columns at its end for the rest."""
    table = grid.table.copy()
    table[name] = [
        cell if match is None else (match["n"] or "").replace("?", "")
        for cell, match in zip(cells, found, strict=True)
    ]
    places = list(grid.places) or list(range(len(table.columns)))
    at = places[list(map(str, table)).index(name)]
    for part in PARTS:
        texts = ["" if match is None else match[part] or "" for match in found]
        if part == "fieldwork":
            texts = ["" if "?" in text else text for text in texts]
        if any(texts):
            table[f"{name}: {part}"] = texts
            places.append(at)
    return replace(grid, table=table, places=tuple(places))
