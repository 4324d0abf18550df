"""How much memory, and how long, does it take to tabulate a CSV of two million respondents?

Each design runs in a process of its own, so that its peak memory is its own:

    python -m benchmarks.microdata_memory [rows]
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

import polls

__all__ = ["DESIGNS", "main", "measure", "write_respondents"]

LIMIT_MB = 600
REPLICATES = 80
DESIGNS = {
    "weights only": ("", "", ""),
    "50 strata, 5,000 units": ("stratum", "unit", ""),
    "50 strata, every respondent a unit": ("stratum", "respondent", ""),
    f"{REPLICATES} replicates": ("", "", f"rep1-rep{REPLICATES}"),
}
LABELS = [(1, "Too high"), (2, "About right"), (3, "Too low"), (98, "Don't know"), (99, "Refused")]


def write_respondents(path: Path, rows: int) -> None:
    """A CSV: identifiers, a question, three groups, weights, replicates, and unused columns."""
    random = np.random.default_rng(1)
    for first in range(0, rows, 200_000):
        n = min(200_000, rows - first)
        unit = random.integers(0, 5_000, n)
        frame = pd.DataFrame(
            {
                "respondent": np.arange(first, first + n),
                "q": random.choice([1, 2, 3, 98, 99], n, p=[0.5, 0.2, 0.15, 0.1, 0.05]),
                "age": random.integers(1, 7, n),
                "region": random.integers(1, 13, n),
                "sex": random.integers(1, 3, n),
                "w": random.lognormal(0, 0.5, n).round(6),
                "stratum": unit % 50,
                "unit": unit,
                **{f"other{number}": random.normal(size=n).round(4) for number in range(7)},
            }
        )
        repeated = random.integers(0, 3, (n, REPLICATES))
        names = [f"rep{number}" for number in range(1, REPLICATES + 1)]
        frame = pd.concat([frame, pd.DataFrame(repeated, columns=names)], axis=1)
        frame.to_csv(path, index=False, mode="a", header=first == 0)


def measure(path: Path, strata: str, psu: str, replicates: str) -> None:
    """Tabulate the file in this process and print seconds, peak memory (MB) and readings."""
    repeated = polls.Replicates(replicates, kind="bootstrap") if replicates else None
    design = polls.Design(weight="w", strata=strata, psu=psu, replicates=repeated)
    began = time.perf_counter()
    readings = polls.tabulate(
        path,
        "q",
        by=["age", "region", "sex"],
        design=design,
        labels={"q": LABELS},
    )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(time.perf_counter() - began, peak, len(readings))


def main(rows: int = 2_000_000) -> None:
    """Print a line for each design; end with an error where one needs more than the limit."""
    over = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "respondents.csv"
        write_respondents(path, rows)
        print(f"{rows:,} respondents, {path.stat().st_size / 1e6:,.0f} MB")
        for name, design in DESIGNS.items():
            call = [sys.executable, "-m", __spec__.name, "measure", str(path), *design]
            done = subprocess.run(call, capture_output=True, text=True, check=True)
            seconds, peak, readings = map(float, done.stdout.split())
            print(f"{name}: {readings:.0f} readings, {seconds:.1f} s, peak {peak:,.0f} MB")
            over += [name] if peak > LIMIT_MB else []
    if over:
        sys.exit(f"more than {LIMIT_MB} MB: {', '.join(over)}")


if __name__ == "__main__":
    if sys.argv[1:2] == ["measure"]:
        measure(Path(sys.argv[2]), *sys.argv[3:])
    else:
        main(*(int(argument) for argument in sys.argv[1:]))
