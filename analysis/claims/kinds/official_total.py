"""A total over a stated span against other spans as long: "24,000 since the election, a record"."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, Self

import numpy as np
import pandas as pd

from analysis.claims.claim import Clash, CountClaim
from analysis.claims.counts import REVISED, none_by, of_one_country
from analysis.claims.measured import agreed
from analysis.claims.verdict import Evidence, Finding, Outcome
from analysis.wording import count, day, month
from polls.files.toml_tables import FirstDay, LastDay

__all__ = ["OfficialTotalClaim"]

PERIODS = {1: "day", 7: "week", 31: "month", 92: "quarter", 366: "year"}
"""The longest that a period of each name is, in days."""


@dataclass(frozen=True, kw_only=True)
class OfficialTotalClaim(CountClaim):
    """The count from `start` to `end` is a record among earlier runs as long, since `since`.

    Where the series does not cover the span, `stated` names a series of totals as stated that
    has one for it, or `total` is the number that the claim itself gives. A run is as many of
    the series' periods as the span is long, rounded; runs that end before the span begins are
    held against it, and of those `since` a day the ones that begin after it. Where the
    rounding would decide, the total a day counts too.
    """

    kind = "official_total"
    start: FirstDay
    since: LastDay | None = None
    stated: str = ""
    total: float | None = None
    total_source: str = ""
    direction: Literal["highest", "lowest"] = "highest"

    @property
    def named(self) -> tuple[str, ...]:
        """The official series that it names."""
        return (self.official, self.stated) if self.stated else (self.official,)

    def clashes(self) -> Iterator[Clash]:
        """A span has days."""
        if self.start > self.end:
            yield "start lies after end", f"start {self.start}, end {self.end}"
        if self.since is not None and self.since >= self.start:
            yield "since is not before start", f"since {self.since}, start {self.start}"
        if self.stated and self.total is not None:
            yield "the total is `stated` in a series or given as `total`", "both"
        yield from super().clashes()

    def completed(self, official: Callable[[str], pd.DataFrame]) -> Self:
        """The claim with the total of its span, where a series states it."""
        if not self.stated:
            return self
        rows = official(self.stated)
        same = (rows["period_start"] == pd.Timestamp(self.start)) & (
            rows["date"] == pd.Timestamp(self.end)
        )
        found = rows[same & rows["value"].notna()]
        if found.empty:
            return self
        last = found.iloc[-1]
        return replace(
            self, stated="", total=float(last["value"]), total_source=str(last["source"])
        )

    @property
    def sign(self) -> int:
        """1 for the highest, -1 for the lowest."""
        return 1 if self.direction == "highest" else -1

    def counted(self, counts: pd.DataFrame, unit: str, title: str) -> Finding:
        """The total, and the best of the runs before it."""
        if several := of_one_country(counts):
            return none_by(self.end, several)
        rows = counts[counts["value"].notna()].sort_values("date", kind="stable")
        rows = rows.assign(days=(rows["date"] - rows["period_start"]).dt.days + 1)
        inside = rows[
            (rows["period_start"] >= pd.Timestamp(self.start))
            & (rows["date"] <= pd.Timestamp(self.end))
        ]
        span = (self.end - self.start).days + 1
        total = float(inside["value"].sum()) if inside["days"].sum() == span else self.total
        if total is None:
            return none_by(self.end, "the series does not cover the span in full")
        before = rows[rows["date"] < pd.Timestamp(self.start)]
        typical = float(rows["days"].median())
        runs = _runs(before, max(round(span / typical), 1))
        since = pd.Timestamp(self.since) if self.since else pd.Timestamp.min
        within = runs[runs["start"] > since]
        if within.empty:
            return none_by(self.end, "the series covers no earlier run as long in full")
        best = self._best(within)
        best_a_day = self.sign * float((self.sign * within["value"] / within["days"]).max())
        beyond = (self._beyond(total, best["value"]), self._beyond(total / span, best_a_day))
        outcome = agreed(beyond)
        clauses = [
            f"{count(total)} {unit} {self._span()}",
            self._against(within, best, total),
            *self._edges(runs[(runs["end"] > since) & (runs["start"] <= since)], total),
            *self._missing(before, typical),
        ]
        sources = (self.total_source or str(rows["source"].iloc[-1]), str(rows["source"].iloc[-1]))
        return Finding(
            outcome,
            "; ".join(clauses),
            readings=(
                self._evidence(total, self.start, self.end, unit, title, sources[0]),
                self._evidence(best["value"], best["start"], best["end"], unit, title, sources[1]),
            ),
            notes=(
                REVISED,
                f"The span has {span} day{'' if span == 1 else 's'}, the runs held against it "
                f"{_lengths(within)}.",
            ),
        )

    def _span(self) -> str:
        if self.start == self.end:
            return f"on {day(self.end)}"
        return f"from {day(self.start)} to {day(self.end)}"

    def _beyond(self, total: float, best: float) -> Outcome:
        """Whether a total is beyond the best before it; an equal one is a tie."""
        lead = self.sign * (total - best)
        return "supported" if lead > 0 else "not settled" if lead == 0 else "contradicted"

    def _best(self, runs: pd.DataFrame) -> pd.Series:
        return runs.iloc[int((self.sign * runs["value"]).to_numpy().argmax())]

    def _against(self, runs: pd.DataFrame, best: pd.Series, total: float) -> str:
        """How many runs, the best of them, and how many of them are beyond the total."""
        better = int((self.sign * (runs["value"] - total) > 0).sum())
        word = "higher" if self.sign > 0 else "lower"
        said = f", {better} of them {word}" if better > 1 else ""
        spans = "one such span" if len(runs) == 1 else f"{count(len(runs))} such spans"
        when = f"since {_ending(self.since)}" if self.since else "before"
        return (
            f"of {spans} {when}{said}, the {self.direction} is {count(best['value'])} "
            f"({_in_time(best)})"
        )

    def _edges(self, edge: pd.DataFrame, total: float) -> tuple[str, ...]:
        """The best run that only ends within the time spoken of, where it is beyond the total."""
        edge = edge[self.sign * (edge["value"] - total) > 0]
        if edge.empty or self.since is None:
            return ()
        best = self._best(edge)
        return (f"{_in_time(best)}, begun earlier, had {count(best['value'])}",)

    def _missing(self, before: pd.DataFrame, typical: float) -> tuple[str, ...]:
        """What is not published between the last period before the span and the span."""
        last = before["date"].iloc[-1]
        if (pd.Timestamp(self.start) - last).days <= 1:
            return ()
        period = next((name for days, name in PERIODS.items() if typical <= days), "period")
        return (f"{period}s after {_ending(last)} are unpublished",)

    def _evidence(
        self, value: float, start: object, end: object, unit: str, title: str, source: str
    ) -> Evidence:
        first, last = pd.Timestamp(str(start)).date(), pd.Timestamp(str(end)).date()
        return Evidence(self.official, title, float(value), unit, first, last, None, "", source)


def _lengths(runs: pd.DataFrame) -> str:
    least, most = int(runs["days"].min()), int(runs["days"].max())
    return f"{least}" if least == most else f"{least} to {most}"


def _ending(date: dt.date | pd.Timestamp) -> str:
    """A last day: its month, where that ends with it."""
    return month(date) if pd.Timestamp(date).is_month_end else day(date)


def _in_time(run: pd.Series) -> str:
    """The months of a run, the year once where it is the same; its days where it has no others."""
    start, end = run["start"], run["end"]
    if not (start.is_month_start and end.is_month_end):
        return day(end) if start == end else f"{day(start)} to {day(end)}"
    first, last = month(start), month(end)
    name, year = first.split()
    return f"{name if last.endswith(year) else first} to {last}" if first != last else first


def _runs(rows: pd.DataFrame, length: int) -> pd.DataFrame:
    """Every run of so many periods, each beginning the day after the one before: start, end,
    value, days."""
    columns = ["start", "end", "value", "days"]
    if len(rows) < length:
        return pd.DataFrame(columns=columns)
    starts, ends = rows["period_start"].to_numpy(), rows["date"].to_numpy()
    follows = np.append(True, starts[1:] == ends[:-1] + np.timedelta64(1, "D"))
    ones = np.ones(length)
    runs = pd.DataFrame(
        {
            "start": starts[: len(rows) - length + 1],
            "end": ends[length - 1 :],
            "value": np.convolve(rows["value"].to_numpy(), ones, "valid"),
            "days": np.convolve(rows["days"].to_numpy(), ones, "valid"),
        }
    )
    # The first period of a run may follow a gap, the others may not.
    unbroken = [bool(follows[place + 1 : place + length].all()) for place in range(len(runs))]
    return runs[unbroken]
