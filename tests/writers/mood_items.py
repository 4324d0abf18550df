"""Items whose common path is known, and items typed by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import expit

from polls.schema import conform


@dataclass(frozen=True)
class ItemTruth:
    """Simulated readings, and what made them.

    `level` country -> (T,) in logits at `dates`; item -> `loading`, 1 on average, and
    `intercept`, 0 on average.
    """

    readings: pd.DataFrame
    dates: pd.DatetimeIndex
    level: Mapping[str, np.ndarray]
    loading: Mapping[str, float]
    intercept: Mapping[str, float]


def simulate_items(
    seed: int,
    *,
    items: int = 12,
    periods: int = 60,
    asked: float = 0.3,
    step: int = 30,
    volatility: float = 0.3,
    trend: float = 0.0,
    extra: float = 0.08,
    countries: Sequence[str] = ("GB",),
    apart: float = 0.0,
    n: int = 1000,
) -> ItemTruth:
    """A random walk for each country behind items of several levels and loadings.

    Args:
        seed: of everything.
        items, periods, step: how many, and days from one period to the next.
        asked: chance that an item is asked in a period.
        volatility, extra: scales in logits, of a year and of a cell.
        trend: how far the walk rises from period to period, in logits.
        countries: whose walks start apart by a standard deviation of 0.5.
        apart: standard deviation of an item between countries.
        n: base of every reading; shares are binomial.
    """
    random = np.random.default_rng(seed)
    dates = pd.date_range("2001-01-15", periods=periods, freq=f"{step}D")
    loading = np.abs(random.normal(1.0, 0.35, items))
    loading /= loading.mean()
    intercept = random.normal(0.0, 0.7, items)
    intercept -= intercept.mean()
    parts, levels = [], {}
    for place, country in enumerate(countries):
        moves = random.normal(0, volatility * np.sqrt(step / 365.25), periods)
        walk = np.cumsum(moves + trend) + (random.normal(0, 0.5) if place else 0.0)
        shift = random.normal(0, apart, items) if apart else np.zeros(items)
        when, which = np.nonzero(random.random((periods, items)) < asked)
        expected = intercept[which] + shift[which] + loading[which] * walk[when]
        heard = expit(expected + random.normal(0, extra, len(when)))
        levels[country] = walk
        parts.append(
            pd.DataFrame(
                {
                    "country": country,
                    "pollster": "A",
                    "question": [f"item{number:02d}" for number in which],
                    "answer": "yes",
                    "start": dates[when],
                    "end": dates[when],
                    "share": random.binomial(n, heard) / n,
                    "precision": 0.001,
                    "n": float(n),
                }
            )
        )
    named = [
        {f"item{number:02d}": float(value) for number, value in enumerate(values)}
        for values in (loading, intercept)
    ]
    return ItemTruth(conform(pd.concat(parts, ignore_index=True)), dates, levels, *named)


def typed_items(shares: Mapping[str, Mapping[int, float]], **columns: Any) -> pd.DataFrame:
    """Items typed by hand: question -> year -> share, each answered "yes", 1,000 asked by A."""
    rows = [
        {"question": question, "start": f"{year}-06-01", "end": f"{year}-06-01", "share": share}
        for question, by_year in shares.items()
        for year, share in by_year.items()
    ]
    plain: dict[str, Any] = {"country": "GB", "pollster": "A", "answer": "yes", "n": 1000.0}
    return conform(pd.DataFrame(rows).assign(**(plain | columns)))
