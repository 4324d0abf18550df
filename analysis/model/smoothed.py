"""What all readings together say of a state space: of its levels and effects, and of each step.

Sizes: T steps of k values, L levels, E effects.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from analysis.model.measurements import Floats, Integers

__all__ = ["Errors", "Residuals", "Smoothed"]


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
