"""Modes: each with the curvature of the posterior where it lies, however the search came there."""

from __future__ import annotations

import itertools
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from analysis.model.measurements import Floats
from analysis.model.posterior import (
    Mode,
    Posterior,
    _distinct,
    _polished,
    _starts,
    find_modes,
    follow_modes,
)
from analysis.trends.observations import observe
from analysis.trends.one_series import fit_series, series_of
from tests.writers.trend_series import simulate

STEP = 1e-3


@pytest.fixture(scope="module")
def posterior() -> Posterior:
    series = series_of(observe(simulate(3, count=30, houses=["A", "B"]).readings), None)
    return Posterior([fit_series(series).space()[0]])


def second_derivatives(posterior: Posterior, theta: Floats) -> Floats:
    """Of the height, by central differences of its values alone."""
    steps = STEP * np.eye(len(theta))
    height = posterior.height
    return np.array(
        [
            [
                height(theta + a + b) - height(theta + a - b)
                - height(theta - a + b) + height(theta - a - b)
                for b in steps
            ]
            for a in steps
        ]
    ) / (4 * STEP**2)  # fmt: skip


def test_the_covariance_of_a_mode_is_the_inverse_of_the_curvature_there(
    posterior: Posterior,
) -> None:
    (mode,) = find_modes(posterior)
    expected = np.linalg.inv(-second_derivatives(posterior, mode.at))
    assert mode.covariance == pytest.approx(expected, rel=1e-2, abs=1e-3)
    assert np.abs(posterior.slope(mode.at)).max() < 1e-6


@pytest.mark.parametrize("shift", [0.001, 0.019, 0.3])
def test_a_mode_that_is_followed_forgets_the_curvature_that_it_came_with(
    posterior: Posterior, shift: float
) -> None:
    (mode,) = find_modes(posterior)
    stale = Mode(mode.at + shift, 1.5 * mode.covariance, mode.height, mode.converged)
    (followed,) = follow_modes(posterior, [stale])
    assert followed.at == pytest.approx(mode.at, abs=1e-7)
    assert followed.covariance == pytest.approx(mode.covariance, rel=1e-3, abs=1e-5)


def test_a_mode_that_will_be_followed_further_keeps_the_curvature_that_it_was_reached_by(
    posterior: Posterior,
) -> None:
    (mode,) = find_modes(posterior)
    stale = Mode(mode.at + 0.01, 1.1 * mode.covariance, mode.height, mode.converged)
    (followed,) = follow_modes(posterior, [stale], measured=False)
    assert followed.covariance is stale.covariance
    assert followed.at == pytest.approx(mode.at, abs=1e-4)
    (rough,) = find_modes(posterior, measured=False)
    assert rough.covariance.tolist() != mode.covariance.tolist()
    assert rough.at == pytest.approx(mode.at, abs=1e-4)


class Noisy(Posterior):
    """A posterior whose later answers differ: heights in the last digits, curvature by a tenth."""

    asked = itertools.count()

    def height(self, theta: Floats) -> float:
        return super().height(theta) + 1e-12 * next(self.asked)

    def inverse_curvature(self, theta: Floats, slope: Floats) -> Floats:
        return super().inverse_curvature(theta, slope) * (1 + 0.1 * next(self.asked))


def test_modes_far_below_the_highest_or_not_reached_play_no_part() -> None:
    def mode(at: float, height: float, *, converged: bool = True) -> Mode:
        return Mode(np.array([at]), np.eye(1), height, converged)

    highest, second = mode(0, 0), mode(1, -3.9)
    others = [mode(0.09, -0.1), mode(2, -4.1), mode(3, -1, converged=False)]
    assert _distinct([second, *others, highest]) == [highest, second]


def test_of_searches_that_end_in_one_mode_the_first_is_kept(posterior: Posterior) -> None:
    """Which height is the larger in the last digits is the processor's matter."""
    (mode,) = find_modes(posterior)
    (kept,) = follow_modes(Noisy(posterior.spaces), [mode, mode])
    assert kept.covariance == pytest.approx(mode.covariance, rel=1e-3)


@pytest.mark.parametrize(("precision", "variance"), [(0.2, 5.0), (0.06, 10.0), (-1.0, 10.0)])
def test_a_curvature_below_a_tenth_is_taken_as_a_tenth(precision: float, variance: float) -> None:
    bent = np.diag([4.0, precision])
    posterior: Any = SimpleNamespace(slope=lambda theta: bent @ theta)
    found = Posterior.inverse_curvature(posterior, np.ones(2), bent @ np.ones(2))
    assert found == pytest.approx(np.diag([0.25, variance]), abs=1e-6)


class Bowl:
    """A posterior of two log scales whose loss is half the square of what they lie off 0."""

    def __init__(self) -> None:
        self.asked: list[Floats] = []

    def slope(self, theta: Floats) -> Floats:
        self.asked.append(theta)
        return theta

    def inverse_curvature(self, theta: Floats, slope: Floats) -> Floats:
        return np.eye(len(theta))

    def height(self, theta: Floats) -> float:
        return -0.5 * float(theta @ theta)


@pytest.mark.parametrize("small", [0.0, 1e-3])
def test_no_newton_step_is_longer_than_half_and_39_are_the_most(small: float) -> None:
    bowl: Any = Bowl()
    start = np.array([30.0, small])
    found = _polished(bowl, start, start, np.eye(2), measured=False)
    assert bowl.asked[0] == pytest.approx(start * (1 - 0.5 / 30))
    assert len(bowl.asked) == 39 and not found.converged
    assert found.at[0] == pytest.approx(30 - 39 * 0.5)
    assert found.height == pytest.approx(bowl.height(found.at))
    near = _polished(bowl, start / 20, start / 20, np.eye(2), measured=False)
    assert near.converged and near.at == pytest.approx([0, 0], abs=1e-12)


def test_a_step_of_a_ten_thousandth_is_the_last() -> None:
    bowl: Any = Bowl()
    for inverse, more in ((0.99, 0), (1.01, 1)):
        bowl.asked.clear()
        start = np.array([1e-4, 0.0])
        _polished(bowl, start, start, inverse * np.eye(2), measured=False)
        assert len(bowl.asked) == more


def test_the_curvature_is_taken_anew_after_every_six_steps_and_where_it_is_wanted() -> None:
    bowl: Any = Bowl()
    start = np.array([0.9, 0.0])
    # Steps of a tenth of the way: after six of them the seventh goes all of it.
    _polished(bowl, start, start, 0.1 * np.eye(2), measured=False)
    assert [asked[0] for asked in bowl.asked[:7]] == pytest.approx([*0.9 ** np.arange(2, 8), 0.0])
    measured = _polished(bowl, start, start, 0.1 * np.eye(2), measured=True)
    assert measured.covariance.tolist() == np.eye(2).tolist()


def test_searches_start_from_the_best_point_of_each_extra_error_that_is_near_the_best() -> None:
    """Places 1.5 deviations of the prior off its centre, for moves and extra error alike."""
    scales = [
        SimpleNamespace(level=1, extra=None, spread=2.0),
        SimpleNamespace(level=None, extra=1, spread=4.0),
        SimpleNamespace(level=None, extra=None, spread=8.0),
    ]
    asked: list[list[float]] = []

    def height(theta: Floats) -> float:
        asked.append(theta.tolist())
        return {-6.0: 0.0, 0.0: -7.9, 6.0: -8.1}[theta[1] - 1] - abs(theta[0] - 3)

    posterior: Any = SimpleNamespace(
        spaces=[SimpleNamespace(scales=scales)], centre=np.array([0.0, 1.0, 5.0]), height=height
    )
    starts = [start.tolist() for start in _starts(posterior)]
    assert starts == [[3.0, -5.0, 5.0], [3.0, 1.0, 5.0]]
    assert asked == [[move, 1 + error, 5.0] for error in (-6, 0, 6) for move in (-3, 0, 3)]
