"""How well a fit describes its readings: one-step errors, coverage, what is left over."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import chdtrc, expit, ndtr, ndtri
from scipy.stats import kstest

from analysis.model.fitted_model import Fitted
from analysis.model.measurements import Floats, Integers, Steps, as_dates
from analysis.model.sampling_error import logit_variance
from analysis.model.smoothed import Errors
from analysis.trends.observations import Observations
from polls.rules.rounding import rounding_variance

__all__ = ["annotate", "auxiliary_residuals", "diagnose", "scatter_against_sampling"]

LAGS = 10


def annotate(
    steps: Steps, found: Errors, observations: Observations, rows: Integers
) -> pd.DataFrame:
    """The readings used, with what the model makes of each.

    Args:
        steps: of the fit.
        found: what the smoother says of the readings.
        observations: the readings.
        rows: their steps.

    Returns:
        The observations' frame and: `working` and `sampling_variance` (what the model took
        for the logit and its known variance), `expected` (share, level with house and
        wording), `error` (logit), `one_step_error` (standardised), `pit` (its probability
        integral transform, even between 0 and 1 where the model is right), `auxiliary_residual`
        (standardised error given all readings; beyond 3 an odd poll), `weight` (1, less for
        doubted readings).
    """
    trust = np.ones(len(rows)) if steps.trust is None else steps.trust[rows]
    # The model saw a doubted reading nearer to the line than it is.
    error = found.error[:, 0] / (trust * steps.inflation[rows])
    expected = steps.values[rows, 0] - found.error[:, 0]
    spread = found.prior_covariance[:, 0, 0] - found.error_covariance[:, 0, 0]
    return observations.frame.assign(
        working=expected + error,
        sampling_variance=steps.sampling[rows, 0, 0],
        expected=expit(expected),
        error=error,
        pit=ndtr(found.one_step[:, 0] / np.sqrt(found.one_step_covariance[:, 0, 0])),
        one_step_error=found.one_step[:, 0] / np.sqrt(found.one_step_covariance[:, 0, 0]),
        auxiliary_residual=error / np.sqrt(np.maximum(spread, 1e-12)),
        weight=trust,
    )


def auxiliary_residuals(fitted: Fitted, component: int = 0) -> pd.DataFrame:
    """Standardised moves of the level between readings, given all readings.

    Returns:
        `after` and `until` (the dates of the readings that the move lies between) and
        `residual`; beyond 3 or so the level moved more than it usually does (Harvey and
        Koopman 1992, Journal of Business & Economic Statistics 10).
    """
    found = fitted.errors()
    days = fitted.steps.days
    apart = np.flatnonzero(np.diff(days) > 0)
    deviation = np.sqrt(np.maximum(found.pull_covariance[apart, component, component], 1e-12))
    return pd.DataFrame(
        {
            "after": as_dates(days[apart]),
            "until": as_dates(days[apart + 1]),
            "residual": found.pull[apart, component] / deviation,
        }
    )


def diagnose(fitted: Fitted, found: Errors, observations: Observations) -> pd.Series:
    """Measure -> value; those of one-step errors only where there are enough readings."""
    # The first reading is predicted from the prior alone and says nothing.
    errors = (found.one_step[:, 0] / np.sqrt(found.one_step_covariance[:, 0, 0]))[1:]
    values = {
        "readings": float(len(observations.frame)),
        "houses": float(observations.frame["house"].nunique()),
        "log_likelihood": float(found.log_density.sum()),
        "converged": float(fitted.hyperparameters.converged),
        "deff_assumed": float(observations.frame["deff"].isna().sum()),
    }
    scatter, pairs = scatter_against_sampling(observations.frame)
    if pairs:
        values |= {"scatter": scatter, "scatter_pairs": float(pairs)}
    if len(errors) >= LAGS:
        values |= _error_measures(errors)
    return pd.Series(values, name="value")


def scatter_against_sampling(frame: pd.DataFrame) -> tuple[float, int]:
    """How far a house's readings scatter from one to the next, as sampling would make them: 1.

    The root mean square of the differences between successive readings of a house, each over
    the standard error that sampling and rounding give it (von Neumann 1941, Annals of
    Mathematical Statistics 12). Movement and other errors make it larger; far below 1 the
    readings were smoothed, or follow one another, or rest on more respondents than stated.

    Args:
        frame: of `Observations`.

    Returns:
        The measure, and the pairs of readings that it rests on.
    """
    rounding = rounding_variance(frame["rounding"])
    variance = logit_variance(frame["used_share"], frame["inverse_n"], rounding)
    own = [frame["house"], frame["wording"]]
    moved = frame["logit"].groupby(own).diff()
    expected = variance + variance.groupby(own).shift()
    squares = (moved**2 / expected).dropna()
    return (float(np.sqrt(squares.mean())), len(squares)) if len(squares) else (np.nan, 0)


def _error_measures(errors: Floats) -> dict[str, float]:
    centred = (errors - errors.mean()) / errors.std()
    box, chance = _ljung_box(centred, min(LAGS, len(errors) // 2))
    return {
        "error_mean": float(errors.mean()),
        "error_sd": float(errors.std()),
        "error_kurtosis": float((centred**4).mean()),
        "coverage_90": float((np.abs(errors) <= ndtri(0.95)).mean()),
        "coverage_95": float((np.abs(errors) <= ndtri(0.975)).mean()),
        "ljung_box": box,
        "ljung_box_p": chance,
        "pit_p": float(kstest(ndtr(errors), "uniform").pvalue),
    }


def _ljung_box(standardised: Floats, lags: int) -> tuple[float, float]:
    """Statistic and chance of no correlation up to a lag (Ljung and Box 1978, Biometrika 65).

    statsmodels has it in a part that takes longer to load than a series takes to fit.
    """
    n, each = len(standardised), np.arange(1, lags + 1)
    correlations = np.array([standardised[lag:] @ standardised[:-lag] for lag in each]) / n
    statistic = float(n * (n + 2) * (correlations**2 / (n - each)).sum())
    return statistic, float(chdtrc(lags, statistic))
