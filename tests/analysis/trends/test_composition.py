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
from analysis.trends.composition import (
    _draft,
    _moved,
    _pooled_levels,
    _signals,
    composition_scales,
    fit_composition,
)
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


def test_steps_of_waves_hold_what_each_wave_shows_and_how_it_loads() -> None:
    """House A shows a, b and what is left; B, a fortnight later, a sum of a and b alone."""
    whole = [typed([share], ["2022-01-01"], answer=name) for name, share in SHARES.items()]
    alone = typed([0.25], ["2022-01-15"], answer="c", pollster="B", n=500.0)
    waves = waves_of(observe(pd.concat([*whole, alone]), several=("answer",)).frame)
    assert waves.answers == ("c", "a", "b")
    houses = effects_of(waves.frame["house"], "house", None)
    points = np.tile(_pooled_levels(waves), (2, 1))
    assert points[0] == pytest.approx([logit(0.225), logit(0.4375 / 0.775)])
    signal = [np.array([-1.0, 0.2]), np.array([-1.1])]
    draft = _draft(waves, houses, points, signal, np.array([19_000]))
    steps = draft.steps
    days = (pd.DatetimeIndex(["2022-01-01", "2022-01-15"]) - pd.Timestamp(0)).days
    assert steps.days.tolist() == days.tolist()
    first, second = (wave.at(own) for wave, own in zip(waves.waves, signal, strict=True))
    assert steps.values[0] == pytest.approx(first[0])
    assert steps.values[1, 0] == pytest.approx(second[0][0]) and np.isnan(steps.values[1, 1])
    assert steps.sampling[0] == pytest.approx(first[1])
    assert steps.sampling[1] == pytest.approx(np.diag([second[1][0, 0], 1.0]))
    assert steps.levels[0] == pytest.approx(np.eye(2), abs=1e-12)
    assert steps.levels[1] == pytest.approx(np.array([[1, 0], [0, 0]]), abs=1e-12)
    loadings = houses.loadings[:, 0]
    for own, levels, loading in zip(steps.effects, steps.levels, loadings, strict=True):
        assert own == pytest.approx(loading * levels)
    assert steps.initial.tolist() == [[25, 0], [0, 25]]
    assert steps.wander.tolist() == waves.frame["wander"].tolist()
    assert steps.inflation.tolist() == [1, 1] and steps.breaks == (19_000,)
    assert (steps.pace, steps.trust) == (None, None)
    assert np.concatenate(draft.constants) == pytest.approx(np.zeros(3), abs=1e-12)


def test_a_signal_is_what_is_expected_without_its_tangent_s_constant_and_moves_by_one_at_most(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    expected = np.array([[0.3, 0.4], [9.0, 0.0], [-9.0, 0.0]])
    monkeypatch.setattr("analysis.trends.composition.signals", lambda *_: expected)
    draft: Any = SimpleNamespace(
        steps=None,
        signals=(np.array([0.0, 0.1]), np.array([0.5]), np.array([0.5])),
        constants=(np.array([0.2, -0.1]), np.array([0.0]), np.array([0.0])),
    )
    found: Any = _signals(draft, None)  # type: ignore[arg-type]
    assert [each.tolist() for each in found] == [pytest.approx([0.5, 0.3]), [1.5], [-0.5]]


def test_how_far_steps_moved_is_the_farthest_of_tangents_and_values() -> None:
    def steps(level: float, value: float) -> Any:
        return SimpleNamespace(
            levels=np.array([[[level]], [[1.0]]]), values=np.array([[value], [np.nan]])
        )

    assert _moved(steps(1.0, 0.5), steps(1.25, 0.6)) == 0.25
    assert _moved(steps(1.0, 0.5), steps(1.25, 1.0)) == 0.5


def test_each_answer_but_the_last_has_its_walk_and_all_share_one_error_and_house_spread() -> None:
    scales = composition_scales(["a", "b", "c"], 2, smooth=False)
    assert [scale.name for scale in scales] == ["volatility a", "volatility b", "extra", "house"]
    shapes = [scales[0].level, scales[1].level, scales[2].extra, scales[3].effects]
    assert [shape.tolist() for shape in shapes if shape is not None] == [
        [[1, 0], [0, 0]], [[0, 0], [0, 1]], [[1, 0], [0, 1]], np.eye(4).tolist(),
    ]  # fmt: skip
    slopes = composition_scales(["a", "b"], 0, smooth=True)
    assert [scale.name for scale in slopes] == ["bend a", "extra"]
