"""A fitted state-space model, asked for its levels at any days.

Only the readings, the scales and their draws are kept, so that a fit is small enough to send
between processes; what is asked for is computed by the filter, with the days asked for as
missing observations.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

import numpy as np

from analysis.model.hyperparameters import Hyperparameters
from analysis.model.measurements import Floats, Integers, Steps, with_days
from analysis.model.pace import Switching
from analysis.model.pace_filter import Passed
from analysis.model.simulation import level_paths
from analysis.model.smoothed import Errors
from analysis.model.statespace import StateSpace
from analysis.model.switching import MULTIPLIERS, SwitchingSpace

__all__ = ["Fitted", "Levels"]

NEGLIGIBLE = -15.0
"""The log of a scale that plays no part."""

EVEN = 0.5
NO_WEIGHT = 1e-3
"""A model of less weight is left out."""


@dataclass(frozen=True)
class Levels:
    """Levels at D days as mixtures of K normals.

    `means` (K, D, L), `covariances` (K, D, L, L), `weights` (K, D); effects: `effect_means`
    (K, E), `effect_covariances` (K, E, E), `effect_weights` (K,). Weights add up to one.
    """

    means: Floats
    covariances: Floats
    weights: Floats
    effect_means: Floats
    effect_covariances: Floats
    effect_weights: Floats


@dataclass(frozen=True)
class Fitted:
    """Readings, model and fitted scales of one series.

    `hyperparameters` are those of a constant volatility; `switching`, where a switching one
    was fitted too, says how much weight it has beside that.
    """

    steps: Steps
    smooth: bool
    hyperparameters: Hyperparameters
    switching: Switching | None = None

    def __getstate__(self) -> dict[str, Any]:
        """The fields alone: what was computed from them is not sent between processes."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    @property
    def weight(self) -> float:
        """Of the switching volatility: 0 where it was not fitted or plays no part."""
        weight = 0.0 if self.switching is None else self.switching.weight
        return 0.0 if weight < NO_WEIGHT else 1.0 if weight > 1 - NO_WEIGHT else weight

    @property
    def scales(self) -> Hyperparameters:
        """The scales of the likelier of the two volatilities."""
        if self.switching is None or self.weight < EVEN:
            return self.hyperparameters
        return replace(self.hyperparameters, modes=(self.switching.mode,), grid=None)

    def space(self, days: Integers | None = None) -> tuple[StateSpace, Integers]:
        """The state space that also stands at `days`, and the steps where they are."""
        wanted = self.steps.days if days is None else days
        steps, where = with_days(self.steps, wanted)
        return StateSpace(steps, self.hyperparameters.scales, self.smooth), where

    def levels(self, days: Integers) -> Levels:
        """Levels at `days` (D,) given all readings, for every draw of the scales."""
        space, where = self.space(days)
        parts = []
        if self.weight < 1:
            parts.append(self._constant_levels(space, where))
        if self.weight > 0:
            parts.append(self._switching_levels(days))
        shares = [1 - self.weight, self.weight] if len(parts) > 1 else [1.0]
        weighed = [
            replace(part, weights=share * part.weights, effect_weights=share * part.effect_weights)
            for part, share in zip(parts, shares, strict=True)
        ]
        return Levels(
            *(np.concatenate([getattr(p, name) for p in weighed]) for name in vars(weighed[0]))
        )

    def errors(self) -> Errors:
        """What the likelier model makes of each reading's error, and of the moves."""
        return self._errors

    @cached_property
    def _errors(self) -> Errors:
        """As `errors` has it.

        Under a switching volatility the smoother is given the paces that are expected, and
        one-step errors are of the mixtures that foresaw the readings, as normal scores.
        """
        space, _ = self._likelier_space(self.steps.days)
        found = space.errors(self.scales.mode)
        if self.switching is None or self.weight < EVEN:
            return found
        switching, passed = self._passed[0], self._passed[1].of(slice(1))
        read = switching.read
        values = self.steps.values[read, 0]
        one_step, density = found.one_step.copy(), found.log_density.copy()
        variance = found.one_step_covariance.copy()
        variance[read, 0, 0] = passed.foreseen_variance()[:, 0]
        one_step[read, 0] = passed.scores(values)[:, 0] * np.sqrt(variance[read, 0, 0])
        density[read] = passed.log_densities(values)[:, 0]
        return replace(found, one_step=one_step, one_step_covariance=variance, log_density=density)

    def sampling_covariance(self, days: Integers) -> Floats:
        """(D, L, L) covariance of the levels were sampling and rounding the only errors.

        The scales are taken as known, effects and extra variance as none.
        """
        space, where = self._likelier_space(days)
        scales = self.scales
        theta = np.where([s.level is not None for s in scales.scales], scales.mode, NEGLIGIBLE)
        return space.smoothed(theta).level_covariance[where]

    def paths(self, days: Integers, n: int, seed: int | Sequence[int]) -> Floats:
        """(n, D, L) joint draws of the levels at `days`, of each model as many as its weight."""
        space, where = self.space(days)
        switching = round(self.weight * n)
        parts = []
        if switching < n:
            nodes = self.hyperparameters.nodes
            parts.append(level_paths(space, nodes, n - switching, seed, where))
        if self.switching is not None and switching:
            paths = SwitchingSpace(space).paths(self.switching.nodes, switching, seed, days)
            parts.append(paths[..., None])
        return np.concatenate(parts)

    @cached_property
    def _passed(self) -> tuple[SwitchingSpace, Passed]:
        """What the filter under paces knew at their mode, and then at each of the nodes."""
        assert self.switching is not None
        switching = SwitchingSpace(self.space()[0])
        thetas = np.vstack([self.switching.mode.at, self.switching.nodes])
        return switching, switching.filtered(thetas)

    @cached_property
    def pace(self) -> Floats | None:
        """(T,) what the likelier model expects of the factor on the variance of each move."""
        if self.switching is None or self.weight < EVEN:
            return None
        switching, passed = self._passed
        found = switching.chances(self.switching.mode.at[None], passed.of(slice(1)))[:, 0]
        ahead = np.append((found @ MULTIPLIERS**2)[1:], 1.0)
        return np.asarray(ahead[np.searchsorted(switching.days, self.steps.days)])

    def _likelier_space(self, days: Integers) -> tuple[StateSpace, Integers]:
        steps, where = with_days(replace(self.steps, pace=self.pace), days)
        return StateSpace(steps, self.hyperparameters.scales, self.smooth), where

    def _constant_levels(self, space: StateSpace, where: Integers) -> Levels:
        found = [space.smoothed(theta) for theta in self.hyperparameters.nodes]
        likely = 1 / len(found)
        return Levels(
            np.stack([node.levels[where] for node in found]),
            np.stack([node.level_covariance[where] for node in found]),
            np.full((len(found), len(where)), likely),
            np.stack([node.effects for node in found]),
            np.stack([node.effect_covariance for node in found]),
            np.full(len(found), likely),
        )

    def _switching_levels(self, days: Integers) -> Levels:
        assert self.switching is not None
        switching, passed = self._passed[0], self._passed[1].of(slice(1, None))
        nodes = self.switching.nodes
        found = switching.smoothed(nodes, days, passed)
        where = np.searchsorted(np.union1d(switching.days, days), days)

        def mixed(values: Floats) -> Floats:
            """Nodes and their paces, one after another, and before all else: (K, ...)."""
            count = values.shape[-2] * values.shape[-1]
            return np.moveaxis(values.reshape(*values.shape[:-2], count), -1, 0)

        # The effects do not move: what the filter knows in the end is all that is known.
        return Levels(
            mixed(found.mean[where])[..., None],
            mixed(found.variance[where])[..., None, None],
            mixed(found.probability[where]) / len(nodes),
            mixed(passed.mean[-1, 1:]),
            mixed(passed.covariance[-1, 1:, 1:]),
            mixed(passed.probability[-1]) / len(nodes),
        )
