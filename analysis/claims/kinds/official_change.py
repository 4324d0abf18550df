"""An official count went up or down: "net migration has fallen by half since 2023"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from analysis.claims.claim import Clash, CountClaim
from analysis.claims.counts import (
    REVISED,
    count_of,
    evidence_of_count,
    none_by,
    none_later,
    of_one_country,
    period_in_words,
    periods_by,
)
from analysis.claims.verdict import Finding
from analysis.wording import percent
from polls.files.toml_tables import LastDay, Share

__all__ = ["OfficialChangeClaim"]


@dataclass(frozen=True, kw_only=True)
class OfficialChangeClaim(CountClaim):
    """The count went up (or down) from the period that ends by `start` to the last by `end`.

    By more than `by` (in the series' unit) or by more than the part `by_share` of the first.
    """

    kind = "official_change"
    start: LastDay
    direction: Literal["up", "down"] = "up"
    by: float = 0.0
    by_share: Share = 0.0

    def clashes(self) -> Iterator[Clash]:
        """Two days."""
        if self.start >= self.end:
            yield "start is not before end", f"start {self.start}, end {self.end}"
        yield from super().clashes()

    def counted(self, counts: pd.DataFrame, unit: str, title: str) -> Finding:
        """What both counts are, and how far they differ."""
        if several := of_one_country(counts):
            return none_by(self.end, several)
        before, after = periods_by(counts, self.start), periods_by(counts, self.end)
        if before.empty:
            return none_by(self.start)
        if len(after) == len(before):
            return none_by(self.end, none_later(after.iloc[-1], self.end))
        first, last = before.iloc[-1], after.iloc[-1]
        a, b = float(first["value"]), float(last["value"])
        moved = (b - a) * (1 if self.direction == "up" else -1)
        part = f", {percent(abs(b - a) / a)} {'more' if b > a else 'less'}" if a else ""
        return Finding(
            "supported" if moved > max(self.by, self.by_share * a) else "contradicted",
            f"{count_of(title)} went from {period_in_words(first)} to "
            f"{period_in_words(last)}{part}",
            readings=tuple(
                evidence_of_count(row, self.official, unit, title) for row in (first, last)
            ),
            notes=(REVISED,),
        )
