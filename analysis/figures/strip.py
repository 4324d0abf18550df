"""The readings behind a verdict as a strip of dots, with the number that the sentence names.

             claimed 70%
Germany  |  o   :   o 62%      filled: weighed; hollow: shown and not weighed
Spain    |      :     o 66%    pale: earlier; the latest of a series is named
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import matplotlib
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from analysis.figures.fitting import width_of
from analysis.figures.page import Caption, Drawing
from analysis.figures.row_figures import row_figure
from analysis.figures.scales import inches_of, name_rows, percent_axis
from analysis.figures.style import FADED, INK, looks, readable
from analysis.trends.drawable import Judged, day_of
from analysis.wording import count, listing, percent, printed, stated

__all__ = ["claimed_line", "draw_strip", "strip_figure", "strip_rows", "value_in_words"]

MOST = 8
"""Series with a row of their own; the table of readings has those after them."""

EARLIER = 0.4
"""How strong an earlier reading is drawn beside the latest of its series."""

SPAN = 0.1
"""The least part of the scale that a strip shows, so that no point looks like a gulf."""


def claimed_line() -> dict[str, Any]:
    """How the number that a sentence names is drawn, in the colours of the preset in force."""
    return {"color": looks()[1].colour, "linewidth": 1.2, "linestyle": (0, (3, 2)), "zorder": 2}


def strip_figure(verdict: Judged, short: Mapping[str, str] | None = None) -> Drawing | None:
    """A strip without words around it, as wide as a telephone, in the style in force.

    Args:
        verdict: of a claim.
        short: the name of a series in words -> the name of its row; default: the same.

    Returns:
        The figure with the exact data that it plots; None where there is nothing to draw.
    """
    rows = strip_rows(verdict, short)
    if rows.empty:
        return None
    above = 0.04 if verdict.claimed is None else 0.2
    with matplotlib.rc_context({"figure.figsize": (3.7, 1.0)}):
        return row_figure(
            lambda axes, shown: draw_strip(axes, shown, verdict.claimed), rows,
            Caption("", "", "", "", _in_words(rows, verdict.claimed)),
            lines=1.35 * rows["name"].nunique(), beyond=0.3 + above, room=(above, 0.05, 1.7),
            chart="strip", reading="",
        )  # fmt: skip


def strip_rows(verdict: Judged, short: Mapping[str, str] | None = None) -> pd.DataFrame:
    """The readings of a strip: those in the unit of the first that was weighed.

    Args:
        verdict, short: as of `strip_figure`.

    Returns:
        name (str), date (datetime64), value (float, a share or a count), unit (str), counts
        (bool), latest (bool, of the weighed readings of its name) and text (str, the value in
        words), in order of the date within a name, the names as the verdict has them.
    """
    found = [item for item in verdict.readings if day_of(item) is not None]
    weighed = [item for item in found if item.counts]
    unit = (weighed or found)[0].unit if found else ""
    short = short or {}
    named = [
        (short.get(item.name, item.name), item) for item in (*weighed, *found) if item.unit == unit
    ]
    names = list(dict.fromkeys(name for name, _ in named))[:MOST]
    rows = pd.DataFrame(
        [
            (name, day_of(item), item.value, unit, item.counts, value_in_words(item))
            for name, item in dict.fromkeys(named)
            if name in names
        ],
        columns=["name", "date", "value", "unit", "counts", "text"],
    )
    if rows.empty:
        return rows.assign(latest=False)
    rows = rows.sort_values(
        ["name", "date"], key=lambda c: c.map(names.index) if c.name == "name" else c,
        kind="stable", ignore_index=True,
    )  # fmt: skip
    last = rows["date"].where(rows["counts"]).groupby(rows["name"]).transform("max")
    return rows.assign(latest=rows["counts"] & (rows["date"] == last))


def draw_strip(axes: Axes, rows: pd.DataFrame, claimed: float | None) -> Callable[[], float]:
    """A row of dots for each series on given axes, in the style in force.

    Args:
        axes: where to draw.
        rows: as `strip_rows` returns them.
        claimed: the number that the sentence names; None: none.

    Returns:
        What sets the names at the left and says the inches that they need.
    """
    names = list(rows["name"].unique())
    share = rows["unit"].iloc[0] == "share"
    size, font = 1.5 * matplotlib.rcParams["lines.markersize"], matplotlib.rcParams["font.size"]
    colour = looks()[0].colour
    places = -rows["name"].map(names.index)
    looked = (
        (rows["counts"] & ~rows["latest"], {"color": colour, "alpha": EARLIER}),
        (rows["latest"], {"color": colour}),
        (~rows["counts"], {"color": FADED, "markerfacecolor": "white"}),
    )
    for own, look in looked:
        axes.plot(rows.loc[own, "value"], places[own], "o", markersize=size, zorder=3, **look)
    for place, name in enumerate(names):
        own = rows[rows["counts"] & (rows["name"] == name)]
        axes.hlines(-place, own["value"].min(), own["value"].max(), color=colour,
                    alpha=EARLIER, linewidth=0.25 * size)  # fmt: skip
    left = name_rows(axes, names if len(names) > 1 else [""])
    _fit_scale(axes, rows, claimed, _say_latest(axes, rows, 0.9 * font))
    if claimed is not None:
        axes.axvline(claimed, **claimed_line())
        axes.annotate(
            f"claimed {_claimed(claimed, share)}", (claimed, 1),
            xycoords=("data", "axes fraction"), xytext=(0, 1.5), textcoords="offset points",
            ha="center", va="bottom", fontsize=0.9 * font, color=readable(looks()[1].colour),
        )  # fmt: skip
    return left


def _say_latest(axes: Axes, rows: pd.DataFrame, font: float) -> list[tuple[float, float]]:
    """Set beside the dots of each row how it moved, or where it stands.

    Returns:
        Where the words of each row begin, and the inches that they take.
    """
    names = list(rows["name"].unique())
    ends = []
    for place, name in enumerate(names):
        own = rows[rows["name"] == name]
        text = _movement(own, dated=len(names) == 1)
        axes.annotate(
            text, (own["value"].max(), -place), xytext=(6, 0), textcoords="offset points",
            va="center", fontsize=font, color=INK,
        )  # fmt: skip
        ends.append((float(own["value"].max()), width_of(text, font) + 0.15))
    return ends


def _fit_scale(
    axes: Axes, rows: pd.DataFrame, claimed: float | None, ends: list[tuple[float, float]]
) -> None:
    """Show all readings, what is claimed and the words beside the dots."""
    values = [*rows["value"]] if claimed is None else [*rows["value"], claimed]
    low, high = min(values), max(values)
    if rows["unit"].iloc[0] == "share":
        least = SPAN - (high - low)
        low, high = max(low - max(least / 2, 0.01), 0.0), min(high + max(least / 2, 0.01), 1.0)
        _fit(axes, low, high, ends)
        percent_axis(axes, "x")
    else:
        _fit(axes, 0.0, high, ends)
        axes.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 5, 10]))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: count(value)))


def _fit(axes: Axes, low: float, high: float, ends: list[tuple[float, float]]) -> None:
    """Set the limits so that the words beside the dots end within them."""
    width = max(inches_of(axes)[0], 1.0)
    margin = 0.03 * (high - low)
    right = high + margin
    for value, inches in ends:
        free = max(1 - inches / width, 0.2)
        right = max(right, low + (value - low) / free)
    axes.set_xlim(low - margin, right)


def _movement(rows: pd.DataFrame, *, dated: bool) -> str:
    """Where a series stands, or how it moved from its first weighed day to its last."""
    weighed = rows[rows["counts"]]
    if weighed.empty:
        return str(rows["text"].iloc[-1])
    first, last = weighed["date"].iloc[0], weighed["date"].iloc[-1]
    ends = {day: weighed.loc[weighed["date"] == day, "text"] for day in (first, last)}
    said = {day: listing(list(dict.fromkeys(texts))) for day, texts in ends.items()}
    if dated and first.year != last.year:
        said = {day: f"{text} ({day.year})" for day, text in said.items()}
    return " → ".join(said.values())


def value_in_words(item: Any) -> str:
    """The value of a reading of a verdict as it was printed, without its unit."""
    if item.unit != "share":
        return count(item.value)
    return printed(item.value, censored=True) if item.censored else percent(item.value)


def _in_words(rows: pd.DataFrame, claimed: float | None) -> str:
    parts = [
        ": ".join(filter(None, (str(name), _movement(own, dated=True))))
        for name, own in rows.groupby("name", sort=False)
    ]
    share = rows["unit"].iloc[0] == "share"
    named = "" if claimed is None else f"; claimed {_claimed(claimed, share)}"
    return f"Strip of dots, a dot a reading. {'; '.join(parts)}{named}."


def _claimed(value: float, share: bool) -> str:
    return stated(value) if share else count(value)
