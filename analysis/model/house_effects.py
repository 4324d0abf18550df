"""House and wording effects: constant offsets that readings of one origin share.

With a reference, its effect is 0 and the level is what it would have measured. Without one,
the effects weighted by numbers of readings sum to 0 and the level is what they measure on
average. Either way the free coordinates are one fewer than the names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.model.measurements import Floats
from polls.errors import ProblemsError, unknown

__all__ = ["Effects", "effects_of"]


@dataclass(frozen=True)
class Effects:
    """Names of one kind of effect, how many readings each has, and their free coordinates.

    `basis` is (H, H-1): effect of each name = basis @ coordinates. `rows` is (T,), the index
    of each reading's name.
    """

    kind: str
    names: tuple[str, ...]
    counts: tuple[int, ...]
    reference: str | None
    basis: Floats
    rows: np.ndarray

    @property
    def free(self) -> int:
        """How many free coordinates there are."""
        return int(self.basis.shape[1])

    @property
    def loadings(self) -> Floats:
        """(T, H-1) how each reading loads on the free coordinates."""
        return np.asarray(self.basis[self.rows])


def effects_of(labels: pd.Series, kind: str, reference: str | None) -> Effects:
    """The effects of the names in a column.

    Args:
        labels: the name of each reading.
        kind: "house" or "wording", for messages.
        reference: the name whose effect is 0; None: the weighted sum is 0.

    Raises:
        ProblemsError: where no reading has the reference's name.

    >>> effects = effects_of(pd.Series(["A", "A", "B"]), "house", None)
    >>> weighted = np.array(effects.counts) @ effects.basis
    >>> bool(np.allclose(weighted, 0))
    True
    """
    rows, found = pd.factorize(labels, sort=True)
    names = found.tolist()
    if reference is not None and reference not in names:
        title = f"no reading is of the reference {kind}"
        raise ProblemsError([unknown(kind, reference, names, title=title)])
    counts = np.bincount(rows, minlength=len(names))
    return Effects(
        kind,
        tuple(names),
        tuple(counts.tolist()),
        reference,
        _basis(names, counts, reference),
        rows,
    )


def _basis(names: Sequence[str], counts: np.ndarray, reference: str | None) -> Floats:
    if reference is not None:
        return np.delete(np.eye(len(names)), names.index(reference), axis=1)
    # The columns after the first of a full QR are orthonormal and orthogonal to the weights.
    return np.linalg.qr(counts[:, None].astype(float), mode="complete")[0][:, 1:]
