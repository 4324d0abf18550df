"""Scales by penalised maximum likelihood, and their uncertainty by Laplace's approximation.

    log posterior(theta) = log-likelihood(theta) + sum of log prior(theta_j)

The priors are log-normal, so that theta, the log of each scale, has a normal prior: weak, but
enough to keep a series of five readings off the boundary at 0. Around the mode the posterior
of theta is taken as normal; a fixed set of draws from it carries the uncertainty into bands.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.special import ndtri

from analysis.statespace import Scale, StateSpace
from analysis.steps import Floats

__all__ = ["Hyperparameters", "curvature", "fit_hyperparameters"]

NODES = 16
"""The least number of draws of the log scales that carry their uncertainty."""

SEED = 20260806
DIFFERENCE = 1e-4
TIGHT = 1e-9
"""The Newton step at which the search stops, in log scales."""


@dataclass(frozen=True)
class Hyperparameters:
    """The fitted log scales.

    `mode` (J,), `covariance` (J, J) of Laplace's approximation, `nodes` (K, J) draws from it,
    and whether the search `converged`.
    """

    scales: tuple[Scale, ...]
    mode: Floats
    covariance: Floats
    nodes: Floats
    log_posterior: float
    converged: bool

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
    scales = tuple(spaces[0].scales)
    centre = np.log([scale.median for scale in scales])
    precision = np.array([scale.spread for scale in scales]) ** -2.0

    def loss(theta: Floats) -> tuple[float, Floats]:
        value = 0.5 * float(np.sum(precision * (theta - centre) ** 2))
        gradient = precision * (theta - centre)
        for space in spaces:
            loglikelihood, score = space.score(theta)
            value -= loglikelihood
            gradient = gradient - score
        return value, gradient

    if near is None:
        rough = minimize(loss, centre, jac=True, method="BFGS", options={"gtol": 1e-2}).x
        start, inverse = rough, _inverse_curvature(loss, rough)
    else:
        start, inverse = near.mode, near.covariance
    mode, value, converged = _polish(loss, start, inverse)
    covariance = inverse if near is None else _inverse_curvature(loss, mode)
    return Hyperparameters(scales, mode, covariance, _draws(mode, covariance), -value, converged)


def _polish(
    loss: Callable[[Floats], tuple[float, Floats]], theta: Floats, inverse: Floats
) -> tuple[Floats, float, bool]:
    """Newton steps down to `TIGHT`; returns the mode, the loss there, and success."""
    value = np.inf
    for step in range(40):
        if step and step % 6 == 0:
            inverse = _inverse_curvature(loss, theta)
        value, gradient = loss(theta)
        move = inverse @ gradient
        move *= min(1.0, 0.5 / max(np.abs(move).max(), 1e-300))
        if np.abs(move).max() < TIGHT:
            return theta, value, True
        theta = theta - move
    return theta, value, False


def curvature(gradient: Callable[[Floats], Floats], theta: Floats) -> Floats:
    """(J, J) second derivatives, by central differences of an exact gradient."""
    rows = [
        (gradient(theta + step) - gradient(theta - step)) / (2 * DIFFERENCE)
        for step in DIFFERENCE * np.eye(len(theta))
    ]
    return (np.array(rows) + np.array(rows).T) / 2


def _inverse_curvature(loss: Callable[[Floats], tuple[float, Floats]], theta: Floats) -> Floats:
    """The inverse of the loss's second derivatives, kept positive."""
    values, vectors = np.linalg.eigh(curvature(lambda point: loss(point)[1], theta))
    return (vectors / np.maximum(values, 0.1)) @ vectors.T


def _draws(mode: Floats, covariance: Floats) -> Floats:
    """(K, J) normal draws, mirrored and rescaled so that mean and covariance are exact."""
    pairs = max(NODES // 2, len(mode) + 2)
    half = np.random.default_rng(SEED).standard_normal((pairs, len(mode)))
    points = np.concatenate([half, -half])
    scale = np.linalg.cholesky(points.T @ points / len(points))
    standard = np.linalg.solve(scale, points.T).T
    return mode + standard @ np.linalg.cholesky(covariance).T
