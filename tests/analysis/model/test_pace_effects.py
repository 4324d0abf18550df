"""Effects that differ from pace to pace: their moments on the way back through the filter."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.model.pace_filter import Passed
from analysis.model.pace_smoother import Smoother

PROBABILITY = np.array([[0.6, 0.4], [0.3, 0.7]])
EFFECTS = np.array([[0.1, 0.1], [0.2, 0.5]])
"""On two days, under either pace."""

VARIANCE = np.array([0.01, 0.04])


def smoother() -> Smoother:
    """One level and one effect on two days, under two paces that change with equal chances."""
    nothing = np.empty((0, 1, 2))
    mean = np.stack([np.zeros((2, 2)), EFFECTS], axis=1)[:, :, None]
    covariance = np.zeros((2, 2, 2, 1, 2))
    covariance[:, 0, 0] = 0.09
    covariance[:, 1, 1, 0] = VARIANCE
    passed = Passed(
        probability=PROBABILITY[:, None],
        mean=mean,
        covariance=covariance,
        ahead=nothing,
        foreseen=nothing,
        variance=nothing,
        weight=nothing,
    )
    return Smoother(passed, np.full((2, 1, 2), 0.02), np.full((2, 2, 2), 0.5))


def test_moments_of_effects_are_taken_from_their_mean_over_all_paces() -> None:
    found = smoother()
    near = 0.3 * 0.2 + 0.7 * 0.5
    assert found._effects_near.tolist() == [[pytest.approx(near)]]
    first, second = found._effects
    apart = EFFECTS[1] - near
    assert first[0, 0, 0] == pytest.approx(apart)
    assert second[0, 0, 0, 0] == pytest.approx(VARIANCE + apart**2)
    assert PROBABILITY[1] @ first[0, 0, 0] == pytest.approx(0, abs=1e-12)


def test_each_pace_of_the_first_day_may_have_been_followed_by_either() -> None:
    found = smoother()
    assert found._before[0, 0] == pytest.approx(np.array([[0.6, 0.6], [0.4, 0.4]]))
    assert found.chances[:, 0] == pytest.approx(PROBABILITY)
    assert found._after[0, 0] == pytest.approx(np.array([[0.3, 0.7], [0.3, 0.7]]))
