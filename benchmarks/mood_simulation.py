"""Moods against a known path: how near, how near anyone could come, how often bands hold it.

    python -m benchmarks.mood_simulation [sets of items] [design ...]

Beside each method stands an oracle: the exact smoother of the same readings that is told the
intercepts, loadings and scales by which they were drawn. Where it falls short of a correlation
no estimate can do better: the readings do not know more of the path.
"""

from __future__ import annotations

import sys
import time
import warnings
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import expit, logit

from analysis.latent.latent_model import INITIAL_SD
from analysis.latent.mood import mood
from analysis.latent.random_walks import Walks
from analysis.latent.results import Mood
from analysis.model.measurements import Floats, as_days
from polls.errors import ProblemsWarning
from tests.writers.mood_items import ItemTruth, simulate_items

__all__ = ["DESIGNS", "main", "oracle"]

EXTRA = 0.08
DESIGNS: dict[str, dict[str, Any]] = {
    "15 items, 30% of 60 months": {"items": 15, "periods": 60, "asked": 0.3},
    "8 items, 15% of 60 months": {"items": 8, "periods": 60, "asked": 0.15},
    "12 items, 30% of 25 years": {"items": 12, "periods": 25, "asked": 0.3, "step": 365},
}
VOLATILITY = 0.3
MOVES = 0.3
"""Logits by which a path must deviate to count as one that moves."""

WITHIN = 0.03
"""By how much the coverage of a 90% band may miss, two standard errors aside."""


def main(sets: int = 30, *, names: tuple[str, ...] = ()) -> int:
    """Print a row a design and method; 1 where a band misses its promise."""
    print(f"{sets} sets of items a design; correlation with the known path: median, lowest, share "
          "over .95; the same of paths that move")  # fmt: skip
    missed = False
    for name in names or DESIGNS:
        found: dict[str, list[tuple[float, bool, float]]] = {
            method: [] for method in ("oracle", "dyad_ratios", "latent")
        }
        began = time.process_time()
        for seed in range(sets):
            truth = simulate_items(1000 + seed, **DESIGNS[name], volatility=VOLATILITY)
            moves = float(truth.level["GB"].std()) > MOVES
            best = float(np.corrcoef(oracle(truth), truth.level["GB"])[0, 1])
            found["oracle"].append((best, moves, np.nan))
            for method in ("dyad_ratios", "latent"):
                found[method].append(_held(truth, method, DESIGNS[name], moves))
        print(f"{name} ({time.process_time() - began:.0f} s)")
        for method, rows in found.items():
            near, moving, inside = np.array(rows, dtype=float).T
            moved = near[moving == 1]
            said = f"  {method:12} {np.median(near):.3f} {near.min():.3f} {_over(near)}; "
            said += f"of {len(moved)} that move {moved.min(initial=1.0):.3f} {_over(moved)}"
            if method != "oracle":
                error = float(inside.std() / np.sqrt(sets))
                said += f"; 90% band holds {100 * inside.mean():.1f}% (+-{100 * error:.1f})"
                missed |= abs(inside.mean() - 0.9) > WITHIN + 2 * error
            print(said)
    return int(missed)


def _over(near: Floats) -> str:
    return f"{(near > 0.95).mean():.2f}" if len(near) else "-"


def oracle(truth: ItemTruth) -> Floats:
    """(T,) the best estimate of the level by one who knows all but the level itself."""
    rows = truth.readings
    loading = rows["question"].map(truth.loading).to_numpy()
    share = rows["share"].clip(0.003, 0.997).to_numpy()
    apart = logit(share) - rows["question"].map(truth.intercept).to_numpy()
    variance = 1 / (rows["n"].to_numpy() * share * (1 - share)) + EXTRA**2
    node = np.searchsorted(truth.dates, rows["start"])
    days, count = as_days(truth.dates), len(truth.dates)
    observed, heard = (
        np.bincount(node, each, count).astype(float)
        for each in (loading**2 / variance, loading * apart / variance)
    )
    walks = Walks.given(np.zeros(count, np.int64), days, observed, VOLATILITY, INITIAL_SD)
    return walks.solve(heard)


def _held(
    truth: ItemTruth, method: str, design: dict[str, Any], moves: bool
) -> tuple[float, bool, float]:
    """Correlation with the known path, whether that moves, and how much of it the band holds."""
    period = "A" if design.get("step", 30) > 300 else "M"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ProblemsWarning)
        found = mood(truth.readings, method=method, period=period)  # type: ignore[arg-type]
    assert isinstance(found, Mood)
    places = pd.PeriodIndex(found.table["date"], freq="Y" if period == "A" else "M")
    rows = found.table.set_index(places)
    wanted = truth.dates.to_period("Y" if period == "A" else "M")
    seen = wanted.isin(rows.index)
    rows, level = rows.loc[wanted[seen]], truth.level["GB"][seen]
    path = _as_shown(truth, found, level, rows["estimate"].to_numpy())
    inside = (rows["low"].to_numpy() <= path) & (path <= rows["high"].to_numpy())
    return float(np.corrcoef(path, rows["estimate"])[0, 1]), moves, float(inside.mean())


def _as_shown(truth: ItemTruth, found: Mood, level: Floats, estimate: Floats) -> Floats:
    """The true path on the mood's scale."""
    if found.method == "dyad_ratios":  # mean and spread are a convention
        path = expit(level)
        return np.asarray(estimate.mean() + estimate.std() * (path - path.mean()) / path.std())
    weights = found.items.set_index("item")["periods"] / found.items["periods"].sum()
    loading, intercept = (
        float((weights * pd.Series(each).loc[weights.index]).sum())
        for each in (truth.loading, truth.intercept)
    )
    return np.asarray(expit(intercept + loading * level))


if __name__ == "__main__":
    numbers = [int(each) for each in sys.argv[1:] if each.isdigit()]
    sys.exit(main(*numbers[:1], names=tuple(each for each in sys.argv[1:] if not each.isdigit())))
