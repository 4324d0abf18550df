"""A count that starts again each year: one line a year, the year in question set off.

|            ___ 2024
|   2025 ___/
|  ____/
+--Jan---Apr---Jul---Oct--
"""

from __future__ import annotations

import matplotlib.dates
import pandas as pd
from matplotlib.ticker import FuncFormatter

from analysis.figures.labels import Label, label_ends, room_for
from analysis.figures.style import COLOURS, Caption, Drawing, house_style, lay_out, new_figure

__all__ = ["cumulative_figure"]

FADED = "#767676"
DASHES = ("solid", (0, (4, 1.5)), (0, (1.2, 1.2)), (0, (6, 1.5, 1.2, 1.5)))


def cumulative_figure(running: pd.DataFrame, year: int, caption: Caption) -> Drawing:
    """Running totals by day of the year.

    Args:
        running: columns year (int), date (datetime64) and total (float, the sum since
            1 January), in order of date.
        year: the year to set off; the others are grey.
        caption: the words around it.

    Returns:
        The figure with the exact data that it plots.
    """
    with house_style():
        figure = new_figure(4.4)
        axes = figure.add_subplot()
        labels = []
        # A leap year carries every calendar day, so all years share its axis.
        common = pd.to_datetime("2000-" + running["date"].dt.strftime("%m-%d"))
        for number, (key, rows) in enumerate(running.groupby("year", sort=True)):
            this = key == year
            colour = COLOURS["vermilion"] if this else FADED
            days = matplotlib.dates.date2num(common.loc[rows.index])
            axes.plot(
                days, rows["total"], color=colour, linewidth=2.4 if this else 0.9,
                linestyle="solid" if this else DASHES[number % len(DASHES)],
                zorder=3 if this else 2,
            )  # fmt: skip
            end = float(rows["total"].iloc[-1])
            labels.append(Label(f"{key}: {end:,.0f}", float(days[-1]), end, colour))
        axes.xaxis.set_major_locator(matplotlib.dates.MonthLocator(bymonth=(1, 4, 7, 10)))
        axes.xaxis.set_major_formatter(FuncFormatter(_day_and_month))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
        first = matplotlib.dates.date2num(pd.Timestamp("2000-01-01"))
        axes.set_xlim(first, float(matplotlib.dates.date2num(common.max())))
        axes.set_ylim(0, float(running["total"].max()) * 1.05)
        lay_out(figure, caption, room_right=room_for(figure, labels, size=7))
        label_ends(axes, labels, size=7)
    return Drawing(figure, caption, running.reset_index(drop=True))


def _day_and_month(value: float, _: int | None) -> str:
    date = matplotlib.dates.num2date(value)
    return f"{date.day} {date:%b}"
