"""Would a level that reverts to a mean foretell real series better than one that walks?

    python -m benchmarks.reverting [answer ...]

    walk       level_t+dt = level_t + N(0, s^2 dt)
    reverting  the same about a constant mean, to which it returns at a rate a year
               (Ornstein and Uhlenbeck), the rate with a weak log-normal prior

Series are those of `backtests`. Either model has the trend's priors, its scales at their mode,
learnt anew every 25 readings, and foretells the next reading and the first one after 90, 180 and
365 days: log probabilities of the printed percent. Errors are of means over calendar years, for
forecasts of a year overlap.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.special import logit, ndtr

from analysis.model.measurements import DAYS_A_YEAR, Floats, as_days
from analysis.model.sampling_error import logit_variance
from analysis.trends.observations import observe
from analysis.trends.one_series import INITIAL_SD, PRIORS
from benchmarks.backtests import ANSWERS, REFIT_EVERY, british_waves

__all__ = ["Known", "gains", "likeliest", "log_density", "main"]

AHEAD = (0, 90, 180, 365)
FIRST, EVERY = 50, 5
RATE = (0.5, 1.5)
"""Prior median of the rate, a year, and the standard deviation of its log."""


@dataclass(frozen=True)
class Known:
    """Readings in order of time: logits, variances by sampling, years; all (N,)."""

    z: Floats
    variance: Floats
    years: Floats

    def first(self, count: int) -> Known:
        """The first of them."""
        return Known(self.z[:count], self.variance[:count], self.years[:count])


State = tuple[float, float, float, float, float]
"""What is known of level and mean: the level, its variance, the mean, its variance, covariance."""


def _filtered(known: Known, theta: Floats) -> tuple[float, State]:
    """The log density of all readings, and what is known of level and mean after the last."""
    square, extra, rate = _scales(theta)
    wide = INITIAL_SD**2
    spread = square / (2 * rate) if rate else 0.0
    level, mean, density = 0.0, 0.0, 0.0
    p, q, c = wide + spread, wide, wide
    before = known.years[0]
    for z, v, year in zip(
        known.z.tolist(), known.variance.tolist(), known.years.tolist(), strict=True
    ):
        level, p, mean, q, c = _moved((level, p, mean, q, c), year - before, square, rate)
        total, apart = p + v + extra, z - level
        density -= 0.5 * (np.log(2 * np.pi * total) + apart * apart / total)
        level, mean = level + p / total * apart, mean + c / total * apart
        p, q, c = p - p * p / total, q - c * c / total, c - p * c / total
        before = year
    return density, (level, p, mean, q, c)


def _moved(state: State, years: float, square: float, rate: float) -> State:
    """What is known some time later."""
    level, p, mean, q, c = state
    if not rate:
        return level, p + square * years, mean, q, c
    kept = np.exp(-rate * years)
    lost = 1 - kept
    return (
        kept * level + lost * mean,
        kept**2 * p + lost**2 * q + 2 * kept * lost * c + square / (2 * rate) * (1 - kept**2),
        mean,
        q,
        kept * c + lost * q,
    )


def _scales(theta: Floats) -> tuple[float, float, float]:
    """Squares of volatility and extra error, and the rate: 0 of a walk."""
    volatility, extra, *rate = np.exp(theta).tolist()
    return volatility**2, extra**2, rate[0] if rate else 0.0


def log_density(known: Known, theta: Floats) -> float:
    """Of all readings; a walk's where `theta` has no rate."""
    return _filtered(known, theta)[0]


def likeliest(known: Known, *, reverts: bool) -> Floats:
    """The log scales at their posterior mode."""
    priors = [PRIORS["volatility"][:2], PRIORS["extra"][:2], RATE][: 3 if reverts else 2]
    centre, spread = np.log([median for median, _ in priors]), np.array([s for _, s in priors])

    def loss(theta: Floats) -> float:
        return 0.5 * float((((theta - centre) / spread) ** 2).sum()) - log_density(known, theta)

    simplex = centre + np.vstack([np.zeros(len(centre)), np.diag(spread)])
    options = {"xatol": 0.02, "fatol": 0.02, "initial_simplex": simplex}
    found = minimize(loss, centre, method="Nelder-Mead", options=options)
    return np.asarray(found.x)


def gains(readings: pd.DataFrame) -> pd.DataFrame:
    """One row a horizon of `AHEAD`: by how much a reverting level has the higher log score."""
    frame = observe(readings).frame
    share, half = frame["used_share"].to_numpy(), frame["rounding"].to_numpy() / 2
    days = as_days(frame["date"])
    known = Known(
        logit(share), logit_variance(share, frame["inverse_n"].to_numpy()), days / DAYS_A_YEAR
    )
    scores = []
    thetas: list[Floats] = []
    for count in range(FIRST, len(share), EVERY):
        if not thetas or (count - FIRST) % REFIT_EVERY == 0:
            thetas = [likeliest(known.first(count), reverts=own) for own in (False, True)]
        states = [_filtered(known.first(count), theta)[1] for theta in thetas]
        for ahead in AHEAD:
            place = max(count, int(np.searchsorted(days, days[count - 1] + ahead)))
            if place == len(days):
                continue
            walk, reverting = (
                _score(state, theta, known, count, place, (share[place], half[place]))
                for state, theta in zip(states, thetas, strict=True)
            )
            year = frame["date"].iloc[place].year
            scores.append({"ahead": ahead, "year": year, "gain": reverting - walk})
    table = pd.DataFrame(scores)
    yearly = table.groupby(["ahead", "year"])["gain"].mean().groupby("ahead")
    return pd.DataFrame(
        {
            "gain": table.groupby("ahead")["gain"].mean(),
            "error": yearly.std() / yearly.size() ** 0.5,
        }
    )


def _score(
    state: State, theta: Floats, known: Known, count: int, place: int, printed: tuple[float, float]
) -> float:
    square, extra, rate = _scales(theta)
    later = known.years[place] - known.years[count - 1]
    level, p, *_ = _moved(state, later, square, rate)
    deviation = np.sqrt(p + extra + known.variance[count - 1])
    share, half = printed
    low, high = (ndtr((logit(share + side) - level) / deviation) for side in (-half, half))
    return float(np.log(max(high - low, 1e-12)))


def main(answers: Sequence[str] = ANSWERS) -> int:
    """Print a row a series: the gain at each horizon, and its error."""
    found = []
    for answer in answers or ANSWERS:
        table = gains(british_waves(answer))
        found.append(table["gain"])
        print(f"{answer:12} " + "   ".join(
            f"{ahead} days {row['gain']:+.3f} (+-{row['error']:.3f})"
            for ahead, row in table.iterrows()
        ), flush=True)  # fmt: skip
    mean, error = pd.concat(found, axis=1).mean(axis=1), pd.concat(found, axis=1).sem(axis=1)
    print("all series   " + "   ".join(
        f"{ahead} days {mean[ahead]:+.3f} (+-{error[ahead]:.3f})" for ahead in mean.index
    ))  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
