"""The formats that polltide reads: one line each, recognised by content, loaded on first use.

    READERS = (Reader("readings", "tidy CSV, ...", "tidy"), Reader("yougov-tracker", ...), ...)

A new format is one module in this folder (see `contract`) and one line below. Readers are
asked in order, the most demanding first.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType

from polls.arguments import without_effect
from polls.errors import Place, Problem, ProblemsError, raise_errors
from polls.files.opened import OpenedFile
from polls.readers.contract import SAID, Extract, Hints

__all__ = ["READERS", "Reader", "recognise", "refuse_foreign_hints"]


@dataclass(frozen=True)
class Reader:
    """A format: its name, its title for people, and the module in this folder that reads it."""

    name: str
    title: str
    module: str

    @property
    def loaded(self) -> ModuleType:
        """The reader's module, imported when it is first asked."""
        return import_module(f"polls.readers.{self.module}")

    @property
    def hints(self) -> tuple[str, ...]:
        """The names of all hints that the reader takes."""
        return (*SAID, *self.loaded.HINTS)

    def recognises(self, file: OpenedFile) -> bool:
        """Whether the reader reads files like this one."""
        return bool(self.loaded.recognises(file))

    def chosen_by(self, file: OpenedFile, hints: Hints) -> bool:
        """Whether a hint says that the reader is to read the file."""
        chosen = getattr(self.loaded, "CHOSEN_BY", {})
        return any(name in hints.given and file.content in chosen[name] for name in chosen)

    def extract(self, file: OpenedFile, hints: Hints) -> Extract:
        """What stands in the file, as printed."""
        found: Extract = self.loaded.extract(file, hints)
        return found


READERS: tuple[Reader, ...] = (
    Reader("dawum", "the German polls that dawum.de publishes (JSON)", "dawum"),
    Reader("readings", "tidy CSV, XLSX or Parquet in polltide's own columns", "tidy"),
    Reader(
        "yougov-tracker",
        "YouGov tracker (XLSX, a sheet for each group)",
        "yougov_tracker.yougov_tracker",
    ),
    Reader("us-crosstabs", "YouGov's US cross-break report (PDF)", "us_crosstabs.us_crosstabs"),
    Reader("eurobarometer", "Eurobarometer Volume A (XLS, a question a sheet)", "eurobarometer"),
    Reader("eurotrack", "YouGov EuroTrack (XLSX or PDF, a column for each country)", "eurotrack"),
    Reader("cross-breaks", "cross-break tables (XLSX, XLS, ODS, CSV or PDF)", "cross_breaks"),
    Reader("microdata", "microdata, a row for each respondent (SPSS, Stata)", "microdata"),
    Reader("ropf", "ROPF (Rich Opinion Poll File, a poll in each line)", "ropf.ropf"),
    Reader(
        "poll-table",
        "table with a row for each poll or each number (CSV, XLSX, ODS, Parquet)",
        "poll_tables.poll_tables",
    ),
)


CONTENTS = {"empty": "", "unknown": "neither text nor a workbook, PDF, Parquet or survey file"}


def recognise(file: OpenedFile, hints: Hints | None = None) -> Reader:
    """The reader of a file, recognised by the file's content.

    Args:
        file: the opened file.
        hints: a hint that only one reader takes as its own (`variable`) chooses that reader,
            where it can read such content at all.

    Raises:
        ProblemsError: where the file is missing, empty, damaged, or of no known format.
    """
    kind = file.content
    if kind != "empty":
        for reader in READERS:
            if hints is not None and reader.chosen_by(file, hints):
                return reader
        for reader in READERS:
            if reader.recognises(file):
                return reader
    raise ProblemsError(
        [
            Problem(
                "file-empty" if kind == "empty" else "unknown-format",
                "file is empty" if kind == "empty" else "format of the file is not recognised",
                Place(file=file.name),
                got=CONTENTS.get(kind, f"{kind} content"),
                expected=""
                if kind == "empty"
                else "one of: " + "; ".join(reader.title for reader in READERS),
            )
        ]
    )


FOR_CONTENTS = {"encoding": ("text",), "sheet": ("zip", "ole")}
"""Hint -> the contents of files that it says anything of."""


def refuse_foreign_hints(reader: Reader, file: OpenedFile, hints: Hints) -> None:
    """Raise where a hint is given that says nothing about the file.

    Raises:
        ProblemsError: with the readers that would take each such hint.
    """
    raise_errors(_foreign_hints(reader, hints))
    raise_errors(
        without_effect(f"hint '{name}'", f"{file.content} content", "leave it out")
        for name, contents in FOR_CONTENTS.items()
        if name in hints.given and file.content not in contents
        if not (name == "sheet" and (file.is_json or file.is_web_page))  # it names their tables
    )


def _foreign_hints(reader: Reader, hints: Hints) -> Iterator[Problem]:
    for name in hints.given:
        if name not in reader.hints:
            others = [other.title for other in READERS if name in other.hints]
            yield Problem(
                "hint-not-taken",
                f"hint '{name}' says nothing about this file",
                got=f"a file read as: {reader.title}",
                expected=f"one of {', '.join(reader.hints)}",
                hint=f"'{name}' is taken with: {'; '.join(others)}",
            )
