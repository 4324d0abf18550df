"""How far a series moved from an event to a year after it, a bar for each event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.figures.changes import changes_after, changes_figure, events_within
from analysis.figures.page import Caption
from analysis.report.data import Choice, Fit, Inputs, judge_choice, judge_events, judge_series
from analysis.report.document import Figure, Finding, Section
from analysis.report.movement import movement
from analysis.trends.results import Trend
from analysis.wording import listing, month
from polls.errors import Place, Problem

__all__ = ["Options", "compose", "fits", "judge"]


@dataclass(frozen=True, kw_only=True)
class Options(Choice):
    """The series, how it is fitted, and the events, by name, some weeks before its last reading."""

    question: str
    answer: str
    country: str
    events: tuple[str, ...]
    title: str = ""


def fits(options: Options, _: Inputs) -> list[Fit]:
    """The trend that the section draws on."""
    return [Fit(options.question, options.answer, options.country, options.choice)]


def judge(options: Options, inputs: Inputs, place: Place) -> list[Problem]:
    """What is wrong with the series or the events, or that none lies within the readings."""
    problems = judge_series(inputs, place, options.question, options.answer, [options.country])
    problems += judge_events(inputs, place, options.events)
    if problems:
        return problems
    if found := judge_choice(
        inputs, place, options.question, options.answer, [options.country], options.choice
    ):
        return found
    if events_within(_trend(options, inputs), _named(options, inputs)).empty:
        problems.append(
            Problem("no-event-within", "no event lies within the readings of the series", place,
                    got=", ".join(options.events))
        )  # fmt: skip
    return problems


def compose(options: Options, inputs: Inputs) -> Section:
    """The section."""
    question = inputs.book.questions[options.question]
    answer = question.answer(options.answer)
    assert answer is not None  # judged before
    trend = _trend(options, inputs)
    rows = changes_after(trend, _named(options, inputs))
    left_out = [name for name in options.events if name not in set(rows["event"])]
    where = inputs.country(options.country)
    largest = rows.iloc[int(rows["estimate"].abs().to_numpy().argmax())].to_dict()
    headline = (
        f"The trend stood {_estimated(largest)} {_after(largest, trend)} “{largest['event']}” "
        f"({month(largest['date'])})"
        if movement(largest)[0] != "n"
        else "No event was followed by a clear change within a year"
    )
    caption = Caption(
        headline=headline,
        subtitle=(
            f"Change of the trend from the day of an event to a year after, points; "
            f"“{answer.label}”, {where}"
        ),
        source=f"{inputs.producers(trend.readings)}; processed by polltide",
        note="What happened before a change need not be its cause."
        + (f" Not within the readings: {listing(left_out)}." if left_out else ""),
        alt=f"Bar chart around zero, a bar for each of {len(rows)} events. {headline}.",
    )
    name = f"{options.question}-{options.answer}-{options.country.lower()}-since-events"
    figure = Figure(
        name.replace("_", "-"),
        changes_figure(rows, caption, level=trend.level),
        {"question": options.question, "answer": options.answer, "country": options.country,
         "events": list(options.events)},
    )  # fmt: skip
    title = options.title or f"Since an event, {where}"
    finding = Finding("", f"{headline}.", abs(float(largest["estimate"])) / 4)
    return Section(title, (figure,), (finding,), page=False)


def _estimated(change: dict[Any, Any]) -> str:
    """A change as an estimate: "an estimated 9 points higher"."""
    way, size = movement(change).split(" ", 1)
    return f"an estimated {size} {'higher' if way == 'up' else 'lower'}"


def _after(change: dict[Any, Any], trend: Trend) -> str:
    """How long after an event a change ends: a year, or where the readings do."""
    last = trend.readings["date"].max()
    if change["date"] + pd.Timedelta(days=365) <= last:
        return "a year after"
    return f"in {month(last)} than at"


def _trend(options: Options, inputs: Inputs) -> Trend:
    return inputs.trend(options.question, options.answer, options.country, options.choice)


def _named(options: Options, inputs: Inputs) -> pd.DataFrame:
    return inputs.events[inputs.events["event"].isin(list(options.events))]
