"""A series as small as a word: its line, its peak, its end, on a scale that others share."""

from __future__ import annotations

import itertools

import matplotlib.dates
import pandas as pd

from analysis.figures.page import Caption, Drawing, new_figure
from analysis.figures.stretches import Stretch, inside, lined, stretches
from analysis.figures.style import looks
from analysis.trends.drawable import Drawable

__all__ = ["sparkline_figure"]


def sparkline_figure(
    trend: Drawable,
    alt: str,
    *,
    span: tuple[pd.Timestamp, pd.Timestamp],
    top: float,
    size: tuple[float, float] = (1.75, 0.36),
) -> Drawing:
    """A line without axes, in the style in force; dashed where nobody asked for long.

    Args:
        trend: a fitted trend.
        alt: what it shows, in words.
        span: first and last day of the scale.
        top: share at the upper edge; the lower edge is 0.
        size: inches.

    Returns:
        The figure with the exact data that it plots.
    """
    figure = new_figure(size)
    axes = figure.add_axes((0.02, 0.08, 0.96, 0.84))
    axes.set_axis_off()
    axes.set_ylim(-0.03 * top, 1.08 * top)
    first, last = matplotlib.dates.date2num(list(span))
    axes.set_xlim(first - 0.01 * (last - first), last + 0.02 * (last - first))
    axes.axhline(0, color="#BBBBBB", linewidth=0.6)
    colour = looks()[0].colour
    table = trend.table
    if lined(trend):
        parts = stretches(trend)
        for part in parts:
            rows = inside(table, part)
            axes.plot(matplotlib.dates.date2num(rows["date"]), rows["estimate"], color=colour,
                      linewidth=1.0)  # fmt: skip
        for before, after in itertools.pairwise(parts):
            rows = inside(table, Stretch(before.last, after.first, False)).iloc[[0, -1]]
            axes.plot(matplotlib.dates.date2num(rows["date"]), rows["estimate"], color=colour,
                      linewidth=0.6, linestyle=(0, (2, 2)))  # fmt: skip
        peak, end = table.iloc[int(table["estimate"].to_numpy().argmax())], table.iloc[-1]
        marks = [(peak, looks()[1].colour), (end, colour)]
        for row, ink in marks:
            axes.plot([matplotlib.dates.date2num(row["date"])], [row["estimate"]], "o", color=ink,
                      markersize=2.8)  # fmt: skip
        data = table[["date", "estimate"]].rename(columns={"estimate": "share"})
    else:
        data = trend.readings[["date", "share"]]
        axes.plot(matplotlib.dates.date2num(data["date"]), data["share"], "o", color=colour,
                  markersize=2.4)  # fmt: skip
    return Drawing(figure, Caption("", "", "", "", alt), data.reset_index(drop=True), "sparkline")
