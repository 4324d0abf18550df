"""Trends side by side: which is higher, whether they move together, and when that is unknown.

    levels       GB - FR on a day      +4 points (-1 to +9), higher with 91%
    directions   GB and FR, 2015-2019  both up with 83%
    movements    quarter by quarter    correlation 0.6 (0.1 to 0.8)

All of it comes from joint draws of each trend, and of all trends that one fit holds; draws of
trends that were fitted apart are independent given their readings. A correlation of movements
describes the window: its interval says how well the paths are known, not what another window
would show. It needs movements that the readings can show; where a trend has too few in the
window it cannot be told.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.comparisons.sentences import (
    direction_sentences,
    level_sentences,
    movement_sentences,
)
from analysis.model.days import days_of
from analysis.model.measurements import as_dates
from analysis.shown import Shown
from analysis.trends.options import check_draws
from analysis.trends.results import Trend
from analysis.trends.several import drawn_together
from polls.arguments import require_arguments
from polls.codebooks.model import codebook
from polls.errors import Problem, ProblemsError

__all__ = ["MIN_MOVEMENTS", "Comparison", "compare"]

DRAWS = 4000

MIN_MOVEMENTS = 4
"""Periods of a window in which each trend must have readings for their movements to be
correlated: three changes are the fewest that can be."""

Draws = Mapping[str, NDArray[np.float64]]


@dataclass(frozen=True, repr=False, eq=False)
class Comparison(Shown):
    """What can be said of several trends together; each pair is in the order given.

    `levels`: first, second, date, estimate (first minus second, share), low, high,
    probability_above; pairs whose questions the codebook does not call comparable are left
    out, and the summary says so. `directions`: first, second, change_first, change_second (shares,
    over the window), probability_same_direction, estimate (difference of the changes), low, high.
    `movements`: first, second, correlation (median of the draws) with low, high, and
    periods; missing where it cannot be told. `sparse`: name of each trend that has too few
    readings -> in how many periods of the window it has any. `sentences` say it all in words.
    """

    levels: pd.DataFrame
    directions: pd.DataFrame
    movements: pd.DataFrame
    sparse: Mapping[str, int]
    sentences: tuple[str, ...]
    level: float

    def summary(self) -> str:
        """The sentences as one text."""
        return "\n".join(self.sentences)

    def to_frame(self) -> pd.DataFrame:
        """The differences of levels, as a frame of their own."""
        return self.levels.copy()

    def _headline(self) -> str:
        pairs = "one pair" if len(self.directions) == 1 else f"{len(self.directions)} pairs"
        return f"Comparison: {pairs} at {self.level:.0%}\n{self.summary()}"

    def _excerpt(self) -> pd.DataFrame:
        return self.levels


def compare(
    trends: Mapping[Hashable, Trend],
    *,
    start: str | dt.date | None = None,
    end: str | dt.date | None = None,
    dates: Sequence[str | dt.date] | None = None,
    period: str = "Q",
    level: float = 0.9,
    seed: int = 0,
) -> Comparison:
    """Set trends of the same measure side by side.

    Args:
        trends: name -> trend, two or more, such as `fit_trends` returns.
        start: first day of the window; default: the first on which all have readings.
        end: last day of the window; default: the last on which all have readings.
        dates: the days on which levels are compared; default: the window's two ends.
        period: of the movements: "M" months, "Q" quarters or "Y" years.
        level: of all intervals.
        seed: of the draws; each trend after the first takes the seed that follows.

    Returns:
        Differences of level, direction over the window, correlation of movements, and a
        summary that also says what the readings are too sparse to tell.

    Raises:
        ProblemsError: fewer than two trends; an impossible option; no common window.

    >>> import polls
    >>> from analysis.trends.many import fit_trends
    >>> asked = polls.load(question="contribute_lot", country=["DE", "FR"], answer="agree")
    >>> both = compare(fit_trends(asked, by=["country"]), start="2010-01-01", end="2018-01-01")
    >>> both.levels["probability_above"].round(1).tolist()
    [0.3, 1.0]
    """
    require_arguments(compare, {**locals(), "trends": {}})  # `_window` says it with an example
    check_draws(1, seed)
    first, last = _window(trends, start, end, period, level)
    days = list(as_dates(days_of(dates if dates is not None else (first, last))))
    grid = pd.period_range(first, last, freq=period)
    middles = [each.start_time + (each.end_time - each.start_time) / 2 for each in grid]
    wanted = days_of([*days, first, last, *middles])
    named = {_name(key): trend for key, trend in trends.items()}
    drawn = drawn_together(named, wanted, DRAWS, seed)
    sparse = {
        name: count
        for name, trend in named.items()
        if (count := _periods_measured(trend, grid)) < MIN_MOVEMENTS
    }
    quantiles = ((1 - level) / 2, (1 + level) / 2)
    at_days = {name: paths[:, : len(days)] for name, paths in drawn.items()}
    at_ends = {name: paths[:, len(days) : len(days) + 2] for name, paths in drawn.items()}
    moving = {name: np.diff(paths[:, len(days) + 2 :], axis=1) for name, paths in drawn.items()}
    apart = _not_comparable(named)
    levels = _levels(at_days, days, quantiles, apart)
    directions = _directions(at_ends, quantiles)
    movements = _movements(moving, sparse, quantiles)
    sentences = (
        *level_sentences(levels, apart),
        *direction_sentences(directions, (first, last)),
        *movement_sentences(movements, sparse, len(grid)),
    )
    return Comparison(levels, directions, movements, sparse, sentences, level)


def _levels(
    drawn: Draws,
    days: Sequence[pd.Timestamp],
    quantiles: tuple[float, float],
    apart: Mapping[tuple[str, str], str],
) -> pd.DataFrame:
    rows = []
    for first, second in combinations(drawn, 2):
        if (first, second) in apart:
            continue
        gap = drawn[first] - drawn[second]
        low, high = np.quantile(gap, quantiles, axis=0)
        for at, date in enumerate(days):
            rows.append(
                {
                    "first": first,
                    "second": second,
                    "date": date,
                    "estimate": float(np.median(gap[:, at])),
                    "low": float(low[at]),
                    "high": float(high[at]),
                    "probability_above": float((gap[:, at] > 0).mean()),
                }
            )
    return pd.DataFrame(rows)


def _directions(drawn: Draws, quantiles: tuple[float, float]) -> pd.DataFrame:
    changes = {name: paths[:, 1] - paths[:, 0] for name, paths in drawn.items()}
    rows = []
    for first, second in combinations(changes, 2):
        gap = changes[first] - changes[second]
        low, high = np.quantile(gap, quantiles)
        rows.append(
            {
                "first": first,
                "second": second,
                "change_first": float(np.median(changes[first])),
                "change_second": float(np.median(changes[second])),
                "probability_same_direction": float(
                    (np.sign(changes[first]) == np.sign(changes[second])).mean()
                ),
                "estimate": float(np.median(gap)),
                "low": float(low),
                "high": float(high),
            }
        )
    return pd.DataFrame(rows)


def _movements(
    drawn: Draws, sparse: Mapping[str, int], quantiles: tuple[float, float]
) -> pd.DataFrame:
    rows = []
    for first, second in combinations(drawn, 2):
        steps = drawn[first].shape[1]
        row = {"first": first, "second": second, "correlation": np.nan, "low": np.nan}
        row |= {"high": np.nan, "periods": steps}
        if steps >= MIN_MOVEMENTS - 1 and not {first, second} & set(sparse):
            correlations = _row_correlations(drawn[first], drawn[second])
            row["correlation"] = float(np.median(correlations))
            row["low"], row["high"] = map(float, np.quantile(correlations, quantiles))
        rows.append(row)
    return pd.DataFrame(rows)


def _row_correlations(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    """The correlation of each row of x with the same row of y."""
    x = x - x.mean(axis=1, keepdims=True)
    y = y - y.mean(axis=1, keepdims=True)
    covariance = np.sum(x * y, axis=1)
    return np.asarray(covariance / np.sqrt(np.sum(x**2, axis=1) * np.sum(y**2, axis=1)))


def _periods_measured(trend: Trend, grid: pd.PeriodIndex) -> int:
    """In how many periods of a window a trend has readings."""
    measured = trend.readings["date"].dt.to_period(grid.freqstr)
    return int(grid.isin(measured.unique()).sum())


def _window(
    trends: Mapping[Hashable, Trend],
    start: str | dt.date | None,
    end: str | dt.date | None,
    period: str,
    level: float,
) -> tuple[pd.Timestamp, pd.Timestamp]:
    """The window to compare over, once all options are known to make sense."""
    problems = []
    if not isinstance(trends, Mapping):
        problem = Problem(
            "not-named",
            "the trends to compare have no names",
            got=type(trends).__name__,
            expected="a mapping from name to trend",
            hint='compare({"GB": first, "FR": second}), or what fit_trends returns',
        )
        raise ProblemsError([problem])
    if len(trends) < 2:
        problems.append(
            Problem("too-few-trends", "a comparison needs two trends", got=f"{len(trends)}")
        )
    if period not in ("M", "Q", "Y") or not 0 < level < 1:
        problems.append(
            Problem(
                "option-out-of-range",
                "an option is not possible",
                got=f"period={period!r}, level={level}",
                expected="period M, Q or Y, 0 < level < 1",
            )
        )
    if problems:
        raise ProblemsError(problems)
    dates: list[Any] = [trend.readings["date"] for trend in trends.values()]
    first = _day(start) if start is not None else max(each.min() for each in dates)
    last = _day(end) if end is not None else min(each.max() for each in dates)
    if first >= last:
        hint = "" if start and end else "give the window with start and end"
        problem = Problem(
            "no-common-window",
            "the window does not begin before it ends",
            got=f"{first.date()} to {last.date()}",
            hint=hint,
        )
        raise ProblemsError([problem])
    return first, last


def _day(date: str | dt.date) -> pd.Timestamp:
    return as_dates(days_of([date]))[0]


def _name(key: Hashable) -> str:
    """What to call a trend; the keys of `fit_trends` have several parts."""
    return " · ".join(map(str, key)) if isinstance(key, tuple) else str(key)


def _not_comparable(trends: Mapping[str, Trend]) -> dict[tuple[str, str], str]:
    """The pairs whose levels may not be compared, since their questions differ -> why."""
    book = codebook()
    found = {}
    for (first, one), (second, other) in combinations(trends.items(), 2):
        questions = one.series["question"], other.series["question"]
        known = book.comparison(*questions)
        if questions[0] != questions[1] and not (known and known.comparable):
            found[first, second] = known.why if known else "The questions differ."
    return found
