"""Joint draws of the series of a claim: of each by itself, of the answers of one question, or
of groups of the same surveys.

    series by itself    draw  GB    FR        answers together    draw  yes   no    unsure
                        1     0.41  0.38                          1     0.47  0.44  0.09
                        2     0.43  0.37                          2     0.45  0.47  0.08

What one answer gains another loses, so that the difference of two answers is less sure than
if they were drawn apart: apart where respondents may give several, together where they give one.
Groups of the same surveys share what all polls get wrong, so that their difference on a day is
surer than if they were drawn apart.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol

import numpy as np
import pandas as pd

from analysis.claims.evidence import Known
from analysis.claims.series import Series
from analysis.trends.options import MIN_READINGS
from analysis.wording import listing
from polls.codebooks.model import Codebook
from polls.errors import Problem, ProblemsError
from polls.rules.rounding import sum_slack
from polls.schema import COLUMNS, WAVE_COLUMNS, conform

__all__ = [
    "DRAWS",
    "Draw",
    "Fit",
    "Fits",
    "JointDraws",
    "Of",
    "answers_of_one_whole",
    "drawn_from",
    "groups_of_one_question",
    "nets_of",
    "remembered",
    "together",
    "too_sparse",
]

DRAWS = 4000
"""Joint paths drawn for a probability: its Monte Carlo error is below 0.008."""

KEPT = 8
"""Sets of draws that a trend remembers."""

Of = Literal["polls", "opinion"]
"""Whose path: what the pollsters would find, or opinion itself, with what they all get wrong."""


class Draw(Protocol):
    """Days -> paths (draw, day) of each series of a claim, as shares of 0 to 1."""

    def __call__(self, days: Sequence[Any], of: Of = "opinion") -> list[np.ndarray]:
        """The paths on some days."""
        ...


class JointDraws(Protocol):
    """What a verdict needs of a trend, of one series or of all answers of a question."""

    def draws(self, n: int, seed: int, dates: Any = None, *, of: Of = "polls") -> pd.DataFrame:
        """Joint paths: n rows; a column a date, or a date and answer; shares of 0 to 1."""
        ...


Fit = Callable[[pd.DataFrame], JointDraws]
"""A readings frame -> its trend."""


@dataclass(frozen=True)
class Fits:
    """How trends are fitted: to one series, to all answers of a question, smoothly, to groups.

    Without `groups` each group is fitted alone.
    """

    alone: Fit
    together: Fit
    smooth: Fit | None = None
    groups: Fit | None = None


class Remembered:
    """A trend whose draws are made once for the same number, seed and days."""

    def __init__(self, trend: JointDraws) -> None:
        asked = inspect.signature(trend.draws).parameters.values()
        if not any(each.name == "of" or each.kind is each.VAR_KEYWORD for each in asked):
            raise ProblemsError(
                [
                    Problem(
                        "wrong-fit",
                        "draws() of the fit takes no `of`",
                        got=type(trend).__name__,
                        expected='draws(n, seed, dates, of="polls" or "opinion")',
                        hint="a fit that knows no shared error may return the same draws",
                    )
                ]
            )
        self.trend = trend
        self.drawn: dict[tuple[Any, ...], pd.DataFrame] = {}

    def draws(self, n: int, seed: int, dates: Any = None, *, of: Of = "polls") -> pd.DataFrame:
        """The draws of the trend."""
        key = (of, n, seed, *dates)
        if key not in self.drawn:
            if len(self.drawn) == KEPT:
                self.drawn.pop(next(iter(self.drawn)))
            self.drawn[key] = self.trend.draws(n, seed, dates, of=of)
        return self.drawn[key]


def remembered(fit: Fit) -> Fit:
    """The same fit, done once for claims that rest on the same readings."""
    fitted: dict[tuple[object, ...], JointDraws] = {}

    def once(readings: pd.DataFrame) -> JointDraws:
        key = tuple(pd.util.hash_pandas_object(readings, index=False))
        if key not in fitted:
            fitted[key] = Remembered(fit(readings))
        return fitted[key]

    return once


def too_sparse(known: Sequence[Known]) -> str:
    """Which series have too few readings for a trend; empty where none has."""
    sparse = [each for each in known if each.counted["date"].nunique() < MIN_READINGS]
    if not sparse:
        return ""
    by_country = len({each.series.country for each in known}) > 1
    names = [each.parts["country"] if by_country else each.series.answer_id for each in sparse]
    which = f" ({listing(names)})" if len(known) > 1 else ""
    return f"no trend is fitted to fewer than {MIN_READINGS} readings{which}"


def drawn_from(
    known: Sequence[Known],
    whole: pd.DataFrame | None,
    groups: pd.DataFrame | None,
    fits: Fits,
    book: Codebook,
    seed: int,
) -> Draw:
    """Draws of the trends of the series of a claim.

    Args:
        known: the readings of the claim's own series, then of each series compared.
        whole: the readings of all answers, where those compared are parts of one whole.
        groups: those of all groups, where groups of one question are compared.
        fits: how trends are fitted.
        book: the nets among answers.
        seed: of the draws; series that are drawn apart take the seeds that follow.

    Raises:
        ProblemsError: where a trend cannot be fitted.
    """
    if groups is not None and fits.groups is not None:
        return of_groups(fits.groups(groups), [_group(each.series) for each in known], seed)
    if whole is None:
        return apart([fits.alone(conform(each.counted[list(COLUMNS)])) for each in known], seed)
    sums = {each.series.answer_id: each.series.answers for each in known if each.series.plus}
    nets = nets_of(known[0].series, book) | sums
    return together(fits.together(whole), [e.series.answer_id for e in known], nets, seed)


def apart(trends: Sequence[JointDraws], seed: int) -> Draw:
    """Draws of series that are independent of each other, given their readings."""

    def draw(days: Sequence[Any], of: Of = "opinion") -> list[np.ndarray]:
        dates = pd.DatetimeIndex(list(days))
        return [
            trend.draws(DRAWS, seed + place, dates, of=of).to_numpy()
            for place, trend in enumerate(trends)
        ]

    return draw


def of_groups(trend: JointDraws, groups: Sequence[str], seed: int) -> Draw:
    """Draws of some groups of one question, such as `analysis.fit_groups` fits together."""

    def draw(days: Sequence[Any], of: Of = "opinion") -> list[np.ndarray]:
        paths = trend.draws(DRAWS, seed, pd.DatetimeIndex(list(days)), of=of)
        return [paths.xs(group, axis=1, level="group").to_numpy() for group in groups]

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

    def draw(days: Sequence[Any], of: Of = "opinion") -> list[np.ndarray]:
        paths = trend.draws(DRAWS, seed, pd.DatetimeIndex(list(days)), of=of)
        fitted = set(paths.columns.get_level_values("answer"))
        parts = [(answer,) if answer in fitted else nets[answer] for answer in answers]
        return [
            np.sum([paths.xs(part, axis=1, level="answer").to_numpy() for part in each], axis=0)
            for each in parts
        ]

    return draw


def answers_of_one_whole(
    readings: pd.DataFrame,
    series: Sequence[Series],
    known: Callable[[pd.DataFrame, Series], Known],
    book: Codebook,
) -> pd.DataFrame | None:
    """The readings of all answers of a question, where they are parts of one whole.

    Args:
        readings: a readings frame.
        series: those that a claim sets beside each other.
        known: readings and a series -> what counts of it.
        book: which questions take one answer.

    Returns:
        What counts of every answer of the question, as a readings frame; None where the series
        differ in more than their answer, and where respondents may give several answers or it
        is not known that they may not.
    """
    own = series[0]
    if len(series) < 2 or any(_but_for_answer(each) != _but_for_answer(own) for each in series):
        return None
    asked = readings[(readings["question"] == own.question) & (readings["country"] == own.country)]
    rows = pd.concat(
        [
            known(asked, replace(own, answer=answer)).counted[list(COLUMNS)]
            for answer in sorted(asked["answer"].unique())
        ]
        or [asked],
        ignore_index=True,
    )
    rows = conform(rows)
    return rows if _add_up(rows, own, book) else None


def groups_of_one_question(
    readings: pd.DataFrame,
    compared: Sequence[Known],
    known: Callable[[pd.DataFrame, Series], Known],
) -> pd.DataFrame | None:
    """The readings of all groups of the breakdowns of which a claim sets some side by side.

    Args:
        readings: a readings frame.
        compared: what counts of the series that a claim sets beside each other.
        known: readings and a series -> what counts of it.

    Returns:
        What counts of every group that has enough readings for a trend, each named by its
        breakdown and itself; None where the series differ in more than their group, or not.
    """
    own = compared[0].series
    at_hand = {_group(each.series): each for each in compared}
    if len(at_hand) < 2 or any(
        replace(each.series, group_by=own.group_by, group=own.group) != own for each in compared
    ):
        return None
    asked = readings[
        (readings["question"] == own.question)
        & (readings["country"] == own.country)
        & readings["group_by"].isin({each.series.group_by for each in compared})
    ]
    rows = []
    for group_by, group in sorted({*zip(asked["group_by"], asked["group"], strict=True)}):
        name = f"{group_by}/{group}"
        found = at_hand.get(name) or known(asked, replace(own, group_by=group_by, group=group))
        if found.counted["date"].nunique() >= MIN_READINGS:
            rows.append(found.counted[list(COLUMNS)].assign(group_by="group", group=name))
    return conform(pd.concat(rows, ignore_index=True)) if len(rows) > 1 else None


def _group(series: Series) -> str:
    return f"{series.group_by}/{series.group}"


def _but_for_answer(series: Series) -> tuple[str, ...]:
    return (series.country, series.question, series.group_by, series.group, series.pollster)


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
    step = waves["precision"].max().fillna(0.0).to_numpy()
    slack = sum_slack(waves.size().to_numpy(), step)
    excess = waves["share"].sum() - 1
    if (excess > slack).any():
        return False
    return question is not None or bool((excess >= -slack).mean() > 0.5)
