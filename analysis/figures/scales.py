"""The axes of figures: days along, percents up, no more labels than there is room for."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, Literal

import matplotlib
import matplotlib.dates
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.dates import MONTHLY, AutoDateLocator, ConciseDateFormatter, DateLocator
from matplotlib.ticker import FuncFormatter, Locator, MaxNLocator

from analysis.figures.fitting import fitted, width_of
from analysis.figures.style import INK
from analysis.wording import percent

__all__ = [
    "beyond_right",
    "date_axis",
    "decade_axis",
    "fit_limits",
    "inches_of",
    "name_rows",
    "number_axis",
    "percent_axis",
    "signed_tick",
    "stop_labels",
]

NAMED = (0.4, 0.5, 0.62)
"""Parts of a figure's width that the names of its rows may take, the first that is enough."""


def inches_of(axes: Axes) -> tuple[float, float]:
    """Width and height of axes."""
    figure = axes.get_figure(root=True)
    assert figure is not None
    box = axes.get_window_extent()
    return box.width / figure.dpi, box.height / figure.dpi


def _letters(axes: Axes) -> float:
    """Inches of the letters of dates, as they were set: a figure may be laid out in any style."""
    return float(axes.xaxis.get_major_ticks(1)[0].label1.get_fontsize()) / 72


def date_axis(axes: Axes) -> None:
    """Label the axis of days: years over years, months and days over less."""
    _keep_type(axes)
    letters = _letters(axes)
    most = max(int(inches_of(axes)[0] / (4.2 * letters)), 4)
    locator = AutoDateLocator(minticks=3 if most > 4 else 2, maxticks=min(most, 12))
    # Months of a span that is too long for half years and too short for years.
    locator.intervald[MONTHLY] = [*locator.intervald[MONTHLY], 12]
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator, show_offset=False))


def decade_axis(axes: Axes) -> None:
    """Label few round years of a narrow panel; days of a short span as `date_axis` does."""
    first, last = (matplotlib.dates.num2date(edge) for edge in axes.get_xlim())
    span = last.year - first.year
    if span < 8:
        date_axis(axes)
        return
    _keep_type(axes)
    step = 10 if span > 12 else 5
    years = [year for year in range(first.year, last.year + 1) if year % step == 0]
    letters = _letters(axes)
    room = max(int(inches_of(axes)[0] / (3.0 * letters)), 1)
    years = years[:: math.ceil(len(years) / room)] if years else years
    axes.set_xticks(
        [matplotlib.dates.date2num(pd.Timestamp(year, 1, 1)) for year in years],
        [str(year) for year in years],
    )


def stop_labels(axes: Axes, last: float) -> None:
    """Label no day after the last, where the axis goes on to make room for names."""
    every, said = axes.xaxis.get_major_locator(), axes.xaxis.get_major_formatter()

    class Stopped(Locator):
        def __call__(self) -> Any:
            low, high = axes.get_xlim()
            return self.tick_values(low, min(high, last))

        def tick_values(self, vmin: float, vmax: float) -> Any:
            ends = matplotlib.dates.num2date([vmin, vmax])
            ticks = every.tick_values(*ends if isinstance(every, DateLocator) else (vmin, vmax))
            return [tick for tick in ticks if tick <= vmax]

    axes.xaxis.set_major_locator(Stopped())
    axes.xaxis.set_major_formatter(said)


def percent_axis(axes: Axes, along: str = "y") -> None:
    """Label the axis of shares in percents, whole ones unless it spans but a few."""
    _keep_type(axes)
    axis = axes.yaxis if along == "y" else axes.xaxis
    room = inches_of(axes)[1 if along == "y" else 0]
    most = min(max(int(room / (0.42 if along == "y" else 0.6)), 2), 6)
    axis.set_major_locator(MaxNLocator(most, steps=[1, 2, 5, 10]))
    axis.set_major_formatter(FuncFormatter(_percent))


def number_axis(axes: Axes) -> None:
    """Label the value axis in whole numbers with their thousands apart."""
    _keep_type(axes)
    axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    axes.yaxis.set_major_formatter(
        FuncFormatter(lambda value, _: f"{value:,.0f}".replace("-", "−"))
    )


def signed_tick(value: float, _: float | None = None) -> str:
    """A difference of shares as a label of an axis: +10, −5, 0.

    >>> signed_tick(0.1), signed_tick(-0.05), signed_tick(0.0)
    ('+10', '−5', '0')
    """
    return f"{round(100 * value, 3):+g}".replace("-", "−") if abs(value) > 1e-9 else "0"


def name_rows(axes: Axes, names: Sequence[str], *, bold: bool = False) -> Callable[[], float]:
    """Name the rows of a figure at its left, the first at the top.

    Args:
        axes: axes whose rows lie at 0, -1, -2, ...
        names: of the rows, in order from the top.
        bold: whether to set them bold.

    Returns:
        What sets them in the lines that the figure's width leaves them, and says the inches
        that they need beside the axes.
    """
    _keep_type(axes)
    ticks = [-place for place in range(len(names))]
    axes.set_yticks(ticks, list(names))
    axes.set_ylim(-len(names) + 0.4, 0.6)
    axes.grid(visible=False, axis="y")
    axes.grid(visible=True, axis="x", color="#DDDDDD", linewidth=0.6)
    axes.tick_params(axis="y", length=0, labelcolor=INK)
    weight = "bold" if bold else "normal"
    for label in axes.get_yticklabels():
        label.set_fontweight(weight)
    size = matplotlib.rcParams["ytick.labelsize"]
    figure = axes.get_figure(root=True)
    assert figure is not None

    def name() -> float:
        width = figure.get_size_inches()[0]
        most = max(int(inches_of(axes)[1] / max(len(names), 1) / (1.15 * size / 72)), 1)
        for share in NAMED:
            shown = [fitted(name, share * width, size, weight) for name in names]
            if all(each.count("\n") < most for each in shown):
                break
        else:  # no width leaves a row to each: the names are cut
            shown = [
                fitted(name, NAMED[0] * width, size, weight, lines=max(most - name.count("\n"), 1))
                for name in names
            ]
        axes.set_yticks(ticks, shown)
        # Letters are set a little wider or narrower in another format.
        return 1.03 * max((width_of(each, size, weight) for each in shown), default=0.0) + 0.12

    name()
    return name


def beyond_right(axes: Axes) -> float:
    """Inches by which the labels under an axis go on beyond its right end."""
    left, right = map(float, axes.get_xlim())
    width, size = inches_of(axes)[0], matplotlib.rcParams["xtick.labelsize"]
    ticks = [tick for tick in axes.get_xticks() if left <= tick <= right]
    names = axes.xaxis.get_major_formatter().format_ticks(ticks)
    ends = [
        width_of(name, size) / 2 - (right - tick) / (right - left) * width
        for tick, name in zip(ticks, names, strict=True)
    ]
    return float(max([0.0, *ends]))


def fit_limits(axes: Axes, shares: Sequence[float], dates: Sequence[Any] = ()) -> None:
    """Scale to what is drawn; start at zero where that costs little room, or all are alike.

    Args:
        axes: axes.
        shares: readings and the ends of bars and bands, of 0 to 1; missing ones are skipped.
        dates: first and last day among others.
    """
    known = [share for share in shares if not math.isnan(share)]
    low, high = min(known), max(known)
    floor = 0.0 if low < 0.6 * high or low == high else low - 0.12 * (high - low)
    axes.set_ylim(max(floor, 0.0), min(high + 0.06 * (high - max(floor, 0.0)), 1.0) or 0.01)
    if len(dates):
        days = matplotlib.dates.date2num(pd.DatetimeIndex(list(dates)))
        first, last = float(days.min()), float(days.max())
        # A dot at either end is whole only where the axis goes on a little.
        margin = 0.01 * (last - first) or 30.0
        axes.set_xlim(first - margin, last + margin)


def _percent(value: float, _: int | None = None) -> str:
    if abs(100 * value - round(100 * value)) < 1e-6:
        return percent(value)
    return f"{round(100 * value, 3):g}%".replace("-", "−")


def _keep_type(axes: Axes) -> None:
    """Ticks are made when a figure is drawn, maybe after the house style was put back."""
    settings: Any = matplotlib.rcParams
    sides: tuple[Literal["x", "y"], ...] = ("x", "y")
    for side in sides:
        axes.tick_params(
            axis=side,
            labelsize=settings[f"{side}tick.labelsize"],
            labelfontfamily=settings["font.family"],
            labelcolor=settings[f"{side}tick.color"],
            length=settings[f"{side}tick.major.size"],
        )
    for edge, shown in (("top", False), ("right", False), ("left", False), ("bottom", True)):
        if edge in axes.spines:
            axes.spines[edge].set_visible(shown)
    axes.grid(visible=True, axis="y", color="#DDDDDD", linewidth=0.6)
    axes.set_axisbelow(True)
