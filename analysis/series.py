"""One series of shares as steps and scales, and its fit.

logit_i = level(t_i) + house(h_i) + wording(q_i) + error_i
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.effects import Effects, effects_of
from analysis.fitted import Fitted
from analysis.hyperparameters import fit_hyperparameters
from analysis.observations import Observations
from analysis.statespace import Scale, StateSpace
from analysis.steps import DAYS_A_YEAR, Floats, Integers, Steps, as_days

__all__ = ["INITIAL_SD", "PRIORS", "Series", "fit_series", "scale_of", "scales_of", "series_of"]

PRIORS = {
    "volatility": (0.3, 1.0, "standard deviation of the level's moves, logits in a year"),
    "bend": (2.0, 1.2, "standard deviation of the slope's moves, logits a year in a year"),
    "common volatility": (0.15, 1.0, "as volatility, of moves that all countries share"),
    "common bend": (1.0, 1.2, "as bend, of moves that all countries share"),
    "extra": (0.05, 1.0, "error that sampling and rounding do not explain, logits"),
    "house": (0.1, 0.7, "standard deviation of house effects, logits"),
    "wording": (0.2, 0.7, "standard deviation of wording effects, logits"),
}
"""Scale -> median and log standard deviation of its log-normal prior, and what it means.

An opinion at 50% with volatility 0.3 moves by 7 or 8 points in a year, as a rule; 95% of the
prior lies between 1 and 40 points. The other scales are as weakly given."""

INITIAL_SD = 5.0
"""Prior standard deviation of the first level, in logits: 0.01% to 99.99% within two."""

DEGREES = 4.0
"""Degrees of freedom of the robust errors."""


@dataclass(frozen=True)
class Series:
    """The steps of one series with its houses and wordings, and the spans of unknown dates."""

    steps: Steps
    houses: Effects
    wordings: Effects
    span: Floats

    @property
    def effects(self) -> dict[str, int]:
        """Kind of effect -> free coordinates, for the kinds that have any."""
        free = {effects.kind: effects.free for effects in (self.houses, self.wordings)}
        return {kind: count for kind, count in free.items() if count}


def series_of(
    observations: Observations, reference: str | None, breaks: Integers | Sequence[int] = ()
) -> Series:
    """Steps of a random-walk level for the observations of one series."""
    frame = observations.frame
    houses = effects_of(frame["house"], "house", reference)
    most = frame["question"].value_counts().sort_index().idxmax()
    wordings = effects_of(frame["question"], "wording", str(most))
    count = len(frame)
    steps = Steps(
        days=as_days(frame["date"]),
        values=frame["logit"].to_numpy()[:, None],
        sampling=frame["sampling_variance"].to_numpy()[:, None, None],
        levels=np.ones((count, 1, 1)),
        effects=np.concatenate([houses.loadings, wordings.loadings], axis=1)[:, None, :],
        initial=np.full((1, 1), INITIAL_SD**2),
        wander=frame["wander"].to_numpy(),
        inflation=np.ones(count),
        breaks=tuple(int(day) for day in breaks),
    )
    return Series(steps, houses, wordings, frame["span"].to_numpy())


def scales_of(effects: Mapping[str, int], *, smooth: bool) -> list[Scale]:
    """The unknown standard deviations of one series.

    Args:
        effects: how many free coordinates each kind of effect has; kinds left out have no
            scale, kinds with none share another series' scale.
        smooth: whether a slope walks.
    """
    one = np.ones((1, 1))
    kinds = np.repeat(list(effects), list(effects.values()))
    return [
        scale_of("bend" if smooth else "volatility", level=one),
        scale_of("extra", extra=one),
        *(scale_of(kind, effects=np.diag((kinds == kind).astype(float))) for kind in effects),
    ]


def scale_of(kind: str, *, of: str = "", **shapes: Floats) -> Scale:
    """The scale of a kind of `PRIORS`, named after what it is `of` where there are several."""
    median, spread, meaning = PRIORS[kind]
    return Scale(f"{kind} {of}".strip(), median, spread, meaning, **shapes)


def fit_series(series: Series, *, smooth: bool = False, robust: bool = False) -> Fitted:
    """Fit the scales of one series."""
    steps = series.steps
    scales = scales_of(series.effects, smooth=smooth)
    if smooth and series.span.any():
        steps = with_slope_error(steps, scales, series.span)
    if robust:
        steps = _reweighted(steps, scales, smooth)
    return _fit(steps, scales, smooth)


def _fit(steps: Steps, scales: Sequence[Scale], smooth: bool) -> Fitted:
    return Fitted(steps, smooth, fit_hyperparameters([StateSpace(steps, scales, smooth)]))


def with_slope_error(steps: Steps, scales: Sequence[Scale], span: Floats) -> Steps:
    """Adds what an unknown date means on a slope: its usual square times span^2 / 12."""
    first = _fit(steps, scales, True)
    space, _ = first.space()
    level = space.smoothed(first.hyperparameters.mode).levels[:, 0]
    moved, years = np.diff(level), np.diff(steps.days) / DAYS_A_YEAR
    apart = years > 0
    square = (moved[apart] ** 2 / years[apart]).sum() / max(years.sum(), 1 / DAYS_A_YEAR)
    return replace(steps, sampling=steps.sampling + (square * span**2 / 12)[:, None, None])


def _reweighted(steps: Steps, scales: Sequence[Scale], smooth: bool) -> Steps:
    """Steps with the error variances that Student's t gives doubted readings.

    A t error is a normal one of unknown variance; its expected precision given the residual
    is (DEGREES + 1) / (DEGREES + residual^2 / variance) (Lange, Little and Taylor 1989).
    """
    for _ in range(60):
        theta = _fit(steps, scales, smooth).hyperparameters.mode
        errors = StateSpace(steps, scales, smooth).errors(theta)
        variance = errors.prior_covariance[:, 0, 0] / steps.inflation
        square = errors.error[:, 0] ** 2 + errors.error_covariance[:, 0, 0]
        inflation = (DEGREES + square / variance) / (DEGREES + 1)
        done = np.abs(np.log(inflation / steps.inflation)).max() < 1e-4
        steps = replace(steps, inflation=inflation)
        if done:
            break
    return steps
