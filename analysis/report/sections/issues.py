"""What else is named: the answers of one question as lines, and a heat map answer by year."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

import polls
from analysis.figures.heat import heat_figure, yearly
from analysis.figures.page import Caption, new_figure
from analysis.figures.trend import overlay_figure
from analysis.report.data import Choice, Fit, Inputs, chosen
from analysis.report.document import Figure, Finding, Section
from analysis.trends.results import Trend
from analysis.wording import curly, listing, month, percent, readings_count
from polls.errors import Place, Problem, did_you_mean, one_of, unknown

__all__ = ["Options", "compose", "fits", "judge"]

LINES = 4
"""Answers drawn as lines; the heat map holds all."""

SHOWN = 16
"""Years in the heat map."""


@dataclass(frozen=True, kw_only=True)
class Options(Choice):
    """The question and country; `answers` are those shown, none named means all with readings."""

    question: str
    country: str
    answers: tuple[str, ...] = ()
    title: str = ""


def fits(options: Options, inputs: Inputs) -> list[Fit]:
    """The trends that the section draws on."""
    if options.question not in inputs.book.questions:
        return []
    return [
        Fit(options.question, name, options.country, options.choice)
        for name in _latest(_rows(options, inputs)).index[:LINES]
    ]


def judge(options: Options, inputs: Inputs, place: Place) -> list[Problem]:
    """What is wrong with the question, the country or the answers named."""
    known = inputs.book.questions.get(options.question)
    if known is None:
        near = did_you_mean(options.question, inputs.book.questions)
        expected = one_of(inputs.book.questions)
        return [Problem("unknown-question", "question is not in the codebook", place,
                        got=repr(options.question), expected=expected, hint=near)]  # fmt: skip
    held = _held(options, inputs)
    if len(held) < 2:
        return [Problem("too-few-answers", "too few answers have readings", place,
                        got=", ".join(held) or "none", expected="2 or more")]  # fmt: skip
    return [
        unknown("answer", name, held, place, title="no reading of this answer")
        for name in options.answers
        if name not in held
    ]  # fmt: skip


def compose(options: Options, inputs: Inputs) -> Section:
    """The section."""
    question = inputs.book.questions[options.question]
    where = inputs.country(options.country)
    rows = _rows(options, inputs)
    labels = {entry.id: entry.label for entry in question.answers}
    cells = yearly(rows.assign(date=polls.when(rows)), "answer", SHOWN).rename(index=labels)
    latest = _latest(rows)
    top = list(latest.index[:LINES])
    trends = {
        labels.get(name, name): inputs.trend(
            options.question, name, options.country, options.choice
        )
        for name in top
    }
    first, second = (labels.get(name, name) for name in top[:2])
    ends = [trend.readings["date"].max() for trend in trends.values()]
    said = listing([f"{labels.get(name, name)} {percent(latest[name])}" for name in top])
    shares = " and ".join(percent(latest[name]) for name in top[:2])
    headline = f"{first} and {second} lead the list: {shares} (mean of the last year)"
    producers = f"{inputs.producers(rows)}; processed by polltide"
    subtitle = f"{question.measure.capitalize()}; {where}, percent"
    until = "" if len(set(ends)) == 1 else _until(trends)
    lines = overlay_figure(
        trends,
        Caption(headline, subtitle, producers,
                f"{until}Means of each issue’s last year: {said}. {curly(question.note)}",
                f"Line chart of {len(trends)} issues, {where}. {headline}."),
        figure=new_figure((6.7, 5.5)), dots=False,
    )  # fmt: skip
    about = {"question": options.question, "country": options.country, "readings": len(rows),
             "sources": sorted(rows["source"].unique())}  # fmt: skip
    years = f"{cells.columns[0]} to {cells.columns[-1]}"
    heat = heat_figure(
        cells,
        Caption(
            _heat_headline(cells), subtitle, producers, f"{readings_count(len(rows))}.",
            f"Heat map of {len(cells)} issues by year, {years}, {where}: a row each issue.",
        ),
    )  # fmt: skip
    name = f"{options.question}-{options.country.lower()}".replace("_", "-")
    blocks = (Figure(f"{name}-issues", lines, about), Figure(f"{name}-heat", heat, about))
    gap = float(latest.iloc[0] - latest.iloc[1])
    finding = Finding(f"{first} leads the list:", f"{said}, means of the last year.", gap / 2)
    return Section(options.title or f"What else people name, {where}", blocks, (finding,))


def _rows(options: Options, inputs: Inputs) -> pd.DataFrame:
    """The readings of the answers shown."""
    rows = _of_question(options, inputs)
    answers = options.answers or tuple(_held(options, inputs))
    return rows[rows["answer"].isin(list(answers))]


def _of_question(options: Options, inputs: Inputs) -> pd.DataFrame:
    return chosen(
        inputs.readings[
            (inputs.readings["question"] == options.question)
            & (inputs.readings["country"] == options.country)
        ],
        options,
    )


def _held(options: Options, inputs: Inputs) -> list[str]:
    rows = _of_question(options, inputs)
    days = polls.when(rows).groupby(rows["answer"]).nunique()
    substantive = {
        entry.id: entry.substantive for entry in inputs.book.questions[options.question].answers
    }
    held = days[days >= 10].index
    return [str(name) for name in held if substantive.get(str(name), True)]


def _latest(rows: pd.DataFrame) -> pd.Series:
    """The mean of each answer over its last year of readings, the largest first."""
    days = polls.when(rows)
    last = days.groupby(rows["answer"]).transform("max")
    recent = rows[days > last - pd.Timedelta(days=365)]
    means = recent.groupby("answer")["share"].mean()
    return means.sort_values(ascending=False, kind="stable")


def _heat_headline(cells: pd.DataFrame) -> str:
    moves = (cells.max(axis=1) - cells.min(axis=1)).sort_values(ascending=False)
    name = str(moves.index[0])
    row = cells.iloc[list(cells.index).index(name)]
    return (
        f"{name} moved most: {percent(float(row.min()))} in {row.idxmin()}, "
        f"{percent(float(row.max()))} in {row.idxmax()}"
    )


def _until(trends: dict[str, Trend]) -> str:
    ends = {name: month(trend.readings["date"].max()) for name, trend in trends.items()}
    newest = max(trend.readings["date"].max() for trend in trends.values())
    early = [f"{name} to {end}" for name, end in ends.items() if end != month(newest)]
    return f"Readings held: {listing(early)}. " if early else ""
