"""What the sections are made from: readings up to the report's date, sources, fits.

A series is fitted once however many sections ask for it.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

import polls
from analysis.figures.rounding import round_digits
from analysis.report.folder import read_folder
from analysis.report.plan import Plan
from analysis.trends.options import Model
from analysis.trends.results import Trend
from analysis.trends.trend import fit_trend
from polls.codebooks.model import Codebook
from polls.errors import Place, Problem, did_you_mean, one_of

__all__ = ["Choice", "Inputs", "gather", "judge_events", "judge_series"]


@dataclass(frozen=True)
class Choice:
    """How a section wants its series fitted; the same in every section by default."""

    model: Model = "level"
    level: float = 0.9
    pollsters: tuple[str, ...] = ()
    since: datetime.date | None = None


@dataclass(frozen=True)
class Inputs:
    """The data as of the report's date."""

    plan: Plan
    readings: pd.DataFrame
    groups: pd.DataFrame
    sources: pd.DataFrame
    events: pd.DataFrame
    official: pd.DataFrame
    book: Codebook
    folder: Path | None = None
    fits: dict[Any, Trend] = field(default_factory=dict, repr=False)

    @property
    def date(self) -> pd.Timestamp:
        """The report's own date."""
        return pd.Timestamp(self.plan.heading.date)

    @property
    def everything(self) -> pd.DataFrame:
        """The readings of whole samples and of groups."""
        return pd.concat([self.readings, self.groups], ignore_index=True)

    @property
    def used(self) -> pd.DataFrame:
        """The readings of all questions that the plan names, whole samples only."""
        return self.readings[self.readings["question"].isin(list(self.plan.questions))]

    def series(
        self, question: str, answer: str, country: str, choice: Choice | None = None
    ) -> pd.DataFrame:
        """The readings of one series, all adults, in order of date."""
        frame = self.readings
        wanted = frame[
            (frame["question"] == question)
            & (frame["answer"] == answer)
            & (frame["country"] == country)
        ]
        days = polls.when(wanted)
        if choice and choice.pollsters:
            wanted = wanted[wanted["pollster"].isin(list(choice.pollsters))]
        if choice and choice.since:
            wanted = wanted[days.loc[wanted.index] >= pd.Timestamp(choice.since)]
        order = days.loc[wanted.index].sort_values(kind="stable").index
        return wanted.loc[order].reset_index(drop=True)

    def trend(
        self, question: str, answer: str, country: str, choice: Choice | None = None
    ) -> Trend:
        """The fitted trend of one series, fitted on first use, its table in seven digits."""
        choice = choice or Choice()
        key = (question, answer, country, choice)
        if key not in self.fits:
            readings = self.series(question, answer, country, choice)
            fitted = fit_trend(readings, model=choice.model, level=choice.level)
            self.fits[key] = replace(fitted, table=_seven_digits(fitted.table))
        return self.fits[key]

    def producers(self, readings: pd.DataFrame) -> str:
        """Who produced the readings, for a source line."""
        named = [
            self.book.pollsters[p].name if p in self.book.pollsters else p
            for p in readings["pollster"]
        ]
        return ", ".join(sorted(dict.fromkeys(named)))

    def country(self, country: str) -> str:
        """The name of a country, or its id where the codebook has none."""
        return self.book.countries.get(country, country)


def gather(plan: Plan, folder: Path | None = None) -> Inputs:
    """The readings published by the report's date, with all that explains them.

    Args:
        plan: the report's plan.
        folder: data laid out as the shipped data, or files that `polls.read` reads; default:
            the shipped data.

    Raises:
        ProblemsError: with every problem of the folder's files.
    """
    data = read_folder(folder)
    day = pd.Timestamp(plan.heading.date)
    readings = data.readings
    known = readings["published"].fillna(readings["end"]).fillna(readings["start"])
    kept = readings[known <= day].reset_index(drop=True)
    whole = kept["group"] == "all"
    return Inputs(
        plan,
        kept[whole].reset_index(drop=True),
        kept[~whole].reset_index(drop=True),
        data.sources,
        data.events,
        data.official,
        data.book,
        folder,
    )


def _seven_digits(table: pd.DataFrame) -> pd.DataFrame:
    """Estimates alike on every processor, before anything is drawn or said of them."""
    return table.assign(
        **{
            name: round_digits(table[name].to_numpy(float))
            for name in table.columns
            if pd.api.types.is_float_dtype(table[name])
        }
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


def judge_events(inputs: Inputs, place: Place, events: Iterable[str]) -> list[Problem]:
    """Events that the list of events does not have, the nearest named."""
    known = inputs.events["event"].tolist()
    return [
        Problem(
            "unknown-event",
            "event is not in events.csv",
            place,
            got=repr(event),
            hint=did_you_mean(event, known),
        )
        for event in events
        if event not in known
    ]


def _unknown(place: Place, what: str, got: str, expected: str, hint: str) -> Problem:
    title = f"no reading of this {what}" if what == "country" else f"{what} is not in the codebook"
    return Problem(f"unknown-{what}", title, place, got=repr(got), expected=expected, hint=hint)
