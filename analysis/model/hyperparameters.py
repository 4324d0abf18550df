"""Scales by penalised maximum likelihood, and how uncertain they are.

    one mode           the log scales are taken as normal around it (Laplace's approximation)
    two close modes    a grid over volatility and extra error, where the posterior is computed

Either way a fixed set of equally likely points carries the uncertainty into bands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from scipy.special import ndtri
from scipy.stats import qmc

from analysis.model.measurements import Floats
from analysis.model.posterior import Mode, Posterior, find_modes, follow_modes
from analysis.model.scale_grid import grid_points
from analysis.model.statespace import StateSpace
from analysis.model.system_matrices import Scale

__all__ = ["Hyperparameters", "fit_hyperparameters", "laplace_points"]

NODES = (8, 32)
"""The least and the greatest number of draws of the log scales that carry their uncertainty.

As many are taken as the scales are uncertain: 8 give the bands of 574 good readings to a
thousandth of their width, 32 those of six readings to a hundredth."""

NODES_A_VARIANCE = 96
"""Draws for each unit of the widest log scale's variance, between those limits."""

SEED = 20260806


@dataclass(frozen=True)
class Hyperparameters:
    """The fitted log scales.

    `modes` are the modes of their posterior that count, the highest first; `grid` (K, J) are
    equally likely points of it where there are several.
    """

    scales: tuple[Scale, ...]
    modes: tuple[Mode, ...]
    grid: Floats | None = None

    @property
    def names(self) -> list[str]:
        """Of the scales."""
        return [scale.name for scale in self.scales]

    @property
    def mode(self) -> Floats:
        """(J,) the highest mode."""
        return self.modes[0].at

    @property
    def covariance(self) -> Floats:
        """(J, J) Laplace's, at the highest mode."""
        return self.modes[0].covariance

    @property
    def converged(self) -> bool:
        """Whether the search ended at a mode."""
        return self.modes[0].converged

    @cached_property
    def nodes(self) -> Floats:
        """(K, J) equally likely points: of the grid, or of the normal around the one mode."""
        return laplace_points(self.modes[0]) if self.grid is None else self.grid

    def table(self, level: float) -> pd.DataFrame:
        """One row a scale: estimate, low and high at `level`, prior median, and what it means."""
        tails = (1 - level) / 2, (1 + level) / 2
        median = np.array([scale.median for scale in self.scales])
        spread = np.array([scale.spread for scale in self.scales])
        low, high = (self._quantile(tail) for tail in tails)
        return pd.DataFrame(
            {
                "name": [scale.name for scale in self.scales],
                "estimate": np.exp(self.mode),
                "low": np.exp(low),
                "high": np.exp(high),
                "prior_median": median,
                "prior_low": median * np.exp(ndtri(tails[0]) * spread),
                "prior_high": median * np.exp(ndtri(tails[1]) * spread),
                "meaning": [scale.meaning for scale in self.scales],
            }
        )

    def _quantile(self, probability: float) -> Floats:
        """(J,) of each log scale."""
        if self.grid is not None:
            return np.asarray(np.quantile(self.grid, probability, axis=0))
        return np.asarray(self.mode + ndtri(probability) * np.sqrt(np.diag(self.covariance)))


def laplace_points(mode: Mode) -> Floats:
    """(K, J) draws from the normal around a mode, with exactly its mean and covariance.

    They are mirrored points of Halton's sequence, which fill a space more evenly than random
    numbers do: half as many carry a band as exactly.
    """
    size = len(mode.at)
    wanted = NODES_A_VARIANCE * mode.covariance.diagonal().max()
    pairs = max(-(-int(np.clip(wanted, *NODES)) // 2), size + 2)
    half = ndtri(qmc.Halton(size, rng=SEED).random(pairs))
    points = np.concatenate([half, -half])
    scale = np.linalg.cholesky(points.T @ points / len(points))
    standard = np.linalg.solve(scale, points.T).T
    return np.asarray(mode.at + standard @ np.linalg.cholesky(mode.covariance).T)


def fit_hyperparameters(
    spaces: Sequence[StateSpace], near: Hyperparameters | None = None, *, measured: bool = True
) -> Hyperparameters:
    """The scales that one or several independent series share, at their posterior mode.

    Args:
        spaces: state spaces with the same scales; their log-likelihoods are added.
        near: a fit to much the same readings, from whose modes the search then starts.
        measured: whether their uncertainty is wanted too; rounds of which another follows near
            the modes go without.
    """
    posterior = Posterior(spaces)
    if near is None:
        modes = find_modes(posterior, measured=measured)
    else:
        modes = follow_modes(posterior, near.modes, measured=measured)
    grid = grid_points(posterior, modes) if measured and len(modes) > 1 else None
    return Hyperparameters(tuple(spaces[0].scales), tuple(modes), grid)
