"""What ships with polltide: readings, their sources, dated events, official series.

    polls/data/readings/datasets.toml   what is the same in every row of a file
    polls/data/readings/*.csv           what differs from row to row (Parquet where there are many)
    polls/data/sources.csv  events.csv  official/*.csv  codebook/*.csv

Each function takes another folder of the same layout, so that a project can keep its own
readings in the way the shipped ones are kept.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Sequence
from importlib.resources import files
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from polls.codebooks.model import Codebook, codebook, read_codebook
from polls.errors import Place, Problem, ProblemsError, boundary, did_you_mean, one_of, raise_errors
from polls.files.parquet import parquet_grid
from polls.files.small_csv import dates, numbers, read_text_table
from polls.rules.values import check
from polls.schema import COLUMNS, conform, known_from

__all__ = ["data_folder", "events", "load", "official", "official_series", "sources"]

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


def data_folder() -> Path:
    """The folder that holds the shipped data."""
    return Path(str(files("polls") / "data"))


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
        folder: read another folder of the same layout instead.
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
        root = Path(folder) if folder else data_folder()
        known = book or (read_codebook(root / "codebook") if folder else codebook())
        readings, problems = _read_datasets(root / "readings", groups)
        problems += _unknown_sources(readings, sources(root))
        problems += check(readings, book=known, known_ids=True)
        raise_errors(problems)
        wanted = pd.Series(True, index=readings.index)
        for column, value in (("question", question), ("country", country), ("answer", answer)):
            if value is not None:
                known_values = sorted(readings.loc[wanted, column].unique())
                wanted &= readings[column].isin(_chosen(value, column, known_values, known))
        if as_of is not None:
            wanted &= known_from(readings) <= _day(as_of)
        return readings[wanted].reset_index(drop=True)


def _day(as_of: dt.date | str) -> pd.Timestamp:
    try:
        return pd.Timestamp(as_of)
    except ValueError:
        title, expected = "as_of is not a day", "a day as YYYY-MM-DD"
        problem = Problem("wrong-date", title, got=repr(as_of), expected=expected)
        raise ProblemsError([problem]) from None


def sources(folder: str | PathLike[str] | None = None) -> pd.DataFrame:
    """The sources table: producer, title, address, dates and licence of every source id.

    >>> "producer" in sources().columns
    True
    """
    path = Path(folder or data_folder()) / "sources.csv"
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


def events(country: str | None = None, folder: str | PathLike[str] | None = None) -> pd.DataFrame:
    """Dated events that may be marked beside a trend, with the source of each.

    Args:
        country: only the events of this country; those of no single country stay in.
        folder: read another folder of the same layout instead.

    Returns:
        Columns date (datetime64), date_precision, country, event, kind, source_title,
        source_url, in order of date.

    >>> events("GB")["date"].is_monotonic_increasing
    True
    """
    path = Path(folder or data_folder()) / "events.csv"
    columns = ("date", "date_precision", "country", "event", "kind", "source_title", "source_url")
    table = read_text_table(path, columns)
    table["date"] = dates(table["date"], path)
    table = table.sort_values("date", kind="stable")
    if country is not None:
        table = table[table["country"].isin([country, "EU"])]
    return table.reset_index(drop=True)


def official_series(folder: str | PathLike[str] | None = None) -> pd.DataFrame:
    """The list of official series: id, title, unit, country, frequency, source.

    >>> "unit" in official_series().columns
    True
    """
    columns = ("series", "title", "unit", "country", "frequency", "source")
    return read_text_table(Path(folder or data_folder()) / "official" / "series.csv", columns)


def official(series: str, folder: str | PathLike[str] | None = None) -> pd.DataFrame:
    """One official series.

    Args:
        series: its id in `official_series()`.
        folder: read another folder of the same layout instead.

    Returns:
        Columns series, country, period_start and date (first and last day counted,
        datetime64), value (float, in the series' unit), note, source; in order of date.

    Raises:
        ProblemsError: where the series is not known, or its file does not hold numbers.

    >>> first = official_series()["series"].iloc[0]
    >>> bool(official(first)["date"].is_monotonic_increasing)
    True
    """
    listed = official_series(folder).set_index("series")
    if series not in listed.index:
        raise ProblemsError(
            [
                Problem(
                    "unknown-official-series",
                    "official series is not known",
                    got=repr(series),
                    expected=", ".join(listed.index),
                    hint=did_you_mean(series, listed.index),
                )
            ]
        )
    path = Path(folder or data_folder()) / "official" / f"{series}.csv"
    table = read_text_table(path, ("date", "value"))
    entry = listed.loc[series]
    date = dates(table["date"], path)
    start = dates(table["period_start"], path) if "period_start" in table else date
    country = table["country"] if "country" in table else entry["country"]
    frame = pd.DataFrame({"series": series, "country": country, "period_start": start})
    frame["date"] = date
    frame["value"] = numbers(table["value"], path)
    frame["note"] = table.get("note", "")
    frame["source"] = table.get("source", entry["source"])
    return frame.sort_values(["country", "date"], kind="stable").reset_index(drop=True)


def _read_datasets(folder: Path, groups: bool) -> tuple[pd.DataFrame, list[Problem]]:
    """The files that datasets.toml names, as one frame, and what is wrong with them."""
    declared = _declared(folder / "datasets.toml")
    tables: list[pd.DataFrame] = []
    packed: list[pd.DataFrame] = []
    problems: list[Problem] = []
    for name, entry in declared.items():
        if entry.get("groups", False) and not groups:
            continue
        path = folder / entry.get("file", f"{name}.csv")
        try:
            (packed if path.suffix == ".parquet" else tables).append(_read_dataset(path, entry))
        except ProblemsError as error:
            problems.extend(error.problems)
    # Tables of text become one frame together, so that its columns are typed once.
    whole = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame()
    return pd.concat(map(conform, (whole, *packed)), ignore_index=True), problems


def _declared(path: Path) -> dict[str, Any]:
    """The entries of datasets.toml; raises where it is missing or malformed."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        problem = Problem("file-missing", "file not found", Place(file=str(path)))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        problem = Problem(
            "file-malformed", "file is not TOML in UTF-8", Place(file=path.name), got=str(error)
        )
    raise ProblemsError([problem])


def _packed(path: Path) -> pd.DataFrame:
    """A Parquet file: what ships is opened here, what a stranger may have made apart."""
    return pd.read_parquet(path) if data_folder() in path.parents else parquet_grid(path).table


def _read_dataset(path: Path, entry: dict[str, Any]) -> pd.DataFrame:
    packed = path.suffix == ".parquet"
    table = _packed(path) if packed else read_text_table(path)
    answers: dict[str, str] = entry.get("answers", {})
    if answers:
        table = _one_row_an_answer(table, answers)
    table = table.assign(**entry.get("constant", {}))
    if "end" not in table:
        table["end"] = table["start"]
    unknown = [name for name in table.columns if name not in COLUMNS]
    raise_errors(
        Problem(
            "unknown-column",
            f"column '{name}' is not part of a readings frame",
            Place(file=path.name),
            hint=did_you_mean(str(name), COLUMNS),
        )
        for name in unknown
    )
    for name in () if packed else table.columns:
        if COLUMNS[name] == "float64":
            table[name] = numbers(table[name], path)
        elif COLUMNS[name] == "datetime64[s]":
            table[name] = dates(table[name], path)
    return table


def _one_row_an_answer(table: pd.DataFrame, answers: dict[str, str]) -> pd.DataFrame:
    """A table with a column for each answer, as one with a row for each printed share."""
    others = [name for name in table.columns if name not in answers]
    tall = table.melt(others, list(answers), var_name="answer", value_name="share")
    tall["answer_text"] = tall["answer"].map(answers)
    printed = tall["share"].notna() & (tall["share"] != "")
    return tall[printed].reset_index(drop=True)


def _unknown_sources(readings: pd.DataFrame, table: pd.DataFrame) -> list[Problem]:
    missing = readings.loc[~readings["source"].isin(table["source"])]
    return [
        Problem(
            "missing-source",
            "readings name a source that sources.csv does not have",
            Place(item=f"{len(rows)} readings of {', '.join(rows['question'].unique())}"),
            got=repr(source),
            hint=did_you_mean(str(source), table["source"]) or "add the source to sources.csv",
        )
        for source, rows in missing.groupby("source")
    ]


def _chosen(
    value: str | Sequence[str], column: str, known: Sequence[str], book: Codebook
) -> list[str]:
    """The values of a column that the caller means, in any case; a country by its name too."""
    folded = {name.casefold(): name for name in known}
    chosen: list[str] = []
    problems: list[Problem] = []
    for word in [value] if isinstance(value, str) else list(value):
        code = book.match("country", str(word)) if column == "country" else None
        found = folded.get(str(code or word).casefold())
        if found is not None:
            chosen.append(found)
        else:
            problems.append(
                Problem(
                    f"unknown-{column}",
                    f"no shipped reading has this {column}",
                    got=repr(word),
                    expected=one_of(known),
                    hint=did_you_mean(str(word), known),
                )
            )
    raise_errors(problems)
    return chosen
