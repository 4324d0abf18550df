"""Run all benchmarks, or those named: `python -m benchmarks [name ...]`.

A benchmark is a module of this package that runs by itself (`python -m benchmarks.tracker`)
and ends with an error where it misses what is promised; each runs in an interpreter of its
own, so that none pays for another's memory.
"""

from __future__ import annotations

import subprocess
import sys

MODULES = (
    "tracker",
    "loading",
    "pdf_tables",
    "microdata",
    "printed_figures",
    "interval_coverage",
    "trend_calibration",
    "trend_scaling",
    "trend_simulation",
    "trend_mcmc",
    "mood_mcmc",
    "mood_simulation",
    "turning_points",
    "verdict_calibration",
    "election_calibration",
    "scenarios",
    "backtests",
    "reverting",
    "vote_intention",
)


def main(names: list[str]) -> int:
    """Run benchmarks by name; 1 where one misses its promise, 2 where one is not known."""
    unknown = sorted(set(names) - set(MODULES))
    if unknown:
        print(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(MODULES)}")
        return 2
    missed = []
    for name in names or MODULES:
        print(f"\n{name}", flush=True)
        if subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode:
            missed.append(name)
    print(f"\nmissed what is promised: {', '.join(missed)}" if missed else "\nall kept")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
