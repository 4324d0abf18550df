"""The steps of one series: doubted readings, unknown dates, and what was out before a reading."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.model.statespace import StateSpace
from analysis.trends.backtest import _known_before
from analysis.trends.observations import observe
from analysis.trends.one_series import fit_series, scales_of, series_of
from tests.writers.trend_series import simulate, typed


def test_a_doubted_reading_s_variance_grows_as_student_t_s_does() -> None:
    """(4 + squared residual / variance) / (4 + 1), for 4 degrees of freedom."""
    series = series_of(observe(simulate(1, count=6, houses=["A"]).readings), None)
    errors = StateSpace(series.steps, scales_of({}, smooth=False)).errors(np.log([0.3, 0.05]))
    variance = errors.prior_covariance[:, 0, 0]
    found = replace(
        errors,
        error=np.sqrt(6 * variance)[:, None],
        error_covariance=np.zeros_like(errors.error_covariance),
    )
    doubted = series.at(found, smooth=False, robust=True).steps.inflation
    assert doubted == pytest.approx(np.full(len(variance), 2.0))


def test_an_unknown_day_adds_the_slope_s_square_times_a_twelfth_of_its_span_s() -> None:
    """A level that climbs by 1 logit a year, read on an unknown day of half a year."""
    series = series_of(observe(simulate(1, count=6, houses=["A"]).readings), None)
    series = replace(series, span=np.full(len(series.span), 0.5))
    errors = StateSpace(series.steps, scales_of({}, smooth=False)).errors(np.log([0.3, 0.05]))
    climbing = replace(errors, level=(series.steps.days / 365.25)[:, None])
    known = series.at(climbing, smooth=False, robust=False).steps.sampling
    unknown = series.at(climbing, smooth=True, robust=False).steps.sampling
    assert unknown - known == pytest.approx(np.full_like(known, 0.25 / 12))


def test_a_reading_published_on_the_day_that_another_begins_was_not_out() -> None:
    readings = typed([0.4, 0.41, 0.42], ["2024-01-01", "2024-01-05", "2024-01-06"])
    frame = observe(readings.assign(published=pd.to_datetime(["2024-01-05"] * 3))).frame
    assert [rows.tolist() for rows in _known_before(frame)] == [[], [], [0, 1]]


def test_a_fit_that_starts_near_another_ends_where_one_from_afar_does() -> None:
    observations = observe(simulate(8, count=60, years=4).readings)
    before = fit_series(
        series_of(replace(observations, frame=observations.frame.iloc[:50]), None),
        volatility="auto",
    )
    series = series_of(observations, None)
    afar = fit_series(series, volatility="auto")
    near = fit_series(series, volatility="auto", near=before)
    np.testing.assert_allclose(near.hyperparameters.mode, afar.hyperparameters.mode, atol=1e-3)
    assert near.weight == pytest.approx(afar.weight, abs=0.01)
