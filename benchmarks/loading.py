"""Loading the shipped readings, checked against every rule, in a fresh interpreter."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

from benchmarks.measure import Measured

SECONDS = 0.2
PROGRAM = """
import time, polls
start = time.process_time()
polls.load({arguments})
print(time.process_time() - start)
"""


def run() -> Iterator[Measured]:
    """Processor seconds of a session's first `polls.load()`, without and with the groups."""
    whole = first_load("")
    yield Measured("polls.load()", whole, "s", f"under {SECONDS:g}", whole < SECONDS)
    yield Measured("polls.load(groups=True)", first_load("groups=True"), "s")


def first_load(arguments: str, times: int = 5) -> float:
    """The shortest first load of several interpreters, the import of `polls` aside."""
    command = [sys.executable, "-c", PROGRAM.format(arguments=arguments)]
    runs = (subprocess.run(command, capture_output=True, check=True) for _ in range(times))
    return min(float(done.stdout) for done in runs)
