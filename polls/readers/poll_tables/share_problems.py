"""What can be wrong with the cells of shares, and with the scales that they are written on.

date        Too high  Too low
2024-01-07        59      0.6   <-   a fraction among percentages: a problem at its cell
2024-02-04       159        6   <-   no share at all
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from polls.errors import Problem
from polls.files.tables import Grid
from polls.printed.share_blocks import ShareTable, of_other_scale

__all__ = ["share_problems"]


def share_problems(
    grid: Grid, table: ShareTable, answers: Sequence[str], rows: Sequence[int]
) -> list[Problem]:
    """All that is wrong with the cells of shares, and with the scales they are written on."""
    return [
        *_cell_problems(grid, table, answers, rows),
        *_shares_out_of_range(grid, table, answers, rows),
        *_mixed_scales(grid, table, rows),
        *_open_scale(grid, table),
    ]


def _cell_problems(
    grid: Grid, table: ShareTable, answers: Sequence[str], rows: Sequence[int]
) -> list[Problem]:
    unread = [
        replace(
            _at_cell("not-a-share", "share cannot be read", grid, rows[row], answers[answer]),
            expected="a fraction, a percentage, `*`, `-` or nothing",
        )
        for answer, row in table.unread
    ]
    title = "percentages and fractions are mixed in one row"
    return unread + [
        replace(
            _at_cell("percents-mixed", title, grid, rows[row], answers[answer]),
            expected="a percentage" if table.percents[row] else "a fraction from 0 to 1",
            hint="write all numbers in the same way",
        )
        for answer, row in table.misfits
    ]


def _shares_out_of_range(
    grid: Grid, table: ShareTable, answers: Sequence[str], rows: Sequence[int]
) -> list[Problem]:
    title = "share is not between 0 and 1"
    return [
        replace(
            _at_cell("share-out-of-range", title, grid, rows[row], answers[answer]),
            expected="a percentage from 0 to 100" if table.percents[row] else "a share",
        )
        for answer, row in np.argwhere(table.shares > 1).tolist()
        if (answer, row) not in table.misfits
    ]


def _at_cell(code: str, title: str, grid: Grid, row: int, column: str) -> Problem:
    """A problem of one cell, shown as it is printed."""
    return Problem(code, title, grid.place(row, column), got=repr(grid.table[column].iloc[row]))


def _mixed_scales(grid: Grid, table: ShareTable, rows: Sequence[int]) -> list[Problem]:
    """A problem for each wave that prints the other kind of number than most waves do."""
    (odd,) = of_other_scale([table])
    return [
        Problem(
            "percents-mixed",
            "percentages and fractions are mixed in the table",
            grid.place(rows[int(row)]),
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
