"""One sheet of a tracker: one group of people, waves across, answers down.

Which of these ...?  | 2024-01-01 | 2024-01-07      the question; dates of the waves
Health               |       0.32 |       0.41      answers as shares
The economy          |       0.50 |       0.58
Unweighted base      |        185 |        196      bases, in either order
Base                 |        211 |        211
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from polls.crossbreaks.question_tables import CODE
from polls.errors import Place, Problem, ProblemsError
from polls.files.workbook import Cell, Sheet, cell_name
from polls.printed.balances import balances
from polls.printed.bases import base_kind
from polls.printed.fieldwork import Fieldwork, looks_like_fieldwork, parse_fieldwork
from polls.printed.share_blocks import ShareTable, share_table
from polls.printed.shares import left_blank, read_base

__all__ = ["TrackerSheet", "header_row", "read_tracker_sheet"]

ROWS_SEARCHED = 15
CELLS_SEARCHED = 8


@dataclass(frozen=True)
class TrackerSheet:
    """One sheet as printed: `table` has a row for each of `answers`, a column for each wave.

    `columns` and `rows` are the places of waves and answers in the sheet, from 0; `n` and
    `n_weighted` hold a base for each wave, NaN where none is printed; `above` the lines over
    the question, which YouGov's own sheets do not have.
    """

    name: str
    question: str
    waves: tuple[Fieldwork, ...]
    columns: tuple[int, ...]
    answers: tuple[str, ...]
    rows: tuple[int, ...]
    table: ShareTable
    n: np.ndarray
    n_weighted: np.ndarray
    above: tuple[str, ...] = ()


def header_row(rows: list[list[Cell]]) -> int | None:
    """The row of dates, from 0: most of its first cells right of A name dates; None if none.

    >>> header_row([["Tracker"], ["Which ...?", "9-10 Apr 2018", "2018-04-17"], ["Yes", 0.4]])
    1
    """
    for number, row in enumerate(rows[:ROWS_SEARCHED]):
        if _mostly_dates(row):
            # Dates below dates are columns of a table with a row for each wave.
            below = rows[number + 1] if number + 1 < len(rows) else []
            return None if _mostly_dates(below) else number
    return None


def read_tracker_sheet(
    sheet: Sheet, file: str, year: int | None, month_first: bool | None
) -> tuple[TrackerSheet | None, list[Problem]]:
    """A sheet's answers, waves and bases, and what is wrong with it.

    Args:
        sheet: the cells.
        file: name of the file, for the places of problems.
        year: the year of dates printed without one.
        month_first: whether `05/12/2024` is the 12th of May.

    Returns:
        The sheet, or None where it is no table of waves, and all its problems.
    """
    place = Place(file=file, sheet=sheet.name)
    header = header_row(sheet.cells)
    if header is None:
        return None, [_without_dates(sheet, place)]
    waves, problems = _waves(sheet, header, place, year, month_first)
    columns = list(waves)
    cells: dict[int, list[Cell]] = {}
    bases = {kind: np.full(len(columns), np.nan) for kind in ("n", "n_weighted")}
    for number, row in enumerate(sheet.cells[header + 1 :], header + 1):
        label = _label(row[0])
        printed = list(map(row.__getitem__, columns))
        kind = base_kind(label)
        if set(map(type, printed)) <= {str} and not any(printed):
            continue
        if not label:
            problems.append(_unlabelled(place, number))
        elif kind:
            bases[kind], unread = _bases(printed, place, number, columns)
            problems += unread
        else:
            cells[number] = printed
    if not cells:
        return None, [*problems, _without_answers(place)]
    labels = {number: _label(sheet.cells[number][0]) for number in cells}
    aside = balances(list(labels.values()), list(cells.values()))
    left_out = [number for at, number in enumerate(cells) if at in aside]
    problems += [_balance(place, number, labels[number]) for number in left_out]
    rows = [number for number in cells if number not in left_out]
    answers = tuple(map(labels.__getitem__, rows))
    table = share_table([cells[number] for number in rows])
    problems += _repeated(answers, rows, place)
    problems += _cell_problems(sheet, table, rows, columns, place)
    lines = [text for row in sheet.cells[: header + 1] if (text := _label(row[0]))]
    question = CODE.sub("", lines[-1]) if lines else ""
    found = TrackerSheet(
        sheet.name,
        question,
        tuple(waves.values()),
        tuple(columns),
        answers,
        tuple(rows),
        table,
        bases["n"],
        bases["n_weighted"],
        tuple(lines[:-1]),
    )
    return found, problems


def _label(cell: Cell) -> str:
    """A label as text: a scale may be printed as numbers, 1 and not 1.0."""
    return f"{cell:g}" if isinstance(cell, float) else " ".join(str(cell).split())


def _balance(place: Place, row: int, label: str) -> Problem:
    return Problem(
        "balances-ignored",
        "row is the difference of two answers, no answer, and is left out",
        _at(place, cell_name(row, 0)),
        got=label,
        severity="warning",
    )


def _mostly_dates(row: list[Cell]) -> bool:
    filled = list(islice((cell for cell in row[1:] if cell != ""), CELLS_SEARCHED))
    return bool(filled) and sum(map(looks_like_fieldwork, filled)) * 2 > len(filled)


def _waves(
    sheet: Sheet, header: int, place: Place, year: int | None, month_first: bool | None
) -> tuple[dict[int, Fieldwork], list[Problem]]:
    """The dates of the columns that hold any, by column, and those that cannot be read."""
    waves: dict[int, Fieldwork] = {}
    problems: list[Problem] = []
    for column, printed in enumerate(sheet.cells[header][1:], 1):
        if printed == "":
            if any(row[column] != "" for row in sheet.cells[header + 1 :]):
                cell = cell_name(header, column)
                problems.append(
                    Problem("wave-undated", "column has numbers but no date", _at(place, cell))
                )
            continue
        try:
            waves[column] = parse_fieldwork(printed, year=year, month_first=month_first)
        except ProblemsError as error:
            cell = cell_name(header, column)
            problems += [replace(problem, place=_at(place, cell)) for problem in error.problems]
    return waves, problems


def _bases(
    printed: list[Cell], place: Place, row: int, columns: list[int]
) -> tuple[np.ndarray, list[Problem]]:
    if set(map(type, printed)) == {float}:
        return np.array(printed), []
    numbers = [read_base(cell) for cell in printed]
    unread = [
        Problem(
            "not-a-base",
            "base cannot be read",
            _at(place, cell_name(row, column)),
            got=repr(cell),
            expected="a number of respondents",
        )
        for cell, number, column in zip(printed, numbers, columns, strict=True)
        if number is None and not left_blank(cell)
    ]
    return np.array([np.nan if number is None else number for number in numbers]), unread


def _cell_problems(
    sheet: Sheet, table: ShareTable, rows: list[int], columns: list[int], place: Place
) -> Iterator[Problem]:
    for answer, wave in table.unread:
        yield Problem(
            "not-a-share",
            "share cannot be read",
            _at(place, cell_name(rows[answer], columns[wave])),
            got=repr(sheet.cells[rows[answer]][columns[wave]]),
            expected="a fraction, a percentage, `*`, `-` or nothing",
        )
    for answer, wave in table.misfits:
        yield Problem(
            "percents-mixed",
            "percentages and fractions are mixed in one wave",
            _at(place, cell_name(rows[answer], columns[wave])),
            got=repr(sheet.cells[rows[answer]][columns[wave]]),
            expected="a percentage" if table.percents[wave] else "a fraction from 0 to 1",
            hint="write all numbers of the column in the same way",
        )


def _repeated(answers: tuple[str, ...], rows: Iterable[int], place: Place) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for answer, row in zip(answers, rows, strict=True):
        if answer in first:
            yield Problem(
                "duplicate-answer",
                f"duplicate answer '{answer}'",
                _at(place, cell_name(row, 0)),
                got=f"also in {cell_name(first[answer], 0)}",
                hint="give each row a label of its own",
            )
        first.setdefault(answer, row)


def _without_dates(sheet: Sheet, place: Place) -> Problem:
    numbers = any(isinstance(cell, (int, float)) for row in sheet.cells for cell in row[1:])
    return Problem(
        "sheet-without-dates",
        "sheet has no row of dates",
        place,
        expected=f"dates of fieldwork right of the question, in the first {ROWS_SEARCHED} rows",
        hint="" if numbers else "it holds no numbers and is left out",
        severity="error" if numbers else "warning",
    )


def _without_answers(place: Place) -> Problem:
    title, expected = "sheet has dates and no answers", "a row for each answer, below the dates"
    hint = "it is left out"
    return Problem(
        "sheet-without-answers", title, place, expected=expected, hint=hint, severity="warning"
    )


def _unlabelled(place: Place, row: int) -> Problem:
    return Problem("label-missing", "row has numbers but no label", _at(place, cell_name(row, 0)))


def _at(place: Place, cell: str) -> Place:
    return Place(file=place.file, sheet=place.sheet, cell=cell)
