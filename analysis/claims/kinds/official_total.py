"""A total over a stated span against other spans as long: "24,000 since the election, a record"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from analysis.claims.claim import Clash, CountClaim
from analysis.claims.counts import REVISED, none_by, of_one_country
from analysis.claims.verdict import Evidence, Finding, Outcome
from analysis.wording import count, day, month
from polls.files.toml_tables import FirstDay, LastDay

__all__ = ["OfficialTotalClaim"]


@dataclass(frozen=True, kw_only=True)
class OfficialTotalClaim(CountClaim):
    """The count from `start` to `end` is a record among earlier runs as long, since `since`.

    Where the series does not cover the span, `total` is the number that the claim itself
    gives. A run is as many of the series' periods as the span is long, rounded; runs that end
    before the span begins are held against it, and of those `since` a day the ones that begin
    after it.
    """

    kind = "official_total"
    start: FirstDay
    since: LastDay | None = None
    total: float | None = None
    direction: Literal["highest", "lowest"] = "highest"

    def clashes(self) -> Iterator[Clash]:
        """A span has days."""
        if self.start > self.end:
            yield "start lies after end", f"start {self.start}, end {self.end}"
        if self.since is not None and self.since >= self.start:
            yield "since does not lie before start", f"since {self.since}, start {self.start}"
        yield from super().clashes()

    def in_words(self) -> str:
        """The claim as the end of a sentence."""
        return f"the {self.direction} of all spans as long"

    def counted(self, counts: pd.DataFrame, unit: str, title: str) -> Finding:
        """The total, and the best of the runs before it."""
        if several := of_one_country(counts):
            return none_by(self.end, several)
        rows = counts[counts["value"].notna()].sort_values("date", kind="stable")
        span = (pd.Timestamp(self.end) - pd.Timestamp(self.start)).days + 1
        typical = float(((rows["date"] - rows["period_start"]).dt.days + 1).median())
        length = max(round(span / typical), 1)
        inside = rows[
            (rows["period_start"] >= pd.Timestamp(self.start))
            & (rows["date"] <= pd.Timestamp(self.end))
        ]
        covered = int(((inside["date"] - inside["period_start"]).dt.days + 1).sum()) == span
        total = float(inside["value"].sum()) if covered else self.total
        before = rows[rows["date"] < pd.Timestamp(self.start)]
        runs = _runs(before, length)
        began_within = runs
        if self.since is not None:
            began_within = runs[runs["start"] > pd.Timestamp(self.since)]
        if total is None or began_within.empty:
            text = f"the series covers {'no earlier run' if total is not None else 'the span not'}"
            return none_by(self.end, f"{text} in full")
        sign = 1 if self.direction == "highest" else -1
        source = str(rows["source"].iloc[-1])
        best = began_within.iloc[int((sign * began_within["value"]).to_numpy().argmax())]
        outcome: Outcome = "supported" if sign * (total - best["value"]) > 0 else "contradicted"
        return Finding(
            outcome,
            f"{count(total)} {unit} from {day(self.start)} to {day(self.end)}; of "
            f"{count(len(began_within))} runs as long before, the {self.direction} is "
            f"{count(best['value'])} ({month(best['start'])} to {month(best['end'])})",
            readings=(
                self._evidence(total, self.start, self.end, unit, title, source),
                self._evidence(best["value"], best["start"], best["end"], unit, title, source),
            ),
            notes=(
                f"{REVISED[0].upper()}{REVISED[1:]}.",
                *self._edges(runs, began_within, sign, total),
                *self._missing(before),
            ),
        )

    def _edges(
        self, runs: pd.DataFrame, within: pd.DataFrame, sign: int, total: float
    ) -> tuple[str, ...]:
        """Runs that only end within the time spoken of, and are beyond the total."""
        if self.since is None:
            return ()
        edge = runs[(runs["end"] > pd.Timestamp(self.since)) & ~runs.index.isin(within.index)]
        edge = edge[sign * (edge["value"] - total) > 0]
        if edge.empty:
            return ()
        best = edge.iloc[int((sign * edge["value"]).to_numpy().argmax())]
        return (
            f"It holds only among runs that begin after {day(self.since)}: {month(best['start'])} "
            f"to {month(best['end'])}, which ends after it, had {count(best['value'])}.",
        )

    def _missing(self, before: pd.DataFrame) -> tuple[str, ...]:
        """What is not published between the last period before the span and the span."""
        if before.empty or (pd.Timestamp(self.start) - before["date"].iloc[-1]).days <= 1:
            return ()
        last = day(before["date"].iloc[-1])
        return (f"The series ends on {last}; what follows is not published.",)

    def _evidence(
        self, value: float, start: object, end: object, unit: str, title: str, source: str
    ) -> Evidence:
        first, last = pd.Timestamp(str(start)).date(), pd.Timestamp(str(end)).date()
        return Evidence(self.official, title, float(value), unit, first, last, None, "", source)


def _runs(rows: pd.DataFrame, length: int) -> pd.DataFrame:
    """Every run of so many periods that follow each other: start, end, value."""
    values = rows["value"].to_numpy()
    if len(values) < length:
        return pd.DataFrame(columns=["start", "end", "value"])
    starts = rows["period_start"].to_numpy()[: len(values) - length + 1]
    ends = rows["date"].to_numpy()[length - 1 :]
    sums = np.convolve(values, np.ones(length), "valid")
    runs = pd.DataFrame({"start": starts, "end": ends, "value": sums})
    gaps = (rows["period_start"].diff().dt.days.fillna(0) > 2 * 92).to_numpy()
    broken = np.convolve(gaps[1:], np.ones(max(length - 1, 1)), "valid") if length > 1 else gaps * 0
    return runs[broken[: len(runs)] == 0] if length > 1 else runs
