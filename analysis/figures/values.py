"""What each mark of a figure says, and where it stands: for a page that shows values on hover.

    Value(axes=0, x=0.93, y=0.61, words="3 August 2026: 48%, YouGov", pick=0)

Places are fractions of the axes, so that they hold at every size; `frames_of` says where the
axes lie in the figure as it was last drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import matplotlib.dates
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from analysis.figures.page import Drawing
from analysis.wording import count, day, month, percent, points

__all__ = ["Frame", "Value", "frames_of", "values_of"]

Frame = tuple[float, float, float, float]
"""Left, top, width and height of axes, as fractions of the figure, from its upper left corner."""

POINTS = 60
"""Points of a line that are named; between them it is straight enough."""


@dataclass(frozen=True)
class Value:
    """A mark: its axes, its place in them (0 to 1, from the lower left), and what it says.

    `pick` is its place among the drawing's `picks`, -1 where it belongs to none.
    """

    axes: int
    x: float
    y: float
    words: str
    pick: int = -1


Found = Iterator[tuple[int, float, float, str, int]]


def values_of(drawing: Drawing) -> tuple[Value, ...]:
    """The values of a figure, in the order in which a reader would go through them.

    Args:
        drawing: a finished figure; a kind of chart without values has none.
    """
    say = SAID.get(drawing.chart)
    if say is None:
        return ()
    axes = drawing.figure.axes
    found = []
    for place, x, y, words, pick in say(drawing):
        own = axes[place]
        across, up = (own.transData + own.transAxes.inverted()).transform((x, y))
        if -0.01 <= across <= 1.01 and -0.01 <= up <= 1.01:
            found.append(Value(place, float(across), float(up), words, pick))
    return tuple(found)


def frames_of(figure: Figure) -> tuple[Frame, ...]:
    """Where the axes of a figure lie, as it was last laid out."""
    boxes = [axes.get_position() for axes in figure.axes]
    return tuple((box.x0, 1 - box.y1, box.width, box.height) for box in boxes)


def _trend(drawing: Drawing) -> Found:
    data = drawing.data
    names = list(dict.fromkeys(data["series"]))
    panels = len(names) > 1 and len([a for a in drawing.figure.axes if a.get_visible()]) > 1
    for place, name in enumerate(names):
        rows = data[data["series"] == name]
        lead = f"{name}, " if name else ""
        pick = place if name and drawing.picks else -1
        for row in _thinned(rows[rows["kind"] == "trend"]).to_dict("records"):
            yield (*_at(row, place if panels else 0), f"{lead}trend, {_interval(row)}", pick)
        if len(names) > 1:
            continue
        for row in rows[rows["kind"] == "reading"].to_dict("records"):
            by = row.get("pollster")
            said = f"{day(row['date'])}: {percent(row['share'])}" + (f", {by}" if by else "")
            own = drawing.picks.index(by) if by in drawing.picks else -1
            yield (*_at(row, 0), said, own)


def _at(row: Mapping[Any, Any], axes: int) -> tuple[int, float, float]:
    return axes, float(matplotlib.dates.date2num(row["date"])), float(row["share"])


def _interval(row: Mapping[Any, Any]) -> str:
    ends = f" ({percent(row['low'])} to {percent(row['high'])})"
    return f"{month(row['date'])}: {percent(row['share'])}{ends}"


def _thinned(rows: pd.DataFrame) -> pd.DataFrame:
    if len(rows) <= POINTS:
        return rows
    return rows.iloc[np.unique(np.linspace(0, len(rows) - 1, POINTS).round().astype(int))]


def _rows(value: str, name: str, said: Callable[[float], str]) -> Callable[[Drawing], Found]:
    """Rows from the top, each with a value and the ends of its interval."""

    def say(drawing: Drawing) -> Found:
        for place, row in enumerate(drawing.data.to_dict("records")):
            words = f"{str(row[name]).replace(chr(10), ', ')}: {said(row[value])}"
            if pd.notna(row["low"]):
                words += f" ({said(row['low'])} to {said(row['high'])})"
            yield 0, float(row[value]), -float(place), words, -1

    return say


def _dumbbells(drawing: Drawing) -> Found:
    names = list(dict.fromkeys(drawing.data["row"]))
    for row in drawing.data.to_dict("records"):
        group = str(row["group"]).rstrip(":")
        words = f"{row['row']}, {group}: {percent(row['share'])}"
        yield 0, float(row["share"]), -float(names.index(row["row"])), words, -1


def _heat(drawing: Drawing) -> Found:
    names = list(drawing.data["row"].cat.categories)
    years = sorted(drawing.data["year"].unique())
    for row in drawing.data.to_dict("records"):
        words = f"{row['row']}, {row['year']}: {percent(row['share'])}"
        yield 0, float(years.index(row["year"])), -float(names.index(row["row"])), words, -1


def _cumulative(drawing: Drawing) -> Found:
    for _, rows in drawing.data.groupby("year", sort=True):
        for row in _thinned(rows).to_dict("records"):
            date = row["date"].replace(year=2000)
            words = f"{day(row['date'])}: {count(row['total'])}"
            yield 0, float(matplotlib.dates.date2num(date)), float(row["total"]), words, -1


def _calibration(drawing: Drawing) -> Found:
    for place, row in enumerate(drawing.data.to_dict("records")):
        inside = percent(row["coverage_90"], step=0.001)
        yield 0, row["coverage_90"], -float(place), f"{row['method']}: {inside} inside", -1
        words = f"{row['method']}: mean error {row['error']:.2f} points"
        yield 1, row["error"], -float(place), words, -1


SAID: Mapping[str, Callable[[Drawing], Found]] = {
    "trend": _trend,
    "dots": _rows("share", "label", percent),
    "houses": _rows("points", "label", points),
    "changes": _rows("estimate", "label", points),
    "dumbbells": _dumbbells,
    "heat": _heat,
    "cumulative": _cumulative,
    "calibration": _calibration,
}
"""Kind of chart -> axes, place in data, words and pick of each of its marks."""
