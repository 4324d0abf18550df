r"""A level whose volatility switches: times of quiet, of usual movement and of turbulence.

    level  ____/\__.-'  ~~~\    /~          shock ~ N(0, s^2 x_k^2 dt),  x = 0.35, 1, 2.8
    pace   quiet  usual     turbulent       the pace k is a Markov chain in continuous time

The pace belongs to the time between two days with readings; from one such time to the next the
chain has gone on for as many days as the later one lasts. Filter, smoother and draws are those
of `pace_filter`, `pace_smoother` and `pace_paths`, where the layout of arrays is said.

All log scales asked for take each step together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from analysis.model.measurements import DAYS_A_YEAR, Floats, Integers
from analysis.model.pace_filter import Passed, Told, log_likelihood, run
from analysis.model.pace_paths import walk_back
from analysis.model.pace_smoother import Bridges, Smoother, Smoothing
from analysis.model.statespace import StateSpace
from analysis.model.system_matrices import BREAK_SD

__all__ = ["LASTS", "MULTIPLIERS", "SHARES", "SwitchingSpace"]

MULTIPLIERS = np.array([0.35, 1.0, 2.8])
"""Of the volatility, in quiet, usual and turbulent times."""

SHARES = np.array([0.45, 0.35, 0.2])
"""How much of the time each pace has in the long run."""

LASTS = 1.0
"""Years: after t of them a pace is forgotten with probability 1 - exp(-t / LASTS), and the next
one is drawn from `SHARES`."""

AHEAD = 0.25
"""Years that the chain has gone on for the time after the last reading."""

BUDGET = 4_000_000
"""Numbers held for states, or pairs of states, of the log scales that go back together."""


@dataclass
class SwitchingSpace:
    """The readings and scales of a state space of one level without slope.

    `switches`: under three paces, or under one; `doubts`: errors with heavy tails (see
    `pace_filter.TAILS`), or normal ones.
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
    def read(self) -> Integers:
        """(N,) the steps that have a reading."""
        return np.flatnonzero(~np.isnan(self.space.steps.values[:, 0]))

    @cached_property
    def _kept(self) -> Floats:
        """(D,) how much of a pace is kept on the way from the day before.

        A pace changes after days with readings alone: days asked for between two of them have
        the pace of the time that they lie in.
        """
        known = np.isin(self.days, self.space.steps.days[self.read])
        place: Integers = np.cumsum(known) - known
        readings = self.days[known]
        lasted = np.diff(readings, prepend=readings[0]) / DAYS_A_YEAR
        lasted = np.append(lasted, AHEAD)
        changes = np.concatenate([[False], known[:-1]])
        return np.where(changes, np.exp(-lasted[place] / LASTS), 1.0)

    def log_likelihood(self, thetas: Floats) -> Floats:
        """(B,) the log density of all readings at each of B log scales (B, J)."""
        return log_likelihood(self._told(thetas), doubts=self.doubts)

    def filtered(self, thetas: Floats) -> Passed:
        """All that the filter knew on its way, at each of B log scales (B, J)."""
        return run(self._told(thetas), doubts=self.doubts)

    def _changes(self, kept: Floats) -> Floats:
        """(..., M, M) how paces change where so much of a pace is kept."""
        kept = np.asarray(kept)[..., None, None]
        return np.asarray(kept * np.eye(len(self.shares)) + (1 - kept) * self.shares)

    def _speed(self, thetas: Floats) -> Floats:
        """(B, M) the variance of the level's move in a year."""
        squares = np.exp(2 * np.atleast_2d(thetas))
        shapes = [0.0 if scale.level is None else scale.level[0, 0] for scale in self.space.scales]
        return np.asarray((squares @ np.array(shapes))[:, None] * self.multipliers**2)

    def _moved(self, speed: Floats, first: Integers, last: Integers) -> Floats:
        """(N, B, M) variances of the level's moves between N pairs of days, breaks included."""
        passed = np.searchsorted(np.sort(np.array(self.space.steps.breaks)), [first, last], "right")
        years = (last - first) / DAYS_A_YEAR
        jumps = BREAK_SD**2 * (passed[1] - passed[0])
        return np.asarray(years[:, None, None] * speed + jumps[:, None, None])

    def _told(self, thetas: Floats) -> Told:
        steps, own = self.space.steps, self.read
        speed = self._speed(thetas)
        kept = self._kept
        before = np.append(self.days[:1], self.days[:-1])
        return Told(
            values=steps.values[own, 0],
            loadings=np.concatenate([steps.levels[own, 0], steps.effects[own, 0]], axis=1),
            error=self._error(thetas, speed),
            ends=np.searchsorted(steps.days[own], self.days, side="right").tolist(),
            moves=self._moved(speed, before, self.days),
            changes=self._changes(kept),
            changed=((kept < 1) & (len(self.shares) > 1)).tolist(),
            start=self._start(thetas),
            shares=self.shares,
        )

    def _error(self, thetas: Floats, speed: Floats) -> Floats:
        """(N, B, M) variances of the readings' errors."""
        steps, own = self.space.steps, self.read
        extra = sum(
            square * scale.extra[0, 0]
            for square, scale in zip(
                np.exp(2 * np.atleast_2d(thetas)).T, self.space.scales, strict=True
            )
            if scale.extra is not None
        )
        error = steps.sampling[own, 0, 0][:, None, None] + np.asarray(extra)[:, None]
        error = error + steps.wander[own][:, None, None] * speed
        return np.asarray(steps.inflation[own][:, None, None] * error)

    def _start(self, thetas: Floats) -> Floats:
        """(m, m, B) the covariance of level and effects before all readings."""
        steps, squares = self.space.steps, np.exp(2 * np.atleast_2d(thetas))
        size = 1 + steps.effects.shape[2]
        start = np.zeros((size, size, len(squares)))
        start[0, 0] = steps.initial[0, 0]
        for square, scale in zip(squares.T, self.space.scales, strict=True):
            if scale.effects is not None:
                start[1:, 1:] += scale.effects[:, :, None] * square
        return start

    def chances(self, thetas: Floats, passed: Passed) -> Floats:
        """(D, B, M) of each pace given all readings, on the days of the steps.

        `passed` is what the filter knew.
        """
        told = self._told(thetas)
        return Smoother(passed, told.moves, told.changes).chances

    def smoothed(
        self,
        thetas: Floats,
        asked: Integers | Sequence[int] = (),
        passed: Passed | None = None,
    ) -> Smoothing:
        """Pace and level given all readings, on the days of the steps and those asked.

        Levels on days asked for between two others bridge what is found for these, so that
        asking for a day changes nothing on any other. `passed` is what the filter knew, where
        it has been run.
        """
        passed = self.filtered(thetas) if passed is None else passed
        groups = self._groups(len(thetas), len(self.shares) * passed.mean.shape[1])
        found = [self._smoothed(thetas[own], asked, passed.of(own)) for own in groups]
        parts = zip(*(vars(each).values() for each in found), strict=True)
        return Smoothing(*(np.concatenate(each, axis=1) for each in parts))

    def _groups(self, count: int, states: int) -> list[slice]:
        """Log scales in groups that go back together, with so many states a day and pace."""
        size = len(self.days) * len(self.shares) * states
        together = max(1, BUDGET // size)
        return [slice(first, first + together) for first in range(0, count, together)]

    def _smoothed(
        self, thetas: Floats, asked: Integers | Sequence[int], passed: Passed
    ) -> Smoothing:
        told, speed = self._told(thetas), self._speed(thetas)
        smoother = Smoother(passed, told.moves, told.changes)
        parts = [(self.days, smoother.on_days())]
        extra = np.setdiff1d(np.asarray(asked, dtype=np.int64), self.days)
        after = np.searchsorted(self.days, extra) - 1
        within = (after >= 0) & (after < len(self.days) - 1)
        if within.any():
            parts.append((extra[within], smoother.between(self._bridges(speed, extra[within]))))
        for edge, side in ((0, after < 0), (-1, after == len(self.days) - 1)):
            if side.any():
                parts.append((extra[side], self._outside(speed, parts[0][1], edge, extra[side])))
        order = np.argsort(np.concatenate([days for days, _ in parts]))
        found = zip(*(vars(part).values() for _, part in parts), strict=True)
        return Smoothing(*(np.concatenate(each)[order] for each in found))

    def _bridges(self, speed: Floats, days: Integers) -> Bridges:
        """Days between those of the steps."""
        after = np.searchsorted(self.days, days) - 1
        variance = self._moved(speed, self.days[after], days)
        rest = self._moved(speed, days, self.days[after + 1])
        return Bridges(after, variance / (variance + rest), variance)

    def _outside(self, speed: Floats, found: Smoothing, edge: int, days: Integers) -> Smoothing:
        """Days before or after all others, from the one at that edge."""
        change = self._changes(np.exp(-AHEAD / LASTS))
        chance = found.probability[edge]
        after = chance @ change
        mean = (chance * found.mean[edge]) @ change / after
        second = (chance * (found.variance[edge] + found.mean[edge] ** 2)) @ change / after
        ends = np.sort([days, np.full(len(days), self.days[edge])], axis=0)
        variance = second - mean**2 + self._moved(speed, *ends)
        return Smoothing(*np.broadcast_arrays(after[None], mean[None], variance))

    def paths(self, thetas: Floats, n: int, seed: int | Sequence[int], days: Integers) -> Floats:
        """(n, D) joint draws of the levels on some days, walked back from the last one.

        Draw i has the log scales i modulo B; the same seed gives the same draws.
        """
        random = np.random.default_rng(seed)
        each, where = -(-n // len(thetas)), np.searchsorted(self.days, days)
        walked = []
        for own in self._groups(len(thetas), (1 + self.space.system.n_effects) ** 2):
            told = self._told(thetas[own])
            passed = run(told, doubts=self.doubts)
            walked.append(walk_back(passed, told.moves, told.changes, each, random, where))
        return np.concatenate(walked, axis=1).reshape(each * len(thetas), -1)[:n]
