"""backtest: predictions from the past only, and the real British waves."""

import numpy as np
import pandas as pd
import pytest

import polls
from analysis import backtest
from analysis.backtesting import FIRST
from polls.errors import ProblemsError
from tests.trend_series import simulate


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
    past = before["date"] < readings["start"].sort_values().iloc[60]
    columns = ["method", "date", "predicted", "low_90", "high_95"]
    pd.testing.assert_frame_equal(before.loc[past, columns], after.loc[past, columns])


def test_simulated_readings_are_covered_as_often_as_the_intervals_say():
    tables = [backtest(simulate(seed, count=120).readings).table.iloc[0] for seed in range(4)]
    assert 0.84 < np.mean([table["coverage_90"] for table in tables]) < 0.96


def test_too_few_readings_are_refused():
    with pytest.raises(ProblemsError, match="too-few-readings"):
        backtest(simulate(2, count=20).readings)
