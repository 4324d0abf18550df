"""The numbers of a table of polls, and the rows that hold none.

A row of a copied web table may be an event (one text across all its columns), a header printed
again, or the result of an election: such rows are no polls, and are left out and named.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from polls.codebooks.model import fold
from polls.errors import Problem
from polls.files.tables import Grid
from polls.printed.fieldwork import looks_like_fieldwork
from polls.printed.share_blocks import share_table
from polls.printed.shares import PrintedShare, are_percents, left_blank, read_share, steps_of
from polls.readers.poll_tables.balance_rows import balance_rows, balances_ignored
from polls.readers.poll_tables.cells import counted_with
from polls.readers.poll_tables.columns import DATE_ROLES, Columns
from polls.readers.poll_tables.share_problems import fractions_beside, share_problems

__all__ = ["Numbers", "column_shares", "row_shares"]

RESULT = re.compile(
    r"\b(general|federal|presidential|legislative|parliamentary|local|regional|state) elections?\b"
    r"|\belection (results?|(19|20)\d\d)\b|\b(19|20)\d\d election\b|\b\w*(wahl|ergebnis)\b"
    r"|\belecciones\b|\bresultats?\b|\bresults?\b"
)


LEAST_OF_FRACTIONS = 0.9
TELLING = ("pollster", "n", *DATE_ROLES)
"""Columns whose cells name the election where a row holds its result."""


@dataclass(frozen=True)
class Numbers:
    """The shares of a table, one for each cell that holds one.

    Args:
        rows: the rows that hold a poll, from 0.
        events: the rows that hold no poll, and are left out.
        row: (numbers,) the row of each number; `column` the name of its column.
        share, censored, step: (numbers,) from 0 to 1, below a printed limit, rounding step.
        problems: what is wrong with the cells.
    """

    rows: list[int]
    events: list[int]
    row: np.ndarray
    column: list[str]
    share: np.ndarray
    censored: np.ndarray
    step: np.ndarray
    problems: list[Problem]


def row_shares(grid: Grid, columns: Columns) -> Numbers:
    """The shares of a table with a column for each answer."""
    names = columns.answers
    cells = [
        ["" if left_blank(cell) else cell for cell in grid.table[name].tolist()] for name in names
    ]
    answers = frozenset(map(fold, names))
    together = [
        (row, place)
        for place, column in enumerate(cells)
        for row, cell in enumerate(column)
        if counted_with(cell, answers)
    ]
    noted = _noted_together(grid, names, together)
    for row, place in together:
        cells[place][row] = ""
    rows, events = _polls(grid, columns, cells)
    table = share_table([[column[row] for row in rows] for column in cells])
    wave, answer = np.nonzero(table.shares.T <= 1)
    return Numbers(
        rows,
        events,
        row=np.array(rows, dtype=int)[wave],
        column=[names[place] for place in answer.tolist()],
        share=np.round(table.shares[answer, wave], 12),
        censored=table.censored[answer, wave],
        step=table.steps[wave],
        problems=[*share_problems(grid, table, names, rows), *noted],
    )


def _noted_together(
    grid: Grid, names: Sequence[str], cells: Sequence[tuple[int, int]]
) -> list[Problem]:
    if not cells:
        return []
    row, place = min(cells)
    first = grid.table[names[place]].iloc[row]
    return [
        Problem(
            "counted-together",
            "cells say that their answer is counted with another one: they are left blank",
            grid.place(row, names[place]),
            got=f"{len(cells):,} cell(s), the first {first!r}",
            severity="warning",
        )
    ]


def column_shares(grid: Grid, columns: Columns) -> Numbers:
    """The shares of a table with a row for each answer: all percentages, or all fractions.

    They stand in one column, or in one for each group.
    """
    names = columns.answers if columns.across else [columns.roles["share"]]
    cells = [
        ["" if left_blank(cell) else cell for cell in grid.table[name].tolist()] for name in names
    ]
    aside = balance_rows(grid, columns, names)
    rows, events = _polls(grid, columns, cells)
    rows = [row for row in rows if row not in aside]
    percent = are_percents(column[row] for column in cells for row in rows)
    problems = [
        *balances_ignored(grid, columns, aside),
        *fractions_beside(grid, _of_fractions(names, cells)),
    ]
    places: list[tuple[int, int]] = []
    shares: list[PrintedShare] = []
    for row, place in itertools.product(rows, range(len(names))):
        cell = cells[place][row]
        read = read_share(cell, percent=percent)
        if read is not None and read.share <= 1:
            places.append((row, place))
            shares.append(read)
        elif cell != "":
            problems.append(_not_a_share(grid, row, names[place], read is None))
    printed = np.array([round(read.share, 12) for read in shares], dtype=float)
    step = min((read.precision for read in shares), default=0.0)
    if any(isinstance(cells[place][row], (int, float)) for row, place in places):
        step = float(steps_of(printed[:, None]).min())
    return Numbers(
        rows,
        events,
        row=np.array([row for row, _ in places], dtype=int),
        column=[names[place] for _, place in places],
        share=printed,
        censored=np.array([read.censored for read in shares], dtype=bool),
        step=np.full(len(shares), step),
        problems=problems,
    )


def _of_fractions(names: Sequence[str], cells: Sequence[Sequence[Any]]) -> list[str]:
    """Columns of fractions beside others of percentages: their bare numbers add up to 1 or more."""
    percents = [are_percents(column) for column in cells]
    return [
        name
        for name, column, percent in zip(names, cells, percents, strict=True)
        if any(percents) and not percent and sum(map(_bare, column)) >= LEAST_OF_FRACTIONS
    ]


def _bare(cell: Any) -> float:
    """A number without a percent sign, 0 for other cells."""
    number, share = (read_share(cell, percent=percent) for percent in (False, True))
    return number.share if number and share and number.share > share.share else 0.0


def _not_a_share(grid: Grid, row: int, name: str, unread: bool) -> Problem:
    return Problem(
        "not-a-share" if unread else "share-out-of-range",
        "share cannot be read" if unread else "share is not between 0 and 1",
        grid.place(row, name),
        got=repr(grid.table[name].iloc[row]),
        expected="a fraction, a percentage, `*`, `-` or nothing"
        if unread
        else "a percentage from 0 to 100",
    )


def _polls(
    grid: Grid, columns: Columns, cells: Sequence[Sequence[Any]]
) -> tuple[list[int], list[int]]:
    """The rows that hold a poll, and those that hold something else; empty rows are neither."""
    dates = [
        grid.table[columns.roles[role]].tolist() for role in DATE_ROLES if role in columns.roles
    ]
    names = [columns.roles[role] for role in TELLING if role in columns.roles]
    telling = [grid.table[name].tolist() for name in names]
    filled = ((grid.table != "") & grid.table.notna()).any(axis=1).to_numpy()
    rows: list[int] = []
    events: list[int] = []
    for row in range(len(grid.table)):
        printed = [column[row] for column in cells if column[row] != ""]
        if not printed:
            if filled[row]:
                events.append(row)
            continue
        event = all(read_share(cell, percent=True) is None for cell in printed) and (
            (len({str(cell) for cell in printed}) == 1 and len(cells) > 1)
            or (bool(dates) and not any(looks_like_fieldwork(column[row]) for column in dates))
        )
        result = any(
            isinstance(column[row], str) and RESULT.search(fold(column[row])) for column in telling
        )
        (events if event or result else rows).append(row)
    return rows, events
