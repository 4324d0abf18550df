"""Workbooks of plain rows, and the layouts of producers of cross-break tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter

__all__ = [
    "ANSWERS",
    "BANNER",
    "BASES",
    "COUNTS",
    "PERCENTS",
    "volume_a",
    "write_sheets",
]

Cell = str | int | float
Rows = Sequence[Sequence[Cell]]

BANNER: list[list[Cell]] = [
    ["", "", "Gender", "", "Age", ""],
    ["", "Total", "Male", "Female", "18-34", "35+"],
]
BASES: list[Cell] = [2000, 980, 1020, 560, 1440]
ANSWERS = ("Too many", "About right", "Too few")
PERCENTS = ((52, 50, 54, 40, 57), (25, 27, 23, 30, 23), (23, 23, 23, 30, 20))
COUNTS = tuple(
    tuple(round(share * int(base) / 100) for share, base in zip(row, BASES, strict=True))
    for row in PERCENTS
)


def write_sheets(path: Path, sheets: Mapping[str, Rows], hidden: Sequence[str] = ()) -> Path:
    """A workbook of the rows, sheet by sheet."""
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if cell != "":
                        sheet.write(at, column, cell)
            if name in hidden:
                sheet.hide()
            else:
                sheet.activate()
    return path


def volume_a(
    heads: Sequence[str],
    total: Sequence[Cell],
    answers: Sequence[tuple[str, str, Sequence[Cell], Sequence[Cell]]],
    *,
    question: tuple[str, str] = ("QA1 Trouvez-vous ... ?", "QA1 Do you find ...?"),
    item: tuple[str, str] = ("", ""),
    asked: tuple[str, str] = ("", ""),
    fieldwork: str = "21/05 - 30/05/2016",
) -> list[list[Cell]]:
    """A sheet in the layout of Eurobarometer's Volume A: texts in French left, in English right.

    Args:
        answers: French and English label, counts and printed fractions of each answer.
    """
    right = len(heads) + 4
    pad: list[Cell] = [""] * (right - 2)
    rows: list[list[Cell]] = [
        ["Index", "", "", "", "", "EUROBAROMETER 85.2"],
        ["", "", "VOLUME A Pondéré Weighted", *[""] * 6, f"Terrain/Fieldwork : {fieldwork}"],
        ["", question[0], *pad, question[1]],
        [],
        ["", item[0], *pad, item[1]],
        [],
        ["", asked[0], *pad, asked[1]],
        [],
        ["", "", *heads],
        ["", "TOTAL", *total],
    ]
    for french, english, counts, fractions in answers:
        rows += [["", french, *counts], ["", english, *fractions]]
    return rows
