"""House effects as dots: how far each pollster lies from the reference, with its interval.

Ipsos      |     --o--         +2 points
YouGov     |  -o-              -1
"""

from __future__ import annotations

from collections.abc import Callable

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.figures.fitting import fitted, width_of
from analysis.figures.page import Caption, Drawing, refuse_with_axes, shown_axes, size_of_rows
from analysis.figures.rounding import round_digits
from analysis.figures.row_figures import row_figure
from analysis.figures.scales import inches_of, name_rows, signed_tick
from analysis.figures.style import HALO, INK, house_style, looks
from analysis.latent.results import Mood
from analysis.trends.results import Trend
from analysis.wording import readings_count
from polls.arguments import arguments_checked

__all__ = [
    "draw_houses",
    "draw_houses_beside",
    "height_beside",
    "house_rows",
    "houses_figure",
    "plot_houses",
]

MARGIN = 0.1
"""Inches beside the dots that a name may go on into."""

ROW_BESIDE = 0.24
"""Inches that a house takes beside a trend: its name, and its dot below."""


@arguments_checked
def plot_houses(
    trend: Trend | Mood,
    axes: Axes | None = None,
    *,
    figsize: tuple[float, float] | None = None,
    preset: str = "report",
) -> Axes:
    """Draw a trend's house effects as dots with their intervals.

    Args:
        trend: a fitted trend, or a mood by a latent trend.
        axes: where to draw; default: a new figure.
        figsize, preset: as in `plot_trend`.

    Returns:
        The axes drawn on.
    """
    refuse_with_axes(axes, figsize=figsize)
    rows = house_rows(trend)
    if axes is None:
        axes = shown_axes(figsize or size_of_rows(preset, 0.3 * len(rows)), preset)
    with house_style(preset):
        draw_houses(axes, rows)
    return axes


def house_rows(trend: Trend | Mood) -> pd.DataFrame:
    """A row a house: label, points, low and high, differences of shares at the trend's mean."""
    houses = trend.houses.sort_values("points", ascending=False, kind="stable")
    # An effect is of logits; its interval is carried into shares at the same slope.
    slope = np.where(houses["effect"] != 0, houses["points"] / houses["effect"], np.nan)
    common = float(np.nanmean(slope)) if np.isfinite(slope).any() else 0.25
    slope = np.where(np.isfinite(slope), slope, common)
    return pd.DataFrame(
        {
            "label": [
                f"{row['house']} ({readings_count(int(row['readings']))})"
                for row in houses.to_dict("records")
            ],
            "points": round_digits(houses["points"].to_numpy(float)),
            "low": round_digits(houses["low"].to_numpy(float) * slope),
            "high": round_digits(houses["high"].to_numpy(float) * slope),
        }
    )


def draw_houses(axes: Axes, rows: pd.DataFrame) -> Callable[[], float]:
    """Draw the dots on given axes; returns what sets the names and says their inches."""
    look = looks()[0]
    size = matplotlib.rcParams["lines.markersize"]
    places = -np.arange(len(rows), dtype=float)
    axes.axvline(0, color=INK, linewidth=0.8, zorder=1)
    axes.hlines(places, rows["low"], rows["high"], color="#8A8A8A", linewidth=0.35 * size)
    axes.plot(rows["points"], places, "o", color=look.colour, markersize=1.4 * size, zorder=3)
    left = name_rows(axes, list(rows["label"]))
    reach = 1.15 * max(float(np.nanmax(np.abs(rows[["low", "high"]].to_numpy()))), 0.01)
    axes.set_xlim(-reach, reach)
    axes.xaxis.set_major_locator(matplotlib.ticker.MaxNLocator(5, steps=[1, 2, 5, 10]))
    axes.xaxis.set_major_formatter(signed_tick)
    axes.tick_params(labelsize=matplotlib.rcParams["xtick.labelsize"], length=0)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    return left


def height_beside(trend: Trend) -> float:
    """Inches that the dots beside a trend need, so that no name lies on another's dot."""
    return ROW_BESIDE * len(house_rows(trend))


def draw_houses_beside(axes: Axes, rows: pd.DataFrame) -> Callable[[], None]:
    """The dots beside a trend: each house's name above its dot, so that no room is lost.

    Returns:
        What cuts names to the width that the axes have, to be called when it changes.
    """
    draw_houses(axes, rows)
    axes.set_yticks([])
    axes.set_ylim(-len(rows) + 0.65, 0.95)
    axes.grid(visible=True, axis="x", color="#DDDDDD", linewidth=0.6)
    left, _right = axes.get_xlim()
    size = 0.85 * matplotlib.rcParams["font.size"]
    named = [str(label).rsplit(" (", 1) for label in rows["label"]]
    texts = [
        axes.annotate("", (left, -place), xytext=(0, 4), textcoords="offset points", ha="left",
                      va="bottom", color=INK, bbox=HALO | {"alpha": 1.0}, fontsize=size)
        for place in range(len(rows))
    ]  # fmt: skip
    axes.set_title("House effects, points", fontsize=0.95 * matplotlib.rcParams["font.size"],
                   color=INK, pad=3)  # fmt: skip

    def name() -> None:
        for text, (house, readings) in zip(texts, named, strict=True):
            count = f", {readings.split(' ')[0]}"
            width = inches_of(axes)[0] + MARGIN - width_of(count, size)
            text.set_text(fitted(house, width, size, lines=1) + count)

    return name


def houses_figure(trend: Trend, caption: Caption) -> Drawing:
    """A figure of house effects, in the style in force.

    Args:
        trend: a fitted trend.
        caption: the words around it.

    Returns:
        The figure with the exact data that it plots.
    """
    rows = house_rows(trend)
    reading = (
        f"Dot: points above or below the pollsters’ average; line: {trend.level:.0%} interval."
    )
    return row_figure(
        draw_houses, rows, caption, lines=2.2 * len(rows), beyond=1.1, room=(0.08, 0.15, 2.4),
        chart="houses", reading=reading,
    )  # fmt: skip
