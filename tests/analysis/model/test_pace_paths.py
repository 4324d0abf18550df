"""Draws walked back over one move, against the weights of the paces written out."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import logsumexp
from scipy.stats import norm

from analysis.model.pace_filter import Passed
from analysis.model.pace_paths import _drawn, walk_back
from analysis.model.pace_states import TAIL_SHARES, TAILS, _doubted

PROBABILITY = np.array([0.7, 0.3])
MEAN, VARIANCE = np.array([0.0, 1.2]), np.array([0.04, 0.09])
MOVES = np.array([0.02, 0.3])
"""The variance of the level's move in each of two paces."""

CHANGES = np.array([[0.8, 0.2], [0.4, 0.6]])
LAST = 0.5
"""The level on the last day, known exactly, whose pace is the second one."""


def passed() -> Passed:
    """What a filter knew on two days, at one vector of log scales."""
    nothing = np.empty((0, 1, 2))
    return Passed(
        probability=np.array([PROBABILITY, [0.0, 1.0]])[:, None],
        mean=np.array([MEAN, [LAST, LAST]])[:, None, None],
        covariance=np.array([VARIANCE, [1e-16, 1e-16]])[:, None, None, None],
        ahead=nothing,
        foreseen=nothing,
        variance=nothing,
        weight=nothing,
    )


def test_the_level_before_a_move_is_drawn_from_the_paces_that_it_may_have_come_from() -> None:
    drawn = walk_back(
        passed(),
        np.array([np.zeros(2), MOVES])[:, None],
        np.stack([np.eye(2), CHANGES]),
        40_000,
        np.random.default_rng(1),
        np.array([0, 1]),
    )[:, 0]
    assert drawn[:, 1] == pytest.approx(LAST, abs=1e-6)
    wide = VARIANCE + MOVES[1]
    weight = PROBABILITY * CHANGES[:, 1] * norm.pdf(LAST, MEAN, np.sqrt(wide))
    weight /= weight.sum()
    centre = MEAN + VARIANCE / wide * (LAST - MEAN)
    spread = VARIANCE * MOVES[1] / wide
    middle = weight @ centre
    assert drawn[:, 0].mean() == pytest.approx(middle, abs=0.01)
    variance = weight @ (spread + centre**2) - middle**2
    assert drawn[:, 0].std() == pytest.approx(np.sqrt(variance), rel=0.02)
    above = weight @ norm.sf(1.0, centre, np.sqrt(spread))
    assert (drawn[:, 0] > 1).mean() == pytest.approx(above, abs=0.01)


def test_of_weights_far_apart_the_larger_is_drawn() -> None:
    weights = np.array([[0.0, -2000.0], [-5000.0, -3000.0]])
    assert _drawn(weights, np.random.default_rng(1)).tolist() == [0, 1]


def test_a_reading_far_off_has_a_density_that_is_a_number() -> None:
    surprise, variance, error = np.array([[0.5], [1e3]]), np.full((2, 1), 0.2), np.full((2, 1), 0.1)
    each = variance[..., None] + error[..., None] * (TAILS**2 - 1)
    density = np.log(TAIL_SHARES) - 0.5 * (np.log(each) + surprise[..., None] ** 2 / each)
    found, _, _ = _doubted(surprise, variance, error)
    assert found == pytest.approx(-2 * logsumexp(density, axis=-1))
