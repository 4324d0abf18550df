"""How often do intervals of a share cover the truth, at 1, 5 and 50%, under clustered designs?

Samples are drawn again and again from a population whose sampling units differ, in strata, with
unequal weights; each gives a share with its linearised error, and each method its interval.

    python -m benchmarks.interval_coverage [samples]
"""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd

import polls
from polls.microdata.estimates import Drawn, Estimates, Wish
from polls.microdata.intervals import Method
from polls.microdata.variance import Strata, degrees_of_freedom, merged

__all__ = ["DESIGNS", "METHODS", "SHARES", "coverage", "main", "samples"]

SHARES = (0.01, 0.05, 0.5)
METHODS: tuple[Method, ...] = ("logit", "beta", "wilson", "mean", "asin")
DESIGNS: dict[str, tuple[int, int, int, float]] = {
    "simple, 1,000 people": (1, 1000, 1, 0.0),
    "40 units of 25 in 4 strata": (4, 10, 25, 0.05),
    "12 units of 50 in 2 strata": (2, 6, 50, 0.05),
}
"""Strata, units in each, people in each, and how alike the people of a unit are."""


def samples(design: str, share: float, number: int, seed: int = 1) -> pd.DataFrame:
    """Readings of as many samples, each with its n, design effect and degrees of freedom."""
    random = np.random.default_rng(seed)
    strata, units, people, alike = DESIGNS[design]
    stratum = np.repeat(np.arange(strata), units * people)
    unit = np.repeat(np.arange(strata * units), people)
    wish = Wish(None, {1: 1.0}, frozenset({0, 1}))
    rows = []
    for _ in range(number):
        rate = np.full(strata * units, share)
        if alike:
            spread = 1 / alike - 1
            rate = random.beta(share * spread, (1 - share) * spread, strata * units)
        weight = random.lognormal(0, 0.4, len(unit)) if alike else np.ones(len(unit))
        answer = (random.random(len(unit)) < rate[unit]).astype(int)
        people_of = {"stratum": stratum, "unit": unit, "group": 0, "answer": answer}
        cells = merged(pd.DataFrame({**people_of, "n": 1, "weight": weight}))
        found = Estimates.of(cells, [wish], Drawn(Strata.of(cells)))
        freedom = degrees_of_freedom(cells)
        rows.append([found.value[0], found.n[0], found.deff[0], freedom])
    readings = pd.DataFrame(rows, columns=["share", "n", "deff", "freedom"])
    return readings.assign(note="degrees of freedom " + readings["freedom"].astype(str))


def coverage(design: str, share: float, number: int) -> dict[str, float]:
    """The fraction of samples whose interval holds the share, by method."""
    readings = samples(design, share, number)
    found: dict[str, float] = {}
    for method in METHODS:
        limits = polls.intervals(readings, method)
        found[method] = float(limits["low"].le(share).mul(limits["high"].ge(share)).mean())
    return found


def main(number: int = 1000) -> None:
    """Print a line for each design and share."""
    print(f"coverage of 95% intervals, {number:,} samples each")
    for design in DESIGNS:
        for share in SHARES:
            found = coverage(design, share, number)
            shown = "  ".join(f"{method} {held:.3f}" for method, held in found.items())
            print(f"{design:28} {share:4.0%}  {shown}", flush=True)


if __name__ == "__main__":
    main(*(int(argument) for argument in sys.argv[1:]))
