"""Options of fit_trend: robust errors, breaks, pooled wordings, imprecise dates, smoothness."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis import fit_trend
from analysis.trends.options import check_draws, check_options
from polls.errors import ProblemsError
from tests.writers.trend_series import simulate, typed

STEADY = typed([0.40, 0.41] * 15, pd.date_range("2022-01-02", periods=30, freq="14D").tolist())


def test_options_that_exclude_each_other_or_lie_out_of_range_are_refused() -> None:
    check_options("smooth", 0.9, volatility="auto")
    check_options("level", 0.9, ("question",), 4.99, "switching")
    wrong: list[tuple[tuple[Any, ...], str]] = [
        (("smooth", 0.9, (), 0.0, "switching"), "option-without-effect"),
        (("wavy", 0.9), "unknown-option"),
        (("level", 0.9, ("answer",)), "unknown-option"),
        (("level", 1.0), "level-out-of-range"),
        (("level", 0.0), "level-out-of-range"),
        (("level", 0.9, (), 5.0), "option-out-of-range"),
        (("level", 0.9, (), -0.01), "option-out-of-range"),
    ]
    for given, code in wrong:
        with pytest.raises(ProblemsError) as raised:
            check_options(*given)
        assert [problem.code for problem in raised.value.problems] == [code]


def test_draws_are_one_or_more_of_a_seed_from_nothing() -> None:
    check_draws(1, 0)
    with pytest.raises(ProblemsError) as raised:
        check_draws(0, -1)
    assert [problem.got for problem in raised.value.problems] == ["n=0", "seed=-1"]


def test_one_wild_poll_does_not_drag_a_robust_line():
    wild = STEADY.copy()
    wild.loc[15, "share"] = 0.62
    date = wild.loc[15, "start"]
    plain, robust = fit_trend(wild), fit_trend(wild, robust=True)
    assert plain.at(date)["estimate"] > 0.42
    assert robust.at(date)["estimate"] == pytest.approx(0.405, abs=0.01)
    weights = robust.readings["weight"]
    assert weights.idxmin() == 15
    assert weights[15] < 0.05
    assert robust.readings["auxiliary_residual"].abs().idxmax() == 15


def test_robust_errors_change_little_where_nothing_is_wild():
    readings = simulate(4).readings
    plain, robust = (fit_trend(readings, robust=choice).table for choice in (False, True))
    assert np.abs(plain["estimate"] - robust["estimate"]).max() < 0.02
    assert robust["se"].mean() == pytest.approx(plain["se"].mean(), rel=0.15)


def test_a_handed_in_break_lets_the_level_jump_and_stay_steady_elsewhere():
    shares = [0.40] * 15 + [0.55] * 15
    dates = pd.date_range("2022-01-02", periods=30, freq="14D")
    readings = typed(shares, dates.tolist())
    jump = dates[15]
    plain, broken = fit_trend(readings), fit_trend(readings, breaks=[jump])
    scale = [t.hyperparameters.set_index("name")["estimate"]["volatility"] for t in (plain, broken)]
    assert scale[1] < scale[0] / 2
    before = broken.at(dates[14])["estimate"]
    after = broken.at(jump)["estimate"]
    assert (before, after) == (pytest.approx(0.40, abs=0.01), pytest.approx(0.55, abs=0.01))


def test_a_break_outside_the_readings_changes_nothing_between_them():
    plain, broken = fit_trend(STEADY), fit_trend(STEADY, breaks=["2010-01-01", "2030-01-01"])
    pd.testing.assert_frame_equal(plain.table, broken.table, check_exact=True)


def test_pooled_questions_get_an_offset_that_is_found_and_reported():
    readings = simulate(6, count=120, houses=("A",)).readings
    other = readings["share"].index % 3 == 0
    logit = np.log(readings["share"] / (1 - readings["share"])) + 0.4 * other
    readings["share"] = (1 / (1 + np.exp(-logit))).round(2)
    readings["question"] = np.where(other, "q_new", "q")
    trend = fit_trend(readings, together=["question"])
    wordings = trend.wordings.set_index("wording")
    assert wordings.loc["q", "effect"] == 0
    assert wordings.loc["q", "reference"]
    assert wordings.loc["q_new", "low"] < 0.4 < wordings.loc["q_new", "high"]
    assert "wording" in trend.hyperparameters["name"].tolist()


def test_questions_the_codebook_calls_incomparable_are_not_pooled():
    readings = typed([0.4, 0.5], ["2024-01-01", "2024-02-01"], answer="too_high")
    readings["question"] = ["level10y", "level_now"]
    with pytest.raises(ProblemsError, match=r"not-comparable[\s\S]*different periods"):
        fit_trend(readings, together=["question"])


def test_a_reading_known_to_the_year_weighs_less_than_one_known_to_the_day():
    dates = ["2021-01-01", "2022-01-01", "2023-01-01"]
    readings = typed([0.40, 0.50, 0.40], dates)
    vague = readings.copy()
    vague.loc[1, ["date_precision", "start", "end"]] = [
        "year", pd.Timestamp("2022-01-01"), pd.Timestamp("2022-12-31")
    ]  # fmt: skip
    exact = fit_trend(readings).at("2022-01-01")
    vague = fit_trend(vague).at("2022-07-02")
    assert vague["se"] > exact["se"]
    assert abs(vague["estimate"] - 0.50) > abs(exact["estimate"] - 0.50)


@pytest.mark.parametrize("model", ["level", "smooth"])
@pytest.mark.parametrize("precision", ["month", "year"])
def test_imprecise_dates_widen_the_band_in_both_models(model, precision):
    dates = pd.date_range("2015-01-01", periods=8, freq="YS")
    days = 30 if precision == "month" else 364
    readings = typed([0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65], dates.tolist())
    vague = readings.assign(
        end=readings["start"] + pd.Timedelta(days=days), date_precision=precision
    )
    middle = vague["end"] - pd.Timedelta(days=days // 2 + 1)
    known = vague.assign(date_precision="day", start=middle, end=middle)
    exact = fit_trend(known, model=model)
    found = fit_trend(vague, model=model)
    assert found.table["se"].mean() > exact.table["se"].mean()


def test_the_smooth_model_bends_less_than_the_random_walk():
    readings = simulate(8, count=150).readings
    level, smooth = (
        fit_trend(readings, model=model).table["estimate"] for model in ("level", "smooth")
    )
    assert np.abs(np.diff(smooth, 2)).sum() < 0.7 * np.abs(np.diff(level, 2)).sum()


def test_unknown_options_name_the_nearest_known_ones():
    with pytest.raises(ProblemsError, match="did you mean 'smooth'"):
        fit_trend(STEADY, model="smoth")
    with pytest.raises(ProblemsError, match="level-out-of-range"):
        fit_trend(STEADY, level=90)


def test_a_plot_shows_every_reading_the_line_and_two_bands():
    trend = fit_trend(STEADY)
    axes = trend.plot()
    dots, line = axes.lines
    assert len(dots.get_xdata()) == len(STEADY)
    assert np.allclose(line.get_ydata(), trend.table["estimate"])
    assert len(axes.collections) == 2
