"""One question in several countries over the same years: small multiples on one scale."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

import polls
from analysis.figures.multiples import multiples_figure
from analysis.figures.page import Caption
from analysis.figures.stretches import lined
from analysis.report.data import Choice, Fit, Inputs, judge_choice, judge_series
from analysis.report.document import Block, Figure, Finding, Section, Table
from analysis.report.movement import Movement, arrow, faded, moved, movement
from analysis.report.standing import standing
from analysis.trends.results import Trend
from analysis.wording import curly, listing, month, percent, readings_count, span
from polls.errors import Place, Problem

__all__ = ["Options", "compose", "fits", "judge"]

MOST = 12
"""Panels that a page holds."""


@dataclass(frozen=True, kw_only=True)
class Options(Choice):
    """The question and answer, two to twelve countries, and how their series are fitted."""

    question: str
    answer: str
    countries: tuple[str, ...]
    says: str = ""
    title: str = ""


def fits(options: Options, _: Inputs) -> list[Fit]:
    """The trends that the section draws on."""
    return [
        Fit(options.question, options.answer, country, options.choice)
        for country in options.countries
    ]


def judge(options: Options, inputs: Inputs, place: Place) -> list[Problem]:
    """What is wrong with the series named, or with the number of countries."""
    problems = judge_series(inputs, place, options.question, options.answer, options.countries)
    if not 2 <= len(options.countries) <= MOST:
        problems.append(
            Problem(
                "number-of-countries",
                "countries that can be told apart in one figure",
                place,
                got=str(len(options.countries)),
                expected=f"2 to {MOST}",
            )
        )
    return problems or judge_choice(
        inputs, place, options.question, options.answer, options.countries, options.choice
    )


def compose(options: Options, inputs: Inputs) -> Section:
    """The section."""
    question = inputs.book.questions[options.question]
    answer = question.answer(options.answer)
    assert answer is not None  # judged before
    trends = {
        inputs.country(country): inputs.trend(
            options.question, options.answer, country, options.choice
        )
        for country in options.countries
    }
    readings = pd.concat(
        [
            inputs.series(options.question, options.answer, country, options.choice)
            for country in options.countries
        ],
        ignore_index=True,
    )
    found = {name: moved(trend) for name, trend in trends.items()}
    level = next(iter(trends.values())).level
    headline, finding = _finding(found, options.says or f"say “{answer.label}”", level)
    in_order = readings.loc[polls.when(readings).sort_values(kind="stable").index]
    what = f"{readings_count(len(readings))}, {span(in_order)}"
    caption = Caption(
        headline=headline,
        subtitle=f"{question.measure.capitalize()}: “{answer.label}”; percent",
        source=f"{inputs.producers(readings)}; processed by polltide",
        note=f"{what}. {curly(question.note)}".strip(),
        alt=(
            f"Line charts, a panel for each of {len(trends)} countries, {what}: "
            f"{question.measure}, answer {answer.label}. {headline}."
        ),
    )
    name = f"{options.question}-{options.answer}-countries".replace("_", "-")
    figure = Figure(
        name,
        multiples_figure(trends, caption),
        {"question": options.question, "answer": options.answer, "countries": options.countries,
         "readings": len(readings), "sources": sorted(readings["source"].unique())},
    )  # fmt: skip
    standings = tuple(
        standing(f"{name}-{country.lower()}", found[place], trends[place],
                 (answer.label, question.title), country, inputs)
        for country, place in zip(options.countries, trends, strict=True)
    )  # fmt: skip
    blocks: tuple[Block, ...] = (figure, _table(trends))
    title = options.title or f"{question.title}: countries over time"
    return Section(title, blocks, (finding,) if finding else (), standings)


def _finding(found: dict[str, Movement], says: str, level: float) -> tuple[str, Finding | None]:
    """What stands out: the country farthest below its peak, then the others."""
    known = {
        name: each for name, each in found.items()
        if each.peak is not None and each.peak_date is not None
    }  # fmt: skip
    if not known:
        return f"Too few readings for a trend in {listing(list(found))}", None
    ranked = sorted(known, key=lambda name: -_fall(known[name]))
    first = known[ranked[0]]
    assert first.peak is not None
    if _fall(first) < 0.03:
        said = listing([f"{name} {percent(each.now)}" for name, each in known.items()])
        headline = f"Near their peaks, by estimate: {said}"
        return headline, Finding("Near their peaks:", f"an estimated {said} {says}.", 0.02)
    fell = [
        f"{percent(known[name].peak or 0)} in {month(known[name].peak_date)}" for name in ranked
    ]
    headline = (
        f"{ranked[0]} fell furthest from its peak: from an estimated {fell[0]} to "
        f"{percent(first.now)}"
    )
    interval = f"{percent(first.low)[:-1]}–{percent(first.high)}"
    rest = (
        f"in {ranked[0]} {says} (estimate for {first.then}, {level:.0%} interval {interval}), "
        f"the furthest fall from a peak: {fell[0]}"
    )
    if len(fell) > 1:
        rest += f". {ranked[1]}: {percent(known[ranked[1]].now)}, from {fell[1]}"
    assert first.peak_date is not None
    weight = faded(_fall(first), first.peak_date, first.last)
    return headline, Finding(percent(first.now), f"{rest}.", weight)


def _fall(found: Movement) -> float:
    return (found.peak or 0.0) - found.now


def _table(trends: dict[str, Trend]) -> Table:
    header = ("Country", "Readings", "First", "Trend", "Last", "Trend", "Since the first")
    changes = {
        name: trend.change(trend.table["date"].iloc[0], trend.table["date"].iloc[-1])
        for name, trend in trends.items()
        if lined(trend)
    }
    step = min((_step(trends[name], change) for name, change in changes.items()), default=0.01)
    rows = tuple(_row(name, trend, changes.get(name), step) for name, trend in trends.items())
    return Table(
        header, rows, (0.19, 0.11, 0.15, 0.12, 0.15, 0.12, 0.21), "From first to last", (1, 3, 5)
    )


def _row(name: str, trend: Trend, change: pd.Series | None, step: float) -> tuple[str, ...]:
    first, last = trend.table.iloc[0], trend.table.iloc[-1]
    levels, words = ["no trend"] * 2, "too few readings"
    if change is not None:
        levels = [percent(row["estimate"], step=step) for row in (first, last)]
        words = arrow(movement(change, step=step))
    return (name, str(len(trend.readings)), month(first["date"]), levels[0], month(last["date"]),
            levels[1], words)  # fmt: skip


def _step(trend: Trend, change: pd.Series) -> float:
    """How finely to print two levels and their change, so that they agree as printed."""
    first, last = (100 * float(trend.table["estimate"].iloc[place]) for place in (0, -1))
    return 0.01 if round(last) - round(first) == round(100 * change["estimate"]) else 0.001
