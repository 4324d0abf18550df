"""Shares side by side: a dot for each, its sampling interval as a line, its value in words.

Germany  |        ---o---  81%
Spain    |       ----o---- 80%
"""

from __future__ import annotations

import pandas as pd

from analysis.figures.labels import Label, room_for
from analysis.figures.style import (
    COLOURS,
    INK,
    WIDTH,
    Caption,
    Drawing,
    house_style,
    lay_out,
    new_figure,
)

__all__ = ["dots_figure"]


def dots_figure(rows: pd.DataFrame, caption: Caption) -> Drawing:
    """A row for each share, the largest at the top.

    Args:
        rows: columns label (str), share, low, high (float, 0 to 1; low and high missing
            where no interval can be given) and text (str, set beside the dot).
        caption: the words around it.

    Returns:
        The figure with the exact data that it plots.
    """
    ordered = rows.sort_values("share", kind="stable", ignore_index=True)
    with house_style():
        figure = new_figure(1.9 + 0.33 * len(ordered))
        axes = figure.add_subplot()
        axes.hlines(ordered.index, ordered["low"], ordered["high"], color="#8A8A8A", linewidth=1.4)
        axes.plot(ordered["share"], ordered.index, "o", color=COLOURS["blue"], markersize=7)
        right = ordered["high"].fillna(ordered["share"]).to_numpy(float)
        for place, text in enumerate(ordered["text"]):
            axes.annotate(
                str(text), (right[place], place), xytext=(6, 0),
                textcoords="offset points", va="center", fontsize=8, color=INK,
            )  # fmt: skip
        axes.set_yticks(ordered.index, ordered["label"])
        axes.set_ylim(-0.6, len(ordered) - 0.4)
        axes.set_xlim(0, 1)
        axes.xaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f}%")
        axes.grid(visible=False, axis="y")
        axes.grid(visible=True, axis="x")
        lay_out(figure, caption)
        names = [Label(text, 0, 0, INK) for text in ordered["label"]]
        figure.subplots_adjust(left=room_for(figure, names) / WIDTH)
    return Drawing(figure, caption, ordered.iloc[::-1].reset_index(drop=True))
