r"""An attitude above an official series, on one axis of time, so that their turns can be compared.

|  __/‾‾\__     a line with its band: the attitude
|  | | |||      bars: the official series, one at each of its dates
+--2015--2020-
"""

from __future__ import annotations

import matplotlib
import matplotlib.dates
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from analysis.figures.page import Caption, Drawing, Page, Room, new_figure, shown_figure
from analysis.figures.scales import date_axis, number_axis, percent_axis
from analysis.figures.style import GREY, house_style, looks
from analysis.trends.drawable import Drawable
from analysis.trends.summary import country_name
from polls.arguments import arguments_checked, require_columns, without_effect
from polls.errors import Problem, ProblemsError

__all__ = ["beside_counts_figure", "plot_beside_counts"]

DAYS = 250
"""Width of the bar of a year."""


@arguments_checked
def plot_beside_counts(
    line: Drawable,
    axes: Axes | None = None,
    *,
    counts: pd.DataFrame,
    names: tuple[str, str] | None = None,
    figsize: tuple[float, float] | None = None,
    preset: str = "report",
    caption: Caption | None = None,
) -> Axes:
    """Draw a line above an official series, in a figure of their own.

    Args:
        line: a trend or a mood.
        axes: None: two axes have a figure of their own.
        counts: of one country, such as `polls.official("...")`; the last count of a year is drawn.
        names: what the line is, and what the counts are; default: their ids.
        figsize, preset, caption: as in `plot_trend`.

    Returns:
        The axes of the line; those of the counts are the figure's second.

    Raises:
        ProblemsError: where axes are given, or the counts are of several countries or none.
    """
    if axes is not None:
        hint = "a line above counts has two axes, in a figure of their own"
        raise ProblemsError([without_effect("ax=", "kind='beside counts'", hint)])
    require_columns("counts", counts, ["country", "date", "value"])
    countries = sorted(counts.loc[counts["value"].notna(), "country"].unique())
    if len(countries) != 1:
        got = ", ".join(countries) or "no count"
        title, hint = "counts of one country are wanted", 'counts[counts["country"] == "..."]'
        raise ProblemsError([Problem("several-countries", title, got=got, hint=hint)])
    said = names or (_named(line.series.get("question", "")), _official_name(counts))
    figure = shown_figure(figsize, preset)
    with house_style(preset):
        words = caption or _caption(line, counts, said)
        beside_counts_figure(line, counts, said, words, figure=figure)
    return figure.axes[0]


def _named(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _official_name(counts: pd.DataFrame) -> str:
    return _named(str(counts["series"].iloc[0])) if "series" in counts else "Official counts"


def _caption(line: Drawable, counts: pd.DataFrame, names: tuple[str, str]) -> Caption:
    rows = last_of_years(counts)
    years = f"{rows['date'].min().year} to {rows['date'].max().year}"
    where = country_name(line.series["country"])
    houses = sorted({str(house) for house in line.readings["house"]})
    return Caption(
        headline=f"{names[0]} above {names[1][:1].lower()}{names[1][1:]}",
        subtitle=f"{where}, {years}",
        source=", ".join(houses[:12]),
        note="Each bar is the last figure of a year, drawn in its middle.",
        alt=f"Line chart above a bar chart, {where}, {years}: {names[0]} and {names[1]}.",
    )


def last_of_years(counts: pd.DataFrame) -> pd.DataFrame:
    """The last count of each year, dated in its middle.

    >>> days = pd.to_datetime(["2024-06-30", "2024-12-31"])
    >>> last_of_years(pd.DataFrame({"date": days, "value": [3.0, 5.0]}))["value"].tolist()
    [5.0]
    """
    known = counts[counts["value"].notna()].sort_values("date", kind="stable")
    rows = known.groupby(known["date"].dt.year).tail(1)
    middle = pd.to_datetime(rows["date"].dt.year.astype(str) + "-07-01")
    return rows.assign(date=middle).reset_index(drop=True)


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
        counts: date and value; the last of each year is drawn.
        names: what the line is, and what the bars are.
        caption: the words around it.
        figure: an empty figure to draw in.

    Returns:
        The figure with the exact data that it plots.
    """
    counts = last_of_years(counts)
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
