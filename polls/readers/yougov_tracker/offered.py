"""Telling a true 0% from an answer that was not offered, which trackers print as 0 too.

               18-24  25-49  50-64  65+          wave by wave, over all groups of the file
    Housing    0      0      0      0     ->     not offered in this wave
    None       0      0.01   0      0     ->     offered: the zeros are true

One group can well have nobody who picks a rare answer; all groups of a wave at once cannot,
unless the answer is so rare that it rounds to zero nearly everywhere. So a gap of at most
three waves stays a true zero where the waves on both sides of it print at most one rounding
step on average.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

__all__ = ["Offered", "decide_offered"]

LONGEST_RARE_GAP = 3
RARE_SHARE = 0.01


@dataclass(frozen=True)
class Offered:
    """What was decided for each answer and wave.

    Args:
        offered: (answers, waves) bool: the answer was offered, its zeros are true.
        rare: (answers, waves) bool: offered although every group prints 0, because the
            answer is as rare before and after.
    """

    offered: np.ndarray
    rare: np.ndarray


def decide_offered(shares: np.ndarray) -> Offered:
    """Which answers were offered in which wave.

    Args:
        shares: (groups, answers, waves) shares of 0 to 1 in order of waves; NaN where a
            group's sheet prints nothing for the wave.

    >>> housing = np.array([[[0.0, 0.0, 0.11, 0.0]], [[0.0, 0.0, 0.12, 0.13]]])
    >>> decide_offered(housing).offered.tolist()
    [[False, False, True, True]]
    """
    printed = np.where(np.isnan(shares), 0.0, shares)
    offered = printed.max(axis=0, initial=0.0) > 0
    groups = np.maximum((~np.isnan(shares)).sum(axis=0), 1)
    means = printed.sum(axis=0) / groups
    rare = np.zeros_like(offered)
    for answer in range(offered.shape[0]):
        for start, stop in _gaps(offered[answer]):
            around = (means[answer, start - 1] + means[answer, stop]) / 2
            rare[answer, start:stop] = stop - start <= LONGEST_RARE_GAP and around <= RARE_SHARE
    return Offered(offered | rare, rare)


def _gaps(offered: np.ndarray) -> list[tuple[int, int]]:
    """First and past-the-last wave of each gap between two waves with the answer."""
    at = np.flatnonzero(offered)
    return [
        (int(before) + 1, int(after))
        for before, after in itertools.pairwise(at)
        if after - before > 1
    ]
