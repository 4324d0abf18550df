"""Items by period as the latent model sees them, and what its fit says of each.

item   period  house   readings          One cell a row: readings of one house on one item
jobs   2004    ESS     1                 in one period count together, so that a weekly
issue  2015    YouGov  52                tracker weighs no more than it tells.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.linalg import block_diag
from scipy.special import expit

from analysis.latent.items import Items, scatter
from analysis.latent.latent_fit import LatentFit, fit_latent
from analysis.latent.latent_model import Rows
from analysis.model.fitted_model import Levels
from analysis.model.house_effects import Effects, effects_of
from analysis.model.measurements import Floats, Integers, as_days
from analysis.model.sampling_error import logit_variance
from analysis.model.working_response import Printed
from polls.rules.rounding import rounding_variance

__all__ = ["LatentTrend", "fit_latent_trend"]

CELL = ["country", "item", "house", "period"]


@dataclass(frozen=True)
class LatentTrend:
    """The fitted latent trend of one or several countries.

    Attributes:
        fit: the fitted model.
        countries, items: in the order of its tracks and items.
        houses: their effects.
        pairs: item and country of the effects of items by country, in order.
        cells: one row a cell: country, item, house, period, share, inverse_n.
        scatter: variance of readings within a cell beyond sampling, in logits.
    """

    fit: LatentFit
    countries: tuple[str, ...]
    items: tuple[str, ...]
    houses: Effects
    pairs: tuple[tuple[str, str], ...]
    cells: pd.DataFrame
    scatter: float

    def levels(self, country: str, days: Integers) -> tuple[Levels, Floats]:
        """A country's levels on some days, and their covariance by sampling alone."""
        track = np.full(len(days), self.countries.index(country))
        means, deviations = self.fit.levels(track, days)
        sampling = np.minimum(self.fit.sampling_deviations(track, days), deviations.min(axis=0))
        none, even = np.zeros((len(means), 0)), np.full(means.shape, 1 / len(means))
        covariances = (deviations**2)[..., None, None]
        found = Levels(means[..., None], covariances, even, none, none[..., None], even[:, 0])
        return found, (sampling**2)[:, None, None]

    def shares(self, countries: list[str], days: Integers, n: int, seed: int) -> Floats:
        """(n, C, D) joint draws of countries' levels, as shares."""
        tracks = np.array([self.countries.index(country) for country in countries])
        track, day = np.repeat(tracks, len(days)), np.tile(days, len(tracks))
        paths = self.fit.paths(track, day, n, seed)
        return np.asarray(expit(paths)).reshape(n, len(tracks), len(days))

    def predict(self, rows: pd.DataFrame) -> tuple[Floats, Floats]:
        """Means and deviations, in logits, of readings that were not used.

        Args:
            rows: country, item, house, period and inverse_n; items that the fit knows.
        """
        where = {name: place for place, name in enumerate(self.items)}
        item = rows["item"].map(where).to_numpy()
        track = np.array([self.countries.index(country) for country in rows["country"]])
        day = middles(rows["period"])
        own, free = self.fit.middle, self.fit.rows.basis.shape[1]
        loading = 1.0 + self.fit.rows.contrasts @ own.effects[free:]
        raw, unknown = self._raw(rows, own.scales.spreads)
        level, deviation = self.fit.levels(track, day)
        mean = raw @ (self.fit.rows.basis @ own.effects[:free]) + loading[item] * level.mean(axis=0)
        slack = (raw @ self.fit.rows.basis) @ own.covariance[:free, :free]
        known = ((raw @ self.fit.rows.basis) * slack).sum(axis=1)
        lift = (self.fit.rows.contrasts @ own.covariance[free:, free:]) * self.fit.rows.contrasts
        known += lift.sum(axis=1)[item] * level.mean(axis=0) ** 2
        spread = loading[item] ** 2 * ((deviation**2).mean(axis=0) + level.var(axis=0))
        sampling = logit_variance(expit(mean), rows["inverse_n"].to_numpy())
        error = own.scales.extra[item] ** 2 + self.scatter + sampling
        return mean, np.sqrt(known + spread + error + unknown)

    def _raw(self, rows: pd.DataFrame, spreads: Mapping[str, float]) -> tuple[Floats, Floats]:
        """How readings load on effects, and the variance of houses and pairs not known."""
        places: dict[tuple[str, ...], int] = {
            ("item", name): place for place, name in enumerate(self.items)
        }
        for name in self.houses.names:
            places["house", name] = len(places)
        for pair in self.pairs:
            places["pair", *pair] = len(places)
        raw, unknown = np.zeros((len(rows), len(places))), np.zeros(len(rows))
        columns = zip(rows["item"], rows["house"], rows["country"], strict=True)
        for row, (item, house, country) in enumerate(columns):
            raw[row, places["item", item]] = 1.0
            others: list[tuple[str, tuple[str, ...]]] = [
                ("house", ("house", house)),
                ("country", ("pair", item, country)),
            ]
            for kind, key in others:
                if key in places:
                    raw[row, places[key]] = 1.0
                elif kind == "house" or self.pairs:
                    unknown[row] += spreads[kind] ** 2
        return raw, unknown


def middles(periods: pd.Series) -> Integers:
    """The day in the middle of each period."""
    first, last = as_days(periods.dt.start_time), as_days(periods.dt.end_time)
    return (first + last) // 2


def fit_latent_trend(items: Items, *, loadings: str, item_by_country: bool) -> LatentTrend:
    """Fit the latent trend of some items.

    Args:
        items: the readings, each with item, country, house and period.
        loadings: "item", each its own; "equal", all 1.
        item_by_country: whether an item may stand higher in one country than in another.
    """
    cells = _cells(items.readings)
    track, countries = pd.factorize(cells["country"], sort=True)
    item, names = pd.factorize(cells["item"], sort=True)
    houses = effects_of(cells["house"], "house", None)
    periods = items.table.set_index("item").loc[names, "periods"].to_numpy(dtype=float)
    contrasts = _contrasts(periods)
    pair, pairs = _pairs(cells, item_by_country)
    count = len(cells)
    each, ones = np.arange(count), np.ones(count)
    raw = sparse.csr_array(
        sparse.hstack(
            [
                sparse.csr_array((ones, (each, item)), shape=(count, len(names))),
                sparse.csr_array((ones, (each, houses.rows)), shape=(count, len(houses.names))),
                sparse.csr_array(
                    (ones[pair >= 0], (each[pair >= 0], pair[pair >= 0])), shape=(count, len(pairs))
                ),
            ]
        )
    )
    rows = Rows(
        printed=Printed(
            *(cells[name].to_numpy() for name in ("share", "inverse_n", "rounding_variance")),
            *np.full((2, len(cells)), np.nan),  # a cell is a point, whatever it was printed as
        ),
        wander=cells["wander"].to_numpy(),
        track=track,
        day=middles(cells["period"]),
        item=item,
        raw=raw,
        basis=block_diag(contrasts, houses.basis, np.eye(len(pairs))),
        kinds=(
            *["intercept"] * contrasts.shape[1], *["house"] * houses.free, *["country"] * len(pairs)
        ),
        contrasts=contrasts if loadings == "item" else contrasts[:, :0],
    )  # fmt: skip
    return LatentTrend(
        fit_latent(rows), tuple(countries), tuple(names), houses, tuple(pairs), cells,
        scatter(items.readings),
    )  # fmt: skip


def _cells(frame: pd.DataFrame) -> pd.DataFrame:
    """One row a cell, its readings weighted by their effective bases."""
    length = (frame["period"].dt.end_time - frame["period"].dt.start_time).dt.days / 365.25
    size = 1.0 / frame["inverse_n"]
    parts = frame[CELL].assign(
        size=size,
        heard=size * frame["used_share"],
        rounding_variance=size**2 * rounding_variance(frame["rounding"]),
        # A date that is only known to the year says too little where periods are shorter.
        wander=size * np.where(frame["span"] > length + 0.01, frame["wander"], 0.0),
    )
    sums = parts.groupby(CELL, observed=True).sum().reset_index()
    return sums[CELL].assign(
        share=sums["heard"] / sums["size"],
        inverse_n=1.0 / sums["size"],
        rounding_variance=sums["rounding_variance"] / sums["size"] ** 2,
        wander=sums["wander"] / sums["size"],
    )


def _contrasts(weights: Floats) -> Floats:
    """(I, I-1) orthonormal coordinates whose weighted sum over items is 0."""
    return np.linalg.qr(weights[:, None], mode="complete")[0][:, 1:]


def _pairs(cells: pd.DataFrame, wanted: bool) -> tuple[Integers, list[tuple[str, str]]]:
    """Which item and country each cell is of, for items of several countries; -1 for others."""
    countries = cells.groupby("item")["country"].transform("nunique")
    shared = (countries > 1).to_numpy() & wanted
    keys = list(zip(cells["item"], cells["country"], strict=True))
    pairs = sorted({key for key, own in zip(keys, shared, strict=True) if own})
    places = {key: place for place, key in enumerate(pairs)}
    found = [places[key] if own else -1 for key, own in zip(keys, shared, strict=True)]
    return np.array(found, dtype=np.int64), pairs
