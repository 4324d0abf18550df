"""Quantiles of mixtures, against a root finder of scipy and against one normal."""

import numpy as np
import pytest
from scipy.optimize.elementwise import find_root
from scipy.special import ndtr, ndtri

from analysis.model.normal_mixtures import mixture_quantile


@pytest.mark.parametrize("probability", [0.005, 0.05, 0.5, 0.95])
def test_quantiles_are_the_roots_of_the_mixture(probability: float) -> None:
    # The library's own search finds the same, in three to ten times the time.
    random = np.random.default_rng(3)
    means, deviations = random.normal(size=(7, 40)), random.uniform(0.01, 2.0, (7, 40))
    weights = random.dirichlet(np.ones(7), 40).T

    def excess(at: np.ndarray, place: np.ndarray) -> np.ndarray:
        apart = (at - means[:, place]) / deviations[:, place]
        return np.asarray((weights[:, place] * ndtr(apart)).sum(axis=0) - probability)

    bounds = np.full(40, -20.0), np.full(40, 20.0)
    found = find_root(excess, bounds, args=(np.arange(40),))
    assert found.success.all()
    ours = mixture_quantile(means, deviations, probability, weights)
    assert ours == pytest.approx(found.x, abs=1e-9)


def test_one_normal_has_its_own_quantiles() -> None:
    ours = mixture_quantile(np.array([[2.0]]), np.array([[3.0]]), 0.9)
    assert ours == pytest.approx(2 + 3 * ndtri(0.9), abs=1e-12)
