"""Series without a turning point, drawn from a fitted model as a fit to each would see them.

    fitted scales -> readings without a break -> the scales that a fit to these would find

A fit takes part of any surprise for volatility or error, all the more in a short series, so
that the largest surprise of a fitted series is smaller than that of a known one. Each drawn
series is therefore judged with scales of its own: a few scoring steps from the true ones towards
its own mode, under the priors of the fit. Scales are rounded, so that series share covariances.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import cholesky, solve_triangular

from analysis.model.fitted_model import Fitted
from analysis.model.hyperparameters import Hyperparameters
from analysis.model.measurements import DAYS_A_YEAR, Floats, Integers
from analysis.model.system_matrices import BREAK_SD, SLOPE_SD, Scale

__all__ = ["FOLLOWED", "Covariance", "Quiet", "covariance_of", "quiet_series"]

FOLLOWED = 250
"""Readings up to which the fit to each drawn series is followed; beyond, it hardly moves."""

ROUNDING = 0.2
"""Log scales are rounded to this."""

STEPS = 3
"""Scoring steps taken towards each series' own mode."""

REACH = 0.6
"""The furthest that a log scale is moved in one step."""


@dataclass(frozen=True)
class Covariance:
    """Of T readings: what is known (T, T), and what each squared scale adds (J, T, T)."""

    known: Floats
    shapes: Floats

    def at(self, theta: Floats) -> Floats:
        """The covariance (T, T) at some log scales (J,), in logits squared."""
        return np.asarray(self.known + np.tensordot(np.exp(2 * theta), self.shapes, 1))


@dataclass(frozen=True)
class Quiet:
    """S drawn series that share their scales: log scales (J,), Cholesky root (T, T) of the
    covariance, which of all series they are (S,), and their whitened readings (T, S)."""

    scales: Floats
    root: Floats
    members: Integers
    white: Floats


def covariance_of(fitted: Fitted, kept: Integers | slice = slice(None)) -> Covariance:
    """The covariance of the readings of one series under its model, or of some of them.

    Written out directly, where the filter never forms it: first level, walk (min(t, s), or
    its integral for the smooth model), accepted breaks, house effects, and errors.
    """
    steps = fitted.steps
    years = (steps.days - steps.days[0]) / DAYS_A_YEAR
    known = np.full((len(years), len(years)), steps.initial[0, 0])
    if fitted.smooth:
        known += SLOPE_SD**2 * np.outer(years, years)
    for day in steps.breaks:
        later = (steps.days >= day).astype(float)
        known += BREAK_SD**2 * np.outer(later, later)
    known += np.diag(steps.sampling[:, 0, 0] * steps.inflation)
    shapes = np.stack([_added(scale, fitted, years) for scale in fitted.hyperparameters.scales])
    return Covariance(known[kept][:, kept], shapes[:, kept][:, :, kept])


def quiet_series(
    covariance: Covariance, fit: Hyperparameters, count: int, seed: int
) -> list[Quiet]:
    """Series without a break, in groups that share the scales a fit to them would find.

    Args:
        covariance: of the readings.
        fit: the scales, taken for the true ones, and their priors.
        count: of series.
        seed: of the draws.

    Returns:
        The groups; every series is in one.
    """
    root = cholesky(covariance.at(fit.mode), lower=True)
    readings = root @ np.random.default_rng(seed).standard_normal((len(root), count))
    moved = np.zeros((count, len(fit.mode)))
    if len(root) <= FOLLOWED:
        for _ in range(STEPS):
            for group in _groups(covariance, fit, moved, readings):
                step = _towards_own_mode(covariance, fit, group)
                moved[group.members] = group.scales - fit.mode + step
    return _groups(covariance, fit, moved, readings)


def _groups(
    covariance: Covariance, fit: Hyperparameters, moved: Floats, readings: Floats
) -> list[Quiet]:
    """Series with the same rounded scales together."""
    rounded = ROUNDING * np.round(moved / ROUNDING)
    steps, number = np.unique(rounded, axis=0, return_inverse=True)
    found = []
    for at, step in enumerate(steps):
        root = cholesky(covariance.at(fit.mode + step), lower=True)
        members = np.flatnonzero(number.ravel() == at)
        white = solve_triangular(root, readings[:, members], lower=True)
        found.append(Quiet(fit.mode + step, root, members, white))
    return found


def _towards_own_mode(covariance: Covariance, fit: Hyperparameters, group: Quiet) -> Floats:
    """(S, J) one scoring step of the log scales of each series, with the expected curvature."""
    theta, white, inverse = group.scales, group.white, np.linalg.inv(group.root)
    slopes = inverse @ (2 * np.exp(2 * theta)[:, None, None] * covariance.shapes) @ inverse.T
    precision = np.array([scale.spread**-2.0 for scale in fit.scales])
    pull = precision * (theta - np.log([scale.median for scale in fit.scales]))
    quadratic = np.stack([np.sum(white * (slope @ white), axis=0) for slope in slopes])
    score = (quadratic - np.trace(slopes, axis1=1, axis2=2)[:, None]) / 2 - pull[:, None]
    curvature = np.einsum("jtu,ktu->jk", slopes, slopes) / 2 + np.diag(precision)
    return np.clip(np.linalg.solve(curvature, score).T, -REACH, REACH)


def _added(scale: Scale, fitted: Fitted, years: Floats) -> Floats:
    """(T, T) what one squared scale adds to the covariance of the readings."""
    steps, total = fitted.steps, np.zeros((len(years), len(years)))
    if scale.level is not None:
        wander = np.zeros(len(years)) if fitted.smooth else steps.wander * steps.inflation
        total += scale.level[0, 0] * (_walk(years, fitted.smooth) + np.diag(wander))
    if scale.extra is not None:
        total += scale.extra[0, 0] * np.diag(steps.inflation)
    if scale.effects is not None:
        loadings = steps.effects[:, 0]
        total += loadings @ scale.effects @ loadings.T
    return total


def _walk(years: Floats, smooth: bool) -> Floats:
    """The covariance of a Wiener process, or of its integral, that starts at 0 in year 0."""
    early, late = np.minimum.outer(years, years), np.maximum.outer(years, years)
    return early**2 * (3 * late - early) / 6 if smooth else early
