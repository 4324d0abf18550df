"""Points of a grid: quantiles of a density, and what other scales are given two."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from scipy.stats import norm

from analysis.model.posterior import Mode
from analysis.model.scale_grid import (
    CELLS,
    FINE,
    REACH,
    _axis,
    _even_points,
    _filled,
    _quantiles,
    grid_points,
)

HALF = np.array([0.5])


def test_a_grid_reaches_three_and_a_half_deviations_of_the_prior() -> None:
    posterior: Any = SimpleNamespace(centre=np.array([9.0, 1.0]), precision=np.array([9.0, 0.25]))
    assert _axis(posterior, 1) == pytest.approx(np.linspace(1 - 7, 1 + 7, 21))


def test_of_modes_far_apart_the_nearer_one_says_where_the_other_scales_are() -> None:
    """Two modes, 100 deviations apart; around each the third scale moves with the first."""
    covariance = np.array([[1.0, 0.0, 0.5], [0.0, 1.0, 0.0], [0.5, 0.0, 1.0]])
    modes = [Mode(np.array([at, 0.0, third]), covariance, 0.0, True)
             for at, third in ((0.0, 7.0), (100.0, -7.0))]  # fmt: skip
    assert _filled(modes, [0, 1], np.array([2.0, 3.0])) == pytest.approx([2, 3, 7 + 0.5 * 2])
    middle = _filled(modes, [0, 1], np.array([50.0, 0.0]))
    assert middle == pytest.approx([50, 0, (7 + 25 - 7 - 25) / 2])


def test_between_two_modes_each_counts_by_how_likely_it_finds_the_values() -> None:
    """One and two deviations away: e^-0.5 and e^-2 of a normal density."""
    modes = [Mode(np.array([at, 0.0, third]), np.eye(3), 0.0, True)
             for at, third in ((0.0, 7.0), (3.0, -7.0))]  # fmt: skip
    near, far = np.exp(-0.5), np.exp(-2.0)
    expected = 7 * (near - far) / (near + far)
    assert _filled(modes, [0, 1], np.array([1.0, 0.0])) == pytest.approx([1, 0, expected])


def test_64_points_fill_the_cube_evenly() -> None:
    """Each eighth of each scale holds its eight, and their mean is the middle."""
    points = _even_points(3)
    assert points.shape == (64, 3)
    assert points[:, 0] == pytest.approx((np.arange(64) + 0.5) / 64)
    assert points.mean(axis=0) == pytest.approx(HALF.repeat(3), abs=2e-5)
    # None lies nearer to the edge than half of what a lone point of 64 does.
    assert points[:, 2].max() == 1 - 1 / 256
    for own in points.T:
        assert np.histogram(own, np.linspace(0, 1, 9))[0] == pytest.approx(np.full(8, 8), abs=1)


def test_quantiles_of_a_density_that_rises_evenly_are_roots_of_the_probability() -> None:
    """The density 2x on 0 to 1 has the distribution x^2."""
    axis = np.linspace(0, 1, 2001)
    probability = np.array([0.01, 0.09, 0.25, 0.64, 0.99])
    assert _quantiles(axis, 2 * axis, probability) == pytest.approx(
        [0.1, 0.3, 0.5, 0.8, np.sqrt(0.99)], abs=1e-5
    )


def test_quantiles_of_few_values_count_the_last_cell() -> None:
    """Trapezes of 2, 2 and 3: half of 7 lies three quarters of the second cell from 0."""
    found = _quantiles(np.array([0.0, 1.0, 2.0, 3.0]), np.array([1.0, 3.0, 1.0, 5.0]), HALF)
    assert found == pytest.approx([1.75])


def test_a_third_scale_lies_around_its_mean_given_the_two_and_the_first_has_their_quantiles() -> (
    None
):
    """Two scales of a standard normal density; the third one's deviation is a fifth."""
    scales = [
        SimpleNamespace(level=1, extra=None),
        SimpleNamespace(level=None, extra=1),
        SimpleNamespace(level=None, extra=None),
    ]
    posterior: Any = SimpleNamespace(
        spaces=[SimpleNamespace(scales=scales)],
        centre=np.array([0.0, 0.0, 5.0]),
        precision=np.ones(3),
        # As far below nought as that of many readings: it counts up to a number.
        height=lambda theta: -0.5 * float(theta[:2] @ theta[:2]) - 5000.0,
    )
    covariance = np.diag([0.25, 0.25, 0.04])
    modes = [Mode(np.array([at, 0.0, 5.0]), covariance, 0.0, True) for at in (0.2, -0.2)]
    points = grid_points(posterior, modes)
    assert points[:, 2].mean() == pytest.approx(5, abs=0.01)
    assert points[:, 2].std() == pytest.approx(0.2, rel=0.05)
    assert (CELLS, FINE, REACH) == (21, 8, 3.5)
    axis = np.linspace(-3.5, 3.5, 161)
    expected = _quantiles(axis, norm.pdf(axis), (np.arange(64) + 0.5) / 64)
    assert points[:, 0] == pytest.approx(expected, abs=1e-9)
