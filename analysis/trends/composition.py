"""Waves of parts as steps of a state-space model, linear where it has to be.

The levels are the answers' log-ratios, each against the answers after it. A wave's log-ratio
of parts is one of them wherever it shows the first few answers; where it does not, its tangent
at the levels found so far is taken, until they stop moving (the iterated extended filter; Bell
and Cathey 1993, IEEE Transactions on Automatic Control 38).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from analysis.model.fitted_model import Fitted
from analysis.model.house_effects import Effects
from analysis.model.hyperparameters import Hyperparameters, fit_hyperparameters
from analysis.model.measurements import Floats, Integers, Steps, as_days
from analysis.model.smoothed import Errors
from analysis.model.statespace import StateSpace
from analysis.model.system_matrices import Scale
from analysis.model.working_response import signals
from analysis.trends.one_series import FARTHEST, INITIAL_SD, scale_of
from analysis.trends.question_waves import Wave, Waves, ratios_of, shares_of

__all__ = ["composition_scales", "fit_composition"]

ROUNDS = 100
HALFWAY = 0.5
"""Part of the way that is gone once rounds no longer come nearer."""

SETTLED = 1e-4
"""Rounds end when no working value or tangent moves by as much, in logits."""


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


@dataclass(frozen=True)
class Draft:
    """Steps of waves, and where they were taken.

    `points` (T, K-1) are the levels of the tangents, `constants` what the tangents add to
    each wave's log-ratios, `signals` the log-ratios expected of each wave.
    """

    steps: Steps
    points: Floats
    signals: tuple[Floats, ...]
    constants: tuple[Floats, ...]


def fit_composition(
    waves: Waves, houses: Effects, breaks: Integers | Sequence[int], *, smooth: bool
) -> Fitted:
    """Fit all answers together; as many rounds as tangents and signals need to settle."""
    scales = composition_scales(waves.answers, houses.free, smooth=smooth)
    points = np.tile(_pooled_levels(waves), (len(waves.waves), 1))
    draft = _draft(waves, houses, points, [ratios_of(w.shares) for w in waves.waves], breaks)
    found: Hyperparameters | None = None
    pace, before = 1.0, np.inf
    for _ in range(ROUNDS):
        space = StateSpace(draft.steps, scales, smooth)
        found = fit_hyperparameters([space], found, measured=False)
        errors = space.errors(found.mode)
        offsets = houses.loadings @ space.smoothed(found.mode).effects.reshape(
            houses.free, points.shape[1]
        )
        wanted = _signals(draft, errors)
        after = _draft(waves, houses, errors.level + offsets, wanted, breaks)
        moved = _moved(after.steps, draft.steps)
        if moved < SETTLED:
            break
        pace, before = _pace(pace, moved, before), moved
        points = draft.points + pace * (after.points - draft.points)
        halfway = [a + pace * (b - a) for a, b in zip(draft.signals, wanted, strict=True)]
        draft = _draft(waves, houses, points, halfway, breaks)
    last = StateSpace(draft.steps, scales, smooth)
    return Fitted(draft.steps, smooth, fit_hyperparameters([last], found))


def _pace(pace: float, moved: float, before: float) -> float:
    """Which part of the way is gone after a round that moved so far, and the one before it so.

    Tangents of sums may send each other back and forth; from then on they go half the way.

    >>> _pace(1.0, 0.96, 1.0), _pace(1.0, 0.94, 1.0), _pace(0.5, 0.1, 1.0)
    (0.5, 1.0, 0.5)
    """
    return HALFWAY if moved > 0.95 * before else pace


def _signals(draft: Draft, errors: Errors) -> list[Floats]:
    """Log-ratios that each wave reports but for sampling and rounding."""
    found = signals(draft.steps, errors)
    return [
        np.clip(row[: len(before)] + constant, before - FARTHEST, before + FARTHEST)
        for row, before, constant in zip(found, draft.signals, draft.constants, strict=True)
    ]


def _moved(steps: Steps, before: Steps) -> float:
    """How far tangents and working values have moved."""
    return max(
        float(np.nan_to_num(np.abs(getattr(steps, name) - getattr(before, name))).max())
        for name in ("levels", "values")
    )


def _pooled_levels(waves: Waves) -> Floats:
    """(K-1,) log-ratios of the answers' average shares, parts of a sum taken as equal."""
    totals, counts = np.zeros(len(waves.answers)), np.zeros(len(waves.answers))
    for wave in waves.waves:
        for part, share in zip(wave.parts, wave.shares, strict=True):
            totals[list(part)] += share / len(part)
            counts[list(part)] += 1
    return ratios_of(totals / counts)


def _draft(
    waves: Waves,
    houses: Effects,
    points: Floats,
    signal: Sequence[Floats],
    breaks: Integers | Sequence[int],
) -> Draft:
    count, answers = len(waves.waves), len(waves.answers)
    size = max(len(wave.parts) for wave in waves.waves) - 1
    values = np.full((count, size), np.nan)
    sampling = np.tile(np.eye(size), (count, 1, 1))
    levels = np.zeros((count, size, answers - 1))
    constants = []
    for t, wave in enumerate(waves.waves):
        own = len(wave.parts) - 1
        tangent, constant = _tangent(wave, points[t])
        value, sampling[t, :own, :own] = wave.at(signal[t])
        values[t, :own] = value - constant
        levels[t, :own] = tangent
        constants.append(constant)
    steps = Steps(
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
    return Draft(steps, points, tuple(signal), tuple(constants))


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
    return np.asarray(slopes)
