r"""The filter under paces: one Kalman filter each, mixed before every step.

    before a day   each pace starts from the mixture of the paces that it may come from
    a reading      updates every pace's state, and how likely each pace is

This is the interacting multiple model (Blom and Bar-Shalom 1988, IEEE Transactions on Automatic
Control 33): a mixture of normals is replaced by one normal of its mean and covariance, and all
but that is exact. Errors with heavy tails are a mixture of normals themselves.

Arrays end with (B, M), B vectors of log scales and M paces, and hold the state before them:
means are (m, B, M), covariances (m, m, B, M), the level first and then the effects. The
arithmetic of a step is that of `pace_states`.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from scipy.special import logsumexp, ndtr, ndtri

from analysis.model.measurements import Floats
from analysis.model.pace_states import PaceStates

__all__ = ["Passed", "Told", "log_likelihood", "run"]


@dataclass(frozen=True)
class Told:
    """What the filter is told at B log scales: of N readings and D days.

    `values` (N,), `loadings` (N, m), `error` (N, B, M) variances; `ends` (D,) how many readings
    are known when a day ends; `moves` (D, B, M) the variance of the level's move since the day
    before; `changes` (D, M, M) how paces change on the way, and `changed` (D,) whether they do;
    `start` (m, m, B) the first covariance and `shares` (M,) the first probabilities.
    """

    values: Floats
    loadings: Floats
    error: Floats
    ends: list[int]
    moves: Floats
    changes: Floats
    changed: list[bool]
    start: Floats
    shares: Floats


@dataclass(frozen=True)
class Passed:
    """What the filter knew after each of D days, and how it foresaw each of N readings.

    `probability` (D, B, M), `mean` (D, m, B, M) and `covariance` (D, m, m, B, M); `ahead`
    (D, B, M) the probabilities before the day's readings; of each reading `foreseen`, `variance`
    and `weight` (N, B, M).
    """

    probability: Floats
    mean: Floats
    covariance: Floats
    ahead: Floats
    foreseen: Floats
    variance: Floats
    weight: Floats

    def of(self, scales: slice) -> Passed:
        """The same at some of the log scales."""
        return Passed(*(getattr(self, each.name)[..., scales, :] for each in fields(self)))

    def foreseen_variance(self) -> Floats:
        """(N, B) variances of the mixtures that foresaw the readings."""
        middle = (self.weight * self.foreseen).sum(axis=2, keepdims=True)
        return np.asarray(
            (self.weight * (self.variance + (self.foreseen - middle) ** 2)).sum(axis=2)
        )

    def scores(self, values: Floats) -> Floats:
        """(N, B) the normal quantile of each value's (N,) place in the mixture before it."""
        apart = (values[:, None, None] - self.foreseen) / np.sqrt(self.variance)
        below = (self.weight * ndtr(apart)).sum(axis=2)
        above = (self.weight * ndtr(-apart)).sum(axis=2)
        return np.asarray(np.where(below < above, ndtri(below), -ndtri(above)))

    def log_densities(self, values: Floats) -> Floats:
        """(N, B) of each value in the mixture before it."""
        square = (values[:, None, None] - self.foreseen) ** 2 / self.variance
        each = -0.5 * (np.log(2 * np.pi * self.variance) + square)
        return np.asarray(logsumexp(each, axis=2, b=self.weight))


def log_likelihood(told: Told, *, doubts: bool) -> Floats:
    """(B,) the log density of all readings, where errors have heavy tails or not."""
    return _gone_through(told, None, doubts=doubts)


def run(told: Told, *, doubts: bool) -> Passed:
    """What is known on the way, where errors have heavy tails or not."""
    kept = _Kept.room(told)
    _gone_through(told, kept, doubts=doubts)
    return kept.passed(told)


def _gone_through(told: Told, kept: _Kept | None, *, doubts: bool) -> Floats:
    """(B,) the log density of all readings; what is known on the way is `kept`, if wanted."""
    count = len(told.values)
    states = PaceStates(told.start, told.shares)
    heights = np.zeros((len(told.ends), told.error.shape[1]))
    plain = len(told.start) == 1 and bool((told.loadings == 1).all())
    loads = [None] * count if plain else list(told.loadings)
    errors, values = list(told.error.reshape(count, -1)), told.values.tolist()
    moves, begin = list(told.moves.reshape(len(told.ends), -1)), 0
    for day, end in enumerate(told.ends):
        if told.changed[day]:
            states.mix(told.changes[day])
        if day:
            states.level_variance += moves[day]
        if kept is not None:
            kept.ahead[day] = states.chance
        for reading in range(begin, end):
            states.foresee(loads[reading], values[reading], errors[reading])
            if kept is not None:
                kept.note(states, reading, first=reading == begin)
            states.learn(errors[reading], doubts=doubts, first=reading == begin)
        if end > begin:
            heights[day] = states.judge()
        if kept is not None:
            kept.chance[day], kept.state[day] = states.chance, states.state
        begin = end
    total = heights.sum(axis=0) + np.log(states.chance.sum(axis=1))
    return np.asarray(total - 0.5 * count * np.log(2 * np.pi))


@dataclass(frozen=True)
class _Kept:
    """What is noted on the way, as `PaceStates` has it, of D days and N readings.

    `ahead` and `chance` (D, B, M), before and after a day's readings; `state`
    (D, m, 1 + m, B M); `surprise`, `variance` and `misfit` (N, B M), the last one of the
    readings before on the day.
    """

    ahead: Floats
    chance: Floats
    state: Floats
    surprise: Floats
    variance: Floats
    misfit: Floats

    @classmethod
    def room(cls, told: Told) -> _Kept:
        """Memory for it."""
        days, size, (count, batch, paces) = len(told.ends), len(told.start), told.error.shape
        return cls(
            ahead=np.empty((days, batch, paces)),
            chance=np.empty((days, batch, paces)),
            state=np.empty((days, size, 1 + size, batch * paces)),
            surprise=np.empty((count, batch * paces)),
            variance=np.empty((count, batch * paces)),
            misfit=np.empty((count, batch * paces)),
        )

    def note(self, states: PaceStates, reading: int, *, first: bool) -> None:
        """Note how a reading was foreseen."""
        self.surprise[reading], self.variance[reading] = states.surprise, states.variance
        self.misfit[reading] = 0.0 if first else states.misfit

    def passed(self, told: Told) -> Passed:
        """It all with probabilities that add up to one, in the shape told."""
        shape = told.error.shape
        ahead, chance = (
            each / each.sum(axis=2, keepdims=True) for each in (self.ahead, self.chance)
        )
        day = np.repeat(np.arange(len(told.ends)), np.diff(told.ends, prepend=0))
        misfit = self.misfit.reshape(shape)
        weight = ahead[day] * np.exp(-0.5 * (misfit - misfit.min(axis=2, keepdims=True)))
        state = self.state.reshape(*self.state.shape[:3], *shape[1:])
        return Passed(
            probability=chance,
            mean=state[:, :, 0],
            covariance=state[:, :, 1:],
            ahead=ahead,
            foreseen=told.values[:, None, None] + self.surprise.reshape(shape),
            variance=self.variance.reshape(shape),
            weight=weight / weight.sum(axis=2, keepdims=True),
        )
