"""Hardly any movement: "has stayed within three points since the election"."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.claims.claim import Clash, Paths, WindowClaim
from analysis.claims.clauses import (
    begun_later,
    days_of_fieldwork,
    gathered,
    in_time,
    points_of,
    stale,
    within,
)
from analysis.claims.evidence import Known, evidence_of
from analysis.claims.measured import all_of, judged_within, lead_within, measured
from analysis.claims.verdict import Finding, Thresholds
from analysis.wording import points_unsigned, reading, readings_count
from polls.files.toml_tables import Share

__all__ = ["SteadyClaim"]


@dataclass(frozen=True, kw_only=True)
class SteadyClaim(WindowClaim):
    """From `start` to `end` the share stayed within `margin` of its average in that time."""

    kind = "steady"
    margin: Share = 0.03

    def clashes(self) -> Iterator[Clash]:
        """It must have a start."""
        if self.start is None:
            yield "a steady share needs a `start` or an `event`", "neither"
        yield from super().clashes()

    def in_words(self) -> str:
        """The claim as a clause."""
        return f"it stayed within {points_of(self.margin)}"

    def denied(self) -> str:
        """What holds where the claim is contradicted."""
        return f"it did not stay within {points_of(self.margin)}"

    def erring(self, known: Known) -> tuple[dt.date | None, str]:
        """The later polls: an error of all cancels."""
        start = known.begins(self.start or self.end)
        return start + (self.end - start) / 2, "the later polls"

    def published(self, known: Sequence[Known], *, one_whole: bool) -> Finding:
        """Whether no reading lies further from their average."""
        rows = self.spoken_of(known[0])
        if rows.empty:
            return stale(known[0], self.as_of, self.end)
        if len(rows) < 2:
            text = f"the one reading {in_time(self.start, self.end, self.as_of)} shows no movement"
            return Finding("not checkable", text, readings=evidence_of(rows, known[0]))
        mean = float(rows["share"].mean())
        leads = [lead_within(measured(row).minus(mean), self.margin) for _, row in rows.iterrows()]
        outcome = all_of(judged_within(lead, self.basis) for lead in leads)
        shown: list[Any] = [rows["share"].idxmin(), rows["share"].idxmax()]
        if rows["share"].nunique() == 1:
            shown = [rows.index[0], rows.index[-1]]
        return Finding(
            outcome,
            f"{readings_count(len(rows))} {in_time(self.start, self.end, self.as_of)}"
            f"{gathered(known[0])} run from {reading(rows.loc[shown[0]])} to "
            f"{reading(rows.loc[shown[1]])}",
            readings=evidence_of(rows.loc[list(dict.fromkeys(shown))], known[0]),
            notes=begun_later(known[0], self.start),
        )

    def days(self, known: Sequence[Known]) -> list[pd.Timestamp]:
        """The days of fieldwork and the last day."""
        return days_of_fieldwork(self.spoken_of(known[0]), self.end)

    def drawn(self, known: Sequence[Known], paths: Paths, limits: Thresholds) -> Finding:
        """The chance that the trend's path stayed as near to its average."""
        away = paths[0] - paths[0].mean(axis=1, keepdims=True)
        far = float(np.median(np.abs(away).max(axis=1)))
        return within(
            away,
            self.margin,
            limits,
            f"the trend strays up to {points_unsigned(far)} from its average, its chance of "
            f"staying within {points_of(self.margin)}:",
        )
