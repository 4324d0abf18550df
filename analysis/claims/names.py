"""Whether the names and days of a claim exist: questions, countries, sources, the series.

A name that exists nowhere is a slip of the pen and a problem of its claim; a series that exists and
holds no reading of the right day is a finding, `not checkable`.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from analysis.claims.claim import Claim, CountClaim, SeriesClaim, contradictions
from analysis.claims.evidence import of_series
from analysis.claims.series import Series
from polls import Library
from polls.codebooks.model import Codebook
from polls.errors import Place, Problem, unknown
from polls.schema import when

__all__ = ["claim_problems"]


def claim_problems(claim: Claim, readings: pd.DataFrame, library: Library) -> list[Problem]:
    """What is wrong with a claim, given the readings that it is to be held against.

    Args:
        claim: the claim.
        readings: a readings frame; what it names is known, as is what the codebook names.
        library: whose codebook, sources and official series may be named.

    Returns:
        Every problem, each with the claim's place.
    """
    place = Place(line=claim.line, item=f"claim '{claim.id}'")
    if impossible := contradictions(claim, place):
        return impossible
    problems = []
    if claim.source:
        known = {*library.sources["source"], *readings["source"].unique()}
        problems += _unknown("source", claim.source, known, place)
    if isinstance(claim, CountClaim):
        official = library.official_series["series"]
        for name in claim.named:
            problems += _unknown("official-series", name, official, place)
    if isinstance(claim, SeriesClaim):
        series = (claim.series, *claim.compared, *claim.related)
        named = [
            problem for each in series for problem in _names(each, readings, library.book, place)
        ]
        problems += list(dict.fromkeys(named))
        problems += _early_end(claim, readings, place)
    return problems


def _names(series: Series, readings: pd.DataFrame, book: Codebook, place: Place) -> list[Problem]:
    """The names of a series that neither the codebook nor the readings know."""
    countries = {*book.countries, *readings["country"].unique()}
    problems = _unknown("country", series.country, countries, place)
    questions = {*book.questions, *readings["question"].unique()}
    missing = _unknown("question", series.question, questions, place)
    if missing:
        return problems + missing
    asked = readings[readings["question"] == series.question]
    question = book.questions.get(series.question)
    answers = {*asked["answer"], *(answer.id for answer in (question.answers if question else ()))}
    for answer in series.answers:
        problems += _unknown("answer", answer, answers, place)
    groups = {"all/all", *(asked["group_by"] + "/" + asked["group"])}
    problems += _unknown("group", f"{series.group_by}/{series.group}", groups, place)
    if series.pollster:
        houses = {*book.pollsters, *readings["pollster"].unique()}
        problems += _unknown("pollster", series.pollster, houses, place)
    return problems


def _early_end(claim: SeriesClaim, readings: pd.DataFrame, place: Place) -> list[Problem]:
    """The day spoken of, where it lies before the first reading of the claim's own series."""
    first = when(of_series(readings, claim.series)).min()
    if pd.isna(first) or pd.Timestamp(claim.end) >= first.normalize():
        return []
    title = f"end is before the first reading of {claim.series}"
    expected = f"{first.date()} or later"
    return [Problem("date-before-series", title, place, got=str(claim.end), expected=expected)]


def _unknown(what: str, name: str, known: Iterable[str], place: Place) -> list[Problem]:
    names = sorted({*known} - {""})
    if name in names:
        return []
    return [unknown(what, name, names, place)]
