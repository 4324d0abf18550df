"""Clauses that several kinds of claim say alike: the latest readings, what is missing, bands.

Clauses are short: a reason holds two of them in at most forty words.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.claims.evidence import Known, evidence_of, evidence_of_row, of_last_day
from analysis.claims.measured import Measured, bounds
from analysis.claims.pairs import Pair
from analysis.claims.verdict import Evidence, Finding, Outcome, Thresholds
from analysis.wording import chance, day, listing, percent, points, points_between, reading

__all__ = [
    "band",
    "begun_later",
    "days_of_fieldwork",
    "difference",
    "furthest",
    "gathered",
    "houses",
    "in_time",
    "latest_clause",
    "one_sided",
    "pair_evidence",
    "points_of",
    "readings_in_words",
    "stale",
    "too_few",
    "unlike",
    "within",
]

BAND = (0.05, 0.95)
"""The quantiles named in the sentences: nine in ten draws lie between them."""


def readings_in_words(rows: pd.DataFrame) -> str:
    """Readings one after the other; those of one house and day share its name.

    >>> from polls import conform
    >>> rows = conform([{"pollster": "YouGov", "end": "2025-02-26", "share": 0.42}])
    >>> readings_in_words(rows)
    '42% (YouGov, 26 February 2025)'
    """
    return listing([reading(row) for _, row in rows.iterrows()])


def latest_clause(names: Sequence[str], latest: Sequence[pd.DataFrame]) -> str:
    """The latest readings of several series; a house and day that all share is said once."""
    said = [[reading(row) for _, row in rows.iterrows()] for rows in latest]
    places = {text.partition(" ")[2] for texts in said for text in texts}
    if len(places) == 1 and len(said) > 1:
        parts = [
            f"{name} {listing([text.partition(' ')[0] for text in texts])}"
            for name, texts in zip(names, said, strict=True)
        ]
        return f"the latest readings are {listing(parts)} {places.pop()}"
    parts = [f"{name} {listing(texts)}" for name, texts in zip(names, said, strict=True)]
    return f"the latest readings are {listing(parts)}"


def gathered(known: Known) -> str:
    """The words that say that waves of a series are missing; empty where none should be."""
    return " (waves are missing)" if known.gathered else ""


def in_time(start: dt.date | None, end: dt.date, as_of: dt.date) -> str:
    """The days that a claim speaks of: since a day, or up to another."""
    if start is None:
        return "of late"
    return f"since {day(start)}" if end == as_of else f"from {day(start)} to {day(end)}"


def stale(known: Known, as_of: dt.date, end: dt.date) -> Finding:
    """No reading of the days spoken of; the last one before them is named."""
    if known.first is None and known.elsewhere:
        text = f"no reading of {known.name} exists; the question was asked in {known.elsewhere}"
        return Finding("not checkable", text)
    last = of_last_day(known.between(None, end))
    if len(known.own):
        shown = readings_in_words(known.own)
        other = f"; the last other reading is {readings_in_words(last)}" if len(last) else ""
        text = f"only the article itself prints it: {shown}{other}"
        return Finding("not checkable", text, readings=evidence_of(last, known))
    if last.empty:
        text = f"no reading of {known.name} was known by {day(as_of)}"
        return Finding("not checkable", text)
    return Finding(
        "not checkable",
        f"no reading is recent enough to speak of {day(end)}; the last is "
        f"{readings_in_words(last)}",
        readings=evidence_of(last, known),
    )


def too_few(known: Known, start: dt.date, end: dt.date, max_age: int, as_of: dt.date) -> Finding:
    """A change needs a reading at either end."""
    last = known.latest(end, max_age)
    if last.empty:
        return stale(known, as_of, end)
    if known.begins_too_late(start, max_age):
        first = known.counted.iloc[[0]]
        return Finding(
            "not checkable",
            f"nothing is known near {day(start)} to start from: the readings of {known.name} begin "
            f"with {readings_in_words(first)}; the last is {readings_in_words(last)}",
            readings=evidence_of(pd.concat([first, last]), known),
        )
    return Finding(
        "not checkable",
        f"for {known.name} {'only ' if len(last) == 1 else ''}{readings_in_words(last)} "
        f"{'is' if len(last) == 1 else 'are'} known, and nothing near {day(start)} to start from",
        readings=evidence_of(last, known),
    )


def begun_later(known: Known, start: dt.date | None) -> tuple[str, ...]:
    """The note that a series begins only after the day from which a claim speaks."""
    if start is None or known.begins(start) == start:
        return ()
    first = known.begins(start)
    return (f"The series begins on {day(first)}, after {day(start)}: its first reading is taken.",)


def unlike(outcome: Outcome, outcomes: Iterable[Sequence[Outcome]]) -> str:
    """The clause that says that readings of one day differ, where that leaves it open."""
    differ = outcome == "not settled" and any(len(set(each)) > 1 for each in outcomes)
    return ", which do not all say the same" if differ else ""


def furthest(rows: pd.DataFrame, sign: int) -> tuple[Measured, Any, Any]:
    """How high (or with sign -1, how low) any of some readings goes.

    Returns:
        The share times `sign`; the label of the reading that surely goes that far, and of the
        one that may go furthest. They differ only where a limit was printed.
    """
    low, high = bounds(rows)
    if sign < 0:
        low, high = -high, -low
    surely, perhaps = int(low.argmax()), int(high.argmax())
    se = float(rows["se"].iloc[[surely, perhaps]].max())
    labels = rows.index
    return Measured(float(low[surely]), float(high[perhaps]), se), labels[surely], labels[perhaps]


def pair_evidence(pairs: Iterable[tuple[Known, Sequence[Pair]]]) -> tuple[Evidence, ...]:
    """The readings of some pairs, each once."""
    found: list[Evidence] = []
    for known, each in pairs:
        rows = {row.name: row for pair in each for row in pair}
        found += [evidence_of_row(row, known) for row in rows.values()]
    return tuple(found)


def houses(first: pd.Series, last: pd.Series) -> str:
    """The words that say that two readings are of different houses."""
    return "" if first["pollster"] == last["pollster"] else ", by different pollsters"


def points_of(number: float) -> str:
    """A margin in points.

    >>> points_of(0.03), points_of(0.01)
    ('3 points', '1 point')
    """
    size = f"{round(100 * number, 6):g}"
    return f"{size} point{'' if size == '1' else 's'}"


def days_of_fieldwork(readings: pd.DataFrame, end: dt.date) -> list[pd.Timestamp]:
    """The days on which opinion was measured in a window, and the window's last day.

    What opinion did between measurements is not asked.
    """
    last = pd.Timestamp(end)
    days = [pd.Timestamp(date) for date in readings["date"].unique()]
    return days if last in days else [*days, last]


def one_sided(probability: float, limits: Thresholds, text: str, *notes: str) -> Finding:
    """The finding of a claim that holds in that share of the draws."""
    said = f"{text} {chance(probability)}"
    return Finding(limits.outcome(probability), said, probability, notes=notes)


def within(gaps: np.ndarray, margin: float, limits: Thresholds, text: str, *notes: str) -> Finding:
    """The finding on gaps (a row a draw, a column a comparison) that must stay in a margin.

    A wide band lies within no margin, so a low probability alone contradicts nothing: the gap
    must also be known to lie on one side.
    """
    gaps = gaps.reshape(len(gaps), -1)
    probability = float(np.mean((np.abs(gaps) <= margin).all(axis=1)))
    beyond = max(float(np.mean(side > margin, axis=0).max()) for side in (gaps, -gaps))
    outcome, said = limits.outcome(probability), f"{text} {chance(probability)}"
    if outcome == "contradicted" and beyond < limits.supported:
        outcome, said = "not settled", f"{said}, but not surely to one side"
    return Finding(outcome, said, probability, notes=notes)


def band(shares: np.ndarray) -> str:
    """The median of some draws and the band around it."""
    low, high = np.quantile(shares, BAND)
    return f"{percent(float(np.median(shares)))} ({percent(low)} to {percent(high)})"


def difference(changes: np.ndarray, say: Callable[[float], str] = points) -> str:
    """The median of some drawn differences, as `say` says it, and the band around it in points."""
    low, high = np.quantile(changes, BAND)
    return f"{say(float(np.median(changes)))} ({points_between(low, high)})"
