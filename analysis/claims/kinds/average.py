"""More or less than an average of countries or of a period: "above the European average"."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from analysis.claims.claim import Clash, ComparedClaim, Paths
from analysis.claims.clauses import one_sided, points_of, readings_in_words, stale, unlike
from analysis.claims.evidence import Known, evidence_of
from analysis.claims.measured import agreed, averaged, judged, measured
from analysis.claims.verdict import Finding, Thresholds
from analysis.wording import day, listing, percent, readings_count
from polls.files.toml_tables import FirstDay, LastDay, Share

__all__ = ["AverageClaim"]


@dataclass(frozen=True, kw_only=True)
class AverageClaim(ComparedClaim):
    """The share is above (or below) the plain average of `others`, or of its own past.

    With `others` (countries or groups) their latest readings are averaged, each counting
    alike; else the readings from `start` (the series' first) to `until` (the day before the
    latest).
    """

    kind = "average"
    others: tuple[str, ...] = ()
    start: FirstDay | None = None
    until: LastDay | None = None
    direction: Literal["above", "below"] = "above"
    by: Share = 0.0

    @property
    def sign(self) -> int:
        """1 for above, -1 for below."""
        return 1 if self.direction == "above" else -1

    def clashes(self) -> Iterator[Clash]:
        """An average is of others or of a period."""
        if self.others and (self.start or self.until):
            yield "an average is of `others` or of a period", f"both, {listing(self.others)}"
        if self.start and self.until and self.start > self.until:
            yield "start lies after until", f"start {self.start}, until {self.until}"
        yield from (clash for clash in super().clashes() if clash[1] != "others is empty")

    def in_words(self) -> str:
        """The claim as a clause."""
        return f"it is {self._side()}"

    def denied(self) -> str:
        """What holds where the claim is contradicted."""
        return f"it is not {self._side()}"

    def _side(self) -> str:
        by = f" by more than {points_of(self.by)}" if self.by else ""
        return f"{self.direction} the average{by}"

    def heard(self, known: Sequence[Known]) -> list[Known]:
        """The series itself, and the others that have a reading of late."""
        others = [each for each in known[1:] if not each.latest(self.end, self.max_age).empty]
        return [known[0], *(others or known[1:])]

    def published(self, known: Sequence[Known], *, one_whole: bool) -> Finding:
        """Whether the latest readings are above (below) the average."""
        latest = [each.latest(self.end, self.max_age) for each in known]
        for each, rows in zip(known, latest, strict=True):
            if rows.empty:
                return stale(each, self.as_of, self.end)
        if self.others:
            against = [measured(rows.iloc[-1]) for rows in latest[1:]]
            what = f"the average of {listing([self.name_of(each) for each in known[1:]])}"
        else:
            past = self._past(known[0])
            if past.empty:
                text = "no earlier reading is known of which to take an average"
                return Finding("not checkable", text)
            against = [measured(row) for _, row in past.iterrows()]
            what = f"the average of {readings_count(len(past))} before"
        mean, share = averaged(against), ""
        if len(against) > 1 or not self.others:
            share = f" {percent((mean.low + mean.high) / 2, step=0.001)}"
        else:
            what = f"that of {self.name_of(known[1])} {readings_in_words(latest[1])}"
        outcomes = [
            judged((measured(row) - mean).times(self.sign).minus(self.by), self.basis)
            for _, row in latest[0].iterrows()
        ]
        outcome = agreed(outcomes)
        return Finding(
            outcome,
            f"the latest reading is {readings_in_words(latest[0])}, {what}{share}"
            f"{unlike(outcome, [outcomes])}{self.silent(known)}",
            readings=sum(map(evidence_of, latest, known), ()),
        )

    def _past(self, known: Known) -> pd.DataFrame:
        until = self.until
        if until is None:
            latest = known.latest(self.end, self.max_age)
            last = self.end if latest.empty else latest["date"].iloc[-1].date()
            until = last - dt.timedelta(days=1)
        return known.between(self.start, until)

    def days(self, known: Sequence[Known]) -> list[pd.Timestamp]:
        """The days of fieldwork of the period, if one is averaged, and the last day."""
        past = [] if self.others else [*self._past(known[0])["date"].unique()]
        return [*map(pd.Timestamp, past), *super().days(known)]

    def drawn(self, known: Sequence[Known], paths: Paths, limits: Thresholds) -> Finding:
        """The chance that the trend is above (below) the average."""
        if self.others:
            mean = np.mean([path[:, -1] for path in paths[1:]], axis=0)
        elif paths[0].shape[1] < 2:
            return Finding(None, "the trend has no earlier reading to average")
        else:
            mean = paths[0][:, :-1].mean(axis=1)
        lead = self.sign * (paths[0][:, -1] - mean) - self.by
        by = f" by more than {points_of(self.by)}" if self.by else ""
        return one_sided(
            float(np.mean(lead > 0)),
            limits,
            f"on {day(self.end)} the trend's chance of being {self.direction} it{by} is",
        )
