"""Taylor-linearised covariances of weighted ratios, from totals that fit in memory.

A share, a net and a mean are ratios of totals, r = sum(w y) / sum(w x). Their covariance is that
of the totals of the scores z = w (y - r x) / sum(w x), which are 0 outside the base:

    cov(r, s) = sum over strata h of  (1 - f_h) n_h / (n_h - 1)
                sum over j of (z_hj - mean_h) (z'_hj - mean'_h)

with n_h primary sampling units in stratum h, f_h the fraction of the stratum's units that was
drawn (0 where they are taken as drawn with replacement), and z_hj the sum of the scores of
unit j. A group is a part of the sample, not a sample of its own: all
units of a stratum count in n_h, those without anybody of the group with a score of 0.

Source: Binder (1983), On the variances of asymptotically normal estimators from complex
surveys, International Statistical Review 51; Woodruff (1971), JASA 66.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

__all__ = ["SingleUnit", "Strata", "degrees_of_freedom", "linearised", "merged"]

SingleUnit = Literal["error", "centred", "certainty"]
"""What a stratum with one unit does: stop the work; count its distance from the mean of the
whole sample (Stata's `centered`, R's `adjust`); or add nothing, as if drawn with certainty."""

KEYS = ("stratum", "unit", "margin", "group", "answer")
SLAB = 4_000_000
"""Values of the table of scores that is held at a time."""


@dataclass(frozen=True)
class Strata:
    """How many primary sampling units each stratum has.

    Args:
        ids: (strata,) numbers of the strata, ascending.
        units: (strata,) primary sampling units in each.
        drawn: (strata,) fraction of the population's units that was drawn, 0 to 1.
    """

    ids: np.ndarray
    units: np.ndarray
    drawn: np.ndarray

    @property
    def single(self) -> np.ndarray:
        """The numbers of the strata that show one unit of several."""
        return np.asarray(self.ids[(self.units == 1) & (self.drawn < 1)])

    def among(self, ids: np.ndarray) -> Strata:
        """Those of the strata that are listed."""
        kept = np.isin(self.ids, ids)
        return Strata(self.ids[kept], self.units[kept], self.drawn[kept])

    @classmethod
    def of(cls, cells: pd.DataFrame) -> Strata:
        """The strata of a table of cells; without units, each respondent is one."""
        ids, units = _units_of_strata(cells, "respondents")
        return cls(ids, units, np.zeros(len(ids)))


def degrees_of_freedom(cells: pd.DataFrame) -> int:
    """Units less strata, of the cells with respondents of positive weight."""
    counted = cells[cells["n"] > 0]
    ids, units = _units_of_strata(counted, "n")
    return int(units.sum()) - len(ids)


def _units_of_strata(cells: pd.DataFrame, people: str) -> tuple[np.ndarray, np.ndarray]:
    """The strata of cells, ascending, and how many units each has; as `merged` sorts them."""
    stratum, weight = cells["stratum"].to_numpy(), None
    if "unit" in cells:
        stratum = stratum[_first_of_units(cells["unit"].to_numpy())]
    else:
        weight = cells[people].to_numpy()
    ids, position = np.unique(stratum, return_inverse=True)
    return ids, np.bincount(position, weight, len(ids)).astype(float)


def _first_of_units(unit: np.ndarray) -> np.ndarray:
    """The first of the cells of each unit, which stand together."""
    return np.flatnonzero(np.concatenate([[True], unit[1:] != unit[:-1]])[: len(unit)])


def merged(cells: pd.DataFrame) -> pd.DataFrame:
    """Cells with the same keys summed up to one; a respondent is a cell of one.

    Args:
        cells: integers `stratum`, `group`, `answer` and, where the sample was drawn in
            clusters, `unit` (no two strata share one), where it was raked, `margin`; `n`, the
            respondents of positive weight, `weight`, the sum of their weights, and other sums;
            without units also `respondents` and `spread`, the sum of squares of their weights
            around their mean.

    Returns:
        A row for each cell, sorted by its keys. Spreads are joined around the common mean
        (Chan, Golub and LeVeque 1983), so that it does not matter where a file was cut.

    >>> rows = pd.DataFrame({"stratum": 0, "group": 0, "answer": [1, 1, 2], "n": 1,
    ...                      "weight": [1.0, 3.0, 2.0], "respondents": 1, "spread": 0.0})
    >>> merged(rows)[["answer", "n", "weight", "spread"]].to_numpy().tolist()
    [[1.0, 2.0, 4.0, 2.0], [2.0, 1.0, 2.0, 0.0]]
    """
    keys = [key for key in KEYS if key in cells]
    order = np.lexsort([cells[key].to_numpy() for key in reversed(keys)])
    new = np.zeros(len(cells), dtype=bool)
    new[:1] = True
    for key in keys:
        ordered = cells[key].to_numpy()[order]
        new[1:] |= ordered[1:] != ordered[:-1]
    starts = np.flatnonzero(new)
    columns = {str(name): cells[name] for name in cells}
    if "spread" in cells:
        size, weight = cells["respondents"].to_numpy(), cells["weight"].to_numpy()
        common = np.add.reduceat(weight[order], starts) / np.add.reduceat(size[order], starts)
        apart = np.empty(len(cells))
        apart[order] = common[np.cumsum(new) - 1]
        columns["spread"] = cells["spread"] + size * (weight / size - apart) ** 2
    summed = {
        name: values.to_numpy()[order[starts]]
        if name in keys
        else np.add.reduceat(values.to_numpy()[order], starts)
        for name, values in columns.items()
    }
    return pd.DataFrame(summed, copy=False)


def linearised(
    cells: pd.DataFrame,
    coefficients: np.ndarray,
    strata: Strata,
    single: SingleUnit = "error",
) -> np.ndarray:
    """The covariances of several estimates that are linear in the weights.

    Args:
        cells: all cells of the sample, as `merged` sorts them, with `row`: which row of the
            coefficients is theirs.
        coefficients: (rows, estimates) what a weight of 1 adds to the score of each estimate.
        strata: the units of the sample.
        single: what strata with one unit do.

    Returns:
        (estimates, estimates) covariances.
    """
    several = strata.units > 1
    # A lone unit has no spread of its own to scale up.
    scale = np.divide(strata.units, strata.units - 1, where=several, out=np.ones(len(several)))
    if single != "centred":
        scale = scale * several
    scale = np.sqrt(scale * (1 - strata.drawn))
    covariance = np.zeros((coefficients.shape[1],) * 2)
    mean = _means_of_strata(cells, coefficients, strata, centred=single == "centred")
    distances = _of_units if "unit" in cells else _of_respondents
    for apart, stratum in distances(cells, coefficients, strata, mean):
        apart *= scale[stratum][:, None]
        covariance += apart.T @ apart
    return covariance


def _means_of_strata(
    cells: pd.DataFrame, coefficients: np.ndarray, strata: Strata, *, centred: bool
) -> np.ndarray:
    """(strata, estimates) mean score of a unit; where centred, 0 for strata with one unit.

    The scores of the whole sample add up to 0, so 0 is their mean.
    """
    rows = len(coefficients)
    where = np.searchsorted(strata.ids, cells["stratum"]) * rows + cells["row"].to_numpy()
    pairs, place = np.unique(where, return_inverse=True)
    weight = np.bincount(place, cells["weight"].to_numpy())
    sums = np.zeros((len(strata.ids), coefficients.shape[1]))
    slab = max(SLAB // max(coefficients.shape[1], 1), 1)
    for first in range(0, len(pairs), slab):
        inside = slice(first, first + slab)
        scores = weight[inside, None] * coefficients[pairs[inside] % rows]
        stratum = pairs[inside] // rows
        starts = np.flatnonzero(np.diff(stratum, prepend=-1))
        sums[stratum[starts]] += np.add.reduceat(scores, starts)
    mean = sums / strata.units[:, None]
    if centred:
        mean[strata.units == 1] = 0.0
    return np.asarray(mean)


def _of_units(
    cells: pd.DataFrame, coefficients: np.ndarray, strata: Strata, mean: np.ndarray
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """The units' scores less the mean of their stratum, with the strata's places, in slabs."""
    unit, weight = cells["unit"].to_numpy(), cells["weight"].to_numpy()
    row = cells["row"].to_numpy()
    starts = _first_of_units(unit)
    stratum = np.searchsorted(strata.ids, cells["stratum"].to_numpy()[starts])
    ends = np.append(starts[1:], len(cells))
    # A slab holds whole units: a file may have as many as respondents.
    slab = max(SLAB // max(coefficients.shape[1], 1), 1)
    first = 0
    while first < len(starts):
        last = max(int(np.searchsorted(ends, starts[first] + slab, "right")), first + 1)
        inside = slice(starts[first], ends[last - 1])
        scores = weight[inside, None] * coefficients[row[inside]]
        if len(scores) > last - first:
            scores = np.add.reduceat(scores, starts[first:last] - starts[first])
        scores -= mean[stratum[first:last]]
        yield scores, stratum[first:last]
        first = last


def _of_respondents(
    cells: pd.DataFrame, coefficients: np.ndarray, strata: Strata, mean: np.ndarray
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """The same where each respondent is a unit: cells suffice.

    In a cell the scores are its weights times one coefficient: they differ from their mean in
    the cell as the weights do, and it from that of the stratum.
    """
    slab = max(SLAB // max(coefficients.shape[1], 1), 1)
    for first in range(0, len(cells), slab):
        part = cells.iloc[first : first + slab]
        stratum = np.searchsorted(strata.ids, part["stratum"])
        coefficient = coefficients[part["row"].to_numpy()]
        size = part["respondents"].to_numpy()[:, None]
        score = coefficient * part["weight"].to_numpy()[:, None] / size
        yield np.sqrt(size) * (score - mean[stratum]), stratum
        yield np.sqrt(part["spread"].to_numpy())[:, None] * coefficient, stratum
