"""Raked weights: what their margins explain of an answer is not left to chance.

Weights that were raked (or calibrated) to known margins repeat the margins exactly in every
sample, so only the residual of a score on them varies: e = z / w - x b, with x the margins'
indicators and b their regression weighted by the weights from before raking.

    vote now by vote in 2019, raked to it:  of the spread between parties nothing is left

Source: Deville and Sarndal (1992), Calibration estimators in survey sampling, JASA 87, eq. 3.4;
as R's `survey` does for `rake` (all counting once before raking) and `calibrate`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

__all__ = ["Margins"]


@dataclass(frozen=True)
class Margins:
    """The margins of raked weights.

    Args:
        indicators: (combinations, columns) which categories of the margins each combination
            of the raked variables is in, by the number of the combination.
    """

    indicators: np.ndarray

    @classmethod
    def of(cls, combinations: list[tuple[int, ...]], margins: list[tuple[int, ...]]) -> Margins:
        """Margins of combinations.

        Args:
            combinations: the codes' numbers of the raked variables, by combination.
            margins: the places of the variables that each margin crosses.

        >>> Margins.of([(1, 1), (1, 2)], [(0,), (1,)]).indicators.tolist()
        [[1.0, 1.0, 0.0], [1.0, 0.0, 1.0]]
        """
        blocks = []
        for places in margins:
            cells = [tuple(codes[place] for place in places) for codes in combinations]
            known = {cell: number for number, cell in enumerate(dict.fromkeys(cells))}
            blocks.append(np.eye(len(known))[[known[cell] for cell in cells]])
        return cls(np.hstack(blocks))

    def residuals(
        self, cells: pd.DataFrame, where: np.ndarray, scores: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray]:
        """The scores less their regression on the margins.

        Args:
            cells: cells with `margin`, the number of the combination, and `before`, the sum
                of weights before raking.
            where: (cells,) which row of the scores is each cell's.
            scores: (rows, estimates) scores of a weight of 1.

        Returns:
            (cells,) which row of the residuals is each cell's, and (rows, estimates) residuals.
        """
        together = cells["margin"].to_numpy(np.int64) * len(scores) + where
        kinds, row = np.unique(together, return_inverse=True)
        margin, score = kinds // len(scores), scores[kinds % len(scores)]
        x = self.indicators[margin]
        d = np.bincount(row, cells["before"].to_numpy(), len(kinds))[:, None]
        # The indicators of several margins each add up to 1: the least solution serves.
        b = np.linalg.lstsq(x.T @ (d * x), x.T @ (d * score), rcond=1e-12)[0]
        return row, score - x @ b
