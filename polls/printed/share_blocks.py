"""A block of printed shares, answers down and waves across, as numbers.

0.47   47%    47         fractions, percent signs, plain percentages: recognised wave by wave
0.53   53%    0.53  <-   a fraction among percentages: a problem at its cell
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from polls.printed.shares import not_available, read_share, steps_of, without_marks

__all__ = ["ShareTable", "of_other_scale", "share_table"]

WHOLE_WITHIN = 1.0
"""Percentages that add up to 100 within this are all percentages."""
MOST = 0.5
"""A table writes decimals where more than this part of its waves of percentages does."""
LEAST = 3
"""Percentages that an answer has in other waves, to be known as one of percentages."""
FAR, LEAST_LIKELY, MOST_OF_FRACTIONS = 10, 50, 1.03
PLAIN_NUMBER = re.compile(r"-?(?:\d+(?:[.,]\d+)?|[.,]\d+)")


@dataclass(frozen=True)
class ShareTable:
    """Shares as printed.

    Args:
        shares: (answers, waves) from 0 to 1, NaN where nothing is printed.
        censored: (answers, waves) bool, below the printed limit that `shares` holds.
        steps: (waves,) printed rounding step.
        percents: (waves,) whether plain numbers of the wave are percentages; meaningless
            where a wave has none.
        plain: (waves,) whether the wave has plain numbers.
        unread: places (answer, wave) whose text is no share.
        misfits: places whose number is of the other kind than the rest of its wave.
    """

    shares: np.ndarray
    censored: np.ndarray
    steps: np.ndarray
    percents: np.ndarray
    plain: np.ndarray
    unread: tuple[tuple[int, int], ...]
    misfits: tuple[tuple[int, int], ...]


def share_table(rows: list[list[Any]]) -> ShareTable:
    """Cells as shares; what cannot be read or does not fit is listed, not mended.

    Args:
        rows: one list of cells for each answer, all of the same length.

    >>> table = share_table([[0.47, "47 %", 47.0], [0.53, "53 %", 53.0]])
    >>> table.shares.tolist(), table.percents.tolist()
    ([[0.47, 0.47, 0.47], [0.53, 0.53, 0.53]], [False, False, True])
    """
    texts: list[tuple[int, int, str]] = []
    numbers = np.full((len(rows), len(rows[0]) if rows else 0), np.nan)
    pointed = np.zeros(numbers.shape, dtype=bool)
    for answer, row in enumerate(rows):
        if set(map(type, row)) <= {float, int}:
            numbers[answer] = row
            continue
        for wave, cell in enumerate(row):
            if isinstance(cell, (int, float)) and not isinstance(cell, bool):
                numbers[answer, wave] = cell
            elif pd.isna(cell):
                continue
            elif PLAIN_NUMBER.fullmatch(text := without_marks(str(cell))):
                numbers[answer, wave] = float(text.replace(",", "."))
                pointed[answer, wave] = not text.isdigit()
            elif not not_available(text):
                texts.append((answer, wave, text))
    return _with_texts(numbers, pointed | (numbers != np.round(numbers)), texts)


def of_other_scale(tables: Sequence[ShareTable]) -> list[np.ndarray]:
    """The waves that print percentages where most print fractions, or the other way round.

    Args:
        tables: of one file; where it has as many waves of either kind, fractions are right.

    Returns:
        (waves,) bool for each table, all False where all waves agree.

    >>> odd = of_other_scale([share_table([[47.0, 0.48, 0.49], [53.0, 0.52, 0.51]])])
    >>> odd[0].tolist()
    [True, False, False]
    """
    percents = sum(int((table.percents & table.plain).sum()) for table in tables)
    fractions = sum(int((~table.percents & table.plain).sum()) for table in tables)
    mixed, fewer = bool(percents and fractions), percents <= fractions
    return [table.plain & (table.percents == fewer) & mixed for table in tables]


def _with_texts(
    numbers: np.ndarray, pointed: np.ndarray, texts: list[tuple[int, int, str]]
) -> ShareTable:
    percents, misfits = _scales(numbers, pointed)
    shares = np.where(percents, numbers / 100, numbers)
    steps = steps_of(shares)
    plain = ~np.isnan(numbers).all(axis=0)
    steps[~plain] = np.inf
    censored = np.zeros(numbers.shape, dtype=bool)
    unread: list[tuple[int, int]] = []
    for answer, wave, text in texts:
        printed = read_share(text, percent=bool(percents[wave]) or not plain[wave])
        if printed is None:
            unread.append((answer, wave))
        else:
            shares[answer, wave] = printed.share
            censored[answer, wave] = printed.censored
            steps[wave] = min(steps[wave], printed.precision)
    steps[np.isnan(shares).all(axis=0)] = 0.01
    return ShareTable(shares, censored, steps, percents, plain, tuple(unread), misfits)


def _scales(
    numbers: np.ndarray, pointed: np.ndarray
) -> tuple[np.ndarray, tuple[tuple[int, int], ...]]:
    """Whether each wave prints percentages, and the cells that do not fit their wave."""
    printed = np.where(np.isnan(numbers), 0.0, numbers)
    over = printed > 1
    under = (printed > 0) & (printed < 1)
    percents = over.any(axis=0) & (over.sum(axis=0) > under.sum(axis=0))
    # 39, 60, 0.7, 0.3: percentages that leave nobody out, however many are below one.
    whole = over.any(axis=0) & _leaves_nobody_out(printed)
    percents |= whole
    percents |= over.any(axis=0) & _of_small_answers(numbers, percents, under)
    decimal = np.asarray((pointed & over).any(axis=0))  # 0.4 beside 12.3 or 12.0: percentages
    if (decimal & percents).sum() > MOST * percents.sum():
        decimal[:] = True
    as_fractions = np.where(under, printed * 100, printed)
    below = under & ~whole & (_leaves_nobody_out(as_fractions) | ~decimal)
    # .5 in an answer's row of percentages, where 50 would be more than everybody.
    usual = (over.sum(axis=1) >= LEAST) & (over.sum(axis=1) > under.sum(axis=1))
    most = 100 + WHOLE_WITHIN
    too_much = (printed.sum(axis=0) <= most) & (as_fractions.sum(axis=0) > most)
    below &= ~(usual[:, None] & too_much)
    misfits = np.where(percents, below, over)
    places = tuple((int(answer), int(wave)) for answer, wave in np.argwhere(misfits))
    return percents, places


def _of_small_answers(numbers: np.ndarray, percents: np.ndarray, under: np.ndarray) -> np.ndarray:
    """Whether a wave is one of percentages whose numbers below one are of small answers.

    It has many of them and leaves somebody out: as fractions they would be more than everybody,
    or the other waves say that these answers are small.
    """
    sums = np.nansum(numbers, axis=0)
    likely = (sums > LEAST_LIKELY) & (sums <= 100 + WHOLE_WITHIN)
    too_many = np.where(under, numbers, 0.0).sum(axis=0) > MOST_OF_FRACTIONS
    if percents.sum() < LEAST:
        return np.asarray(likely & too_many)
    among = np.where(percents, numbers, np.nan)
    known = ~np.isnan(among).all(axis=1)
    usual = np.zeros(len(numbers))
    usual[known] = np.nanmedian(among[known], axis=1)
    far = under & (usual[:, None] > FAR * numbers)  # nearer to it as a fraction
    few = far.sum(axis=0) < MOST * under.sum(axis=0)
    return np.asarray(likely & few)


def _leaves_nobody_out(numbers: np.ndarray) -> np.ndarray:
    """Whether the percentages of each wave add up to 100."""
    return np.asarray(np.abs(numbers.sum(axis=0) - 100) <= WHOLE_WITHIN)
