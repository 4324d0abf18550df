"""A share is about x: "70% think that taxes are too high"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.claims.claim import Paths, SeriesClaim
from analysis.claims.clauses import band, points_of, readings_in_words, stale, unlike, within
from analysis.claims.evidence import Known, evidence_of
from analysis.claims.measured import TIE, agreed, judged_within, lead_within, measured
from analysis.claims.verdict import Finding, Thresholds
from analysis.wording import day, listing, stated
from polls.files.toml_tables import Share

__all__ = ["ValueClaim"]


@dataclass(frozen=True, kw_only=True)
class ValueClaim(SeriesClaim):
    """The share is `share`, give or take `margin` (both 0 to 1)."""

    kind = "value"
    share: Share
    margin: Share = 0.03

    @property
    def claimed(self) -> float | None:
        """The number that the sentence names."""
        return self.share

    def in_words(self) -> str:
        """The claim as a clause."""
        return f"it is about {stated(self.share)}"

    def denied(self) -> str:
        """What holds where the claim is contradicted."""
        return f"it is not within {points_of(self.margin)} of {stated(self.share)}"

    def published(self, known: Sequence[Known], *, one_whole: bool) -> Finding:
        """Whether the latest readings lie within the margin."""
        latest = known[0].latest(self.end, self.max_age)
        if latest.empty:
            return stale(known[0], self.as_of, self.end)
        away = [measured(row).minus(self.share) for _, row in latest.iterrows()]
        outcomes = [judged_within(lead_within(each, self.margin), self.basis) for each in away]
        outcome = agreed(outcomes)
        exact = all(abs(each.low) < TIE and abs(each.high) < TIE for each in away)
        said = f"{listing([each.beside() for each in away])} {stated(self.share)}"
        said = "as claimed" if exact else said
        return Finding(
            outcome,
            f"the latest reading{' is' if len(latest) == 1 else 's are'} "
            f"{readings_in_words(latest)}, {said}{unlike(outcome, [outcomes])}",
            readings=evidence_of(latest, known[0]),
        )

    def drawn(self, known: Sequence[Known], paths: Paths, limits: Thresholds) -> Finding:
        """The chance that the trend lies within the margin on the day."""
        path = paths[0][:, 0]
        return within(
            path - self.share,
            self.margin,
            limits,
            f"the trend is {band(path)} on {day(self.end)}, its chance of lying within "
            f"{points_of(self.margin)} of {stated(self.share)}:",
        )
