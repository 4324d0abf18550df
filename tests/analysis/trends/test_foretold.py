"""What a backtest foretells of a reading, against the state space of its past alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from analysis.model.normal_mixtures import mixture_quantile, share_moments
from analysis.model.statespace import StateSpace
from analysis.model.switching import SwitchingSpace
from analysis.model.working_response import printed_of
from analysis.trends.backtest import FIRST, _known_before, backtest
from analysis.trends.observations import observe
from analysis.trends.one_series import fit_series, scales_of, series_of
from polls.errors import ProblemsError
from tests.writers.trend_series import simulate


def readings() -> pd.DataFrame:
    """34 readings of one house; the last but one was in the field so long that one was not out."""
    rows = simulate(2, count=34, years=2, houses=("A",)).readings.sort_values("start")
    rows = rows.reset_index(drop=True)
    last = len(rows) - 2
    rows.loc[last, "start"] = rows["start"].iloc[last - 1]
    return rows


@pytest.mark.parametrize("volatility", ["constant", "switching"])
def test_a_reading_is_foretold_by_those_of_its_past_under_scales_fitted_to_the_first_one_s(
    volatility: Any,
) -> None:
    found = backtest(readings(), volatility=volatility, refit_every=99).predictions
    found = found[found["method"] == "trend"].reset_index(drop=True)
    observed = observe(readings())
    frame, past = observed.frame, _known_before(observed.frame)
    targets = [row for row, known in enumerate(past) if len(known) >= FIRST]
    assert len(found) == len(targets) > 2
    assert any(len(past[row]) < row for row in targets)
    first = past[targets[0]]
    known = replace(observed, frame=frame.iloc[first])
    fitted = fit_series(series_of(known, None), volatility=volatility)
    for place, row in enumerate(targets):
        series = series_of(replace(observed, frame=frame.iloc[: row + 1]), None)
        values, sampling = series.steps.values.copy(), series.steps.sampling.copy()
        values[first], sampling[first] = fitted.steps.values, fitted.steps.sampling
        unseen = np.setdiff1d(np.arange(row), past[row])
        values[unseen] = np.nan
        steps = replace(series.steps, values=values, sampling=sampling)
        scales = scales_of({}, smooth=False)
        error = printed_of(frame.iloc[[row]])
        if volatility == "constant":
            own = values.copy()
            own[row] = np.nan
            space = StateSpace(replace(steps, values=own), scales)
            nodes = fitted.hyperparameters.nodes
            each = [space.smoothed(theta) for theta in nodes]
            means = np.array([[one.levels[row, 0]] for one in each])
            spread = np.array([[one.level_covariance[row, 0, 0]] for one in each])
            spread = spread + np.exp(2 * nodes[:, 1:2]) + error.variance(means)
            spread += steps.wander[row] * np.exp(2 * nodes[:, :1])
            weights = np.full_like(means, 1 / len(means))
        else:
            assert fitted.switching is not None
            nodes = fitted.switching.nodes
            passed = SwitchingSpace(StateSpace(steps, scales)).filtered(nodes)
            means = passed.foreseen[-1].reshape(-1, 1)
            spread = passed.variance[-1].reshape(-1, 1) - sampling[row, 0, 0]
            spread = spread + error.variance(means)
            weights = passed.weight[-1].reshape(-1, 1) / len(nodes)
        deviations = np.sqrt(spread)
        expected = share_moments(means, deviations, weights)[0][0]
        assert found["predicted"][place] == pytest.approx(expected, abs=1e-6)
        for name, tail in (("90", 0.05), ("95", 0.025)):
            low = expit(mixture_quantile(means, deviations, tail, weights))[0]
            high = expit(mixture_quantile(means, deviations, 1 - tail, weights))[0]
            assert (found[f"low_{name}"][place], found[f"high_{name}"][place]) == pytest.approx(
                (low, high), abs=1e-6
            )


def test_scales_are_fitted_anew_every_few_readings_near_those_of_before(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fits: list[tuple[int, bool, Any]] = []

    def noted(series: Any, *, near: Any, **options: Any) -> Any:
        fitted = fit_series(series, near=near, **options)
        fits.append((len(series.steps.days), near is (fits[-1][2] if fits else None), fitted))
        return fitted

    monkeypatch.setattr("analysis.trends.backtest.fit_series", noted)
    rows = simulate(2, count=36, years=2, houses=("A",)).readings
    predicted = backtest(rows, volatility="constant", refit_every=2).table["readings"][0]
    assert [count for count, *_ in fits] == list(range(FIRST, FIRST + predicted, 2))
    assert all(near for _, near, _ in fits)
    with pytest.raises(ProblemsError, match=r"option-out-of-range[\s\S]*got 0, expected 1"):
        backtest(rows, refit_every=0)
