"""What goes into a reader and what comes out of it.

    Hints    what the caller knows and the file may not say (country, pollster, base, ...)
    Extract  what stands in the file: rows as printed, and what is wrong with them

A reader maps nothing: labels stay as printed (`group_text`, `banner_text`, `country_text`
beside the columns of a readings frame), and `polls.read` turns them into codebook ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal

import pandas as pd

from polls.errors import Problem, ProblemsError, did_you_mean
from polls.schema import COLUMNS, PRINTED_COLUMNS

__all__ = ["Extract", "Hints", "hints_from", "month_first_of"]

MONTH_FIRST = frozenset({"US"})
"""Countries, by code, that write the month before the day."""


@dataclass(frozen=True)
class Hints:
    """What the caller knows about a file; an empty value means that the file must say it.

    Args:
        country: ISO 3166-1 alpha-2 code of the country that was surveyed.
        pollster: who asked.
        mode: how (`online`, `phone`, `face-to-face`).
        lang: language of the printed text (`en`, `fr`, `de`, `es`).
        question: codebook id of the question, where the file holds one question.
        question_text: the question as asked, where the file does not print it.
        base: who was asked or counted (`all`, `substantive`, ...).
        source: id in the sources table; default: the name of the file.
        year: the year of fieldwork dates that are printed without one.
        date: name of the column of fieldwork dates in a table with a row for each wave.
        n: name of the column of unweighted bases in such a table.
        n_weighted: name of its column of weighted bases.
        answers: names of its columns of shares; default: all columns of numbers left over.
        encoding: of a text file; default: recognised.
        duplicates: which of two waves of the same date counts (`first`, `last`); default:
            two that differ are a problem.
        variable: name of the variable of the question in microdata.
        fieldwork: dates of fieldwork of microdata, which do not say them.
        weight: name of the variable of weights in microdata.
        strata: name of the variable of strata in microdata.
        psu: name of the variable of primary sampling units in microdata.
        by: names of the variables of groups in microdata.
    """

    country: str = ""
    pollster: str = ""
    mode: str = ""
    lang: str = ""
    question: str = ""
    question_text: str = ""
    base: str = ""
    source: str = ""
    year: int | None = None
    date: str = ""
    n: str = ""
    n_weighted: str = ""
    answers: tuple[str, ...] = ()
    encoding: str = ""
    duplicates: Literal["", "first", "last"] = ""
    variable: str = ""
    fieldwork: str = ""
    weight: str = ""
    strata: str = ""
    psu: str = ""
    by: tuple[str, ...] = ()

    def said(self) -> dict[str, str]:
        """What the caller says of all readings, by column; what is not said is left out."""
        columns = (
            "country", "pollster", "mode", "lang", "question", "question_text", "base", "source"
        )  # fmt: skip
        return {name: value for name in columns if (value := getattr(self, name))}

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
    """Hints from keyword arguments; an unknown name is a problem with the nearest known one.

    >>> hints_from({"country": "GB", "by": ["age"]}).by
    ('age',)
    """
    known = {entry.name for entry in fields(Hints)}
    problems = [
        Problem(
            "unknown-hint",
            f"hint '{name}' is not known",
            expected=", ".join(sorted(known)),
            hint=did_you_mean(name, known),
        )
        for name in given
        if name not in known
    ]
    if problems:
        raise ProblemsError(problems)
    values = {name: given[name] for name in given if given[name] is not None}
    for name in ("answers", "by"):
        if name in values:
            values[name] = (values[name],) if isinstance(values[name], str) else values[name]
            values[name] = tuple(values[name])
    return Hints(**values)
