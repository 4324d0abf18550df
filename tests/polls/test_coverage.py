"""The catalogue counts what a frame holds, series by series."""

import pandas as pd
import pytest

import polls
from polls.coverage import catalogue


def test_every_shipped_reading_is_counted_once() -> None:
    readings = polls.load()
    assert catalogue(readings)["readings"].sum() == len(readings)


def test_the_longest_gap_lies_between_two_waves_of_the_series() -> None:
    days = ("2024-01-01", "2024-01-11", "2024-03-01")
    rows = [{"question": "q", "country": "GB", "start": d, "end": d, "share": 0.4} for d in days]
    (row,) = catalogue(polls.conform(rows)).itertuples()
    assert (row.readings, row.waves, row.gap_days) == (3, 3, 50)


def test_a_weighted_base_counts_as_a_base() -> None:
    rows = [
        {"question": "q", "country": "GB", "published": "2024-01-01", "n_weighted": 900},
        {"question": "q", "country": "GB", "start": "2024-02-01"},
    ]
    (row,) = catalogue(polls.conform(rows)).itertuples()
    assert row.with_base == pytest.approx(0.5)
    assert row.with_fieldwork == pytest.approx(0.5)


def test_the_tracker_has_the_waves_its_source_lists() -> None:
    table = catalogue(polls.load(question="issue_up_to_three", country="GB"))
    (row,) = table.itertuples()
    assert row.waves == 574
    assert (row.first, row.last) == (pd.Timestamp("2011-02-15"), pd.Timestamp("2026-08-03"))
