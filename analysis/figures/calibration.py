"""How often what was predicted came true: coverage against what was promised, a dot a method.

trend        |        o|      89% of the readings inside the 90% interval
last poll    |     o   |
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from analysis.figures.fitting import width_of, wrapped
from analysis.figures.page import (
    Caption,
    Drawing,
    Page,
    Room,
    new_figure,
    refuse_with_axes,
    shown_figure,
)
from analysis.figures.rounding import round_digits
from analysis.figures.scales import inches_of, name_rows
from analysis.figures.style import GREY, INK, house_style, looks
from analysis.wording import percent, readings_count
from polls.arguments import options_of, unknown_options, without_effect
from polls.errors import ProblemsError, raise_errors, unknown

__all__ = ["calibration_figure", "plot_scores"]

PROMISED = 0.9
READING = "Upright line: 90%, which an honest interval should reach."


@dataclass(frozen=True)
class Measure:
    """One measure of the methods: its column, its words, and how a value is said."""

    column: str
    words: str
    said: Callable[[float], str]


MEASURES = {
    "coverage": Measure(
        "coverage_90", "Readings inside the 90% interval", lambda value: percent(value, step=0.001)
    ),
    "error": Measure("error", "Mean error, points", lambda value: f"{value:.2f}"),
}
KINDS = {
    "coverage": "coverage", "error": "mean error", "calibration": "coverage and mean error",
}  # fmt: skip
"""Kinds of figure, and what each shows."""


def plot_scores(
    table: pd.DataFrame, axes: Axes | None, kind: str, options: Mapping[str, Any]
) -> Axes:
    """Draw the scores of a test on past readings.

    Args:
        table: method, readings, coverage_90 (0 to 1) and error (points), in the order to print.
        axes: where to draw; None: a new figure with words around it.
        kind: "coverage", "error", or "calibration", both side by side in a new figure.
        options: `figsize` and `preset`, as in `plot_trend`.

    Returns:
        The axes drawn on; of both the left one.

    Raises:
        ProblemsError: where the kind or an option is unknown, or has no effect on given axes.
    """
    if kind not in KINDS:
        raise ProblemsError([unknown("kind", kind, KINDS, title="unknown kind of figure")])
    raise_errors(unknown_options(options, options_of(_placed), f"a figure of kind={kind!r}"))
    if axes is not None and kind == "calibration":
        hint = "coverage and error have two axes, in a figure of their own"
        raise ProblemsError([without_effect("ax=", f"kind={kind!r}", hint)])
    return _placed(table, axes, kind, **options)


def _placed(
    table: pd.DataFrame,
    axes: Axes | None,
    kind: str,
    *,
    figsize: tuple[float, float] | None = None,
    preset: str = "report",
) -> Axes:
    refuse_with_axes(axes, figsize=figsize)
    if axes is None:
        figure = shown_figure(figsize, preset)
        with house_style(preset):
            measures = tuple(MEASURES) if kind == "calibration" else (kind,)
            calibration_figure(table, _caption(table, kind), measures=measures, figure=figure)
        return figure.axes[0]
    with house_style(preset):
        _draw(axes, table, MEASURES[kind])
        size, family = matplotlib.rcParams["font.size"], matplotlib.rcParams["font.family"]
        axes.set_title(MEASURES[kind].words, fontsize=size, color=INK, weight="normal", pad=6,
                       fontfamily=family)  # fmt: skip
    return axes


def calibration_figure(
    scores: pd.DataFrame,
    caption: Caption,
    *,
    measures: tuple[str, ...] = tuple(MEASURES),
    figure: Figure | None = None,
) -> Drawing:
    """Coverage and mean error of each method, side by side, in the style in force.

    Args:
        scores: method, coverage_90 (0 to 1) and error (points), in the order to print.
        caption: the words around it.
        measures: "coverage", "error" or both.
        figure: an empty figure to draw in.

    Returns:
        The figure with the exact data that it plots.
    """
    size = matplotlib.rcParams["font.size"]
    width = matplotlib.rcParams["figure.figsize"][0]
    figure = figure or new_figure((width, 2.1 * size / 72 * len(scores) + 1.3))
    panels = figure.subplots(1, len(measures), sharey=True, squeeze=False)[0]
    shown = [MEASURES[name] for name in measures]
    names = [_draw(axes, scores, each) for axes, each in zip(panels, shown, strict=True)]
    for axes in panels[1:]:
        axes.tick_params(labelleft=False)
    titles = [
        axes.set_title(each.words, fontsize=size, color=GREY, weight="normal", pad=3)
        for axes, each in zip(panels, shown, strict=True)
    ]
    figure.subplots_adjust(wspace=0.12)

    def room() -> Room:
        left = names[0]()
        panel = (figure.get_size_inches()[0] - left - 0.1) / (1.12 * len(panels) - 0.12)
        for title, each in zip(titles, shown, strict=True):
            title.set_text(wrapped(each.words, panel, size))
        lines = max(title.get_text().count("\n") for title in titles) + 1
        return Room(left, 0.1, (0.8 + 1.2 * lines) * size / 72, 2.4 * size / 72)

    reading = READING if "coverage" in measures else ""
    page = Page(figure, caption, reading=reading, room=room)
    page.execute(figure)
    page.after += [
        partial(_fit, axes, scores[each.column], each)
        for axes, each in zip(panels, shown, strict=True)
    ]
    return Drawing(figure, caption, scores.reset_index(drop=True), "calibration", (), reading)


def _draw(axes: Axes, scores: pd.DataFrame, measure: Measure) -> Callable[[], float]:
    """A dot a method on given axes; returns what sets the names and says their inches."""
    size = matplotlib.rcParams["font.size"]
    values = scores[measure.column]
    places = -np.arange(len(scores), dtype=float)
    colours = [looks()[0].colour if row == 0 else "#8A8A8A" for row in range(len(scores))]
    if measure.column == "coverage_90":
        axes.axvline(PROMISED, color=looks()[1].colour, linewidth=1.2, zorder=1)
    axes.scatter(values, places, color=colours, s=(1.6 * size) ** 2 / 6, zorder=3)
    for place, value in zip(places, values, strict=True):
        axes.annotate(measure.said(value), (value, place), xytext=(7, 0), va="center", color=INK,
                      textcoords="offset points", fontsize=size)  # fmt: skip
    axes.tick_params(length=0, labelsize=matplotlib.rcParams["xtick.labelsize"])
    names = name_rows(axes, [str(method) for method in scores["method"]])
    names()
    _fit(axes, values, measure)
    return names


def _fit(axes: Axes, values: pd.Series, measure: Measure) -> None:
    """Limits that leave room for the words beside the dots, and as many ticks as fit."""
    size = matplotlib.rcParams["font.size"]
    beside = max(width_of(measure.said(value), size) for value in values) + 0.14
    width = inches_of(axes)[0]
    room = max(1 - beside / width, 0.3)
    if measure.column == "coverage_90":
        low = min(float(values.min()), 0.8) - 0.03
        axes.set_xlim(low, max(1.04, low + (float(values.max()) - low) / room))
        axes.xaxis.set_major_formatter(lambda value, _: percent(value) if value <= 1 else "")
    else:
        axes.set_xlim(0, float(values.max()) / room)
    letters = 3.2 * float(axes.xaxis.get_major_ticks(1)[0].label1.get_fontsize()) / 72
    axes.xaxis.set_major_locator(
        MaxNLocator(min(max(int(width / letters), 2), 7), steps=[1, 2, 5, 10])
    )


def _caption(table: pd.DataFrame, kind: str) -> Caption:
    """Words made of the scores: how often the first method's interval held, or how far it missed.

    Args:
        table: as of `plot_scores`.
        kind: as of `plot_scores`.
    """
    first = table.iloc[0].to_dict()
    coverage, error = round_digits(np.array([first["coverage_90"], first["error"]]))
    readings = readings_count(int(first["readings"]))
    held = (
        f"{percent(coverage)} of {readings} fell inside the 90% interval of the {first['method']}"
    )
    missed = f"The {first['method']} missed {readings} by {error:.1f} points on average"
    headline = missed if kind == "error" else held
    return Caption(
        headline=headline,
        subtitle=f"Each reading predicted without itself, by {len(table)} methods",
        source="",
        note="",
        alt=f"Dot plot of {KINDS[kind]} of {len(table)} methods. {headline}.",
    )
