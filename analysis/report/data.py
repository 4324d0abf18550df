"""What the sections are made from: readings up to the report's date, sources, fits.

What takes long is made once, however many sections ask for it, and kept for the next build.
"""

from __future__ import annotations

import datetime
import marshal
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd

import polls
from analysis.figures.rounding import round_digits
from analysis.report.cache import Cache
from analysis.report.plan import Plan
from analysis.trends.options import Model
from analysis.trends.results import Trend
from analysis.trends.trend import fit_trend
from polls import Library
from polls.codebooks.model import Codebook
from polls.errors import Place, Problem, unknown
from polls.library.library import shipped

__all__ = [
    "Choice",
    "Fit",
    "Inputs",
    "chosen",
    "gather",
    "judge_choice",
    "judge_events",
    "judge_series",
    "seven_digits",
]

Made = TypeVar("Made")


@dataclass(frozen=True, kw_only=True)
class Choice:
    """How a section wants its series fitted; the same in every section by default."""

    model: Model = "level"
    level: float = 0.9
    pollsters: tuple[str, ...] = ()
    since: datetime.date | None = None

    @property
    def choice(self) -> Choice:
        """The choice alone, of a section's options that have it among others."""
        return Choice(
            model=self.model, level=self.level, pollsters=self.pollsters, since=self.since
        )


@dataclass(frozen=True)
class Fit:
    """A fit that a section asks for."""

    question: str
    answer: str
    country: str
    choice: Choice = Choice()


@dataclass(frozen=True)
class Inputs:
    """The data as of the report's date; `made` is what was made of them so far."""

    plan: Plan
    readings: pd.DataFrame
    groups: pd.DataFrame
    library: Library
    cache: Cache | None = None
    made: dict[Any, Any] = field(default_factory=dict, repr=False)

    @property
    def sources(self) -> pd.DataFrame:
        """The table of sources."""
        return self.library.sources

    @property
    def events(self) -> pd.DataFrame:
        """Dated events."""
        return self.library.events

    @property
    def official(self) -> pd.DataFrame:
        """The list of official series."""
        return self.library.official_series

    @property
    def book(self) -> Codebook:
        """The codebook."""
        return self.library.book

    @property
    def date(self) -> pd.Timestamp:
        """The report's own date."""
        return pd.Timestamp(self.plan.heading.date)

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
        wanted = chosen(wanted, choice or Choice())
        order = polls.when(wanted).sort_values(kind="stable").index
        return wanted.loc[order].reset_index(drop=True)

    def trend(
        self, question: str, answer: str, country: str, choice: Choice | None = None
    ) -> Trend:
        """The fitted trend of one series, its table in seven digits."""
        return self.fitted(Fit(question, answer, country, choice or Choice()))

    def fitted(self, fit: Fit) -> Trend:
        """The trend that a section asks for, fitted on first use."""

        def make() -> Trend:
            readings = self.series(fit.question, fit.answer, fit.country, fit.choice)
            found = fit_trend(readings, model=fit.choice.model, level=fit.choice.level)
            return replace(found, table=seven_digits(found.table))

        return self.once(fit, make)

    def once(self, key: Any, make: Callable[[], Made]) -> Made:
        """What is made of these data, made on first use and kept for the next build.

        Args:
            key: all that it depends on besides the data and the report's date; its `repr`
                tells it from others.
            make: makes it.
        """
        if key not in self.made:
            cache = self.cache.estimates if self.cache else None
            # How it is made may change while its name does not.
            address = (marshal.dumps(make.__code__), self.date, key)
            kept = cache.get(*address) if cache else None
            if kept is None:
                kept = make()
                if cache:
                    cache.put(kept, *address)
            self.made[key] = kept
        found: Made = self.made[key]
        return found

    def producers(self, readings: pd.DataFrame) -> str:
        """Who produced the readings, for a source line."""
        known = self.book.pollsters
        named = {known[p].name if p in known else p for p in readings["pollster"].unique()}
        return ", ".join(sorted(named))

    def country(self, country: str) -> str:
        """The name of a country, or its id where the codebook has none."""
        return self.book.countries.get(country, country)


def gather(
    plan: Plan, data: Library | pd.DataFrame | Path | None, cache: Cache | None = None
) -> Inputs:
    """The readings published by the report's date, with all that explains them.

    Args:
        plan: the report's plan.
        data: a library, or the folder of one; a frame of readings, which the shipped library
            explains; None for the shipped library.
        cache: what was made of the same data before.

    Raises:
        ProblemsError: with every problem of the library's files.
    """
    if data is None:
        held = shipped()
    else:
        held = Library(data) if isinstance(data, Path) else Library.of(data)
    library = held.known_by(plan.heading.date)
    whole = library.readings["group"] == "all"
    return Inputs(
        plan,
        library.readings[whole].reset_index(drop=True),
        library.readings[~whole].reset_index(drop=True),
        library,
        cache,
    )


def chosen(readings: pd.DataFrame, choice: Choice) -> pd.DataFrame:
    """The readings of the pollsters wanted, from the first day wanted."""
    kept = pd.Series(data=True, index=readings.index)
    if choice.pollsters:
        kept &= readings["pollster"].isin(list(choice.pollsters))
    if choice.since:
        kept &= polls.when(readings) >= pd.Timestamp(choice.since)
    return readings[kept]


def seven_digits(table: pd.DataFrame) -> pd.DataFrame:
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
        title = "question is not in the codebook"
        return [unknown("question", question, inputs.book.questions, place, title=title)]
    answers = [entry.id for entry in known.answers]
    if answer not in answers:
        return [unknown("answer", answer, answers, place, title="answer is not in the codebook")]
    rows = inputs.readings
    rows = rows[(rows["question"] == question) & (rows["answer"] == answer)]
    held = sorted(rows["country"].unique())
    return [
        unknown("country", country, held, place, title="no reading of this country")
        for country in countries
        if country not in held
    ]


def judge_choice(
    inputs: Inputs,
    place: Place,
    question: str,
    answer: str,
    countries: Iterable[str],
    choice: Choice,
) -> list[Problem]:
    """What is wrong with how series that are held are to be fitted, or that it leaves none.

    Args:
        inputs: the data.
        place: of the section.
        question, answer, countries: of the series; every country has readings.
        choice: how they are fitted.
    """
    if not 0 < choice.level < 1:
        return [Problem("level-out-of-range", "band level is not between 0 and 1", place,
                        got=f"{choice.level:g}")]  # fmt: skip
    whole = {each: inputs.series(question, answer, each) for each in countries}
    held = sorted({name for rows in whole.values() for name in rows["pollster"].unique()})
    problems = [
        unknown("pollster", name, held, place, title="no reading of this pollster")
        for name in choice.pollsters
        if name not in held
    ]
    if problems:
        return problems
    return [
        Problem("empty-series", "no reading is left of the series", place,
                got=each, expected="pollsters and a first day that leave some")
        for each in whole
        if inputs.series(question, answer, each, choice).empty
    ]  # fmt: skip


def judge_events(inputs: Inputs, place: Place, events: Iterable[str]) -> list[Problem]:
    """Events that the list of events does not have, the nearest named."""
    known = inputs.events["event"].tolist()
    return [
        unknown("event", event, known, place, title="event is not in events.csv")
        for event in events
        if event not in known
    ]
