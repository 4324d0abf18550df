"""The posterior of the log scales, its modes, and where to look for them.

    log posterior(theta) = log-likelihood(theta) + sum of log prior(theta_j)

The priors are log-normal, so that theta, the log of each scale, has a normal prior: weak, but
enough to keep a series of five readings off the boundary at 0. What a few readings show can
often be told in two ways, a level that moves much and polls that err little or the other way
round; each way may be a mode of its own, and a search finds the one that it starts near. It is
therefore started from the best point of little extra error and from the best point of much.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.optimize import minimize

from analysis.model.measurements import Floats
from analysis.model.statespace import StateSpace

__all__ = ["CLOSE", "Mode", "Posterior", "curvature", "find_modes", "follow_modes"]

CLOSE = 4.0
"""Modes that lie further than this under the highest, in nats, play no part."""

SAME = 0.1
"""Modes nearer to each other than this, in log scales, are one."""

STARTS = (-1.5, 0.0, 1.5)
"""Places, in standard deviations of the prior, among which searches start, for the scales of the
level's moves and for extra error alike."""

DIFFERENCE = 1e-5
"""The step by which curvature is measured, in log scales."""

ROUGH = 0.1
"""The slope at which the first search stops; Newton steps do the rest."""

TIGHT = 1e-4
"""The last Newton step of the search, in log scales; what is left after it is far smaller."""


@dataclass(frozen=True)
class Mode:
    """A mode of the posterior: log scales (J,), Laplace's covariance (J, J), the log posterior
    density there but for a constant, and whether the search `converged`."""

    at: Floats
    covariance: Floats
    height: float
    converged: bool


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

    def height(self, theta: Floats) -> float:
        """The log posterior density, but for a constant."""
        prior = -0.5 * float(np.sum(self.precision * (theta - self.centre) ** 2))
        return prior + sum(space.loglikelihood(theta) for space in self.spaces)

    def scored(self, theta: Floats) -> tuple[float, Floats]:
        """Minus that log density, and its gradient (J,)."""
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
        return np.asarray((vectors / np.maximum(values, 0.1)) @ vectors.T)


def find_modes(posterior: Posterior, *, measured: bool = True) -> list[Mode]:
    """The modes within `CLOSE` of the highest, the highest first; `measured` as `follow_modes`."""
    found = []
    for start in _starts(posterior):
        rough = minimize(posterior.scored, start, jac=True, method="BFGS", options={"gtol": ROUGH})
        inverse = posterior.inverse_curvature(rough.x, rough.jac)
        found.append(_polished(posterior, rough.x, rough.jac, inverse, measured=measured))
    return _distinct(found)


def follow_modes(
    posterior: Posterior, modes: Sequence[Mode], *, measured: bool = True
) -> list[Mode]:
    """Where the modes of a posterior of much the same readings have moved.

    Args:
        posterior: of the readings as they are now.
        modes: of the readings as they were.
        measured: whether each covariance is the mode's own; else it is that by which the mode
            was reached, which is enough to follow it further.
    """
    found = []
    for mode in modes:
        slope = posterior.slope(mode.at)
        found.append(_polished(posterior, mode.at, slope, mode.covariance, measured=measured))
    return _distinct(found)


def _starts(posterior: Posterior) -> list[Floats]:
    """The best of a few points, and the best of those with another extra error, if near.

    A search climbs from either; the other one must not lie so low that no mode of its own
    could come within `CLOSE` of the highest.
    """
    scales = posterior.spaces[0].scales
    spread = np.array([scale.spread for scale in scales])
    moves = np.array([scale.level is not None for scale in scales]) * spread
    extra = np.array([scale.extra is not None for scale in scales]) * spread
    best: dict[float, tuple[float, Floats]] = {}
    for error, move in itertools.product(STARTS, STARTS):
        point = posterior.centre + move * moves + error * extra
        height = posterior.height(point)
        if error not in best or height > best[error][0]:
            best[error] = height, point
    ordered = sorted(best.values(), key=lambda found: -found[0])
    return [point for height, point in ordered if height > ordered[0][0] - 2 * CLOSE]


def _distinct(found: Sequence[Mode]) -> list[Mode]:
    """Each mode once, the highest first.

    Searches that end in one mode find heights that differ in the last digits alone; the first of
    them is kept, whichever those digits are.
    """
    kept: list[Mode] = []
    for mode in sorted(found, key=lambda each: -round(each.height, 6)):
        if all(np.abs(mode.at - other.at).max() > SAME for other in kept) and (
            not kept or (mode.converged and mode.height > kept[0].height - CLOSE)
        ):
            kept.append(mode)
    return kept


def _polished(
    posterior: Posterior, theta: Floats, slope: Floats, inverse: Floats, *, measured: bool
) -> Mode:
    """The mode that Newton steps reach, down to `TIGHT`."""
    converged = False
    for step in range(1, 40):
        move = inverse @ slope
        move *= min(1.0, 0.5 / max(np.abs(move).max(), 1e-300))
        theta = theta - move
        if np.abs(move).max() < TIGHT:
            converged = True
            break
        slope = posterior.slope(theta)
        if step % 6 == 0:
            inverse = posterior.inverse_curvature(theta, slope)
    if measured:
        # However near the search began, and used for one more step: with a covariance of
        # before, or a step that is taken or not, the result would hang on the last digits.
        slope = posterior.slope(theta)
        inverse = posterior.inverse_curvature(theta, slope)
        if converged:
            theta = theta - inverse @ slope
    return Mode(theta, inverse, posterior.height(theta), converged)


def curvature(gradient: Callable[[Floats], Floats], theta: Floats, slope: Floats) -> Floats:
    """(J, J) second derivatives, by differences from the exact gradient `slope` at `theta`."""
    steps = DIFFERENCE * np.eye(len(theta))
    rows = np.array([(gradient(theta + step) - slope) / DIFFERENCE for step in steps])
    return np.asarray((rows + rows.T) / 2)
