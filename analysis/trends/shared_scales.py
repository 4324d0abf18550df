"""Several series in one model: shared scales, and levels that may move together.

level of a   ~~~~~/~~~~     own moves of each and moves common to all; a reading
level of b   ~~~~/~~~~~     loads on the level of its own series
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from scipy.linalg import block_diag

from analysis.model.fitted_model import Fitted
from analysis.model.hyperparameters import Hyperparameters, fit_hyperparameters
from analysis.model.measurements import Steps, rows_of
from analysis.model.statespace import StateSpace
from analysis.model.system_matrices import Scale
from analysis.trends.one_series import INITIAL_SD, Fit, Series, scale_of, scales_of, settle

__all__ = ["correlation", "fit_joint", "fit_shared"]


def fit_shared(
    series: Mapping[str, Series], *, smooth: bool
) -> tuple[dict[str, StateSpace], Hyperparameters]:
    """Scales of series that share nothing else.

    Returns:
        Each series' state space, with the same scales in the same order, and the scales.
    """

    def fit(own: Sequence[Series], near: Hyperparameters | None) -> Fit:
        spaces = _spaces(own, smooth)
        found = fit_hyperparameters(spaces, near)
        return found, [space.residuals(found.mode) for space in spaces]

    settled, found = settle(list(series.values()), fit, smooth=smooth)
    return dict(zip(series, _spaces(settled, smooth), strict=True)), found


def fit_joint(
    series: Mapping[str, Series], *, smooth: bool
) -> tuple[dict[str, StateSpace], Fitted]:
    """All series in one state space whose levels share part of their shocks.

    Returns:
        Each series' own state space, and the joint fit: level k is that of series k.
    """

    def fit(own: Sequence[Series], near: Hyperparameters | None) -> Fit:
        space = _joint_space(_spaces(own, smooth))
        found = fit_hyperparameters([space], near)
        errors = space.errors(found.mode)
        return found, [errors.of(rows_of(space.steps, k), k) for k in range(len(own))]

    settled, found = settle(list(series.values()), fit, smooth=smooth)
    spaces = _spaces(settled, smooth)
    joint = Fitted(_joint_space(spaces).steps, smooth, found)
    return dict(zip(series, spaces, strict=True)), joint


def _spaces(series: Sequence[Series], smooth: bool) -> list[StateSpace]:
    kinds = [kind for kind in ("house", "wording") if any(kind in own.effects for own in series)]
    return [
        StateSpace(
            own.steps,
            scales_of({kind: own.effects.get(kind, 0) for kind in kinds}, smooth=smooth),
            smooth,
        )
        for own in series
    ]


def _joint_space(spaces: Sequence[StateSpace]) -> StateSpace:
    smooth, count = spaces[0].smooth, len(spaces)
    walk, *others = zip(*(space.scales for space in spaces), strict=True)
    scales = [
        replace(walk[0], level=np.eye(count)),
        scale_of("common bend" if smooth else "common volatility", level=np.ones((count, count))),
        *(_joint_scale(own) for own in others),
    ]
    return StateSpace(_joint_steps([space.steps for space in spaces]), scales, smooth)


def correlation(shared: Hyperparameters) -> float:
    """Of two series' movements: the common part of the variance."""
    own, common = np.exp(2 * shared.mode[:2])
    return float(common / (own + common))


def _joint_scale(own: Sequence[Scale]) -> Scale:
    """One scale of several series: its shapes along the diagonal."""

    def joined(name: str) -> np.ndarray | None:
        shapes = [getattr(scale, name) for scale in own]
        return None if any(shape is None for shape in shapes) else block_diag(*shapes)

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
