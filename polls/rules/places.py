"""Where a reading comes from, for the messages of the rules."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from polls.errors import Place
from polls.schema import SERIES_COLUMNS

__all__ = ["ReadingRow", "place_of"]

ReadingRow = pd.Series | Mapping[Any, Any]
"""One reading: its values by column."""

LINE = re.compile(r"line (?P<number>\d+)(?:, (?P<rest>.+))?")
CELL = re.compile(r"'(?P<sheet>.+)'!(?P<cell>[A-Z]+\d+)")


def place_of(row: ReadingRow) -> Place:
    """Where a row comes from, with the series and the dates it reports.

    >>> row = pd.Series({"country": "GB", "question": "level10y", "answer": "too_high",
    ...                  "group_by": "all", "group": "all", "start": pd.Timestamp("2024-01-07"),
    ...                  "published": pd.NaT, "source": "waves.csv", "locator": "line 2"})
    >>> str(place_of(row))
    'waves.csv, line 2, GB/level10y/too_high/all/all 2024-01-07'
    """
    name = "/".join(filter(None, (str(row[column]) for column in SERIES_COLUMNS)))
    date: Any = row["start"] if pd.notna(row["start"]) else row["published"]
    dated = f"{name} {date:%Y-%m-%d}" if pd.notna(date) else name
    place, rest = _located(str(row["locator"]))
    return replace(place, file=row["source"], item=f"{rest} ({dated})" if rest else dated)


def _located(locator: str) -> tuple[Place, str]:
    """The line, or sheet and cell, that a locator opens with, and what else it says."""
    line = LINE.fullmatch(locator)
    if line:
        return Place(line=int(line["number"])), line["rest"] or ""
    cell = CELL.fullmatch(locator)
    if cell:
        return Place(sheet=cell["sheet"], cell=cell["cell"]), ""
    return Place(), locator
