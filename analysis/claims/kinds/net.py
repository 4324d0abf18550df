"""One answer less another: "more say bad than good", "a net score of minus 20"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.claims.claim import Clash, Paths, SeriesClaim
from analysis.claims.clauses import difference, latest_clause, one_sided, stale, unlike, within
from analysis.claims.evidence import Known, evidence_of
from analysis.claims.measured import Measured, agreed, gap, judged, judged_within, lead_within
from analysis.claims.pairs import of_one_wave, side_by_side
from analysis.claims.series import Series
from analysis.claims.verdict import Finding, Outcome, Thresholds
from analysis.wording import points
from polls.files.toml_tables import Share

__all__ = ["NetClaim"]


@dataclass(frozen=True, kw_only=True)
class NetClaim(SeriesClaim):
    """The answer (with `plus`) less the answers `minus` is above, below or about a number.

    Numbers are shares from -1 to 1. Without any of them: above 0, "more say bad than good".
    """

    kind = "net"
    minus: tuple[str, ...]
    above: float | None = None
    below: float | None = None
    about: float | None = None
    margin: Share = 0.03

    @property
    def compared(self) -> tuple[Series, ...]:
        """The answers that are taken away, added up."""
        first, *rest = self.minus
        return (replace(self.series, answer=first, plus=tuple(rest)),)

    @property
    def limit(self) -> float:
        """The number; 0 where none is given."""
        return next((n for n in (self.above, self.below, self.about) if n is not None), 0.0)

    @property
    def sign(self) -> int:
        """1 where the net is to be above, -1 where below."""
        return -1 if self.below is not None else 1

    def clashes(self) -> Iterator[Clash]:
        """One number at most, from -1 to 1."""
        given = [n for n in (self.above, self.below, self.about) if n is not None]
        if len(given) > 1:
            yield "a net is `above`, `below` or `about` one number", f"{given}"
        if not -1 <= self.limit <= 1:
            yield "a net is a share of -1 to 1", f"{self.limit:g}"
        if {self.answer, *self.plus} & {*self.minus}:
            yield "an answer is taken from itself", str(self.series)
        yield from super().clashes()

    def in_words(self) -> str:
        """The claim as a clause."""
        return f"the net is {self._side()} {self._number()}"

    def denied(self) -> str:
        """What holds where the claim is contradicted."""
        return f"the net is not {self._side()} {self._number()}"

    def _number(self) -> str:
        return points(self.limit) if self.limit else "zero"

    def _side(self) -> str:
        if self.about is not None:
            return "about"
        return "below" if self.sign < 0 else "above"

    def published(self, known: Sequence[Known], *, one_whole: bool) -> Finding:
        """Whether the nets of the latest waves are as claimed."""
        latest = [each.latest(self.end, self.max_age) for each in known]
        for each, rows in zip(known, latest, strict=True):
            if rows.empty:
                return stale(each, self.as_of, self.end)
        nets = [gap(a, b, parts=one_whole and of_one_wave(a, b)) for a, b in side_by_side(*latest)]
        outcomes = [self._judged(net) for net in nets]
        outcome = agreed(outcomes)
        names = [each.parts["answer"] for each in known]
        return Finding(
            outcome,
            f"{latest_clause(names, latest)}, a net of {nets[-1]}{unlike(outcome, [outcomes])}",
            readings=sum(map(evidence_of, latest, known), ()),
        )

    def _judged(self, net: Measured) -> Outcome:
        lead = net.minus(self.limit)
        if self.about is not None:
            return judged_within(lead_within(lead, self.margin), self.basis)
        return judged(lead.times(self.sign), self.basis)

    def drawn(self, known: Sequence[Known], paths: Paths, limits: Thresholds) -> Finding:
        """The chance that the net of the trends is as claimed."""
        net = paths[0][:, -1] - paths[1][:, -1]
        text = (
            f"the trends' net is {difference(net)}, its chance of being {self._side()} "
            f"{self._number()}:"
        )
        if self.about is not None:
            return within(net - self.limit, self.margin, limits, text)
        probability = float(np.mean(self.sign * (net - self.limit) > 0))
        return one_sided(probability, limits, text)
