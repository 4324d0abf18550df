"""Printed numbers: what stands in one cell of a table of results.

    47%   47,5 %   0.47     a share; its last printed digit is its rounding step
    <0.5  *  <1%            censored: a share below the printed limit, never 0
    -  –                    a printed zero: nobody (YouGov), or a blank (typed by hand)
    1,639   1 639   1.639   a base

Decimal commas, thousands separated by spaces, points or commas: as France, Spain, Germany
and Britain print them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

__all__ = ["PrintedShare", "left_blank", "read_base", "read_share", "steps_of"]

NUMBER = re.compile(r"(?P<less><\s*)?(?P<number>\d+(?:[.,]\d+)?|[.,]\d+)\s*(?P<percent>%)?")
BASE = re.compile(r"\d{1,3}(?:[\s,.'’]\d{3})+|\d+")
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
        share = cell / 100 if percent else float(cell)
        return PrintedShare(share, _step_of(share))
    text = str(cell).strip()
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


def _step_of(share: float) -> float:
    """The largest step that the share is a whole multiple of, as `steps_of` says of many."""
    for step in STEPS:
        multiple = share / step
        if abs(multiple - round(multiple)) < WHOLE:
            return step
    return 0.0


def left_blank(cell: object) -> bool:
    """Whether a cell of a table typed by hand is empty, or a dash, which stands for the same.

    >>> [left_blank(cell) for cell in ("", " – ", None, float("nan"), 0, "0")]
    [True, True, True, True, False, False]
    """
    text = "" if pd.isna(cell) else str(cell).strip()  # type: ignore[call-overload]
    return text == "" or text in DASHES


def read_base(cell: object) -> float | None:
    """The number of respondents that a cell prints, or None where it prints none.

    >>> read_base("1,639"), read_base("1 639"), read_base(1639.0), read_base("GB Adults")
    (1639.0, 1639.0, 1639.0, None)
    """
    if isinstance(cell, bool):
        return None
    if isinstance(cell, (int, float)):
        return float(cell)
    text = str(cell).strip()
    if not BASE.fullmatch(text):
        return None
    return float(re.sub(r"\D", "", text))


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
