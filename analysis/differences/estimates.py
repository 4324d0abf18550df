"""Whose trend moved, and by how much, where readings were added, changed or withdrawn."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from analysis.trends.options import MIN_READINGS
from analysis.trends.results import Trend
from analysis.trends.trend import fit_trend
from polls.errors import ProblemsError
from polls.schema import SERIES_COLUMNS, when

__all__ = ["estimate_differences"]

SERIES = [*SERIES_COLUMNS]


def estimate_differences(
    old: pd.DataFrame,
    new: pd.DataFrame,
    *,
    more_than: float = 0.01,
    fit: Callable[[pd.DataFrame], Trend] = fit_trend,
) -> pd.DataFrame:
    """The series whose estimate moved, each on the last day that both versions have read.

    Args:
        old, new: readings frames.
        more_than: the smallest move to list, as a share (0.01: one point).
        fit: a readings frame of one series -> its trend.

    Returns:
        The columns of a series, date, estimate_old, estimate_new, moved; the largest first.
        Series whose readings are the same, or too few for a trend, are left out.
    """
    rows = []
    for key, after in new.groupby(SERIES, sort=True):
        before = old[(old[SERIES] == list(key)).all(axis=1)]
        if _same(before, after) or min(map(_days, (before, after))) < MIN_READINGS:
            continue
        day = min(when(before).max(), when(after).max())
        try:
            estimates = [float(fit(each).at(day)["estimate"]) for each in (before, after)]
        except ProblemsError:
            continue
        moved = estimates[1] - estimates[0]
        if abs(moved) > more_than:
            rows.append([*key, day.normalize(), *estimates, moved])
    columns = [*SERIES, "date", "estimate_old", "estimate_new", "moved"]
    table = pd.DataFrame(rows, columns=columns)
    return table.sort_values("moved", key=abs, ascending=False, ignore_index=True)


def _same(before: pd.DataFrame, after: pd.DataFrame) -> bool:
    columns = ["pollster", "start", "end", "published", "share", "n"]
    ordered = [
        each[columns].sort_values(columns).reset_index(drop=True) for each in (before, after)
    ]
    return ordered[0].equals(ordered[1])


def _days(rows: pd.DataFrame) -> int:
    return int(when(rows).nunique())
