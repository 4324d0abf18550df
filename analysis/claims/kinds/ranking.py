"""First, n-th or last among other countries, groups or answers: "the main issue"."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from analysis.claims.claim import Clash, ComparedClaim, Paths
from analysis.claims.clauses import band, latest_clause, one_sided, stale, unlike
from analysis.claims.evidence import Known, evidence_of
from analysis.claims.measured import TIE, agreed, gap, judged
from analysis.claims.pairs import of_one_wave, side_by_side
from analysis.claims.verdict import Finding, Outcome, Thresholds
from analysis.wording import day, listing
from polls.files.toml_tables import Days, LastDay

__all__ = ["RankingClaim"]

RANKS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


@dataclass(frozen=True, kw_only=True)
class RankingClaim(ComparedClaim):
    """The share is number `rank`, counted from the first (or last), among others on `end`.

    Without `others` a ranking among answers stands among all answers of the question;
    "plurality" is the first among them. `tied`: another one cannot be told from it.
    `first_since`: it had not been there since that day; "for the first time" is a day before
    the series. Of the others those count that have a reading of late, and the rest are named.
    """

    kind = "ranking"
    among_all = True
    others: tuple[str, ...] = ()
    place: Literal["first", "last", "plurality"] = "first"
    rank: Days = 1
    tied: bool = False
    first_since: LastDay | None = None

    @property
    def sign(self) -> int:
        """1 counted from the first, -1 from the last."""
        return -1 if self.place == "last" else 1

    def clashes(self) -> Iterator[Clash]:
        """All answers may be left unnamed, all countries not."""
        yield from (
            clash
            for clash in super().clashes()
            if clash[1] != "others is empty" or self.among != "answer"
        )
        if self.others and self.rank > len(self.others) + 1:
            yield "rank is beyond the last", f"rank {self.rank} of {len(self.others) + 1}"

    def in_words(self) -> str:
        """The claim as a clause."""
        return f"it is {self._stands()}"

    def denied(self) -> str:
        """What holds where the claim is contradicted."""
        return f"it is not {self._stands()}"

    def _stands(self) -> str:
        """The place, and what else is said of it."""
        first = f" for the first time since {day(self.first_since)}" if self.first_since else ""
        return f"{self._ranked()}{' with another' if self.tied else ''}{first}"

    def _ranked(self) -> str:
        if self.rank == 1:
            return "last" if self.place == "last" else "first"
        name = RANKS[self.rank - 1] if self.rank <= len(RANKS) else f"number {self.rank}"
        return f"{name} from the end" if self.place == "last" else name

    def heard(self, known: Sequence[Known]) -> list[Known]:
        """The series itself, and the others that have a reading of late."""
        others = [each for each in known[1:] if not each.latest(self.end, self.max_age).empty]
        return [known[0], *(others or known[1:])]

    def published(self, known: Sequence[Known], *, one_whole: bool) -> Finding:
        """Whether as many are ahead of the latest reading as the rank says."""
        latest = [each.latest(self.end, self.max_age) for each in known]
        for each, rows in zip(known, latest, strict=True):
            if rows.empty:
                return stale(each, self.as_of, self.end)
        outcomes = [self._against(latest[0], rows, one_whole) for rows in latest[1:]]
        outcome = self._placed([agreed(each) for each in outcomes])
        names = [self.name_of(each) for each in known]
        again = ""
        if self.first_since is not None and outcome == "supported":
            outcome, again = self._first_time(known, one_whole)
        ranked = sorted(range(len(known)), key=lambda i: -latest[i]["share"].iloc[-1])
        shown = (
            sorted({0, *ranked[:3]}, key=ranked.index) if len(known) > 4 else [*range(len(known))]
        )
        return Finding(
            outcome,
            latest_clause([names[i] for i in shown], [latest[i] for i in shown])
            + again
            + unlike(outcome, outcomes)
            + self.silent(known),
            readings=sum(map(evidence_of, latest, known), ()),
        )

    def _against(self, own: pd.DataFrame, rows: pd.DataFrame, one_whole: bool) -> list[Outcome]:
        """Whether the own reading is ahead of each of another's."""
        return [
            judged(gap(a, b, parts=one_whole and of_one_wave(a, b)).times(self.sign), self.basis)
            for a, b in side_by_side(own, rows)
        ]

    def _placed(self, ahead: Sequence[Outcome]) -> Outcome:
        """The outcome, given whether the series is ahead of each other one."""
        behind, open_ = ahead.count("contradicted"), ahead.count("not settled")
        wanted = self.rank - 1
        if self.tied:
            return "supported" if behind == wanted and open_ else "contradicted"
        if behind > wanted or behind + open_ < wanted:
            return "contradicted"
        return "not settled" if open_ else "supported"

    def _first_time(self, known: Sequence[Known], one_whole: bool) -> tuple[Outcome, str]:
        """Whether it stood elsewhere at every wave before the latest."""
        found: list[Outcome] = []
        for date in self._earlier(known[0]):
            then = [each.latest(date.date(), 45) for each in known]
            if not any(rows.empty for rows in then):
                ahead = [agreed(self._against(then[0], rows, one_whole)) for rows in then[1:]]
                found.append(self._placed(ahead))
                if found[-1] == "supported":
                    return "contradicted", f", but it was {self._ranked()} on {day(date)} too"
        if not found:
            return "not checkable", ", and no earlier wave shows all of them"
        return ("not settled" if "not settled" in found else "supported"), ""

    def _earlier(self, known: Known) -> list[pd.Timestamp]:
        """The days of fieldwork since `first_since`, but for the latest."""
        assert self.first_since is not None
        rows = known.between(self.first_since + dt.timedelta(days=1), self.end)
        return [pd.Timestamp(date) for date in rows["date"].unique()[:-1]]

    def days(self, known: Sequence[Known]) -> list[pd.Timestamp]:
        """The last day, after the days of fieldwork at which it may have stood there before."""
        earlier = [] if self.first_since is None else self._earlier(known[0])
        return [*earlier, *super().days(known)]

    def drawn(self, known: Sequence[Known], paths: Paths, limits: Thresholds) -> Finding:
        """The chance that as many trends are ahead as the rank says."""
        if self.tied:
            return Finding(None, "")
        signed = [self.sign * path for path in paths]
        ahead = np.sum([other > signed[0] + TIE for other in signed[1:]], axis=0)
        there = ahead == self.rank - 1
        holds = there[:, -1] & ~there[:, :-1].any(axis=1)
        names = [self.name_of(each) for each in known]
        levels = [f"{name} {band(path[:, -1])}" for name, path in zip(names, paths, strict=True)]
        again = " and never before since then" if self.first_since else ""
        return one_sided(
            float(np.mean(holds)),
            limits,
            f"in the trends the chance of {names[0]} being {self._ranked()}{again} is",
            f"The trends' levels on {day(self.end)} are {listing(levels)}.",
        )
