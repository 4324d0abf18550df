"""Where a series stands and how it moved, no firmer than its interval.

48% name it (46% to 50%), down 7 points on a year before
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.figures.stretches import lined
from analysis.trends.results import Trend
from analysis.wording import fieldwork, month, points_unsigned

__all__ = ["Movement", "arrow", "faded", "moved", "movement"]

YEAR = pd.Timedelta(days=365)

NEAR = pd.Timedelta(days=92)
"""How far from a year before its last reading a series must have another to be compared."""


@dataclass(frozen=True)
class Movement:
    """Where a series stands: all shares of 0 to 1.

    Attributes:
        now, low, high: the trend at the last reading, or the reading where no line is drawn.
        estimated: whether `now` is the trend's.
        last: the day of the last reading; `then` says it in words.
        which: of the readings `now` is, where no line is drawn.
        change: estimate, low and high of the change on a year before; None where nobody asked
            about a year before, or no line is drawn.
        peak, peak_date: of the trend; None where no line is drawn.
    """

    now: float
    low: float
    high: float
    estimated: bool
    last: pd.Timestamp
    then: str
    change: pd.Series | None = None
    peak: float | None = None
    peak_date: pd.Timestamp | None = None
    which: str = "the last reading"

    @property
    def weight(self) -> float:
        """How much it says, in shares: a clear change, distance from the peak, less doubt."""
        said = 0.0
        if self.change is not None and movement(self.change) != "no clear change":
            said += abs(float(self.change["estimate"]))
        if self.peak is not None and self.peak_date is not None:
            said += faded(self.peak - self.now, self.peak_date, self.last)
        return said - (self.high - self.low) / 4


def faded(fall: float, peak: pd.Timestamp, now: pd.Timestamp) -> float:
    """What a distance from a peak says today: half of it, less the older the peak is.

    >>> faded(0.4, pd.Timestamp("2014-01-01"), pd.Timestamp("2024-01-01")) < 0.1
    True
    """
    return float(0.5 * fall * 0.5 ** ((now - peak).days / 1825))


def moved(trend: Trend) -> Movement:
    """Where a series stands at its last reading.

    Args:
        trend: its fitted trend.
    """
    newest = trend.readings.sort_values("date", kind="stable").iloc[-1].to_dict()
    last = newest["date"]
    row = trend.at(last)
    low, high = float(row["low"]), float(row["high"])
    if not lined(trend):
        shares = trend.readings.loc[trend.readings["date"] == last, "share"]
        which = "the last reading" if len(shares) == 1 else f"the mean of the last {len(shares)}"
        now = float(shares.mean())
        return Movement(now, low, high, False, last, fieldwork(newest), which=which)
    then = str(last.year) if newest["date_precision"] == "year" else month(last)
    if pd.isna(newest["start"]) and pd.isna(newest["end"]):
        then = f"{month(newest['published'])} (published)"
    asked = ((trend.readings["date"] - (last - YEAR)).abs() <= NEAR).any()
    change = trend.change(last - YEAR, last) if asked else None
    top = trend.table.iloc[int(trend.table["estimate"].to_numpy().argmax())]
    return Movement(
        float(row["estimate"]), low, high, True, last, then, change,
        float(top["estimate"]), top["date"],
    )  # fmt: skip


def movement(change: Any, *, step: float = 0.01) -> str:
    """A change in words: up or down where its interval excludes zero, else not settled.

    Args:
        change: a row with estimate, low and high, as shares of 0 to 1.
        step: to which it is rounded.

    >>> movement({"estimate": 0.09, "low": 0.05, "high": 0.13})
    'up 9 points'
    >>> movement({"estimate": 0.01, "low": -0.02, "high": 0.04})
    'no clear change'
    """
    if change["low"] > 0:
        return f"up {points_unsigned(change['estimate'], step=step)}"
    if change["high"] < 0:
        return f"down {points_unsigned(change['estimate'], step=step)}"
    return "no clear change"


def arrow(words: str) -> str:
    """A change in words with its arrow before it.

    >>> arrow("up 9 points"), arrow("no clear change")
    ('▲ up 9 points', 'no clear change')
    """
    signs = {"up": "▲ ", "do": "▼ "}
    return signs.get(words[:2], "") + words
