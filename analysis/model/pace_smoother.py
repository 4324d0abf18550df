r"""The smoother under paces: back through the filter, each day given all readings.

    day 1   quiet  usual  turbulent          each pair of paces j, k, the day's and the day
               \\     |     /                 after's, has a state of its own; those of one j
    day 2   quiet  usual  turbulent          are then replaced by one normal

(Kim 1994, Journal of Econometrics 60.) The level alone moves: given pace and state of the day
after, a day's level is `keep` times the level there, less `away` times what the effects weigh,
plus `shift`, with variance `away`, all of them the filter's. Chances and moments of a day are
therefore sums over k of the next day's times known factors. That is no pass over time, but
triangular equations, which LAPACK solves for all days and log scales at once. Moments are those
of what differs from the filter's mean, lest the squares of large levels hide small variances.

Arrays are as in `pace_filter`; those of pairs end with (B, M, M). Days asked for between two
others are bridges between what is found for these.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.linalg.lapack import dtbtrs

from analysis.model.measurements import Floats, Integers
from analysis.model.pace_filter import Passed

__all__ = ["Bridges", "Smoother", "Smoothing", "regained"]

TINY = 1e-300

TOGETHER = 500
"""Bridges that are built at once."""


@dataclass(frozen=True)
class Smoothing:
    """Pace and level on D days given all readings: `probability`, and the level's `mean` and
    `variance` under each pace, all (D, B, M)."""

    probability: Floats
    mean: Floats
    variance: Floats


@dataclass(frozen=True)
class Bridges:
    """Days between two others.

    `after` (N,) is the place of the one before; of the variance of the level's move between the
    two, `variance` lies before the day, the `part` of all of it, both (N, B, M).
    """

    after: Integers
    part: Floats
    variance: Floats


@dataclass(frozen=True)
class Smoother:
    """What all readings say of pace and level.

    `passed` is the filter's; `moves` and `changes` are as in `Told`.
    """

    passed: Passed
    moves: Floats
    changes: Floats

    def on_days(self) -> Smoothing:
        """On the D days."""
        mean, second = self._moments
        return Smoothing(self.chances, self._near[..., None] + mean, second - mean**2)

    def between(self, bridges: Bridges) -> Smoothing:
        """On N days between, under each pace of the time that they lie in.

        Given the levels a before and b after, a walk of which the variance x of the move lies
        before the day is (1 - p) a + p b, with p = x / all of it, and variance (1 - p) x.
        """
        count = len(bridges.after)
        parts = np.array_split(np.arange(count), max(1, -(-count // TOGETHER)))
        found = [self._bridged(bridges, rows) for rows in parts]
        return Smoothing(*(np.concatenate(each) for each in zip(*found, strict=True)))

    def _bridged(self, bridges: Bridges, rows: Integers) -> tuple[Floats, Floats, Floats]:
        day = bridges.after[rows]
        part = bridges.part[rows, :, None, :]
        left, away = 1 - part, self._away[day]
        keep, shift = left * self._keep[day] + part, left * self._shift[day]
        variance = left**2 * away + left * bridges.variance[rows, :, None, :]
        mean, second = (each[day + 1][:, :, None] for each in self._moments)
        weighed = [each[day] for each in self._weighed_effects]
        first = keep * mean + _first(left * away, shift, weighed)
        square = keep**2 * second + _square(keep, left * away, shift, variance, mean, weighed)
        middle, square = ((self._before[day] * each).sum(axis=2) for each in (first, square))
        return self.chances[day + 1], self._near[day + 1][..., None] + middle, square - middle**2

    @cached_property
    def _near(self) -> Floats:
        """(D, B) the filter's mean of the level, from which moments are taken."""
        return np.asarray((self.passed.probability * self.passed.mean[:, 0]).sum(axis=2))

    @cached_property
    def _effects_near(self) -> Floats:
        """(E, B) the filter's last mean of the effects, from which moments are taken."""
        last = self.passed.probability[-1] * self.passed.mean[-1, 1:]
        return np.asarray(last.sum(axis=2))

    @cached_property
    def _regained(self) -> tuple[Floats, Floats]:
        return regained(self.passed.covariance, self.moves)

    @property
    def _away(self) -> Floats:
        """(D-1, B, M, M) the variance of the level given the state of the day after."""
        return self._regained[1]

    @cached_property
    def _keep(self) -> Floats:
        """(D-1, B, M, M) how the level follows that of the day after."""
        return np.asarray(1 - self._away * self._regained[0][:, 0, :, :, None])

    @cached_property
    def _shift(self) -> Floats:
        """(D-1, B, M, M) and by how much it is moved, both from where the day after's is taken."""
        weight, mean = self._regained[0], self.passed.mean[:-1]
        known = weight[:, 0] * (mean[:, 0] - self._near[1:, :, None])
        known += (weight[:, 1:] * (mean[:, 1:] - self._effects_near[..., None])).sum(axis=1)
        return np.asarray(self._away * known[..., None])

    @cached_property
    def _before(self) -> Floats:
        """(D-1, B, M, M) how likely each pace of a day is, given that of the day after."""
        joint = self.passed.probability[:-1, :, :, None] * self.changes[1:, None]
        joint /= joint.sum(axis=2, keepdims=True) + TINY
        return np.asarray(joint)

    @cached_property
    def chances(self) -> Floats:
        """(D, B, M) of each pace."""
        last = self.passed.probability[-1]
        nothing = np.zeros((1, *self._before.shape[:3]))
        return np.asarray(_backwards(self._before, nothing, last[None])[0])

    @cached_property
    def _after(self) -> Floats:
        """(D-1, B, M, M) how likely each pace of the day after is, given that of a day."""
        joint = self._before * self.chances[1:, :, None, :]
        joint /= joint.sum(axis=3, keepdims=True) + TINY
        return np.asarray(joint)

    @cached_property
    def _ahead(self) -> Floats:
        """(D-1, B, M, M) the shift, of what differs from the filter's mean on either day."""
        return np.asarray(self._shift + np.diff(self._near, axis=0)[..., None, None])

    @cached_property
    def _moments(self) -> tuple[Floats, Floats]:
        """(D, B, M) first and second moments of the level, from where it is taken."""
        after, keep, weighed = self._after, self._keep, self._weighed_effects
        mean = self._last_level
        added = (after * _first(self._away, self._ahead, weighed)).sum(axis=3)
        means = _backwards(after * keep, added[None], mean[None])[0]
        square = _square(keep, self._away, self._ahead, self._away, means[1:, :, None], weighed)
        last = self.passed.covariance[-1, 0, 0] + mean**2
        added = (after * square).sum(axis=3)
        return means, _backwards(after * keep**2, added[None], last[None])[0]

    @property
    def _last_level(self) -> Floats:
        """(B, M) the mean of the level on the last day."""
        return np.asarray(self.passed.mean[-1, 0] - self._near[-1][:, None])

    @property
    def _last_effects(self) -> Floats:
        """(E, B, M) the means of the effects on the last day."""
        return np.asarray(self.passed.mean[-1, 1:] - self._effects_near[..., None])

    @cached_property
    def _weighed_effects(self) -> tuple[Floats, ...]:
        """(D-1, B, M, M) what the effects weigh on a day's level, the square of that, and its
        product with the level of the day after: expected under the pace of the day after."""
        weight, away = self._regained[0][:, 1:], self._away
        if not weight.shape[1]:
            return (np.zeros(away.shape),) * 3
        means, seconds = self._effects
        weighed = np.einsum("dfbj,fedbk->edbjk", weight, seconds)
        moved = self._ahead * means[:, :, :, None] - away * weighed
        last = self.passed.covariance[-1, 0, 1:] + self._last_level * self._last_effects
        products = _backwards(self._after * self._keep, (self._after * moved).sum(axis=4), last)
        return (
            np.einsum("debj,edbk->dbjk", weight, means),
            np.einsum("debj,edbjk->dbjk", weight, weighed),
            np.einsum("debj,edbk->dbjk", weight, products[:, 1:]),
        )

    @property
    def _effects(self) -> tuple[Floats, Floats]:
        """First (E, D-1, B, M) and second moments (E, E, D-1, B, M) of the effects, under the
        paces of the days after: they do not move, but paces tell of them."""
        mean = self._last_effects
        second = self.passed.covariance[-1, 1:, 1:] + mean[:, None] * mean
        last = np.concatenate([mean, second.reshape(-1, *mean.shape[1:])])
        still = np.zeros((len(last), *self._after.shape[:3]))
        found = _backwards(self._after, still, last)[:, 1:]
        size = len(mean)
        return found[:size], found[size:].reshape(size, size, *found.shape[1:])


def regained(covariance: Floats, moves: Floats) -> tuple[Floats, Floats]:
    """What is needed to go back a day: P^-1 e (D-1, m, B, M), and r (D-1, B, M, M).

    The level alone moves, by a variance q_k: given the state x after it, the level before is
    x - r b'(x - m) with variance r, where b = P^-1 e, r = q / (1 + q e'P^-1 e), for a filter
    of pace j that knew m and P before it and pace k of the move.
    """
    weight = _inverse_of_level(covariance[:-1])
    move = moves[1:, :, None, :]
    return weight, np.asarray(move / (1 + move * weight[:, 0, :, :, None]))


def _inverse_of_level(covariance: Floats) -> Floats:
    """(D, m, B, M) first columns of the inverses of (D, m, m, B, M), by elimination."""
    left = covariance.copy()
    size = left.shape[1]
    for last in range(size - 1, 0, -1):
        ratio = left[:, :last, last] / left[:, last, last][:, None]
        left[:, :last, :last] -= ratio[:, :, None] * left[:, last, None, :last]
    column = np.empty_like(left[:, 0])
    column[:, 0] = 1 / left[:, 0, 0]
    for own in range(1, size):
        told = (left[:, own, :own] * column[:, :own]).sum(axis=1)
        column[:, own] = -told / left[:, own, own]
    return column


def _first(away: Floats, shift: Floats, weighed: Sequence[Floats]) -> Floats:
    """The level's mean but for `keep` times that of the day after."""
    return np.asarray(shift - away * weighed[0])


def _square(
    keep: Floats,
    away: Floats,
    shift: Floats,
    variance: Floats,
    mean: Floats,
    weighed: Sequence[Floats],
) -> Floats:
    """The level's second moment but for `keep` squared times that of the day after."""
    effects, square, product = weighed
    level = 2 * keep * (shift * mean - away * product)
    return np.asarray(variance + shift**2 + level + away * (away * square - 2 * shift * effects))


def _backwards(factors: Floats, added: Floats, last: Floats) -> Floats:
    """(R, D, B, M) the x with x_d = factors_d x_{d+1} + added_d, from the last day's.

    Args:
        factors: (D-1, B, M, M).
        added: (R, D-1, B, M).
        last: (R, B, M).
    """
    count, (days, batch, paces, _) = len(last), factors.shape
    band = np.zeros((batch, days + 1, paces, 2 * paces))
    for own in range(paces):
        for other in range(paces):
            # LAPACK keeps a column's elements above its diagonal one after another.
            place = paces - 1 - other + own
            band[:, 1:, other, place] = -factors[:, :, own, other].T
    known = np.concatenate([added, last[:, None]], axis=1).swapaxes(1, 2).reshape(count, -1)
    solved = dtbtrs(band.reshape(-1, 2 * paces).T, known.T, diag="U", overwrite_b=True)[0]
    return np.asarray(solved.T.reshape(count, batch, days + 1, paces).swapaxes(1, 2))
