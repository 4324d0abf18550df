"""Microdata, a row for each respondent, read a chunk at a time: SPSS, Stata, CSV, or a frame.

    q1   weight  region  psu          q1: "Is the level ...?"  1 Too high
    1    0.83    3       1204                                  2 About right
    98   1.21    1       0877                                  98 Don't know (user missing)

A file is opened for its variables (names, texts, labels, declared missing codes), then gives
the wanted columns in chunks, so that a file larger than memory can be tabulated. Labels are
(code, label) pairs with codes as text: a file may label 1, 1.0 and `.a`, or give two codes
one label, and a dict with codes as keys would lose one of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import pandas as pd

from polls.errors import Place, Problem, did_you_mean
from polls.microdata.codes import BLANKS, SYSTEM_MISSING, code_of

__all__ = [
    "DateUnit",
    "Derived",
    "Labels",
    "Microdata",
    "SetOfVariables",
    "Variable",
    "repeated_names",
]

VARIABLES_LISTED = 12
ROLES_IN_WORDS = {"raked": "margins", "before_raking": "weight before raking"}

DateUnit = Literal["", "seconds since 1582-10-14", "days since 1960-01-01"]
Labels = Sequence[tuple[object, str]] | Mapping[Any, str]
Chunks = Callable[[list[str], int], Iterator[pd.DataFrame]]


@dataclass(frozen=True)
class Variable:
    """One variable: its name, its text, its labels, and the codes declared missing.

    `missing` holds ranges, both ends included; a single code is a range of one. `decimal` is
    the sign that its numbers use where they are kept as text; `date` in which unit a file
    counts the days that the variable holds, "" where it holds none; `own_words` the answer that
    stands for texts in people's own words, "" where it holds none of them.
    """

    name: str
    text: str = ""
    labels: tuple[tuple[str, str], ...] = ()
    missing: tuple[tuple[str, str], ...] = ()
    decimal: str = "."
    date: DateUnit = ""
    own_words: str = ""

    def code(self, value: object) -> str:
        """A value as one of the variable's codes; a blank is none, unless a label names it."""
        code = code_of(value, self.decimal)
        blank = code in BLANKS and all(code != known for known, _ in self.labels)
        return SYSTEM_MISSING if blank else code

    def label(self, code: str) -> str:
        """The label of a code, or the code itself where it has none; told apart where two
        codes share one label.
        """
        label = next((text for known, text in self.labels if known == code), code)
        shared = [known for known, text in self.labels if text == label]
        return f"{label} ({code})" if len(shared) > 1 else label

    def declared_missing(self, code: str) -> bool:
        """Whether the file declares the code as missing."""
        return any(_within(code, low, high) for low, high in self.missing)


@dataclass(frozen=True)
class SetOfVariables:
    """A question of several variables as a file declares it (SPSS: a multiple response set).

    `counted` is the code that says that the answer of a variable was chosen; without one each
    variable holds the code of an answer.
    """

    name: str
    text: str
    variables: tuple[str, ...]
    counted: str | None


@dataclass(frozen=True)
class Derived:
    """Variables that are made of others, a chunk at a time.

    `make` takes a frame of the columns in `needs` and gives one of the columns in `variables`.
    """

    variables: tuple[Variable, ...]
    needs: tuple[str, ...]
    make: Callable[[pd.DataFrame], pd.DataFrame]


@dataclass(frozen=True)
class Microdata:
    """Opened microdata: the file's name, its variables, and its rows in chunks.

    `chunks(names, rows)` yields frames of the named columns. `repeated` are names that two
    columns have: none of these is a variable, as nobody could say which is meant.
    """

    file: str
    variables: Mapping[str, Variable]
    chunks: Chunks
    sets: Mapping[str, SetOfVariables] = field(default_factory=dict)
    repeated: tuple[str, ...] = ()

    def with_derived(self, derived: Derived) -> Microdata:
        """The same data with variables more, or others in the place of those of their names."""
        made = {variable.name for variable in derived.variables}

        def chunks(names: list[str], rows: int) -> Iterator[pd.DataFrame]:
            kept = [name for name in names if name not in made]
            if len(kept) == len(names):
                yield from self.chunks(names, rows)
                return
            wanted = list(dict.fromkeys([*kept, *derived.needs]))
            for chunk in self.chunks(wanted, rows):
                new = derived.make(chunk[list(derived.needs)])
                yield pd.concat([chunk[kept], new], axis=1)[names]

        variables = {**self.variables, **{entry.name: entry for entry in derived.variables}}
        return replace(self, variables=variables, chunks=chunks)

    def lacks(self, name: str, role: str) -> Problem:
        """The problem of a variable that the data do not have.

        Args:
            name: of the variable.
            role: what it should serve for, as in the code of the problem: `question`.
        """
        if name in self.repeated:
            return self._named_twice("two variables have the same name", [name], "rename one")
        return Problem(
            f"unknown-{role}-variable",
            f"data have no variable '{name}' for the {ROLES_IN_WORDS.get(role, role)}",
            Place(file=self.file),
            expected=self.listed,
            hint=did_you_mean(name, self.variables),
        )

    @property
    def warnings(self) -> list[Problem]:
        """What the file has and cannot be asked for."""
        if not self.repeated:
            return []
        title = f"{len(self.repeated)} name(s) are those of two variables, which are left out"
        problem = self._named_twice(title, self.repeated, "rename them to ask for one")
        return [replace(problem, severity="warning")]

    def _named_twice(self, title: str, names: Sequence[str], hint: str) -> Problem:
        got = ", ".join(map(repr, names[:VARIABLES_LISTED]))
        more = f" and {len(names) - VARIABLES_LISTED} more" if len(names) > VARIABLES_LISTED else ""
        return Problem("variable-repeated", title, Place(file=self.file), got + more, hint=hint)

    @property
    def listed(self) -> str:
        """How many variables there are, and the first of them by name."""
        names = ", ".join(list(self.variables)[:VARIABLES_LISTED])
        more = ", ..." if len(self.variables) > VARIABLES_LISTED else ""
        return f"one of {len(self.variables):,} variables: {names}{more}"


def repeated_names(names: Sequence[str]) -> tuple[str, ...]:
    """The names that two columns or more have, each once."""
    return tuple(sorted(name for name, times in Counter(names).items() if times > 1))


def _within(code: str, low: str, high: str) -> bool:
    try:
        return float(low) <= float(code) <= float(high)
    except ValueError:
        return code == low
