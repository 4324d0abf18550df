"""Official series beside attitudes: periods, leads, and what a correlation is worth."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import polls
from analysis.leads import effective_pairs, lead_lag, side_by_side
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


def test_too_few_pairs_give_no_correlation() -> None:
    table = lead_lag(monthly(np.arange(10.0) ** 2), attitudes(np.linspace(0.1, 0.4, 10)))
    assert table["correlation"].isna().all()


def test_several_series_or_impossible_options_are_refused() -> None:
    readings = attitudes(np.full(12, 0.4))
    with pytest.raises(ProblemsError, match="several-countries"):
        lead_lag(polls.official("asylum_applicants"), readings)
    with pytest.raises(ProblemsError, match="several-series"):
        both = pd.concat([readings, readings.assign(country="FR")])
        lead_lag(monthly(np.ones(12)), both)
    with pytest.raises(ProblemsError, match="option-out-of-range"):
        lead_lag(monthly(np.ones(12)), readings, max_lag=-1)
