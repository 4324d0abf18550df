"""What all polls get wrong together: the way from the polls' average to opinion itself.

    variance of opinion = variance of the level + houses + common              (squared logits)

`houses`: the average of H houses stands off the average of all that could have measured by
tau^2 / H, H the effective number where some measured more than others; where one house measured
by all of tau^2. `common`: what every house shares, a standard deviation of `COMMON_ERROR`.

Between two days the houses' part is the same and cancels; of the common part a lasting share
does, and the rest fades: its correlation is 0.3 + 0.7 exp(-days / 365), set and not fitted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import nnls
from scipy.special import expit, logit

from analysis.model.house_effects import Effects
from analysis.model.hyperparameters import Hyperparameters
from analysis.model.measurements import Floats, Integers
from analysis.trends.one_series import PRIORS

__all__ = ["COMMON_ERROR", "SharedError", "band_sentences", "shared_error"]

COMMON_ERROR = 0.11
"""Standard deviation, in logits, of the error that all pollsters share: 2.7 points at 50%.

Elections give 0.07 for the two parties of the United States and 0.13 for the parties of Germany
(`benchmarks/election_calibration.py`); no country is known beforehand, so that both must do."""

LASTING = 0.3
FADING_DAYS = 365.0
"""The part of the common error that stays for good, and the days in which the rest fades."""


@dataclass(frozen=True)
class SharedError:
    """Variances, in squared logits, of the houses' average and of the error common to all."""

    houses: float
    common: float

    @property
    def variance(self) -> float:
        """Of a share on one day.

        >>> SharedError(houses=0.01, common=0.04).variance
        0.05
        """
        return self.houses + self.common

    def covariance(self, days: Integers) -> Floats:
        """(D, D) covariance of the errors of several days."""
        apart = np.abs(days[:, None] - days[None, :])
        return np.asarray(
            self.houses + self.common * (LASTING + (1 - LASTING) * np.exp(-apart / FADING_DAYS))
        )

    def draws(self, days: Integers, n: int, seed: int | Sequence[int], lines: int = 1) -> Floats:
        """(lines, n, D) errors of independent lines on some days, in logits."""
        values, vectors = np.linalg.eigh(self.covariance(np.asarray(days, dtype=float)))
        root = vectors * np.sqrt(np.maximum(values, 0.0))
        random = np.random.default_rng(seed)
        return np.asarray(random.standard_normal((lines, n, len(days))) @ root.T)

    @property
    def note(self) -> str:
        """The sizes that were taken, in a sentence."""
        return (
            f"The opinion band takes {np.sqrt(self.common):.2f} logits for the error that all "
            f"pollsters share, as before elections, and {np.sqrt(self.houses):.2f} for the "
            "distance of these houses' average from the others'."
        )

    def added(self, paths: Floats, days: Integers, seed: int | Sequence[int]) -> Floats:
        """Shares (n, D) with an error drawn for each path."""
        return np.asarray(expit(logit(paths) + self.draws(days, len(paths), seed)[0]))

    def added_to_parts(self, paths: Floats, days: Integers, seed: int | Sequence[int]) -> Floats:
        """Shares (n, D, A) that add up to one, with errors under which they still do.

        The log of each share gets an error of its own, and all are scaled to one again. The
        errors' sizes are such that the logit of each share has the variance of a lone one.
        """
        sizes = np.sqrt(_own_variances(paths.mean(axis=(0, 1))))
        errors = np.moveaxis(self.draws(days, len(paths), seed, len(sizes)), 0, -1)
        moved = paths * np.exp(errors * sizes)
        return np.asarray(moved / moved.sum(axis=-1, keepdims=True))


def shared_error(scales: Hyperparameters, houses: Effects, common_error: float) -> SharedError:
    """The error that a fit's readings share.

    Args:
        scales: of the fit.
        houses: its houses; the effective number of them is that of their weighted average.
        common_error: standard deviation in logits of the error common to all.
    """
    counts = np.array(houses.counts, dtype=float)
    weights = counts / counts.sum()
    # What one house would have measured stands off by all of tau^2.
    off = 1.0 if houses.reference is not None else float((weights**2).sum())
    return SharedError(_house_variance(scales) * off, common_error**2)


def band_sentences(level: float) -> tuple[str, ...]:
    """What each band holds and what it leaves out, in sentences."""
    holds = f"holds with a chance of {level:.0%}"
    return (
        f"`low` to `high` {holds} what these pollsters would find: all that their readings leave "
        "open, but nothing that all of them get wrong together.",
        "`low_sampling` to `high_sampling` is the part of it that is due to sampling and rounding "
        "alone, without house effects and what sampling does not explain.",
        f"`low_opinion` to `high_opinion` {holds} opinion itself: besides, the error that all "
        "pollsters share and the distance of these houses' average from the others'. It leaves "
        "out what the wording of the question does.",
    )


def _house_variance(scales: Hyperparameters) -> float:
    """tau^2, of the tau expected given the readings, or beforehand where one house measured.

    The likeliest tau is too small where few houses tell it: with two, the 90% band then held 81%
    of German results. Held against elections the expected one serves one house, two or many.
    """
    names = [scale.name for scale in scales.scales]
    if "house" in names:
        return float(np.exp(scales.nodes[:, names.index("house")]).mean() ** 2)
    median, spread, _ = PRIORS["house"]
    return float((median * np.exp(spread**2 / 2)) ** 2)


def _own_variances(shares: Floats) -> Floats:
    """(A,) variances of errors of log shares that give the logit of each share a variance of 1.

    The logit of share k moves by its own error less the others', each weighted by its part of
    what is not k.
    """
    part = shares[None, :] / np.maximum(1 - shares[:, None], 1e-9)
    matrix = np.where(np.eye(len(shares), dtype=bool), 1.0, part**2)
    return np.asarray(nnls(matrix, np.ones(len(shares)))[0])
