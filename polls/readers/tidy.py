"""Tidy files in polltide's own columns: CSV, XLSX or Parquet, a row for each number.

    country;question;answer;start;share
    GB;level10y;too_high;2024-01-07;0,59

What `polls.write` writes is read back as it was; what a person typed may leave out columns,
write percent signs and decimal commas, and dates as they are printed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from polls.codebooks.model import codebook, fold
from polls.errors import Problem, ProblemsError, did_you_mean, one_of, raise_errors
from polls.files.opened import OpenedFile
from polls.files.tables import Grid, repeated_columns, rows_cut_short
from polls.printed.column_names import role_of
from polls.printed.fieldwork import Fieldwork, month_first_in, parse_fieldwork
from polls.printed.shares import left_blank, read_base, read_bases, read_share
from polls.readers.contract import Extract, Hints, month_first_of
from polls.schema import (
    COLUMNS,
    DATE_COLUMNS,
    NUMBER_COLUMNS,
    PRINTED_COLUMNS,
    TEXT_COLUMNS,
    empty_readings,
)

__all__ = ["HINTS", "extract", "recognises"]

HINTS = ("encoding", "year")

ENOUGH_NAMES = 5
DAYS = frozenset({"start", "end", "published"})
TRUE_WORDS = frozenset({"true", "1", "1.0", "yes"})
FALSE_WORDS = frozenset({"", "false", "0", "0.0", "no"})


def recognises(file: OpenedFile) -> bool:
    """Whether the columns of the file are those of a readings frame."""
    grid = file.top
    names = {_column_of(name) for name in map(str, grid.table)} if grid is not None else set()
    known = names & set(COLUMNS)
    if not known & {"share", "answer"}:
        return False
    if not known & DAYS and any(role_of(name) == "date" for name in names - known):
        return False  # somebody else's table, with some of the same names
    return len(known) >= ENOUGH_NAMES or {"share", "answer"} <= names


def extract(file: OpenedFile, hints: Hints) -> Extract:
    """The rows of the file with every cell in the type of its column.

    Args:
        file: the opened file.
        hints: `encoding`, and what its dates leave open; blanks are filled later.

    Raises:
        ProblemsError: where columns are unknown or `share` is missing.
    """
    printed = file.tables(hints.encoding)[0]
    raise_errors(repeated_columns(printed))
    grid = _named(printed)
    if _typed_already(grid.table):
        rows = grid.table.copy()
        rows["locator"] = _locators(grid)
        return Extract(rows)
    problems: list[Problem] = []
    columns: dict[str, Any] = {
        name: _texts(grid.table[name]).str.strip()
        for name in (*TEXT_COLUMNS, *PRINTED_COLUMNS)
        if name in grid.table
    }
    columns |= _dates(grid, hints, problems)
    columns |= _numbers(grid, problems)
    if "censored" in grid.table:
        columns["censored"] = _column(grid, "censored", _flag, "true or false", problems)
    columns["locator"] = _locators(grid)
    rows = pd.DataFrame(columns, index=grid.table.index)
    blank = [left_blank(cell) for cell in grid.table["share"]]
    problems += [_share_missing(grid, row) for row, empty in enumerate(blank) if empty]
    filled = [row for row, empty in enumerate(blank) if not empty]
    problems += rows_cut_short(grid, filled, len(grid.table.columns))
    return Extract(rows[~np.array(blank, dtype=bool)], problems)


def _column_of(name: str) -> str:
    """The column that a header means, however it is written: `Answer text` is `answer_text`."""
    return fold(name).replace(" ", "_")


def _named(grid: Grid) -> Grid:
    """The grid under the names of the schema; raises where columns are unknown or missing."""
    printed = list(map(str, grid.table))
    names = list(map(_column_of, printed))
    known, times = (*COLUMNS, *PRINTED_COLUMNS), Counter(names)
    problems = [
        Problem(
            "unknown-column",
            f"column '{name}' is not part of a readings frame",
            grid.place(column=name),
            expected=one_of(COLUMNS, most=len(COLUMNS)),
            hint=_meant(name),
        )
        for name, column in zip(printed, names, strict=True)
        if column not in known
    ]
    problems += [
        Problem(
            "duplicate-column",
            f"duplicate column '{name}'",
            grid.place(),
            got=", ".join(p for p, n in zip(printed, names, strict=True) if n == name),
            hint="delete one of them",
        )
        for name in dict.fromkeys(names)
        if times[name] > 1 and name in known
    ]
    if "share" not in names:
        problems.append(
            Problem("column-missing", "column 'share' is missing", grid.place(), ", ".join(printed))
        )
    if problems:
        raise ProblemsError(problems)
    return replace(grid, table=grid.table.set_axis(names, axis=1))


def _meant(name: str) -> str:
    """The column of the schema that a foreign name comes nearest to."""
    group_by = codebook().match("group_by", name)
    if group_by:
        return f"put its cells into the column 'group', and '{group_by}' into 'group_by'"
    near = did_you_mean(name, (*COLUMNS, *PRINTED_COLUMNS))
    role = "start" if role_of(name) == "date" else role_of(name)
    meant = f"did you mean '{role}'?" if role in (*COLUMNS, *PRINTED_COLUMNS) else near
    return meant or "rename it, or delete it"


def _share_missing(grid: Grid, row: int) -> Problem:
    """A row without a share: no reading, be it left out or cut off with the end of its line."""
    fields, wanted = grid.fields[row : row + 1], len(grid.table.columns)
    short = bool(fields) and fields[0] < wanted
    cell = grid.table["share"].iloc[row]
    return Problem(
        "share-missing",
        "share is empty",
        grid.place(row, "share"),
        got=f"{fields[0]} of {wanted} fields in the line" if short else str(cell),
        expected="a fraction from 0 to 1",
        hint="complete the line"
        if short
        else "leave the row out, or write 0 where nobody gave the answer",
    )


def _typed_already(table: pd.DataFrame) -> bool:
    """Whether the columns hold what `polls.write` put into a Parquet file."""
    wanted = empty_readings().dtypes
    return all(
        name in PRINTED_COLUMNS or wanted[name].kind == table[name].dtype.kind
        for name in map(str, table)
    )


def _texts(column: pd.Series) -> pd.Series:
    """A column of any type as texts, blanks as ""."""
    return column.astype(object).where(column.notna(), "").astype(str)


def _locators(grid: Grid) -> pd.Series:
    """The locators that the file has a column of, or else the places of its own rows."""
    if "locator" in grid.table:
        return _texts(grid.table["locator"])
    own = [grid.locator(row, "share") for row in range(len(grid.table))]
    return pd.Series(own, grid.table.index, dtype="str")


def _dates(grid: Grid, hints: Hints, problems: list[Problem]) -> dict[str, Any]:
    """The date columns; a range printed in `start` alone fills `end` and the precision too."""
    named = [name for name in DATE_COLUMNS if name in grid.table]
    month_first = hints.month_first
    if month_first is None:
        month_first = month_first_in(cell for name in named for cell in grid.table[name])
    if month_first is None and "country" in grid.table:
        month_first = month_first_of(grid.table["country"])

    def read(cell: Any) -> Fieldwork | None:
        return parse_fieldwork(cell, year=hints.year, month_first=month_first)

    found = {name: _column(grid, name, read, "", problems) for name in named}
    days: dict[str, Any] = {
        name: [
            None if date is None else (date.start if name == "start" else date.end)
            for date in dates
        ]
        for name, dates in found.items()
    }
    if "start" in found and "end" not in found:
        days["end"] = [None if date is None else date.end for date in found["start"]]
    if "date_precision" not in grid.table and "start" in found:
        days["date_precision"] = [
            "day" if date is None else date.precision for date in found["start"]
        ]
    return days


def _numbers(grid: Grid, problems: list[Problem]) -> dict[str, Any]:
    shares = _column(
        grid, "share", lambda cell: read_share(cell, percent=False), "a share", problems
    )
    columns: dict[str, Any] = {
        "share": [None if printed is None else printed.share for printed in shares],
        "precision": [0.01 if printed is None else printed.precision for printed in shares],
        "censored": [printed is not None and printed.censored for printed in shares],
    }
    for name in NUMBER_COLUMNS:
        if name in grid.table and name != "share":
            if name in ("n", "n_weighted"):
                columns[name] = _counts(grid, name, problems)
            else:
                columns[name] = _column(grid, name, _number, "a number", problems)
    return columns


def _column(
    grid: Grid,
    name: str,
    read: Callable[[Any], Any],
    expected: str,
    problems: list[Problem],
) -> list[Any]:
    """What `read` makes of each cell that is not empty; what it cannot read is a problem."""
    values: list[Any] = []
    for row, cell in enumerate(grid.table[name]):
        values.append(None)
        if left_blank(cell):
            continue
        place = grid.place(row, name)
        try:
            values[-1] = read(cell)
        except ProblemsError as error:
            problems += [replace(problem, place=place) for problem in error.problems]
            continue
        if values[-1] is None:
            code = f"not-{expected.replace(' ', '-')}"
            title = f"{name} cannot be read"
            problems.append(Problem(code, title, place, got=repr(cell), expected=expected))
    return values


def _counts(grid: Grid, name: str, problems: list[Problem]) -> list[float | None]:
    """The bases of a column, whose signs between thousands and decimals are told together."""
    cells = grid.table[name].tolist()
    read = read_bases(cells, decimal_comma=grid.decimal_comma)
    for row, number in enumerate(read):
        if number is None:
            read[row] = _number(cells[row])
            if read[row] is None:
                problems.append(
                    Problem(
                        "not-a-number",
                        f"{name} cannot be read",
                        grid.place(row, name),
                        got=repr(cells[row]),
                        expected="a number",
                    )
                )
    return read


def _number(cell: Any) -> float | None:
    try:
        return float(str(cell).strip().replace(",", "."))
    except ValueError:
        return read_base(cell)  # with spaces or points between thousands


def _flag(cell: Any) -> bool | None:
    word = str(cell).strip().casefold()
    return word in TRUE_WORDS if word in TRUE_WORDS | FALSE_WORDS else None
