"""An official count is a record: of years, of rolling years, of days; or below the record."""

from __future__ import annotations

import datetime as dt
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
    of_one_country,
    period_in_words,
    periods_by,
)
from analysis.claims.verdict import Finding
from analysis.wording import day
from polls.files.toml_tables import FirstDay, LastDay

__all__ = ["OfficialRecordClaim"]


@dataclass(frozen=True, kw_only=True)
class OfficialRecordClaim(CountClaim):
    """The count of the last period by `end` is the highest (or lowest) since `since`.

    With `start`, the best of the periods that end from `start` to `end`: a record day "this
    year". `below` says the contrary, that it falls short of the record. `more_than` is a
    number that the count is also said to have passed.
    """

    kind = "official_record"
    start: FirstDay | None = None
    since: LastDay | None = None
    direction: Literal["highest", "lowest"] = "highest"
    below: bool = False
    more_than: float | None = None

    @property
    def claimed(self) -> float | None:
        """The number that the sentence names."""
        return self.more_than

    def clashes(self) -> Iterator[Clash]:
        """What the record is held against must come before it."""
        start = self.start or self.end
        if start > self.end:
            yield "start lies after end", f"start {self.start}, end {self.end}"
        if self.since is not None and self.since >= start:
            yield "since is not before start", f"since {self.since}, start {start}"
        yield from super().clashes()

    @property
    def _after_since(self) -> dt.date | None:
        """The first day of which the counts are held against the claim's; None: of any."""
        return None if self.since is None else self.since + dt.timedelta(days=1)

    def _unrivalled(self, first: pd.Series) -> str:
        since = f" since {day(self._after_since)}" if self.since else ""
        return f"none before {period_in_words(first)}{since} is published to hold it against"

    def counted(self, counts: pd.DataFrame, unit: str, title: str) -> Finding:
        """What the count is and what the best before it was."""
        if several := of_one_country(counts):
            return none_by(self.end, several)
        known = periods_by(counts, self.end)
        sign = 1 if self.direction == "highest" else -1
        first = pd.Timestamp(self.start) if self.start else known["date"].max()
        now = known["date"] >= first
        current, earlier = known[now], known[~now]
        if self.since is not None:
            earlier = earlier[earlier["date"] > pd.Timestamp(self.since)]
        if known.empty:
            return none_by(self.end)
        if current.empty:
            text = f"no count from {day(first)} to {day(self.end)} is published"
            return none_by(self.end, text)
        if earlier.empty:
            return none_by(self.end, self._unrivalled(current.iloc[0]))
        best = current.iloc[int((sign * current["value"]).to_numpy().argmax())]
        before = earlier.iloc[int((sign * earlier["value"]).to_numpy().argmax())]
        record = sign * (best["value"] - before["value"]) > 0
        passed = self.more_than is None or best["value"] > self.more_than
        since = earlier["period_start"].iloc[0] if self.since is None else self._after_since
        return Finding(
            "supported" if passed and record != self.below else "contradicted",
            f"{count_of(title)} is {period_in_words(best)}, the {self.direction} "
            f"before it since {day(since)} {period_in_words(before)}",
            readings=tuple(
                evidence_of_count(row, self.official, unit, title) for row in (best, before)
            ),
            notes=(REVISED,),
        )
