"""Files with a row for each respondent (SPSS, Stata, CSV), tabulated to readings.

    q1   weight  region        polls.read("survey.sav", variable="q1", weight="weight",
    1    0.83    3                        by=["region"], fieldwork="3-5 March 2024")
    98   1.21    1

Such a file holds many questions and does not say when it was collected, so both are asked
of the caller. A CSV is taken for one where it is the export of a survey platform, where a column
is named as ids of respondents or as their weights, or where the caller names the `variable`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

import pandas as pd

from polls.errors import Place, Problem, ProblemsError, raise_errors
from polls.files.opened import OpenedFile
from polls.microdata.asking import asked_of
from polls.microdata.design import Design
from polls.microdata.exports import heads_of
from polls.microdata.opening import open_microdata
from polls.microdata.request import Base, Wanted
from polls.microdata.rows import tabulation
from polls.microdata.source import Microdata
from polls.printed.column_names import role_of, words_of
from polls.printed.fieldwork import parse_fieldwork
from polls.readers.contract import Extract, Hints

__all__ = ["HINTS", "extract", "recognises"]

STATISTICS = ("spss", "spss-portable", "stata")
CHOSEN_BY = {"variable": (*STATISTICS, "text")}
LEAST_ROWS = 3
RESPONDENT_WORDS = "respondent respondentid respid caseid idno respondentserial participantid"
RESPONDENT_IDS = frozenset(RESPONDENT_WORDS.split())
WEIGHT = re.compile(r"\b(weights?|wgt|wt|w8|weighting|gewicht|poids|peso|pond\w*|gew)\b")
HINTS = ("variable", "fieldwork", "weight", "strata", "psu", "by", "encoding", "year")


def recognises(file: OpenedFile) -> bool:
    """Whether the file is SPSS's or Stata's, or text with a row for each respondent."""
    if file.content != "text":
        return file.content in STATISTICS
    if heads_of(file.delimited_top()):
        return True
    table = file.tops[0].table
    roles = {role_of(name) for name in map(str, table)}
    if len(table) < LEAST_ROWS or roles & {"pollster", "n", "share", "answer"}:
        return False
    return any(
        "".join(words_of(name)) in RESPONDENT_IDS or _holds_weights(name, table[name])
        for name in map(str, table)
    )


def _holds_weights(name: str, cells: pd.Series) -> bool:
    """Whether a column is named as weights, and its numbers are around 1."""
    if not WEIGHT.search(" ".join(words_of(name))):
        return False
    numbers = pd.to_numeric(cells.str.replace(",", ".", regex=False), errors="coerce").dropna()
    return len(numbers) > len(cells) / 2 and bool(0.2 < numbers.mean() < 5)


def extract(file: OpenedFile, hints: Hints) -> Extract:
    """One row for each group and answer, the whole sample first.

    Args:
        file: the opened SPSS, Stata or text file.
        hints: `variable` of the question and dates of `fieldwork` are needed; `weight`,
            `strata`, `psu`, `by`, and `base` (`all` or `substantive`) are used.

    Raises:
        ProblemsError: with all that is wrong; what `polls.tabulate` lists, and the hints
            that are needed.
    """
    opened = open_microdata(file, encoding=hints.encoding)
    problems = list(_not_said(opened, hints))
    rows, dates = pd.DataFrame(), {}
    if hints.fieldwork:
        with _collected(problems):
            dates = _dates(opened, hints)
    if hints.variable:
        with _collected(problems):
            opened, questions = asked_of(opened, hints.variable)
            design = Design(hints.weight, hints.strata, hints.psu)
            by = tuple((name,) for name in hints.by)
            tabulated = tabulation(
                opened, Wanted(questions, by, design, cast(Base, hints.base or "all"))
            )
            rows = tabulated.rows.drop(columns=["block", "place"])
            problems += tabulated.warnings
    raise_errors(problems)
    return Extract(rows.assign(**dates), problems)


@contextmanager
def _collected(problems: list[Problem]) -> Iterator[None]:
    """Problems raised inside join those that are known, to be raised together."""
    try:
        yield
    except ProblemsError as error:
        problems.extend(error.problems)


def _dates(opened: Microdata, hints: Hints) -> dict[str, str]:
    place = Place(file=opened.file)
    fieldwork = parse_fieldwork(
        hints.fieldwork, year=hints.year, month_first=hints.month_first, place=place
    )
    return {
        "start": str(fieldwork.start),
        "end": str(fieldwork.end),
        "date_precision": fieldwork.precision,
    }


def _not_said(opened: Microdata, hints: Hints) -> Iterator[Problem]:
    # Polls have their dates and sample size beside each other.
    roles = {role_of(name) for name in opened.variables}
    if not hints.variable and "n" in roles and roles & {"date", "start", "end"}:
        yield Problem(
            "results-not-respondents",
            "file holds published results, a sample size in each row, and no respondents",
            Place(file=opened.file),
            got=opened.listed,
            hint="save the table as CSV, XLSX or Parquet: that is read",
        )
        return
    if not hints.variable:
        yield Problem(
            "variable-missing",
            "file has a row for each respondent, and no question is named",
            Place(file=opened.file),
            expected=opened.listed,
            hint="name its variable: variable='...', weight='...'; or call polls.tabulate",
        )
    if not hints.fieldwork:
        yield Problem(
            "fieldwork-missing",
            "microdata do not say when they were collected",
            Place(file=opened.file),
            hint="say it: fieldwork='3-5 March 2024'",
        )
