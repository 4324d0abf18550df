"""A country's official count is first, n-th or last among countries: "the most arrivals"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar, Literal

import pandas as pd

from analysis.claims.claim import Clash, CountClaim
from analysis.claims.counts import (
    REVISED,
    evidence_of_count,
    named_in,
    none_by,
    period_in_words,
    periods_by,
)
from analysis.claims.verdict import Finding
from analysis.wording import count, listing
from polls.files.toml_tables import Days

__all__ = ["OfficialRankingClaim"]


@dataclass(frozen=True, kw_only=True)
class OfficialRankingClaim(CountClaim):
    """In the last period by `end` the country's count is number `rank` from the top or bottom.

    Among `others`, or among all countries of the series that have a count of that period.
    """

    kind = "official_ranking"
    country: str
    others: tuple[str, ...] = ()
    rank: Days = 1
    place: Literal["first", "last"] = "first"
    needs_country: ClassVar[bool] = False

    def clashes(self) -> Iterator[Clash]:
        """A country is not compared with itself."""
        if self.country in self.others:
            yield "a country is compared with itself", self.country
        yield from super().clashes()

    def counted(self, counts: pd.DataFrame, unit: str, title: str) -> Finding:
        """Where the country stands."""
        own = periods_by(counts[counts["country"] == self.country], self.end)
        if own.empty:
            return none_by(self.end)
        last = own.iloc[-1]
        same = counts[(counts["date"] == last["date"]) & counts["value"].notna()]
        # Sums over countries, such as EU27_2020, are no countries.
        same = same[same["country"].str.fullmatch("[A-Z]{2}") & (same["country"] != "EU")]
        if self.others:
            same = same[same["country"].isin({self.country, *self.others})]
        if len(same) < 2:
            return none_by(self.end, "no other country has a count of the same period")
        ranked = same.sort_values("value", ascending=self.place == "last", kind="stable")
        ahead = int((ranked["value"] > last["value"]).sum())
        if self.place == "last":
            ahead = int((ranked["value"] < last["value"]).sum())
        tied = int((same["value"] == last["value"]).sum()) > 1
        silent = len(self.others) + 1 - len(same) if self.others else 0
        names = {code: named_in(counts, code) for code in ranked["country"]}
        said = [
            f"{names[row['country']]} {count(row['value'])}" for _, row in ranked.head(3).iterrows()
        ]
        verb = "has" if silent == 1 else "have"
        left_out = (f"{silent} of the others {verb} no count of that period: left out.",)
        return Finding(
            "supported" if ahead + 1 == self.rank and not tied else "contradicted",
            f"{names[self.country]} has {period_in_words(last)}, "
            f"number {ahead + 1} of {len(same)}, "
            f"{'lowest' if self.place == 'last' else 'highest'} first: {listing(said)}",
            readings=tuple(
                evidence_of_count(row, self.official, unit, f"{title}, {names[row['country']]}")
                for _, row in ranked.iterrows()
            ),
            notes=(REVISED, *(left_out if silent > 0 else ())),
        )
