"""What rounding before printing leaves open: of one share, and of a sum of several.

0.33 + 0.33 + 0.33 = 0.99       within sum_slack(3, 0.01) = 0.01 of 1
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
import pandas as pd

__all__ = ["rounding_variance", "sum_slack"]

Numbers = TypeVar("Numbers", float, np.ndarray, pd.Series)

EXACT = 1e-9
"""What sums of decimal fractions may be off by in a computer."""


def sum_slack(count: Numbers, step: Numbers) -> Numbers:
    """How far rounding may take a sum of printed shares from what they add up to unrounded.

    Each share is off by less than half a step, and the sum by a whole number of steps: by at
    most floor((count - 1) / 2) of them, and always one, as totals themselves are rounded.

    Args:
        count: how many shares are added up; a number or an array.
        step: the step to which the coarsest of them is rounded, in the same unit as the sum.

    >>> [float(round(sum_slack(count, 0.01), 3)) for count in (2, 3, 4, 5, 7)]
    [0.01, 0.01, 0.01, 0.02, 0.03]
    """
    slack: Numbers = np.maximum((count - 1) // 2, 1) * step + EXACT
    return slack


def rounding_variance(step: Numbers) -> Numbers:
    """The variance that rounding to a step gives to a share: that of a uniform distribution.

    >>> round(rounding_variance(0.01), 10)
    8.3333e-06
    """
    return step**2 / 12
