"""Small tables kept as CSV in UTF-8: read as text, or one message for each thing wrong.

sources.csv, line 12: date_published cannot be read [impossible-date]
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from polls.errors import Place, Problem, ProblemsError, did_you_mean, raise_errors

__all__ = ["absent_columns", "dates", "numbers", "read_rows", "read_text_table"]

WHOLE_NUMBER = re.compile(r"-?\d*")


def read_text_table(path: Path, required: tuple[str, ...] = ()) -> pd.DataFrame:
    """A CSV as a frame of text, empty cells as empty strings.

    Args:
        path: the file.
        required: columns that must be there.

    Raises:
        ProblemsError: where the file is missing, malformed or lacks a column.
    """
    try:
        table = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8")
    except FileNotFoundError:
        raise _missing(path) from None
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeDecodeError) as error:
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
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            reader = csv.DictReader(stream)
            rows = [(reader.line_num, row) for row in reader]
    except FileNotFoundError:
        raise _missing(path) from None
    except (csv.Error, UnicodeDecodeError) as error:
        raise _malformed(path, str(error)) from None
    raise_errors(absent_columns(path, reader.fieldnames or (), required))
    problems = [
        Problem(
            "file-malformed",
            "row has more or fewer cells than the header",
            Place(file=path.name, line=line),
            expected=f"{len(reader.fieldnames or ())} cells",
            hint="put text that holds a comma between double quotes",
        )
        for line, row in rows
        if None in row or None in row.values()
    ]
    problems += [
        Problem(
            "not-a-number",
            f"{name} cannot be read",
            Place(file=path.name, line=line),
            got=repr(row[name]),
            expected="a whole number, or nothing",
        )
        for line, row in rows
        for name in whole
        if not WHOLE_NUMBER.fullmatch(row[name] or "")
    ]
    raise_errors(problems)
    return [row for _, row in rows]


def numbers(texts: pd.Series, path: Path) -> pd.Series:
    """Text as numbers, empty cells missing; raises with the line of each that is none."""
    values = pd.to_numeric(texts, errors="coerce")
    _raise_unread(texts, values, path, "not-a-number", "a number")
    return values


def dates(texts: pd.Series, path: Path) -> pd.Series:
    """Text as days, empty cells missing; raises with the line of each that is none."""
    values = pd.to_datetime(texts, format="ISO8601", errors="coerce")
    _raise_unread(texts, values, path, "impossible-date", "a date as YYYY-MM-DD")
    return values


def _missing(path: Path) -> ProblemsError:
    return ProblemsError([Problem("file-missing", "file is not there", Place(file=str(path)))])


def _malformed(path: Path, got: str) -> ProblemsError:
    return ProblemsError(
        [
            Problem(
                "file-malformed",
                "file is not a CSV in UTF-8",
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


def _raise_unread(
    texts: pd.Series, values: pd.Series, path: Path, code: str, expected: str
) -> None:
    unread = texts[values.isna()]
    unread = unread[unread != ""]
    raise_errors(
        Problem(
            code,
            f"{texts.name} cannot be read",
            Place(file=path.name, line=line),
            got=repr(text),
            expected=expected,
        )
        for line, text in zip(unread.index.to_numpy() + 2, unread, strict=True)
    )
