"""Official series compared with themselves: so far this year against earlier years.

    2023  1 January .. 31 March   3,793
    2024  1 January .. 31 March   5,435
    2025  1 January .. 31 March   6,642   a record: 1,207 more than in 2024

A count is not an estimate: there is no band. What can go wrong is the calendar (a leap day,
a month that is not over, a year that the series does not cover), so each year says whether
its count is complete up to the same day.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from analysis.official.calendar_sums import require_counts
from polls.arguments import arguments_checked, require_columns, require_day
from polls.errors import Place, Problem, ProblemsError, unknown

__all__ = ["YearRecord", "require_countable", "year_record", "year_to_date"]


@dataclass(frozen=True)
class YearRecord:
    """One year's count so far beside the best of the earlier years at the same day.

    `margin` is the count minus the previous record; `years_compared` are the earlier years
    whose count is complete, `years_left_out` those whose count is not. A count left out may
    still be the previous record, where what it holds already reaches the year's own
    (`previous_is_partial`); `years_unknown` are those left out that may have been the record or
    not. The year in which the series begins is not among these.
    """

    year: int
    last_day: dt.date
    value: float
    is_record: bool
    previous_year: int
    previous_value: float
    years_compared: tuple[int, ...]
    years_left_out: tuple[int, ...]
    years_unknown: tuple[int, ...] = ()

    @property
    def margin(self) -> float:
        """By how much the year is ahead of (or, negative, behind) the previous record."""
        return self.value - self.previous_value

    @property
    def previous_is_partial(self) -> bool:
        """Whether the previous record is a count that lacks some days: it was that or more."""
        return self.previous_year in self.years_left_out


@arguments_checked
def year_to_date(series: pd.DataFrame, as_of: dt.date | str) -> pd.DataFrame:
    """The count from 1 January to the same calendar day, in every year of a series.

    Args:
        series: a frame of `polls.official(...)` for one country, whose periods do not
            overlap (days, weeks, months, years); values in the series' unit.
        as_of: the day up to which each year is counted; 29 February counts to 28 February
            in other years. A series of whole months is counted to the end of the same month.
            Nothing dated later is used.

    Returns:
        One row a year up to the year of `as_of`: year (int), last_day (datetime64), value
        (sum over the periods that end by that day, in the series' unit), complete (bool:
        every day from 1 January to last_day is covered by a published figure).

    Raises:
        ProblemsError: where the series holds several countries, its periods overlap (a
            rolling year cannot be added up), or it begins after `as_of`.

    >>> days = pd.date_range("2023-01-01", "2024-12-31")
    >>> daily = pd.DataFrame({"series": "births", "country": "UK", "period_start": days,
    ...                       "date": days, "value": 2.0})
    >>> counts = year_to_date(daily, "2024-02-29")
    >>> counts[["year", "value", "complete"]].values.tolist()
    [[2023, 118.0, True], [2024, 120.0, True]]
    """
    day = require_day("as_of", as_of)
    require_counts("series", series)
    require_countable(series, day)
    ends, starts = series["date"], series["period_start"]
    whole_months = bool(starts.dt.is_month_start.all() and ends.dt.is_month_end.all())
    rows = []
    for year in range(int(ends.min().year), day.year + 1):
        last = _same_day(day, year, whole_months=whole_months)
        inside = series[(starts >= pd.Timestamp(year, 1, 1)) & (ends <= last)]
        covered = ((inside["date"] - inside["period_start"]).dt.days + 1)[inside["value"].notna()]
        rows.append(
            {
                "year": year,
                "last_day": last,
                "value": float(inside["value"].sum()),
                "complete": int(covered.sum()) == last.day_of_year,
            }
        )
    return pd.DataFrame(rows)


@arguments_checked
def year_record(
    counts: pd.DataFrame, direction: Literal["highest", "lowest"] = "highest"
) -> YearRecord | None:
    """Whether the last year of a year-to-date comparison is a record at the same day.

    Args:
        counts: a frame of `year_to_date`, of things that are counted: never below 0.
        direction: the record looked for.

    Returns:
        The comparison with the best earlier year; None where the last year's own count is
        incomplete, or no earlier year's is complete or already as high. A tie is not a record.

    >>> counts = pd.DataFrame({"year": [2023, 2024], "value": [118.0, 120.0], "complete": True,
    ...                        "last_day": pd.to_datetime(["2023-02-28", "2024-02-29"])})
    >>> record = year_record(counts)
    >>> record.is_record, record.previous_year, record.margin
    (True, 2023, 2.0)
    """
    if direction not in ("highest", "lowest"):
        known = ("highest", "lowest")
        raise ProblemsError([unknown("option", direction, known, title="unknown direction")])
    require_columns("counts", counts, ["year", "last_day", "value", "complete"])
    if counts.empty:
        return None
    current, earlier = counts.iloc[-1], counts.iloc[:-1]
    complete = earlier["complete"].astype(bool)
    # A count that lacks some days can only be too low.
    reaches = ~complete & (earlier["value"] >= current["value"])
    highest = direction == "highest"
    compared = earlier[complete | reaches] if highest else earlier[complete]
    if not current["complete"] or compared.empty:
        return None
    sign = 1 if highest else -1
    best = compared.iloc[int((sign * compared["value"]).to_numpy().argmax())]
    surely_higher = earlier["value"] > current["value"]
    unsure = ~complete & ~(reaches if highest else surely_higher)
    unsure &= earlier["year"] > earlier["year"].iloc[0]
    return YearRecord(
        year=int(current["year"]),
        last_day=current["last_day"].date(),
        value=float(current["value"]),
        is_record=bool(sign * (current["value"] - best["value"]) > 0),
        previous_year=int(best["year"]),
        previous_value=float(best["value"]),
        years_compared=_years(earlier[complete]),
        years_left_out=_years(earlier[~complete]),
        years_unknown=_years(earlier[unsure]),
    )


def _years(counts: pd.DataFrame) -> tuple[int, ...]:
    return tuple(int(year) for year in counts["year"])


def _same_day(day: pd.Timestamp, year: int, *, whole_months: bool) -> pd.Timestamp:
    """The same calendar day of another year; 28 February stands in for a missing 29th.

    The last day of a month stays the last day where months are counted.
    """
    last_of_month = calendar.monthrange(year, day.month)[1]
    if whole_months and day.is_month_end:
        return pd.Timestamp(year, day.month, last_of_month)
    return pd.Timestamp(year, day.month, min(day.day, last_of_month))


def require_countable(series: pd.DataFrame, day: pd.Timestamp) -> None:
    """Raise where adding up the periods of a series would not count anything."""
    name = str(series["series"].iloc[0]) if len(series) else ""
    place = Place(item=f"official series '{name}'")
    problems = []
    countries = sorted(series["country"].unique())
    if len(countries) > 1:
        problems.append(
            Problem(
                "several-countries",
                "year-to-date counts need the series of one country",
                place,
                got=", ".join(countries),
                hint="keep one country's rows first",
            )
        )
    elif (series["period_start"].iloc[1:].to_numpy() <= series["date"].iloc[:-1].to_numpy()).any():
        problems.append(
            Problem(
                "overlapping-periods",
                "periods overlap, so that their values cannot be added up",
                place,
                expected="days, weeks, months or years that follow each other",
                hint="a rolling year is already a sum over twelve months",
            )
        )
    if not len(series) or day < series["date"].min():
        problems.append(
            Problem(
                "date-before-series",
                "date is before the series begins",
                place,
                got=f"{day.date()}",
                expected=f"{series['date'].min().date()} or later" if len(series) else "any row",
            )
        )
    if problems:
        raise ProblemsError(problems)
