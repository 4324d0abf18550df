"""One sentence on where a series stands and how it moved, no firmer than its interval.

Health: 34% in August 2026, up 9 points on a year before (90% interval 5 to 13).
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from analysis.trends.results import Trend
from analysis.wording import fieldwork, month, percent, points_unsigned

__all__ = ["level_and_movement", "movement"]

YEAR = pd.Timedelta(days=365)

NEAR = pd.Timedelta(days=92)
"""How far from a year before its last reading a series must have another to be compared."""

FEW = 5
"""Under so many readings the last one is the headline, not the trend."""


def level_and_movement(name: str, trend: Trend) -> str:
    """The level at the last reading and the change over the year before it, as a headline.

    The change is left out where nobody asked about a year before.

    Args:
        name: what the series measures, as the sentence's subject.
        trend: its fitted trend.
    """
    newest = trend.readings.sort_values("date", kind="stable").iloc[-1].to_dict()
    last = newest["date"]
    if len(trend.readings) < FEW:
        said = f"{name}: {percent(newest['share'])}"
        if len(trend.readings) == 1:
            return f"{said} in the only reading ({fieldwork(newest)})"
        return f"{said} in the last of {len(trend.readings)} readings ({fieldwork(newest)})"
    then = str(last.year) if newest["date_precision"] == "year" else month(last)
    if pd.isna(newest["start"]) and pd.isna(newest["end"]):
        then = f"{month(newest['published'])} (published)"
    level = f"{name}: {percent(float(trend.at(last)['estimate']))} in {then}"
    if ((trend.readings["date"] - (last - YEAR)).abs() > NEAR).all():
        return level
    return f"{level}, {movement(trend.change(last - YEAR, last))} on a year before"


def movement(change: Any) -> str:
    """A change in words: up or down where its interval excludes zero, else not settled.

    Args:
        change: a row with estimate, low and high, as shares of 0 to 1.

    >>> movement({"estimate": 0.09, "low": 0.05, "high": 0.13})
    'up 9 points'
    >>> movement({"estimate": 0.01, "low": -0.02, "high": 0.04})
    'no clear change'
    """
    if change["low"] > 0:
        return f"up {points_unsigned(change['estimate'])}"
    if change["high"] < 0:
        return f"down {points_unsigned(change['estimate'])}"
    return "no clear change"
