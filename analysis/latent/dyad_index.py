"""The dyad-ratio mood of readings: cells by period and item, and a bootstrap band.

The band is a parametric bootstrap (Efron and Tibshirani 1993, An Introduction to the Bootstrap,
section 6.5): paths like the mood that was found make cells anew, by each item's own line and
error, and the algorithm finds them again; by as much as it misses them the mood may be off.
Mean and spread of the mood over time are held: they are those of the items, a convention, so
that the band is of the mood's path.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from scipy.signal import lfilter
from scipy.special import ndtri

from analysis.latent.dyad_ratios import (
    LEAST_SPREAD,
    DyadRatios,
    dyad_ratios,
    item_spread,
    mood_again,
)
from analysis.latent.items import Items
from analysis.model.measurements import Floats, Integers
from analysis.trends.shared_error import SharedError
from polls.errors import Problem, ProblemsError

__all__ = ["DyadIndex", "fit_dyad_index"]

STANDARD_N = 1000.0
"""The base that stands in where none is published, as Stimson's program has it."""

DRAWS = 80
FAR = 4
"""Periods apart at which the mood's moves are measured: so far apart neither the noise of a
period nor what smoothing takes off counts for much."""

SEED = 20180106
BELIEF = 2.0
"""Periods that the prior of an item's line on the mood is worth."""

BUDGET = 4_000_000
"""Numbers held for the ratios of the samples that are walked together."""


@dataclass(frozen=True)
class DyadIndex:
    """The mood of items by period.

    Attributes:
        found: the mood in percent, with loadings and diagnostics.
        periods: (T,) every period from the first to the last with an item.
        items: (V,) names.
        cells: (T, V) percent; `inverse_n` (T, V) what 1 / n a cell's sampling error has.
    """

    found: DyadRatios
    periods: pd.PeriodIndex
    items: tuple[str, ...]
    cells: Floats
    inverse_n: Floats

    def table(self, level: float, error: SharedError) -> pd.DataFrame:
        """One row a period: date (its middle), estimate, se, three bands; shares of 0 to 1."""
        z = ndtri((1 + level) / 2)
        se = self.deviation
        cells = np.broadcast_to(self.cells, (DRAWS // 2, *self.cells.shape))
        again = self._found_again(cells, self._sampling, np.random.default_rng(SEED))
        sampling = np.minimum(again.std(axis=0) / 100, se)
        estimate = self.found.mood / 100
        wide = np.hypot(se, estimate * (1 - estimate) * np.sqrt(error.variance))
        return pd.DataFrame(
            {
                "date": middle_dates(self.periods),
                "estimate": estimate,
                "se": se,
                "low": estimate - z * se,
                "high": estimate + z * se,
                "low_sampling": estimate - z * sampling,
                "high_sampling": estimate + z * sampling,
                "low_opinion": estimate - z * wide,
                "high_opinion": estimate + z * wide,
                "level": level,
            }
        )

    @cached_property
    def deviation(self) -> Floats:
        """(T,) standard deviation of the mood, as a share, from all that is left open."""
        return np.asarray(np.sqrt((self._errors(DRAWS, SEED) ** 2).mean(axis=0)) / 100)

    @cached_property
    def volatility(self) -> float:
        """Standard deviation of the mood's moves from one period to the next, in points."""
        held = self._held
        step = min(FAR, max(1, (len(held) - 1) // 2))
        moved = self.found.mood[held[step:]] - self.found.mood[held[:-step]]
        return float(np.sqrt(np.mean(moved**2 / (held[step:] - held[:-step]))))

    def draws(self, n: int, seed: int) -> Floats:
        """(n, T) joint moods as they may have been, in shares."""
        errors = self._errors(-(-n // 2), seed)
        both = np.concatenate([errors, -errors])[:n]
        return np.asarray(self.found.mood + np.random.default_rng(seed).permutation(both)) / 100

    def _errors(self, n: int, seed: int) -> Floats:
        """(n, T) by how far the mood, in points, misses a known path that made other cells.

        The paths are the mood as found, wandering where it was not seen; cells follow by their
        items' lines, each with an error as large as its item's and of sampling.
        """
        random = np.random.default_rng(seed)
        paths = self._rescaled(self.found.mood + self._unseen(n, random))
        lines = self.lines
        means = lines[:, 0] + lines[:, 1] * paths[..., None]
        spread = np.maximum(lines[:, 2], self._sampling)
        return self._found_again(means, spread, random) - paths

    def _unseen(self, n: int, random: np.random.Generator) -> Floats:
        """(n, T) walks between periods with items, and how far a smoothed mood lags behind."""
        held = self._held
        place = np.arange(len(self.periods))
        before = held[np.searchsorted(held, place, side="right") - 1]
        after = held[np.searchsorted(held, place)]
        moves = random.normal(0.0, self.volatility, (n, len(place)))
        walked = np.cumsum(moves, axis=1)
        # Between two known ends a walk is a bridge; the algorithm has the middle all along.
        away = walked - (walked[:, before] + walked[:, after]) / 2
        slow = 1 - float(np.mean(self.found.alphas))
        return np.asarray(away + lfilter([slow], [1.0, -slow], moves, axis=1))

    def _found_again(self, means: Floats, spread: Floats, random: np.random.Generator) -> Floats:
        """(n, T) moods of cells around means (n or 1, T, V) with deviations (T, V)."""
        asked = ~np.isnan(self.cells)
        held = asked.any(axis=1)
        means, spread = means[:, held], np.where(asked, spread, 0.0)[held]
        step = max(1, BUDGET // len(spread) ** 2)
        moods = []
        for first in range(0, len(means), step):
            part = means[first : first + step]
            cells = part + spread * random.standard_normal(part.shape)
            moods.append(mood_again(cells, asked, self.found))
        return np.concatenate(moods)

    def _rescaled(self, paths: Floats) -> Floats:
        """Paths with the mean and the deviation that the mood has by convention."""
        mean, deviation = self.found.targets
        apart = paths - paths.mean(axis=1, keepdims=True)
        return np.asarray(mean + deviation * apart / apart.std(axis=1, ddof=1, keepdims=True))

    @cached_property
    def _held(self) -> Integers:
        """The periods in which any item was asked."""
        return np.flatnonzero(~np.isnan(self.cells).all(axis=1))

    @property
    def _sampling(self) -> Floats:
        """(T, V) standard deviation of each cell by sampling, in points."""
        share = np.clip(self.cells / 100, 0.005, 0.995)
        return np.asarray(100 * np.sqrt(share * (1 - share) * self.inverse_n))

    def places(self, dates: pd.DatetimeIndex) -> Integers:
        """The period that each date falls in.

        Raises:
            ProblemsError: where a date lies outside the mood.
        """
        wanted = dates.to_period(self.periods.freqstr)
        outside = [str(p) for p in wanted if not self.periods[0] <= p <= self.periods[-1]]
        if outside:
            raise ProblemsError(
                [
                    Problem(
                        "date-outside-mood",
                        "dyad ratios cannot estimate a date outside the readings",
                        got=", ".join(outside[:6]),
                        expected=f"{self.periods[0]} to {self.periods[-1]}",
                        hint='method="latent" carries the mood on',
                    )
                ]
            )
        return np.asarray(self.periods.get_indexer(wanted), dtype=np.int64)

    def fits(self, rows: pd.DataFrame) -> tuple[Floats, Floats]:
        """What the mood expects of readings, in shares, and the spread around it.

        Each item is regressed on the mood over its periods; what is left, and what sampling
        adds, is the spread.

        Args:
            rows: item and period; NaN where the mood does not know the item or the period.
        """
        where = {name: place for place, name in enumerate(self.items)}
        item = rows["item"].map(where)
        place = pd.Series(
            self.periods.get_indexer(pd.PeriodIndex(rows["period"])), index=rows.index
        )
        known = (item.notna() & (place >= 0)).to_numpy()
        mean, spread = np.full((2, len(rows)), np.nan)
        own = self.lines[item[known].astype(int)]
        level = self.found.mood[place[known]]
        mean[known] = own[:, 0] + own[:, 1] * level
        # A line of few periods is itself uncertain, the more the farther from their mean.
        line = 1 + 1 / own[:, 3] + (level - own[:, 4]) ** 2 / own[:, 5]
        moved = 100 * own[:, 1] * self.deviation[place[known]]
        spread[known] = np.hypot(own[:, 2] * np.sqrt(line), moved)
        return mean / 100, spread / 100

    @cached_property
    def lines(self) -> Floats:
        """(V, 6) each item's line on the mood, in points, and what it rests on.

        Intercept, slope and residual deviation; periods, their mean mood and the sum of
        squares around it.

        Two periods fit any line: slopes are drawn towards 1 and residual variances towards
        those of all items, as by `BELIEF` periods more. A cell is part of the mood that it is
        held against, the more the fewer others there are; residuals are put right for that.
        """
        lines = np.empty((len(self.items), 6))
        usual = self.found.mood.var()
        weight = self.found.validities * ~np.isnan(self.cells)
        part = weight / np.maximum(weight.sum(axis=1, keepdims=True), 1e-300)
        squares, counts = np.empty((2, len(self.items)))
        for v, values in enumerate(self.cells.T):
            asked = ~np.isnan(values)
            own, mood = values[asked], self.found.mood[asked]
            a, b = own - own.mean(), mood - mood.mean()
            slope = (a @ b + BELIEF * usual) / (b @ b + BELIEF * usual)
            lines[v, :2] = own.mean() - slope * mood.mean(), slope
            lines[v, 3:] = len(own), mood.mean(), b @ b + BELIEF * usual
            squares[v] = ((a - slope * b) ** 2).sum()
            counts[v] = max(float((1 - part[asked, v]).sum()) - 1, 0.0)
        common = squares.sum() / max(float(counts.sum()), 1.0)
        lines[:, 2] = np.sqrt((squares + BELIEF * common) / (counts + BELIEF))
        return lines


def fit_dyad_index(items: Items, *, smoothing: bool) -> DyadIndex:
    """The dyad-ratio mood of some items.

    Args:
        items: readings with item, period and share in the mood's direction.
        smoothing: as `dyad_ratios`.
    """
    frame = items.readings
    n = frame["n"].fillna(frame["n_weighted"]).fillna(STANDARD_N)
    parts = frame[["item", "period"]].assign(
        n=n, heard=n * frame["used_share"], spread=n**2 * frame["inverse_n"]
    )
    sums = parts.groupby(["period", "item"]).sum()
    cells = (100 * sums["heard"] / sums["n"]).unstack("item")
    # Of the sum of independent readings, weighted by n: deff / n, or what stands in for it.
    inverse = (sums["spread"] / sums["n"] ** 2).unstack("item")
    moves = item_spread(cells.to_numpy()) >= LEAST_SPREAD
    cells, inverse = cells.loc[:, moves], inverse.loc[:, moves]
    held = cells.index[cells.notna().any(axis=1)]
    periods = pd.period_range(held.min(), held.max())
    cells, inverse = cells.reindex(periods), inverse.reindex(periods)
    values = cells.to_numpy(dtype=float)
    return DyadIndex(
        dyad_ratios(values, smoothing=smoothing), periods, tuple(cells.columns),
        values, inverse.to_numpy(dtype=float),
    )  # fmt: skip


def middle_dates(periods: pd.PeriodIndex) -> pd.DatetimeIndex:
    """The day in the middle of each period."""
    first, last = periods.start_time, periods.end_time
    return pd.DatetimeIndex(first + (last - first) / 2).floor("D").as_unit("s")
