"""What the trend says of a claim: the share of joint draws in which the sentence is true.

    draw    1 Jan   8 Jan  ...  31 Mar     topped 40%?   highest since 2019?
    1       0.38    0.41        0.40       yes           no
    2       0.39    0.39        0.39       no            no

A path is looked at on the days of fieldwork in the window and on the window's last day: what
opinion did between measurements is not asked. How several series are drawn, `draws` says.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.claims.draws import Draw
from analysis.claims.evidence import Known, earlier_readings, first_day
from analysis.claims.kinds import (
    ChangeClaim,
    RankingClaim,
    RecordClaim,
    SeriesClaim,
    SimilarClaim,
    ThresholdClaim,
    ValueClaim,
)
from analysis.claims.verdict import Finding, Thresholds
from analysis.wording import chance, day, listing, percent, points, points_between, stated

__all__ = ["trend_finding"]

BAND = (0.05, 0.95)
"""The quantiles named in the sentences: nine in ten draws lie between them."""


def trend_finding(
    claim: SeriesClaim, known: Sequence[Known], draw: Draw, *, thresholds: Thresholds
) -> Finding:
    """The probability of a claim from joint draws of the trends of its series.

    Args:
        claim: a claim on opinion.
        known: the readings of the claim's own series, then of each series compared.
        draw: paths of those series, from trends fitted to the readings known by the claim's day.
        thresholds: the probabilities that part the verdicts.

    Returns:
        The outcome, the clause that says why, and the probability. A claim of being within
        a margin is `contradicted` only where the draws also agree on the side of it: that
        a narrow margin is missed somewhere is no finding where the trend knows little.
    """
    return FINDERS[type(claim)](claim, known, draw, thresholds)


def _value(claim: ValueClaim, known: Sequence[Known], draw: Draw, limits: Thresholds) -> Finding:  # noqa: ARG001
    path = draw([claim.end])[0][:, 0]
    return _within(
        path - claim.share,
        claim.margin,
        limits,
        f"the trend puts it at {_band(path)} on {day(claim.end)}, and its chance of lying "
        f"within {100 * claim.margin:g} points of {stated(claim.share)} at",
    )


def _threshold(
    claim: ThresholdClaim, known: Sequence[Known], draw: Draw, limits: Thresholds
) -> Finding:
    dates = _days(known[0].between(first_day(claim, known[0]), claim.end), claim.end)
    path = draw(dates)[0]
    extreme = claim.sign * (claim.sign * path).max(axis=1)
    probability = float(np.mean(claim.sign * (extreme - claim.limit) > 0))
    side, most = ("above", "peak") if claim.sign > 0 else ("below", "low")
    return _one_sided(
        probability,
        limits,
        f"the trend's {most} in that time is {_band(extreme)}, and its chance of having been "
        f"{side} {stated(claim.limit)} is",
    )


def _record(claim: RecordClaim, known: Sequence[Known], draw: Draw, limits: Thresholds) -> Finding:
    start = first_day(claim, known[0])
    current = known[0].between(start, claim.end)
    if claim.start is None and current.empty:
        return Finding(None, "the trend has no reading of late to look for a record in")
    before = earlier_readings(claim, known[0])
    if before.empty:
        return Finding(None, "the trend has no earlier reading in that time to be held against")
    earlier = list(before["date"])
    path = claim.sign * draw([*earlier, *_days(current, claim.end)])[0]
    lead = path[:, len(earlier) :].max(axis=1) - path[:, : len(earlier)].max(axis=1)
    return _one_sided(
        float(np.mean(lead > 0)),
        limits,
        f"the trend's {claim.direction} is {points(claim.sign * float(np.median(lead)))} from "
        f"the {claim.direction} before, and the chance of a record is",
    )


def _change(claim: ChangeClaim, known: Sequence[Known], draw: Draw, limits: Thresholds) -> Finding:  # noqa: ARG001
    path = draw([claim.start, claim.end])[0]
    moved = path[:, 1] - path[:, 0]
    by = f" by more than {100 * claim.by:g} points" if claim.by else ""
    return _one_sided(
        float(np.mean(claim.sign * moved > claim.by)),
        limits,
        f"the trend moved by {_difference(moved)} from {day(claim.start)} to {day(claim.end)}, "
        f"and its chance of having gone {claim.direction}{by} is",
    )


def _similar(
    claim: SimilarClaim, known: Sequence[Known], draw: Draw, limits: Thresholds
) -> Finding:
    dates = [claim.end] if claim.aspect == "level" else [claim.start, claim.end]
    paths = draw(dates)
    columns = [path[:, -1] - (path[:, 0] if len(dates) > 1 else 0) for path in paths]
    names = [each.series.country for each in known]
    clauses = [
        f"{name} {_band(column) if claim.aspect == 'level' else _difference(column)}"
        for name, column in zip(names, columns, strict=True)
    ]
    what = "levels" if claim.aspect == "level" else "changes"
    if claim.aspect == "direction":
        signs = np.sign(np.column_stack(columns))
        probability = float(np.mean((signs == signs[:, :1]).all(axis=1)))
        return _one_sided(
            probability,
            limits,
            f"the trends' {what} are {listing(clauses)}, and the chance of one direction is",
        )
    gaps = np.column_stack([column - columns[0] for column in columns[1:]])
    return _within(
        gaps,
        claim.margin,
        limits,
        f"the trends' {what} are {listing(clauses)}, and the chance of all being within "
        f"{100 * claim.margin:g} points of {names[0]} is",
    )


def _ranking(
    claim: RankingClaim, known: Sequence[Known], draw: Draw, limits: Thresholds
) -> Finding:
    columns = [path[:, 0] for path in draw([claim.end])]
    others = claim.sign * np.column_stack(columns[1:])
    probability = float(np.mean(claim.sign * columns[0] > others.max(axis=1)))
    names = [
        each.series.answer if claim.among == "answer" else each.series.country for each in known
    ]
    levels = [f"{name} {_band(column)}" for name, column in zip(names, columns, strict=True)]
    return _one_sided(
        probability,
        limits,
        f"the trends' levels on {day(claim.end)} are {listing(levels)}, and the chance of "
        f"{names[0]} being {claim.place} is",
    )


def _one_sided(probability: float, limits: Thresholds, text: str) -> Finding:
    return Finding(limits.outcome(probability), f"{text} {chance(probability)}", probability)


def _within(gaps: np.ndarray, margin: float, limits: Thresholds, text: str) -> Finding:
    """The finding on gaps (a row a draw, a column a comparison) that must stay in a margin.

    A wide band lies within no margin, so a low probability alone contradicts nothing: the gap
    must also be known to lie on one side.
    """
    gaps = gaps.reshape(len(gaps), -1)
    probability = float(np.mean((np.abs(gaps) <= margin).all(axis=1)))
    beyond = max(float(np.mean(side > margin, axis=0).max()) for side in (gaps, -gaps))
    outcome, said = limits.outcome(probability), f"{text} {chance(probability)}"
    if outcome == "contradicted" and beyond < limits.supported:
        return Finding("not settled", f"{said}, but not surely to one side of it", probability)
    return Finding(outcome, said, probability)


def _days(readings: pd.DataFrame, end: dt.date) -> list[pd.Timestamp]:
    """The days of fieldwork in a window, and the window's last day."""
    last = pd.Timestamp(end)
    days = [pd.Timestamp(date) for date in readings["date"].unique()]
    return days if last in days else [*days, last]


def _band(shares: np.ndarray) -> str:
    low, high = np.quantile(shares, BAND)
    return f"{percent(float(np.median(shares)))} ({percent(low)} to {percent(high)})"


def _difference(moved: np.ndarray) -> str:
    low, high = np.quantile(moved, BAND)
    return f"{points(float(np.median(moved)))} ({points_between(low, high)})"


FINDERS: dict[type[SeriesClaim], Callable[[Any, Sequence[Known], Draw, Thresholds], Finding]] = {
    ValueClaim: _value,
    ThresholdClaim: _threshold,
    RecordClaim: _record,
    ChangeClaim: _change,
    SimilarClaim: _similar,
    RankingClaim: _ranking,
}
"""Kind of claim -> what the draws of the trend say of it."""
