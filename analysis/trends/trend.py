"""A trend through the readings of one series, with honest uncertainty.

    share |      .  o
          |   o --.---- o        o readings, --- trend, three bands around it: sampling and
          |  . o        .        rounding; what these pollsters would find; opinion itself
          +----------------- time

Each reading is the logit of its share; the level behind them walks in continuous time; houses
differ by constants; what sampling does not explain is estimated (`analysis.model.statespace`).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import pandas as pd

from analysis.model.days import days_of
from analysis.trends.observations import observe
from analysis.trends.one_series import fit_series, series_of
from analysis.trends.options import Model, Volatility, check_options
from analysis.trends.results import Trend, find, make_trend
from analysis.trends.shared_error import COMMON_ERROR
from polls.arguments import arguments_checked
from polls.codebooks.model import codebook
from polls.errors import Problem, raise_errors

__all__ = ["fit_trend"]


@arguments_checked
def fit_trend(
    readings: pd.DataFrame,
    *,
    model: Model = "level",
    reference: str | None = None,
    level: float = 0.9,
    dates: Sequence[str | pd.Timestamp] | None = None,
    breaks: Sequence[str | pd.Timestamp] = (),
    robust: bool = False,
    volatility: Volatility = "auto",
    together: Sequence[str] = (),
    common_error: float = COMMON_ERROR,
) -> Trend:
    """The trend through the readings of one series.

    Args:
        readings: a readings frame of one country, question, answer and group.
        model: "level", a random walk that takes every turn the readings show; "smooth", an
            integrated random walk that bends slowly.
        reference: the house whose measure the trend is given in; default: the houses'
            average, weighted by their numbers of readings.
        level: of the bands.
        dates: days of the table; default: the readings' and days between, 30 days apart at
            most.
        breaks: days at which the level may jump freely (`analysis.model.system_matrices.BREAK_SD`).
        robust: whether readings far off the line count for less, as under errors with
            Student's t distribution.
        volatility: "constant"; "switching", times of quiet and of turbulence change; "auto",
            the two averaged by how well each predicted. A smooth trend's is constant.
        together: `["question"]` pools readings of several questions; each but the one with
            most readings gets an offset, reported in `Trend.wordings`.
        common_error: standard deviation, in logits, of the error that all pollsters share, for
            the opinion band alone; 0 switches it off.

    Returns:
        The fitted trend. Its bands leave out, `low` to `high`: what all pollsters get wrong
        together; `low_sampling` to `high_sampling`: all but sampling and rounding; `low_opinion`
        to `high_opinion`: what the wording of the question does.

    Raises:
        ProblemsError: where the readings are of several series, or cannot be used.

    >>> readings = pd.DataFrame({"country": "GB", "question": "q", "answer": "yes",
    ...     "pollster": "A", "start": ["2024-01-07", "2024-02-04", "2024-03-03"],
    ...     "share": [0.40, 0.42, 0.41], "n": 1500.0})
    >>> trend = fit_trend(readings)
    >>> round(float(trend.at("2024-03-03")["estimate"]), 2)
    0.41
    """
    check_options(model, level, together, common_error, volatility)
    observations = observe(readings, several=("question", "answer") if together else ())
    raise_errors(_incomparable(observations.frame))
    series = series_of(observations, reference, days_of(breaks))
    fitted = fit_series(series, smooth=model == "smooth", robust=robust, volatility=volatility)
    found = find(fitted, dates)
    return make_trend(observations, series, found, level, common_error=common_error)


def _incomparable(frame: pd.DataFrame) -> Iterator[Problem]:
    """Questions that the codebook says measure different things, or several answers of one."""
    answers = frame.groupby("question")["answer"].unique()
    for question, several in answers.items():
        if len(several) > 1:
            yield Problem(
                "several-series",
                "a pooled question must have one answer",
                got=f"{question}: {', '.join(several)}",
                hint="filter the readings to the answer that is meant",
            )
    for first, second in itertools.combinations(answers.index, 2):
        known = codebook().comparison(first, second)
        if known is not None and not known.comparable:
            yield Problem(
                "not-comparable",
                "the codebook says that these questions are not comparable",
                got=f"{first} and {second}",
                hint=known.why,
            )
