"""The latent mood against full Bayesian sampling of the same model: 30 items, 300 periods.

The sampler (PyMC's model, nutpie's NUTS) draws level, intercepts, loadings, the items' errors
and the volatility together from the same priors; polltide integrates the level out and takes
Laplace's approximation for the rest. Both run in this one process.

    python -m benchmarks.mood_mcmc
"""

from __future__ import annotations

import sys
import warnings
from typing import Any

import numpy as np

from analysis.latent.items import find_items
from analysis.latent.latent_fit import PRIORS
from analysis.latent.latent_model import INITIAL_SD, INTERCEPT_SD
from analysis.latent.latent_trend import LatentTrend, fit_latent_trend
from benchmarks.trend_mcmc import timed
from polls.codebooks.model import codebook
from tests.writers.mood_items import simulate_items

__all__ = ["main"]

TUNE, DRAWS, CHAINS, SEED = 1000, 1000, 2, 7
SHARE = 0.02
"""Of the sampler's time that the fit may take."""


def main() -> int:
    """Print both times and how far the answers differ; 1 where either misses the promise."""
    warnings.simplefilter("ignore")
    truth = simulate_items(1, items=30, periods=300, asked=0.3)
    items = find_items(
        truth.readings, period="M", polarity={}, book=codebook(), together=(),
        several_countries=False,
    )  # fmt: skip
    found, fit = timed(lambda: fit_latent_trend(items, loadings="item", item_by_country=True))
    levels, sampling = _sampled(found)
    own_mean, own_deviation = found.fit.levels(found.fit.model.track, found.fit.model.day)
    own = own_mean.mean(axis=0)
    spread = np.sqrt((own_deviation**2).mean(axis=0) + own_mean.var(axis=0))
    apart = np.abs(own - levels.mean(axis=0)) / levels.std(axis=0)
    ratio = float(np.median(spread / levels.std(axis=0)))
    print(f"{len(items.readings)} readings of 30 items in 300 months")
    print(f"seconds of the fit {fit}, of MCMC ({CHAINS} x {DRAWS} draws) {sampling}")
    print(f"the fit takes {100 / (sampling / fit).processor:.2f}% of the sampler's processor time")
    print(f"means differ by {apart.mean():.2f} standard deviations on average, "
          f"{apart.max():.2f} at most; deviations are {ratio:.3f} of the sampler's")  # fmt: skip
    kept = (fit.processor <= SHARE * sampling.processor) and apart.mean() < 0.2
    return int(not (kept and abs(ratio - 1) < 0.15))


def _sampled(found: LatentTrend) -> tuple[np.ndarray, Any]:
    """(draws, D) levels by MCMC, and how long compiling and sampling took."""
    import nutpie

    compiled, compiling = timed(lambda: nutpie.compile_pymc_model(_model(found)))
    drawn, sampling = timed(
        lambda: nutpie.sample(
            compiled, draws=DRAWS, tune=TUNE, chains=CHAINS, cores=CHAINS, seed=SEED,
            progress_bar=False,
        )
    )  # fmt: skip
    levels = drawn.posterior["level"].to_numpy().reshape(CHAINS * DRAWS, -1)
    return levels, compiling + sampling


def _model(found: LatentTrend) -> Any:
    import pymc

    fit, rows = found.fit, found.fit.rows
    years = np.diff(fit.model.day) / 365.25
    contrasts = rows.contrasts
    free = contrasts.shape[1]
    with pymc.Model() as model:
        scale = {
            name: pymc.LogNormal(name, np.log(PRIORS[name][0]), PRIORS[name][1])
            for name in ("volatility", "loading")
        }
        extra = pymc.LogNormal(
            "extra", np.log(PRIORS["extra"][0]), PRIORS["extra"][1], shape=len(contrasts)
        )
        intercept = contrasts @ pymc.Normal("intercept", 0, INTERCEPT_SD, shape=free)
        loading = 1 + contrasts @ (pymc.Normal("lift", 0, 1, shape=free) * scale["loading"])
        level = pymc.Flat("level", shape=len(years) + 1)
        first = pymc.logp(pymc.Normal.dist(0, INITIAL_SD), level[0])
        moves = pymc.Normal.dist(0, scale["volatility"] * np.sqrt(years))
        pymc.Potential("walk", first + pymc.logp(moves, level[1:] - level[:-1]).sum())
        mean = intercept[rows.item] + loading[rows.item] * level[fit.model.node]
        spread = (fit.sampling + extra[rows.item] ** 2) ** 0.5
        pymc.Normal("logit", mean, spread, observed=fit.values)
    return model


if __name__ == "__main__":
    sys.exit(main())
