"""What the cells of a column are, whatever it is called: dates, shares, labels, countries."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from polls.codebooks.model import Codebook, fold
from polls.printed.column_names import Role
from polls.printed.fieldwork import lacks_year, looks_like_fieldwork
from polls.printed.shares import read_share, without_marks

__all__ = [
    "all_years",
    "are_parts",
    "counted_with",
    "counts_rows",
    "holds_dates",
    "holds_labels",
    "holds_shares",
    "lack_years",
    "mostly",
    "names_country",
    "text_of",
    "yes_or_no",
]

MOSTLY = 0.5
LEAST_COUNTED, ONE_BY_ONE = 10, 0.9
THOUSANDS = re.compile(r"\s*[1-9],\d{3}\s*")
YES_AND_NO = frozenset({"true", "false", "yes", "no", "0", "1", "t", "f"})
TOGETHER = re.compile(
    r"(?:w/|w\.|(?:with|in|under|see|avec|dans|voir|mit|bei|siehe|con|en|ver|nel|nella)\s)\s*"
    r"(?P<name>\S.*)",
    re.IGNORECASE,
)
"""A party that stands with another one at an election has no share of its own."""


def holds_dates(cells: Sequence[Any]) -> bool:
    """Whether most cells name dates; numbers alone never do."""
    return mostly(
        looks_like_fieldwork(cell)
        and (not _is_number(cell) or len(str(cell).strip()) == len("20240105"))
        for cell in cells
    )


def lack_years(cells: Sequence[Any]) -> bool:
    """Whether most of the dates have no year."""
    return mostly(lacks_year(cell) for cell in cells if looks_like_fieldwork(cell))


def all_years(cells: Sequence[Any]) -> bool:
    """Whether all cells are numbers of years."""
    return bool(cells) and all(
        _is_number(cell) and 1930 <= float(str(cell).replace(",", ".")) <= 2100 for cell in cells
    )


def are_parts(role: Role, cells: Sequence[Any]) -> bool:
    """Whether cells are years, months (as numbers or names) or days of the month."""
    if role == "year":
        return all_years(cells)
    most = 12 if role == "month" else 31
    return mostly(
        1 <= float(str(cell).replace(",", ".")) <= most
        if _is_number(cell)
        else role == "month" and looks_like_fieldwork(f"{cell} 2000")
        for cell in cells
    )


def holds_shares(cells: Sequence[Any]) -> bool:
    """Whether most cells are shares, and at least half of them of at most 100%.

    A column of `1,003` alone holds thousands: nobody prints shares to a thousandth of a percent.
    """
    if cells and all(isinstance(cell, str) and THOUSANDS.fullmatch(cell) for cell in cells):
        return False
    read = [share.share for cell in cells if (share := read_share(cell, percent=True)) is not None]
    possible = sum(share <= 1 for share in read)
    most = len(read) > MOSTLY * len(cells) and possible >= MOSTLY * len(read)
    return bool(read) and most and not yes_or_no(cells)


def holds_labels(cells: Sequence[Any]) -> bool:
    """Whether the cells are few words that repeat, as labels of answers do."""
    texts = [cell for cell in cells if isinstance(cell, str)]
    return len(texts) > MOSTLY * len(cells) and 1 < len(set(texts)) <= max(2, len(texts) // 2)


def counts_rows(cells: Sequence[Any]) -> bool:
    """Whether cells number the rows: from 0 or 1, most one after another, upwards or downwards."""
    if len(cells) < LEAST_COUNTED or not all(_is_number(cell) for cell in cells):
        return False
    numbers = [float(str(cell).replace(",", ".")) for cell in cells]
    steps = np.diff(numbers)
    return bool(
        min(numbers) <= 1 and (steps == steps[0]).mean() > ONE_BY_ONE and abs(steps[0]) == 1
    )


def names_country(cell: str, book: Codebook) -> bool:
    """Whether a cell names a country that the codebook knows."""
    text = cell.strip()
    return text in book.countries or (len(text) > 2 and book.match("country", text) is not None)


def yes_or_no(cells: Sequence[Any]) -> bool:
    """Whether the cells say yes and no; 0 and 1 alone may be numbers."""
    words = {str(cell).strip().casefold() for cell in cells}
    return bool(words) and words <= YES_AND_NO and not words <= {"0", "1"}


def _is_number(cell: Any) -> bool:
    try:
        float(str(cell).strip().replace(",", "."))
    except ValueError:
        return False
    return True


def mostly(tests: Iterable[bool]) -> bool:
    """Whether more than half of the tests hold; not where there are none."""
    results = list(tests)
    return bool(results) and sum(map(bool, results)) > MOSTLY * len(results)


def text_of(cell: Any) -> str:
    """A cell as text without footnote marks; `NA` is a word where a name is expected."""
    if pd.isna(cell):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return without_marks(str(cell))


def counted_with(cell: Any, names: Container[str]) -> bool:
    """Whether a cell says that its answer is counted with that of another column: `w.NCD`.

    Args:
        cell: the cell.
        names: names of the columns, folded.
    """
    found = TOGETHER.fullmatch(cell.strip()) if isinstance(cell, str) else None
    return found is not None and fold(found["name"]) in names
