"""Reading a tracker workbook against pandas with openpyxl on the same file.

The file has the size of YouGov's most important issues tracker: 20 sheets, 19 answers, 448
waves. A real one may be measured instead: POLLTIDE_TRACKER=file.xlsx.
"""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pandas as pd

import polls
from benchmarks.measure import Measured, seconds
from polls.readers.workbook import forget_workbook
from tests.tracker_workbook import random_sheets, write_tracker

TIMES_FASTER = 5.0
GROUPS = [
    "All adults",
    *("London", "Rest of South", "Midlands", "North", "Scotland", "Wales"),
    *("Male", "Female", "18-24", "25-49", "50-64", "65+", "AB, C1", "C2, D, E"),
    *("Conservative", "Labour", "Liberal Democrat", "I voted to Remain", "I voted to Leave"),
]


def run() -> Iterator[Measured]:
    """Seconds for each way of reading, and how many times faster ours is."""
    with tempfile.TemporaryDirectory() as folder:
        given = os.environ.get("POLLTIDE_TRACKER")
        path = Path(given) if given else made_tracker(Path(folder))
        ours = seconds(lambda: read(path))
        readings = len(read(path))
        theirs = seconds(
            lambda: pd.read_excel(path, sheet_name=None, header=None, engine="openpyxl"), times=2
        )
    yield Measured("polls.read: checked readings", ours, "s")
    yield Measured("readings", readings, "rows")
    yield Measured("pandas with openpyxl: bare cells", theirs, "s")
    yield Measured(
        "times faster",
        theirs / ours,
        "x",
        f"at least {TIMES_FASTER:g}",
        theirs / ours >= TIMES_FASTER,
    )


def read(path: Path) -> pd.DataFrame:
    """The readings of a tracker, opened afresh."""
    forget_workbook()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", polls.ProblemsWarning)
        return polls.read(path)


def made_tracker(folder: Path) -> Path:
    """A tracker of random shares with the real one's size."""
    waves = [(date(2011, 2, 15) + timedelta(days=10 * wave)).isoformat() for wave in range(448)]
    return write_tracker(folder / "tracker.xlsx", random_sheets(GROUPS, 19, waves, seed=1))
