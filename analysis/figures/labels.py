"""Words beside what they name: direct labels of lines, and the names of events.

Labels that would overlap are moved apart by as little as is needed; an event whose name
would run into the one before it goes a row higher.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import matplotlib.dates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Annotation

from analysis.figures.style import GREY

__all__ = ["EventName", "Label", "label_ends", "mark_events", "place_events", "room_for", "spread"]

END = "end of line"
"""What labels of ends are known by on their axes."""

ROW_HEIGHT = 0.13
"""Inches between two rows of event names."""


@dataclass(frozen=True)
class Label:
    """Words to set beside a point of a line, in its colour."""

    text: str
    x: float
    y: float
    colour: str


def label_ends(axes: Axes, labels: Sequence[Label], size: float = 8) -> None:
    """Set each label to the right of its point, moved up or down where two would overlap.

    Labels set before on the same axes make room too.
    """
    for text in [text for text in axes.texts if text.get_label() == END]:
        assert isinstance(text, Annotation)
        labels = [Label(text.get_text(), *text.xy, str(text.get_color())), *labels]
        text.remove()
    if not labels:
        return
    low, high = axes.get_ylim()
    inches = axes.get_window_extent().height / axes.figure.dpi
    lines = np.array([label.text.count("\n") + 1 for label in labels])
    step = (high - low) * size * 1.25 / 72 / inches
    places = spread(np.array([label.y for label in labels]), lines * step)
    for label, place in zip(labels, places, strict=True):
        moved = (float(place) - label.y) / (high - low) * inches * 72
        axes.annotate(
            label.text, (label.x, label.y), xytext=(5, moved), textcoords="offset points",
            va="center", ha="left", color=label.colour, fontsize=size, annotation_clip=False,
            fontweight="bold", linespacing=1.1, label=END, zorder=4,
            bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 0.5},
        )  # fmt: skip


def room_for(figure: Figure, labels: Sequence[Label], size: float = 8) -> float:
    """Inches that the widest of some labels needs beside its line."""
    widths = []
    for label in labels:
        text = figure.text(0, 0, label.text, fontsize=size, fontweight="bold")
        widths.append(text.get_window_extent().width / figure.dpi)
        text.remove()
    return max(widths, default=0.0) + 0.12


def spread(places: np.ndarray, heights: np.ndarray) -> np.ndarray:
    """Positions as near as possible to `places` whose boxes do not overlap.

    Args:
        places: (k,) float, the wanted centres.
        heights: (k,) float, the height of each box, in the same unit.

    Returns:
        (k,) float, the centres in the order given.

    >>> spread(np.array([1.0, 1.1, 5.0]), np.array([1.0, 1.0, 1.0])).round(2).tolist()
    [0.55, 1.55, 5.0]
    """
    order = np.argsort(places, kind="stable")
    blocks: list[tuple[list[int], float]] = []
    for index in order:
        members, centre = [int(index)], float(places[index])
        while blocks and centre - heights[members].sum() / 2 < (
            blocks[-1][1] + heights[blocks[-1][0]].sum() / 2
        ):
            before, _ = blocks.pop()
            members = before + members
            centre = float(np.mean(_implied_centres(places, heights, members)))
        blocks.append((members, centre))
    result = np.empty_like(places, dtype=float)
    for members, centre in blocks:
        below = centre - heights[members].sum() / 2
        for member in members:
            result[member] = below + heights[member] / 2
            below += heights[member]
    return result


def _implied_centres(places: np.ndarray, heights: np.ndarray, members: list[int]) -> np.ndarray:
    """Where the middle of a stack would be, were each member exactly at its wanted place."""
    total = heights[members].sum()
    offsets = np.cumsum(heights[members]) - heights[members] / 2 - total / 2
    return places[members] - offsets


@dataclass(frozen=True)
class EventName:
    """Where the name of an event stands: its row above the axes, and its middle on the page."""

    text: str
    date: float
    row: int
    middle: float


def place_events(axes: Axes, events: pd.DataFrame, size: float = 6.8) -> list[EventName]:
    """Places for the names of events: over their dates, inside the page, none touching another.

    Args:
        axes: axes with their limits and width set.
        events: columns date and event, in order of date.
        size: of the type, in points.

    Returns:
        One place an event; `middle` is in pixels from the left of the page.
    """
    page = axes.figure.bbox.width
    ends: list[float] = []
    places = []
    for event in events.to_dict("records"):
        date = float(matplotlib.dates.date2num(event["date"]))
        text = axes.text(0, 0, event["event"], fontsize=size)
        half = text.get_window_extent().width / 2 + 3
        text.remove()
        middle = float(np.clip(axes.transData.transform((date, 0))[0], half, page - half))
        row = next((k for k, end in enumerate(ends) if middle - half > end), len(ends))
        ends[row : row + 1] = [middle + half]
        places.append(EventName(event["event"], date, row, middle))
    return places


def mark_events(axes: Axes, places: Sequence[EventName], size: float = 6.8) -> None:
    """A thin line at each event's date, its name above the axes.

    Args:
        axes: drawn axes with dates on the x axis.
        places: as `place_events` gives them for the same axes.
        size: of the type, in points.
    """
    for place in places:
        axes.axvline(place.date, color="#8A8A8A", linewidth=0.6, linestyle=(0, (2, 2)), zorder=0.5)
        shift = place.middle - float(axes.transData.transform((place.date, 0))[0])
        axes.annotate(
            place.text, (place.date, 1), xycoords=("data", "axes fraction"),
            xytext=(shift * 72 / axes.figure.dpi, 3 + place.row * ROW_HEIGHT * 72),
            textcoords="offset points", ha="center", va="bottom", fontsize=size, color=GREY,
            annotation_clip=False,
        )  # fmt: skip
