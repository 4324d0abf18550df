"""What an official count says of a claim: so far this year, against earlier years."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from analysis.claims.kinds import CumulativeRecordClaim
from analysis.claims.verdict import Evidence, Finding, Outcome
from analysis.official.year_to_date import YearRecord, year_record, year_to_date
from analysis.wording import day, listing

__all__ = ["count_finding"]


def count_finding(
    claim: CumulativeRecordClaim, official: pd.DataFrame, unit: str, title: str
) -> Finding:
    """What the counts up to the claim's day say, year beside year.

    Args:
        claim: a claim on an official series.
        official: the series of one country, as `polls.official` returns it.
        unit: what is counted, for the sentence.
        title: of the series, for the evidence.

    Returns:
        The outcome, the clause that says why, and the counts of the year and of the best
        earlier one; without a complete count there is `not checkable`, and with years left
        out that may have held the record `not settled`.

    Raises:
        ProblemsError: where the series cannot be counted up to the day (see `year_to_date`).
    """
    counts = year_to_date(official, claim.end)
    source = str(official["source"].iloc[0])
    current = counts.iloc[-1]
    record = year_record(counts, claim.direction)
    if record is None:
        return Finding(
            "not checkable",
            f"the count of {unit} to {day(claim.end)} is not complete, or no earlier year's is",
            readings=(_evidence(current, claim, unit, title, source),),
        )
    rows = counts[counts["year"].isin([record.year, record.previous_year])].iloc[::-1]
    return Finding(
        _outcome(claim, record),
        _text(claim, record, unit),
        readings=tuple(_evidence(row, claim, unit, title, source) for _, row in rows.iterrows()),
    )


def _outcome(claim: CumulativeRecordClaim, record: YearRecord) -> Outcome:
    """Both halves must hold: the number, where one is claimed, and the record."""
    passed = claim.more_than is None or record.value > claim.more_than
    if not passed or not record.is_record:
        return "contradicted"
    return "not settled" if record.years_unknown else "supported"


def _text(claim: CumulativeRecordClaim, record: YearRecord, unit: str) -> str:
    passed = ""
    if claim.more_than is not None:
        word = "more" if record.value > claim.more_than else "not more"
        passed = f", {word} than {claim.more_than:,.0f}"
    return (
        f"the official count is {record.value:,.0f} {unit} from 1 January to "
        f"{day(record.last_day)}{passed}, and {_previous(claim, record)}"
        f"{_unknown(claim, record)}; "
        "counted by the day itself, as later revised, because the series has no days of "
        "publication"
    )


def _previous(claim: CumulativeRecordClaim, record: YearRecord) -> str:
    """What the count is held against."""
    if record.previous_is_partial:
        return (
            f"that of {record.previous_year} to the same day, though incomplete, is already "
            f"{record.previous_value:,.0f}"
        )
    years = record.years_compared
    against = f"{years[0]} to {years[-1]}" if len(years) > 1 else str(years[0])
    left_out = (
        f" (left out as incomplete: {', '.join(map(str, record.years_left_out))})"
        if record.years_left_out
        else ""
    )
    return (
        f"the {claim.direction} of the years {against} to the same day{left_out} is "
        f"{record.previous_value:,.0f} in {record.previous_year}"
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
