"""Modes: each with the curvature of the posterior where it lies, however the search came there."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from analysis.model.measurements import Floats
from analysis.model.posterior import Mode, Posterior, _distinct, find_modes, follow_modes
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
