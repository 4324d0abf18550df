"""Bands against truths of many kinds: how often each holds, at readings and between them.

python -m benchmarks.scenarios [series a scenario] [scenario ...]

Each series has 40 readings of one house in four years, 1,000 asked, printed in whole percents,
unless its scenario says otherwise. A band holds the truth with its stated probability where the
model's own world is drawn; elsewhere the table says what the departure costs.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import expit, logit, ndtr

from analysis.model.measurements import DAYS_A_YEAR, Floats, Integers, as_days
from analysis.trends.shared_error import COMMON_ERROR
from analysis.trends.trend import fit_trend
from polls.schema import conform

__all__ = ["SCENARIOS", "Scenario", "drawn", "main", "positions"]

Random = np.random.Generator

READINGS, YEARS, ASKED, EXTRA, HOUSE = 40, 4, 1000, 0.05, 0.1
DAYS = int(YEARS * DAYS_A_YEAR)
FIRST_DAY = pd.Timestamp("2019-01-01")
LEVELS = (0.5, 0.8, 0.9, 0.95)
LEAST = 0.85
"""What a 90% band must hold in every scenario but `UNPROMISED`, less two standard errors."""

UNPROMISED = {"herding"}
"""Readings that follow one another err together, which no single house's readings can tell."""


@dataclass(frozen=True)
class Scenario:
    """A truth, what polls make of it, and how it is fitted.

    `path` draws the logits of the DAYS days; `errors` those of N readings beyond sampling;
    `readings` changes what is printed; `options` are of `fit_trend`. Where there are `houses`, all
    of them err together and each by itself, and it is the band of opinion that is looked at.
    """

    path: Callable[[Random], Floats]
    errors: Callable[[Random, int], Floats] = lambda random, n: random.normal(0, EXTRA, n)
    readings: Callable[[pd.DataFrame], pd.DataFrame] = lambda frame: frame
    asked: int = ASKED
    options: Mapping[str, Any] = field(default_factory=dict)
    houses: int = 0


def _walk(volatility: float | Floats, start: float = 0.0) -> Callable[[Random], Floats]:
    def path(random: Random) -> Floats:
        moves = random.normal(0, 1, DAYS) * volatility / np.sqrt(DAYS_A_YEAR)
        return np.asarray(start + random.normal(0, 0.3) + np.cumsum(moves))

    return path


def _jumps(random: Random) -> Floats:
    at = np.sort(random.choice(DAYS, 2, replace=False))
    days = np.arange(DAYS)
    sizes = 0.5 * random.choice([-1, 1], 2)
    return np.asarray(_walk(0.15)(random) + sizes @ (days >= at[:, None]))


def _reverting(random: Random) -> Floats:
    """An Ornstein-Uhlenbeck level: 0.4 around its mean, half forgotten in 125 days."""
    kept = np.exp(-2.0 / DAYS_A_YEAR)
    level, shocks = np.empty(DAYS), random.normal(0, 0.4 * np.sqrt(1 - kept**2), DAYS)
    level[0] = random.normal(0, 0.4)
    for day in range(1, DAYS):
        level[day] = kept * level[day - 1] + shocks[day]
    return level


def _smooth(random: Random) -> Floats:
    slope = random.normal(0, 0.3) + np.cumsum(random.normal(0, np.sqrt(1 / DAYS_A_YEAR), DAYS))
    return np.asarray(random.normal(0, 0.3) + np.cumsum(slope) / DAYS_A_YEAR)


def _herded(frame: pd.DataFrame) -> pd.DataFrame:
    """Half of each printed share is the mean of the three printed before it."""
    shares = frame["share"].tolist()
    for place in range(3, len(shares)):
        shares[place] = 0.5 * shares[place] + 0.5 * float(np.mean(shares[place - 3 : place]))
    return frame.assign(share=np.round(shares, 2))


def _month_dates(frame: pd.DataFrame) -> pd.DataFrame:
    month = frame["start"].dt.to_period("M")
    known = frame.assign(
        start=month.dt.start_time, end=month.dt.end_time.dt.floor("D"), date_precision="month"
    )
    return known.drop_duplicates("start")


TURBULENT = np.where(np.arange(DAYS) < DAYS / 2, 0.1, 0.8)
NO_ERRORS: Callable[[Random, int], Floats] = lambda random, n: np.zeros(n)  # noqa: E731

SCENARIOS = {
    "walk": Scenario(_walk(0.3)),
    "still": Scenario(_walk(0.0)),
    "jumps": Scenario(_jumps),
    "quiet then volatile": Scenario(_walk(TURBULENT)),
    "reverting": Scenario(_reverting),
    "smooth, fitted as level": Scenario(_smooth),
    "smooth": Scenario(_smooth, options={"model": "smooth"}),
    "t2.5 errors": Scenario(_walk(0.3), lambda random, n: 0.1 * random.standard_t(2.5, n)),
    "t2.5 errors, robust": Scenario(
        _walk(0.3), lambda random, n: 0.1 * random.standard_t(2.5, n), options={"robust": True}
    ),
    "errors twice the stated": Scenario(_walk(0.3), asked=ASKED // 4),
    "herding": Scenario(_walk(0.3), NO_ERRORS, _herded),
    "2%": Scenario(_walk(0.3, logit(0.02))),
    "95%": Scenario(_walk(0.3, logit(0.95))),
    "unknown bases": Scenario(_walk(0.3), readings=lambda frame: frame.assign(n=np.nan)),
    "month dates": Scenario(_walk(0.3), readings=_month_dates),
    "opinion, one house": Scenario(_walk(0.3), houses=1),
    "opinion, two houses": Scenario(_walk(0.3), houses=2),
}


def drawn(scenario: Scenario, seed: int) -> tuple[pd.DataFrame, Floats, Integers]:
    """Readings, the logits of the truth on all DAYS days, and the readings' true days."""
    random = np.random.default_rng(seed)
    path = scenario.path(random)
    days = np.sort(random.choice(DAYS, READINGS, replace=False))
    off, house = scenario.errors(random, READINGS), np.zeros(READINGS, dtype=int)
    if scenario.houses:
        house = random.integers(0, scenario.houses, READINGS)
        off = off + random.normal(0, COMMON_ERROR)
        off = off + random.normal(0, HOUSE, scenario.houses)[house]
    heard = expit(path[days] + off)
    dates = FIRST_DAY + pd.to_timedelta(days, unit="D")
    share = np.round(random.binomial(scenario.asked, heard) / scenario.asked, 2)
    rows = pd.DataFrame({"start": dates, "end": dates, "share": share, "n": float(ASKED)})
    plain = {"country": "GB", "question": "q", "answer": "a"}
    rows = rows.assign(pollster=np.array(["A", "B"])[house], **plain)
    readings = conform(rows.assign(precision=0.01, date_precision="day"))
    return conform(scenario.readings(readings)), path, days


def positions(scenario: Scenario, seed: int) -> tuple[Floats, Floats]:
    """The probability of less than the truth, on the readings' days and half way between."""
    readings, path, days = drawn(scenario, seed)
    trend = fit_trend(readings, **scenario.options)
    places = np.unique(np.concatenate([days, (days[1:] + days[:-1]) // 2]))
    found = trend.fitted.levels(places + int(as_days(pd.DatetimeIndex([FIRST_DAY]))[0]))
    apart = path[places] - found.means[:, :, 0]
    shared = trend.shared_error.variance if scenario.houses else 0.0
    deviation = np.sqrt(found.covariances[:, :, 0, 0] + shared)
    below = (found.weights * ndtr(apart / deviation)).sum(axis=0)
    at = np.isin(places, days)
    return below[at], below[~at]


def main(series: int = 60, *, names: tuple[str, ...] = ()) -> int:
    """Print a row a scenario; 1 where a 90% band at readings holds less than `LEAST`."""
    unknown = sorted(set(names) - set(SCENARIOS))
    if unknown:
        print(f"no such scenario: {', '.join(unknown)}; there are {', '.join(SCENARIOS)}")
        return 2
    print(f"{series} series a scenario; shares of truths in bands of {LEVELS}, and the standard "
          "error of the 90% one")  # fmt: skip
    missed = []
    for name in names or SCENARIOS:
        began = time.process_time()
        found = [positions(SCENARIOS[name], seed) for seed in range(series)]
        at, between = ([np.abs(2 * each[side] - 1) for each in found] for side in (0, 1))
        error = float(np.std([(own <= 0.9).mean() for own in at])) / np.sqrt(series)
        print(f"{name:24} at readings {_held(at)} (+-{100 * error:.1f})   between {_held(between)}"
              f"   {time.process_time() - began:.0f} s", flush=True)  # fmt: skip
        below = (np.concatenate(at) <= 0.9).mean() < LEAST - 2 * error
        if below and name not in UNPROMISED:
            missed.append(name)
    if missed:
        print(f"below {LEAST:.0%}: {', '.join(missed)}")
    return int(bool(missed))


def _held(apart: list[Floats]) -> str:
    every = np.concatenate(apart)
    return " ".join(f"{100 * (every <= level).mean():5.1f}" for level in LEVELS)


if __name__ == "__main__":
    numbers = [int(each) for each in sys.argv[1:] if each.isdigit()]
    sys.exit(main(*numbers[:1], names=tuple(each for each in sys.argv[1:] if not each.isdigit())))
