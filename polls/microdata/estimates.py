"""What is estimated, as ratios of sums over cells, with the covariance of all of them.

    answer     numerator                        denominator
    share      weight of who gave it            weight of the base
    net        weight of who gave one of them   weight of the base
    mean       weight x code                    weight of who gave a code of the scale

A cell is a group and an answer. Whatever the design (strata and units, replicates, raked
margins), an estimate is known by its two columns, so one variance serves all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from polls.microdata.raking import Margins
from polls.microdata.variance import SingleUnit, Strata, linearised

__all__ = ["Drawn", "Estimates", "Wish"]


@dataclass(frozen=True)
class Wish:
    """One ratio that is wanted: in which groups, and what each answer counts in it.

    Args:
        groups: numbers of the groups that it is taken over; None for all of the sample.
        numerator: by number of the answer, what a weight counts above the line.
        base: numbers of the answers that count below the line.
    """

    groups: frozenset[int] | None
    numerator: dict[int, float]
    base: frozenset[int]


@dataclass(frozen=True)
class Drawn:
    """How the sample was drawn, as far as variances ask.

    Args:
        strata: the units of the sample.
        single: what strata with one unit do.
        margins: of raked weights, else None.
        factors: (replicates,) what the squares of replicates count with; None without them.
        mse: whether they are around the estimate of the whole sample.
        freedom: degrees of freedom of replicates; NaN without them.
    """

    strata: Strata
    single: SingleUnit = "error"
    margins: Margins | None = None
    factors: np.ndarray | None = None
    mse: bool = False
    freedom: float = np.nan

    def freedom_of(self, counted: float) -> float:
        """Degrees of freedom: those of replicates, else units less strata as counted."""
        return counted if np.isnan(self.freedom) else self.freedom


@dataclass(frozen=True)
class Estimates:
    """Estimates of one sample with their covariances.

    Args:
        value: (estimates,) the ratios, NaN where nobody is in the base.
        covariance: (estimates, estimates) of the ratios.
        n: (estimates,) respondents of positive weight in the base.
        n_weighted: (estimates,) sum of their weights.
        spread: (estimates,) weighted variance of what is averaged: share (1 - share) of a share.
    """

    value: np.ndarray
    covariance: np.ndarray
    n: np.ndarray
    n_weighted: np.ndarray
    spread: np.ndarray

    @cached_property
    def variance(self) -> np.ndarray:
        """(estimates,) variances."""
        return np.diag(self.covariance)

    @cached_property
    def deff(self) -> np.ndarray:
        """(estimates,) variance over spread / n; NaN where nothing is spread."""
        simple = self.spread / np.where(self.n > 0, self.n, 1)
        # Rounding leaves 1e-17 of a mean of equal numbers.
        known = self.spread > 1e-14 * np.maximum(1.0, self.value**2)
        return np.asarray(
            np.divide(self.variance, simple, where=known, out=np.full(len(simple), np.nan))
        )

    @classmethod
    def of(cls, cells: pd.DataFrame, wishes: Sequence[Wish], drawn: Drawn) -> Estimates:
        """The estimates of a table of cells.

        Args:
            cells: all cells of a sample, sorted as `merged` leaves them.
            wishes: what is wanted.
            drawn: how the sample was drawn.
        """
        atoms, where = _atoms(cells)
        above, below = _lines(atoms, wishes)
        weight = np.bincount(where, cells["weight"].to_numpy(), len(atoms))
        n = np.bincount(where, cells["n"].to_numpy(), len(atoms)) @ below
        total = weight @ below
        safe = np.where(total > 0, total, 1.0)
        value = np.where(total > 0, weight @ above / safe, np.nan)
        ratio = np.where(total > 0, value, 0.0)
        spread = weight @ (above**2) / safe - ratio**2
        if drawn.factors is not None:
            covariance = _replicated(cells, where, above, below, ratio, drawn)
        else:
            scores = (above - ratio * below) / safe
            covariance = _linearised(cells, where, scores, drawn)
        return cls(value, covariance, n, total, np.maximum(spread, 0.0))


def _atoms(cells: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray]:
    """The groups and answers that the cells know, and which of them each cell is of."""
    group, answer = cells["group"].to_numpy(np.int64), cells["answer"].to_numpy(np.int64)
    answers = int(answer.max(initial=0)) + 1
    numbers, where = np.unique(group * answers + answer, return_inverse=True)
    return pd.DataFrame({"group": numbers // answers, "answer": numbers % answers}), where


def _lines(atoms: pd.DataFrame, wishes: Sequence[Wish]) -> tuple[np.ndarray, np.ndarray]:
    """(atoms, wishes) what the weight of each counts above and below the line."""
    groups, answers = atoms["group"].to_numpy(), atoms["answer"].to_numpy()
    above, below = np.zeros((2, len(atoms), len(wishes)))
    for column, wish in enumerate(wishes):
        inside = np.isin(answers, list(wish.base))
        if wish.groups is not None:
            inside &= np.isin(groups, list(wish.groups))
        below[inside, column] = 1.0
        counts = [wish.numerator.get(int(answer), 0.0) for answer in answers]
        above[:, column] = np.where(inside, counts, 0.0)
    return above, below


def _linearised(
    cells: pd.DataFrame, where: np.ndarray, scores: np.ndarray, drawn: Drawn
) -> np.ndarray:
    if drawn.margins is None:
        return linearised(cells.assign(row=where), scores, drawn.strata, drawn.single)
    rows, residuals = drawn.margins.residuals(cells, where, scores)
    return linearised(cells.assign(row=rows), residuals, drawn.strata, drawn.single)


def _replicated(
    cells: pd.DataFrame,
    where: np.ndarray,
    above: np.ndarray,
    below: np.ndarray,
    ratio: np.ndarray,
    drawn: Drawn,
) -> np.ndarray:
    """Covariances from the spread of the estimates over the replicates.

    A replicate that leaves nobody in the base of an estimate says nothing of it.
    """
    assert drawn.factors is not None
    order = np.argsort(where, kind="stable")
    starts = np.searchsorted(where[order], np.arange(len(above)))
    columns = [name for name in cells if str(name).startswith("replicate")]
    weights = np.stack(
        [np.add.reduceat(cells[name].to_numpy()[order], starts) for name in columns], axis=1
    )
    totals = weights.T @ below
    ratios = np.divide(
        weights.T @ above, totals, where=totals > 0, out=np.full(totals.shape, np.nan)
    )
    counted = np.isfinite(ratios) & (drawn.factors > 0)[:, None]
    known = np.maximum(counted.sum(axis=0), 1)
    centre = ratio if drawn.mse else np.where(counted, ratios, 0.0).sum(axis=0) / known
    apart = np.where(np.isfinite(ratios), ratios - centre, 0.0) * np.sqrt(drawn.factors)[:, None]
    return np.asarray(apart.T @ apart)
