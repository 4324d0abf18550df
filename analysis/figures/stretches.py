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

__all__ = ["DENSE", "FEW", "LONG_GAP", "Stretch", "bars", "inside", "lined", "stretches"]

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
    days = pd.DatetimeIndex(trend.readings["date"].unique()).sort_values()
    cuts = np.flatnonzero(days[1:] - days[:-1] > LONG_GAP) + 1
    return [
        Stretch(part[0], part[-1], len(part) >= DENSE and _swelling(trend.table, part) <= WIDER)
        for part in (pd.DatetimeIndex(each) for each in np.split(days, cuts))
    ]


def _swelling(table: pd.DataFrame, days: pd.DatetimeIndex) -> float:
    """How much wider the band is half-way between readings than at them, over the time covered."""
    at, between = days, days[:-1] + (days[1:] - days[:-1]) / 2
    known = _seconds(pd.DatetimeIndex(table["date"]))
    width = (table["high"] - table["low"]).to_numpy()
    here = np.interp(_seconds(at), known, width)
    there = np.interp(_seconds(between), known, width)
    swell = there / np.maximum(here[:-1], here[1:])
    return float(np.average(swell, weights=_seconds(days)[1:] - _seconds(days)[:-1]))


def _seconds(days: pd.DatetimeIndex) -> np.ndarray:
    return days.to_numpy().astype("datetime64[s]").astype(float)


def lined(trend: Drawable) -> bool:
    """Whether a line is drawn: ten readings, or a model that was chosen to be smooth."""
    days = int(trend.readings["date"].nunique())
    return days >= FEW or (days > 2 and getattr(trend, "model", "") == "smooth")


def inside(table: pd.DataFrame, stretch: Stretch) -> pd.DataFrame:
    """The rows of a trend's table from a stretch's first day to its last."""
    return table[table["date"].between(stretch.first, stretch.last)]


def bars(trend: Drawable) -> pd.DataFrame:
    """The trend's own interval at the readings of stretches that have no band.

    Returns:
        date, estimate, low, high: a row a day with readings.
    """
    days = pd.DatetimeIndex(trend.readings["date"].unique()).sort_values()
    table = trend.table.sort_values("date")
    known, wanted = _seconds(pd.DatetimeIndex(table["date"])), _seconds(days)
    rows = pd.DataFrame(
        {
            "date": days,
            **{
                name: np.interp(wanted, known, table[name].to_numpy())
                for name in ("estimate", "low", "high")
            },
        }
    )
    if not lined(trend):
        return rows
    dense = [stretch for stretch in stretches(trend) if stretch.dense]
    covered = np.zeros(len(rows), dtype=bool)
    for stretch in dense:
        covered |= rows["date"].between(stretch.first, stretch.last).to_numpy()
    return rows[~covered].reset_index(drop=True)
