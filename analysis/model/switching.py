r"""A level whose volatility switches: times of quiet, of usual movement and of turbulence.

    level  ____/\__.-'  ~~~\    /~          shock ~ N(0, s^2 x_k^2 dt),  x = 0.35, 1, 2.8
    pace   quiet  usual     turbulent       the pace k is a Markov chain in continuous time

The pace belongs to the time between two days with readings; from one such time to the next the
chain has gone on for as many days as the later one lasts. The filter is the interacting
multiple model (Blom and Bar-Shalom 1988, IEEE Transactions on Automatic Control 33): one Kalman
filter a pace, whose states are mixed before each step. Kim's smoother goes back through it (Kim
1994, Journal of Econometrics 60). Each replaces a mixture of normals by one normal of its mean
and variance and is exact but for that. Draws of paths go back through the same filter and
replace nothing more.

All log scales asked for take each step together: arrays begin with (B, M), M paces.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import logsumexp, ndtr, ndtri

from analysis.model.measurements import DAYS_A_YEAR, Floats, Integers
from analysis.model.statespace import BREAK_SD, StateSpace

__all__ = ["LASTS", "MULTIPLIERS", "Passed", "Smoothing", "SwitchingSpace"]

MULTIPLIERS = np.array([0.35, 1.0, 2.8])
"""Of the volatility, in quiet, usual and turbulent times."""

SHARES = np.array([0.45, 0.35, 0.2])
"""How much of the time each pace has in the long run."""

LASTS = 1.0
"""Years: after t of them a pace is forgotten with probability 1 - exp(-t / LASTS), and the next
one is drawn from `SHARES`."""

TAILS = np.array([0.96, 2.14, 5.13])
TAIL_SHARES = np.array([0.72, 0.25, 0.03])
"""Errors with heavy tails: normal ones with these multiples of the standard deviation, and how
often each; together much like Student's t with 3 degrees of freedom."""

AHEAD = 0.25
"""Years that the chain has gone on for the time after the last reading."""

TINY = 1e-300

BUDGET = 4_000_000
"""Numbers held for the covariances of the log scales that are walked back together."""


@dataclass(frozen=True)
class Passed:
    """What the filter knew after each of D days, and how it foresaw each of N readings.

    `probability` (D, B, M); `mean` (D, B, M, m) and `covariance` (D, B, M, m, m) of level and
    effects; `ahead` (D, B, M) the probabilities before the day's readings; of each reading
    `foreseen` and `variance` (N, B, M) and `weight` (N, B, M); `log_likelihood` (B,).
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


@dataclass(frozen=True)
class Smoothing:
    """Pace, level and effects on D days given all readings, as in `Passed`."""

    probability: Floats
    mean: Floats
    covariance: Floats


@dataclass
class SwitchingSpace:
    """The readings and scales of a state space of one level without slope.

    `switches`: under three paces, or under one; `doubts`: errors with `TAILS`, or normal ones.
    """

    space: StateSpace
    switches: bool = True
    doubts: bool = False

    @cached_property
    def multipliers(self) -> Floats:
        """(M,) of the volatility, in each pace."""
        return MULTIPLIERS if self.switches else np.ones(1)

    @cached_property
    def shares(self) -> Floats:
        """(M,) how much of the time each pace has in the long run."""
        return SHARES if self.switches else np.ones(1)

    @cached_property
    def days(self) -> Integers:
        """(D,) the days of the steps, each once."""
        return np.unique(self.space.steps.days)

    @cached_property
    def _read(self) -> Integers:
        """(N,) the steps that have a reading."""
        return np.flatnonzero(~np.isnan(self.space.steps.values[:, 0]))

    @cached_property
    def _between(self) -> tuple[Floats, Floats]:
        """Years (D,) from the day before, and (D, M, M) how paces change on the way.

        A pace changes after days with readings alone: days asked for between two of them have
        the pace of the time that they lie in.
        """
        years = np.diff(self.days, prepend=self.days[0]) / DAYS_A_YEAR
        known = np.isin(self.days, self.space.steps.days[self._read])
        place: Integers = np.cumsum(known) - known
        readings = self.days[known]
        lasted = np.diff(readings, prepend=readings[0]) / DAYS_A_YEAR
        lasted = np.append(lasted, AHEAD)
        changes = np.concatenate([[False], known[:-1]])
        kept = np.where(changes, np.exp(-lasted[place] / LASTS), 1.0)[:, None, None]
        return years, kept * np.eye(len(self.shares)) + (1 - kept) * self.shares

    def log_likelihood(self, thetas: Floats) -> Floats:
        """(B,) the log density of all readings at each of B log scales (B, J)."""
        return self._run(thetas, keep=False).log_likelihood

    def filtered(self, thetas: Floats) -> Passed:
        """All that the filter knew on its way, at each of B log scales (B, J)."""
        return self._run(thetas, keep=True)

    def _speed(self, thetas: Floats) -> Floats:
        """(B, M) the variance of the level's move in a year."""
        squares = np.exp(2 * np.atleast_2d(thetas))
        shapes = [0.0 if scale.level is None else scale.level[0, 0] for scale in self.space.scales]
        return np.asarray((squares @ np.array(shapes))[:, None] * self.multipliers**2)

    def _moved(self, speed: Floats, first: int, last: int) -> Floats:
        """(B, M) the variance of the level's move between two days, breaks included."""
        jumps = sum(first < day <= last for day in self.space.steps.breaks)
        return speed * ((last - first) / DAYS_A_YEAR) + jumps * BREAK_SD**2

    def _variances(self, thetas: Floats) -> tuple[Floats, Floats, Floats]:
        """Of reading errors (N, B, M), of days' moves (D, B, M), of the start (B, m, m)."""
        steps, scales = self.space.steps, self.space.scales
        squares = np.exp(2 * np.atleast_2d(thetas))
        speed = self._speed(thetas)
        extra = sum(
            square * scale.extra[0, 0]
            for square, scale in zip(squares.T, scales, strict=True)
            if scale.extra is not None
        )
        own = self._read
        error = steps.sampling[own, 0, 0][:, None, None] + np.asarray(extra)[:, None]
        error = error + steps.wander[own][:, None, None] * speed
        years, _ = self._between
        moves = years[:, None, None] * speed
        for day in steps.breaks:
            across = (np.append(self.days[:1], self.days[:-1]) < day) & (day <= self.days)
            moves = moves + BREAK_SD**2 * across[:, None, None]
        size = 1 + steps.effects.shape[2]
        start = np.zeros((len(squares), size, size))
        start[:, 0, 0] = steps.initial[0, 0]
        for square, scale in zip(squares.T, scales, strict=True):
            if scale.effects is not None:
                start[:, 1:, 1:] += square[:, None, None] * scale.effects
        return steps.inflation[own][:, None, None] * error, moves, start

    def _run(self, thetas: Floats, *, keep: bool) -> Passed:
        error, moves, start = self._variances(thetas)
        steps, own = self.space.steps, self._read
        loadings = np.concatenate([steps.levels[own, 0], steps.effects[own, 0]], axis=1)
        values = steps.values[own, 0]
        ends = np.searchsorted(steps.days[own], self.days, side="right").tolist()
        _, changes = self._between
        batch, paces, size = len(start), len(self.shares), start.shape[-1]
        mean = np.zeros((batch, paces, size))
        spread = np.repeat(start[:, None], paces, axis=1)
        probability = np.tile(self.shares, (batch, 1))
        total = np.zeros(batch)
        moments = np.empty((batch, paces, 1 + size + size * size))
        kept = _room(keep, len(self.days), len(own), batch, paces, size)
        begin = 0
        for day, end in enumerate(ends):
            if day:
                mean, spread, probability = _mixed(mean, spread, probability, changes[day], moments)
                spread[:, :, 0, 0] += moves[day]
            if keep:
                kept.ahead[day] = probability
            for reading in range(begin, end):
                load = loadings[reading]
                carried = spread @ load
                variance = carried @ load + error[reading]
                foreseen = mean @ load
                surprise = values[reading] - foreseen
                if keep:
                    kept.foreseen[reading], kept.variance[reading] = foreseen, variance
                    kept.weight[reading] = probability
                if self.doubts:
                    density, pull, certain = _doubted(surprise, variance, error[reading])
                else:
                    density = -0.5 * (np.log(variance) + surprise * surprise / variance)
                    pull, certain = surprise / variance, 1 / variance
                highest = density.max(axis=1)
                likely = probability * np.exp(density - highest[:, None])
                sums = likely.sum(axis=1)
                total += highest + np.log(sums)
                probability = likely / sums[:, None]
                mean = mean + carried * pull[..., None]
                spread = spread - (carried * certain[..., None])[..., None] * carried[:, :, None, :]
            begin = end
            if keep:
                kept.probability[day], kept.mean[day] = probability, mean
                kept.covariance[day] = spread
        kept.log_likelihood[:] = total - 0.5 * len(own) * np.log(2 * np.pi)
        return kept

    def smoothed(self, thetas: Floats, asked: Integers | Sequence[int] = ()) -> Smoothing:
        """Pace, level and effects given all readings, on the days of the steps and those asked.

        Levels on days asked for between two others bridge what is found for these, so that
        asking for a day changes nothing on any other.
        """
        passed = self.filtered(thetas)
        _, moves, _ = self._variances(thetas)
        _, changes = self._between
        weight, away = _regained(passed.covariance, moves)
        found = Smoothing(passed.probability.copy(), passed.mean.copy(), passed.covariance.copy())
        extra = np.setdiff1d(np.asarray(asked, dtype=np.int64), self.days)
        bridged = {
            int(day): self._outside(thetas, found, int(day)) for day in extra[extra > self.days[-1]]
        }
        speed = self._speed(thetas)
        for day in range(len(self.days) - 2, -1, -1):
            joint = passed.probability[day][:, :, None] * changes[day + 1]
            joint *= (found.probability[day + 1] / (passed.ahead[day + 1] + TINY))[:, None]
            centres, spreads, shared = _pairs(
                found.mean[day + 1],
                found.covariance[day + 1],
                passed.mean[day],
                weight[day],
                away[day],
            )
            own = joint.sum(axis=2)
            found.probability[day] = own / own.sum(axis=1, keepdims=True)
            found.mean[day], found.covariance[day] = _collapsed(
                centres, spreads, joint / (own[:, :, None] + TINY)
            )
            first, last = int(self.days[day]), int(self.days[day + 1])
            for between in extra[(extra > first) & (extra < last)].tolist():
                before = self._moved(speed, first, between)
                part = before / (before + self._moved(speed, between, last))
                bridged[between] = _bridged(
                    found, day + 1, centres, spreads, shared, joint, part, before
                )
        bridged |= {
            int(day): self._outside(thetas, found, int(day)) for day in extra[extra < self.days[0]]
        }
        return _with(found, self.days, bridged)

    def _outside(self, thetas: Floats, found: Smoothing, day: int) -> tuple[Floats, Floats, Floats]:
        """Pace, state and covariance on a day before or after all others."""
        edge = 0 if day < self.days[0] else len(self.days) - 1
        kept = np.exp(-AHEAD / LASTS)
        change = kept * np.eye(len(self.shares)) + (1 - kept) * self.shares
        batch, paces, size = found.mean.shape[1:]
        room = np.empty((batch, paces, 1 + size + size * size))
        mean, spread, probability = _mixed(
            found.mean[edge], found.covariance[edge], found.probability[edge], change, room
        )
        ends = sorted((day, int(self.days[edge])))
        spread[:, :, 0, 0] += self._moved(self._speed(thetas), ends[0], ends[1])
        return probability, mean, spread

    def paths(self, thetas: Floats, n: int, seed: int | Sequence[int], days: Integers) -> Floats:
        """(n, D) joint draws of the levels on some days, walked back from the last one.

        Pace and state are drawn together, each given those of the day after (Kim and Nelson
        1999, State-Space Models with Regime Switching, chapter 9). Draw i has the log scales
        i modulo B; the same seed gives the same draws.
        """
        random = np.random.default_rng(seed)
        size = len(self.days) * len(self.shares) * (1 + self.space.n_effects) ** 2
        together = max(1, BUDGET // size)
        each, where = -(-n // len(thetas)), np.searchsorted(self.days, days)
        walked = [
            self._walk_back(thetas[first : first + together], each, random, where)
            for first in range(0, len(thetas), together)
        ]
        return np.concatenate(walked, axis=1).reshape(each * len(thetas), -1)[:n]

    def _walk_back(
        self, thetas: Floats, each: int, random: np.random.Generator, keep: Integers
    ) -> Floats:
        """(each, B, K) levels on K of the days."""
        passed = self.filtered(thetas)
        _, moves, _ = self._variances(thetas)
        _, changes = self._between
        batch = passed.mean.shape[1]
        weight, away = _regained(passed.covariance, moves)
        inverse = np.linalg.inv(passed.covariance)
        volume = np.linalg.slogdet(passed.covariance)[1]
        which = np.arange(batch)
        last = len(self.days) - 1
        kept = np.empty((each, batch, len(keep)))
        pace = _drawn(np.log(passed.probability[last] + TINY)[None].repeat(each, 0), random)
        root = np.linalg.cholesky(passed.covariance[last] + 1e-14 * np.eye(inverse.shape[-1]))
        noise = random.standard_normal((each, batch, inverse.shape[-1]))
        state = passed.mean[last][which, pace] + np.einsum(
            "nbij,nbj->nbi", root[which, pace], noise
        )
        kept[:, :, keep == last] = state[:, :, :1]
        # What lies before the first day wanted need not be drawn.
        for day in range(last - 1, int(keep.min(initial=last)) - 1, -1):
            apart = state[:, :, None] - passed.mean[day]
            pull = np.einsum("bjm,nbjm->nbj", weight[day], apart)
            gone = np.moveaxis(away[day], 2, 0)[pace, which]
            square = np.einsum("nbjl,bjlm,nbjm->nbj", apart, inverse[day], apart)
            grown = (
                1 + np.moveaxis(moves[day + 1], 1, 0)[pace, which][..., None] * weight[day, ..., 0]
            )
            log_weight = (
                np.log(passed.probability[day] + TINY)
                + np.log(changes[day + 1].T + TINY)[pace]
                - 0.5 * (square - gone * pull**2 + volume[day] + np.log(grown))
            )
            pace = _drawn(log_weight, random)
            back = np.take_along_axis(gone, pace[..., None], 2)[..., 0]
            pulled = np.take_along_axis(pull, pace[..., None], 2)[..., 0]
            state[..., 0] += np.sqrt(back) * random.standard_normal(back.shape) - back * pulled
            kept[:, :, keep == day] = state[:, :, :1]
        return kept


def _room(keep: bool, days: int, readings: int, batch: int, paces: int, size: int) -> Passed:
    days, readings = (days, readings) if keep else (0, 0)
    return Passed(
        np.empty((days, batch, paces)),
        np.empty((days, batch, paces, size)),
        np.empty((days, batch, paces, size, size)),
        np.empty((days, batch, paces)),
        np.empty((readings, batch, paces)),
        np.empty((readings, batch, paces)),
        np.empty((readings, batch, paces)),
        np.empty(batch),
    )


def _mixed(
    mean: Floats, spread: Floats, probability: Floats, change: Floats, moments: Floats
) -> tuple[Floats, Floats, Floats]:
    """The states that each pace starts from, each the mixture of where it may come from.

    `moments` (B, M, 1 + m + m m) is room for the sums: of probability, of state and of its
    square, each weighed by the probability of the pace that it comes from.
    """
    size = mean.shape[-1]
    moments[:, :, 0] = 1.0
    moments[:, :, 1 : 1 + size] = mean
    second = spread + mean[..., :, None] * mean[..., None, :]
    moments[:, :, 1 + size :] = second.reshape(*mean.shape[:2], -1)
    moments *= probability[..., None]
    mixed = change.T @ moments
    after = mixed[:, :, 0]
    mixed = mixed[:, :, 1:] / (after[..., None] + TINY)
    mean = mixed[:, :, :size]
    spread = mixed[:, :, size:].reshape(spread.shape) - mean[..., :, None] * mean[..., None, :]
    return mean, spread, after


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


def _regained(covariance: Floats, moves: Floats) -> tuple[Floats, Floats]:
    """What is needed to go back a day: P^-1 e (D, B, M, m), and r (D-1, B, M, M).

    The level alone moves, by a variance q_k: given the state x after it, the level before is
    x - r b'(x - m) with variance r, where b = P^-1 e, r = q / (1 + q e'P^-1 e), for a filter
    of pace j that knew m and P before it and pace k of the move.
    """
    weight = np.asarray(np.linalg.inv(covariance)[..., 0], dtype=float)
    move = moves[1:, :, None, :]
    return weight, np.asarray(move / (1 + move * weight[:-1, ..., 0][..., None]))


def _pairs(
    mean: Floats, spread: Floats, known: Floats, weight: Floats, away: Floats
) -> tuple[Floats, Floats, Floats]:
    """State given all readings for each pace j of a day and each k of the day after.

    Args:
        mean, spread: (B, M, m) and (B, M, m, m) of the day after, for each of its paces k.
        known: (B, M, m) the filter's means of the day, for each of its paces j.
        weight, away: as of `_regained`, (B, M, m) and (B, M, M).

    Returns:
        Means (B, M, M, m), covariances (B, M, M, m, m), and (B, M, M) the covariance of the
        level with that of the day after.
    """
    pull = np.einsum("bjm,bkm->bjk", weight, mean) - (weight * known).sum(-1)[..., None]
    centres = np.repeat(mean[:, None], mean.shape[1], axis=1)
    centres[..., 0] -= away * pull
    carried = np.einsum("bkml,bjl->bjkm", spread, weight)
    inner = np.einsum("bjkm,bjm->bjk", carried, weight)
    spreads = np.repeat(spread[:, None], mean.shape[1], axis=1)
    shared = spreads[..., 0, 0] - away * carried[..., 0]
    spreads[..., 0, :] -= away[..., None] * carried
    spreads[..., :, 0] -= away[..., None] * carried
    spreads[..., 0, 0] += away**2 * inner + away
    return centres, spreads, shared


def _collapsed(centres: Floats, spreads: Floats, part: Floats) -> tuple[Floats, Floats]:
    """Mean and covariance of mixtures over the third axis, of which each part is as likely as
    `part` (B, M, M) says."""
    middle = (part[:, :, None, :] @ centres)[:, :, 0]
    apart = centres - middle[:, :, None]
    second = (spreads + apart[..., :, None] * apart[..., None, :]).reshape(*part.shape, -1)
    around: Floats = (part[:, :, None, :] @ second)[:, :, 0]
    return middle, around.reshape(*middle.shape, middle.shape[-1])


def _bridged(
    found: Smoothing,
    after: int,
    centres: Floats,
    spreads: Floats,
    shared: Floats,
    joint: Floats,
    part: Floats,
    before: Floats,
) -> tuple[Floats, Floats, Floats]:
    """Pace k, state and covariance on a day between two, from those of `_pairs`.

    Given the levels a before and b after, a walk of which the variance x of the move lies
    before the day is (1 - p) a + p b, with p = x / all of it, and variance (1 - p) x.
    """
    mean, spread = found.mean[after][:, None], found.covariance[after][:, None]
    p = part[:, None, :]
    middle = np.broadcast_to(mean, centres.shape).copy()
    middle[..., 0] = (1 - p) * centres[..., 0] + p * mean[..., 0]
    around = np.broadcast_to(spread, spreads.shape).copy()
    level = (1 - p) ** 2 * spreads[..., 0, 0] + p**2 * spread[..., 0, 0] + 2 * p * (1 - p) * shared
    around[..., 0, 0] = level + ((1 - part) * before)[:, None, :]
    likely = np.swapaxes(joint, 1, 2)
    likely = likely / (likely.sum(axis=2, keepdims=True) + TINY)
    state = _collapsed(np.swapaxes(middle, 1, 2), np.swapaxes(around, 1, 2), likely)
    return found.probability[after], *state


def _with(
    found: Smoothing, days: Integers, bridged: dict[int, tuple[Floats, Floats, Floats]]
) -> Smoothing:
    """What was found on some days, with further days among them."""
    if not bridged:
        return found
    order = np.argsort(np.concatenate([days, np.array(list(bridged))]), kind="stable")
    added = zip(*bridged.values(), strict=True)
    own = (found.probability, found.mean, found.covariance)
    return Smoothing(
        *(np.concatenate([old, np.stack(new)])[order] for old, new in zip(own, added, strict=True))
    )


def _drawn(log_weight: Floats, random: np.random.Generator) -> Integers:
    """One of the last axis each, with the probabilities that the log weights give."""
    weight = np.exp(log_weight - log_weight.max(axis=-1, keepdims=True))
    sums = weight.cumsum(axis=-1)
    chance = random.random(sums.shape[:-1]) * sums[..., -1]
    return np.asarray(np.minimum((sums < chance[..., None]).sum(axis=-1), sums.shape[-1] - 1))
