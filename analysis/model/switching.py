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
from analysis.model.pace_filter import Passed, Told, mixed, run
from analysis.model.pace_paths import walk_back
from analysis.model.pace_smoother import Smoothing, smooth, with_days_outside
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
"""Numbers held for the covariances of the log scales that are walked back together."""


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
    def _between(self) -> tuple[Floats, Floats]:
        """Years (D,) from the day before, and (D,) how much of a pace is kept on the way.

        A pace changes after days with readings alone: days asked for between two of them have
        the pace of the time that they lie in.
        """
        years = np.diff(self.days, prepend=self.days[0]) / DAYS_A_YEAR
        known = np.isin(self.days, self.space.steps.days[self.read])
        place: Integers = np.cumsum(known) - known
        readings = self.days[known]
        lasted = np.diff(readings, prepend=readings[0]) / DAYS_A_YEAR
        lasted = np.append(lasted, AHEAD)
        changes = np.concatenate([[False], known[:-1]])
        return years, np.where(changes, np.exp(-lasted[place] / LASTS), 1.0)

    def log_likelihood(self, thetas: Floats) -> Floats:
        """(B,) the log density of all readings at each of B log scales (B, J)."""
        return run(self._told(thetas), keep=False, doubts=self.doubts).log_likelihood

    def filtered(self, thetas: Floats) -> Passed:
        """All that the filter knew on its way, at each of B log scales (B, J)."""
        return run(self._told(thetas), keep=True, doubts=self.doubts)

    def _changes(self, kept: Floats) -> Floats:
        """(..., M, M) how paces change where so much of a pace is kept."""
        kept = np.asarray(kept)[..., None, None]
        return np.asarray(kept * np.eye(len(self.shares)) + (1 - kept) * self.shares)

    def _speed(self, thetas: Floats) -> Floats:
        """(B, M) the variance of the level's move in a year."""
        squares = np.exp(2 * np.atleast_2d(thetas))
        shapes = [0.0 if scale.level is None else scale.level[0, 0] for scale in self.space.scales]
        return np.asarray((squares @ np.array(shapes))[:, None] * self.multipliers**2)

    def _moved(self, speed: Floats, first: int, last: int) -> Floats:
        """(B, M) the variance of the level's move between two days, breaks included."""
        jumps = sum(first < day <= last for day in self.space.steps.breaks)
        return speed * ((last - first) / DAYS_A_YEAR) + jumps * BREAK_SD**2

    def _told(self, thetas: Floats) -> Told:
        steps, own = self.space.steps, self.read
        speed = self._speed(thetas)
        years, kept = self._between
        moves = years[:, None, None] * speed
        for day in steps.breaks:
            across = (np.append(self.days[:1], self.days[:-1]) < day) & (day <= self.days)
            moves = moves + BREAK_SD**2 * across[:, None, None]
        return Told(
            values=steps.values[own, 0],
            loadings=np.concatenate([steps.levels[own, 0], steps.effects[own, 0]], axis=1),
            error=self._error(thetas, speed),
            ends=np.searchsorted(steps.days[own], self.days, side="right").tolist(),
            moves=moves,
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

    def smoothed(
        self,
        thetas: Floats,
        asked: Integers | Sequence[int] = (),
        passed: Passed | None = None,
    ) -> Smoothing:
        """Pace, level and effects given all readings, on the days of the steps and those asked.

        Levels on days asked for between two others bridge what is found for these, so that
        asking for a day changes nothing on any other. `passed` is what the filter knew, where
        it has been run.
        """
        told = self._told(thetas)
        passed = run(told, keep=True, doubts=self.doubts) if passed is None else passed
        speed = self._speed(thetas)
        extra = np.setdiff1d(np.asarray(asked, dtype=np.int64), self.days)
        ends = np.searchsorted(extra, self.days).tolist()

        def between(day: int) -> list[tuple[int, Floats, Floats]]:
            first, last = int(self.days[day]), int(self.days[day + 1])
            found = []
            for place in extra[ends[day] : ends[day + 1]].tolist():
                before = self._moved(speed, first, place)
                part = before / (before + self._moved(speed, place, last))
                found.append((place, part, before))
            return found

        found, bridged = smooth(passed, told.moves, told.changes, between)
        for day in extra[(extra < self.days[0]) | (extra > self.days[-1])].tolist():
            bridged[day] = self._outside(thetas, found, day)
        return with_days_outside(found, self.days, bridged)

    def _outside(self, thetas: Floats, found: Smoothing, day: int) -> tuple[Floats, Floats, Floats]:
        """Pace, state and covariance on a day before or after all others."""
        edge = 0 if day < self.days[0] else len(self.days) - 1
        size, batch, paces = found.mean.shape[1:]
        mean, spread, probability = mixed(
            found.mean[edge],
            found.covariance[edge],
            found.probability[edge],
            self._changes(np.exp(-AHEAD / LASTS)),
            np.empty((1 + size + size * size, batch, paces)),
        )
        ends = sorted((day, int(self.days[edge])))
        spread[0, 0] += self._moved(self._speed(thetas), ends[0], ends[1])
        return probability, mean, spread

    def paths(self, thetas: Floats, n: int, seed: int | Sequence[int], days: Integers) -> Floats:
        """(n, D) joint draws of the levels on some days, walked back from the last one.

        Draw i has the log scales i modulo B; the same seed gives the same draws.
        """
        random = np.random.default_rng(seed)
        size = len(self.days) * len(self.shares) * (1 + self.space.system.n_effects) ** 2
        together = max(1, BUDGET // size)
        each, where = -(-n // len(thetas)), np.searchsorted(self.days, days)
        walked = []
        for first in range(0, len(thetas), together):
            told = self._told(thetas[first : first + together])
            passed = run(told, keep=True, doubts=self.doubts)
            walked.append(walk_back(passed, told.moves, told.changes, each, random, where))
        return np.concatenate(walked, axis=1).reshape(each * len(thetas), -1)[:n]
