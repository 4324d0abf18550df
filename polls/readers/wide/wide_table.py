"""Hand-kept tables with a row for each wave and a column for each answer.

    date;pollster;Too high;About right;Too low;n
    6.-8. Januar 2024;YouGov;59 %;21 %;6 %;1.759

Columns of dates, bases and pollsters are recognised by their names in four languages, or
declared; every other column that holds shares is an answer; what is neither is named in a
warning and left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from polls.errors import Problem, ProblemsError, raise_errors
from polls.files.opened import OpenedFile
from polls.files.tables import Grid, repeated_columns
from polls.printed.column_names import role_of
from polls.printed.fieldwork import Fieldwork, looks_like_fieldwork, month_first_in, parse_fieldwork
from polls.printed.share_blocks import ShareTable, share_table
from polls.printed.shares import left_blank, read_base, read_share
from polls.readers.contract import Extract, Hints, month_first_of
from polls.readers.wide.problems import (
    ignored_columns,
    missing_columns,
    not_a_table,
    share_problems,
    tidy_columns,
)

__all__ = ["HINTS", "extract", "recognises"]

HINTS = ("encoding", "year", "date", "n", "n_weighted", "answers")

TEXT_ROLES = ("pollster", "mode", "country_text", "group_text", "question_text", "lang", "note")
MOSTLY = 0.5
ROWS_PEEKED = 30


def recognises(file: OpenedFile) -> bool:
    """Whether the file is a table with a column of dates and at least one of shares."""
    grid = next(iter(file.tops), None)
    if grid is None or len(grid.table.columns) < 2:
        return False
    if repeated_columns(grid):
        return True
    roles = _roles(grid, Hints())
    return bool(_date_columns(roles)) and any(
        _holds_shares(grid.table[name]) for name, role in roles.items() if not role
    )


def extract(file: OpenedFile, hints: Hints) -> Extract:
    """One row for each wave and answer, in the order of the table.

    Args:
        file: the opened CSV, XLSX or Parquet file.
        hints: `date`, `n`, `n_weighted` and `answers` declare columns; `encoding`, `year`.

    Raises:
        ProblemsError: where a declared column is not there, or none holds dates.
    """
    grid = file.tables(hints.encoding)[0]
    raise_errors(repeated_columns(grid))
    raise_errors(missing_columns(grid, hints))
    roles = _roles(grid, hints)
    answers = list(hints.answers) or [
        name for name, role in roles.items() if not role and _holds_shares(grid.table[name])
    ]
    problems = ignored_columns(grid, roles, answers)
    raise_errors(tidy_columns(grid, hints))
    if not _date_columns(roles) or not answers:
        raise ProblemsError([not_a_table(grid, "dates" if answers else "shares")])
    waves, undated = _waves(grid, roles, hints)
    table = share_table([_unless_blank(grid.table[name]) for name in answers])
    problems += [*undated, *share_problems(grid, table, answers)]
    rows = _rows(grid, table, answers, waves)
    for role, name in _bases(roles).items():
        bases, unread = _base_numbers(grid, name)
        rows[role] = np.array(bases)[rows["row"]]
        problems += unread
    for name, role in roles.items():
        if role in TEXT_ROLES and name not in answers:
            texts = grid.table[name].fillna("").astype(str).str.strip().to_numpy()
            rows[role] = texts[rows["row"]]
    return Extract(rows.drop(columns="row"), problems)


def _roles(grid: Grid, hints: Hints) -> dict[str, str]:
    """What each column holds: by declaration, by name, or by dates in its cells."""
    declared = {hints.date: "date", hints.n: "n", hints.n_weighted: "n_weighted"}
    roles: dict[str, str] = {}
    for name in map(str, grid.table):
        roles[name] = "" if name in hints.answers else declared.get(name) or role_of(name)
    if hints.date:
        roles = {
            name: "ignored" if role in ("date", "start", "end") and name != hints.date else role
            for name, role in roles.items()
        }
    elif not _date_columns(roles):
        dated = [
            name for name, role in roles.items() if not role and _holds_dates(grid.table[name])
        ]
        roles |= dict.fromkeys(dated[:1], "date")
    return roles


def _date_columns(roles: dict[str, str]) -> dict[str, str]:
    """The columns of dates by role: `date`, or `start` and `end`, or `published`."""
    found: dict[str, str] = {}
    for name, role in roles.items():
        if role in ("date", "start", "end", "published"):
            found.setdefault(role, name)
    return found


def _bases(roles: dict[str, str]) -> dict[str, str]:
    """The columns of bases by role; one alone that is called just `base` is the unweighted."""
    found: dict[str, str] = {}
    for name, role in roles.items():
        if role in ("n", "n_weighted"):
            found.setdefault(role, name)
    alone = found.get("n_weighted", "")
    return {"n": alone} if "n" not in found and alone.casefold() == "base" else found


def _waves(
    grid: Grid, roles: dict[str, str], hints: Hints
) -> tuple[list[dict[str, Any]], list[Problem]]:
    """The date columns of a readings frame for each row, empty where no date can be read."""
    columns = _date_columns(roles)
    month_first = hints.month_first
    if month_first is None:
        month_first = month_first_in(cell for name in columns.values() for cell in grid.table[name])
    for name, role in roles.items() if month_first is None else ():
        if role == "country_text":
            month_first = month_first_of(grid.table[name])
    waves: list[dict[str, Any]] = []
    problems: list[Problem] = []
    for row in range(len(grid.table)):
        read: dict[str, Fieldwork] = {}
        for role, name in columns.items():
            cell = grid.table[name].iloc[row]
            if role != "date" and left_blank(cell):
                continue
            try:
                read[role] = parse_fieldwork(cell, year=hints.year, month_first=month_first)
            except ProblemsError as error:
                place = grid.place(row, name)
                problems += [replace(problem, place=place) for problem in error.problems]
        waves.append(_wave(read))
    return waves, problems


def _wave(read: dict[str, Fieldwork]) -> dict[str, Any]:
    first = read.get("date") or read.get("start")
    last = read.get("date") or read.get("end") or first
    wave: dict[str, Any] = {"start": None, "end": None, "date_precision": "day"}
    if first is not None and last is not None:
        wave |= {"start": first.start, "end": last.end, "date_precision": first.precision}
    if "published" in read:
        wave["published"] = read["published"].end
    return wave


def _rows(
    grid: Grid, table: ShareTable, answers: Sequence[str], waves: list[dict[str, Any]]
) -> pd.DataFrame:
    """A row for each share of 0 to 1, with its wave's dates and `row`, its place in the table."""
    wave, answer = np.nonzero(table.shares.T <= 1)
    labels = [answers[place] for place in answer.tolist()]
    rows = pd.DataFrame([waves[place] for place in wave.tolist()])
    rows["answer_text"] = labels
    rows["share"] = table.shares[answer, wave]
    rows["censored"] = table.censored[answer, wave]
    rows["precision"] = table.steps[wave]
    rows["locator"] = [
        grid.locator(row, label) for row, label in zip(wave.tolist(), labels, strict=True)
    ]
    rows["row"] = wave
    return rows


def _unless_blank(column: pd.Series) -> list[Any]:
    """The cells of a column, "" where nothing is printed: no share, and not nobody."""
    return ["" if left_blank(cell) else cell for cell in column]


def _base_numbers(grid: Grid, name: str) -> tuple[list[float], list[Problem]]:
    cells = grid.table[name].tolist()
    numbers = [np.nan if left_blank(cell) else read_base(cell) for cell in cells]
    problems = [
        Problem(
            "not-a-base",
            "base cannot be read",
            grid.place(row, name),
            got=repr(cells[row]),
            expected="a number of respondents",
        )
        for row, number in enumerate(numbers)
        if number is None
    ]
    return [np.nan if number is None else number for number in numbers], problems


def _holds_shares(column: pd.Series) -> bool:
    printed = [cell for cell in column if not left_blank(cell)]
    shares = [cell for cell in printed if read_share(cell, percent=True) is not None]
    return bool(printed) and len(shares) > MOSTLY * len(printed)


def _holds_dates(column: pd.Series) -> bool:
    printed = [cell for cell in column.head(ROWS_PEEKED) if not left_blank(cell)]
    dates = [cell for cell in printed if looks_like_fieldwork(cell)]
    return bool(printed) and len(dates) > MOSTLY * len(printed)
