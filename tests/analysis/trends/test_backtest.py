"""backtest: predictions from the past only, and the real British waves."""

import numpy as np
import pandas as pd
import pytest

import polls
from analysis import backtest
from analysis.trends.backtest import FIRST, _known_before
from polls import conform
from polls.errors import ProblemsError
from tests.writers.trend_series import simulate, typed


@pytest.fixture(scope="module")
def gb_waves():
    readings = polls.load(question="issue_up_to_three", country="GB")
    return readings[readings["answer"] == "immigration"].loc[
        lambda rows: rows["source"] == "yougov-gb-tracker-important-issues"
    ]


@pytest.fixture(scope="module")
def found(gb_waves):
    return backtest(gb_waves)


def test_one_step_intervals_cover_the_real_waves_as_often_as_they_say(found):
    trend = found.table.set_index("method").loc["trend"]
    assert trend["readings"] == 574 - FIRST
    assert 0.87 <= trend["coverage_90"] <= 0.93
    assert 0.93 <= trend["coverage_95"] <= 0.97


def test_the_trend_has_a_better_log_score_than_every_baseline(found):
    scores = found.table.set_index("method")["log_score"]
    assert set(scores.index) == {"trend", "last poll", "mean of last five", "local regression"}
    assert (scores["trend"] > scores.drop("trend")).all()


def test_no_prediction_changes_when_the_future_does():
    readings = simulate(2, count=70, houses=("A",)).readings
    changed = readings.copy()
    changed.loc[60:, "share"] = 0.9
    before, after = (backtest(r, refit_every=10).predictions for r in (readings, changed))
    assert before.index.tolist() == list(range(len(before)))
    assert before["method"].unique().tolist() == [
        "trend", "last poll", "mean of last five", "local regression",
    ]  # fmt: skip
    past = before["date"] < readings["start"].sort_values().iloc[60]
    columns = ["method", "date", "predicted", "low_90", "high_95"]
    pd.testing.assert_frame_equal(before.loc[past, columns], after.loc[past, columns])


def test_a_reading_that_was_not_out_yet_predicts_nothing():
    readings = simulate(2, count=70, houses=("A",)).readings.sort_values("start")
    ahead = readings.iloc[[20]].assign(
        start="2018-01-01", end="2023-12-31", published="2024-03-01", share=0.95, pollster="B"
    )
    ahead["start"] = readings["start"].iloc[19] - pd.Timedelta(days=500)
    ahead["end"] = readings["start"].iloc[19] + pd.Timedelta(days=500)
    both = pd.concat([readings, ahead])
    with_it, without = (backtest(r).predictions for r in (both, readings))
    expected = without[without["date"] < "2023-01-01"].groupby("method")["predicted"].mean()
    found = with_it[with_it["share"] != 0.95]
    found = found[found["date"] < "2023-01-01"].groupby("method")["predicted"].mean()
    assert np.abs(found - expected).max() < 0.01


def test_a_reading_known_to_its_month_is_out_when_the_month_is():
    rows = conform(
        [{"start": "2024-03-01", "date_precision": "month"}]
        + [{"start": day, "end": day} for day in ("2024-03-30", "2024-04-02")]
    )
    past = _known_before(rows.assign(date=rows["start"]))
    assert [rows.tolist() for rows in past] == [[], [], [0, 1]]


def test_only_readings_with_a_past_are_predicted_and_none_scores_nothing():
    readings = simulate(2, count=70, houses=("A",)).readings.sort_values("start")
    # A poll in the field all the time: nothing was out before it began.
    long = readings.iloc[[40]].assign(start=readings["start"].min(), end="2023-12-31", pollster="B")
    found = backtest(pd.concat([readings, long])).table
    assert found["readings"].unique().tolist() == [len(readings) - FIRST]
    assert np.isfinite(found.drop(columns="method").to_numpy(dtype=float)).all()
    whole = {"start": readings["start"].min(), "end": readings["start"].max()}
    houses = [f"P{place}" for place in range(len(readings))]
    together = readings.assign(pollster=houses, **whole)
    with pytest.raises(ProblemsError, match=r"too-few-readings[\s\S]*at most 0 of them"):
        backtest(together)


def test_readings_of_one_day_are_all_predicted_from_the_days_before():
    random = np.random.default_rng(4)
    dates = pd.date_range("2015-01-15", periods=120, freq="30D").repeat(2)
    shares = np.round(random.binomial(1000, 0.4, 240) / 1000, 3)
    readings = typed(shares, dates, pollster=["A", "B"] * 120, precision=0.001)
    found = backtest(readings).predictions.query("method == 'last poll'")
    wrong = (found["share"] - found["predicted"]).to_numpy().reshape(-1, 2).mean(axis=0)
    assert np.abs(wrong).max() < 3 * 0.022 / 105**0.5


def test_simulated_readings_are_covered_as_often_as_the_intervals_say():
    tables = [backtest(simulate(seed, count=120).readings).table.iloc[0] for seed in range(4)]
    assert 0.84 < np.mean([table["coverage_90"] for table in tables]) < 0.96


def test_too_few_readings_are_refused():
    with pytest.raises(ProblemsError, match="too-few-readings"):
        backtest(simulate(2, count=20).readings)
