"""Official series beside attitudes: periods, leads, and what a correlation is worth."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import polls
from analysis.official.lead_lag import effective_pairs, lead_lag, side_by_side
from polls.errors import ProblemsError
from polls.schema import conform


def monthly(values: np.ndarray, first: str = "2010-01-01") -> pd.DataFrame:
    """An official series by month."""
    starts = pd.date_range(first, periods=len(values), freq="MS", unit="s")
    return pd.DataFrame(
        {
            "series": "visits",
            "country": "GB",
            "period_start": starts,
            "date": starts + pd.offsets.MonthEnd(0),
            "value": values,
            "source": "s",
        }
    )


def attitudes(shares: np.ndarray, first: str = "2010-01-01") -> pd.DataFrame:
    """A reading in the middle of each month."""
    days = pd.date_range(first, periods=len(shares), freq="MS", unit="s") + pd.Timedelta(days=14)
    return conform(
        pd.DataFrame(
            {
                "country": "GB",
                "pollster": "A",
                "question": "q",
                "answer": "yes",
                "start": days,
                "end": days,
                "share": shares,
            }
        )
    )


def autoregressive(random: np.random.Generator, count: int, carry: float) -> np.ndarray:
    shocks = random.normal(size=count + 100)
    for at in range(1, len(shocks)):
        shocks[at] += carry * shocks[at - 1]
    return shocks[100:]


def test_periods_are_those_that_both_cover() -> None:
    both = side_by_side(monthly(np.arange(24.0)), attitudes(np.full(12, 0.4), "2011-06-01"))
    assert str(both["period"].iloc[0]) == "2011-06"
    assert str(both["period"].iloc[-1]) == "2011-12"
    assert both["official"].tolist() == [17.0, 18, 19, 20, 21, 22, 23]


def test_a_quarter_adds_up_its_months_and_means_its_readings() -> None:
    both = side_by_side(monthly(np.ones(12)), attitudes(np.linspace(0.1, 0.65, 12)), "Q")
    assert both["official"].tolist() == [3.0] * 4
    assert both["share"].iloc[0] == pytest.approx(0.15)
    assert both["readings"].tolist() == [3] * 4


def test_a_period_that_is_not_covered_in_full_has_no_sum() -> None:
    both = side_by_side(monthly(np.ones(11)), attitudes(np.full(12, 0.4)), "Q")
    assert both["official"].isna().tolist() == [False, False, False]
    gap = monthly(np.ones(12)).drop(index=4)
    both = side_by_side(gap, attitudes(np.full(12, 0.4)), "Q")
    assert both["official"].isna().tolist() == [False, True, False, False]


def test_rolling_years_are_taken_at_their_last_day_and_not_added_up() -> None:
    series = polls.official("long_term_net_migration")
    readings = attitudes(np.full(60, 0.4), "2015-01-01")
    both = side_by_side(series, readings, "Y")
    last = series[series["date"].dt.year == 2016]["value"].iloc[-1]
    assert both.set_index(both["period"].astype(str)).loc["2016", "official"] == last


def counted(starts: list[str], ends: list[str], values: list[float]) -> pd.DataFrame:
    """An official series of counts from day to day."""
    return pd.DataFrame(
        {
            "series": "visits",
            "country": "GB",
            "period_start": pd.to_datetime(starts),
            "date": pd.to_datetime(ends),
            "value": values,
        }
    )


def weekly(first: str, count: int, value: float = 70.0) -> pd.DataFrame:
    """Weeks that follow each other."""
    starts = pd.date_range(first, periods=count, freq="7D")
    ends = starts + pd.Timedelta(days=6)
    return counted(starts.tolist(), ends.tolist(), [value] * count)


@pytest.mark.parametrize("call", [side_by_side, lead_lag])
def test_a_period_finer_than_the_counts_is_refused_with_the_one_that_would_do(call: Any) -> None:
    readings = attitudes(np.full(60, 0.4), "2010-01-01")
    yearly = polls.official("asylum_claims_uk")
    for period in ({}, {"period": "Q"}):
        with pytest.raises(ProblemsError) as caught:
            call(yearly, readings, **period)
        (problem,) = caught.value.problems
        assert (problem.code, problem.expected) == ("period-too-fine", "period='Y'")
        assert "2001-01-01 to 2001-12-31" in problem.got
    assert len(call(yearly, readings, period="Y")) > 0


def test_quarterly_counts_need_quarters() -> None:
    quarters = counted(["2024-01-01", "2024-04-01"], ["2024-03-31", "2024-06-30"], [3.0, 4.0])
    readings = attitudes(np.full(12, 0.4), "2024-01-01")
    with pytest.raises(ProblemsError, match="period='Q'"):
        side_by_side(quarters, readings)
    assert side_by_side(quarters, readings, "Q")["official"].tolist() == [3.0, 4.0]


def test_years_that_are_no_calendar_years_fit_no_period() -> None:
    financial = counted(["2022-04-01", "2023-04-01"], ["2023-03-31", "2024-03-31"], [3.0, 4.0])
    with pytest.raises(ProblemsError, match="counts within calendar years"):
        side_by_side(financial, attitudes(np.full(36, 0.4), "2022-01-01"), "Y")


def test_a_series_that_covers_no_period_is_refused() -> None:
    readings = attitudes(np.full(12, 0.4))
    for official in (monthly(np.ones(2)), monthly(np.full(12, np.nan))):
        with pytest.raises(ProblemsError, match="no-period-covered"):
            side_by_side(official, readings, "Q")


def test_weeks_that_cross_a_border_are_split_by_days_and_said_to_be() -> None:
    # Ten a day: weeks from Monday 1 January 2018 on; 29 January to 4 February is split 3 : 4.
    both = side_by_side(weekly("2018-01-01", 13), attitudes(np.full(3, 0.4), "2018-01-01"))
    assert both["official"].tolist() == pytest.approx([310.0, 280.0, 310.0])
    assert both["note"].str.contains("split by days").all()
    whole = side_by_side(monthly(np.ones(3)), attitudes(np.full(3, 0.4)))
    assert whole["note"].eq("").all()


def test_four_weeks_that_end_in_february_do_not_cover_it() -> None:
    # They end on 4 to 25 February 2018 and cover 29 January to 25 February: 28 days.
    readings = attitudes(np.full(3, 0.4), "2018-01-01")
    both = side_by_side(weekly("2018-01-01", 8), readings).set_index("period")["official"]
    assert both.dropna().to_dict() == {pd.Period("2018-01"): pytest.approx(310.0)}
    with_gap = weekly("2018-01-01", 13).drop(index=6)
    both = side_by_side(with_gap, readings).set_index("period")["official"]
    assert both.isna().tolist() == [False, True, False]


@settings(max_examples=40)
@given(
    first=st.dates(dt.date(2015, 1, 1), dt.date(2017, 1, 1)),
    weeks=st.integers(60, 200),
    period=st.sampled_from(["M", "Q", "Y"]),
    missing=st.sets(st.integers(0, 59), max_size=5),
)
def test_a_period_has_a_sum_where_every_day_is_counted_and_nowhere_else(
    first: dt.date, weeks: int, period: Any, missing: set[int]
) -> None:
    official = weekly(str(first), weeks, 7.0).drop(index=list(missing))
    daily = pd.date_range(first, periods=7 * weeks)
    known = pd.Series(1.0, daily).drop(
        [day for at in missing for day in daily[7 * at : 7 * at + 7]]
    )
    sums = known.groupby(known.index.to_period(period)).sum()
    length = (sums.index.end_time.normalize() - sums.index.start_time).days + 1
    expected = sums[sums == length]
    readings = attitudes(np.full(96, 0.4), "2014-01-01")
    if expected.empty:
        with pytest.raises(ProblemsError, match="no-period-covered"):
            side_by_side(official, readings, period)
        return
    both = side_by_side(official, readings, period).set_index("period")["official"].dropna()
    assert both.index.tolist() == expected.index.tolist()
    assert both.to_numpy() == pytest.approx(expected.to_numpy())


def test_an_upper_limit_counts_as_half_of_it_and_is_noted() -> None:
    readings = attitudes(np.array([0.01, 0.03, 0.03]))
    readings["censored"] = [True, False, False]
    both = side_by_side(monthly(np.ones(3)), readings)
    assert both["share"].tolist() == [0.005, 0.03, 0.03]
    assert both["note"].str.contains("upper limits").tolist() == [True, False, False]


def test_readings_without_any_date_are_refused() -> None:
    readings = attitudes(np.full(3, 0.4)).assign(start=pd.NaT, end=pd.NaT)
    with pytest.raises(ProblemsError, match="reading-without-date"):
        side_by_side(monthly(np.ones(3)), readings)


@pytest.mark.parametrize("lead", [-3, 0, 2])
def test_a_lead_is_found_where_it_was_put(lead: int) -> None:
    common = np.random.default_rng(1).normal(size=130)
    official, share = common[10:110], 0.5 + 0.05 * common[10 - lead : 110 - lead]
    table = lead_lag(monthly(official), attitudes(share), max_lag=5)
    assert table.loc[table["correlation"].idxmax(), "lag"] == lead
    assert table["correlation"].max() == pytest.approx(1.0)


def test_naive_intervals_mislead_where_both_series_drift_and_honest_ones_do_not() -> None:
    # Unrelated series: 95% intervals should miss 0 in 5% of the runs, here 3 or 4 of 70.
    random = np.random.default_rng(2)
    naive = honest = 0
    for _ in range(70):
        official = autoregressive(random, 100, 0.8)
        share = 0.5 + 0.01 * autoregressive(random, 100, 0.8)
        row = lead_lag(monthly(official), attitudes(share), max_lag=0, changes=False).iloc[0]
        naive += not row["low_naive"] <= 0 <= row["high_naive"]
        honest += not row["low"] <= 0 <= row["high"]
    assert naive > 14
    assert honest < 10


def test_effective_pairs_of_autoregressions_match_bartletts_formula() -> None:
    # Two AR(1) with phi = 0.6: n_eff = n (1 - 0.36) / (1 + 0.36).
    random = np.random.default_rng(3)
    found = [
        effective_pairs(autoregressive(random, 500, 0.6), autoregressive(random, 500, 0.6))
        for _ in range(30)
    ]
    assert np.mean(found) == pytest.approx(500 * 0.64 / 1.36, rel=0.1)


def test_levels_of_two_random_walks_are_refused_and_their_changes_are_not() -> None:
    random = np.random.default_rng(4)
    refused = 0
    for _ in range(20):
        official, share = np.cumsum(random.normal(size=(2, 60)), axis=1)
        official, share = monthly(official), attitudes(0.5 + 0.01 * share)
        try:
            lead_lag(official, share, max_lag=0, changes=False)
        except ProblemsError as error:
            refused += error.problems[0].code == "levels-drift"
        assert lead_lag(official, share, max_lag=0)["low"].notna().all()
    assert refused >= 17


def test_a_level_that_drifts_beside_one_that_does_not_is_not_refused() -> None:
    random = np.random.default_rng(5)
    share = attitudes(0.5 + 0.05 * random.normal(size=60))
    table = lead_lag(monthly(np.cumsum(random.normal(size=60))), share, max_lag=0, changes=False)
    assert table["n_effective"].iloc[0] > 30


def test_levels_of_slow_autoregressions_that_pass_hold_their_interval() -> None:
    """Unrelated series of 80 periods that keep 0.9 of their level: 0 is missed in 5% at most."""
    random = np.random.default_rng(6)
    missed = passed = 0
    for _ in range(80):
        official = monthly(autoregressive(random, 80, 0.9))
        share = attitudes(0.5 + 0.01 * autoregressive(random, 80, 0.9))
        try:
            row = lead_lag(official, share, max_lag=0, changes=False).iloc[0]
        except ProblemsError:
            continue
        passed += 1
        missed += not row["low"] <= 0 <= row["high"]
    assert passed > 20
    assert missed <= 0.08 * passed


def test_too_few_pairs_give_no_correlation() -> None:
    table = lead_lag(monthly(np.arange(10.0) ** 2), attitudes(np.linspace(0.1, 0.4, 10)))
    assert table["correlation"].isna().all()


def test_several_series_or_impossible_options_are_refused() -> None:
    readings = attitudes(np.full(12, 0.4))
    with pytest.raises(ProblemsError, match="several-countries"):
        lead_lag(polls.official("asylum_applicants"), readings)
    with pytest.raises(ProblemsError, match="no rows"):
        lead_lag(monthly(np.ones(0)), readings)
    with pytest.raises(ProblemsError, match="several-series"):
        both = pd.concat([readings, readings.assign(country="FR")])
        lead_lag(monthly(np.ones(12)), both)
    with pytest.raises(ProblemsError, match="option-out-of-range"):
        lead_lag(monthly(np.ones(12)), readings, max_lag=-1)
