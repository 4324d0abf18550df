"""An official count so far this year beside the years before, to the same day."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import pandas as pd

from analysis.figures.cumulative import cumulative_figure, totals_caption
from analysis.official.running_totals import running_totals
from analysis.report.data import Inputs
from analysis.report.document import Figure, Finding, Section, Table
from analysis.wording import MONTHS, NOT_PUBLISHED, count
from polls.errors import Place, Problem, unknown

__all__ = ["Options", "compose", "judge"]


@dataclass(frozen=True)
class Options:
    """The official series, and the day to count to; default: the last day published."""

    series: str
    as_of: datetime.date | None = None
    title: str = ""


def judge(options: Options, inputs: Inputs, place: Place) -> list[Problem]:
    """Whether the series is shipped and counts something a year can be added up from."""
    listing = inputs.official
    known = sorted(listing.loc[listing["frequency"].isin(["day", "week", "month"]), "series"])
    if options.series in known:
        return []
    return [
        unknown(
            "official-series",
            options.series,
            known,
            place,
            title="no official series of this name counts days, weeks or months",
        )
    ]


def compose(options: Options, inputs: Inputs) -> Section:
    """The section."""
    entry = inputs.official.set_index("series").loc[options.series]
    series = inputs.library.official(options.series)
    series = series[series["date"] <= inputs.date]
    named, unit = str(entry["title"]), str(entry["unit"])
    totals = running_totals(series, options.as_of, title=named, unit=unit)
    producer = inputs.sources.set_index("source").loc[entry["source"], "producer"]
    figure = Figure(
        options.series.replace("_", "-") + "-by-year",
        cumulative_figure(totals, totals_caption(totals, str(producer))),
        {"series": options.series, "as_of": totals.as_of.isoformat(), "source": entry["source"]},
    )
    news = totals.news
    # A count is no opinion, and its changes are relative: they weigh less.
    finding = Finding(f"{named}: {news.now},", f"{news.rest}.", abs(news.change) / 6)
    return Section(
        options.title or f"{named}: so far this year",
        (figure, _months(series, pd.Timestamp(totals.as_of)), _table(totals.counts)),
        (finding,),
        page=False,
    )


def _months(series: pd.DataFrame, as_of: pd.Timestamp) -> Table:
    """Months of this year beside last year's, whole ones up to the last day counted."""
    monthly = series.groupby([series["date"].dt.year, series["date"].dt.month])["value"].sum()
    years = [year for year in (as_of.year - 2, as_of.year - 1, as_of.year) if year in monthly]
    last = as_of.month if as_of == as_of + pd.offsets.MonthEnd(0) else as_of.month - 1
    rows = tuple(
        (str(year), *(count(float(monthly.get((year, month), float("nan"))))
                      if year < as_of.year or month <= last else "–" for month in range(1, 13)))
        for year in years
    )  # fmt: skip
    header = ("Year", *(name[:3] for name in MONTHS))
    title = "By month" if last == 12 else "By month; –: the month is not over"
    return Table(header, rows, (0.09, *([0.0758] * 12)), title, tuple(range(1, 13)))


def _table(counts: pd.DataFrame) -> Table:
    shown = counts.iloc[::-1]
    header = ("To the same day", *(str(year) for year in shown["year"]))
    row = tuple(
        count(value) if complete else NOT_PUBLISHED
        for value, complete in zip(shown["value"], shown["complete"], strict=True)
    )
    return Table(header, (("From 1 January", *row),), (0.2, *([0.8 / len(row)] * len(row))), "",
                 tuple(range(1, len(row) + 1)))  # fmt: skip
