"""A count that starts again each year: this year, last year and the record strong, others pale.

|            ___ 2024
|   2025 ___/
|  ____/
+--Jan---Apr---Jul---Oct--
"""

from __future__ import annotations

import matplotlib
import matplotlib.dates
import pandas as pd
from matplotlib.ticker import FuncFormatter

from analysis.figures.labels import Label, fit_ends, label_ends, place_ends
from analysis.figures.page import Caption, Drawing, Page, Room, new_figure
from analysis.figures.scales import number_axis
from analysis.figures.style import GREY, INK, looks
from analysis.wording import MONTHS, count

__all__ = ["cumulative_figure"]

PALE = "#B5B5B5"


def cumulative_figure(
    running: pd.DataFrame, year: int, caption: Caption, *, record: int | None = None
) -> Drawing:
    """Running totals by day of the year, in the style in force.

    Args:
        running: columns year (int), date (datetime64) and total (float, the sum since
            1 January), in order of date.
        year: the year in question, in colour.
        caption: the words around it.
        record: the year of the record at the same day; it and the year before stand out.

    Returns:
        The figure with the exact data that it plots.
    """
    figure = new_figure()
    axes = figure.add_subplot()
    labels: list[Label] = []
    # A leap year carries every calendar day, so all years share its axis.
    common = pd.to_datetime("2000-" + running["date"].dt.strftime("%m-%d"))
    size = matplotlib.rcParams["font.size"]
    for key, rows in running.groupby("year", sort=True):
        colour, dash, width = _look(int(str(key)), year, record)
        days = matplotlib.dates.date2num(common.loc[rows.index])
        axes.plot(days, rows["total"], color=colour, linewidth=width, linestyle=dash,
                  zorder=3 if width > 1 else 2)  # fmt: skip
        end = float(rows["total"].iloc[-1])
        named = f"{key}: {count(end)}" if width > 1 else str(key)
        labels.append(Label(named, float(days[-1]), end, colour if width > 1 else GREY))
    axes.xaxis.set_major_locator(matplotlib.dates.MonthLocator(bymonth=(1, 4, 7, 10)))
    axes.xaxis.set_major_formatter(FuncFormatter(_day_and_month))
    number_axis(axes)
    first = float(matplotlib.dates.date2num(pd.Timestamp("2000-01-01")))
    axes.set_xlim(first, float(matplotlib.dates.date2num(common.max())))
    axes.set_ylim(0, float(running["total"].max()) * 1.05)
    reading = "Line: running total of a year from 1 January."
    label_ends(axes, labels, 0.95 * size)

    def room() -> Room:
        return Room(5.2 * size / 72, fit_ends(axes, labels, 2.0), 0.1, 2.4 * size / 72)

    page = Page(figure, caption, reading=reading, room=room)
    page.execute(figure)
    page.after.append(lambda: place_ends(axes))
    place_ends(axes)
    return Drawing(figure, caption, running.reset_index(drop=True), "cumulative", (), reading)


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
