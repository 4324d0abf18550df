"""The highest or lowest since a day: "the highest since 2019"."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from analysis.claims.claim import Clash, Paths, WindowClaim
from analysis.claims.clauses import (
    days_of_fieldwork,
    furthest,
    gathered,
    houses,
    one_sided,
    stale,
)
from analysis.claims.evidence import Known, evidence_of
from analysis.claims.measured import judged
from analysis.claims.verdict import Finding, Thresholds
from analysis.wording import day, points, reading, readings_count
from polls.files.toml_tables import LastDay

__all__ = ["RecordClaim"]


@dataclass(frozen=True, kw_only=True)
class RecordClaim(WindowClaim):
    """From `start` to `end` the share was higher (or lower) than ever since `since`.

    Readings after `since` and before `start` (without it: before the latest reading) are what
    the record is held against: "the highest since 2019" is `since = 2019`, its last day, and
    without `since` all of the series.
    """

    kind = "record"
    since: LastDay | None = None
    direction: Literal["highest", "lowest"] = "highest"

    @property
    def sign(self) -> int:
        """1 for the highest, -1 for the lowest."""
        return 1 if self.direction == "highest" else -1

    def clashes(self) -> Iterator[Clash]:
        """What the record is held against must come before it."""
        yield from super().clashes()
        start = self.start or self.end
        if self.since is not None and self.since >= start:
            name = "start" if self.start else "end"
            yield f"since is not before {name}", f"since {self.since}, {name} {start}"

    def earlier(self, known: Known) -> pd.DataFrame:
        """The readings that a record is held against."""
        since = self.since + dt.timedelta(days=1) if self.since else None
        return known.between(since, self.first_day(known) - dt.timedelta(days=1))

    def in_words(self) -> str:
        """The claim as a clause."""
        return f"it is the {self.direction}"

    def denied(self) -> str:
        """What holds where the claim is contradicted."""
        return f"it is not the {self.direction}"

    def erring(self, known: Known) -> tuple[dt.date | None, str]:
        """The polls of the days spoken of: an error of all cancels."""
        return self.first_day(known) - dt.timedelta(days=1), "the latest polls"

    def published(self, known: Sequence[Known], *, one_whole: bool) -> Finding:
        """Whether a reading of the days spoken of is beyond every earlier one."""
        current, earlier = self.spoken_of(known[0]), self.earlier(known[0])
        period = f"since {day(self.since)}" if self.since else "earlier in the series"
        if current.empty:
            return stale(known[0], self.as_of, self.end)
        now, surely, perhaps = furthest(current, self.sign)
        if earlier.empty:
            return Finding(
                "not checkable",
                f"the reading is {reading(current.loc[perhaps])}, and none {period} is known to "
                "hold it against",
                readings=evidence_of(current.loc[[perhaps]], known[0]),
            )
        best, best_surely, best_perhaps = furthest(earlier, self.sign)
        lead = now - best
        outcome = judged(lead, self.basis)
        shown = surely if outcome == "supported" else perhaps
        against = best_surely if outcome == "contradicted" else best_perhaps
        return Finding(
            outcome,
            f"the {self.direction} is {reading(current.loc[shown])}, and "
            f"{self._earlier(len(earlier), period)}{gathered(known[0])} is "
            f"{reading(earlier.loc[against])}"
            f"{houses(current.loc[shown], earlier.loc[against])}",
            readings=evidence_of(known[0].counted.loc[[shown, against]], known[0]),
            jump=lead.errors * (current.loc[shown]["pollster"] == earlier.loc[against]["pollster"]),
        )

    def _earlier(self, number: int, period: str) -> str:
        if number == 1:
            return f"the one reading {period}"
        return f"the {self.direction} of {readings_count(number)} {period}"

    def days(self, known: Sequence[Known]) -> list[pd.Timestamp]:
        """The days of fieldwork before, then those of the days spoken of."""
        current = days_of_fieldwork(self.spoken_of(known[0]), self.end)
        return [*self.earlier(known[0])["date"], *current]

    def drawn(self, known: Sequence[Known], paths: Paths, limits: Thresholds) -> Finding:
        """The chance that the trend's path went beyond all that it was before."""
        before = len(self.earlier(known[0]))
        if not before:
            return Finding(None, "the trend has no earlier reading in that time to be held against")
        path = self.sign * paths[0]
        lead = path[:, before:].max(axis=1) - path[:, :before].max(axis=1)
        return one_sided(
            float(np.mean(lead > 0)),
            limits,
            f"its lead in the trend is {points(float(np.median(lead)))}, a record's chance:",
        )
