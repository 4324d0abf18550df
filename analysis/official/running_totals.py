"""What an official series has counted since 1 January, day by day, each year beside the others.

2024  |        ___----     19,294 by 21 August
2025  |     __/            27,997   the record
2026  |  ___/              15,897   43% fewer than by the same day in 2025
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from analysis.official.calendar_sums import require_counts
from analysis.official.year_to_date import (
    YearRecord,
    require_countable,
    year_record,
    year_to_date,
)
from analysis.shown import Shown
from analysis.wording import count, day, listing
from polls.arguments import arguments_checked, require_day

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["News", "RunningTotals", "running_totals"]


@dataclass(frozen=True)
class News:
    """What is new about a count so far this year.

    Attributes:
        now: the count and its day, in words.
        rest: against the year before, and since when it was as small or as large, in words.
        change: on the same day of the year before, as a part of it; 0 where it is not known.
    """

    now: str
    rest: str
    change: float

    def __str__(self) -> str:
        return f"{self.now}, {self.rest}"


@dataclass(frozen=True, repr=False, eq=False)
class RunningTotals(Shown):
    """An official series added up from 1 January, in every year.

    Attributes:
        table: one row a period: year (int), date (datetime64, its last day) and total (float,
            the sum since 1 January, in the series' unit). Of the last year nothing later than
            `as_of`; of earlier years all.
        counts: one row a year, to the same day: as `year_to_date` returns them.
        as_of: the day to which years are compared.
        title: what is counted, in words.
        unit: of the counts; "" where it is not known.
    """

    table: pd.DataFrame
    counts: pd.DataFrame
    as_of: dt.date
    title: str
    unit: str = ""

    @property
    def record(self) -> YearRecord | None:
        """The last year beside the highest before it; None where they cannot be compared."""
        return year_record(self.counts)

    @property
    def record_year(self) -> int | None:
        """The year of the highest count to the same day; None where it is not known."""
        record = self.record
        if record is None:
            return None
        return record.year if record.is_record else record.previous_year

    @property
    def news(self) -> News:
        """The count against the year before, and since when it was as small or as large."""
        now = float(self.counts["value"].iloc[-1])
        said = f"{count(now)} by {day(self.as_of)}"
        before = self.counts.iloc[:-1]
        known = before[before["complete"]]
        last = self.as_of.year - 1
        if known.empty or known["year"].iloc[-1] != last:
            return News(said, "with no complete year before to compare", 0.0)
        value = float(known["value"].iloc[-1])
        change = (now - value) / value if value else 0.0
        return News(said, _compared(change, last) + self._extreme(known, now, change), change)

    @arguments_checked
    def plot(
        self, ax: Axes | None = None, *, kind: Literal["years"] = "years", **options: Any
    ) -> Axes:
        """Draw a line a year: this one, the one before and the record strong, the others pale.

        Args:
            ax: where to draw; default: a new figure with words made from the series.
            kind: "years".
            options: `figsize` and `preset` (`analysis.figures.cumulative.plot_cumulative`).

        Returns:
            The axes drawn on.

        Raises:
            ProblemsError: where an option is unknown, or has no effect on axes that are given.
        """
        from analysis.figures.cumulative import plot_totals

        return plot_totals(self, ax, kind, options)

    def summary(self) -> str:
        """The count so far, against the year before and against the record, in sentences."""
        return " ".join(filter(None, [f"{self.news}.", self.record_words()]))

    def record_words(self) -> str:
        """The record to the same day, in a sentence; "" where it is not known."""
        record = self.record
        if record is None:
            return ""
        best = f"{count(record.previous_value)} in {record.previous_year}"
        if record.is_record and record.years_unknown:
            unknown = listing([str(year) for year in record.years_unknown])
            return f"Above the {best}; counts of {unknown} are incomplete."
        if record.is_record:
            return f"A record; the highest to that day before was {best}."
        return f"The record to that day is {best}."

    def to_frame(self) -> pd.DataFrame:
        """The table, as a frame of its own."""
        return self.table.copy()

    def _extreme(self, known: pd.DataFrame, now: float, change: float) -> str:
        """Since when the count was not as small, or as large, where that is earlier than last."""
        beyond = known[known["value"] < now] if change < 0 else known[known["value"] > now]
        extreme = "fewest" if change < 0 else "most"
        if beyond.empty:
            return f", the {extreme} since counting began in {int(self.counts['year'].iloc[0])}"
        year = int(beyond["year"].iloc[-1])
        return f", the {extreme} since {year}" if year < self.as_of.year - 1 else ""

    def _headline(self) -> str:
        return f"RunningTotals: {self.title}; {self.news}"

    def _excerpt(self) -> pd.DataFrame:
        return self.counts.tail(5)


@arguments_checked
def running_totals(
    series: pd.DataFrame,
    as_of: dt.date | str | None = None,
    *,
    title: str = "",
    unit: str = "",
) -> RunningTotals:
    """Add an official series up from 1 January, in every year, to be compared and drawn.

    Args:
        series: a frame of `polls.official(...)`, as `year_to_date` takes it.
        as_of: the day to which years are compared; nothing dated later is used. Default: the
            last day of the series.
        title: what is counted, in words; default: the name of the series.
        unit: of the counts, such as "people".

    Raises:
        ProblemsError: as `year_to_date`.

    >>> days = pd.date_range("2023-01-01", "2024-03-31")
    >>> daily = pd.DataFrame({"series": "births", "country": "UK", "period_start": days,
    ...                       "date": days, "value": 2.0})
    >>> totals = running_totals(daily, "2024-02-29")
    >>> print(totals.summary())
    120 by 29 February 2024, 2% more than by the same day in 2023, the most since counting began
    in 2023. A record; the highest to that day before was 118 in 2023.
    >>> totals.table.tail(1).values.tolist()
    [[2024, Timestamp('2024-02-29 00:00:00'), 120.0]]
    """
    require_counts("series", series)
    last = series["date"].max() if as_of is None else require_day("as_of", as_of)
    require_countable(series, last)
    until = series[series["date"] <= last]
    year = until["date"].dt.year
    total = until["value"].groupby(year).cumsum()
    table = pd.DataFrame({"year": year, "date": until["date"], "total": total})
    name = title or str(series["series"].iloc[0]).replace("_", " ")
    counts = year_to_date(series, last.date())
    return RunningTotals(table.reset_index(drop=True), counts, last.date(), name, unit)


def _compared(change: float, year: int) -> str:
    """How a count stands to that of another year."""
    if not round(abs(change), 2):
        return f"as many as by the same day in {year}"
    size = f"{abs(100 * change):.0f}% {'fewer' if change < 0 else 'more'}"
    return f"{size} than by the same day in {year}"
