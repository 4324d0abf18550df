"""When the polls of a table were taken: its columns of dates, row by row.

Year  Month  Day  Fieldwork        start       end         precision
2024  1      20                    2024-01-20  2024-01-20  day
2024  Jan                          2024-01-01  2024-01-31  month
2024             6-8 Jan           2024-01-06  2024-01-08  day
"""

from __future__ import annotations

import calendar
import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from polls.errors import Problem, ProblemsError
from polls.files.tables import Grid
from polls.printed.column_names import YEAR, words_of
from polls.printed.fieldwork import Fieldwork, lacks_year, month_first_in, parse_fieldwork
from polls.printed.shares import left_blank
from polls.readers.contract import Hints, month_first_of
from polls.readers.poll_tables.cells import text_of
from polls.readers.poll_tables.columns import DATE_ROLES, Columns

__all__ = ["waves_of", "year_problems"]

Wave = dict[str, Any]
WAVE_GAP = 6
"""Months; two neighbouring dates without years that are further apart span a new year."""


def waves_of(
    grid: Grid, columns: Columns, hints: Hints, rows: Sequence[int]
) -> tuple[dict[int, Wave], list[Problem]]:
    """The date columns of a readings frame for each row; empty where no date can be read.

    Args:
        grid: the table.
        columns: its columns by what they are.
        hints: `year`, `fieldwork`, and which country the dates are written in.
        rows: the rows that hold a poll.
    """
    named = {role: columns.roles[role] for role in DATE_ROLES if role in columns.roles}
    cells = {name: grid.table[name].tolist() for name in named.values()}
    month_first = _month_first(grid, columns, hints, cells)
    parts = _parts(grid, columns, hints.year)
    told = parse_fieldwork(hints.fieldwork, year=hints.year) if hints.fieldwork else None
    waves: dict[int, Wave] = {}
    problems: list[Problem] = []
    published_for: list[int] = []
    others = grid.table[columns.published_else].tolist() if columns.published_else else []
    # Dates of fieldwork without a year are completed by those of publication.
    by_publication = sorted(named.items(), key=lambda item: item[0] != "published")
    for row in rows:
        read: dict[str, Fieldwork] = {}
        year = parts["year"][row] if "year" in parts else hints.year
        year = year if isinstance(year, int) else None
        known = len(problems)
        for role, name in by_publication:
            cell = cells[name][row]
            if left_blank(cell) and (role != "date" or told or parts or "published" in read):
                continue
            with _noted(problems, grid, row, name):
                read[role] = _read(cell, year, month_first, parts, row, read.get("published"))
        unread = len(problems) > known
        if parts and not read.keys() & {"date", "start", "end"}:
            name = columns.roles.get("year", columns.roles.get("month", ""))
            with _noted(problems, grid, row, name):
                read["date"] = parse_fieldwork(_joined(parts, row), month_first=False)
        if others and not read and not unread and not left_blank(others[row]):
            with _noted(problems, grid, row, columns.published_else):
                read["published"] = _read(others[row], year, month_first, parts, row, None)
        told_when = told is not None or unread or bool(read.keys() & {"date", "start", "end"})
        if "published" in read and not told_when:
            read["date"] = read["published"]
            published_for.append(row)
        waves[row] = _wave(read, told)
    problems += _other_years(grid, columns, parts.get("year", []), waves)
    if published_for:
        problems.append(_published_stands_in(grid, columns, published_for))
    return waves, problems


@contextmanager
def _noted(problems: list[Problem], grid: Grid, row: int, name: str) -> Iterator[None]:
    """Problems raised inside join those that are known, at the cell that is read."""
    try:
        yield
    except ProblemsError as error:
        place = grid.place(row, name)
        problems += [replace(problem, place=place) for problem in error.problems]


def _published_stands_in(grid: Grid, columns: Columns, rows: Sequence[int]) -> Problem:
    """The warning that fieldwork is not printed in some rows, and publication is."""
    return Problem(
        "published-for-fieldwork",
        "fieldwork is not printed: the day of publication stands in for it",
        grid.place(rows[0], columns.roles["published"]),
        got=f"{len(rows):,} row(s), the first of them here",
        severity="warning",
    )


def _other_years(
    grid: Grid, columns: Columns, years: Sequence[Any], waves: dict[int, Wave]
) -> list[Problem]:
    """Dates of another year than the one beside them, as a spreadsheet makes of `5 May`.

    A column of years alone may be that of an election, unless it completes dates that have none.
    """
    names = [columns.roles[role] for role in ("date", "start", "end") if role in columns.roles]
    if not names or "year" not in columns.roles:
        return []
    cells = grid.table[names[0]].tolist()
    of_election = not {*words_of(columns.roles["year"])} - YEAR
    if of_election and not any(lacks_year(cells[row]) for row in waves):
        return []
    return [
        Problem(
            "years-disagree",
            "date is of another year than the one beside it",
            grid.place(row, names[0]),
            got=f"{text_of(cells[row])} beside {years[row]}",
            expected="one year",
            hint="a spreadsheet adds the year of the day when a date without one was typed: "
            "correct the date, or leave the column of years out: "
            f"ignore=['{columns.roles['year']}']",
        )
        for row, wave in waves.items()
        if isinstance(years[row], int)
        and wave["start"] is not None
        and years[row] not in (wave["start"].year, wave["end"].year)
    ]


def _month_first(
    grid: Grid, columns: Columns, hints: Hints, cells: dict[str, list[Any]]
) -> bool | None:
    """Whether dates put the month first: as the table itself shows, else as its country does."""
    told = month_first_in(cell for column in cells.values() for cell in column)
    if told is None and hints.month_first is not None:
        return hints.month_first
    if told is None and "country" in columns.roles:
        return month_first_of(grid.table[columns.roles["country"]])
    return told


def _read(
    cell: Any,
    year: int | None,
    month_first: bool | None,
    parts: dict[str, list[Any]],
    row: int,
    published: Fieldwork | None,
) -> Fieldwork:
    """The dates of a cell; days alone (`2-13`) are of the month and year beside them.

    Dates without a year are the last ones that do not follow their own publication.
    """
    try:
        if published is not None and lacks_year(cell):
            read = parse_fieldwork(cell, year=published.end.year, month_first=month_first)
            if read.end <= published.end:
                return read
            return parse_fieldwork(cell, year=published.end.year - 1, month_first=month_first)
        return parse_fieldwork(cell, year=year, month_first=month_first)
    except ProblemsError:
        month = parts["month"][row] if "month" in parts else None
        if month is None or year is None:
            raise
        return parse_fieldwork(f"{_part(cell)} {_month(month)} {year}")


def _parts(grid: Grid, columns: Columns, year: int | None) -> dict[str, list[Any]]:
    """Years, months and days of the rows; a year or month printed once holds until the next."""
    if "year" not in columns.roles and "month" not in columns.roles:
        return {}
    found: dict[str, list[Any]] = {}
    if "year" not in columns.roles:
        found["year"] = [year] * len(grid.table)
    for part in ("year", "month", "day"):
        if part in columns.roles:
            before: Any = None
            found[part] = []
            for cell in grid.table[columns.roles[part]]:
                blank = left_blank(cell)
                before = cell if part == "day" or not blank else before
                found[part].append(None if left_blank(before) else _part(before))
    return found


def _part(cell: Any) -> int | str:
    text = str(cell).strip().replace(",", ".")
    try:
        number = float(text)
    except ValueError:
        return text
    return int(number) if number.is_integer() else text


def _month(month: int | str) -> str:
    """The name of a month that is printed as a number, or what else is printed for it."""
    if isinstance(month, int) and 1 <= month <= 12:
        return calendar.month_name[month]
    return str(month)


def _joined(parts: dict[str, list[Any]], row: int) -> str:
    """Year, month and day of a row as one printed date; "" where it has no year."""
    year, month, day = (parts[part][row] if part in parts else None for part in _PARTS)
    if year is None:
        return " ".join(str(part) for part in (day, month) if part is not None)
    if isinstance(month, str) or isinstance(day, str):
        given = (day, None if month is None else _month(month), year)
        return " ".join(str(part) for part in given if part is not None)
    if month is None:
        return str(year)
    return f"{year}-{month:02d}" + (f"-{day:02d}" if day is not None else "")


_PARTS = ("year", "month", "day")


def _wave(read: dict[str, Fieldwork], told: Fieldwork | None) -> Wave:
    first = read.get("date") or read.get("start") or read.get("end") or told
    last = read.get("date") or read.get("end") or read.get("start") or told
    wave: Wave = {"start": None, "end": None, "date_precision": "day"}
    if first is not None and last is not None:
        precision = max(first.precision, last.precision, key=["day", "month", "year"].index)
        wave |= {"start": first.start, "end": last.end, "date_precision": precision}
    if "published" in read:
        wave["published"] = read["published"].end
    return wave


def year_problems(
    grid: Grid, columns: Columns, hints: Hints, waves: dict[int, Wave]
) -> Iterator[Problem]:
    """Dates without years that run over more than one year, all taken for the year given."""
    name = columns.roles.get("date") or columns.roles.get("start")
    if hints.year is None or name is None or "year" in columns.roles:
        return
    cells = grid.table[name].tolist()
    dated = [
        (row, wave["start"])
        for row, wave in waves.items()
        if wave["start"] is not None and str(wave["start"].year) not in str(cells[row])
    ]
    for (_, before), (row, after) in itertools.pairwise(dated):
        months = (after.year - before.year) * 12 + after.month - before.month
        if abs(months) >= WAVE_GAP:
            yield Problem(
                "years-missing",
                "dates without years seem to run over a new year",
                grid.place(row, name),
                got=f"{cells[row]!r} after a date in {before:%B}, both taken for {hints.year}",
                expected="dates of one year, or a year in each",
                hint="write the years into the column",
            )
            return
