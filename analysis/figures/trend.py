"""A trend through published readings: every reading a dot, the trend a line, bands shaded.

o        o            o  reading      --- trend
  o --- o --- o             ###  total band     === of which sampling
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.dates
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.figures.labels import (
    ROW_HEIGHT,
    Label,
    label_ends,
    mark_events,
    place_events,
    room_for,
)
from analysis.figures.style import (
    GREY,
    HEIGHT,
    LOOKS,
    WIDTH,
    Caption,
    Drawing,
    Look,
    house_style,
    lay_out,
    new_figure,
    percent_axis,
    set_width,
)
from analysis.keyed import Line
from analysis.trend import Trend
from polls.errors import Problem, ProblemsError

__all__ = ["draw_trend", "draw_trends", "overlay_figure", "series_figure"]


def draw_trend(trend: Trend | Line, axes: Axes | None = None, look: Look = LOOKS[0]) -> Axes:
    """Draw a trend onto axes: readings, line, the total band and the part due to sampling.

    Args:
        trend: a fitted trend.
        axes: where to draw; a new figure in the house style where left out.
        look: colour, dash and marker of the series.

    Returns:
        The axes drawn on.
    """
    if axes is None:
        with house_style():
            return draw_trend(trend, _shown_axes()[1], look)
    table, readings = trend.table, trend.readings
    dates = matplotlib.dates.date2num(table["date"])
    axes.fill_between(
        dates, table["low"], table["high"], color=look.colour, alpha=0.16, linewidth=0
    )
    axes.fill_between(
        dates, table["low_sampling"], table["high_sampling"], color=look.colour, alpha=0.22,
        linewidth=0,
    )  # fmt: skip
    axes.plot(
        matplotlib.dates.date2num(readings["date"]), readings["share"], look.marker,
        color=look.colour, alpha=0.45 if len(readings) > 60 else 0.9, markeredgewidth=0,
        markersize=2.2 if len(readings) > 60 else 4,
    )  # fmt: skip
    axes.plot(dates, table["estimate"], color=look.colour, linestyle=look.dash)
    axes.xaxis_date()
    percent_axis(axes)
    return axes


def draw_trends(trends: Mapping[str, Trend | Line], axes: Axes | None = None) -> Axes:
    """Draw several trends onto the same axes, each with its name at its end.

    Args:
        trends: trends by the name to print beside them.
        axes: where to draw; a new figure in the house style where left out.

    Returns:
        The axes drawn on.

    Raises:
        ProblemsError: where there are more than can be told apart without colour.
    """
    if not 0 < len(trends) <= len(LOOKS):
        raise ProblemsError([_too_many(trends)])
    if axes is None:
        with house_style():
            figure, axes = _shown_axes()
            labels = _draw_named(axes, trends)
            set_width(figure, room_for(figure, labels))
    else:
        labels = _draw_named(axes, trends)
    label_ends(axes, labels)
    return axes


def series_figure(
    trend: Trend, caption: Caption, events: pd.DataFrame, marks: Sequence[Any] = ()
) -> Drawing:
    """One series with its events.

    Args:
        trend: a fitted trend.
        caption: the words around it.
        events: columns date and event, in order of date; those outside the span are left out.
        marks: dates at which a shift was found, each drawn as a triangle at the foot.

    Returns:
        The figure with the exact data that it plots.
    """
    with house_style():
        figure = new_figure()
        axes = figure.add_subplot()
        label = _end_label(trend, f"{100 * _last(trend):.0f}%", LOOKS[0])
        beside = room_for(figure, [label])
        set_width(figure, beside)
        draw_trend(trend, axes)
        _fit_axis(axes, [trend])
        first, last = trend.table["date"].min(), trend.table["date"].max()
        shown = events[events["date"].between(first, last)]
        named = place_events(axes, shown)
        above = ROW_HEIGHT * max((place.row + 1 for place in named), default=0)
        figure.set_figheight(figure.get_figheight() + above)
        lay_out(figure, caption, room_above=above, room_right=beside)
        mark_events(axes, named)
        for mark in marks:
            axes.plot(
                [matplotlib.dates.date2num(pd.Timestamp(mark))], [0.015], "^", color=GREY,
                markersize=6, transform=axes.get_xaxis_transform(), clip_on=False,
            )  # fmt: skip
        label_ends(axes, [label])
        _explain_bands(axes, trend)
    return Drawing(figure, caption, plotted({"": trend}))


def overlay_figure(trends: Mapping[str, Trend], caption: Caption) -> Drawing:
    """Several series over the same time, each with its name at its end.

    Args:
        trends: up to four fitted trends by the name to print beside them.
        caption: the words around them.

    Returns:
        The figure with the exact data that it plots.
    """
    with house_style():
        figure = new_figure(4.6)
        axes = figure.add_subplot()
        labels = _draw_named(axes, trends)
        lay_out(figure, caption, room_right=room_for(figure, labels))
        label_ends(axes, labels)
    return Drawing(figure, caption, plotted(trends))


def plotted(trends: Mapping[str, Trend]) -> pd.DataFrame:
    """The data of a figure of trends, tall: a row for each dot and each point of a line.

    Args:
        trends: fitted trends by name.

    Returns:
        Columns series, kind (`reading` or `trend`), date, share, low, high, low_sampling,
        high_sampling; the bands are empty for readings.
    """
    parts = []
    for name, trend in trends.items():
        line = trend.table.rename(columns={"estimate": "share"})
        line = line[["date", "share", "low", "high", "low_sampling", "high_sampling"]]
        dots = trend.readings[["date", "share"]]
        parts += [dots.assign(series=name, kind="reading"), line.assign(series=name, kind="trend")]
    tall = pd.concat(parts, ignore_index=True)
    first = ["series", "kind", "date", "share"]
    return tall[[*first, *(column for column in tall if column not in first)]]


def _shown_axes() -> tuple[Figure, Axes]:
    # Only pyplot's figures show themselves in a notebook; the report never comes here.
    from matplotlib import pyplot

    return pyplot.subplots(figsize=(WIDTH, HEIGHT))


def _draw_named(axes: Axes, trends: Mapping[str, Trend | Line]) -> list[Label]:
    """Draw each trend in a look of its own; the names to set at the ends."""
    labels = []
    for (name, trend), look in zip(trends.items(), LOOKS, strict=False):
        draw_trend(trend, axes, look)
        labels.append(_end_label(trend, f"{name} {100 * _last(trend):.0f}%", look))
    _fit_axis(axes, list(trends.values()))
    return labels


def _too_many(trends: Mapping[str, Trend | Line]) -> Problem:
    return Problem(
        "not-so-many-lines",
        "so many lines cannot be told apart in one figure",
        got=f"{len(trends)}: {', '.join(trends)}",
        expected=f"1 to {len(LOOKS)}",
        hint="plot(only=[...]) draws some of them",
    )


def _last(trend: Trend | Line) -> float:
    return float(trend.table["estimate"].iloc[-1])


def _end_label(trend: Trend | Line, text: str, look: Look) -> Label:
    end = float(matplotlib.dates.date2num(trend.table["date"].iloc[-1]))
    return Label(text, end, _last(trend), look.colour)


def _fit_axis(axes: Axes, trends: Sequence[Trend | Line]) -> None:
    """Scale to the readings and the bands; start at zero where that costs little room."""
    low = min(min(t.table["low"].min(), t.readings["share"].min()) for t in trends)
    high = max(max(t.table["high"].max(), t.readings["share"].max()) for t in trends)
    floor = 0.0 if low < 0.6 * high else low - 0.1 * (high - low)
    axes.set_ylim(max(floor, 0.0), min(high + 0.05 * (high - floor), 1.0))
    starts = [matplotlib.dates.date2num(t.table["date"].iloc[0]) for t in trends]
    ends = [matplotlib.dates.date2num(t.table["date"].iloc[-1]) for t in trends]
    axes.set_xlim(min(starts), max(ends))


def _explain_bands(axes: Axes, trend: Trend) -> None:
    level = 100 * float(trend.table["level"].iloc[0])
    axes.text(
        0.012, 0.03, f"dot: a published reading; band: {level:.0f}% interval, darker part sampling",
        transform=axes.transAxes, fontsize=6.8, color=GREY,
        bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.75, "pad": 1.5},
    )  # fmt: skip
