"""Bad input: a wide honest band or a clear error; never NaN, never a warning."""

import numpy as np
import pandas as pd
import pytest

from analysis import fit_trend
from polls.errors import ProblemsError
from tests.trend_series import simulate, typed

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
    known = fit_trend(typed([0.4, 0.42, 0.39, 0.41], DATES))
    unknown = fit_trend(ODD["no bases anywhere"])
    assert unknown.table["se"].mean() > 1.2 * known.table["se"].mean()
    assert unknown.notes == (
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
