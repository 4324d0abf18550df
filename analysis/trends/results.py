"""A fitted trend: its tables, draws and words.

share |      .  o
      |   o --.---- o        o readings, --- trend, two bands around it:
      |  . o        .        sampling and rounding only; all that is not known
      +----------------- time
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.special import expit

from analysis.model.days import days_of
from analysis.model.fitted_model import Fitted, Levels
from analysis.model.measurements import Floats, Integers, as_dates, as_days, rows_of
from analysis.model.simulation import shuffled
from analysis.model.statespace import Errors
from analysis.trends.diagnostics import annotate, auxiliary_residuals, diagnose
from analysis.trends.observations import Observations
from analysis.trends.one_series import Series
from analysis.trends.options import Model
from analysis.trends.tables import day_grid, effect_table, level_table
from analysis.wording import chance

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Found", "Trend", "find", "make_trend"]


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
    return Found(
        fitted,
        days,
        fitted.levels(days),
        fitted.sampling_covariance(days),
        fitted.errors(),
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
        hyperparameters=fitted.scales.table(level),
        diagnostics=diagnose(fitted, errors, observations),
        readings=annotate(fitted.steps, errors, observations, rows),
        notes=(*observations.notes, *_volatility_note(fitted)),
        fitted=fitted,
        component=component,
    )


def _volatility_note(fitted: Fitted) -> tuple[str, ...]:
    """How far the fit takes the volatility to switch, where it was asked to judge."""
    if fitted.switching is None:
        return ()
    return (
        "That times of quiet and of turbulence change has a weight of "
        f"{chance(fitted.weight)}, that volatility is constant the rest.",
    )
