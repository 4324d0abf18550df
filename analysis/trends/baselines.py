"""What people do without a model: the last poll, the mean of five, a local line.

    readings before  ->  an expected share  ->  an interval as wide as its own past errors

Each method has the spread of the errors that it made so far, known by then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri
from statsmodels.nonparametric.smoothers_lowess import lowess

from analysis.model.measurements import Floats, Integers, as_days

__all__ = ["baselines", "from_past_errors"]

LOESS_WINDOWS = (10, 20, 40)
"""Readings in the local line; the window that did best so far is used."""


def baselines(frame: pd.DataFrame, past: Sequence[Integers]) -> Mapping[str, Floats]:
    """The share that each method without a model expects, from the readings before.

    Args:
        frame: readings in order: date, used_share (0 to 1).
        past: for each reading the rows (int) that were known before its fieldwork.

    Returns:
        Method -> (T,) float shares; missing where nothing was known.
    """
    share = frame["used_share"].to_numpy()
    last = np.array([share[rows[-1]] if len(rows) else np.nan for rows in past])
    five = [share[rows[-5:]].mean() if len(rows) else np.nan for rows in past]
    days = as_days(frame["date"]).astype(float)
    lines = [_loess(days, share, last, past, window) for window in LOESS_WINDOWS]
    return {
        "last poll": last,
        "mean of last five": np.array(five),
        "local regression": _best_so_far(share, lines, past),
    }


def _loess(
    days: Floats, share: Floats, last: Floats, past: Sequence[Integers], window: int
) -> Floats:
    """(T,) a local line through the last `window` readings, taken to the day of the next."""
    expected = last.copy()
    for i, known in enumerate(past):
        rows = known[-window:]
        if len(known) >= 10 and days[rows].max() > days[rows].min():
            value = lowess(share[rows], days[rows], frac=1.0, it=0, xvals=days[i : i + 1])[0]
            expected[i] = value if np.isfinite(value) else expected[i]
    return expected


def _best_so_far(share: Floats, candidates: list[Floats], past: Sequence[Integers]) -> Floats:
    """At each reading the candidate with the smallest squared errors before it."""
    guesses = np.stack(candidates)
    errors = np.nan_to_num((guesses - share) ** 2)
    best = [int(errors[:, rows].sum(axis=1).argmin()) for rows in past]
    return np.asarray(guesses[best, np.arange(len(share))])


def from_past_errors(
    frame: pd.DataFrame, centres: Floats, past: Sequence[Integers], targets: Integers
) -> pd.DataFrame:
    """Normal predictions around each centre, with the spread of the errors made so far.

    Args:
        frame: readings in order: date, used_share and rounding (0 to 1).
        centres: (T,) the expected shares.
        past: as of `baselines`.
        targets: rows to predict.

    Returns:
        One row a target: date, share, predicted, low_90, high_90, low_95, high_95, log_score.
    """
    rows = frame.iloc[targets]
    share, half = rows["used_share"].to_numpy(), rows["rounding"].to_numpy() / 2
    squares = np.nan_to_num((frame["used_share"].to_numpy() - centres) ** 2)
    spread = np.sqrt([squares[past[row]].sum() / (len(past[row]) - 1) for row in targets])
    spread, centre = np.maximum(spread, 1e-4), centres[targets]
    z = (share - centre) / spread
    reach = np.maximum(half, 1e-6) / spread
    bounds = {
        f"{side}_{name}": centre + sign * ndtri(1 - tail) * spread
        for name, tail in (("90", 0.05), ("95", 0.025))
        for side, sign in (("low", -1), ("high", 1))
    }
    return pd.DataFrame(
        {
            "date": rows["date"].to_numpy(),
            "share": share,
            "predicted": centre,
            **bounds,
            "log_score": np.log(np.maximum(ndtr(z + reach) - ndtr(z - reach), 1e-12)),
        }
    )
