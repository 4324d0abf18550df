"""How the numbers were made: the data, the model, what each fitted series came to."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.report.data import Inputs
from analysis.report.document import Block, Prose, Section, Table
from analysis.report.tables import question_cells
from analysis.wording import count, percent
from polls.errors import Place, Problem

__all__ = ["Options", "compose", "judge"]

METHODS = (
    "A reading is one published share with its fieldwork, base and wording, kept as printed. "
    "Readings of one question, answer and place form a series. The trend is the level of opinion "
    "behind them: a random walk of the log odds in continuous time, from which each reading "
    "differs by its pollster’s house effect, sampling, rounding, and what sampling does not "
    "explain; all are estimated, and the bands carry the doubt about them. Where a base is "
    "not published the pollster’s usual one stands in. Readings more than eight months apart are "
    "joined by a dashed line without a band; fewer than ten are not joined. A sentence is checked "
    "against what was published by its day, and joint draws of the trend. Events are no causes. "
    "Each number is rounded alone. The band is what these pollsters would find; the faint one "
    "adds what all may get wrong together."
)
EQUATIONS = (
    "z = logit(p) = level(t) + house + error",
    "Var(error) = [d p(1 − p)/n + r²/12] / [p(1 − p)]² + w²",
    "level: Var[level(t + dt) − level(t)] = s² dt;  house ~ N(0, τ²)",
)
SYMBOLS = (
    "p: share; t: middle of fieldwork; n: base; d: design effect; r: step of rounding; w: scatter "
    "beyond sampling; s: volatility. The likelihood is exact (that of the Kalman filter); s, w "
    "and τ are estimated under weak priors by penalised maximum likelihood."
)


@dataclass(frozen=True)
class Options:
    """Nothing to choose."""


def judge(_: Options, __: Inputs, ___: Place) -> list[Problem]:
    """Nothing to judge."""
    return []


def compose(_: Options, inputs: Inputs) -> Section:
    """The section."""
    blocks: list[Block] = [
        Prose(METHODS),
        Prose("Equations", "heading"),
        *(Prose(line, "formula") for line in EQUATIONS),
        Prose(SYMBOLS, "note"),
        _questions(inputs),
    ]
    if (table := _comparisons(inputs)).rows:
        blocks.append(table)
    return Section("Data and methods", tuple(blocks), page=False)


def _questions(inputs: Inputs) -> Table:
    rows = []
    cells = question_cells(inputs, map(str, inputs.used["question"].unique()))
    for question, frame in inputs.used.groupby("question"):
        named = sorted({inputs.country(country) for country in frame["country"].unique()})
        rows.append(
            (
                cells[str(question)],
                ", ".join(named) if len(named) < 4 else f"{len(named)} countries",
                count(len(frame)),
                _share(frame["start"].notna()),
                _share(frame["n"].notna() | frame["n_weighted"].notna()),
                _span(frame),
            )
        )
    header = ("Question", "Countries", "Readings", "With fieldwork", "With base", "Span")
    widths = (0.43, 0.19, 0.085, 0.12, 0.09, 0.12)
    rows.sort(key=lambda row: (row[0].text, row[1]))
    return Table(header, tuple(rows), widths, "The readings", (2, 3, 4))


def _share(known: pd.Series) -> str:
    mean = float(known.mean())
    # Rounded, a few missing ones would look like none.
    return "over 99%" if 0.99 < mean < 1 else percent(mean)


def _span(frame: pd.DataFrame) -> str:
    dates = frame["start"].fillna(frame["published"])
    first, last = dates.min().year, dates.max().year
    return str(first) if first == last else f"{first} to {last}"


def _comparisons(inputs: Inputs) -> Table:
    held = set(inputs.used["question"])
    cells = question_cells(inputs, map(str, held))
    rows = tuple(
        (
            *(cells[question] for question in sorted(entry.questions)),
            "yes" if entry.comparable else "no",
            entry.why,
        )
        for entry in inputs.book.comparisons
        if entry.questions <= held and len(entry.questions) == 2
    )
    header = ("Question", "and question", "Comparable", "Why")
    return Table(header, rows, (0.28, 0.28, 0.1, 0.34), "Which questions may be set side by side")
