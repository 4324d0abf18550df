"""Readings as a normal model sees them at the shares it expects of them.

    working value     z = s + (p - m) / [m (1 - m)]                 m = logistic(s)
    its variance      v = [d m (1 - m) / n + r^2 / 12] / [m (1 - m)]^2

The logit of a printed share is biased where shares are small, and so is its error variance:
a low reading by chance would count as the less certain one. Both are therefore taken at the
signal s that the fit gives to the reading, until it stays (Fisher scoring; Durbin and Koopman
1997, Biometrika 84). In the middle of the scale nothing changes but the fifth digit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import expit

from analysis.model.measurements import Floats, Steps
from analysis.model.statespace import Errors

__all__ = ["Printed", "printed_of", "signals"]


@dataclass(frozen=True)
class Printed:
    """What was printed: shares (T,), d / n (T,) and rounding variances r^2 / 12 (T,)."""

    share: Floats
    inverse_n: Floats
    rounding: Floats

    def at(self, signal: Floats) -> tuple[Floats, Floats]:
        """Working values and variances (T,) at the signals (T,).

        >>> printed = Printed(np.array([0.4]), np.array([0.001]), np.array([0.0]))
        >>> value, variance = printed.at(np.log([0.4 / 0.6]))
        >>> bool(np.isclose(value, np.log(0.4 / 0.6))), bool(np.isclose(variance, 0.001 / 0.24))
        (True, True)
        """
        expected = expit(signal)
        binomial = expected * (1 - expected)
        value = signal + (self.share - expected) / binomial
        return value, (self.inverse_n * binomial + self.rounding) / binomial**2


def printed_of(frame: pd.DataFrame) -> Printed:
    """What was printed in the readings of `Observations.frame`."""
    return Printed(
        frame["used_share"].to_numpy(),
        frame["inverse_n"].to_numpy(),
        frame["rounding"].to_numpy() ** 2 / 12,
    )


def signals(steps: Steps, errors: Errors) -> Floats:
    """(T, k) what each step reports but for sampling and rounding, given all readings.

    Of the error that the smoother finds, sampling has its part of the variance.
    """
    variance = steps.inflation[:, None, None] * steps.sampling
    own = np.linalg.solve(errors.prior_covariance, errors.error[..., None])
    return steps.values - (variance @ own)[..., 0]
