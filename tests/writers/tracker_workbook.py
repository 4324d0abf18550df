"""Workbooks in the layout of YouGov's tracker downloads, written for tests.

A sheet for each group: A1 the question, dates across, answers down, then the two bases.
"""

from __future__ import annotations

import random
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

QUESTION = "Which of the following do you think are the most pressing? Please tick up to three."
WAVES = ("2024-01-07", "2024-01-14", "2024-01-21")


@dataclass(frozen=True)
class SheetContent:
    """What stands on one sheet; `answers` has a cell for each wave, whatever its type."""

    answers: Mapping[str, Sequence[Any]]
    waves: Sequence[Any] = WAVES
    n: Sequence[Any] | None = (520, 530, 540)
    n_weighted: Sequence[Any] | None = (510, 520, 530)
    question: str = QUESTION
    weighted_first: bool = False
    below: Sequence[Sequence[Any]] = field(default=())

    def rows(self) -> list[list[Any]]:
        """All rows of the sheet, from the question on."""
        bases = [("Unweighted base", self.n), ("Base", self.n_weighted)]
        if self.weighted_first:
            bases.reverse()
        return [
            [self.question, *self.waves],
            *([label, *cells] for label, cells in self.answers.items()),
            *([label, *cells] for label, cells in bases if cells is not None),
            *map(list, self.below),
        ]


def sheet(**answers: Sequence[Any]) -> SheetContent:
    """A sheet with these answers, `_` in a name standing for a space."""
    return SheetContent({name.replace("_", " "): cells for name, cells in answers.items()})


def with_(content: SheetContent, **changes: Any) -> SheetContent:
    """The same sheet with some parts changed."""
    return replace(content, **changes)


def write_tracker(path: Path, sheets: Mapping[str, SheetContent]) -> Path:
    """Write a tracker workbook and return its path."""
    return write_workbook(path, {name: content.rows() for name, content in sheets.items()})


def write_workbook(path: Path, sheets: Mapping[str, Sequence[Sequence[Any]]]) -> Path:
    """Write any cells; dates become date cells, None and "" stay empty."""
    with xlsxwriter.Workbook(str(path)) as book:
        as_date = book.add_format({"num_format": "d mmm yyyy"})
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    if isinstance(cell, date):
                        page.write_datetime(row, column, cell, as_date)
                    elif cell not in (None, ""):
                        page.write(row, column, cell)
    return path


def random_sheets(groups: Sequence[str], answers: int, waves: Sequence[str], seed: int) -> Any:
    """Sheets of random whole percents above 0, as the tracker prints them."""
    draw = random.Random(seed)

    def content(largest: int) -> SheetContent:
        return SheetContent(
            {
                f"Answer {letter}": [draw.randint(1, 90) / 100 for _ in waves]
                for letter in "ABCDEFGHIJKLMNOPQRST"[:answers]
            },
            waves=waves,
            n=[draw.randint(largest // 2, largest) for _ in waves],
            n_weighted=[draw.randint(largest // 2, largest) for _ in waves],
        )

    return {group: content(6000 if group == "All adults" else 3000) for group in groups}


def rewritten(path: Path, change: Callable[[str, bytes], bytes], moved: str = "") -> Path:
    """A workbook with its parts changed, its first sheet under another name where one is given."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            name = moved if moved and name == "xl/worksheets/sheet1.xml" else name
            archive.writestr(name, change(name, data))
    return path
