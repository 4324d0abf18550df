"""Measures of how well a fit describes its readings, worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2, kstest, kurtosis, norm

from analysis.model.smoothed import Errors
from analysis.trends.diagnostics import (
    _error_measures,
    annotate,
    auxiliary_residuals,
    diagnose,
    scatter_against_sampling,
)
from analysis.trends.observations import observe
from analysis.trends.one_series import series_of
from tests.writers.trend_series import typed

DATES = ["2024-01-01", "2024-01-11", "2024-01-11"]
OBSERVED = observe(typed([0.4, 0.42, 0.5], DATES, pollster=["A", "B", "A"]))


def errors() -> Errors:
    """Of three readings: an error of 0.06 with a variance of 0.05, of which 0.01 is left."""
    return Errors(
        level=np.zeros((3, 1)),
        error=np.full((3, 1), 0.06),
        error_covariance=np.full((3, 1, 1), 0.01),
        prior_covariance=np.full((3, 1, 1), 0.05),
        one_step=np.array([[9.0], [0.3], [-0.2]]),
        one_step_covariance=np.full((3, 1, 1), 0.04),
        log_density=np.array([-1.0, -2.0, -4.5]),
        pull=np.array([[0.6], [0.8], [9.0]]),
        pull_covariance=np.array([0.25, 4.0, 1.0])[:, None, None],
    )


def test_readings_are_told_with_what_the_model_makes_of_them() -> None:
    steps = replace(
        series_of(OBSERVED, None).steps,
        values=np.full((3, 1), 0.26),
        sampling=np.full((3, 1, 1), 0.03),
        inflation=np.full(3, 1.5),
        trust=np.array([1.0, 0.5, 0.2]),
    )
    found = annotate(steps, errors(), OBSERVED, np.arange(3))
    error = 0.06 / (1.5 * np.array([1.0, 0.5, 0.2]))
    assert found["error"].to_numpy() == pytest.approx(error)
    assert found["expected"].to_numpy() == pytest.approx(1 / (1 + np.exp(-0.2)))
    assert found["working"].to_numpy() == pytest.approx(0.2 + error)
    assert found["sampling_variance"].tolist() == [0.03] * 3
    # Standardised by what the readings told of the error: 0.05 - 0.01.
    assert found["auxiliary_residual"].to_numpy() == pytest.approx(error / 0.2)
    assert found["one_step_error"].tolist() == pytest.approx([45.0, 1.5, -1.0])
    assert found["pit"].tolist() == pytest.approx(norm.cdf([45.0, 1.5, -1.0]))
    assert found["weight"].tolist() == [1.0, 0.5, 0.2]
    undoubted = annotate(replace(steps, trust=None), errors(), OBSERVED, np.arange(3))
    assert undoubted["weight"].tolist() == [1.0] * 3


def test_moves_between_days_are_told_in_their_own_deviations() -> None:
    fitted: Any = SimpleNamespace(
        errors=errors, steps=SimpleNamespace(days=np.array([19_000, 19_010, 19_010]))
    )
    found = auxiliary_residuals(fitted)
    assert found["residual"].tolist() == pytest.approx([0.6 / 0.5])
    assert (found["until"] - found["after"]).dt.days.tolist() == [10]


def test_measures_count_readings_houses_and_assumed_design_effects() -> None:
    fitted: Any = SimpleNamespace(hyperparameters=SimpleNamespace(converged=True))
    found = diagnose(fitted, errors(), OBSERVED)
    expected = {
        "readings": 3, "houses": 2, "log_likelihood": -7.5, "converged": 1, "deff_assumed": 3
    }  # fmt: skip
    assert {name: found[name] for name in expected} == expected
    # Two standardised one-step errors after the first are too few for measures of them.
    assert "error_sd" not in found


@pytest.mark.parametrize(("count", "measured"), [(10, False), (11, True)])
def test_one_step_errors_are_measured_from_ten_after_the_first(count: int, measured: bool) -> None:
    fitted: Any = SimpleNamespace(hyperparameters=SimpleNamespace(converged=False))
    one = errors()
    standard = np.linspace(-2, 2, count)
    found: Any = SimpleNamespace(
        one_step=0.2 * standard[:, None],
        one_step_covariance=np.full((count, 1, 1), 0.04),
        log_density=one.log_density,
    )
    measures = diagnose(fitted, found, OBSERVED)
    assert ("error_sd" in measures) is measured
    if measured:
        assert measures["error_mean"] == pytest.approx(standard[1:].mean())


def test_errors_have_the_moments_and_tests_of_a_normal_sample() -> None:
    errors = 1.3 * np.random.default_rng(3).standard_normal(24) + 0.2
    found = _error_measures(errors)
    centred = errors - errors.mean()
    assert found["error_mean"] == pytest.approx(errors.mean())
    assert found["error_sd"] == pytest.approx(errors.std())
    assert found["error_kurtosis"] == pytest.approx(kurtosis(errors, fisher=False))
    assert found["coverage_90"] == (np.abs(errors) <= 1.644854).mean()
    assert found["coverage_95"] == (np.abs(errors) <= 1.959964).mean()
    assert found["pit_p"] == pytest.approx(kstest(errors, "norm").pvalue)
    # Ljung and Box 1978: n (n + 2) times the sum of squared autocorrelations over n - k.
    correlations = [(centred[k:] * centred[:-k]).sum() / (centred**2).sum() for k in range(1, 11)]
    box = 24 * 26 * sum(r**2 / (24 - k) for k, r in enumerate(correlations, start=1))
    assert found["ljung_box"] == pytest.approx(box)
    assert found["ljung_box_p"] == pytest.approx(chi2.sf(box, 10))
    # Of few errors, half as many lags: with as many as five of eleven.
    few = _error_measures(errors[:11])
    assert few["ljung_box_p"] == pytest.approx(chi2.sf(few["ljung_box"], 5))


def test_scatter_is_the_root_mean_square_of_a_house_s_own_differences() -> None:
    """Three of house A and two of B: two differences of A's and one of B's."""
    days = pd.date_range("2024-01-01", periods=5, freq="30D").strftime("%Y-%m-%d").tolist()
    shares = [0.40, 0.30, 0.43, 0.33, 0.38]
    house = ["A", "B", "A", "B", "A"]
    frame = observe(typed(shares, days, pollster=house, precision=0.01)).frame
    found, pairs = scatter_against_sampling(frame)
    share = np.array(shares)
    variance = (share * (1 - share) / 1000 + 0.01**2 / 12) / (share * (1 - share)) ** 2
    logits = np.log(share / (1 - share))
    squares = [
        (logits[b] - logits[a]) ** 2 / (variance[a] + variance[b])
        for a, b in ((0, 2), (2, 4), (1, 3))
    ]
    assert pairs == 3
    assert found == pytest.approx(np.sqrt(np.mean(squares)))
    alone, none = scatter_against_sampling(observe(typed([0.4], ["2024-01-01"])).frame)
    assert np.isnan(alone) and none == 0
