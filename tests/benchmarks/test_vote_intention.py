"""Polls of vote intention are the same for both fits, and held against each other day by day."""

from __future__ import annotations

import importlib.util

import numpy as np
import pandas as pd
import pytest

from analysis.model.days import days_of
from analysis.trends.answers import fit_answers
from benchmarks.vote_intention import ELECTION, apart, main, polls_of, readings_of

POLLS = polls_of(ELECTION).tail(30)


def test_all_parties_of_a_poll_add_up_to_100() -> None:
    parties = POLLS.columns.difference(["pollster", "end", "n"])
    assert len(parties) == 7
    assert POLLS[parties].sum(axis=1).tolist() == pytest.approx([100.0] * 30)
    shares = readings_of(POLLS).groupby(["pollster", "end", "n"])["share"].sum()
    assert shares.tolist() == pytest.approx([1.0] * 30)


def test_differences_and_widths_are_in_points_up_to_the_last_poll() -> None:
    trend = fit_answers(readings_of(POLLS), common_error=0)
    last = POLLS["end"].max()
    days = pd.date_range(POLLS["end"].min(), last + pd.Timedelta(days=9), freq="3D")
    own = 100 * trend.rows(days_of(days.tolist())).pivot(
        index="date", columns="answer", values="estimate"
    )
    shifts = {"mean": 2.0, "p_5": 1.0, "p_95": 4.5}
    other = pd.concat(
        [(own + shift).add_suffix(f"_{name}") for name, shift in shifts.items()], axis=1
    )
    other[other.index > last] = np.nan
    table = apart(trend, other.set_axis(days.date), last)
    assert list(table.index) == list(trend.answers)
    assert table["differ"].tolist() == pytest.approx([2.0] * 7)
    assert (table["kronikas"] - table["estimate"]).tolist() == pytest.approx([2.0] * 7)
    assert table["width of kronikas"].tolist() == pytest.approx([3.5] * 7)
    bands = trend.rows(days_of(days[days <= last].tolist())).groupby("answer")
    widths = 100 * (bands["high"].mean() - bands["low"].mean())
    assert table["width"].to_dict() == pytest.approx(widths.to_dict())


@pytest.mark.skipif(importlib.util.find_spec("kronikas") is not None, reason="kronikas is there")
def test_without_kronikas_there_is_a_word_and_no_failure(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main() == 0
    assert "kronikas is not installed" in capsys.readouterr().out
