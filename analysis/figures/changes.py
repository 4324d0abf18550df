"""Changes around zero: a bar to the left or the right, its interval as a line.

Spain      |        |===-|--   +9 points
Germany    |  --|===|          -7
"""

from __future__ import annotations

from collections.abc import Callable

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.figures.page import Caption, Drawing
from analysis.figures.row_figures import row_figure
from analysis.figures.scales import name_rows, signed_tick
from analysis.figures.style import INK, looks
from analysis.wording import points

__all__ = ["changes_figure", "draw_changes"]


def draw_changes(axes: Axes, rows: pd.DataFrame) -> Callable[[], float]:
    """Draw a bar a row on given axes, in the style in force.

    Args:
        axes: where to draw.
        rows: columns label, estimate, low and high (differences of shares, -1 to 1), in the
            order to print.

    Returns:
        What sets the names at the left and says the inches that they need.
    """
    up, down = looks()[1].colour, looks()[0].colour
    places = -np.arange(len(rows), dtype=float)
    clear = (rows["low"] > 0) | (rows["high"] < 0)
    colours = [up if value > 0 else down for value in rows["estimate"]]
    bars = axes.barh(places, rows["estimate"], height=0.5, color=colours, zorder=2)
    for bar, sure in zip(bars, clear, strict=True):
        bar.set_alpha(1.0 if sure else 0.4)
    axes.hlines(places, rows["low"], rows["high"], color=INK, linewidth=1.0, zorder=3)
    axes.axvline(0, color=INK, linewidth=0.8, zorder=4)
    size = matplotlib.rcParams["font.size"]
    for place, row in zip(places, rows.to_dict("records"), strict=True):
        words = points(round(row["estimate"], 2)).split(" ")[0]
        axes.annotate(
            words, (max(row["high"], 0), place), xytext=(5, 0), textcoords="offset points",
            va="center", fontsize=size, weight="bold" if _sure(row) else "normal", color=INK,
        )  # fmt: skip
    left = name_rows(axes, list(rows["label"]))
    low, high = min(float(rows["low"].min()), 0), max(float(rows["high"].max()), 0)
    margin = 0.06 * (high - low) + 0.01
    axes.set_xlim(low - margin, high + 3.2 * margin)
    axes.xaxis.set_major_locator(matplotlib.ticker.MaxNLocator(6, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(signed_tick)
    axes.tick_params(labelsize=matplotlib.rcParams["xtick.labelsize"], length=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    return left


def changes_figure(rows: pd.DataFrame, caption: Caption, *, level: float = 0.9) -> Drawing:
    """A figure of changes with its words, in the style in force.

    Args:
        rows: as `draw_changes` takes them.
        caption: the words around it.
        level: of the intervals.

    Returns:
        The figure with the exact data that it plots.
    """
    lines = max(str(label).count("\n") + 1 for label in rows["label"])
    reading = (
        f"Bar: change in points; line: its {level:.0%} interval. Pale: the interval includes no "
        "change."
    )
    return row_figure(
        draw_changes, rows, caption, lines=(0.3 + 1.15 * lines) * len(rows), beyond=1.2,
        chart="changes", reading=reading,
    )  # fmt: skip


def _sure(row: dict[object, float]) -> bool:
    return bool(row["low"] > 0 or row["high"] < 0)
