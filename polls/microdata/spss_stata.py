"""SPSS and Stata files through pyreadstat, with the codes that they declare missing.

SPSS    98, 99 declared missing, or a range of codes     kept as codes
Stata   .a to .z, missing values of numbers              kept as codes
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from string import ascii_lowercase
from typing import Any, Literal

import pandas as pd

from polls.errors import ProblemsError
from polls.microdata.codes import code_of
from polls.microdata.source import Microdata, Variable, damaged

__all__ = ["open_statistics_file"]

STATA_MISSING = [(f".{letter}", f".{letter}") for letter in ascii_lowercase]
"""Missing values of numbers, declared by Stata itself."""
STATA_BEGINNING, STATA_ENDING = b"<stata_dta>", b"</stata_dta>"


def open_statistics_file(path: Path, kind: Literal["sav", "dta"]) -> Microdata:
    """Microdata in an SPSS (`sav`, compressed or not) or Stata (`dta`) file.

    Raises:
        ProblemsError: where the file is cut off or damaged.
    """
    import pyreadstat

    reader = pyreadstat.read_sav if kind == "sav" else pyreadstat.read_dta
    if kind == "dta":
        _judge_stata_ending(path)

    def read(**options: Any) -> tuple[pd.DataFrame, Any]:
        try:
            # Without user_missing codes such as 98 and 99 would come back as one blank.
            return reader(path, user_missing=True, disable_datetime_conversion=True, **options)
        except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, UnicodeDecodeError) as error:
            raise ProblemsError([damaged(path, str(error))]) from None

    _, facts = read(metadataonly=True)

    def chunks(names: list[str], rows: int) -> Iterator[pd.DataFrame]:
        first = 0
        while True:
            chunk, _ = read(usecols=names, row_offset=first, row_limit=rows)
            for name in chunk if kind == "dta" else ():
                if facts.readstat_variable_types[name] != "string" and chunk[name].dtype == object:
                    chunk[name] = chunk[name].map(_stata_code)
            if len(chunk):
                yield chunk[names]
            first += rows
            if len(chunk) < rows or first == facts.number_rows:
                return

    variables = {name: _described(name, facts, kind) for name in facts.column_names}
    return Microdata(path.name, variables, chunks)


def _described(name: str, facts: Any, kind: Literal["sav", "dta"]) -> Variable:
    """A variable as pyreadstat describes it, its dict of labels taken apart into pairs."""
    labels = facts.variable_value_labels.get(name, {}).items()
    missing = [(entry["lo"], entry["hi"]) for entry in facts.missing_ranges.get(name, [])]
    if kind == "dta":
        labels = [(_stata_code(code), label) for code, label in labels]
        number = facts.readstat_variable_types[name] != "string"
        missing = STATA_MISSING if number else []
    return Variable(
        name,
        facts.column_names_to_labels.get(name) or "",
        tuple((code_of(code), label) for code, label in labels),
        tuple((code_of(low), code_of(high)) for low, high in missing),
    )


def _stata_code(value: object) -> object:
    """A code of a Stata variable of numbers: a missing value `a` as Stata writes it, `.a`."""
    return f".{value}" if isinstance(value, str) else value


def _judge_stata_ending(path: Path) -> None:
    """Raise where a Stata file lacks its last mark: its labels stand behind its data."""
    with path.open("rb") as stream:
        modern = stream.read(len(STATA_BEGINNING)) == STATA_BEGINNING
        stream.seek(max(path.stat().st_size - 64, 0))
        if modern and STATA_ENDING not in stream.read():
            raise ProblemsError([damaged(path, "the end of the file is missing")])
