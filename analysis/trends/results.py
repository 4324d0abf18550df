"""A fitted trend: its tables, draws and words.

share |      .  o
      |   o --.---- o        o readings, --- trend, three bands around it: sampling and
      |  . o        .        rounding; what these pollsters would find; opinion itself
      +----------------- time
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from analysis.model.days import days_of
from analysis.model.fitted_model import Fitted, Levels
from analysis.model.measurements import Floats, Integers, rows_of
from analysis.model.smoothed import Errors
from analysis.trends.diagnostics import annotate, auxiliary_residuals, diagnose
from analysis.trends.face import Result
from analysis.trends.observations import Observations
from analysis.trends.one_series import Series
from analysis.trends.options import Model
from analysis.trends.several import drawn_together
from analysis.trends.shared_error import SharedError, band_sentences, shared_error
from analysis.trends.summary import title_of
from analysis.trends.tables import day_grid, effect_table, level_table
from analysis.wording import chance
from polls.errors import Problem, ProblemsError

__all__ = ["Found", "Trend", "find", "make_trend"]


@dataclass(frozen=True, repr=False, eq=False)
class Trend(Result):
    """A fitted trend.

    Attributes:
        series: country, question, answer, group_by, group.
        model: "level" (random walk) or "smooth" (integrated random walk).
        level: of the bands, e.g. 0.9.
        table: date (datetime64[s]), estimate, se, low, high (total band: what these pollsters
            would find, without what they get wrong together), low_sampling, high_sampling
            (sampling and rounding only), low_opinion, high_opinion (opinion itself: besides,
            `shared_error`), level; shares of 0 to 1.
        houses: one row a house: readings, effect on the logit scale with se, low, high, and
            `points`, the effect in shares at the trend's mean.
        wordings: the same for questions that were pooled; one row where none were.
        hyperparameters: one row a scale: estimate, low, high, prior.
        diagnostics: measure -> value.
        readings: the readings used, with `date`, `house`, `n_used`, `n_from`, what the model
            expects of each (`expected`, share), its standardised one-step error and `weight`.
        notes: what was assumed, in sentences.
        shared_error: variances of what all its readings get wrong together.
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
    shared_error: SharedError
    fitted: Fitted
    component: int = 0

    by = ()

    @property
    def title(self) -> str:
        """The parts of its series."""
        return title_of(self.series)

    def rows(self, days: Integers) -> pd.DataFrame:
        """The rows of `table` for any days (D,), given as day numbers."""
        found, sampling = self.fitted.levels(days), self.fitted.sampling_covariance(days)
        return level_table(
            found, sampling, days, self.level, self.component, error=self.shared_error
        )

    def paths(self, days: Integers, n: int, seed: int) -> Mapping[Any, Floats]:
        """Joint draws (n, D) of the trend on any days (D,), under the key `()`."""
        return drawn_together({(): self}, days, n, seed)

    def beyond_polls(
        self, paths: Mapping[Any, Floats], days: Integers, seed: int
    ) -> Mapping[Any, Floats]:
        """Those draws with the error that all polls share."""
        return {key: self.shared_error.added(own, days, [seed, 1]) for key, own in paths.items()}

    def _bands(self) -> tuple[str, ...]:
        return band_sentences(self.level)

    def auxiliary_residuals(self) -> pd.DataFrame:
        """Standardised moves of the level between readings: beyond 3 or so, a real shift.

        Returns:
            after and until (dates of the readings around the move), residual. Odd single
            readings stand in `readings["auxiliary_residual"]`.
        """
        return auxiliary_residuals(self.fitted, self.component)


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
    if dates is not None and len(dates) == 0:
        title, hint = "no days are asked for", "leave dates= out for the readings' own"
        raise ProblemsError([Problem("no-dates", title, got="dates=[]", hint=hint)])
    days = day_grid(fitted.steps.days) if dates is None else days_of(dates)
    # A trend keeps none of the arrays that its tables come from: many are held at once.
    return Found(
        replace(fitted),
        days,
        fitted.levels(days),
        fitted.sampling_covariance(days),
        fitted.errors(),
    )


def make_trend(
    observations: Observations,
    series: Series,
    found: Found,
    level: float,
    component: int = 0,
    *,
    common_error: float,
) -> Trend:
    """The trend of one series with its tables.

    Args:
        observations, series: of the trend alone.
        found: of the trend alone, or of several series whose levels move together.
        level: of the bands.
        common_error: as in `fit_trend`.
        component: which level of the fit is the trend's; its readings are those that load on
            this level, its effects those that its readings load on.
    """
    fitted = found.fitted
    rows = rows_of(fitted.steps, component)
    errors = found.errors.of(rows, component)
    own = np.flatnonzero(fitted.steps.effects[rows, 0].any(axis=0))
    wordings = own[series.houses.free :]
    error = shared_error(fitted.hyperparameters, series.houses, common_error)
    return Trend(
        series=observations.series,
        model="smooth" if fitted.smooth else "level",
        level=level,
        table=level_table(found.levels, found.sampling, found.days, level, component, error=error),
        houses=effect_table(found.levels, series.houses, own, level, component),
        wordings=effect_table(found.levels, series.wordings, wordings, level, component),
        hyperparameters=fitted.scales.table(level),
        diagnostics=diagnose(fitted, errors, observations),
        readings=annotate(fitted.steps, errors, observations, rows),
        notes=(*observations.notes, *_volatility_note(fitted), error.note),
        shared_error=error,
        fitted=fitted,
        component=component,
    )


def _volatility_note(fitted: Fitted) -> tuple[str, ...]:
    """How far the fit takes the volatility to switch, where it was asked to judge."""
    if fitted.switching is None:
        return ()
    return (
        "Volatility that changes between times of quiet and of turbulence has a weight of "
        f"{chance(fitted.weight)}, constant volatility the rest.",
    )
