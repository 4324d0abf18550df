"""What rounding leaves open, against roundings that are made."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from polls.rules.rounding import rounding_variance, sum_slack


@pytest.mark.parametrize(
    ("count", "step", "slack"),
    [(1, 0.01, 0.01), (2, 0.01, 0.01), (4, 0.01, 0.01), (5, 0.01, 0.02), (9, 0.001, 0.004),
     (6, 1.0, 2.0)],
)  # fmt: skip
def test_the_slack_is_half_of_the_others_in_whole_steps(
    count: int, step: float, slack: float
) -> None:
    assert sum_slack(count, step) == pytest.approx(slack, abs=2e-9)


def test_arrays_are_taken_element_by_element() -> None:
    found = sum_slack(np.array([3, 5]), np.array([0.01, 0.001]))
    assert found.tolist() == pytest.approx([0.01, 0.002], abs=2e-9)


@given(st.lists(st.integers(1, 10**6), min_size=2, max_size=12))
def test_shares_that_add_up_stay_within_it_once_rounded(weights: list[int]) -> None:
    shares = np.array(weights) / sum(weights)
    halves = np.abs(shares * 100 % 1 - 0.5) < 1e-9
    printed = np.round(shares, 2)
    if not halves.any():  # a half may be rounded to either side
        assert abs(printed.sum() - 1) <= sum_slack(len(weights), 0.01)


def test_the_variance_is_that_of_rounding_errors() -> None:
    shares = np.random.default_rng(1).random(200_000)
    assert np.var(np.round(shares, 2) - shares) == pytest.approx(rounding_variance(0.01), rel=0.01)
