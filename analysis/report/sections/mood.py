"""Many questions joined into one mood: the line, its items, and what it foretells.

[[section]]
kind = "mood"
title = "..."                      # what the questions are about
countries = ["GB", "UK"]           # taken as one
without = ["question/answer"]      # what is not about it
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analysis.figures.mood import country_name, mood_figure
from analysis.figures.page import Caption
from analysis.latent.mood import mood
from analysis.latent.results import Mood
from analysis.report.data import Inputs
from analysis.report.document import Figure, Finding, Prose, Section, Table
from analysis.wording import listing, percent, readings_count
from polls.errors import Place, Problem, ProblemsError, ProblemsWarning, did_you_mean, one_of

__all__ = ["Options", "compose", "judge"]

ITEMS = 10
"""Items in the table, those asked in most years."""


@dataclass(frozen=True)
class Options:
    """What the questions are about, the countries, and what is left out."""

    title: str
    countries: tuple[str, ...]
    questions: tuple[str, ...] = ()
    without: tuple[str, ...] = ()


def judge(options: Options, inputs: Inputs, place: Place) -> list[Problem]:
    """What is wrong with the names given, or with the readings that they leave."""
    frame = inputs.readings
    known: Mapping[str, set[str]] = {
        "country": set(frame["country"]),
        "question": set(frame["question"]),
        "answer": set(frame["question"]) | set(frame["question"] + "/" + frame["answer"]),
    }
    named = {
        "country": options.countries, "question": options.questions, "answer": options.without
    }  # fmt: skip
    problems = [
        Problem(
            f"unknown-{what}",
            f"no reading of this {what}",
            place,
            got=repr(name),
            expected=one_of(sorted(known[what])),
            hint=did_you_mean(name, known[what]),
        )
        for what, names in named.items()
        for name in names
        if name not in known[what]
    ]
    if problems:
        return problems
    try:
        _mood(options, inputs)
    except ProblemsError as error:
        return list(error.problems)
    return []


def compose(options: Options, inputs: Inputs) -> Section:
    """The section."""
    found = _mood(options, inputs)
    table = found.table
    estimates = table["estimate"].to_numpy()
    places = (int(estimates.argmin()), int(estimates.argmax()), -1)
    low, high, last = (table.iloc[place].to_dict() for place in places)
    where = country_name(found.country)
    count = f"{readings_count(len(found.readings))} of {len(found.items)} questions"
    finding = (
        f"{len(found.items)} questions as one stand at an estimated {percent(last['estimate'])} in "
        f"{last['date'].year}; highest in {high['date'].year} ({percent(high['estimate'])}), "
        f"lowest in {low['date'].year} ({percent(low['estimate'])})"
    )
    caption = Caption(
        headline=finding,
        subtitle=f"{options.title}, {where}: what the average question would show; percent",
        source=f"{inputs.producers(found.readings)}; processed by polltide",
        note=f"{count}. Each reading is moved to the mood's scale.",
        alt=f"Line chart with a band, {where}: {options.title}, {count}. {finding}.",
    )
    inputs_of = {"countries": options.countries, "without": options.without,
                 "readings": len(found.readings)}  # fmt: skip
    name = "mood-" + "-".join(options.countries).lower()
    blocks = (
        Figure(name, mood_figure(found, caption), inputs_of),
        Prose(
            "Each question has its own level and its own loading on one line that walks from year "
            "to year; houses differ by constants, and what sampling does not explain is estimated "
            "for each question. " + said_of_doubtful(found)
        ),
        _items(found, inputs),
    )
    moved = abs(float(last["estimate"]) - float(high["estimate"]))
    found_most = Finding("", f"{finding}.", moved / 4)
    return Section(f"{options.title}: many questions, one mood", blocks, (found_most,))


def said_of_doubtful(found: Mood) -> str:
    """Which questions do not seem to belong, in a sentence."""
    names = found.doubtful
    return (
        f"Questions that hardly move with it, or against it: {listing(names)}."
        if names
        else "No question moves against it."
    )


def _mood(options: Options, inputs: Inputs) -> Mood:
    """The mood, made on first use."""

    def make() -> Mood:
        frame = inputs.readings
        pairs = frame["question"] + "/" + frame["answer"]
        wanted = frame["country"].isin(options.countries) & (frame["group_by"] == "all")
        wanted &= ~frame["question"].isin(options.without) & ~pairs.isin(options.without)
        if options.questions:
            wanted &= frame["question"].isin(options.questions)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ProblemsWarning)  # the section says the same
            together = options.countries if len(options.countries) > 1 else ()
            made: Any = mood(frame[wanted], method="latent", together=together)
        found: Mood = made
        return found

    return inputs.once(("mood", options), make)


def _items(found: Mood, inputs: Inputs) -> Table:
    most = found.items.sort_values("periods", ascending=False, kind="stable").head(ITEMS)
    rows = tuple(
        (
            inputs.book.questions[row["question"]].title
            if row["question"] in inputs.book.questions
            else row["item"],
            str(row["readings"]),
            str(row["periods"]),
            percent(row["mean"]),
            f"{row['loading']:.2f}".replace("-", "−"),
        )
        for row in most.to_dict("records")
    )
    header = ("Question", "Readings", "Years", "Mean", "Loading")
    return Table(header, rows, (0.56, 0.12, 0.1, 0.1, 0.12), "The questions asked in most years")
