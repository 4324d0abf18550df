"""A share went above or below x: "has topped 40%", "a majority think"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.claims.claim import Clash, Paths, WindowClaim
from analysis.claims.clauses import (
    band,
    days_of_fieldwork,
    furthest,
    gathered,
    in_time,
    one_sided,
    stale,
)
from analysis.claims.evidence import Known, evidence_of
from analysis.claims.measured import TIE, bounds, judged
from analysis.claims.verdict import Finding, Thresholds
from analysis.wording import reading, readings_count, stated
from polls.files.toml_tables import Share

__all__ = ["ThresholdClaim"]


@dataclass(frozen=True, kw_only=True)
class ThresholdClaim(WindowClaim):
    """The share went `above` or `below` a limit at some time from `start` to `end`.

    A limit may be a word: "majority", "two thirds".
    """

    kind = "threshold"
    above: Share | None = None
    below: Share | None = None

    @property
    def limit(self) -> float:
        """The limit, a share of 0 to 1."""
        return self.above if self.above is not None else (self.below or 0.0)

    @property
    def claimed(self) -> float | None:
        """The number that the sentence names."""
        return self.limit

    @property
    def sign(self) -> int:
        """1 where the claim is of going above, -1 where it is of going below."""
        return 1 if self.above is not None else -1

    @property
    def side(self) -> str:
        """In a word."""
        return "above" if self.sign > 0 else "below"

    def clashes(self) -> Iterator[Clash]:
        """There must be one limit."""
        yield from super().clashes()
        if (self.above is None) == (self.below is None):
            both = f"above {self.above}, below {self.below}"
            limits = "neither" if self.above is None else both
            yield "a threshold is either `above` or `below`", limits

    def in_words(self) -> str:
        """The claim as a clause."""
        return f"it is {self.side} {stated(self.limit)}"

    def denied(self) -> str:
        """What holds where the claim is contradicted."""
        return f"it was never {self.side} {stated(self.limit)}"

    def published(self, known: Sequence[Known], *, one_whole: bool) -> Finding:
        """Whether a reading of the days spoken of lies beyond the limit."""
        inside = self.spoken_of(known[0])
        if inside.empty:
            return stale(known[0], self.as_of, self.end)
        limit = self.sign * self.limit
        low, high = bounds(inside)
        beyond = low > limit + TIE if self.sign > 0 else -high > limit + TIE
        crossed = int(beyond.sum())
        most, surely, perhaps = furthest(inside, self.sign)
        outcome = judged(most.minus(limit), self.basis)
        shown = surely if outcome == "supported" else perhaps
        extreme = "highest" if self.sign > 0 else "lowest"
        said = f"the {extreme} {reading(inside.loc[shown])}"
        if len(inside) == 1:
            said = reading(inside.loc[shown])
        return Finding(
            outcome,
            f"{self._crossed(crossed, len(inside))} {self.side} {stated(self.limit)}"
            f"{gathered(known[0])}, {said}",
            readings=evidence_of(inside.loc[[shown]], known[0]),
        )

    def _crossed(self, crossed: int, number: int) -> str:
        when = in_time(self.start, self.end, self.as_of)
        if number == 1:
            return f"the one reading {when} is{'' if crossed else ' not'}"
        return f"{crossed} of {readings_count(number)} {when} {'is' if crossed == 1 else 'are'}"

    def days(self, known: Sequence[Known]) -> list[pd.Timestamp]:
        """The days of fieldwork and the last day."""
        return days_of_fieldwork(self.spoken_of(known[0]), self.end)

    def drawn(self, known: Sequence[Known], paths: Paths, limits: Thresholds) -> Finding:
        """The chance that the trend's path went beyond the limit."""
        extreme = self.sign * (self.sign * paths[0]).max(axis=1)
        probability = float(np.mean(self.sign * (extreme - self.limit) > 0))
        most = "peak" if self.sign > 0 else "low"
        return one_sided(
            probability,
            limits,
            f"the trend's {most} is {band(extreme)}, its chance of having been {self.side} "
            f"{stated(self.limit)}:",
        )
