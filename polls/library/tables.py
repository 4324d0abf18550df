"""The small tables beside readings: sources, dated events, official series."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from polls.errors import Place, Problem, ProblemsError, raise_errors, unknown
from polls.files.small_csv import dates, numbers, read_text_table

__all__ = [
    "EVENT_COLUMNS",
    "SERIES_LIST_COLUMNS",
    "SOURCE_COLUMNS",
    "no_events",
    "read_counts",
    "read_events",
    "read_series_list",
    "read_sources",
    "web_address",
]

SOURCE_COLUMNS = (
    "source",
    "producer",
    "title",
    "url",
    "date_published",
    "date_accessed",
    "licence",
    "sha256",
    "note",
)
EVENT_COLUMNS = (
    "date",
    "date_precision",
    "country",
    "event",
    "kind",
    "source_title",
    "source_url",
)
SERIES_LIST_COLUMNS = ("series", "title", "unit", "country", "frequency", "source")


def read_sources(path: Path) -> pd.DataFrame:
    """A table of sources; raises where an id is given to two of them."""
    table = read_text_table(path, SOURCE_COLUMNS)
    repeated = table.loc[table["source"].duplicated(), "source"].unique()
    raise_errors(
        Problem(
            "duplicate-source",
            "duplicate source id",
            Place(file=path.name, item=source),
            hint="give each source an id of its own",
        )
        for source in repeated
    )
    return table


def read_events(path: Path) -> pd.DataFrame:
    """Dated events, in order of date."""
    table = read_text_table(path, EVENT_COLUMNS)
    table["date"] = dates(table["date"], path)
    return table.sort_values("date", kind="stable").reset_index(drop=True)


def no_events() -> pd.DataFrame:
    """A table of events without rows."""
    table = pd.DataFrame(columns=list(EVENT_COLUMNS), dtype="str")
    return table.assign(date=pd.to_datetime(table["date"]))


def read_series_list(path: Path) -> pd.DataFrame:
    """The list of official series."""
    return read_text_table(path, SERIES_LIST_COLUMNS)


def read_counts(folder: Path, series: str, listed: pd.DataFrame) -> pd.DataFrame:
    """One official series.

    Args:
        folder: that holds a file for each series.
        series: its id.
        listed: the list of official series.

    Returns:
        Columns series, country, period_start and date (first and last day counted,
        datetime64), value (float, in the series' unit), note, source; in order of date.

    Raises:
        ProblemsError: where the series is not listed, or its file does not hold numbers.
    """
    entries = listed.set_index("series")
    if series not in entries.index:
        raise ProblemsError([unknown("official-series", series, entries.index)])
    entry, path = entries.loc[series], folder / f"{series}.csv"
    table = read_text_table(path, ("date", "value"))
    date = dates(table["date"], path)
    start = dates(table["period_start"], path) if "period_start" in table else date
    country = table["country"] if "country" in table else entry["country"]
    frame = pd.DataFrame({"series": series, "country": country, "period_start": start})
    frame["date"] = date
    frame["value"] = numbers(table["value"], path)
    frame["note"] = table.get("note", "")
    frame["source"] = table.get("source", entry["source"])
    return frame.sort_values(["country", "date"], kind="stable").reset_index(drop=True)


def web_address(url: object) -> str:
    """An address that may be linked to: http or https; anything else is no link.

    >>> web_address("https://example.org/a"), web_address("javascript:alert(1)")
    ('https://example.org/a', '')
    """
    text = str(url).strip()
    return text if text.casefold().startswith(("http://", "https://")) else ""
