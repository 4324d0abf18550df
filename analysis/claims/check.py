"""From a claim to its verdict: gather what was known, ask readings and trend, weigh both.

    claim + readings known by as_of -> what the readings say -+
                                    -> what the trend says   -+-> verdict and one sentence why

A claim on opinion follows the trend where one can be fitted, a claim on printed figures the
readings; where the two differ, the reason says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.claims.claim import Claim, CountClaim, SeriesClaim, UnmeasuredClaim
from analysis.claims.draws import Fit, Fits, JointDraws, remembered
from analysis.claims.names import claim_problems
from analysis.claims.opinion import Court
from analysis.claims.read import UnreadClaim, parse_claims
from analysis.claims.series import country_in_words
from analysis.claims.verdict import Finding, Thresholds, Verdict
from analysis.claims.words import reason_of
from analysis.trends.answers import fit_answers
from analysis.trends.groups import fit_groups
from analysis.trends.options import check_draws
from analysis.trends.trend import fit_trend
from polls import Library
from polls.arguments import arguments_checked
from polls.errors import Place, Problem, ProblemsError, raise_errors

__all__ = ["check", "check_claims"]


@arguments_checked
def check(
    claim: Claim | Mapping[str, Any],
    readings: pd.DataFrame | Library,
    *,
    thresholds: Thresholds | None = None,
    fit: Fit | None = fit_trend,
    fit_together: Fit = fit_answers,
    seed: int = 0,
) -> Verdict:
    """The verdict on one claim.

    Args:
        claim: a claim, or a mapping with the fields of a `[[claim]]` table.
        readings: as the other arguments: see `check_claims`.

    Raises:
        ProblemsError: with everything that is wrong with the claim.

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
    library = Library.of(readings)
    if isinstance(claim, Mapping):
        events = library.events if "event" in claim else None
        claim = parse_claims({"claim": [claim]}, events=events)[0]
    verdict = check_claims(
        [claim],
        library,
        thresholds=thresholds,
        fit=fit,
        fit_together=fit_together,
        seed=seed,
    )[0]
    raise_errors(verdict.problems)
    return verdict


@arguments_checked
def check_claims(
    claims: Sequence[Claim],
    readings: pd.DataFrame | Library,
    *,
    thresholds: Thresholds | None = None,
    fit: Fit | None = fit_trend,
    fit_together: Fit = fit_answers,
    seed: int = 0,
) -> tuple[Verdict, ...]:
    """The verdicts on claims, each from what was known on its day.

    Args:
        claims: claims, such as `read_claims` returns.
        readings: a library, or a frame of readings, for which the shipped library has sources,
            official series and the codebook; nothing published after a claim's `as_of` is used,
            and where the day of publication is missing the end of fieldwork stands in.
        thresholds: the probabilities that part the verdicts; default: 0.9 and 0.1.
        fit: a readings frame of one series -> its trend; None: the readings alone. Groups of one
            question are fitted together (`analysis.fit_groups`) unless a fit of one's own is given.
        fit_together: a readings frame of the answers of one question, of which a respondent
            gives one -> their trend, for rankings among them.
        seed: of the draws.

    Returns:
        A verdict a claim, in the same order. A claim that cannot be judged (it names what
        does not exist, or contradicts itself) is `not checkable` and carries its problems; the
        others have their verdicts all the same.

    >>> import polls
    >>> claim = {"id": "most", "kind": "threshold", "sentence": "Most name it", "country": "GB",
    ...          "question": "issue_up_to_three", "answer": "health", "above": 0.5,
    ...          "as_of": "2024-12-31", "start": "2024-12-01", "basis": "reading"}
    >>> verdict = check(claim, polls.load(question="issue_up_to_three", country="GB"))
    >>> verdict.verdict
    'contradicted'
    """
    check_draws(1, seed)
    library = Library.of(readings)
    groups = any(isinstance(claim, SeriesClaim) and claim.of_groups for claim in claims)
    rows = library.load(groups=groups)
    limits = thresholds or Thresholds()
    court = Court(rows, limits, _fits(fit, fit_together), library.book, seed)

    def judge(claim: Claim) -> Verdict:
        if problems := claim_problems(claim, rows, library):
            return _not_judged(claim, problems)
        if isinstance(claim, SeriesClaim):
            return court.verdict(claim)
        if isinstance(claim, CountClaim):
            return _on_count(claim.completed(library.official), library)
        assert isinstance(claim, UnmeasuredClaim)
        if isinstance(claim, UnreadClaim):
            return _not_judged(claim, claim.problems)
        return _verdict(claim, Finding("not checkable", claim.why()))

    return tuple(judge(claim) for claim in claims)


def _fits(fit: Fit | None, fit_together: Fit) -> Fits | None:
    """How trends are fitted, each fit done once for the same readings."""
    if fit is None:
        return None
    answers = remembered(fit_together)
    if fit is not fit_trend:
        return Fits(remembered(fit), answers)
    return Fits(remembered(fit), answers, remembered(_fit_smoothly), remembered(fit_groups))


def _fit_smoothly(readings: pd.DataFrame) -> JointDraws:
    return fit_trend(readings, model="smooth")


def _on_count(claim: CountClaim, library: Library) -> Verdict:
    counts = library.official(claim.official)
    names = library.book.countries
    counts = counts.assign(place=[country_in_words(code, names) for code in counts["country"]])
    if claim.country:
        countries = sorted(counts["country"].unique())
        if claim.country not in countries:
            problem = Problem(
                "unknown-country",
                "unknown country in the official series",
                Place(line=claim.line, item=f"claim '{claim.id}'"),
                got=repr(claim.country),
                expected=", ".join(countries),
            )
            return _not_judged(claim, [problem])
        if claim.needs_country:
            counts = counts[counts["country"] == claim.country].reset_index(drop=True)
    entry = library.official_series.set_index("series").loc[claim.official]
    try:
        finding = claim.counted(counts, str(entry["unit"]), str(entry["title"]))
    except ProblemsError as error:
        return _not_judged(claim, error.problems)
    return _verdict(claim, finding)


def _not_judged(claim: Claim, problems: Sequence[Problem]) -> Verdict:
    """The verdict on a claim that is itself at fault: what is wrong, and where."""
    line = f"line {claim.line}: " if claim.line else ""
    finding = Finding("not checkable", f"{line}{'; '.join(map(_told, problems))}")
    return _verdict(claim, finding, tuple(problems))


def _told(problem: Problem) -> str:
    """What is wrong and what stands there, as a clause: "unknown country 'GBB'"."""
    if not problem.got:
        return problem.title
    apart = " " if problem.title.startswith("unknown") else ": "
    return f"{problem.title}{apart}{problem.got}"


def _verdict(claim: Claim, finding: Finding, problems: tuple[Problem, ...] = ()) -> Verdict:
    """The verdict where one finding is all there is."""
    reason, left_out = reason_of([finding.text])
    counted = isinstance(claim, CountClaim) and not problems
    return Verdict(
        id=claim.id,
        kind=claim.kind,
        sentence=claim.sentence,
        as_of=claim.as_of,
        verdict=finding.outcome or "not settled",
        probability=None,
        reason=reason,
        published_says=finding.text,
        trend_says="",
        readings=finding.readings,
        decided_by="counts" if counted else "nothing",
        claimed=claim.claimed,
        notes=(*left_out, *finding.notes),
        problems=problems,
    )
