"""Rows of a table with a row for each answer that hold balances of the others.

date        answer       share
2024-01-05  Support      45
2024-01-05  Oppose       40
2024-01-05  Net support   5      no answer: left out, and named
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from polls.errors import Problem
from polls.files.tables import Grid
from polls.printed.balances import balances, may_be_balance
from polls.readers.poll_tables.cells import text_of
from polls.readers.poll_tables.columns import Columns
from polls.rules.keys import row_keys

__all__ = ["balance_rows", "balances_ignored"]


def balance_rows(grid: Grid, columns: Columns, shares: Sequence[str]) -> set[int]:
    """The rows of balances, from 0, by all polls of the table together.

    Args:
        grid: the table.
        columns: what its columns are; one holds the answers.
        shares: the columns of shares.
    """
    labels = [text_of(cell) for cell in grid.table[columns.roles["answer"]]]
    if not any(map(may_be_balance, dict.fromkeys(labels))):
        return set()
    beside = [name for name in columns.roles.values() if name != columns.roles["answer"]]
    of_polls = [*beside, *columns.groups, *columns.subjects, *columns.numbers]
    keys = [grid.table[name].astype(str) for name in of_polls if name not in shares]
    poll = row_keys(keys) if keys else np.zeros(len(labels), dtype=int)
    answers = list(dict.fromkeys(labels))
    cells = np.full((len(answers), int(poll.max()) + 1, len(shares)), "", dtype=object)
    cells[[answers.index(label) for label in labels], poll] = grid.table[list(shares)].to_numpy()
    found = {answers[place] for place in balances(answers, list(cells.reshape(len(answers), -1)))}
    return {row for row, label in enumerate(labels) if label in found}


def balances_ignored(grid: Grid, columns: Columns, rows: set[int]) -> list[Problem]:
    """The warning that names balances left out."""
    if not rows:
        return []
    labels = dict.fromkeys(text_of(grid.table[columns.roles["answer"]].iloc[row]) for row in rows)
    return [
        Problem(
            "balances-ignored",
            "rows that are the difference of two answers are no answers, and are left out",
            grid.place(min(rows)),
            got=f"{', '.join(map(repr, labels))} in {len(rows):,} row(s)",
            severity="warning",
        )
    ]
