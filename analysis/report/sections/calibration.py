"""Would the trend have foreseen the readings that came? Its record against simple rules."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.report.data import Inputs, judge_series
from analysis.report.document import Prose, Section, Table
from analysis.trends.backtest import FIRST, backtest
from analysis.wording import percent
from polls.errors import Place, Problem

__all__ = ["Options", "compose", "judge"]


@dataclass(frozen=True)
class Options:
    """The series predicted."""

    question: str
    answer: str
    country: str


def judge(options: Options, inputs: Inputs, place: Place) -> list[Problem]:
    """What is wrong with the series named, or that it is too short to predict."""
    problems = judge_series(inputs, place, options.question, options.answer, [options.country])
    if problems:
        return problems
    count = len(inputs.series(options.question, options.answer, options.country))
    if count > FIRST:
        return []
    return [
        Problem(
            "too-few-readings",
            "too few readings to predict any from those before",
            place,
            got=str(count),
            expected=f"more than {FIRST}",
        )
    ]


def compose(options: Options, inputs: Inputs) -> Section:
    """The section."""
    question = inputs.book.questions[options.question]
    answer = question.answer(options.answer)
    assert answer is not None  # judged before
    scores = backtest(inputs.series(options.question, options.answer, options.country)).table
    rows = tuple(
        (
            row["method"],
            str(row["readings"]),
            percent(row["coverage_90"], step=0.001),
            percent(row["coverage_95"], step=0.001),
            f"{row['log_score']:.3f}".replace("-", "−"),
            f"{row['error']:.2f}",
            f"{row['width_90']:.1f}",
        )
        for row in scores.to_dict("records")
    )
    header = (
        "Method", "Readings", "Inside 90%", "Inside 95%", "Log score", "Error (points)",
        "Width of 90% (points)",
    )  # fmt: skip
    trend = scores[scores["method"] == "trend"].to_dict("records")[0]
    where = inputs.book.countries[options.country]
    finding = (
        f"{percent(trend['coverage_90'])} of {trend['readings']} readings fell inside the 90% "
        "interval predicted for them from the readings before"
    )
    blocks = (
        Prose(
            f"{question.title}: “{answer.label}”, {where}. Each reading is predicted from those "
            "before it alone, the scales of the model included, and then looked up. An honest "
            "90% interval holds nine readings in ten; a higher log score is better, a smaller "
            "error too."
        ),
        Table(header, rows, (0.24, 0.12, 0.13, 0.13, 0.12, 0.13, 0.16), "One reading ahead"),
    )
    return Section("Calibration", blocks, f"{finding}.")
