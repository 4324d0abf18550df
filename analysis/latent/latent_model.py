"""One latent level behind many items: every item its own intercept and loading.

    logit_r = intercept_i + loading_i * level_c(t) + effects_r + error_r
    error_r ~ N(0, sampling_r + extra_i^2)          level_c: a random walk for each country c

Intercepts and other effects are normal; so are loadings, around 1. Weighted by the periods of
the items, loadings are 1 on average and intercepts 0: the level is what the average item would
show. Given loadings and scales all of this is jointly normal and solved exactly. The levels
are integrated out; effects and loadings then stand at the mode of what is left, whose exact
slope and curvature are computed here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

from analysis.latent.block_basis import BlockBasis
from analysis.latent.random_walks import Walks, nodes_of
from analysis.model.measurements import Floats, Integers
from analysis.model.working_response import Printed

__all__ = ["INITIAL_SD", "LatentModel", "Rows", "Scales", "State"]

INTERCEPT_SD = 1.5
"""Of the intercepts, in logits: nineteen items in twenty lie between 5% and 95%."""

INITIAL_SD = 5.0
"""Of a country's first level, in logits."""


@dataclass(frozen=True)
class Rows:
    """What is observed: K cells of I items on some tracks (countries).

    Attributes:
        printed: shares, bases and rounding (K,).
        wander: (K,) years that the dates of a cell leave open.
        track, day, item: (K,) whole numbers.
        raw: (K, R) sparse, how a cell loads on the intercepts (one an item) and other effects.
        basis: (R, E) the free coordinates of those effects.
        kinds: (E,) "intercept", "house" or "country", whose prior each coordinate has.
        contrasts: (I, L) the free coordinates of the loadings; L is 0 where they are equal.
    """

    printed: Printed
    wander: Floats
    track: Integers
    day: Integers
    item: Integers
    raw: sparse.csr_array
    basis: Floats
    kinds: tuple[str, ...]
    contrasts: Floats


@dataclass(frozen=True)
class Scales:
    """Standard deviations: `volatility`, `extra` (I,), and of each kind of effect."""

    volatility: float
    extra: Floats
    spreads: Mapping[str, float]


@dataclass(frozen=True)
class State:
    """The model at some effects and scales.

    Attributes:
        level: (D,) mean of each node of the walks.
        walks: their precision.
        error: (K,) value minus fit; `weight` (K,) precisions of the errors.
        loading: (I,).
        slope, curvature: (P,) and (P, P) of the loss in effects and loadings.
        follow: (D, P) how far the levels fall where a coordinate rises.
        loss: minus the log density of values, effects and loadings, but for a constant.
    """

    level: Floats
    walks: Walks
    error: Floats
    weight: Floats
    loading: Floats
    slope: Floats
    curvature: Floats
    follow: Floats
    loss: float


@dataclass
class LatentModel:
    """Rows bound to their nodes: each country and day once."""

    rows: Rows
    track: Integers = field(init=False)
    day: Integers = field(init=False)
    node: Integers = field(init=False)
    basis: BlockBasis = field(init=False)

    def __post_init__(self) -> None:
        rows = self.rows
        self.track, self.day, self.node = nodes_of(rows.track, rows.day)
        cells, items = len(rows.item), len(rows.contrasts)
        each, ones = np.arange(cells), np.ones(cells)
        self._of_item = sparse.csr_array((ones, (each, rows.item)), shape=(cells, items))
        self._of_node = sparse.csr_array((ones, (self.node, each)), shape=(len(self.day), cells))
        # The pattern of the design: later only its numbers are put in place.
        frame = sparse.hstack([rows.raw, self._of_item], format="csr")
        frame.sort_indices()
        self._row_of = np.repeat(each, np.diff(frame.indptr))
        self._lifts = frame.indices >= rows.raw.shape[1]
        self._frame = sparse.csr_array(frame)
        whole = np.zeros((len(rows.basis) + items, self.free + rows.contrasts.shape[1]))
        whole[: len(rows.basis), : self.free] = rows.basis
        whole[len(rows.basis) :, self.free :] = rows.contrasts
        self.basis = BlockBasis(whole)

    @property
    def free(self) -> int:
        """How many coordinates come before those of the loadings."""
        return int(self.rows.basis.shape[1])

    @property
    def kinds(self) -> list[str]:
        """(P,) whose prior each coordinate has."""
        return [*self.rows.kinds, *["loading"] * self.rows.contrasts.shape[1]]

    def loadings(self, effects: Floats) -> Floats:
        """(I,) loadings at some coordinates (P,)."""
        return np.asarray(1.0 + self.rows.contrasts @ effects[self.free :])

    def offsets(self, effects: Floats) -> Floats:
        """(K,) intercepts and other effects of each cell."""
        return np.asarray(self.rows.raw @ (self.rows.basis @ effects[: self.free]))

    def priors(self, scales: Scales) -> Floats:
        """(P,) precisions of the coordinates."""
        spread = {**scales.spreads, "intercept": INTERCEPT_SD}
        return np.array([spread[kind] for kind in self.kinds]) ** -2.0

    def extra(self, scales: Scales, loading: Floats) -> Floats:
        """(K,) variance that sampling and rounding do not explain."""
        moved = (loading[self.rows.item] * scales.volatility) ** 2 * self.rows.wander
        return np.asarray(scales.extra[self.rows.item] ** 2 + moved)

    def walks(self, scales: Scales, observed: Floats | None = None) -> Walks:
        """The levels given how precisely each node is observed; by themselves where not said."""
        observed = np.zeros(len(self.day)) if observed is None else observed
        return Walks.given(self.track, self.day, observed, scales.volatility, INITIAL_SD)

    def observed(self, weight: Floats, loading: Floats) -> Floats:
        """(D,) how precisely the cells observe each node."""
        shown = weight * loading[self.rows.item] ** 2
        return np.asarray(np.bincount(self.node, shown, len(self.day)), dtype=float)

    def state(self, scales: Scales, effects: Floats, values: Floats, sampling: Floats) -> State:
        """The model at some coordinates (P,), working values and their variances (K,)."""
        level, walks, error, weight, loading, loss = self._seen(scales, effects, values, sampling)
        prior, own = self.priors(scales), loading[self.rows.item]
        slope, curvature, follow = self._derivatives(level, walks, error, weight, own)
        return State(
            level, walks, error, weight, loading,
            slope=slope + prior * effects,
            curvature=curvature + np.diag(prior),
            follow=follow,
            loss=loss,
        )  # fmt: skip

    def loss(self, scales: Scales, effects: Floats, values: Floats, sampling: Floats) -> float:
        """The loss of a state alone, which takes half as long."""
        *_, loss = self._seen(scales, effects, values, sampling)
        return loss

    def _seen(
        self, scales: Scales, effects: Floats, values: Floats, sampling: Floats
    ) -> tuple[Floats, Walks, Floats, Floats, Floats, float]:
        """Levels, walks, errors, weights, loadings and loss of a state."""
        loading = self.loadings(effects)
        variance = sampling + self.extra(scales, loading)
        weight, own = 1.0 / variance, loading[self.rows.item]
        walks = self.walks(scales, self.observed(weight, loading))
        apart = values - self.offsets(effects)
        level = walks.solve(np.asarray(self._of_node @ (weight * own * apart)))
        error = apart - own * level[self.node]
        prior = self.priors(scales)
        loss = (
            self._loss(scales, level, walks)
            + 0.5 * float(error @ (weight * error) + np.log(variance).sum())
            + 0.5 * float(prior @ effects**2 - np.log(prior).sum())
        )
        return level, walks, error, weight, loading, loss

    def spread(self, state: State, covariance: Floats, followed: Floats) -> Floats:
        """(K,) variance of each cell's fit, by levels, effects and loadings alike.

        Args:
            state: at the mode.
            covariance: (P, P) of effects and loadings.
            followed: (D, P) `state.follow` times the covariance.
        """
        own = state.loading[self.rows.item]
        design = self._design(state.level)
        raw = self.basis.spread(covariance)
        with_level = self.basis.times(followed.T).T
        of_level = np.einsum("dp,dp->d", followed, state.follow)
        of_level += state.walks.variances
        row, place = self._row_of, self._frame.indices
        shared = (design @ raw)[row, place] - 2 * own[row] * with_level[self.node[row], place]
        by_effects = np.bincount(row, design.data * shared, len(own))
        return np.asarray(by_effects + own**2 * of_level[self.node])

    def _design(self, level: Floats) -> sparse.csr_array:
        """(K, R+I) how each cell's fit moves with effects and with its item's loading."""
        own = np.where(self._lifts, level[self.node][self._row_of], self._frame.data)
        return self._filled(own)

    def _filled(self, data: Floats) -> sparse.csr_array:
        frame = self._frame
        return sparse.csr_array((data, frame.indices, frame.indptr), shape=frame.shape)

    def _derivatives(
        self, level: Floats, walks: Walks, error: Floats, weight: Floats, own: Floats
    ) -> tuple[Floats, Floats, Floats]:
        """Slope, curvature and `State.follow`, priors aside."""
        design, contrasts = self._design(level), self.rows.contrasts
        weighted = self._filled(design.data * weight[self._row_of])
        slope = -self.basis.onto(weighted.T @ error)
        curvature = self.basis.seen((design.T @ weighted).toarray())
        felt = self._filled(weighted.data * own[self._row_of])
        cross = self.basis.onto((self._of_node @ felt).toarray().T).T
        cross[:, self.free :] -= self._by_node(weight * error) @ contrasts
        follow = walks.solve(cross)
        curvature -= cross.T @ follow
        # Half the log determinant of the levels' precision, which the loadings raise.
        spread = walks.variances[self.node]
        slope[self.free :] += contrasts.T @ (self._of_item.T @ (weight * own * spread))
        sure = self._of_item.T @ (weight * spread)
        steep = self._by_node(weight * own) @ contrasts
        curvature[self.free :, self.free :] += (contrasts.T * sure) @ contrasts
        if steep.shape[1]:
            curvature[self.free :, self.free :] -= 2 * steep.T @ walks.squared_covariance(steep)
        return slope, curvature, follow

    def _by_node(self, values: Floats) -> Floats:
        """(D, I) values of the cells, summed by node and item."""
        shape = len(self.day), len(self.rows.contrasts)
        place = self.node * shape[1] + self.rows.item
        return np.asarray(np.bincount(place, values, shape[0] * shape[1]), dtype=float).reshape(
            shape
        )

    def _loss(self, scales: Scales, level: Floats, walks: Walks) -> float:
        """What the levels themselves add to the loss."""
        free = self.walks(scales)
        walked = level @ (free.diagonal * level) + 2 * (level[:-1] * free.beside) @ level[1:]
        return 0.5 * float(walked + walks.log_determinant - free.log_determinant)
