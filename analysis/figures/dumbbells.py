"""Groups as dumbbells: a bar from the lowest group to the highest, a dot for each.

Age        18-24 19% o------o-----------o 65+ 59%
Vote      Labour 18% o--o----------------o Conservative 65%
"""

from __future__ import annotations

from collections.abc import Callable

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from analysis.figures.fitting import width_of
from analysis.figures.labels import with_value
from analysis.figures.page import Caption, Drawing, page_of
from analysis.figures.row_figures import row_figure
from analysis.figures.scales import inches_of, name_rows, percent_axis
from analysis.figures.style import HALO, INK, looks
from analysis.wording import dashed, percent

__all__ = ["draw_dumbbells", "dumbbells_figure"]

ROW = 2.5
"""Lines of type for a row, at the least."""

NAMED = 0.32
"""Part of the axes' width that a name beside a dot may take."""


def draw_dumbbells(axes: Axes, rows: pd.DataFrame) -> Callable[[], float]:
    """Draw a bar a row on given axes, in the style in force.

    Args:
        axes: where to draw.
        rows: columns row (the name at the left), group, share (0 to 1) and, where the dots
            of a row are of two times, `time`, the earlier of which is hollow; `mark` stands
            behind a name. Rows in the order to print; lowest and highest share are named.

    Returns:
        What sets the names at the left and says the inches that they need.
    """
    names = list(dict.fromkeys(rows["row"]))
    look = looks()[0]
    size = matplotlib.rcParams["font.size"]
    dot = 1.6 * matplotlib.rcParams["lines.markersize"]
    for place, name in enumerate(names):
        part = rows[rows["row"] == name]
        low, high = _ends(part)
        axes.hlines(-place, low["share"], high["share"], color="#B8B8B8", linewidth=0.55 * dot,
                    zorder=1)  # fmt: skip
        inner = part.sort_values("share", kind="stable").iloc[1:-1]
        axes.plot(inner["share"], np.full(len(inner), -place), "o", color=look.colour,
                  markersize=0.75 * dot, markerfacecolor="white", zorder=2)  # fmt: skip
        for end, other, side, shift in ((low, high, "right", -1), (high, low, "left", 1)):
            earlier = "time" in part and end["time"] < other["time"]
            axes.plot(end["share"], -place, "o", color=look.colour, markersize=dot, zorder=3,
                      markerfacecolor="white" if earlier else look.colour)  # fmt: skip
            axes.annotate(
                "", (end["share"], -place), xytext=(shift * (0.5 * dot + 3), 0), ha=side,
                va="center", textcoords="offset points", fontsize=0.92 * size, color=INK,
                annotation_clip=False, bbox=HALO, zorder=4,
            )  # fmt: skip
    left = name_rows(axes, names, bold=True)
    _make_room(axes, rows, inches_of(axes)[0] - left(), size)
    axes.grid(visible=False, axis="y")
    return left


def _make_room(axes: Axes, rows: pd.DataFrame, width: float, size: float) -> None:
    """Limits of axes of a width in inches, so that the names beside the outermost dots fit."""
    low, high = float(rows["share"].min()), float(rows["share"].max())
    most, widest = NAMED * width, 0.0
    ends = (row for _, part in rows.groupby("row", sort=False) for row in _ends(part))
    for text, row in zip(axes.texts, ends, strict=True):
        group = f"{dashed(str(row['group']))}{row.get('mark', '')}"
        name = with_value(group, percent(row["share"]), most, 0.92 * size)
        text.set_text(name)
        widest = max(widest, width_of(name, size) + 0.1)
    # Of the axes' width the names take a part at either side, the shares what is left.
    beside = widest / max(width - 2 * widest, 0.3 * width) * (high - low)
    axes.set_xlim(max(low - beside, -beside), high + beside)
    percent_axis(axes, "x")
    axes.set_xticks([tick for tick in axes.get_xticks() if 0 <= tick <= 1])


def _ends(part: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    ordered = part.sort_values("share", kind="stable")
    return ordered.iloc[0], ordered.iloc[-1]


def dumbbells_figure(
    rows: pd.DataFrame, caption: Caption, *, reading: str = "", row: float = ROW
) -> Drawing:
    """A figure of dumbbells, in the style in force.

    Args:
        rows: as `draw_dumbbells` takes them.
        caption: the words around them.
        reading: how dots and bars are read.
        row: lines of type for a row.

    Returns:
        The figure with the exact data that it plots.
    """
    lines = row * rows["row"].nunique()
    drawing = row_figure(
        draw_dumbbells, rows, caption, lines=lines, chart="dumbbells", reading=reading
    )
    size = matplotlib.rcParams["font.size"]
    axes, page = drawing.figure.axes[0], page_of(drawing.figure)
    assert page is not None
    page.after.append(lambda: _make_room(axes, rows, inches_of(axes)[0], size))
    return drawing
