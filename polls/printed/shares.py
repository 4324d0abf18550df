"""Printed numbers: what stands in one cell of a table of results.

    47%   47,5 %   0.47     a share; its last printed digit is its rounding step
    <0.5  *  <1%            censored: a share below the printed limit, never 0
    -  –                    a printed zero: nobody (YouGov), or a blank (typed by hand)
    1,639   1 639   1.639   a base

Decimal commas, thousands separated by spaces, points or commas: as France, Spain, Germany
and Britain print them.
"""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

__all__ = [
    "PrintedShare",
    "are_percents",
    "left_blank",
    "not_available",
    "print_shares",
    "prints_share",
    "read_base",
    "read_bases",
    "read_share",
    "steps_of",
    "without_marks",
]

NUMBER = re.compile(r"(?P<less><\s*)?(?P<number>\d+(?:[.,]\d+)?|[.,]\d+)\s*(?P<percent>%)?")
BASE = re.compile(
    r"(?P<whole>[1-9]\d{0,2}(?:(?P<sign>[\s,.'’])\d{3})(?:(?P=sign)\d{3})*|\d+)(?:[.,](?P<rest>\d+))?"
)
ABOUT = re.compile(
    r"^(?:n\s*=|[≈~∼]|ca\.?|circa|about|approx\.?|environ|rund|c\.)\s*", re.IGNORECASE
)
POINTED = re.compile(r"\d{1,3}\.\d{3}")
FOOTNOTE_MARK = re.compile(r"(?:(?<!\s)\s+)?(?:\[[^\[\]]{1,12}\]|[†‡§¶¹²³⁴⁵⁶⁷⁸⁹]+|\^\w{1,2}$)")
NOT_AVAILABLE = frozenset(
    {"", "na", "n/a", "n.a.", "n.a", "nan", "null", "<na>", ".", "..", "...", "not available", "?",
     "not published", "k.a.", "k. a.", "n.d.", "s.d.", "n/d", "s/d", "nc", "n.c."}
)  # fmt: skip
"""How a cell says that nothing was published, folded; dashes apart, which may mean nobody."""
NOT_KNOWN = frozenset({"unknown", "unbekannt", "inconnu", "inconnue", "desconocido", "desconocida"})
"""How a base says so in a word, which in a column of answers is one of them."""
LEAST_BASE = 30
DASHES = frozenset({"-", "–", "—", "−"})
STARRED_LIMIT = 0.005  # `*`: less than half a percent
STEPS = (0.01, 0.001, 0.0001)
WHOLE = 1e-6


@dataclass(frozen=True)
class PrintedShare:
    """A share from 0 to 1 (the upper limit where censored), with its printed rounding step."""

    share: float
    precision: float
    censored: bool = False


def read_share(cell: object, *, percent: bool) -> PrintedShare | None:
    """The share that a cell prints, or None where it prints none.

    Args:
        cell: text or a number.
        percent: whether numbers without a percent sign are percentages.

    >>> read_share("47,5 %", percent=False)
    PrintedShare(share=0.475, precision=0.001, censored=False)
    >>> read_share("<0.5", percent=True)
    PrintedShare(share=0.005, precision=0.01, censored=True)
    >>> read_share("n/a", percent=True) is None
    True
    """
    if isinstance(cell, bool):
        return None
    if isinstance(cell, (int, float)):
        if not abs(cell) <= sys.float_info.max:
            return None
        share = cell / 100 if percent else float(cell)
        return PrintedShare(share, _step_of(share))
    text = without_marks(str(cell))
    if text == "*":
        return PrintedShare(STARRED_LIMIT, 0.01, censored=True)
    if text in DASHES:
        return PrintedShare(0.0, 0.01)
    found = NUMBER.fullmatch(text)
    if found is None:
        return None
    number = found["number"].replace(",", ".")
    decimals = len(number.partition(".")[2])
    as_percent = percent or found["percent"] is not None
    digits = decimals + 2 if as_percent else max(decimals, 2)
    share = round(float(number) / (100 if as_percent else 1), digits)
    if found["less"]:
        # `<0.5` stands among whole percents: the limit has a digit more than its table.
        return PrintedShare(share, 0.01, censored=True)
    return PrintedShare(share, round(10.0**-digits, digits))


def prints_share(cell: object) -> bool:
    """Whether a cell prints a share, in percent or not: whether `read_share` would read it.

    >>> [prints_share(cell) for cell in (0.47, "47 %", "*", "n/a", True, float("nan"))]
    [True, True, True, False, False, False]
    """
    return read_share(cell, percent=True) is not None


def print_shares(cells: Sequence[object]) -> list[bool]:
    """Whether each cell of many prints a share, as `prints_share` says of one.

    >>> print_shares([0.47, 0.53]), print_shares([0.47, "n/a", "*"])
    ([True, True], [True, False, True])
    """
    # A row of numbers has a sum that is one, unless there is one among them that is none.
    if set(map(type, cells)) == {float} and math.isfinite(sum(cells)):  # type: ignore[arg-type]
        return [True] * len(cells)
    return list(map(prints_share, cells))


def _step_of(share: float) -> float:
    """The largest step that the share is a whole multiple of, as `steps_of` says of many."""
    for step in STEPS:
        multiple = share / step
        if abs(multiple - round(multiple)) < WHOLE:
            return step
    return 0.0


def not_available(cell: object) -> bool:
    """Whether a cell is empty or says in words that nothing was published.

    >>> [not_available(cell) for cell in ("", "NA", "n/a", "Not Available", None, "-", 0)]
    [True, True, True, True, True, False, False]
    """
    if not isinstance(cell, str):
        cell = "" if pd.isna(cell) else str(cell)  # type: ignore[call-overload]
    return cell.strip().casefold() in NOT_AVAILABLE


def are_percents(cells: Iterable[object]) -> bool:
    """Whether bare numbers among cells are percents, as one over 1 says; else fractions.

    >>> are_percents(["47", "0.5", ""]), are_percents([0.47, 1.0]), are_percents(["47%"])
    (True, False, False)
    """
    bare = (read_share(cell, percent=False) for cell in cells)
    return any(read is not None and read.share > 1 for read in bare)


def left_blank(cell: object) -> bool:
    """Whether a cell of a table typed by hand is blank: empty, `NA`, or a dash.

    >>> [left_blank(cell) for cell in ("", " – ", "N/A", float("nan"), 0, "0")]
    [True, True, True, True, False, False]
    """
    return not_available(cell) or str(cell).strip() in DASHES


def without_marks(text: str) -> str:
    """A printed text without the marks of footnotes.

    >>> without_marks("34%[a]"), without_marks("YouGov †"), without_marks("5 March 2024[12]")
    ('34%', 'YouGov', '5 March 2024')
    """
    return FOOTNOTE_MARK.sub("", text).strip()


def read_base(cell: object) -> float | None:
    """The number of respondents that a cell prints, or None where it prints none.

    >>> read_base("1,639"), read_base("1 639.5"), read_base("≈2.000"), read_base("GB Adults")
    (1639.0, 1639.5, 2000.0, None)
    >>> read_base("0.005")  # no thousands: these never begin with 0
    0.005
    """
    if isinstance(cell, bool):
        return None
    if isinstance(cell, (int, float)):
        return float(cell) if abs(cell) <= sys.float_info.max else None
    found = BASE.fullmatch(ABOUT.sub("", without_marks(str(cell))))
    if found is None:
        return None
    whole = re.sub(r"\D", "", found["whole"])
    number = float(f"{whole}.{found['rest'] or 0}")
    return number if number <= sys.float_info.max else None


def read_bases(cells: Sequence[object], *, decimal_comma: bool = True) -> list[float | None]:
    """The bases of a column: NaN where nothing is printed, None where a cell cannot be read.

    Args:
        cells: the column.
        decimal_comma: whether the table writes decimals with a comma, so that `1.204` can
            only be a thousand. Where it does not, `204.567` is a weighted base with its
            decimals, unless a number of the column would then be less than 30 people.

    >>> read_bases(["1,204", "NA", "351.19"]), read_bases(["1.204", "980"], decimal_comma=False)
    ([1204.0, nan, 351.19], [1204.0, 980.0])
    >>> read_bases(["204.567", "98.5"], decimal_comma=False)
    [204.567, 98.5]
    """
    texts = [cell for cell in cells if isinstance(cell, str) and POINTED.fullmatch(cell.strip())]
    decimals = bool(texts) and not decimal_comma and min(map(float, texts)) >= LEAST_BASE
    read: list[float | None] = []
    for cell in cells:
        if left_blank(cell) or without_marks(str(cell)).casefold() in NOT_KNOWN:
            read.append(np.nan)
        elif decimals and isinstance(cell, str) and POINTED.fullmatch(cell.strip()):
            read.append(float(cell))
        else:
            read.append(read_base(cell))
    return read


def steps_of(shares: np.ndarray) -> np.ndarray:
    """The printed rounding step of each column of a table of shares.

    Args:
        shares: (answers, columns) shares of 0 to 1, NaN where nothing is printed.

    Returns:
        (columns,) 0.01, 0.001 or 0.0001; 0 where the shares are not rounded at all.

    >>> steps_of(np.array([[0.47, 0.475], [0.53, 0.525]])).tolist()
    [0.01, 0.001]
    """
    steps = np.zeros(shares.shape[1])
    printed = np.where(np.isnan(shares), 0.0, shares)
    for step in reversed(STEPS):
        multiples = printed / step
        steps[(np.abs(multiples - np.round(multiples)) < WHOLE).all(axis=0)] = step
    return steps
