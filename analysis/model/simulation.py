"""Joint draws of whole paths: forward filtering, backward sampling.

The filter gives each state given the past; walking back from the last step, each state is
drawn given the one after it (Carter and Kohn 1994, Biometrika 81; Frühwirth-Schnatter 1994).
The draws are exact, and all draws of all hyperparameter nodes take each step back together.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analysis.model.measurements import Floats, Integers
from analysis.model.statespace import StateSpace

__all__ = ["level_paths", "shuffled"]

BUDGET = 4_000_000
"""Numbers held for the covariances of the nodes that are walked back together."""


def level_paths(
    space: StateSpace, nodes: Floats, n: int, seed: int | Sequence[int], keep: Integers
) -> Floats:
    """Draws of the levels at some steps, jointly over the steps.

    Args:
        space: the model with its readings.
        nodes: (K, J) log scales; draw i uses node i modulo K.
        n: how many draws.
        seed: of the random numbers; the same seed gives the same draws.
        keep: (D,) steps wanted.

    Returns:
        (n, D, L) levels.
    """
    random = np.random.default_rng(seed)
    each = -(-n // len(nodes))
    size = len(space.steps.days) * space.system.n_states**2
    together = max(1, BUDGET // size)
    walked = [
        _walk_back(space, nodes[first : first + together], each, random, keep)
        for first in range(0, len(nodes), together)
    ]
    paths = np.concatenate(walked, axis=1)
    return paths.reshape(each * len(nodes), *paths.shape[2:])[:n]


def shuffled(n: int, seed: int) -> Integers:
    """(n,) an order for n draws, so that those of two fits meet no pattern of nodes.

    Draws go through the nodes in turn; side by side in that order, wide draws of one fit would
    stand beside wide draws of another as if the two had been fitted together.
    """
    return np.random.default_rng([seed, n]).permutation(n)


def _walk_back(
    space: StateSpace, nodes: Floats, each: int, random: np.random.Generator, keep: Integers
) -> Floats:
    """(each, K, D, L) levels drawn backwards through the filters of several nodes."""
    mean, root, gain, predicted = _backward_moments(space, nodes)
    last = mean.shape[1] - 1
    states = mean.shape[2]
    kept = np.zeros((each, len(nodes), len(keep), space.system.n_levels))
    state = np.zeros((each, len(nodes), states))
    # What lies before the first step wanted need not be drawn.
    for t in range(last, int(keep.min(initial=last)) - 1, -1):
        noise = random.standard_normal(state.shape)
        centre = mean[:, t]
        if t < last:
            ahead = state - predicted[:, t]
            centre = centre + np.matmul(gain[:, t], ahead[..., None])[..., 0]
        state = centre + np.matmul(root[:, t], noise[..., None])[..., 0]
        kept[:, :, keep == t] = state[:, :, None, : space.system.n_levels]
    return kept


def _backward_moments(space: StateSpace, nodes: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """Filtered means, roots of the backward covariances, gains and predictions, (K, T, ...)."""
    filtered = [space.filtered(node) for node in nodes]
    mean = np.stack([result.filtered_state.T for result in filtered])
    covariance = np.stack([np.moveaxis(r.filtered_state_cov, -1, 0) for r in filtered])
    predicted = np.stack([result.predicted_state[:, 1:].T for result in filtered])
    ahead = np.stack([np.moveaxis(r.predicted_state_cov[..., 1:], -1, 0) for r in filtered])
    carried = space.transitions() @ covariance
    gain = np.swapaxes(np.linalg.solve(ahead, carried), -1, -2)
    backward = covariance - gain @ carried
    backward[:, -1] = covariance[:, -1]
    return mean, _root(backward), gain, predicted


def _root(covariance: Floats) -> Floats:
    """Symmetric square roots of matrices that may be singular: constant effects never move."""
    if covariance.shape[-1] == 1:
        return np.sqrt(np.maximum(covariance, 0.0))
    values, vectors = np.linalg.eigh((covariance + np.swapaxes(covariance, -1, -2)) / 2)
    return np.asarray(vectors * np.sqrt(np.maximum(values, 0.0))[..., None, :])
