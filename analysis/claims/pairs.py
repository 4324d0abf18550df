"""Which readings are set beside each other: of two days of a series, of two series of a day."""

from __future__ import annotations

import datetime as dt
from itertools import product

import pandas as pd

from analysis.claims.evidence import Known, of_last_day
from polls.schema import WAVE_COLUMNS

__all__ = ["Pair", "change_pairs", "of_one_wave", "side_by_side"]

Pair = tuple[pd.Series, pd.Series]


def change_pairs(known: Known, start: dt.date, end: dt.date, max_age: int) -> list[Pair]:
    """The readings of the first and last day of a change; none where an end is missing.

    The last reading by `end`; then the last by `start`, of the same pollster where it has
    one (a difference between houses is not a change), else the nearest one after. Where a day
    has several readings, each.
    """
    last = known.latest(end, max_age)
    before = known.between(start - dt.timedelta(days=max_age), start)
    after = known.between(start, end)
    middle = pd.Timestamp(start) + (pd.Timestamp(end) - pd.Timestamp(start)) / 2
    # Turned around, so that the nearest day after the start comes last.
    after = after[after["date"] < middle].iloc[::-1]
    pairs: list[Pair] = []
    for _, row in last.iterrows():
        for candidates in (before, after):
            same = (candidates["pollster"] == row["pollster"]).to_numpy()
            some = candidates if same.all() or not same.any() else candidates[same]
            chosen = of_last_day(some)
            chosen = chosen[~chosen.index.isin(last.index)]
            if len(chosen):
                pairs += [(first, row) for _, first in chosen.iterrows()]
                break
    return pairs


def side_by_side(first: pd.DataFrame, second: pd.DataFrame) -> list[Pair]:
    """Each reading of one series beside each of another; those of one wave, where there are any."""
    pairs = [(a, b) for (_, a), (_, b) in product(first.iterrows(), second.iterrows())]
    return [pair for pair in pairs if of_one_wave(*pair)] or pairs


def of_one_wave(first: pd.Series, second: pd.Series) -> bool:
    """Whether two readings come from one survey: one house, one base, the same days."""
    dated = first[["start", "end"]].notna().any()
    # The day of publication tells waves apart only where the days of fieldwork are not known.
    aside = ("country", "published") if dated else ("country",)
    columns = [name for name in WAVE_COLUMNS if name not in aside]
    return bool(first[columns].equals(second[columns]))
