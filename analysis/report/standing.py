"""A row of the front page: where one series stands, with its line as small as a word."""

from __future__ import annotations

import math

import pandas as pd

from analysis.figures.sparkline import sparkline_figure
from analysis.report.data import Inputs
from analysis.report.document import Figure, Standing
from analysis.report.movement import Movement, arrow, movement
from analysis.trends.results import Trend
from analysis.wording import MONTHS, month, percent

__all__ = ["standing"]

FIRST = pd.Timestamp("2004-01-01")
"""Older readings would squeeze all lines into the right half."""


def _top(inputs: Inputs) -> float:
    """The upper edge of the small lines, so that all have one scale and none leaves it."""
    highest = float(inputs.used["share"].max())
    return math.ceil(10 * highest) / 10 if highest > 0 else 1.0


def _short(words: str) -> str:
    """A date with its months in three letters, as there is little room.

    >>> _short("published 31 March 2025")
    '31 Mar 2025'
    """
    for name in MONTHS:
        words = words.replace(name, name[:3])
    return words.removeprefix("published ").replace(" (published)", "")


def standing(
    name: str, found: Movement, trend: Trend, asked: tuple[str, str], country: str, inputs: Inputs
) -> Standing:
    """The row of a series.

    Args:
        name: of the files of its line.
        found: where it stands.
        trend: its fitted trend.
        asked: the answer and the title of its question.
        country: its id.
        inputs: the report's inputs.
    """
    pollsters = trend.readings["pollster"].unique()
    by = pollsters[0] if len(pollsters) == 1 else f"{len(pollsters)} pollsters"
    where = inputs.country(country)
    first = max(pd.Timestamp(inputs.used["start"].min()), FIRST)
    answer, title = asked
    shown = f"{title} ({by})"
    spark = sparkline_figure(
        trend, f"Small line chart: {where}, “{answer}”: {shown}.", span=(first, inputs.date),
        top=_top(inputs),
    )  # fmt: skip
    return Standing(
        f"{where}: “{answer}”",
        shown,
        percent(found.now),
        f"{percent(found.low)[:-1]}–{percent(found.high)}" if found.estimated else "last reading",
        _short(found.then),
        Figure(f"spark-{name}", spark, words=False),
        arrow(movement(found.change)) if found.change is not None else "–",
        f"{percent(found.peak)}, {_short(month(found.peak_date))}"
        if found.peak is not None
        else "–",
    )
