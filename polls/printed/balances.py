"""Balances among the answers of a question: by how much one is ahead of another.

    Support       45    46    47
    Oppose        40    39    38
    Net support    5     7     9      45 - 40, 46 - 39, ...: nobody gave this answer

`Net` heads sums of answers too ("NET: agree"); which it is, the numbers say.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

import numpy as np

from polls.codebooks.model import fold
from polls.printed.shares import left_blank

__all__ = ["balances", "may_be_balance"]

NAMED = re.compile(r"\b(?:nets?|netto|saldo|solde|balance|bilanz)\b")
NUMBER = re.compile(r"([+\-\u2212]?) ?(\d{1,9}(?:[.,]\d{1,9})?) ?%?")
SLACK = 1.5
"""Points by which the difference of two rounded percentages misses the rounded difference."""


def may_be_balance(label: str) -> bool:
    """Whether a label names a balance, or a sum, of answers.

    >>> [may_be_balance(label) for label in ("Net support", "NET: agree", "Internet", "Saldo")]
    [True, True, False, True]
    """
    return bool(NAMED.search(fold(label)))


def balances(labels: Sequence[str], cells: Sequence[Sequence[object]]) -> set[int]:
    """Which of some answers are the difference of two others, and no sum of neighbours.

    Args:
        labels: of the A answers.
        cells: (A, W) as printed, in percent or as fractions.

    Returns:
        Places of the balances; those with a number below zero are some whatever they add up to.

    >>> balances(["Yes", "No", "Net yes"], [[50, 52], [40, 38], [10, 14]])
    {2}
    >>> balances(["Good", "Fair", "Bad", "Net: good"], [[20], [30], [35], [50]])
    set()
    """
    named = [place for place, label in enumerate(labels) if may_be_balance(label)]
    if not named:
        return set()
    numbers = np.array([[_number(cell) for cell in row] for row in cells], dtype=float)
    plain = [place for place in range(len(labels)) if place not in named]
    if not plain or np.isnan(numbers[plain]).all():
        return set()
    slack = SLACK if np.nanmax(np.abs(numbers[plain])) > 1 else SLACK / 100
    return {place for place in named if _is_balance(numbers, place, plain, slack)}


def _is_balance(numbers: np.ndarray, place: int, plain: Sequence[int], slack: float) -> bool:
    own = numbers[place]
    if (own < 0).any():
        return True
    if np.nanmax(own, initial=0.0) > 1 >= np.nanmax(numbers[plain]):
        own = own / 100  # points beside fractions
    spans = itertools.combinations(range(len(plain) + 1), 2)
    sums = (numbers[list(plain[first:last])].sum(axis=0) for first, last in spans)
    if any(_same(own, found, slack) for found in sums):
        return False
    pairs = itertools.permutations(plain, 2)
    return any(_same(own, numbers[one] - numbers[other], slack) for one, other in pairs)


def _same(printed: np.ndarray, expected: np.ndarray, slack: float) -> bool:
    """Whether two rows are the same but for rounding, wherever both are printed."""
    apart = np.abs(printed - expected)
    return bool((~np.isnan(apart)).any() and np.nanmax(apart) <= slack + 1e-9)


def _number(cell: object) -> float:
    """A cell's number with its sign; NaN where it is none."""
    if left_blank(cell):
        return np.nan
    found = NUMBER.fullmatch(str(cell).strip())
    if not found:
        return np.nan
    number = float(found[2].replace(",", "."))
    return -number if found[1] in ("-", "\u2212") else number
