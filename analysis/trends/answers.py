"""All answers of one question together: shares that add up to one on every day.

    100% |  dont_know
         |  ---------------      each answer's log share walks; what one gains,
         |  about_right          the others lose; the bands know it
         |  ---------------
      0% |  too_high

An answer that appears or vanishes has a share on the days between its first and its last
wave; on other days the other answers add up to one without it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import expit, logit, ndtri

from analysis.model.days import days_of
from analysis.model.fitted_model import Fitted
from analysis.model.house_effects import Effects, effects_of
from analysis.model.measurements import Floats, Integers, as_dates
from analysis.model.normal_mixtures import mixture_quantile, normal_points
from analysis.model.simulation import shuffled
from analysis.trends.composition import fit_composition
from analysis.trends.observations import observe
from analysis.trends.options import Model, check_options
from analysis.trends.question_waves import Waves, answer_order, shares_of, waves_of
from analysis.trends.several import Line, Several
from analysis.trends.shared_error import (
    COMMON_ERROR,
    SharedError,
    band_sentences,
    shared_error,
)
from analysis.trends.summary import title_of
from analysis.trends.tables import day_grid
from analysis.wording import percent
from polls.arguments import arguments_checked
from polls.codebooks.model import codebook
from polls.errors import Problem, raise_errors
from polls.rules.rounding import sum_slack
from polls.schema import PRINTED_WAVE_COLUMNS

__all__ = ["AnswersTrend", "fit_answers"]

TOO_MUCH = 0.03
"""How far beyond rounding the answers of a wave may add up to more than 1."""


@dataclass(frozen=True, repr=False, eq=False)
class AnswersTrend(Several):
    """Fitted shares of all answers.

    Attributes:
        series: country, question, answers, group_by, group.
        answers: names, in the codebook's order; `rest` is what no wave shows.
        table: answer, date, estimate, se, low, high (total band), low_sampling,
            high_sampling, low_opinion, high_opinion, level, as in `Trend`; the estimates of a
            date add up to one.
        houses: house, answer, readings (waves) and `points`, the effect in shares at the
            trend's average.
        hyperparameters, readings, notes: as in `Trend`.
    """

    series: Mapping[str, str]
    model: Model
    level: float
    answers: tuple[str, ...]
    table: pd.DataFrame
    houses: pd.DataFrame
    hyperparameters: pd.DataFrame
    readings: pd.DataFrame
    notes: tuple[str, ...]
    shared_error: SharedError
    fitted: Fitted
    waves: Waves

    by = ("answer",)

    @cached_property
    def parts(self) -> Mapping[str, Line]:
        """Each answer as a line of its own."""
        readings = dict(list(self.readings.groupby("answer")))
        none = self.readings.iloc[:0]
        return {
            answer: Line(
                self, answer, {**self.series, "answer": answer}, readings.get(answer, none)
            )
            for answer in self.answers
        }

    @property
    def title(self) -> str:
        """The parts of its series, and how many answers there are."""
        return title_of({**self.series, "answer": f"{len(self.answers)} answers"})

    def rows(self, days: Integers) -> pd.DataFrame:
        """The rows of `table` for any days (D,), given as day numbers."""
        return _table(self.fitted, self.waves, days, self.level, self.shared_error)

    def paths(self, days: Integers, n: int, seed: int) -> Mapping[Any, Floats]:
        """Joint draws (n, D) of each answer: they add up to one, 0 where one is not offered."""
        paths = self.fitted.paths(days, n, seed)[shuffled(n, seed)]
        shares = shares_of(paths, _alive(self.waves, days))[..., _display(self.waves)]
        return {answer: shares[..., place] for place, answer in enumerate(self.answers)}

    def beyond_polls(
        self, paths: Mapping[Any, Floats], days: Integers, seed: int
    ) -> Mapping[Any, Floats]:
        """Those draws with the error that all polls share, under which they add up to one too."""
        shares = np.stack(list(paths.values()), axis=-1)
        moved = self.shared_error.added_to_parts(shares, days, [seed, 1])
        return {answer: moved[..., place] for place, answer in enumerate(paths)}

    def _bands(self) -> tuple[str, ...]:
        return band_sentences(self.level)


@arguments_checked
def fit_answers(
    readings: pd.DataFrame,
    *,
    model: Model = "level",
    reference: str | None = None,
    level: float = 0.9,
    dates: Sequence[str | pd.Timestamp] | None = None,
    breaks: Sequence[str | pd.Timestamp] = (),
    common_error: float = COMMON_ERROR,
) -> AnswersTrend:
    """The trend of all answers of one question together.

    Args:
        readings: a readings frame of one country, question and group, several answers of
            which a respondent gives one.
        model, reference, level, dates, breaks, common_error: as in `fit_trend`.

    Returns:
        Shares that add up to one on every day, with bands.

    Raises:
        ProblemsError: as `fit_trend`; and where several answers may be given at once, or
            only one is there.

    >>> readings = pd.DataFrame({"country": "GB", "question": "q", "pollster": "A",
    ...     "answer": ["yes", "no", "unsure"] * 2, "share": [.5, .3, .2, .52, .3, .18],
    ...     "start": ["2024-01-07"] * 3 + ["2024-02-04"] * 3, "n": 1500.0})
    >>> trend = fit_answers(readings)
    >>> float(trend.at("2024-02-04")["estimate"].sum().round(12))
    1.0
    """
    check_options(model, level, common_error=common_error)
    observations = observe(readings, several=("answer",))
    raise_errors(_unfit(observations.frame))
    waves = waves_of(observations.frame)
    houses = effects_of(waves.frame["house"], "house", reference)
    fitted = fit_composition(waves, houses, days_of(breaks), smooth=model == "smooth")
    days = day_grid(fitted.steps.days) if dates is None else days_of(dates)
    error = shared_error(fitted.hyperparameters, houses, common_error)
    return AnswersTrend(
        series=observations.series,
        model=model,
        level=level,
        answers=tuple(np.array(waves.answers)[_display(waves)].tolist()),
        table=_table(fitted, waves, days, level, error),
        houses=_houses(fitted, waves, houses),
        hyperparameters=fitted.hyperparameters.table(level),
        readings=observations.frame,
        notes=(*observations.notes, *_wave_notes(waves), error.note),
        shared_error=error,
        fitted=fitted,
        waves=waves,
    )


def _unfit(frame: pd.DataFrame) -> list[Problem]:
    name = frame["question"].iloc[0]
    question = codebook().questions.get(name)
    problems = []
    if question is not None and question.choice == "multiple":
        problems.append(
            Problem(
                "several-choices",
                f"respondents may give several answers to '{name}', so shares do not add up",
                hint='fit_trends(readings, by=["answer"]) fits each answer',
            )
        )
    over = _over_one(frame)
    if not problems and over:
        problems.append(
            Problem(
                "several-choices",
                "the answers add up to well over 100%: respondents may have given several",
                got=over,
                expected="answers of which each respondent gives one",
                hint='fit_trends(readings, by="answer") fits each answer',
            )
        )
    if frame["share"].nunique() == 1 and (frame["share"] >= 1).all():
        problems.append(Problem("one-answer", "every reading has all respondents in one answer"))
    return problems


def _over_one(frame: pd.DataFrame) -> str:
    """The waves whose answers add up to more than rounding allows, where most of them do."""
    question = codebook().questions.get(frame["question"].iloc[0])
    nets = {each.id for each in question.answers if each.net_of} if question else set()
    parts = frame[~frame["answer"].isin(nets)]
    waves = parts.groupby(list(PRINTED_WAVE_COLUMNS), dropna=False)
    sums = waves["share"].sum()
    # An answer that comes twice on a day is of two waves, not of one.
    single = waves["answer"].agg(lambda names: names.is_unique)
    slack = sum_slack(waves.size().to_numpy(), waves["rounding"].max().to_numpy())
    over = sums[single & (sums > 1 + slack + TOO_MUCH)]
    if len(over) <= single.sum() / 2:
        return ""
    return f"{percent(float(over.max()))} in the highest of {len(over)} waves of {len(sums)}"


def _wave_notes(waves: Waves) -> list[str]:
    sums = sum(any(len(part) > 1 for part in wave.parts) for wave in waves.waves)
    if not sums:
        return []
    return [f"{sums} of {len(waves.waves)} waves show some answers only as a sum."]


def _display(waves: Waves) -> list[int]:
    """The answers in the codebook's order."""
    known = answer_order(str(waves.frame["question"].iloc[0]))
    return sorted(range(len(waves.answers)), key=lambda place: known(waves.answers[place]))


def _alive(waves: Waves, days: Integers) -> np.ndarray:
    """(D, K) whether each answer is offered; outside all waves those of the nearest wave are."""
    within = np.clip(days, waves.spans[:, 0].min(), waves.spans[:, 1].max())[:, None]
    return (waves.spans[:, 0] <= within) & (within <= waves.spans[:, 1])


def _table(
    fitted: Fitted, waves: Waves, days: Integers, level: float, error: SharedError
) -> pd.DataFrame:
    alive = _alive(waves, days)
    found = fitted.levels(days)
    shares = shares_of(normal_points(found.means, found.covariances), alive)
    estimate, se = shares.mean(axis=(0, 1)), shares.std(axis=(0, 1))
    centre, deviation = _logit_moments(shares)
    wide = np.sqrt(deviation**2 + error.variance)
    low, high, low_opinion, high_opinion = (
        mixture_quantile(
            centre.reshape(len(centre), -1), spread.reshape(len(centre), -1), probability
        ).reshape(estimate.shape)
        for spread in (deviation, wide)
        for probability in ((1 - level) / 2, (1 + level) / 2)
    )
    middle = found.means.mean(axis=0, keepdims=True)
    sampling = shares_of(normal_points(middle, fitted.sampling_covariance(days)[None]), alive)
    reach = ndtri((1 + level) / 2) * _logit_moments(sampling)[1][0]
    own = centre.mean(axis=0)
    display = np.array(_display(waves))
    place, day = np.nonzero(alive[:, display].T)
    answer = display[place]
    columns = {
        "estimate": estimate,
        "se": se,
        "low": expit(low),
        "high": expit(high),
        "low_sampling": expit(np.maximum(own - reach, low)),
        "high_sampling": expit(np.minimum(own + reach, high)),
        "low_opinion": expit(low_opinion),
        "high_opinion": expit(high_opinion),
    }
    return pd.DataFrame(
        {
            "answer": np.array(waves.answers)[answer],
            "date": as_dates(days[day]),
            **{name: values[day, answer] for name, values in columns.items()},
            "level": level,
        }
    )


def _logit_moments(shares: Floats) -> tuple[Floats, Floats]:
    """(K, D, A) mean and standard deviation over points of the logit of each share."""
    logits = logit(np.clip(shares, 1e-12, 1 - 1e-12))
    return logits.mean(axis=1), logits.std(axis=1)


def _houses(fitted: Fitted, waves: Waves, houses: Effects) -> pd.DataFrame:
    """House effects in shares, at the average of the levels."""
    space, _ = fitted.space()
    found = space.smoothed(fitted.hyperparameters.mode)
    middle = found.levels.mean(axis=0)
    free = found.effects.reshape(houses.free, len(middle))
    every = np.ones(len(waves.answers), dtype=bool)
    points = shares_of(middle + houses.basis @ free, every) - shares_of(middle, every)
    display = _display(waves)
    return pd.DataFrame(
        {
            "house": np.repeat(houses.names, len(display)),
            "answer": np.tile(np.array(waves.answers)[display], len(houses.names)),
            "readings": np.repeat(houses.counts, len(display)),
            "points": points[:, display].ravel(),
        }
    )
