"""Scales: the highest mode is found from wherever a search starts, and two modes become a grid."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

import polls
from analysis.model.fitted_model import Fitted
from analysis.model.hyperparameters import fit_hyperparameters, laplace_points
from analysis.model.posterior import Mode, Posterior
from analysis.model.statespace import StateSpace
from analysis.model.system_matrices import Scale
from analysis.trends.observations import observe
from analysis.trends.one_series import fit_series, series_of
from polls.schema import conform
from tests.writers.trend_series import simulate


def fitted(country: str, question: str) -> Fitted:
    readings = polls.load(question=question, country=country)
    return fit_series(series_of(observe(readings), None))


@pytest.mark.parametrize(
    ("country", "question", "volatility", "extra"),
    [("DE", "issue_two_open", 0.83, 0.43)],
)
def test_the_higher_of_two_modes_is_returned(
    country: str, question: str, volatility: float, extra: float
) -> None:
    """Both modes were found on a dense grid; the other one lies 0.7 nats lower."""
    scales = fitted(country, question).hyperparameters
    assert np.exp(scales.mode[:2]) == pytest.approx([volatility, extra], abs=0.01)
    higher, lower = scales.modes
    assert 0.5 < higher.height - lower.height < 1.1
    assert lower.at[0] > higher.at[0] and lower.at[1] < higher.at[1]


def test_no_point_of_a_dense_grid_is_higher_than_the_mode() -> None:
    for seed in range(3):
        series = series_of(observe(simulate(seed, count=14, houses=["A"]).readings), None)
        found = fit_series(series)
        posterior = Posterior([found.space()[0]])
        axis = np.linspace(-3, 3, 13)
        grid = [posterior.centre + np.array(point) for point in itertools.product(axis, axis)]
        assert max(map(posterior.height, grid)) <= found.hyperparameters.modes[0].height + 1e-6


def test_a_grid_of_two_modes_gives_the_moments_of_numerical_integration() -> None:
    """Two-dimensional sums over 81 x 81 points, which the search knows nothing of."""
    readings = conform(polls.load(question="asylum_capacity", country="DE"))
    found = fit_series(series_of(observe(readings[readings["answer"] == "too_high"]), None))
    scales = found.hyperparameters
    assert scales.grid is not None
    assert fit_hyperparameters([found.space()[0]], measured=False).grid is None
    posterior = Posterior([found.space()[0]])
    axes = [np.linspace(centre - 4, centre + 4, 81) for centre in posterior.centre]
    heights = np.array([[posterior.height(np.array([a, b])) for b in axes[1]] for a in axes[0]])
    density = np.exp(heights - heights.max())
    density /= density.sum()
    for place, margin in enumerate([density.sum(axis=1), density.sum(axis=0)]):
        mean = margin @ axes[place]
        deviation = np.sqrt(margin @ (axes[place] - mean) ** 2)
        assert scales.grid[:, place].mean() == pytest.approx(mean, abs=0.06 * deviation)
        assert scales.grid[:, place].std() == pytest.approx(deviation, rel=0.08)
    product = axes[0] @ density @ axes[1] - (density.sum(axis=1) @ axes[0]) * (
        density.sum(axis=0) @ axes[1]
    )
    assert np.cov(scales.grid.T)[0, 1] == pytest.approx(product, abs=0.1)


def test_one_mode_keeps_laplace_points_with_its_mean_and_covariance() -> None:
    found = fit_series(series_of(observe(simulate(1).readings), None)).hyperparameters
    assert found.grid is None
    assert found.nodes.mean(axis=0) == pytest.approx(found.mode, abs=1e-12)
    assert np.cov(found.nodes.T, bias=True) == pytest.approx(found.covariance, abs=1e-12)


def test_the_prior_of_a_log_scale_is_a_normal_around_the_log_of_its_median() -> None:
    steps = series_of(observe(simulate(1, count=20).readings), None).steps
    scales = [Scale("volatility", 0.5, 2.0, "", level=np.ones((1, 1)))]
    posterior = Posterior([StateSpace(steps, scales)])
    assert posterior.centre == pytest.approx([np.log(0.5)])
    assert posterior.precision == pytest.approx([1 / 4])


@pytest.mark.parametrize(("variance", "count"), [(0.01, 8), (0.12, 12), (0.2, 20), (5.0, 32)])
def test_a_wider_posterior_has_more_points(variance: float, count: int) -> None:
    """96 to a unit of variance, from 8 to 32, in pairs."""
    mode = Mode(np.zeros(1), np.array([[variance]]), 0.0, True)
    points = laplace_points(mode)
    assert len(points) == count
    assert points.mean() == pytest.approx(0, abs=1e-12)
    assert points.var() == pytest.approx(variance)


def test_the_widest_scale_decides_how_many_points_there_are() -> None:
    mode = Mode(np.array([1.0, 2.0]), np.diag([0.01, 0.2]), 0.0, True)
    points = laplace_points(mode)
    assert points.shape == (20, 2)
    assert points.mean(axis=0) == pytest.approx([1, 2])
    assert np.cov(points.T, bias=True) == pytest.approx(mode.covariance, abs=1e-12)


def test_there_are_more_points_than_scales() -> None:
    mode = Mode(np.zeros(6), 0.001 * np.eye(6), 0.0, True)
    assert len(laplace_points(mode)) == 16
