"""Waves of parts as steps of a state-space model, linear where it has to be.

The levels are the answers' log-ratios, each against the answers after it. A wave's log-ratio
of parts is one of them wherever it shows the first few answers; where it does not, its tangent
at the levels found so far is taken, until they stop moving (the iterated extended filter; Bell
and Cathey 1993, IEEE Transactions on Automatic Control 38).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import expit

from analysis.effects import Effects
from analysis.fitted import Fitted
from analysis.hyperparameters import fit_hyperparameters
from analysis.series import INITIAL_SD, scale_of
from analysis.statespace import Scale, StateSpace
from analysis.steps import Floats, Integers, Steps, as_days
from analysis.waves import Wave, Waves, ratios_of, shares_of

__all__ = ["composition_scales", "fit_composition"]

ROUNDS = 40
TIGHT = 1e-8
"""How far, in logits, a tangent may still move when it has settled."""


def composition_scales(answers: Sequence[str], houses: int, *, smooth: bool) -> list[Scale]:
    """One volatility an answer but the last; one extra error, one house spread for all."""
    levels = np.eye(len(answers) - 1)
    walk = "bend" if smooth else "volatility"
    scales = [
        scale_of(walk, of=answer, level=np.diag(own))
        for answer, own in zip(answers[:-1], levels, strict=True)
    ]
    scales.append(scale_of("extra", extra=levels))
    if houses:
        scales.append(scale_of("house", effects=np.eye(houses * len(levels))))
    return scales


def fit_composition(
    waves: Waves, houses: Effects, breaks: Integers | Sequence[int], *, smooth: bool
) -> Fitted:
    """Fit all answers together; as many rounds as the tangents need to settle."""
    free = houses.free
    scales = composition_scales(waves.answers, free, smooth=smooth)
    points = np.tile(_pooled_levels(waves), (len(waves.waves), 1))
    steps = _steps(waves, houses, points, breaks)
    for _ in range(ROUNDS):
        fitted = Fitted(steps, smooth, fit_hyperparameters([StateSpace(steps, scales, smooth)]))
        space, where = fitted.space()
        found = space.smoothed(fitted.hyperparameters.mode)
        offsets = houses.loadings @ found.effects.reshape(free, len(waves.answers) - 1)
        before = steps
        steps = _steps(waves, houses, found.levels[where] + offsets, breaks)
        if _same(steps, before):
            break
    return fitted


def _same(steps: Steps, before: Steps) -> bool:
    """Whether the tangents have settled; at once where every log-ratio is linear."""
    return bool(
        np.allclose(steps.levels, before.levels, rtol=0, atol=TIGHT)
        and np.allclose(steps.values, before.values, rtol=0, atol=TIGHT, equal_nan=True)
    )


def _pooled_levels(waves: Waves) -> Floats:
    """(K-1,) log-ratios of the answers' average shares, parts of a sum taken as equal."""
    totals, counts = np.zeros(len(waves.answers)), np.zeros(len(waves.answers))
    for wave in waves.waves:
        for part, share in zip(wave.parts, wave.shares, strict=True):
            totals[list(part)] += share / len(part)
            counts[list(part)] += 1
    return ratios_of(totals / counts)


def _steps(
    waves: Waves, houses: Effects, points: Floats, breaks: Integers | Sequence[int]
) -> Steps:
    count, answers = len(waves.waves), len(waves.answers)
    size = max(len(wave.parts) for wave in waves.waves) - 1
    values = np.full((count, size), np.nan)
    sampling = np.tile(np.eye(size), (count, 1, 1))
    levels = np.zeros((count, size, answers - 1))
    for t, wave in enumerate(waves.waves):
        own = len(wave.values)
        tangent, constant = _tangent(wave, points[t])
        values[t, :own] = wave.values - constant
        sampling[t, :own, :own] = wave.sampling
        levels[t, :own] = tangent
    return Steps(
        days=as_days(waves.frame["date"]),
        values=values,
        sampling=sampling,
        levels=levels,
        effects=np.einsum("tf,tkl->tkfl", houses.loadings, levels).reshape(count, size, -1),
        initial=INITIAL_SD**2 * np.eye(answers - 1),
        wander=waves.frame["wander"].to_numpy(),
        inflation=np.ones(count),
        breaks=tuple(int(day) for day in breaks),
    )


def _tangent(wave: Wave, point: Floats) -> tuple[Floats, Floats]:
    """Slopes (P-1, K-1) and constants (P-1,) of a wave's log-ratios at some levels."""
    shares = shares_of(point, np.ones(len(point) + 1, dtype=bool))
    slopes = shares[:, None] * _log_share_slopes(point)
    sums = np.array([shares[list(part)].sum() for part in wave.parts])
    risen = np.array([slopes[list(part)].sum(axis=0) for part in wave.parts])
    after = np.cumsum(sums[::-1])[::-1][1:]
    risen_after = np.cumsum(risen[::-1], axis=0)[::-1][1:]
    own = risen[:-1] / sums[:-1, None] - risen_after / after[:, None]
    return own, ratios_of(sums) - own @ point


def _log_share_slopes(point: Floats) -> Floats:
    """(K, K-1) derivatives of the answers' log shares in the levels."""
    taken = expit(point)
    slopes = -np.tril(np.ones((len(point) + 1, len(point))), -1) * taken
    diagonal = np.arange(len(point))
    slopes[diagonal, diagonal] = 1 - taken
    return slopes
