"""Levels, direction or movement alike: "and the trend is similar in France"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from analysis.claims.claim import UNSAID, Clash, ComparedClaim, Paths
from analysis.claims.clauses import (
    band,
    difference,
    in_time,
    latest_clause,
    one_sided,
    pair_evidence,
    points_of,
    stale,
    too_few,
    unlike,
    within,
)
from analysis.claims.evidence import Known, evidence_of
from analysis.claims.measured import Measured, agreed, all_of, gap, judged, judged_within
from analysis.claims.measured import lead_within as lead
from analysis.claims.pairs import change_pairs, side_by_side
from analysis.claims.verdict import Finding, Outcome, Thresholds
from analysis.wording import listing
from polls.files.toml_tables import FirstDay, Share

__all__ = ["SimilarClaim"]


@dataclass(frozen=True, kw_only=True)
class SimilarClaim(ComparedClaim):
    """Other countries (groups, answers) are like this one, on the same question.

    `aspect`: "level" (no country's share is further than `margin` away on `end`),
    "direction" (all moved the same way from `start` to `end`) or "parallel" (the changes
    from `start` to `end` differ by no more than `margin`).
    """

    kind = "similar"
    start: FirstDay = UNSAID
    aspect: Literal["level", "direction", "parallel"] = "level"
    margin: Share = 0.05

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.start == UNSAID:
            object.__setattr__(self, "start", self.end)

    def clashes(self) -> Iterator[Clash]:
        """A movement needs two days."""
        if self.start > self.end:
            yield "start lies after end", f"start {self.start}, end {self.end}"
        if self.aspect != "level" and self.start == self.end:
            yield f"aspect '{self.aspect}' needs a start before end", f"start {self.start}"
        yield from super().clashes()

    def unheard(self, known: Sequence[Known]) -> Known | None:
        """The first series without a reading of late, or, for a movement, near the start."""
        late = (each for each in known if each.begins_too_late(self.start, self.max_age))
        return super().unheard(known) or (None if self.aspect == "level" else next(late, None))

    def in_words(self) -> str:
        """The claim as a clause."""
        if self.aspect == "direction":
            return "all moved the same way"
        return f"{self._what()} differ by no more than {points_of(self.margin)}"

    def denied(self) -> str:
        """What holds where the claim is contradicted."""
        if self.aspect == "direction":
            return "not all moved the same way"
        return f"{self._what()} differ by more than {points_of(self.margin)}"

    def _what(self) -> str:
        return "levels" if self.aspect == "level" else "changes"

    def published(self, known: Sequence[Known], *, one_whole: bool) -> Finding:
        """Whether the latest readings, or the changes between readings, are alike."""
        if self.aspect == "level":
            return self._levels(known)
        pairs = [
            change_pairs(each, each.begins(self.start), self.end, self.max_age) for each in known
        ]
        for each, found in zip(known, pairs, strict=True):
            if not found or each.begins_too_late(self.start, self.max_age):
                return too_few(each, self.start, self.end, self.max_age, self.as_of)
        moved = [[gap(last, first) for first, last in found] for found in pairs]
        if self.aspect == "direction":
            outcome, outcomes = self._one_direction(moved)
        else:
            outcomes = [
                [
                    judged_within(lead(a - b, self.margin), self.basis)
                    for a in other
                    for b in moved[0]
                ]
                for other in moved[1:]
            ]
            outcome = all_of(map(agreed, outcomes))
        clauses = [
            f"{self.name_of(each)} {listing([_bare(change) for change in changes])}"
            for each, changes in zip(known, moved, strict=True)
        ]
        return Finding(
            outcome,
            f"the changes in points {in_time(self.start, self.end, self.as_of)} are "
            f"{listing(clauses)}"
            f"{unlike(outcome, outcomes)}",
            readings=pair_evidence(zip(known, pairs, strict=True)),
        )

    def _one_direction(
        self, moved: Sequence[Sequence[Measured]]
    ) -> tuple[Outcome, list[list[Outcome]]]:
        """Whether all moved one way, and what each reading says of the likelier way.

        Each way is tried: what is surely against one may still be with the other.
        """
        ways = {
            sign: [[judged(each.times(sign), self.basis) for each in changes] for changes in moved]
            for sign in (1, -1)
        }
        first = moved[0][0]
        up, down = (all_of(map(agreed, ways[sign])) for sign in (1, -1))
        likelier = 1 if first.low + first.high >= 0 else -1
        if "supported" in (up, down):
            return "supported", ways[likelier]
        return ("contradicted" if up == down == "contradicted" else "not settled"), ways[likelier]

    def _levels(self, known: Sequence[Known]) -> Finding:
        latest = [each.latest(self.end, self.max_age) for each in known]
        for each, rows in zip(known, latest, strict=True):
            if rows.empty:
                return stale(each, self.as_of, self.end)
        gaps = [[gap(b, a) for a, b in side_by_side(latest[0], rows)] for rows in latest[1:]]
        outcomes = [
            [judged_within(lead(each, self.margin), self.basis) for each in row] for row in gaps
        ]
        spread = [max(max(-each.low, each.high) for each in row) for row in gaps]
        widest = int(np.argmax(spread))
        furthest = max(gaps[widest], key=lambda each: max(-each.low, each.high))
        outcome = all_of(map(agreed, outcomes))
        names = [self.name_of(each) for each in known]
        return Finding(
            outcome,
            f"{latest_clause(names, latest)}: {names[1 + widest]} is {furthest.beside()} "
            f"{names[0]}, {points_of(self.margin)} allowed{unlike(outcome, outcomes)}",
            readings=sum(map(evidence_of, latest, known), ()),
        )

    def days(self, known: Sequence[Known]) -> list[pd.Timestamp]:
        """The last day, and the first where a movement is asked for."""
        if self.aspect == "level":
            return super().days(known)
        start = max(each.begins(self.start) for each in known)
        return [pd.Timestamp(start), pd.Timestamp(self.end)]

    def drawn(self, known: Sequence[Known], paths: Paths, limits: Thresholds) -> Finding:
        """The chance that the trends are alike."""
        columns = [path[:, -1] - (path[:, 0] if path.shape[1] > 1 else 0) for path in paths]
        names = [self.name_of(each) for each in known]
        said = band if self.aspect == "level" else difference
        clauses = [f"{name} {said(column)}" for name, column in zip(names, columns, strict=True)]
        note = f"The trends' {self._what()} are {listing(clauses)}."
        if self.aspect == "direction":
            signs = np.sign(np.column_stack(columns))
            probability = float(np.mean((signs == signs[:, :1]).all(axis=1)))
            return one_sided(
                probability, limits, "in the trends the chance of one direction is", note
            )
        gaps = np.column_stack([column - columns[0] for column in columns[1:]])
        text = f"the trends' chance of all within {points_of(self.margin)} is"
        return within(gaps, self.margin, limits, text, note)


def _bare(change: Measured) -> str:
    """A change without its unit, which is said once for all."""
    return str(change).replace(" points", "").replace(" point", "")
