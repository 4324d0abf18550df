"""An official count so far this year beside the years before, to the same day."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

import pandas as pd

from analysis.figures.cumulative import cumulative_figure
from analysis.figures.page import Caption
from analysis.official.year_to_date import YearRecord, year_record, year_to_date
from analysis.report.data import Inputs
from analysis.report.document import Figure, Finding, Section, Table
from analysis.wording import MONTHS, NOT_PUBLISHED, count, day, listing
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
    as_of = pd.Timestamp(options.as_of) if options.as_of else series["date"].max()
    counts = year_to_date(series, as_of.date())
    strong, rest, weight = _news(counts, as_of)
    producer = inputs.sources.set_index("source").loc[entry["source"], "producer"]
    record = year_record(counts)
    best = None if record is None else (as_of.year if record.is_record else record.previous_year)
    days = f"{day(series['date'].min())} to {day(series['date'].max())}"
    title = options.title or f"{entry['title']}: so far this year"
    caption = Caption(
        headline=f"{strong} {rest}",
        subtitle=f"{entry['title']}; running total from 1 January, {entry['unit']}",
        source=f"{producer}; processed by polltide",
        note=f"Figures from {days}. {_record_words(record)}".strip(),
        alt=(
            f"Line chart, one line a year from {series['date'].min().year} to "
            f"{as_of.year}: {entry['title']}, running total. {strong} {rest}."
        ),
    )
    figure = Figure(
        options.series.replace("_", "-") + "-by-year",
        cumulative_figure(_running(series), as_of.year, caption, record=best),
        {"series": options.series, "as_of": as_of.date().isoformat(), "source": entry["source"]},
    )
    return Section(
        title,
        (figure, _months(series, as_of), _table(counts)),
        (Finding(f"{entry['title']}: {strong}", f"{rest}.", weight),),
        page=False,
    )


def _news(counts: pd.DataFrame, as_of: pd.Timestamp) -> tuple[str, str, float]:
    """What is new about the count: against the year before, and since when it was as small.

    Returns:
        The number with its day, the rest of the sentence, and how much it says (shares).
    """
    now = float(counts["value"].iloc[-1])
    strong = f"{count(now)} by {day(as_of)},"
    before = counts.iloc[:-1]
    known = before[before["complete"]]
    if known.empty or known["year"].iloc[-1] != as_of.year - 1:
        return strong, "with no complete year before to compare", 0.0
    last = float(known["value"].iloc[-1])
    change = (now - last) / last if last else 0.0
    size = f"{abs(100 * change):.0f}% {'fewer' if change < 0 else 'more'}"
    said = f"{size} than by the same day in {as_of.year - 1}" if round(abs(change), 2) else (
        f"as many as by the same day in {as_of.year - 1}"
    )  # fmt: skip
    beyond = known[known["value"] < now] if change < 0 else known[known["value"] > now]
    extreme = "fewest" if change < 0 else "most"
    if beyond.empty:
        said += f", the {extreme} since counting began in {int(counts['year'].iloc[0])}"
    elif (year := int(beyond["year"].iloc[-1])) < as_of.year - 1:
        said += f", the {extreme} since {year}"
    # A count is no opinion, and its changes are relative: they weigh less.
    return strong, said, abs(change) / 6


def _record_words(record: YearRecord | None) -> str:
    if record is None:
        return ""
    best = f"{count(record.previous_value)} in {record.previous_year}"
    if record.is_record and record.years_unknown:
        unknown = listing([str(year) for year in record.years_unknown])
        return f"Above the {best}; counts of {unknown} are incomplete."
    if record.is_record:
        return f"A record; the highest to that day before was {best}."
    return f"The record to that day is {best}."


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


def _running(series: pd.DataFrame) -> pd.DataFrame:
    year = series["date"].dt.year
    total = series["value"].groupby(year).cumsum()
    return pd.DataFrame({"year": year, "date": series["date"], "total": total}).reset_index(
        drop=True
    )
