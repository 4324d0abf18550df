"""A claim on opinion weighed: what the readings say, what the trend says, which one decides."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from analysis.claims.claim import ComparedClaim, SeriesClaim
from analysis.claims.draws import (
    Draw,
    Fits,
    Of,
    answers_of_one_whole,
    drawn_from,
    groups_of_one_question,
    too_sparse,
)
from analysis.claims.evidence import Known, evidence_of, known_readings, of_series
from analysis.claims.robustness import Neighbour, break_even, neighbours, summarised
from analysis.claims.series import Series
from analysis.claims.verdict import (
    Decider,
    Evidence,
    Finding,
    Outcome,
    Robustness,
    Thresholds,
    Verdict,
)
from analysis.claims.words import reason_of, sentence
from analysis.wording import chance, listing, printed, reading
from polls.codebooks.model import Codebook
from polls.errors import ProblemsError

__all__ = ["Court", "Facts", "Weighed", "weigh"]

JUMP = 5.0
"""Standard errors beyond which two figures of one house decide, whatever the trend smooths."""


@dataclass(frozen=True)
class Facts:
    """What a claim is held against.

    `known` are the readings of the claim's own series, then of each series compared; `whole`
    those of all answers, where those compared are parts of one whole; `groups` those of all
    groups, where groups of one question are compared on one day.
    """

    known: tuple[Known, ...]
    whole: pd.DataFrame | None
    groups: pd.DataFrame | None


@dataclass(frozen=True)
class Weighed:
    """What readings and trend say, and which of them the verdict follows.

    `trend` is of opinion itself; `polls` of what these pollsters would find, None where that
    was not asked for.
    """

    published: Finding
    trend: Finding
    by_trend: bool
    polls: Finding | None = None

    @property
    def deciding(self) -> Finding:
        """The finding that the verdict follows."""
        return self.trend if self.by_trend else self.published

    @property
    def notes(self) -> tuple[str, ...]:
        """What the readings took for granted, which the trend rests on too, and what it did."""
        trend = self.trend.notes if self.by_trend else ()
        return tuple(dict.fromkeys((*self.published.notes, *trend)))


def weigh(
    claim: SeriesClaim,
    facts: Facts,
    draw: Draw | None,
    limits: Thresholds,
    why_not: str = "",
    *,
    both: bool = False,
) -> Weighed:
    """Ask readings and trend, and say which decides.

    Args:
        claim: a claim on opinion.
        facts: what it is held against.
        draw: days -> paths of the trends of its series; None where there is no trend.
        limits: the probabilities that part the verdicts.
        why_not: why there is no trend.
        both: also ask what these pollsters would find.
    """
    polls: Finding | None = None
    known = claim.heard(facts.known)
    published = claim.published(known, one_whole=facts.whole is not None)
    if draw is None:
        trend = Finding(None, why_not)
    elif claim.unheard(known) is not None:
        trend = Finding(None, "the trend has no reading of late to rest on")
    else:
        days = claim.days(known)
        try:
            trend = claim.drawn(known, draw(days), limits)
            polls = claim.drawn(known, draw(days, "polls"), limits) if both else None
        except ProblemsError as error:
            trend = Finding(None, _no_trend(error))
    # A jump that printed figures show beyond doubt stands, whatever a trend leaves open or denies.
    denied = published.jump > JUMP and published.outcome != trend.outcome
    by_trend = claim.basis == "trend" and trend.outcome is not None and not denied
    return Weighed(published, trend, by_trend, polls)


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

        compared = tuple(known(self.readings, each) for each in series)
        # How alike groups moved, the joint trend knows too surely: drawn apart it stays cautious.
        moving = getattr(claim, "start", None) is not None
        return Facts(
            compared,
            answers_of_one_whole(self.readings, series, known, self.book),
            None if moving else groups_of_one_question(self.readings, compared, known),
        )

    def completed(self, claim: SeriesClaim) -> SeriesClaim:
        """A claim that stands among all answers of its question, with these named."""
        if not isinstance(claim, ComparedClaim) or claim.among != "answer" or claim.others:
            return claim
        if not claim.among_all:
            return claim
        own = self.readings[
            (self.readings["question"] == claim.question)
            & (self.readings["country"] == claim.country)
        ]
        question = self.book.questions.get(claim.question)
        listed = question.answers if question else ()
        aside = {answer.id for answer in listed if not answer.substantive or answer.net_of}
        parts = {part for answer in listed if answer.id == claim.answer for part in answer.net_of}
        others = sorted({*own["answer"]} - aside - parts - {*claim.series.answers})
        return replace(claim, others=tuple(others))

    def draw(self, claim: SeriesClaim, facts: Facts) -> tuple[Draw | None, str]:
        """The draws of the trends of a claim's series, or why there are none."""
        if self.fits is None:
            return None, ""
        known = claim.heard(facts.known)
        if sparse := too_sparse(known):
            return None, sparse
        try:
            return drawn_from(known, facts.whole, facts.groups, self.fits, self.book, self.seed), ""
        except ProblemsError as error:
            return None, _no_trend(error)

    def verdict(self, claim: SeriesClaim) -> Verdict:
        """The verdict on a claim that names nothing unknown."""
        claim = self.completed(claim)
        facts = self.facts(claim)
        draw, why_not = self.draw(claim, facts)
        weighed = weigh(claim, facts, draw, self.limits, why_not, both=True)
        related = self._related(claim)
        decided_by = _decider(weighed)
        undated = f"not counted for want of a day: {claim.undated}" if claim.undated else ""
        clauses = [*_said(claim, weighed), undated]
        reason, left_out = reason_of(clauses, most=int(weighed.by_trend))
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
            decided_by=decided_by,
            probability_polls=weighed.polls.probability if weighed.polls else None,
            probability_opinion=weighed.trend.probability,
            claimed=claim.claimed,
            notes=(*left_out, *weighed.notes, *_caveats(facts, related)),
            bend=None if decided_by == "nothing" else partial(self.bends, claim, facts, weighed),
        )

    def bends(self, claim: SeriesClaim, facts: Facts, weighed: Weighed) -> Robustness:
        """How far the verdict on a claim bends: the verdicts on its neighbours, and an error.

        The neighbours that rest on the same trends share their draws.
        """
        draw, why_not = self.draw(claim, facts)
        if weighed.trend.outcome is None:
            draw, why_not = None, weighed.trend.text
        together = facts.whole is not None or facts.groups is not None
        smooth = self.fits is not None and self.fits.smooth is not None and not together
        near = neighbours(
            claim,
            facts.known[0],
            self._groups(claim),
            trend=draw is not None,
            smooth=draw is not None and smooth,
        )
        alike = [each for each in near if self._rests_on(each, claim)]
        shared = _shared(draw, facts, [claim, *(each.claim for each in alike)])
        judged = []
        for each in near:
            if each in alike:
                found = weigh(each.claim, facts, shared, self.limits, why_not)
            else:
                found = self._elsewhere(each)
            outcome = found.deciding.outcome or "not settled"
            judged.append((each, outcome, found.deciding.probability))
        after, erring = claim.erring(facts.known[0])

        def outcome_of(error: float) -> Outcome:
            moved = _moved(facts, error, after)
            path = None if shared is None else _moved_draw(shared, error, after)
            return weigh(claim, moved, path, self.limits, why_not).deciding.outcome or "not settled"

        verdict = weighed.deciding.outcome or "not settled"
        return summarised(verdict, judged, break_even(outcome_of), erring)

    def _rests_on(self, near: Neighbour, claim: SeriesClaim) -> bool:
        """Whether a neighbour rests on the readings and trends of the claim."""
        return not near.without and not near.smooth and near.claim.series == claim.series

    def _elsewhere(self, near: Neighbour) -> Weighed:
        """The weighing of a neighbour that rests on other readings or another model."""
        court = self
        if near.without:
            court = replace(self, readings=self.readings[self.readings["pollster"] != near.without])
        if near.smooth and self.fits and self.fits.smooth:
            fits = replace(self.fits, alone=self.fits.smooth)
            court = replace(self, fits=fits)
        facts = court.facts(near.claim)
        draw, why_not = court.draw(near.claim, facts)
        return weigh(near.claim, facts, draw, self.limits, why_not)

    def _groups(self, claim: SeriesClaim) -> tuple[tuple[str, str], ...]:
        """The whole sample and the groups of the same kind, for a claim on a group."""
        if claim.group_by == "all":
            return ()
        rows = of_series(self.readings, replace(claim.series, group_by="all", group="all"))
        whole = (("all", "all"),) if len(rows) else ()
        asked = self.readings[
            (self.readings["question"] == claim.question)
            & (self.readings["country"] == claim.country)
            & (self.readings["group_by"] == claim.group_by)
        ]
        return whole + tuple((claim.group_by, group) for group in sorted(asked["group"].unique()))

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


def _no_trend(error: ProblemsError) -> str:
    """Why a trend cannot be fitted, or drawn from, as a clause."""
    return f"there is no trend: {listing([problem.title for problem in error.problems])}"


def _shared(draw: Draw | None, facts: Facts, claims: Sequence[SeriesClaim]) -> Draw | None:
    """Draws on all days that some claims ask for, made once."""
    if draw is None:
        return None
    days = {day for claim in claims for day in claim.days(claim.heard(facts.known))}
    place = {day: column for column, day in enumerate(sorted(days))}
    paths = draw(sorted(days))

    def chosen(days: Sequence[Any], of: Of = "opinion") -> list[np.ndarray]:  # noqa: ARG001
        columns = [place[pd.Timestamp(day)] for day in days]
        return [path[:, columns] for path in paths]

    return chosen


def _moved(facts: Facts, error: float, after: dt.date | None) -> Facts:
    """The facts, had the polls of the claim's own series been off by an error, put right."""
    own = facts.known[0]
    late = own.counted["date"] > pd.Timestamp(after or dt.date(1900, 1, 1))
    share = (own.counted["share"] + error * late).clip(0, 1)
    first = replace(own, counted=own.counted.assign(share=share))
    return replace(facts, known=(first, *facts.known[1:]))


def _moved_draw(draw: Draw, error: float, after: dt.date | None) -> Draw:
    """The draws, had the polls been off by an error, put right."""
    first = pd.Timestamp(after or dt.date(1900, 1, 1))

    def moved(days: Sequence[Any], of: Of = "opinion") -> list[np.ndarray]:  # noqa: ARG001
        own, *others = draw(days)
        late = np.array([pd.Timestamp(day) > first for day in days])
        return [own + error * late, *others]

    return moved


def _decider(weighed: Weighed) -> Decider:
    if weighed.deciding.outcome in (None, "not checkable"):
        return "nothing"
    return "trend" if weighed.by_trend else "readings"


def _said(claim: SeriesClaim, weighed: Weighed) -> list[str]:
    published, trend = weighed.published, weighed.trend
    if trend.outcome is None:
        # Why the readings decide a claim on opinion.
        missed = claim.basis == "trend" and published.outcome != "not checkable"
        return [published.text, trend.text if missed else ""]
    if weighed.by_trend:
        return [published.text, trend.text, _of_polls(weighed), _parted(weighed)]
    # A claim on printed figures is not about what the trend leaves open.
    silent = claim.basis == "reading" and trend.outcome == "not settled"
    return [published.text, "" if silent else _parted(weighed)]


def _of_polls(weighed: Weighed) -> str:
    """The chance that polls find it so, where that would be another verdict."""
    polls = weighed.polls
    if polls is None or polls.probability is None or polls.outcome == weighed.trend.outcome:
        return ""
    return f"that polls find it so, {chance(polls.probability)}: {polls.outcome}"


def _parted(weighed: Weighed) -> str:
    """The clause that says that readings and trend differ; empty where they do not."""
    published, trend = weighed.published.outcome, weighed.trend
    if published in (trend.outcome, "not checkable"):
        return ""
    if weighed.by_trend:
        return f"by the readings alone it is {published}"
    said = "" if trend.probability is None else f" ({chance(trend.probability)})"
    return f"printed figures decide, the trend says {trend.outcome}{said}"


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
