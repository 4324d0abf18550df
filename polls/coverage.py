"""What a readings frame holds: each question, country and pollster, and how well covered.

question           country pollster  readings waves first      last       gap_days
issue_up_to_three  GB      YouGov    1722     574   2011-02-15 2026-08-03 35
"""

from __future__ import annotations

import pandas as pd

from polls.arguments import arguments_checked
from polls.schema import readings_of, when

__all__ = ["catalogue"]

SERIES = ["question", "country", "pollster"]
WAVE = ["start", "end", "published"]


@arguments_checked
def catalogue(readings: pd.DataFrame) -> pd.DataFrame:
    """A row for each question, country and pollster, in that order.

    Args:
        readings: a readings frame.

    Returns:
        Columns question, country, pollster, readings (number of rows), waves (number of
        different dates), first and last (datetime64, the middle of fieldwork), gap_days
        (the longest stretch between two waves, missing for a single one), with_fieldwork
        and with_base (shares of the rows, 0 to 1).

    >>> from polls import conform
    >>> rows = [{"question": "q", "country": "GB", "start": day, "end": day, "share": 0.4}
    ...         for day in ("2024-01-01", "2024-03-01")]
    >>> catalogue(conform(rows))[["waves", "gap_days"]].values.tolist()
    [[2.0, 60.0]]
    """
    readings = readings_of(readings)
    dated = readings.assign(
        date=when(readings),
        with_fieldwork=readings["start"].notna(),
        with_base=readings["n"].notna() | readings["n_weighted"].notna(),
    )
    grouped = dated.groupby(SERIES, sort=True)
    table = grouped.agg(
        readings=("share", "size"),
        first=("date", "min"),
        last=("date", "max"),
        with_fieldwork=("with_fieldwork", "mean"),
        with_base=("with_base", "mean"),
    )
    table.insert(1, "waves", dated.drop_duplicates([*SERIES, *WAVE]).groupby(SERIES).size())
    gap = grouped["date"].agg(_longest_gap)
    table.insert(4, "gap_days", gap)
    return table.reset_index()


def _longest_gap(dates: pd.Series) -> float:
    steps = dates.drop_duplicates().sort_values().diff().dt.total_seconds() / 86400
    return float(steps.max())
