"""Which readings were added, changed or withdrawn from one version to the next."""

from __future__ import annotations

import pandas as pd

from polls.schema import KEY_COLUMNS, SERIES_COLUMNS

__all__ = ["reading_differences"]

VALUES = ("share", "n", "n_weighted", "deff", "censored", "precision")
"""The columns in which a reading of one key may have changed."""

KEY = [*KEY_COLUMNS]


def reading_differences(old: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """The readings that two frames do not have alike.

    Args:
        old, new: readings frames; a reading is the same where all of `KEY_COLUMNS` are.

    Returns:
        A row each: what ("added", "changed", "withdrawn"), the key columns, share and n of
        both (missing where one has no such reading), columns (the values that changed) and
        the source of the later one; in order of series and date.

    >>> from polls import conform
    >>> old = conform([{"question": "q", "end": "2024-03-05", "share": 0.4}])
    >>> new = conform([{"question": "q", "end": "2024-03-05", "share": 0.41}])
    >>> reading_differences(old, new)[["what", "share_old", "share_new"]].values.tolist()
    [['changed', 0.4, 0.41]]
    """
    before, after = (_keyed(frame) for frame in (old, new))
    both = before.merge(
        after, on=[*KEY, "copy"], how="outer", suffixes=("_old", "_new"), indicator="what"
    )
    what = both["what"].map({"left_only": "withdrawn", "right_only": "added", "both": "changed"})
    unlike = {name: ~_alike(both[f"{name}_old"], both[f"{name}_new"]) for name in VALUES}
    columns = pd.DataFrame(unlike)
    said = columns.apply(lambda row: ", ".join(name for name in VALUES if row[name]), axis=1)
    both = both.assign(
        what=what.astype(str),
        columns=said.where(what == "changed", "") if len(both) else "",
        source=both["source_new"].fillna(both["source_old"]),
    )
    differs = (both["what"] != "changed") | (both["columns"] != "")
    shown = ["what", *KEY, "share_old", "share_new", "n_old", "n_new", "columns", "source"]
    order = [*SERIES_COLUMNS, "start", "end", "published", "pollster"]
    return both[differs].sort_values(order, kind="stable")[shown].reset_index(drop=True)


def _keyed(frame: pd.DataFrame) -> pd.DataFrame:
    """The columns that are compared; readings of one key are distinguished by their order."""
    rows = frame[[*KEY, *VALUES, "source"]].sort_values([*KEY, "share"], kind="stable")
    # Where the days of fieldwork are known, publication is no part of the key.
    dated = rows["start"].notna() | rows["end"].notna()
    rows = rows.assign(published=rows["published"].mask(dated))
    return rows.assign(copy=rows.groupby(KEY, dropna=False).cumcount())


def _alike(old: pd.Series, new: pd.Series) -> pd.Series:
    missing = old.isna() & new.isna()
    return missing | (old.astype(float) - new.astype(float)).abs().lt(1e-9)
