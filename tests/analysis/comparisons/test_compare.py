"""Trends side by side: differences, directions, movements, and what cannot be told."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from analysis import fit_countries, fit_trends
from analysis.comparisons.compare import compare
from analysis.model.days import days_of
from analysis.trends.results import Trend
from analysis.trends.several import drawn_together
from analysis.trends.trend import fit_trend
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
    assert row["estimate"] == pytest.approx(truth, abs=0.03)
    assert row["probability_above"] > 0.99
    assert "A lies" in found.sentences[0]
    assert "above B" in found.sentences[0]


def test_trends_that_one_fit_holds_are_compared_by_its_joint_draws() -> None:
    random = np.random.default_rng(5)
    paths = WAVE + random.normal(0, 0.02, (2, 60))
    rows = pd.concat(
        [trend(path, seed).readings.assign(country=country)
         for seed, (path, country) in enumerate(zip(paths, ("FR", "GB"), strict=True))]
    )  # fmt: skip
    together = fit_countries(rows[rows["date"] < "2022-01-01"], correlated=True)
    row = compare(together, dates=["2024-06-01"]).levels.iloc[0]
    drawn = together.draws(20_000, 9, ["2024-06-01"])
    gap = drawn["FR"].to_numpy() - drawn["GB"].to_numpy()
    apart = np.hypot(*(own.at("2024-06-01")["se"] for own in together.values()))
    assert gap.std() < 0.7 * apart
    assert row["high"] - row["low"] == pytest.approx(2 * 1.645 * gap.std(), rel=0.06)


def test_trends_fitted_apart_are_drawn_independently() -> None:
    first, second = (trend(WAVE, seed, every=12) for seed in (0, 1))
    drawn = drawn_together({"A": first, "B": second}, days_of(["2025-06-01"]), 8000, 0)
    assert abs(np.corrcoef(drawn["A"][:, 0], drawn["B"][:, 0])[0, 1]) < 4 / 8000**0.5
    wide = [np.abs(paths[:, 0] - np.median(paths)) for paths in drawn.values()]
    assert abs(np.corrcoef(*wide)[0, 1]) < 4 / 8000**0.5


def test_keys_of_several_parts_are_named_in_one_word_each() -> None:
    readings = pd.concat([trend(WAVE, seed).readings.assign(country=c)
                          for seed, c in enumerate(("FR", "GB"))])  # fmt: skip
    found = compare(fit_trends(readings, by=["country", "answer"]))
    assert found.levels[["first", "second"]].iloc[0].tolist() == ["FR · yes", "GB · yes"]


@pytest.mark.parametrize("date", ["07/03/2021", "2021-31-12", "soon", pd.NaT])
def test_a_day_that_could_be_mistaken_is_refused(date: Any) -> None:
    with pytest.raises(ProblemsError, match="not-a-date"):
        trend(WAVE).at(date)
    with pytest.raises(ProblemsError, match="not-a-date"):
        compare({"A": trend(WAVE), "B": trend(WAVE, 1)}, dates=[date])


def test_movements_that_are_shared_correlate_and_opposite_ones_do_so_negatively() -> None:
    alike = compare({"A": trend(WAVE + 0.4), "B": trend(WAVE - 0.4, 1)})
    against = compare({"A": trend(WAVE), "B": trend(-WAVE, 1)})
    assert alike.movements["low"][0] > 0.5
    assert against.movements["high"][0] < -0.5


def test_trends_without_names_are_refused() -> None:
    with pytest.raises(ProblemsError, match="not-named"):
        compare([trend(WAVE), trend(WAVE, 1)])  # type: ignore[arg-type]


def test_directions_over_the_window_are_compared() -> None:
    rising, falling = np.linspace(-0.5, 0.5, 60), np.linspace(0.5, -0.5, 60)
    same = compare({"A": trend(rising), "B": trend(rising - 0.3, 1)})
    apart = compare({"A": trend(rising), "B": trend(falling, 1)})
    assert same.directions["probability_same_direction"][0] > 0.99
    assert apart.directions["probability_same_direction"][0] < 0.01
    assert apart.directions["estimate"][0] == pytest.approx(0.48, abs=0.05)


def test_every_pair_is_compared_once_in_the_order_given() -> None:
    trends = {name: trend(WAVE, seed) for seed, name in enumerate("ABC")}
    pairs = compare(trends).directions[["first", "second"]].to_numpy().tolist()
    assert pairs == [["A", "B"], ["A", "C"], ["B", "C"]]


def test_a_series_too_sparse_for_movements_is_named_and_not_correlated() -> None:
    found = compare({"A": trend(WAVE), "B": trend(WAVE, 1, every=25)})
    assert found.sparse == {"B": 3}
    assert found.movements["correlation"].isna().all()
    assert any("too sparse" in sentence for sentence in found.sentences)


def test_levels_of_different_questions_are_not_compared_and_the_reason_is_given() -> None:
    three = trend(WAVE, question="level10y")
    five = trend(WAVE, 1, question="level10y_five")
    found = compare({"three": three, "five": five})
    assert found.levels.empty
    assert any("not compared: A three-way" in sentence for sentence in found.sentences)
    assert len(found.directions) == 1


def test_levels_of_questions_that_nobody_has_compared_are_not_compared() -> None:
    found = compare({"one": trend(WAVE, question="q1"), "two": trend(WAVE, 1, question="q2")})
    assert found.levels.empty


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
