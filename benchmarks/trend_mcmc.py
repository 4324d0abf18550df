"""The fit of the real British waves against full Bayesian sampling of the same model.

The sampler (PyMC's model, nutpie's NUTS) draws level, volatility and extra error together
from the same priors; polltide integrates the levels out and takes Laplace's approximation for
the scales. Both run in this one process. The walk is sampled in the two ways that it can be
written down: by its levels, which suits readings as good as these, and by its steps, which is
how textbooks write it.
"""

from __future__ import annotations

import time
import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

import polls
from analysis.series import INITIAL_SD, PRIORS
from analysis.steps import as_days
from analysis.trend import Trend, fit_trend

__all__ = ["Sampled", "gb_waves", "main", "sample"]

TUNE, DRAWS, CHAINS, SEED = 1000, 1000, 2, 11


@dataclass(frozen=True)
class Sampled:
    """Levels (draws, T) at each reading, draws of the scales, seconds, least effective size."""

    levels: np.ndarray
    scales: dict[str, np.ndarray]
    compile_seconds: float
    sample_seconds: float
    effective: float


def gb_waves(answer: str = "immigration") -> pd.DataFrame:
    """The shipped waves of YouGov's British tracker, one answer, all adults."""
    readings = polls.load(question="issue_up_to_three", country="GB")
    tracker = readings["source"] == "yougov-gb-tracker-important-issues"
    return readings[tracker & (readings["answer"] == answer)]


def sample(trend: Trend, walk: str, draws: int = DRAWS) -> Sampled:
    """Sample the trend's model by MCMC.

    Args:
        trend: a fit of one house's readings, model "level".
        walk: "levels" or "steps", how the walk is written down.
        draws: of each chain.
    """
    import arviz
    import nutpie

    model = _model(trend, walk)
    start = time.perf_counter()
    compiled = nutpie.compile_pymc_model(model)
    done = time.perf_counter()
    found = nutpie.sample(
        compiled, draws=draws, tune=TUNE, chains=CHAINS, cores=CHAINS, seed=SEED,
        progress_bar=False,
    )  # fmt: skip
    sampled = time.perf_counter()
    posterior = found.posterior
    effective = arviz.ess(found, var_names=["volatility", "extra"])
    return Sampled(
        levels=posterior["level"].to_numpy().reshape(CHAINS * draws, -1),
        scales={name: posterior[name].to_numpy().ravel() for name in ("volatility", "extra")},
        compile_seconds=done - start,
        sample_seconds=sampled - done,
        effective=float(min(effective[name] for name in ("volatility", "extra"))),
    )


def _model(trend: Trend, walk: str) -> Any:
    import pymc

    readings = trend.readings
    years = np.diff(as_days(readings["date"])) / 365.25
    with pymc.Model() as model:
        scales = {
            name: pymc.LogNormal(name, np.log(PRIORS[name][0]), PRIORS[name][1])
            for name in ("volatility", "extra")
        }
        spread = scales["volatility"] * np.sqrt(years)
        if walk == "levels":
            level = pymc.Flat("level", shape=len(readings))
            first = pymc.logp(pymc.Normal.dist(0, INITIAL_SD), level[0])
            moves = pymc.logp(pymc.Normal.dist(0, spread), level[1:] - level[:-1])
            pymc.Potential("walk", first + moves.sum())
        else:
            first = pymc.Normal("first", 0, INITIAL_SD)
            steps = pymc.Normal("steps", 0, 1, shape=len(years))
            path = pymc.math.concatenate([[0.0], (steps * spread).cumsum()])
            level = pymc.Deterministic("level", first + path)
        variance = (
            readings["sampling_variance"].to_numpy()
            + scales["extra"] ** 2
            + scales["volatility"] ** 2 * readings["wander"].to_numpy()
        )
        pymc.Normal("logit", level, variance**0.5, observed=readings["working"].to_numpy())
    return model


def main() -> None:
    """Print how far the two answers differ, and the ratios of the times."""
    warnings.simplefilter("ignore")
    readings = gb_waves()
    trend = fit_trend(readings)
    took = []
    for _ in range(9):
        start = time.perf_counter()
        fit_trend(readings)
        took.append(time.perf_counter() - start)
    fit_seconds = float(np.median(took))
    print(f"{len(readings)} waves, polltide's fit {1000 * fit_seconds:.0f} ms")
    for walk in ("levels", "steps"):
        _compare(trend, walk, sample(trend, walk), fit_seconds)


def _compare(trend: Trend, walk: str, found: Sampled, fit_seconds: float) -> None:
    shares = 1 / (1 + np.exp(-found.levels))
    own = trend.table.set_index("date").loc[trend.readings["date"]]
    means = 100 * np.abs(shares.mean(axis=0) - own["estimate"].to_numpy())
    deviations = own["se"].to_numpy() / shares.std(axis=0)
    total = found.compile_seconds + found.sample_seconds
    print(f"MCMC by {walk}, {CHAINS} x {DRAWS}: compile {found.compile_seconds:.1f} s, "
          f"sample {found.sample_seconds:.1f} s ({found.effective:.0f} effective)")  # fmt: skip
    print(f"  slower than the fit by {found.sample_seconds / fit_seconds:.0f} (sampling), "
          f"{total / fit_seconds:.0f} (with compiling)")  # fmt: skip
    print(f"  means differ by {means.mean():.3f} points on average, {means.max():.3f} at most")
    print(f"  standard deviations differ by {100 * abs(np.median(deviations) - 1):.1f}% (median)")
    for name, draws in found.scales.items():
        row = trend.hyperparameters.set_index("name").loc[name]
        low, middle, high = np.quantile(draws, [0.05, 0.5, 0.95])
        print(f"  {name}: MCMC {middle:.4f} ({low:.4f} to {high:.4f}), "
              f"fit {row['estimate']:.4f} ({row['low']:.4f} to {row['high']:.4f})")  # fmt: skip


if __name__ == "__main__":
    main()
