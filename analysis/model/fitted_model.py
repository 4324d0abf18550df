"""A fitted state-space model, asked for its levels at any days.

Only the readings, the scales and their draws are kept, so that a fit is small enough to send
between processes; what is asked for is computed by the filter, with the days asked for as
missing observations.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.model.hyperparameters import Hyperparameters
from analysis.model.measurements import Floats, Integers, Steps, with_days
from analysis.model.simulation import level_paths
from analysis.model.statespace import StateSpace

__all__ = ["Fitted", "Levels"]

NEGLIGIBLE = -15.0
"""The log of a scale that plays no part."""


@dataclass(frozen=True)
class Levels:
    """Levels at D days under each of K draws of the scales.

    `means` (K, D, L), `covariances` (K, D, L, L); effects: `effect_means` (K, E),
    `effect_covariances` (K, E, E).
    """

    means: Floats
    covariances: Floats
    effect_means: Floats
    effect_covariances: Floats


@dataclass(frozen=True)
class Fitted:
    """Readings, model and fitted scales of one series."""

    steps: Steps
    smooth: bool
    hyperparameters: Hyperparameters

    def space(self, days: Integers | None = None) -> tuple[StateSpace, Integers]:
        """The state space that also stands at `days`, and the steps where they are."""
        wanted = self.steps.days if days is None else days
        steps, where = with_days(self.steps, wanted)
        return StateSpace(steps, self.hyperparameters.scales, self.smooth), where

    def levels(self, days: Integers) -> Levels:
        """Levels at `days` (D,) given all readings, for every draw of the scales."""
        space, where = self.space(days)
        nodes = [space.smoothed(theta) for theta in self.hyperparameters.nodes]
        return Levels(
            np.stack([node.levels[where] for node in nodes]),
            np.stack([node.level_covariance[where] for node in nodes]),
            np.stack([node.effects for node in nodes]),
            np.stack([node.effect_covariance for node in nodes]),
        )

    def sampling_covariance(self, days: Integers) -> Floats:
        """(D, L, L) covariance of the levels were sampling and rounding the only errors.

        The scales are taken as known, effects and extra variance as none.
        """
        space, where = self.space(days)
        scales = self.hyperparameters.scales
        theta = np.where(
            [s.level is not None for s in scales], self.hyperparameters.mode, NEGLIGIBLE
        )
        return space.smoothed(theta).level_covariance[where]

    def paths(self, days: Integers, n: int, seed: int | Sequence[int]) -> Floats:
        """(n, D, L) joint draws of the levels at `days`."""
        space, where = self.space(days)
        return level_paths(space, self.hyperparameters.nodes, n, seed, where)
