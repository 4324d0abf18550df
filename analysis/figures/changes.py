"""Changes around zero: a bar to the left or the right, its interval as a line.

Spain      |        |===-|--   +9 points
Germany    |  --|===|          -7
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.figures.page import Caption, Drawing, refuse_with_axes, shown_axes, size_of_rows
from analysis.figures.row_figures import row_figure
from analysis.figures.scales import name_rows, signed_tick
from analysis.figures.style import INK, house_style, looks
from analysis.wording import day, month, points
from polls.arguments import arguments_checked, require_columns
from polls.errors import Problem, ProblemsError

__all__ = ["changes_after", "changes_figure", "draw_changes", "events_within", "plot_changes"]

LIMITS = ("estimate", "low", "high")

SOON = pd.Timedelta(days=28)
"""An event later than this before the last reading has no after to speak of."""


def events_within(trend: Any, events: pd.DataFrame) -> pd.DataFrame:
    """The events that lie within a trend's readings, some weeks before the last, in order of date.

    Args:
        trend: a fitted trend.
        events: columns date and event.
    """
    require_columns("events", events, ["date", "event"])
    first, last = trend.readings["date"].agg(["min", "max"])
    kept = events[events["date"].between(first, last - SOON)]
    return kept.sort_values("date", kind="stable")


def changes_after(trend: Any, events: pd.DataFrame, *, days: int = 365) -> pd.DataFrame:
    """How far a trend moved from the day of each event to some days after it.

    Args:
        trend: a fitted trend.
        events: columns date and event; those outside the readings are left out.
        days: after the event; fewer where the readings end before.

    Returns:
        A row an event, in order of date: label (event and day, in words), estimate, low and
        high (differences of shares, seven digits), event (str) and date (datetime64).
    """
    kept = events_within(trend, events)
    last = trend.readings["date"].max()
    if kept.empty:
        return pd.DataFrame(columns=["label", "estimate", "low", "high", "event", "date"])
    whole = kept["date"] + pd.Timedelta(days=days)
    ends = whole.clip(upper=last)
    found = trend.changes(list(zip(kept["date"], ends, strict=True)))
    said = [
        f"{event}\n{day(date)}{'' if end == full else f', to {month(end)}'}"
        for event, date, end, full in zip(kept["event"], kept["date"], ends, whole, strict=True)
    ]
    numbers = {name: found[name].astype(float).round(7).to_numpy() for name in LIMITS}
    return pd.DataFrame(
        {"label": said, **numbers, "event": kept["event"].to_numpy(),
         "date": kept["date"].to_numpy()}
    )  # fmt: skip


@arguments_checked
def plot_changes(
    trend: Any,
    axes: Axes | None = None,
    *,
    events: pd.DataFrame,
    days: int = 365,
    figsize: tuple[float, float] | None = None,
    preset: str = "report",
) -> Axes:
    """Draw how far a trend moved from each event to some days after it.

    Args:
        trend: a fitted trend.
        axes: where to draw; default: a new figure.
        events: columns date and event, such as `polls.events()`.
        days: after the event; fewer where the readings end before.
        figsize, preset: as in `plot_trend`.

    Returns:
        The axes drawn on.

    Raises:
        ProblemsError: where no event lies within the readings.
    """
    refuse_with_axes(axes, figsize=figsize)
    rows = changes_after(trend, events, days=days)
    if rows.empty:
        first, last = trend.readings["date"].agg(["min", "max"])
        raise ProblemsError([
            Problem("no-event-within", "no event lies within the readings of the series",
                    got=f"{len(events)} events", expected=f"one from {day(first)} to some weeks "
                    f"before {day(last)}")
        ])  # fmt: skip
    if axes is None:
        axes = shown_axes(figsize or size_of_rows(preset, 0.45 * len(rows)), preset)
    with house_style(preset):
        draw_changes(axes, rows)
    return axes


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
        f"Bar: change in points; line: its {level:.0%} interval. Pale: the interval includes zero."
    )
    return row_figure(
        draw_changes, rows, caption, lines=(0.3 + 1.15 * lines) * len(rows), beyond=1.2,
        chart="changes", reading=reading,
    )  # fmt: skip


def _sure(row: dict[object, float]) -> bool:
    return bool(row["low"] > 0 or row["high"] < 0)
