"""Stimson's dyad ratios: one index from items that were each asked only now and then.

    item      1990  1995  2000        Of two periods an item tells how much it rose from one to
    jobs        40    44              the other, whatever its own level: 44 / 40. Averaged over
    numbers           60    66        items and pairs of periods, such ratios chain all periods.

Stimson (2018), Bulletin of Sociological Methodology 137-138, doi 10.1177/0759106318761614.
Items are standardised first; each then counts by its validity, the squared correlation with
the mood it helps to make, until these stay. Numpy and scipy only; no readings are known here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.signal import lfilter

from analysis.model.measurements import Floats

__all__ = ["LEAST_SPREAD", "DyadRatios", "dyad_ratios", "item_spread", "mood_again"]

LEAST_SPREAD = 0.001
"""An item whose values deviate by less than this, in points, says nothing of change."""

TOLERANCE = 0.001
ITERATIONS = 50
START = 100.0
SCALE = 10.0
"""Standardised values have this deviation around `START`, so that ratios are near 1."""

ALPHA = (0.5, 1.0)
ALPHA_START = 0.75


@dataclass(frozen=True)
class DyadRatios:
    """The mood (T,) of V items, in the items' own unit, and how it was found.

    Attributes:
        mood: (T,) one value a period.
        loadings: (V,) correlation of each item with the mood.
        validities: (V,) the weights that the items had in the last iteration.
        alphas: of the forward and the backward smoothing; 1 where there was none.
        targets: mean and standard deviation of the mood.
        reliability: correlation of the forward and the backward mood.
        explained: share of the items' variance that the mood explains.
        iterations: until the loadings stayed.
        converged: whether they did.
    """

    mood: Floats
    loadings: Floats
    validities: Floats
    alphas: tuple[float, float]
    targets: tuple[float, float]
    reliability: float
    explained: float
    iterations: int
    converged: bool


def dyad_ratios(cells: Floats, *, smoothing: bool = True) -> DyadRatios:
    """The mood behind items, by iterated dyad ratios.

    Args:
        cells: (T, V) percent by period and item, NaN where an item was not asked; each item
            has two periods or more and a deviation of `LEAST_SPREAD` or more, and the first
            and the last period have an item.
        smoothing: whether each recursion is smoothed exponentially, with the weight that
            predicts the next period best.

    Returns:
        The mood in percent, with loadings and diagnostics.

    Two items that rise and fall together:

    >>> found = dyad_ratios(np.array([[40.0, np.nan], [44, 60], [np.nan, 66]]), smoothing=False)
    >>> found.mood.round(2).tolist(), found.loadings.round(2).tolist()
    ([50.09, 52.33, 55.08], [1.0, 1.0])
    """
    asked = ~np.isnan(cells)
    counts = asked.sum(axis=0)
    means, deviations = np.nanmean(cells, axis=0), item_spread(cells)
    standard = _standardised(cells, means, deviations)[asked.any(axis=1)]
    validities, before = np.ones(len(counts)), np.ones(len(counts))
    targets = (0.0, 1.0)
    tolerance, last = TOLERANCE, np.inf
    for iteration in range(1, ITERATIONS + 1):
        used = validities
        both, alphas = _both_ways(standard, asked, used, smoothing)
        mood = _rescaled(both.mean(axis=0), *targets)
        loadings = _correlations(cells, asked, mood)
        moved = np.abs(loadings - before) * counts / len(cells)
        figure = float(moved[counts > 3].max(initial=0.0))
        tolerance *= 2.0 if figure > last else 1.0
        # The first iteration knows no unit yet: its targets are 0 and 1.
        if (figure <= tolerance and iteration > 1) or iteration == ITERATIONS:
            break
        validities, before, last = loadings**2, loadings, figure
        weights = validities / max(validities.sum(), 1e-300)
        targets = (float(weights @ means), float(weights @ deviations))
    return DyadRatios(
        mood=mood,
        loadings=loadings,
        validities=used,
        alphas=alphas,
        targets=targets,
        reliability=_correlation(*both),
        explained=float(counts @ loadings**2 / counts.sum()),
        iterations=iteration,
        converged=figure <= tolerance,
    )


def mood_again(cells: Floats, asked: NDArray[np.bool_], found: DyadRatios) -> Floats:
    """The mood of items measured again, on the scale of a mood that was found.

    Args:
        cells: (B, K, V) percent in the K periods with an item, as in B other samples; anything
            where an item was not asked.
        asked: (T, V) where it was.
        found: the mood whose validities, smoothing, mean and deviation are kept.

    Returns:
        (B, T) moods.
    """
    held = asked[asked.any(axis=1)]
    counts = held.sum(axis=0)
    means = np.where(held, cells, 0.0).sum(axis=1) / counts
    apart = np.where(held, cells - means[:, None], 0.0)
    deviations = np.sqrt((apart**2).sum(axis=1) / counts)
    standard = START + SCALE * apart / np.maximum(deviations, LEAST_SPREAD)[:, None]
    # Many samples are for a deviation: seven digits of each are more than enough.
    standard = standard.astype(np.float32)
    both, _ = _both_ways(standard, asked, found.validities, None, found.alphas)
    return _rescaled(both.mean(axis=0), *found.targets)


def item_spread(cells: Floats) -> Floats:
    """(V,) standard deviation of each item over its periods, divided by their number."""
    return np.asarray(np.nanstd(cells, axis=0))


def _standardised(cells: Floats, means: Floats, deviations: Floats) -> Floats:
    return np.where(np.isnan(cells), START, START + SCALE * (cells - means) / deviations)


def _both_ways(
    standard: Floats,
    asked: NDArray[np.bool_],
    validities: Floats,
    smoothing: bool | None,
    alphas: tuple[float, float] = (1.0, 1.0),
) -> tuple[Floats, tuple[float, float]]:
    """(2, ..., T) the forward and the backward recursion, and the smoothing of each.

    `standard` (..., K, V) holds the periods with an item; leading axes are samples. With
    `smoothing` None the given alphas are used.
    """
    # Periods without any item carry the last value on, so that only the others need be walked.
    held = np.flatnonzero(asked.any(axis=1))
    ratios, known = _ratios(standard, asked[held], validities)
    since = np.searchsorted(held, np.arange(len(asked)), side="right") - 1
    until = np.searchsorted(held, np.arange(len(asked)))
    walked = _recursion(ratios, known, np.full(standard.shape[:-2], START))
    forward, ahead = _smoothed(walked[..., since], smoothing, alphas[0])
    # Backward is the same recursion on reversed time, from where the forward one ended.
    turned = _recursion(ratios[..., ::-1, ::-1], known[::-1, ::-1], forward[..., -1])
    backward, back = _smoothed(turned[..., ::-1][..., until], smoothing, alphas[1])
    return np.stack([forward, backward]), (ahead, back)


def _ratios(
    standard: Floats, asked: NDArray[np.bool_], validities: Floats
) -> tuple[Floats, NDArray[np.bool_]]:
    """(..., T, T) weighted mean of x[j, v] / x[i, v] over the items asked in j and i; where any."""
    weight = (validities[..., None, :] * asked).astype(standard.dtype)
    above = standard * weight
    below = asked / standard
    total = weight @ asked.T.astype(standard.dtype)
    ratios = above @ np.swapaxes(below, -1, -2)
    ratios /= np.where(total > 0, total, 1.0).astype(standard.dtype)
    known = np.asarray(total > 0)
    return ratios, np.asarray(known if known.ndim == 2 else known.all(axis=0))


def _recursion(ratios: Floats, known: NDArray[np.bool_], start: Floats) -> Floats:
    """(..., T) each period the plain mean over earlier ones of ratio times their value."""
    earlier = np.tril(known, -1)
    counts = earlier.sum(axis=1)
    masked = np.where(earlier, ratios, 0.0)
    periods = len(known)
    moods = np.empty((*start.shape, periods), dtype=ratios.dtype)
    moods[..., 0] = start
    for j in range(1, periods):
        if counts[j]:
            total = np.einsum("...i,...i->...", masked[..., j, :j], moods[..., :j])
            moods[..., j] = total / counts[j]
        else:
            moods[..., j] = moods[..., j - 1]
    return moods


def _smoothed(mood: Floats, smoothing: bool | None, alpha: float) -> tuple[Floats, float]:
    """Exponential smoothing in forward time, with the best alpha where it is to be found."""
    if smoothing is False:
        return mood, 1.0
    if smoothing:
        alpha = _best_alpha(mood)
    return _exponential(mood, alpha), alpha


def _exponential(mood: Floats, alpha: float) -> Floats:
    """y[1] = m[1], y[t] = alpha m[t] + (1 - alpha) y[t-1]."""
    start = (1 - alpha) * mood[..., :1]
    return np.asarray(lfilter([alpha], [1.0, alpha - 1.0], mood, axis=-1, zi=start)[0])


def _best_alpha(mood: Floats) -> float:
    """The alpha whose smoothed values predict the next period with least squared error."""

    def loss(alpha: Floats) -> tuple[float, Floats]:
        smooth = _exponential(mood, float(alpha[0]))
        error = mood[2:] - smooth[1:-1]
        news = mood[1:] - smooth[:-1]
        slope = lfilter([1.0], [1.0, float(alpha[0]) - 1.0], news)[:-1]
        return float(error @ error), np.array([-2.0 * float(error @ slope)])

    if len(mood) < 3 or np.ptp(mood) == 0:
        return ALPHA_START
    found = minimize(
        loss, [ALPHA_START], jac=True, method="L-BFGS-B", bounds=[ALPHA],
        options={"ftol": 1e-14, "gtol": 1e-10},
    )  # fmt: skip
    return float(found.x[0])


def _rescaled(mood: Floats, mean: float, deviation: float) -> Floats:
    """A mood moved and stretched to a mean and a (sample) standard deviation."""
    centred = mood - mood.mean(axis=-1, keepdims=True)
    spread = centred.std(axis=-1, ddof=1, keepdims=True)
    return mean + deviation * centred / np.where(spread > 0, spread, 1.0)


def _correlations(cells: Floats, asked: NDArray[np.bool_], mood: Floats) -> Floats:
    """(V,) correlation of each item with the mood over the periods it was asked in."""
    return np.array([_correlation(cells[rows, v], mood[rows]) for v, rows in enumerate(asked.T)])


def _correlation(first: Floats, second: Floats) -> float:
    """Their correlation; 0 where one of them never moves."""
    a, b = first - first.mean(), second - second.mean()
    size = np.sqrt(float(a @ a) * float(b @ b))
    return float(a @ b / size) if size > 0 else 0.0
