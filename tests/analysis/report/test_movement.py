"""The headline of a series is no more exact than its last reading."""

import pandas as pd
import pytest

from analysis.report.movement import level_and_movement
from analysis.trends.trend import fit_trend
from tests.writers.trend_series import typed

QUARTERS = pd.date_range("2019-07-01", periods=10, freq="QS").tolist()


@pytest.mark.parametrize(("precision", "said"), [("day", "in October 2021"), ("year", "in 2021")])
def test_a_date_known_to_the_year_is_not_printed_as_a_month(precision: str, said: str) -> None:
    readings = typed([0.4] * 10, QUARTERS).assign(date_precision=["day"] * 9 + [precision])
    assert f"{said}," in level_and_movement("Tea", fit_trend(readings)) + ","


def test_a_change_is_left_out_where_nobody_asked_a_year_before() -> None:
    # Ten readings to February 2021, then one in March 2023: the year before has none.
    days = pd.date_range("2020-05-01", periods=10, freq="MS").tolist()
    readings = typed([0.4, 0.41] * 5 + [0.5], [*days, pd.Timestamp("2023-03-01")])
    said = level_and_movement("Tea", fit_trend(readings))
    assert "in March 2023" in said
    assert "year before" not in said
    near = typed([0.4, 0.41] * 5 + [0.5], [*days, pd.Timestamp("2022-03-01")])
    assert "on a year before" in level_and_movement("Tea", fit_trend(near))


def test_the_last_of_few_readings_is_dated_as_it_is_known() -> None:
    readings = typed([0.40, 0.44], QUARTERS[:2])
    readings.loc[1, ["start", "end", "published"]] = [pd.NaT, pd.NaT, pd.Timestamp("2019-10-05")]
    said = level_and_movement("Tea", fit_trend(readings))
    assert said == "Tea: 44% in the last of 2 readings (published 5 October 2019)"


def test_of_few_readings_the_last_is_printed_and_not_the_trend() -> None:
    trend = fit_trend(typed([0.40, 0.44], QUARTERS[:2]))
    assert level_and_movement("Tea", trend) == "Tea: 44% in the last of 2 readings (1 October 2019)"
