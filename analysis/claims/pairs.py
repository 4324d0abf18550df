"""Which readings are set beside each other: of two days of a series, of two series of a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import product, takewhile

import numpy as np
import pandas as pd

from analysis.claims.evidence import WAVE_COLUMNS, Known

__all__ = ["Pair", "change_pairs", "of_one_wave", "side_by_side"]

Pair = tuple[pd.Series, pd.Series]


def change_pairs(known: Known, start: dt.date, end: dt.date, max_age: int) -> list[Pair]:
    """The readings of the first and last day of a change; none where an end is missing.

    The last reading by `end`; then the last by `start`, of the same pollster where it has
    one (a difference between houses is not a change), else the nearest one after. Where a day
    has several readings, each.
    """
    last = _of_one_day(known, known.places(end - dt.timedelta(days=max_age), end)[::-1])
    before = known.places(start - dt.timedelta(days=max_age), start)[::-1]
    middle = np.datetime64(start) + (np.datetime64(end) - np.datetime64(start)) / 2
    after = [place for place in known.places(start, end) if known.dated[place] < middle]
    pairs: list[Pair] = []
    for place in reversed(last):
        for candidates in (before, after):
            same = [each for each in candidates if known.houses[each] == known.houses[place]]
            chosen = [each for each in _of_one_day(known, same or candidates) if each not in last]
            if chosen:
                pairs += [(known.row(each), known.row(place)) for each in sorted(chosen)]
                break
    return pairs


def _of_one_day(known: Known, places: Sequence[int]) -> list[int]:
    """The places that are dated the same day as the first."""
    return list(takewhile(lambda place: known.dated[place] == known.dated[places[0]], places))


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
