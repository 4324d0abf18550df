"""What the sections are made from: readings up to the report's date, sources, fits.

A series is fitted once however many sections ask for it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

import polls
from analysis.report.plan import Plan
from analysis.trends.results import Trend
from analysis.trends.trend import fit_trend
from polls.codebooks.model import Codebook
from polls.errors import Place, Problem, did_you_mean, one_of

__all__ = ["Inputs", "gather", "judge_series"]


@dataclass(frozen=True)
class Inputs:
    """The shipped data as of the report's date."""

    plan: Plan
    readings: pd.DataFrame
    sources: pd.DataFrame
    events: pd.DataFrame
    official: pd.DataFrame
    book: Codebook
    fits: dict[Any, Trend] = field(default_factory=dict, repr=False)

    @property
    def date(self) -> pd.Timestamp:
        """The report's own date."""
        return pd.Timestamp(self.plan.heading.date)

    @property
    def used(self) -> pd.DataFrame:
        """The readings of all questions that the plan names, whole samples only."""
        named = self.readings["question"].isin(list(self.plan.questions))
        return self.readings[named & (self.readings["group"] == "all")]

    def series(self, question: str, answer: str, country: str) -> pd.DataFrame:
        """The readings of one series, all adults, in order of date."""
        frame = self.readings
        wanted = frame[
            (frame["question"] == question)
            & (frame["answer"] == answer)
            & (frame["country"] == country)
            & (frame["group"] == "all")
        ]
        order = polls.when(wanted).sort_values(kind="stable").index
        return wanted.loc[order].reset_index(drop=True)

    def trend(self, question: str, answer: str, country: str) -> Trend:
        """The fitted trend of one series, fitted on first use."""
        key = (question, answer, country)
        if key not in self.fits:
            self.fits[key] = fit_trend(self.series(question, answer, country))
        return self.fits[key]

    def producers(self, readings: pd.DataFrame) -> str:
        """Who produced the readings, for a source line."""
        named = [
            self.book.pollsters[p].name if p in self.book.pollsters else p
            for p in readings["pollster"]
        ]
        return ", ".join(sorted(dict.fromkeys(named)))


def gather(plan: Plan) -> Inputs:
    """The shipped readings published by the report's date, with all that explains them."""
    readings = polls.load()
    known = readings["published"].fillna(readings["end"]).fillna(readings["start"])
    kept = readings[known <= pd.Timestamp(plan.heading.date)].reset_index(drop=True)
    return Inputs(
        plan, kept, polls.sources(), polls.events(), polls.official_series(), polls.codebook()
    )


def judge_series(
    inputs: Inputs, place: Place, question: str, answer: str, countries: Iterable[str]
) -> list[Problem]:
    """What is wrong with the name of a series: each part is looked up, the nearest named."""
    known = inputs.book.questions.get(question)
    if known is None:
        near = did_you_mean(question, inputs.book.questions)
        return [_unknown(place, "question", question, one_of(inputs.book.questions), near)]
    answers = [entry.id for entry in known.answers]
    if answer not in answers:
        near = did_you_mean(answer, answers)
        return [_unknown(place, "answer", answer, ", ".join(answers), near)]
    rows = inputs.readings
    rows = rows[(rows["question"] == question) & (rows["answer"] == answer)]
    held = sorted(rows["country"].unique())
    return [
        _unknown(place, "country", country, ", ".join(held), did_you_mean(country, held))
        for country in countries
        if country not in held
    ]


def _unknown(place: Place, what: str, got: str, expected: str, hint: str) -> Problem:
    title = f"no reading of this {what}" if what == "country" else f"{what} is not in the codebook"
    return Problem(f"unknown-{what}", title, place, got=repr(got), expected=expected, hint=hint)
