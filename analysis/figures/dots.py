"""Shares side by side: a dot for each, its sampling interval as a line, its value in words.

Germany  |        ---o---  81%
Spain    |       ----o---- 80%
"""

from __future__ import annotations

from collections.abc import Callable

import matplotlib
import pandas as pd
from matplotlib.axes import Axes

from analysis.figures.fitting import width_of
from analysis.figures.page import Caption, Drawing
from analysis.figures.row_figures import row_figure
from analysis.figures.scales import inches_of, name_rows, percent_axis
from analysis.figures.style import INK, looks

__all__ = ["dots_figure", "draw_dots"]


def draw_dots(axes: Axes, rows: pd.DataFrame) -> Callable[[], float]:
    """A row for each share on given axes, in the style in force, the largest at the top.

    Args:
        axes: where to draw.
        rows: columns label (str), share, low, high (float, 0 to 1; low and high missing
            where no interval can be given) and text (str, set beside the dot).

    Returns:
        What sets the names at the left and says the inches that they need.
    """
    ordered = rows.sort_values("share", ascending=False, kind="stable", ignore_index=True)
    places = -ordered.index.to_numpy()
    size = matplotlib.rcParams["lines.markersize"]
    axes.hlines(places, ordered["low"], ordered["high"], color="#8A8A8A", linewidth=0.35 * size)
    axes.plot(ordered["share"], places, "o", color=looks()[0].colour, markersize=1.7 * size)
    right = ordered["high"].fillna(ordered["share"]).to_numpy(float)
    font = matplotlib.rcParams["font.size"]
    for number, text in enumerate(ordered["text"]):
        axes.annotate(
            str(text), (right[number], -number), xytext=(6, 0), textcoords="offset points",
            va="center", fontsize=font, color=INK,
        )  # fmt: skip
    left = name_rows(axes, list(ordered["label"]))
    beside = max(width_of(str(text), font) for text in ordered["text"]) + 0.15
    room = max(inches_of(axes)[0], beside + 0.5)
    axes.set_xlim(0, max(1.0, float(right.max()) / (1 - beside / room)))
    percent_axis(axes, "x")
    axes.set_xticks([tick for tick in axes.get_xticks() if 0 <= tick <= 1])
    axes.grid(visible=False, axis="y")
    return left


def dots_figure(rows: pd.DataFrame, caption: Caption, *, reading: str = "") -> Drawing:
    """A figure of shares with its words, in the style in force.

    Args:
        rows: as `draw_dots` takes them.
        caption: the words around it.
        reading: how dots and lines are read.

    Returns:
        The figure with the exact data that it plots.
    """
    lines = max(str(label).count("\n") + 1 for label in rows["label"])
    ordered = rows.sort_values("share", ascending=False, kind="stable", ignore_index=True)
    return row_figure(
        draw_dots, ordered, caption, lines=(0.4 + 1.15 * lines) * len(rows), chart="dots",
        reading=reading,
    )  # fmt: skip
