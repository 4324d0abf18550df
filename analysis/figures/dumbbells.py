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
from polls import small_bases, when

__all__ = [
    "breakdown_name",
    "draw_dumbbells",
    "dumbbells_figure",
    "latest_shares",
    "printable_groups",
    "resting_on_few",
]

BREAKDOWNS = {
    "age": "Age", "vote": "Vote", "referendum2016": "2016 referendum", "sex": "Sex",
    "social_grade": "Social grade", "region": "Region", "education": "Education",
}  # fmt: skip

ROW = 2.5
"""Lines of type for a row, at the least."""

NAMED = 0.32
"""Part of the axes' width that a name beside a dot may take."""


def breakdown_name(breakdown: str) -> str:
    """What to print for a breakdown.

    >>> breakdown_name("referendum2016"), breakdown_name("housing_tenure")
    ('2016 referendum', 'Housing tenure')
    """
    return BREAKDOWNS.get(breakdown, breakdown.replace("_", " ").capitalize())


def latest_shares(readings: pd.DataFrame, days: int) -> pd.DataFrame:
    """The mean of each group's readings of the last days, so that a dot is not one poll's luck.

    Args:
        readings: group_by, group, share, n, and the dates of readings; a mean is weighted by
            base, and a reading of fewer than 50 is left out.
        days: before the last reading of all.

    Returns:
        group_by, group, share and mark ("*" where all bases are small), for `draw_dumbbells` with
        the breakdown named in row: the breakdown with the widest gap first, those of one group
        left out.
    """
    readings = printable_groups(readings)
    date = when(readings)
    late = readings[date > date.max() - pd.Timedelta(days=days)]
    weight = late["n"].fillna(1.0)
    sums = late.assign(weighted=late["share"] * weight, weight=weight)
    found = sums.groupby(["group_by", "group"], sort=False)[["weighted", "weight"]].sum()
    shares = (found["weighted"] / found["weight"]).rename("share").reset_index()
    by = shares.groupby("group_by")["share"]
    gaps = (by.max() - by.min())[by.size() > 1].sort_values(ascending=False, kind="stable")
    few = resting_on_few(late)
    pairs = zip(shares["group_by"], shares["group"], strict=True)
    shares["mark"] = ["*" if pair in few else "" for pair in pairs]
    parts = [shares[shares["group_by"] == name] for name in gaps.index]
    rows: pd.DataFrame = pd.concat(parts, ignore_index=True) if parts else shares
    return rows.assign(row=rows["group_by"].map(breakdown_name))


def printable_groups(readings: pd.DataFrame) -> pd.DataFrame:
    """The readings whose bases are large enough to print, small ones marked in `reliability`."""
    judged = small_bases(readings, "base50")
    return judged[judged["n"].isna() | (judged["reliability"] != "withheld")]


def resting_on_few(readings: pd.DataFrame) -> list[tuple[str, str]]:
    """The groups whose readings all have small bases, with their breakdowns."""
    judged = small_bases(readings, "base50")
    small = judged["reliability"] == "marked"
    pairs = [
        set(zip(part["group_by"], part["group"], strict=True))
        for part in (judged[small], judged[~small])
    ]
    return sorted(pairs[0] - pairs[1])


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
