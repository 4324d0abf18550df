"""One question, one answer, one country: the trend, its events, its latest readings."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.figures.page import Caption
from analysis.figures.trend import series_figure
from analysis.report.data import Inputs, judge_series
from analysis.report.document import Block, Figure, Prose, Section
from analysis.report.movement import level_and_movement
from analysis.report.tables import readings_table
from analysis.trends.drawable import enough
from analysis.wording import fieldwork, percent, readings_count, span
from polls.codebooks.model import Answer, Question
from polls.errors import Place, Problem, did_you_mean

__all__ = ["Options", "compose", "judge"]

LATEST = 6
"""Readings in the table under the figure."""


@dataclass(frozen=True)
class Options:
    """The series, and the dated events to mark, by name, in the editor's choice."""

    question: str
    answer: str
    country: str
    events: tuple[str, ...] = ()


def judge(options: Options, inputs: Inputs, place: Place) -> list[Problem]:
    """What is wrong with the series or the events named."""
    problems = judge_series(inputs, place, options.question, options.answer, [options.country])
    known = inputs.events["event"].tolist()
    problems += [
        Problem(
            "unknown-event",
            "event is not in events.csv",
            place,
            got=repr(event),
            hint=did_you_mean(event, known),
        )
        for event in options.events
        if event not in known
    ]
    return problems


def compose(options: Options, inputs: Inputs) -> Section:
    """The section."""
    question = inputs.book.questions[options.question]
    answer = question.answer(options.answer)
    assert answer is not None  # judged before
    trend = inputs.trend(options.question, options.answer, options.country)
    readings = inputs.series(options.question, options.answer, options.country)
    finding = level_and_movement(f"“{answer.label}”", trend)
    caption = _caption(
        finding, question, answer, readings, inputs, options.country, lined=enough(trend)
    )
    events = inputs.events[inputs.events["event"].isin(list(options.events))]
    name = f"{options.question}-{options.answer}-{options.country.lower()}".replace("_", "-")
    blocks: list[Block] = [
        Figure(name, series_figure(trend, caption, events), _inputs(options, readings)),
        Prose(_extremes(readings, inputs)),
        readings_table(inputs, readings.iloc[-LATEST:][::-1], "The latest readings"),
    ]
    # What a fit assumed explains nothing where no line is drawn.
    notes = [*(trend.notes if enough(trend) else ()), *_wordings(question, options.country)]
    blocks += [Prose(text, "note") for text in notes]
    where = inputs.book.countries[options.country]
    return Section(f"{question.title}, {where}", tuple(blocks), f"{finding}.")


def _caption(
    headline: str,
    question: Question,
    answer: Answer,
    readings: pd.DataFrame,
    inputs: Inputs,
    country: str,
    *,
    lined: bool,
) -> Caption:
    where = inputs.book.countries[country]
    what = f"{readings_count(len(readings))}, {span(readings)}"
    chart = "Line chart with a band through" if lined else "Dot plot of"
    return Caption(
        headline=headline,
        subtitle=f"{question.measure.capitalize()}: “{answer.label}”; {where}, percent",
        source=f"{inputs.producers(readings)}; processed by polltide",
        note=f"{what}. {_bases(readings, lined=lined)} {question.note}".strip(),
        alt=(
            f"{chart} {what}: {question.measure}, answer "
            f"{answer.label}, {where}. {headline}. Lowest reading "
            f"{percent(readings['share'].min())}, highest {percent(readings['share'].max())}."
        ),
    )


def _bases(readings: pd.DataFrame, *, lined: bool) -> str:
    known = readings["n"].dropna()
    if known.empty:
        stands_in = "; the pollster's usual base stands in" if lined else ""
        return f"Bases are not published{stands_in}."
    low, high = f"{known.min():,.0f}", f"{known.max():,.0f}"
    said = f"Base {low}" if low == high else f"Bases from {low} to {high}"
    missing = len(readings) - len(known)
    return f"{said}; {missing} not published." if missing else f"{said}."


def _extremes(readings: pd.DataFrame, inputs: Inputs) -> str:
    share = readings["share"].to_numpy()
    if len(share) == 1:
        return f"There is one reading, as published by {inputs.producers(readings)}."
    last, high, low = (
        f"{percent(share[place])} ({fieldwork(readings.iloc[place].to_dict())})"
        for place in (-1, int(share.argmax()), int(share.argmin()))
    )
    return (
        f"The last reading is {last}. Of {_all_of(len(readings))} the highest is {high} and "
        f"the lowest {low}, as published by {inputs.producers(readings)}."
    )


def _all_of(count: int) -> str:
    return "the two readings" if count == 2 else f"all {count} readings"


def _wordings(question: Question, country: str) -> list[str]:
    asked = [wording for wording in question.wordings if wording.country in ("", country)]
    return [
        f"Asked by {wording.pollster} ({wording.lang}): “{wording.text}”"
        + (f" (“{wording.translation}”)" if wording.translation != wording.text else "")
        for wording in asked
    ]


def _inputs(options: Options, readings: pd.DataFrame) -> dict[str, object]:
    return {
        "question": options.question,
        "answer": options.answer,
        "country": options.country,
        "readings": len(readings),
        "sources": sorted(readings["source"].unique()),
    }
