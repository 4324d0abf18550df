"""Several series in one model: shared scales, and levels that may move together.

level of a   ~~~~~/~~~~     own moves of each and moves common to all; a reading
level of b   ~~~~/~~~~~     loads on the level of its own series
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from scipy.linalg import block_diag

from analysis.fitted import Fitted
from analysis.hyperparameters import Hyperparameters, fit_hyperparameters
from analysis.series import INITIAL_SD, Series, scale_of, scales_of, with_slope_error
from analysis.statespace import Scale, StateSpace
from analysis.steps import Steps

__all__ = ["correlation", "fit_joint", "shared_spaces"]


def shared_spaces(series: Mapping[str, Series], smooth: bool) -> dict[str, StateSpace]:
    """Each series' state space, all with the same scales in the same order."""
    kinds = [
        kind for kind in ("house", "wording") if any(kind in s.effects for s in series.values())
    ]
    spaces = {}
    for name, own in series.items():
        scales = scales_of({kind: own.effects.get(kind, 0) for kind in kinds}, smooth=smooth)
        steps = own.steps
        if smooth and own.span.any():
            steps = with_slope_error(steps, scales, own.span)
        spaces[name] = StateSpace(steps, scales, smooth)
    return spaces


def fit_joint(spaces: Mapping[str, StateSpace], smooth: bool) -> Fitted:
    """All series in one state space whose levels share part of their shocks."""
    steps = _joint_steps([space.steps for space in spaces.values()])
    count = len(spaces)
    walk, *others = zip(*(space.scales for space in spaces.values()), strict=True)
    scales = [
        replace(walk[0], level=np.eye(count)),
        scale_of("common bend" if smooth else "common volatility", level=np.ones((count, count))),
        *(_joint_scale(own) for own in others),
    ]
    return Fitted(steps, smooth, fit_hyperparameters([StateSpace(steps, scales, smooth)]))


def correlation(shared: Hyperparameters) -> float:
    """Of two series' movements: the common part of the variance."""
    own, common = np.exp(2 * shared.mode[:2])
    return float(common / (own + common))


def _joint_scale(own: Sequence[Scale]) -> Scale:
    """One scale of several series: its shapes along the diagonal."""

    def joined(name: str) -> np.ndarray | None:
        shapes = [getattr(scale, name) for scale in own]
        return None if shapes[0] is None else block_diag(*shapes)

    return replace(own[0], extra=joined("extra"), effects=joined("effects"))


def _joint_steps(own: Sequence[Steps]) -> Steps:
    days = np.concatenate([steps.days for steps in own])
    order = np.argsort(days, kind="stable")
    counts = [len(steps.days) for steps in own]
    which = np.repeat(np.arange(len(own)), counts)
    effects = block_diag(*(steps.effects[:, 0] for steps in own))

    def joined(name: str) -> np.ndarray:
        return np.concatenate([getattr(steps, name) for steps in own])[order]

    return Steps(
        days=days[order],
        values=joined("values"),
        sampling=joined("sampling"),
        levels=np.eye(len(own))[which][order][:, None],
        effects=effects[order][:, None],
        initial=INITIAL_SD**2 * np.eye(len(own)),
        wander=joined("wander"),
        inflation=joined("inflation"),
        breaks=own[0].breaks,
    )
