"""What the band of a dyad-ratio mood is made of: lines, errors, walks between periods, lag."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from analysis.latent.dyad_index import DyadIndex
from analysis.latent.dyad_ratios import dyad_ratios
from analysis.latent.mood import mood
from tests.writers.mood_items import typed_items


def index_of(cells: np.ndarray, *, n: float = 1e6, smoothing: bool = False) -> DyadIndex:
    """Of items in percent by year, each asked of n."""
    periods = pd.period_range("1950", periods=len(cells), freq="Y")
    found = dyad_ratios(cells, smoothing=smoothing)
    names = tuple(f"q{k}" for k in range(cells.shape[1]))
    return DyadIndex(found, periods, names, cells, np.full(cells.shape, 1 / n))


def noisy_items(items: int, periods: int, error: float) -> np.ndarray:
    """Items of one walk of 2 points a period, each with an error of its own."""
    random = np.random.default_rng((items, periods))
    walk = np.cumsum(random.normal(0, 2, periods))
    return 50 + walk[:, None] + random.normal(0, error, (periods, items))


def test_an_items_error_is_found_though_the_item_is_part_of_the_mood() -> None:
    """Of three, residuals alone would say 3 sqrt(2/3) = 2.45."""
    own = index_of(noisy_items(3, 300, 3.0)).lines
    assert own[:, 2].mean() == pytest.approx(3.0, rel=0.07)
    assert own[:, 1] == pytest.approx(1.0, abs=0.1)
    assert own[:, 3].tolist() == [300.0, 300.0, 300.0]


def test_items_errors_beyond_sampling_are_in_the_band() -> None:
    """Nine items with errors of 3 points make a mood with an error of about 1."""
    index = index_of(noisy_items(9, 60, 3.0))
    assert 100 * index.deviation.mean() == pytest.approx(1.0, rel=0.15)


def test_the_mood_is_twice_as_sure_where_its_items_move_twice_as_far() -> None:
    index, other = (index_of(noisy_items(9, 60, 3.0)) for _ in range(2))
    steep = index.lines.copy()
    steep[:, 1] *= 2
    other.__dict__["lines"] = steep
    ratio = other.deviation.mean() / index.deviation.mean()
    assert ratio == pytest.approx(0.5, rel=0.1)


def test_between_periods_with_items_the_mood_may_have_walked() -> None:
    """A walk misses the middle of two ends L periods apart by sigma^2 L / 4, wherever between."""
    cells = noisy_items(6, 40, 0.5)
    cells[15:25] = np.nan
    index = index_of(cells)
    apart = index._unseen(20_000, np.random.default_rng(1))
    expected = np.zeros(40)
    expected[15:25] = index.volatility * np.sqrt(11) / 2
    assert apart.std(axis=0) == pytest.approx(expected, rel=0.04)


def test_a_smoothed_mood_lags_behind_by_a_fading_sum_of_moves() -> None:
    """With weight a the lag has variance sigma^2 s^2 / (1 - s^2), s = 1 - a."""
    random = np.random.default_rng(3)
    cells = 50 + random.normal(0, 0.5, 60).cumsum()[:, None] + random.normal(0, 3, (60, 4))
    index = index_of(cells, smoothing=True)
    slow = 1 - np.mean(index.found.alphas)
    assert slow > 0.1
    lag = index._unseen(20_000, np.random.default_rng(1))[:, 20:].std(axis=0)
    expected = index.volatility * slow / np.sqrt(1 - slow**2)
    assert lag == pytest.approx(expected, rel=0.04)


def test_the_opinion_band_adds_the_shared_error_on_the_scale_of_shares() -> None:
    shares = {f"q{k}": {1990 + t: 0.2 + 0.01 * k + 0.02 * (t % 4) for t in range(12)}
              for k in range(4)}  # fmt: skip
    found = mood(typed_items(shares))
    rows, variance = found.table, found.shared_error.variance
    added = ((rows["high_opinion"] - rows["low_opinion"]) / 2 / 1.6448536) ** 2 - rows["se"] ** 2
    expected = (rows["estimate"] * (1 - rows["estimate"])) ** 2 * variance
    assert added.to_numpy() == pytest.approx(expected.to_numpy(), rel=1e-6)
