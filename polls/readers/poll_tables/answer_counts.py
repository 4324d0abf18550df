"""Bases that are none: how many gave each answer, in a table with a row for each answer.

answer      weighted_pct   unweighted_n
Too high            52.0            518     518 of 1,000 people said so: no base
Too low             18.0            177
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from polls.errors import Problem
from polls.files.tables import Grid
from polls.readers.poll_tables.cells import MOSTLY
from polls.readers.poll_tables.columns import Columns

__all__ = ["without_answer_counts"]

NEAR = 0.08
"""How far weighting moves the share of an answer, at most as a rule."""
OF_ONE_POLL = ("start", "end", "published", "pollster", "client", "country", "banner_text",
               "group_text", "question_part", "number_part")  # fmt: skip


def without_answer_counts(
    rows: pd.DataFrame, grid: Grid, columns: Columns
) -> tuple[pd.DataFrame, list[Problem]]:
    """The rows without bases that are as large as the shares of their own answers.

    Args:
        rows: as printed, a number each, with `n` and `share`.
        grid: the table.
        columns: what its columns are.
    """
    keys = [name for name in OF_ONE_POLL if name in rows]
    polls = rows.groupby(keys, dropna=False, sort=False)
    several = (polls["n"].transform("nunique") > 1) & rows["n"].notna()
    if not several.any():
        return rows, []
    counted, printed = (rows[name] / polls[name].transform("sum") for name in ("n", "share"))
    apart = (counted - printed).abs()[several]
    if (apart < NEAR).mean() <= MOSTLY:
        return rows, []
    name = columns.roles["n"]
    problem = Problem(
        "counts-of-answers",
        "numbers say how many gave each answer, not how many were asked: no base is read",
        grid.place(column=name),
        got=f"{int(several.sum()):,} of {len(rows):,} rows",
        hint="put the number of all who were asked into every row",
        severity="warning",
    )
    return rows.assign(n=np.nan), [problem]
