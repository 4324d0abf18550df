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

__all__ = ["distinct_rows", "first_rows", "reading_key", "row_keys"]

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
    rows, size, numbered = 0, 1, True
    for column in columns:
        rows = len(column)
        codes, distinct = _codes(column)
        if distinct < 2:
            continue  # a column of one value tells no rows apart
        if keys is None:
            keys, size = codes, distinct
            numbered = not isinstance(column.dtype, pd.CategoricalDtype)
            continue
        if size * distinct >= LARGEST_KEY:
            keys, found = pd.factorize(keys)
            size = len(found)
        keys = keys * distinct + codes
        size *= distinct
        numbered = False
    if keys is None:
        return np.zeros(rows, dtype=np.int64)
    return np.asarray(keys if numbered else pd.factorize(keys)[0], dtype=np.int64)


def first_rows(keys: np.ndarray) -> np.ndarray:
    """The first row of each key.

    Args:
        keys: (rows,) as of `row_keys`.

    Returns:
        (keys,) int64.

    >>> first_rows(np.array([0, 1, 0, 2])).tolist()
    [0, 1, 3]
    """
    first = np.zeros(int(keys.max(initial=-1)) + 1, dtype=np.int64)
    first[keys[::-1]] = np.arange(len(keys))[::-1]  # of several the last assignment stays
    return first


def distinct_rows(frame: pd.DataFrame, columns: Iterable[str]) -> tuple[pd.DataFrame, np.ndarray]:
    """Each combination of the values of some columns once, and its place there for each row.

    >>> frame = pd.DataFrame({"country": ["GB", "FR", "GB"]})
    >>> found, places = distinct_rows(frame, ["country"])
    >>> found["country"].tolist(), places.tolist()
    (['GB', 'FR'], [0, 1, 0])
    """
    wanted = frame[list(columns)]
    keys = row_keys(wanted[name] for name in wanted)
    return wanted.iloc[first_rows(keys)], keys


def _codes(column: pd.Series) -> tuple[np.ndarray, int]:
    """A whole number for each value, from 0 on, and one more than the largest there may be.

    Those of texts that repeat are at hand; of anything else they come in order of appearance.
    """
    if isinstance(column.array, pd.Categorical):
        gaps = int(column.hasnans)
        return column.array.codes.astype(np.int64) + gaps, len(column.array.categories) + gaps
    # Dates are the whole numbers that they are.
    plain = column.to_numpy().view("int64") if column.dtype.kind == "M" else column
    codes, distinct = pd.factorize(plain, use_na_sentinel=False)
    return codes, len(distinct)


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
    places = "" if by_day.all() else frame["locator"].where(~by_day, "")
    key["place"] = pd.Series(places, index=frame.index, dtype="category")
    return key
