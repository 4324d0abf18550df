"""A fit as a table of shares: estimate, standard error and three bands for each day."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
from scipy.special import expit, ndtri

from analysis.model.fitted_model import Levels
from analysis.model.house_effects import Effects
from analysis.model.measurements import Floats, Integers, as_dates
from analysis.model.normal_mixtures import mixture_quantile, share_moments
from analysis.trends.shared_error import SharedError

__all__ = ["day_grid", "effect_table", "level_table"]

GRID_DAYS = 30
"""The longest gap between two dates of a table when no dates are asked for."""


def level_table(
    found: Levels,
    sampling: Floats,
    days: Integers,
    level: float,
    component: int = 0,
    *,
    error: SharedError,
) -> pd.DataFrame:
    """The rows of `Trend.table` for some days.

    Args:
        found: levels at the days.
        sampling: (D, L, L) their covariance were sampling and rounding the only errors.
        days: (D,) day numbers.
        level: of the bands.
        component: which of the L levels.
        error: that all readings share.
    """
    means = found.means[:, :, component]
    deviations = np.sqrt(found.covariances[:, :, component, component])
    estimate, se = share_moments(means, deviations, found.weights)
    low = mixture_quantile(means, deviations, (1 - level) / 2, found.weights)
    high = mixture_quantile(means, deviations, (1 + level) / 2, found.weights)
    wide = np.sqrt(deviations**2 + error.variance)
    centre = (found.weights * means).sum(axis=0)
    reach = ndtri((1 + level) / 2) * np.sqrt(sampling[:, component, component])
    return pd.DataFrame(
        {
            "date": as_dates(days),
            "estimate": estimate,
            "se": se,
            "low": expit(low),
            "high": expit(high),
            # Part of the uncertainty is never shown as more than all of it.
            "low_sampling": expit(np.maximum(centre - reach, low)),
            "high_sampling": expit(np.minimum(centre + reach, high)),
            "low_opinion": expit(mixture_quantile(means, wide, (1 - level) / 2, found.weights)),
            "high_opinion": expit(mixture_quantile(means, wide, (1 + level) / 2, found.weights)),
            "level": level,
        }
    )


def day_grid(days: Integers) -> Integers:
    """The days of the readings, and days between where they are far apart."""
    known = np.unique(days)
    between = [
        np.linspace(a, b, -(-(b - a) // GRID_DAYS) + 1)[1:-1].round().astype(np.int64)
        for a, b in itertools.pairwise(known)
        if b - a > GRID_DAYS
    ]
    return np.unique(np.concatenate([known, *between]))


def effect_table(
    found: Levels, effects: Effects, places: Integers, level: float, component: int = 0
) -> pd.DataFrame:
    """The rows of `Trend.houses` or `Trend.wordings`.

    Args:
        found: levels and effects of every draw of the scales.
        effects: names and basis.
        places: where the kind's free coordinates begin among all effects; the first
            `effects.free` are taken.
        level: of the interval.
        component: the level around which effects are given in shares.
    """
    own = places[: effects.free]
    means = found.effect_means[:, own] @ effects.basis.T
    variances = np.einsum(
        "hf,kfg,hg->kh",
        effects.basis,
        found.effect_covariances[:, own[:, None], own[None, :]],
        effects.basis,
    )
    deviations = np.sqrt(np.maximum(variances, 0.0))
    weights = found.effect_weights[:, None]
    centre = (weights * means).sum(axis=0)
    middle = float((found.weights * found.means[..., component]).sum(axis=0).mean())
    return pd.DataFrame(
        {
            effects.kind: effects.names,
            "readings": effects.counts,
            "effect": centre,
            "se": np.sqrt((weights * (variances + (means - centre) ** 2)).sum(axis=0)),
            "low": mixture_quantile(means, deviations, (1 - level) / 2, weights),
            "high": mixture_quantile(means, deviations, (1 + level) / 2, weights),
            "points": expit(middle + centre) - expit(middle),
            "reference": [name == effects.reference for name in effects.names],
        }
    )
