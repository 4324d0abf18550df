r"""An attitude above an official series, on one axis of time, so that their turns can be compared.

|  __/‾‾\__     a line with its band: the attitude
|  | | |||      bars: the official series, one at each of its dates
+--2015--2020-
"""

from __future__ import annotations

import matplotlib
import matplotlib.dates
import pandas as pd
from matplotlib.figure import Figure

from analysis.figures.page import Caption, Drawing, Page, Room, new_figure
from analysis.figures.scales import date_axis, number_axis, percent_axis
from analysis.figures.style import GREY, looks
from analysis.trends.drawable import Drawable

__all__ = ["beside_counts_figure"]

DAYS = 250
"""Width of the bar of a year."""


def beside_counts_figure(
    line: Drawable,
    counts: pd.DataFrame,
    names: tuple[str, str],
    caption: Caption,
    *,
    figure: Figure | None = None,
) -> Drawing:
    """A line with its band above bars of yearly counts, in the style in force.

    Args:
        line: a trend or a mood; drawn over the time of the counts.
        counts: date and value, one row a year.
        names: what the line is, and what the bars are.
        caption: the words around it.
        figure: an empty figure to draw in.

    Returns:
        The figure with the exact data that it plots.
    """
    size = matplotlib.rcParams["font.size"]
    width, height = matplotlib.rcParams["figure.figsize"]
    figure = figure or new_figure((width, 1.25 * height))
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
    first, last = counts["date"].min(), counts["date"].max()
    edge = pd.Timedelta(days=300)
    table = line.table[line.table["date"].between(first - edge, last + edge)]
    days = matplotlib.dates.date2num(table["date"])
    look = looks()[0]
    above.fill_between(days, table["low"], table["high"], color=look.colour, alpha=0.2,
                       linewidth=0, label="band")  # fmt: skip
    above.plot(days, table["estimate"], color=look.colour, label="trend")
    below.bar(matplotlib.dates.date2num(counts["date"]), counts["value"], width=DAYS,
              color=looks()[1].colour, label="official")  # fmt: skip
    percent_axis(above)
    number_axis(below)
    date_axis(below)
    above.tick_params(labelbottom=False)
    for axes, name in zip((above, below), names, strict=True):
        axes.set_title(name, loc="left", fontsize=size, color=GREY, weight="normal", pad=4)
    figure.subplots_adjust(hspace=0.3)
    reading = "Line: the attitude, with its 90% band. Bars: the official count."
    page = Page(
        figure, caption, reading=reading,
        room=lambda: Room(5.2 * size / 72, 0.15, 2.0 * size / 72, 2.4 * size / 72),
    )  # fmt: skip
    page.execute(figure)
    path = table.rename(columns={"estimate": "share"})[["date", "share", "low", "high"]]
    bars = counts[["date", "value"]]
    shown = pd.concat([path.assign(kind="trend"), bars.assign(kind="official")], ignore_index=True)
    return Drawing(figure, caption, shown, "beside counts", (), reading)
