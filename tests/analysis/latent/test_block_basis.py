"""A matrix by its blocks is the matrix."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.linalg import block_diag

from analysis.latent.block_basis import BlockBasis


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.lists(st.integers(1, 4), min_size=1, max_size=4))
def test_blocks_multiply_as_the_whole_matrix_does(seed: int, sizes: list[int]) -> None:
    random = np.random.default_rng(seed)
    matrix = block_diag(*(random.normal(size=(size + 1, size)) for size in sizes), np.eye(3))
    matrix = matrix[random.permutation(len(matrix))]
    basis = BlockBasis(matrix)
    assert len(basis.plain[0]) == 3
    wide, tall = random.normal(size=(matrix.shape[1], 5)), random.normal(size=(len(matrix), 5))
    assert basis.times(wide) == pytest.approx(matrix @ wide)
    assert basis.onto(tall) == pytest.approx(matrix.T @ tall)
    square = tall @ tall.T
    assert basis.seen(square) == pytest.approx(matrix.T @ square @ matrix)
    small = wide @ wide.T
    assert basis.spread(small) == pytest.approx(matrix @ small @ matrix.T)
