"""Equally likely points of a posterior of the scales that has more than one mode.

    extra  |  . : .               each cell of the grid is as likely as the posterior there;
           |  : # : .             points are the quantiles of the moves' scale and, given
           |      : # :           each, of the extra error
           +------------- volatility

The other scales are taken as normal given these two, around their mean at the modes.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.interpolate import RectBivariateSpline
from scipy.special import ndtri
from scipy.stats import qmc

from analysis.model.measurements import Floats
from analysis.model.posterior import Mode, Posterior

__all__ = ["grid_points"]

CELLS = 21
"""Grid values of either scale."""

POINTS = 64

FINE = 8
"""Parts into which a cell is cut, its log density following a spline between grid values."""

REACH = 3.5
"""Standard deviations of the prior, on either side of its centre, that the grid covers."""


def grid_points(posterior: Posterior, modes: Sequence[Mode]) -> Floats:
    """(POINTS, J) equally likely points of the posterior.

    Args:
        posterior: of scales of which some move the level and one is the extra error.
        modes: its modes, two or more.
    """
    scales = posterior.spaces[0].scales
    pair = [
        next(j for j, scale in enumerate(scales) if scale.level is not None),
        next(j for j, scale in enumerate(scales) if scale.extra is not None),
    ]
    axes = [_axis(posterior, place) for place in pair]
    heights = np.array(
        [
            [posterior.height(_filled(modes, pair, np.array([a, b]))) for b in axes[1]]
            for a in axes[0]
        ]
    )
    uniform = _even_points(len(scales))
    chosen = _transformed(heights, axes, uniform[:, :2])
    points = np.array([_filled(modes, pair, own) for own in chosen])
    rest = [j for j in range(len(scales)) if j not in pair]
    if rest:
        root = np.linalg.cholesky(_conditional(modes[0].covariance, pair, rest))
        points[:, rest] += ndtri(uniform[:, 2:]) @ root.T
    return points


def _even_points(size: int) -> Floats:
    """(POINTS, size) points that fill the unit cube evenly: Hammersley's set, centred."""
    halton = qmc.Halton(size - 1, scramble=False).random(POINTS)
    first = (np.arange(POINTS) + 0.5) / POINTS
    centred = halton + 0.5 - halton.mean(axis=0)
    return np.column_stack([first, np.clip(centred, 0.25 / POINTS, 1 - 0.25 / POINTS)])


def _axis(posterior: Posterior, place: int) -> Floats:
    """Grid values of one log scale."""
    reach = REACH * posterior.precision[place] ** -0.5
    return np.linspace(posterior.centre[place] - reach, posterior.centre[place] + reach, CELLS)


def _filled(modes: Sequence[Mode], pair: Sequence[int], values: Floats) -> Floats:
    """All log scales at values of two: the others at their mean given these, near each mode.

    The means that the modes give are averaged by how likely each finds the two values.
    """
    weights, means = [], []
    for mode in modes:
        own = mode.covariance[np.ix_(pair, pair)]
        apart = np.linalg.solve(own, values - mode.at[pair])
        means.append(mode.at + mode.covariance[:, pair] @ apart)
        weights.append(-0.5 * (values - mode.at[pair]) @ apart)
    parts = np.exp(np.array(weights) - max(weights))
    filled = parts @ np.array(means) / parts.sum()
    filled[list(pair)] = values
    return np.asarray(filled)


def _conditional(covariance: Floats, pair: Sequence[int], rest: Sequence[int]) -> Floats:
    """The covariance of the other log scales given two."""
    across = covariance[np.ix_(rest, pair)]
    own = covariance[np.ix_(pair, pair)]
    return np.asarray(covariance[np.ix_(rest, rest)] - across @ np.linalg.solve(own, across.T))


def _transformed(heights: Floats, axes: Sequence[Floats], uniform: Floats) -> Floats:
    """(P, 2) points whose first values are quantiles of the density's first margin, and whose
    second are quantiles of the second value given the first."""
    fine = [np.linspace(axis[0], axis[-1], FINE * (CELLS - 1) + 1) for axis in axes]
    every = RectBivariateSpline(axes[0], axes[1], heights)(fine[0], fine[1])
    density = np.exp(every - every.max())
    first = _quantiles(fine[0], density.sum(axis=1), uniform[:, 0])
    places = np.abs(fine[0] - first[:, None]).argmin(axis=1)
    second = [
        _quantiles(fine[1], density[place], np.array([own]))[0]
        for place, own in zip(places, uniform[:, 1], strict=True)
    ]
    return np.column_stack([first, second])


def _quantiles(axis: Floats, density: Floats, probability: Floats) -> Floats:
    """Quantiles of a density that is given at evenly spaced values."""
    below = np.concatenate([[0.0], np.cumsum((density[1:] + density[:-1]) / 2)])
    return np.asarray(np.interp(probability * below[-1], below, axis))
