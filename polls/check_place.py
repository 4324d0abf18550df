"""Where a reading comes from, for the messages of the rules."""

from __future__ import annotations

import pandas as pd

from polls.errors import Place
from polls.schema import SERIES_COLUMNS

__all__ = ["place_of"]


def place_of(row: pd.Series) -> Place:
    """Where a row comes from, with the series and the dates it reports.

    >>> row = pd.Series({"country": "GB", "question": "level10y", "answer": "too_high",
    ...                  "group_by": "all", "group": "all", "start": pd.Timestamp("2024-01-07"),
    ...                  "published": pd.NaT, "source": "waves.csv", "locator": "line 2"})
    >>> str(place_of(row))
    'waves.csv, line 2 (GB/level10y/too_high/all/all 2024-01-07)'
    """
    name = "/".join(filter(None, (str(row[column]) for column in SERIES_COLUMNS)))
    date = row["start"] if pd.notna(row["start"]) else row["published"]
    dated = f"{name} {date:%Y-%m-%d}" if pd.notna(date) else name
    where = f"{row['locator']} ({dated})" if row["locator"] else dated
    return Place(file=row["source"], item=where)
