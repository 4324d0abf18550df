"""Rows that are alike in some columns, recognised by one whole number for each row.

    country  wave        key
    GB       2024-01-07   0
    FR       2024-01-07   1
    GB       2024-01-07   0

Comparing numbers is some twenty times faster than grouping by a dozen columns of text.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from polls.schema import KEY_COLUMNS

__all__ = ["reading_key", "row_keys"]

LARGEST_KEY = 2**62


def row_keys(columns: Iterable[pd.Series]) -> np.ndarray:
    """A number for each row, equal for rows that are alike in all columns, gaps included.

    Args:
        columns: series of the same length.

    Returns:
        (rows,) int64 from 0 on, without gaps, in order of first appearance.

    >>> frame = pd.DataFrame({"country": ["GB", "FR", "GB"], "n": [None, 2, None]})
    >>> row_keys([frame["country"], frame["n"]]).tolist()
    [0, 1, 0]
    """
    keys: np.ndarray | None = None
    rows, size, joined = 0, 1, False
    for column in columns:
        rows = len(column)
        codes, distinct = pd.factorize(_plain(column), use_na_sentinel=False)
        if len(distinct) < 2:
            continue  # a column of one value tells no rows apart
        if keys is None:
            keys, size = codes, len(distinct)
            continue
        if size * len(distinct) >= LARGEST_KEY:
            keys, found = pd.factorize(keys)
            size = len(found)
        keys = keys * len(distinct) + codes
        size *= len(distinct)
        joined = True
    if keys is None:
        return np.zeros(rows, dtype=np.int64)
    return np.asarray(pd.factorize(keys)[0] if joined else keys, dtype=np.int64)


def reading_key(frame: pd.DataFrame) -> pd.DataFrame:
    """What identifies each reading: two rows alike in all of it report the same number.

    Args:
        frame: a readings frame.

    Returns:
        The columns `KEY_COLUMNS`, `published` only where fieldwork is not dated, and `place`.

    >>> from polls.schema import conform
    >>> rows = conform([{"country": "GB", "start": "2024-01-07", "published": day}
    ...                 for day in ("2024-01-10", "2024-02-10")])
    >>> reading_key(rows).duplicated().tolist()
    [False, True]
    """
    key = frame[list(KEY_COLUMNS)].copy()
    key["published"] = key["published"].where(key["start"].isna(), pd.NaT)
    # Two waves of one month can only be told apart by where the source prints them.
    by_day = frame["date_precision"] == "day"
    key["place"] = "" if by_day.all() else frame["locator"].where(~by_day, "")
    return key


def _plain(column: pd.Series) -> pd.Series | np.ndarray:
    """Dates as the whole numbers that they are; anything else as it is."""
    return column.to_numpy().view("int64") if column.dtype.kind == "M" else column
