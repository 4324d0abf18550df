"""What can be wrong with the cells of shares, and with the scales that they are written on.

date        Too high  Too low
2024-01-07        59      0.6   <-   a fraction among percentages: a problem at its cell
2024-02-04       159        6   <-   no share at all

Too high  Too low  too_high_of_valid
      59       21              0.738    <-   a column on another scale: no answer to the question
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from polls.errors import Problem
from polls.files.tables import Grid
from polls.printed.share_blocks import ShareTable, of_other_scale

__all__ = ["fractions_beside", "share_problems"]

LEAST_CELLS = 3
MOSTLY, NEARLY_ALL = 0.5, 0.9
ROUNDED = 0.011


def share_problems(
    grid: Grid, table: ShareTable, answers: Sequence[str], rows: Sequence[int]
) -> list[Problem]:
    """All that is wrong with the cells of shares, and with the scales they are written on."""
    fractions = _columns_of_fractions(table)
    return [
        *fractions_beside(grid, [answers[answer] for answer in fractions]),
        *_cell_problems(grid, table, answers, rows, fractions),
        *_shares_out_of_range(grid, table, answers, rows),
        *_mixed_scales(grid, table, rows),
        *_open_scale(grid, table),
    ]


def _columns_of_fractions(table: ShareTable) -> list[int]:
    """Answers whose column holds fractions where the others hold percentages.

    They have at least two more decimals than the others, or add up to 1 where the others leave
    nobody out: shares of valid votes beside shares of all asked, or an estimate beside polls.
    """
    waves = table.percents & table.plain
    printed = np.round(table.shares[:, waves] * 100, 12)
    counts = (~np.isnan(printed)).sum(axis=1)
    small = (counts >= LEAST_CELLS) & ~(printed > 1).any(axis=1) & (printed > 0).any(axis=1)
    others = printed[~small]
    if not small.any() or np.isnan(others).all():
        return []
    finest = _decimals(others[~np.isnan(others)]).max()
    finer = [
        answer
        for answer in np.flatnonzero(small).tolist()
        if (_decimals(printed[answer][~np.isnan(printed[answer])]) >= finest + 2).mean() > MOSTLY
    ]
    filled = ~np.isnan(printed[small]).all(axis=0)
    ones = np.abs(np.nansum(printed[small], axis=0)[filled] - 1) <= ROUNDED
    rest = np.nansum(others, axis=0)[filled]
    if small.sum() > 1 and ones.mean() > NEARLY_ALL and np.median(rest) > 100 - MOSTLY:
        return [int(answer) for answer in np.flatnonzero(small)]
    return finer


def _decimals(numbers: np.ndarray) -> np.ndarray:
    """How many decimals each number has, up to six."""
    places = np.arange(6)
    scaled = numbers[:, None] * 10.0**places
    whole = np.abs(scaled - np.round(scaled)) < 1e-6
    return np.where(whole.any(axis=1), whole.argmax(axis=1), 6)


def fractions_beside(grid: Grid, names: Sequence[str]) -> list[Problem]:
    """The problem of columns that hold fractions beside others of percentages, if there are any."""
    if not names:
        return []
    return [
        Problem(
            "percents-mixed",
            "columns hold fractions, and the others percentages",
            replace(grid.place(), item=""),
            got=f"fractions in {', '.join(map(repr, names))}",
            expected="all answers to one question on one scale",
            hint=f"leave out what is no answer to the same question: ignore={list(names)}",
        )
    ]


def _cell_problems(
    grid: Grid,
    table: ShareTable,
    answers: Sequence[str],
    rows: Sequence[int],
    fractions: Sequence[int],
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
        if answer not in fractions
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
