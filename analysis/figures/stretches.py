"""Where a series is dense enough for a band, and where nobody asked for long.

    o oo o oo o         o        o   o oo o
    === dense ==|-------- gap -------|= dense     bars at lone readings, a band where dense

A band across years without a reading would show the model and not the polls.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.trends.drawable import Drawable

__all__ = [
    "DENSE",
    "FEW",
    "LONG_GAP",
    "Stretch",
    "bars",
    "inside",
    "lined",
    "span_of",
    "stretches",
]

LONG_GAP = pd.Timedelta(days=243)
"""Eight months without a reading: no band and no solid line across it."""

FEW = 10
"""Under so many readings a line would tell more than they do, unless it is asked to be smooth."""

DENSE = 4
"""Readings that a stretch needs for a band; fewer have a bar each."""


WIDER = 1.55
"""How much wider a band may be between readings than at them: beyond this it shows the model."""


@dataclass(frozen=True)
class Stretch:
    """Readings without a long gap between them; `dense` where a band is drawn over them."""

    first: pd.Timestamp
    last: pd.Timestamp
    dense: bool


def stretches(trend: Drawable) -> list[Stretch]:
    """The stretches of a series, in order.

    Args:
        trend: anything with readings; at least one.
    """
    days = _days(trend)
    cuts = np.flatnonzero(days[1:] - days[:-1] > LONG_GAP.to_timedelta64()) + 1
    return [
        Stretch(
            pd.Timestamp(part[0]),
            pd.Timestamp(part[-1]),
            len(part) >= DENSE and _swelling(trend.table, _seconds(part)) <= WIDER,
        )
        for part in np.split(days, cuts)
    ]


def _days(trend: Drawable) -> np.ndarray:
    """The days that have readings, in order."""
    return np.unique(trend.readings["date"].to_numpy())


def _swelling(table: pd.DataFrame, at: np.ndarray) -> float:
    """How much wider the band is half-way between readings than at them, over the time covered."""
    known = _seconds(table["date"].to_numpy())
    width = table["high"].to_numpy() - table["low"].to_numpy()
    here = np.interp(at, known, width)
    there = np.interp((at[1:] + at[:-1]) / 2, known, width)
    swell = there / np.maximum(here[:-1], here[1:])
    return float(np.average(swell, weights=at[1:] - at[:-1]))


def _seconds(days: np.ndarray) -> np.ndarray:
    return days.astype("datetime64[s]").astype(float)


def lined(trend: Drawable) -> bool:
    """Whether a line is drawn: ten readings, or a model that was chosen to be smooth."""
    days = int(trend.readings["date"].nunique())
    return days >= FEW or (days > 2 and getattr(trend, "model", "") == "smooth")


def inside(table: pd.DataFrame, stretch: Stretch) -> pd.DataFrame:
    """The rows of a table in order of its dates, from a stretch's first day to its last."""
    return table.iloc[span_of(table, stretch)]


def span_of(table: pd.DataFrame, stretch: Stretch) -> slice:
    """Where these rows stand in the table."""
    days = table["date"]
    return slice(days.searchsorted(stretch.first), days.searchsorted(stretch.last, side="right"))


def bars(trend: Drawable) -> pd.DataFrame:
    """The trend's own interval at the readings of stretches that have no band.

    Returns:
        date, estimate, low, high: a row a day with readings.
    """
    days = pd.DataFrame({"date": _days(trend)})
    if lined(trend):
        covered = np.zeros(len(days), dtype=bool)
        for stretch in stretches(trend):
            covered[span_of(days, stretch)] = stretch.dense
        days = days[~covered].reset_index(drop=True)
    known, wanted = _seconds(trend.table["date"].to_numpy()), _seconds(days["date"].to_numpy())
    names = ("estimate", "low", "high")
    return days.assign(
        **{name: np.interp(wanted, known, trend.table[name].to_numpy()) for name in names}
    )
