"""Coordinates of effects that fall into blocks: the blocks are multiplied, and not the zeros.

intercepts  | C        |      items' contrasts are full, houses' too, and an item in a
houses      |   H      |      country has a coordinate of its own: with some hundred of
pairs       |     1    |      these the matrix is nearly empty
"""

from __future__ import annotations

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from analysis.model.measurements import Floats, Integers

__all__ = ["BlockBasis"]


class BlockBasis:
    """A matrix (R, E) as its blocks.

    >>> basis = BlockBasis(np.array([[1.0, 0, 0], [2, 0, 0], [0, 0, 1]]))
    >>> basis.times(np.array([5.0, 6, 7])).tolist(), basis.onto(np.array([5.0, 6, 7])).tolist()
    ([5.0, 10.0, 7.0], [17.0, 0.0, 7.0])
    """

    def __init__(self, matrix: Floats) -> None:
        self.shape = matrix.shape
        count = len(matrix)
        row, column = np.nonzero(matrix)
        size = count + matrix.shape[1]
        links = sparse.coo_array((np.ones(len(row)), (row, column + count)), shape=(size, size))
        _, label = connected_components(links, directed=False)
        sizes = np.bincount(label)
        alone = (sizes[label[row]] == 2) & (matrix[row, column] == 1)
        self.plain: tuple[Integers, Integers] = row[alone], column[alone]
        self.blocks: list[tuple[Integers, Integers, Floats]] = []
        for each in np.unique(label[row[~alone]]):
            rows = np.flatnonzero(label[:count] == each)
            columns = np.flatnonzero(label[count:] == each)
            self.blocks.append((rows, columns, matrix[np.ix_(rows, columns)]))

    def times(self, values: Floats) -> Floats:
        """The matrix times (E,) or (E, n)."""
        found = np.zeros((self.shape[0], *values.shape[1:]))
        found[self.plain[0]] = values[self.plain[1]]
        for rows, columns, block in self.blocks:
            found[rows] = block @ values[columns]
        return found

    def onto(self, values: Floats) -> Floats:
        """The transposed matrix times (R,) or (R, n)."""
        found = np.zeros((self.shape[1], *values.shape[1:]))
        found[self.plain[1]] = values[self.plain[0]]
        for rows, columns, block in self.blocks:
            found[columns] = block.T @ values[rows]
        return found

    def seen(self, square: Floats) -> Floats:
        """Transposed matrix, a symmetric (R, R), matrix."""
        return self.onto(self.onto(square).T)

    def spread(self, square: Floats) -> Floats:
        """Matrix, a symmetric (E, E), transposed matrix."""
        return self.times(self.times(square).T)
