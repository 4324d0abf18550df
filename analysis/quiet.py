"""Series without a turning point, drawn from a fitted model as a fit to each would see them.

    fitted scales -> readings without a break -> the scales that a fit to these would find

A fit takes part of any surprise for volatility or error, all the more in a short series, so
that the largest surprise of a fitted series is smaller than that of a known one. Each drawn
series is therefore judged with scales of its own: one Newton step from the true ones towards
its own mode, under the priors of the fit. Scales are rounded, so that series share covariances.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import cholesky, solve_triangular

from analysis.fitted import Fitted
from analysis.hyperparameters import Hyperparameters
from analysis.statespace import BREAK_SD, SLOPE_SD, Scale
from analysis.steps import DAYS_A_YEAR, Floats, Integers

__all__ = ["Covariance", "covariance_of", "quiet_series"]

FOLLOWED = 250
"""Readings up to which the fit to each drawn series is followed; beyond, it hardly moves."""

ROUNDING = 0.2
"""Log scales are rounded to this."""

REACH = 1.4
"""The furthest that a log scale is moved in one step."""


@dataclass(frozen=True)
class Covariance:
    """Of T readings: what is known (T, T), and what each squared scale adds (J, T, T)."""

    known: Floats
    shapes: Floats

    def at(self, theta: Floats) -> Floats:
        """The covariance (T, T) at some log scales (J,), in logits squared."""
        return np.asarray(self.known + np.tensordot(np.exp(2 * theta), self.shapes, 1))


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
) -> list[tuple[Floats, Floats]]:
    """Series without a break, in groups that share the scales a fit to them would find.

    Args:
        covariance: of the readings.
        fit: the scales, taken for the true ones, and their priors.
        count: of series.
        seed: of the draws.

    Returns:
        A Cholesky root (T, T) and whitened readings (T, S) a group.
    """
    root = cholesky(covariance.at(fit.mode), lower=True)
    noise = np.random.default_rng(seed).standard_normal((len(root), count))
    if len(root) > FOLLOWED:
        return [(root, noise)]
    moved = ROUNDING * np.round(_towards_own_mode(covariance, fit, root, noise) / ROUNDING)
    groups, group_of = np.unique(moved, axis=0, return_inverse=True)
    found = []
    for number, step in enumerate(groups):
        own = cholesky(covariance.at(fit.mode + step), lower=True)
        readings = root @ noise[:, group_of.ravel() == number]
        found.append((own, solve_triangular(own, readings, lower=True)))
    return found


def _towards_own_mode(
    covariance: Covariance, fit: Hyperparameters, root: Floats, noise: Floats
) -> Floats:
    """(S, J) one Newton step of the log scales for each series, with the expected curvature."""
    inverse = np.linalg.inv(root)
    slopes = 2 * np.exp(2 * fit.mode)[:, None, None] * covariance.shapes
    slopes = inverse @ slopes @ inverse.T
    precision = np.array([scale.spread**-2.0 for scale in fit.scales])
    pull = precision * (fit.mode - np.log([scale.median for scale in fit.scales]))
    quadratic = np.stack([np.sum(noise * (slope @ noise), axis=0) for slope in slopes])
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
