"""What goes into a reader and what comes out of it.

    Hints    what the caller knows and the file may not say (country, pollster, base, ...)
    Extract  what stands in the file: rows as printed, and what is wrong with them

A reader is a module with two functions and one declaration:

    HINTS                      the hints that it takes beside those that every reader takes
    recognises(file) -> bool   whether it reads files like this one
    extract(file, hints)       what stands in the file, as an Extract

A reader may also say that a hint chooses it: CHOSEN_BY = {hint: contents it then reads}.
It maps nothing: labels stay as printed (`group_text`, `banner_text`, `country_text`
beside the columns of a readings frame), and `polls.read` turns them into codebook ids.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, Literal

import pandas as pd

from polls.arguments import without_effect
from polls.errors import Problem, ProblemsError, did_you_mean, one_of, raise_errors
from polls.schema import COLUMNS, PRINTED_COLUMNS

__all__ = ["SAID", "Extract", "Hints", "hints_from", "month_first_of"]

MONTH_FIRST = frozenset({"US"})
"""Countries, by code, that write the month before the day."""


COLUMN_HINTS = ("date", "start", "end", "published", "n", "n_weighted")
"""Hints that name one column, beside those that say so in their names."""

CHOICES = {"duplicates": ("first", "last"), "on_error": ("raise", "skip")}
"""Hints that are one of a few words."""

TOGETHER = (("question", "question_column"), ("answers", "answer_column"))
"""Hints of which the first would leave the second without effect."""

SAID = (
    "country", "pollster", "client", "mode", "lang", "question", "question_text", "base", "source"
)  # fmt: skip
"""Hints that hold for all readings of a file, whatever its format; every reader takes them."""


@dataclass(frozen=True)
class Hints:
    """What the caller knows about a file; an empty value means that the file must say it.

    Args:
        country: code of the country that was surveyed, as in `polls.schema`.
        pollster: who asked.
        client: for whom.
        mode: how (`online`, `phone`, `face-to-face`).
        lang: language of the printed text (`en`, `fr`, `de`, `es`).
        question: codebook id of the question, where the file holds one question.
        question_text: the question as asked, where the file does not print it.
        base: who was asked or counted (`all`, `substantive`, ...).
        source: id in the sources table; default: the name of the file.
        year: the year of fieldwork dates that are printed without one.
        fieldwork: dates of fieldwork, where the file does not say them.
        encoding: of a text file; default: recognised.
        sheet: names of the sheets to read; default: all that hold data.
        date: name of the column of fieldwork dates.
        start: name of the column of first days of fieldwork.
        end: name of the column of last days of fieldwork.
        published: name of the column of days of publication.
        n: name of the column of unweighted bases.
        n_weighted: name of the column of weighted bases.
        answers: names of the columns of shares; default: all columns of shares left over.
        pollster_column: name of the column of pollsters.
        client_column: name of the column of clients.
        country_column: name of the column of countries.
        mode_column: name of the column of modes.
        question_column: name of the column of questions.
        answer_column: name of the column of answers, in a table with a row for each number.
        share_column: name of the column of shares in such a table.
        group_columns: names of the columns of groups of people, or, beside a column of
            answers, of those that hold the shares of one group each.
        ignore: names of columns to leave out.
        duplicates: which of two waves of the same date counts (`first`, `last`); default:
            two that differ are a problem.
        on_error: what becomes of a line that is wrong in a file of lines, or of a row of a
            table: `raise` refuses the file (the default), `skip` leaves the line out and lists
            it in a warning.
        variable: name of the variable of the question in microdata.
        weight: name of the variable of weights in microdata.
        strata: name of the variable of strata in microdata.
        psu: name of the variable of primary sampling units in microdata.
        by: names of the variables of groups in microdata.
    """

    country: str = ""
    pollster: str = ""
    client: str = ""
    mode: str = ""
    lang: str = ""
    question: str = ""
    question_text: str = ""
    base: str = ""
    source: str = ""
    year: int | None = None
    fieldwork: str = ""
    encoding: str = ""
    sheet: tuple[str, ...] = ()
    date: str = ""
    start: str = ""
    end: str = ""
    published: str = ""
    n: str = ""
    n_weighted: str = ""
    answers: tuple[str, ...] = ()
    pollster_column: str = ""
    client_column: str = ""
    country_column: str = ""
    mode_column: str = ""
    question_column: str = ""
    answer_column: str = ""
    share_column: str = ""
    group_columns: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    duplicates: Literal["", "first", "last"] = ""
    on_error: Literal["", "raise", "skip"] = ""
    variable: str = ""
    weight: str = ""
    strata: str = ""
    psu: str = ""
    by: tuple[str, ...] = ()

    def said(self) -> dict[str, str]:
        """What the caller says of all readings, by column; what is not said is left out."""
        return {name: value for name in SAID if (value := getattr(self, name))}

    @property
    def given(self) -> tuple[str, ...]:
        """The names of the hints that the caller gave."""
        return tuple(
            entry.name for entry in fields(self) if getattr(self, entry.name) not in ("", None, ())
        )

    @property
    def declared_columns(self) -> tuple[str, ...]:
        """The columns of a table that the caller says what they are."""
        columns = (*COLUMN_HINTS, "answers")
        named = [getattr(self, name) for name in self.given if name in columns or "column" in name]
        return tuple(
            name for names in named for name in ((names,) if isinstance(names, str) else names)
        )

    @property
    def month_first(self) -> bool | None:
        """Whether `05/12/2024` is the 12th of May; None where the hints do not say."""
        if self.country:
            return self.country in MONTH_FIRST
        return False if self.lang in ("fr", "de", "es") else None


def month_first_of(countries: Iterable[object]) -> bool | None:
    """Whether `05/12/2024` is the 12th of May in countries given by their codes.

    None where they write differently, or where one of them is no code.

    >>> month_first_of(["US"]), month_first_of(["GB", "FR"]), month_first_of(["GB", "US"])
    (True, False, None)
    >>> month_first_of(["Britain"]) is None
    True
    """
    codes = {str(country).strip() for country in countries}
    if not codes or not all(len(code) == 2 and code.isupper() for code in codes):
        return None
    return None if codes & MONTH_FIRST and codes - MONTH_FIRST else bool(codes & MONTH_FIRST)


@dataclass(frozen=True)
class Extract:
    """What a reader found: rows as printed, problems with their place, and the wave counts.

    `rows` has columns of `COLUMNS` (any of them; what is not known is left out or "") and of
    `PRINTED_COLUMNS`. `question` and `answer` stay empty where only their text is printed.
    """

    rows: pd.DataFrame
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        unknown = [name for name in self.rows if name not in (*COLUMNS, *PRINTED_COLUMNS)]
        if unknown:
            raise KeyError(f"not columns of an extract: {', '.join(map(str, unknown))}")


def hints_from(given: Mapping[str, Any]) -> Hints:
    """Hints from keyword arguments, each in its type.

    Raises:
        ProblemsError: of unknown names, with the nearest known one, and of values that are
            not of a hint's type; and of two hints of which one would not be used.

    >>> hints_from({"country": "GB", "by": ["age"], "year": "2024"}).by
    ('age',)
    """
    known = {entry.name: entry for entry in fields(Hints)}
    problems = [
        Problem(
            "unknown-hint",
            f"unknown hint '{name}'",
            expected=one_of(sorted(known), most=len(known)),
            hint=did_you_mean(name, known),
        )
        for name in given
        if name not in known
    ]
    values: dict[str, Any] = {}
    for name, value in given.items():
        if name in known and value is not None:
            values[name] = _typed(name, value, known[name].default)
            if values[name] is None:
                problems.append(_wrong_value(name, value, known[name].default))
    if problems:
        raise ProblemsError(problems)
    hints = Hints(**values)
    raise_errors(_clashes(hints))
    return hints


def _clashes(hints: Hints) -> Iterator[Problem]:
    """Two hints of which one would not be used."""
    given = set(hints.given)
    for first, second in TOGETHER:
        if {first, second} <= given:
            hint = "both say the same thing: leave one of them out"
            yield without_effect(f"hint '{second}'", f"'{first}'", hint)
    named: dict[str, str] = {}
    for hint in hints.given:
        if hint in COLUMN_HINTS or hint.endswith("_column"):
            column = getattr(hints, hint)
            if column in named:
                beside = f"'{named[column]}'"
                yield without_effect(f"hint '{hint}'", beside, f"both name the column '{column}'")
            named[column] = hint


def _typed(name: str, value: Any, default: Any) -> Any:
    """A value in the type of its hint, None where it has none such."""
    if name == "year":
        whole = str(value).strip()
        return int(whole) if re.fullmatch(r"(19|20)\d\d", whole) else None
    if isinstance(default, tuple):
        several = (value,) if isinstance(value, str) else value
        try:
            return tuple(map(str, several))
        except TypeError:
            return None
    if name in CHOICES and value not in ("", *CHOICES[name]):
        return None
    return str(value) if isinstance(value, (str, int, date)) else None


def _wrong_value(name: str, value: Any, default: Any) -> Problem:
    return Problem(
        "wrong-hint",
        f"hint '{name}' cannot be {value!r}",
        expected="a year such as 2024"
        if name == "year"
        else " or ".join(CHOICES[name])
        if name in CHOICES
        else "a list of names"
        if isinstance(default, tuple)
        else "text",
    )
