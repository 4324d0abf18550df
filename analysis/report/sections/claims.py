"""Sentences that were printed, each with a verdict as of its day and the readings behind it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from analysis.claims.check import check_claims
from analysis.claims.names import claim_problems
from analysis.claims.read import read_claims
from analysis.claims.verdict import Evidence, Outcome, Verdict
from analysis.report.data import Inputs
from analysis.report.document import Block, Cell, Prose, Section, Table
from analysis.report.tables import source_cell
from analysis.trends.trend import fit_trend
from analysis.wording import chance, count, day, listing, percent, printed
from polls.errors import Place, Problem, ProblemsError

__all__ = ["Options", "compose", "judge"]

ORDER: tuple[Outcome, ...] = ("supported", "contradicted", "not settled", "not checkable")

DASH = (
    "Probability: that the claim holds, from the trend; – where published numbers alone decide "
    "or nothing can be said."
)


@dataclass(frozen=True)
class Options:
    """Nothing to choose: the claims are the `[[claim]]` tables of the same file."""


def judge(_: Options, inputs: Inputs, place: Place) -> list[Problem]:
    """What is wrong with the claims, or that there are none."""
    try:
        claims, _thresholds = read_claims(inputs.plan.path, events=inputs.events)
    except ProblemsError as error:
        return list(error.problems)
    if not claims:
        return [Problem("no-claims", "there is no [[claim]] to check", place)]
    return [
        problem
        for claim in claims
        for problem in claim_problems(
            claim,
            inputs.readings,
            book=inputs.book,
            sources=inputs.sources["source"],
            official=list(inputs.official["series"]),
        )
    ]


def compose(_: Options, inputs: Inputs) -> Section:
    """The section."""
    claims, thresholds = read_claims(inputs.plan.path, events=inputs.events)
    verdicts = check_claims(
        claims, inputs.readings, thresholds=thresholds, fit=fit_trend, book=inputs.book
    )
    blocks: list[Block] = [
        Prose(
            f"Each sentence is held against what was published by its day. A probability of "
            f"{percent(thresholds.supported)} or more is called supported, one of "
            f"{percent(thresholds.contradicted)} or less contradicted, and all between not "
            "settled. A claim to lie near a number is contradicted only where it is as sure on "
            "which side of it the truth lies."
        ),
    ]
    for verdict in verdicts:
        blocks += _details(verdict, inputs)
    summary = (Prose("Claims checked", "heading"), _summary(verdicts), Prose(DASH, "note"))
    return Section("Claims and verdicts", tuple(blocks), _finding(verdicts), summary)


def _finding(verdicts: tuple[Verdict, ...]) -> str:
    tally = Counter(verdict.verdict for verdict in verdicts)
    said = listing([f"{tally[outcome]} {outcome}" for outcome in ORDER if tally[outcome]])
    return f"Of {len(verdicts)} claims checked, {said}."


def _summary(verdicts: tuple[Verdict, ...]) -> Table:
    rows = tuple(
        (
            verdict.sentence,
            day(verdict.as_of),
            verdict.verdict,
            "–" if verdict.probability is None else chance(verdict.probability),
        )
        for verdict in verdicts
    )
    header = ("Claim", "As of", "Verdict", "Probability")
    return Table(header, rows, (0.56, 0.16, 0.16, 0.12))


def _details(verdict: Verdict, inputs: Inputs) -> list[Block]:
    blocks: list[Block] = [
        Prose(verdict.sentence, "heading"),
        Prose(f"{verdict.verdict.capitalize()}. As of {day(verdict.as_of)}: {verdict.reason}"),
        *(Prose(note, "note") for note in verdict.notes),
    ]
    if verdict.readings:
        rows = tuple(_evidence(item, inputs) for item in verdict.readings)
        header = ("Series", "Value", "Dates", "Published", "Weighed", "Source")
        blocks.append(Table(header, rows, (0.3, 0.07, 0.15, 0.12, 0.17, 0.3)))
    return blocks


def _value(item: Evidence) -> str:
    if item.unit != "share":
        return f"{count(item.value)} {item.unit}"
    return printed(item.value, censored=True) if item.censored else percent(item.value)


def _evidence(item: Evidence, inputs: Inputs) -> tuple[Cell | str, ...]:
    dates = [day(date) for date in (item.start, item.end) if date is not None]
    return (
        item.name,
        _value(item),
        " to ".join(dict.fromkeys(dates)) or "not published",
        day(item.published) if item.published else "not recorded",
        "yes" if item.counts else item.note or "no",
        source_cell(inputs, item.source),
    )
