"""How often what was predicted came true: coverage against what was promised, a dot a method.

trend        |        o|      89% of the readings inside the 90% interval
last poll    |     o   |
"""

from __future__ import annotations

from collections.abc import Callable

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.figures.fitting import wrapped
from analysis.figures.page import Caption, Drawing, Page, Room, new_figure
from analysis.figures.scales import name_rows
from analysis.figures.style import COLOURS, GREY, INK, looks
from analysis.wording import percent

__all__ = ["calibration_figure"]

INSIDE = "Readings inside the 90% interval"


def calibration_figure(scores: pd.DataFrame, caption: Caption) -> Drawing:
    """Coverage and mean error of each method, side by side, in the style in force.

    Args:
        scores: method, coverage_90 (0 to 1) and error (points), in the order to print.
        caption: the words around it.

    Returns:
        The figure with the exact data that it plots.
    """
    size = matplotlib.rcParams["font.size"]
    width = matplotlib.rcParams["figure.figsize"][0]
    figure = new_figure((width, 2.1 * size / 72 * len(scores) + 1.3))
    left_axes, right_axes = figure.subplots(1, 2, sharey=True)
    places = -np.arange(len(scores), dtype=float)
    colours = [looks()[0].colour if row == 0 else "#8A8A8A" for row in range(len(scores))]
    left_axes.axvline(0.9, color=COLOURS["vermilion"], linewidth=1.2, zorder=1)
    panels: tuple[tuple[Axes, pd.Series, Callable[[float], str]], ...] = (
        (left_axes, scores["coverage_90"], lambda value: percent(value, step=0.001)),
        (right_axes, scores["error"], lambda value: f"{value:.2f}"),
    )
    for axes, values, said in panels:
        axes.scatter(values, places, color=colours, s=(1.6 * size) ** 2 / 6, zorder=3)
        for place, value in zip(places, values, strict=True):
            axes.annotate(said(value), (value, place), xytext=(7, 0), va="center", color=INK,
                          textcoords="offset points", fontsize=size)  # fmt: skip
        axes.tick_params(length=0, labelsize=matplotlib.rcParams["xtick.labelsize"])
    left = name_rows(left_axes, [str(method) for method in scores["method"]])
    low = min(float(scores["coverage_90"].min()), 0.8)
    left_axes.set_xlim(low - 0.03, 1.04)
    left_axes.xaxis.set_major_formatter(lambda value, _: percent(value) if value <= 1 else "")
    right_axes.set_xlim(0, 1.35 * float(scores["error"].max()))
    right_axes.grid(visible=False, axis="y")
    titles = [
        axes.set_title(words, fontsize=size, color=GREY, weight="normal", pad=3)
        for axes, words in ((left_axes, INSIDE), (right_axes, "Mean error, points"))
    ]
    figure.subplots_adjust(wspace=0.12)
    reading = "Vermilion line: 90%, which an honest interval should reach."

    def room() -> Room:
        names = left()
        panel = (figure.get_size_inches()[0] - names - 0.1) / 2.12
        titles[0].set_text(wrapped(INSIDE, panel, size))
        lines = titles[0].get_text().count("\n") + 1
        return Room(names, 0.1, (0.8 + 1.2 * lines) * size / 72, 2.4 * size / 72)

    page = Page(figure, caption, reading=reading, room=room)
    page.execute(figure)
    return Drawing(figure, caption, scores.reset_index(drop=True), "calibration", (), reading)
