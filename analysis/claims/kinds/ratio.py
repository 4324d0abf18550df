"""So many times another: "twice as many as in 2021", "halved", "double the share in Spain"."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from analysis.claims.claim import UNSAID, Clash, ComparedClaim, Paths
from analysis.claims.clauses import (
    houses,
    latest_clause,
    one_sided,
    pair_evidence,
    stale,
    too_few,
    unlike,
)
from analysis.claims.evidence import Known, evidence_of
from analysis.claims.measured import Measured, agreed, all_of, judged, measured
from analysis.claims.pairs import Pair, change_pairs, side_by_side
from analysis.claims.verdict import Finding, Outcome, Thresholds
from analysis.wording import listing, reading, times
from polls.files.toml_tables import FirstDay, Share

__all__ = ["RatioClaim"]


@dataclass(frozen=True, kw_only=True)
class RatioClaim(ComparedClaim):
    """The share is `times` what it was at `start` (or at an event), or what the other's is.

    With a start two days are compared, else `others`, one country, group or answer.
    `comparison`: "at least" (the usual meaning of doubled), "at most" (of halved) or "about";
    `margin` is the part of the ratio that people round away: 1.9 times is "twice".
    """

    kind = "ratio"
    times: float
    start: FirstDay | None = None
    event: str = ""
    others: tuple[str, ...] = ()
    comparison: Literal["", "at least", "at most", "about"] = ""
    margin: Share = 0.05

    @property
    def meant(self) -> str:
        """How the ratio is meant: `comparison`, else by whether it is more or less than one."""
        return self.comparison or ("at least" if self.times >= 1 else "at most")

    def clashes(self) -> Iterator[Clash]:
        """Two days or two series, and a ratio above 0."""
        if (self.start is None) == (not self.others):
            given = "neither" if self.start is None else "both"
            yield "a ratio is to a `start` (or `event`) or to one of `others`", given
        if len(self.others) > 1:
            yield "a ratio is to one other", listing(self.others)
        if self.times <= 0:
            yield "times is not above 0", f"{self.times:g}"
        if self.start is not None and self.start >= self.end:
            yield "start is not before end", f"start {self.start}, end {self.end}"
        yield from (clash for clash in super().clashes() if clash[1] != "others is empty")

    def in_words(self) -> str:
        """The claim as a clause."""
        return f"it is {self.meant} {times(self.times)} as much"

    def denied(self) -> str:
        """What holds where the claim is contradicted."""
        return f"it is not {self.meant} {times(self.times)} as much"

    def unheard(self, known: Sequence[Known]) -> Known | None:
        """The first series without a reading of late."""
        if self.start is not None and known[0].begins_too_late(self.start, self.max_age):
            return known[0]
        return super().unheard(known)

    def erring(self, known: Known) -> tuple[dt.date | None, str]:
        """The later polls, or those of the claim's own series."""
        if self.start is None:
            return super().erring(known)
        start = known.begins(self.start)
        return start + (self.end - start) / 2, "the later polls"

    def published(self, known: Sequence[Known], *, one_whole: bool) -> Finding:
        """Whether the readings stand in the ratio."""
        silent = super().unheard(known)
        if silent is not None:
            return stale(silent, self.as_of, self.end)
        if self.start is None:
            return self._of_two(known)
        start = known[0].begins(self.start)
        pairs = change_pairs(known[0], start, self.end, self.max_age)
        if not pairs or known[0].begins_too_late(self.start, self.max_age):
            return too_few(known[0], self.start, self.end, self.max_age, self.as_of)
        outcomes = [self._judged(last, first) for first, last in pairs]
        clauses = [
            f"from {reading(first)} to {reading(last)}{houses(first, last)}, {_said(last, first)}"
            for first, last in pairs
        ]
        outcome = agreed(outcomes)
        return Finding(
            outcome,
            f"{listing(clauses)}{unlike(outcome, [outcomes])}",
            readings=pair_evidence([(known[0], pairs)]),
        )

    def _of_two(self, known: Sequence[Known]) -> Finding:
        latest = [each.latest(self.end, self.max_age) for each in known]
        pairs: list[Pair] = side_by_side(latest[0], latest[1])
        outcomes = [self._judged(own, other) for own, other in pairs]
        outcome = agreed(outcomes)
        clause = latest_clause([self.name_of(each) for each in known], latest)
        return Finding(
            outcome,
            f"{clause}, {_said(*pairs[-1])}{unlike(outcome, [outcomes])}",
            readings=sum(map(evidence_of, latest, known), ()),
        )

    def _judged(self, own: pd.Series, other: pd.Series) -> Outcome:
        """Whether one reading is as many times another as claimed."""
        low = _lead(measured(own), measured(other), self.times * (1 - self.margin))
        high = _lead(measured(own), measured(other), self.times * (1 + self.margin)).times(-1)
        sides = {"at least": [low], "at most": [high], "about": [low, high]}[self.meant]
        return all_of([judged(side, self.basis) for side in sides])

    def days(self, known: Sequence[Known]) -> list[pd.Timestamp]:
        """The last day, after the first where days are compared."""
        start = [] if self.start is None else [pd.Timestamp(known[0].begins(self.start or UNSAID))]
        return [*start, *super().days(known)]

    def drawn(self, known: Sequence[Known], paths: Paths, limits: Thresholds) -> Finding:
        """The chance that the trends stand in the ratio."""
        other = paths[0][:, 0] if self.start is not None else paths[1][:, -1]
        ratio = paths[0][:, -1] / np.maximum(other, 1e-9)
        low = ratio >= self.times * (1 - self.margin)
        high = ratio <= self.times * (1 + self.margin)
        holds = {"at least": low, "at most": high, "about": low & high}[self.meant]
        return one_sided(
            float(np.mean(holds)),
            limits,
            f"in the trend it is {times(float(np.median(ratio)))}, its chance of "
            f"{self.meant} {times(self.times)}:",
        )


def _lead(own: Measured, other: Measured, factor: float) -> Measured:
    """How far a share is above so many times another."""
    return own - Measured(factor * other.low, factor * other.high, factor * other.se)


def _said(own: pd.Series, other: pd.Series) -> str:
    share = float(other["share"])
    return times(float(own["share"]) / share) if share else "from nothing"
