"""What the published readings say of a claim, before any model.

A sentence on figures as printed ("one poll put it above 40%") holds or does not. A sentence
on opinion itself allows for sampling: a reading decides only where it is further from the
limit than 1.96 standard errors of sampling and rounding, or of the difference of two.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.claims.evidence import Known, evidence_of
from analysis.claims.kinds import (
    ChangeClaim,
    RankingClaim,
    RecordClaim,
    SeriesClaim,
    SimilarClaim,
    ThresholdClaim,
    ValueClaim,
)
from analysis.claims.verdict import Finding, Outcome
from analysis.claims.wording import day, listing, percent, points, reading

__all__ = ["published_finding"]


def published_finding(claim: SeriesClaim, known: Sequence[Known]) -> Finding:
    """What the readings known by the claim's day say, as printed.

    Args:
        claim: a claim on opinion.
        known: the readings of the claim's own series, then of each series compared.

    Returns:
        The outcome, the clause that says why, and the readings that decided; the outcome is
        `not checkable` where there is no reading of the days that the claim speaks of.
    """
    return FINDERS[type(claim)](claim, known)


def _value(claim: ValueClaim, known: Sequence[Known]) -> Finding:
    latest = known[0].latest(claim.end, claim.max_age)
    if latest.empty:
        return _stale(claim, known[0])
    row = latest.iloc[0]
    distance = abs(row["share"] - claim.share)
    return Finding(
        _judged(claim, claim.margin - distance, row["se"]),
        f"the latest reading is {reading(row)}, {points(row['share'] - claim.share)} "
        f"from {percent(claim.share)}",
        readings=evidence_of(latest, known[0]),
    )


def _threshold(claim: ThresholdClaim, known: Sequence[Known]) -> Finding:
    inside = known[0].between(claim.start, claim.end)
    if inside.empty:
        return _stale(claim, known[0])
    crossed = int((claim.sign * (inside["share"] - claim.limit) > 1e-9).sum())
    row = inside.loc[_extreme(inside, claim.sign)]
    side = "above" if claim.sign > 0 else "below"
    extreme = "highest" if claim.sign > 0 else "lowest"
    return Finding(
        _judged(claim, claim.sign * (row["share"] - claim.limit), row["se"]),
        f"{crossed} of {_count(len(inside))} {_during(claim.start, claim.end)} "
        f"{'is' if crossed == 1 else 'are'} {side} {percent(claim.limit)}, "
        f"the {extreme} {reading(row)}",
        readings=evidence_of(inside.loc[[row.name]], known[0]),
    )


def _record(claim: RecordClaim, known: Sequence[Known]) -> Finding:
    current = known[0].between(claim.start, claim.end)
    earlier = _earlier(claim, known[0])
    period = f"since {day(claim.since)}" if claim.since else "earlier in the series"
    if current.empty:
        return _stale(claim, known[0])
    now = current.loc[_extreme(current, claim.sign)]
    if earlier.empty:
        return Finding(
            "not checkable",
            f"the reading is {reading(now)}, and no earlier one {period} is known "
            "to hold it against",
            readings=evidence_of(current.loc[[now.name]], known[0]),
        )
    best = earlier.loc[_extreme(earlier, claim.sign)]
    lead = claim.sign * (now["share"] - best["share"])
    rows = known[0].counted.loc[[now.name, best.name]]
    return Finding(
        _judged(claim, lead, float(np.hypot(now["se"], best["se"]))),
        f"the {claim.direction} is {reading(now)}, and of {_count(len(earlier))} {period} "
        f"the {claim.direction} is {reading(best)}",
        readings=evidence_of(rows, known[0]),
    )


def _change(claim: ChangeClaim, known: Sequence[Known]) -> Finding:
    pair = _pair(claim, known[0], claim.start)
    if len(pair) < 2:
        return _too_few(claim, known[0], claim.start)
    first, last = pair.iloc[0], pair.iloc[1]
    moved = last["share"] - first["share"]
    houses = "" if first["pollster"] == last["pollster"] else ", by different pollsters"
    return Finding(
        _judged(claim, claim.sign * moved - claim.by, float(np.hypot(first["se"], last["se"]))),
        f"from {reading(first)} to {reading(last)} it moved by {points(moved)}{houses}",
        readings=evidence_of(pair, known[0]),
    )


def _similar(claim: SimilarClaim, known: Sequence[Known]) -> Finding:
    if claim.aspect == "level":
        return _similar_levels(claim, known)
    pairs = [_pair(claim, each, claim.start) for each in known]
    for each, pair in zip(known, pairs, strict=True):
        if len(pair) < 2:
            return _too_few(claim, each, claim.start)
    moved = np.array([pair["share"].iloc[1] - pair["share"].iloc[0] for pair in pairs])
    se = np.array([np.hypot(*pair["se"]) for pair in pairs])
    clauses = [
        f"{each.series.country} {points(change)}" for each, change in zip(known, moved, strict=True)
    ]
    rows = [evidence_of(pair, each) for each, pair in zip(known, pairs, strict=True)]
    if claim.aspect == "direction":
        sides = np.sign(moved[0]) * moved
        outcome = _all_judged([_judged(claim, *side) for side in zip(sides, se, strict=True)])
    else:
        gaps = claim.margin - np.abs(moved[1:] - moved[0])
        errors = np.hypot(se[1:], se[0])
        outcome = _all_judged([_judged(claim, *gap) for gap in zip(gaps, errors, strict=True)])
    return Finding(
        outcome,
        f"the changes around {day(claim.start)} to {day(claim.end)} are {listing(clauses)}",
        readings=sum(rows, ()),
    )


def _similar_levels(claim: SimilarClaim, known: Sequence[Known]) -> Finding:
    latest = [each.latest(claim.end, claim.max_age) for each in known]
    for each, row in zip(known, latest, strict=True):
        if row.empty:
            return _stale(claim, each)
    share, se = (np.array([row[name].iloc[0] for row in latest]) for name in ("share", "se"))
    gaps = claim.margin - np.abs(share[1:] - share[0])
    judged = [_judged(claim, *gap) for gap in zip(gaps, np.hypot(se[1:], se[0]), strict=True)]
    widest = 1 + int(np.argmin(gaps))
    return Finding(
        _all_judged(judged),
        f"{_latest_clause(known, latest)}; the largest difference from "
        f"{known[0].series.country} is {points(share[widest] - share[0])} in "
        f"{known[widest].series.country}, where {100 * claim.margin:g} either way count as similar",
        readings=sum(map(evidence_of, latest, known), ()),
    )


def _ranking(claim: RankingClaim, known: Sequence[Known]) -> Finding:
    latest = [each.latest(claim.end, claim.max_age) for each in known]
    for each, row in zip(known, latest, strict=True):
        if row.empty:
            return _stale(claim, each)
    share, se = (np.array([row[name].iloc[0] for row in latest]) for name in ("share", "se"))
    leads = claim.sign * (share[0] - share[1:])
    judged = [_judged(claim, *lead) for lead in zip(leads, np.hypot(se[1:], se[0]), strict=True)]
    return Finding(
        _all_judged(judged),
        _latest_clause(known, latest, by_answer=claim.among == "answer"),
        readings=sum(map(evidence_of, latest, known), ()),
    )


def _judged(claim: SeriesClaim, lead: float, se: float) -> Outcome:
    """The outcome of a lead over what the claim asks for (below 0: it falls short).

    A lead of exactly 0 is a tie on the printed step, which decides nothing.
    """
    slack = 1.96 * se if claim.basis == "trend" else 0.0
    # Within a margin a two-sided claim holds as printed; how surely, the trend says.
    if isinstance(claim, ValueClaim) or (
        isinstance(claim, SimilarClaim) and claim.aspect != "direction"
    ):
        if lead > -1e-9:
            return "supported"
    elif lead > slack + 1e-9:
        return "supported"
    return "contradicted" if lead < -slack - 1e-9 else "not settled"


def _all_judged(outcomes: Sequence[Outcome]) -> Outcome:
    """The outcome of a claim that several comparisons must all support."""
    if "contradicted" in outcomes:
        return "contradicted"
    return "not settled" if "not settled" in outcomes else "supported"


def _pair(claim: Any, known: Known, start: dt.date) -> pd.DataFrame:
    """The readings of the first and last day of a change: two rows, or fewer.

    The last reading by `end`; then the last by `start`, of the same pollster where it has
    one (a difference between houses is not a change), else the nearest one after.
    """
    last = known.latest(claim.end, claim.max_age)
    if last.empty:
        return last
    before = known.between(start - dt.timedelta(days=claim.max_age), start)
    after = known.between(start, claim.end)
    middle = pd.Timestamp(start) + (pd.Timestamp(claim.end) - pd.Timestamp(start)) / 2
    after = after[after["date"] < middle]
    for candidates in (before.iloc[::-1], after):
        same = candidates[candidates["pollster"] == last["pollster"].iloc[0]]
        chosen = (same if len(same) else candidates).head(1)
        if len(chosen) and chosen.index[0] != last.index[0]:
            return pd.concat([chosen, last])
    return last


def _earlier(claim: RecordClaim, known: Known) -> pd.DataFrame:
    """The readings that a record is held against."""
    since = claim.since + dt.timedelta(days=1) if claim.since else None
    return known.between(since, claim.start - dt.timedelta(days=1))


def _stale(claim: SeriesClaim, known: Known) -> Finding:
    """No reading of the days spoken of; the last one before them is named."""
    last = known.between(None, claim.end).tail(1)
    if last.empty:
        text = f"no reading of {known.name} was known by {day(claim.as_of)}"
        return Finding("not checkable", text)
    return Finding(
        "not checkable",
        f"no reading of {known.name} falls in the days spoken of; the last before is "
        f"{reading(last.iloc[0])}",
        readings=evidence_of(last, known),
    )


def _too_few(claim: SeriesClaim, known: Known, start: dt.date) -> Finding:
    """A change needs a reading at either end."""
    last = known.latest(claim.end, claim.max_age)
    if last.empty:
        return _stale(claim, known)
    return Finding(
        "not checkable",
        f"for {known.name} only {reading(last.iloc[0])} is known, and no reading near "
        f"{day(start)} to see a change from",
        readings=evidence_of(last, known),
    )


def _latest_clause(
    known: Sequence[Known], latest: Sequence[pd.DataFrame], *, by_answer: bool = False
) -> str:
    names = [each.series.answer if by_answer else each.series.country for each in known]
    shares = [f"{name} {reading(row.iloc[0])}" for name, row in zip(names, latest, strict=True)]
    return f"the latest readings are {listing(shares)}"


def _extreme(rows: pd.DataFrame, sign: int) -> Any:
    return (sign * rows["share"]).idxmax()


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
    RankingClaim: _ranking,
}
"""Kind of claim -> what the published readings say of it."""
