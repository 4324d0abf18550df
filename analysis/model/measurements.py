"""What a state-space model observes: one step a reading, in order of day.

day     0     0     9     30    33        several readings of a day are several steps
value  -0.2  -0.1   nan  -0.3   nan       a day asked for without a reading has none
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = [
    "DAYS_A_YEAR",
    "Floats",
    "Integers",
    "Steps",
    "as_dates",
    "as_days",
    "rows_of",
    "with_days",
]

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

DAYS_A_YEAR = 365.25


@dataclass(frozen=True)
class Steps:
    """The observations of a model with L levels, k values a step and E constant effects.

    Args:
        days: (T,) days since 1970, never falling; several steps may share a day.
        values: (T, k) observations, NaN where there is none.
        sampling: (T, k, k) known error covariance.
        levels: (T, k, L) how the observations load on the levels.
        effects: (T, k, E) how they load on house and wording effects.
        initial: (L, L) prior covariance of the levels at the first step.
        wander: (T,) years; the level moves by the variance of so many years' shocks between
            the day a step is dated and the days that its reading stands for.
        inflation: (T,) factor on the error covariance.
        breaks: days at which the level may jump.
        pace: (T,) factor on the variance of the level's move from each step to the next;
            None: 1 throughout.
        trust: (T,) weights of the readings, below 1 for doubted ones; None: 1 throughout.
    """

    days: Integers
    values: Floats
    sampling: Floats
    levels: Floats
    effects: Floats
    initial: Floats
    wander: Floats
    inflation: Floats
    breaks: tuple[int, ...] = ()
    pace: Floats | None = None
    trust: Floats | None = None


def with_days(steps: Steps, days: Integers) -> tuple[Steps, Integers]:
    """Steps that also stand at `days`, as missing observations where no reading does.

    Args:
        steps: what is observed.
        days: (D,) days wanted, in any order.

    Returns:
        The longer steps, and the index (D,) in them of the last step of each wanted day.
    """
    added = np.setdiff1d(days, steps.days)
    order = np.argsort(np.concatenate([steps.days, added]), kind="stable")
    k = steps.values.shape[1]

    def longer(old: Floats, filler: Floats | float) -> Floats:
        rows = np.broadcast_to(np.asarray(filler, dtype=float), (len(added), *old.shape[1:]))
        return np.concatenate([old, rows])[order]

    result_days = np.concatenate([steps.days, added])[order]
    result = replace(
        steps,
        days=result_days,
        values=longer(steps.values, np.nan),
        sampling=longer(steps.sampling, np.eye(k)),
        levels=longer(steps.levels, 0.0),
        effects=longer(steps.effects, 0.0),
        wander=longer(steps.wander, 0.0),
        inflation=longer(steps.inflation, 1.0),
        pace=None if steps.pace is None else _held(steps, result_days),
        trust=None if steps.trust is None else longer(steps.trust, 1.0),
    )
    return result, np.searchsorted(result.days, days, side="right") - 1


def _held(steps: Steps, days: Integers) -> Floats:
    """The pace of the time after each of some days: that of the last step before it."""
    assert steps.pace is not None
    place = np.searchsorted(steps.days, days, side="right") - 1
    return steps.pace[np.maximum(place, 0)]


def rows_of(steps: Steps, component: int) -> Integers:
    """The steps whose reading loads on one of several levels."""
    return np.flatnonzero(steps.levels[:, 0, component])


def as_days(dates: pd.Series | pd.DatetimeIndex) -> Integers:
    """Whole days since 1970.

    >>> as_days(pd.DatetimeIndex(["1970-01-02 12:00"])).tolist()
    [1]
    """
    return np.asarray(dates, dtype="datetime64[D]").astype(np.int64)


def as_dates(days: Integers) -> pd.DatetimeIndex:
    """The inverse of `as_days`, as datetime64[s].

    >>> as_dates(np.array([1]))[0].isoformat()
    '1970-01-02T00:00:00'
    """
    return pd.DatetimeIndex(np.asarray(days).astype("datetime64[D]").astype("datetime64[s]"))
