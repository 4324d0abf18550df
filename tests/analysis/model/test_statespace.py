"""The state space against one multivariate normal: every reading, level and effect at once."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

import numpy as np
import pytest
from scipy.linalg import block_diag
from scipy.optimize import approx_fprime
from scipy.stats import multivariate_normal

from analysis.model.measurements import Steps, with_days
from analysis.model.statespace import StateSpace
from analysis.model.system_matrices import Scale, SystemMatrices
from analysis.model.working_response import signals

LEVELS, VALUES, EFFECTS, COUNT = 2, 3, 2, 9
DAYS = np.array([0, 0, 40, 41, 90, 90, 200, 330, 500])
THETA = np.log([0.4, 0.15, 0.2])
YEAR, FIRST_SLOPE, JUMP = 365.25, 2.0, 1.0


def covariance(size: int, random: np.random.Generator) -> np.ndarray:
    square = random.normal(size=(size, size))
    return square @ square.T / size + 0.2 * np.eye(size)


def steps_of(seed: int, *, smooth: bool = False) -> Steps:
    """Steps with everything that they may have: absent values, days without a reading, breaks."""
    random = np.random.default_rng(seed)
    values = random.normal(0, 0.5, (COUNT, VALUES))
    values[2, 1] = values[5, 0] = values[5, 2] = np.nan
    values[6] = np.nan
    return Steps(
        days=DAYS,
        values=values,
        sampling=np.stack([0.01 * covariance(VALUES, random) for _ in DAYS]),
        levels=random.normal(size=(COUNT, VALUES, LEVELS)),
        effects=random.normal(size=(COUNT, VALUES, EFFECTS)),
        initial=1.5 * covariance(LEVELS, random),
        wander=random.uniform(0, 0.2, COUNT),
        inflation=random.uniform(0.5, 3, COUNT),
        breaks=() if smooth else (41, 200, 331),
        pace=None if smooth else random.uniform(0.1, 4, COUNT),
    )


def scales_of(seed: int) -> list[Scale]:
    random = np.random.default_rng(seed + 100)
    return [
        Scale("level", 0.3, 0.5, "", level=covariance(LEVELS, random)),
        Scale("extra", 0.1, 0.5, "", extra=covariance(LEVELS, random)),
        Scale("effects", 0.1, 0.5, "", effects=covariance(EFFECTS, random)),
    ]


@dataclass
class Dense:
    """Covariances of the levels, effects and errors of all steps, and the values observed."""

    steps: Steps
    scales: list[Scale]
    smooth: bool
    theta: np.ndarray

    def __post_init__(self) -> None:
        level, extra, effects = np.exp(2 * self.theta)
        self.moves = level * self.scales[0].level
        self.effects = effects * self.scales[2].effects
        steps, years = self.steps, (self.steps.days - self.steps.days[0]) / YEAR
        unit = steps.initial / steps.initial[0, 0]
        blocks = np.zeros((COUNT, COUNT, LEVELS, LEVELS))
        for s, t in itertools.product(range(COUNT), repeat=2):
            first, last = sorted((years[s], years[t]))
            if self.smooth:
                integrated = first**2 * (3 * last - first) / 6
                blocks[s, t] = FIRST_SLOPE**2 * first * last * unit + integrated * self.moves
            else:
                blocks[s, t] = self.shocks[: min(s, t)].sum(axis=0)
            blocks[s, t] += steps.initial
        self.levels = blocks.transpose(0, 2, 1, 3).reshape(COUNT * LEVELS, -1)
        errors = [
            steps.inflation[t]
            * (
                steps.sampling[t]
                + steps.levels[t] @ (extra * self.scales[1].extra) @ steps.levels[t].T
                + (0 if self.smooth else steps.wander[t])
                * (steps.levels[t] @ self.moves @ steps.levels[t].T)
            )
            for t in range(COUNT)
        ]
        self.errors = block_diag(*errors)
        self.held = ~np.isnan(steps.values.ravel())
        self.values = steps.values.ravel()[self.held]
        self.on_levels = block_diag(*steps.levels)[self.held]
        self.on_effects = steps.effects.reshape(-1, EFFECTS)[self.held]
        self.error = self.errors[np.ix_(self.held, self.held)]
        self.total = (
            self.on_levels @ self.levels @ self.on_levels.T
            + self.on_effects @ self.effects @ self.on_effects.T
            + self.error
        )

    @property
    def shocks(self) -> np.ndarray:
        """(T - 1, L, L) of the moves between the steps."""
        days = self.steps.days
        jumps = [
            sum(a < day <= b for day in self.steps.breaks) for a, b in itertools.pairwise(days)
        ]
        pace = self.steps.pace[:-1] * np.diff(days) / YEAR
        unit = self.steps.initial / self.steps.initial[0, 0]
        return pace[:, None, None] * self.moves + np.multiply.outer(jumps, JUMP**2 * unit)

    def given(self, prior: np.ndarray, loads: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Mean and covariance, given the values, of what has this prior and loads on them."""
        gain = prior @ loads.T @ np.linalg.inv(self.total)
        return gain @ self.values, prior - gain @ loads @ prior

    def log_likelihood(self) -> float:
        """Of the values; one standard normal at 0 for each that a step lacks beside others."""
        lacking = np.isnan(self.steps.values)
        partly = (lacking & ~lacking.all(axis=1, keepdims=True)).sum()
        density = multivariate_normal(np.zeros(len(self.values)), self.total).logpdf(self.values)
        return float(density) - partly * np.log(2 * np.pi) / 2


CASES = pytest.mark.parametrize(("seed", "smooth"), [(1, False), (2, False), (3, True)])


def both(seed: int, smooth: bool) -> tuple[StateSpace, Dense]:
    steps, scales = steps_of(seed, smooth=smooth), scales_of(seed)
    return StateSpace(steps, scales, smooth), Dense(steps, scales, smooth, THETA)


@CASES
def test_the_likelihood_is_that_of_one_normal(seed: int, smooth: bool) -> None:
    space, dense = both(seed, smooth)
    assert space.loglikelihood(THETA) == pytest.approx(dense.log_likelihood(), rel=1e-8)


@CASES
def test_the_gradient_is_that_of_the_likelihood(seed: int, smooth: bool) -> None:
    space, _ = both(seed, smooth)
    slope = approx_fprime(THETA, space.loglikelihood, 1e-6)
    assert space.gradient(THETA) == pytest.approx(slope, abs=2e-4)
    height, scored = space.scored(THETA)
    assert height == pytest.approx(space.loglikelihood(THETA), rel=1e-10)
    assert scored == pytest.approx(slope, abs=2e-4)


@CASES
def test_levels_and_effects_are_those_given_all_readings(seed: int, smooth: bool) -> None:
    space, dense = both(seed, smooth)
    found = space.smoothed(THETA)
    mean, within = dense.given(dense.levels, dense.on_levels)
    assert found.levels.ravel() == pytest.approx(mean, abs=1e-8)
    for t in range(COUNT):
        rows = slice(LEVELS * t, LEVELS * (t + 1))
        assert found.level_covariance[t] == pytest.approx(within[rows, rows], abs=1e-8)
    mean, within = dense.given(dense.effects, dense.on_effects)
    assert found.effects == pytest.approx(mean, abs=1e-8)
    assert found.effect_covariance == pytest.approx(within, abs=1e-8)


@CASES
def test_errors_are_those_given_all_readings(seed: int, smooth: bool) -> None:
    space, dense = both(seed, smooth)
    found = space.errors(THETA)
    mean, within = dense.given(dense.error, np.eye(len(dense.error)))
    held = dense.held.reshape(COUNT, VALUES)
    place = np.full(held.shape, -1)
    place[held] = np.arange(held.sum())
    for t in range(COUNT):
        rows, kept = place[t][held[t]], np.ix_(held[t], held[t])
        assert found.error[t][held[t]] == pytest.approx(mean[rows], abs=1e-8)
        assert found.error_covariance[t][kept] == pytest.approx(within[np.ix_(rows, rows)])
        assert found.prior_covariance[t][kept] == pytest.approx(dense.error[np.ix_(rows, rows)])
    assert found.level == pytest.approx(space.smoothed(THETA).levels)
    assert found.log_density.sum() == pytest.approx(dense.log_likelihood(), rel=1e-8)
    one_step = found.one_step[0][held[0]]
    assert one_step == pytest.approx(dense.values[: held[0].sum()])
    first = place[0][held[0]]
    assert found.one_step_covariance[0] == pytest.approx(dense.total[np.ix_(first, first)])


def test_later_readings_pull_the_level_by_its_next_move() -> None:
    space, dense = both(1, False)
    found = space.errors(THETA)
    mean, within = dense.given(dense.levels, dense.on_levels)
    mean = mean.reshape(COUNT, LEVELS)
    for t, shock in enumerate(dense.shocks):
        moved = mean[t + 1] - mean[t]
        assert shock @ found.pull[t] == pytest.approx(moved, abs=1e-8)
        here, after = slice(LEVELS * t, LEVELS * (t + 1)), slice(LEVELS * (t + 1), LEVELS * (t + 2))
        spread = within[here, here] + within[after, after] - within[here, after]
        spread = spread - within[after, here]
        expected = shock - shock @ found.pull_covariance[t] @ shock
        assert expected == pytest.approx(spread, abs=1e-8)


def test_one_level_s_errors_are_a_part_of_all() -> None:
    space, _ = both(1, False)
    found = space.errors(THETA)
    part = found.of(np.array([3, 1]), 1)
    assert part.level[:, 0] == pytest.approx(found.level[[3, 1], 1])
    assert part.pull[:, 0] == pytest.approx(found.pull[[3, 1], 1])
    assert part.pull_covariance[:, 0, 0] == pytest.approx(found.pull_covariance[[3, 1], 1, 1])
    assert part.error == pytest.approx(found.error[[3, 1]])


def test_a_reading_reports_all_of_its_error_but_sampling_s_part() -> None:
    space, dense = both(1, False)
    whole = ~np.isnan(space.steps.values).any(axis=1)
    reported = signals(space.steps, space.errors(THETA))
    inflated = [s * f for s, f in zip(space.steps.sampling, space.steps.inflation, strict=True)]
    sampling = block_diag(*inflated)[np.ix_(dense.held, dense.held)]
    mean, _ = dense.given(sampling, np.eye(len(sampling)))
    expected = np.full(dense.held.shape, np.nan)
    expected[dense.held] = dense.values - mean
    assert reported[whole] == pytest.approx(expected.reshape(COUNT, VALUES)[whole], abs=1e-8)


@pytest.mark.parametrize("smooth", [False, True])
def test_days_asked_for_change_no_reading_and_lie_between(smooth: bool) -> None:
    steps = replace(steps_of(3, smooth=True), breaks=(), pace=None)
    scales, days = scales_of(3), np.array([700, 20, 90])
    longer, where = with_days(steps, days)
    assert longer.days[where].tolist() == days.tolist()
    assert longer.days.tolist() == sorted([*DAYS, 20, 700])
    assert np.isnan(longer.values[where[:2]]).all()
    short, long = StateSpace(steps, scales, smooth), StateSpace(longer, scales, smooth)
    assert long.loglikelihood(THETA) == pytest.approx(short.loglikelihood(THETA), rel=1e-9)
    before, after = short.smoothed(THETA), long.smoothed(THETA)
    assert after.levels[where[2]] == pytest.approx(before.levels[5], abs=1e-9)
    if not smooth:
        # A walk's middle lies on the line between; beyond its end it stays and widens.
        line = (before.levels[1] + before.levels[2]) / 2
        assert after.levels[where[1]] == pytest.approx(line, abs=1e-9)
        assert after.levels[where[0]] == pytest.approx(before.levels[-1], abs=1e-9)
        added = np.exp(2 * THETA[0]) * scales[0].level * 200 / YEAR
        widened = before.level_covariance[-1] + added
        assert after.level_covariance[where[0]] == pytest.approx(widened, abs=1e-9)


def test_days_asked_for_keep_the_pace_of_the_step_before() -> None:
    steps = steps_of(1)
    longer, where = with_days(steps, np.array([41, 60, 600, -10]))
    expected = [steps.pace[3], steps.pace[3], steps.pace[8], steps.pace[0]]
    assert longer.pace[where] == pytest.approx(expected)
    assert longer.wander[where[1:]].tolist() == [0, 0, 0]
    assert longer.inflation[where[1:]].tolist() == [1, 1, 1]
    assert not longer.effects[where[1:]].any() and not longer.levels[where[1:]].any()
    assert longer.sampling[where[1:]].tolist() == [np.eye(VALUES).tolist()] * 3
    doubted, where = with_days(replace(steps, trust=np.full(COUNT, 0.5)), np.array([60]))
    assert doubted.trust is not None and doubted.trust[where].tolist() == [1]


def test_one_scale_of_errors_and_moves_has_the_shapes_of_both() -> None:
    steps, eye = steps_of(1), np.eye(LEVELS)
    kinds = ({"extra": eye}, {"level": eye}, {"extra": eye, "level": eye})
    scales = [Scale("s", 0.1, 1.0, "", **shapes) for shapes in kinds]
    extra, level, both = SystemMatrices(steps, scales).error_shapes
    assert level.any()
    assert both == pytest.approx(extra + level)
