"""YouGov's British cross-break tables (XLSX and PDF).

                              Vote in 2017      Gender
                       Total  Con  Lab  LD    Male Female
    Weighted Sample     1639  480  476  105    793    846
    Unweighted Sample   1639  497  488  108    691    948
                     %     %    %    %    %      %      %
             4-5 Apr  9-10 Apr
    Con             42    40   94    3   11     39     41

The column to the left of the total is an earlier wave: its date is printed over it, its base
is not. A date without a year belongs to the year in which it comes before the fieldwork.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from polls.crossbreaks.questions import (
    QuestionTable,
    file_parts,
    incomplete,
    names_survey,
    printed_question,
    read_tables,
)
from polls.crossbreaks.vouched import Column, Crosstab, judge
from polls.errors import Problem, ProblemsError
from polls.files.opened import OpenedFile
from polls.printed.fieldwork import Fieldwork, looks_like_fieldwork, parse_fieldwork
from polls.readers.contract import Extract, Hints

__all__ = ["HINTS", "extract", "recognises"]

HINTS = ("year",)

ONLY_SOME = re.compile(r"\b(only|asked (to|of)|those who)\b", re.IGNORECASE)
EXCLUDING = re.compile(r"\bexclud", re.IGNORECASE)
PRINTED_N = re.compile(r"\bn\s*=\s*([\d,]+)", re.IGNORECASE)
PREVIOUS_NOTE = "previous wave, printed beside the current one without its base"
WHOLE_BASE_NOTE = "base printed for the whole group, before exclusions"
NO_BASE_NOTE = "base of those asked is not printed"


def recognises(file: OpenedFile) -> bool:
    """Whether the file has tables under headings, and says when or who was asked.

    Raises:
        ProblemsError: where it is a PDF or workbook that cannot be read whole.
    """
    return names_survey(file_parts(file, peek=True))


def extract(file: OpenedFile, hints: Hints) -> Extract:
    """The readings of every question, for all columns that hold together.

    Args:
        file: the opened PDF or workbook.
        hints: country, pollster and mode default to GB, YouGov and online.

    Returns:
        A row for each answer and column, an earlier wave's among them; problems by table.
    """
    found = read_tables(file_parts(file), year=hints.year)
    problems = [*found.problems, *incomplete(found, file.name)]
    rows: list[dict[str, Any]] = []
    for table in found.tables:
        judged = judge(_crosstab(table, problems))
        rows += _with_bases_of_those_asked(judged.rows)
        problems += judged.problems
    frame = pd.DataFrame(rows).assign(
        country=hints.country or "GB",
        pollster=hints.pollster or "YouGov",
        mode=hints.mode or "online",
        lang=hints.lang or "en",
        source=hints.source or file.name,
    )
    return Extract(frame, problems)


def _crosstab(table: QuestionTable, problems: list[Problem]) -> Crosstab:
    question = printed_question(table.question)
    return Crosstab(
        place=table.place,
        question=question.text,
        columns=tuple(_columns(table, problems)),
        answers=table.answers,
        unweighted=table.unweighted,
        weighted=table.weighted,
        base=question.base,
        percent=table.percent,
    )


def _columns(table: QuestionTable, problems: list[Problem]) -> Iterator[Column]:
    """Columns with the wave that each belongs to."""
    current = table.fieldwork
    for heading, printed, n in zip(table.headings, table.waves, table.unweighted, strict=True):
        label, date = _dated_label(heading.label)
        wave = _wave(printed or date, table, problems)
        if wave is not None and current is not None and wave.end < current.start:
            yield Column("Total", fieldwork=wave, previous=True, note=PREVIOUS_NOTE)
        else:
            head = heading.head if label else ""
            yield Column(label or ("Total" if n is not None else ""), head, current)


def _dated_label(label: str) -> tuple[str, str]:
    """A label apart from a date printed with it: `Total 9-10 Apr`."""
    if looks_like_fieldwork(label):
        return "", label
    before, _, date = label.partition(" ")
    return (before, date) if date and looks_like_fieldwork(date) else (label, "")


def _wave(text: str, table: QuestionTable, problems: list[Problem]) -> Fieldwork | None:
    """A wave's dates; where they lack a year, the last one that does not follow the current."""
    current = table.fieldwork
    if not text or current is None:
        return None
    try:
        wave = parse_fieldwork(text, year=current.end.year, place=table.place)
        if wave.end > current.end:
            wave = parse_fieldwork(text, year=current.end.year - 1, place=table.place)
    except ProblemsError as error:
        problems += error.problems
        return None
    return wave


def _with_bases_of_those_asked(rows: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Bases stand over all questions of a page; a question put to some has its own, if any."""
    for row in rows:
        base = row["base"]
        total = not row["group_text"] and PREVIOUS_NOTE not in row["note"]
        printed = PRINTED_N.search(base) if total else None
        if printed:
            yield row | {"n": float(printed[1].replace(",", "")), "n_weighted": None}
        elif EXCLUDING.search(base):
            yield row | {"note": _and(row["note"], WHOLE_BASE_NOTE)}
        elif ONLY_SOME.search(base):
            yield row | {"n": None, "n_weighted": None, "note": _and(row["note"], NO_BASE_NOTE)}
        else:
            yield row


def _and(first: str, second: str) -> str:
    return f"{first}; {second}" if first else second
