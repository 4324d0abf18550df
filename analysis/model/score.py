"""The gradient of the likelihood in the log scales, from one pass of the smoother.

    d log L / d log x_j = x_j^2 sum over steps of  tr[B_j H^-1 (E[ee'] - H) H^-1]   errors
                                                 + tr[A_j (rr' - N)] dt             shocks
                        + x_j^2 tr[C_j P^-1 (E[uu'] - P) P^-1]                      effects

Koopman and Shephard (1992, Biometrika 79); e and u are errors and effects given all readings, r
and N Durbin and Koopman's scaled smoothed estimator and its covariance.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from analysis.model.measurements import Floats
from analysis.model.system_matrices import SystemMatrices

__all__ = ["score"]


def score(system: SystemMatrices, covariance: Floats, result: Any, theta: Floats) -> Floats:
    """The gradient (J,) of the log-likelihood at log scales (J,).

    Args:
        system: the matrices of the state space.
        covariance: (k, k, T) of the errors at these scales.
        result: statsmodels' smoother results at these scales: states, disturbances and their
            covariances.
        theta: the log scales.
    """
    squares = np.exp(2 * np.asarray(theta, dtype=float))
    errors, shocks = _of_errors(system, covariance, result), _of_shocks(system, result)
    return np.asarray(squares * (errors + shocks + _of_effects(system, result, squares)))


def _of_errors(system: SystemMatrices, covariance: Floats, result: Any) -> Floats:
    covariance = np.moveaxis(covariance, -1, 0)
    error = result.smoothed_measurement_disturbance.T
    second = error[:, :, None] * error[:, None, :] + np.moveaxis(
        result.smoothed_measurement_disturbance_cov, -1, 0
    )
    # Where nothing is observed the second moment is the covariance and adds nothing.
    inverse = np.linalg.inv(covariance)
    middle = inverse @ (second - covariance) @ inverse
    return np.asarray(np.einsum("jabt,tba->j", system.error_shapes, middle))


def _of_shocks(system: SystemMatrices, result: Any) -> Floats:
    shocks, count = system.n_shocks, len(system.steps.days)
    estimator = result.scaled_smoothed_estimator[:shocks, :count]
    covariance = result.scaled_smoothed_estimator_cov[:shocks, :shocks, :count]
    middle = estimator[:, None] * estimator[None] - covariance
    return np.asarray(np.einsum("jabt,bat->j", system.shock_shapes, middle))


def _of_effects(system: SystemMatrices, result: Any, squares: Floats) -> Floats:
    first, prior = system.n_shocks, system.effects(squares)
    effects = result.smoothed_state[first:, 0]
    second = np.outer(effects, effects) + result.smoothed_state_cov[first:, first:, 0]
    inverse = np.linalg.inv(prior)
    return np.asarray(
        np.einsum("jab,ba->j", system.effect_shapes, inverse @ (second - prior) @ inverse)
    )
