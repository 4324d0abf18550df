"""An official count is, or has passed, a number: "net migration of 504,000"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from analysis.claims.claim import Clash, CountClaim
from analysis.claims.counts import (
    REVISED,
    count_of,
    evidence_of_count,
    none_by,
    of_one_country,
    period_in_words,
    periods_by,
)
from analysis.claims.verdict import Finding, Outcome
from polls.files.toml_tables import Share

__all__ = ["OfficialValueClaim"]


@dataclass(frozen=True, kw_only=True)
class OfficialValueClaim(CountClaim):
    """The count of the last period that ends by `end` is about `value`, above or below one.

    `margin` is the part of `value` that a round number leaves open.
    """

    kind = "official_value"
    value: float | None = None
    above: float | None = None
    below: float | None = None
    margin: Share = 0.02

    @property
    def claimed(self) -> float | None:
        """The number that the sentence names."""
        return next((n for n in (self.value, self.above, self.below) if n is not None), None)

    def clashes(self) -> Iterator[Clash]:
        """One number."""
        given = [n for n in (self.value, self.above, self.below) if n is not None]
        if len(given) != 1:
            yield "a count is about one `value`, or `above` or `below` one", f"{given}"
        yield from super().clashes()

    def counted(self, counts: pd.DataFrame, unit: str, title: str) -> Finding:
        """What the last count by the day is."""
        if several := of_one_country(counts):
            return none_by(self.end, several)
        known = periods_by(counts, self.end)
        if known.empty:
            return none_by(self.end)
        last = known.iloc[-1]
        outcome, since = self._outcome(float(last["value"])), ""
        # An estimate that has been revised denies no number that was printed before.
        if outcome == "contradicted" and counts["note"].str.contains("revis|provis").any():
            outcome, since = "not settled", ", as since revised; the first figure is not shipped"
        return Finding(
            outcome,
            f"{count_of(title)} is {period_in_words(last)}{since}",
            readings=(evidence_of_count(last, self.official, unit, title),),
            notes=(REVISED,),
        )

    def _outcome(self, found: float) -> Outcome:
        if self.value is not None:
            holds = abs(found - self.value) <= self.margin * abs(self.value)
        else:
            holds = found > self.above if self.above is not None else found < (self.below or 0.0)
        return "supported" if holds else "contradicted"
