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
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from statsmodels.tsa.statespace import kalman_smoother

from analysis.model.measurements import Floats, Steps
from analysis.model.score import score
from analysis.model.smoothed import Errors, Residuals, Smoothed
from analysis.model.system_matrices import Scale, SystemMatrices
from analysis.model.walk import Walk

__all__ = ["StateSpace"]

STATES = kalman_smoother.SMOOTHER_STATE | kalman_smoother.SMOOTHER_STATE_COV
DISTURBANCES = kalman_smoother.SMOOTHER_DISTURBANCE | kalman_smoother.SMOOTHER_DISTURBANCE_COV


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
    def system(self) -> SystemMatrices:
        """The matrices of the model."""
        return SystemMatrices(self.steps, self.scales, self.smooth)

    @cached_property
    def filter(self) -> kalman_smoother.KalmanSmoother:
        """The Kalman filter and smoother, but for what depends on the scales."""
        system, k = self.system, self.steps.values.shape[1]
        found = kalman_smoother.KalmanSmoother(k, system.n_states, system.n_shocks)
        found.bind(np.ascontiguousarray(system.values))
        found.filter_univariate = k == 1
        found["design"] = system.design
        found["selection"] = np.eye(system.n_states, system.n_shocks)
        found["transition"] = system.transition
        return found

    @cached_property
    def walk(self) -> Walk | None:
        """The same model as one walking level, where it is one."""
        system = self.system
        moves = any(scale.level is not None for scale in self.scales)
        given = system.effect_shapes.sum(axis=0).diagonal().all()
        if self.smooth or self.steps.levels.shape[1:] != (1, 1) or not (moves and given):
            return None
        return Walk(
            self.steps,
            system.known_error[0, 0],
            system.error_shapes[:, 0, 0],
            system.known_shocks[0, 0],
            system.shock_shapes[:, 0, 0],
            system.effect_shapes,
        )

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
        n, first_effect = self.system.n_levels, self.system.n_shocks
        return Smoothed(
            levels=result.smoothed_state[:n].T,
            level_covariance=np.moveaxis(result.smoothed_state_cov[:n, :n], -1, 0),
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
        n = self.system.n_levels
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

    def _smooth(self, output: int, *, update_filter: bool = False) -> Any:
        """The smoother's results alone, which is all that most callers need."""
        return self.filter.smooth(
            smoother_output=output, update_representation=False, update_filter=update_filter
        )

    def _score(self, result: Any, theta: Floats) -> Floats:
        return score(self.system, self.filter["obs_cov"], result, theta)

    def _set(self, theta: Floats) -> None:
        system, squares = self.system, np.exp(2 * np.asarray(theta, dtype=float))
        self.filter["obs_cov"] = system.known_error + np.tensordot(squares, system.error_shapes, 1)
        self.filter["state_cov"] = system.known_shocks + np.tensordot(
            squares, system.shock_shapes, 1
        )
        self.filter.initialize_known(np.zeros(system.n_states), system.start(squares))
