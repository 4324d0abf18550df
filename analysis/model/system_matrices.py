"""The matrices of a state space: what is known of them, and what each unknown scale adds.

    covariance of the errors   known_error  + sum_j x_j^2 error_shapes[j]
    ... of the shocks          known_shocks + sum_j x_j^2 shock_shapes[j]
    ... of the effects                        sum_j x_j^2 effect_shapes[j]

Sizes: T steps of k values, J scales, L levels, E effects; r shocks, one a level, or two with a
slope; m = r + E states.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from analysis.model.measurements import DAYS_A_YEAR, Floats, Steps

__all__ = ["BREAK_SD", "SLOPE_SD", "Scale", "SystemMatrices"]

SLOPE_SD = 2.0
"""Prior standard deviation of the first slope of the smooth model, in logits a year."""

BREAK_SD = 1.0
"""Standard deviation of the extra move, in logits, in the step that a break falls in."""


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
class SystemMatrices:
    """Those of some steps and scales; with `smooth` a slope walks and the level is its integral."""

    steps: Steps
    scales: Sequence[Scale]
    smooth: bool = False

    @property
    def n_levels(self) -> int:
        """How many levels walk."""
        return int(self.steps.levels.shape[2])

    @property
    def n_shocks(self) -> int:
        """Levels and slopes."""
        return self.n_levels * (2 if self.smooth else 1)

    @property
    def n_effects(self) -> int:
        """How many constant effects there are."""
        return int(self.steps.effects.shape[2])

    @property
    def n_states(self) -> int:
        """Levels, slopes and effects."""
        return self.n_shocks + self.n_effects

    @property
    def values(self) -> Floats:
        """(T, k) what is observed, absent values filled in."""
        return np.where(self._absent, 0.0, self.steps.values)

    @property
    def design(self) -> Floats:
        """(k, m, T) how the values load on the states."""
        count, k = self.steps.values.shape
        design = np.zeros((k, self.n_states, count))
        design[:, : self.n_levels] = np.moveaxis(self.steps.levels, 0, -1)
        design[:, self.n_shocks :] = np.moveaxis(self.steps.effects, 0, -1)
        return design * ~self._absent.T[:, None, :]

    @property
    def transition(self) -> Floats:
        """(m, m, T) what takes the states of a step to the next, or (m, m, 1) where all agree."""
        if not self.smooth:
            return np.eye(self.n_states)[:, :, None]
        matrix = np.repeat(np.eye(self.n_states)[:, :, None], len(self.steps.days), axis=2)
        levels = np.arange(self.n_levels)
        matrix[levels, levels + self.n_levels] = self._years
        return matrix

    @cached_property
    def known_error(self) -> Floats:
        """(k, k, T)"""
        error = self.steps.sampling * self.steps.inflation[:, None, None]
        return np.ascontiguousarray(np.moveaxis(self._masked(error, 1.0), 0, -1))

    @cached_property
    def error_shapes(self) -> Floats:
        """(J, k, k, T)"""
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
    def known_shocks(self) -> Floats:
        """(r, r, T) the variance that breaks add."""
        shocks = np.zeros((self.n_shocks, self.n_shocks, len(self.steps.days)))
        days = self.steps.days
        for day in self.steps.breaks:
            across = (days[:-1] < day) & (day <= days[1:])
            shocks[: self.n_levels, : self.n_levels, :-1] += (
                self._unit[:, :, None] * BREAK_SD**2 * across
            )
        return shocks

    @cached_property
    def shock_shapes(self) -> Floats:
        """(J, r, r, T)"""
        years = self._years
        still = np.zeros_like(self.steps.initial)
        levels = np.stack([still if s.level is None else s.level for s in self.scales])[..., None]
        if not self.smooth:
            return np.asarray(
                levels * years * (1.0 if self.steps.pace is None else self.steps.pace)
            )
        both = levels * years**2 / 2
        return np.concatenate(
            [
                np.concatenate([levels * years**3 / 3, both], axis=2),
                np.concatenate([both, levels * years], axis=2),
            ],
            axis=1,
        )

    @cached_property
    def effect_shapes(self) -> Floats:
        """(J, E, E)"""
        nothing = np.zeros((self.n_effects, self.n_effects))
        return np.stack([nothing if s.effects is None else s.effects for s in self.scales])

    def effects(self, squares: Floats) -> Floats:
        """(E, E) the covariance of the effects beforehand, at squared scales (J,)."""
        return np.asarray(np.tensordot(squares, self.effect_shapes, 1))

    def start(self, squares: Floats) -> Floats:
        """(m, m) the covariance of the states before the first step, at squared scales (J,)."""
        start = np.zeros((self.n_states, self.n_states))
        n, shocks = self.n_levels, self.n_shocks
        start[:n, :n] = self.steps.initial
        start[n:shocks, n:shocks] = self._unit * SLOPE_SD**2 if self.smooth else 0.0
        start[shocks:, shocks:] = self.effects(squares)
        return start

    @property
    def _unit(self) -> Floats:
        """(L, L) how levels move together, the first with variance 1."""
        return np.asarray(self.steps.initial / self.steps.initial[0, 0])

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

    def _masked(self, matrices: Floats, diagonal: float) -> Floats:
        """(T, k, k) matrices with the rows and columns of absent values cut loose."""
        if not self._absent.any():
            return matrices
        absent = self._absent
        cut = np.where(absent[:, :, None] | absent[:, None, :], 0.0, matrices)
        return cut + diagonal * np.eye(matrices.shape[1]) * absent[:, :, None]
