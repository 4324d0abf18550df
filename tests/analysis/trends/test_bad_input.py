"""Bad input: a wide honest band or a clear error; never NaN, never a warning."""

import numpy as np
import pandas as pd
import pytest

from analysis import fit_trend
from polls.errors import ProblemsError
from tests.writers.trend_series import simulate, typed

DATES = ["2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01"]

ODD = {
    "one reading": typed([0.4], DATES[:1]),
    "all from one day": typed([0.4, 0.42, 0.39, 0.41], [DATES[0]] * 4, pollster=list("ABCD")),
    "all equal": typed([0.4] * 4, DATES),
    "no bases anywhere": typed([0.4, 0.42, 0.39, 0.41], DATES, n=np.nan),
    "a share of 0": typed([0.0, 0.01, 0.02, 0.01], DATES),
    "a share of 1": typed([1.0, 0.99, 1.0, 0.98], DATES),
    "only shares of 0": typed([0.0] * 4, DATES),
    "unrounded shares of 0": typed([0.0, 0.003], DATES[:2], precision=0.0),
    "a house with one poll": typed([0.4, 0.42, 0.39, 0.60], DATES, pollster=list("AAAB")),
    "a house for each poll": typed([0.4, 0.42, 0.39, 0.60], DATES, pollster=list("ABCD")),
    "dates out of order": typed([0.4, 0.42, 0.39, 0.41], DATES[::-1]),
    "a base of one": typed([0.5, 0.42], DATES[:2], n=[1.0, 1000.0]),
    "a base of ten million": typed([0.5, 0.42], DATES[:2], n=1e7, precision=1e-6),
    "decades apart": typed([0.4, 0.6], ["1935-01-01", "2024-01-01"]),
    "censored": typed([0.005, 0.01], DATES[:2], censored=[True, False]),
}


@pytest.mark.parametrize("model", ["level", "smooth"])
@pytest.mark.parametrize("case", ODD)
def test_odd_readings_give_a_finite_band_around_a_finite_line(case, model):
    trend = fit_trend(ODD[case], model=model)
    numbers = trend.table.drop(columns="date")
    assert np.isfinite(numbers).all().all()
    assert (numbers["low"] < numbers["estimate"]).all()
    assert (numbers["estimate"] < numbers["high"]).all()
    assert numbers[["low", "high", "estimate"]].stack().between(0, 1).all()
    assert np.isfinite(trend.draws(20, 1)).all().all()
    assert np.isfinite(trend.houses[["effect", "se", "low", "high", "points"]]).all().all()
    assert np.isfinite(trend.diagnostics).all()
    assert trend.diagnostics["converged"] == 1


@pytest.mark.parametrize("case", ODD)
def test_odd_readings_can_be_fitted_robustly(case):
    assert np.isfinite(fit_trend(ODD[case], robust=True).table.drop(columns="date")).all().all()


def test_readings_out_of_order_give_the_trend_of_those_in_order():
    ordered = typed([0.41, 0.39, 0.42, 0.4], DATES)
    left, right = fit_trend(ordered).table, fit_trend(ODD["dates out of order"]).table
    pd.testing.assert_frame_equal(left, right, check_exact=True)


def test_without_any_base_the_band_is_wider_and_the_note_says_what_was_assumed():
    known = fit_trend(typed([0.4, 0.42, 0.39, 0.41], DATES), volatility="constant")
    unknown = fit_trend(ODD["no bases anywhere"], volatility="constant")
    assert unknown.table["se"].mean() > 1.2 * known.table["se"].mean()
    assert unknown.notes[:-1] == (
        "4 of 4 readings have no published base: A has no usual base either, so 300 is assumed.",
    )


def test_a_reading_given_twice_counts_once():
    readings = typed([0.4, 0.42], DATES[:2])
    twice = pd.concat([readings, readings])
    trend = fit_trend(twice)
    pd.testing.assert_frame_equal(trend.table, fit_trend(readings).table, check_exact=True)
    assert trend.notes[0] == "2 repeated readings were left out."


def test_a_reading_given_twice_with_different_shares_is_refused():
    both = pd.concat([typed([0.4, 0.42], DATES[:2]), typed([0.4, 0.47], DATES[:2])])
    with pytest.raises(ProblemsError, match=r"duplicate-differs[\s\S]*0.42[\s\S]*0.47"):
        fit_trend(both)


def test_every_problem_is_told_at_once():
    readings = typed([0.4, 1.4, 0.4, 0.4], DATES, n=[1000.0, 1000.0, 0.0, 1000.0])
    readings.loc[3, ["start", "end"]] = pd.NaT
    with pytest.raises(ProblemsError) as raised:
        fit_trend(readings)
    codes = {problem.code for problem in raised.value.problems}
    assert codes == {"share-out-of-range", "base-not-positive", "reading-without-date"}


def test_no_readings_are_a_clear_error():
    with pytest.raises(ProblemsError, match="no-readings"):
        fit_trend(simulate(1).readings.iloc[:0])


def test_what_is_no_readings_frame_is_named():
    with pytest.raises(ProblemsError, match=r"not-readings[\s\S]*got str 'tidy.csv'"):
        fit_trend("tidy.csv")


def test_columns_of_ones_own_play_no_part():
    readings = typed([0.4, 0.42], DATES[:2])
    trend = fit_trend(readings.assign(date="2001-01-01", remark="mine"))
    pd.testing.assert_frame_equal(trend.table, fit_trend(readings).table)


def test_one_poll_published_twice_counts_once_and_the_row_with_a_base_is_kept():
    once = typed([0.4], DATES[:1], n=900.0)
    twice = pd.concat([once.assign(n=np.nan, published="2024-01-05"), once])
    kept = fit_trend(twice).readings
    assert kept["n_used"].tolist() == [900.0]
    with pytest.raises(ProblemsError, match="duplicate-differs"):
        fit_trend(pd.concat([once.assign(published="2024-01-05", share=0.5), once]))


def test_readings_on_several_bases_are_named():
    notes = fit_trend(typed([0.4, 0.5], DATES[:2], base=["all", "substantive"])).notes
    said = "Readings on different bases have an offset each but the most frequent: "
    assert f"{said}1 of all, 1 of substantive." in notes


@pytest.mark.parametrize(
    "dated, date, days, off",
    [
        ({"start": "2024-03-01", "end": "2024-03-03"}, "2024-03-02", 0, 2 / 12),
        ({"start": "2024-03-01", "date_precision": "month"}, "2024-03-16", 30, 30 / 4),
        ({"end": "2024-03-31", "date_precision": "month"}, "2024-03-16", 30, 30 / 4),
        ({"start": "2024-01-01", "date_precision": "year"}, "2024-07-01", 365, 365 / 4),
        ({"end": "2024-12-31", "date_precision": "year"}, "2024-07-01", 365, 365 / 4),
        ({"start": "2024-03-01", "end": "2024-04-30", "date_precision": "month"},
         "2024-03-31", 60, 60 / 4),
        ({"start": "2024-03-10"}, "2024-03-10", 0, 0),
        ({"end": "2024-03-20"}, "2024-03-20", 0, 0),
        ({"published": "2024-03-31"}, "2024-03-16", 30, 30 / 4),
        ({"published": "2024-03-31", "date_precision": "month"}, "2024-03-01", 60, 60 / 4),
        ({"start": "2024-01-01", "end": "2024-12-31", "date_precision": "year"},
         "2024-07-01", 365, 365 / 4),
    ],
)  # fmt: skip
def test_a_reading_stands_in_the_middle_of_the_days_it_may_be_of(dated, date, days, off):
    row = {"country": "GB", "pollster": "A", "question": "q", "answer": "yes", "share": 0.4}
    used = fit_trend(pd.DataFrame([row | {"n": 1000.0} | dated])).readings.iloc[0]
    assert str(used["date"].date()) == date
    assert used["span"] * 365.25 == pytest.approx(days)
    assert used["wander"] * 365.25 == pytest.approx(off)
