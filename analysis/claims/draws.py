"""Joint draws of the series of a claim: of each by itself, or of the answers of one question.

    series by itself    draw  GB    FR        answers together    draw  yes   no    unsure
                        1     0.41  0.38                          1     0.47  0.44  0.09
                        2     0.43  0.37                          2     0.45  0.47  0.08

What one answer gains another loses, so that the difference of two answers is less sure than
if they were drawn apart: apart where respondents may give several, together where they give one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

import numpy as np
import pandas as pd

from analysis.claims.evidence import known_readings
from analysis.claims.kinds import RankingClaim, Series, SeriesClaim
from polls.codebooks.model import Codebook
from polls.schema import COLUMNS, KEY_COLUMNS

__all__ = [
    "DRAWS",
    "WAVE_COLUMNS",
    "Draw",
    "JointDraws",
    "answers_of_one_whole",
    "apart",
    "nets_of",
    "together",
]

DRAWS = 4000
"""Joint paths drawn for a probability: its Monte Carlo error is below 0.008."""

WAVE_COLUMNS = tuple(name for name in KEY_COLUMNS if name != "answer")
"""The columns in which the answers of one wave are alike."""

Draw = Callable[[Sequence[Any]], list[np.ndarray]]
"""Dates -> paths (draw, date) of each series of a claim, as shares of 0 to 1."""


class JointDraws(Protocol):
    """What a verdict needs of a trend, of one series or of all answers of a question."""

    def draws(self, n: int, seed: int, dates: Any = None) -> pd.DataFrame:
        """Joint paths: n rows; a column a date, or a date and answer; shares of 0 to 1."""
        ...


def apart(trends: Sequence[JointDraws], seed: int) -> Draw:
    """Draws of series that are independent of each other, given their readings.

    Args:
        trends: the trend of each series.
        seed: of the first series; those after it take the seeds that follow.
    """

    def draw(dates: Sequence[Any]) -> list[np.ndarray]:
        days = pd.DatetimeIndex(list(dates))
        return [
            trend.draws(DRAWS, seed + place, days).to_numpy() for place, trend in enumerate(trends)
        ]

    return draw


def together(
    trend: JointDraws, answers: Sequence[str], nets: Mapping[str, tuple[str, ...]], seed: int
) -> Draw:
    """Draws of some answers of one question, whose shares add up to one with the others'.

    Args:
        trend: of all answers, such as `analysis.fit_answers` returns.
        answers: those wanted, in order.
        nets: the answers that a net sums up; a net that is no answer of the trend is their sum.
        seed: of the draws.
    """

    def draw(dates: Sequence[Any]) -> list[np.ndarray]:
        paths = trend.draws(DRAWS, seed, pd.DatetimeIndex(list(dates)))
        fitted = set(paths.columns.get_level_values("answer"))
        parts = [(answer,) if answer in fitted else nets[answer] for answer in answers]
        return [
            np.sum([paths.xs(part, axis=1, level="answer").to_numpy() for part in each], axis=0)
            for each in parts
        ]

    return draw


def answers_of_one_whole(
    readings: pd.DataFrame, claim: SeriesClaim, book: Codebook
) -> pd.DataFrame | None:
    """The readings of all answers that a ranking stands among, where they are parts of one whole.

    Args:
        readings: a readings frame.
        claim: only a ranking among answers asks for it.
        book: which questions take one answer.

    Returns:
        What counts of every answer of the question, as a readings frame; None for other claims,
        and where respondents may give several answers or it is not known that they may not.
    """
    if not isinstance(claim, RankingClaim) or claim.among != "answer":
        return None
    own = claim.series
    asked = readings[(readings["question"] == own.question) & (readings["country"] == own.country)]
    rows = pd.concat(
        [
            known_readings(asked, replace(own, answer=answer), claim, book).counted[list(COLUMNS)]
            for answer in sorted(asked["answer"].unique())
        ]
        or [asked],
        ignore_index=True,
    )
    return rows if _add_up(rows, own, book) else None


def nets_of(series: Series, book: Codebook) -> dict[str, tuple[str, ...]]:
    """The nets among the answers of a question, and the answers that each sums up."""
    question = book.questions.get(series.question)
    answers = question.answers if question else ()
    return {answer.id: answer.net_of for answer in answers if answer.net_of}


def _add_up(rows: pd.DataFrame, series: Series, book: Codebook) -> bool:
    """Whether the answers of every wave are parts of one whole.

    So says the codebook; of a question that it does not know, the sums of the waves: one for
    most. A wave that sums to more is of statements put one by one, whatever the codebook says.
    """
    question = book.questions.get(series.question)
    if rows.empty or (question is not None and question.choice == "multiple"):
        return False
    parts = rows[~rows["answer"].isin(nets_of(series, book))]
    waves = parts.groupby(list(WAVE_COLUMNS), dropna=False)
    rounding = waves["precision"].max().fillna(0.0) * waves.size() / 2
    excess = waves["share"].sum() - 1
    if (excess > rounding + 1e-9).any():
        return False
    return question is not None or bool((excess >= -rounding - 1e-9).mean() > 0.5)
