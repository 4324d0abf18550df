"""What ships with polltide, one function for each part; of another folder where one is named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from os import PathLike

import pandas as pd

from polls.arguments import arguments_checked
from polls.codebooks.model import Codebook
from polls.errors import boundary
from polls.library.library import Library, shipped

__all__ = ["events", "load", "official", "official_series", "sources"]


@arguments_checked
def load(
    *,
    question: str | Sequence[str] | None = None,
    country: str | Sequence[str] | None = None,
    answer: str | Sequence[str] | None = None,
    groups: bool = False,
    as_of: dt.date | str | None = None,
    folder: str | PathLike[str] | None = None,
    book: Codebook | None = None,
) -> pd.DataFrame:
    """The shipped readings, checked against every rule of the schema.

    Args:
        question: only this question of the codebook, or these.
        country: only this country, or these, by code or name in any case.
        answer: only this answer, or these.
        groups: also the readings of groups (by age, sex, region, vote, ...), which are many
            times more than those of whole samples.
        as_of: only what was known on this day: published by then or, where the day of
            publication is not known, with fieldwork that had ended.
        folder: read another folder instead, as `polls.Library` does.
        book: the codebook to check against; default: the one beside the readings.

    Returns:
        A readings frame (`polls.schema.COLUMNS`), one row for each published number.

    Raises:
        ProblemsError: with every problem of every file, where there is one.

    >>> readings = load(question="issue_up_to_three", country="GB")
    >>> sorted(readings["pollster"].unique())
    ['YouGov']
    """
    with boundary(str(folder or "")):
        library = shipped() if folder is None and book is None else Library(folder, book=book)
        return library.load(
            question=question, country=country, answer=answer, groups=groups, as_of=as_of
        )


@arguments_checked
def sources(folder: str | PathLike[str] | None = None) -> pd.DataFrame:
    """The sources table: producer, title, address, dates and licence of every source id.

    >>> "producer" in sources().columns
    True
    """
    return _library(folder).sources


@arguments_checked
def events(country: str | None = None, folder: str | PathLike[str] | None = None) -> pd.DataFrame:
    """Dated events that may be marked beside a trend, with the source of each.

    Args:
        country: only the events of this country, by code or name; those of no single country
            stay in.
        folder: read another folder instead, as `polls.Library` does.

    Returns:
        Columns date (datetime64), date_precision, country, event, kind, source_title,
        source_url, in order of date.

    Raises:
        ProblemsError: where the country is not known.

    >>> events("GB")["date"].is_monotonic_increasing
    True
    """
    library = _library(folder)
    table = library.events
    if country is None:
        return table
    known = sorted({*library.book.countries, *table["country"]})
    chosen = library.chosen(country, "country", known, title="unknown country")
    return table[table["country"].isin([*chosen, "EU"])].reset_index(drop=True)


@arguments_checked
def official_series(folder: str | PathLike[str] | None = None) -> pd.DataFrame:
    """The list of official series: id, title, unit, country, frequency, source.

    >>> "unit" in official_series().columns
    True
    """
    return _library(folder).official_series


@arguments_checked
def official(series: str, folder: str | PathLike[str] | None = None) -> pd.DataFrame:
    """One official series.

    Args:
        series: its id in `official_series()`.
        folder: read another folder instead, as `polls.Library` does.

    Returns:
        Columns series, country, period_start and date (first and last day counted,
        datetime64), value (float, in the series' unit), note, source; in order of date.

    Raises:
        ProblemsError: where the series is not known, or its file does not hold numbers.

    >>> first = official_series()["series"].iloc[0]
    >>> bool(official(first)["date"].is_monotonic_increasing)
    True
    """
    return _library(folder).official(series)


def _library(folder: str | PathLike[str] | None) -> Library:
    return shipped() if folder is None else Library(folder)
