"""One question in several countries over the same years: trends side by side."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

import polls
from analysis.figures.style import LOOKS, Caption
from analysis.figures.trend import overlay_figure
from analysis.report.data import Inputs, judge_series
from analysis.report.document import Figure, Section, Table
from analysis.report.movement import movement
from analysis.trends.drawable import enough
from analysis.trends.results import Trend
from analysis.wording import listing, month, percent, readings_count, span
from polls.errors import Place, Problem

__all__ = ["Options", "compose", "judge"]


@dataclass(frozen=True)
class Options:
    """The question and answer, and two to four countries."""

    question: str
    answer: str
    countries: tuple[str, ...]


def judge(options: Options, inputs: Inputs, place: Place) -> list[Problem]:
    """What is wrong with the series named, or with the number of countries."""
    problems = judge_series(inputs, place, options.question, options.answer, options.countries)
    if not 2 <= len(options.countries) <= len(LOOKS):
        problems.append(
            Problem(
                "number-of-countries",
                "countries that can be told apart in one figure",
                place,
                got=str(len(options.countries)),
                expected=f"2 to {len(LOOKS)}",
            )
        )
    return problems


def compose(options: Options, inputs: Inputs) -> Section:
    """The section."""
    question = inputs.book.questions[options.question]
    answer = question.answer(options.answer)
    assert answer is not None  # judged before
    trends = {
        inputs.book.countries[country]: inputs.trend(options.question, options.answer, country)
        for country in options.countries
    }
    readings = pd.concat(
        [inputs.series(options.question, options.answer, c) for c in options.countries],
        ignore_index=True,
    )
    finding = _finding(answer.label, trends)
    in_order = readings.loc[polls.when(readings).sort_values(kind="stable").index]
    what = f"{readings_count(len(readings))}, {span(in_order)}"
    caption = Caption(
        headline=finding,
        subtitle=f"{question.measure.capitalize()}: “{answer.label}”; percent",
        source=f"{inputs.producers(readings)}; processed by polltide",
        note=f"{what}. {question.note}".strip(),
        alt=(
            f"Line chart of {len(trends)} countries with bands, {what}: "
            f"{question.measure}, answer {answer.label}. {finding}."
        ),
    )
    name = f"{options.question}-{options.answer}-countries".replace("_", "-")
    figure = Figure(
        name,
        overlay_figure(trends, caption),
        {"question": options.question, "answer": options.answer, "countries": options.countries,
         "readings": len(readings), "sources": sorted(readings["source"].unique())},
    )  # fmt: skip
    return Section(
        f"{question.title}: countries over time", (figure, _table(trends)), f"{finding}."
    )


def _finding(label: str, trends: dict[str, Trend]) -> str:
    peaks = {
        name: trend.table.iloc[int(trend.table["estimate"].to_numpy().argmax())]
        for name, trend in trends.items()
        if enough(trend)
    }
    if not peaks:
        return f"“{label}”: too few readings for a trend"
    said = [
        f"{name} {percent(peak['estimate'])} ({month(peak['date'])})"
        for name, peak in peaks.items()
    ]
    return f"“{label}”, peak of the trend: {listing(said)}"


def _table(trends: dict[str, Trend]) -> Table:
    header = ("Country", "Readings", "First", "Trend then", "Last", "Trend then", "Change")
    rows = tuple(_row(name, trend) for name, trend in trends.items())
    return Table(header, rows, (0.2, 0.12, 0.2, 0.12, 0.2, 0.12, 0.2), "From first to last")


def _row(name: str, trend: Trend) -> tuple[str, ...]:
    first, last = trend.table.iloc[0], trend.table.iloc[-1]
    if enough(trend):
        levels = [percent(row["estimate"]) for row in (first, last)]
        moved = movement(trend.change(first["date"], last["date"]))
    else:
        levels, moved = ["no trend"] * 2, "too few readings"
    return (
        name,
        str(len(trend.readings)),
        month(first["date"]),
        levels[0],
        month(last["date"]),
        levels[1],
        moved,
    )
