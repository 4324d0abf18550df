"""The formats that polltide reads: one line each, recognised by content, loaded on first use.

    READERS = (Reader "readings", Reader "yougov-tracker", ...)
        recognises(path) -> bool        extract(path, hints) -> Extract

A new format is one module in this folder with the two functions, and one line below.
Readers are asked in order, the most demanding first.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from polls.errors import Place, Problem, ProblemsError
from polls.files.content import content_of
from polls.readers.contract import Extract, Hints

__all__ = ["READERS", "Reader", "recognise"]


@dataclass(frozen=True)
class Reader:
    """A format: its name, its title for people, and how it is recognised and read."""

    name: str
    title: str
    recognises: Callable[[Path], bool]
    extract: Callable[[Path, Hints], Extract]


def _reader(name: str, title: str, module: str) -> Reader:
    """A reader whose module is imported when it is first asked."""

    def recognises(path: Path) -> bool:
        return bool(import_module(f"polls.readers.{module}").recognises(path))

    def extract(path: Path, hints: Hints) -> Extract:
        found: Extract = import_module(f"polls.readers.{module}").extract(path, hints)
        return found

    return Reader(name, title, recognises, extract)


READERS: tuple[Reader, ...] = (
    _reader("readings", "tidy CSV, XLSX or Parquet in polltide's own columns", "tidy"),
    _reader(
        "yougov-tracker",
        "YouGov tracker (XLSX, a sheet for each group)",
        "yougov_tracker.yougov_tracker",
    ),
    _reader("us-crosstabs", "YouGov's US cross-break report (PDF)", "us_crosstabs.us_crosstabs"),
    _reader("eurotrack", "YouGov EuroTrack (XLSX or PDF, a column for each country)", "eurotrack"),
    _reader("uk-crossbreaks", "YouGov cross-break tables (XLSX or PDF)", "uk_crossbreaks"),
    _reader("microdata", "microdata, a row for each respondent (SPSS, Stata)", "microdata"),
    _reader("ropf", "ROPF (Rich Opinion Poll File, a poll in each line)", "ropf.ropf"),
    _reader("wide-table", "table with a row for each wave (CSV, XLSX, Parquet)", "wide.wide_table"),
)


CONTENTS = {"empty": "", "unknown": "neither text nor a workbook, PDF, Parquet or survey file"}


def recognise(path: Path) -> Reader:
    """The reader of a file, told by the file's content.

    Raises:
        ProblemsError: where the file is missing, empty, damaged, or of no known format.
    """
    kind = content_of(path)
    if kind != "empty":
        for reader in READERS:
            if reader.recognises(path):
                return reader
    raise ProblemsError(
        [
            Problem(
                "file-empty" if kind == "empty" else "unknown-format",
                "file is empty" if kind == "empty" else "format of the file is not recognised",
                Place(file=path.name),
                got=CONTENTS.get(kind, f"{kind} content"),
                expected=""
                if kind == "empty"
                else "one of: " + "; ".join(reader.title for reader in READERS),
            )
        ]
    )
