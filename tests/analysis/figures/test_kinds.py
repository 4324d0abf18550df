"""The figures of a report by one call on a result: changes since events, years as a heat map."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.figure import Figure

from analysis.figures.changes import changes_after
from analysis.figures.heat import yearly
from analysis.trends.many import fit_trends
from analysis.trends.results import Trend
from analysis.trends.trend import fit_trend
from polls.errors import ProblemsError
from tests.writers.trend_series import typed

MONTHS = pd.date_range("2020-01-15", periods=36, freq="MS")
EVENTS = pd.DataFrame(
    {
        "date": pd.to_datetime(["2022-09-01", "2020-06-01", "2022-12-20", "2019-01-01"]),
        "event": ["Late", "Early", "Too late", "Too soon"],
    }
)


@pytest.fixture(scope="module")
def rising() -> Trend:
    return fit_trend(typed([0.30 + 0.005 * month for month in range(36)], list(MONTHS)))


def test_a_change_is_from_the_day_of_an_event_to_a_year_after(rising: Trend) -> None:
    rows = changes_after(rising, EVENTS).set_index("event")
    # What lies outside the readings, or too near their end, is left out; the rest is in order.
    assert list(rows.index) == ["Early", "Late"]
    whole = rising.change("2020-06-01", "2021-06-01")
    assert rows.loc["Early", ["estimate", "low", "high"]].tolist() == pytest.approx(
        [float(whole[name]) for name in ("estimate", "low", "high")], abs=1e-7
    )
    assert rows.loc["Early", "label"] == "Early\n1 June 2020"
    # The readings end on 1 January 2023, before a year is over.
    assert rows.loc["Late", "label"] == "Late\n1 September 2022, to January 2023"
    half = changes_after(rising, EVENTS, days=182).set_index("event")
    assert half.loc["Early", "estimate"] < rows.loc["Early", "estimate"]


def test_the_changes_of_a_trend_are_bars_in_one_call(rising: Trend) -> None:
    axes = rising.plot(Figure().add_subplot(), kind="changes", events=EVENTS)
    rows = changes_after(rising, EVENTS)
    assert [bar.get_width() for bar in axes.patches] == pytest.approx(list(rows["estimate"]))
    assert rising.plot(kind="changes", events=EVENTS).get_figure() is not None


def test_events_outside_the_readings_are_one_problem(rising: Trend) -> None:
    with pytest.raises(ProblemsError, match="no event lies within"):
        rising.plot(kind="changes", events=EVENTS.iloc[2:])


def test_a_heat_map_has_the_mean_of_each_year_what_is_largest_now_first() -> None:
    readings = pd.DataFrame(
        {
            "date": pd.to_datetime(["2020-02-01", "2020-09-01", "2021-02-01", "2021-03-01"]),
            "answer": ["tea", "tea", "tea", "coffee"],
            "share": [0.2, 0.4, 0.1, 0.5],
        }
    )
    cells = yearly(readings, "answer")
    assert cells.index.tolist() == ["coffee", "tea"]
    assert cells.loc["tea"].tolist() == pytest.approx([0.3, 0.1])
    assert cells.loc["coffee"].isna().tolist() == [True, False]
    assert list(yearly(readings, "answer", 1).columns) == [2021]


def test_several_lines_are_a_heat_map_in_one_call() -> None:
    days = list(MONTHS[:23])
    both = pd.concat(
        [typed([share] * 23, days).assign(answer=name) for name, share in
         (("tea", 0.3), ("coffee", 0.6))],
        ignore_index=True,
    )  # fmt: skip
    axes = fit_trends(both, by=["answer"]).plot(Figure().add_subplot(), kind="heat map")
    assert [text.get_text() for text in axes.texts] == ["60", "60", "30", "30"]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["coffee", "tea"]


def test_several_lines_are_dots_with_their_intervals_in_one_call() -> None:
    days = list(MONTHS[:12])
    both = pd.concat(
        [typed([share] * 12, days).assign(answer=name) for name, share in
         (("tea", 0.3), ("coffee", 0.6))],
        ignore_index=True,
    )  # fmt: skip
    axes = fit_trends(both, by=["answer"]).plot(Figure().add_subplot(), kind="dots")
    assert [label.get_text() for label in axes.get_yticklabels()] == ["coffee", "tea"]
    assert [text.get_text() for text in axes.texts] == ["60%", "30%"]
    low, high = axes.collections[0].get_segments()[0][:, 0]
    assert low < 0.6 < high


def test_each_line_then_and_now_is_a_dumbbell_the_earlier_dot_hollow() -> None:
    days = list(MONTHS[:30])
    rising = [0.2 + 0.01 * month for month in range(30)]
    both = pd.concat(
        [typed(shares, days).assign(answer=name) for name, shares in
         (("tea", rising), ("coffee", rising[::-1]))],
        ignore_index=True,
    )  # fmt: skip
    axes = fit_trends(both, by=["answer"]).plot(Figure().add_subplot(), kind="then and now")
    assert [text.get_text().split(" ")[0] for text in axes.texts] == [
        "2022:", "2020:", "2020:", "2022:",
    ]  # fmt: skip
    hollow = [line.get_markerfacecolor() == "white" for line in axes.lines if line.get_xdata().size]
    assert hollow == [False, True, True, False]
