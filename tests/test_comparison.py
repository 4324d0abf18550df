"""Trends side by side: differences, directions, movements, and what cannot be told."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from analysis.comparison import compare
from analysis.trend import Trend, fit_trend
from polls.errors import ProblemsError
from polls.schema import conform

MONTHS = pd.date_range("2019-01-15", periods=60, freq="30D")
WAVE = 0.6 * np.sin(np.arange(60) / 6)


def trend(logit: np.ndarray, seed: int = 0, every: int = 1, **fields: Any) -> Trend:
    """The trend of readings of a path, one in `every` months."""
    random = np.random.default_rng(seed)
    usual = {"country": "GB", "pollster": "A", "question": "q", "answer": "yes", "n": 3000.0}
    share = np.round(random.binomial(3000, expit(logit)) / 3000, 3)
    rows = {"start": MONTHS, "end": MONTHS, "share": share, "precision": 0.001}
    return fit_trend(conform(pd.DataFrame(rows | usual | fields)).iloc[::every])


def test_a_constant_gap_is_found_with_its_interval() -> None:
    found = compare({"A": trend(WAVE + 0.4), "B": trend(WAVE - 0.4, 1)}, dates=["2021-06-01"])
    at = int(np.argmin(np.abs(MONTHS - pd.Timestamp("2021-06-01"))))
    row = found.levels.iloc[0]
    truth = expit(WAVE[at] + 0.4) - expit(WAVE[at] - 0.4)
    assert row["low"] < truth < row["high"]
    assert row["difference"] == pytest.approx(truth, abs=0.03)
    assert row["probability_higher"] > 0.99
    assert "A lies" in found.summary[0]
    assert "above B" in found.summary[0]


def test_movements_that_are_shared_correlate_and_opposite_ones_do_so_negatively() -> None:
    alike = compare({"A": trend(WAVE + 0.4), "B": trend(WAVE - 0.4, 1)})
    against = compare({"A": trend(WAVE), "B": trend(-WAVE, 1)})
    assert alike.movements["low"][0] > 0.5
    assert against.movements["high"][0] < -0.5


def test_directions_over_the_window_are_compared() -> None:
    rising, falling = np.linspace(-0.5, 0.5, 60), np.linspace(0.5, -0.5, 60)
    same = compare({"A": trend(rising), "B": trend(rising - 0.3, 1)})
    apart = compare({"A": trend(rising), "B": trend(falling, 1)})
    assert same.directions["same_direction"][0] > 0.99
    assert apart.directions["same_direction"][0] < 0.01
    assert apart.directions["parallel_gap"][0] == pytest.approx(0.48, abs=0.05)


def test_every_pair_is_compared_once_in_the_order_given() -> None:
    trends = {name: trend(WAVE, seed) for seed, name in enumerate("ABC")}
    pairs = compare(trends).directions[["first", "second"]].to_numpy().tolist()
    assert pairs == [["A", "B"], ["A", "C"], ["B", "C"]]


def test_a_series_too_sparse_for_movements_is_named_and_not_correlated() -> None:
    found = compare({"A": trend(WAVE), "B": trend(WAVE, 1, every=25)})
    assert found.sparse == {"B": 3}
    assert found.movements["correlation"].isna().all()
    assert any("too sparse" in sentence for sentence in found.summary)


def test_levels_of_different_questions_are_not_compared_and_the_reason_is_given() -> None:
    three = trend(WAVE, question="level10y")
    five = trend(WAVE, 1, question="level10y_five")
    found = compare({"three": three, "five": five})
    assert found.levels.empty
    assert any("not compared: A three-way" in sentence for sentence in found.summary)
    assert len(found.directions) == 1


def test_the_same_seed_gives_the_same_comparison() -> None:
    trends = {"A": trend(WAVE), "B": trend(WAVE, 1)}
    pd.testing.assert_frame_equal(compare(trends).levels, compare(trends).levels)


def test_slips_are_one_clear_error_each() -> None:
    one = trend(WAVE)
    with pytest.raises(ProblemsError, match="too-few-trends"):
        compare({"A": one})
    with pytest.raises(ProblemsError, match="option-out-of-range"):
        compare({"A": one, "B": one}, period="W")
    with pytest.raises(ProblemsError, match="no-common-window"):
        compare({"A": one, "B": one}, start="2023-01-01", end="2020-01-01")
