"""Shares and their differences as printed: a number, or a range where only a limit was printed.

42%        0.42 .. 0.42     decides as it stands, give or take its standard error
<0.5%      0    .. 0.005    below 0.5%, and anything under it: decides only if both ends do
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd

from analysis.claims.verdict import Outcome
from analysis.wording import beside, moved, points, points_between

__all__ = [
    "TIE",
    "Measured",
    "agreed",
    "all_of",
    "averaged",
    "bounds",
    "gap",
    "judged",
    "judged_within",
    "lead_within",
    "measured",
]

Basis = Literal["trend", "reading"]
"""What a sentence speaks of: the opinion underneath, or the figures as printed."""

TIE = 1e-9
"""Shares closer than this are the same share, printed twice."""


@dataclass(frozen=True)
class Measured:
    """A share, or a difference of shares, from `low` to `high`, with its standard error."""

    low: float
    high: float
    se: float

    def __sub__(self, other: Measured) -> Measured:
        """The difference of two that were measured independently."""
        se = float(np.hypot(self.se, other.se))
        return Measured(self.low - other.high, self.high - other.low, se)

    def times(self, sign: int) -> Measured:
        """The same, or with sign -1 its mirror image."""
        return self if sign > 0 else Measured(-self.high, -self.low, self.se)

    def minus(self, limit: float) -> Measured:
        """How far it is above a number that is known."""
        return replace(self, low=self.low - limit, high=self.high - limit)

    @property
    def errors(self) -> float:
        """How many standard errors it lies from 0; 0 where its ends lie on either side."""
        if self.low * self.high <= 0 or self.se <= 0:
            return 0.0
        return min(abs(self.low), abs(self.high)) / self.se

    def __str__(self) -> str:
        """A difference in points; both ends where they differ.

        >>> str(Measured(0.02, 0.02, 0.01)), str(Measured(0.015, 0.02, 0.01))
        ('+2 points', '+1.5 to +2 points')
        """
        alike = self.high - self.low < TIE
        return points(self.high) if alike else f"{points_between(self.low, self.high)} points"

    def moved(self) -> str:
        """What a share did that changed by this."""
        return moved(self.low, self.high)

    def beside(self) -> str:
        """Where a share stands that differs by this from another, which is named next."""
        return beside(self.low, self.high)


def averaged(parts: Sequence[Measured]) -> Measured:
    """The plain average of shares that were measured independently.

    >>> mean = averaged([Measured(0.4, 0.4, 0.03), Measured(0.0, 0.2, 0.04)])
    >>> round(mean.low, 9), round(mean.high, 9), round(mean.se, 9)
    (0.2, 0.3, 0.025)
    """
    count = len(parts)
    se = float(np.sqrt(sum(part.se**2 for part in parts))) / count
    low, high = (sum(getattr(part, end) for part in parts) / count for end in ("low", "high"))
    return Measured(low, high, se)


def measured(row: pd.Series) -> Measured:
    """A reading, of a frame of `Known`; a censored one lies below the limit that is printed."""
    share, se = float(row["share"]), float(row["se"])
    if row["censored"]:
        return Measured(0.0, max(share - 2 * TIE, 0.0), se)
    return Measured(share, share, se)


def bounds(rows: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """The shares of some readings from and to: alike, but where only a limit was printed."""
    share, censored = rows["share"].to_numpy(float), rows["censored"].to_numpy(bool)
    low = np.where(censored, 0.0, share)
    return low, np.where(censored, np.maximum(share - 2 * TIE, 0.0), share)


def gap(first: pd.Series, second: pd.Series, *, parts: bool = False) -> Measured:
    """How far one reading is above another.

    Args:
        first: a row of a frame of `Known`.
        second: another.
        parts: whether they are shares of one sample of which each respondent is in one at
            most. The errors are then correlated (Wald's variance of the difference of two
            multinomial shares, deff [a + b - (a - b)^2] / n), else independent.
    """
    apart = measured(first) - measured(second)
    if not parts:
        return apart
    a, b = float(first["share"]), float(second["share"])
    spread = max(a + b - (a - b) ** 2, 0.0) * max(first["inverse_n"], second["inverse_n"])
    rounding = first["rounding_variance"] + second["rounding_variance"]
    return replace(apart, se=float(np.sqrt(spread + rounding)))


def lead_within(difference: Measured, margin: float) -> Measured:
    """By how much a difference, of either sign, stays within a margin."""
    least = max(difference.low, -difference.high, 0.0)
    most = max(abs(difference.low), abs(difference.high))
    return Measured(margin - most, margin - least, difference.se)


def judged(lead: Measured, basis: Basis) -> Outcome:
    """The outcome of a lead over what the claim asks for (below 0: it falls short).

    A claim on opinion allows for sampling: the lead must be 1.96 standard errors or more, and
    so must what it falls short by. A claim on printed figures holds or does not. A lead of
    exactly 0 is a tie on the printed step, which decides nothing.
    """
    slack = 1.96 * lead.se if basis == "trend" else 0.0
    ends = (_side(end, slack) for end in (lead.low, lead.high))
    return agreed(ends)


def judged_within(lead: Measured, basis: Basis) -> Outcome:
    """The outcome of a claim of staying within a margin: it holds as printed.

    How surely it holds, the trend says.
    """
    slack = 1.96 * lead.se if basis == "trend" else 0.0
    ends = ("supported" if end > -TIE else _side(end, slack) for end in (lead.low, lead.high))
    return agreed(ends)


def agreed(outcomes: Iterable[Outcome]) -> Outcome:
    """The outcome that all give; `not settled` where they differ."""
    different = set(outcomes)
    return different.pop() if len(different) == 1 else "not settled"


def all_of(outcomes: Iterable[Outcome]) -> Outcome:
    """The outcome of a claim that several comparisons must all support."""
    given = set(outcomes)
    if "contradicted" in given:
        return "contradicted"
    return "not settled" if "not settled" in given else "supported"


def _side(lead: float, slack: float) -> Outcome:
    if lead > slack + TIE:
        return "supported"
    return "contradicted" if lead < -slack - TIE else "not settled"
