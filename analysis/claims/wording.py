"""How numbers, days and readings are put into the sentences of a verdict.

42%  ·  6,642 people  ·  26 February 2025  ·  42% (YouGov, 26 February 2025)
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pandas as pd

__all__ = ["chance", "day", "listing", "percent", "points", "printed", "reading", "span", "stated"]


def percent(share: float, step: float = 0.01) -> str:
    """A share as a percentage, with decimals only where the printed step has them.

    >>> percent(0.423), percent(0.304, step=0.001)
    ('42%', '30.4%')
    """
    return f"{100 * share:.{0 if step >= 0.01 else 1}f}%"


def stated(share: float) -> str:
    """A share that a claim names, in full.

    >>> stated(0.4), stated(0.005)
    ('40%', '0.5%')
    """
    return f"{100 * share:g}%"


def printed(share: float, step: float = 0.01, *, censored: bool = False) -> str:
    """A share as it was printed: one of which only an upper limit was, with a `<`.

    >>> printed(0.42), printed(0.005, censored=True)
    ('42%', '<0.5%')
    """
    return f"<{stated(share)}" if censored else percent(share, step)


def points(difference: float) -> str:
    """A difference of shares, in percentage points with its sign.

    >>> points(0.07), points(-0.005), points(0.01)
    ('+7 points', '-0.5 points', '+1 point')
    """
    size = round(100 * difference, 1) + 0.0
    return f"{size:+g} point{'' if abs(size) == 1 else 's'}"


def span(low: float, high: float) -> str:
    """An interval of differences of shares, in points with signs.

    >>> span(-0.012, 0.03)
    '-1.2 to +3'
    """
    return f"{round(100 * low, 1) + 0.0:+g} to {round(100 * high, 1) + 0.0:+g}"


def chance(probability: float) -> str:
    """A probability in percent; never 0% or 100%, which draws cannot show.

    >>> chance(0.834), chance(1.0), chance(0.002)
    ('83%', 'over 99%', 'under 1%')
    """
    if probability > 0.99:
        return "over 99%"
    return "under 1%" if probability < 0.01 else f"{100 * probability:.0f}%"


def day(date: dt.date) -> str:
    """A day in full.

    >>> day(dt.date(2025, 3, 31))
    '31 March 2025'
    """
    return f"{date.day} {date:%B %Y}"


def reading(row: pd.Series) -> str:
    """One reading: its share, who measured it and when, to the precision of its dates."""
    dated = row["start"] if pd.notna(row["start"]) else row["published"]
    dated = row["end"] if pd.notna(row["end"]) else dated
    shapes = {"month": f"{dated:%B %Y}", "year": f"{dated:%Y}"}
    by_fieldwork = pd.notna(row["start"]) or pd.notna(row["end"])
    when = shapes.get(str(row["date_precision"]), day(dated))
    return (
        f"{printed(row['share'], row['precision'], censored=row['censored'])} "
        f"({row['pollster']}, {when if by_fieldwork else 'published ' + when})"
    )


def listing(parts: Sequence[str]) -> str:
    """Parts as they are listed in a sentence.

    >>> listing(["France"]), listing(["France", "Spain", "Germany"])
    ('France', 'France, Spain and Germany')
    """
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
