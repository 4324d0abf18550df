"""First or last among other countries, groups or answers: "the main issue"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from analysis.claims.claim import ComparedClaim, Paths
from analysis.claims.clauses import band, latest_clause, one_sided, stale, unlike
from analysis.claims.evidence import Known, evidence_of
from analysis.claims.measured import agreed, all_of, gap, judged
from analysis.claims.pairs import of_one_wave, side_by_side
from analysis.claims.verdict import Finding, Thresholds
from analysis.wording import day, listing

__all__ = ["RankingClaim"]


@dataclass(frozen=True, kw_only=True)
class RankingClaim(ComparedClaim):
    """The share is the first (or last) among other countries' or other answers' on `end`."""

    kind = "ranking"
    place: Literal["first", "last"] = "first"

    @property
    def sign(self) -> int:
        """1 for the first, -1 for the last."""
        return 1 if self.place == "first" else -1

    def published(self, known: Sequence[Known], *, one_whole: bool = False) -> Finding:
        """Whether the latest reading is ahead of each other's."""
        latest = [each.latest(self.end, self.max_age) for each in known]
        for each, rows in zip(known, latest, strict=True):
            if rows.empty:
                return stale(each, self.as_of, self.end)
        outcomes = [
            [
                judged(
                    gap(a, b, parts=one_whole and of_one_wave(a, b)).times(self.sign), self.basis
                )
                for a, b in side_by_side(latest[0], rows)
            ]
            for rows in latest[1:]
        ]
        outcome = all_of(map(agreed, outcomes))
        names = [self.name_of(each) for each in known]
        return Finding(
            outcome,
            latest_clause(names, latest) + unlike(outcome, outcomes),
            readings=sum(map(evidence_of, latest, known), ()),
        )

    def drawn(self, known: Sequence[Known], paths: Paths, limits: Thresholds) -> Finding:
        """The chance that the trend is ahead of each other's."""
        columns = [path[:, 0] for path in paths]
        others = self.sign * np.column_stack(columns[1:])
        probability = float(np.mean(self.sign * columns[0] > others.max(axis=1)))
        names = [self.name_of(each) for each in known]
        levels = [f"{name} {band(column)}" for name, column in zip(names, columns, strict=True)]
        return one_sided(
            probability,
            limits,
            f"in the trends the chance of {names[0]} being {self.place} is",
            f"The trends' levels on {day(self.end)} are {listing(levels)}.",
        )
