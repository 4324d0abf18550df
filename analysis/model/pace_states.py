r"""What is known under each pace, moved on in place: the arithmetic of one step of the filter.

A step is a few dozen operations on small arrays, so that their memory is taken once and each
operation does all paces and all log scales. The last axis holds the M paces of each of B log
scales one after another (B M); where paces meet, it is seen as (B, M).

    state (m, 1 + m, B M)   each row a part of the state: its mean, then its covariances
    told  (1 + m, B M)      a reading's surprise, then its covariances with the state

so that one product foresees a reading, and one more teaches means and covariances alike.
"""

from __future__ import annotations

import numpy as np

from analysis.model.measurements import Floats

__all__ = ["TAILS", "TAIL_SHARES", "PaceStates"]

TAILS = np.array([0.96, 2.14, 5.13])
TAIL_SHARES = np.array([0.72, 0.25, 0.03])
"""Errors with heavy tails: normal ones with these multiples of the standard deviation, and how
often each; together much like Student's t with 3 degrees of freedom."""


class PaceStates:
    """State and chance of each of M paces at each of B log scales.

    Attributes:
        chance: (B, M) of each pace, but for a factor a log scale.
        state: (m, 1 + m, B M) as above.
        level_variance: (B M,) of the level.
        surprise, variance: (B M,) of the last reading foreseen: minus how far it was off, and
            the variance of that.
        misfit: (B M,) of the day's readings so far: minus twice their log density, but for a
            constant.
    """

    def __init__(self, start: Floats, shares: Floats) -> None:
        """States before all readings.

        Args:
            start: (m, m, B) covariances.
            shares: (M,) chances.
        """
        size, batch, paces = len(start), start.shape[2], len(shares)
        wide = batch * paces
        # Chances and states lie side by side, so that one product mixes them all. All views are
        # taken once: taking one costs a step as much as a sum does.
        mixed, weighed = np.zeros((2, 1 + size * (1 + size), wide))
        self._mixed_chance, self._mixed_state = mixed[0], mixed[1:]
        self._weighed_chance, self._weighed_state = weighed[0], weighed[1:]
        self._mixed, self._weighed = mixed.reshape(-1, paces), weighed.reshape(-1, paces)
        self.state = np.zeros((size, 1 + size, wide))
        self._state_rows, self._states = self.state.reshape(size, -1), self.state.reshape(-1, wide)
        self._mean, self._covariance = self.state[:, 0], self.state[:, 1:]
        self._mean_column = self._mean[:, None]
        self._covariance[:] = np.repeat(start, paces, axis=2)
        self.level_variance = self.state[0, 1]
        self._product = np.empty((size, size, wide))
        self._lesson = np.empty_like(self.state)
        self._told, self._scaled = np.empty((2, 1 + size, wide))
        self.surprise, self._told_covariance = self._told[0], self._told[1:]
        self._told_row, self._told_column = self._told.reshape(-1), self._told[1:, None]
        self._gain = self._scaled[0]
        self.variance, self.misfit, self._part, self._log = np.empty((4, wide))
        self._likely, self._misfits = np.empty((batch, paces)), self.misfit.reshape(batch, paces)
        self.chance = np.tile(shares, (batch, 1))
        self._chance = self.chance.reshape(-1)

    def mix(self, change: Floats) -> None:
        """Let each pace start from the mixture of the paces that it may come from.

        Args:
            change: (M, M) how likely each pace is followed by each.
        """
        mean, column, product = self._mean, self._mean_column, self._product
        np.multiply(column, mean, out=product)
        self._covariance += product
        self._weighed_chance[:] = self._chance
        np.multiply(self._states, self._chance, out=self._weighed_state)
        np.matmul(self._weighed, change, out=self._mixed)
        self._chance[:] = self._mixed_chance
        np.divide(self._mixed_state, self._chance, out=self._states)
        np.multiply(column, mean, out=product)
        self._covariance -= product

    def foresee(self, load: Floats | None, value: float, error: Floats) -> None:
        """Hold a reading against what each pace expects of it.

        Args:
            load: (m,) how it loads on the state; None: on a level alone, by 1.
            value: of the reading.
            error: (B M,) its variance.
        """
        if load is None:
            self._told[:] = self.state[0]
            np.add(self._told[1], error, out=self.variance)
        else:
            np.matmul(load, self._state_rows, out=self._told_row)
            np.matmul(load, self._told_covariance, out=self.variance)
            self.variance += error
        self.surprise -= value

    def learn(self, error: Floats, *, doubts: bool, first: bool) -> None:
        """Let the reading foreseen move each pace's state, and tell for or against the pace.

        Args:
            error: (B M,) the reading's variance.
            doubts: whether its error may be wild.
            first: whether it is the first of its day.
        """
        scaled, variance = self._scaled, self.variance
        if doubts:
            misfit, scaled[0], certain = _doubted(self.surprise, variance, error)
            np.multiply(self._told_covariance, certain, out=scaled[1:])
        else:
            np.divide(self._told, variance, out=scaled)
            misfit = np.multiply(self.surprise, self._gain, out=self._part)
            misfit += np.log(variance, out=self._log)
        if first:
            self.misfit[:] = misfit
        else:
            self.misfit += misfit
        np.multiply(self._told_column, scaled, out=self._lesson)
        self.state -= self._lesson

    def judge(self) -> Floats:
        """Weigh the paces anew by how well they foresaw the day's readings.

        Returns:
            (B,) the log of the factor that chances are left without; their greatest is 1.
        """
        likely = self._likely
        np.log(self.chance, out=likely)
        self.misfit *= 0.5
        likely -= self._misfits
        height = np.maximum.reduce(likely, axis=1, keepdims=True)
        likely -= height
        np.exp(likely, out=self.chance)
        return np.asarray(height[:, 0])


def _doubted(surprise: Floats, variance: Floats, error: Floats) -> tuple[Floats, Floats, Floats]:
    """What a reading says whose error is a mixture of normals, each (B M,).

    Returns:
        Minus twice the log density, but for a constant; and what moves the mean and narrows
        the covariance, of the mixture's moments.
    """
    each = variance[..., None] + error[..., None] * (TAILS**2 - 1)
    square = surprise[..., None] ** 2
    density = np.log(TAIL_SHARES) - 0.5 * (np.log(each) + square / each)
    highest = density.max(axis=-1)
    part = np.exp(density - highest[..., None])
    sums = part.sum(axis=-1)
    part /= sums[..., None]
    middle = (part / each).sum(axis=-1)
    apart = (part / each**2).sum(axis=-1) - middle**2
    return -2 * (highest + np.log(sums)), surprise * middle, middle - surprise**2 * apart
