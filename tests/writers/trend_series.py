"""Simulated readings whose truth is known, and small series typed by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import expit

from polls.schema import conform


@dataclass(frozen=True)
class Truth:
    """A simulated history: the readings, the true share at each, the true house effects."""

    readings: pd.DataFrame
    share: np.ndarray
    houses: dict[str, float]


def simulate(
    seed: int,
    *,
    count: int = 100,
    years: float = 5.0,
    volatility: float = 0.4,
    extra: float = 0.06,
    house: float = 0.12,
    houses: Sequence[str] = ("A", "B", "C", "D"),
    start: float = 0.0,
    n: int = 1000,
) -> Truth:
    """Readings of a random walk on the logit scale, binomially sampled and rounded to percents."""
    random = np.random.default_rng(seed)
    days = np.sort(random.integers(0, round(365.25 * years), count))
    steps = random.normal(0, volatility * np.sqrt(np.diff(days) / 365.25))
    level = start + np.concatenate([[0.0], np.cumsum(steps)])
    effects = dict(zip(houses, random.normal(0, house, len(houses)), strict=True))
    who = random.choice(list(houses), count)
    heard = expit(level + np.array([effects[w] for w in who]) + random.normal(0, extra, count))
    share = np.round(random.binomial(n, heard) / n, 2)
    dates = pd.Timestamp("2019-01-01") + pd.to_timedelta(days, unit="D")
    readings = conform(
        pd.DataFrame(
            {
                "country": "GB",
                "pollster": who,
                "question": "q",
                "answer": "yes",
                "start": dates,
                "end": dates,
                "share": share,
                "n": float(n),
                "locator": [f"row {i}" for i in range(count)],
            }
        )
    ).drop_duplicates(["pollster", "start"])
    return Truth(readings.reset_index(drop=True), expit(level[readings.index]), effects)


def typed(shares: Sequence[float], dates: Sequence[str], **columns: Any) -> pd.DataFrame:
    """A series typed by hand: one reading a date, 1,000 asked by house A unless said otherwise."""
    plain: dict[str, Any] = {
        "country": "GB", "pollster": "A", "question": "q", "answer": "yes", "n": 1000.0
    }  # fmt: skip
    return conform(
        pd.DataFrame({"start": dates, "end": dates, "share": shares}).assign(**(plain | columns))
    )


def simulate_answers(
    seed: int,
    *,
    waves: int = 60,
    years: float = 5.0,
    volatility: float = 0.3,
    n: int = 1000,
    start: Sequence[float] = (0.5, 0.3, 0.15, 0.05),
) -> tuple[pd.DataFrame, np.ndarray]:
    """Readings of answers a, b, c, d, and the true shares (waves, 4), multinomially sampled."""
    random = np.random.default_rng(seed)
    days = np.sort(random.choice(round(365.25 * years), waves, replace=False))
    years_between = np.diff(days, prepend=days[0]) / 365.25
    moves = random.normal(size=(waves, len(start))) * volatility * np.sqrt(years_between)[:, None]
    logs = np.log(start) + np.cumsum(moves, axis=0)
    share = np.exp(logs) / np.exp(logs).sum(axis=1, keepdims=True)
    printed = np.round([random.multinomial(n, row / row.sum()) / n for row in share], 2)
    dates = pd.Timestamp("2019-01-01") + pd.to_timedelta(days, unit="D")
    tall = pd.DataFrame(printed, columns=list("abcdefgh")[: len(start)], index=dates)
    rows = (
        tall.rename_axis("start").reset_index().melt("start", var_name="answer", value_name="share")
    )
    plain: dict[str, Any] = {
        "country": "GB", "pollster": "A", "question": "q", "n": float(n)
    }  # fmt: skip
    return conform(rows.assign(end=rows["start"], **plain)), share
