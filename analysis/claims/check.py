"""From a claim to its verdict: gather what was known, ask readings and trend, weigh both.

    claim + readings known by as_of -> what the readings say -+
                                    -> what the trend says   -+-> verdict and one sentence why

A claim on opinion follows the trend where one can be fitted, a claim on printed figures the
readings; where the two differ, the reason says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import pandas as pd

import polls
from analysis.claims.counts import count_finding
from analysis.claims.draws import answers_of_one_whole
from analysis.claims.evidence import Known, evidence_of, known_readings, related_evidence
from analysis.claims.fitting import Fit, Fits, fitted_finding, remember
from analysis.claims.kinds import Claim, CumulativeRecordClaim, SeriesClaim, UnmeasuredClaim
from analysis.claims.names import claim_problems
from analysis.claims.published import published_finding
from analysis.claims.read import parse_claims
from analysis.claims.verdict import Evidence, Finding, Outcome, Thresholds, Verdict
from analysis.trends.answers import fit_answers
from analysis.trends.trend import fit_trend
from analysis.wording import day, listing, printed, reading
from polls.codebooks.model import Codebook, codebook
from polls.errors import Place, Problem, ProblemsError, raise_errors

__all__ = ["check", "check_claims"]


def check(
    claim: Claim | Mapping[str, Any],
    readings: pd.DataFrame,
    *,
    thresholds: Thresholds | None = None,
    fit: Fit | None = fit_trend,
    fit_together: Fit = fit_answers,
    folder: Path | None = None,
    book: Codebook | None = None,
    seed: int = 0,
) -> Verdict:
    """The verdict on one claim.

    Args:
        claim: a claim, or a mapping with the fields of a `[[claim]]` table.
        readings: as the other arguments: see `check_claims`.

    >>> import polls
    >>> verdict = check(
    ...     {"id": "health", "kind": "threshold", "sentence": "Health has topped 50%",
    ...      "as_of": "2020-06-30", "country": "GB", "question": "issue_up_to_three",
    ...      "answer": "health", "above": 0.5, "start": "2020-01-01"},
    ...     polls.load(question="issue_up_to_three", country="GB"),
    ... )
    >>> verdict.verdict
    'supported'
    """
    if isinstance(claim, Mapping):
        claim = parse_claims({"claim": [claim]}, events=polls.events(folder=folder))[0]
    return check_claims(
        [claim],
        readings,
        thresholds=thresholds,
        fit=fit,
        fit_together=fit_together,
        folder=folder,
        book=book,
        seed=seed,
    )[0]


def check_claims(
    claims: Sequence[Claim],
    readings: pd.DataFrame,
    *,
    thresholds: Thresholds | None = None,
    fit: Fit | None = fit_trend,
    fit_together: Fit = fit_answers,
    folder: Path | None = None,
    book: Codebook | None = None,
    seed: int = 0,
) -> tuple[Verdict, ...]:
    """The verdicts on claims, each from what was known on its day.

    Args:
        claims: claims, such as `read_claims` returns.
        readings: a readings frame; nothing published after a claim's `as_of` is used, and
            where the day of publication is missing the end of fieldwork stands in.
        thresholds: the probabilities that part the verdicts; default: 0.9 and 0.1.
        fit: a readings frame of one series -> its trend; None: the readings alone.
        fit_together: a readings frame of the answers of one question, of which a respondent
            gives one -> their trend, for rankings among them.
        folder: of the official series and sources, laid out as the shipped one.
        book: the codebook; default: the shipped one.
        seed: of the draws.

    Returns:
        A verdict a claim, in the same order.

    Raises:
        ProblemsError: with every problem of every claim: unknown names, days before the
            series.
    """
    known_book = book or codebook()
    listed = polls.official_series(folder)
    known_sources = tuple(polls.sources(folder)["source"])
    raise_errors(
        problem
        for claim in claims
        for problem in claim_problems(
            claim,
            readings,
            book=known_book,
            sources=known_sources,
            official=tuple(listed["series"]),
        )
    )
    limits = thresholds or Thresholds()
    fits = Fits(remember(fit), remember(fit_together)) if fit else None
    verdicts = []
    for claim in claims:
        if isinstance(claim, SeriesClaim):
            verdict = _on_opinion(claim, readings, limits, fits, known_book, seed)
        elif isinstance(claim, CumulativeRecordClaim):
            verdict = _on_count(claim, polls.official(claim.official, folder), listed)
        else:
            verdict = _on_nothing(cast(UnmeasuredClaim, claim))
        verdicts.append(verdict)
    return tuple(verdicts)


def _on_opinion(
    claim: SeriesClaim,
    readings: pd.DataFrame,
    limits: Thresholds,
    fits: Fits | None,
    book: Codebook,
    seed: int,
) -> Verdict:
    series = (claim.series, *claim.compared)
    known = [known_readings(readings, each, claim, book) for each in series]
    whole = answers_of_one_whole(readings, claim, book)
    published = published_finding(claim, known, one_whole=whole is not None)
    trend = Finding(None, "")
    if fits is not None:
        trend = fitted_finding(claim, known, whole, fits, limits, book, seed)
    related = related_evidence(readings, claim, book)
    own = tuple(
        item
        for each in known
        for item in evidence_of(
            each.own, each, counts=False, note="not counted: the claim's own article"
        )
    )
    deciding = published if claim.basis == "reading" or trend.outcome is None else trend
    clauses = [
        published.text,
        trend.text,
        _disagreement(published, trend, deciding),
        _caveats(known, related),
    ]
    return _verdict(
        claim,
        deciding.outcome or "not settled",
        trend.probability,
        published.text,
        trend.text,
        clauses,
        (*published.readings, *own, *related),
    )


def _disagreement(published: Finding, trend: Finding, deciding: Finding) -> str:
    """The clause that says readings and trend differ; empty where they do not."""
    if trend.outcome is None or published.outcome in (trend.outcome, "not checkable"):
        return ""
    which = "trend" if deciding is trend else "printed figures"
    return (
        f"the readings alone say {published.outcome} and the trend {trend.outcome}, and the "
        f"claim is held against the {which}"
    )


def _caveats(known: Sequence[Known], related: Sequence[Evidence]) -> str:
    """What was left out or stood in, as a clause."""
    parts = []
    own = [reading(row) for each in known for _, row in each.own.iterrows()]
    if own:
        parts.append(f"the article's own reading, {listing(own)}, is not counted")
    if related:
        shown = [
            f"{printed(item.value, censored=item.censored)} for {item.name}" for item in related
        ]
        parts.append(f"{listing(shown)} bears on it and is not counted")
    if any(each.unpublished for each in known):
        or_first = ", or its first day," if any(each.unended for each in known) else ""
        stand_in = f"the end of fieldwork{or_first} stands in"
        parts.append(f"where the day of publication is not known {stand_in}")
    return "; ".join(parts)


def _on_count(claim: CumulativeRecordClaim, frame: pd.DataFrame, listed: pd.DataFrame) -> Verdict:
    place = Place(line=claim.line, item=f"claim '{claim.id}'")
    if claim.country:
        countries = sorted(frame["country"].unique())
        if claim.country not in countries:
            problem = Problem(
                "unknown-country",
                "the official series has no such country",
                place,
                got=repr(claim.country),
                expected=", ".join(countries),
            )
            raise ProblemsError([problem])
        frame = frame[frame["country"] == claim.country].reset_index(drop=True)
    entry = listed.set_index("series").loc[claim.official]
    finding = count_finding(claim, frame, str(entry["unit"]), str(entry["title"]))
    outcome = finding.outcome or "not settled"
    clauses = [finding.text]
    return _verdict(claim, outcome, None, finding.text, "", clauses, finding.readings)


def _on_nothing(claim: UnmeasuredClaim) -> Verdict:
    text = f"no shipped series measures it: it would need {claim.needs}"
    return _verdict(claim, "not checkable", None, text, "", [text], ())


def _verdict(
    claim: Claim,
    outcome: Outcome,
    probability: float | None,
    published_says: str,
    trend_says: str,
    clauses: Sequence[str],
    readings: tuple[Evidence, ...],
) -> Verdict:
    sentence = "; ".join(clause for clause in clauses if clause)
    return Verdict(
        id=claim.id,
        kind=claim.kind,
        sentence=claim.sentence,
        as_of=claim.as_of,
        verdict=outcome,
        probability=probability,
        reason=f"As of {day(claim.as_of)}, {sentence}.",
        published_says=published_says,
        trend_says=trend_says,
        readings=readings,
    )
