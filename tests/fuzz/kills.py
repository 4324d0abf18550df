"""What is written while it is killed at any time: `python -m tests.fuzz.kills N SEED`.

Files of readings are written over and over, folders put in place and reports built over and
over, by a process that is killed. Each time the last good one must be whole, old or new; and
after the next run nothing else may be left beside it.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import random
import sys
import tempfile
import time
import warnings
from multiprocessing.connection import Connection
from pathlib import Path

import polls
from analysis.report.build import build
from analysis.report.cache import Cache
from analysis.report.target import MANIFEST
from polls.files.targets import put_in_place, scratch_beside
from polls.ingest import examine
from tests.writers.plan_writer import write_plan

KINDS = ("csv", "parquet", "xlsx", "folder", "report")
LONGEST = {"report": 3.0}
USUAL_LONGEST = 0.4
"""Seconds after its first output that a writer lives at most."""
PLAN = """[report]
title = "Build {number}"
date = 2025-11-24

[[section]]
kind = "sources"
title = "Where the numbers are from"
"""


PROCESSES = multiprocessing.get_context("fork")


def main(number: str = "200", seed: str = "1") -> None:
    """Kill writers so many times; end with an error where any harm was done."""
    chance, harmed = random.Random(seed), 0
    with tempfile.TemporaryDirectory() as folder:
        for at in range(int(number)):
            kind = KINDS[at % len(KINDS)]
            place = Path(folder) / kind
            place.mkdir(exist_ok=True)
            killed(place, kind, chance.random() * LONGEST.get(kind, USUAL_LONGEST))
            if wrong := fault(place, kind):
                harmed += 1
                print(f"{seed}.{at} {kind}: {wrong}", flush=True)
    print(f"{int(number):,} kills, {harmed} with harm")
    if harmed:
        sys.exit(1)


def killed(place: Path, kind: str, seconds: float) -> None:
    """Start a writer, and kill it so long after it has written a good one."""
    heard, told = PROCESSES.Pipe(duplex=False)
    writer = PROCESSES.Process(target=write, args=(place, kind, told), daemon=True)
    writer.start()
    heard.recv()
    time.sleep(seconds)
    writer.kill()
    writer.join()


def write(place: Path, kind: str, told: Connection) -> None:
    """Write until killed; tell when there is a good one."""
    warnings.simplefilter("ignore")
    number = 0
    if target_of(place, kind).exists():
        told.send(number)
    while True:
        number += 1
        once(place, kind, number)
        if number == 1:
            told.send(number)


def target_of(place: Path, kind: str) -> Path:
    """What is written."""
    return place / ("out" if kind in ("folder", "report") else f"out.{kind}")


def once(place: Path, kind: str, number: int) -> None:
    """Write one file of readings, one folder of files with their sums, or one report."""
    if kind == "report":
        plan = write_plan(place, PLAN.format(number=number))
        build(plan, target_of(place, kind), cache=Cache(place / "cache"))
        return
    if kind != "folder":
        rows = rows_of(kind)
        row = {"country": "GB", "question": "q", "answer": "yes", "share": 0.4, "n": 900.0 + number}
        frame = polls.conform([row]).loc[[0] * rows].reset_index(drop=True)
        polls.write(frame, target_of(place, kind), overwrite=True)
        return
    out = target_of(place, kind)
    with scratch_beside(out) as scratch:
        fresh = scratch / "fresh"
        fresh.mkdir()
        for name in map(str, range(200)):
            (fresh / name).write_bytes(f"{number} {name}".encode() * 50)
        sums = "".join(map(digest, sorted(fresh.iterdir())))
        (fresh / MANIFEST).write_text(sums)
        put_in_place(fresh, out, scratch)


def rows_of(kind: str) -> int:
    """Rows of a file: workbooks take longer to write."""
    return 300 if kind == "xlsx" else 3_000


def digest(path: Path) -> str:
    """The sum of a file and its name, as a line."""
    return f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"


def fault(place: Path, kind: str) -> str:
    """What is wrong after a kill, and after the next run; "" where nothing is."""
    target = target_of(place, kind)
    if kind in ("folder", "report"):
        with scratch_beside(target):
            pass
        if not whole(target):
            return "the folder is not whole"
    elif not target.exists() or len(examine(target).readings) != rows_of(kind):
        return "the file is not whole"
    # In a process of its own, as libraries with threads of their own are not to be forked.
    next_run = PROCESSES.Process(target=once, args=(place, kind, 0))
    next_run.start()
    next_run.join()
    if next_run.exitcode or not target.exists():
        return "the next run fails"
    left = [str(path.relative_to(place)) for path in place.rglob(".*")]
    return f"left behind: {left}" if left else ""


def whole(folder: Path) -> bool:
    """Whether a folder has all files of its manifest, each with its sum, and no other."""
    if not (folder / MANIFEST).exists():
        return False
    lines = (folder / MANIFEST).read_text(encoding="utf-8").splitlines(keepends=True)
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST]
    return bool(files) and sorted(lines) == sorted(map(digest, files))


if __name__ == "__main__":
    main(*sys.argv[1:])
