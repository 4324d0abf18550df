"""The headline of a series is no more exact than its last reading."""

import pandas as pd
import pytest

from analysis.report.movement import level_and_movement
from analysis.trend import fit_trend
from tests.trend_series import typed

MONTHS = pd.date_range("2020-07-01", periods=6, freq="QS").tolist()


@pytest.mark.parametrize(("precision", "said"), [("day", "in October 2021"), ("year", "in 2021")])
def test_a_date_known_to_the_year_is_not_printed_as_a_month(precision: str, said: str) -> None:
    readings = typed([0.4] * 6, MONTHS).assign(date_precision=["day"] * 5 + [precision])
    assert f"{said}," in level_and_movement("Tea", fit_trend(readings)) + ","


def test_of_few_readings_the_last_is_printed_and_not_the_trend() -> None:
    trend = fit_trend(typed([0.40, 0.44], MONTHS[:2]))
    assert level_and_movement("Tea", trend) == "Tea: 44% in the last of 2 readings (October 2020)"
