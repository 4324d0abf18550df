"""What is written while it is killed at any time: `python -m tests.fuzz.kills N SEED`.

Files of readings are written over and over, and folders put in place over and over, by a
process that is killed. Each time the last good one must be whole, old or new; and after the
next run nothing else may be left beside it.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import random
import sys
import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path

import polls
from polls.files.targets import put_in_place, scratch_beside
from polls.ingest import examine

LONGEST = 0.4
"""Seconds after its first output that a writer lives at most."""


def main(number: str = "200", seed: str = "1") -> None:
    """Kill writers so many times; end with an error where any harm was done."""
    chance, harmed = random.Random(seed), 0
    processes = multiprocessing.get_context("fork")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        for at in range(int(number)):
            kind = ("csv", "parquet", "xlsx", "folder")[at % 4]
            heard, told = processes.Pipe(duplex=False)
            writer = processes.Process(target=write, args=(kind, folder, told), daemon=True)
            writer.start()
            heard.recv()
            time.sleep(chance.random() * LONGEST)
            writer.kill()
            writer.join()
            wrong = fault(place, kind)
            if wrong:
                harmed += 1
                print(f"{seed}.{at} {kind}: {wrong}", flush=True)
    print(f"{int(number):,} kills, {harmed} with harm")
    if harmed:
        sys.exit(1)


def write(kind: str, folder: str, told: Connection) -> None:
    """Write until killed; tell when there is a good one."""
    place, number = Path(folder), 0
    while True:
        number += 1
        once(place, kind, number)
        if number == 1:
            told.send(number)


def once(place: Path, kind: str, number: int) -> None:
    """Write one file of readings, or one folder of files with their sums."""
    if kind != "folder":
        rows = rows_of(kind)
        row = {"country": "GB", "question": "q", "answer": "yes", "share": 0.4, "n": 900.0 + number}
        frame = polls.conform([row]).loc[[0] * rows].reset_index(drop=True)
        polls.write(frame, place / f"out.{kind}", overwrite=True)
        return
    out = place / "out"
    with scratch_beside(out) as scratch:
        fresh = scratch / "fresh"
        fresh.mkdir()
        for name in map(str, range(200)):
            (fresh / name).write_bytes(f"{number} {name}".encode() * 50)
        sums = "".join(map(digest, sorted(fresh.iterdir())))
        (fresh / "MANIFEST").write_text(sums)
        put_in_place(fresh, out, scratch)


def rows_of(kind: str) -> int:
    """Rows of a file: workbooks take longer to write."""
    return 300 if kind == "xlsx" else 3_000


def digest(path: Path) -> str:
    """The sum of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def fault(place: Path, kind: str) -> str:
    """What is wrong after a kill, and after the next run; "" where nothing is."""
    target = place / ("out" if kind == "folder" else f"out.{kind}")
    if kind == "folder":
        with scratch_beside(target):
            pass
        files = sorted(target.glob("[0-9]*")) if target.exists() else []
        if not files or (target / "MANIFEST").read_text() != "".join(map(digest, files)):
            return "the folder is not whole"
    elif not target.exists() or len(examine(target).readings) != rows_of(kind):
        return "the file is not whole"
    once(place, kind, 0)
    left = [path.name for path in place.iterdir() if path.name.startswith(".")]
    return f"left behind: {left}" if left else ""


if __name__ == "__main__":
    main(*sys.argv[1:])
