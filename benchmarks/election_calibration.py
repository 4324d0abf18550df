"""Bands held against elections: how often opinion as counted lies in the band of opinion.

python -m benchmarks.election_calibration [one American race of so many; default: each]

Each race's polls, those of its last hundred days (United States) or year (Germany), are fitted as
any readings are; the trend on election day is held against the result. The error common to all
pollsters is estimated through the very formula of the band (`analysis.trends.shared_error`), by
maximum likelihood over all races; its standard error and the coverage come from leaving out one
election at a time, since the races of one day err together.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from scipy import special
from scipy.optimize import minimize_scalar

from analysis.model.measurements import Floats
from analysis.trends.shared_error import COMMON_ERROR
from analysis.trends.trend import fit_trend

__all__ = ["Race", "estimate", "forecast", "main", "races"]

DATA = Path(__file__).parent / "data"
DRAWS = 1000
LEVELS = (0.5, 0.8, 0.9, 0.95)
KEPT = (0.80, 0.97)
"""Between these the share of results in the 90% band must lie, in each country."""


@dataclass(frozen=True)
class Race:
    """One result, and what the polls before it say on its day.

    `level` (DRAWS,) draws of the polls' level, in logits; `houses` the variance of the houses'
    average about the truth; `z` the logit of the result.
    """

    country: str
    election: str
    houses: int
    result: float
    level: Floats
    variance: float

    @property
    def z(self) -> float:
        """The logit of the result."""
        return float(special.logit(self.result))

    def log_density(self, common: float) -> float:
        """Of the result, on the logit scale, under a common error."""
        variance = self.variance + common**2
        square = (self.z - self.level) ** 2 / variance
        return float(
            special.logsumexp(-0.5 * square)
            - np.log(len(self.level))
            - 0.5 * np.log(2 * np.pi * variance)
        )

    def position(self, common: float | None) -> float:
        """The probability of less than the result; None: in the band of the polls alone."""
        if common is None:
            return float((self.level < self.z).mean() + (self.level == self.z).mean() / 2)
        spread = np.sqrt(self.variance + common**2)
        return float(special.ndtr((self.z - self.level) / spread).mean())


def races() -> list[tuple[pd.Series, pd.DataFrame]]:
    """Each result with the polls before it, as a readings frame."""
    polls = pd.read_parquet(DATA / "election_polls.parquet")
    results = pd.read_csv(DATA / "election_results.csv")
    groups = dict(list(polls.groupby("race")))
    return [
        (row, groups[row["race"]].drop(columns="race").assign(
            country=row["country"], question="vote", answer=row["race"], base=row["base"]
        ))
        for _, row in results.iterrows()
    ]  # fmt: skip


def forecast(row: pd.Series, readings: pd.DataFrame) -> Race:
    """What the polls say on the day of the election."""
    trend = fit_trend(readings)
    draws = trend.draws(DRAWS, 0, [row["election"]]).to_numpy()[:, 0]
    return Race(
        country=row["country"],
        election=f"{row['country']} {row['election'][:4]}",
        houses=readings["pollster"].nunique(),
        result=float(row["result"]),
        level=np.asarray(special.logit(draws)),
        variance=trend.shared_error.houses,
    )


def estimate(found: Sequence[Race]) -> float:
    """The common error under which the results are likeliest, in logits."""

    def loss(common: float) -> float:
        return -sum(race.log_density(common) for race in found)

    return float(minimize_scalar(loss, bounds=(1e-3, 1.0), method="bounded").x)


def main(every: int = 1, n_jobs: int = 1) -> int:
    """Print estimate, coverage and log scores; 1 where a country's coverage is out of bounds.

    Args:
        every: of the American races one of so many is taken, of the German ones each.
        n_jobs: processes.
    """
    american = [race for race in races() if race[0]["country"] == "US"]
    chosen = american[::every] + [race for race in races() if race[0]["country"] == "DE"]
    found: list[Race] = Parallel(n_jobs=n_jobs)(delayed(forecast)(*race) for race in chosen)
    elections = sorted({race.election for race in found})
    without = {
        each: estimate([race for race in found if race.election != each]) for each in elections
    }
    spread = np.array(list(without.values()))
    error = np.sqrt((len(spread) - 1) * np.mean((spread - spread.mean()) ** 2))
    print(
        f"common error {estimate(found):.3f} logits, standard error {error:.3f} (one election left "
        f"out at a time: {spread.min():.3f} to {spread.max():.3f}); {COMMON_ERROR} is shipped"
    )
    for country in ("US", "DE"):
        own = estimate([race for race in found if race.country == country])
        print(f"  {country} alone {own:.3f}")
    table = pd.DataFrame(_rows(found, without))
    print(table.round(3).to_string(index=False))
    shipped = table[(table["band"] == "opinion") & table["races of"].isin(["US", "DE"])]
    return int(not shipped["90%"].between(*KEPT).all())


def _rows(found: Sequence[Race], without: dict[str, float]) -> list[dict[str, object]]:
    parts = {
        "US": [r for r in found if r.country == "US"],
        "DE": [r for r in found if r.country == "DE"],
        "2 or 3 houses": [r for r in found if r.houses <= 3],
        "4 to 9 houses": [r for r in found if 4 <= r.houses <= 9],
        "10 houses or more": [r for r in found if r.houses >= 10],
        "under 10%": [r for r in found if r.result < 0.1],
        "10% to 35%": [r for r in found if 0.1 <= r.result < 0.35],
        "35% or more": [r for r in found if r.result >= 0.35],
    }
    rows: list[dict[str, object]] = []
    for name, own in parts.items():
        bands: dict[str, list[float | None]] = {
            "polls": [None] * len(own),
            "opinion": [COMMON_ERROR] * len(own),
            "opinion, left out": [without[race.election] for race in own],
        }
        for band, common in bands.items():
            at = np.array([r.position(c) for r, c in zip(own, common, strict=True)])
            row: dict[str, object] = {"races of": name, "band": band, "races": len(own)}
            row |= {f"{at_:.0%}": float((abs(2 * at - 1) <= at_).mean()) for at_ in LEVELS}
            row["log score"] = (
                np.nan
                if band == "polls"
                else np.mean([r.log_density(c or 0.0) for r, c in zip(own, common, strict=True)])
            )
            rows.append(row)
    return rows


if __name__ == "__main__":
    sys.exit(main(*(int(argument) for argument in sys.argv[1:])))
