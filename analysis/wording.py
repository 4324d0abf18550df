"""How shares, differences, chances, days and readings are put into words, here and nowhere else.

42%  ·  +7 points  ·  over 99%  ·  6,642  ·  3 to 5 March 2024  ·  42% (YouGov, 26 February 2025)

A half is rounded away from zero, as newspapers do, so that a number is the same in a sentence,
a table and a figure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

__all__ = [
    "MONTHS",
    "NOT_PUBLISHED",
    "beside",
    "chance",
    "count",
    "curly",
    "dashed",
    "day",
    "fieldwork",
    "listing",
    "month",
    "moved",
    "percent",
    "points",
    "points_between",
    "points_unsigned",
    "printable",
    "printed",
    "reading",
    "readings_count",
    "span",
    "stated",
    "times",
]

NOT_PUBLISHED = "not published"

TURNING = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
"""Marks that turn the direction of all that follows them, the words of others included."""

UNPRINTABLE = (
    {
        code: "\ufffd"
        for code in (*range(32), *range(127, 160), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF)
        if chr(code) not in "\t\n"
    }
    | dict.fromkeys((0xFEFF, *TURNING))
    | {0x2028: " ", 0x2029: " "}
)
"""Signs that no page can hold, half a surrogate pair included -> the sign for such, or nothing."""


def printable(words: str) -> str:
    """Words without signs that no page can hold.

    >>> printable("a\\x00b\\ud800\\ufeff\\u202ec")
    'a\ufffdb\ufffdc'
    """
    return words.translate(UNPRINTABLE)


_STRAIGHT = re.compile(r'"([^"]*)"')
_SPAN = re.compile(r"(?<=\d)-(?=\d)")
_SINGLE = re.compile(r"(?<!\w)'(\w[^']*)'(?!\w)")

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip


def percent(share: float, *, step: float = 0.01) -> str:
    """A share as a percentage.

    Args:
        share: of 0 to 1; missing where it was not published.
        step: to which the share is known; below 0.01 one decimal is shown.

    >>> percent(0.465), percent(0.304, step=0.001), percent(-0.004), percent(float("nan"))
    ('47%', '30.4%', '0%', 'not published')
    """
    if pd.isna(share):
        return NOT_PUBLISHED
    digits = 0 if step >= 0.01 else 1
    size = _rounded(abs(share) * 100, digits)
    return f"{'−' if share < 0 and size else ''}{size:.{digits}f}%"


def stated(share: float) -> str:
    """A share that a claim names, in full.

    >>> stated(0.4), stated(0.005), stated(2 / 3)
    ('40%', '0.5%', '66.7%')
    """
    return f"{round(100 * share, 1) if share > 0.01 else 100 * share:g}%"


def printed(share: float, step: float = 0.01, *, censored: bool = False) -> str:
    """A share as it was printed: one of which only an upper limit was, with a `<`.

    >>> printed(0.42), printed(0.005, censored=True)
    ('42%', '<0.5%')
    """
    return f"<{stated(share)}" if censored else percent(share, step=step)


def points(difference: float) -> str:
    """A difference of shares, in percentage points with its sign.

    >>> points(0.07), points(-0.005), points(0.01)
    ('+7 points', '−0.5 points', '+1 point')
    """
    size = _rounded(abs(100 * difference), 1)
    return f"{_signed(difference)} point{'' if size == 1 else 's'}"


def moved(low: float, high: float | None = None) -> str:
    """What a share did that changed by so much, or by something from `low` to `high`.

    >>> moved(0.07), moved(-0.005), moved(0.0), moved(-0.02, -0.015), moved(-0.01, 0.02)
    ('rose 7 points', 'fell 0.5 points', 'did not move', 'fell 1.5 to 2 points', \
'moved by −1 to +2 points')
    """
    return _either_way(low, high, "rose {}", "fell {}", "moved by {}", "did not move")


def beside(low: float, high: float | None = None) -> str:
    """Where a share stands that differs by so much from another, which is named next.

    >>> beside(0.1), beside(-0.01), beside(0.0), beside(0.0, 0.005), beside(-0.01, 0.02)
    ('10 points above', '1 point below', 'level with', '0 to 0.5 points above', \
'−1 to +2 points from')
    """
    return _either_way(low, high, "{} above", "{} below", "{} from", "level with")


def points_between(low: float, high: float) -> str:
    """An interval of differences of shares, in points with signs.

    >>> points_between(-0.012, 0.03)
    '−1.2 to +3'
    """
    return f"{_signed(low)} to {_signed(high)}"


def points_unsigned(difference: float, *, step: float = 0.01) -> str:
    """The size of a difference of shares, in percentage points.

    Args:
        difference: of two shares of 0 to 1.
        step: to which it is known; below 0.01 a decimal is shown unless it is 0.

    >>> points_unsigned(-0.031), points_unsigned(0.01), points_unsigned(0.0325, step=0.001)
    ('3 points', '1 point', '3.3 points')
    """
    size = _rounded(abs(100 * difference), 0 if step >= 0.01 else 1)
    return f"{size:g} point{'' if size == 1 else 's'}"


def times(ratio: float) -> str:
    """A ratio as `1.9 times`.

    >>> times(2.0), times(1.87), times(0.5)
    ('2 times', '1.9 times', '0.5 times')
    """
    return f"{_rounded(ratio, 1 if ratio >= 0.95 else 2):g} times"


def chance(probability: float) -> str:
    """A probability in percent; never 0% or 100%, which draws cannot show.

    >>> chance(0.834), chance(1.0), chance(0.002)
    ('83%', 'over 99%', 'under 1%')
    """
    if probability > 0.99:
        return "over 99%"
    return "under 1%" if probability < 0.01 else percent(probability)


def count(number: float) -> str:
    """A whole number with thousands separated.

    >>> count(6642.0), count(float("nan"))
    ('6,642', 'not published')
    """
    return NOT_PUBLISHED if pd.isna(number) else f"{number:,.0f}"


def readings_count(number: int) -> str:
    """How many readings.

    >>> readings_count(1), readings_count(574)
    ('1 reading', '574 readings')
    """
    return f"{number:,} reading{'' if number == 1 else 's'}"


def curly(words: str) -> str:
    """Words with typographic quotes.

    >>> curly('She answers "Too high"')
    'She answers “Too high”'
    >>> curly("unknown answer 'to high', the voters' own")
    'unknown answer ‘to high’, the voters’ own'
    """
    return _SINGLE.sub(r"‘\1’", _STRAIGHT.sub(r"“\1”", words)).replace("'", "’")


def dashed(words: str) -> str:
    """Words with a dash between two numbers, as spans of ages are set.

    >>> dashed("18-24"), dashed("Anti-EU")
    ('18–24', 'Anti-EU')
    """
    return _SPAN.sub("–", words)


def listing(parts: Sequence[str]) -> str:
    """Parts as they are listed in a sentence.

    >>> listing(["France"]), listing(["France", "Spain", "Germany"])
    ('France', 'France, Spain and Germany')
    """
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def day(date: Any) -> str:
    """A date as `31 March 2025`.

    >>> day("2025-03-31")
    '31 March 2025'
    """
    if pd.isna(date):
        return NOT_PUBLISHED
    return f"{pd.Timestamp(date).day} {month(date)}"


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


def reading(row: Mapping[Any, Any] | pd.Series) -> str:
    """One reading: its share, who measured it and when, to the precision of its dates.

    >>> from polls import conform
    >>> rows = conform([{"pollster": "YouGov", "end": "2025-02-26", "share": 0.42}])
    >>> reading(rows.to_dict("records")[0])
    '42% (YouGov, 26 February 2025)'
    """
    share = printed(row["share"], row["precision"], censored=row["censored"])
    precision = str(row["date_precision"])
    known = [row[name] for name in ("end", "start") if pd.notna(row[name])]
    dated = (
        _dated(known[0], precision) if known else f"published {_dated(row['published'], precision)}"
    )
    return f"{share} ({row['pollster']}, {dated})"


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


def _rounded(size: float, digits: int) -> float:
    """A size of 0 or more rounded, a half upwards."""
    # A share such as 0.465 is stored a hair under its printed value: lift it before rounding.
    return float(int(size * 10**digits + 0.5 + 1e-9) / 10**digits)


def _either_way(low: float, high: float | None, up: str, down: str, both: str, none: str) -> str:
    """A difference of shares in the words for its side of 0."""
    tie = 1e-9
    high = low if high is None else high
    low = high if high - low < tie else low
    if low < -tie and high > tie:
        return both.format(f"{points_between(low, high)} points")
    least, most = (points(size)[1:] for size in sorted((abs(low), abs(high))))
    if low == high and most == "0 points":
        return none
    size = most if low == high else f"{least.partition(' ')[0]} to {most}"
    return (up if high > tie else down).format(size)


def _signed(difference: float) -> str:
    size = _rounded(abs(100 * difference), 1)
    return f"{'−' if difference < 0 and size else '+'}{size:g}"
