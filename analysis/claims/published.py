"""What the published readings say of a claim, before any model.

A sentence on figures as printed ("one poll put it above 40%") holds or does not. A sentence
on opinion itself allows for sampling: a reading decides only where it is further from the
limit than 1.96 standard errors of sampling and rounding, or of the difference of two.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.claims.evidence import Known, earlier_readings, evidence_of, first_day, of_last_day
from analysis.claims.kinds import (
    ChangeClaim,
    RankingClaim,
    RecordClaim,
    SeriesClaim,
    SimilarClaim,
    ThresholdClaim,
    ValueClaim,
)
from analysis.claims.measured import (
    TIE,
    Measured,
    agreed,
    all_of,
    gap,
    judged,
    lead_within,
    measured,
)
from analysis.claims.pairs import Pair, change_pairs, of_one_wave, side_by_side
from analysis.claims.verdict import Evidence, Finding, Outcome
from analysis.wording import day, listing, reading, stated

__all__ = ["published_finding"]


def published_finding(
    claim: SeriesClaim, known: Sequence[Known], *, one_whole: bool = False
) -> Finding:
    """What the readings known by the claim's day say, as printed.

    Args:
        claim: a claim on opinion.
        known: the readings of the claim's own series, then of each series compared.
        one_whole: whether these are answers of which a respondent gives one.

    Returns:
        The outcome, the clause that says why, and the readings that decided; the outcome is
        `not checkable` where there is no reading of the days that the claim speaks of. Where
        the day has several readings, they decide only if all say the same.
    """
    if isinstance(claim, RankingClaim):
        return _ranking(claim, known, one_whole=one_whole)
    return FINDERS[type(claim)](claim, known)


def _value(claim: ValueClaim, known: Sequence[Known]) -> Finding:
    latest = known[0].latest(claim.end, claim.max_age)
    if latest.empty:
        return _stale(claim, known[0])
    away = [measured(row).minus(claim.share) for _, row in latest.iterrows()]
    outcomes = [judged(claim, lead_within(each, claim.margin)) for each in away]
    outcome = agreed(outcomes)
    return Finding(
        outcome,
        f"the latest reading{' is' if len(latest) == 1 else 's are'} {_readings(latest)}, "
        f"{listing([str(each) for each in away])} from {stated(claim.share)}"
        f"{_unlike(outcome, [outcomes])}",
        readings=evidence_of(latest, known[0]),
    )


def _threshold(claim: ThresholdClaim, known: Sequence[Known]) -> Finding:
    start = first_day(claim, known[0])
    inside = known[0].between(start, claim.end)
    if inside.empty:
        return _stale(claim, known[0])
    limit = claim.sign * claim.limit
    signed = (measured(row).times(claim.sign) for _, row in inside.iterrows())
    crossed = sum(each.low > limit + TIE for each in signed)
    furthest, surely, perhaps = _furthest(inside, claim.sign)
    outcome = judged(claim, furthest.minus(limit))
    shown = surely if outcome == "supported" else perhaps
    side = "above" if claim.sign > 0 else "below"
    extreme = "highest" if claim.sign > 0 else "lowest"
    return Finding(
        outcome,
        f"{crossed} of {_count(len(inside))} {_during(start, claim.end)} "
        f"{'is' if crossed == 1 else 'are'} {side} {stated(claim.limit)}, "
        f"the {extreme} {reading(inside.loc[shown])}",
        readings=evidence_of(inside.loc[[shown]], known[0]),
    )


def _record(claim: RecordClaim, known: Sequence[Known]) -> Finding:
    current = known[0].between(first_day(claim, known[0]), claim.end)
    earlier = earlier_readings(claim, known[0])
    period = f"since {day(claim.since)}" if claim.since else "earlier in the series"
    if current.empty:
        return _stale(claim, known[0])
    now, surely, perhaps = _furthest(current, claim.sign)
    if earlier.empty:
        return Finding(
            "not checkable",
            f"the reading is {reading(current.loc[perhaps])}, and no earlier one {period} is known "
            "to hold it against",
            readings=evidence_of(current.loc[[perhaps]], known[0]),
        )
    best, best_surely, best_perhaps = _furthest(earlier, claim.sign)
    outcome = judged(claim, now - best)
    shown = surely if outcome == "supported" else perhaps
    against = best_surely if outcome == "contradicted" else best_perhaps
    return Finding(
        outcome,
        f"the {claim.direction} is {reading(current.loc[shown])}, and of {_count(len(earlier))} "
        f"{period} the {claim.direction} is {reading(earlier.loc[against])}",
        readings=evidence_of(known[0].counted.loc[[shown, against]], known[0]),
    )


def _change(claim: ChangeClaim, known: Sequence[Known]) -> Finding:
    pairs = change_pairs(claim, known[0])
    if not pairs:
        return _too_few(claim, known[0], claim.start)
    moved = [gap(last, first) for first, last in pairs]
    outcomes = [judged(claim, each.times(claim.sign).minus(claim.by)) for each in moved]
    clauses = [
        f"from {reading(first)} to {reading(last)} it moved by {each}{_houses(first, last)}"
        for (first, last), each in zip(pairs, moved, strict=True)
    ]
    outcome = agreed(outcomes)
    return Finding(
        outcome,
        f"{listing(clauses)}{_unlike(outcome, [outcomes])}",
        readings=_evidence([(known[0], pairs)]),
    )


def _similar(claim: SimilarClaim, known: Sequence[Known]) -> Finding:
    if claim.aspect == "level":
        return _similar_levels(claim, known)
    pairs = [change_pairs(claim, each) for each in known]
    for each, found in zip(known, pairs, strict=True):
        if not found:
            return _too_few(claim, each, claim.start)
    moved = [[gap(last, first) for first, last in found] for found in pairs]
    if claim.aspect == "direction":
        outcome, outcomes = _one_direction(claim, moved)
    else:
        outcomes = [
            [judged(claim, lead_within(a - b, claim.margin)) for a in other for b in moved[0]]
            for other in moved[1:]
        ]
        outcome = all_of(map(agreed, outcomes))
    clauses = [
        f"{each.series.country} {listing([str(change) for change in changes])}"
        for each, changes in zip(known, moved, strict=True)
    ]
    return Finding(
        outcome,
        f"the changes around {day(claim.start)} to {day(claim.end)} are {listing(clauses)}"
        f"{_unlike(outcome, outcomes)}",
        readings=_evidence(zip(known, pairs, strict=True)),
    )


def _one_direction(
    claim: SimilarClaim, moved: Sequence[Sequence[Measured]]
) -> tuple[Outcome, list[list[Outcome]]]:
    """Whether all moved one way, and what each reading says of the likelier way.

    Each way is tried: what is surely against one may still be with the other.
    """
    ways = {
        sign: [[judged(claim, each.times(sign)) for each in changes] for changes in moved]
        for sign in (1, -1)
    }
    first = moved[0][0]
    up, down = (all_of(map(agreed, ways[sign])) for sign in (1, -1))
    likelier = 1 if first.low + first.high >= 0 else -1
    if "supported" in (up, down):
        return "supported", ways[likelier]
    return ("contradicted" if up == down == "contradicted" else "not settled"), ways[likelier]


def _similar_levels(claim: SimilarClaim, known: Sequence[Known]) -> Finding:
    latest = [each.latest(claim.end, claim.max_age) for each in known]
    for each, rows in zip(known, latest, strict=True):
        if rows.empty:
            return _stale(claim, each)
    gaps = [[gap(b, a) for a, b in side_by_side(latest[0], rows)] for rows in latest[1:]]
    outcomes = [[judged(claim, lead_within(each, claim.margin)) for each in row] for row in gaps]
    spread = [max(max(-each.low, each.high) for each in row) for row in gaps]
    widest = int(np.argmax(spread))
    furthest = max(gaps[widest], key=lambda each: max(-each.low, each.high))
    outcome = all_of(map(agreed, outcomes))
    return Finding(
        outcome,
        f"{_latest_clause(known, latest)}; the largest difference from "
        f"{known[0].series.country} is {furthest} in "
        f"{known[1 + widest].series.country}, where {100 * claim.margin:g} either way count as "
        f"similar{_unlike(outcome, outcomes)}",
        readings=sum(map(evidence_of, latest, known), ()),
    )


def _ranking(claim: RankingClaim, known: Sequence[Known], *, one_whole: bool) -> Finding:
    latest = [each.latest(claim.end, claim.max_age) for each in known]
    for each, rows in zip(known, latest, strict=True):
        if rows.empty:
            return _stale(claim, each)
    outcomes = [
        [
            judged(claim, gap(a, b, parts=one_whole and of_one_wave(a, b)).times(claim.sign))
            for a, b in side_by_side(latest[0], rows)
        ]
        for rows in latest[1:]
    ]
    outcome = all_of(map(agreed, outcomes))
    return Finding(
        outcome,
        _latest_clause(known, latest, by_answer=claim.among == "answer")
        + _unlike(outcome, outcomes),
        readings=sum(map(evidence_of, latest, known), ()),
    )


def _stale(claim: SeriesClaim, known: Known) -> Finding:
    """No reading of the days spoken of; the last one before them is named."""
    last = of_last_day(known.between(None, claim.end))
    if last.empty:
        text = f"no reading of {known.name} was known by {day(claim.as_of)}"
        return Finding("not checkable", text)
    return Finding(
        "not checkable",
        f"no reading of {known.name} falls in the days spoken of; the last before is "
        f"{_readings(last)}",
        readings=evidence_of(last, known),
    )


def _too_few(claim: SeriesClaim, known: Known, start: dt.date) -> Finding:
    """A change needs a reading at either end."""
    last = known.latest(claim.end, claim.max_age)
    if last.empty:
        return _stale(claim, known)
    return Finding(
        "not checkable",
        f"for {known.name} only {_readings(last)} {'is' if len(last) == 1 else 'are'} known, and "
        f"no reading near {day(start)} to see a change from",
        readings=evidence_of(last, known),
    )


def _latest_clause(
    known: Sequence[Known], latest: Sequence[pd.DataFrame], *, by_answer: bool = False
) -> str:
    names = [each.series.answer if by_answer else each.series.country for each in known]
    shares = [f"{name} {_readings(rows)}" for name, rows in zip(names, latest, strict=True)]
    return f"the latest readings are {listing(shares)}"


def _readings(rows: pd.DataFrame) -> str:
    return listing([reading(row) for _, row in rows.iterrows()])


def _unlike(outcome: Outcome, outcomes: Iterable[Sequence[Outcome]]) -> str:
    """The clause that says that readings of one day differ, where that leaves it open."""
    unlike = outcome == "not settled" and any(len(set(each)) > 1 for each in outcomes)
    return ", which do not all say the same and so settle nothing" if unlike else ""


def _furthest(rows: pd.DataFrame, sign: int) -> tuple[Measured, Any, Any]:
    """How high (or with sign -1, how low) any of some readings goes.

    Returns:
        The share times `sign`; the label of the reading that surely goes that far, and of the
        one that may go furthest. They differ only where a limit was printed.
    """
    each = {label: measured(row).times(sign) for label, row in rows.iterrows()}
    surely = max(each, key=lambda label: each[label].low)
    perhaps = max(each, key=lambda label: each[label].high)
    se = max(each[surely].se, each[perhaps].se)
    return Measured(each[surely].low, each[perhaps].high, se), surely, perhaps


def _evidence(pairs: Iterable[tuple[Known, Sequence[Pair]]]) -> tuple[Evidence, ...]:
    """The readings of some pairs, each once."""
    found: list[Evidence] = []
    for known, each in pairs:
        labels = dict.fromkeys(row.name for pair in each for row in pair)
        found += evidence_of(known.counted.loc[list(labels)], known)
    return tuple(found)


def _houses(first: pd.Series, last: pd.Series) -> str:
    return "" if first["pollster"] == last["pollster"] else ", by different pollsters"


def _during(start: dt.date, end: dt.date) -> str:
    return f"on {day(end)}" if start == end else f"from {day(start)} to {day(end)}"


def _count(number: int) -> str:
    return f"{number} reading{'' if number == 1 else 's'}"


FINDERS: dict[type[SeriesClaim], Callable[[Any, Sequence[Known]], Finding]] = {
    ValueClaim: _value,
    ThresholdClaim: _threshold,
    RecordClaim: _record,
    ChangeClaim: _change,
    SimilarClaim: _similar,
}
"""Kind of claim -> what the published readings say of it."""
