"""What a figure may ask of a result: its table, its readings, and what the series is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import pandas as pd

from analysis.trends.options import MIN_READINGS

__all__ = ["Drawable", "Judged", "day_of", "enough"]


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


class Judged(Protocol):
    """What a figure of a verdict asks for, as `analysis.claims.verdict.Verdict` has it."""

    @property
    def sentence(self) -> str:
        """The claim."""

    @property
    def verdict(self) -> str:
        """Supported, contradicted, not settled or not checkable."""

    @property
    def probability(self) -> float | None:
        """That the claim holds, 0 to 1; None where published numbers alone decide."""

    @property
    def reason(self) -> str:
        """Why, in a sentence."""

    @property
    def claimed(self) -> float | None:
        """The number that the claim names, in the unit of the readings; None without one."""

    @property
    def readings(self) -> Sequence[Any]:
        """The evidence: name, value, unit, start, end, published, counts."""


def enough(trend: Drawable) -> bool:
    """Whether there are readings enough for a line to be drawn through them."""
    return int(trend.readings["date"].nunique()) >= MIN_READINGS


def day_of(reading: Any) -> pd.Timestamp | None:
    """The day of a reading of a verdict: the end of fieldwork, else its start, else publication."""
    days = (getattr(reading, name) for name in ("end", "start", "published"))
    return next((pd.Timestamp(day) for day in days if day is not None), None)
