"""Small multiples: a panel for each series on one scale, its line strong and the others grey.

|  own /\\      |   ___ own   |      own    grey strips: times in which it has no reading
| ____/  \\__   | _/     \\_   |  ___/‾‾‾
  France          Spain         Germany
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from functools import partial

import matplotlib
import matplotlib.dates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

from analysis.figures.captions import series_caption
from analysis.figures.fitting import fitted, width_of
from analysis.figures.page import Caption, Drawing, Page, Room, new_figure, pickable, shown_figure
from analysis.figures.scales import decade_axis, percent_axis
from analysis.figures.stretches import LONG_GAP, Stretch, inside, lined, stretches
from analysis.figures.style import (
    COUNTRY_LOOKS,
    HALO,
    INK,
    Look,
    country_look,
    house_style,
    looks,
    readable,
)
from analysis.figures.trend_marks import last_percent, plotted
from analysis.trends.drawable import Drawable
from analysis.wording import percent
from polls.arguments import arguments_checked

__all__ = ["multiples_figure", "plot_multiples"]

ACROSS = 4
"""Panels in a row on a page's width."""

PALE = "#C4C4C4"


@arguments_checked
def plot_multiples(
    trends: Mapping[str, Drawable],
    *,
    figsize: tuple[float, float] | None = None,
    preset: str = "report",
) -> Figure:
    """Draw a panel for each trend in a new figure.

    Args:
        trends: trends by the name to print above their panel.
        figsize, preset: as in `plot_trend`.

    Returns:
        The figure.
    """
    figure = shown_figure(figsize, preset)
    with house_style(preset):
        multiples_figure(trends, series_caption(list(trends.values())), figure=figure)
    return figure


def multiples_figure(
    trends: Mapping[str, Drawable], caption: Caption, *, figure: Figure | None = None
) -> Drawing:
    """A panel for each trend on one scale, in the style in force.

    Args:
        trends: trends by name.
        caption: the words around them.
        figure: an empty figure to draw in.

    Returns:
        The figure with the exact data that it plots.
    """
    across = min(len(trends), ACROSS)
    down = math.ceil(len(trends) / across)
    width, height = matplotlib.rcParams["figure.figsize"]
    figure = figure or new_figure((width, (0.46 * height + 0.2) * down + 0.36 * height))
    grid = figure.subplots(down, across, sharex=True, sharey=True, squeeze=False)
    size = matplotlib.rcParams["font.size"]
    ends = max(width_of(last_percent(trend), size, "bold") for trend in trends.values())
    titles, family = list[Text](), matplotlib.rcParams["font.family"]
    for axes in grid.flat[len(trends) :]:
        axes.set_visible(False)
    _fit(grid[0, 0], list(trends.values()))
    for axes, (name, trend) in zip(grid.flat, trends.items(), strict=False):
        _draw_panel(axes, name, trend, trends)
        titles.append(axes.set_title(name, fontsize=1.05 * size, pad=6, color=INK))
        percent_axis(axes)
        decade_axis(axes)
        axes.tick_params(labelleft=axes in grid[:, 0])
    peak = "Named: the peak of the trend. " if any(map(lined, trends.values())) else ""
    reading = (
        f"Line: the trend; other panels’ lines in grey. {peak}"
        "Grey strip, dashed: no polls in the data."
    )
    tick = matplotlib.rcParams["ytick.labelsize"]

    def room() -> Room:
        whole, left, right = figure.get_size_inches()[0], 4.3 * tick / 72, ends + 0.12
        # The name at the end of a line must not touch the next panel.
        gap = ends + 0.1
        panel = (whole - left - right - (across - 1) * gap) / across
        figure.subplots_adjust(wspace=gap / max(panel, 0.2), hspace=0.45)
        lines = 1
        for title, name in zip(titles, trends, strict=True):
            with matplotlib.rc_context({"font.family": family}):
                named = fitted(name, panel + gap, 1.05 * size, "bold")
            title.set_text(named)
            lines = max(lines, named.count("\n") + 1)
        return Room(left, right, (1.0 + 1.2 * lines) * size / 72, 2.3 * tick / 72)

    page = Page(figure, caption, reading=reading, room=room)
    page.after += [partial(decade_axis, axes) for axes in grid.flat[: len(trends)]]
    page.execute(figure)
    for place, axes in enumerate(grid.flat[: len(trends)]):
        pickable([axes], place)
    return Drawing(figure, caption, plotted(trends), "trend", (), reading, tuple(trends))


def _draw_panel(axes: Axes, name: str, own: Drawable, trends: Mapping[str, Drawable]) -> None:
    look = _look(own, list(trends).index(name))
    for other in trends.values():
        if other is not own:
            _draw_thin(axes, other)
    for before, after in _gaps(own):
        axes.axvspan(before, after, color="#EFEFEF", linewidth=0, zorder=0, label="gap")  # type: ignore[arg-type]
    _draw_own(axes, own, look)
    colour = readable(look.colour)
    day, share = _end(own)
    axes.annotate(
        last_percent(own), (day, share), xytext=(4, 0), textcoords="offset points", va="center",
        color=colour, weight="bold", annotation_clip=False, label="end of line",
        fontsize=matplotlib.rcParams["font.size"],
    )  # fmt: skip
    if lined(own):
        _name_peak(axes, own)


def _draw_own(axes: Axes, own: Drawable, look: Look) -> None:
    size = matplotlib.rcParams["lines.markersize"]
    if not lined(own):
        axes.plot(
            matplotlib.dates.date2num(own.readings["date"]), own.readings["share"], look.marker,
            color=look.colour, markersize=size, markeredgewidth=0, label="readings",
        )  # fmt: skip
        return
    for stretch in stretches(own):
        rows = inside(own.table, stretch)
        days = matplotlib.dates.date2num(rows["date"])
        axes.fill_between(days, rows["low"], rows["high"], color=look.colour, alpha=0.2,
                          linewidth=0, label="band")  # fmt: skip
        axes.plot(days, rows["estimate"], color=look.colour, label="trend", zorder=3,
                  marker=look.marker if len(rows) == 1 else "", markersize=0.7 * size)  # fmt: skip
    for before, after in _gaps(own):
        rows = inside(own.table, Stretch(before, after, False)).iloc[[0, -1]]
        axes.plot(
            matplotlib.dates.date2num(rows["date"]), rows["estimate"], color=look.colour,
            linestyle=(0, (3, 2.5)), linewidth=0.8, label="no polls", zorder=2.5,
        )  # fmt: skip


def _draw_thin(axes: Axes, other: Drawable) -> None:
    if not lined(other):
        return
    for stretch in stretches(other):
        rows = inside(other.table, stretch)
        axes.plot(matplotlib.dates.date2num(rows["date"]), rows["estimate"], color=PALE,
                  linewidth=0.7, label="other", zorder=1)  # fmt: skip


def _name_peak(axes: Axes, own: Drawable) -> None:
    """The year and height of the peak, unless it is where the line ends."""
    table = own.table
    top = table.iloc[int(table["estimate"].to_numpy().argmax())]
    last = table["date"].max()
    if (last - top["date"]).days < 0.12 * (last - table["date"].min()).days:
        return
    left, right = axes.get_xlim()
    day = float(matplotlib.dates.date2num(top["date"]))
    aside = "left" if day < left + 0.3 * (right - left) else "center"
    axes.annotate(
        f"{percent(top['estimate'])}, {top['date'].year}", (day, float(top["estimate"])),
        xytext=(0, 4), textcoords="offset points", ha=aside, va="bottom", color=INK,
        fontsize=0.85 * matplotlib.rcParams["font.size"], label="peak", zorder=4,
        bbox=HALO,
    )  # fmt: skip


def _gaps(trend: Drawable) -> list[tuple[pd.Timestamp, pd.Timestamp]]:
    parts = stretches(trend)
    pairs = itertools.pairwise(parts)
    wide = [(a.last, b.first) for a, b in pairs if b.first - a.last > LONG_GAP]
    return wide if lined(trend) else []


def _end(trend: Drawable) -> tuple[float, float]:
    if lined(trend):
        row = trend.table.iloc[-1]
        return float(matplotlib.dates.date2num(row["date"])), float(row["estimate"])
    newest = trend.readings.sort_values("date", kind="stable").iloc[-1]
    return float(matplotlib.dates.date2num(newest["date"])), float(newest["share"])


def _fit(axes: Axes, trends: list[Drawable]) -> None:
    top = max(
        float(
            np.nanmax([*(trend.table["estimate"] if with_line else []), *trend.readings["share"]])
        )
        for trend in trends
        for with_line in [lined(trend)]
    )
    axes.set_ylim(0, min(1.12 * top, 1.0))
    days = [day for trend in trends for day in trend.readings["date"].agg(["min", "max"])]
    first, last = matplotlib.dates.date2num([min(days), max(days)])
    axes.set_xlim(first, last + 0.01 * (last - first))


def _look(trend: Drawable, place: int) -> Look:
    country = trend.series.get("country", "")
    if country in COUNTRY_LOOKS:
        return country_look(country)
    return looks()[0] if place >= len(looks()) else looks()[place]
