"""Printed fieldwork dates, in four languages, as the days they name.

    6th - 24th February 2025        del 2 al 6 de septiembre de 2024
    28 April-2 May 2023             12.-14. Mai 2023
    du 3 au 5 mars 2024             2024-03-03/2024-03-05, Feb 23, Q2 2024, 2024
    21/05 - 30/05/2016              03-04/2008 (March to April), 12-27/05/2012

A date is split at its range sign; each half holds a day, a month, a year, or some of them,
and what one half leaves out the other one says. The year is never taken from the clock: a
date that prints none needs the `year` it belongs to, or is a problem.
"""

from __future__ import annotations

import calendar
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from math import isfinite
from typing import Literal

from polls.errors import Place, Problem, ProblemsError
from polls.printed.date_tokens import (
    COMPACT,
    FIRST_YEAR_OF_POLLS,
    MONTHS,
    NUMERIC,
    UNREADABLE,
    UnreadableError,
    full_year,
    halves_of,
    numeric_parts,
)

__all__ = [
    "Fieldwork",
    "lacks_year",
    "looks_like_fieldwork",
    "month_first_in",
    "parse_fieldwork",
]

Precision = Literal["day", "month", "year"]

LONGEST = 200
"""Letters that a cell with dates may have."""


@dataclass(frozen=True, order=True)
class Fieldwork:
    """First and last day of fieldwork, and how precisely the source says them.

    With precision `month` or `year` the days are the first and last of that span.

    >>> str(parse_fieldwork("28 April-2 May 2023"))
    '2023-04-28 to 2023-05-02'
    """

    start: date
    end: date
    precision: Precision = "day"

    def __str__(self) -> str:
        return f"{self.start} to {self.end}" if self.end != self.start else f"{self.start}"


@dataclass(frozen=True)
class Part:
    """One half of a printed range: the parts of a date that it names.

    `number` is the 23 of `Feb 23`: a day or a year, which only the rest can tell.
    """

    day: int | None = None
    month: int | None = None
    year: int | None = None
    months: int = 1
    number: int | None = None

    def with_number_as_day(self) -> Part:
        """The part with its undecided number, if any, taken as a day."""
        return self if self.number is None else replace(self, day=self.number, number=None)

    def with_number_as_year(self) -> Part:
        """The part with its undecided number, if any, taken as a year."""
        if self.number is None:
            return self
        return replace(self, year=full_year(self.number), number=None)


def parse_fieldwork(
    printed: Hashable,
    *,
    year: int | None = None,
    month_first: bool | None = None,
    place: Place | None = None,
) -> Fieldwork:
    """The days of fieldwork that a printed text, or a date cell, names.

    Args:
        printed: text in English, French, German or Spanish; a date cell; or a whole number
            that is a year.
        year: the year of a text that prints none (of its end, where it spans two years).
        month_first: whether `05/12/2024` is the 12th of May; None where nobody knows.
            With points between (`05.12.2024`) the day always comes first.
        place: where the text stands, for the problem.

    Returns:
        The first and last day with the precision of the text. `Feb 23` without a year from
        elsewhere is February 2023; with one it is the 23rd.

    Raises:
        ProblemsError: `unreadable-fieldwork`, `fieldwork-without-year`, `ambiguous-date` or
            `impossible-date`.

    >>> print(parse_fieldwork("6th - 24th February 2025"))
    2025-02-06 to 2025-02-24
    >>> print(parse_fieldwork("du 30 décembre 2023 au 2 janvier 2024"))
    2023-12-30 to 2024-01-02
    >>> parse_fieldwork("März 2024").precision
    'month'
    """
    try:
        return _parsed(printed, year, month_first)
    except UnreadableError as problem:
        raise ProblemsError(
            [
                Problem(
                    problem.code,
                    "dates of fieldwork cannot be read",
                    place or Place(),
                    got=repr(printed),
                    expected=problem.expected,
                    hint=problem.hint,
                )
            ]
        ) from None


def looks_like_fieldwork(printed: Hashable) -> bool:
    """Whether a cell names dates, be they complete or not; for finding the row of dates.

    >>> looks_like_fieldwork("9-10 Apr"), looks_like_fieldwork("Too high"), looks_like_fieldwork(47)
    (True, False, False)
    """
    try:
        _parsed(printed, 2000, False)
    except UnreadableError as problem:
        return problem.code in ("fieldwork-without-year", "impossible-date", "ambiguous-date")
    return True


def lacks_year(printed: Hashable) -> bool:
    """Whether a cell names dates that would be complete with a year.

    >>> lacks_year("9-10 Apr"), lacks_year("9-10 Apr 2024"), lacks_year("Too high")
    (True, False, False)
    """
    try:
        _parsed(printed, None, False)
    except UnreadableError as problem:
        return problem.code == "fieldwork-without-year"
    return False


def month_first_in(printed: Iterable[object]) -> bool | None:
    """Whether dates of one table (`05/28/2024`) put the month first; None where none tells.

    >>> month_first_in(["05/12/2024", "05/28/2024"]), month_first_in(["05/12/2024"])
    (True, None)
    """
    told = {
        int(second) > 12
        for cell in {cell for cell in printed if isinstance(cell, str)}
        for found in NUMERIC.finditer(cell)
        for first, sign, second, _ in [numeric_parts(found)]
        if sign != "." and (int(first) > 12) != (int(second) > 12)
    }
    return told.pop() if len(told) == 1 else None


def _parsed(printed: Hashable, year: int | None, month_first: bool | None) -> Fieldwork:
    found = _tried(printed, year, month_first)
    if isinstance(found, UnreadableError):
        raise found.with_traceback(None)
    return found


# A file prints the same dates many times, wrong ones too, and some look twice for their row.
@lru_cache(maxsize=4096)
def _tried(
    printed: Hashable, year: int | None, month_first: bool | None
) -> Fieldwork | UnreadableError:
    try:
        return _read_whole(printed, year, month_first)
    except UnreadableError as error:
        return error


def _read_whole(printed: Hashable, year: int | None, month_first: bool | None) -> Fieldwork:
    if isinstance(printed, datetime):
        if not 1 <= printed.year <= 9999:
            raise UnreadableError(UNREADABLE, "a date or a range of dates")
        day = date(printed.year, printed.month, printed.day)
        return Fieldwork(day, day)
    if isinstance(printed, date):
        return Fieldwork(printed, printed)
    if isinstance(printed, (int, float)) and not isinstance(printed, bool):
        printed = _year_in_number(printed)
    # Braces mark the dates that are found, so a printed one would be taken for such a mark.
    if not isinstance(printed, str) or not printed.strip() or "{" in printed or "}" in printed:
        raise UnreadableError(UNREADABLE, "a date or a range of dates")
    if len(printed) > LONGEST:
        raise UnreadableError(UNREADABLE, f"a date or a range of dates in {LONGEST} letters")
    halves = list(halves_of(printed, month_first))
    first, last = _settled(_read_half(halves[0]), _read_half(halves[-1]), year)
    return _completed(first, last, year)


def _year_in_number(number: float) -> str:
    if not isfinite(number):
        raise UnreadableError(UNREADABLE, "a date or a range of dates")
    if number == int(number) and COMPACT.fullmatch(str(int(number))):
        return str(int(number))
    if number == int(number) and FIRST_YEAR_OF_POLLS <= number <= 2100:
        return str(int(number))
    raise UnreadableError(
        UNREADABLE,
        "a date or a range of dates",
        "is this a date whose cell format was lost? Format the cell as a date"
        if 20_000 < number < 80_000
        else "",
    )


def _read_half(tokens: list[str]) -> Part:
    """The day, month and year that the tokens of one half name."""
    part = Part()
    for token in tokens:
        if token.startswith("{"):
            part = _with_numbers(part, token)
        elif token in MONTHS and part.month is None:
            part = replace(part, month=MONTHS[token])
        elif token.lstrip("'").isdigit():
            part = _with_number(part, token, tokens)
        else:
            languages = "English, French, German or Spanish"
            raise UnreadableError(UNREADABLE, f"a date or a range of dates in {languages}")
    if part.year is not None and not FIRST_YEAR_OF_POLLS <= part.year <= 2100:
        raise UnreadableError("impossible-date", f"a year from {FIRST_YEAR_OF_POLLS} on")
    return part


def _with_numbers(part: Part, token: str) -> Part:
    """The part with the numbers of a date or quarter that was read before."""
    if part.month is not None or part.day is not None:
        raise _more_than_a_date()
    if token.startswith("{q"):
        return replace(part, month=3 * int(token[2]) - 2, months=3)
    year, month, day = (int(value) if value else None for value in token[1:-1].split(" "))
    if part.year is not None and year is not None:
        raise _more_than_a_date()
    return Part(day, month, year if year is not None else part.year)


def _with_number(part: Part, token: str, tokens: list[str]) -> Part:
    """The part with a number that is a year, a day, or either (`Feb 23`)."""
    digits = token.lstrip("'")
    number = int(digits)
    named = part.month is not None or part.number is not None
    year = token.startswith("'") or len(digits) == 4 or (len(digits) == 2 and number > 31 and named)
    if year:
        if part.year is not None:
            raise _more_than_a_date()
        return replace(part, year=full_year(number))
    # `52.0 %` and `65 and over` have no month: they are no dates at all.
    if len(digits) > 2 or (number > 31 and MONTHS.keys().isdisjoint(tokens)):
        raise UnreadableError(UNREADABLE, "a date or a range of dates")
    if number > 31:
        raise UnreadableError("impossible-date", "a day of the calendar")
    if len(tokens) == 2 and tokens[0] in MONTHS and len(digits) == 2:
        return replace(part, number=number)
    if part.day is None:
        return replace(part, day=number)
    if part.year is not None or part.month is None or len(digits) != 2:
        raise _more_than_a_date()
    return replace(part, year=full_year(number))


def _more_than_a_date() -> UnreadableError:
    return UnreadableError(
        UNREADABLE, "one date or range of dates", "what is printed beside it belongs elsewhere"
    )


def _settled(first: Part, last: Part, year: int | None) -> tuple[Part, Part]:
    """Both halves with an undecided number settled as a day or as a year.

    `Feb 23` and `Jan 23 - Mar 23` name months, `Mar 12-13` and `Feb 3 - Mar 2, 2024` days.
    """
    as_years = first.with_number_as_year(), last.with_number_as_year()
    years = [part.year for part in as_years if part.year is not None]
    days_named = first.day is not None or last.day is not None
    if year is None and not days_named and max(years, default=0) - min(years, default=0) <= 1:
        return as_years
    return first.with_number_as_day(), last.with_number_as_day()


def _completed(first: Part, last: Part, year: int | None) -> Fieldwork:
    """Both halves with what each leaves to the other, as days."""
    end_year = last.year or first.year or year
    start_month, end_month = first.month or last.month, last.month or first.month
    if start_month is None and (first.day is not None or last.day is not None):
        raise UnreadableError(UNREADABLE, "the month of each day")
    if end_year is None:
        raise UnreadableError(
            "fieldwork-without-year",
            "dates with their year",
            "say the year: it is never taken from today's date",
        )
    start_year = first.year or end_year
    if first.year is None and start_month and end_month and start_month > end_month:
        start_year -= 1  # 28 December - 3 January 2024
    if start_month is None or end_month is None:
        return _ordered(date(start_year, 1, 1), date(end_year, 12, 31), "year")
    if first.day is None and last.day is None:
        last_month = end_month + last.months - 1
        return _ordered(
            _day(start_year, start_month, 1),
            _day(end_year, last_month, calendar.monthrange(end_year, min(last_month, 12))[1]),
            "month",
        )
    if first.day is None or last.day is None:
        raise UnreadableError(UNREADABLE, "a day on both sides of the range")
    return _ordered(_day(start_year, start_month, first.day), _day(end_year, end_month, last.day))


def _ordered(start: date, end: date, precision: Precision = "day") -> Fieldwork:
    if end < start:
        raise UnreadableError("impossible-date", "fieldwork that ends on or after its start")
    return Fieldwork(start, end, precision)


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise UnreadableError("impossible-date", "a day of the calendar") from None
