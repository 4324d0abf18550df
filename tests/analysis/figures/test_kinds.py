"""The figures of a report by one call on a result: changes since events, years as a heat map."""

from __future__ import annotations

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.dates import date2num
from matplotlib.figure import Figure

from analysis.figures.captions import series_caption
from analysis.figures.changes import changes_after
from analysis.figures.heat import yearly
from analysis.figures.page import page_of
from analysis.figures.shares import tints
from analysis.figures.style import house_style
from analysis.figures.trend import series_figure
from analysis.trends.answers import fit_answers
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


def test_what_is_left_of_a_whole_has_no_line_and_a_part_of_the_stack() -> None:
    shares = {"tea": 0.5, "coffee": 0.3}
    asked = pd.concat(
        [typed([share] * 2, list(MONTHS[:2])).assign(answer=name) for name, share in
         shares.items()],
        ignore_index=True,
    )  # fmt: skip
    found = fit_answers(asked)
    assert found.table["answer"].unique().tolist() == ["coffee", "tea", "rest"]
    lines = found.plot(Figure().add_subplot())
    assert [text.get_text().split(" ")[0] for text in lines.texts] == ["coffee", "tea"]
    with pytest.raises(ProblemsError, match="no readings to draw"):
        found.plot(Figure().add_subplot(), only=["rest"])
    stack = found.plot(Figure().add_subplot(), kind="stacked")
    assert [text.get_text().split(" ")[0] for text in stack.texts] == ["coffee", "tea", "rest"]


def test_answers_of_one_date_are_a_stack_named_by_its_month() -> None:
    asked = pd.concat(
        [typed([share], list(MONTHS[:1])).assign(answer=name) for name, share in
         (("tea", 0.6), ("coffee", 0.4))],
        ignore_index=True,
    )  # fmt: skip
    axes = fit_answers(asked).plot(Figure().add_subplot(), kind="stacked")
    assert len(axes.collections) == 2
    assert [label.get_text() for label in axes.get_xticklabels()] == ["February 2020"]


def test_answers_that_lean_neither_way_are_told_apart() -> None:
    with house_style():
        assert len(set(tints([1, 0, 0, -1]))) == 4


def test_days_are_labelled_up_to_the_last_where_names_stand_behind(rising: Trend) -> None:
    axes = rising.plot(Figure((3.4, 2.2)).add_subplot(), label="Great Britain")
    last = rising.readings["date"].max()
    assert date2num(last) < axes.get_xlim()[1]
    ticks = axes.get_xticks()
    assert len(ticks) >= 3
    assert max(ticks) <= date2num(last)


@pytest.mark.parametrize("preset", ["column", "slide"])
def test_many_events_leave_the_axes_free(rising: Trend, preset: str) -> None:
    events = pd.DataFrame(
        {"date": pd.date_range("2020-03-01", periods=8, freq="MS"),
         "event": [f"An event with a name of many words, number {place}" for place in range(8)]}
    )  # fmt: skip
    axes = rising.plot(preset=preset, events=events)
    figure = axes.get_figure()
    figure.canvas.draw()
    page = page_of(figure)
    assert page is not None
    below = min(label.get_window_extent().y0 for label in axes.get_xticklabels())
    assert max(name.get_window_extent().y1 for name in page.key.names) <= below + 1
    assert all(name.get_text() for name in page.key.names)
    plt.close(figure)


def test_a_new_figure_of_rows_is_as_large_as_its_letters_need(rising: Trend) -> None:
    report, slide = (
        rising.plot(kind="changes", events=EVENTS, preset=preset).get_figure()
        for preset in ("report", "slide")
    )
    assert report.get_size_inches().tolist() == pytest.approx([6.7, 1.5])
    assert slide.get_size_inches().tolist() == pytest.approx([10, 1.5 * 16 / 9])
    plt.close("all")


def grouped() -> pd.DataFrame:
    """Two waves a year apart of two breakdowns, the newest of one group on few answers."""
    shares = {("age", "18-24"): 0.2, ("age", "65+"): 0.6, ("sex", "Female"): 0.45,
              ("sex", "Male"): 0.5, ("region", "Wales"): 0.4}  # fmt: skip
    rows = [
        {"country": "GB", "question": "q", "answer": "yes", "pollster": "A", "group_by": by,
         "group": group, "share": share + moved, "n": base, "start": day, "end": day}
        for (by, group), share in shares.items()
        for day, moved, base in (
            ("2023-01-10", -0.1, 500.0), ("2024-01-10", 0.0, 300.0), ("2024-02-10", 0.04, 100.0)
        )
    ]  # fmt: skip
    frame = pd.DataFrame(rows)
    young = (frame["group"] == "18-24") & (frame["start"] > "2024")
    return frame.assign(n=frame["n"].mask(young, 60.0))


def rows_of(axes: Axes) -> dict[str, list[str]]:
    """The names beside the dots of each row."""
    names = [label.get_text() for label in axes.get_yticklabels()]
    beside = [text.get_text() for text in axes.texts]
    return {name: beside[2 * place : 2 * place + 2] for place, name in enumerate(names)}


def test_groups_of_several_breakdowns_are_a_row_each_in_one_call() -> None:
    trends = fit_trends(grouped(), by=["group_by", "group"], volatility="constant")
    axes = trends.plot(kind="dumbbells", days=60)
    # Of the last 60 days, weighted by base: (300 x 60% + 100 x 64%) / 400; Wales is alone.
    assert rows_of(axes) == {
        "Age": ["18–24* 22%", "65+ 61%"], "Sex": ["Female 46%", "Male 51%"],
    }  # fmt: skip
    plt.close("all")
    late = trends.plot(Figure(figsize=(6, 3)).add_subplot(), kind="dumbbells", days=7)
    assert rows_of(late)["Sex"] == ["Female 49%", "Male 54%"]


def test_trends_of_several_breakdowns_stand_in_a_row_each() -> None:
    rows = grouped()
    trends = fit_trends(rows[rows["group_by"] != "region"], by=["group_by", "group"],
                        volatility="constant")  # fmt: skip
    axes = trends.plot(Figure(figsize=(6, 3)).add_subplot(), kind="dumbbells")
    assert list(rows_of(axes)) == ["Age", "Sex"]
    assert rows_of(axes)["Sex"][1].startswith("Male ")


def test_days_of_dumbbells_are_of_groups() -> None:
    frame = pd.DataFrame({"country": ["GB", "FR"], "question": "q", "answer": "yes",
                          "pollster": "A", "share": [0.3, 0.4], "n": 900.0,
                          "start": "2024-01-10"})  # fmt: skip
    trends = fit_trends(frame, by=["country"], volatility="constant")
    with pytest.raises(ProblemsError, match="no groups"):
        trends.plot(kind="dumbbells", days=60)
    with pytest.raises(ProblemsError, match="days is under 1"):
        trends.plot(kind="dumbbells", days=0)


COUNTS = pd.DataFrame(
    {"series": "asylum_claims", "country": "GB", "value": [1.0, 3.0, 5.0, None],
     "date": pd.to_datetime(["2021-06-30", "2021-12-31", "2022-12-31", "2023-12-31"])}
)  # fmt: skip


def test_a_line_stands_above_the_last_counts_of_years_in_one_call(rising: Trend) -> None:
    above = rising.plot(kind="beside counts", counts=COUNTS)
    figure = above.get_figure(root=True)
    assert isinstance(figure, Figure)
    upper, below = figure.axes
    assert upper is above
    assert [bar.get_height() for bar in below.patches] == [3.0, 5.0]
    middle = [bar.get_x() + bar.get_width() / 2 for bar in below.patches]
    assert middle == pytest.approx(date2num(pd.to_datetime(["2021-07-01", "2022-07-01"])))
    assert (upper.get_title(loc="left"), below.get_title(loc="left")) == ("Q", "Asylum claims")
    page = page_of(figure)
    assert page is not None
    assert page.caption.headline == "Q above asylum claims"
    assert page.caption.subtitle == "Great Britain, 2021 to 2022"
    plt.close("all")
    named = rising.plot(kind="beside counts", counts=COUNTS, names=("Mood", "Claims"))
    assert named.get_title(loc="left") == "Mood"
    plt.close("all")


def test_counts_beside_a_line_are_of_one_country_and_have_their_own_figure(rising: Trend) -> None:
    several = pd.concat([COUNTS, COUNTS.assign(country="FR")])
    for counts in (several, COUNTS.assign(value=None)):
        with pytest.raises(ProblemsError, match="counts of one country"):
            rising.plot(kind="beside counts", counts=counts)
    with pytest.raises(ProblemsError, match="two axes"):
        rising.plot(Figure().add_subplot(), kind="beside counts", counts=COUNTS)


def test_no_name_of_a_house_reaches_beyond_the_figure() -> None:
    frame = pd.DataFrame(
        [
            {"country": "DE", "question": "q", "answer": "yes", "pollster": house, "n": 900.0,
             "share": 0.3 + 0.002 * month + off, "start": MONTHS[month]}
            for house, off in (("Forschungsgruppe Wahlen", 0.01), ("Infratest dimap", -0.01))
            for month in range(12)
        ]
    )  # fmt: skip
    trend = fit_trend(frame, volatility="constant")
    with house_style():
        drawing = series_figure(trend, series_caption([trend]), houses=True)
        figure = drawing.figure
        figure.set_size_inches(6.7, 3.0)
        figure.draw_without_rendering()
        beside = figure.axes[1]
        ends = [text.get_window_extent().x1 for text in beside.texts]
        assert max(ends) < figure.get_size_inches()[0] * figure.dpi
    assert beside.texts[0].get_text() == "Forschungsgruppe Wahlen, 12"
