"""Where a model without breaks is surprised: one statistic for each place and kind of surprise.

    outlier       one reading is off               . . . o . . .
    level break   all readings from there on are   . . . ' ' ' '
    slope change  they drift away from there on    . . . . ' ' "

Each is the t statistic of a known pattern x added to the readings, by generalised least
squares under the trend's own model: x'P z / sqrt(x'P x), with P the inverse covariance of the
readings. For an outlier and a level break these are the auxiliary residuals of Harvey and
Koopman (1992, Journal of Business & Economic Statistics 10), for any pattern the shocks of de
Jong and Penzer (1998, Journal of the American Statistical Association 93).

Real breaks swell the fitted volatility and so hide each other. Outliers and level breaks are
therefore divided by the typical size of their kind, the median absolute statistic over that
of a normal, which a few breaks do not move. Neighbouring statistics are correlated, and there
are hundreds: how large the largest becomes by chance is drawn from their exact joint
distribution, each draw divided by its own typical size in the same way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.linalg import cholesky, solve_triangular

from analysis.breaks.null_series import Quiet, covariance_of, quiet_series
from analysis.model.fitted_model import Fitted
from analysis.model.measurements import DAYS_A_YEAR, Floats, Integers

__all__ = ["KINDS", "Kind", "Surprises", "surprises"]

Kind = Literal["outlier", "level break", "slope change"]
KINDS: tuple[Kind, ...] = ("outlier", "level break", "slope change")

CHANCE_DRAWS = 2000
"""Series without a break drawn to learn how large the largest statistic becomes."""

NORMAL_MEDIAN = 0.6745
"""The median absolute value of a standard normal."""

MIN_SCALED = 20
"""Places from which the typical size of a kind is taken; below it would be noise itself."""


@dataclass(frozen=True)
class Surprises:
    """The statistics of one kind at each of its C places, in order of date.

    `after` and `until` (days since 1970) enclose each place: the readings on either side of
    a break, the reading itself for an outlier; `rows` are the readings at `until`. `size` and
    `se` are the pattern's height in logits (a year, for a slope). `directions` (C, T) are
    the patterns as unit vectors among independent errors: the correlations of the
    statistics are their products. `by_chance` (draws,) are the largest absolute
    statistics of series without a break.
    """

    kind: Kind
    after: Integers
    until: Integers
    statistic: Floats
    size: Floats
    se: Floats
    rows: Integers
    directions: Floats
    by_chance: Floats

    def exceedance(self, statistic: float) -> float:
        """How often the largest of this kind is as large as this by chance."""
        return float((self.by_chance >= abs(statistic)).mean())

    def pattern(self, place: int, days: Integers) -> Floats:
        """(T,) what a surprise of size 1 at a place adds to each of the readings on some days."""
        if self.kind == "outlier":
            return np.asarray((np.arange(len(days)) == self.rows[place]).astype(float))
        after = days - self.after[place]
        return np.where(after > 0, after / DAYS_A_YEAR if self.kind == "slope change" else 1.0, 0.0)


def surprises(fitted: Fitted, seed: int = 0, *, draws: int = CHANCE_DRAWS) -> tuple[Surprises, ...]:
    """The statistics of every kind and place, with what chance makes of the largest.

    Args:
        fitted: a fit of one series; readings that are missing are left out.
        seed: of the draws.
        draws: of series without a break; 0 where nobody asks what chance does.

    Returns:
        One `Surprises` a kind. The first and last day are no places: nothing before or after
        them can tell an odd poll from a shift; a slope needs two days on either side. A series
        of fewer than five days has no places at all.
    """
    kept = np.flatnonzero(~np.isnan(fitted.steps.values[:, 0]))
    days, values = fitted.steps.days[kept], fitted.steps.values[kept, 0]
    covariance = covariance_of(fitted, kept)
    root = cholesky(covariance.at(fitted.hyperparameters.mode), lower=True)
    white = solve_triangular(root, values, lower=True)
    chance = quiet_series(covariance, fitted.hyperparameters, draws, seed) if draws else []
    found = []
    for kind in KINDS:
        patterns, after, until, rows = _patterns(kind, days)
        directions, se = _directions(root, patterns)
        raw = directions @ white
        found.append(
            Surprises(
                kind,
                after,
                until,
                statistic=raw / _typical(kind, raw[:, None]),
                size=raw * se,
                se=se,
                rows=kept[rows],
                directions=directions,
                by_chance=_largest(kind, patterns, chance, draws),
            )
        )
    return tuple(found)


def _patterns(kind: Kind, days: Integers) -> tuple[Floats, Integers, Integers, Integers]:
    """Patterns (T, C), the days around each place, and the reading each place stands at."""
    distinct = np.unique(days)
    if len(distinct) < 5:
        nothing = np.zeros(0, dtype=np.int64)
        return np.zeros((len(days), 0)), nothing, nothing, nothing
    if kind == "outlier":
        inner = np.flatnonzero((days > distinct[0]) & (days < distinct[-1]))
        return np.eye(len(days))[:, inner], days[inner], days[inner], inner
    # At least two days on either side: one alone could as well be an odd poll.
    after, until = distinct[1:-2], distinct[2:-1]
    patterns = (days[:, None] > after).astype(float)
    if kind == "slope change":
        patterns *= (days[:, None] - after) / DAYS_A_YEAR
    return patterns, after, until, np.searchsorted(days, until)


def _directions(root: Floats, patterns: Floats) -> tuple[Floats, Floats]:
    """Patterns as unit vectors (C, T) among independent errors, and the se (C,) of their size."""
    whitened = solve_triangular(root, patterns, lower=True)
    se = 1 / np.sqrt(np.sum(whitened**2, axis=0))
    return (whitened * se).T, se


def _largest(kind: Kind, patterns: Floats, chance: Sequence[Quiet], draws: int) -> Floats:
    """The largest absolute statistic of each drawn series, scaled as the real ones are."""
    if not patterns.shape[1] or not draws:
        return np.zeros(draws)
    found = []
    for group in chance:
        statistics = _directions(group.root, patterns)[0] @ group.white
        found.append(np.abs(statistics).max(axis=0) / _typical(kind, statistics))
    return np.concatenate(found)


def _typical(kind: Kind, statistics: Floats) -> Floats:
    """The typical size of the statistics in each column: 1 as a rule, for normal ones.

    Slopes are so strongly correlated that their median would follow any one of them.
    """
    if kind == "slope change" or len(statistics) < MIN_SCALED:
        return np.ones(statistics.shape[1])
    return np.median(np.abs(statistics), axis=0) / NORMAL_MEDIAN
