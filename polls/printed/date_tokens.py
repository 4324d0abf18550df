"""Printed dates taken apart: the words, numbers and signs of each side of a range.

    6th - 24th February 2025     6  |  24 february 2025
    du 3.3. au 5.3.2024          { 3 3}  |  {2024 3 5}        numbers that are a date, in braces

What an order of numbers can mean is settled here; which day a side names is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from polls.codebooks.model import fold
from polls.printed.shares import without_marks

__all__ = [
    "COMPACT",
    "FIRST_YEAR_OF_POLLS",
    "MONTHS",
    "NUMERIC",
    "UNREADABLE",
    "UnreadableError",
    "full_year",
    "halves_of",
    "numeric_parts",
]

MONTH_NAMES: tuple[str, ...] = (
    "january jan janvier janv januar janner jaenner enero ene januari gennaio gen janeiro",
    "february feb febr fevrier fevr fev februar feber febrero februari febbraio fevereiro",
    "march mar mars marz maerz mrz marzo marts maart marco",
    "april apr avril avr abril abr aprile",
    "may mai mayo maj mei maggio maio",
    "june jun juin juni junio giugno junho",
    "july jul juillet juil juli julio luglio julho",
    "august aug aout agosto ago augusti augustus",
    "september sep sept septembre septiembre setiembre set settembre setembro",
    "october oct octobre oktober okt octubre ottobre outubro",
    "november nov novembre noviembre novembro",
    "december dec decembre dez dezember diciembre dic dicembre dezembro",
)
MONTHS = {name: number for number, names in enumerate(MONTH_NAMES, 1) for name in names.split()}
RANGE_TEXT = "- / to until till through thru and & au et a al y e hasta bis und"
SKIPPED_TEXT = """
    fieldwork field work conducted dates date from between on the of in online interviews
    terrain realise realisee enquete sondage du de le les des entre en ligne
    feldzeit befragungszeitraum befragung erhebung erhebungszeitraum vom von zum zwischen im der am
    trabajo campo fecha fechas realizacion del los el dia dias
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri
    sat sun lundi mardi mercredi jeudi vendredi samedi dimanche montag dienstag mittwoch donnerstag
    freitag samstag sonntag lunes martes miercoles jueves viernes sabado domingo
"""
RANGE_WORDS = frozenset(RANGE_TEXT.split())
SKIPPED_WORDS = frozenset(SKIPPED_TEXT.split())
NUMERIC = re.compile(
    r"(?<!\d)(\d{1,2})(?:([./])(\d{1,2})\2((?:19|20)\d{2}|\d{2})|(-)(\d{1,2})-((?:19|20)\d{2}))(?!\d)"
)
ISO = re.compile(r"(?<!\d)(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})(?!\d)|-(\d{2})(?!\d|\s*[a-z.]))")
CLOCK = re.compile(
    r"(?<![t, ])[t, ]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?"
    r"(?:\s*(?:am|pm)\b)?(?:\s*(?:z|utc|gmt|bst|cet|cest|[ecmp][sd]?t)\b|\s*[-+]\d{2}:?\d{2}\b)?"
)
FOOTNOTE = re.compile(r"(?:(?<!\s)\s+)?\((?:\d{1,2}|[a-z])\)\s*$")
MONTH_BETWEEN = re.compile(
    r"(?<![\da-z])(\d{1,2})([-/])([a-z]{3,10})\.?\2((?:19|20)\d{2}|\d{2})(?!\d|\s*[a-z])"
    r"|(?<![\da-z])((?:19|20)\d{2})([-/])([a-z]{3,10})\6(\d{1,2})(?!\d)"
)
COMPACT = re.compile(r"(?<!\d)((?:19|20)\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
MONTHS_AND_YEAR = re.compile(r"(?<![\d/.])(\d{1,2})\s*-\s*(\d{1,2})/((?:19|20)\d{2})(?!\d)")
SHORT_MONTH = re.compile(r"\s*([a-z]{3,10})\.?-'?(\d{2})\s*")
MONTH_AND_YEAR = re.compile(r"(?<![\d/.])(\d{1,2})[/.]((?:19|20)\d{2})(?!\d)")
DAY_AND_MONTH = re.compile(
    r"(?<!\d)(\d{1,2})([./])(\d{1,2})(?:\.|(?=\s*(?:-|to|au|al|bis)\s*[\d{]))(?!\d)"
)
DAYS_WITHOUT_POINTS = re.compile(
    r"\s*(\d\d)\.(0[1-9]|1[0-2])\.?\s*-\s*(\d\d)\.(0[1-9]|1[0-2])\.?\s*"
)
"""Days and months of two digits each, the last point or both left out: `02.01.-07.01`."""
DAYS_LISTED = re.compile(r"(?<!\d)(\d{1,2})\s*,\s*(?=\d{1,2}(?!\d))")
UNREADABLE = "unreadable-fieldwork"
QUARTER = re.compile(
    r"(?:(?<=\d{4})[-/])?\b(?:[qtk]([1-4])"
    r"|([1-4])\.?\s?(?:[qtk]|quarter|quartal|kvartal|trimestre|trim))\b"
)
"""A quarter of a year: `Q4 1997`, `1997-K4`, `4. Quartal 1997`."""
TOKEN = re.compile(r"\{[^{}]*\}|'?\d+|[^\W\d_]+|[-&/]")
ORDINAL = re.compile(r"(\d)(?:st|nd|rd|th|er|re|e|º|ª|°|o|a)(?![a-z])")
FIRST_YEAR_OF_POLLS = 1930


class UnreadableError(Exception):
    """Why a text does not name dates: code, what was expected, and a hint."""

    def __init__(self, code: str, expected: str, hint: str = "") -> None:
        super().__init__(code)
        self.code, self.expected, self.hint = code, expected, hint


def halves_of(printed: str, month_first: bool | None) -> Iterator[list[str]]:
    """The tokens of each side of the range signs; numeric dates become `{year month day}`.

    Args:
        printed: the text.
        month_first: whether `05/12/2024` is the 12th of May; None where nobody knows.

    Raises:
        UnreadableError: where no token is left, or day and month may be taken for each other.

    >>> list(halves_of("6th - 24/02/2025", month_first=False))
    [['6'], ['{2025 2 24}']]
    """
    text = re.sub(r"[–—−‐‑]", "-", fold(without_marks(printed)))
    text = re.sub(r"[{}]", " ", text)  # braces mark what has been read, below
    text = CLOCK.sub("", FOOTNOTE.sub("", text))
    text = MONTH_BETWEEN.sub(_month_between, text)
    if (short := SHORT_MONTH.fullmatch(text)) and short[1] in MONTHS:
        text = _braces(str(full_year(int(short[2]))), str(MONTHS[short[1]]), None)
    if days := DAYS_WITHOUT_POINTS.fullmatch(text):
        text = f"{days[1]}.{days[2]}. - {days[3]}.{days[4]}."
    text = NUMERIC.sub(lambda found: _numeric(*numeric_parts(found), month_first), text)
    text = COMPACT.sub(lambda found: _braces(found[1], found[2], found[3]), text)
    text = ISO.sub(lambda found: _braces(found[1], found[3] or found[5], found[4]), text)
    text = MONTHS_AND_YEAR.sub(_months, text)
    text = MONTH_AND_YEAR.sub(lambda found: _braces(found[2], found[1], None), text)
    text = DAY_AND_MONTH.sub(
        lambda found: _numeric(found[1], found[2], found[3], None, month_first), text
    )
    text = ORDINAL.sub(r"\1", text)
    text = DAYS_LISTED.sub(r"\1 - ", text)
    text = QUARTER.sub(lambda found: f" {{q{found[1] or found[2]}}}", text)
    half: list[str] = []
    for token in TOKEN.findall(text):
        if token in RANGE_WORDS:
            if half:
                yield half
            half = []
        elif token not in SKIPPED_WORDS:
            half.append(token)
    if half:
        yield half
    else:
        raise UnreadableError(UNREADABLE, "a date or a range of dates")


def _braces(year: str | None, month: str, day: str | None) -> str:
    return f"{{{year or ''} {int(month)} {int(day) if day else ''}}}"


def _months(found: re.Match[str]) -> str:
    """`03-04/2008` as its two months."""
    return f"{_braces(None, found[1], None)} - {_braces(found[3], found[2], None)}"


def _month_between(found: re.Match[str]) -> str:
    """`05-Mar-24` or `2024-Mar-05` as numbers; as it is where the word names no month."""
    day, month, year = (
        (found[1], found[3], found[4]) if found[1] else (found[8], found[7], found[5])
    )
    if month not in MONTHS:
        return found[0]
    return _braces(str(full_year(int(year))), str(MONTHS[month]), day)


def numeric_parts(found: re.Match[str]) -> tuple[str, str, str, str]:
    """The numbers of `05/12/2024` with the sign between them."""
    if found[5]:
        return found[1], found[5], found[6], found[7]
    return found[1], found[2], found[3], found[4]


def _numeric(
    first: str, sign: str, second: str, printed_year: str | None, month_first: bool | None
) -> str:
    year = str(full_year(int(printed_year))) if printed_year else None
    if sign == ".":
        month_first = False
    elif int(first) > 12 or int(second) > 12:
        month_first = int(second) > 12
    elif month_first is None and first != second:
        raise UnreadableError(
            "ambiguous-date",
            "day and month that cannot be taken for each other",
            "say which country the file is from: month first in the US, day first elsewhere",
        )
    day, month = (second, first) if month_first else (first, second)
    return _braces(year, month, day)


def full_year(number: int) -> int:
    """A year of two digits, read as one in which polls were taken: 30 to 99 are 19xx."""
    if number >= 100:
        return number
    return number + (1900 if number >= FIRST_YEAR_OF_POLLS - 1900 else 2000)
