"""Run all benchmarks, or those named: `python -m benchmarks [name ...]`.

A benchmark is a module of this package with a function `run() -> Iterable[Measured]`, and a
name in `MODULES`. The exit code is 1 where a promise is not kept.
"""

from __future__ import annotations

import sys
from importlib import import_module

from benchmarks.measure import Measured

MODULES = ("tracker", "loading")


def main(names: list[str]) -> int:
    """Run benchmarks by name and print what they measured; 1 where a promise is broken."""
    unknown = sorted(set(names) - set(MODULES))
    if unknown:
        print(f"no such benchmark: {', '.join(unknown)}; there are {', '.join(MODULES)}")
        return 2
    kept = True
    for name in names or MODULES:
        print(f"\n{name}")
        for measured in import_module(f"benchmarks.{name}").run():
            kept &= print_measured(measured)
    return 0 if kept else 1


def print_measured(measured: Measured) -> bool:
    """Print one measurement, and return whether its promise is kept."""
    verdict = "" if measured.promise is None else ("  kept" if measured.kept else "  BROKEN")
    promise = "" if measured.promise is None else f"  (promised: {measured.promise})"
    print(f"  {measured.what:<60} {measured.value:>10.3g} {measured.unit}{promise}{verdict}")
    return measured.kept


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
