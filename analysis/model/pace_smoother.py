"""The smoother under paces: back through the filter, each day given all readings.

    day 1   quiet  usual  turbulent          each pair of paces, the day's and the day after's,
               \\     |     /                 has a state of its own; those of one pace are then
    day 2   quiet  usual  turbulent          replaced by one normal (Kim 1994)

(Kim 1994, Journal of Econometrics 60.) The level alone moves. Days asked for between two others
are bridges between what is found for these. Arrays are as in `pace_filter`; those of pairs end
with (B, M, M), the pace of the day and of the day after.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.model.measurements import Floats, Integers
from analysis.model.pace_filter import TINY, Passed

__all__ = ["Smoothing", "regained", "smooth", "with_days_outside"]

Between = Callable[[int], Sequence[tuple[int, Floats, Floats]]]


@dataclass(frozen=True)
class Smoothing:
    """Pace, level and effects on days given all readings, as in `Passed`."""

    probability: Floats
    mean: Floats
    covariance: Floats


Bridged = dict[int, tuple[Floats, Floats, Floats]]


def smooth(
    passed: Passed, moves: Floats, changes: Floats, between: Between
) -> tuple[Smoothing, Bridged]:
    """What all readings say of each day.

    Args:
        passed: the filter's.
        moves, changes: as in `Told`.
        between: for the place of a day, the days asked for between it and the next, each with
            the part of the level's move that lies before it and the variance of that part,
            both (B, M).

    Returns:
        The D days, and pace, mean and covariance on each of the days between.
    """
    weight, away = regained(passed.covariance, moves)
    known = (weight * passed.mean[:-1]).sum(axis=1)[..., None]
    joint = passed.probability[:-1, :, :, None] * changes[1:, None]
    joint /= (passed.ahead[1:] + TINY)[:, :, None, :]
    found = Smoothing(passed.probability.copy(), passed.mean.copy(), passed.covariance.copy())
    bridged: Bridged = {}
    for day in range(len(away) - 1, -1, -1):
        likely = joint[day] * found.probability[day + 1][:, None, :]
        own = np.add.reduce(likely, axis=2)
        mean, spread = found.mean[day + 1], found.covariance[day + 1]
        pairs = _pairs(mean, spread, weight[day][..., None], known[day], away[day])
        found.probability[day] = own / np.add.reduce(own, axis=1)[:, None]
        part = likely / (own + TINY)[..., None]
        found.mean[day], found.covariance[day] = _collapsed(*pairs[:2], part)
        for asked, before, variance in between(day):
            bridged[asked] = (
                found.probability[day + 1],
                *_bridged(mean, spread, pairs, likely, before, variance),
            )
    return found, bridged


def regained(covariance: Floats, moves: Floats) -> tuple[Floats, Floats]:
    """What is needed to go back a day: P^-1 e (D-1, m, B, M), and r (D-1, B, M, M).

    The level alone moves, by a variance q_k: given the state x after it, the level before is
    x - r b'(x - m) with variance r, where b = P^-1 e, r = q / (1 + q e'P^-1 e), for a filter
    of pace j that knew m and P before it and pace k of the move.
    """
    before = covariance[:-1]
    if before.shape[1] == 1:
        weight = 1 / before[:, 0]
    else:
        inverse = np.linalg.inv(np.moveaxis(before, (1, 2), (-2, -1)))
        weight = np.ascontiguousarray(np.moveaxis(inverse[..., 0], -1, 1))
    move = moves[1:, :, None, :]
    return weight, np.asarray(move / (1 + move * weight[:, 0, :, :, None]))


def _pairs(
    mean: Floats, spread: Floats, weight: Floats, known: Floats, away: Floats
) -> tuple[Floats, Floats, Floats]:
    """State given all readings for each pace of a day and each of the day after.

    Args:
        mean, spread: of the day after, for each of its paces.
        weight: (m, B, M, 1) and `away` as of `regained`.
        known: (B, M, 1) the weight times the filter's mean.

    Returns:
        Means (m, B, M, M), covariances (m, m, B, M, M), and (B, M, M) the covariance of the
        level with that of the day after.
    """
    after, around = mean[:, :, None], spread[:, :, :, None]
    pull = np.add.reduce(weight * after, axis=0) - known
    centres = np.repeat(after, weight.shape[2], axis=2)
    centres[0] -= away * pull
    carried = away * np.add.reduce(around * weight, axis=1)
    spreads = np.repeat(around, weight.shape[2], axis=3)
    shared = spreads[0, 0] - carried[0]
    inner = away * np.add.reduce(carried * weight, axis=0)
    spreads[0] -= carried
    spreads[:, 0] -= carried
    spreads[0, 0] += inner + away
    return centres, spreads, shared


def _collapsed(centres: Floats, spreads: Floats, part: Floats) -> tuple[Floats, Floats]:
    """Mean and covariance of mixtures over the last axis, of which each part is as likely as
    `part` (B, M, M) says."""
    weighed = centres * part
    middle = np.add.reduce(weighed, axis=-1)
    second = np.add.reduce(spreads * part + weighed[:, None] * centres, axis=-1)
    return middle, second - middle[:, None] * middle


def _bridged(
    mean: Floats,
    spread: Floats,
    pairs: tuple[Floats, Floats, Floats],
    likely: Floats,
    part: Floats,
    before: Floats,
) -> tuple[Floats, Floats]:
    """State and covariance on a day between two, for each pace of the later one.

    Given the levels a before and b after, a walk of which the variance x of the move lies
    before the day is (1 - p) a + p b, with p = x / all of it, and variance (1 - p) x.
    """
    centres, spreads, shared = pairs
    p = part[:, None, :]
    middle, around = centres.copy(), spreads.copy()
    middle[0] = (1 - p) * centres[0] + p * mean[0][:, None]
    # Effects do not move: their covariance with the level is weighed as the level is.
    around[0, 1:] = (1 - p) * spreads[0, 1:] + p * spread[0, 1:, :, None]
    around[1:, 0] = around[0, 1:]
    level = (1 - p) ** 2 * spreads[0, 0] + p**2 * spread[0, 0][:, None] + 2 * p * (1 - p) * shared
    around[0, 0] = level + ((1 - part) * before)[:, None, :]
    turned = np.swapaxes(likely, 1, 2)
    turned = turned / (turned.sum(axis=2, keepdims=True) + TINY)
    return _collapsed(np.swapaxes(middle, -1, -2), np.swapaxes(around, -1, -2), turned)


def with_days_outside(found: Smoothing, days: Integers, bridged: Bridged) -> Smoothing:
    """What was found on some days, with further days among them."""
    if not bridged:
        return found
    order = np.argsort(np.concatenate([days, np.array(list(bridged))]), kind="stable")
    added = zip(*bridged.values(), strict=True)
    own = (found.probability, found.mean, found.covariance)
    return Smoothing(
        *(np.concatenate([old, np.stack(new)])[order] for old, new in zip(own, added, strict=True))
    )
