"""Readings as a normal model sees them at the shares it expects of them.

    working value     z = s + (p - m) / [m (1 - m)]                 m = logistic(s)
    its variance      v = [d m (1 - m) / n + r^2 / 12] / [m (1 - m)]^2

The logit of a printed share is biased where shares are small, and so is its error variance:
a low reading by chance would count as the less certain one. Both are therefore taken at the
signal s that the fit gives to the reading, until it stays (Fisher scoring; Durbin and Koopman
1997, Biometrika 84). In the middle of the scale nothing changes but the fifth digit.

A printed 0, an upper limit such as `<0.5`, and any share so near an end of the scale that
rounding hides more than sampling does, say only between which edges a < b the sample's share
lay. Their likelihood is that of the interval, the binomial's probability of it at m,

    log L(s) = log [F(b) - F(a)]        z = s - L' / L''        v = -1 / L''

(' the derivatives of log L in s), so that a hundred printed zeros pull the level down until
they would be no surprise, and no further.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import betaincc, expit

from analysis.model.measurements import Floats, Integers, Steps
from analysis.model.sampling_error import logit_variance, share_variance
from analysis.model.smoothed import Residuals
from polls.rules.rounding import rounding_variance

__all__ = ["Printed", "interval_log_likelihood", "printed_of", "signals"]


VAGUE = 1e4
"""The greatest variance of a working value, in logits squared: a reading that says nothing."""

STEP = 1e-3
"""Distance, in logits, of the points from which the derivatives of an interval are taken."""

COARSE = 1.0
"""A reading near an end is an interval where its rounding step is wider than so many standard
deviations of sampling."""

NEAR_END = 2.5
"""Steps of rounding from 0 or 1 within which a reading may be taken as an interval."""


@dataclass(frozen=True)
class Printed:
    """What was printed: shares (T,), d / n (T,) and variances of rounding (T,).

    `low` and `high` (T,) are the edges between which a sample's share lay where the reading
    is taken as an interval, NaN elsewhere.
    """

    share: Floats
    inverse_n: Floats
    rounding_variance: Floats
    low: Floats
    high: Floats

    def at(self, signal: Floats) -> tuple[Floats, Floats]:
        """Working values and variances (T,) at the signals (T,).

        >>> nothing = np.array([np.nan])
        >>> printed = Printed(np.array([0.4]), np.array([0.001]), np.array([0.0]), nothing, nothing)
        >>> value, variance = printed.at(np.log([0.4 / 0.6]))
        >>> bool(np.isclose(value, np.log(0.4 / 0.6))), bool(np.isclose(variance, 0.001 / 0.24))
        (True, True)
        """
        expected = expit(signal)
        value = signal + (self.share - expected) / (expected * (1 - expected))
        variance = self.variance(signal)
        interval = np.flatnonzero(~np.isnan(self.low))
        if len(interval):
            value, variance = value.copy(), variance.copy()
            value[interval], variance[interval] = self._intervals_at(signal, interval)
        return value, variance

    def variance(self, signal: Floats) -> Floats:
        """The variance (..., T) that sampling and rounding give to a reading's logit at signals."""
        return logit_variance(np.asarray(expit(signal)), self.inverse_n, self.rounding_variance)

    def _intervals_at(self, signal: Floats, rows: Integers) -> tuple[Floats, Floats]:
        edges = self.low[rows], self.high[rows], 1 / self.inverse_n[rows]
        before, here, after = (
            interval_log_likelihood(signal[rows] + step, *edges) for step in (-STEP, 0.0, STEP)
        )
        slope = (after - before) / (2 * STEP)
        bent = np.maximum((2 * here - after - before) / STEP**2, 1 / VAGUE)
        return signal[rows] + slope / bent, 1 / bent


def interval_log_likelihood(signal: Floats, low: Floats, high: Floats, n: Floats) -> Floats:
    """The log probability that a sample's share lies between two edges.

    Args:
        signal: (T,) logits of the true shares.
        low, high: (T,) edges; below 0 and above 1 there is nothing.
        n: (T,) respondents, divided by the design effect, so that it need not be whole.

    Returns:
        (T,) of the binomial distribution, which is continued between whole numbers as the
        incomplete beta function is.

    >>> zeros = interval_log_likelihood(np.array([-5.0]), *np.array([[-0.005], [0.005], [1000.0]]))
    >>> float(np.exp(zeros)[0].round(3))
    0.268
    """
    under = [_at_most(edge, n, expit(signal)) for edge in (low, high)]
    return np.log(np.maximum(under[1] - under[0], 1e-300))


def _at_most(edge: Floats, n: Floats, share: Floats) -> Floats:
    """The probability of a sample's share under an edge, half way between k and k + 1 of n."""
    # P(X <= k) = 1 - I_p(k + 1, n - k)
    inside = betaincc(np.maximum(n * edge, 0) + 0.5, np.maximum(n * (1 - edge), 0) + 0.5, share)
    return np.where(edge <= 0, 0.0, np.where(edge >= 1, 1.0, inside))


def printed_of(frame: pd.DataFrame) -> Printed:
    """What was printed in the readings of `Observations.frame`."""
    low, high = _edges(frame)
    return Printed(
        frame["used_share"].to_numpy(),
        frame["inverse_n"].to_numpy(),
        rounding_variance(frame["rounding"].to_numpy()),
        low,
        high,
    )


def _edges(frame: pd.DataFrame) -> tuple[Floats, Floats]:
    """The edges of the readings that are taken as intervals, NaN for the others."""
    share, step = frame["share"].to_numpy(float), frame["rounding"].to_numpy(float)
    used, inverse_n = frame["used_share"].to_numpy(float), frame["inverse_n"].to_numpy(float)
    censored = frame["censored"].to_numpy(bool)
    # Where no step is known a 0 is at least less than half a respondent.
    half = np.where(step > 0, step, inverse_n) / 2
    sampling = np.sqrt(share_variance(used, inverse_n))
    near = (share < NEAR_END * step) | (share > 1 - NEAR_END * step)
    coarse = near & (step > COARSE * sampling)
    taken = censored | (share <= 0) | (share >= 1) | coarse
    low = np.where(censored, 0.0, share - half)
    high = np.where(censored, share, share + half)
    return np.where(taken, low, np.nan), np.where(taken, high, np.nan)


def signals(steps: Steps, errors: Residuals) -> Floats:
    """(T, k) what each step reports but for sampling and rounding, given all readings.

    Of the error that the smoother finds, sampling has its part of the variance.
    """
    variance = steps.inflation[:, None, None] * steps.sampling
    own = np.linalg.solve(errors.prior_covariance, errors.error[..., None])
    return steps.values - (variance @ own)[..., 0]
