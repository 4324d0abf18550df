"""Joint draws of levels under paces, walked back from the last day.

Pace and state are drawn together, each given those of the day after (Kim and Nelson 1999,
State-Space Models with Regime Switching, chapter 9). Draws go back through the filter and
replace no mixture by anything more than it did.
"""

from __future__ import annotations

import numpy as np

from analysis.model.measurements import Floats, Integers
from analysis.model.pace_filter import Passed
from analysis.model.pace_smoother import TINY, regained

__all__ = ["walk_back"]


def walk_back(
    passed: Passed,
    moves: Floats,
    changes: Floats,
    each: int,
    random: np.random.Generator,
    keep: Integers,
) -> Floats:
    """(each, B, K) levels on K of the days.

    Args:
        passed: the filter's, at B log scales.
        moves, changes: as in `Told`.
        each: draws of every log scale.
        random: the source of numbers.
        keep: (K,) places of the days wanted.
    """
    weights, aways = regained(passed.covariance, moves)
    weight, away = np.moveaxis(weights, 1, -1), np.moveaxis(aways, 3, 2)
    mean = np.moveaxis(passed.mean, 1, -1)
    covariance = np.moveaxis(passed.covariance, (1, 2), (-2, -1))
    inverse = np.linalg.inv(covariance)
    volume = np.linalg.slogdet(covariance)[1]
    batch, size = mean.shape[1], mean.shape[-1]
    which = np.arange(batch)
    last = len(mean) - 1
    kept = np.empty((each, batch, len(keep)))
    pace = _drawn(np.log(passed.probability[last] + TINY)[None].repeat(each, 0), random)
    root = np.linalg.cholesky(covariance[last] + 1e-14 * np.eye(size))
    noise = random.standard_normal((each, batch, size))
    state = mean[last][which, pace] + np.einsum("nbij,nbj->nbi", root[which, pace], noise)
    kept[:, :, keep == last] = state[:, :, :1]
    # What lies before the first day wanted need not be drawn.
    for day in range(last - 1, int(keep.min(initial=last)) - 1, -1):
        apart = state[:, :, None] - mean[day]
        pull = np.einsum("bjm,nbjm->nbj", weight[day], apart)
        gone = np.moveaxis(away[day], 1, 0)[pace, which]
        square = np.einsum("nbjl,bjlm,nbjm->nbj", apart, inverse[day], apart)
        grown = 1 + np.moveaxis(moves[day + 1], 1, 0)[pace, which][..., None] * weight[day, ..., 0]
        log_weight = (
            np.log(passed.probability[day] + TINY)
            + np.log(changes[day + 1].T + TINY)[pace]
            - 0.5 * (square - gone * pull**2 + volume[day] + np.log(grown))
        )
        pace = _drawn(log_weight, random)
        back = np.take_along_axis(gone, pace[..., None], 2)[..., 0]
        pulled = np.take_along_axis(pull, pace[..., None], 2)[..., 0]
        state[..., 0] += np.sqrt(back) * random.standard_normal(back.shape) - back * pulled
        kept[:, :, keep == day] = state[:, :, :1]
    return kept


def _drawn(log_weight: Floats, random: np.random.Generator) -> Integers:
    """One of the last axis each, with the probabilities that the log weights give."""
    weight = np.exp(log_weight - log_weight.max(axis=-1, keepdims=True))
    sums = weight.cumsum(axis=-1)
    chance = random.random(sums.shape[:-1]) * sums[..., -1]
    return np.asarray(np.minimum((sums < chance[..., None]).sum(axis=-1), sums.shape[-1] - 1))
