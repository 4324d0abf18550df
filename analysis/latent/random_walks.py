"""Random walks seen through normal errors: one tridiagonal precision matrix, solved exactly.

    theta ~ walks of known volatility, one a track; each node observed with known precision

The nodes of all tracks stand one after another; between two tracks nothing is shared. Given
all readings the nodes are normal with precision Q + diag(observed), which is tridiagonal, so
that means, variances and draws cost as much as the Kalman smoother's, to which they are equal
(Rue and Held 2005, Gaussian Markov Random Fields, chapter 2).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import solve_banded, solveh_banded

from analysis.model.measurements import DAYS_A_YEAR, Floats, Integers

__all__ = ["Walks", "nodes_of"]


@dataclass(frozen=True)
class Walks:
    """A posterior of random walks.

    Attributes:
        diagonal: (D,) of the precision matrix.
        beside: (D-1,) next to it; 0 between two tracks.
        forward, backward: (D,) pivots of its factorisation from the first and from the last
            node.
    """

    diagonal: Floats
    beside: Floats
    forward: Floats
    backward: Floats

    @classmethod
    def given(
        cls, track: Integers, day: Integers, observed: Floats, volatility: float, initial: float
    ) -> Walks:
        """The walks given how precisely each node is observed.

        Args:
            track, day: (D,) of each node, in order of track and day.
            observed: (D,) precision of what is observed of it.
            volatility: standard deviation of the moves of a year.
            initial: standard deviation of the first node of a track.
        """
        moves = move_precisions(track, day, volatility)
        starts = np.concatenate([[True], np.diff(track) != 0])
        diagonal = observed + starts / initial**2
        diagonal[:-1] += moves
        diagonal[1:] += moves
        return cls(
            diagonal, -moves, pivots(diagonal, moves), pivots(diagonal[::-1], moves[::-1])[::-1]
        )

    @property
    def log_determinant(self) -> float:
        """Of the precision matrix."""
        return float(np.log(self.forward).sum())

    @property
    def variances(self) -> Floats:
        """(D,) of the nodes."""
        return 1.0 / (self.forward + self.backward - self.diagonal)

    @property
    def neighbours(self) -> Floats:
        """(D-1,) covariance of each node with the next; 0 across tracks."""
        return self.variances[:-1] * -self.beside / self.backward[1:]

    def solve(self, right: Floats) -> Floats:
        """The precision matrix's inverse times (D,) or (D, P)."""
        banded = np.zeros((2, len(self.diagonal)))
        banded[0, 1:], banded[1] = self.beside, self.diagonal
        return np.asarray(solveh_banded(banded, right, check_finite=False))

    def times(self, values: Floats) -> Floats:
        """The precision matrix times (D, P)."""
        found = self.diagonal[:, None] * values
        found[:-1] += self.beside[:, None] * values[1:]
        found[1:] += self.beside[:, None] * values[:-1]
        return np.asarray(found)

    def squared_covariance(self, values: Floats) -> Floats:
        """The squares of the nodes' covariances, element by element, times (D, P).

        A walk seen through errors is Markov: covariances fall off by a factor from node to
        node, and so do their squares, so that sums from both ends do without the matrix.
        """
        count, fall = len(self.diagonal), (self.beside / self.backward[1:]) ** 2
        squares = self.variances[:, None] ** 2
        steps = np.ones((2, count))
        steps[0, 1:] = -fall
        ahead = solve_banded((0, 1), steps, values, check_finite=False)
        steps[1, :], steps[0, :] = np.append(-fall, 0.0), 1.0
        behind = solve_banded((1, 0), steps, squares * values, check_finite=False)
        return np.asarray(squares * (ahead - values) + behind)

    def noise(self, n: int, random: np.random.Generator) -> Floats:
        """(n, D) draws of the nodes around their means."""
        count = len(self.diagonal)
        drawn = random.standard_normal((count, n)) / np.sqrt(self.forward)[:, None]
        for node in range(count - 2, -1, -1):
            drawn[node] -= self.beside[node] / self.forward[node] * drawn[node + 1]
        return drawn.T


def move_precisions(track: Integers, day: Integers, volatility: float) -> Floats:
    """(D-1,) precision of the move from each node to the next; 0 across tracks."""
    years = np.diff(day) / DAYS_A_YEAR
    same = np.diff(track) == 0
    return np.where(same, 1.0 / (volatility**2 * np.where(same, years, 1.0)), 0.0)


def pivots(diagonal: Floats, moves: Floats) -> Floats:
    """(D,) the pivots of a symmetric tridiagonal matrix, from its first row on."""
    found = diagonal.tolist()
    for row, square in enumerate((moves**2).tolist(), start=1):
        found[row] -= square / found[row - 1]
    return np.array(found)


def nodes_of(track: Integers, day: Integers) -> tuple[Integers, Integers, Integers]:
    """Each track and day once, in order, and where each of those given stands.

    >>> [part.tolist() for part in nodes_of(np.array([1, 0, 1]), np.array([9, 5, 9]))]
    [[0, 1], [5, 9], [1, 0, 1]]
    """
    pairs, where = np.unique(np.stack([track, day], axis=1), axis=0, return_inverse=True)
    return pairs[:, 0], pairs[:, 1], np.asarray(where).reshape(-1)
