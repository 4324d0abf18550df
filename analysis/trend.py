"""A trend through the readings of one series, with honest uncertainty.

    share |      .  o
          |   o --.---- o        o readings, --- trend, two bands around it:
          |  . o        .        sampling and rounding only; all that is not known
          +----------------- time

Each reading is the logit of its share; the level behind them walks in continuous time; houses
differ by constants; what sampling does not explain is estimated (`analysis.statespace`).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
from scipy.special import expit

from analysis.diagnosis import annotate, auxiliary_residuals, diagnose
from analysis.fitted import Fitted, Levels
from analysis.observations import Observations, observe
from analysis.paths import shuffled
from analysis.series import Series, fit_series, series_of
from analysis.statespace import Errors
from analysis.steps import Floats, Integers, as_dates, as_days, rows_of
from analysis.summaries import day_grid, effect_table, level_table
from polls.codebook import codebook
from polls.errors import Problem, ProblemsError, did_you_mean, raise_errors

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "MIN_READINGS",
    "Model",
    "Trend",
    "check_options",
    "days_of",
    "find",
    "fit_trend",
    "make_trend",
]

Model = Literal["level", "smooth"]

MIN_READINGS = 3
"""A trend that is shown needs two movements at least: below this the readings stand alone."""


@dataclass(frozen=True)
class Trend:
    """A fitted trend.

    Attributes:
        series: country, question, answer, group_by, group.
        model: "level" (random walk) or "smooth" (integrated random walk).
        level: of the bands, e.g. 0.9.
        table: date (datetime64[s]), estimate, se, low, high (total band), low_sampling,
            high_sampling (sampling and rounding only), level; shares of 0 to 1.
        houses: one row a house: readings, effect on the logit scale with se, low, high, and
            `points`, the effect in shares at the trend's mean.
        wordings: the same for questions that were pooled; one row where none were.
        hyperparameters: one row a scale: estimate, low, high, prior.
        diagnostics: measure -> value.
        readings: the readings used, with `date`, `house`, `n_used`, `n_from`, what the model
            expects of each (`expected`, share), its standardised one-step error and `weight`.
        notes: what was assumed, in sentences.
    """

    series: Mapping[str, str]
    model: Model
    level: float
    table: pd.DataFrame
    houses: pd.DataFrame
    wordings: pd.DataFrame
    hyperparameters: pd.DataFrame
    diagnostics: pd.Series
    readings: pd.DataFrame
    notes: tuple[str, ...]
    fitted: Fitted = field(repr=False)
    component: int = field(default=0, repr=False)

    def at(self, date: str | pd.Timestamp) -> pd.Series:
        """The trend on one day, inside or outside the readings.

        Returns:
            date, estimate, se, low, high, low_sampling, high_sampling, level.
        """
        day = days_of([date])
        found, sampling = self.fitted.levels(day), self.fitted.sampling_covariance(day)
        return level_table(found, sampling, day, self.level, self.component).iloc[0]

    def auxiliary_residuals(self) -> pd.DataFrame:
        """Standardised moves of the level between readings: beyond 3 or so, a real shift.

        Returns:
            after and until (dates of the readings around the move), residual. Odd single
            readings stand in `readings["auxiliary_residual"]`.
        """
        return auxiliary_residuals(self.fitted, self.component)

    def change(self, a: str | pd.Timestamp, b: str | pd.Timestamp, *, n: int = 4000) -> pd.Series:
        """How far the trend moved from day `a` to day `b`, from joint draws.

        Returns:
            estimate, se, low, high (shares) and `probability_up`, that it rose at all.
        """
        paths = self.draws(n, seed=0, dates=[a, b]).to_numpy()
        moved = paths[:, 1] - paths[:, 0]
        low, high = np.quantile(moved, [(1 - self.level) / 2, (1 + self.level) / 2])
        return pd.Series(
            {
                "estimate": moved.mean(),
                "se": moved.std(),
                "low": low,
                "high": high,
                "probability_up": (moved > 0).mean(),
                "level": self.level,
            }
        )

    def draws(
        self, n: int, seed: int, dates: Sequence[str | pd.Timestamp] | None = None
    ) -> pd.DataFrame:
        """Joint draws of the trend's path, uncertainty of the scales included.

        Args:
            n: how many.
            seed: the same seed gives the same draws.
            dates: days wanted, in any order; default: those of the table.

        Returns:
            n rows and a column a date, shares of 0 to 1.
        """
        days = as_days(self.table["date"]) if dates is None else days_of(dates)
        paths = self.fitted.paths(days, n, seed)[shuffled(n, seed), :, self.component]
        return pd.DataFrame(expit(paths), columns=as_dates(days))

    def plot(self, ax: Axes | None = None, *, label: str | None = None) -> Axes:
        """Draw readings, trend and bands; `analysis.figures` is imported here on purpose.

        Args:
            ax: where to draw, in the next look that nothing there has; default: a new figure
                with the name of the series and what dots and bands are.
            label: name to set at the end of the line.
        """
        from analysis.figures.trend import plot_trend

        return plot_trend(self, ax, label=label)

    def to_csv(self, path: str | Path) -> None:
        """Write the table, shares with 10 significant digits and dates as ISO days."""
        table = self.table.assign(date=self.table["date"].dt.strftime("%Y-%m-%d"))
        table.to_csv(path, index=False, float_format="%.10g", lineterminator="\n")

    def _repr_html_(self) -> str:
        name = " · ".join(value for value in self.series.values() if value)
        shown = self.table.tail(5).copy()
        shown["date"] = shown["date"].dt.strftime("%Y-%m-%d")
        table = shown.to_html(index=False, border=0, float_format=lambda value: f"{value:.3f}")
        return (
            f"<div><p><b>Trend</b> {name}: {len(self.readings)} readings, model “{self.model}”, "
            f"last dates of {len(self.table)}</p>{table}</div>"
        )


def fit_trend(
    readings: pd.DataFrame,
    *,
    model: Model = "level",
    reference: str | None = None,
    level: float = 0.9,
    dates: Sequence[str | pd.Timestamp] | None = None,
    breaks: Sequence[str | pd.Timestamp] = (),
    robust: bool = False,
    together: Sequence[str] = (),
) -> Trend:
    """The trend through the readings of one series.

    Args:
        readings: a readings frame of one country, question, answer and group.
        model: "level", a random walk that takes every turn the readings show; "smooth", an
            integrated random walk that bends slowly.
        reference: the house whose measure the trend is given in; default: the houses'
            average, weighted by their numbers of readings.
        level: of both bands.
        dates: days of the table; default: the readings' and days between, 30 days apart at
            most.
        breaks: days at which the level may jump freely (`analysis.statespace.BREAK_SD`).
        robust: whether readings far off the line count for less, as under errors with
            Student's t distribution.
        together: `["question"]` pools readings of several questions; each but the one with
            most readings gets an offset, reported in `Trend.wordings`.

    Returns:
        The fitted trend.

    Raises:
        ProblemsError: where the readings are of several series, or cannot be used.

    >>> readings = pd.DataFrame({"country": "GB", "question": "q", "answer": "yes",
    ...     "pollster": "A", "start": ["2024-01-07", "2024-02-04", "2024-03-03"],
    ...     "share": [0.40, 0.42, 0.41], "n": 1500.0})
    >>> trend = fit_trend(readings)
    >>> round(float(trend.at("2024-03-03")["estimate"]), 2)
    0.41
    """
    check_options(model, level, together)
    observations = observe(readings, several=("question", "answer") if together else ())
    raise_errors(_incomparable(observations.frame))
    series = series_of(observations, reference, days_of(breaks))
    fitted = fit_series(series, smooth=model == "smooth", robust=robust)
    return make_trend(observations, series, find(fitted, dates), level)


@dataclass(frozen=True)
class Found:
    """What a fit says on the days of a table, and of its readings."""

    fitted: Fitted
    days: Integers
    levels: Levels
    sampling: Floats
    errors: Errors


def find(fitted: Fitted, dates: Sequence[str | pd.Timestamp] | None) -> Found:
    """Ask a fit for the days given, or for its readings' days and days between."""
    days = day_grid(fitted.steps.days) if dates is None else days_of(dates)
    space, _ = fitted.space()
    return Found(
        fitted,
        days,
        fitted.levels(days),
        fitted.sampling_covariance(days),
        space.errors(fitted.hyperparameters.mode),
    )


def make_trend(
    observations: Observations, series: Series, found: Found, level: float, component: int = 0
) -> Trend:
    """The trend of one series with its tables.

    Args:
        observations, series: of the trend alone.
        found: of the trend alone, or of several series whose levels move together.
        level: of both bands.
        component: which level of the fit is the trend's; its readings are those that load on
            this level, its effects those that its readings load on.
    """
    fitted = found.fitted
    rows = rows_of(fitted.steps, component)
    errors = found.errors.of(rows, component)
    own = np.flatnonzero(fitted.steps.effects[rows, 0].any(axis=0))
    wordings = own[series.houses.free :]
    return Trend(
        series=observations.series,
        model="smooth" if fitted.smooth else "level",
        level=level,
        table=level_table(found.levels, found.sampling, found.days, level, component),
        houses=effect_table(found.levels, series.houses, own, level, component),
        wordings=effect_table(found.levels, series.wordings, wordings, level, component),
        hyperparameters=fitted.hyperparameters.table(level),
        diagnostics=diagnose(fitted, errors, observations),
        readings=annotate(fitted.steps, errors, observations, rows),
        notes=observations.notes,
        fitted=fitted,
        component=component,
    )


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


def check_options(model: str, level: float, together: Sequence[str] = ()) -> None:
    """Refuse options that `fit_trend` does not know."""
    allowed: dict[str, tuple[str, tuple[str, ...]]] = {"model": (model, ("level", "smooth"))}
    allowed |= {f"together[{i}]": (name, ("question",)) for i, name in enumerate(together)}
    raise_errors(
        Problem(
            "unknown-option",
            f"{option} is not known",
            got=repr(value),
            expected=" or ".join(map(repr, known)),
            hint=did_you_mean(value, known),
        )
        for option, (value, known) in allowed.items()
        if value not in known
    )
    if not 0 < level < 1:
        raise ProblemsError(
            [Problem("level-out-of-range", "band level is not between 0 and 1", got=f"{level:g}")]
        )


def days_of(dates: Sequence[Any]) -> Integers:
    """Day numbers of dates given as time stamps or in ISO form.

    Raises:
        ProblemsError: where a date is none, or written so that day and month could be mistaken.

    >>> days_of(["1970-01-02"]).tolist()
    [1]
    """
    return as_days(pd.DatetimeIndex([_time_stamp(date) for date in dates]))


def _time_stamp(date: Any) -> pd.Timestamp:
    try:
        found = pd.to_datetime(date, format="ISO8601")
    except (ValueError, TypeError):
        found = pd.NaT
    if not isinstance(found, pd.Timestamp):
        raise ProblemsError(
            [
                Problem(
                    "not-a-date",
                    "a date cannot be read for certain",
                    got=repr(date),
                    expected="a date or time stamp, or text such as 2024-03-07",
                )
            ]
        )
    return found.tz_localize(None)
