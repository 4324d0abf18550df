"""Words beside what they name: direct labels at the ends of lines.

Labels that would overlap are moved apart by as little as is needed, in the least squares of
their distances, by isotonic regression of their places less the room that those before take.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.text import Annotation
from scipy.optimize import isotonic_regression

from analysis.figures.fitting import fitted, width_of
from analysis.figures.scales import inches_of, stop_labels
from analysis.figures.style import HALO, readable

__all__ = [
    "Label",
    "ends_of",
    "fit_ends",
    "label_ends",
    "label_ends_inside",
    "place_ends",
    "spread",
    "with_value",
]

BESIDE = 0.14
"""Inches between a line and its name, and behind it."""

END = "end of line"
"""What labels of ends are known by on their axes."""


@dataclass(frozen=True)
class Label:
    """Words to set beside a point of a line, in its colour."""

    text: str
    x: float
    y: float
    colour: str


def label_ends(axes: Axes, labels: Sequence[Label], size: float) -> None:
    """Set each label to the right of its point; `place_ends` moves those that overlap.

    Args:
        axes: axes with their limits set.
        labels: words and points.
        size: of the type, in points.
    """
    for label in labels:
        axes.annotate(
            label.text, (label.x, label.y), xytext=(5, 0), textcoords="offset points",
            va="center", ha="left", color=readable(label.colour), fontsize=size,
            annotation_clip=False, fontweight="bold", linespacing=1.05, label=END, zorder=5,
            bbox=HALO,
        )  # fmt: skip


def label_ends_inside(axes: Axes, labels: Sequence[Label]) -> None:
    """On axes of the user's: make room inside them for the names, which may not leave them.

    Args:
        axes: axes with their limits set; they may go on farther to the right.
        labels: words and points.
    """
    label_ends(axes, labels, matplotlib.rcParams["font.size"])
    if labels:
        width = max(inches_of(axes)[0], 0.5)
        fit_ends(axes, labels, 0.4 * width)
        left, right = axes.get_xlim()
        for text, label in zip(ends_of(axes)[-len(labels) :], labels, strict=True):
            need = width_of(text.get_text(), float(text.get_fontsize()), "bold") + BESIDE
            right = max(right, left + (label.x - left) / (1 - min(need / width, 0.6)))
        axes.set_xlim(left, right)
        stop_labels(axes, max(label.x for label in labels))
    place_ends(axes)


def place_ends(axes: Axes) -> None:
    """Move the labels at the ends of lines apart, those of earlier calls included."""
    ends = ends_of(axes)
    if not ends:
        return
    figure = axes.get_figure(root=True)
    assert figure is not None
    heights = []
    for text in ends:
        heights.append(float(text.get_fontsize()) * 1.12 * (text.get_text().count("\n") + 1))
    points = [axes.transData.transform(text.xy)[1] for text in ends]
    wanted = np.array(points) * 72 / figure.dpi
    for text, here, place in zip(ends, wanted, spread(wanted, np.array(heights)), strict=True):
        text.set_position((5, float(place - here)))


def ends_of(axes: Axes) -> list[Annotation]:
    """The labels at the ends of lines, in the order in which they were set."""
    return [text for text in axes.texts
            if isinstance(text, Annotation) and text.get_label() == END]  # fmt: skip


def fit_ends(axes: Axes, labels: Sequence[Label], most: float) -> float:
    """Set the last labels in the lines that a width leaves them.

    Args:
        axes: axes with these labels at the ends of their lines.
        labels: as they were given to `label_ends`.
        most: inches that the widest may take.

    Returns:
        Inches that the widest needs beside its line.
    """
    ends, widths = ends_of(axes), [0.0]
    for text, label in zip(ends[len(ends) - len(labels) :], labels, strict=True):
        size = float(text.get_fontsize())
        # The value is the last word, and never cut.
        name, _, value = label.text.rpartition(" ")
        text.set_text(with_value(name, value, most, size, "bold"))
        widths.append(width_of(text.get_text(), size, "bold"))
    return max(widths) + BESIDE


def with_value(name: str, value: str, most: float, size: float, weight: str = "normal") -> str:
    """A name in up to two lines with its value, which is never cut, behind or beneath it.

    Args:
        name: what may be cut.
        value: short words.
        most: inches that a line may take.
        size: of the type, in points.
        weight: "normal" or "bold".

    >>> with_value("Spain", "12%", 2, 10)
    'Spain 12%'
    >>> with_value("Great Britain and all that is beside it", "12%", 1.1, 10)
    'Great Britain\\nand all that…\\n12%'
    """
    *above, last = fitted(name, most, size, weight).split("\n")
    whole = f"{last} {value}".strip()
    parts = [whole] if width_of(whole, size, weight) <= most else [last, value]
    return "\n".join([*above, *parts])


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
    sorted_heights = heights[order]
    taken = np.concatenate([[0.0], np.cumsum((sorted_heights[1:] + sorted_heights[:-1]) / 2)])
    apart = isotonic_regression(places[order] - taken[: len(places)]).x + taken[: len(places)]
    result = np.empty(len(places))
    result[order] = apart
    return result
