"""The dyad-ratio mood of readings: cells by period and item, and a bootstrap band.

The band redraws every cell within its sampling error and weighs the items anew with random
weights of mean 1 (the Bayesian bootstrap of Rubin 1981, Annals of Statistics 9), as if other
questions had been asked. Mean and spread of the mood over time are held: they are those of
the items, a convention, so that the band is of the mood's path.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
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
from analysis.model.sampling_error import share_variance
from polls.errors import Problem, ProblemsError

__all__ = ["DyadIndex", "fit_dyad_index"]

STANDARD_N = 1000.0
"""The base that stands in where none is published, as Stimson's program has it."""

DRAWS = 120
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

    def table(self, level: float) -> pd.DataFrame:
        """One row a period: date (its middle), estimate, se, two bands; shares of 0 to 1."""
        z = ndtri((1 + level) / 2)
        se = self.deviation
        sampling = np.minimum(self.draws(DRAWS, SEED, items=False).std(axis=0), se)
        estimate = self.found.mood / 100
        return pd.DataFrame(
            {
                "date": middle_dates(self.periods),
                "estimate": estimate,
                "se": se,
                "low": estimate - z * se,
                "high": estimate + z * se,
                "low_sampling": estimate - z * sampling,
                "high_sampling": estimate + z * sampling,
                "level": level,
            }
        )

    @cached_property
    def deviation(self) -> Floats:
        """(T,) standard deviation of the mood, as a share, items and sampling together."""
        return np.asarray(self.draws(DRAWS, SEED).std(axis=0))

    def draws(self, n: int, seed: int, *, items: bool = True) -> Floats:
        """(n, T) moods as other samples would have given them, and, with `items`, other items."""
        random = np.random.default_rng(seed)
        asked = ~np.isnan(self.cells)
        held = asked.any(axis=1)
        values = np.where(asked, self.cells, 50.0)[held]
        share = np.clip(values / 100, 0.005, 0.995)
        spread = 100 * np.sqrt(share_variance(share, np.where(asked, self.inverse_n, 0.0)[held]))
        step = max(1, BUDGET // len(values) ** 2)
        moods = []
        for first in range(0, n, step):
            count = min(step, n - first)
            weights = np.ones((count, asked.shape[1]))
            if items:
                weights = random.exponential(size=weights.shape)
            cells = values + spread * random.standard_normal((count, *values.shape))
            moods.append(mood_again(cells, asked, self.found, weights))
        drawn = np.concatenate(moods)
        # Noise upon noise flattens a mood a little: the draws lie around what was found.
        return np.asarray(drawn - drawn.mean(axis=0) + self.found.mood) / 100

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
        lines = self._lines()
        item = rows["item"].map(where)
        place = pd.Series(
            self.periods.get_indexer(pd.PeriodIndex(rows["period"])), index=rows.index
        )
        known = (item.notna() & (place >= 0)).to_numpy()
        mean, spread = np.full((2, len(rows)), np.nan)
        own = lines[item[known].astype(int)]
        mean[known] = own[:, 0] + own[:, 1] * self.found.mood[place[known]]
        spread[known] = np.hypot(own[:, 2], 100 * own[:, 1] * self.deviation[place[known]])
        return mean / 100, spread / 100

    def _lines(self) -> Floats:
        """(V, 3) intercept, slope and residual deviation of each item on the mood.

        Two periods fit any line: slopes are drawn towards 1 and residual variances towards
        those of all items, as by `BELIEF` periods more.
        """
        lines = np.empty((len(self.items), 3))
        usual = self.found.mood.var()
        squares, counts = np.empty((2, len(self.items)))
        for v, (values, asked) in enumerate(
            zip(self.cells.T, ~np.isnan(self.cells.T), strict=True)
        ):
            own, mood = values[asked], self.found.mood[asked]
            a, b = own - own.mean(), mood - mood.mean()
            slope = (a @ b + BELIEF * usual) / (b @ b + BELIEF * usual)
            lines[v, :2] = own.mean() - slope * mood.mean(), slope
            squares[v], counts[v] = ((a - slope * b) ** 2).sum(), len(own)
        common = squares.sum() / max(float((counts - 1).sum()), 1.0)
        lines[:, 2] = np.sqrt((squares + BELIEF * common) / (counts - 1 + BELIEF))
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
