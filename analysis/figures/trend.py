"""One trend: every reading a dot, the trend a line, the two bands shaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.axes import Axes

from analysis.figures.style import LOOKS, house_style, new_figure, percent_axis

if TYPE_CHECKING:
    from analysis.trend import Trend

__all__ = ["draw_trend"]


def draw_trend(trend: Trend, axes: Axes | None = None) -> Axes:
    """Draw readings, trend and both bands.

    Args:
        trend: a fitted trend.
        axes: where to draw; default: a new figure in the house style.

    Returns:
        The axes drawn on.
    """
    if axes is None:
        with house_style():
            return draw_trend(trend, new_figure().add_subplot())
    look, table, readings = LOOKS[0], trend.table, trend.readings
    name = f"{100 * trend.level:.0f}%"
    for kind, low, high, alpha in (
        ("all uncertainty", "low", "high", 0.15),
        ("sampling and rounding only", "low_sampling", "high_sampling", 0.3),
    ):
        axes.fill_between(
            table["date"], table[low], table[high],
            color=look.colour, alpha=alpha, linewidth=0, label=f"{name} band, {kind}",
        )  # fmt: skip
    axes.plot(table["date"], table["estimate"], color=look.colour, label="trend")
    axes.plot(
        readings["date"], readings["used_share"], linestyle="none", marker=look.marker,
        markersize=2, color=look.colour, alpha=0.6, label="readings",
    )  # fmt: skip
    percent_axis(axes)
    return axes
