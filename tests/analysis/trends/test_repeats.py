"""Readings that are given twice, what was asked of whom, and whose usual base stands in."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.trends.observations import _describe, _wordings, bases, observe
from polls.codebooks.model import codebook
from polls.schema import conform
from tests.writers.trend_series import typed

DAYS = ["2024-01-01", "2024-02-01"]
TOLD = typed([0.4, 0.5], DAYS, mode="phone", base="all")


def both(*others: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([TOLD, *others], ignore_index=True)


@pytest.mark.parametrize(
    "changed",
    [
        {"mode": ""}, {"base": ""}, {"end": pd.NaT},
    ],
)  # fmt: skip
def test_a_row_blank_in_one_place_repeats_the_one_that_says_it(changed: dict[str, object]) -> None:
    found = observe(both(TOLD[:1].assign(**changed)))  # type: ignore[arg-type]
    assert len(found.frame) == 2
    assert found.frame[["mode", "base"]].to_numpy().tolist() == [["phone", "all"]] * 2
    assert found.notes[0] == (
        "1 repeated readings, given a second time without mode, base or last day of fieldwork, "
        "were left out."
    )


@pytest.mark.parametrize(
    "changed",
    [
        {"mode": "", "share": 0.41}, {"mode": "", "n": 900.0}, {"mode": "", "pollster": "B"},
        {"mode": "", "start": "2024-01-02"}, {"mode": "", "base": "voters"},
        {"mode": "", "date_precision": "month"},
    ],
)  # fmt: skip
def test_a_row_that_says_anything_else_is_a_reading_of_its_own(changed: dict[str, object]) -> None:
    other = conform(TOLD[:1].assign(**{"end": pd.NaT} | changed))  # type: ignore[arg-type]
    rows = pd.concat([TOLD.assign(end=pd.NaT), other], ignore_index=True)
    assert len(observe(rows).frame) == 3


def test_a_reading_given_twice_word_for_word_counts_once() -> None:
    found = observe(both(TOLD, TOLD[:1]))
    assert found.frame["share"].tolist() == [0.4, 0.5]
    assert found.notes[0] == "3 repeated readings were left out."
    assert observe(TOLD).notes == ()
    without = TOLD.assign(n=np.nan)
    kept = observe(pd.concat([without, TOLD], ignore_index=True)).frame
    assert kept["n"].tolist() == [1000.0, 1000.0]


def test_a_reading_is_described_by_what_tells_it_apart() -> None:
    row = TOLD.assign(locator="row 7", end=pd.to_datetime(["2024-01-03"] * 2)).iloc[0]
    assert _describe(row) == "A 2024-01-01 to 2024-01-03 share 0.4 n 1000 row 7"
    assert _describe(row.drop("locator").reindex(row.index).fillna({"locator": ""})) == (
        "A 2024-01-01 to 2024-01-03 share 0.4 n 1000"
    )


def test_readings_on_another_base_than_the_usual_one_are_another_wording() -> None:
    frame = pd.DataFrame({"question": "q", "base": ["all", "voters", "", "all"]})
    assert _wordings(frame).tolist() == ["q", "q (voters)", "q", "q"]
    assert _wordings(frame[frame["base"] != "voters"]).tolist() == ["q", "q", "q"]


def test_a_usual_base_is_of_the_whole_sample_alone() -> None:
    rows = conform(
        [
            {"pollster": "YouGov", "group_by": "all"}, {"pollster": "YouGov", "group_by": "age"},
            {"pollster": "nobody", "group_by": "age"}, {"pollster": "YouGov", "n_weighted": 7.0},
        ]
    )  # fmt: skip
    n, where = bases(rows, codebook())
    assert n.tolist() == [codebook().usual_n("YouGov"), 100.0, 100.0, 7.0]
    assert where == ["usual base", "assumed", "assumed", "weighted base"]
