"""Where a series stands is said no more exactly than its last reading is known."""

import pandas as pd
import pytest

from analysis.report.movement import moved
from analysis.trends.trend import fit_trend
from tests.writers.trend_series import typed

QUARTERS = pd.date_range("2019-07-01", periods=10, freq="QS").tolist()


@pytest.mark.parametrize(("precision", "said"), [("day", "October 2021"), ("year", "2021")])
def test_a_date_known_to_the_year_is_not_printed_as_a_month(precision: str, said: str) -> None:
    readings = typed([0.4] * 10, QUARTERS).assign(date_precision=["day"] * 9 + [precision])
    assert moved(fit_trend(readings)).then == said


def test_a_change_is_left_out_where_nobody_asked_a_year_before() -> None:
    # Ten readings to February 2021, then one in March 2023: the year before has none.
    days = pd.date_range("2020-05-01", periods=10, freq="MS").tolist()
    readings = typed([0.4, 0.41] * 5 + [0.5], [*days, pd.Timestamp("2023-03-01")])
    found = moved(fit_trend(readings))
    assert (found.then, found.change) == ("March 2023", None)
    near = typed([0.4, 0.41] * 5 + [0.5], [*days, pd.Timestamp("2022-03-01")])
    change = moved(fit_trend(near)).change
    assert change is not None
    assert change["estimate"] > 0.05


def test_the_last_of_few_readings_is_dated_as_it_is_known() -> None:
    readings = typed([0.40, 0.44], QUARTERS[:2])
    readings.loc[1, ["start", "end", "published"]] = [pd.NaT, pd.NaT, pd.Timestamp("2019-10-05")]
    assert moved(fit_trend(readings)).then == "published 5 October 2019"


def test_of_few_readings_the_last_is_printed_and_not_the_trend() -> None:
    found = moved(fit_trend(typed([0.40, 0.44], QUARTERS[:2])))
    assert (found.now, found.estimated) == (0.44, False)
    assert (found.which, found.then) == ("the last reading", "1 October 2019")


def test_of_few_readings_those_of_the_last_day_are_averaged() -> None:
    days = [QUARTERS[0], QUARTERS[1], QUARTERS[1]]
    readings = typed([0.40, 0.44, 0.50], days).assign(pollster=["A", "A", "B"])
    found = moved(fit_trend(readings))
    assert (found.now, found.which) == (pytest.approx(0.47), "the mean of the last 2")
