"""The artists of a trend on axes: dots, bands, a line that is thin where nobody asked for long.

o        o            o  reading      --- trend      48%  its value, at its end
  o --- o --- o             ###  total band     === of which sampling
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import matplotlib.dates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.figures.captions import LONG_GAP
from analysis.figures.labels import Label
from analysis.figures.style import LOOKS, Look, date_axis, percent_axis
from analysis.trends.drawable import Drawable, enough
from analysis.wording import percent
from polls.errors import Problem, ProblemsError

__all__ = [
    "draw_named",
    "draw_series",
    "end_label",
    "fit_axis",
    "free_looks",
    "last_percent",
    "line_parts",
    "plotted",
    "refuse_too_many",
]


def plotted(trends: Mapping[str, Drawable]) -> pd.DataFrame:
    """The data of a figure of trends, tall: a row for each dot and each point of a line.

    Args:
        trends: fitted trends by name.

    Returns:
        Columns series, kind (`reading` or `trend`), date, share, low, high, low_sampling,
        high_sampling; the bands are empty for readings.
    """
    columns = ["date", "share", "low", "high", "low_sampling", "high_sampling"]
    parts = []
    for name, trend in trends.items():
        dots = trend.readings[["date", "share"]].reindex(columns=columns)
        parts.append(dots.assign(series=name, kind="reading"))
        if enough(trend):
            line = trend.table.rename(columns={"estimate": "share"})[columns]
            parts.append(line.assign(series=name, kind="trend"))
    return pd.concat(parts, ignore_index=True)[["series", "kind", *columns]]


def draw_series(trend: Drawable, axes: Axes, look: Look) -> None:
    """Dots for the readings; bands and line where there are readings enough."""
    readings = trend.readings
    many = len(readings) > 60
    axes.plot(
        matplotlib.dates.date2num(readings["date"]), readings["share"], look.marker,
        color=look.colour, alpha=0.45 if many else 0.9, markeredgewidth=0,
        markersize=2.2 if many else 4,
    )  # fmt: skip
    if enough(trend):
        _draw_line(trend, axes, look)
    date_axis(axes)
    percent_axis(axes)


def _draw_line(trend: Drawable, axes: Axes, look: Look) -> None:
    table = trend.table
    dates = matplotlib.dates.date2num(table["date"])
    for low, high, alpha in (("low", "high", 0.16), ("low_sampling", "high_sampling", 0.22)):
        axes.fill_between(
            dates, table[low], table[high], color=look.colour, alpha=alpha, linewidth=0
        )
    estimates = table["estimate"].to_numpy()
    for part, thin in line_parts(trend):
        (line,) = axes.plot(dates[part], estimates[part], color=look.colour, linestyle=look.dash)
        if thin:
            line.set_linewidth(0.7)


def line_parts(trend: Drawable) -> list[tuple[slice, bool]]:
    """The stretches of the table, and whether each lies in a long time without readings."""
    days = trend.table["date"].to_numpy()
    known = np.unique(trend.readings["date"].to_numpy())
    after = np.searchsorted(known, days[:-1] + np.diff(days) / 2)
    inside = (after > 0) & (after < len(known))
    last = len(known) - 1
    gap = known[np.minimum(after, last)] - known[np.maximum(after - 1, 0)]
    thin = inside & (gap > LONG_GAP.to_timedelta64())
    parts, start = [], 0
    for is_thin, steps in itertools.groupby(thin):
        end = start + len(list(steps))
        parts.append((slice(start, end + 1), bool(is_thin)))
        start = end
    return parts


def draw_named(axes: Axes, trends: Mapping[str, Drawable]) -> list[Label]:
    """Draw each trend in a look of its own; the names to set at the ends."""
    looks = free_looks(axes, list(trends))
    before = [axes.get_xlim(), axes.get_ylim()] if axes.has_data() else None
    labels = []
    for (name, trend), look in zip(trends.items(), looks, strict=True):
        draw_series(trend, axes, look)
        labels.append(end_label(trend, f"{name} {last_percent(trend)}", look))
    fit_axis(axes, list(trends.values()))
    if before:
        (left, right), (low, high) = before
        axes.set_xlim(min(left, axes.get_xlim()[0]), max(right, axes.get_xlim()[1]))
        axes.set_ylim(min(low, axes.get_ylim()[0]), max(high, axes.get_ylim()[1]))
    return labels


def free_looks(axes: Axes, names: Sequence[str]) -> list[Look]:
    """A look for each name that nothing on the axes has yet."""
    used = {line.get_color() for line in axes.lines}
    free = [look for look in LOOKS if look.colour not in used]
    refuse_too_many(names, len(free))
    return free[: len(names)]


def refuse_too_many(names: Sequence[str], room: int) -> None:
    """Refuse more names than there are looks left, and none at all."""
    if 0 < len(names) <= room:
        return
    beside = "" if room == len(LOOKS) else f", {len(LOOKS) - room} being there already"
    problem = Problem(
        "not-so-many-lines",
        "so many lines cannot be told apart in one figure",
        got=f"{len(names)}: {', '.join(names)}",
        expected=(f"1 to {room}" if room else "none more") + beside,
        hint="draw some of them on other axes; plot(only=[...]) picks some",
    )
    raise ProblemsError([problem])


def _last(trend: Drawable) -> tuple[pd.Timestamp, float]:
    """Where a series ends: its trend, or its last reading where it has none."""
    if enough(trend):
        return trend.table["date"].iloc[-1], float(trend.table["estimate"].iloc[-1])
    newest = trend.readings.sort_values("date", kind="stable").iloc[-1]
    return newest["date"], float(newest["share"])


def last_percent(trend: Drawable) -> str:
    """The value at a series' end, in whole percents."""
    return percent(_last(trend)[1])


def end_label(trend: Drawable, text: str, look: Look) -> Label:
    """Words for the end of a series, in its colour."""
    date, share = _last(trend)
    return Label(text, float(matplotlib.dates.date2num(date)), share, look.colour)


def fit_axis(axes: Axes, trends: Sequence[Drawable]) -> None:
    """Scale to the readings and the bands; start at zero where that costs little room."""
    data = plotted({str(number): trend for number, trend in enumerate(trends)})
    low, high = data[["share", "low"]].min().min(), data[["share", "high"]].max().max()
    bare = not any(enough(trend) for trend in trends)
    floor = 0.0 if bare or low < 0.6 * high else low - 0.1 * (high - low)
    axes.set_ylim(max(floor, 0.0), min(high + 0.05 * (high - floor), 1.0))
    first, last = matplotlib.dates.date2num(data["date"].agg(["min", "max"]))
    # A dot at either end is whole only where the axis goes on a little.
    margin = 0.008 * (last - first) or 30.0
    axes.set_xlim(first - margin, last + margin)
