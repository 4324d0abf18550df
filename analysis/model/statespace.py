"""The state-space model under every trend, in continuous time, on statsmodels' exact filter.

    z_t = H_t (level_t + extra_t) + G_t effects + error_t     error_t ~ N(0, V_t)
    level_{t+1} = level_t + shock_t                  shock_t ~ N(0, dt * sum_j x_j^2 A_j)
                                                     extra_t ~ N(0, sum_j x_j^2 B_j)
                                                     effects ~ N(0, sum_j x_j^2 C_j)

Every unknown variance is a squared scale x_j times a known shape, so one small class serves a
single share, several answers of one question and several countries, and the gradient of the
likelihood comes out of one smoother pass (Koopman and Shephard 1992, Biometrika 79). There is
one step a reading, never a daily grid: days asked for without a reading are missing values.
With `smooth=True` a slope walks and the level is its integral.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from statsmodels.tsa.statespace import kalman_smoother

from analysis.model.measurements import DAYS_A_YEAR, Floats, Integers, Steps
from analysis.model.walk import Walk

__all__ = ["Errors", "Residuals", "Scale", "Smoothed", "StateSpace"]

SLOPE_SD = 2.0
"""Prior standard deviation of the first slope of the smooth model, in logits a year."""

BREAK_SD = 1.0
"""Standard deviation of the extra move, in logits, in the step that a break falls in."""

STATES = kalman_smoother.SMOOTHER_STATE | kalman_smoother.SMOOTHER_STATE_COV
DISTURBANCES = kalman_smoother.SMOOTHER_DISTURBANCE | kalman_smoother.SMOOTHER_DISTURBANCE_COV


@dataclass(frozen=True)
class Scale:
    """One unknown standard deviation, its prior, and the shapes that its square multiplies.

    The prior is log-normal: `median` times or divided by exp(2 `spread`) holds 95%. `level`
    (L, L) shapes the level's moves in a year, `extra` (L, L) the error of a reading beyond
    sampling, `effects` (E, E) the constant effects; a shape left out is zero.
    """

    name: str
    median: float
    spread: float
    meaning: str
    level: Floats | None = None
    extra: Floats | None = None
    effects: Floats | None = None


@dataclass(frozen=True)
class Smoothed:
    """Levels (T, L) and effects (E,) given all readings, with covariances."""

    levels: Floats
    level_covariance: Floats
    effects: Floats
    effect_covariance: Floats


@dataclass(frozen=True)
class Residuals:
    """Levels (T, L) and residuals (T, k) of each step, given all readings.

    `error` is the reading minus level and effects, `prior_covariance` its covariance before and
    `error_covariance` given the readings.
    """

    level: Floats
    error: Floats
    error_covariance: Floats
    prior_covariance: Floats


@dataclass(frozen=True)
class Errors(Residuals):
    """Besides, what each step was foreseen to be and how the level moves after it.

    `one_step` is the reading minus its prediction from the readings before it, `log_density`
    (T,) how likely that was; `pull` Durbin and Koopman's r_t, how strongly later readings pull
    the level away from where the step leaves it.
    """

    one_step: Floats
    one_step_covariance: Floats
    log_density: Floats
    pull: Floats
    pull_covariance: Floats

    def of(self, rows: Integers, component: int) -> Errors:
        """Those of some steps and of one level."""
        part = Errors(*(getattr(self, each.name)[rows] for each in fields(self)))
        one = slice(component, component + 1)
        return replace(
            part,
            level=part.level[:, one],
            pull=part.pull[:, one],
            pull_covariance=part.pull_covariance[:, one, one],
        )


@dataclass
class StateSpace:
    """Steps and scales of a model; every method takes log scales `theta` (J,).

    A single walking level is solved as a `Walk`, many times faster than by the Kalman filter
    and to the same values; all else, and what only a filter knows, is statsmodels'.
    """

    steps: Steps
    scales: Sequence[Scale]
    smooth: bool = False

    @cached_property
    def filter(self) -> kalman_smoother.KalmanSmoother:
        """The Kalman filter and smoother, but for what depends on the scales."""
        count, k = self.steps.values.shape
        shocks = self.n_levels * (2 if self.smooth else 1)
        found = kalman_smoother.KalmanSmoother(k, self.n_states, shocks)
        found.bind(np.ascontiguousarray(self._complete_values))
        found.filter_univariate = k == 1
        design = np.zeros((k, self.n_states, count))
        design[:, : self.n_levels] = np.moveaxis(self.steps.levels, 0, -1)
        design[:, shocks:] = np.moveaxis(self.steps.effects, 0, -1)
        design *= ~self._absent.T[:, None, :]
        found["design"] = design
        found["selection"] = np.eye(self.n_states, shocks)
        found["transition"] = self._transition()
        return found

    @cached_property
    def walk(self) -> Walk | None:
        """The same model as one walking level, where it is one."""
        moves = any(scale.level is not None for scale in self.scales)
        given = self._effect_shapes.sum(axis=0).diagonal().all()
        if self.smooth or self.steps.levels.shape[1:] != (1, 1) or not (moves and given):
            return None
        return Walk(
            self.steps,
            self._known_error[0, 0],
            self._error_shapes[:, 0, 0],
            self._known_shocks[0, 0],
            self._shock_shapes[:, 0, 0],
            self._effect_shapes,
        )

    @property
    def n_states(self) -> int:
        """Levels, slopes and effects."""
        return self.n_levels * (2 if self.smooth else 1) + self.n_effects

    @property
    def n_levels(self) -> int:
        """How many levels walk."""
        return int(self.steps.levels.shape[2])

    @property
    def n_effects(self) -> int:
        """How many constant effects there are."""
        return int(self.steps.effects.shape[2])

    def loglikelihood(self, theta: Floats) -> float:
        """The log density of all readings at these log scales."""
        if self.walk is not None:
            return self.walk.solve(theta).log_likelihood
        self._set(theta)
        return float(self.filter.loglike())

    def gradient(self, theta: Floats) -> Floats:
        """The gradient (J,) of the log-likelihood in the log scales, from one smoother pass."""
        if self.walk is not None:
            return self.scored(theta)[1]
        self._set(theta)
        return self._score(self._smooth(STATES | DISTURBANCES), theta)

    def scored(self, theta: Floats) -> tuple[float, Floats]:
        """The log-likelihood and its gradient from one pass, for less than the two apart."""
        if self.walk is not None:
            solved = self.walk.solve(theta)
            return solved.log_likelihood, self.walk.score(solved, theta)
        self._set(theta)
        result = self._smooth(STATES | DISTURBANCES, update_filter=True)
        return float(result.llf), self._score(result, theta)

    def smoothed(self, theta: Floats) -> Smoothed:
        """Levels and effects given all readings."""
        if self.walk is not None:
            solved, day = self.walk.solve(theta), self.walk.day
            return Smoothed(
                levels=solved.levels[day, None],
                level_covariance=solved.variance[day, None, None],
                effects=solved.effects,
                effect_covariance=solved.effect_covariance,
            )
        self._set(theta)
        result = self._smooth(STATES)
        first_effect = self.n_states - self.n_effects
        return Smoothed(
            levels=result.smoothed_state[: self.n_levels].T,
            level_covariance=np.moveaxis(
                result.smoothed_state_cov[: self.n_levels, : self.n_levels], -1, 0
            ),
            effects=result.smoothed_state[first_effect:, -1],
            effect_covariance=result.smoothed_state_cov[first_effect:, first_effect:, -1],
        )

    def filtered(self, theta: Floats) -> Any:
        """statsmodels' filter results: states given the past, one-step errors."""
        self._set(theta)
        return self.filter.filter()

    def residuals(self, theta: Floats) -> Residuals:
        """What all readings make of each step's error, for less than `errors`."""
        if self.walk is None:
            return self.errors(theta)
        solved = self.walk.solve(theta)
        error, variance = self.walk.residuals(solved)
        return Residuals(
            level=solved.levels[self.walk.day, None],
            error=error[:, None],
            error_covariance=variance[:, None, None],
            prior_covariance=solved.error[:, None, None],
        )

    def errors(self, theta: Floats) -> Errors:
        """What the smoother makes of each step's error and of the move after it."""
        self._set(theta)
        result = self.filter.smooth(smoother_output=STATES | DISTURBANCES)
        n = self.n_levels
        count = len(self.steps.days)
        return Errors(
            level=result.smoothed_state[:n].T,
            error=result.smoothed_measurement_disturbance.T,
            error_covariance=np.moveaxis(result.smoothed_measurement_disturbance_cov, -1, 0),
            prior_covariance=np.moveaxis(result.obs_cov, -1, 0),
            one_step=result.forecasts_error.T,
            one_step_covariance=np.moveaxis(result.forecasts_error_cov, -1, 0),
            log_density=result.llf_obs,
            pull=result.scaled_smoothed_estimator[:n, :count].T,
            pull_covariance=np.moveaxis(
                result.scaled_smoothed_estimator_cov[:n, :n, :count], -1, 0
            ),
        )

    def transitions(self) -> Floats:
        """(T, m, m) matrices that take the states of a step to the next."""
        matrix = self.filter["transition"]
        return np.broadcast_to(
            np.moveaxis(matrix, -1, 0), (len(self.steps.days), *matrix.shape[:2])
        )

    @cached_property
    def _years(self) -> Floats:
        """(T,) years from each step to the next; nothing follows the last."""
        return np.diff(self.steps.days, append=self.steps.days[-1:]) / DAYS_A_YEAR

    @cached_property
    def _absent(self) -> NDArray[np.bool_]:
        """(T, k) where a step observes some of its values, those it lacks.

        They are set to an observed 0 that loads on nothing, with unit variance: no
        information, and a filter that never meets half a missing vector.
        """
        missing = np.isnan(self.steps.values)
        return missing & ~missing.all(axis=1, keepdims=True)

    @property
    def _complete_values(self) -> Floats:
        return np.where(self._absent, 0.0, self.steps.values)

    @cached_property
    def _known_error(self) -> Floats:
        """(k, k, T)"""
        error = self.steps.sampling * self.steps.inflation[:, None, None]
        return np.ascontiguousarray(np.moveaxis(self._masked(error, 1.0), 0, -1))

    @cached_property
    def _error_shapes(self) -> Floats:
        """(J, k, k, T) what each squared scale adds to the error covariance."""
        steps = self.steps
        count, k, _ = steps.levels.shape
        shapes = np.zeros((len(self.scales), k, k, count))
        for shape, scale in zip(shapes, self.scales, strict=True):
            total = np.zeros((count, k, k))
            if scale.extra is not None:
                total += steps.levels @ scale.extra @ steps.levels.transpose(0, 2, 1)
            if scale.level is not None and not self.smooth and steps.wander.any():
                moved = steps.levels @ scale.level @ steps.levels.transpose(0, 2, 1)
                total += steps.wander[:, None, None] * moved
            total *= steps.inflation[:, None, None]
            shape[:] = np.moveaxis(self._masked(total, 0.0), 0, -1)
        return shapes

    @cached_property
    def _shock_shapes(self) -> Floats:
        """(J, r, r, T) what each squared scale adds to the covariance of the shocks."""
        shapes = [
            self._shock_shape(
                np.zeros_like(self.steps.initial) if scale.level is None else scale.level
            )
            for scale in self.scales
        ]
        return np.stack(shapes)

    @cached_property
    def _known_shocks(self) -> Floats:
        """(r, r, T) the variance that breaks add."""
        shocks = np.zeros(self._shock_shapes.shape[1:])
        days = self.steps.days
        for day in self.steps.breaks:
            across = (days[:-1] < day) & (day <= days[1:])
            shocks[: self.n_levels, : self.n_levels, :-1] += (
                self.steps.initial[:, :, None] / self.steps.initial[0, 0] * BREAK_SD**2 * across
            )
        return shocks

    @cached_property
    def _effect_shapes(self) -> Floats:
        """(J, E, E)"""
        nothing = np.zeros((self.n_effects, self.n_effects))
        return np.stack([nothing if s.effects is None else s.effects for s in self.scales])

    def _shock_shape(self, level: Floats) -> Floats:
        years = self._years
        if not self.smooth:
            pace = 1.0 if self.steps.pace is None else self.steps.pace
            return level[:, :, None] * years * pace
        return np.concatenate(
            [
                np.concatenate(
                    [level[:, :, None] * years**3 / 3, level[:, :, None] * years**2 / 2], 1
                ),
                np.concatenate([level[:, :, None] * years**2 / 2, level[:, :, None] * years], 1),
            ]
        )

    def _transition(self) -> Floats:
        if not self.smooth:
            return np.eye(self.n_states)[:, :, None]
        matrix = np.repeat(np.eye(self.n_states)[:, :, None], len(self.steps.days), axis=2)
        levels = np.arange(self.n_levels)
        matrix[levels, levels + self.n_levels] = self._years
        return matrix

    def _masked(self, matrices: Floats, diagonal: float) -> Floats:
        """(T, k, k) matrices with the rows and columns of absent values cut loose."""
        if not self._absent.any():
            return matrices
        absent = self._absent
        cut = np.where(absent[:, :, None] | absent[:, None, :], 0.0, matrices)
        return cut + diagonal * np.eye(matrices.shape[1]) * absent[:, :, None]

    def _smooth(self, output: int, *, update_filter: bool = False) -> Any:
        """The smoother's results alone, which is all that most callers need."""
        return self.filter.smooth(
            smoother_output=output, update_representation=False, update_filter=update_filter
        )

    def _set(self, theta: Floats) -> None:
        squares = np.exp(2 * np.asarray(theta, dtype=float))
        self.filter["obs_cov"] = self._known_error + np.tensordot(squares, self._error_shapes, 1)
        self.filter["state_cov"] = self._known_shocks + np.tensordot(squares, self._shock_shapes, 1)
        start = np.zeros((self.n_states, self.n_states))
        n = self.n_levels
        start[:n, :n] = self.steps.initial
        if self.smooth:
            start[n : 2 * n, n : 2 * n] = (
                self.steps.initial / self.steps.initial[0, 0] * SLOPE_SD**2
            )
        if self.n_effects:
            start[-self.n_effects :, -self.n_effects :] = self._effect_prior(theta)
        self.filter.initialize_known(np.zeros(self.n_states), start)

    def _effect_prior(self, theta: Floats) -> Floats:
        """(E, E)"""
        return np.tensordot(np.exp(2 * theta), self._effect_shapes, 1)

    def _score(self, result: Any, theta: Floats) -> Floats:
        """The gradient (J,) that the smoother's results give."""
        return np.exp(2 * theta) * (
            self._error_score(result)
            + self._shock_score(result)
            + self._effect_score(result, theta)
        )

    def _error_score(self, result: Any) -> Floats:
        """Sum over steps of tr[B_j H^-1 (E[ee'] - H) H^-1], for each scale."""
        covariance = np.moveaxis(self.filter["obs_cov"], -1, 0)
        error = result.smoothed_measurement_disturbance.T
        second = error[:, :, None] * error[:, None, :] + np.moveaxis(
            result.smoothed_measurement_disturbance_cov, -1, 0
        )
        # Where nothing is observed the second moment is the covariance and adds nothing.
        inverse = np.linalg.inv(covariance)
        middle = inverse @ (second - covariance) @ inverse
        return np.asarray(np.einsum("jabt,tba->j", self._error_shapes, middle))

    def _shock_score(self, result: Any) -> Floats:
        """Sum over steps of tr[(rr' - N) A_j dt], for each scale."""
        shocks = self.filter.k_posdef
        estimator = result.scaled_smoothed_estimator[:shocks]
        middle = (
            estimator[:, None] * estimator[None]
            - result.scaled_smoothed_estimator_cov[:shocks, :shocks]
        )
        return np.asarray(
            np.einsum("jabt,bat->j", self._shock_shapes, middle[..., : len(self.steps.days)])
        )

    def _effect_score(self, result: Any, theta: Floats) -> Floats:
        """tr[C_j P^-1 (E[ee'] - P) P^-1], for each scale."""
        if not self.n_effects:
            return np.zeros(len(self.scales))
        first = self.n_states - self.n_effects
        prior = self._effect_prior(theta)
        effects = result.smoothed_state[first:, 0]
        second = np.outer(effects, effects) + result.smoothed_state_cov[first:, first:, 0]
        inverse = np.linalg.inv(prior)
        return np.asarray(
            np.einsum("jab,ba->j", self._effect_shapes, inverse @ (second - prior) @ inverse)
        )
