"""The column of shares of a table with a row for each number, where its head does not say so.

    Date        Party    Votes  Seats        Date        Answer    Now  Before
    2024-01-07  Red       54.5    180        2024-01-07  Too high   60      58
    2024-01-07  Blue      45.5    120        2024-01-07  Too low    40      42

    `Votes`: of each poll they add up        `Now` or `Before`? Both do: that is asked
    to 100, and nothing else does

A table with one answer and a row for each group looks alike (`Party` and `Approve`). Shares of
one question never add up to more than everybody, those of groups to anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from polls.codebooks.model import Codebook, fold
from polls.errors import Problem
from polls.files.tables import Grid
from polls.printed.column_names import BARE_NUMBERS, OPINIONS, role_of, words_of
from polls.printed.shares import are_percents, left_blank, read_share
from polls.printed.whole_sample import names_whole
from polls.readers.poll_tables.cells import counts_rows, holds_shares
from polls.readers.poll_tables.columns import DATE_PARTS, DATE_ROLES, Columns
from polls.readers.poll_tables.group_answers import PARTISANS, is_group
from polls.rules.keys import row_keys

__all__ = ["PARTIES", "column_taken", "settle_numbers", "which_column"]

POLL = (*DATE_ROLES, *DATE_PARTS, "pollster", "client", "pollster_client", "mode", "country",
        "question")  # fmt: skip
"""Roles of the columns that tell polls apart, beside subjects and groups."""
PARTIES = frozenset({"party", "parti", "partei", "partido", "parties", "parteien"})
"""Words of columns of groups that may be answers: a state or an age never is."""
MOST, NEARLY_ALL = 0.5, 0.9
LEAST, LEAST_OF_TWO, AT_MOST = 0.9, 0.98, 1.03
"""What the shares of a poll add up to: nobody is counted twice, and some answers are not listed."""
MANY = 3
PARTISANSHIP = "party/"


@dataclass(frozen=True)
class _Sums:
    """What the numbers of each poll add up to, and how many they are."""

    sums: np.ndarray
    labels: np.ndarray

    @property
    def possible(self) -> bool:
        """Whether nearly all may be shares of one question, with several answers in most."""
        several = self.labels > 1
        return bool(several.mean() > MOST and (self.sums <= AT_MOST).mean() > NEARLY_ALL)

    @property
    def whole(self) -> bool:
        """Whether most add up to everybody."""
        least = np.where(self.labels < MANY, LEAST_OF_TWO, LEAST)
        return self.possible and bool((self.sums >= least).mean() > MOST)

    @property
    def many(self) -> bool:
        """Whether polls have three numbers or more."""
        return float(np.median(self.labels)) >= MANY


def settle_numbers(
    grid: Grid,
    found: Columns,
    table: Mapping[str, Sequence[Any]],
    labels: str,
    names: Sequence[str],
    book: Codebook,
) -> None:
    """The column of shares of the answers in a column of labels, or those of which one is asked.

    Where no column can hold them, rows are no single numbers, and nothing is settled.

    Args:
        grid: the table.
        found: its columns by what they are, as far as that is known.
        table: cells of each column that are worth a look.
        labels: the column that may hold the answers.
        names: columns of which nothing is known but their cells.
        book: the codebook, which knows answers and groups.
    """
    told = found.roles.get("answer") == labels
    open_names = [name for name in names if holds_shares(table[name])]
    bare = [name for name in found.left if _says_number(name, table)]
    possible = [name for name in (*open_names, *bare) if _may_hold_shares(name, table[name], book)]
    sums = {name: _sums(grid, found, labels, name) for name in possible}
    if _are_partisans(grid, labels, book):  # a share of each is as likely as one among each
        sums = {name: each for name, each in sums.items() if each.many and each.whole}
    whole = [name for name in sums if sums[name].whole]
    columns = [name for name in whole if name in open_names] or whole
    kept = [name for name in possible if name in open_names or not open_names]
    part = [name for name in kept if name in sums and sums[name].many]
    part = [name for name in part if sums[name].possible or name in bare]
    if len(columns) == 1 or (told and len(kept) == 1):
        _take(found, labels, (columns or kept)[0])
    elif columns and not any(_names_group(name, book) for name in columns):
        found.asked = (labels, *columns)
    elif not columns and len(kept) == 1 and part and labels in found.groups:
        _take(found, labels, part[0])
    elif not columns and len(kept) == 1 and part and labels not in found.subjects:
        found.asked = (labels, *part)


def _says_number(name: str, table: Mapping[str, Sequence[Any]]) -> bool:
    """Whether a head says that a column holds numbers, or names who asked above numbers."""
    words = {*words_of(name)}
    named = bool(words) and (words <= BARE_NUMBERS or role_of(name) == "pollster")
    return named and holds_shares(table[name])


def _may_hold_shares(name: str, cells: Sequence[Any], book: Codebook) -> bool:
    """Whether cells can be shares, and the head is no answer that they would be the shares of."""
    answer = {*words_of(name)} & OPINIONS or book.match("answer", name)
    return holds_shares(cells) and not counts_rows(cells) and not answer


def _are_partisans(grid: Grid, labels: str, book: Codebook) -> bool:
    """Whether labels name the supporters of American parties, as tables of groups do."""
    texts = {str(cell) for cell in grid.table[labels] if not left_blank(cell)}
    return all(
        fold(text).strip() in PARTISANS
        or (book.match("group", text) or "").startswith(PARTISANSHIP)
        for text in texts
    )


def _take(found: Columns, labels: str, shares: str) -> None:
    found.roles |= {"answer": labels, "share": shares}
    found.left = [name for name in found.left if name != shares]
    found.taken = True


def _names_group(name: str, book: Codebook) -> bool:
    """Whether a head names people, or the country where they live."""
    return (
        names_whole(name)
        or is_group(words_of(name), book)
        or name in book.countries
        or book.match("country", name) is not None
    )


def _sums(grid: Grid, found: Columns, labels: str, name: str) -> _Sums:
    """What a column adds up to in each poll; polls that nothing tells apart have a label twice."""
    cells = grid.table[name].tolist()
    percent = are_percents(cells)
    read = [None if left_blank(cell) else read_share(cell, percent=percent) for cell in cells]
    printed = np.array([share is not None for share in read], dtype=bool)
    roles = [found.roles[role] for role in POLL if role in found.roles]
    groups = [each for each in found.groups if not {*words_of(each)} & PARTIES]
    telling = [*roles, *found.subjects, *groups, found.population]
    columns = [grid.table[each] for each in telling if each and each not in (labels, name)]
    texts = pd.DataFrame({"label": grid.table[labels].astype(str).to_numpy()})
    texts["poll"] = row_keys(column.astype(str) for column in columns) if columns else 0
    texts["share"] = [share.share if share else 0.0 for share in read]
    texts = texts[printed]
    texts["time"] = texts.groupby(["poll", "label"]).cumcount()
    polls = texts.groupby(["poll", "time"], sort=False)["share"]
    return _Sums(polls.sum().to_numpy(), polls.size().to_numpy())


def column_taken(grid: Grid, columns: Columns) -> list[Problem]:
    """The warning that says which column was taken for the shares of which answers."""
    if not columns.taken:
        return []
    answers, shares = columns.roles["answer"], columns.roles["share"]
    return [
        Problem(
            "shares-taken",
            "no head says which column holds the shares: one is taken for them",
            replace(grid.place(), item=""),
            got=f"column {shares!r}, of the answers in column {answers!r}",
            hint=f"if not, say so: answer_column='...', share_column='...', or "
            f"group_columns=[{answers!r}] where those are groups of people",
            severity="warning",
        )
    ]


def which_column(grid: Grid, columns: Columns) -> list[Problem]:
    """The problem of several columns that may hold the shares, or of what labels stand for."""
    if not columns.asked:
        return []
    labels, *names = columns.asked
    if len(names) == 1:
        return [
            Problem(
                "labels-unknown",
                "rows of one poll differ in a column that no head explains",
                replace(grid.place(), item=""),
                got=f"column {labels!r}, beside the numbers in {names[0]!r}",
                hint=f"where it names answers: answer_column={labels!r}, "
                f"share_column={names[0]!r}; where it names people: group_columns=[{labels!r}]",
            )
        ]
    return [
        Problem(
            "which-shares",
            "several columns may hold the shares, and no head says which does",
            replace(grid.place(), item=""),
            got=f"columns {', '.join(map(repr, names))} beside the answers in {labels!r}",
            hint=f"say which: answer_column={labels!r}, share_column={names[0]!r}; or, where each "
            f"is of one group of people: answer_column={labels!r}, group_columns={names}",
        )
    ]
