"""One series of shares as steps and scales, and its fit.

logit_i = level(t_i) + house(h_i) + wording(q_i) + error_i
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.model.fitted_model import Fitted
from analysis.model.house_effects import Effects, effects_of
from analysis.model.hyperparameters import Hyperparameters, fit_hyperparameters
from analysis.model.measurements import DAYS_A_YEAR, Floats, Integers, Steps, as_days
from analysis.model.pace import Switching, fit_switching
from analysis.model.smoothed import Residuals
from analysis.model.statespace import StateSpace
from analysis.model.system_matrices import Scale
from analysis.model.working_response import Printed, printed_of, signals
from analysis.trends.observations import Observations
from analysis.trends.options import Volatility

__all__ = [
    "INITIAL_SD",
    "PRIORS",
    "Fit",
    "Series",
    "fit_series",
    "scale_of",
    "scales_of",
    "series_of",
    "settle",
]

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

UNTOLD = (DEGREES + 3) / (DEGREES + 1)
"""Factor on a robust error's variance: one with Student's t distribution tells so much less of
the level than a normal one of its scale, the weights being unknown (Fisher's information)."""

FARTHEST = 1.0
"""How far, in logits, the signals may move in one round."""

ROUNDS = 100
SETTLED = 1e-2
"""Rounds end when no working value moves by this fraction of its standard deviation.

The moves shrink by their squares as a rule: as last moved, the values are good to 1e-4."""

SWITCHING_ROUNDS = 4
COUNTS = 0.1
"""A switching volatility is fitted again where a working value moves by so much."""


@dataclass(frozen=True)
class Series:
    """One series as a model sees it.

    Attributes:
        steps: its readings, at the shares last expected of them.
        houses, wordings: its effects.
        printed: what was printed.
        signal: (T,) the logits at which its readings are taken.
        span: (T,) years that an unknown date may lie in.
    """

    steps: Steps
    houses: Effects
    wordings: Effects
    printed: Printed
    signal: Floats
    span: Floats

    @property
    def effects(self) -> dict[str, int]:
        """Kind of effect -> free coordinates, for the kinds that have any."""
        free = {effects.kind: effects.free for effects in (self.houses, self.wordings)}
        return {kind: count for kind, count in free.items() if count}

    def at(self, errors: Residuals, *, smooth: bool, robust: bool) -> Series:
        """The series again, its readings taken at what a fit expects of them."""
        signal = signals(self.steps, errors)[:, 0]
        signal = np.clip(signal, self.signal - FARTHEST, self.signal + FARTHEST)
        value, variance = self.printed.at(signal)
        if smooth and self.span.any():
            variance = variance + _slope_square(self.steps, errors) * self.span**2 / 12
        steps = replace(self.steps, values=value[:, None], sampling=variance[:, None, None])
        if robust:
            steps = _doubted(steps, self.steps, errors)
        return replace(self, steps=steps, signal=signal)


def series_of(
    observations: Observations, reference: str | None, breaks: Integers | Sequence[int] = ()
) -> Series:
    """Steps of a random-walk level for the observations of one series."""
    frame = observations.frame
    houses = effects_of(frame["house"], "house", reference)
    asked, counts = np.unique(frame["wording"].to_numpy(), return_counts=True)
    wordings = effects_of(frame["wording"], "wording", asked[counts.argmax()])
    printed = printed_of(frame)
    signal = frame["logit"].to_numpy()
    value, variance = printed.at(signal)
    count = len(frame)
    steps = Steps(
        days=as_days(frame["date"]),
        values=value[:, None],
        sampling=variance[:, None, None],
        levels=np.ones((count, 1, 1)),
        effects=np.concatenate([houses.loadings, wordings.loadings], axis=1)[:, None, :],
        initial=np.full((1, 1), INITIAL_SD**2),
        wander=frame["wander"].to_numpy(),
        inflation=np.ones(count),
        breaks=tuple(int(day) for day in breaks),
    )
    return Series(steps, houses, wordings, printed, signal, frame["span"].to_numpy())


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


def fit_series(
    series: Series,
    *,
    smooth: bool = False,
    robust: bool = False,
    volatility: Volatility = "constant",
    near: Fitted | None = None,
) -> Fitted:
    """Fit the scales of one series, under one volatility or, without a slope, two (see `pace`).

    `near` is a fit to much the same readings, from whose modes the search starts where it has
    the same scales.
    """
    scales = scales_of(series.effects, smooth=smooth)
    if near is not None and near.hyperparameters.names != [scale.name for scale in scales]:
        near = None
    known = None if near is None else near.hyperparameters

    def fit(own: Sequence[Series], near: Hyperparameters | None) -> Fit:
        space = StateSpace(own[0].steps, scales, smooth)
        found = fit_hyperparameters([space], near)
        return found, [space.residuals(found.mode)]

    settled, found = settle([series], fit, smooth=smooth, robust=robust, near=known)
    constant = Fitted(settled[0].steps, smooth, found)
    if smooth or volatility == "constant":
        return constant
    paces = None if near is None else near.switching
    forced = volatility == "switching"
    return _switching(settled[0], constant, paces, robust=robust, forced=forced)


def _switching(
    series: Series, constant: Fitted, near: Switching | None, *, robust: bool, forced: bool
) -> Fitted:
    """The fit with a switching volatility beside the constant one, on the same readings.

    These are taken where the constant one expects them, and anew where the likelier one
    expects another thing of them that would count.
    """
    fitted = constant
    for _ in range(SWITCHING_ROUNDS):
        space, _ = fitted.space()
        switching = near = fit_switching(space, fitted.hyperparameters, near)
        if forced:
            switching = replace(switching, weight=1.0)
        fitted = replace(fitted, switching=switching)
        if fitted.pace is None:
            break
        after = series.at(fitted.errors(), smooth=False, robust=robust)
        if _moved(after.steps, series.steps) < COUNTS:
            break
        series = after
        space = StateSpace(series.steps, fitted.hyperparameters.scales)
        scales = fit_hyperparameters([space], fitted.hyperparameters)
        fitted = replace(fitted, steps=series.steps, hyperparameters=scales)
    return fitted


Fit = tuple[Hyperparameters, Sequence[Residuals]]


def settle(
    series: Sequence[Series],
    fit: Callable[[Sequence[Series], Hyperparameters | None], Fit],
    *,
    smooth: bool,
    robust: bool = False,
    near: Hyperparameters | None = None,
) -> tuple[Sequence[Series], Hyperparameters]:
    """Fit again and again until the readings stay where the fit expects them.

    Args:
        series: one or several that share scales.
        fit: finds the scales near those of the last round, and what the smoother then says
            of each series' readings.
        smooth: whether a slope walks.
        robust: whether readings far off the line are doubted.
        near: scales near which the first round looks; default: everywhere.

    Returns:
        The series as last moved, and the scales.
    """
    found, errors = fit(series, near)
    for _ in range(ROUNDS):
        after = [
            own.at(each, smooth=smooth, robust=robust)
            for own, each in zip(series, errors, strict=True)
        ]
        moved = [_moved(a.steps, b.steps) for a, b in zip(after, series, strict=True)]
        series = after
        if max(moved) < SETTLED:
            break
        found, errors = fit(series, found)
    return series, found


def _moved(steps: Steps, before: Steps) -> float:
    """How far another round has moved what the model sees of any reading, as a fraction."""
    deviation = np.sqrt(before.sampling[:, :, 0])
    moved = np.abs(steps.values - before.values) / deviation
    scaled = np.abs(np.log(steps.sampling / before.sampling))
    return float(max(moved.max(), scaled.max()))


def _slope_square(steps: Steps, errors: Residuals) -> float:
    """The usual square of the slope, which an unknown date multiplies."""
    moved, years = np.diff(errors.level[:, 0]), np.diff(steps.days) / DAYS_A_YEAR
    apart = years > 0
    square = (moved[apart] ** 2 / years[apart]).sum()
    return float(square / max(years.sum(), 1 / DAYS_A_YEAR))


def _doubted(steps: Steps, before: Steps, errors: Residuals) -> Steps:
    """Readings as a normal model sees them whose errors have Student's t distribution.

        w = (DEGREES + 1) / (DEGREES + e^2 / v)        z = fitted + UNTOLD w e      UNTOLD v

    e is the reading less what is fitted to it, v the error's variance. The weights w are Lange,
    Little and Taylor's (1989, Journal of the American Statistical Association 84); a step of
    Fisher scoring with them ends at the likeliest line, and its variance is what a t error
    tells, where that of a reading of known weight would be too small by UNTOLD.
    """
    variance = errors.prior_covariance[:, 0, 0] / before.inflation
    fitted = before.values - errors.error
    apart = (steps.values - fitted)[:, 0]
    unknown = errors.error_covariance[:, 0, 0] / before.inflation
    trust = (DEGREES + 1) / (DEGREES + (apart**2 + unknown) / variance)
    values = fitted + (UNTOLD * trust * apart)[:, None]
    return replace(steps, values=values, inflation=np.full(len(trust), UNTOLD), trust=trust)
