"""The latent model fitted: effects and loadings by Newton's steps, scales by EM.

    scales -> effects and loadings at their mode, with curvature -> scales -> ...

The scales' step counts the uncertainty of levels, effects and loadings (Dempster, Laird and
Rubin 1977, Journal of the Royal Statistical Society B 39), so that an item of three readings
is not taken for one without error. The volatility's own uncertainty, which nothing else can
make up for, is carried by a few equally likely values of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy.linalg.lapack import dpotri
from scipy.special import ndtri

from analysis.latent.latent_model import INITIAL_SD, LatentModel, Rows, Scales, State
from analysis.latent.random_walks import Walks, nodes_of
from analysis.model.measurements import DAYS_A_YEAR, Floats, Integers

__all__ = ["PRIORS", "LatentFit", "Solution", "fit_latent"]

PRIORS = {
    "volatility": (0.2, 1.0, "standard deviation of the mood's moves, logits in a year"),
    "extra": (0.1, 0.7, "error of an item that sampling and rounding do not explain, logits"),
    "house": (0.1, 0.7, "standard deviation of house effects, logits"),
    "country": (0.2, 0.7, "standard deviation of an item between countries, logits"),
    "loading": (0.4, 0.5, "standard deviation of loadings around 1"),
}
"""Scale -> median and log standard deviation of its log-normal prior, and what it means."""

ROUNDS = 300
SETTLED = 1e-3
"""Rounds end when no log scale and no signal moves by more."""

ALIKE = 8
"""Rounds in which loadings are held at 1: until intercepts are known, items of high and low
levels would pass for a mood that rises and falls."""

FARTHEST = 1.0
"""How far, in logits, a signal or an effect may move in one round."""

LONGEST = 16.0
"""By so many times an EM step may be lengthened."""

SMALL = 0.05
"""A step below this is taken without a look at where it leads."""

HALVINGS = 6
LEAST_CURVATURE = 0.2
"""No effect is less certain than the widest prior leaves it."""

STEP = 0.2
"""Log volatilities this far to both sides of the mode measure the curvature there."""

NODES = 5
"""Values of the volatility, equally likely, that carry its uncertainty."""


@dataclass(frozen=True)
class Solution:
    """Effects and loadings (P,) at their mode under given scales, and their covariance."""

    scales: Scales
    effects: Floats
    covariance: Floats


@dataclass(frozen=True)
class LatentFit:
    """A fitted latent model; only rows, working values and solutions are kept.

    Attributes:
        rows: what is observed.
        values, sampling: (K,) working values and their variances.
        solutions: one for each volatility that is as likely as the others.
        middle: the solution at the most likely volatility.
        volatility: log of the mode and standard deviation of the log.
        converged: whether the rounds settled.
    """

    rows: Rows
    values: Floats
    sampling: Floats
    solutions: tuple[Solution, ...]
    middle: Solution
    volatility: tuple[float, float]
    converged: bool

    def levels(self, track: Integers, day: Integers) -> tuple[Floats, Floats]:
        """(N, D) means and standard deviations of levels, under each volatility."""
        each = [self._at(place, track, day) for place in range(len(self.solutions))]
        means, deviations = [], []
        for (level, follow, walks, where), own in zip(each, self.solutions, strict=True):
            moved = follow[where]
            variance = walks.variances[where] + ((moved @ own.covariance) * moved).sum(axis=1)
            means.append(level[where])
            deviations.append(np.sqrt(variance))
        return np.array(means), np.array(deviations)

    def sampling_deviations(self, track: Integers, day: Integers) -> Floats:
        """(D,) of the levels, were sampling and rounding the only errors."""
        *_, walks, where = self._at(-1, track, day, only_sampling=True)
        return np.asarray(np.sqrt(walks.variances[where]))

    def paths(self, track: Integers, day: Integers, n: int, seed: int) -> Floats:
        """(n, D) joint draws of levels on any tracks and days."""
        random = np.random.default_rng(seed)
        each = -(-n // len(self.solutions))
        drawn = []
        for place, solution in enumerate(self.solutions):
            level, follow, walks, where = self._at(place, track, day)
            root = np.linalg.cholesky(solution.covariance)
            effects = random.standard_normal((each, len(root))) @ root.T
            paths = level - effects @ follow.T + walks.noise(each, random)
            drawn.append(paths[:, where])
        return random.permutation(np.concatenate(drawn))[:n]

    @cached_property
    def model(self) -> LatentModel:
        """The model of the rows."""
        return LatentModel(self.rows)

    @cached_property
    def states(self) -> list[State]:
        """The model under each solution, and last under the middle one."""
        return [
            self.model.state(own.scales, own.effects, self.values, self.sampling)
            for own in (*self.solutions, self.middle)
        ]

    def _at(
        self, place: int, track: Integers, day: Integers, *, only_sampling: bool = False
    ) -> tuple[Floats, Floats, Walks, Integers]:
        """Levels of all nodes and of those wanted, how they follow, and where the wanted are."""
        model, state = self.model, self.states[place]
        solution = (*self.solutions, self.middle)[place]
        weight = 1.0 / self.sampling if only_sampling else state.weight
        tracks, days, where = nodes_of(
            np.concatenate([model.track, track]), np.concatenate([model.day, day])
        )
        known, wanted = np.split(where, [len(model.day)])
        observed = np.zeros(len(days))
        observed[known] = model.observed(weight, state.loading)
        walks = Walks.given(tracks, days, observed, solution.scales.volatility, INITIAL_SD)
        right = np.zeros((len(days), 1 + state.follow.shape[1]))
        right[known] = state.walks.times(np.column_stack([state.level, state.follow]))
        solved = walks.solve(right)
        return solved[:, 0], solved[:, 1:], walks, wanted


def fit_latent(rows: Rows) -> LatentFit:
    """Fit loadings, effects and scales.

    Args:
        rows: what is observed.

    Returns:
        The fit, with as many solutions as there are values of the volatility.
    """
    model = LatentModel(rows)
    scales = _first_scales(rows)
    effects = np.zeros(model.basis.shape[1])
    signal = np.log(rows.printed.share) - np.log1p(-rows.printed.share)
    values, sampling = rows.printed.at(signal)
    path: list[Floats] = []
    for number in range(ROUNDS):
        alike = number < ALIKE
        state = model.state(scales, effects, values, sampling)
        covariance, _, move = _newton(model, state, effects, values, sampling, scales, alike=alike)
        better = _better_scales(model, state, scales, effects, covariance)
        if alike:
            better = replace(
                better, spreads={**better.spreads, "loading": scales.spreads["loading"]}
            )
        wanted = np.clip(values - sampling * state.weight * state.error - signal, -1, 1) * FARTHEST
        effects = effects - move
        signal = signal + wanted
        moved = max(
            _distance(scales, better), *(float(np.abs(x).max(initial=0.0)) for x in (move, wanted))
        )
        scales = better
        values, sampling = rows.printed.at(signal)
        if moved < SETTLED and not alike:
            break
        path = [] if alike else [*path, _logs(scales)]
        if len(path) == 3:
            scales, path = _from_logs(_farther(path), scales), []
    middle, peak, deviation = _likely_volatility(model, scales, effects, values, sampling)
    points = ndtri((np.arange(NODES) + 0.5) / NODES)
    points *= deviation / np.sqrt(np.mean(points**2))
    each = [
        _solved(model, _with_volatility(middle.scales, peak + x), middle.effects, values, sampling)[
            0
        ]
        for x in points
    ]
    return LatentFit(
        rows, values, sampling, tuple(each), middle, (peak, deviation), moved < SETTLED
    )


def _newton(
    model: LatentModel,
    state: State,
    effects: Floats,
    values: Floats,
    sampling: Floats,
    scales: Scales,
    *,
    alike: bool = False,
) -> tuple[Floats, float, Floats]:
    """Covariance (P, P), the log determinant of the curvature, and the step (P,) to take off the
    effects, halved until it is downhill.

    With `alike` loadings stay, as if known.
    """
    size = len(state.slope)
    free = model.free if alike else size
    covariance = np.zeros((size, size))
    covariance[:free, :free], log_determinant = _inverse(state.curvature[:free, :free])
    move = covariance @ state.slope
    move /= max(1.0, float(np.abs(move).max(initial=0.0)) / FARTHEST)
    for _ in range(HALVINGS):
        if np.abs(move).max(initial=0.0) < SMALL:
            break
        if model.loss(scales, effects - move, values, sampling) < state.loss:
            break
        move = move / 2
    return covariance, log_determinant, move


def _first_scales(rows: Rows) -> Scales:
    return Scales(
        PRIORS["volatility"][0],
        np.full(len(rows.contrasts), PRIORS["extra"][0]),
        {kind: PRIORS[kind][0] for kind in ("house", "country", "loading")},
    )


def _better_scales(
    model: LatentModel, state: State, scales: Scales, effects: Floats, covariance: Floats
) -> Scales:
    """The scales that the levels, effects and errors as they now seem make most likely."""
    years = np.diff(model.day) / DAYS_A_YEAR
    same = np.diff(model.track) == 0
    followed = state.follow @ covariance
    moves = (
        np.diff(state.level) ** 2
        + state.walks.variances[1:] + state.walks.variances[:-1] - 2 * state.walks.neighbours
        + (np.diff(followed, axis=0) * np.diff(state.follow, axis=0)).sum(axis=1)
    )  # fmt: skip
    volatility = _most_likely(
        "volatility", float((moves[same] / years[same]).sum()), int(same.sum()), scales.volatility
    )
    squares = effects**2 + covariance.diagonal()
    kinds = np.array(model.kinds)
    spreads = {
        kind: _most_likely(
            kind, float(squares[kinds == kind].sum()), int((kinds == kind).sum()), old
        )
        for kind, old in scales.spreads.items()
    }
    error = state.error**2 + model.spread(state, covariance, followed)
    return Scales(volatility, _extra(model, state, scales, error), spreads)


def _most_likely(kind: str, squares: float, count: int, scale: float) -> float:
    """The scale at which -count x - squares exp(-2 x) / 2 and the log prior of x are highest."""
    median, spread, _ = PRIORS[kind]
    x = np.log(scale)
    for _ in range(20):
        known = squares * np.exp(-2 * x)
        slope = known - count - (x - np.log(median)) / spread**2
        x += float(np.clip(slope / (2 * known + spread**-2.0), -1, 1))
    return float(np.exp(x))


def _extra(model: LatentModel, state: State, scales: Scales, squares: Floats) -> Floats:
    """(I,) one scoring step of the items' extra errors, from expected squared errors (K,)."""
    median, spread, _ = PRIORS["extra"]
    item, count = model.rows.item, len(scales.extra)
    part = scales.extra[item] ** 2 * state.weight
    own = part**2 * squares + scales.extra[item] ** 2 * (1 - part)
    sums, counts = np.bincount(item, own, count), np.bincount(item, minlength=count)
    x = np.log(scales.extra)
    for _ in range(10):
        known = sums * np.exp(-2 * x)
        slope = known - counts - (x - np.log(median)) / spread**2
        x = x + np.clip(slope / (2 * known + spread**-2.0), -1, 1)
    return np.asarray(np.exp(x))


def _logs(scales: Scales) -> Floats:
    return np.log([scales.volatility, *scales.spreads.values(), *scales.extra])


def _from_logs(logs: Floats, like: Scales) -> Scales:
    volatility, *others = np.exp(logs).tolist()
    count = len(like.spreads)
    spreads = dict(zip(like.spreads, others[:count], strict=True))
    return Scales(volatility, np.array(others[count:]), spreads)


def _distance(a: Scales, b: Scales) -> float:
    """How far the logs of two sets of scales are apart, at most."""
    return float(np.abs(_logs(a) - _logs(b)).max())


def _farther(path: list[Floats]) -> Floats:
    """Where three steps of an EM algorithm lead to (Varadhan and Roland 2008, Scandinavian
    Journal of Statistics 35, their third scheme)."""
    first, second = path[1] - path[0], path[2] - path[1]
    bend = second - first
    length = np.linalg.norm(first) / (np.linalg.norm(bend) + 1e-12)
    length = np.clip(length, 1.0, LONGEST)
    jump = 2 * length * first + length**2 * bend
    return np.asarray(path[0] + np.clip(jump, -1.0, 1.0))


def _solved(
    model: LatentModel, scales: Scales, effects: Floats, values: Floats, sampling: Floats
) -> tuple[Solution, float]:
    """The mode near some effects, and the log evidence of the scales."""
    for _ in range(20):
        state = model.state(scales, effects, values, sampling)
        covariance, steepness, move = _newton(model, state, effects, values, sampling, scales)
        effects = effects - move
        if np.abs(move).max(initial=0.0) < 1e-5:
            break
    median, spread, _ = PRIORS["volatility"]
    prior = -0.5 * (np.log(scales.volatility / median) / spread) ** 2
    evidence = -state.loss - 0.5 * steepness + prior
    return Solution(scales, effects, covariance), float(evidence)


def _likely_volatility(
    model: LatentModel, scales: Scales, effects: Floats, values: Floats, sampling: Floats
) -> tuple[Solution, float, float]:
    """The solution at the most likely volatility, its log, and how uncertain the log is."""
    spread = PRIORS["volatility"][1]
    x = float(np.log(scales.volatility))
    for _ in range(3):
        each = [
            _solved(model, _with_volatility(scales, x + step), effects, values, sampling)
            for step in (-STEP, 0.0, STEP)
        ]
        low, here, high = (evidence for _, evidence in each)
        curvature = max((2 * here - low - high) / STEP**2, 0.5 * spread**-2.0)
        move = float(np.clip((high - low) / (2 * STEP) / curvature, -0.7, 0.7))
        effects = each[1][0].effects
        x += move
        if abs(move) < 0.05:
            break
    middle, _ = _solved(model, _with_volatility(scales, x), effects, values, sampling)
    return middle, x, float(curvature**-0.5)


def _with_volatility(scales: Scales, log: float) -> Scales:
    return replace(scales, volatility=float(np.exp(log)))


def _inverse(curvature: Floats) -> tuple[Floats, float]:
    """The inverse of a curvature, and its log determinant.

    Far from the mode it may bend down somewhere; there its size alone is taken.
    """
    if not curvature.size:
        return curvature, 0.0  # one item of one house leaves nothing free
    try:
        root = np.linalg.cholesky(curvature)
        half, _ = dpotri(root.T)  # upper, over zeros; a transposed root needs no copy
        inverse = half + half.T
        inverse.flat[:: len(inverse) + 1] /= 2
        if inverse.diagonal().max(initial=0.0) <= 1 / LEAST_CURVATURE:
            return inverse, 2 * float(np.log(root.diagonal()).sum())
    except np.linalg.LinAlgError:
        pass
    values, vectors = np.linalg.eigh(curvature)
    values = np.maximum(np.abs(values), LEAST_CURVATURE)
    return (vectors / values) @ vectors.T, float(np.log(values).sum())
