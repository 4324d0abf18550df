"""Many wrong files, each read or refused: `python -m tests.fuzz N SEED`.

A worker process reads them one after the other and says what came of each; where it ends, that
is a death, and another goes on with the next. What is no plain reading or refusal is kept in
`build/fuzz/`, with its number, from which the same file is made again. Ends with an error where
there is anything of the kind.
"""

from __future__ import annotations

import collections
import json
import resource
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path

import polls
from polls.errors import ProblemsError
from polls.files import apart
from tests.fuzz.mutators import mutated
from tests.fuzz.seeds import HINTS, write_seeds

MOST_SECONDS, MOST_BYTES = 10.0, 1 << 30
OURS = ("mistake-in-polltide", "out-of-memory")
KEPT = Path("build/fuzz")


def main(number: str = "20000", seed: str = "1") -> None:
    """Read so many wrong files and print what came of them, by kind."""
    outcomes: collections.Counter[str] = collections.Counter()
    with tempfile.TemporaryDirectory() as folder:
        write_seeds(Path(folder))
        first = 0
        while first < int(number):
            command = [
                sys.executable,
                "-m",
                "tests.fuzz",
                "--worker",
                folder,
                seed,
                str(first),
                number,
            ]
            done = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
            assert done.stdout is not None
            for line in done.stdout:
                first += 1
                said = json.loads(line)
                outcomes[said["outcome"]] += 1
                if said["outcome"] not in ("read", "refused"):
                    print(line, end="", flush=True)
            if done.wait():
                print(json.dumps({"file": f"{seed}.{first}", "outcome": "death"}), flush=True)
                outcomes["death"] += 1
                first += 1
    print(", ".join(f"{kind} {count:,}" for kind, count in sorted(outcomes.items())))
    if set(outcomes) - {"read", "refused"}:
        sys.exit(f"what is kept in {KEPT} shows each")


def work(folder: str, seed: str, first: str, until: str) -> None:
    """Read the wrong files of some numbers, and print a line of JSON for each."""
    resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
    warnings.simplefilter("ignore")
    seeds = sorted(Path(folder).glob("[!.]*.*"))
    for at in range(int(first), int(until)):
        sound = seeds[at % len(seeds)]
        data = mutated(sound.read_bytes(), sound.suffix, f"{seed}.{at}")
        with tempfile.TemporaryDirectory() as scratch:
            path = Path(scratch) / sound.name
            path.write_bytes(data)
            outcome, got = judged(path)
        if outcome not in ("read", "refused"):
            KEPT.mkdir(parents=True, exist_ok=True)
            (KEPT / f"{seed}.{at}.{sound.name}").write_bytes(data)
        said = {"file": f"{seed}.{at}.{sound.name}", "outcome": outcome, "got": got}
        print(json.dumps(said), flush=True)


def judged(path: Path) -> tuple[str, str]:
    """What came of a file: read, refused, or a fault, with words about it."""
    started = time.process_time() + worker_seconds()
    try:
        polls.read(path, **HINTS.get(path.name, {}))
        outcome, got = "read", ""
    except ProblemsError as error:
        first = error.problems[0] if error.problems else None
        outcome, got = "refused", first.code if first else "no problem"
        if first is None or first.code in OURS:
            outcome, got = "uncaught", str(first)[:400]
    except BaseException as error:
        outcome, got = "uncaught", f"{type(error).__name__}: {error}"[:400]
    seconds = time.process_time() + worker_seconds() - started
    if seconds > MOST_SECONDS:
        return "slow", f"{seconds:.1f} s; {outcome} {got}"
    if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 > MOST_BYTES:
        return "large", got
    return outcome, got


def worker_seconds() -> float:
    """Processor time of the process that opens files; 0 where a new one has begun."""
    try:
        stat = (
            Path(f"/proc/{apart._idle[0].process.pid}/stat").read_text().rpartition(")")[2].split()
        )
        return (int(stat[11]) + int(stat[12])) / 100
    except (IndexError, OSError):
        return 0.0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        work(*sys.argv[2:])
    else:
        main(*sys.argv[1:])
