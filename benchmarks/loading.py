"""The first `polls.load()` of a session: every shipped reading, checked against every rule.

python -m benchmarks.loading
"""

from __future__ import annotations

import subprocess
import sys

SECONDS = 0.2
TIMES = 5
PROGRAM = """
import time, polls
load = polls.load  # what it needs is imported when it is first asked for
start = time.process_time()
load({arguments})
print(time.process_time() - start)
"""


def main() -> None:
    """Print processor seconds, the import aside; end with an error above the promise."""
    whole = first_load("")
    print(f"polls.load()             {whole:.3f} s (promised: under {SECONDS:g})")
    print(f"polls.load(groups=True)  {first_load('groups=True'):.3f} s")
    if whole >= SECONDS:
        sys.exit("slower than promised")


def first_load(arguments: str) -> float:
    """The shortest first load of several interpreters."""
    command = [sys.executable, "-c", PROGRAM.format(arguments=arguments)]
    runs = (subprocess.run(command, capture_output=True, check=True) for _ in range(TIMES))
    return min(float(done.stdout) for done in runs)


if __name__ == "__main__":
    main()
