"""One question in several countries: the latest reading of each, with its sampling interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit
from scipy.stats import norm

import polls
from analysis.figures.dots import dots_figure
from analysis.figures.page import Caption
from analysis.model.working_response import printed_of
from analysis.report.data import Inputs, judge_series
from analysis.report.document import Figure, Section
from analysis.report.tables import readings_table
from analysis.trends.observations import ASSUMED_N, observe
from analysis.wording import fieldwork, listing, percent
from polls.errors import Place, Problem

__all__ = ["Options", "compose", "judge", "sampling_interval"]

LEVEL = 0.9


@dataclass(frozen=True)
class Options:
    """The question, the answer and the countries; none named means all that were asked."""

    question: str
    answer: str
    countries: tuple[str, ...] = ()


def judge(options: Options, inputs: Inputs, place: Place) -> list[Problem]:
    """What is wrong with the series named."""
    return judge_series(inputs, place, options.question, options.answer, options.countries)


def compose(options: Options, inputs: Inputs) -> Section:
    """The section."""
    question = inputs.book.questions[options.question]
    answer = question.answer(options.answer)
    assert answer is not None  # judged before
    latest = _latest(options, inputs)
    low, high = sampling_interval(latest)
    rows = pd.DataFrame(
        {
            "label": [
                f"{inputs.book.countries[row['country']]}\n{row['pollster']}, {fieldwork(row)}"
                for row in latest.to_dict("records")
            ],
            "share": latest["share"],
            "low": low,
            "high": high,
            "text": [percent(share) for share in latest["share"]],
        }
    )
    ranked = rows.sort_values("share", ascending=False, kind="stable")
    said = [f"{row['label'].splitlines()[0]} {row['text']}" for row in ranked.to_dict("records")]
    finding = f"“{answer.label}”: {listing(said)}"
    caption = Caption(
        headline=finding,
        subtitle=f"{question.measure.capitalize()}: “{answer.label}”; latest reading, percent",
        source=f"{inputs.producers(latest)}; processed by polltide",
        note=(
            f"Line: {100 * LEVEL:.0f}% sampling interval from the published base, else from the "
            f"pollster's usual base, else from {ASSUMED_N:.0f}. {question.note}"
        ),
        alt=(
            f"Dot plot, a row for each country: {question.measure}, answer {answer.label}. "
            f"{finding}."
        ),
    )
    name = f"{options.question}-{options.answer}-now".replace("_", "-")
    inputs_of = {"question": options.question, "answer": options.answer, "readings": len(latest),
                 "sources": sorted(latest["source"].unique())}  # fmt: skip
    blocks = (
        Figure(name, dots_figure(rows, caption), inputs_of),
        readings_table(inputs, _all(options, inputs), "Every reading of this question and answer"),
    )
    return Section(f"{question.title}: countries side by side", blocks, f"{finding}.")


def sampling_interval(readings: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """The interval of each share that sampling and rounding leave, on the logit scale.

    Args:
        readings: a readings frame of one question and answer, k countries with one row each.

    Returns:
        Two (k,) float arrays, the lower and the upper end as shares of 0 to 1.
    """
    observed = observe(readings, several=("country",)).frame.set_index("country")
    frame = observed.loc[readings["country"]]
    centre = frame["logit"].to_numpy()
    _, variance = printed_of(frame).at(centre)
    reach = norm.ppf(0.5 + LEVEL / 2) * np.sqrt(variance)
    return expit(centre - reach), expit(centre + reach)


def _all(options: Options, inputs: Inputs) -> pd.DataFrame:
    held = sorted(inputs.readings["country"].unique(), key=lambda c: inputs.book.countries[c])
    countries = options.countries or tuple(held)
    parts = [inputs.series(options.question, options.answer, country) for country in countries]
    return pd.concat(parts, ignore_index=True)


def _latest(options: Options, inputs: Inputs) -> pd.DataFrame:
    rows = _all(options, inputs)
    order = rows.assign(when=polls.when(rows)).sort_values("when", kind="stable")
    return order.drop_duplicates("country", keep="last").drop(columns="when").reset_index(drop=True)
