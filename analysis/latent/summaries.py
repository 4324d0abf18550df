"""What a mood's fit says of its items, houses and scales, as tables and sentences."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import logit, ndtri

from analysis.latent.items import Items, item_list
from analysis.latent.latent_fit import PRIORS
from analysis.latent.latent_trend import LatentTrend
from analysis.model.fitted_model import Levels
from analysis.trends.tables import effect_table

__all__ = ["doubts", "house_rows", "item_rows", "measures", "said_of_items", "scale_rows"]

NEAR_ZERO = 0.2
"""A loading below this hardly belongs: a correlation, or a fifth of the average item's."""


def item_rows(items: Items, found: LatentTrend, level: float) -> pd.DataFrame:
    """The rows of `Mood.items` by the latent trend, with intervals at a level."""
    fit, own = found.fit, found.fit.middle
    free = fit.rows.basis.shape[1]
    contrasts = fit.rows.contrasts
    loading = 1.0 + contrasts @ own.effects[free:]
    se = np.sqrt(np.einsum("il,lm,im->i", contrasts, own.covariance[free:, free:], contrasts))
    reach = ndtri((1 + level) / 2) * se
    cells = found.cells.groupby("item")["share"]
    table = items.table.set_index("item").loc[list(found.items)].reset_index()
    table = table.assign(
        mean=cells.mean().loc[list(found.items)].to_numpy(),
        sd=cells.std(ddof=0).loc[list(found.items)].to_numpy(),
        loading=loading,
        se=se,
        low=loading - reach,
        high=loading + reach,
        extra=own.scales.extra,
    )
    table["doubt"] = doubts(table["loading"], table["loading"])
    return table


def doubts(near: pd.Series, sign: pd.Series) -> list[str]:
    """Why an item may not belong, "" where it does.

    Args:
        near: (I,) loadings to be judged near 0.
        sign: (I,) loadings to be judged by their sign.
    """
    return [
        "loads against its polarity"
        if own < 0
        else ("hardly moves with the mood" if other < NEAR_ZERO else "")
        for other, own in zip(near, sign, strict=True)
    ]


def scale_rows(found: LatentTrend, level: float) -> pd.DataFrame:
    """One row a scale, as `Hyperparameters.table`; only the volatility's interval is known."""
    scales, reach = found.fit.middle.scales, ndtri((1 + level) / 2)
    peak, deviation = found.fit.volatility
    values = {
        "volatility": scales.volatility,
        "extra": float(np.median(scales.extra)),
        "house": scales.spreads["house"],
        "loading": scales.spreads["loading"],
    }
    if len(found.countries) > 1 and found.pairs:
        values["country"] = scales.spreads["country"]
    prior = pd.DataFrame([PRIORS[name] for name in values], columns=["median", "spread", "meaning"])
    return pd.DataFrame(
        {
            "name": list(values),
            "estimate": list(values.values()),
            "low": [np.exp(peak - reach * deviation), *[np.nan] * (len(values) - 1)],
            "high": [np.exp(peak + reach * deviation), *[np.nan] * (len(values) - 1)],
            "prior_median": prior["median"],
            "prior_low": prior["median"] * np.exp(-reach * prior["spread"]),
            "prior_high": prior["median"] * np.exp(reach * prior["spread"]),
            "meaning": prior["meaning"],
        }
    )


def measures(items: Items, found: LatentTrend) -> pd.Series:
    """Measure -> value; `explained` as by dyad ratios, of the items' cells in logits."""
    model, state = found.fit.model, found.fit.states[-1]
    cells = found.cells.assign(level=state.level[model.node], own=logit(found.cells["share"]))
    counts, squares = [], []
    for _, rows in cells.groupby("item"):
        if rows["level"].std() > 0 and rows["own"].std() > 0:
            counts.append(rows["period"].nunique())
            squares.append(np.corrcoef(rows["level"], rows["own"])[0, 1] ** 2)
    values = {
        "readings": float(len(items.readings)),
        "items": float(len(found.items)),
        "houses": float(len(found.houses.names)),
        "reliability": 1 - float(state.walks.variances.mean() / max(state.level.var(), 1e-12)),
        "explained": float(np.average(squares, weights=counts)) if counts else np.nan,
        "converged": float(found.fit.converged),
    }
    return pd.Series(values, name="value")


def house_rows(found: LatentTrend, level: float) -> pd.DataFrame:
    """The rows of `Trend.houses`, at the middle volatility."""
    kinds = np.array(found.fit.rows.kinds)
    own = np.flatnonzero(kinds == "house")
    middle = found.fit.middle
    sure, none = np.ones((1, 1)), np.zeros((1, 1, 1))
    levels = Levels(
        none, none[..., None], sure, middle.effects[None], middle.covariance[None], sure[0]
    )
    return effect_table(levels, found.houses, own, level)


def said_of_items(table: pd.DataFrame) -> str:
    """How many items there are, and which of them are doubtful."""
    said = f"{len(table)} items make the mood."
    for doubt, rows in table[table["doubt"] != ""].groupby("doubt"):
        said += f" {str(doubt).capitalize()}: {item_list(rows['item'].tolist())}."
    return said
