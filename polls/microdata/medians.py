"""Medians with Woodruff's errors: an interval of the share at or below, read back on the scale.

    share at or below 4:  0.47   5: 0.58        median 5
    0.5 as estimated at 5, 0.58 +- 0.03, back on the scale: 4.x to 6

Source: Woodruff (1952), Confidence intervals for medians and other position measures, JASA 47;
R's `svyquantile` (interval.type "mean", qrule "math").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from polls.microdata.answers import Answer
from polls.microdata.estimates import Drawn, Estimates, Wish
from polls.microdata.variance import degrees_of_freedom

__all__ = ["medians_of", "quantile"]

LEVEL = 0.95
TIE = 1e-12


def quantile(values: np.ndarray, weights: np.ndarray, share: float) -> float:
    """The least value at or below which the share of the weights lies.

    >>> quantile(np.array([1.0, 2.0, 3.0]), np.array([1.0, 1.0, 2.0]), 0.5)
    2.0
    """
    order = np.argsort(values)
    known = weights[order] > 0
    values, weights = values[order][known], weights[order][known]
    below = np.cumsum(weights) / weights.sum()
    return float(values[min(int(np.searchsorted(below, share - TIE)), len(values) - 1)])


def medians_of(
    cells: pd.DataFrame,
    answers: Sequence[Answer],
    wishes: Sequence[Wish],
    estimates: Estimates,
    drawn: Drawn,
) -> Estimates:
    """The estimates with the medians among them in the place of means.

    Args:
        cells: all cells of the sample.
        answers: (estimates,) what is estimated.
        wishes: (estimates,) the ratios behind the estimates.
        estimates: the ratios; those of medians are replaced.
        drawn: how the sample was drawn.
    """
    from scipy.special import stdtrit  # slow to import, and rarely asked for

    value = estimates.value.copy()
    asked = [*wishes]
    tables: dict[int, tuple[np.ndarray, np.ndarray, float]] = {}
    for place, (answer, wish) in enumerate(zip(answers, wishes, strict=True)):
        if answer.statistic != "median" or not estimates.n_weighted[place] > 0:
            continue
        members = cells if wish.groups is None else cells[cells["group"].isin(wish.groups)]
        by_answer = members.groupby("answer")["weight"].sum()
        by_answer = by_answer[[number in wish.base for number in by_answer.index]]
        values = np.array([wish.numerator[number] for number in by_answer.index])
        value[place] = quantile(values, by_answer.to_numpy(), 0.5)
        freedom = drawn.freedom_of(degrees_of_freedom(members))
        tables[place] = values, by_answer.to_numpy(), freedom
        below = {code: 1.0 for code, number in wish.numerator.items() if number <= value[place]}
        asked[place] = replace(wish, numerator=below)
    shares = Estimates.of(cells, asked, drawn)
    slope = np.ones(len(value))
    for place, (values, weights, freedom) in tables.items():
        error = float(np.sqrt(shares.variance[place]))
        reach = float(stdtrit(freedom, 0.5 + LEVEL / 2)) if freedom > 0 else np.nan
        reached = shares.value[place] + np.array([-1, 1]) * reach * error
        low, high = (quantile(values, weights, limit) for limit in np.clip(reached, 0, 1))
        # The more lie below a value, the lower the median.
        slope[place] = -(high - low) / (2 * reach) / error if error > 0 else 0.0
    covariance = slope[:, None] * shares.covariance * slope
    return replace(estimates, value=value, covariance=covariance)
