"""Time against numbers of readings, and of series on two workers."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from joblib import Parallel, delayed
from scipy.special import expit

from analysis.trends.many import fit_trends
from analysis.trends.trend import fit_trend
from polls.schema import conform
from tests.writers.trend_series import simulate

__all__ = ["main"]

COUNTS = (1_000, 3_000, 10_000, 30_000, 100_000)
SERIES, RUNS = 500, 5
GAIN = 1.6
"""So many times faster must two workers be, in the median of `RUNS`."""


def main() -> int:
    """Print the slope of log time on log readings, and the gain of a second worker.

    Times of the growing series are the processor's; the gain of two workers is the clock's and
    means something on an idle machine only: other work takes from two workers twice what it takes
    from one. The load beside each run says how idle it was.
    """
    seconds = [_fit_seconds(count) for count in COUNTS]
    for count, took in zip(COUNTS, seconds, strict=True):
        print(f"{count:>7,} readings: {took:.2f} s", flush=True)
    slope = np.polyfit(np.log(COUNTS), np.log(seconds), 1)[0]
    print(f"slope of log time on log readings {slope:.2f}")
    gain = float(np.median(_gains()))
    print(f"two workers: median gain {gain:.2f}")
    return int(slope > 1.1 or gain < GAIN)


def _gains() -> list[float]:
    """How many times faster two workers are, in each of `RUNS`, serial and parallel in turn."""
    readings = pd.concat(
        [simulate(s, count=40).readings.assign(answer=f"a{s:03d}") for s in range(SERIES)],
        ignore_index=True,
    )
    Parallel(n_jobs=2)(delayed(fit_trend)(simulate(s, count=40).readings) for s in range(4))
    gains = []
    for _ in range(RUNS):
        load = os.getloadavg()[0]
        serial = _seconds(lambda: fit_trends(readings, by=["answer"]))
        parallel = _seconds(lambda: fit_trends(readings, by=["answer"], n_jobs=2))
        gains.append(serial / parallel)
        print(f"{SERIES} series: serial {serial:.1f} s, two workers {parallel:.1f} s, "
              f"gain {gains[-1]:.2f} (load before {load:.1f})", flush=True)  # fmt: skip
    return gains


def _fit_seconds(count: int) -> float:
    readings = _daily(count)
    start = time.process_time()
    fit_trend(readings)
    return time.process_time() - start


def _daily(count: int) -> pd.DataFrame:
    """Four houses, each with a reading a day, from 1950 on."""
    random = np.random.default_rng(count)
    days = np.arange(count) // 4
    walk = np.cumsum(random.normal(0, 0.02, days[-1] + 1))
    share = expit(0.2 * np.sin(walk)[days] + random.normal(0, 0.07, count)).round(2)
    dates = np.datetime64("1950-01-01", "s") + days * np.timedelta64(86400, "s")
    plain: dict[str, Any] = {"country": "GB", "question": "q", "answer": "yes", "n": 1000.0}
    houses = np.array(list("ABCD"))[np.arange(count) % 4]
    return conform(
        pd.DataFrame({"pollster": houses, "start": dates, "end": dates, "share": share}).assign(
            **plain
        )
    )


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    sys.exit(main())
