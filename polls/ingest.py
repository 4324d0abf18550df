"""From any file of published results to a readings frame.

    file -> recognise -> extract -> harmonise -> check -> frame
            by content   as printed  ids or slugs  all rules, all problems raised once

What is odd but readable (answers that were not offered, labels without a crosswalk row,
a wording that changed) comes as one `ProblemsWarning`; what is wrong stops the file as a whole.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from polls.arguments import arguments_checked
from polls.codebooks.crosswalk import read_crosswalk
from polls.codebooks.model import Codebook, codebook
from polls.errors import (
    Place,
    Problem,
    ProblemsError,
    ProblemsWarning,
    boundary,
    raise_errors,
)
from polls.files.opened import OpenedFile
from polls.harmonise import Harmonised, Unmapped, harmonise
from polls.readers.contract import Extract, Hints, hints_from
from polls.readers.registry import recognise, refuse_foreign_hints
from polls.rules.values import check
from polls.schema import conform, empty_readings

__all__ = ["Examination", "examine", "examine_all", "read"]

LABELS_LISTED = 6
SKIP = "leave such lines out, each named: on_error='skip'"

Line = tuple[str, int]
"""A line of a text, or a sheet and a row of it."""
CELL_ROW = re.compile(r"^[A-Z]+(\d+)$")
LOCATED_LINE = re.compile(r"(?:line|row) (\d+)")

CONSEQUENCES = {
    "percents-mixed": ("share-out-of-range", "percents-mixed", "sum-off"),
    "share-out-of-range": ("percents-mixed",),
    "country-unknown": ("unknown-country",),
    "results-off": ("sum-off",),
    "not-a-share": ("share-missing",),
    "question-unknown": ("question-missing",),
    "rows-alike": ("duplicate-differs", "duplicate"),
    **dict.fromkeys(
        ("unreadable-fieldwork", "fieldwork-without-year", "ambiguous-date", "impossible-date"),
        ("no-date", "duplicate", "duplicate-differs"),
    ),
}
"""Codes of problems, and those that the rules would then report of the same cells."""


@dataclass(frozen=True)
class Examination:
    """All that can be said about a file: what it holds, what is unmapped, what is wrong."""

    reader: str
    readings: pd.DataFrame
    unmapped: tuple[Unmapped, ...]
    problems: tuple[Problem, ...]


@arguments_checked
def read(
    path: str | PathLike[str],
    *,
    crosswalk: str | PathLike[str] | None = None,
    book: Codebook | None = None,
    **hints: Any,
) -> pd.DataFrame:
    """The readings of a file of published results, whatever its format.

    Args:
        path: the file, or `-` for standard input; its format is recognised by its content.
        crosswalk: a CSV of crosswalk rows that go before those of the codebook.
        book: the codebook; default: the shipped one.
        **hints: what the file may not say itself, such as `country="GB"`; see `Hints`.

    Returns:
        A readings frame (`polls.schema.COLUMNS`), in the order of the file. Labels that no
        crosswalk row maps have slugs of their text as ids.

    Raises:
        ProblemsError: with all problems of the file; nothing is returned then.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "waves.csv"
    ...     _ = path.write_text("date;Too high;Too low\\n2024-01-07;59 %;6 %\\n")
    ...     readings = read(path, country="GB", pollster="YouGov", question="level10y", lang="en")
    >>> readings[["answer", "share"]].to_dict("records")
    [{'answer': 'too_high', 'share': 0.59}, {'answer': 'too_low', 'share': 0.06}]
    """
    found = examine(path, crosswalk=crosswalk, book=book, **hints)
    raise_errors(found.problems)
    if found.problems:
        warnings.warn(ProblemsWarning(found.problems), stacklevel=3)
    return found.readings


def examine(
    path: str | PathLike[str] | OpenedFile,
    *,
    crosswalk: str | PathLike[str] | None = None,
    book: Codebook | None = None,
    **hints: Any,
) -> Examination:
    """A file read as far as it can be, with every problem beside it instead of raised.

    Args:
        path, crosswalk, book, **hints: as for `read`; a file that is open already, such as
            standard input, can be examined again with other hints.

    Raises:
        ProblemsError: where nothing can be read: the file is missing, damaged or of no known
            format, or the crosswalk or a hint is wrong.
    """
    known = book or codebook()
    with boundary(str(crosswalk or path)):
        if crosswalk is not None:
            known = known.extended(read_crosswalk(Path(crosswalk), known))
        given = hints_from(hints)
        file = path if isinstance(path, OpenedFile) else OpenedFile(Path(path))
    with boundary(file.name):
        found = _examined(file, given, known)
    return replace(found, problems=tuple(_named(found.problems, file.name)))


def _examined(file: OpenedFile, given: Hints, known: Codebook) -> Examination:
    reader = recognise(file, given)
    refuse_foreign_hints(reader, file, given)
    extract = reader.extract(file, given)
    found, problems = _judged(extract, file, given, known)
    skipped: list[Problem] = []
    while given.on_error == "skip" and (wrong := _of_lines(problems)) and len(extract.rows):
        # Without one line the next rule may find another: of two that repeat each other.
        skipped += wrong
        extract = _without_lines(extract, {_line_of(problem.place) for problem in wrong})
        found, problems = _judged(extract, file, given, known)
    if not given.on_error and "on_error" in reader.hints and len(found.rows):
        problems = list(_with_way_out(problems))
    problems = [*file.warnings, *_skipped(skipped, file.name), *problems]
    if found.rows.empty and not any(problem.severity == "error" for problem in problems):
        problems.append(
            Problem(
                "no-readings",
                "file holds no readings",
                Place(file=file.name),
                expected="a row for each published number, or for each wave",
            )
        )
    problems.sort(key=lambda problem: problem.severity != "error")
    return Examination(reader.name, conform(found.rows), found.unmapped, tuple(problems))


def _judged(
    extract: Extract, file: OpenedFile, given: Hints, known: Codebook
) -> tuple[Harmonised, list[Problem]]:
    """Rows with ids, and all that is wrong with them."""
    found = harmonise(extract.rows, known, file.name, given.said())
    printed = [entry for entry in found.unmapped if not entry.typed]
    before = [*extract.problems, *found.problems]
    # What follows from what the reader reported is not said again.
    said = {problem.code for problem in before}
    rules = check(
        found.rows,
        book=known,
        but={code for cause, codes in CONSEQUENCES.items() if cause in said for code in codes},
    )
    return found, [*before, *rules, *_unmapped_problems(printed, file.name)]


def _line_of(place: Place) -> Line | None:
    """The line, or the sheet and row, that a place is in; None where it is in no single one."""
    if place.line is not None:
        return "", place.line
    row = CELL_ROW.search(place.cell)
    return (place.sheet, int(row[1])) if row else None


def _line_of_locator(locator: str) -> Line | None:
    """The line, or the sheet and row, that the locator of a reading names."""
    if line := LOCATED_LINE.match(locator):
        return "", int(line[1])
    sheet, _, cell = locator.rpartition("!")
    return _line_of(Place(sheet=sheet.strip("'"), cell=cell))


def _of_lines(problems: Iterable[Problem]) -> list[Problem]:
    """The errors that are those of one line."""
    return [p for p in problems if p.severity == "error" and _line_of(p.place) is not None]


def _with_way_out(problems: Iterable[Problem]) -> Iterator[Problem]:
    """The problems; the first of each kind that is wrong in a line alone says how to skip it."""
    said: set[str] = set()
    for problem in problems:
        if problem.code not in said and _of_lines([problem]):
            said.add(problem.code)
            hint = f"{problem.hint}; or {SKIP}" if problem.hint else SKIP
            problem = replace(problem, hint=hint)
        yield problem


def _without_lines(extract: Extract, lines: Container[Line | None]) -> Extract:
    """What was found on all other lines."""
    kept = [_line_of_locator(locator) not in lines for locator in extract.rows["locator"]]
    problems = [
        p for p in extract.problems if p.severity != "error" or _line_of(p.place) not in lines
    ]
    return Extract(extract.rows[kept], problems)


def _skipped(wrong: Iterable[Problem], file: str) -> list[Problem]:
    """One warning for all lines that were left out, with the reason of each."""
    reasons: dict[Line, list[str]] = {}
    for problem in wrong:
        known = reasons.setdefault(_line_of(problem.place) or ("", 0), [])
        if problem.code not in known:
            known.append(problem.code)
    if not reasons:
        return []
    listed = (
        (f"'{sheet}' " if sheet else "") + f"{line} ({', '.join(codes)})"
        for (sheet, line), codes in sorted(reasons.items())
    )
    return [
        Problem(
            "lines-skipped",
            f"{len(reasons)} line(s) are wrong and left out",
            Place(file=file),
            got="lines " + ", ".join(listed),
            hint="read without on_error='skip' to see what is wrong with each",
            severity="warning",
        )
    ]


def examine_all(
    paths: Iterable[str | PathLike[str] | OpenedFile], **hints: Any
) -> list[Examination]:
    """Several files, each examined; one that cannot be read at all has its problems and no rows.

    Args:
        paths: the files.
        **hints: as for `read`, the same for all of them.
    """
    found: list[Examination] = []
    for path in paths:
        try:
            found.append(examine(path, **hints))
        except ProblemsError as error:
            found.append(Examination("", empty_readings(), (), error.problems))
    return found


def _named(problems: Iterable[Problem], file: str) -> Iterator[Problem]:
    """The problems, with the file in the place of those that name none."""
    for problem in problems:
        place = problem.place
        yield problem if place.file else replace(problem, place=replace(place, file=file))


def _unmapped_problems(unmapped: list[Unmapped], file: str) -> list[Problem]:
    """One warning for each kind of label that the crosswalk does not know."""
    kinds: dict[str, list[str]] = {}
    for entry in unmapped:
        if entry.label not in kinds.setdefault(entry.kind, []):
            kinds[entry.kind].append(entry.label)
    return [
        Problem(
            "unmapped-labels",
            f"{len(labels)} {kind} label(s) are not in the codebook; their slugs are used as ids",
            Place(file=file),
            got=", ".join(map(repr, labels[:LABELS_LISTED]))
            + (f" and {len(labels) - LABELS_LISTED} more" if len(labels) > LABELS_LISTED else ""),
            hint="polls.scan lists them as crosswalk rows to complete",
            severity="warning",
        )
        for kind, labels in kinds.items()
    ]
