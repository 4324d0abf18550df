"""How far a series moved from an event to a year after it, a bar for each event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.figures.changes import changes_figure
from analysis.figures.page import Caption
from analysis.report.data import Fit, Inputs, judge_events, judge_series
from analysis.report.document import Figure, Finding, Section
from analysis.report.movement import movement
from analysis.wording import day, month
from polls.errors import Place, Problem

__all__ = ["Options", "compose", "fits", "judge"]

YEAR = pd.Timedelta(days=365)


@dataclass(frozen=True)
class Options:
    """The series and the events, by name, each at least some weeks before its last reading."""

    question: str
    answer: str
    country: str
    events: tuple[str, ...]
    title: str = ""


def fits(options: Options, _: Inputs) -> list[Fit]:
    """The trend that the section draws on."""
    return [Fit(options.question, options.answer, options.country)]


def judge(options: Options, inputs: Inputs, place: Place) -> list[Problem]:
    """What is wrong with the series or the events, or that none lies within the readings."""
    problems = judge_series(inputs, place, options.question, options.answer, [options.country])
    problems += judge_events(inputs, place, options.events)
    if problems:
        return problems
    trend = inputs.trend(options.question, options.answer, options.country)
    if _within(options, inputs, trend.readings["date"]).empty:
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
    trend = inputs.trend(options.question, options.answer, options.country)
    events = _within(options, inputs, trend.readings["date"])
    last = trend.readings["date"].max()
    changes = []
    spans = [(began, min(began + YEAR, last)) for began in events["date"]]
    found = trend.changes(spans).to_dict("records")
    for event, change, (_, end) in zip(events.to_dict("records"), found, spans, strict=True):
        short = "" if end == event["date"] + YEAR else f", to {month(end)}"
        changes.append(
            {
                "label": f"{event['event']}\n{day(event['date'])}{short}",
                "estimate": round(float(change["estimate"]), 7),
                "low": round(float(change["low"]), 7),
                "high": round(float(change["high"]), 7),
                "event": event["event"],
                "date": event["date"],
            }
        )
    rows = pd.DataFrame(changes)
    where = inputs.country(options.country)
    largest = rows.iloc[int(rows["estimate"].abs().to_numpy().argmax())].to_dict()
    headline = (
        f"After “{largest['event']}” ({month(largest['date'])}) the trend went "
        f"{_estimated(largest)} within a year"
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
        note="What happened before a change is not thereby its cause.",
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
    """A change as an estimate: "up an estimated 9 points"."""
    way, size = movement(change).split(" ", 1)
    return f"{way} an estimated {size}"


def _within(options: Options, inputs: Inputs, dates: pd.Series) -> pd.DataFrame:
    events = inputs.events[inputs.events["event"].isin(list(options.events))]
    margin = pd.Timedelta(days=28)
    return events[events["date"].between(dates.min(), dates.max() - margin)]
