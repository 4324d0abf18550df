"""So many times in a row: "rising for the sixth month in a row"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np
import pandas as pd

from analysis.claims.claim import Clash, Paths, SeriesClaim
from analysis.claims.clauses import gathered, one_sided, stale
from analysis.claims.evidence import Known, evidence_of
from analysis.claims.measured import all_of, averaged, judged, measured
from analysis.claims.verdict import Finding, Thresholds
from analysis.wording import day, listing, percent, stated
from polls.files.toml_tables import Days, Share

__all__ = ["StreakClaim"]

FREQUENCIES = {"month": "M", "quarter": "Q", "year": "Y"}


@dataclass(frozen=True, kw_only=True)
class StreakClaim(SeriesClaim):
    """For the last `times` waves (months, quarters, years) in a row it rose, or fell.

    Or it was above (below) `limit` in each. What a month is, is the plain average of its
    readings. A streak is a statement on printed figures unless `basis` says otherwise.
    """

    kind = "streak"
    times: Days
    unit: Literal["wave", "month", "quarter", "year"] = "wave"
    direction: Literal["up", "down", "above", "below"] = "up"
    limit: Share | None = None
    basis: Literal["trend", "reading"] = "reading"

    @property
    def claimed(self) -> float | None:
        """The number that the sentence names."""
        return self.limit

    @property
    def sign(self) -> int:
        """1 for up or above, -1 for down or below."""
        return 1 if self.direction in ("up", "above") else -1

    @property
    def moving(self) -> bool:
        """Whether each is held against the one before it, rather than against a limit."""
        return self.direction in ("up", "down")

    def clashes(self) -> Iterator[Clash]:
        """A limit belongs to above and below."""
        if self.moving == (self.limit is not None):
            yield f"direction '{self.direction}' and limit do not fit", f"limit {self.limit}"
        yield from super().clashes()

    def in_words(self) -> str:
        """The claim as a clause."""
        moved = {"up": "rose", "down": "fell"}.get(self.direction, f"was {self._side()}")
        return f"it {moved} for {self._run()}"

    def denied(self) -> str:
        """What holds where the claim is contradicted."""
        moved = {"up": "did not rise", "down": "did not fall"}
        return f"it {moved.get(self.direction, f'was not {self._side()}')} for {self._run()}"

    def _side(self) -> str:
        return f"{self.direction} {stated(self.limit or 0.0)}"

    def _run(self) -> str:
        return f"{self.times} {self.unit}{'' if self.times == 1 else 's'} in a row"

    def published(self, known: Sequence[Known], *, one_whole: bool) -> Finding:
        """Whether each of the last waves or periods is beyond the one before."""
        if known[0].latest(self.end, self.max_age).empty:
            return stale(known[0], self.as_of, self.end)
        rows = known[0].between(None, self.end)
        parts = self._last(self._places(rows))
        if parts is None:
            text = f"not all of the last {self._needed} {self.unit}s have a reading"
            return Finding("not checkable", text)
        values = [
            averaged([measured(row) for _, row in rows[places].iterrows()]) for places in parts
        ]
        if self.moving:
            leads = [(b - a).times(self.sign) for a, b in pairwise(values)]
        else:
            assert self.limit is not None
            leads = [value.minus(self.limit).times(self.sign) for value in values]
        steps = [float(rows[places]["precision"].max()) for places in parts]
        step = 0.001 if any(np.sum(places) > 1 for places in parts) else np.nanmin([0.01, *steps])
        said = listing([percent(value.high, step=float(step)) for value in values[-7:]])
        shown = np.any(parts, axis=0)
        return Finding(
            all_of(judged(lead, self.basis) for lead in leads),
            f"the last {len(values)} {self.unit}s to "
            f"{day(rows['date'].iloc[-1]) if self.unit != 'wave' else day(_known_day(rows))} "
            f"are {said}{gathered(known[0])}",
            readings=evidence_of(rows[shown], known[0]),
        )

    @property
    def _needed(self) -> int:
        return self.times + self.moving

    def _places(self, rows: pd.DataFrame) -> pd.Series:
        """Which wave or period each reading belongs to."""
        if self.unit == "wave":
            return pd.Series(rows["date"].dt.normalize())
        return pd.Series(rows["date"].dt.to_period(FREQUENCIES[self.unit]))

    def _last(self, places: pd.Series) -> list[np.ndarray] | None:
        """Masks of the readings of each of the last periods; None where one has none."""
        known = sorted(places.unique())[-self._needed :]
        if len(known) < self._needed:
            return None
        if self.unit != "wave" and (known[-1] - known[0]).n != self._needed - 1:
            return None
        return [(places == each).to_numpy() for each in known]

    def days(self, known: Sequence[Known]) -> list[pd.Timestamp]:
        """The days of fieldwork of the last waves or periods."""
        rows = known[0].between(None, self.end)
        parts = self._last(self._places(rows))
        if parts is None:
            return []
        return [pd.Timestamp(date) for date in rows["date"][np.any(parts, axis=0)].unique()]

    def drawn(self, known: Sequence[Known], paths: Paths, limits: Thresholds) -> Finding:
        """The chance that the trend's averages of the periods form the streak."""
        days = pd.DataFrame({"date": self.days(known)})
        parts = self._last(self._places(days)) if len(days) else None
        if parts is None:
            return Finding(None, "the trend has no reading in some of them")
        means = np.column_stack([paths[0][:, part].mean(axis=1) for part in parts])
        leads = np.diff(means, axis=1) if self.moving else means - (self.limit or 0.0)
        probability = float(np.mean((self.sign * leads > 0).all(axis=1)))
        against = "" if self.limit is None else f" {stated(self.limit)}"
        text = f"the trend's chance of {self.times} in a row {self.direction}{against} is"
        return one_sided(probability, limits, text)


def _known_day(rows: pd.DataFrame) -> pd.Timestamp:
    """The last day of the last fieldwork, else its publication."""
    last = rows.iloc[-1]
    return pd.Timestamp(last["end"] if pd.notna(last["end"]) else last["published"])
