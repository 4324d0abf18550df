"""How far a verdict bends: the same claim with each choice made a little otherwise.

    starting day   60 days around it, as far as half the time spoken of (a year at most)
    ending day     10 days of the two months before it
    threshold      1 to 5 points more and less; a ratio up to a tenth
    margin         half to twice as wide
    basis          opinion or printed figures
    group          the other groups of the same kind, and the whole sample
    model          a smooth trend
    pollsters      each left out in turn, where there are several

The neighbourhood is the same for every claim and is not tuned. A neighbour counts by how near
it is, 1 at the claim itself and falling in equal steps; each choice counts alike; a neighbour
that cannot be checked (no reading of its days) is none. A claim is
seen as a query whose parameters somebody chose (Wu, Agarwal, Li, Yang and Yu 2014, VLDB 7).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

import pandas as pd

from analysis.claims.claim import SeriesClaim, contradictions
from analysis.claims.evidence import Known
from analysis.claims.verdict import Outcome, Robustness
from analysis.claims.words import sentence
from analysis.wording import day, percent, points_unsigned
from polls.errors import Place

__all__ = ["Neighbour", "break_even", "neighbours", "summarised"]

STARTS = 60
LONGEST_REACH = 365
ENDS = 10
END_REACH = 60
POINTS = 5
WIDTHS = (0.5, 0.75, 1.5, 2.0)
RATIOS = (0.9, 0.95, 1.05, 1.1)
ALTERNATIVE = 0.5
"""How near a choice is that has no steps: another basis, group, model, a pollster less."""

FURTHEST = 0.30
"""The largest error of all polls that is looked at, as a share."""

Choice = Literal[
    "starting day", "ending day", "threshold", "margin", "basis", "group", "model", "pollsters"
]


@dataclass(frozen=True)
class Neighbour:
    """A claim with one choice made otherwise.

    `value` is what was chosen instead, `words` how a sentence says so, `nearness` from 0 to 1.
    `without` is a pollster left out; `smooth` asks for a smooth trend.
    """

    choice: Choice
    value: str
    words: str
    nearness: float
    claim: SeriesClaim
    without: str = ""
    smooth: bool = False


def neighbours(
    claim: SeriesClaim,
    known: Known,
    groups: tuple[tuple[str, str], ...],
    *,
    trend: bool,
    smooth: bool,
) -> tuple[Neighbour, ...]:
    """The neighbourhood of a claim.

    Args:
        claim: the claim.
        known: the readings of its own series.
        groups: kind and name of the groups that the same question has readings of.
        trend: whether a trend is fitted, so that the basis is a choice.
        smooth: whether a smooth one could be, so that the model is.
    """
    found = [*_starts(claim, known), *_ends(claim), *_limits(claim), *_margins(claim)]
    if trend:
        other: Literal["trend", "reading"] = "reading" if claim.basis == "trend" else "trend"
        said = "by printed figures" if other == "reading" else "by the trend"
        found.append(Neighbour("basis", other, said, ALTERNATIVE, replace(claim, basis=other)))
    if smooth:
        found.append(
            Neighbour("model", "smooth", "by a smooth trend", ALTERNATIVE, claim, smooth=True)
        )
    for group_by, group in groups:
        if (group_by, group) != (claim.group_by, claim.group):
            other_group = replace(claim, group_by=group_by, group=group)
            said = "among all" if group_by == "all" else f"among {group}"
            found.append(Neighbour("group", group, said, ALTERNATIVE, other_group))
    houses = known.counted["pollster"].unique()
    if len(houses) > 1:
        found += [
            Neighbour("pollsters", house, f"without {house}", ALTERNATIVE, claim, without=house)
            for house in houses
        ]
    return tuple(found)


def _starts(claim: SeriesClaim, known: Known) -> Iterator[Neighbour]:
    start = getattr(claim, "start", None)
    if start is None or known.counted.empty:
        return
    start = known.begins(start)
    reach = min((claim.end - start).days / 2, LONGEST_REACH)
    steps = STARTS // 2
    nearest: dict[dt.date, int] = {}
    for step in range(-steps, steps + 1):
        moved = start + dt.timedelta(days=round(step * reach / steps))
        nearest[moved] = min(abs(step), nearest.get(moved, steps))
    unnamed = {"event": ""} if hasattr(claim, "event") else {}
    for moved, step in nearest.items():
        made = _possible(claim, start=moved, **unnamed)
        if moved != start and known.begins(moved) == moved and made is not None:
            nearness = 1 - step / (steps + 1)
            words = f"since {day(moved)}"
            yield Neighbour("starting day", moved.isoformat(), words, nearness, made)


def _ends(claim: SeriesClaim) -> Iterator[Neighbour]:
    for step in range(1, ENDS + 1):
        moved = claim.end - dt.timedelta(days=step * END_REACH // ENDS)
        made = _possible(claim, end=moved)
        if made is not None:
            nearness = 1 - step / (ENDS + 1)
            words = f"as of {day(moved)}"
            yield Neighbour("ending day", moved.isoformat(), words, nearness, made)


def _limits(claim: SeriesClaim) -> Iterator[Neighbour]:
    for name in ("share", "above", "below", "limit", "about", "by"):
        value = getattr(claim, name, None)
        if value is None or not isinstance(getattr(type(claim), name, 0.0), float | int | None):
            continue
        for step in range(-POINTS, POINTS + 1):
            made = _possible(claim, **{name: round(value + step / 100, 6)}) if step else None
            if made is not None:
                moved = f"{100 * (value + step / 100):g}%"
                yield Neighbour("threshold", moved, "", 1 - abs(step) / (POINTS + 1), made)
    if hasattr(claim, "times") and isinstance(claim.times, float):
        for factor in RATIOS:
            other = round(claim.times * factor, 4)
            made = _possible(claim, times=other)
            if made is not None:
                yield Neighbour("threshold", f"{other:g}", "", 1 - 5 * abs(factor - 1), made)


def _margins(claim: SeriesClaim) -> Iterator[Neighbour]:
    margin = getattr(claim, "margin", None)
    if margin is None:
        return
    for place, width in enumerate(WIDTHS):
        made = _possible(claim, margin=round(margin * width, 6))
        if made is not None:
            nearness = 0.75 if place in (1, 2) else 0.5
            yield Neighbour("margin", f"{100 * margin * width:g} points", "", nearness, made)


def _possible(claim: SeriesClaim, **changed: Any) -> SeriesClaim | None:
    """A claim with other fields; None where it would contradict itself."""
    made = replace(claim, **changed)
    return None if contradictions(made, Place()) else made


def summarised(
    verdict: Outcome,
    judged: list[tuple[Neighbour, Outcome, float | None]],
    error: float | None,
    erring: str,
) -> Robustness:
    """How far a verdict bends, from the verdicts on its neighbours.

    Args:
        verdict: on the claim.
        judged: the neighbours, with the verdict on each and its probability.
        error: by how much polls would have to be off for another verdict: above 0 too low,
            below 0 too high; None where no error looked at brings one about.
        erring: whose polls.
    """
    judged = [each for each in judged if each[1] != "not checkable"]
    frame = pd.DataFrame(
        [
            {
                "choice": near.choice,
                "value": near.value,
                "nearness": near.nearness,
                "verdict": outcome,
                "probability": probability,
            }
            for near, outcome, probability in judged
        ],
        columns=["choice", "value", "nearness", "verdict", "probability"],
    )
    same = frame["nearness"] * (frame["verdict"] == verdict)
    by_choice = same.groupby(frame["choice"], sort=False).sum()
    by_choice /= frame.groupby("choice", sort=False)["nearness"].sum()
    shares = {str(choice): float(share) for choice, share in by_choice.items()}
    share = sum(shares.values()) / len(shares) if shares else 1.0
    weakest = min(shares, key=lambda choice: shares[choice], default="")
    matters = weakest if weakest and shares[weakest] < 1 else ""
    counter = _counter(verdict, judged)
    return Robustness(
        share=share,
        by_choice=shares,
        matters=matters,
        counter=counter,
        break_even=error,
        sentence=_in_words(share, matters, counter, error, erring, neighbours=len(frame)),
        neighbours=frame,
    )


def _counter(verdict: Outcome, judged: list[tuple[Neighbour, Outcome, float | None]]) -> str:
    """The nearest neighbour that is decided the other way, as a sentence that holds."""
    decided: tuple[Outcome, ...] = ("supported", "contradicted")
    wanted = [outcome for outcome in decided if outcome != verdict]
    against = [
        (near, outcome, _sure(outcome, probability))
        for near, outcome, probability in judged
        if outcome in wanted
    ]
    if not against:
        return ""
    near, outcome, _ = max(against, key=lambda each: each[0].nearness * each[2])
    said = near.claim.in_words() if outcome == "supported" else near.claim.denied()
    return f"{near.words} {said}".strip()


def _sure(outcome: Outcome, probability: float | None) -> float:
    if probability is None:
        return 0.9
    return probability if outcome == "supported" else 1 - probability


def _in_words(
    share: float,
    matters: str,
    counter: str,
    error: float | None,
    erring: str,
    *,
    neighbours: int,
) -> str:
    parts = [f"of {neighbours} neighbouring claims {percent(share)} by weight have this verdict"]
    if matters:
        parts.append(f"the {matters} matters most")
    if counter:
        parts.append(f"but {counter}")
    if error is not None:
        side = "low" if error > 0 else "high"
        size = points_unsigned(error, step=0.001)
        parts.append(f"{erring} would have to be {size} too {side} for another verdict")
    return sentence("; ".join(parts))


def break_even(outcome: Callable[[float], Outcome]) -> float | None:
    """By how much polls would have to be off for another outcome: the smallest error found.

    Args:
        outcome: an error of the polls that is put right (a share) -> the outcome.

    Returns:
        The error to a twentieth of a point, above 0 where the polls are too low; None where
        none up to 30 points brings another outcome.
    """
    now = outcome(0.0)
    crossings = [found for sign in (1, -1) if (found := _crossing(outcome, now, sign)) is not None]
    return min(crossings, key=abs, default=None)


def _crossing(outcome: Callable[[float], Outcome], now: Outcome, sign: int) -> float | None:
    steps = [0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.17, 0.23, FURTHEST]
    low = 0.0
    for high in steps:
        if outcome(sign * high) != now:
            while high - low > 0.0005:
                middle = (low + high) / 2
                low, high = (middle, high) if outcome(sign * middle) == now else (low, middle)
            return sign * high
        low = high
    return None
