"""A claim on opinion weighed: what the readings say, what the trend says, which one decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.claims.claim import SeriesClaim
from analysis.claims.draws import (
    Draw,
    Fits,
    answers_of_one_whole,
    drawn_from,
    too_sparse,
)
from analysis.claims.evidence import Known, evidence_of, known_readings
from analysis.claims.series import Series
from analysis.claims.verdict import Decider, Evidence, Finding, Thresholds, Verdict
from analysis.claims.words import reason_of, sentence
from analysis.wording import chance, listing, printed, reading
from polls.codebooks.model import Codebook
from polls.errors import ProblemsError

__all__ = ["Court", "Facts", "Weighed", "weigh"]


@dataclass(frozen=True)
class Facts:
    """What a claim is held against.

    `known` are the readings of the claim's own series, then of each series compared; `whole`
    those of all answers, where those compared are parts of one whole.
    """

    known: tuple[Known, ...]
    whole: pd.DataFrame | None


@dataclass(frozen=True)
class Weighed:
    """What readings and trend say, and which of them the verdict follows."""

    published: Finding
    trend: Finding
    by_trend: bool

    @property
    def deciding(self) -> Finding:
        """The finding that the verdict follows."""
        return self.trend if self.by_trend else self.published


def weigh(
    claim: SeriesClaim, facts: Facts, draw: Draw | None, limits: Thresholds, why_not: str = ""
) -> Weighed:
    """Ask readings and trend, and say which decides.

    Args:
        claim: a claim on opinion.
        facts: what it is held against.
        draw: days -> paths of the trends of its series; None where there is no trend.
        limits: the probabilities that part the verdicts.
        why_not: why there is no trend.
    """
    known = claim.heard(facts.known)
    published = claim.published(known, one_whole=facts.whole is not None)
    if draw is None:
        trend = Finding(None, why_not)
    elif claim.unheard(known) is not None:
        trend = Finding(None, "the trend has no reading of late to rest on")
    else:
        trend = claim.drawn(known, draw(claim.days(known)), limits)
    return Weighed(published, trend, claim.basis == "trend" and trend.outcome is not None)


@dataclass(frozen=True)
class Court:
    """The readings, trends and limits by which claims are judged."""

    readings: pd.DataFrame
    limits: Thresholds
    fits: Fits | None
    book: Codebook
    seed: int

    def facts(self, claim: SeriesClaim) -> Facts:
        """The readings that were known on the claim's day."""
        series = (claim.series, *claim.compared)

        def known(readings: pd.DataFrame, each: Series) -> Known:
            return known_readings(
                readings, each, as_of=claim.as_of, source=claim.source, book=self.book
            )

        return Facts(
            tuple(known(self.readings, each) for each in series),
            answers_of_one_whole(self.readings, series, known, self.book),
        )

    def draw(self, claim: SeriesClaim, facts: Facts) -> tuple[Draw | None, str]:
        """The draws of the trends of a claim's series, or why there are none."""
        if self.fits is None:
            return None, ""
        known = claim.heard(facts.known)
        if sparse := too_sparse(known):
            return None, sparse
        try:
            return drawn_from(known, facts.whole, self.fits, self.book, self.seed), ""
        except ProblemsError as error:
            titles = listing([problem.title for problem in error.problems])
            return None, f"there is no trend: {titles}"

    def verdict(self, claim: SeriesClaim) -> Verdict:
        """The verdict on a claim that names nothing unknown."""
        facts = self.facts(claim)
        draw, why_not = self.draw(claim, facts)
        weighed = weigh(claim, facts, draw, self.limits, why_not)
        related = self._related(claim)
        reason, left_out = reason_of(_clauses(weighed), most=int(weighed.by_trend))
        return Verdict(
            id=claim.id,
            kind=claim.kind,
            sentence=claim.sentence,
            as_of=claim.as_of,
            verdict=weighed.deciding.outcome or "not settled",
            probability=weighed.deciding.probability,
            reason=reason,
            published_says=weighed.published.text,
            trend_says=weighed.trend.text,
            readings=(*weighed.published.readings, *_own(facts), *related),
            decided_by=_decider(weighed),
            notes=(*left_out, *weighed.deciding.notes, *_caveats(facts, related)),
        )

    def _related(self, claim: SeriesClaim) -> tuple[Evidence, ...]:
        """The latest reading of each related series, with what the codebook says of it."""
        found: list[Evidence] = []
        for series in claim.related:
            known = known_readings(
                self.readings, series, as_of=claim.as_of, source=claim.source, book=self.book
            )
            comparison = self.book.comparison(claim.question, series.question)
            why = comparison.why if comparison and not comparison.comparable else "related series"
            latest = known.latest(claim.end, claim.max_age)
            found += evidence_of(latest, known, counts=False, note=f"not counted: {why}")
        return tuple(found)


def _decider(weighed: Weighed) -> Decider:
    if weighed.deciding.outcome in (None, "not checkable"):
        return "nothing"
    return "trend" if weighed.by_trend else "readings"


def _clauses(weighed: Weighed) -> list[str]:
    """What the reason is made of: the readings, the trend, and where they part ways."""
    published, trend = weighed.published, weighed.trend
    if trend.outcome is None:
        return [published.text]
    if weighed.by_trend:
        return [published.text, trend.text, _parted(weighed)]
    return [published.text, _parted(weighed)]


def _parted(weighed: Weighed) -> str:
    """The clause that says that readings and trend differ; empty where they do not."""
    published, trend = weighed.published.outcome, weighed.trend
    if published in (trend.outcome, "not checkable"):
        return ""
    if weighed.by_trend:
        return f"the readings alone say {published}"
    said = "" if trend.probability is None else f" ({chance(trend.probability)})"
    return f"it is held against printed figures, the trend says {trend.outcome}{said}"


def _own(facts: Facts) -> tuple[Evidence, ...]:
    """The readings that the claim's own article prints."""
    note = "not counted: the claim's own article"
    return tuple(
        item
        for each in facts.known
        for item in evidence_of(each.own, each, counts=False, note=note)
    )


def _caveats(facts: Facts, related: Sequence[Evidence]) -> tuple[str, ...]:
    """What was left out or stood in, in sentences."""
    parts = []
    own = [reading(row) for each in facts.known for _, row in each.own.iterrows()]
    if own:
        parts.append(f"the article's own reading, {listing(own)}, is not counted")
    if related:
        shown = [
            f"{printed(item.value, censored=item.censored)} for {item.name}" for item in related
        ]
        parts.append(f"{listing(shown)} bears on it and is not counted")
    if any(each.unpublished for each in facts.known):
        or_first = ", or its first day," if any(each.unended for each in facts.known) else ""
        stand_in = f"the end of fieldwork{or_first} stands in"
        parts.append(f"where the day of publication is not known {stand_in}")
    return tuple(map(sentence, parts))
