"""Where a series shifted, where a poll was odd, and what happened at the time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.breaks.search import TurningPoints, turning_points
from analysis.figures.page import Caption
from analysis.figures.trend import series_figure
from analysis.report.data import Inputs, judge_series
from analysis.report.document import Figure, Prose, Section, Table
from analysis.wording import day, listing, month, percent, points_unsigned
from polls.errors import Place, Problem

__all__ = ["Options", "compose", "judge"]

NAMED = 3
"""Shifts named in the headline."""


@dataclass(frozen=True)
class Options:
    """The series looked at."""

    question: str
    answer: str
    country: str


def judge(options: Options, inputs: Inputs, place: Place) -> list[Problem]:
    """What is wrong with the series named."""
    return judge_series(inputs, place, options.question, options.answer, [options.country])


def compose(options: Options, inputs: Inputs) -> Section:
    """The section."""
    question = inputs.book.questions[options.question]
    answer = question.answer(options.answer)
    assert answer is not None  # judged before
    trend = inputs.trend(options.question, options.answer, options.country)
    found = turning_points(trend)
    where = inputs.book.countries[options.country]
    shifts = found.table[found.table["kind"] == "level break"]
    clear = shifts["p_value"].astype(float) <= found.false_alarms
    sure, unsure = shifts[clear], shifts[~clear]
    finding = f"“{answer.label}”: {_finding(sure)}"
    readings = inputs.series(options.question, options.answer, options.country)
    caption = Caption(
        headline=finding,
        subtitle=f"{question.measure.capitalize()}: “{answer.label}”; {where}, percent",
        source=f"{inputs.producers(readings)}; processed by polltide",
        note=_note(found),
        alt=(
            f"Line chart of {len(readings)} readings with triangles at the shifts found: "
            f"{question.measure}, answer {answer.label}, {where}. {finding}."
        ),
    )
    name = f"{options.question}-{options.answer}-{options.country.lower()}-shifts"
    figure = Figure(
        name.replace("_", "-"),
        series_figure(
            trend, caption, inputs.events.iloc[:0], list(sure["date"]), list(unsure["date"])
        ),
        {"question": options.question, "answer": options.answer, "country": options.country,
         "false_alarms": found.false_alarms},
    )  # fmt: skip
    blocks = (figure, _table(found)) if len(found.table) else (figure, Prose("None was found."))
    return Section(f"{question.title}, {where}: turning points", blocks, f"{finding}.")


def _finding(shifts: pd.DataFrame) -> str:
    """The largest of the shifts that chance alone would hardly make."""
    if shifts.empty:
        return "no sudden shift stands out from its ordinary movement"
    largest = shifts.loc[shifts["size"].abs().sort_values(ascending=False).index].head(NAMED)
    said = [
        f"{'up' if row['size'] > 0 else 'down'} {points_unsigned(row['size'])} "
        f"in {month(row['date'])}"
        for row in largest.sort_values("date").to_dict("records")
    ]
    which = "the largest clear shifts are" if len(said) > 1 else "one clear shift,"
    return f"{which} {listing(said)}"


def _note(found: TurningPoints) -> str:
    """What the triangles are, and how sure the list and each row of it is."""
    share = percent(found.false_alarms)
    return (
        "Triangles: sudden shifts beyond the model's ordinary movement. The list is drawn up so "
        f"that about {share} of its rows are expected to be false (false discovery rate). By "
        "chance alone: how many in a hundred series without any shift would show one as large "
        f"somewhere. Filled, and in the headline: {share} or fewer; hollow: more. What happened "
        "at the time is not thereby the cause."
    )


def _table(found: TurningPoints) -> Table:
    rows = tuple(_row(row) for row in found.table.sort_values("date").to_dict("records"))
    header = ("What", "Between", "Size (points)", "By chance alone", "Events in that time")
    return Table(header, rows, (0.15, 0.3, 0.2, 0.12, 0.3), "Turning points, by date")


def _row(row: dict[Any, Any]) -> tuple[str, ...]:
    first, last = day(row["first_day"]), day(row["last_day"])
    size, low, high = (_signed(row[name]) for name in ("size", "low", "high"))
    a_year = " a year" if row["unit"] != "share" else ""
    return (
        row["kind"],
        first if first == last else f"{first} and {last}",
        f"{size}{a_year} ({low} to {high})",
        "under 0.1%" if row["p_value"] < 0.001 else percent(row["p_value"], step=0.001),
        row["events"] if pd.notna(row["events"]) and row["events"] else "none listing",
    )


def _signed(share: float) -> str:
    return f"{100 * share:+.0f}".replace("-", "−")
