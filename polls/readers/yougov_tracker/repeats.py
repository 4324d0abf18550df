"""Duplicate waves of a tracker: one kept where they are alike, refused where they differ.

    Which ...?  | 2021-03-01 | 2021-03-08 | 2021-03-01
    Yes         |       0.41 |       0.44 |       0.43      which is it?

Both columns are named, and the caller may say which of them counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from polls.errors import Place, Problem
from polls.files.workbook import cell_name
from polls.printed.fieldwork import Fieldwork
from polls.readers.yougov_tracker.sheet import TrackerSheet

__all__ = ["without_repeats"]


@dataclass(frozen=True)
class Repeat:
    """Two columns of one sheet with the same dates, and how many of their values differ."""

    wave: Fieldwork
    sheet: str
    columns: tuple[int, int]
    differing: int
    values: int


def without_repeats(
    sheets: Sequence[TrackerSheet], file: str, keep: Literal["", "first", "last"] = ""
) -> tuple[list[TrackerSheet], list[Problem]]:
    """The sheets with each wave once, and a problem for each duplicate wave.

    Args:
        sheets: the sheets of one tracker.
        file: its name, for the places of problems.
        keep: which of two different columns counts; "" makes them an error.
    """
    repeats = [repeat for sheet in sheets for repeat in _repeats(sheet)]
    if not repeats:
        return list(sheets), []
    waves = sorted({repeat.wave for repeat in repeats})
    problems = [
        _problem([repeat for repeat in repeats if repeat.wave == wave], file, keep)
        for wave in waves
    ]
    return [_once(sheet, last=keep == "last") for sheet in sheets], problems


def _repeats(sheet: TrackerSheet) -> list[Repeat]:
    if len(set(sheet.waves)) == len(sheet.waves):
        return []
    first: dict[Fieldwork, int] = {}
    found: list[Repeat] = []
    values = np.vstack([sheet.table.shares, sheet.n, sheet.n_weighted])
    for place, wave in enumerate(sheet.waves):
        before = first.setdefault(wave, place)
        if before != place:
            alike = np.isclose(values[:, before], values[:, place], equal_nan=True)
            columns = sheet.columns[before], sheet.columns[place]
            found.append(Repeat(wave, sheet.name, columns, int((~alike).sum()), len(alike)))
    return found


def _problem(repeats: list[Repeat], file: str, keep: str) -> Problem:
    """One problem for a wave, whatever the number of sheets that repeat it."""
    differing = sum(repeat.differing for repeat in repeats)
    values = sum(repeat.values for repeat in repeats)
    worst = max(repeats, key=lambda repeat: repeat.differing)
    letters = [cell_name(0, column)[:-1] for column in worst.columns]
    alike = differing == 0
    if alike:
        hint = "kept once"
    elif keep:
        hint = f"the {keep} of them is kept, as asked"
    else:
        hint = "delete the wrong column, or say which one counts: duplicates='first' or 'last'"
    return Problem(
        "duplicate-wave" if alike else "duplicate-wave-differs",
        f"duplicate wave {repeats[0].wave}" + ("" if alike else " with different values"),
        Place(file=file, sheet=worst.sheet, item=f"columns {' and '.join(letters)}"),
        got=f"{differing} of {values} values differ, on {len(repeats)} sheet(s)",
        hint=hint,
        severity="warning" if alike or keep else "error",
    )


def _once(sheet: TrackerSheet, *, last: bool) -> TrackerSheet:
    """The sheet with the first, or the last, column of each wave."""
    chosen: dict[Fieldwork, int] = {}
    for place, wave in enumerate(sheet.waves):
        if last or wave not in chosen:
            chosen[wave] = place
    if len(chosen) == len(sheet.waves):
        return sheet
    kept = list(chosen.values())
    table = replace(
        sheet.table,
        shares=sheet.table.shares[:, kept],
        censored=sheet.table.censored[:, kept],
        steps=sheet.table.steps[kept],
        percents=sheet.table.percents[kept],
        plain=sheet.table.plain[kept],
    )
    return replace(
        sheet,
        waves=tuple(sheet.waves[place] for place in kept),
        columns=tuple(sheet.columns[place] for place in kept),
        table=table,
        n=sheet.n[kept],
        n_weighted=sheet.n_weighted[kept],
    )
