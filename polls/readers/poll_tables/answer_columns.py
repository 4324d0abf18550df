"""Which columns of a table of polls hold the answers: one each, or one for all in rows.

    date   Too high  Too low   n        date   answer    share        answer    Total  Men
    start  answer    answer    n        start  answer    share        answer    share, across

Columns of shares are recognised by their cells; what has another name already is none of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from polls.codebooks.model import Codebook
from polls.files.tables import Grid
from polls.printed.balances import balances
from polls.printed.column_names import SHARES, role_of, words_of
from polls.printed.shares import left_blank, read_share
from polls.printed.whole_sample import names_whole
from polls.readers.contract import Hints
from polls.readers.poll_tables.cells import MOSTLY, counts_rows, holds_labels, holds_shares
from polls.readers.poll_tables.columns import DATE_PARTS, DATE_ROLES, Columns
from polls.readers.poll_tables.group_answers import bases_of_groups, group_answers
from polls.readers.poll_tables.number_column import PARTIES, settle_numbers
from polls.readers.poll_tables.numbered import labels_beside

__all__ = ["settle_answers"]

ADDS_UP, LARGEST_FRACTION = 0.1, 0.05
ZERO_AND_ONE = frozenset({"0", "1", "0.0", "1.0"})
UNNAMED = "(column "
"""How columns without a name are called: one may hold dates, but is no answer."""
LIMITS = frozenset(
    ["inf", "sup", "low", "high", "lower", "upper", "lo", "hi", "min", "max", "lwr", "upr"]
)
"""Words for the limits of an interval, before or behind the name of what they are limits of."""
COUNTED = frozenset(["n", "count", "counts", "anzahl", "nb", "freq", "frequency", "abs"])
"""Words behind the name of what is counted."""


def settle_answers(
    grid: Grid,
    found: Columns,
    table: dict[str, list[Any]],
    open_names: list[str],
    hints: Hints,
    book: Codebook,
) -> None:
    """Answers in columns, or in rows: then one column holds the shares and one their labels.

    Args:
        grid: the table.
        found: the columns settled so far; those of answers and what is left over join them.
        table: cells of each column that are worth a look.
        open_names: columns of which nothing is known but their cells.
        hints: what the caller says.
        book: the codebook, which knows groups.
    """
    roles = found.roles
    shares = _columns_of_shares(grid, table, open_names)
    texts = [name for name in open_names if name not in shares and holds_labels(table[name])]
    totals = [name for name in found.left if names_whole(name) and holds_shares(table[name])]
    _settle_numbers(grid, found, table, open_names, shares, texts, totals, hints, book)
    if totals and texts and "answer" not in roles and shares and not hints.answers:
        roles["answer"] = texts[0]  # a row for each answer of a wave, a column for each group
    several = "answer" in roles and "share" not in roles and len(shares) + len(totals) > 1
    declared = [name for name in found.groups if holds_shares(table[name])]
    if declared and "answer" in roles and "share" not in roles:
        found.across, shares = True, declared
        found.groups = [name for name in found.groups if name not in declared]
    elif several and not _add_up(grid, shares, totals[:1], book):
        found.across = True
        found.left = [name for name in found.left if name not in totals]
        shares = [*totals, *shares]
    if found.long:
        shares = []
    elif not found.across and "share" in roles:
        shares.append(roles.pop("share"))
    if not found.across and not found.long and "answer" in roles:
        found.subjects.append(roles.pop("answer"))  # a category of questions
    for names in (found.subjects, found.groups):
        if roles.get("answer") in names:
            names.remove(roles["answer"])
    if not hints.answers:
        found.answers += shares
        _leave_balances(grid, found)
    if not found.across and not found.long:
        _settle_labels(found, table, hints)
        _settle_groups(found, table, open_names, book)
    beside = {name for names in found.labels.values() for name in names}
    used = {*roles.values(), *found.answers, *found.groups, *found.subjects, *found.left, *beside}
    found.left += [name for name in open_names if name not in used]


def _leave_balances(grid: Grid, found: Columns) -> None:
    """Leave out the columns by how much one answer is ahead of another."""
    if found.across or found.long:
        return
    cells = [grid.table[name].tolist() for name in found.answers]
    aside = {found.answers[place] for place in balances(found.answers, cells)}
    found.left += [name for name in found.answers if name in aside]
    found.answers = [name for name in found.answers if name not in aside]


def _columns_of_shares(
    grid: Grid, table: dict[str, list[Any]], open_names: Sequence[str]
) -> list[str]:
    """The columns that hold shares by their cells, and are called nothing else."""
    shares = [
        name
        for name in open_names
        if holds_shares(table[name])
        and not name.startswith(UNNAMED)
        and role_of(name) not in (*DATE_ROLES, *DATE_PARTS)
        and not counts_rows(table[name])
    ]
    dropped = {*_flags(grid, shares, table), *_said_of_others(shares)}
    return [name for name in shares if name not in dropped]


def _said_of_others(shares: Sequence[str]) -> set[str]:
    """Columns that say something else of what another column holds: its limits, its count.

    `agree_n` counts what `agree_pct` has the share of; `INF SPD` and `SPD low` are limits of
    `SPD`; `certainty.SPD` in a feed is another object.
    """
    words = {name: words_of(name) for name in shares}
    known = set(words.values())
    limits = [
        name
        for name, parts in words.items()
        if len(parts) > 1 and (parts[0] in LIMITS or parts[-1] in LIMITS)
    ]
    of_others = {
        name
        for name in limits
        if (words[name][1:] if words[name][0] in LIMITS else words[name][:-1]) in known
    }
    if len(of_others) > MOSTLY * len(limits):
        of_others |= set(limits)  # `SUP PS` is a limit of `PS - PP`, as its neighbours are
    stems = {parts[:-1] if parts[-1:] and parts[-1] in SHARES else parts for parts in known}
    of_others |= {
        name
        for name, parts in words.items()
        if len(parts) > 1 and parts[-1] in COUNTED and parts[:-1] in stems
    }
    parted = {name: name.partition(".") for name in shares}
    objects = {thing for thing, _, of in parted.values() if of in words}
    return of_others | {name for name, (thing, _, of) in parted.items() if of and thing in objects}


def _flags(grid: Grid, shares: Sequence[str], table: dict[str, list[Any]]) -> list[str]:
    """Columns of 0 and 1 that say no and yes: those filled where no share is printed."""
    flags = [name for name in shares if set(map(str, table[name])) <= ZERO_AND_ONE]
    others = [name for name in shares if name not in flags]
    if not flags or not others:
        return []
    blank = ~_filled(grid, others).any(axis=1)
    return [name for name in flags if (_filled(grid, [name])[:, 0] & blank).any()]


def _filled(grid: Grid, names: Sequence[str]) -> np.ndarray:
    columns = [[not left_blank(cell) for cell in grid.table[name]] for name in names]
    return np.array(columns, dtype=bool).T


def _add_up(grid: Grid, shares: Sequence[str], total: Sequence[str], book: Codebook) -> bool:
    """Whether the columns hold the answers of each row: most rows add up to all of them.

    A column of totals says so too then; else it holds the share of everybody beside groups.
    """
    of_groups = group_answers(shares, book)
    sums = _sums(grid, [name for name in shares if name not in of_groups])
    printed = sums > 0
    for added in (sums[printed], *([_sums(grid, total)[printed]] if total else [])):
        scale = 100 if len(added) and added.max() < LARGEST_FRACTION else 1
        near = np.abs(added * scale - 1) <= ADDS_UP
        if not len(near) or float(near.mean()) <= MOSTLY:
            return False
    return True


def _sums(grid: Grid, names: Sequence[str]) -> np.ndarray:
    """(rows,) the sums of columns, what is no share counted as none."""
    columns = [
        [
            0.0 if (share := read_share(cell, percent=True)) is None else share.share
            for cell in cells
        ]
        for cells in (grid.table[name] for name in names)
    ]
    return np.sum(columns, axis=0) if columns else np.zeros(len(grid.table))


def _settle_numbers(
    grid: Grid,
    found: Columns,
    table: dict[str, list[Any]],
    open_names: Sequence[str],
    shares: Sequence[str],
    texts: Sequence[str],
    totals: Sequence[str],
    hints: Hints,
    book: Codebook,
) -> None:
    """The columns of answers and of shares of a table with a row for each number."""
    roles = found.roles
    if ("answer" in roles and "share" in roles) or hints.answers:
        return
    labels = roles.get("answer") or _labels(grid, found, table, texts)
    if not labels or labels in hints.group_columns:
        return
    if "share" in roles:
        roles["answer"] = labels
        return
    if totals or (len(shares) > 1 and _add_up(grid, shares, (), book)):
        return
    settle_numbers(grid, found, table, labels, shares or open_names, book)


def _labels(grid: Grid, found: Columns, table: dict[str, list[Any]], texts: Sequence[str]) -> str:
    """The column of answers: of those of labels the one with most different ones in each poll.

    A poll has many candidates, and one or two rounds.
    """
    roles = found.roles
    parties = [name for name in found.groups if {*words_of(name)} & PARTIES]
    labels = [*found.subjects, *parties, *texts]
    labels = [name for name in labels if len(set(map(str, table[name]))) > 1]
    labels.sort(key=lambda name: words_of(name)[-1:] == ("id",))  # initials last
    poll = [roles[role] for role in (*DATE_ROLES, "pollster", "client", "n") if role in roles]
    if not poll or len(labels) < 2:
        return labels[0] if labels else ""
    texts_of = grid.table[list(dict.fromkeys([*poll, *labels]))].astype(str)
    counts = texts_of.groupby(poll, sort=False)[labels].nunique().mean()
    return max(labels, key=lambda name: float(counts[name]))


def _settle_labels(found: Columns, table: dict[str, list[Any]], hints: Hints) -> None:
    """Columns of shares whose answers are named beside them are the only answers."""
    found.labels = labels_beside(hints.answers or found.answers, table)
    if found.labels and not hints.answers:
        found.left += [name for name in found.answers if name not in found.labels]
        found.answers = list(found.labels)


def _settle_groups(
    found: Columns, table: dict[str, list[Any]], open_names: list[str], book: Codebook
) -> None:
    """Columns with the answers of one group, and those with the bases of such groups."""
    found.of_groups = group_answers(found.answers, book)
    groups = dict.fromkeys(group for _, group in found.of_groups.values())
    rest = [name for name in (*open_names, *found.left) if name in table]
    found.bases = bases_of_groups(rest, groups, book)
    bases = set(found.bases.values())
    found.left = [name for name in found.left if name not in bases]
    found.answers = [name for name in found.answers if name not in bases]
    open_names[:] = [name for name in open_names if name not in bases]
