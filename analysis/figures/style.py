"""One house style for every figure: colours by name, looks that survive greyscale, layout.

    headline that states the finding
    subtitle: measure, geography, unit
    |  o  readings   --- trend   ### band      labels stand beside what they name
    note; source

A series is told apart by colour, dash and marker together, so that print without colour
loses nothing. The style is a packaged file read with `rc_context`: importing this module
changes nothing for the user's own figures.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import matplotlib
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from analysis.trends.shown import Shown

__all__ = [
    "COLOURS",
    "LOOKS",
    "Caption",
    "Drawing",
    "Look",
    "date_axis",
    "house_style",
    "lay_out",
    "percent_axis",
    "set_width",
    "wrapped",
]

COLOURS = {"blue": "#0072B2", "vermilion": "#D55E00", "green": "#009E73", "purple": "#CC79A7"}
"""Okabe and Ito's palette, the four of at least 3:1 contrast on white."""

INK = "#222222"
GREY = "#5A5A5A"
WIDTH, HEIGHT = 6.7, 4.25
"""Inches: the width of the text on an A4 page."""


@dataclass(frozen=True)
class Look:
    """How one series is drawn: colour, dash and marker, each enough to tell it apart."""

    colour: str
    dash: Any
    marker: str


LOOKS: tuple[Look, ...] = (
    Look(COLOURS["blue"], "solid", "o"),
    Look(COLOURS["vermilion"], (0, (5, 1.5)), "s"),
    Look(COLOURS["green"], (0, (1.2, 1.2)), "^"),
    Look(COLOURS["purple"], (0, (6, 1.5, 1.2, 1.5)), "D"),
)


@dataclass(frozen=True)
class Caption:
    """The words of a figure: what it finds, what it measures, where it comes from, alt text."""

    headline: str
    subtitle: str
    source: str
    note: str
    alt: str


@dataclass(frozen=True, repr=False, eq=False)
class Drawing(Shown):
    """A finished figure with its words and the exact data that it plots."""

    figure: Figure
    caption: Caption
    data: pd.DataFrame

    def _headline(self) -> str:
        return f"Drawing: {self.caption.headline}"

    def _excerpt(self) -> pd.DataFrame:
        return self.data.tail(3)


@contextmanager
def house_style() -> Iterator[None]:
    """The house style while the block runs; the user's own settings come back after it.

    >>> before = matplotlib.rcParams["font.size"]
    >>> with house_style():
    ...     matplotlib.rcParams["font.size"]
    8.5
    >>> matplotlib.rcParams["font.size"] == before
    True
    """
    path = str(files("analysis.figures") / "polltide.mplstyle")
    with matplotlib.rc_context(fname=path):
        yield


def new_figure(height: float = HEIGHT) -> Figure:
    """An empty figure of the page's text width, with a canvas that can measure text."""
    figure = Figure(figsize=(WIDTH, height))
    FigureCanvasAgg(figure)
    return figure


def lay_out(
    figure: Figure,
    caption: Caption,
    *,
    key: str = "",
    room_above: float = 0.0,
    room_right: float = 0.35,
) -> None:
    """Set the words around the axes of a figure, and give the axes the room between.

    Args:
        figure: a figure with its axes drawn.
        caption: the words.
        key: how to read what is drawn, set before the note.
        room_above: inches kept free above the axes, for the names of events.
        room_right: inches kept free beside the axes, for labels at the ends of lines.
    """
    height = figure.get_size_inches()[1]
    headline = wrapped(figure, caption.headline, size=11, weight="bold")
    subtitle = wrapped(figure, caption.subtitle, size=8.5)
    foot = "\n".join(
        wrapped(figure, text, size=6.8)
        for text in (key, caption.note, f"Source: {caption.source}")
        if text
    )
    top = _write(figure, 0.06, headline, size=11, weight="bold", colour=INK)
    top = _write(figure, top + 0.05, subtitle, size=8.5, weight="normal", colour=GREY)
    figure.text(0.0, 0.005, foot, va="bottom", ha="left", fontsize=6.8, color=GREY, linespacing=1.3)
    bottom = 0.13 * (foot.count("\n") + 1) + 0.42
    set_width(figure, room_right)
    figure.subplots_adjust(
        top=1 - (top + 0.12 + room_above) / height,
        bottom=bottom / height,
    )


def wrapped(figure: Figure, text: str, *, size: float, weight: str = "normal") -> str:
    """Text in lines that the width of a figure holds, by the measure of its letters.

    Args:
        figure: a figure.
        text: words.
        size: of the type, in points.
        weight: "normal" or "bold".
    """
    probe = figure.text(0, 0, "", fontsize=size, weight=weight)
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        probe.set_text(longer)
        # Letters are set a little wider or narrower in another format or resolution.
        if lines and probe.get_window_extent().width > 0.92 * figure.bbox.width:
            lines.append(word)
        else:
            lines[-1:] = [longer]
    probe.remove()
    return "\n".join(lines)


def set_width(figure: Figure, room_right: float) -> None:
    """Give the axes their width: what is measured along it must not change afterwards.

    Args:
        figure: a figure.
        room_right: inches kept free beside the axes.
    """
    figure.subplots_adjust(left=0.075, right=1 - room_right / figure.get_size_inches()[0])


def date_axis(axes: Axes) -> None:
    """Label the axis of days: years over years, months and days over less."""
    locator = AutoDateLocator(minticks=3, maxticks=12)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))


def percent_axis(axes: Axes) -> None:
    """Label the value axis in percents, whole ones unless it spans but a few."""
    axes.yaxis.set_major_locator(MaxNLocator("auto", steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{round(100 * value, 3):g}%"))


def _write(
    figure: Figure, top: float, text: str, *, size: float, weight: str, colour: str
) -> float:
    """Set lines of text `top` inches under the upper edge; returns where they end, in inches."""
    height = figure.get_size_inches()[1]
    lines = text.count("\n") + 1
    figure.text(
        0.0, 1 - top / height, text, va="top", ha="left", fontsize=size, weight=weight,
        color=colour, linespacing=1.25,
    )  # fmt: skip
    return top + lines * size * 1.3 / 72
