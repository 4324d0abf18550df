"""Many wrong files, each read or refused: `python -m tests.fuzz N SEED`.

A worker process reads them one after the other and says what came of each (`judging`); where it
ends, that is a death, and another goes on with the next. What shows a fault is kept in
`build/fuzz/`, with its seed and number, from which the same file is made again. Ends with an
error where there is anything of the kind.
"""

from __future__ import annotations

import collections
import json
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import warnings
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.fuzz.judging import SOUND, judged, wrong_file
from tests.fuzz.seeds import write_seeds

KEPT = Path("build/fuzz")
SECONDS_ALIVE = 120
"""By the clock, after which a worker that says nothing of a file is ended: a death."""


def main(number: str = "20000", seed: str = "1") -> None:
    """Read so many wrong files, or until interrupted, and print what came of them, by kind."""
    outcomes: collections.Counter[str] = collections.Counter()
    most = {"seconds": 0.0, "megabytes": 0.0}
    with tempfile.TemporaryDirectory() as folder, suppress(KeyboardInterrupt):
        write_seeds(Path(folder))
        first = 0
        while first < int(number):
            for said in said_by_worker(folder, seed, first, number):
                first += 1
                outcomes[said["outcome"]] += 1
                most = {name: max(value, said[name]) for name, value in most.items()}
                if said["outcome"] not in SOUND:
                    print(json.dumps(said), flush=True)
            if first < int(number):
                print(json.dumps({"file": f"{seed}.{first}", "outcome": "death"}), flush=True)
                outcomes["death"] += 1
                first += 1
    kinds = ", ".join(f"{kind} {count:,}" for kind, count in sorted(outcomes.items()))
    most_taken = f"at most {most['seconds']:.1f} s and {most['megabytes']:,.0f} MB a file"
    print(f"{outcomes.total():,} files: {kinds}; {most_taken}")
    if set(outcomes) - set(SOUND):
        sys.exit(f"what is kept in {KEPT} shows each")


def said_by_worker(folder: str, seed: str, first: int, until: str) -> Any:
    """What a worker says of each file, until it ends."""
    command = [sys.executable, "-m", "tests.fuzz", "--worker", folder, seed, str(first), until]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as worker:
        assert worker.stdout is not None
        for line in worker.stdout:
            yield json.loads(line)


def work(folder: str, seed: str, first: str, until: str) -> None:
    """Read the wrong files of some numbers, and print a line of JSON for each."""
    resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
    warnings.simplefilter("ignore")
    sounds = sorted(Path(folder).iterdir())
    for at in range(int(first), int(until)):
        signal.alarm(SECONDS_ALIVE)
        with tempfile.TemporaryDirectory() as scratch:
            wrong = wrong_file(sounds, Path(scratch), f"{seed}.{at}")
            found = judged(wrong)
            name = f"{seed}.{at}.{wrong.path.name}"
            if found.outcome not in SOUND:
                KEPT.mkdir(parents=True, exist_ok=True)
                shutil.copy(wrong.path, KEPT / name)
        said = {
            "file": name,
            "outcome": found.outcome,
            "got": found.got,
            "seconds": round(found.seconds, 2),
            "megabytes": found.size >> 20,
        }
        print(json.dumps(said), flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        work(*sys.argv[2:])
    else:
        main(*sys.argv[1:])
