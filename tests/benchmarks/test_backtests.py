"""Rivals of the trend foretell what they should where the truth is their own."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.backtests import RIVALS, compared
from tests.writers.trend_series import simulate

RANDOM = np.random.default_rng(4)
YEARS = np.cumsum(RANDOM.uniform(0.02, 0.1, 70))
Z = np.cumsum(RANDOM.normal(0, 0.1, 70)) + RANDOM.normal(0, 0.05, 70)
TARGETS = [(place, place) for place in range(50, 70)]


@pytest.mark.parametrize("name", RIVALS)
def test_a_rival_is_as_far_off_as_it_says_and_never_looks_ahead(name: str) -> None:
    variance = np.full(70, 0.05**2)
    means, deviations = np.array(list(RIVALS[name](Z, variance, YEARS, TARGETS))).T
    assert np.sqrt(np.mean(((Z[50:] - means) / deviations) ** 2)) == pytest.approx(1.0, abs=0.5)
    later = np.where(np.arange(70) < 60, Z, 5.0)
    again = np.array(list(RIVALS[name](later, variance, YEARS, TARGETS)))
    assert again[:11, 0] == pytest.approx(means[:11])


def test_all_rivals_are_compared_on_the_same_readings() -> None:
    table = compared(simulate(3, count=42).readings)
    assert list(table.index) == ["last poll", *RIVALS]
    assert table["readings"].nunique() == 1
    # The series is a random walk seen through sampling: nobody is far ahead of its own model.
    assert table["gain"].max() < 0.3
    assert (table["error"] > 0).all()
