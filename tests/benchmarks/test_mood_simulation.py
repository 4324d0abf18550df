"""The oracle of moods knows what can be known."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.mood_simulation import DESIGNS, main, oracle
from tests.writers.mood_items import simulate_items


def test_the_oracle_finds_a_path_that_many_items_show() -> None:
    truth = simulate_items(5, items=30, periods=24, asked=1.0, n=1_000_000, extra=0.0)
    assert oracle(truth) == pytest.approx(truth.level["GB"], abs=0.1)
    sparse = simulate_items(5, **DESIGNS["8 items, 15% of 60 months"])
    near = np.corrcoef(oracle(sparse), sparse.level["GB"])[0, 1]
    assert 0.8 < near < 0.99


def test_a_row_is_printed_for_each_method(capsys: pytest.CaptureFixture[str]) -> None:
    main(1, names=("12 items, 30% of 25 years",))
    said = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert said == ["1", "12", "oracle", "dyad_ratios", "latent"]
