"""One volatility or one that switches: the scales under switching, and how the two are averaged.

    weight of switching = evidence of switching / (evidence of switching + of constant)

The evidence of a model is the density it gave to the readings in advance, each in turn, with
the scales integrated out by Laplace's approximation: the models are weighed by how well each
has predicted (Kass and Raftery 1995, Journal of the American Statistical Association 90).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import expit, logsumexp

from analysis.model.hyperparameters import Hyperparameters, laplace_points
from analysis.model.measurements import Floats
from analysis.model.posterior import Mode, Posterior
from analysis.model.statespace import StateSpace
from analysis.model.switching import SwitchingSpace

__all__ = ["Switching", "evidence", "fit_switching", "mode_of"]

SLOWER = (0.0, -0.5, -1.0)
LESS_EXTRA = (0.0, -1.0, -2.0)
"""Where the search starts: the best of these log changes of volatility and extra error."""

STEP = 0.05
"""Distance, in log scales, of the points from which slopes and curvatures are taken."""

FAR = 0.7
"""The furthest that a log scale moves in a round."""

SETTLED = 0.02
"""Rounds end when no log scale moves by more: then the bands no longer do."""

ROUNDS = 12


@dataclass(frozen=True)
class Switching:
    """The mode of the log scales under a switching volatility, and the model's `weight`."""

    mode: Mode
    weight: float

    @cached_property
    def nodes(self) -> Floats:
        """(K, J) equally likely points around the mode."""
        return laplace_points(self.mode)


def fit_switching(
    space: StateSpace, constant: Hyperparameters, near: Switching | None = None
) -> Switching:
    """Scales of a switching volatility.

    Args:
        space: of one level without slope.
        constant: the scales of a constant volatility, fitted to the same readings.
        near: a fit to much the same readings, from which the search then starts.

    Returns:
        The mode, and the weight beside the constant model were either as likely beforehand.
    """
    starts = [mode.at for mode in constant.modes] if near is None else [near.mode.at]
    mode = mode_of(SwitchingSpace(space), starts, near=near is not None)
    apart = evidence(mode) - logsumexp([evidence(each) for each in constant.modes])
    return Switching(mode, float(expit(apart)))


def mode_of(switching: SwitchingSpace, starts: Sequence[Floats], *, near: bool = False) -> Mode:
    """The mode of the log scales under paces or tails.

    Args:
        switching: the readings and scales.
        starts: (J,) log scales that other models of the readings have found.
        near: whether the mode is known to be near; else points around each start are tried.
    """
    scales = switching.space.scales
    posterior = Posterior([switching.space])

    def heights(thetas: Floats) -> Floats:
        apart = thetas - posterior.centre
        prior = -0.5 * np.sum(posterior.precision * apart**2, axis=1)
        return np.asarray(prior + switching.log_likelihood(thetas))

    if near:
        return _climbed(heights, starts[0])
    moves = np.array([scale.level is not None for scale in scales])
    extra = np.array([scale.extra is not None for scale in scales])
    points = np.array(
        [
            start + slower * moves + less * extra
            for start in starts
            for slower, less in itertools.product(SLOWER, LESS_EXTRA)
        ]
    )
    if switching.space.steps.effects.shape[2]:
        return _climbed(heights, points[heights(points).argmax()])
    # So small are the arrays of a level alone that all first patterns cost what one would.
    around = points[:, None] + _pattern(points.shape[1])
    found = heights(around.reshape(-1, points.shape[1])).reshape(around.shape[:2])
    best = found[:, 0].argmax()
    return _climbed(heights, points[best], found[best])


def _pattern(size: int) -> Floats:
    """(P, size) moves to a point itself and to those that slopes and curvatures need."""
    eye = STEP * np.eye(size)
    pairs = [[eye[i] + eye[j]] for i, j in itertools.combinations(range(size), 2)]
    return np.concatenate([np.zeros((1, size)), eye, -eye, *pairs])


def _climbed(
    heights: Callable[[Floats], Floats], start: Floats, around: Floats | None = None
) -> Mode:
    """The mode that Newton steps with numerical curvatures reach; no step goes downhill.

    `around` (P,) are the heights of the pattern around the start, where they are known.
    """
    size = len(start)
    pairs = list(itertools.combinations(range(size), 2))
    pattern = _pattern(size)
    here, converged, best = start, False, -np.inf
    move = np.zeros(size)
    covariance = np.eye(size)
    for _ in range(ROUNDS):
        found = heights(here + move + pattern) if around is None else around
        around = None
        if found[0] < best - 1e-3:
            move = move / 3
            continue
        here, best = here + move, float(found[0])
        up, down = found[1 : 1 + size], found[1 + size : 1 + 2 * size]
        slope = (up - down) / (2 * STEP)
        hessian = np.diag((up + down - 2 * best) / STEP**2)
        for place, (i, j) in enumerate(pairs):
            cross = (found[1 + 2 * size + place] - up[i] - up[j] + best) / STEP**2
            hessian[i, j] = hessian[j, i] = cross
        values, vectors = np.linalg.eigh(-hessian)
        covariance = (vectors / np.maximum(values, 0.1)) @ vectors.T
        move = covariance @ slope
        if np.abs(move).max() < SETTLED:
            converged = True
            break
        move *= min(1.0, FAR / np.abs(move).max())
    return Mode(here, covariance, best, converged)


def evidence(mode: Mode) -> float:
    """The log of the posterior's integral around a mode, but for what all models share."""
    return mode.height + 0.5 * float(np.linalg.slogdet(mode.covariance)[1])
