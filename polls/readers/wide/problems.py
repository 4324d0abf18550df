"""What can be wrong with a table of waves: its columns, its shares, and their scale.

date        Too high  Too low
2024-01-07        59      0.6   <-   a fraction among percentages: a problem at its cell
2024-02-04       159        6   <-   no share at all
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from polls.codebooks.model import fold
from polls.errors import Problem, did_you_mean
from polls.files.tables import Grid
from polls.printed.share_blocks import ShareTable
from polls.readers.contract import Hints

__all__ = ["ignored_columns", "missing_columns", "not_a_table", "share_problems", "tidy_columns"]


def missing_columns(grid: Grid, hints: Hints) -> list[Problem]:
    """Columns that were declared and are not there."""
    names = list(map(str, grid.table))
    declared = [hints.date, hints.n, hints.n_weighted, *hints.answers]
    return [
        Problem(
            "column-missing",
            f"declared column '{name}' is missing",
            grid.place(),
            got=", ".join(names),
            hint=did_you_mean(name, names),
        )
        for name in declared
        if name and name not in names
    ]


def tidy_columns(grid: Grid, hints: Hints) -> list[Problem]:
    """A column named `answer` or `share` belongs to a table with a row for each number."""
    return [
        Problem(
            "tidy-column",
            f"column '{name}' is of a table with a row for each number, which this is not",
            grid.place(column=name),
            got=", ".join(map(str, grid.table)),
            expected="question, answer, start and share in such a table, "
            "or a row for each wave and a column for each answer",
            hint="name the columns so, or declare those of shares: answers=[...]",
        )
        for name in map(str, grid.table)
        if fold(name) in ("answer", "share") and name not in hints.answers
    ]


def ignored_columns(grid: Grid, roles: dict[str, str], answers: Sequence[str]) -> list[Problem]:
    """A warning that names the columns which are neither answers nor anything known."""
    names = [
        name
        for name, role in roles.items()
        if (role in ("", "ignored", "total") and name not in answers)
        and (grid.table[name].astype(str) != "").any()
    ]
    if not names:
        return []
    return [
        Problem(
            "columns-ignored",
            f"{len(names)} column(s) hold neither shares nor anything known, and are left out",
            grid.place(),
            got=", ".join(map(repr, names)),
            hint="declare what they are: date='...', n='...', answers=[...]",
            severity="warning",
        )
    ]


def not_a_table(grid: Grid, missing: str) -> Problem:
    """The problem of a table without a column of dates, or of shares."""
    return Problem(
        f"column-of-{missing}-missing",
        f"no column holds {missing}",
        grid.place(),
        got=", ".join(map(str, grid.table)),
        hint="declare them: date='...', answers=[...]",
    )


def share_problems(grid: Grid, table: ShareTable, answers: Sequence[str]) -> list[Problem]:
    """All that is wrong with the cells of shares, and with the scales they are written on."""
    return [
        *_cell_problems(grid, table, answers),
        *_shares_out_of_range(grid, table, answers),
        *_mixed_scales(grid, table),
        *_open_scale(grid, table),
    ]


def _cell_problems(grid: Grid, table: ShareTable, answers: Sequence[str]) -> list[Problem]:
    unread = [
        replace(
            _at_cell("not-a-share", "share cannot be read", grid, row, answers[answer]),
            expected="a fraction, a percentage, `*`, `-` or nothing",
        )
        for answer, row in table.unread
    ]
    title = "percentages and fractions stand in the same wave"
    return unread + [
        replace(
            _at_cell("percents-mixed", title, grid, row, answers[answer]),
            expected="a percentage" if table.percents[row] else "a fraction from 0 to 1",
            hint="write all numbers in the same way",
        )
        for answer, row in table.misfits
    ]


def _shares_out_of_range(grid: Grid, table: ShareTable, answers: Sequence[str]) -> list[Problem]:
    title = "share is not between 0 and 1"
    return [
        replace(
            _at_cell("share-out-of-range", title, grid, row, answers[answer]),
            expected="a percentage from 0 to 100" if table.percents[row] else "a share",
        )
        for answer, row in np.argwhere(table.shares > 1).tolist()
        if (answer, row) not in table.misfits
    ]


def _at_cell(code: str, title: str, grid: Grid, row: int, column: str) -> Problem:
    """A problem of one cell, shown as it is printed."""
    return Problem(code, title, grid.place(row, column), got=repr(grid.table[column].iloc[row]))


def _mixed_scales(grid: Grid, table: ShareTable) -> list[Problem]:
    """A problem for each wave that prints the other kind of number than most waves do."""
    percents = int((table.percents & table.plain).sum())
    fractions = int((~table.percents & table.plain).sum())
    odd = table.plain & (table.percents == (percents <= fractions))
    if not percents or not fractions:
        return []
    return [
        Problem(
            "percents-mixed",
            "percentages and fractions stand in the same table",
            grid.place(int(row)),
            got="percentages" if table.percents[row] else "fractions",
            expected="fractions" if table.percents[row] else "percentages, as in most waves",
            hint="write all numbers in the same way",
        )
        for row in np.flatnonzero(odd)
    ]


def _open_scale(grid: Grid, table: ShareTable) -> list[Problem]:
    """A warning where numbers of at most 1 could be percentages as well as fractions.

    Fractions have more than one digit somewhere, or add up to 1 somewhere.
    """
    plain = table.plain & ~table.percents
    shares = table.shares[:, plain]
    printed = shares[~np.isnan(shares)]
    tenths = printed * 10
    if not len(printed) or table.percents.any() or np.abs(tenths - np.round(tenths)).max() > 1e-9:
        return []
    parts = ((shares > 0) & (shares < 1)).any(axis=0)
    if (parts & (np.abs(np.nansum(shares, axis=0) - 1) < 1e-9)).any():
        return []
    return [
        Problem(
            "scale-open",
            "numbers of at most 1 are taken for fractions",
            grid.place(),
            got=", ".join(f"{share:g}" for share in np.unique(printed)),
            hint="if they are percentages, write them with a percent sign",
            severity="warning",
        )
    ]
