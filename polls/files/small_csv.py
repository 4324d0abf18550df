"""Small tables kept as CSV: read as text, or one message for each thing wrong.

sources.csv, line 12: date_published cannot be read [impossible-date]
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

import pandas as pd

from polls.errors import Place, Problem, ProblemsError, did_you_mean, raise_errors
from polls.files.text import decoded, layout_of, records_of

__all__ = [
    "absent_columns",
    "dates",
    "lines_of",
    "numbers",
    "read_rows",
    "read_text_table",
    "typed_together",
]

Kind = Literal["number", "date"]
WHOLE_NUMBER = re.compile(r"-?\d*")


def read_text_table(path: Path, required: tuple[str, ...] = ()) -> pd.DataFrame:
    """A CSV as a frame of text, empty cells as empty strings.

    Args:
        path: the file.
        required: columns that must be there.

    Raises:
        ProblemsError: where the file is missing, malformed or lacks a column.
    """
    text = _text(path)
    separator, skipped = layout_of(text)
    try:
        table = pd.read_csv(
            io.StringIO(text),
            sep=separator or ",",
            skiprows=skipped,
            dtype="str",
            keep_default_na=False,
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise _malformed(path, str(error)) from None
    raise_errors(absent_columns(path, map(str, table.columns), required))
    return table


def read_rows(
    path: Path, required: tuple[str, ...], whole: tuple[str, ...] = ()
) -> list[dict[str, str]]:
    """A CSV as one mapping a row, for tables too small to be worth a frame.

    Args:
        path: the file.
        required: columns that must be there.
        whole: columns that hold whole numbers or nothing.

    Raises:
        ProblemsError: where the file is missing, malformed or lacks a column, and for each
            cell of `whole` that holds something else, with its line.
    """
    text = _text(path)
    try:
        (_, names), *records = [found for found in records_of(text, layout_of(text)) if found[1]]
    except ValueError:
        names, records = [], []
    except csv.Error as error:
        raise _malformed(path, str(error)) from None
    raise_errors(absent_columns(path, names, required))
    problems = [
        Problem(
            "file-malformed",
            "row has more or fewer cells than the header",
            Place(file=path.name, line=line),
            expected=f"{len(names)} cells",
            hint="put text that holds a comma between double quotes",
        )
        for line, record in records
        if len(record) != len(names)
    ]
    rows = [(line, dict(zip(names, record, strict=False))) for line, record in records]
    problems += [
        Problem(
            "not-a-number",
            f"{name} cannot be read",
            Place(file=path.name, line=line),
            got=repr(row.get(name)),
            expected="a whole number, or nothing",
        )
        for line, row in rows
        for name in whole
        if not WHOLE_NUMBER.fullmatch(row.get(name, ""))
    ]
    raise_errors(problems)
    return [row for _, row in rows]


def lines_of(path: Path) -> list[int]:
    """The line of a CSV that each row of its table begins on."""
    text = _text(path)
    found = (line for line, record in records_of(text, layout_of(text)) if "".join(record).strip())
    return list(found)[1:]


def numbers(texts: pd.Series, path: Path) -> pd.Series:
    """Text as numbers, empty cells missing; raises with the line of each that cannot be read."""
    values = _values(texts, "number")
    raise_errors(_unread(texts, values, path, "number"))
    return values


def dates(texts: pd.Series, path: Path) -> pd.Series:
    """Text as days, empty cells missing; raises with the line of each that cannot be read."""
    values = _values(texts, "date")
    raise_errors(_unread(texts, values, path, "date"))
    return values


def typed_together(
    tables: Sequence[tuple[Path, pd.DataFrame]], kinds: Mapping[str, Kind]
) -> tuple[pd.DataFrame, list[Problem]]:
    """Tables of text as one, with its numbers and dates.

    Args:
        tables: each with its file.
        kinds: columns that hold numbers or dates.

    Returns:
        The tables whose cells can all be read, one below the other; and a problem, with its
        line, for each cell that cannot be in the first such column of any other.
    """
    if not tables:
        return pd.DataFrame(), []
    whole = pd.concat([table for _, table in tables], ignore_index=True)
    problems: list[Problem] = []
    wrong: set[Path] = set()
    for name in whole.columns.intersection(list(kinds)):
        texts = whole[name].fillna("")
        whole[name] = _values(texts, kinds[name])
        if not (whole[name].isna() & (texts != "")).any():
            continue
        for path, table in tables:
            if name in table and path not in wrong:
                values = _values(table[name], kinds[name])
                found = list(_unread(table[name], values, path, kinds[name]))
                problems += found
                wrong |= {path} if found else set()
    if not problems:
        return whole, []
    sound = [(path, table) for path, table in tables if path not in wrong]
    return typed_together(sound, kinds)[0], problems


def _text(path: Path) -> str:
    """The text of a small table; raises where the file is missing or holds stray bytes."""
    try:
        text, odd = decoded(path.read_bytes(), file=path.name)
    except FileNotFoundError:
        problem = Problem("file-missing", "file not found", Place(file=str(path)))
        raise ProblemsError([problem]) from None
    raise_errors(replace(problem, severity="error") for problem in odd)
    return text


def _malformed(path: Path, got: str) -> ProblemsError:
    return ProblemsError(
        [
            Problem(
                "file-malformed",
                "file is not a CSV",
                Place(file=str(path)),
                got=" ".join(got.split()),
                hint="save it as CSV (UTF-8) with one header line",
            )
        ]
    )


def absent_columns(path: Path, columns: Iterable[str], required: tuple[str, ...]) -> list[Problem]:
    """A problem for each required column that a table lacks, with the nearest it has."""
    there = list(columns)
    return [
        Problem(
            "column-missing",
            f"column '{name}' is missing",
            Place(file=str(path)),
            got=", ".join(there),
            hint=did_you_mean(name, there),
        )
        for name in required
        if name not in there
    ]


def _values(texts: pd.Series, kind: Kind) -> pd.Series:
    """Text as numbers or days, missing where it is empty or cannot be read."""
    # The same few texts come again and again.
    places, found = pd.factorize(texts, use_na_sentinel=False)
    distinct = pd.Series(found)
    values = (
        pd.to_numeric(distinct, errors="coerce")
        if kind == "number"
        else pd.to_datetime(distinct, format="ISO8601", errors="coerce")
    )
    return pd.Series(values.array.take(places), index=texts.index, name=texts.name)


def _unread(texts: pd.Series, values: pd.Series, path: Path, kind: Kind) -> Iterator[Problem]:
    unread = texts[values.isna()]
    unread = unread[unread != ""]
    lines = lines_of(path) if len(unread) else []
    for row, text in zip(unread.index.to_numpy(), unread, strict=True):
        yield Problem(
            "not-a-number" if kind == "number" else "impossible-date",
            f"{texts.name} cannot be read",
            Place(file=path.name, line=lines[row]),
            got=repr(text),
            expected="a number" if kind == "number" else "a date as YYYY-MM-DD",
        )
