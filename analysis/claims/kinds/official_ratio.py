"""An official count is so many times another: "twice as many as in 2021", "halved"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

import pandas as pd

from analysis.claims.claim import Clash, CountClaim
from analysis.claims.counts import (
    REVISED,
    count_of,
    evidence_of_count,
    named_in,
    none_by,
    none_later,
    of_one_country,
    period_in_words,
    periods_by,
)
from analysis.claims.verdict import Finding
from analysis.wording import times
from polls.files.toml_tables import LastDay, Share

__all__ = ["OfficialRatioClaim"]


@dataclass(frozen=True, kw_only=True)
class OfficialRatioClaim(CountClaim):
    """The count of the last period by `end` is `times` that of the last by `start`.

    With `other`, a country of the series, it is `times` that country's in the same period.
    `comparison` and `margin` are as in a ratio of shares: 1.9 times is "twice".
    """

    kind = "official_ratio"
    times: float
    start: LastDay | None = None
    other: str = ""
    comparison: Literal["", "at least", "at most", "about"] = ""
    margin: Share = 0.05
    needs_country: ClassVar[bool] = False

    @property
    def meant(self) -> str:
        """How the ratio is meant: `comparison`, else by whether it is more or less than one."""
        return self.comparison or ("at least" if self.times >= 1 else "at most")

    def clashes(self) -> Iterator[Clash]:
        """Two days or two countries."""
        if (self.start is None) == (not self.other):
            yield "a ratio is to a `start` or to an `other` country", f"start {self.start}"
        if self.times <= 0:
            yield "times is not above 0", f"{self.times:g}"
        if self.start is not None and self.start >= self.end:
            yield "start is not before end", f"start {self.start}, end {self.end}"
        yield from super().clashes()

    def counted(self, counts: pd.DataFrame, unit: str, title: str) -> Finding:
        """What both counts are, and their ratio."""
        own = counts[counts["country"] == self.country] if self.country else counts
        if several := of_one_country(own):
            return none_by(self.end, several)
        after = periods_by(own, self.end)
        if after.empty:
            return none_by(self.end)
        last = after.iloc[-1]
        before, other = periods_by(own, self.start or self.end), named_in(counts, self.other)
        if self.other:
            same = counts["date"] == last["date"]
            before = periods_by(counts[same & (counts["country"] == self.other)], self.end)
        if before.empty:
            text = f"{other} has no count of the same period" if self.other else ""
            return none_by(self.start or self.end, text)
        if not self.other and len(before) == len(after):
            return none_by(self.end, none_later(last, self.end))
        first = before.iloc[-1]
        if not first["value"]:
            return none_by(self.end, f"there is no ratio to {period_in_words(first)}")
        ratio = float(last["value"]) / float(first["value"])
        low, high = self.times * (1 - self.margin), self.times * (1 + self.margin)
        holds = {"at least": ratio >= low, "at most": ratio <= high, "about": low <= ratio <= high}
        return Finding(
            "supported" if holds[self.meant] else "contradicted",
            f"{count_of(title)} is {period_in_words(last)}, {times(ratio)} "
            f"{self.other and f'that of {other}, '}{period_in_words(first)}",
            readings=tuple(
                evidence_of_count(row, self.official, unit, title) for row in (last, first)
            ),
            notes=(REVISED,),
        )
