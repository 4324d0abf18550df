"""How the numbers were made: the data, the model, what each fitted series came to."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.report.data import Inputs
from analysis.report.document import Block, Prose, Section, Table
from analysis.wording import NOT_PUBLISHED, percent
from polls.errors import Place, Problem

__all__ = ["Options", "compose", "judge"]

DATA = (
    "A reading is one published number: a share of those asked, with the dates of fieldwork, "
    "the base and the wording as printed. Readings are kept as printed; nothing is filled in. "
    "Where a base is not published the pollster's usual base stands in, and the figure says so. "
    "A number whose date is not known is left out."
)
MODEL = (
    "Trend: the logit of each share is the level of opinion at the middle of its fieldwork, plus "
    "the pollster's house effect, plus error. The variance of the error is the sampling variance "
    "(with the design effect where it is known), the variance of rounding to the printed step, "
    "and an extra variance for all that sampling does not explain. The level is a random walk in "
    "continuous time. The size of its steps, of the house effects and of the extra variance is "
    "estimated by penalised maximum likelihood with the exact Kalman filter of statsmodels; the "
    "total band carries the uncertainty of these estimates, the inner band sampling alone."
)
VERDICTS = (
    "Verdicts: a sentence is checked against the readings published by its date and, where a "
    "trend can be fitted, against joint draws of the trend. What the readings say and what the "
    "trend says are both given. Events beside a trend mark dates; they are not causes."
)


@dataclass(frozen=True)
class Options:
    """Nothing to choose."""


def judge(_: Options, __: Inputs, ___: Place) -> list[Problem]:
    """Nothing to judge."""
    return []


def compose(_: Options, inputs: Inputs) -> Section:
    """The section."""
    blocks: tuple[Block, ...] = (
        *(Prose(text) for text in (DATA, MODEL, VERDICTS)),
        Prose(
            f"The shipped data hold {len(inputs.readings):,} readings of whole samples, of "
            f"{inputs.readings['question'].nunique()} questions; the tables below are of the "
            "questions that this report uses. The command “polltide list” lists them all."
        ),
        _questions(inputs),
        _comparisons(inputs),
    )
    return Section("Data and methods", blocks)


def _questions(inputs: Inputs) -> Table:
    rows = []
    for key, frame in inputs.used.groupby(["question", "country"]):
        question, country = map(str, key)
        rows.append(
            (
                inputs.book.questions[question].title,
                inputs.book.countries[country],
                str(len(frame)),
                _share(frame["start"].notna()),
                _share(frame["n"].notna()),
                _span(frame),
            )
        )
    header = ("Question", "Country", "Readings", "With fieldwork", "With base", "Span")
    return Table(header, tuple(sorted(rows)), (0.4, 0.17, 0.1, 0.12, 0.1, 0.2), "The readings")


def _share(known: pd.Series) -> str:
    return percent(float(known.mean())) if len(known) else NOT_PUBLISHED


def _span(frame: pd.DataFrame) -> str:
    dates = frame["start"].fillna(frame["published"])
    first, last = dates.min().year, dates.max().year
    return str(first) if first == last else f"{first} to {last}"


def _comparisons(inputs: Inputs) -> Table:
    held = set(inputs.used["question"])
    rows = tuple(
        (
            *(inputs.book.questions[question].title for question in sorted(entry.questions)),
            "yes" if entry.comparable else "no",
            entry.why,
        )
        for entry in inputs.book.comparisons
        if entry.questions <= held and len(entry.questions) == 2
    )
    header = ("Question", "and question", "Comparable", "Why")
    return Table(header, rows, (0.24, 0.24, 0.14, 0.4), "Which questions may be set side by side")
