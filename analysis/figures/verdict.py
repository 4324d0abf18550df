"""A verdict as a figure: the readings that were weighed, or how it bends with a choice.

    40% - - - - - - - - -      the number that the sentence names
    38% |   o  o  o            filled: weighed; hollow: shown and not weighed

supported     |      x x x     the same sentence from other starting days
not settled   |  o o
contradicted  +------------
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from html import escape

import matplotlib
import matplotlib.dates
import pandas as pd
from matplotlib.axes import Axes

from analysis.figures.page import Caption, Page, Room, refuse_with_axes, shown_figure
from analysis.figures.save import svg_of
from analysis.figures.scales import date_axis, fit_limits, number_axis, percent_axis
from analysis.figures.strip import claimed_line, draw_strip, strip_figure, strip_rows
from analysis.figures.style import GREY, INK, house_style, looks
from analysis.trends.drawable import Judged, day_of
from polls.arguments import arguments_checked

__all__ = ["plot_along", "plot_strip", "plot_verdict", "strip_image"]

OUTCOMES = ("contradicted", "not settled", "supported")


@arguments_checked
def plot_verdict(
    verdict: Judged,
    short: Mapping[str, str],
    axes: Axes | None = None,
    *,
    figsize: tuple[float, float] | None = None,
    preset: str = "report",
) -> Axes:
    """Draw the readings behind a verdict; verdict and probability stand above them.

    Args:
        verdict: of a claim.
        short: the name of a series in words -> its name in the legend.
        axes: where to draw; default: a new figure with the sentence as its headline.
        figsize, preset: as in `plot_trend`.

    Returns:
        The axes drawn on.
    """
    return _placed(
        lambda drawn: _draw(drawn, verdict, short), verdict, axes, figsize, preset,
        _outcome(verdict), "Filled: a reading that was weighed; hollow: shown, not weighed.", 5.2,
    )  # fmt: skip


@arguments_checked
def plot_strip(
    verdict: Judged,
    short: Mapping[str, str],
    axes: Axes | None = None,
    *,
    figsize: tuple[float, float] | None = None,
    preset: str = "report",
) -> Axes:
    """Draw the readings behind a verdict as a strip of dots along their values.

    Args:
        verdict: of a claim.
        short: the name of a series in words -> the name of its row.
        axes: where to draw; default: a new figure with the sentence as its headline.
        figsize, preset: as in `plot_trend`.

    Returns:
        The axes drawn on.
    """
    rows = strip_rows(verdict, short)

    def draw(drawn: Axes) -> Callable[[], float] | None:
        if rows.empty:
            _nothing(drawn)
            return None
        return draw_strip(drawn, rows, verdict.claimed)

    return _placed(
        draw, verdict, axes, figsize, preset, _outcome(verdict),
        "Filled: a reading that was weighed, pale where there is a later one; hollow: shown, not "
        "weighed.", 1.0,
    )  # fmt: skip


@arguments_checked
def plot_along(
    verdict: Judged,
    rows: pd.DataFrame,
    choice: str,
    axes: Axes | None = None,
    *,
    figsize: tuple[float, float] | None = None,
    preset: str = "report",
) -> Axes:
    """Draw the verdicts on the same sentence with one choice made otherwise.

    Args:
        verdict: of a claim.
        rows: value and verdict, as `Robustness.along` returns them.
        choice: what was chosen, such as "starting day".
        axes: where to draw; default: a new figure with the sentence as its headline.
        figsize, preset: as in `plot_trend`.

    Returns:
        The axes drawn on.
    """
    return _placed(
        lambda drawn: _draw_along(drawn, rows, choice), verdict, axes, figsize, preset,
        f"Verdict on the same sentence by its {choice}",
        f"A dot: the sentence with another {choice}.", 8.0,
    )  # fmt: skip


def strip_image(verdict: Judged, short: Mapping[str, str] | None = None) -> str:
    """A strip as an `<img>` element that a notebook can hold, the same each time.

    Args:
        verdict, short: as of `analysis.figures.strip.strip_figure`.

    Returns:
        The element; "" where there is nothing to draw.
    """
    with house_style(), matplotlib.rc_context({"svg.hashsalt": "strip", "svg.fonttype": "path"}):
        drawing = strip_figure(verdict, short)
        if drawing is None:
            return ""
        svg = svg_of(drawing.figure)
    data = base64.b64encode(svg.encode()).decode()
    return f'<img alt="{escape(drawing.caption.alt)}" src="data:image/svg+xml;base64,{data}">'


def _placed(
    draw: Callable[[Axes], Callable[[], float] | None],
    verdict: Judged,
    axes: Axes | None,
    figsize: tuple[float, float] | None,
    preset: str,
    title: str,
    reading: str,
    letters: float,
) -> Axes:
    """Draw on given axes under a title, or on a new figure with its words around it.

    Args:
        draw: draws, and returns what says the inches that its names need, where it knows.
        letters: the room at the left in letters, where it does not.
    """
    refuse_with_axes(axes, figsize=figsize)
    if axes is not None:
        with house_style(preset):
            draw(axes)
            axes.set_title(
                title,
                fontsize=matplotlib.rcParams["font.size"],
                color=INK,
                pad=16,
                fontfamily=matplotlib.rcParams["font.family"],
            )
        return axes
    figure = shown_figure(figsize, preset)
    with house_style(preset):
        axes = figure.add_subplot()
        size = matplotlib.rcParams["font.size"] / 72
        left = draw(axes) or (lambda: letters * size)
        caption = Caption(f"“{verdict.sentence}”", title, "", verdict.reason, "")
        Page(figure, caption, reading=reading,
             room=lambda: Room(left(), 0.15, 0.1, 2.4 * size))  # fmt: skip
    return axes


def _draw_along(axes: Axes, rows: pd.DataFrame, choice: str) -> None:
    """A dot a neighbour, in the row of its verdict; days on an axis of days."""
    dated = choice.endswith("day")
    places = pd.to_datetime(rows["value"]) if dated else pd.Series(range(len(rows)))
    for place, outcome in enumerate(OUTCOMES):
        look, own = looks()[place], (rows["verdict"] == outcome).to_numpy()
        axes.plot(
            matplotlib.dates.date2num(places[own]) if dated else places[own],
            [place] * int(own.sum()), look.marker, color=look.colour, linestyle="None",
            label=outcome,
        )  # fmt: skip
    axes.set_yticks(range(len(OUTCOMES)), OUTCOMES)
    axes.set_ylim(-0.5, len(OUTCOMES) - 0.5)
    if dated:
        date_axis(axes)
    else:
        axes.set_xticks(places, rows["value"])


def _draw(axes: Axes, verdict: Judged, short: Mapping[str, str]) -> None:
    readings = [item for item in verdict.readings if day_of(item) is not None]
    if not readings:
        _nothing(axes)
        return
    names = list(dict.fromkeys(item.name for item in readings))
    size = 1.5 * matplotlib.rcParams["lines.markersize"]
    for item in readings:
        look = looks()[names.index(item.name) % len(looks())]
        axes.plot(
            [matplotlib.dates.date2num(day_of(item))], [item.value], look.marker, markersize=size,
            color=look.colour, markerfacecolor=look.colour if item.counts else "white",
            label=short.get(item.name, item.name), linestyle="None",
        )  # fmt: skip
    values = [item.value for item in readings]
    values += [] if verdict.claimed is None else [verdict.claimed]
    if readings[0].unit == "share":
        fit_limits(axes, values, [day_of(item) for item in readings])
        percent_axis(axes)
    else:
        number_axis(axes)
        axes.set_ylim(0, 1.08 * max(values))
    if verdict.claimed is not None:
        axes.axhline(verdict.claimed, **claimed_line())
    date_axis(axes)
    if len(names) > 1:
        handles, labels = axes.get_legend_handles_labels()
        first = {label: handle for handle, label in zip(handles, labels, strict=True)}
        axes.legend(first.values(), first.keys(), loc="best",
                    fontsize=0.85 * matplotlib.rcParams["font.size"])  # fmt: skip


def _nothing(axes: Axes) -> None:
    axes.text(0.5, 0.5, "no reading to show", ha="center", va="center", color=GREY,
              transform=axes.transAxes)  # fmt: skip
    axes.set_axis_off()


def _outcome(verdict: Judged) -> str:
    chance = "" if verdict.probability is None else f", probability {verdict.probability:.0%}"
    return f"{str(verdict.verdict).capitalize()}{chance}"
