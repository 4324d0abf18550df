"""A share went up or down between two days: "rising since the election"."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from analysis.claims.claim import UNSAID, Clash, Paths, WindowClaim
from analysis.claims.clauses import (
    begun_later,
    difference,
    houses,
    one_sided,
    pair_evidence,
    points_of,
    too_few,
    unlike,
)
from analysis.claims.evidence import Known
from analysis.claims.measured import agreed, gap, judged
from analysis.claims.pairs import change_pairs
from analysis.claims.verdict import Finding, Thresholds
from analysis.wording import day, listing, moved, reading
from polls.files.toml_tables import Share

__all__ = ["ChangeClaim"]


@dataclass(frozen=True, kw_only=True)
class ChangeClaim(WindowClaim):
    """The share went up (or down) by more than `by` from `start` to `end`."""

    kind = "change"
    direction: Literal["up", "down"] = "up"
    by: Share = 0.0

    @property
    def sign(self) -> int:
        """1 for up, -1 for down."""
        return 1 if self.direction == "up" else -1

    def clashes(self) -> Iterator[Clash]:
        """It must have a start, and days between it and the end."""
        if self.start is None:
            yield "a change begins at a `start` or at an `event`", "neither"
        elif self.start == self.end:
            yield "start is not before end", f"start {self.start}, end {self.end}"
        yield from super().clashes()

    def unheard(self, known: Sequence[Known]) -> Known | None:
        """The series, where it has no reading of late, or none near the start."""
        late = known[0].begins_too_late(self.start or self.end, self.max_age)
        return known[0] if late or known[0].latest(self.end, self.max_age).empty else None

    def in_words(self) -> str:
        """The claim as a clause."""
        by = f" by more than {points_of(self.by)}" if self.by else ""
        return f"it {'rose' if self.sign > 0 else 'fell'}{by}"

    def denied(self) -> str:
        """What holds where the claim is contradicted."""
        if self.by:
            verb = "rise" if self.sign > 0 else "fall"
            return f"it did not {verb} by more than {points_of(self.by)}"
        return "it fell" if self.sign > 0 else "it rose"

    def erring(self, known: Known) -> tuple[dt.date | None, str]:
        """The later polls: an error of all cancels."""
        start = known.begins(self.start or self.end)
        return start + (self.end - start) / 2, "the later polls"

    def published(self, known: Sequence[Known], *, one_whole: bool) -> Finding:
        """Whether the readings of both ends differ as claimed."""
        start = known[0].begins(self.start or UNSAID)
        pairs = change_pairs(known[0], start, self.end, self.max_age)
        if not pairs or self.unheard(known):
            return too_few(known[0], self.start or start, self.end, self.max_age, self.as_of)
        gaps = [gap(last, first) for first, last in pairs]
        leads = [each.times(self.sign).minus(self.by) for each in gaps]
        outcomes = [judged(lead, self.basis) for lead in leads]
        clauses = [
            f"it {each.moved()} from {reading(first)} to {reading(last)}{houses(first, last)}"
            for (first, last), each in zip(pairs, gaps, strict=True)
        ]
        outcome = agreed(outcomes)
        return Finding(
            outcome,
            f"{listing(clauses)}{unlike(outcome, [outcomes])}",
            readings=pair_evidence([(known[0], pairs)]),
            notes=begun_later(known[0], self.start),
            jump=min(
                lead.errors * (first["pollster"] == last["pollster"])
                for (first, last), lead in zip(pairs, leads, strict=True)
            ),
        )

    def days(self, known: Sequence[Known]) -> list[pd.Timestamp]:
        """Both ends."""
        return [pd.Timestamp(known[0].begins(self.start or UNSAID)), pd.Timestamp(self.end)]

    def drawn(self, known: Sequence[Known], paths: Paths, limits: Thresholds) -> Finding:
        """The chance that the trend moved as claimed."""
        changes = paths[0][:, 1] - paths[0][:, 0]
        start = known[0].begins(self.start or UNSAID)
        by = f" by more than {points_of(self.by)}" if self.by else ""
        return one_sided(
            float(np.mean(self.sign * changes > self.by)),
            limits,
            f"the trend {difference(changes, moved)} from {day(start)}, its chance of having gone "
            f"{self.direction}{by}:",
        )
