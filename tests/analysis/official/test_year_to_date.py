"""Year-to-date comparisons: the calendar, the coverage, the record."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import polls
from analysis.official.year_to_date import year_record, year_to_date
from polls.errors import ProblemsError

ARRIVALS_TO_31_MARCH = {
    2018: 7, 2019: 199, 2020: 465, 2021: 1363, 2022: 4548, 2023: 3793, 2024: 5435, 2025: 6642,
    2026: 4441,
}  # fmt: skip
"""Home Office, daily small-boat arrivals, as added up by hand in the data's own description."""


def daily(first: str, last: str, value: float = 1.0) -> pd.DataFrame:
    days = pd.date_range(first, last, unit="s")
    return pd.DataFrame(
        {"series": "visits", "country": "GB", "period_start": days, "date": days, "value": value}
    )


def test_small_boat_arrivals_to_31_march_match_the_published_sums() -> None:
    counts = year_to_date(polls.official("small_boat_arrivals"), "2026-03-31")
    assert dict(zip(counts["year"], counts["value"], strict=True)) == ARRIVALS_TO_31_MARCH
    assert counts["complete"].all()


def test_nothing_dated_after_as_of_is_counted() -> None:
    series = polls.official("small_boat_arrivals")
    as_of = dt.date(2025, 3, 31)
    cut = series[series["date"] <= pd.Timestamp(as_of)]
    pd.testing.assert_frame_equal(year_to_date(series, as_of), year_to_date(cut, as_of))


def test_a_leap_day_is_compared_with_28_february() -> None:
    counts = year_to_date(daily("2023-01-01", "2024-02-29"), "2024-02-29")
    assert counts["value"].tolist() == [59.0, 60.0]
    assert counts["complete"].all()


def test_a_year_with_a_missing_day_or_a_late_start_is_not_complete() -> None:
    series = daily("2022-01-02", "2024-03-31")
    series = series[series["date"] != "2023-02-10"]
    counts = year_to_date(series, "2024-03-31")
    assert counts["complete"].tolist() == [False, False, True]
    assert year_record(counts) is None


def test_a_month_that_is_not_over_leaves_the_year_incomplete() -> None:
    starts = pd.date_range("2023-01-01", "2024-03-01", freq="MS", unit="s")
    months = daily("2023-01-01", "2023-01-15").assign(
        period_start=starts, date=starts + pd.offsets.MonthEnd(0)
    )
    assert not year_to_date(months, "2024-03-15")["complete"].any()
    assert year_to_date(months, "2024-03-31")["complete"].all()


def test_months_are_counted_to_the_end_of_the_same_month() -> None:
    starts = pd.date_range("2023-01-01", "2025-02-01", freq="MS", unit="s")
    months = pd.DataFrame(
        {
            "series": "visits", "country": "GB", "period_start": starts,
            "date": starts + pd.offsets.MonthEnd(0), "value": 100.0,
        }
    )  # fmt: skip
    counts = year_to_date(months, "2025-02-28")
    assert counts["complete"].all()
    assert counts["last_day"].dt.day.tolist() == [28, 29, 28]
    assert counts["value"].tolist() == [200.0, 200.0, 200.0]


@pytest.mark.parametrize(
    ("direction", "partial", "is_record", "unknown"),
    [
        ("highest", 120.0, False, ()),
        ("highest", 99.0, True, (2023,)),
        ("lowest", 101.0, True, ()),
        ("lowest", 100.0, True, (2023,)),
    ],
)
def test_a_count_that_lacks_days_is_a_lower_bound(
    direction: Any, partial: float, is_record: bool, unknown: tuple[int, ...]
) -> None:
    other = 90.0 if direction == "highest" else 110.0
    counts = pd.DataFrame(
        {
            "year": [2022, 2023, 2024],
            "last_day": pd.to_datetime(["2022-03-31", "2023-03-31", "2024-03-31"]),
            "value": [other, partial, 100.0],
            "complete": [True, False, True],
        }
    )
    record = year_record(counts, direction)
    assert record is not None
    assert (record.is_record, record.years_unknown) == (is_record, unknown)
    assert record.years_left_out == (2023,)
    assert record.previous_is_partial is (not is_record)


def test_a_tie_is_not_a_record() -> None:
    record = year_record(year_to_date(daily("2022-01-01", "2023-06-30"), "2023-06-30"))
    assert record is not None
    assert (record.is_record, record.margin, record.previous_year) == (False, 0.0, 2022)


def test_the_lowest_year_is_a_record_too() -> None:
    series = daily("2022-01-01", "2023-06-30")
    series.loc[series["date"].dt.year == 2023, "value"] = 0.5
    record = year_record(year_to_date(series, "2023-06-30"), "lowest")
    assert record is not None
    assert record.is_record


def test_a_rolling_year_is_not_added_up() -> None:
    with pytest.raises(ProblemsError, match="overlapping-periods"):
        year_to_date(polls.official("long_term_immigration"), "2025-03-31")


def test_several_countries_are_not_added_up() -> None:
    with pytest.raises(ProblemsError, match="several-countries"):
        year_to_date(polls.official("asylum_applicants"), "2025-12-31")


def test_a_day_before_the_series_is_refused() -> None:
    with pytest.raises(ProblemsError, match="date-before-series"):
        year_to_date(polls.official("small_boat_arrivals"), "2017-12-31")


@given(st.dates(dt.date(2021, 1, 1), dt.date(2024, 12, 31)))
def test_a_constant_daily_count_adds_up_to_the_day_of_the_year(day: dt.date) -> None:
    counts = year_to_date(daily("2020-01-01", "2024-12-31"), day)
    assert counts["value"].tolist() == [last.day_of_year for last in counts["last_day"]]
    assert counts["complete"].all()
