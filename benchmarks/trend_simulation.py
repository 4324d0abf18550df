"""200 simulated histories whose truth is known: coverage, bias of scales, houses."""

from __future__ import annotations

import sys
import time
from typing import Any

import numpy as np
from scipy.special import expit, logit

from analysis.trends.trend import fit_trend
from tests.writers.trend_series import simulate

__all__ = ["main"]

HISTORIES = 200
TRUTH: dict[str, float] = {"volatility": 0.4, "extra": 0.06, "house": 0.12}


def main() -> int:
    """Print how often bands and intervals hold the truth; 1 where the bands do not."""
    start = time.perf_counter()
    results = [_history(seed) for seed in range(HISTORIES)]
    total, sampling, houses, points, scales, held = (
        np.array(column) for column in zip(*results, strict=True)
    )
    print(
        f"{HISTORIES} histories of 100 readings by 4 houses in {time.perf_counter() - start:.0f} s"
    )
    print(f"true path inside the 90% total band {100 * total.mean():.1f}% of the time "
          f"(standard error {100 * total.std() / HISTORIES**0.5:.1f}); "
          f"inside the sampling band {100 * sampling.mean():.1f}%")  # fmt: skip
    print(f"true house effects inside their 90% intervals {100 * houses.mean():.1f}%; "
          f"off by {100 * points.mean():.2f} points on average")  # fmt: skip
    for place, (name, true) in enumerate(TRUTH.items()):
        error = scales[:, place] - np.log(true)
        print(f"{name}: mean log error {error.mean():+.3f}, spread {error.std():.3f}, "
              f"truth inside the 90% interval {100 * held[:, place].mean():.1f}%")  # fmt: skip
    return int(not 0.87 <= total.mean() <= 0.93)


def _history(seed: int) -> tuple[Any, ...]:
    truth = simulate(
        seed, volatility=TRUTH["volatility"], extra=TRUTH["extra"], house=TRUTH["house"]
    )
    trend = fit_trend(truth.readings, dates=truth.readings["start"].tolist())
    houses = trend.houses.set_index("house")
    effects = np.array([truth.houses[name] for name in houses.index])
    # The level is what the houses measure on average, so the truth is moved by their average.
    average = np.average(effects, weights=houses["readings"])
    path = expit(logit(truth.share) + average)
    table, scales = trend.table, trend.hyperparameters.set_index("name").loc[list(TRUTH)]
    true = np.array(list(TRUTH.values()))
    apart = effects - average
    return (
        ((table["low"] <= path) & (path <= table["high"])).mean(),
        ((table["low_sampling"] <= path) & (path <= table["high_sampling"])).mean(),
        ((houses["low"] <= apart) & (apart <= houses["high"])).mean(),
        np.abs(houses["effect"] - apart).mean() / 4,
        np.log(scales["estimate"].to_numpy()),
        (scales["low"].to_numpy() <= true) & (true <= scales["high"].to_numpy()),
    )


if __name__ == "__main__":
    sys.exit(main())
