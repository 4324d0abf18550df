"""One question, one answer, one country: the trend, its events and shifts, what it says now."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

import pandas as pd

import polls
from analysis.breaks.search import TurningPoints, turning_points
from analysis.figures.houses import height_beside
from analysis.figures.page import Caption, grow_axes, new_figure
from analysis.figures.stretches import lined
from analysis.figures.trend import NO_SHIFTS, series_figure
from analysis.report.data import Choice, Fit, Inputs, judge_choice, judge_events, judge_series
from analysis.report.document import Block, Figure, Finding, Prose, Section, Table
from analysis.report.movement import Movement, moved, movement
from analysis.report.standing import standing
from analysis.trends.results import Trend
from analysis.wording import curly, day, fieldwork, listing, month, percent, readings_count, span
from polls.codebooks.model import Answer, Question
from polls.errors import Place, Problem

__all__ = ["Options", "compose", "fits", "judge"]

HEIGHTS = {"large": 7.3, "small": 1.5}
"""Inches: two thirds of a page, or a third with its words."""


KINDS = {"level break": "sudden shift", "outlier": "odd poll", "slope break": "change of pace"}
"""How the kinds of turning points are called in print."""


@dataclass(frozen=True, kw_only=True)
class Options(Choice):
    """The series, how it is fitted, and the dated events to mark, by name.

    `says` continues the sentence of its number ("of adults name it among the top issues"),
    `title` heads the section, `shifts` looks for sudden ones, `size` is "large" (most of a
    page) or "small" (a third).
    """

    question: str
    answer: str
    country: str
    events: tuple[str, ...] = ()
    says: str = ""
    title: str = ""
    size: Literal["large", "small"] = "small"
    shifts: bool = False


def fits(options: Options, _: Inputs) -> list[Fit]:
    """The trend that the section draws on."""
    return [Fit(options.question, options.answer, options.country, options.choice)]


def judge(options: Options, inputs: Inputs, place: Place) -> list[Problem]:
    """What is wrong with the series or the events named."""
    problems = judge_series(inputs, place, options.question, options.answer, [options.country])
    problems += judge_events(inputs, place, options.events)
    if problems:
        return problems
    return judge_choice(
        inputs, place, options.question, options.answer, [options.country], options.choice
    )


def compose(options: Options, inputs: Inputs) -> Section:
    """The section."""
    question = inputs.book.questions[options.question]
    answer = question.answer(options.answer)
    assert answer is not None  # judged before
    trend = inputs.trend(options.question, options.answer, options.country, options.choice)
    readings = inputs.series(options.question, options.answer, options.country, options.choice)
    where = inputs.country(options.country)
    found = moved(trend)
    says = options.says or f"in {where}: “{answer.label}”"
    events = inputs.events[inputs.events["event"].isin(list(options.events))]
    caption = _caption(found, says, trend, question, answer, readings, inputs, where)
    caption = replace(caption, note=f"{caption.note} {_not_marked(events, trend)}".strip())
    shifts = _shifts(trend, options, inputs) if options.shifts else None
    large = options.size == "large"
    width = 6.7
    drawing = series_figure(
        trend, caption, events, _shifts_of(shifts), houses=not large,
        figure=new_figure((width, HEIGHTS[options.size] + (1.0 if large else 1.3))),
    )  # fmt: skip
    if not large:
        grow_axes(drawing.figure, height_beside(trend))
    name = f"{options.question}-{options.answer}-{options.country.lower()}".replace("_", "-")
    blocks: list[Block] = [
        Figure(name, drawing, _inputs(options, readings)),
        Prose(_extremes(readings, inputs)),
    ]
    if shifts is not None and len(shifts.table):
        blocks.append(_shift_table(shifts, inputs, options.country))
    title = options.title or f"{question.title}, {where}"
    return Section(
        title,
        tuple(blocks),
        findings=(_finding(found, says, options.level, inputs.date),),
        standings=(
            standing(name, found, trend, (answer.label, question.title), options.country, inputs),
        ),
        page=large,
    )


def _shifts(trend: Trend, options: Options, inputs: Inputs) -> TurningPoints:
    key = ("shifts", options.question, options.answer, options.country, options.choice)
    return inputs.once(key, lambda: turning_points(trend, events=inputs.events))


def _finding(found: Movement, says: str, level: float, date: pd.Timestamp) -> Finding:
    strong = percent(found.now)
    short = _headline(found, says)
    if not found.estimated:
        rest = f"{says}, in {found.which} ({found.then})."
        return Finding(strong, rest, found.weight, short)
    interval = f"{percent(found.low)[:-1]}–{percent(found.high)}"
    rest = f"{says} (estimate for {found.then}, {level:.0%} interval {interval})"
    if found.change is not None:
        rest += f", {_change_words(found.change)}"
    if found.peak is not None and found.peak_date is not None:
        if found.peak - found.now > 0.05:
            rest += f"; the peak was {percent(found.peak)} in {month(found.peak_date)}"
        elif found.peak - found.now < 0.005:
            rest += ", the highest of its trend"
    # An old number says less about today, however far it moved.
    fresh = 1.0 if (date - found.last).days < 400 else 0.4
    return Finding(strong, f"{rest}.", found.weight * fresh, short)


def _change_words(change: pd.Series) -> str:
    words = movement(change)
    return "without a clear change on a year before" if words[0] == "n" else f"{words} in a year"


def _caption(
    found: Movement,
    says: str,
    trend: Trend,
    question: Question,
    answer: Answer,
    readings: pd.DataFrame,
    inputs: Inputs,
    where: str,
) -> Caption:
    what = f"{readings_count(len(readings))}, {span(readings)}"
    with_line = lined(trend)
    chart = "Line chart with bands of" if with_line else "Dot plot with intervals of"
    headline = _headline(found, says)
    return Caption(
        headline=headline,
        subtitle=f"{question.measure.capitalize()}: “{answer.label}”; {where}, percent",
        source=f"{inputs.producers(readings)}; processed by polltide",
        note=f"{what}. {_bases(readings)} {curly(question.note)}".strip(),
        alt=(
            f"{chart} {what}: {question.measure}, answer {answer.label}, {where}. {headline}. "
            f"Lowest reading {percent(readings['share'].min())}, highest "
            f"{percent(readings['share'].max())}."
        ),
    )


def _not_marked(events: pd.DataFrame, trend: Trend) -> str:
    """The events that lie outside the readings, of which a figure says nothing."""
    first, last = trend.readings["date"].agg(["min", "max"])
    outside = events.loc[~events["date"].between(first, last), "event"]
    return f"Not marked, outside the readings: {listing(list(outside))}." if len(outside) else ""


def _headline(found: Movement, says: str) -> str:
    if not found.estimated:
        return f"{percent(found.now)} {says}, in {found.which} ({found.then})"
    tail = f", {_change_words(found.change)}" if found.change is not None else ""
    return f"An estimated {percent(found.now)} {says} in {found.then}{tail}"


def _bases(readings: pd.DataFrame) -> str:
    base = readings["n"].fillna(readings["n_weighted"])
    known = base.dropna()
    if known.empty:
        return "Bases are not published."
    low, high = f"{known.min():,.0f}", f"{known.max():,.0f}"
    said = f"Base {low}" if low == high else f"Bases from {low} to {high}"
    weighted = int((readings["n"].isna() & base.notna()).sum())
    if weighted:
        said += ", weighted" if weighted == len(known) else f", {weighted} of them weighted"
    missing = len(readings) - len(known)
    return f"{said}; {missing} not published." if missing else f"{said}."


def _extremes(readings: pd.DataFrame, inputs: Inputs) -> str:
    share = readings["share"].to_numpy()
    if len(share) == 1:
        return f"There is one reading, as published by {inputs.producers(readings)}."
    days = polls.when(readings)
    published = f"as published by {inputs.producers(readings)}"
    if len(share) == 2:
        first, second = (_dated(readings, [place]) for place in days.argsort(kind="stable"))
        return f"The two readings are {first} and {second}, {published}."
    if share.min() == share.max():
        return f"All {len(share)} readings are {_dated(readings, range(len(share)))}, {published}."
    last = [_dated(readings, [place]) for place in (days == days.max()).to_numpy().nonzero()[0]]
    high = _dated(readings, (share == share.max()).nonzero()[0])
    low = _dated(readings, (share == share.min()).nonzero()[0])
    noun = "reading is" if len(last) == 1 else "readings are"
    return (
        f"The last {noun} {listing(last)}. Of all {len(share)} readings the highest is {high} and "
        f"the lowest {low}, {published}."
    )


def _dated(readings: pd.DataFrame, places: Any) -> str:
    """A share with the dates of all readings that have it; of more than three the number."""
    rows = [readings.iloc[int(place)].to_dict() for place in places]
    said = [fieldwork(row) for row in rows]
    dates = listing(said) if len(said) <= 3 else f"{said[0]} and {len(said) - 1} times later"
    return f"{percent(rows[0]['share'], step=rows[0]['precision'])} ({dates})"


def _shifts_of(found: TurningPoints | None) -> pd.DataFrame:
    if found is None:
        return NO_SHIFTS
    breaks = found.table[found.table["kind"] == "level break"]
    clear = breaks["p_value"].astype(float) <= found.false_alarms
    return pd.DataFrame({"date": breaks["date"], "size": breaks["size"], "clear": clear})


def _shift_table(found: TurningPoints, inputs: Inputs, country: str) -> Table:
    rows = tuple(
        (
            KINDS.get(row["kind"], row["kind"]),
            _between(row),
            _size(row),
            "under 0.1%" if row["p_value"] < 0.001 else percent(row["p_value"], step=0.001),
            _events_between(row, inputs, country),
        )
        for row in found.table.sort_values("date").to_dict("records")
    )
    header = ("What", "Between", "Points", "By chance alone", "Events in that time")
    caption = (
        f"Sudden shifts and odd polls. About {percent(found.false_alarms)} of the rows are "
        "expected to be false; what happened at the time need not be the cause"
    )
    return Table(header, rows, (0.14, 0.28, 0.18, 0.12, 0.28), caption)


def _events_between(row: dict[Any, Any], inputs: Inputs, country: str) -> str:
    named = inputs.events[
        inputs.events["date"].between(row["first_day"], row["last_day"])
        & inputs.events["country"].isin([country, "EU", ""])
    ]
    said = [f"{item['event']} ({day(item['date'])})" for item in named.to_dict("records")]
    return "; ".join(said) or "none listed"


def _between(row: dict[Any, Any]) -> str:
    first, last = day(row["first_day"]), day(row["last_day"])
    return first if first == last else f"{first} and {last}"


def _size(row: dict[Any, Any]) -> str:
    size, low, high = (f"{100 * row[name]:+.0f}".replace("-", "−") for name in
                       ("size", "low", "high"))  # fmt: skip
    a_year = " a year" if row["unit"] != "share" else ""
    return f"{size}{a_year} ({low} to {high})"


def _inputs(options: Options, readings: pd.DataFrame) -> dict[str, object]:
    return {
        "question": options.question,
        "answer": options.answer,
        "country": options.country,
        "readings": len(readings),
        "sources": sorted(readings["source"].unique()),
    }
