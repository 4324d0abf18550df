"""An official count so far this year beside the years before, to the same day."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import pandas as pd

import polls
from analysis.figures.cumulative import cumulative_figure
from analysis.figures.page import Caption
from analysis.official.year_to_date import YearRecord, year_record, year_to_date
from analysis.report.data import Inputs
from analysis.report.document import Figure, Section, Table
from analysis.wording import NOT_PUBLISHED, count, day, listing
from polls.errors import Place, Problem, did_you_mean

__all__ = ["Options", "compose", "judge"]


@dataclass(frozen=True)
class Options:
    """The official series, and the day to count to; default: the last day published."""

    series: str
    as_of: datetime.date | None = None


def judge(options: Options, inputs: Inputs, place: Place) -> list[Problem]:
    """Whether the series is shipped and counts something a year can be added up from."""
    listing = inputs.official
    known = sorted(listing.loc[listing["frequency"].isin(["day", "week", "month"]), "series"])
    if options.series in known:
        return []
    return [
        Problem(
            "unknown-official-series",
            "no official series of this name counts days, weeks or months",
            place,
            got=repr(options.series),
            expected=", ".join(known),
            hint=did_you_mean(options.series, known),
        )
    ]


def compose(options: Options, inputs: Inputs) -> Section:
    """The section."""
    entry = inputs.official.set_index("series").loc[options.series]
    series = polls.official(options.series)
    series = series[series["date"] <= inputs.date]
    as_of = pd.Timestamp(options.as_of) if options.as_of else series["date"].max()
    counts = year_to_date(series, as_of.date())
    record = year_record(counts)
    finding = _finding(counts, record, as_of)
    producer = inputs.sources.set_index("source").loc[entry["source"], "producer"]
    caption = Caption(
        headline=f"{entry['title']}: {finding}",
        subtitle=f"{entry['title']}, running total from 1 January, {entry['unit']}",
        source=f"{producer}; processed by polltide",
        note=f"Daily figures from {day(series['date'].min())} to {day(series['date'].max())}.",
        alt=(
            f"Line chart, one line a year from {series['date'].min().year} to "
            f"{as_of.year}: {entry['title']}, running total. {finding}."
        ),
    )
    figure = Figure(
        options.series.replace("_", "-") + "-by-year",
        cumulative_figure(_running(series), as_of.year, caption),
        {"series": options.series, "as_of": as_of.date().isoformat(), "source": entry["source"]},
    )
    return Section(f"{entry['title']}: so far this year", (figure, _table(counts)), f"{finding}.")


def _finding(counts: pd.DataFrame, record: YearRecord | None, as_of: pd.Timestamp) -> str:
    so_far = count(float(counts["value"].iloc[-1]))
    said = f"{so_far} from 1 January to {day(as_of)}"
    if record is None:
        return said
    best = f"{count(record.previous_value)} in {record.previous_year}"
    if record.is_record and record.years_unknown:
        unknown = listing([str(year) for year in record.years_unknown])
        return f"{said}, above the {best}; counts of {unknown} are incomplete"
    if record.is_record:
        return f"{said}, a record; the highest before was {best}"
    return f"{said}, no record: the highest to that day was {best}"


def _table(counts: pd.DataFrame) -> Table:
    rows = tuple(
        (
            str(row["year"]),
            day(row["last_day"]),
            count(row["value"]) if row["complete"] else NOT_PUBLISHED,
        )
        for row in counts.to_dict("records")
    )
    return Table(("Year", "From 1 January to", "Count"), rows, (0.2, 0.4, 0.4), "To the same day")


def _running(series: pd.DataFrame) -> pd.DataFrame:
    year = series["date"].dt.year
    total = series["value"].groupby(year).cumsum()
    return pd.DataFrame({"year": year, "date": series["date"], "total": total}).reset_index(
        drop=True
    )
