"""Figures by their artists and data: every reading drawn, no words lost, nothing global changed."""

import dataclasses
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

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
from analysis.figures.changes import changes_figure
from analysis.figures.dots import dots_figure
from analysis.figures.dumbbells import dumbbells_figure
from analysis.figures.heat import heat_figure
from analysis.figures.labels import spread
from analysis.figures.multiples import multiples_figure
from analysis.figures.page import Caption, Drawing, bare, bare_size, grow_axes, new_figure, page_of
from analysis.figures.save import save_figure
from analysis.figures.scales import fit_limits
from analysis.figures.stretches import FEW, LONG_GAP, bars, lined, stretches
from analysis.figures.style import COLOURS, LOOKS, contrast, house_style, looks, readable
from analysis.figures.trend import overlay_figure, series_figure, trend_figure
from analysis.figures.vega import vega_lite
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


@pytest.fixture(autouse=True)
def in_house_style() -> Iterator[None]:
    with house_style():
        yield
    pyplot.close("all")


def named(axes: Axes, label: str) -> list[Any]:
    """The artists of one kind: readings, bars, trend, band, no polls, event, shift."""
    every = (*axes.lines, *axes.collections, *axes.texts)
    return [artist for artist in every if artist.get_label() == label]


def texts(drawing: Drawing) -> list[str]:
    figure = drawing.figure
    return [text.get_text() for text in (*figure.texts, *figure.axes[0].texts)]


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


def test_trends_drawn_onto_axes_leave_in_sight_what_was_there(own_axes: Axes) -> None:
    fit_trend(STEADY.assign(share=STEADY["share"] + 0.49)).plot(own_axes)
    fit_trends(two_countries(), by=["country"]).plot(own_axes)
    assert own_axes.get_ylim()[1] >= 0.9
    lines = [line for line in own_axes.lines if line.get_linestyle() != "None"]
    assert len({line.get_color() for line in lines}) == 3


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


def test_dots_are_ordered_and_labelled_with_their_value() -> None:
    rows = pd.DataFrame(
        {"label": ["Spain", "France"], "share": [0.4, 0.6], "low": [0.38, np.nan],
         "high": [0.42, np.nan], "text": ["40%", "60%"]}
    )  # fmt: skip
    drawing = dots_figure(rows, CAPTION)
    assert drawing.data["label"].tolist() == ["France", "Spain"]
    assert [label.get_text() for label in drawing.figure.axes[0].get_yticklabels()] == [
        "France",
        "Spain",
    ]
    assert {"40%", "60%"} <= set(texts(drawing))


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


@pytest.mark.parametrize("name", COLOURS)
def test_marks_have_a_contrast_of_three_to_one_and_words_of_four_and_a_half(name: str) -> None:
    assert contrast(COLOURS[name]) >= 3
    assert contrast(readable(COLOURS[name])) >= 4.5


def test_contrast_is_that_of_the_guidelines() -> None:
    # WCAG 2.1: white on black is 21, and #767676 the lightest grey of 4.5 on white.
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert contrast("#767676") == pytest.approx(4.54, abs=0.01)


def gap_of(days: int) -> Any:
    """Twelve monthly readings, a gap of so many days, twelve more."""
    first = pd.date_range("2018-01-01", periods=12, freq="30D")
    second = pd.date_range(first[-1] + pd.Timedelta(days=days), periods=12, freq="30D")
    return fit_trend(typed([0.40, 0.41] * 12, [*first, *second]))


def test_no_band_covers_more_than_eight_months_without_a_reading() -> None:
    trend = gap_of(LONG_GAP.days + 1)
    axes = series_figure(trend, CAPTION).figure.axes[0]
    (connector,) = [line for line in named(axes, "no polls") if hasattr(line, "get_xdata")]
    first, second = stretches(trend)
    ends = matplotlib.dates.date2num([first.last, second.first])
    assert connector.get_xdata().tolist() == pytest.approx(ends.tolist())
    assert len(named(axes, "band")) == 2
    for band in named(axes, "band"):
        along = band.get_paths()[0].vertices[:, 0]
        assert not ((along > ends[0] + 1e-6) & (along < ends[1] - 1e-6)).any()
    assert "no polls" in " ".join(text.get_text() for text in axes.texts)


def test_a_gap_of_eight_months_is_no_gap() -> None:
    axes = series_figure(gap_of(LONG_GAP.days), CAPTION).figure.axes[0]
    assert named(axes, "no polls") == []
    assert len(named(axes, "trend")) == 1


def test_fewer_than_ten_readings_have_bars_and_no_line() -> None:
    trend = fit_trend(known_series(FEW - 1))
    axes = series_figure(trend, CAPTION).figure.axes[0]
    assert named(axes, "trend") == named(axes, "band") == []
    (bar,) = named(axes, "bars")
    lows = [segment[0, 1] for segment in bar.get_segments()]
    expected = [float(trend.at(day)["low"]) for day in trend.readings["date"]]
    assert lows == pytest.approx(expected, abs=1e-4)
    assert lined(fit_trend(known_series(FEW)))
    assert lined(fit_trend(known_series(FEW - 1), model="smooth"))


def test_the_axis_follows_readings_and_bars() -> None:
    trend = fit_trend(known_series(5))
    low, high = series_figure(trend, CAPTION).figure.axes[0].get_ylim()
    marks = bars(trend)
    assert low < marks["low"].min()
    assert marks["high"].max() < high < marks["high"].max() + 0.1


def test_events_are_numbered_on_the_line_and_named_in_the_key() -> None:
    trend = fit_trend(STEADY)
    first = trend.table["date"].min()
    events = EVENTS.assign(date=[first, first + pd.Timedelta(days=9), pd.Timestamp("2095-01-01")])
    drawing = series_figure(trend, CAPTION, events)
    assert [mark.get_text() for mark in named(drawing.figure.axes[0], "event")] == ["1", "2"]
    assert [text.split(",")[0] for _, text in drawing.events] == EVENTS["event"].tolist()[:2]
    drawing.figure.canvas.draw()
    said = texts(drawing)
    assert all(text in said for _, text in drawing.events)


@pytest.mark.parametrize("width", [3.4, 7.0, 12.0])
def test_names_in_the_key_stand_apart_each_beside_its_number(width: float) -> None:
    trend = fit_trend(STEADY)
    days = pd.date_range(trend.table["date"].min(), periods=12, freq="3D")
    events = pd.DataFrame({"date": days, "event": [f"An election of year {n}" for n in range(12)]})
    figure = series_figure(trend, CAPTION, events).figure
    figure.set_size_inches(width, 8)
    figure.canvas.draw()
    page = page_of(figure)
    assert page is not None
    below = page.notes.get_window_extent()
    boxes = [text.get_window_extent() for text in (*page.key.numbers, *page.key.names)]
    assert not any(box.overlaps(other) for box, other in combinations([*boxes, below], 2))
    assert all(box.x1 <= figure.bbox.width and box.y1 < figure.axes[0].bbox.y0 for box in boxes)
    for number, name in zip(page.key.numbers, page.key.names, strict=True):
        assert name.get_position()[1] == number.get_position()[1]
        assert 0 < name.get_window_extent().x0 - number.get_window_extent().x1 < 0.2 * figure.dpi


def test_numbers_of_events_never_touch_nor_leave_the_page() -> None:
    trend = fit_trend(STEADY)
    first, last = trend.table["date"].min(), trend.table["date"].max()
    dates = [first, *(first + pd.Timedelta(days=k) for k in (3, 5, 8)), last]
    events = pd.DataFrame({"date": dates, "event": list("ABCDE")})
    figure = series_figure(trend, CAPTION, events).figure
    figure.canvas.draw()
    boxes = [Text.get_window_extent(mark) for mark in named(figure.axes[0], "event")]
    assert len(boxes) == 5
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])
    assert all(box.x0 >= 0 and box.y1 <= figure.bbox.height for box in boxes)


def test_names_of_trends_that_end_together_never_touch(own_axes: Axes) -> None:
    trend = fit_trend(STEADY)
    for name in "ABC":
        trend.plot(own_axes, label=name)
    FigureCanvasAgg(own_axes.figure).draw()  # type: ignore[arg-type]
    ends = named(own_axes, "end of line")
    assert sorted(text.get_text() for text in ends) == ["A 41%", "B 41%", "C 41%"]
    boxes = [Text.get_window_extent(text) for text in ends]
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])


@pytest.mark.parametrize("size", [(3.4, 2.2), (10.0, 6.0)])
def test_on_axes_of_any_size_labels_are_whole_and_apart(size: tuple[float, float]) -> None:
    figure = Figure(figsize=size)
    axes = fit_trend(STEADY).plot(figure.add_subplot(), label="Great Britain")
    FigureCanvasAgg(figure).draw()
    (end,) = named(axes, "end of line")
    assert Text.get_window_extent(end).x1 <= figure.bbox.x1
    boxes = [label.get_window_extent() for label in axes.get_xticklabels() if label.get_text()]
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])


def test_a_figure_given_another_size_is_laid_out_anew() -> None:
    figure = series_figure(fit_trend(STEADY), CAPTION).figure
    figure.set_size_inches(3.0, 2.6)
    figure.canvas.draw()
    assert all(text.get_window_extent().x1 <= figure.bbox.x1 for text in figure.texts)
    (end,) = named(figure.axes[0], "end of line")
    assert Text.get_window_extent(end).x1 <= figure.bbox.x1


def test_a_bare_figure_has_no_words_and_gets_them_back() -> None:
    figure = series_figure(fit_trend(STEADY), CAPTION).figure
    before = figure.get_size_inches().tolist()
    with bare(figure):
        figure.canvas.draw()
        assert not any(text.get_visible() for text in figure.texts)
        assert figure.get_size_inches()[1] < before[1]
    figure.canvas.draw()
    assert figure.get_size_inches().tolist() == before
    assert all(text.get_visible() for text in figure.texts)


@pytest.mark.parametrize("words", [1, 60])
def test_a_figure_grows_until_its_axes_have_the_height_they_need(words: int) -> None:
    caption = dataclasses.replace(CAPTION, subtitle=" ".join(["many words"] * words))
    figure = series_figure(fit_trend(STEADY), caption, figure=new_figure((6.7, 2.0))).figure
    grow_axes(figure, 1.1)
    with bare(figure):
        figure.canvas.draw()
        low, high = figure.axes[0].get_position().intervaly
        assert (high - low) * figure.get_size_inches()[1] == pytest.approx(1.1)
    before = figure.get_size_inches().tolist()
    grow_axes(figure, 0.5)
    assert figure.get_size_inches().tolist() == before


def test_a_bare_figure_of_another_width_keeps_the_height_that_it_is_given() -> None:
    caption = dataclasses.replace(CAPTION, note="Many words that a narrow page wraps. " * 12)
    figure = series_figure(fit_trend(STEADY), caption).figure
    width, height = bare_size(figure)
    with bare(figure, (0.5 * width, height)):
        figure.canvas.draw()
        assert figure.get_size_inches().tolist() == [0.5 * width, height]
        low, high = figure.axes[0].get_position().intervaly
        assert (high - low) * height > height - 0.7


def test_names_and_dates_of_narrow_panels_stand_apart() -> None:
    days = pd.date_range("2004-01-05", periods=30, freq="250D").tolist()
    trend = fit_trend(typed([0.40, 0.41] * 15, days))
    trends = dict.fromkeys(("United Kingdom", "France", "Spain", "Germany"), trend)
    figure = multiples_figure(trends, CAPTION).figure
    with bare(figure, (3.7, 2.5)):
        figure.canvas.draw()
        titles = [axes.get_title(loc="left") for axes in figure.axes]
        boxes = [box for axes in figure.axes for box in ticks_and_title(axes)]
    assert titles[:2] == ["United\nKingdom", "France"]
    assert not [pair for pair in combinations(boxes, 2) if pair[0].overlaps(pair[1])]


def ticks_and_title(axes: Axes) -> list[Any]:
    title = axes._left_title  # type: ignore[attr-defined]
    labels = [label for label in axes.get_xticklabels() if label.get_text()]
    return [text.get_window_extent() for text in (title, *labels)]


def test_names_beside_dumbbells_stay_in_a_narrow_picture() -> None:
    rows = pd.DataFrame(
        [("Vote", "Conservative", 0.65), ("Vote", "Labour", 0.18),
         ("Sex", "Male", 0.4), ("Sex", "Female", 0.38)], columns=["row", "group", "share"],
    )  # fmt: skip
    figure = dumbbells_figure(rows, CAPTION).figure
    with bare(figure, (3.7, 1.5)):
        figure.canvas.draw()
        axes = figure.axes[0]
        left = max(label.get_window_extent().x1 for label in axes.get_yticklabels())
        boxes = [Text.get_window_extent(text) for text in axes.texts]
        assert all(left < box.x0 and box.x1 < figure.bbox.x1 for box in boxes)


def test_names_of_dumbbells_have_their_mark_and_spans_a_dash() -> None:
    rows = pd.DataFrame({"row": "Age", "group": ["18-24", "65+"], "share": [0.19, 0.59]})
    plain, marked = (
        dumbbells_figure(rows, CAPTION),
        dumbbells_figure(rows.assign(mark=["*", ""]), CAPTION),
    )
    said = [[text.get_text() for text in each.figure.axes[0].texts] for each in (plain, marked)]
    assert said == [["18–24 19%", "65+ 59%"], ["18–24* 19%", "65+ 59%"]]


def test_dollars_and_underscores_are_text() -> None:
    words = dataclasses.replace(CAPTION, headline="$5 and a_b for $x^2$")
    drawing = series_figure(fit_trend(STEADY), words)
    (headline,) = [text for text in drawing.figure.texts if "$" in text.get_text()]
    assert not headline.get_parse_math()


def test_a_country_keeps_its_look_in_every_figure(own_axes: Axes) -> None:
    france = fit_trend(two_countries().query("country == 'FR'"))
    france.plot(own_axes)
    alone = named(own_axes, "trend")[0].get_color()
    together = overlay_figure({"F": france, "G": fit_trend(STEADY)}, CAPTION).figure.axes[0]
    assert named(together, "trend")[0].get_color() == alone == LOOKS[2].colour


def test_the_greyscale_preset_has_no_colour() -> None:
    with house_style("greyscale"):
        for look in looks():
            assert len({look.colour[k : k + 2] for k in (1, 3, 5)}) == 1
    with pytest.raises(ProblemsError, match=r"unknown-preset[\s\S]*slide"), house_style("slides"):
        pass


def test_options_that_no_figure_knows_are_named(own_axes: Axes) -> None:
    trend = fit_trend(STEADY)
    for options, code in (
        ({"colour": "red"}, "unknown-option"),
        ({"band": "both"}, "unknown-band"),
        ({"kind": "pie"}, "unknown-kind"),
    ):
        with pytest.raises(ProblemsError, match=code):
            trend.plot(own_axes, **options)  # type: ignore[arg-type]
    assert named(trend.plot(own_axes, color="black"), "trend")[-1].get_color() == "#000000"


def test_every_kind_of_figure_of_several_results(own_axes: Axes) -> None:
    countries = fit_countries(two_countries())
    axes = countries.plot(kind="small multiples")
    assert [panel.get_title("left") for panel in axes.figure.axes] == ["France", "Great Britain"]
    answers = fit_answers(simulate_answers(1, waves=10)[0])
    assert answers.plot(kind="stacked").get_ylim() == (0, 1)
    assert answers.plot(kind="diverging").get_xlim() == (-1, 1)
    with pytest.raises(ProblemsError, match="unknown-kind"):
        countries.plot(own_axes, kind="stacked")


def test_interactive_mode_and_backend_stay_as_they_were() -> None:
    pyplot.ion()
    try:
        backend = matplotlib.get_backend()
        fit_trend(STEADY).plot()
        fit_trend(STEADY).plot()
        assert matplotlib.is_interactive()
        assert matplotlib.get_backend() == backend
        assert len(pyplot.get_fignums()) == 2
    finally:
        pyplot.ioff()


def test_what_plot_made_is_saved_with_data_and_a_specification(tmp_path: Path) -> None:
    paths = save_figure(fit_trend(known_series()).plot(), tmp_path / "figure")
    assert {path.name.removeprefix("figure") for path in paths} == {
        ".pdf", ".svg", ".csv", ".alt.txt", ".json", ".vl.json"
    }  # fmt: skip
    with pytest.raises(ProblemsError, match="no-drawing"):
        save_figure(Figure().add_subplot(), tmp_path / "other")


def test_the_specification_holds_the_data_in_seven_digits() -> None:
    drawing = series_figure(fit_trend(STEADY), CAPTION)
    values = vega_lite(drawing)["data"]["values"]
    assert len(values) == len(drawing.data)
    shares = [value["share"] for value in values if value["kind"] == "trend"]
    assert all(float(f"{share:.7g}") == share for share in shares)


@pytest.mark.parametrize(
    ("low", "high", "limits"),
    [(0.45, 0.8, (0.0, 0.848)), (0.5, 0.8, (0.464, 0.82016)), (0.7, 1.0, (0.664, 1.0)),
     (0.5, 0.5, (0.0, 0.53)), (0.0, 0.0, (0.0, 0.01))],
)  # fmt: skip
def test_an_axis_starts_at_zero_where_that_takes_under_six_tenths_of_it(
    low: float, high: float, limits: tuple[float, float]
) -> None:
    _, axes = pyplot.subplots()
    fit_limits(axes, [low, float("nan"), high])
    assert axes.get_ylim() == pytest.approx(limits)


LONG = "A group with a name of many words that no figure has room for beside its dots"


def long_names(kind: str) -> Drawing:
    rows = pd.DataFrame({"label": [LONG, "B"], "share": [0.4, 0.6], "low": [0.38, 0.57],
                         "high": [0.42, 0.63], "text": ["40%", "60%"]})  # fmt: skip
    if kind == "dots":
        return dots_figure(rows, CAPTION)
    if kind == "changes":
        moves = pd.DataFrame({"label": [f"{LONG}\n4 July 2024"], "estimate": [0.1],
                              "low": [0.05], "high": [0.15]})  # fmt: skip
        return changes_figure(moves, CAPTION)
    if kind == "heat":
        return heat_figure(pd.DataFrame([[0.4, 0.5]], index=[LONG], columns=[2023, 2024]), CAPTION)
    if kind == "dumbbells":
        groups = pd.DataFrame({"row": "Age", "group": [LONG, f"{LONG} too"], "share": [0.2, 0.6]})
        return dumbbells_figure(groups, CAPTION)
    return overlay_figure({LONG: fit_trend(STEADY)}, CAPTION)


@pytest.mark.parametrize("size", [None, (3.7, 2.6)])
@pytest.mark.parametrize("kind", ["dots", "changes", "heat", "dumbbells", "lines"])
def test_no_name_is_so_long_that_it_leaves_the_picture(
    kind: str, size: tuple[float, float] | None
) -> None:
    figure = long_names(kind).figure
    with bare(figure, size):
        figure.canvas.draw()
        axes = figure.axes[0]
        words = [*axes.texts, *axes.get_yticklabels()]
        boxes = [Text.get_window_extent(text) for text in words if text.get_text()]
    assert any(text.get_text().startswith("A group with") for text in words)
    assert all(box.x0 >= 0 and box.x1 <= figure.bbox.x1 for box in boxes)


def test_the_last_label_of_an_axis_is_whole() -> None:
    rows = pd.DataFrame({"label": ["A"], "share": [0.8], "low": [0.7], "high": [0.9],
                         "text": ["80%"]})  # fmt: skip
    figure = dots_figure(rows, CAPTION).figure
    with bare(figure):
        figure.canvas.draw()
        last = figure.axes[0].get_xticklabels()[-1]
        free = figure.bbox.x1 - last.get_window_extent().x1
    assert last.get_text() == "100%"
    assert 0.03 * figure.dpi <= free <= 0.1 * figure.dpi


@pytest.mark.parametrize("preset", ["report", "column"])
def test_words_of_a_small_figure_leave_its_axes_alone(preset: str) -> None:
    caption = dataclasses.replace(CAPTION, subtitle="many words " * 9, note="a note " * 40)
    axes = fit_trend(STEADY).plot(figsize=(3.4, 2.2), preset=preset, caption=caption)
    figure = axes.get_figure(root=True)
    assert isinstance(figure, Figure)
    with matplotlib.rc_context({"font.size": 30, "xtick.labelsize": 30}):  # the user's own
        figure.canvas.draw()
    headline, subtitle, notes = figure.texts[:3]
    labels = [label.get_window_extent() for label in axes.get_xticklabels() if label.get_text()]
    whole = axes.get_window_extent()
    assert whole.height > 0.35 * figure.bbox.height
    assert notes.get_window_extent().y1 <= min(label.y0 for label in labels)
    assert subtitle.get_window_extent().y0 >= whole.y1
    assert headline.get_text() == CAPTION.headline
    assert notes.get_text().endswith(f"Source: {CAPTION.source}")
    assert max(label.height for label in labels) < 0.2 * figure.dpi


def test_a_word_of_2000_letters_is_parted_and_never_stops_a_figure() -> None:
    caption = Caption(*["W" * 2000, "half \ud800"] * 2, "alt")
    figure = series_figure(fit_trend(STEADY), caption).figure
    figure.canvas.draw()
    assert all(text.get_window_extent().x1 <= figure.bbox.x1 for text in figure.texts)


def test_a_figure_holds_signs_that_no_file_can(tmp_path: Path) -> None:
    caption = Caption(*["a\x07b \u202ec"] * 5)
    rows = pd.DataFrame({"label": ["a\x07b \u202ec"], "share": [0.8], "low": [0.7], "high": [0.9],
                         "text": ["80%"]})  # fmt: skip
    (_, svg, *_) = save_figure(dots_figure(rows, caption), tmp_path / "odd")
    ElementTree.parse(svg)


def test_the_stems_of_numbers_near_the_right_edge_do_not_cross() -> None:
    days = pd.date_range("2020-01-05", periods=30, freq="14D")
    near = pd.DataFrame({"date": days[[24, 26]], "event": ["One", "Two"]})
    axes = series_figure(fit_trend(STEADY), CAPTION, near).figure.axes[0]
    axes.figure.canvas.draw()
    first, second = (axes.transData.transform(text.xy)[0] + text.get_position()[0]
                     for text in named(axes, "event"))  # fmt: skip
    assert first <= second


def test_names_of_rows_in_a_narrow_picture_stand_apart() -> None:
    names = ["Rwanda partnership announced\n14 April 2022", "Record net migration\n24 May 2023",
             "General election\n4 July 2024"]  # fmt: skip
    moves = pd.DataFrame({"label": names, "estimate": 0.1, "low": 0.05, "high": 0.15})
    figure = changes_figure(moves, CAPTION).figure
    with bare(figure, (3.7, bare_size(figure)[1])):
        figure.canvas.draw()
        labels = figure.axes[0].get_yticklabels()
        boxes = [label.get_window_extent() for label in labels]
    assert [label.get_text() for label in labels] == names
    assert not [pair for pair in combinations(boxes, 2) if pair[0].overlaps(pair[1])]
