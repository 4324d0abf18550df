r"""The filter under paces: one Kalman filter each, mixed before every step.

    before a day   each pace starts from the mixture of the paces that it may come from
    a reading      updates every pace's state, and how likely each pace is

This is the interacting multiple model (Blom and Bar-Shalom 1988, IEEE Transactions on Automatic
Control 33): a mixture of normals is replaced by one normal of its mean and covariance, and all
but that is exact. Errors with heavy tails are a mixture of normals themselves.

Arrays end with (B, M), B vectors of log scales and M paces, and hold the state before them:
means are (m, B, M), covariances (m, m, B, M), the level first and then the effects.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import logsumexp, ndtr, ndtri

from analysis.model.measurements import Floats

__all__ = ["TAILS", "TAIL_SHARES", "TINY", "Passed", "Told", "mixed", "run"]

TAILS = np.array([0.96, 2.14, 5.13])
TAIL_SHARES = np.array([0.72, 0.25, 0.03])
"""Errors with heavy tails: normal ones with these multiples of the standard deviation, and how
often each; together much like Student's t with 3 degrees of freedom."""

TINY = 1e-300


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
    and `weight` (N, B, M); `log_likelihood` (B,).
    """

    probability: Floats
    mean: Floats
    covariance: Floats
    ahead: Floats
    foreseen: Floats
    variance: Floats
    weight: Floats
    log_likelihood: Floats

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


def run(told: Told, *, keep: bool, doubts: bool) -> Passed:
    """Go through all days.

    Args:
        told: days and readings.
        keep: whether to keep what was known on the way, or the likelihood alone.
        doubts: whether errors have heavy tails.
    """
    size, batch, paces = len(told.start), told.error.shape[1], len(told.shares)
    state = np.empty((1 + size + size * size, batch, paces))
    mean = np.zeros((size, batch, paces))
    spread = np.repeat(told.start[..., None], paces, axis=-1)
    probability = np.tile(told.shares, (batch, 1))
    kept = _room(keep, len(told.ends), len(told.values), size, batch, paces)
    heights, sums = np.zeros((2, len(told.ends), batch))
    sums += 1
    update = _doubted if doubts else _believed
    plain = size == 1 and bool((told.loadings == 1).all())
    values, begin = told.values.tolist(), 0
    for day, end in enumerate(told.ends):
        if day:
            if told.changed[day]:
                mean, spread, probability = mixed(
                    mean, spread, probability, told.changes[day], state
                )
            spread[0, 0] += told.moves[day]
        if keep:
            kept.ahead[day] = probability
        if end > begin:
            density = np.zeros_like(probability)
            for reading in range(begin, end):
                error = told.error[reading]
                if plain:
                    foreseen, carried, variance = mean[0], spread[0], spread[0, 0] + error
                else:
                    foreseen, carried, variance = _foreseen(mean, spread, told.loadings[reading])
                    variance += error
                said, pull, certain = update(values[reading] - foreseen, variance, error)
                if keep:
                    kept.foreseen[reading], kept.variance[reading] = foreseen, variance
                    kept.weight[reading] = density
                density = density + said
                mean = mean + carried * pull
                spread = spread - carried[:, None] * (carried * certain)
            heights[day] = np.maximum.reduce(density, axis=1)
            likely = np.exp(density - heights[day][:, None])
            likely *= probability
            sums[day] = np.add.reduce(likely, axis=1)
            probability = likely / sums[day][:, None]
        begin = end
        if keep:
            kept.probability[day], kept.mean[day] = probability, mean
            kept.covariance[day] = spread
    if keep:
        _weigh(kept, told.ends)
    total = heights.sum(axis=0) + np.log(sums).sum(axis=0)
    kept.log_likelihood[:] = total - 0.5 * len(values) * np.log(2 * np.pi)
    return kept


def _weigh(kept: Passed, ends: Sequence[int]) -> None:
    """Make probabilities of the log densities of the readings before each on its day."""
    day = np.repeat(np.arange(len(ends)), np.diff(ends, prepend=0))
    weight = kept.weight
    weight -= weight.max(axis=2, keepdims=True)
    np.exp(weight, out=weight)
    weight *= kept.ahead[day]
    weight /= weight.sum(axis=2, keepdims=True)


def mixed(
    mean: Floats, spread: Floats, probability: Floats, change: Floats, room: Floats
) -> tuple[Floats, Floats, Floats]:
    """The states that each pace starts from, each the mixture of where it may come from.

    `room` (1 + m + m m, B, M) is for the sums: of probability, of state and of its square, each
    weighed by the probability of the pace that it comes from.
    """
    size = len(mean)
    room[0] = probability
    weighed = np.multiply(mean, probability, out=room[1 : 1 + size])
    second = room[1 + size :].reshape(spread.shape)
    np.multiply(spread, probability, out=second)
    second += mean[:, None] * weighed
    sums = (room.reshape(-1, len(change)) @ change).reshape(room.shape)
    after = sums[0]
    states = sums[1:]
    states /= after + TINY
    mean = states[:size]
    spread = states[size:].reshape(spread.shape)
    spread -= mean[:, None] * mean
    return mean, spread, after


def _foreseen(mean: Floats, spread: Floats, load: Floats) -> tuple[Floats, Floats, Floats]:
    """Mean, covariance with the state, and variance of what a reading loads on.

    The variance is new memory; the others may be views.
    """
    if len(load) == 1:
        return load[0] * mean[0], load[0] * spread[0], load[0] ** 2 * spread[0, 0]
    shape = mean.shape[1:]
    carried = (load @ spread.reshape(len(load), -1)).reshape(mean.shape)
    foreseen = load @ mean.reshape(len(load), -1)
    variance = load @ carried.reshape(len(load), -1)
    return foreseen.reshape(shape), carried, variance.reshape(shape)


def _believed(surprise: Floats, variance: Floats, _: Floats) -> tuple[Floats, Floats, Floats]:
    """As `_doubted`, of a reading whose error is normal."""
    certain = 1 / variance
    pull = surprise * certain
    return 0.5 * (np.log(certain) - surprise * pull), pull, certain


def _room(keep: bool, days: int, readings: int, size: int, batch: int, paces: int) -> Passed:
    days, readings = (days, readings) if keep else (0, 0)
    return Passed(
        np.empty((days, batch, paces)),
        np.empty((days, size, batch, paces)),
        np.empty((days, size, size, batch, paces)),
        np.empty((days, batch, paces)),
        np.empty((readings, batch, paces)),
        np.empty((readings, batch, paces)),
        np.empty((readings, batch, paces)),
        np.empty(batch),
    )


def _doubted(surprise: Floats, variance: Floats, error: Floats) -> tuple[Floats, Floats, Floats]:
    """What a reading says whose error is a mixture of normals, each (B, M): the log density but
    for a constant, and what moves the mean and narrows the covariance, of the mixture's moments.
    """
    each = variance[..., None] + error[..., None] * (TAILS**2 - 1)
    square = surprise[..., None] ** 2
    density = np.log(TAIL_SHARES) - 0.5 * (np.log(each) + square / each)
    highest = density.max(axis=2)
    part = np.exp(density - highest[..., None])
    sums = part.sum(axis=2)
    part /= sums[..., None]
    middle = (part / each).sum(axis=2)
    apart = (part / each**2).sum(axis=2) - middle**2
    return highest + np.log(sums), surprise * middle, middle - surprise**2 * apart
