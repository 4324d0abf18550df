"""How far draws of a path moved between two days: its mean, its bounds and its chance."""

from __future__ import annotations

import numpy as np

from analysis.model.measurements import Floats, Integers

__all__ = ["moved"]


def moved(paths: Floats, opinion: Floats | None, pair: Integers, level: float) -> dict[str, float]:
    """The move between two days, as a row of `Result.change`.

    Args:
        paths: (n, D) joint draws.
        opinion: (n, D) those draws with the error that all polls share; None where none is known.
        pair: the places of the two days.
        level: of the bands.

    Returns:
        estimate, se, low, high, low_opinion and high_opinion where these are known,
        `probability_above` (a draw that did not move counts half) and level.

    >>> paths = np.array([[0.40, 0.42], [0.40, 0.44], [0.40, 0.40], [0.40, 0.42]])
    >>> moved(paths, None, np.array([0, 1]), 0.5)["probability_above"]
    0.875
    """
    apart = paths[:, pair[1]] - paths[:, pair[0]]
    tails = [(1 - level) / 2, (1 + level) / 2]
    low, high = np.quantile(apart, tails)
    wide = {}
    if opinion is not None:
        bounds = np.quantile(opinion[:, pair[1]] - opinion[:, pair[0]], tails)
        wide = {"low_opinion": float(bounds[0]), "high_opinion": float(bounds[1])}
    return {
        "estimate": float(apart.mean()),
        "se": float(apart.std()),
        "low": float(low),
        "high": float(high),
        **wide,
        "probability_above": float((apart > 0).mean() + (apart == 0).mean() / 2),
        "level": level,
    }
