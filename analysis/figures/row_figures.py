"""A figure whose rows have names at the left: how high it is, and its room around the axes."""

from __future__ import annotations

from collections.abc import Callable

import matplotlib
import pandas as pd
from matplotlib.axes import Axes

from analysis.figures.page import Caption, Drawing, Page, Room, grow_axes, new_figure
from analysis.figures.scales import beyond_right

__all__ = ["row_figure"]

ROWS = 0.8
"""Part of the height of its rows that a figure has at the least, however long its words."""


def row_figure(
    draw: Callable[[Axes, pd.DataFrame], Callable[[], float]],
    rows: pd.DataFrame,
    caption: Caption,
    *,
    lines: float,
    beyond: float = 1.3,
    room: tuple[float, float, float] = (0.08, 0.1, 2.4),
    data: pd.DataFrame | None = None,
    chart: str,
    reading: str,
) -> Drawing:
    """A figure of rows with its words, in the style in force.

    Args:
        draw: draws the rows on axes and returns what sets their names and says their inches.
        rows: what it draws.
        caption: the words around it.
        lines: height of all rows, in lines of type.
        beyond: inches for all else.
        room: inches kept free above and at the right, and lines of type below.
        data: what is plotted, one row a mark; default: the rows.
        chart: kind of chart, as `analysis.figures.vega` knows it.
        reading: how the marks are read.

    Returns:
        The figure with the exact data that it plots.
    """
    size = matplotlib.rcParams["font.size"]
    width = matplotlib.rcParams["figure.figsize"][0]
    figure = new_figure((width, lines * size / 72 + beyond))
    axes = figure.add_subplot()
    left = draw(axes, rows)
    top, right, below = room

    def around() -> Room:
        return Room(left(), max(right, beyond_right(axes) + 0.04), top, below * size / 72)

    Page(figure, caption, reading=reading, room=around)
    grow_axes(figure, ROWS * lines * size / 72)
    plotted = rows.reset_index(drop=True) if data is None else data
    return Drawing(figure, caption, plotted, chart, (), reading)
