"""Numbers and dates as a reader of the report sees them.

One place for rounding and wording, so that a share is printed alike in a sentence, a table
and a figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.figures.words import NOT_PUBLISHED, percent, readings_count

__all__ = [
    "NOT_PUBLISHED",
    "count",
    "day",
    "fieldwork",
    "listed",
    "month",
    "percent",
    "points",
    "readings_count",
    "span",
]


def points(difference: float) -> str:
    """A difference of shares in percentage points, without its sign.

    >>> points(-0.031), points(0.01)
    ('3 points', '1 point')
    """
    whole = int(abs(difference) * 100 + 0.5 + 1e-9)
    return f"{whole} point{'' if whole == 1 else 's'}"


def count(number: float) -> str:
    """A whole number with thousands separated.

    >>> count(6642.0), count(float("nan"))
    ('6,642', 'not published')
    """
    return NOT_PUBLISHED if pd.isna(number) else f"{number:,.0f}"


def day(date: Any) -> str:
    """A date as `31 March 2025`.

    >>> day("2025-03-31")
    '31 March 2025'
    """
    if pd.isna(date):
        return NOT_PUBLISHED
    stamp = pd.Timestamp(date)
    return f"{stamp.day} {MONTHS[stamp.month - 1]} {stamp.year}"


def month(date: Any) -> str:
    """A date as `March 2025`.

    >>> month("2025-03-31")
    'March 2025'
    """
    stamp = pd.Timestamp(date)
    return f"{MONTHS[stamp.month - 1]} {stamp.year}"


def fieldwork(row: Mapping[Any, Any]) -> str:
    """The dates of a reading as far as they are known, with the precision they have.

    Args:
        row: start, end, published and date_precision of a reading.

    >>> from polls import conform
    >>> rows = conform([{"start": "2024-03-03", "end": "2024-03-05"}, {"published": "2024-04-02"}])
    >>> [fieldwork(row) for row in rows.to_dict("records")]
    ['3 to 5 March 2024', 'published 2 April 2024']
    """
    precision = str(row["date_precision"])
    if pd.isna(row["start"]):
        return f"published {_dated(row['published'], precision)}"
    start, end = pd.Timestamp(row["start"]), pd.Timestamp(row["end"])
    if precision != "day":
        first, last = _dated(start, precision), _dated(end, precision)
        return first if first == last else f"{first} to {last}"
    if start == end:
        return day(start)
    if (start.year, start.month) == (end.year, end.month):
        return f"{start.day} to {day(end)}"
    if start.year == end.year:
        return f"{start.day} {MONTHS[start.month - 1]} to {day(end)}"
    return f"{day(start)} to {day(end)}"


def span(readings: pd.DataFrame) -> str:
    """From the first reading to the last, each with the precision its date has.

    Args:
        readings: a readings frame in order of date.

    >>> from polls import conform
    >>> span(conform([{"start": "2024-03-03", "end": "2024-03-05"}, {"published": "2024-04-02"}]))
    '3 March 2024 to 2 April 2024 (published)'
    """
    first = _edge(readings.iloc[0].to_dict(), "start", "end")
    last = _edge(readings.iloc[-1].to_dict(), "end", "start")
    return first if first == last else f"{first} to {last}"


def listed(words: Sequence[str]) -> str:
    """Words as a list in a sentence.

    >>> listed(["France", "Spain", "Germany"])
    'France, Spain and Germany'
    """
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} and {words[-1]}"


MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def _edge(row: Mapping[Any, Any], *columns: str) -> str:
    """The first date known of some columns, else the day of publication, called so."""
    precision = str(row["date_precision"])
    known = [row[column] for column in columns if pd.notna(row[column])]
    if known:
        return _dated(known[0], precision)
    return f"{_dated(row['published'], precision)} (published)"


def _dated(date: Any, precision: str) -> str:
    if precision == "year":
        return str(pd.Timestamp(date).year)
    return month(date) if precision == "month" else day(date)
