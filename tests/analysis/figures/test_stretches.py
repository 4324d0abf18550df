"""Bands where readings are dense, bars where they stand alone, dashes between."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.figures.stretches import bars, inside, span_of, stretches
from analysis.figures.trend_marks import plotted
from analysis.trends.trend import fit_trend
from tests.writers.trend_series import typed

MONTHLY = pd.date_range("2018-01-01", periods=12, freq="30D")
LONE = pd.to_datetime(["2020-03-01", "2021-06-01"])
TREND = fit_trend(typed([0.40, 0.41] * 7, [*MONTHLY, *LONE]))


def test_readings_that_stand_alone_have_bars_as_high_as_the_band() -> None:
    first, second, third = stretches(TREND)
    assert (first.first, first.last, first.dense) == (MONTHLY[0], MONTHLY[-1], True)
    assert [(each.first, each.last, each.dense) for each in (second, third)] == [
        (day, day, False) for day in LONE
    ]
    found = bars(TREND)
    assert found["date"].tolist() == list(LONE)
    table = TREND.table.set_index("date")
    for name in ("estimate", "low", "high"):
        assert np.allclose(found[name], table[name].reindex(LONE), atol=1e-6)


def test_a_stretch_holds_its_first_day_and_its_last() -> None:
    days = pd.DataFrame({"date": pd.date_range("2017-12-30", periods=700)})
    first = stretches(TREND)[0]
    rows = days[span_of(days, first)]["date"]
    assert [rows.iloc[0], rows.iloc[-1]] == [first.first, first.last]
    assert inside(days, first)["date"].tolist() == rows.tolist()


def test_rows_between_stretches_are_told_apart_from_those_inside() -> None:
    data = plotted({"": TREND})
    gap = data.loc[data["kind"] == "gap", "date"]
    assert len(gap)
    for day in gap:
        assert (MONTHLY[-1] < day < LONE[0]) or (LONE[0] < day < LONE[1])
    line = data.loc[data["kind"] == "trend", "date"]
    outside = ~line.between(MONTHLY[0], MONTHLY[-1]) & ~line.isin(LONE) & (line < LONE[1])
    assert not outside.any()
