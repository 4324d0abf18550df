"""A workbook (XLSX, ODS, XLS): its sheets in order, and their cells as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from pathlib import Path

from polls.errors import Problem, ProblemsError
from polls.files.apart import apart
from polls.files.workbook_cells import workbook_cells
from polls.files.workbook_problems import cell_name

__all__ = [
    "Cell",
    "Sheet",
    "Workbook",
    "cell_name",
    "open_workbook",
]

Cell = str | float | int | bool | date | datetime | time | timedelta


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name and its cells from A1 on, every row of the same length.

    Empty cells are "", numbers float, dates `date` or `datetime`.
    """

    name: str
    cells: list[list[Cell]]

    def at(self, row: int, column: int) -> Cell:
        """The cell at a row and column counted from 0; "" outside the sheet."""
        if 0 <= row < len(self.cells) and 0 <= column < len(self.cells[row]):
            return self.cells[row][column]
        return ""


@dataclass(frozen=True, eq=False)
class Workbook:
    """An opened workbook: its file, the sheets that it has, and warnings about their cells.

    `names` are those of the worksheets in order, the hidden ones last, charts left out;
    `hidden` those that a person does not see.
    """

    path: Path
    names: tuple[str, ...]
    hidden: frozenset[str]
    warnings: tuple[Problem, ...]
    _cells: dict[str, list[list[Cell]] | ProblemsError]

    @cached_property
    def sheets(self) -> tuple[Sheet, ...]:
        """All worksheets with their cells.

        Raises:
            ProblemsError: where a sheet is damaged.
        """
        return tuple(map(self.sheet, self.names))

    def sheet(self, name: str, rows: int | None = None) -> Sheet:
        """One worksheet by name, or its first rows.

        Raises:
            ProblemsError: where the sheet is damaged.
        """
        cells = self._cells[name]
        if isinstance(cells, ProblemsError):
            raise cells
        return Sheet(name, cells[:rows])


def open_workbook(path: Path) -> Workbook:
    """A workbook whose size and checksums were judged before it was opened.

    Args:
        path: an XLSX or ODS file, or the older XLS.

    Raises:
        ProblemsError: where the file is truncated, encrypted, a zip bomb, or no workbook.

    >>> open_workbook(Path(__file__))
    Traceback (most recent call last):
        ...
    polls.errors.ProblemsError: ...workbook.py: file is not a workbook [not-a-workbook]...
    """
    found = apart(workbook_cells, path)
    names, hidden, warnings = next(found)
    cells: dict[str, list[list[Cell]] | ProblemsError] = {name: [] for name in names}
    for name, block in found:
        before = cells[name]
        if isinstance(block, ProblemsError) or isinstance(before, ProblemsError):
            cells[name] = block
        else:
            before += block
    return Workbook(path, names, hidden, warnings, cells)
