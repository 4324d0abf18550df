"""A heat map: a row each series, a column each year, the share in the cell.

             2011 2012 2013
Health         29   31   35      dark: a large share; the number is printed in each cell
Housing                  12      empty: no reading is held
"""

from __future__ import annotations

from collections.abc import Callable

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_hex

from analysis.figures.page import Caption, Drawing
from analysis.figures.row_figures import row_figure
from analysis.figures.scales import name_rows
from analysis.figures.style import ON_FILLS, contrast, looks

__all__ = ["draw_heat", "heat_figure", "yearly"]

TOP = 0.28
"""Inches above the cells for the years."""


def draw_heat(axes: Axes, cells: pd.DataFrame) -> Callable[[], float]:
    """Draw cells on given axes, in the style in force.

    Args:
        axes: where to draw.
        cells: rows by name, columns by year, shares of 0 to 1; missing where none is held.

    Returns:
        What sets the names at the left and says the inches that they need.
    """
    scale = LinearSegmentedColormap.from_list("shares", ["#FFFFFF", looks()[0].colour])
    values = cells.to_numpy(float)
    top = float(np.nanmax(values))
    size = matplotlib.rcParams["font.size"]
    width = axes.get_window_extent().width / axes.get_figure(root=True).dpi  # type: ignore[union-attr]
    small = min(0.85 * size, 72 * width / max(len(cells.columns), 1) / 1.6)
    for (row, column), value in np.ndenumerate(values):
        if np.isnan(value):
            continue
        colour = to_hex(scale(min(value / top, 1.0) * 0.92))
        axes.add_patch(
            matplotlib.patches.Rectangle(
                (column - 0.49, -row - 0.47), 0.98, 0.94, facecolor=colour, linewidth=0
            )
        )
        dark, light = (contrast(ink, colour) for ink in ON_FILLS)
        ink = ON_FILLS[0] if dark >= light else ON_FILLS[1]
        axes.text(column, -row, f"{100 * value:.0f}", ha="center", va="center", color=ink,
                  fontsize=small)  # fmt: skip
    left = name_rows(axes, [str(name) for name in cells.index])
    axes.set_xlim(-0.5, len(cells.columns) - 0.5)
    step = 1 if width / len(cells.columns) > 3 * size / 72 else 2
    shown = range(0, len(cells.columns), step)
    axes.set_xticks(list(shown), [str(cells.columns[place]) for place in shown])
    axes.tick_params(length=0, labelsize=matplotlib.rcParams["xtick.labelsize"])
    axes.xaxis.set_ticks_position("top")
    axes.grid(visible=False)
    for spine in axes.spines.values():
        spine.set_visible(False)
    return left


def yearly(readings: pd.DataFrame, by: str, most: int | None = None) -> pd.DataFrame:
    """The mean of each year's readings, what is largest now first.

    Args:
        readings: columns date (datetime64), share and `by`.
        by: the column whose values are the rows.
        most: how many of the last years; None: all.

    Returns:
        Rows by value of `by`, columns by year, shares of 0 to 1; missing where none is held.
    """
    years = readings["date"].dt.year
    table = readings.groupby([readings[by], years])["share"].mean().unstack()
    table = table.iloc[:, -(most or len(table.columns)) :].rename_axis(columns=None)
    order = table.ffill(axis=1).iloc[:, -1].sort_values(ascending=False, kind="stable").index
    return table.loc[order]


def heat_figure(cells: pd.DataFrame, caption: Caption) -> Drawing:
    """A heat map with its words, in the style in force.

    Args:
        cells: as `draw_heat` takes them.
        caption: the words around it.

    Returns:
        The figure with the exact data that it plots.
    """
    data = cells.rename_axis("row").reset_index().melt("row", var_name="year", value_name="share")
    data["row"] = pd.Categorical(data["row"], list(cells.index))
    return row_figure(
        draw_heat, cells, caption, lines=2.05 * len(cells), room=(TOP, 0.05, 0.3),
        data=data.dropna(ignore_index=True), chart="heat",
        reading="Number: mean of the year’s readings, percent. Empty: no reading is held.",
    )  # fmt: skip
