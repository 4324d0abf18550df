r"""Events numbered on a line, their names in a key; shifts of a level as triangles under it.

    (1)         (3)
     |    (2)    |          a number stands above the line on its day, higher where
____/ \____|_____/\__       another is in its way
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import matplotlib
import matplotlib.dates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.text import Annotation
from matplotlib.transforms import ScaledTranslation

from analysis.figures.stretches import Stretch, inside, lined, stretches
from analysis.figures.style import HALO, INK
from analysis.trends.drawable import Drawable
from analysis.wording import day, month
from polls.arguments import require_columns

__all__ = ["mark_events", "mark_shifts", "numbered"]


def numbered(events: pd.DataFrame, first: pd.Timestamp, last: pd.Timestamp) -> pd.DataFrame:
    """The events of a span in order of date, with their numbers.

    Args:
        events: columns date and event; date_precision where it is known.
        first, last: the span of the figure.

    Returns:
        number, date, event and `text`, the event with its date in words.
    """
    require_columns("events", events, ["date", "event"])
    kept = events[events["date"].between(first, last)].sort_values("date", kind="stable")
    kept = kept.reset_index(drop=True)
    precision = kept["date_precision"] if "date_precision" in kept else ["day"] * len(kept)
    said = [
        f"{event}, {day(date) if known == 'day' else month(date)}"
        for event, date, known in zip(kept["event"], kept["date"], precision, strict=True)
    ]
    return pd.DataFrame(
        {"number": range(1, len(kept) + 1), "date": kept["date"], "event": kept["event"],
         "text": said}
    )  # fmt: skip


def mark_events(axes: Axes, events: pd.DataFrame, trend: Drawable) -> Callable[[], None]:
    """Number events above a series.

    Args:
        axes: axes with the series drawn.
        events: as `numbered` gives them.
        trend: the series.

    Returns:
        What sets the numbers clear of each other, to be called again when the size changes.
    """
    size = 0.82 * matplotlib.rcParams["font.size"]
    marks = []
    for row in events.itertuples():
        x = float(matplotlib.dates.date2num(row.date))
        # Without a line there is nothing to stand on: the stem runs down to the axis.
        y = _height_at(trend, row.date) if lined(trend) else axes.get_ylim()[0]
        stem = INK if lined(trend) else "#8A8A8A"
        marks.append(
            axes.annotate(
                str(row.number),
                (x, y),
                xytext=(0, 14),
                textcoords="offset points",
                ha="center",
                va="center",
                fontsize=size,
                color="white",
                weight="bold",
                zorder=6,
                label="event",
                bbox={
                    "boxstyle": "circle,pad=0.22",
                    "facecolor": INK,
                    "edgecolor": "white",
                    "linewidth": 0.6,
                },
                arrowprops={
                    "arrowstyle": "-",
                    "color": stem,
                    "linewidth": 0.6,
                    "shrinkA": 0,
                    "shrinkB": 0,
                },
            )
        )

    def place() -> None:
        _set_apart(axes, marks, size)

    return place


def mark_shifts(axes: Axes, shifts: pd.DataFrame, trend: Drawable) -> None:
    """Triangles under a line where its level shifted.

    Args:
        axes: axes with the series drawn.
        shifts: date, size (share, signed) and clear (whether chance would hardly make it):
            a shift that is less sure is hollow.
        trend: the series.
    """
    size = matplotlib.rcParams["lines.markersize"] * 1.6
    font = 0.82 * matplotlib.rcParams["font.size"]
    for date, moved, clear in shifts[["date", "size", "clear"]].itertuples(index=False):
        x = float(matplotlib.dates.date2num(date))
        y = _height_at(trend, date, top=False)
        sign = "+" if moved > 0 else "−"
        axes.annotate(
            f"{sign}{abs(100 * moved):.0f}", (x, y), xytext=(0, -15 - size / 2),
            textcoords="offset points", ha="center", va="center", fontsize=font, color=INK,
            zorder=5, label="shift", bbox=HALO,
        )  # fmt: skip
        offset = ScaledTranslation(0, -8 / 72, axes.figure.dpi_scale_trans)
        axes.plot(
            [x], [y], "^" if moved > 0 else "v", color=INK, markersize=size, zorder=5,
            markerfacecolor=INK if clear else "white", markeredgewidth=0.9,
            transform=axes.transData + offset, label="shift",
        )  # fmt: skip


def _height_at(trend: Drawable, date: Any, *, top: bool = True) -> float:
    """The edge of what is drawn of a series near a day: dots and band, upper or lower."""
    near = trend.readings[(trend.readings["date"] - date).abs() <= pd.Timedelta(days=60)]
    edge = near["share"].tolist()
    if lined(trend):
        table = trend.table
        days = matplotlib.dates.date2num(table["date"])
        edge.append(float(np.interp(matplotlib.dates.date2num(date), days, table["estimate"])))
        dense = [s for s in stretches(trend) if s.dense and s.first <= date <= s.last]
        rows = inside(
            table, Stretch(date - pd.Timedelta(days=60), date + pd.Timedelta(days=60), False)
        )
        if dense and len(rows):
            edge.append(float(rows["high"].max() if top else rows["low"].min()))
    if not edge:
        edge = trend.readings["share"].tolist()
    return float(max(edge) if top else min(edge))


def _set_apart(axes: Axes, marks: Sequence[Annotation], size: float) -> None:
    """Raise numbers, each in turn, until none touches another nor leaves the axes."""
    figure = axes.get_figure(root=True)
    assert figure is not None
    scale = 72 / figure.dpi
    apart = 2.0 * size
    left, bottom = axes.transAxes.transform((0, 0)) * scale
    right, top = axes.transAxes.transform((1, 1)) * scale
    taken: list[tuple[float, float]] = []
    for mark in marks:
        x, y = axes.transData.transform(mark.xy) * scale
        start = top if y <= bottom + 1 else min(y + 1.7 * size, top)
        places = [
            (x + aside * apart, start + up * apart)
            for aside in (0, -1, 1, -2, 2)
            for up in (0, 0.5, 1, 1.5, 2, 3)
        ]
        near = sorted(places, key=lambda place: np.hypot(1.5 * (place[0] - x), place[1] - start))
        free = [
            (a, b) for a, b in near
            if left <= a <= right + apart and b <= max(top, start)
            and not any(np.hypot(a - c, b - d) < apart for c, d in taken)
        ]  # fmt: skip
        # Stems of numbers that stand in order do not cross.
        ordered = [place for place in free if all(place[0] >= before for before, _ in taken)]
        chosen = next(iter(ordered or free), (x, start))
        taken.append(chosen)
        mark.set_position((chosen[0] - x, chosen[1] - y))
