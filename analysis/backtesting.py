"""Would the trend have foreseen the next reading? Rolling origin, honest to the day.

    readings before  ->  scales, prediction with intervals  ->  the reading that came

Scales are fitted anew every few readings on what was known then; the error of the reading to
come is taken from the predicted share, never from the printed one. The baselines are what
people do without a model, each given the spread of its own past errors.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.special import expit, ndtr, ndtri
from statsmodels.nonparametric.smoothers_lowess import lowess

from analysis.fitted import Fitted
from analysis.mixture import mixture_quantile, share_moments
from analysis.observations import Observations, observe
from analysis.series import fit_series, scales_of, series_of
from analysis.statespace import StateSpace
from analysis.steps import Floats, Steps, as_days
from analysis.working import printed_of
from polls.errors import Problem, ProblemsError

__all__ = ["Backtest", "backtest"]

FIRST = 30
"""Readings before the first one that is predicted."""

LOESS_WINDOWS = (10, 20, 40)
"""Readings in the local line; the window that did best so far is used."""


@dataclass(frozen=True)
class Backtest:
    """What each method predicted and how it scored.

    Attributes:
        table: one row a method: readings predicted, coverage of 90% and 95% intervals, mean
            log score of the printed value (nats, higher is better), mean absolute error and
            mean width of the 90% interval (points).
        predictions: one row a method and reading: date, share, predicted, low_90, high_90,
            low_95, high_95, log_score.
    """

    table: pd.DataFrame
    predictions: pd.DataFrame

    def _repr_html_(self) -> str:
        return str(self.table.to_html(index=False, border=0, float_format=lambda v: f"{v:.3f}"))


def backtest(
    readings: pd.DataFrame, *, model: str = "level", robust: bool = False, refit_every: int = 25
) -> Backtest:
    """Predict each reading of a series from those before it.

    Args:
        readings: a readings frame of one series, more than `FIRST` readings.
        model: as in `fit_trend`.
        robust: as in `fit_trend`.
        refit_every: readings between two fits of the scales.

    Returns:
        Scores of the trend, the last poll, the mean of the last five and a local regression.

    Raises:
        ProblemsError: as `fit_trend`, and where there are too few readings.
    """
    observations = observe(readings)
    frame = observations.frame
    if len(frame) <= FIRST:
        raise ProblemsError(
            [
                Problem(
                    "too-few-readings",
                    "too few readings to predict any from those before",
                    got=str(len(frame)),
                    expected=f"more than {FIRST}",
                )
            ]
        )
    parts = [_trend_predictions(observations, model == "smooth", robust, refit_every)]
    for method, centres in _baselines(frame).items():
        parts.append(_from_past_errors(frame, centres).assign(method=method))
    predictions = pd.concat(parts, ignore_index=True)
    return Backtest(_scores(predictions), predictions)


def _trend_predictions(
    observations: Observations, smooth: bool, robust: bool, refit_every: int
) -> pd.DataFrame:
    count = len(observations.frame)
    parts = []
    for origin in range(FIRST, count, refit_every):
        past = series_of(_until(observations, origin), None)
        fitted = fit_series(past, smooth=smooth, robust=robust)
        until = min(origin + refit_every, count)
        parts.append(_block(observations, fitted, origin, until))
    return pd.concat(parts, ignore_index=True).assign(method="trend")


def _block(observations: Observations, fitted: Fitted, origin: int, until: int) -> pd.DataFrame:
    """Predictions of the readings from `origin` on, with scales fitted before it."""
    known = _until(observations, until)
    series = series_of(known, None)
    scales = scales_of(series.effects, smooth=fitted.smooth)
    old = [scale.name for scale in fitted.hyperparameters.scales]
    nodes = np.tile(np.log([s.median for s in scales]), (len(fitted.hyperparameters.nodes), 1))
    for place, scale in enumerate(scales):
        if scale.name in old:
            nodes[:, place] = fitted.hyperparameters.nodes[:, old.index(scale.name)]
    steps = _known_before(series.steps, fitted.steps)
    space = StateSpace(steps, scales, fitted.smooth)
    found = [space.filtered(theta) for theta in nodes]
    rows = known.frame.iloc[origin:]
    ahead = slice(origin, until)
    means = np.stack([result.forecasts[0, ahead] for result in found])
    variances = np.stack([result.forecasts_error_cov[0, 0, ahead] for result in found])
    # The error of the reading to come is taken at the predicted share.
    _, expected = printed_of(rows).at(means)
    variances = variances - steps.sampling[ahead, 0, 0] + expected
    return _intervals(rows, means, np.sqrt(variances))


def _known_before(steps: Steps, past: Steps) -> Steps:
    """Steps whose first readings are taken as the fit to the past took them."""
    origin = len(past.days)

    def joined(name: str) -> Floats:
        return np.concatenate([getattr(past, name), getattr(steps, name)[origin:]])

    return replace(
        steps,
        values=joined("values"),
        sampling=joined("sampling"),
        inflation=joined("inflation"),
    )


def _intervals(rows: pd.DataFrame, means: Floats, deviations: Floats) -> pd.DataFrame:
    share, half = rows["used_share"].to_numpy(), np.maximum(rows["rounding"], 1e-6) / 2
    edges = np.clip([share - half, share + half], 1e-9, 1 - 1e-9)
    below, above = (
        ndtr((np.log(edge / (1 - edge)) - means) / deviations).mean(axis=0) for edge in edges
    )
    bounds = {
        f"{side}_{name}": expit(mixture_quantile(means, deviations, probability))
        for name, tail in (("90", 0.05), ("95", 0.025))
        for side, probability in (("low", tail), ("high", 1 - tail))
    }
    return pd.DataFrame(
        {
            "date": rows["date"].to_numpy(),
            "share": share,
            "predicted": share_moments(means, deviations)[0],
            **bounds,
            "log_score": np.log(np.maximum(above - below, 1e-12)),
        }
    )


def _baselines(frame: pd.DataFrame) -> Mapping[str, Floats]:
    """(T,) the share that each method without a model expects, from the readings before."""
    share = frame["used_share"]
    return {
        "last poll": share.shift(1).to_numpy(),
        "mean of last five": share.rolling(5, min_periods=1).mean().shift(1).to_numpy(),
        "local regression": _best_so_far(
            share.to_numpy(), [_loess(frame, window) for window in LOESS_WINDOWS]
        ),
    }


def _loess(frame: pd.DataFrame, window: int) -> Floats:
    """(T,) a local line through the last `window` readings, taken to the day of the next."""
    days, share = as_days(frame["date"]).astype(float), frame["used_share"].to_numpy()
    expected = np.full(len(share), np.nan)
    expected[1:] = share[:-1]
    for i in range(10, len(share)):
        past = slice(max(0, i - window), i)
        if days[past].max() > days[past].min():
            value = lowess(share[past], days[past], frac=1.0, it=0, xvals=days[i : i + 1])[0]
            expected[i] = value if np.isfinite(value) else expected[i]
    return expected


def _best_so_far(share: Floats, candidates: list[Floats]) -> Floats:
    """At each reading the candidate with the smallest squared errors before it."""
    errors = np.nan_to_num((np.stack(candidates) - share) ** 2)
    past = np.cumsum(errors, axis=1) - errors
    return np.take_along_axis(np.stack(candidates), past.argmin(axis=0)[None], axis=0)[0]


def _from_past_errors(frame: pd.DataFrame, centres: Floats) -> pd.DataFrame:
    """Normal predictions around each centre, with the spread of the errors made so far."""
    rows = frame.iloc[FIRST:]
    share, half = frame["used_share"].to_numpy(), frame["rounding"].to_numpy() / 2
    squares = np.nan_to_num((share - centres) ** 2)
    spread = np.sqrt(np.cumsum(squares) / np.maximum(np.arange(len(share)), 1))
    spread, centre = np.maximum(spread[FIRST - 1 : -1], 1e-4), centres[FIRST:]
    z = (share[FIRST:] - centre) / spread
    reach = np.maximum(half[FIRST:], 1e-6) / spread
    bounds = {
        f"{side}_{name}": centre + sign * ndtri(1 - tail) * spread
        for name, tail in (("90", 0.05), ("95", 0.025))
        for side, sign in (("low", -1), ("high", 1))
    }
    return pd.DataFrame(
        {
            "date": rows["date"].to_numpy(),
            "share": share[FIRST:],
            "predicted": centre,
            **bounds,
            "log_score": np.log(np.maximum(ndtr(z + reach) - ndtr(z - reach), 1e-12)),
        }
    )


def _scores(predictions: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        _score(str(method), rows) for method, rows in predictions.groupby("method", sort=False)
    )


def _score(method: str, rows: pd.DataFrame) -> dict[str, object]:
    share = rows["share"]
    return {
        "method": method,
        "readings": len(rows),
        "coverage_90": share.between(rows["low_90"], rows["high_90"]).mean(),
        "coverage_95": share.between(rows["low_95"], rows["high_95"]).mean(),
        "log_score": rows["log_score"].mean(),
        "error": 100 * (share - rows["predicted"]).abs().mean(),
        "width_90": 100 * (rows["high_90"] - rows["low_90"]).mean(),
    }


def _until(observations: Observations, count: int) -> Observations:
    return replace(observations, frame=observations.frame.iloc[:count])
