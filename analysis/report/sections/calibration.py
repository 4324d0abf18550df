"""Would the trend have foreseen the readings that came? Its record against simple rules."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.figures.calibration import calibration_figure
from analysis.figures.page import Caption
from analysis.figures.rounding import round_digits
from analysis.report.data import Inputs, judge_series
from analysis.report.document import Figure, Section
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
    title: str = ""


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
    readings = inputs.series(options.question, options.answer, options.country)
    key = ("backtest", options.question, options.answer, options.country)
    scores = inputs.once(key, lambda: backtest(readings).table)
    trend = scores[scores["method"] == "trend"].to_dict("records")[0]
    where = inputs.country(options.country)
    headline = (
        f"{percent(trend['coverage_90'])} of {trend['readings']} readings fell inside the 90% "
        "interval predicted for them from the readings before"
    )
    caption = Caption(
        headline=headline,
        subtitle=f"{question.title}: “{answer.label}”, {where}; one reading ahead",
        source=f"{inputs.producers(readings)}; processed by polltide",
        note=(
            "Each reading is predicted from those before it alone, the scales of the model "
            "included, and then looked up."
        ),
        alt=f"Dot plot of coverage and mean error of {len(scores)} methods. {headline}.",
    )
    rounded = scores.assign(**{name: round_digits(scores[name].to_numpy(float))
                               for name in ("coverage_90", "error")})  # fmt: skip
    drawing = calibration_figure(rounded[["method", "coverage_90", "error"]], caption)
    name = f"{options.question}-{options.answer}-{options.country.lower()}-calibration"
    about = {"question": options.question, "answer": options.answer, "country": options.country}
    figure = Figure(name.replace("_", "-"), drawing, about)
    return Section(options.title or "Calibration", (figure,), page=False)
