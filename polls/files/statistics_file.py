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
from tempfile import TemporaryDirectory
from typing import Any, Literal

import pandas as pd

from polls.errors import Place, Problem, ProblemsError
from polls.files.apart import apart

__all__ = [
    "StatisticsFile",
    "StatisticsSet",
    "StatisticsVariable",
    "open_statistics_file",
    "statistics_chunks",
    "statistics_description",
]

Kind = Literal["spss", "spss-portable", "stata"]

STATA_MISSING = tuple((f".{letter}", f".{letter}") for letter in ascii_lowercase)
"""Missing values of numbers, declared by Stata itself."""
SPSS_LAYOUT, SPSS_CASES = slice(64, 68), slice(80, 84)
"""Where an SPSS file holds 2 or 3 in its own order of bytes, and its number of cases."""
MOST_COPIED = 100_000_000
STATA_BEGINNING, STATA_ENDING = b"<stata_dta>", b"</stata_dta>"


@dataclass(frozen=True)
class StatisticsVariable:
    """One variable as the file describes it; `missing` holds ranges, both ends included.

    `format` is how the file shows its values (`F8.2`, `DATE11`, `%td`).
    """

    name: str
    text: str
    labels: tuple[tuple[object, str], ...]
    missing: tuple[tuple[object, object], ...]
    format: str = ""


@dataclass(frozen=True)
class StatisticsSet:
    """A multiple response set of SPSS; `counted` is None where variables hold answers' codes."""

    name: str
    text: str
    variables: tuple[str, ...]
    counted: object | None


@dataclass(frozen=True)
class StatisticsFile:
    """An opened SPSS or Stata file: its variables and sets, and frames of the wanted in chunks.

    `chunks(names, rows)` yields frames of at most `rows` rows; `rows` is the number of
    respondents, None where the file does not say.
    """

    variables: tuple[StatisticsVariable, ...]
    rows: int | None
    chunks: Callable[[list[str], int], Iterator[pd.DataFrame]]
    sets: tuple[StatisticsSet, ...] = ()


def open_statistics_file(path: Path, kind: Kind) -> StatisticsFile:
    """An SPSS (.sav, .zsav, .por) or Stata (.dta) file, opened for its variables.

    Raises:
        ProblemsError: where the file is cut off or damaged.
    """
    ((variables, rows, sets),) = apart(statistics_description, path, kind)

    def chunks(names: list[str], at_most: int) -> Iterator[pd.DataFrame]:
        return apart(statistics_chunks, path, kind, names, at_most, rows)

    return StatisticsFile(variables, rows, chunks, sets)


def statistics_description(
    path: Path, kind: Kind
) -> Iterator[tuple[tuple[StatisticsVariable, ...], int | None, tuple[StatisticsSet, ...]]]:
    """The variables of a file, the number of its respondents, and its sets of variables.

    Raises:
        ProblemsError: where the file is cut off or damaged.
    """
    if kind == "stata":
        _judge_stata_ending(path)
    _, facts = _read(path, kind, metadataonly=True)
    if kind == "spss" and facts.column_names:
        _judge_spss_cases(path, facts.column_names[0])
    numbers = _numbers(facts)
    described = (_described(name, facts, kind, name in numbers) for name in facts.column_names)
    yield tuple(described), facts.number_rows, tuple(_sets(facts))


def statistics_chunks(
    path: Path, kind: Kind, names: list[str], rows: int, total: int | None
) -> Iterator[pd.DataFrame]:
    """The named variables of a file, in frames of at most `rows` rows.

    Args:
        path, kind: the file.
        names: the variables wanted.
        rows: the most that a frame has.
        total: the number of respondents, where the file says it; of a part read alone the
            file says the part's own.

    Raises:
        ProblemsError: where the file is cut off or damaged.
    """
    first = 0
    while True:
        chunk, facts = _read(path, kind, usecols=names, row_offset=first, row_limit=rows)
        numbers = _numbers(facts) if kind == "stata" else set()
        for name in numbers.intersection(chunk):
            if chunk[name].dtype == object:
                chunk[name] = chunk[name].map(_stata_code)
        if len(chunk):
            yield chunk[names]
        first += rows
        if len(chunk) < rows or first == total:
            return


def _read(path: Path, kind: Kind, **options: Any) -> tuple[pd.DataFrame, Any]:
    import pyreadstat

    readers: dict[Kind, Any] = {
        "spss": pyreadstat.read_sav,
        "spss-portable": pyreadstat.read_por,
        "stata": pyreadstat.read_dta,
    }
    # Without user_missing codes such as 98 and 99 would come back as one blank.
    usual = {} if kind == "spss-portable" else {"user_missing": True}
    try:
        found: tuple[pd.DataFrame, Any] = readers[kind](
            path, disable_datetime_conversion=True, **usual, **options
        )
    except (
        pyreadstat.ReadstatError,
        pyreadstat.PyreadstatError,
        UnicodeDecodeError,
        IndexError,  # a compressed file without any case
    ) as error:
        raise _damaged(path, str(error)) from None
    if None in found[1].column_names:
        raise _damaged(path, "the name of a variable is no text")
    return found


def _numbers(facts: Any) -> set[str]:
    """The names of the variables of numbers."""
    return {name for name, kind in facts.readstat_variable_types.items() if kind != "string"}


def _described(name: str, facts: Any, kind: Kind, number: bool) -> StatisticsVariable:
    """A variable as pyreadstat describes it, its dict of labels taken apart into pairs."""
    labels = tuple(facts.variable_value_labels.get(name, {}).items())
    missing = tuple((entry["lo"], entry["hi"]) for entry in facts.missing_ranges.get(name, []))
    if kind == "stata":
        labels = tuple((_stata_code(code), label) for code, label in labels)
        missing = STATA_MISSING if number else ()
    text, shown = facts.column_names_to_labels.get(name), facts.original_variable_types.get(name)
    return StatisticsVariable(name, text or "", labels, missing, shown or "")


def _sets(facts: Any) -> Iterator[StatisticsSet]:
    """The multiple response sets of an SPSS file, whose variables may be named in other cases."""
    names = {name.casefold(): name for name in facts.column_names}
    for name, entry in (facts.mr_sets or {}).items():
        variables = tuple(names.get(one.casefold(), one) for one in entry["variable_list"])
        counted = entry["counted_value"] if entry["is_dichotomy"] else None
        yield StatisticsSet(name, entry["label"], variables, counted)


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


def _judge_spss_cases(path: Path, first: str) -> None:
    """Raise where an SPSS file holds more cases than its head says, which would be lost.

    A copy whose head says nothing is read to its end. Files above 100 MB are not copied.
    """
    data = bytearray(path.read_bytes() if path.stat().st_size <= MOST_COPIED else b"")
    order: Literal["little", "big"] = (
        "little" if bytes(data[SPSS_LAYOUT]) in (b"\2\0\0\0", b"\3\0\0\0") else "big"
    )
    said = int.from_bytes(data[SPSS_CASES], order, signed=True)
    if not data or said < 0:
        return
    data[SPSS_CASES] = (-1).to_bytes(4, order, signed=True)
    with TemporaryDirectory() as folder:
        copy = Path(folder) / path.name
        copy.write_bytes(data)
        try:
            more, _ = _read(copy, "spss", usecols=[first], row_offset=said, row_limit=1)
        except ProblemsError:
            return  # what is wrong with the cases themselves is told when they are read
    if len(more):
        raise _damaged(path, f"the head of the file says {said:,} cases, and more follow")


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
