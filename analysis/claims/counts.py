"""Counts of an official series as evidence: one period, or several added up."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd

from analysis.claims.verdict import Evidence, Finding
from analysis.wording import count, day, month

__all__ = [
    "REVISED",
    "count_of",
    "evidence_of_count",
    "named_in",
    "none_by",
    "none_later",
    "of_one_country",
    "period_in_words",
    "periods_by",
]

REVISED = "Counts as now published, later revised: the series has no days of publication."


def periods_by(counts: pd.DataFrame, end: dt.date) -> pd.DataFrame:
    """The periods with a published count that end by a day, in order."""
    known = counts[counts["value"].notna() & (counts["date"] <= pd.Timestamp(end))]
    return known.sort_values("date", kind="stable").reset_index(drop=True)


def of_one_country(counts: pd.DataFrame) -> str:
    """What is wrong with a series of several countries, where one is needed; else empty."""
    countries = sorted(counts["country"].unique())
    return "" if len(countries) == 1 else f"`country` must name one of {', '.join(countries)}"


def named_in(counts: pd.DataFrame, country: str) -> str:
    """The name that a series has for a country in `place`; its code where it has none.

    >>> named_in(pd.DataFrame({"country": ["ES"], "place": ["Spain"]}), "ES")
    'Spain'
    """
    own = counts[counts["country"] == country]
    return str(own["place"].iloc[0]) if "place" in own and len(own) else country


def none_by(end: dt.date, first: str = "") -> Finding:
    """No period of the series ends by the day."""
    return Finding("not checkable", first or f"no count to {day(end)} or before is published")


def none_later(last: Any, end: dt.date) -> str:
    """The clause that says that nothing was counted between two days."""
    return f"no later count than {period_in_words(last)} is published by {day(end)}"


def count_of(title: str) -> str:
    """A series as the subject of a sentence, without what its title says in brackets.

    >>> count_of("Returns from the United Kingdom (the two added up)")
    'the official count “Returns from the United Kingdom”'
    """
    return f"the official count “{title.split(' (')[0]}”"


def period_in_words(row: Any) -> str:
    """A count and its period, each once.

    >>> row = {"value": 606000.0, "period_start": pd.Timestamp("2022-01-01"),
    ...        "date": pd.Timestamp("2022-12-31")}
    >>> period_in_words(row)
    '606,000 (year to 31 December 2022)'
    >>> period_in_words(row | {"period_start": pd.Timestamp("2022-12-01")})
    '606,000 (December 2022)'
    """
    start, end = pd.Timestamp(row["period_start"]), pd.Timestamp(row["date"])
    days = (end - start).days + 1
    if days == 1:
        return f"{count(row['value'])} ({day(end)})"
    span = f"year to {day(end)}" if days in (365, 366) else f"{day(start)} to {day(end)}"
    if start.is_month_start and days == start.days_in_month:
        span = month(start)
    return f"{count(row['value'])} ({span})"


def evidence_of_count(row: Any, series: str, unit: str, title: str) -> Evidence:
    """A count as the evidence that a verdict carries."""
    return Evidence(
        series=series,
        name=title,
        value=float(row["value"]),
        unit=unit,
        start=pd.Timestamp(row["period_start"]).date(),
        end=pd.Timestamp(row["date"]).date(),
        published=None,
        pollster="",
        source=str(row["source"]),
        note=str(row.get("note", "") or ""),
    )
