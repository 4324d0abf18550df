"""Whole figures of trends, with their words: of one series, and of several side by side.

headline, subtitle
|  o   o --- o      48%      what is drawn stands in `analysis.figures.trend_marks`
how to read it, note, source
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib.dates
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.figures.captions import how_to_read, series_caption
from analysis.figures.labels import ROW_HEIGHT, label_ends, mark_events, place_events, room_for
from analysis.figures.style import (
    GREY,
    HEIGHT,
    LOOKS,
    WIDTH,
    Caption,
    Drawing,
    house_style,
    lay_out,
    new_figure,
    set_width,
)
from analysis.figures.trend_marks import (
    draw_named,
    draw_series,
    end_label,
    fit_axis,
    free_looks,
    last_percent,
    line_parts,
    plotted,
    refuse_too_many,
)
from analysis.trends.drawable import Drawable, enough
from analysis.trends.results import Trend

__all__ = [
    "draw_trends",
    "overlay_figure",
    "plot_trend",
    "series_figure",
    "shown_figure",
    "trend_figure",
]

NO_EVENTS = pd.DataFrame({"date": pd.to_datetime([]), "event": pd.Series([], dtype=str)})


def plot_trend(trend: Trend, axes: Axes | None = None, *, label: str | None = None) -> Axes:
    """Draw a trend: readings, line, the total band and the part due to sampling.

    Args:
        trend: a fitted trend.
        axes: where to draw, in the next look that nothing on them has; where left out a new
            figure with the series' own words around it.
        label: name to set at the end of the line.

    Returns:
        The axes drawn on.

    Raises:
        ProblemsError: where no look is left on the axes.
    """
    if axes is None:
        words = series_caption([trend])
        with house_style():
            figure = shown_figure()
            series_figure(trend, words, NO_EVENTS, label=label or "", figure=figure)
        return figure.axes[0]
    (look,) = free_looks(axes, [label or "this trend"])
    draw_series(trend, axes, look)
    if label:
        label_ends(axes, [end_label(trend, f"{label} {last_percent(trend)}", look)])
    return axes


def draw_trends(trends: Mapping[str, Drawable], axes: Axes | None = None) -> Axes:
    """Draw several trends onto the same axes, each with its name at its end.

    Args:
        trends: trends by the name to print beside them.
        axes: where to draw, in looks that nothing on them has; where left out a new figure
            with words around it.

    Returns:
        The axes drawn on.

    Raises:
        ProblemsError: where there are more than can be told apart without colour.
    """
    if axes is None:
        refuse_too_many(list(trends), len(LOOKS))
        words = series_caption(list(trends.values()))
        with house_style():
            figure = shown_figure()
            overlay_figure(trends, words, figure=figure)
        return figure.axes[0]
    label_ends(axes, draw_named(axes, trends))
    return axes


def trend_figure(trend: Trend) -> Drawing:
    """A trend with words made from its series: `save_figure` or `.figure.savefig` writes it.

    Args:
        trend: a fitted trend.

    Returns:
        The figure with the exact data that it plots.
    """
    return series_figure(trend, series_caption([trend]), NO_EVENTS)


def series_figure(
    trend: Trend,
    caption: Caption,
    events: pd.DataFrame,
    marks: Sequence[Any] = (),
    faint: Sequence[Any] = (),
    *,
    label: str = "",
    figure: Figure | None = None,
) -> Drawing:
    """One series with its events.

    Args:
        trend: a fitted trend.
        caption: the words around it.
        events: columns date and event, in order of date; those outside the span are left out.
        marks: dates at which a shift was found, each drawn as a triangle at the foot.
        faint: dates of shifts that are less sure, their triangles hollow.
        label: name to set before the value at the end of the line.
        figure: an empty figure to draw in.

    Returns:
        The figure with the exact data that it plots.
    """
    with house_style():
        figure = figure or new_figure()
        axes = figure.add_subplot()
        end = end_label(trend, f"{label} {last_percent(trend)}".strip(), LOOKS[0])
        beside = room_for(figure, [end])
        set_width(figure, beside)
        draw_series(trend, axes, LOOKS[0])
        fit_axis(axes, [trend])
        first, last = trend.table["date"].min(), trend.table["date"].max()
        named = place_events(axes, events[events["date"].between(first, last)])
        above = ROW_HEIGHT * max((place.row + 1 for place in named), default=0)
        figure.set_figheight(figure.get_figheight() + above)
        key = _key(axes, [trend])
        lay_out(figure, caption, key=key, room_above=above, room_right=beside)
        mark_events(axes, named)
        _mark_shifts(axes, marks, GREY)
        _mark_shifts(axes, faint, "white")
        label_ends(axes, [end])
    return Drawing(figure, caption, plotted({"": trend}))


def overlay_figure(
    trends: Mapping[str, Drawable], caption: Caption, *, figure: Figure | None = None
) -> Drawing:
    """Several series over the same time, each with its name at its end.

    Args:
        trends: up to four fitted trends by the name to print beside them.
        caption: the words around them.
        figure: an empty figure to draw in.

    Returns:
        The figure with the exact data that it plots.
    """
    with house_style():
        figure = figure or new_figure(4.75)
        axes = figure.add_subplot()
        labels = draw_named(axes, trends)
        key = _key(axes, list(trends.values()))
        lay_out(figure, caption, key=key, room_right=room_for(figure, labels))
        label_ends(axes, labels)
    return Drawing(figure, caption, plotted(trends))


def shown_figure() -> Figure:
    """An empty figure that shows itself in a notebook, as only pyplot's do; not for reports."""
    from matplotlib import pyplot

    return pyplot.figure(figsize=(WIDTH, HEIGHT))


def _key(axes: Axes, trends: Sequence[Drawable]) -> str:
    thin = any(thin for trend in trends if enough(trend) for _, thin in line_parts(trend))
    return how_to_read(trends, gaps=thin, cut=axes.get_ylim()[0] > 0)


def _mark_shifts(axes: Axes, dates: Sequence[Any], fill: str) -> None:
    for date in dates:
        axes.plot(
            [matplotlib.dates.date2num(pd.Timestamp(date))], [0.015], "^", color=GREY,
            markerfacecolor=fill, markeredgewidth=0.8, markersize=6,
            transform=axes.get_xaxis_transform(), clip_on=False, zorder=4,
        )  # fmt: skip
