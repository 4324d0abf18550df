"""Walk and reverting level have the densities of their equations, and each finds its own truth."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from analysis.trends.one_series import INITIAL_SD
from benchmarks.reverting import AHEAD, Known, gains, likeliest, log_density
from tests.writers.trend_series import simulate

RANDOM = np.random.default_rng(8)
YEARS = np.cumsum(RANDOM.uniform(0.02, 0.2, 60))
VARIANCE = np.full(60, 0.05**2)
APART = np.abs(YEARS[:, None] - YEARS)


def normal(covariance: np.ndarray, z: np.ndarray) -> float:
    return float(multivariate_normal(np.zeros(len(z)), covariance).logpdf(z))


def test_densities_are_those_of_the_normal_that_the_equations_make() -> None:
    z = RANDOM.normal(0, 0.3, 60)
    errors = np.diag(VARIANCE + 0.1**2) + INITIAL_SD**2
    walk = 0.4**2 * (np.minimum.outer(YEARS, YEARS) - YEARS[0])
    reverting = 0.4**2 / (2 * 1.5) * np.exp(-1.5 * APART)
    known = Known(z, VARIANCE, YEARS)
    theta = np.log([0.4, 0.1, 1.5])
    assert log_density(known, theta[:2]) == pytest.approx(normal(errors + walk, z))
    assert log_density(known, theta) == pytest.approx(normal(errors + reverting, z))


def test_a_level_that_reverts_is_told_from_one_that_walks() -> None:
    steps = RANDOM.normal(0, 1, (2, 60))
    reverting = np.linalg.cholesky(0.4**2 * np.exp(-4 * APART)) @ steps[0]
    walk = np.cumsum(0.8 * np.sqrt(np.diff(YEARS, prepend=0)) * steps[1])
    fast, slow = (
        np.exp(likeliest(Known(z, VARIANCE, YEARS), reverts=True)[2]) for z in (reverting, walk)
    )
    assert fast > 2 > slow


def test_each_horizon_has_a_row() -> None:
    table = gains(simulate(3, count=62).readings)
    assert list(table.index) == list(AHEAD)
    assert np.isfinite(table["gain"]).all()
