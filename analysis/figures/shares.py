"""All answers of one question: stacked over time, or diverging from the middle.

100% |  don't know ___           for <------|------> against      a bar a date, the answers
     |  about right              ###==========|====######         that lean each way on its side
  0% |  too high
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import matplotlib
import matplotlib.dates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb

from analysis.figures.labels import Label, fit_ends, label_ends, place_ends
from analysis.figures.scales import date_axis, name_rows, percent_axis, stop_labels
from analysis.figures.style import INK, contrast, looks
from analysis.wording import month, percent

__all__ = ["draw_diverging", "draw_stacked", "tints"]

NEUTRAL = ("#C9C9C9", "#E4E4E4", "#ADADAD")
"""Greys of answers that lean neither way, told apart by strength."""

DAYS = 20
"""Width of the bar that stands for a lone date."""


def tints(leanings: Sequence[int]) -> list[str]:
    """Colours for answers by how they lean: -1 and below blue, above vermilion, 0 grey.

    Args:
        leanings: of each answer in order; several that lean alike are told apart by strength.

    >>> from analysis.figures.style import house_style
    >>> with house_style():
    ...     tints([1, 0, -1])
    ['#D55E00', '#C9C9C9', '#0072B2']
    """
    colours = []
    for place, lean in enumerate(leanings):
        if lean == 0:
            colours.append(NEUTRAL[list(leanings[:place]).count(0) % len(NEUTRAL)])
            continue
        alike = [k for k, other in enumerate(leanings) if np.sign(other) == np.sign(lean)]
        far = alike.index(place) if lean > 0 else len(alike) - 1 - alike.index(place)
        strength = 1 - 0.55 * far / max(len(alike) - 1, 1)
        base = np.array(to_rgb(looks()[1 if lean > 0 else 0].colour))
        colours.append(to_hex(tuple(1 - strength * (1 - base))).upper())
    return colours


def draw_stacked(
    axes: Axes, table: pd.DataFrame, names: Mapping[str, str], colours: Sequence[str]
) -> None:
    """Shares that add up to one, one above another, over time.

    Args:
        axes: where to draw.
        table: date, answer and estimate of `AnswersTrend.table`.
        names: answers in order from below, and what to print for each.
        colours: one for each answer.
    """
    wide = table.pivot(index="date", columns="answer", values="estimate").reindex(
        columns=list(names)
    )
    wide = wide.fillna(0.0)
    days = matplotlib.dates.date2num(wide.index)
    lone = wide.index[0] if len(wide) == 1 else None
    if lone is not None:  # an area needs two dates
        days = np.array([days[0] - DAYS / 2, days[0] + DAYS / 2])
        wide = pd.concat([wide, wide])
    areas = axes.stackplot(days, wide.to_numpy().T, colors=list(colours), linewidth=0.5)
    for area in areas:
        area.set_edgecolor("white")
    axes.set_ylim(0, 1)
    axes.set_xlim(days.min(), days.max())
    date_axis(axes)
    percent_axis(axes)
    last = wide.iloc[-1]
    tops = last.cumsum()
    labels = [
        Label(f"{names[answer]} {percent(last[answer])}", float(days[-1]),
              float(tops[answer] - last[answer] / 2), INK)
        for answer in names
        if last[answer] > 0
    ]  # fmt: skip
    size = matplotlib.rcParams["font.size"]
    label_ends(axes, labels, size)
    width = axes.get_window_extent().width / axes.get_figure(root=True).dpi  # type: ignore[union-attr]
    need = fit_ends(axes, labels, 0.5 * width)
    share = min(need / width, 0.6)
    axes.set_xlim(days.min(), days.min() + (days.max() - days.min()) / (1 - share))
    stop_labels(axes, float(days.max()))
    if lone is not None:
        axes.set_xticks([float(days.mean())], [month(lone)])
    place_ends(axes)


def draw_diverging(
    axes: Axes,
    table: pd.DataFrame,
    names: Mapping[str, str],
    leanings: Sequence[int],
    dates: Sequence[pd.Timestamp],
) -> None:
    """A bar a date: answers that lean one way to the left of the middle, the others right.

    Args:
        axes: where to draw.
        table: date, answer and estimate.
        names: answers in order, and what to print for each.
        leanings: of each answer: below 0 left, above 0 right, 0 half on each side.
        dates: the days drawn, from the top.
    """
    colours = dict(zip(names, tints(leanings), strict=True))
    lean = dict(zip(names, leanings, strict=True))
    wide = table.pivot(index="date", columns="answer", values="estimate").reindex(
        columns=list(names)
    )
    size = matplotlib.rcParams["font.size"]
    for place, day in enumerate(dates):
        shares = wide.loc[day].fillna(0.0).to_dict()
        middle = sum(shares[a] for a in names if lean[a] == 0) / 2
        left = -middle - sum(shares[a] for a in names if lean[a] < 0)
        ordered = sorted(names, key=lambda answer: np.sign(lean[answer]))
        for answer in ordered:
            axes.barh(-place, shares[answer], left=left, height=0.62, color=colours[answer],
                      edgecolor="white", linewidth=0.5)  # fmt: skip
            if shares[answer] >= 0.05:
                dark = contrast(INK, colours[answer]) >= 4.5
                axes.text(
                    left + shares[answer] / 2, -place, percent(shares[answer]), ha="center",
                    va="center", fontsize=0.85 * size, color=INK if dark else "#FFFFFF",
                )  # fmt: skip
            left += shares[answer]
    handles = [matplotlib.patches.Patch(color=colours[answer]) for answer in names]
    axes.legend(handles, names.values(), loc="lower center", bbox_to_anchor=(0.5, 1.0),
                ncols=len(names), fontsize=0.85 * size, handlelength=1)  # fmt: skip
    axes.axvline(0, color=INK, linewidth=0.8)
    name_rows(axes, [month(day) for day in dates])
    axes.set_xlim(-1, 1)
    axes.set_xticks([])
    axes.grid(visible=False)
    for spine in axes.spines.values():
        spine.set_visible(False)
