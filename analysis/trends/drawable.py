"""What a figure may ask of a result: its table, its readings, and what the series is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import pandas as pd

from analysis.trends.options import MIN_READINGS

__all__ = ["Drawable", "enough"]


class Drawable(Protocol):
    """Anything with a line and readings: a trend, one answer of several, a mood."""

    @property
    def table(self) -> pd.DataFrame:
        """One row a date: date, estimate and bands, as `Trend.table`."""

    @property
    def readings(self) -> pd.DataFrame:
        """One row a reading: date, share, house and the columns of readings."""

    @property
    def series(self) -> Mapping[str, str]:
        """country, question, answer, group_by, group."""


def enough(trend: Drawable) -> bool:
    """Whether there are readings enough for a line to be drawn through them."""
    return int(trend.readings["date"].nunique()) >= MIN_READINGS
