"""What a reading stands for: shares of 0 and 1, days not known, bases and steps."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.trends.observations import _pooled_notes, observe
from tests.writers.trend_series import typed


def test_a_share_of_0_or_1_is_taken_half_a_step_or_half_a_respondent_inside() -> None:
    dates = ["2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01"]
    readings = typed([0.0, 1.0, 0.0, 0.4], dates, n=500.0)
    frame = observe(readings.assign(precision=[0.01, 0.01, np.nan, 0.01])).frame
    assert frame["used_share"].tolist() == pytest.approx([0.005, 0.995, 0.001, 0.4])
    assert frame["logit"].iloc[0] == pytest.approx(np.log(0.005 / 0.995))


@pytest.mark.parametrize(
    ("precision", "first", "last", "years"),
    [
        # The mean of a walk over twelve days differs from its middle by a twelfth of them.
        ("day", "2024-03-01", "2024-03-13", 12 / 12 / 365.25),
        # An unknown day of a month lies a quarter of it off the middle, on average.
        ("month", "2024-03-01", "2024-03-31", 30 / 4 / 365.25),
        ("year", "2024-01-01", "2024-12-31", 365 / 4 / 365.25),
    ],
)
def test_fieldwork_and_unknown_days_let_the_level_wander(
    precision: str, first: str, last: str, years: float
) -> None:
    readings = typed([0.4], [first]).assign(date_precision=precision)
    readings.loc[0, "end"] = np.datetime64(last)
    assert observe(readings).frame["wander"].tolist() == pytest.approx([years])


def test_readings_come_in_order_of_date_and_house_and_are_numbered_anew() -> None:
    dates = ["2024-03-01", "2024-01-01", "2024-03-01"]
    frame = observe(typed([0.4, 0.41, 0.42], dates, pollster=["B", "B", "A"])).frame
    assert frame["share"].tolist() == [0.41, 0.42, 0.40]
    assert frame.index.tolist() == [0, 1, 2]


def test_a_mode_that_is_not_stated_makes_no_second_house() -> None:
    dates = ["2024-01-01", "2024-02-01", "2024-03-01"]
    phone = observe(typed([0.4, 0.41, 0.42], dates, mode=["phone", "", "phone"])).frame
    assert phone["house"].tolist() == ["A", "A", "A"]
    both = observe(typed([0.4, 0.41, 0.42], dates, mode=["phone", "", "online"])).frame
    assert both["house"].tolist() == ["A (phone)", "A (mode not known)", "A (online)"]


def test_bases_that_differ_are_named_with_what_is_done_about_them() -> None:
    frame = pd.DataFrame({"base": ["all", "", "all", "likely_voters"]})
    counts = "2 of all, 1 of not stated, 1 of likely voters."
    (apart,) = _pooled_notes(frame, ())
    has = "have an offset each but the most frequent"
    assert apart == f"Readings on different bases {has}: {counts}"
    (together,) = _pooled_notes(frame, ("answer",))
    assert together == f"Readings on different bases are taken together: {counts}"
    assert list(_pooled_notes(frame.iloc[[0, 2]], ())) == []


def test_a_second_source_may_be_blank_in_different_places_and_every_such_row_goes() -> None:
    """One row lacks the mode, another the base: both repeat the row that states both."""
    told = typed([0.4], ["2024-01-01"], mode="phone", base="all")
    rows = [told, told.assign(mode=""), told.assign(base="")]
    found = observe(pd.concat(rows, ignore_index=True))
    assert found.frame[["mode", "base"]].to_numpy().tolist() == [["phone", "all"]]
    assert found.notes[0].startswith("2 repeated readings, given a second time")
