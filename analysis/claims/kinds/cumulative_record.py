"""So far this year a count is a record: "a record for the time of year"."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from analysis.claims.claim import CountClaim
from analysis.claims.counts import REVISED, count_of
from analysis.claims.verdict import Evidence, Finding, Outcome
from analysis.official.year_to_date import YearRecord, year_record, year_to_date
from analysis.wording import count, day, listing

__all__ = ["CumulativeRecordClaim"]


@dataclass(frozen=True, kw_only=True)
class CumulativeRecordClaim(CountClaim):
    """So far this year an official count is a record for the time of year.

    `more_than` is a number that the count is also said to have passed, in the unit of the
    series.
    """

    kind = "cumulative_record"
    direction: Literal["highest", "lowest"] = "highest"
    more_than: float | None = None

    @property
    def claimed(self) -> float | None:
        """The number that the sentence names."""
        return self.more_than

    def counted(self, counts: pd.DataFrame, unit: str, title: str) -> Finding:
        """What the counts up to the day say, year beside year.

        Without a complete count there is `not checkable`, and with years left out that may
        have held the record `not settled`.
        """
        years = year_to_date(counts, self.end)
        source = str(counts["source"].iloc[0])
        record = year_record(years, self.direction)
        if record is None:
            return Finding(
                "not checkable",
                f"the count of {unit} to {day(self.end)} is not complete, or no earlier year's is",
                readings=(_evidence(years.iloc[-1], self, unit, title, source),),
            )
        rows = years[years["year"].isin([record.year, record.previous_year])].iloc[::-1]
        return Finding(
            _outcome(self, record),
            _text(self, record, unit, title),
            readings=tuple(_evidence(row, self, unit, title, source) for _, row in rows.iterrows()),
            notes=(REVISED,),
        )


def _outcome(claim: CumulativeRecordClaim, record: YearRecord) -> Outcome:
    """Both halves must hold: the number, where one is claimed, and the record."""
    passed = claim.more_than is None or record.value > claim.more_than
    if not passed or not record.is_record:
        return "contradicted"
    return "not settled" if record.years_unknown else "supported"


def _text(claim: CumulativeRecordClaim, record: YearRecord, unit: str, title: str) -> str:
    passed = ""
    if claim.more_than is not None:
        word = "more" if record.value > claim.more_than else "not more"
        passed = f", {word} than {count(claim.more_than)}"
    return (
        f"{count_of(title)} is {count(record.value)} {unit} from 1 January to "
        f"{day(record.last_day)}{passed}, and {_previous(claim, record)}"
        f"{_unknown(claim, record)}"
    )


def _previous(claim: CumulativeRecordClaim, record: YearRecord) -> str:
    """What the count is held against."""
    if record.previous_is_partial:
        return (
            f"that of {record.previous_year} to the same day, though incomplete, is already "
            f"{count(record.previous_value)}"
        )
    years = record.years_compared
    left_out = (
        f" (left out as incomplete: {', '.join(map(str, record.years_left_out))})"
        if record.years_left_out
        else ""
    )
    to_day = f"to the same day{left_out} is {count(record.previous_value)}"
    if len(years) == 1:
        return f"that of {record.previous_year} {to_day}"
    return (
        f"the {claim.direction} of the years {years[0]} to {years[-1]} {to_day} in "
        f"{record.previous_year}"
    )


def _unknown(claim: CumulativeRecordClaim, record: YearRecord) -> str:
    """The years left out that leave the record open; empty where it is decided without them."""
    if _outcome(claim, record) != "not settled":
        return ""
    years = listing([str(year) for year in record.years_unknown])
    side = "higher" if claim.direction == "highest" else "lower"
    return f", while {years} may have been {side}"


def _evidence(
    row: Any, claim: CumulativeRecordClaim, unit: str, title: str, source: str
) -> Evidence:
    return Evidence(
        series=claim.official,
        name=title,
        value=float(row["value"]),
        unit=unit,
        start=dt.date(int(row["year"]), 1, 1),
        end=row["last_day"].date(),
        published=None,
        pollster="",
        source=source,
        note="" if row["complete"] else "incomplete",
    )
