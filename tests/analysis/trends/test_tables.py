"""Tables of a fit, from levels that are written down."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit
from scipy.stats import norm

from analysis.model.fitted_model import Levels
from analysis.model.house_effects import effects_of
from analysis.trends.shared_error import SharedError
from analysis.trends.tables import day_grid, effect_table, level_table

FAR = norm.ppf(0.95)


def levels() -> Levels:
    """Two levels on two days: normals with deviations of 0.3 and 0.4, and effects of 0.2."""
    covariances = np.zeros((1, 2, 2, 2))
    covariances[0, :, 0, 0], covariances[0, :, 1, 1] = 9.0, np.array([0.09, 0.16])
    return Levels(
        means=np.array([[[7.0, -0.4], [7.0, 0.6]]]),
        covariances=covariances,
        weights=np.ones((1, 2)),
        effect_means=np.array([[5.0, 0.2, 0.1]]),
        effect_covariances=np.diag([9.0, 0.04, 0.01])[None],
        effect_weights=np.ones(1),
    )


def test_the_bands_of_one_normal_are_its_quantiles_carried_through_the_logistic() -> None:
    sampling = np.zeros((2, 2, 2))
    sampling[:, 1, 1] = [0.01, 0.25]
    error = SharedError(houses=0.07, common=0.09)
    table = level_table(levels(), sampling, np.array([0, 31]), 0.9, 1, error=error)
    mean, deviation = np.array([-0.4, 0.6]), np.array([0.3, 0.4])
    wide = np.sqrt(np.array([0.09, 0.16]) + 0.16)
    # The part of sampling is never more than all of it: 0.5 on the second day, of 0.4.
    part = np.array([0.1, 0.4])
    for name, spread in (("", deviation), ("_opinion", wide), ("_sampling", part)):
        assert table[f"low{name}"].to_numpy() == pytest.approx(expit(mean - FAR * spread))
        assert table[f"high{name}"].to_numpy() == pytest.approx(expit(mean + FAR * spread))
    drawn = expit(np.random.default_rng(1).normal(mean, deviation, (200_000, 2)))
    assert table["estimate"].to_numpy() == pytest.approx(drawn.mean(axis=0), abs=1e-3)
    assert table["se"].to_numpy() == pytest.approx(drawn.std(axis=0), rel=0.01)
    assert table["date"].tolist() == [pd.Timestamp("1970-01-01"), pd.Timestamp("1970-02-01")]
    assert table["level"].tolist() == [0.9, 0.9]


def test_effects_are_those_of_their_own_coordinates_and_given_in_shares_at_the_middle() -> None:
    houses = effects_of(pd.Series(["A", "B", "B", "C"]), "house", "B")
    table = effect_table(levels(), houses, np.array([1, 2]), 0.9, 1).set_index("house")
    assert table["effect"].to_dict() == pytest.approx({"A": 0.2, "B": 0.0, "C": 0.1})
    assert table["se"].to_dict() == pytest.approx({"A": 0.2, "B": 0.0, "C": 0.1})
    assert table.loc["A", "low"] == pytest.approx(0.2 - FAR * 0.2)
    assert table.loc["A", "high"] == pytest.approx(0.2 + FAR * 0.2)
    # The level lies at 0.1 on average of the two days.
    assert table.loc["A", "points"] == pytest.approx(expit(0.3) - expit(0.1))
    assert table["readings"].to_dict() == {"A": 1, "B": 2, "C": 1}
    assert table["reference"].to_dict() == {"A": False, "B": True, "C": False}


def test_effects_of_two_draws_of_the_scales_are_a_mixture() -> None:
    one = levels()
    both = Levels(
        *(np.concatenate([getattr(one, name)] * 2) for name in ("means", "covariances")),
        np.array([[0.25, 0.25], [0.75, 0.75]]),
        np.array([[0.0, 0.2, 0.1], [0.0, 0.6, 0.1]]),
        np.concatenate([one.effect_covariances] * 2),
        np.array([0.25, 0.75]),
    )
    houses = effects_of(pd.Series(["A", "B"]), "house", "B")
    row = effect_table(both, houses, np.array([1]), 0.9).set_index("house").loc["A"]
    assert row["effect"] == pytest.approx(0.25 * 0.2 + 0.75 * 0.6)
    assert row["se"] == pytest.approx(np.sqrt(0.04 + 0.25 * 0.75 * 0.4**2))
    below = 0.25 * norm.cdf(row["low"], 0.2, 0.2) + 0.75 * norm.cdf(row["low"], 0.6, 0.2)
    assert below == pytest.approx(0.05)


def test_gaps_of_more_than_thirty_days_have_days_between() -> None:
    assert day_grid(np.array([30, 0, 0])).tolist() == [0, 30]
    assert day_grid(np.array([0, 31])).tolist() == [0, 16, 31]
    assert day_grid(np.array([0, 90, 100])).tolist() == [0, 30, 60, 90, 100]
