"""A count that starts again each year: this year, last year and the record strong, others pale.

|            ___ 2024
|   2025 ___/
|  ____/
+--Jan---Apr---Jul---Oct--
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import matplotlib
import matplotlib.dates
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from analysis.figures.labels import Label, fit_ends, label_ends, label_ends_inside, place_ends
from analysis.figures.page import (
    Caption,
    Drawing,
    Page,
    Room,
    new_figure,
    refuse_with_axes,
    shown_figure,
)
from analysis.figures.scales import inches_of, number_axis
from analysis.figures.style import GREY, INK, house_style, looks
from analysis.official.running_totals import RunningTotals
from analysis.wording import MONTHS, count, day
from polls.arguments import arguments_checked, options_of, unknown_options
from polls.errors import ProblemsError, raise_errors, unknown

__all__ = ["cumulative_figure", "plot_cumulative", "plot_totals", "totals_caption"]

PALE = "#B5B5B5"


def plot_totals(
    totals: RunningTotals, axes: Axes | None, kind: str, options: Mapping[str, Any]
) -> Axes:
    """Draw running totals by a kind and options that a caller names.

    Raises:
        ProblemsError: where the kind or an option is unknown.
    """
    if kind != "years":
        raise ProblemsError([unknown("kind", kind, ["years"], title="unknown kind of figure")])
    known = options_of(plot_cumulative)
    raise_errors(unknown_options(options, known, f"a figure of kind={kind!r}"))
    return plot_cumulative(totals, axes, **options)


@arguments_checked
def plot_cumulative(
    totals: RunningTotals,
    axes: Axes | None = None,
    *,
    figsize: tuple[float, float] | None = None,
    preset: str = "report",
    caption: Caption | None = None,
) -> Axes:
    """Draw the running totals of an official series, a line a year.

    Args:
        totals: of `running_totals`.
        axes: where to draw; default: a new figure with words around it.
        figsize, preset: as in `plot_trend`.
        caption: the words around a new figure; default: made from the series.

    Returns:
        The axes drawn on.
    """
    refuse_with_axes(axes, figsize=figsize, caption=caption)
    if axes is None:
        figure = shown_figure(figsize, preset)
        with house_style(preset):
            cumulative_figure(totals, caption or totals_caption(totals), figure=figure)
        return figure.axes[0]
    with house_style(preset):
        label_ends_inside(axes, _draw(axes, totals))
    return axes


def cumulative_figure(
    totals: RunningTotals, caption: Caption, *, figure: Figure | None = None
) -> Drawing:
    """Running totals by day of the year, in the style in force.

    Args:
        totals: of `running_totals`; its last year is in colour, the year before and that of
            the record stand out.
        caption: the words around it.
        figure: an empty figure to draw in.

    Returns:
        The figure with the exact data that it plots.
    """
    figure = figure or new_figure()
    axes = figure.add_subplot()
    labels = _draw(axes, totals)
    size = matplotlib.rcParams["font.size"]
    reading = "Line: running total of a year from 1 January."
    label_ends(axes, labels, 0.95 * size)

    def room() -> Room:
        return Room(5.2 * size / 72, fit_ends(axes, labels, 2.0), 0.1, 2.4 * size / 72)

    page = Page(figure, caption, reading=reading, room=room)
    page.execute(figure)
    page.after.append(lambda: place_ends(axes))
    place_ends(axes)
    return Drawing(figure, caption, totals.table, "cumulative", (), reading)


def totals_caption(totals: RunningTotals, producer: str = "") -> Caption:
    """Words for a figure of running totals: the news as its headline.

    Args:
        totals: of `running_totals`.
        producer: who counts, for the source line.
    """
    first, last = totals.table["date"].agg(["min", "max"])
    what = totals.title[:1].upper() + totals.title[1:]
    unit = f", {totals.unit}" if totals.unit else ""
    return Caption(
        headline=str(totals.news),
        subtitle=f"{what}; running total from 1 January{unit}",
        source=f"{producer}; processed by polltide" if producer else "",
        note=f"Figures from {day(first)} to {day(last)}. {totals.record_words()}".strip(),
        alt=(
            f"Line chart, one line a year from {first.year} to {last.year}: {what}, running "
            f"total. {totals.news}."
        ),
    )


def _draw(axes: Axes, totals: RunningTotals) -> list[Label]:
    """Draw a line a year; returns what is to be set at their ends."""
    running, labels = totals.table, []
    # A leap year carries every calendar day, so all years share its axis.
    common = pd.to_datetime("2000-" + running["date"].dt.strftime("%m-%d"))
    for key, rows in running.groupby("year", sort=True):
        colour, dash, width = _look(int(str(key)), totals.as_of.year, totals.record_year)
        days = matplotlib.dates.date2num(common.loc[rows.index])
        axes.plot(days, rows["total"], color=colour, linewidth=width, linestyle=dash,
                  zorder=3 if width > 1 else 2)  # fmt: skip
        end = float(rows["total"].iloc[-1])
        named = f"{key}: {count(end)}" if width > 1 else str(key)
        labels.append(Label(named, float(days[-1]), end, colour if width > 1 else GREY))
    number_axis(axes)
    first = float(matplotlib.dates.date2num(pd.Timestamp("2000-01-01")))
    axes.set_xlim(first, float(matplotlib.dates.date2num(common.max())))
    axes.set_ylim(0, float(running["total"].max()) * 1.05 or 1.0)
    apart = 3 if inches_of(axes)[0] > 2.6 else 6
    axes.xaxis.set_major_locator(matplotlib.dates.MonthLocator(bymonth=range(1, 13, apart)))
    axes.xaxis.set_major_formatter(FuncFormatter(_day_and_month))
    return labels


def _look(key: int, year: int, record: int | None) -> tuple[str, object, float]:
    strong = matplotlib.rcParams["lines.linewidth"]
    if key == year:
        return looks()[1].colour, "solid", 1.5 * strong
    if key == record:
        return INK, (0, (5, 1.5)), strong
    if key == year - 1:
        return looks()[0].colour, (0, (1.2, 1.2)), strong
    return PALE, "solid", 0.8


def _day_and_month(value: float, _: int | None) -> str:
    date = matplotlib.dates.num2date(value)
    return f"{date.day} {MONTHS[date.month - 1][:3]}"
