"""One walking level, all at once: no pass over time, but tridiagonal equations.

    precision of the levels and effects given the readings

    | o o           : |     o   of each day's level and of the next day's: a walk ties each day
    | o o o         : |         to its neighbours alone
    |   o o o       : |     :   of the levels with the effects, by the readings of each day
    |     o o       : |
    | . . . .    : :  |     likelihood, levels and moments follow from its factors

The readings of a day add up before anything is solved, so that the work is that of a few sums
over readings and of LAPACK's tridiagonal factors over days. Values are those of the Kalman
filter and smoother of the same model; the gradient is that of Koopman and Shephard (1992,
Biometrika 79), from the moments of errors, moves and effects given all readings.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.linalg.lapack import dpttrf, dpttrs, dtbtrs

from analysis.model.measurements import Floats, Integers, Steps

__all__ = ["Solved", "Walk"]


@dataclass(frozen=True)
class Solved:
    """The equations of T readings, D days and E effects, solved at some scales.

    Attributes:
        error, moves, prior: the variances of the readings' errors (T,), of the levels' moves
            between days (D-1,), and of the effects (E, E).
        pivots, factors: (D,) and (D-1,) of the levels' precision, L D L'.
        answers: (E, D) how the levels give way to each effect.
        levels, effects: (D,) and (E,) means given all readings.
        effect_covariance: (E, E) given all readings.
        log_likelihood: of the readings.
    """

    error: Floats
    moves: Floats
    prior: Floats
    pivots: Floats
    factors: Floats
    answers: Floats
    levels: Floats
    effects: Floats
    effect_covariance: Floats
    log_likelihood: float

    @cached_property
    def own_variance(self) -> Floats:
        """(D,) the variances of the levels were the effects known.

        On the way back through the factors, x_d = 1 / D_d + L_d^2 x_{d+1}.
        """
        band = np.vstack([np.append(0.0, -(self.factors**2)), np.ones(len(self.pivots))])
        return np.asarray(dtbtrs(band, 1 / self.pivots[:, None], diag="U")[0][:, 0])

    @property
    def variance(self) -> Floats:
        """(D,) the variances of the levels."""
        return self.own_variance + _squares(self.answers, self.effect_covariance)

    def moved(self) -> Floats:
        """(D-1,) second moments of the levels' moves given all readings."""
        own = 1 / self.pivots[:-1] + (1 + self.factors) ** 2 * self.own_variance[1:]
        between = _squares(np.diff(self.answers), self.effect_covariance)
        return np.asarray(np.diff(self.levels) ** 2 + own + between)


@dataclass(frozen=True)
class Walk:
    """Steps of one value and one level, and what each squared scale adds to which variance.

    Attributes:
        steps: the readings.
        known_error, error_shapes: (T,) and (J, T) of the readings' errors.
        known_moves, move_shapes: (T,) and (J, T) of the level's move from each step to the next.
        effect_shapes: (J, E, E) of the effects.
    """

    steps: Steps
    known_error: Floats
    error_shapes: Floats
    known_moves: Floats
    move_shapes: Floats
    effect_shapes: Floats

    @cached_property
    def first(self) -> Integers:
        """(D,) the first step of each day."""
        return np.flatnonzero(np.diff(self.steps.days, prepend=self.steps.days[0] - 1))

    @cached_property
    def day(self) -> Integers:
        """(T,) the place of each step's day."""
        return np.repeat(
            np.arange(len(self.first)), np.diff(self.first, append=len(self.steps.days))
        )

    @cached_property
    def _last(self) -> Integers:
        """(D-1,) the last step of each day but the last."""
        return self.first[1:] - 1

    @cached_property
    def _read(self) -> Floats:
        """(T,) 1 where there is a reading, else 0."""
        return (~np.isnan(self.steps.values[:, 0])).astype(float)

    @cached_property
    def values(self) -> Floats:
        """(T,) readings, 0 where there is none."""
        return np.nan_to_num(self.steps.values[:, 0])

    @cached_property
    def _load(self) -> Floats:
        """(T,) how readings load on the level."""
        return self.steps.levels[:, 0, 0] * self._read

    @cached_property
    def _on_effects(self) -> Floats:
        """(E, T) how readings load on the effects."""
        return np.ascontiguousarray(self.steps.effects[:, 0].T) * self._read

    @cached_property
    def _on_days(self) -> Floats:
        """(2 + E, T) what readings tell their day: of the level, its values, the effects."""
        return self._load * np.vstack([self._load, self.values, self._on_effects])

    @cached_property
    def _inner_move_shapes(self) -> Floats:
        """(J, D-1) of the moves between days."""
        return np.ascontiguousarray(self.move_shapes[:, self._last])

    def solve(self, theta: Floats) -> Solved:
        """Solve the equations at log scales (J,)."""
        squares = np.exp(2 * np.asarray(theta, dtype=float))
        error = self.known_error + squares @ self.error_shapes
        moves = self.known_moves[self._last] + squares @ self._inner_move_shapes
        prior = np.tensordot(squares, self.effect_shapes, 1)
        weight = self._read / error
        own, *others = np.add.reduceat(weight * self._on_days, self.first, axis=1)
        told, across = others[0], np.array(others[1:]).reshape(-1, len(own))
        pivots, factors = self._factored(own, moves)
        answered = dpttrs(pivots, factors, np.array(others).T)[0].T
        weighed = weight * self._on_effects
        precision = np.linalg.inv(prior) + weighed @ self._on_effects.T - across @ answered[1:].T
        covariance = np.linalg.inv(precision)
        asked = weighed @ self.values - across @ answered[0]
        effects = covariance @ asked
        # Sums of products, not products of vectors: BLAS would wake its threads for each.
        square = np.sum(weight * self.values**2) - np.sum(told * answered[0]) - asked @ effects
        volume = (
            np.sum(self._read * np.log(2 * np.pi * error))
            + np.log(self.steps.initial[0, 0])
            + np.log(moves).sum()
            + np.log(pivots).sum()
            + np.linalg.slogdet(prior)[1]
            + np.linalg.slogdet(precision)[1]
        )
        return Solved(
            error,
            moves,
            prior,
            pivots,
            factors[: len(moves)],
            answered[1:],
            answered[0] - effects @ answered[1:],
            effects,
            covariance,
            -0.5 * float(volume + square),
        )

    def _factored(self, own: Floats, moves: Floats) -> tuple[Floats, Floats]:
        """Pivots (D,) and factors of the levels' precision given the effects."""
        tied = 1 / moves
        diagonal = own.copy()
        diagonal[0] += 1 / self.steps.initial[0, 0]
        diagonal[:-1] += tied
        diagonal[1:] += tied
        # LAPACK wants a place for a neighbour even where there is one day.
        pivots, factors, _ = dpttrf(diagonal, -tied if len(tied) else np.zeros(1))
        return pivots, factors

    def residuals(self, solved: Solved) -> tuple[Floats, Floats]:
        """(T,) what readings differ by from level and effects, and the variance of that."""
        apart = self.values - self._load * solved.levels[self.day]
        apart -= solved.effects @ self._on_effects
        gone = self._on_effects - self._load * solved.answers[:, self.day]
        variance = self._load**2 * solved.own_variance[self.day]
        variance += _squares(gone, solved.effect_covariance)
        return apart, np.where(self._read > 0, variance, solved.error)

    def score(self, solved: Solved, theta: Floats) -> Floats:
        """The gradient (J,) of the log-likelihood in the log scales."""
        apart, variance = self.residuals(solved)
        surplus = self._read * (apart**2 + variance - solved.error) / solved.error**2
        jumped = (solved.moved() - solved.moves) / solved.moves**2
        slope = self.error_shapes @ surplus + self._inner_move_shapes @ jumped
        inverse = np.linalg.inv(solved.prior)
        second = np.outer(solved.effects, solved.effects) + solved.effect_covariance
        middle = inverse @ (second - solved.prior) @ inverse
        slope = slope + np.einsum("jab,ba->j", self.effect_shapes, middle)
        return np.asarray(np.exp(2 * np.asarray(theta, dtype=float)) * slope)


def _squares(columns: Floats, covariance: Floats) -> Floats:
    """(N,) the squares of columns (E, N) in a metric (E, E)."""
    return np.asarray(np.einsum("en,en->n", covariance @ columns, columns))
