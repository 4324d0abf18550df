"""The fit of the real British waves against full Bayesian sampling of the same model.

The sampler (PyMC's model, nutpie's NUTS) draws level, volatility and extra error together
from the same priors; polltide integrates the levels out and takes Laplace's approximation for
the scales. Both run in this one process. The walk is sampled in the two ways that it can be
written down: by its levels, which suits readings as good as these, and by its steps, which is
how textbooks write it.
"""

from __future__ import annotations

import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import expit, logit
from statsmodels.tsa.statespace.structural import UnobservedComponents

import polls
from analysis.model.measurements import as_days
from analysis.trends.one_series import INITIAL_SD, PRIORS
from analysis.trends.options import Volatility
from analysis.trends.results import Trend
from analysis.trends.trend import fit_trend

__all__ = ["Sampled", "Timed", "gb_waves", "main", "sample", "timed"]

TUNE, DRAWS, CHAINS, SEED = 1000, 1000, 2, 11
FASTER = 300
AUTO = 4.0
"""So many times the fit with constant volatility may the default take."""


@dataclass(frozen=True)
class Timed:
    """Seconds by the clock, and of the processor, which other work on the machine spares."""

    clock: float
    processor: float

    def __truediv__(self, other: Timed) -> Timed:
        return Timed(self.clock / other.clock, self.processor / other.processor)

    def __add__(self, other: Timed) -> Timed:
        return Timed(self.clock + other.clock, self.processor + other.processor)

    def __str__(self) -> str:
        return f"{self.clock:.3g} (processor {self.processor:.3g})"


@dataclass(frozen=True)
class Sampled:
    """Levels (draws, T) at each reading, draws of the scales, times, least effective size."""

    levels: np.ndarray
    scales: dict[str, np.ndarray]
    compiling: Timed
    sampling: Timed
    effective: float


def timed(work: Callable[[], Any]) -> tuple[Any, Timed]:
    """The result of some work, and how long it took."""
    clock, processor = time.perf_counter(), time.process_time()
    result = work()
    return result, Timed(time.perf_counter() - clock, time.process_time() - processor)


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
    compiled, compiling = timed(lambda: nutpie.compile_pymc_model(model))
    found, sampling = timed(
        lambda: nutpie.sample(
            compiled, draws=draws, tune=TUNE, chains=CHAINS, cores=CHAINS, seed=SEED,
            progress_bar=False,
        )
    )  # fmt: skip
    posterior = found.posterior
    effective = arviz.ess(found, var_names=["volatility", "extra"])
    return Sampled(
        levels=posterior["level"].to_numpy().reshape(CHAINS * draws, -1),
        scales={name: posterior[name].to_numpy().ravel() for name in ("volatility", "extra")},
        compiling=compiling,
        sampling=sampling,
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


def main() -> int:
    """Print how far the answers differ, and the ratios of the times; 1 where too far."""
    warnings.simplefilter("ignore")
    readings = gb_waves()
    trend = fit_trend(readings, volatility="constant")
    fit, auto = (_usual_time(readings, volatility) for volatility in ("constant", "auto"))
    print(f"{len(readings)} waves, seconds of polltide's fit with constant volatility: {fit}")
    print(f'by default (volatility "auto") {auto}, {auto / fit} times that')
    _compare_daily(trend, fit)
    kept = [_compare(trend, walk, fit) for walk in ("levels", "steps")]
    return int(not all(kept) or (auto / fit).processor > AUTO)


def _usual_time(readings: pd.DataFrame, volatility: Volatility) -> Timed:
    """The median of fifteen fits."""
    took = [timed(lambda: fit_trend(readings, volatility=volatility))[1] for _ in range(15)]
    return sorted(took, key=_processor)[len(took) // 2]


def _compare_daily(trend: Trend, fit: Timed) -> None:
    """The local level of statsmodels on a daily grid: one error for all, a step a day."""
    rows = trend.readings
    shares = pd.Series(rows["used_share"].to_numpy(), pd.DatetimeIndex(rows["date"]).normalize())
    daily = logit(shares.groupby(level=0).mean()).asfreq("D")
    model = UnobservedComponents(daily, "llevel")
    found, took = timed(lambda: model.fit(disp=0))
    smooth = pd.Series(found.level["smoothed"], daily.index)
    table = trend.table.set_index(pd.DatetimeIndex(trend.table["date"]).normalize())["estimate"]
    apart = 100 * np.abs(expit(smooth) - table.reindex(smooth.index)).dropna()
    print(f"UnobservedComponents on {len(daily)} days: seconds {took}, {took / fit} times the fit; "
          f"levels differ by {apart.mean():.2f} points on average")  # fmt: skip


def _processor(took: Timed) -> float:
    return took.processor


def _compare(trend: Trend, walk: str, fit: Timed) -> bool:
    """Whether the fit agrees with a sample of its model; the textbook's is also the pace."""
    found = sample(trend, walk)
    shares = 1 / (1 + np.exp(-found.levels))
    own = trend.table.set_index("date").loc[trend.readings["date"]]
    means = 100 * np.abs(shares.mean(axis=0) - own["estimate"].to_numpy())
    deviation = abs(float(np.median(own["se"].to_numpy() / shares.std(axis=0))) - 1)
    ratio = (found.compiling + found.sampling) / fit
    print(
        f"MCMC by {walk}, {CHAINS} x {DRAWS} draws, {found.effective:.0f} effective of the scales"
    )
    print(f"  seconds to compile {found.compiling}, to sample {found.sampling}")
    print(f"  slower than the fit by {ratio}; sampling alone {found.sampling / fit}")
    print(f"  means differ by {means.mean():.3f} points on average, {means.max():.3f} at most")
    print(f"  standard deviations differ by {100 * deviation:.1f}% (median)")
    for name, draws in found.scales.items():
        row = trend.hyperparameters.set_index("name").loc[name]
        low, middle, high = np.quantile(draws, [0.05, 0.5, 0.95])
        print(f"  {name}: MCMC {middle:.4f} ({low:.4f} to {high:.4f}), "
              f"fit {row['estimate']:.4f} ({row['low']:.4f} to {row['high']:.4f})")  # fmt: skip
    agrees = means.mean() <= 0.1 and means.max() <= 0.3 and deviation <= 0.05
    return bool(agrees and (walk == "levels" or ratio.clock >= FASTER))


if __name__ == "__main__":
    sys.exit(main())
