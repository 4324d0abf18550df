"""Figures by their artists and data: every reading drawn, no words lost, nothing global changed."""

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib
import matplotlib.dates
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib import pyplot
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text

from analysis import fit_answers, fit_countries, fit_trends
from analysis.figures.cumulative import cumulative_figure
from analysis.figures.dots import dots_figure
from analysis.figures.labels import spread
from analysis.figures.save import save_figure
from analysis.figures.style import COLOURS, LOOKS, Caption, Drawing
from analysis.figures.trend import overlay_figure, series_figure, trend_figure
from analysis.trends.trend import fit_trend
from polls.codebooks.model import codebook
from polls.errors import ProblemsError
from tests.writers.trend_series import simulate_answers, typed

STEADY = typed([0.40, 0.41] * 15, pd.date_range("2020-01-05", periods=30, freq="14D").tolist())

CAPTION = Caption(
    "A finding", "share of all adults, percent", "A house; processed by polltide", "", "Line chart"
)
EVENTS = pd.DataFrame(
    {
        "date": pd.to_datetime(["2020-03-01", "2020-03-10", "2035-01-01"]),
        "event": ["An election with a long name", "Another event at that time", "The far future"],
    }
)  # fmt: skip


def texts(drawing: Drawing) -> list[str]:
    figure = drawing.figure
    return [text.get_text() for text in (*figure.texts, *figure.axes[0].texts)]


def contrast_on_white(colour: str) -> float:
    """Contrast ratio of WCAG 2.1."""
    channels = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = float(np.dot([0.2126, 0.7152, 0.0722], linear))
    return 1.05 / (luminance + 0.05)


@pytest.mark.parametrize("name", COLOURS)
def test_colours_have_a_contrast_of_three_to_one(name: str) -> None:
    assert contrast_on_white(COLOURS[name]) >= 3


def test_series_are_told_apart_without_colour() -> None:
    assert len({str(look.dash) for look in LOOKS}) == len(LOOKS)
    assert len({look.marker for look in LOOKS}) == len(LOOKS)


def test_drawing_leaves_the_users_settings_alone() -> None:
    before = dict(matplotlib.rcParams)
    overlay_figure({"A": fit_trend(STEADY)}, CAPTION)
    assert dict(matplotlib.rcParams) == before


def test_a_series_figure_plots_every_reading_and_the_whole_table() -> None:
    trend = fit_trend(STEADY)
    drawing = series_figure(trend, CAPTION, EVENTS.iloc[:0])
    dots = drawing.data[drawing.data["kind"] == "reading"]
    line = drawing.data[drawing.data["kind"] == "trend"]
    assert dots["share"].tolist() == trend.readings["share"].tolist()
    assert line["share"].tolist() == trend.table["estimate"].tolist()
    assert line["low"].tolist() == trend.table["low"].tolist()


@pytest.fixture
def own_axes() -> Axes:
    return Figure().add_subplot()


def two_countries() -> pd.DataFrame:
    return pd.concat([STEADY, STEADY.assign(country="FR", share=STEADY["share"] + 0.2)])


@pytest.mark.parametrize(
    "trends, names",
    [
        (lambda: fit_trends(two_countries(), by="country"), ["France 61%", "Great Britain 41%"]),
        (lambda: fit_countries(two_countries()), ["France 61%", "Great Britain 41%"]),
    ],
)
def test_several_trends_are_drawn_together_each_named_at_its_end(
    trends: Callable[[], Any], names: list[str], own_axes: Axes
) -> None:
    assert trends().plot(own_axes) is own_axes
    assert sorted(text.get_text() for text in own_axes.texts) == names
    lines = [line for line in own_axes.lines if line.get_linestyle() != "None"]
    looks = {(line.get_color(), line.get_linestyle()) for line in lines}
    assert len(looks) == len({dash for _, dash in looks}) == 2


def test_answers_are_drawn_by_their_labels_or_some_of_them(own_axes: Axes) -> None:
    readings, _ = simulate_answers(1, waves=10)
    trend = fit_answers(readings)
    trend.plot(own_axes, only=["c", "a"])
    last = trend.at(trend.table["date"].max()).set_index("answer")["estimate"]
    expected = [f"{name} {100 * last[name]:.0f}%" for name in ("c", "a")]
    assert [text.get_text() for text in own_axes.texts] == expected


def test_labels_of_the_axes_say_where_they_stand_and_do_not_run_into_another() -> None:
    dates = pd.date_range("2024-01-07", periods=5, freq="28D").tolist()
    for shares in ([0.43, 0.47, 0.52, 0.55, 0.58], [0.031, 0.034, 0.033, 0.035, 0.032]):
        figure = fit_trend(typed(shares, dates, n=20_000.0, precision=0.001)).plot().figure
        figure.canvas.draw()
        axes = figure.axes[0]
        for tick, label in zip(axes.get_yticks(), axes.get_yticklabels(), strict=True):
            assert float(label.get_text().rstrip("%")) == pytest.approx(100 * tick)
        boxes = [label.get_window_extent() for label in axes.get_xticklabels()]
        assert len(boxes) > 2
        assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])


def test_lines_that_could_not_be_told_apart_are_refused(own_axes: Axes) -> None:
    readings, _ = simulate_answers(1, waves=4, start=(0.3, 0.3, 0.2, 0.1, 0.1))
    trend = fit_answers(readings)
    with pytest.raises(ProblemsError, match=r"not-so-many-lines[\s\S]*only="):
        trend.plot(own_axes)
    with pytest.raises(ProblemsError, match=r"unknown-key[\s\S]*expected a, b"):
        trend.plot(own_axes, only=["a", "z"])


def words_of(axes: Axes) -> str:
    return " ".join(" ".join(text.get_text() for text in axes.get_figure().texts).split())  # type: ignore[union-attr]


def known_series(count: int = 12) -> pd.DataFrame:
    days = pd.date_range("2024-01-07", periods=count, freq="MS").tolist()
    series = {"country": "FR", "question": "level10y", "answer": "too_high", "pollster": "YouGov"}
    return typed(([0.5, 0.52] * count)[:count], days).assign(**series)


def test_a_trend_in_a_figure_of_its_own_says_what_it_shows() -> None:
    question = codebook().questions["level10y"]
    answer = question.answer("too_high")
    assert answer is not None
    words = words_of(fit_trend(known_series()).plot())
    pyplot.close("all")
    for part in (f"{question.title}, France", f"“{answer.label}”", "Source: YouGov"):
        assert part in words
    assert "Dot: a published reading. Line: the trend. Band: 90% interval" in words
    drawing = trend_figure(fit_trend(known_series()))
    assert drawing.caption.headline == f"{question.title}, France"


def test_several_trends_in_a_figure_of_their_own_say_what_they_share() -> None:
    words = words_of(fit_countries(two_countries()).plot())
    pyplot.close("all")
    assert words.startswith("q Share: “yes”; percent")
    assert "60 readings, 2020 to 2021." in words


def test_trends_on_the_same_axes_each_take_the_next_look(own_axes: Axes) -> None:
    trend = fit_trend(STEADY)
    for name in "ABCD":
        trend.plot(own_axes, label=name)
    lines = [line for line in own_axes.lines if line.get_linestyle() != "None"]
    assert [line.get_color() for line in lines] == [look.colour for look in LOOKS]
    with pytest.raises(ProblemsError, match="not-so-many-lines"):
        trend.plot(own_axes)


def test_names_of_trends_that_end_together_never_touch(own_axes: Axes) -> None:
    trend = fit_trend(STEADY)
    for name in "ABC":
        trend.plot(own_axes, label=name)
    FigureCanvasAgg(own_axes.figure).draw()  # type: ignore[arg-type]
    assert sorted(text.get_text() for text in own_axes.texts) == ["A 41%", "B 41%", "C 41%"]
    boxes = [Text.get_window_extent(text) for text in own_axes.texts]
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])


def test_trends_drawn_onto_axes_leave_in_sight_what_was_there(own_axes: Axes) -> None:
    fit_trend(STEADY.assign(share=STEADY["share"] + 0.49)).plot(own_axes)
    fit_trends(two_countries(), by=["country"]).plot(own_axes)
    assert own_axes.get_ylim()[1] >= 0.9
    lines = [line for line in own_axes.lines if line.get_linestyle() != "None"]
    assert len({line.get_color() for line in lines}) == 3


@pytest.mark.parametrize("count", [1, 2])
def test_fewer_than_three_readings_are_dots_alone(count: int) -> None:
    trend = fit_trend(known_series(count))
    drawing = series_figure(trend, CAPTION, EVENTS.iloc[:0])
    axes = drawing.figure.axes[0]
    assert [line.get_linestyle() for line in axes.lines] == ["None"]
    assert len(axes.collections) == 0
    assert drawing.data["kind"].tolist() == ["reading"] * count
    assert [text.get_text() for text in axes.texts] == [{1: "50%", 2: "52%"}[count]]
    assert "No trend is drawn through fewer than 3 readings." in words_of(axes)


def test_a_line_is_thin_where_nobody_asked_for_over_a_year() -> None:
    days = pd.to_datetime(["2018-01-01", "2018-07-01", "2020-01-01", "2020-07-01"]).tolist()
    drawing = series_figure(
        fit_trend(typed([0.4, 0.42, 0.41, 0.4], days)), CAPTION, EVENTS.iloc[:0]
    )
    _, *parts = drawing.figure.axes[0].lines
    ends = [tuple(matplotlib.dates.num2date(part.get_xdata()[[0, -1]])) for part in parts]  # type: ignore[index]
    assert [(a.year, b.year) for a, b in ends] == [(2018, 2018), (2018, 2020), (2020, 2020)]
    widths = [part.get_linewidth() for part in parts]
    assert widths[1] < widths[0] == widths[2]
    words = "Thin line: over a year without a reading."
    assert words in words_of(drawing.figure.axes[0])
    assert words not in words_of(series_figure(fit_trend(STEADY), CAPTION, EVENTS).figure.axes[0])


def test_dots_at_both_ends_are_whole() -> None:
    figure = series_figure(fit_trend(STEADY), CAPTION, EVENTS.iloc[:0]).figure
    figure.canvas.draw()
    axes = figure.axes[0]
    dots = axes.lines[0]
    places = axes.transData.transform(np.column_stack([dots.get_xdata(), dots.get_ydata()]))
    radius = dots.get_markersize() / 2 * figure.dpi / 72
    assert places[:, 0].min() - radius >= axes.bbox.x0
    assert places[:, 0].max() + radius <= axes.bbox.x1


def test_long_words_around_a_figure_never_leave_the_page() -> None:
    long = dataclasses.replace(
        CAPTION, headline="WWWW " * 40, subtitle="MMMM " * 60, note="ab " * 99
    )
    figure = series_figure(fit_trend(STEADY), long, EVENTS.iloc[:0]).figure
    boxes = [text.get_window_extent() for text in figure.texts]
    assert all(box.x1 <= figure.bbox.width for box in boxes)


def test_names_of_rows_stand_whole_beside_the_dots() -> None:
    rows = pd.DataFrame(
        {"label": ["A house with a long name, published 26 September 2025"], "share": [0.4],
         "low": [0.38], "high": [0.42], "text": ["40%"]}
    )  # fmt: skip
    figure = dots_figure(rows, CAPTION).figure
    figure.canvas.draw()
    (name,) = figure.axes[0].get_yticklabels()
    assert name.get_window_extent().x0 >= 0


def test_words_stand_on_the_page_and_events_outside_the_span_do_not() -> None:
    trend = fit_trend(STEADY)
    first = trend.table["date"].min()
    events = EVENTS.assign(date=[first, first + pd.Timedelta(days=9), pd.Timestamp("2095-01-01")])
    drawing = series_figure(trend, CAPTION, events)
    words = texts(drawing)
    assert "A finding" in words
    assert "An election with a long name" in words
    assert "The far future" not in words


def test_names_of_events_never_leave_the_page_nor_touch() -> None:
    trend = fit_trend(STEADY)
    first, last = trend.table["date"].min(), trend.table["date"].max()
    dates = [first, first + pd.Timedelta(days=3), last]
    events = pd.DataFrame(
        {"date": dates, "event": ["A rather long first name", "Second", "Last of all names"]}
    )
    figure = series_figure(trend, CAPTION, events).figure
    figure.canvas.draw()
    named = [text for text in figure.axes[0].texts if text.get_text() in set(events["event"])]
    boxes = [text.get_window_extent() for text in named]
    assert len(boxes) == 3
    assert all(box.x0 >= 0 and box.x1 <= figure.bbox.width for box in boxes)
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])


def test_dots_are_ordered_and_labelled_with_their_value() -> None:
    rows = pd.DataFrame(
        {"label": ["Spain", "France"], "share": [0.4, 0.6], "low": [0.38, np.nan],
         "high": [0.42, np.nan], "text": ["40%", "60%"]}
    )  # fmt: skip
    drawing = dots_figure(rows, CAPTION)
    assert drawing.data["label"].tolist() == ["France", "Spain"]
    assert [label.get_text() for label in drawing.figure.axes[0].get_yticklabels()] == [
        "Spain",
        "France",
    ]
    assert {"40%", "60%"} <= set(texts(drawing))


def test_every_year_has_its_line_and_its_total() -> None:
    days = pd.date_range("2023-01-01", "2024-06-30")
    running = pd.DataFrame({"year": days.year, "date": days})
    running["total"] = running.groupby("year").cumcount() + 1.0
    drawing = cumulative_figure(running, 2024, CAPTION)
    assert len(drawing.figure.axes[0].lines) == 2
    assert {"2023: 365", "2024: 182"} <= set(texts(drawing))


def test_a_saved_figure_has_its_data_beside_it_and_no_date_inside(tmp_path: Path) -> None:
    drawing = series_figure(fit_trend(STEADY), CAPTION, EVENTS.iloc[:0])
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first = save_figure(drawing, tmp_path / "a" / "figure", {"readings": 3})
    second = save_figure(drawing, tmp_path / "b" / "figure", {"readings": 3})
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    assert b"CreationDate" not in first[0].read_bytes()
    assert len(pd.read_csv(first[2])) == len(drawing.data)


@given(
    st.lists(
        st.tuples(st.floats(-100, 100), st.floats(0.1, 10)), min_size=1, max_size=12
    )
)  # fmt: skip
def test_spread_labels_never_overlap_and_keep_their_order(boxes: list[tuple[float, float]]) -> None:
    places = np.array([place for place, _ in boxes])
    heights = np.array([height for _, height in boxes])
    found = spread(places, heights)
    order = np.argsort(places, kind="stable")
    edges = found[order][1:] - found[order][:-1]
    needed = (heights[order][1:] + heights[order][:-1]) / 2
    assert (edges >= needed - 1e-6).all()
