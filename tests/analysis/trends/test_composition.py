"""Waves that show sums: their tangents lie where the wave's own house reports them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import approx_fprime
from scipy.special import expit, logit

from analysis.model.house_effects import effects_of
from analysis.model.measurements import Floats
from analysis.model.posterior import Posterior, find_modes
from analysis.trends.answers import fit_answers
from analysis.trends.composition import fit_composition
from analysis.trends.observations import observe
from analysis.trends.question_waves import waves_of
from tests.writers.trend_series import typed

SHARES = {"a": 0.5, "b": 0.3, "c": 0.2}
MONTHS = [f"2022-{month:02d}" for month in range(1, 6)]


def readings_of_two_houses() -> pd.DataFrame:
    """House A prints all answers; B either c or b alone, each ten points above what A has."""
    whole = [
        typed([share] * 5, [f"{month}-01" for month in MONTHS], answer=name)
        for name, share in SHARES.items()
    ]
    later = [f"{month}-15" for month in MONTHS]
    c_alone = typed([0.3] * 3, later[:3], answer="c", pollster="B")
    return pd.concat([*whole, c_alone, typed([0.4] * 2, later[3:], answer="b", pollster="B")])


def logit_of_b(levels: np.ndarray) -> float:
    """Of the log-ratios of c to b and a, and of b to a."""
    return float(logit((1 - expit(levels[0])) * expit(levels[1])))


def test_a_sum_is_linear_around_what_its_own_house_reports() -> None:
    """The slopes of b against the two others are those at the level with B's effect added."""
    trend = fit_answers(readings_of_two_houses())
    assert trend.waves.answers == ("c", "b", "a")
    (row, *_) = [t for t, wave in enumerate(trend.waves.waves) if wave.parts == ((1,), (0, 2))]
    fitted = trend.fitted
    found = fitted.space()[0].smoothed(fitted.hyperparameters.mode)
    level = found.levels[row]
    # Effects load on a wave through its slopes; of two houses there is one coordinate.
    slopes = fitted.steps.levels[row, 0]
    loading = fitted.steps.effects[row, 0] / slopes
    assert loading == pytest.approx(np.full(2, loading[0]))
    reported = level + loading[0] * found.effects
    assert np.abs(reported - level).max() > 0.1
    assert slopes == pytest.approx(approx_fprime(reported, logit_of_b), abs=2e-3)
    assert np.abs(slopes - approx_fprime(level, logit_of_b)).max() > 0.02


def test_rounds_that_never_settle_end_after_a_hundred(monkeypatch: pytest.MonkeyPatch) -> None:
    fits = []

    def fitted(_: Any, near: Any = None, *, measured: bool = True) -> Any:
        fits.append((near is None, measured))
        return SimpleNamespace(mode=np.log([0.1, 0.1, 0.05, 0.1]))

    monkeypatch.setattr("analysis.trends.composition.fit_hyperparameters", fitted)
    monkeypatch.setattr("analysis.trends.composition._moved", lambda *_: 1.0)
    readings = readings_of_two_houses().query("start < '2022-03-01'")
    waves = waves_of(observe(readings, several=("answer",)).frame)
    fit_composition(waves, effects_of(waves.frame["house"], "house", None), [], smooth=False)
    assert fits == [(True, False), *[(False, False)] * 99, (False, True)]


def test_curvature_is_measured_where_a_search_begins_and_at_the_mode_of_the_last_round(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    measure, places = Posterior.inverse_curvature, []

    def noted(posterior: Posterior, theta: Floats, slope: Floats) -> Floats:
        places.append(theta)
        return measure(posterior, theta, slope)

    monkeypatch.setattr(Posterior, "inverse_curvature", noted)
    fitted = fit_answers(readings_of_two_houses()).fitted
    during, places = places, []
    posterior = Posterior([fitted.space()[0]])
    find_modes(posterior, measured=False)
    assert len(during) == len(places) + 1
    mode = fitted.hyperparameters.mode
    assert during[-1] == pytest.approx(mode, abs=1e-4)
    expected = measure(posterior, mode, posterior.slope(mode))
    assert fitted.hyperparameters.covariance == pytest.approx(expected, abs=1e-5)
