"""The trend against other ways to foresee the next reading, on real series.

    python -m benchmarks.backtests [answer ...]

British waves on the most important issues, an answer a series. Rivals know the same readings,
those that were out when fieldwork began, and learn their scales anew as often: the last poll,
simple exponential smoothing, the local level of statsmodels and a Gaussian process with a
Matern 3/2 kernel in time, which is told the bases too. Scores are log probabilities of the
printed percent. A rival wins a series where its mean is higher by more than one standard error
of the difference.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.linalg import cho_factor, cho_solve
from scipy.optimize import minimize, minimize_scalar
from scipy.special import logit, ndtr
from statsmodels.tsa.statespace.structural import UnobservedComponents

import polls
from analysis.model.measurements import DAYS_A_YEAR, Floats, as_days
from analysis.model.sampling_error import logit_variance
from analysis.trends.backtest import FIRST, backtest
from analysis.trends.observations import observe
from polls.schema import known_from

__all__ = ["ANSWERS", "compared", "main"]

ANSWERS = (
    "immigration", "economy", "health", "crime", "education", "housing", "pensions", "leaving_eu",
)  # fmt: skip
REFIT_EVERY = 25
REMEMBERED = 120
"""Readings that the Gaussian process rests on: the newest, for its cost grows with their cube."""

Target = tuple[int, int]
"""The place of a reading to foretell, and how many before it were known."""

Rival = Callable[[Floats, Floats, Floats, Sequence[Target]], Iterator[tuple[float, float]]]
"""Logits, variances by sampling, years and targets -> a mean and a standard deviation each."""


def main(answers: Sequence[str] = ANSWERS) -> int:
    """Print a row a series; 1 where a rival wins one."""
    won = []
    for answer in answers or ANSWERS:
        table = compared(british_waves(answer))
        said = "   ".join(
            f"{name} {row['gain']:+.3f} (+-{row['error']:.3f})" for name, row in table.iterrows()
        )
        print(f"{answer:12} {int(table['readings'].iloc[0])} readings: {said}", flush=True)
        won += [f"{name} on {answer}" for name in table.index[table["gain"] > table["error"]]]
    print("mean log score above the trend's; better by more than one standard error: "
          f"{', '.join(won) or 'none'}")  # fmt: skip
    return int(bool(won))


def british_waves(answer: str) -> pd.DataFrame:
    """The tracker's waves of one answer, all adults."""
    rows: pd.DataFrame = polls.load(question="issue_up_to_three", country="GB", answer=answer)
    own: pd.DataFrame = rows[rows["source"] == rows["source"].mode()[0]]
    return own


def compared(readings: pd.DataFrame) -> pd.DataFrame:
    """One row a rival: readings, gain (mean log score above the trend's) and its error."""
    found = backtest(readings, refit_every=REFIT_EVERY).predictions
    scores = {str(name): rows["log_score"].to_numpy() for name, rows in found.groupby("method")}
    trend = scores["trend"]
    others = {"last poll": scores["last poll"]}
    others |= {name: _scores(readings, rival) for name, rival in RIVALS.items()}
    rows = {}
    for name, own in others.items():
        apart = own - trend
        rows[name] = {
            "readings": len(apart),
            "gain": apart.mean(),
            "error": apart.std(ddof=1) / np.sqrt(len(apart)),
        }
    return pd.DataFrame(rows).T


def _scores(readings: pd.DataFrame, rival: Rival) -> Floats:
    """Log probabilities that a rival gives to the printed values."""
    frame = observe(readings).frame
    share = frame["used_share"].to_numpy()
    z, years = logit(share), as_days(frame["date"]) / DAYS_A_YEAR
    variance = logit_variance(share, frame["inverse_n"].to_numpy())
    half = frame["rounding"].to_numpy() / 2
    scores = []
    for block in _blocks(frame):
        for (place, _), (mean, deviation) in zip(
            block, rival(z, variance, years, block), strict=True
        ):
            low, high = (
                ndtr((logit(share[place] + side) - mean) / deviation)
                for side in (-half[place], half[place])
            )
            scores.append(np.log(max(high - low, 1e-12)))
    return np.array(scores)


def _blocks(frame: pd.DataFrame) -> Iterator[list[Target]]:
    """Places of readings to foretell and how many were known, between two refits."""
    out = known_from(frame).to_numpy()
    began = frame["start"].fillna(frame["date"]).to_numpy()
    known = [int((out[:i] < began[i]).sum()) for i in range(len(frame))]
    targets = [(i, count) for i, count in enumerate(known) if count >= FIRST]
    for first in range(0, len(targets), REFIT_EVERY):
        yield targets[first : first + REFIT_EVERY]


def _smoothing(
    z: Floats, _variance: Floats, _years: Floats, targets: Sequence[Target]
) -> Iterator[tuple[float, float]]:
    """Simple exponential smoothing, the weight that did best so far, its errors' spread."""

    def errors(weight: float, count: int) -> tuple[Floats, float]:
        level, missed = z[0], []
        for value in z[1:count]:
            missed.append(value - level)
            level += weight * missed[-1]
        return np.array(missed), float(level)

    start = targets[0][1]
    weight = minimize_scalar(
        lambda w: float((errors(w, start)[0] ** 2).sum()), bounds=(0.01, 1.0), method="bounded"
    ).x
    for _, known in targets:
        missed, level = errors(weight, known)
        yield level, float(missed.std())


def _local_level(
    z: Floats, _variance: Floats, _years: Floats, targets: Sequence[Target]
) -> Iterator[tuple[float, float]]:
    """A random walk and noise by maximum likelihood, a step a reading."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit: Any = UnobservedComponents(z[: targets[0][1]], "llevel").fit(disp=0)
        for place, known in targets:
            seen = UnobservedComponents(z[:known], "llevel").filter(fit.params)
            foreseen = seen.get_forecast(place - known + 1)
            yield (
                float(np.asarray(foreseen.predicted_mean)[-1]),
                float(np.asarray(foreseen.se_mean)[-1]),
            )


def _matern(
    z: Floats, variance: Floats, years: Floats, targets: Sequence[Target]
) -> Iterator[tuple[float, float]]:
    """A Gaussian process in time: Matern 3/2, noise by sampling and beyond it, likeliest scales."""

    def kernel(rows: Floats, others: Floats, size: float, length: float) -> Floats:
        apart = np.sqrt(3) * np.abs(rows[:, None] - others[None, :]) / length
        return np.asarray(size**2 * (1 + apart) * np.exp(-apart))

    def noisy(rows: slice, theta: Floats) -> tuple[Any, float]:
        size, length, extra = np.exp(theta)
        covariance = kernel(years[rows], years[rows], size, length)
        root = cho_factor(covariance + np.diag(variance[rows] + extra**2), lower=True)
        ones = np.ones(len(z[rows]))
        return root, float(ones @ cho_solve(root, z[rows]) / (ones @ cho_solve(root, ones)))

    def loss(theta: Floats, rows: slice) -> float:
        root, mean = noisy(rows, theta)
        apart = z[rows] - mean
        size = 2 * float(np.log(np.diag(root[0])).sum())
        return 0.5 * (size + float(apart @ cho_solve(root, apart)))

    start = targets[0][1]
    first = slice(max(0, start - REMEMBERED), start)
    bounds = [(-4.0, 1.5), (-4.0, 3.0), (-6.0, 0.0)]
    found = [
        minimize(loss, np.log([0.3, length, 0.08]), args=(first,), method="L-BFGS-B", bounds=bounds)
        for length in (0.2, 2.0)
    ]
    theta = min(found, key=lambda each: float(each.fun)).x
    size, length, extra = np.exp(theta)
    for place, known in targets:
        rows = slice(max(0, known - REMEMBERED), known)
        root, mean = noisy(rows, theta)
        beside = kernel(years[place : place + 1], years[rows], size, length)[0]
        centre = mean + float(beside @ cho_solve(root, z[rows] - mean))
        left = size**2 - float(beside @ cho_solve(root, beside))
        yield centre, float(np.sqrt(max(left, 0.0) + extra**2 + variance[known - 1]))


RIVALS: dict[str, Rival] = {
    "exponential smoothing": _smoothing,
    "local level": _local_level,
    "Matern 3/2": _matern,
}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
