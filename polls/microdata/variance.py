"""Taylor-linearised variances of weighted shares, from totals that fit in memory.

A weighted share is a ratio of totals, p = sum(w y) / sum(w) over the base. Its variance is
that of the total of the scores z = w (y - p) / sum(w), which are 0 outside the base:

    var(p) = sum over strata h of  (1 - f_h) n_h / (n_h - 1)  sum over j of (z_hj - mean_h)^2

with n_h primary sampling units in stratum h, f_h the fraction of the stratum's units that was
drawn (0 where they are taken as drawn with replacement), and z_hj the sum of the scores of
unit j. A group is a part of the sample, not a sample of its own: all
units of a stratum count in n_h, those without anybody of the group with a score of 0.

Source: Binder (1983), On the variances of asymptotically normal estimators from complex
surveys, International Statistical Review 51; Woodruff (1971), JASA 66.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

__all__ = ["SingleUnit", "Strata", "linearised", "merged"]

SingleUnit = Literal["error", "centred", "certainty"]
"""What a stratum with one unit does: stop the work; count its distance from the mean of the
whole sample (Stata's `centered`, R's `adjust`); or add nothing, as if drawn with certainty."""

KEYS = ("stratum", "unit", "group", "answer")


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

    @property
    def degrees_of_freedom(self) -> int:
        """Those of the design: its units less its strata."""
        return int(self.units.sum()) - len(self.ids)

    @classmethod
    def of(cls, cells: pd.DataFrame) -> Strata:
        """The strata of a table of cells; without units, each respondent is one."""
        stratum, weight = cells["stratum"].to_numpy(), None
        if "unit" in cells:
            _, first = np.unique(cells["unit"].to_numpy(), return_index=True)
            stratum = stratum[first]
        else:
            weight = cells["respondents"].to_numpy()
        ids, position = np.unique(stratum, return_inverse=True)
        return cls(ids, np.bincount(position, weight).astype(float), np.zeros(len(ids)))


def merged(cells: pd.DataFrame) -> pd.DataFrame:
    """Cells with the same keys summed up to one; a respondent is a cell of one.

    Args:
        cells: integers `stratum`, `group`, `answer` and, where the sample was drawn in
            clusters, `unit` (no two strata share one); `n`, the respondents of positive
            weight, and `weight`, the sum of their weights; without units also `respondents`
            and `spread`, the sum of squares of their weights around their mean.

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
    cells: pd.DataFrame, answers: list[int], strata: Strata, single: SingleUnit = "error"
) -> pd.DataFrame:
    """Weighted shares of one group with their linearised variances.

    Args:
        cells: the cells of the group's base, and no others.
        answers: the answers whose shares are wanted.
        strata: the units of the whole sample, of which the group is a part.
        single: what strata with one unit do.

    Returns:
        A row for each answer: `share` (0 to 1), `variance` of the share, `n` and
        `n_weighted` (the group's base, unweighted and weighted) and `deff`, the variance
        over that of a simple random sample of the same n, share (1 - share) / n; missing
        where the share is 0 or 1.
    """
    n, total = float(cells["n"].sum()), float(cells["weight"].sum())
    by_answer = cells.groupby("answer")["weight"].sum().reindex(answers, fill_value=0.0)
    share = by_answer.to_numpy() / total
    squares = _squares_of_units if "unit" in cells else _squares_of_respondents
    sums = squares(cells, answers, share, strata, centred=single == "centred") / total**2
    several = strata.units > 1
    # A lone unit has no spread of its own to scale up.
    scale = np.divide(strata.units, strata.units - 1, where=several, out=np.ones(len(several)))
    if single != "centred":
        scale = scale * several
    variance = (scale * (1 - strata.drawn)) @ sums
    simple = share * (1 - share) / n
    deff = np.divide(variance, simple, where=simple > 0, out=np.full(len(share), np.nan))
    return pd.DataFrame(
        {"share": share, "variance": variance, "n": n, "n_weighted": total, "deff": deff},
        index=pd.Index(answers, name="answer"),
    )


def _squares_of_units(
    cells: pd.DataFrame, answers: list[int], share: np.ndarray, strata: Strata, *, centred: bool
) -> np.ndarray:
    """(strata, answers) sums of squares of the units' scores around their stratum's mean."""
    _, unit = np.unique(cells["unit"].to_numpy(), return_inverse=True)
    weight, given = cells["weight"].to_numpy(), cells["answer"].to_numpy()
    base = np.bincount(unit, weight)
    stratum = np.empty(len(base), dtype=np.intp)
    stratum[unit] = np.searchsorted(strata.ids, cells["stratum"])
    absent = strata.units - np.bincount(stratum, minlength=len(strata.ids))
    squares = np.empty((len(strata.ids), len(answers)))
    # An answer at a time: a file may have as many units as respondents.
    for column, answer in enumerate(answers):
        score = np.bincount(unit, weight * (given == answer)) - share[column] * base
        sums = np.bincount(stratum, score, len(strata.ids))[:, None]
        mean = _stratum_means(sums, strata, centred)[:, 0]
        inside = np.bincount(stratum, (score - mean[stratum]) ** 2, len(strata.ids))
        squares[:, column] = inside + absent * mean**2
    return squares


def _squares_of_respondents(
    cells: pd.DataFrame, answers: list[int], share: np.ndarray, strata: Strata, *, centred: bool
) -> np.ndarray:
    """(strata, answers) the same where each respondent is a unit: cells suffice.

    In a cell the scores are its weights times one coefficient, 1 - p for who gave the answer
    and -p for who did not: their spread follows from that of the weights.
    """
    stratum = np.searchsorted(strata.ids, cells["stratum"])
    chosen = cells["answer"].to_numpy()[:, None] == np.array(answers)[None, :]
    coefficient = chosen - share
    size = cells["respondents"].to_numpy()[:, None]
    score = coefficient * cells["weight"].to_numpy()[:, None] / size
    present = np.bincount(stratum, size[:, 0], len(strata.ids))
    mean = _stratum_means(_summed(score * size, stratum, len(strata.ids)), strata, centred)
    between = size * (score - mean[stratum]) ** 2
    within = coefficient**2 * cells["spread"].to_numpy()[:, None]
    inside = _summed(between + within, stratum, len(strata.ids))
    return np.asarray(inside + (strata.units - present)[:, None] * mean**2)


def _stratum_means(sums: np.ndarray, strata: Strata, centred: bool) -> np.ndarray:
    """(strata, answers) mean score of a unit; where centred, 0 for strata with one unit.

    The scores of the whole sample add up to 0, so 0 is their mean.
    """
    mean = sums / strata.units[:, None]
    if centred:
        mean[strata.units == 1] = 0.0
    return np.asarray(mean)


def _summed(values: np.ndarray, stratum: np.ndarray, strata: int) -> np.ndarray:
    """(strata, answers) sums of the rows of each stratum."""
    sums = np.zeros((strata, values.shape[1]))
    np.add.at(sums, stratum, values)
    return sums
