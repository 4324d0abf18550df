"""Mixtures of normals on the logit scale, read as shares.

Each draw of the scales, and each pace where volatility switches, gives a normal for the level;
together they are a mixture, wider than any one of them. Means and standard errors of the share
are integrals over the mixture; bounds are its quantiles, carried through the logistic function.
"""

from __future__ import annotations

import numpy as np
from scipy.special import expit, ndtr, ndtri

from analysis.model.measurements import Floats

__all__ = ["mixture_quantile", "normal_points", "share_moments"]

POINTS = 64
"""Normal points for each draw of the scales, where a share depends on several levels."""

ABSCISSAE, WEIGHTS = np.polynomial.hermite_e.hermegauss(13)
WEIGHTS = WEIGHTS / WEIGHTS.sum()


def share_moments(
    means: Floats, deviations: Floats, weights: Floats | None = None
) -> tuple[Floats, Floats]:
    """Mean and standard deviation of the logistic of a mixture of normals.

    Args:
        means: (K, T) means of K normals, on the logit scale.
        deviations: (K, T) their standard deviations.
        weights: (K, T) how likely each is, adding up to one; default: all are as likely.

    Returns:
        Two arrays (T,), as shares.

    >>> mean, deviation = share_moments(np.zeros((1, 1)), np.zeros((1, 1)))
    >>> float(mean[0]), float(deviation[0])
    (0.5, 0.0)
    """
    shares = expit(means + deviations * ABSCISSAE[:, None, None])
    each = WEIGHTS[:, None, None] * _likely(means, weights)
    mean = np.sum(each * shares, axis=(0, 1))
    return mean, np.sqrt(np.sum(each * (shares - mean) ** 2, axis=(0, 1)))


def mixture_quantile(
    means: Floats, deviations: Floats, probability: float, weights: Floats | None = None
) -> Floats:
    """The quantile of a mixture of normals, by safeguarded Newton steps.

    Args:
        means: (K, T) means.
        deviations: (K, T) standard deviations.
        probability: between 0 and 1.
        weights: (K, T) as of `share_moments`.

    Returns:
        (T,) quantiles.

    >>> bool(np.isclose(mixture_quantile(np.zeros((1, 1)), np.ones((1, 1)), 0.95)[0], 1.6448536))
    True
    """
    deviations = np.maximum(deviations, 1e-12)
    likely = np.broadcast_to(_likely(means, weights), means.shape)
    each = means + ndtri(probability) * deviations
    low, high = each.min(axis=0), each.max(axis=0)
    guess = (likely * each).sum(axis=0)
    sought = np.arange(len(guess))
    found: Floats = guess.copy()
    for _ in range(60):
        z = (guess - means) / deviations
        excess = (likely * ndtr(z)).sum(axis=0) - probability
        low = np.where(excess < 0, guess, low)
        high = np.where(excess > 0, guess, high)
        density = (likely * np.exp(-0.5 * z**2) / deviations).sum(axis=0) / np.sqrt(2 * np.pi)
        newton = guess - excess / np.maximum(density, 1e-300)
        inside = (newton >= low) & (newton <= high)
        found[sought] = np.where(inside, newton, (low + high) / 2)
        left = np.abs(found[sought] - guess) > 1e-12 * (1 + np.abs(guess))
        if not left.any():
            break
        sought, low, high = sought[left], low[left], high[left]
        guess = found[sought]
        means, deviations, likely = means[:, left], deviations[:, left], likely[:, left]
    return found


def _likely(means: Floats, weights: Floats | None) -> Floats:
    """(K, T) or what broadcasts to it."""
    return np.full((len(means), 1), 1 / len(means)) if weights is None else weights


def normal_points(means: Floats, covariances: Floats) -> Floats:
    """The same normal points carried to each mean and covariance, mirrored and rescaled.

    Args:
        means: (K, D, L).
        covariances: (K, D, L, L).

    Returns:
        (K, P, D, L) points whose mean and covariance over P are exactly those given.

    >>> points = normal_points(np.zeros((1, 1, 2)), np.eye(2)[None, None])[0, :, 0]
    >>> bool(np.allclose(points.T @ points / len(points), np.eye(2)))
    True
    """
    size = means.shape[-1]
    half = np.random.default_rng(POINTS).standard_normal((max(POINTS // 2, 2 * size), size))
    points = np.concatenate([half, -half])
    points = np.linalg.solve(np.linalg.cholesky(points.T @ points / len(points)), points.T).T
    values, vectors = np.linalg.eigh(covariances)
    roots = vectors * np.sqrt(np.maximum(values, 0.0))[..., None, :]
    return np.asarray(means[:, None] + np.einsum("kdij,pj->kpdi", roots, points))
