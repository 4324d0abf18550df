"""What can be wrong with a workbook as a whole, and the limits that it has to keep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from polls.errors import Place, Problem, ProblemsError

__all__ = [
    "MAX_CELLS",
    "MAX_INFLATED_BYTES",
    "At",
    "Part",
    "cell_name",
    "damaged",
    "not_listed",
    "outside_of_sheets",
    "refused",
    "too_large",
    "without_value",
]

MAX_INFLATED_BYTES = 200_000_000
MAX_CELLS = 5_000_000
CELLS_NAMED = 3

At = tuple[int, int]
"""The row and column of a cell, from 1."""


@dataclass
class Part:
    """What was seen of one part of a workbook: how far its cells reach, and which lack values."""

    rows: int = 0
    columns: int = 0
    cells: int = 0
    errors: list[At] = field(default_factory=list)
    uncalculated: list[At] = field(default_factory=list)
    valueless: list[At] = field(default_factory=list)


def not_listed(path: Path, sheets: Sequence[str]) -> Iterator[Problem]:
    """The warning of sheets with cells that the workbook holds and does not name.

    Nobody sees them, and no library reads them.
    """
    if sheets:
        yield Problem(
            "sheets-not-listed",
            f"{len(sheets)} sheet(s) are in the file, not in its list of sheets, and are not read",
            Place(file=path.name),
            got=", ".join(sheets[:CELLS_NAMED]),
            hint="download the file again, or open it in a spreadsheet and save it",
            severity="warning",
        )


def outside_of_sheets(path: Path, cells: int) -> Iterator[Problem]:
    """The warning of cells that lie behind the end of a sheet, or in one without an end."""
    if cells:
        yield Problem(
            "cells-outside-sheets",
            f"{cells:,} cell(s) lie where no sheet has them, and may not be read",
            Place(file=path.name),
            hint="download the file again, or open it in a spreadsheet and save it",
            severity="warning",
        )


def without_value(
    path: Path, parts: Mapping[str, Part], names: Mapping[str, str]
) -> Iterator[Problem]:
    """Cells that show something in a spreadsheet, or should, and have no value to be read.

    Args:
        path: the file.
        parts: what was seen of each part of it.
        names: the names of the sheets that the parts hold.

    Yields:
        A warning for each sheet and kind of such cells.
    """
    for name, part in parts.items():
        kinds = (
            ("error-cells", "cell(s) hold an error, such as #N/A, and are not read", part.errors),
            (
                "formulas-uncalculated",
                "formula(s) were never calculated and are not read",
                part.uncalculated,
            ),
            (
                "cells-without-value",
                "cell(s) show a number, hold none, and are not read",
                part.valueless,
            ),
        )
        for code, title, cells in kinds:
            if cells:
                more = f" and {len(cells) - CELLS_NAMED} more" if len(cells) > CELLS_NAMED else ""
                yield Problem(
                    code,
                    f"{len(cells):,} {title}",
                    Place(file=path.name, sheet=names.get(name, "")),
                    got=", ".join(cell_name(row - 1, at - 1) for row, at in cells[:CELLS_NAMED])
                    + more,
                    hint="open it in a spreadsheet, correct them and save it",
                    severity="warning",
                )


def cell_name(row: int, column: int) -> str:
    """The spreadsheet name of a cell whose row and column are counted from 0.

    >>> cell_name(6, 2), cell_name(0, 26)
    ('C7', 'AA1')
    """
    from xlsxwriter.utility import xl_rowcol_to_cell  # only where a cell is named

    return str(xl_rowcol_to_cell(row, column))


def damaged(path: Path, got: str) -> ProblemsError:
    """The error of a workbook that is cut off or damaged, with what shows it."""
    title = "workbook is cut off or damaged"
    return refused(path, "file-truncated", title, got, hint="download it again")


def too_large(path: Path, got: str) -> ProblemsError:
    """The error of a workbook that unpacks to more than is read, with how much that is."""
    return refused(
        path,
        "file-too-large",
        "workbook is too large once unpacked",
        got,
        f"up to {MAX_INFLATED_BYTES / 1e6:,.0f} MB and {MAX_CELLS:,} cells",
        "delete what lies outside the tables",
    )


def refused(
    path: Path, code: str, title: str, got: str = "", expected: str = "", hint: str = ""
) -> ProblemsError:
    """The error of a workbook that is not read."""
    return ProblemsError([Problem(code, title, Place(file=path.name), got, expected, hint)])
