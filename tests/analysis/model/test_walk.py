"""A walking level solved at once against statsmodels' Kalman filter and smoother of the same."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from analysis.model.measurements import Steps, with_days
from analysis.model.statespace import StateSpace
from analysis.model.system_matrices import Scale

THETA = np.log([0.4, 0.08, 0.15, 0.1])
FAR = np.array([-5.0, -4.0, -3.0, -2.0])


class Filtered(StateSpace):
    """The same model, left to the filter."""

    walk = None


def steps_of(seed: int, count: int) -> Steps:
    """Readings of two kinds of effects, several on some days, with all that steps may have."""
    random = np.random.default_rng(seed)
    days = np.sort(random.integers(0, 2 * count, count))
    steps = Steps(
        days=days,
        values=random.normal(0, 0.5, (count, 1)),
        sampling=random.uniform(0.002, 0.02, (count, 1, 1)),
        levels=random.uniform(0.5, 1.5, (count, 1, 1)),
        effects=random.normal(size=(count, 1, 3)),
        initial=np.array([[4.0]]),
        wander=random.uniform(0, 0.2, count),
        inflation=random.uniform(0.5, 3, count),
        breaks=(count // 2, count),
        pace=random.uniform(0.1, 4, count),
    )
    return with_days(steps, np.array([-40, count, 5 * count]))[0]


def scales() -> list[Scale]:
    one = np.ones((1, 1))
    return [
        Scale("volatility", 0.3, 1.0, "", level=one),
        Scale("extra", 0.05, 1.0, "", extra=one),
        Scale("house", 0.1, 0.7, "", effects=np.diag([1.0, 1.0, 0.0])),
        Scale("wording", 0.2, 0.7, "", effects=np.diag([0.0, 0.0, 1.0])),
    ]


def both(seed: int, count: int) -> tuple[StateSpace, StateSpace]:
    steps = steps_of(seed, count)
    return StateSpace(steps, scales()), Filtered(steps, scales())


CASES = pytest.mark.parametrize(
    ("seed", "count", "theta"), [(1, 9, THETA), (2, 60, THETA), (3, 60, FAR), (4, 1, THETA)]
)


@CASES
def test_likelihood_and_gradient_are_the_filter_s(seed: int, count: int, theta: np.ndarray) -> None:
    solved, filtered = both(seed, count)
    assert solved.walk is not None
    height, slope = filtered.scored(theta)
    assert solved.loglikelihood(theta) == pytest.approx(height, rel=1e-9)
    assert solved.gradient(theta) == pytest.approx(slope, rel=1e-7)
    assert solved.scored(theta)[0] == solved.loglikelihood(theta)


@CASES
def test_levels_and_effects_are_the_smoother_s(seed: int, count: int, theta: np.ndarray) -> None:
    ours, theirs = (space.smoothed(theta) for space in both(seed, count))
    for name, found in vars(theirs).items():
        assert getattr(ours, name) == pytest.approx(found, rel=1e-7, abs=1e-9), name


@CASES
def test_residuals_are_the_smoother_s(seed: int, count: int, theta: np.ndarray) -> None:
    solved, filtered = both(seed, count)
    ours, theirs = solved.residuals(theta), filtered.errors(theta)
    for name, found in vars(ours).items():
        assert found == pytest.approx(getattr(theirs, name), rel=1e-7, abs=1e-9), name


def test_errors_come_from_the_filter() -> None:
    ours, theirs = (space.errors(THETA) for space in both(2, 60))
    for name, found in vars(theirs).items():
        np.testing.assert_array_equal(getattr(ours, name), found, err_msg=name)


def test_readings_without_effects_are_solved_too() -> None:
    steps = steps_of(5, 20)
    steps = replace(steps, effects=np.zeros((len(steps.days), 1, 0)))
    plain = [replace(scale, effects=None) for scale in scales()[:2]]
    solved, filtered = StateSpace(steps, plain), Filtered(steps, plain)
    assert solved.scored(THETA[:2])[0] == pytest.approx(filtered.scored(THETA[:2])[0], rel=1e-9)
    assert solved.gradient(THETA[:2]) == pytest.approx(filtered.gradient(THETA[:2]), rel=1e-7)
    assert solved.smoothed(THETA[:2]).effects.shape == (0,)


def test_what_is_not_one_walking_level_is_left_to_the_filter() -> None:
    steps = steps_of(1, 9)
    two = replace(steps, levels=np.ones((12, 1, 2)), initial=np.eye(2))
    widened = [replace(s, level=np.eye(2) if s.level is not None else None) for s in scales()]
    assert StateSpace(replace(steps, pace=None), scales(), smooth=True).walk is None
    assert StateSpace(two, [replace(s, extra=None) for s in widened]).walk is None
    # Effects that are known to be none, and a level that stands still.
    assert StateSpace(steps, scales()[:3]).walk is None
    assert StateSpace(steps, scales()[1:]).walk is None
