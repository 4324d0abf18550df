"""How far sampling and rounding may move a printed share: on its own scale and on the logit's.

    v(p) = d p(1-p) / n + r^2 / 12            v(logit p) = v(p) / [p(1-p)]^2

`inverse_n` is d / n, the design effect over the base; r is the printed step.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import pandas as pd

__all__ = ["logit_variance", "share_variance"]

Values = TypeVar("Values", np.ndarray, pd.Series)


def share_variance(
    share: Values, inverse_n: Values, rounding_variance: Values | float = 0.0
) -> Values:
    """The variance that sampling and rounding give to shares.

    Args:
        share: shares of 0 to 1, of any shape; the others broadcast to it.
        inverse_n: design effect over base.
        rounding_variance: step^2 / 12 (`polls.rules.rounding`).

    >>> float(share_variance(np.array(0.5), np.array(0.001), 0.01**2 / 12))
    0.00025833333333333334
    """
    variance: Values = inverse_n * share * (1 - share) + rounding_variance
    return variance


def logit_variance(
    share: Values, inverse_n: Values, rounding_variance: Values | float = 0.0
) -> Values:
    """The variance that sampling and rounding give to the log odds of shares.

    Args:
        share, inverse_n, rounding_variance: as of `share_variance`.

    >>> float(logit_variance(np.array(0.5), np.array(0.001)))
    0.004
    """
    variance: Values = (
        share_variance(share, inverse_n, rounding_variance) / (share * (1 - share)) ** 2
    )
    return variance
