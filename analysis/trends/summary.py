"""What a result says of itself: its name in ids, where it stands, from which readings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from analysis.wording import (
    chance,
    day,
    listing,
    percent,
    points,
    points_between,
    readings_count,
)
from polls.codebooks.model import codebook

if TYPE_CHECKING:
    from analysis.trends.face import Result

__all__ = ["country_name", "origin", "standing", "title_of"]

YEAR = 365


def standing(result: Result) -> list[str]:
    """Sentences on the last day, and on the year before it where readings go back so far."""
    last, first = result.table["date"].max(), result.table["date"].min()
    row = result.at(last)
    opinion = ""
    if "low_opinion" in row:
        low, high = percent(row["low_opinion"]), percent(row["high_opinion"])
        opinion = f"; opinion itself {low} to {high}"
    sentences = [
        f"{result.title}: {percent(row['estimate'])} on {day(last)} ({result.level:.0%} interval "
        f"{percent(row['low'])} to {percent(row['high'])}{opinion})."
    ]
    before = last - pd.Timedelta(days=YEAR)
    if first <= before:
        moved = result.change(before, last)
        sentences.append(
            f"Over the year before: {points(moved['estimate'])} "
            f"({points_between(moved['low'], moved['high'])}), higher with a chance of "
            f"{chance(moved['probability_above'])}."
        )
    return sentences


def origin(result: Result) -> str:
    """The readings behind it."""
    frame = result.readings
    houses = listing(list(dict.fromkeys(frame["house"].astype(str))))
    first, last = day(frame["date"].min()), day(frame["date"].max())
    return f"From {readings_count(len(frame))} of {houses}, {first} to {last}."


def title_of(series: Mapping[str, str]) -> str:
    """A series in ids, without the group where it is the whole sample.

    >>> title_of({"country": "GB", "answer": "yes", "group_by": "all", "group": "all"})
    'GB · yes'
    """
    whole = ("group_by", "group") if series.get("group_by") == "all" else ()
    return " · ".join(part for name, part in series.items() if part and name not in whole)


def country_name(code: str) -> str:
    """The name of a country, or of countries that count as one.

    >>> country_name("GB + FR")
    'Great Britain and France'
    """
    known = codebook().countries
    return listing([known.get(part, part) for part in code.split(" + ")])
