"""Figures by their artists and data: every reading drawn, no words lost, nothing global changed."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis import fit_answers, fit_countries, fit_trends
from analysis.figures.cumulative import cumulative_figure
from analysis.figures.dots import dots_figure
from analysis.figures.labels import spread
from analysis.figures.save import save_figure
from analysis.figures.style import COLOURS, LOOKS, Caption, Drawing
from analysis.figures.trend import overlay_figure, series_figure
from analysis.trend import fit_trend
from polls.errors import ProblemsError
from tests.trend_series import simulate_answers, typed

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
        (lambda: fit_trends(two_countries(), by=["country"]), ["FR 61%", "GB 41%"]),
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


def test_lines_that_could_not_be_told_apart_are_refused(own_axes: Axes) -> None:
    readings, _ = simulate_answers(1, waves=4, start=(0.3, 0.3, 0.2, 0.1, 0.1))
    trend = fit_answers(readings)
    with pytest.raises(ProblemsError, match=r"not-so-many-lines[\s\S]*only="):
        trend.plot(own_axes)
    with pytest.raises(ProblemsError, match=r"unknown-name[\s\S]*expected a, b"):
        trend.plot(own_axes, only=["a", "z"])


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
