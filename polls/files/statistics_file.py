"""SPSS and Stata files through pyreadstat: variables as plain values, rows in chunks.

SPSS    98, 99 declared missing, or a range of codes     kept as codes
Stata   .a to .z, missing values of numbers              kept as codes

What leaves this module are texts, numbers and frames of them: nothing of pyreadstat's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from string import ascii_lowercase
from typing import Any, Literal

import pandas as pd

from polls.errors import Place, Problem, ProblemsError

__all__ = ["StatisticsFile", "StatisticsVariable", "open_statistics_file"]

Kind = Literal["spss", "spss-portable", "stata"]

STATA_MISSING = tuple((f".{letter}", f".{letter}") for letter in ascii_lowercase)
"""Missing values of numbers, declared by Stata itself."""
STATA_BEGINNING, STATA_ENDING = b"<stata_dta>", b"</stata_dta>"


@dataclass(frozen=True)
class StatisticsVariable:
    """One variable as the file describes it; `missing` holds ranges, both ends included."""

    name: str
    text: str
    labels: tuple[tuple[object, str], ...]
    missing: tuple[tuple[object, object], ...]


@dataclass(frozen=True)
class StatisticsFile:
    """An opened SPSS or Stata file: its variables, and frames of the wanted ones in chunks.

    `chunks(names, rows)` yields frames of at most `rows` rows; `rows` is the number of
    respondents, None where the file does not say.
    """

    variables: tuple[StatisticsVariable, ...]
    rows: int | None
    chunks: Callable[[list[str], int], Iterator[pd.DataFrame]]


def open_statistics_file(path: Path, kind: Kind) -> StatisticsFile:
    """An SPSS (.sav, .zsav, .por) or Stata (.dta) file, opened for its variables.

    Raises:
        ProblemsError: where the file is cut off or damaged.
    """
    import pyreadstat

    readers: dict[Kind, Any] = {
        "spss": pyreadstat.read_sav,
        "spss-portable": pyreadstat.read_por,
        "stata": pyreadstat.read_dta,
    }
    # Without user_missing codes such as 98 and 99 would come back as one blank.
    usual = {} if kind == "spss-portable" else {"user_missing": True}
    if kind == "stata":
        _judge_stata_ending(path)

    def read(**options: Any) -> tuple[pd.DataFrame, Any]:
        try:
            table, facts = readers[kind](path, disable_datetime_conversion=True, **usual, **options)
        except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, UnicodeDecodeError) as error:
            raise _damaged(path, str(error)) from None
        return table, facts

    _, facts = read(metadataonly=True)
    numbers = {name for name, kind in facts.readstat_variable_types.items() if kind != "string"}

    def chunks(names: list[str], rows: int) -> Iterator[pd.DataFrame]:
        first = 0
        while True:
            chunk, _ = read(usecols=names, row_offset=first, row_limit=rows)
            for name in chunk if kind == "stata" else ():
                if name in numbers and chunk[name].dtype == object:
                    chunk[name] = chunk[name].map(_stata_code)
            if len(chunk):
                yield chunk[names]
            first += rows
            if len(chunk) < rows or first == facts.number_rows:
                return

    variables = tuple(_described(name, facts, kind, name in numbers) for name in facts.column_names)
    return StatisticsFile(variables, facts.number_rows, chunks)


def _described(name: str, facts: Any, kind: Kind, number: bool) -> StatisticsVariable:
    """A variable as pyreadstat describes it, its dict of labels taken apart into pairs."""
    labels = tuple(facts.variable_value_labels.get(name, {}).items())
    missing = tuple((entry["lo"], entry["hi"]) for entry in facts.missing_ranges.get(name, []))
    if kind == "stata":
        labels = tuple((_stata_code(code), label) for code, label in labels)
        missing = STATA_MISSING if number else ()
    return StatisticsVariable(name, facts.column_names_to_labels.get(name) or "", labels, missing)


def _stata_code(value: object) -> object:
    """A code of a Stata variable of numbers: a missing value `a` as Stata writes it, `.a`."""
    return f".{value}" if isinstance(value, str) else value


def _judge_stata_ending(path: Path) -> None:
    """Raise where a Stata file lacks its last mark: its labels stand behind its data."""
    with path.open("rb") as stream:
        modern = stream.read(len(STATA_BEGINNING)) == STATA_BEGINNING
        stream.seek(max(path.stat().st_size - 64, 0))
        if modern and STATA_ENDING not in stream.read():
            raise _damaged(path, "the end of the file is missing")


def _damaged(path: Path, message: str) -> ProblemsError:
    return ProblemsError(
        [
            Problem(
                "file-truncated",
                "file is cut off or damaged",
                Place(file=path.name),
                got=message,
                hint="download it again",
            )
        ]
    )
