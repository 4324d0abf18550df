"""Scales by penalised maximum likelihood, and their uncertainty by Laplace's approximation.

    log posterior(theta) = log-likelihood(theta) + sum of log prior(theta_j)

The priors are log-normal, so that theta, the log of each scale, has a normal prior: weak, but
enough to keep a series of five readings off the boundary at 0. Around the mode the posterior
of theta is taken as normal; a fixed set of draws from it carries the uncertainty into bands.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.special import ndtri
from scipy.stats import qmc

from analysis.model.measurements import Floats
from analysis.model.statespace import Scale, StateSpace

__all__ = ["Hyperparameters", "curvature", "fit_hyperparameters"]

NODES = (8, 32)
"""The least and the greatest number of draws of the log scales that carry their uncertainty.

As many are taken as the scales are uncertain: 8 give the bands of 574 good readings to a
thousandth of their width, 32 those of six readings to a hundredth."""

NODES_A_VARIANCE = 96
"""Draws for each unit of the widest log scale's variance, between those limits."""

SEED = 20260806
DIFFERENCE = 1e-5
NEAR = 0.02
"""How far, in log scales, a mode may move before the curvature is measured anew."""

ROUGH = 0.1
"""The slope at which the first search stops; Newton steps do the rest."""

TIGHT = 1e-4
"""The last Newton step of the search, in log scales; what is left after it is far smaller."""


@dataclass(frozen=True)
class Hyperparameters:
    """The fitted log scales.

    `mode` (J,), `covariance` (J, J) of Laplace's approximation, and whether the search
    `converged`.
    """

    scales: tuple[Scale, ...]
    mode: Floats
    covariance: Floats
    converged: bool

    @cached_property
    def nodes(self) -> Floats:
        """(K, J) draws from the approximation, with exactly its mean and covariance.

        They are mirrored points of Halton's sequence, which fill a space more evenly than
        random numbers do: half as many carry a band as exactly.
        """
        size = len(self.mode)
        wanted = NODES_A_VARIANCE * self.covariance.diagonal().max()
        pairs = max(-(-int(np.clip(wanted, *NODES)) // 2), size + 2)
        half = ndtri(qmc.Halton(size, rng=SEED).random(pairs))
        points = np.concatenate([half, -half])
        scale = np.linalg.cholesky(points.T @ points / len(points))
        standard = np.linalg.solve(scale, points.T).T
        return self.mode + standard @ np.linalg.cholesky(self.covariance).T

    def table(self, level: float) -> pd.DataFrame:
        """One row a scale: estimate, low and high at `level`, prior median, and what it means."""
        reach = ndtri((1 + level) / 2) * np.sqrt(np.diag(self.covariance))
        return pd.DataFrame(
            {
                "name": [scale.name for scale in self.scales],
                "estimate": np.exp(self.mode),
                "low": np.exp(self.mode - reach),
                "high": np.exp(self.mode + reach),
                "prior_median": [scale.median for scale in self.scales],
                "prior_low": [
                    s.median * np.exp(ndtri((1 - level) / 2) * s.spread) for s in self.scales
                ],
                "prior_high": [
                    s.median * np.exp(ndtri((1 + level) / 2) * s.spread) for s in self.scales
                ],
                "meaning": [scale.meaning for scale in self.scales],
            }
        )


def fit_hyperparameters(
    spaces: Sequence[StateSpace], near: Hyperparameters | None = None
) -> Hyperparameters:
    """The scales that one or several independent series share, at their posterior mode.

    Args:
        spaces: state spaces with the same scales; their log-likelihoods are added.
        near: a fit to much the same readings, from which the search then starts.

    Returns:
        Mode, Laplace covariance and fixed draws of the log scales.
    """
    posterior = Posterior(spaces)
    if near is None:
        rough = minimize(
            posterior.scored, posterior.centre, jac=True, method="BFGS", options={"gtol": ROUGH}
        )
        start, slope = rough.x, rough.jac
        covariance = posterior.inverse_curvature(start, slope)
    else:
        start, slope, covariance = near.mode, posterior.slope(near.mode), near.covariance
    mode, converged = _polish(posterior, start, slope, covariance)
    if np.abs(mode - start).max() > NEAR:
        covariance = posterior.inverse_curvature(mode, posterior.slope(mode))
    return Hyperparameters(tuple(spaces[0].scales), mode, covariance, converged)


@dataclass(frozen=True)
class Posterior:
    """The posterior of the log scales that some series share, upside down."""

    spaces: Sequence[StateSpace]

    @cached_property
    def centre(self) -> Floats:
        """(J,) the logs of the prior medians."""
        return np.log([scale.median for scale in self.spaces[0].scales])

    @cached_property
    def precision(self) -> Floats:
        """(J,) the prior's."""
        return np.array([scale.spread for scale in self.spaces[0].scales]) ** -2.0

    def scored(self, theta: Floats) -> tuple[float, Floats]:
        """Minus the log posterior density, but for a constant, and its gradient (J,)."""
        apart = theta - self.centre
        loss, slope = 0.5 * float(np.sum(self.precision * apart**2)), self.precision * apart
        for space in self.spaces:
            likelihood, gradient = space.scored(theta)
            loss, slope = loss - likelihood, slope - gradient
        return loss, slope

    def slope(self, theta: Floats) -> Floats:
        """(J,) the gradient of that loss."""
        slope = self.precision * (theta - self.centre)
        for space in self.spaces:
            slope = slope - space.gradient(theta)
        return slope

    def inverse_curvature(self, theta: Floats, slope: Floats) -> Floats:
        """(J, J) the inverse of the loss's second derivatives, kept positive."""
        values, vectors = np.linalg.eigh(curvature(self.slope, theta, slope))
        return (vectors / np.maximum(values, 0.1)) @ vectors.T


def _polish(
    posterior: Posterior, theta: Floats, slope: Floats, inverse: Floats
) -> tuple[Floats, bool]:
    """Newton steps down to `TIGHT`; returns the mode, and success."""
    for step in range(1, 40):
        move = inverse @ slope
        move *= min(1.0, 0.5 / max(np.abs(move).max(), 1e-300))
        theta = theta - move
        if np.abs(move).max() < TIGHT:
            return theta, True
        slope = posterior.slope(theta)
        if step % 6 == 0:
            inverse = posterior.inverse_curvature(theta, slope)
    return theta, False


def curvature(gradient: Callable[[Floats], Floats], theta: Floats, slope: Floats) -> Floats:
    """(J, J) second derivatives, by differences from the exact gradient `slope` at `theta`."""
    steps = DIFFERENCE * np.eye(len(theta))
    rows = np.array([(gradient(theta + step) - slope) / DIFFERENCE for step in steps])
    return (rows + rows.T) / 2
