"""Shares that are known from one end to another, and what follows from a lead of them."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.claims.clauses import furthest
from analysis.claims.measured import Measured, gap, judged_within, lead_within
from tests.writers.claim_writer import reading, readings


@pytest.mark.parametrize(
    ("low", "high", "se", "errors"),
    [(0.02, 0.05, 0.01, 2), (-0.05, -0.02, 0.01, 2), (-0.02, 0.05, 0.01, 0), (0.02, 0.02, 0, 0)],
)
def test_errors_from_nothing_are_those_of_the_nearer_end(
    low: float, high: float, se: float, errors: float
) -> None:
    assert Measured(low, high, se).errors == pytest.approx(errors)


def test_a_difference_stays_within_a_margin_by_what_its_further_end_leaves() -> None:
    lead = lead_within(Measured(-0.02, 0.05, 0.01), 0.03)
    assert (lead.low, lead.high) == pytest.approx((-0.02, 0.03))
    lead = lead_within(Measured(0.01, 0.02, 0.01), 0.03)
    assert (lead.low, lead.high) == pytest.approx((0.01, 0.02))


def test_a_margin_is_missed_by_opinion_beyond_two_standard_errors_and_by_print_at_once() -> None:
    near, far = Measured(-0.0195, -0.0195, 0.01), Measured(-0.0197, -0.0197, 0.01)
    assert [judged_within(each, "trend") for each in (near, far)] == ["not settled", "contradicted"]
    assert judged_within(near, "reading") == "contradicted"


def test_of_two_that_may_go_furthest_the_larger_error_counts() -> None:
    """Three in a hundred for sure, or any share below ten."""
    rows = readings(
        reading("2025-06-01", 0.03), reading("2025-06-02", 0.10, censored=True)
    ).assign(se=[0.01, 0.02])  # fmt: skip
    most, surely, perhaps = furthest(rows, 1)
    assert (most.low, most.se, surely, perhaps) == (0.03, 0.02, 0, 1)
    assert most.high == pytest.approx(0.10)
    assert furthest(rows.assign(se=[0.04, 0.02]), 1)[0].se == 0.04


def test_the_error_between_parts_of_one_sample_is_that_of_the_smaller_base() -> None:
    """Wald's variance: 0.3 + 0.2 less a hundredth, over 100."""
    usual = {"censored": False, "rounding_variance": 0.0, "se": 0.05}
    first = pd.Series({"share": 0.3, "inverse_n": 1 / 400, **usual})
    second = pd.Series({"share": 0.2, "inverse_n": 1 / 100, **usual})
    for pair in ((first, second), (second, first)):
        assert gap(*pair, parts=True).se == pytest.approx((0.49 / 100) ** 0.5)
    assert gap(first, second).se == pytest.approx(0.05 * 2**0.5)
