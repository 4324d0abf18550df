"""Official counts by month, quarter or year, where they cover every day of it.

    2018-01-22 .. 01-28   70          2018-01   310   five weeks and three days of the fifth
    2018-01-29 .. 02-04   70    ->    2018-02   280   the other four, and so on
    2018-02-05 .. 02-11   70

A count is not an estimate, so only a short one is split between two periods, by days; a
long one (a year between twelve months) is refused.
"""

from __future__ import annotations

from typing import Literal, get_args

import pandas as pd

from polls.arguments import require_columns
from polls.errors import Place, Problem, ProblemsError, unknown

__all__ = ["Period", "by_period", "require_counts"]

Period = Literal["M", "Q", "Y"]


DIVISIBLE = 4
"""A count may be split where it is at most this part of the period: a week of a month."""


def require_counts(name: str, series: pd.DataFrame) -> None:
    """Raise where a frame is none of `polls.official`, by the name of its argument."""
    require_columns(name, series, ["series", "country", "period_start", "date", "value"])


def by_period(official: pd.DataFrame, period: Period) -> pd.DataFrame:
    """The official values of each period that is covered in full.

    Args:
        official: a frame of `polls.official` for one country. Counts are added up; of those
            that overlap (rolling years) the last one that ends in the period is taken.
        period: month, quarter or year.

    Returns:
        By period: official (in its unit), split (bool: whether a count was split by days).

    Raises:
        ProblemsError: where the period is too fine for the counts, or none is covered.

    >>> starts = pd.to_datetime(["2018-02-05", "2018-02-01", "2018-02-12", "2018-02-26"])
    >>> ends = pd.to_datetime(["2018-02-11", "2018-02-04", "2018-02-25", "2018-03-04"])
    >>> counts = pd.DataFrame({"series": "births", "period_start": starts, "date": ends,
    ...                        "value": [70.0, 40.0, 140.0, 70.0]})
    >>> by_period(counts, "M")
             official  split
    period
    2018-02     280.0   True
    """
    if period not in get_args(Period):
        raise ProblemsError([unknown("option", period, get_args(Period), title="unknown period")])
    counts = official[official["value"].notna()].sort_values("date", kind="stable")
    starts, ends = counts["period_start"], counts["date"]
    if (starts.iloc[1:].to_numpy() <= ends.iloc[:-1].to_numpy()).any():
        last = counts["value"].groupby(ends.dt.to_period(period)).last()
        return pd.DataFrame({"official": last, "split": False})
    pieces = _pieces(counts, period)
    if not _too_long(pieces).empty:
        raise ProblemsError([_too_fine(counts, period)])
    pieces["official"] = pieces["value"] * pieces["days"] / pieces["of_days"]
    sums = pieces.groupby("period").agg({"official": "sum", "days": "sum", "split": "any"})
    covered = sums[sums["days"] == _days_of(sums.index)]
    if covered.empty:
        raise ProblemsError([_not_covered(official, counts, period)])
    return covered[["official", "split"]]


def _pieces(counts: pd.DataFrame, period: Period) -> pd.DataFrame:
    """Each count in the period of its last day, and its days before that in the one before.

    Columns of the counts and: period, days (of the piece), of_days (of the count), split.
    """
    starts, ends = counts["period_start"], counts["date"]
    first, last = starts.dt.to_period(period), ends.dt.to_period(period)
    before = (last.dt.start_time - starts).dt.days.clip(lower=0)
    whole = counts.assign(of_days=(ends - starts).dt.days + 1, split=before > 0)
    parts = [
        whole.assign(period=last, days=whole["of_days"] - before),
        whole.assign(period=first, days=before),
    ]
    pieces = pd.concat(parts, ignore_index=True)
    return pieces[pieces["days"] > 0]


def _days_of(periods: pd.Series | pd.Index) -> pd.Index:
    """How many days each period has."""
    index = pd.PeriodIndex(periods)
    return (index.end_time.normalize() - index.start_time).days + 1


def _too_long(pieces: pd.DataFrame) -> pd.DataFrame:
    """The pieces of counts that are too long to be split by days."""
    return pieces[pieces["split"] & (pieces["of_days"] > _days_of(pieces["period"]) // DIVISIBLE)]


def _too_fine(counts: pd.DataFrame, period: Period) -> Problem:
    start, end = _too_long(_pieces(counts, period))[["period_start", "date"]].iloc[0]
    fitting = [name for name in get_args(Period) if _too_long(_pieces(counts, name)).empty]
    return Problem(
        "period-too-fine",
        "counts of the official series are too long for the period",
        Place(item=f"official series '{counts['series'].iloc[0]}'"),
        got=f"a count of {start:%Y-%m-%d} to {end:%Y-%m-%d} for period='{period}'",
        expected=f"period='{fitting[0]}'" if fitting else "counts within calendar years",
        hint="a week across the border of two months is split by days, a longer count is not",
    )


def _not_covered(official: pd.DataFrame, counts: pd.DataFrame, period: Period) -> Problem:
    first, last = counts["period_start"].min(), counts["date"].max()
    span = f" from {first:%Y-%m-%d} to {last:%Y-%m-%d}" if len(counts) else ""
    return Problem(
        "no-period-covered",
        "official series covers no period in full",
        Place(item=f"official series '{official['series'].iloc[0]}'"),
        got=f"{len(counts):,} counts{span} for period='{period}'",
        hint="take a finer period" if span and period != "M" else "",
    )
