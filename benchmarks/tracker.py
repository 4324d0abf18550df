"""Reading a tracker workbook against pandas with openpyxl on the same file.

The file has the size of YouGov's most important issues tracker: 20 sheets, 19 answers, 448
waves. Theirs gives the bare cells; ours, with the file judged before it is opened, the rows
as printed; then the whole way to checked readings. Processor time is compared, because what
else runs on the machine makes both wait but not work; the work that is done apart, in the
process that opens files, is done in this one here, so that it counts too.

    python -m benchmarks.tracker [tracker.xlsx]
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd

import polls
from polls.files.opened import OpenedFile
from polls.readers.contract import Hints
from polls.readers.registry import recognise
from tests.writers.tracker_workbook import random_sheets, write_tracker

TIMES_FASTER = 5.0
GROUPS = [
    "All adults",
    *("London", "Rest of South", "Midlands", "North", "Scotland", "Wales"),
    *("Male", "Female", "18-24", "25-49", "50-64", "65+", "AB, C1", "C2, D, E"),
    *("Conservative", "Labour", "Liberal Democrat", "I voted to Remain", "I voted to Leave"),
]


def main(given: str = "") -> None:
    """Print both times and their ratio; end with an error where it is below the promise."""
    os.environ["POLLTIDE_APART"] = "off"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(given) if given else made_tracker(Path(folder))
        rows = min(seconds(lambda: printed_rows(path)) for _ in range(5))
        ours = min(seconds(lambda: read(path)) for _ in range(5))
        readings = len(read(path))
        theirs = min(seconds(lambda: bare_cells(path)) for _ in range(3))
    print(f"pandas with openpyxl   {theirs:6.3f} s  bare cells")
    print(
        f"the reader             {rows:6.3f} s  rows as printed, {theirs / rows:.1f} times faster "
        f"(promised: {TIMES_FASTER:g})"
    )
    print(
        f"polls.read             {ours:6.3f} s  {readings:,} mapped and checked readings, "
        f"{theirs / ours:.1f} times faster"
    )
    if theirs / rows < TIMES_FASTER:
        sys.exit("slower than promised")


def printed_rows(path: Path) -> pd.DataFrame:
    """The rows of a tracker as printed, opened afresh."""
    file = OpenedFile(path)
    return recognise(file).extract(file, Hints(country="GB")).rows


def read(path: Path) -> pd.DataFrame:
    """The readings of a tracker, opened afresh."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", polls.ProblemsWarning)
        return polls.read(path)


def bare_cells(path: Path) -> dict[str, pd.DataFrame]:
    """All sheets as pandas reads them with openpyxl."""
    return pd.read_excel(path, sheet_name=None, header=None, engine="openpyxl")


def seconds(call: Callable[[], Any]) -> float:
    """The processor time of a call, in seconds."""
    start = time.process_time()
    call()
    return time.process_time() - start


def made_tracker(folder: Path) -> Path:
    """A tracker of random shares with the real one's size."""
    waves = [(date(2011, 2, 15) + timedelta(days=10 * wave)).isoformat() for wave in range(448)]
    return write_tracker(folder / "tracker.xlsx", random_sheets(GROUPS, 19, waves, seed=1))


if __name__ == "__main__":
    main(*sys.argv[1:])
