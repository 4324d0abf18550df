"""The steps of one series: doubted readings, unknown dates, and what was out before a reading."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit, logit

from analysis.model.measurements import Steps
from analysis.model.pace import fit_switching
from analysis.model.statespace import StateSpace
from analysis.trends.backtest import _known_before
from analysis.trends.observations import observe
from analysis.trends.one_series import (
    PRIORS,
    _slope_square,
    _switching,
    fit_series,
    scale_of,
    scales_of,
    series_of,
    settle,
)
from analysis.trends.shared_scales import _joint_space, _spaces
from analysis.trends.trend import fit_trend
from tests.writers.trend_series import simulate, typed


def test_a_doubted_reading_counts_as_one_with_student_t_s_error_does() -> None:
    """Weight 5 / (4 + squared residual / variance), and 5 / 7 of a normal error's information."""
    series = series_of(observe(simulate(1, count=6, houses=["A"]).readings), None)
    errors = StateSpace(series.steps, scales_of({}, smooth=False)).errors(np.log([0.3, 0.05]))
    plain = series.at(errors, smooth=False, robust=False).steps
    variance = errors.prior_covariance
    apart = plain.values - (series.steps.values - errors.error)
    found = replace(errors, error_covariance=2 * variance)
    steps = series.at(found, smooth=False, robust=True).steps
    square = (apart**2 / variance[:, 0])[:, 0]
    assert steps.trust == pytest.approx(5 / (4 + square + 2))
    assert steps.inflation == pytest.approx(np.full(6, 7 / 5))
    fitted = series.steps.values - errors.error
    pulled = (steps.values - fitted)[:, 0]
    assert pulled == pytest.approx(7 / 5 * 5 / (4 + square + 2) * apart[:, 0])


def test_a_robust_band_holds_the_truth_where_errors_are_wild() -> None:
    """Errors of Student's t with 2.5 degrees; the mean of 8 series has a standard error of 0.03."""
    held = []
    for seed in range(8):
        truth = simulate(seed, count=50, houses=["A"], extra=0.0, house=1e-9)
        random = np.random.default_rng(seed)
        errors = 0.1 * random.standard_t(2.5, len(truth.readings))
        wild = expit(logit(truth.readings["share"]) + errors)
        table = fit_trend(
            truth.readings.assign(share=wild, precision=0.0),
            robust=True,
            volatility="constant",
        ).table.set_index("date")
        band = table.loc[truth.readings["start"], ["low", "high"]].to_numpy()
        held.append(((band[:, 0] <= truth.share) & (truth.share <= band[:, 1])).mean())
    assert 0.84 < np.mean(held) < 0.96


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


def test_rounds_go_on_until_no_series_moves_by_a_hundredth_of_its_deviation() -> None:
    """One series stays; the other's reading moves by 8, 4, 2 and then 0.7 hundredths."""
    steps = series_of(observe(typed([0.4], ["2024-01-01"])), None).steps
    deviation = float(np.sqrt(steps.sampling[0, 0, 0]))
    moves = [0.08, 0.04, 0.02, 0.007, 0.001]

    def at_round(round_: int, moving: bool) -> Any:
        moved = deviation * sum(moves[:round_]) if moving else 0.0
        return SimpleNamespace(
            steps=replace(steps, values=steps.values + moved),
            at=lambda errors, **_: at_round(round_ + 1, moving),
        )

    fits = []

    def fit(series: Any, near: Any) -> Any:
        fits.append((near, series[0].steps.values[0, 0] - steps.values[0, 0]))
        return len(fits), [None, None]

    series, found = settle([at_round(0, True), at_round(0, False)], fit, smooth=False, near="known")
    assert [near for near, _ in fits] == ["known", 1, 2, 3]
    assert [moved / deviation for _, moved in fits] == pytest.approx([0, 0.08, 0.12, 0.14])
    assert found == 4
    last = (series[0].steps.values - steps.values)[0, 0]
    assert last / deviation == pytest.approx(0.147)


def test_rounds_that_never_settle_end_after_a_hundred_and_switching_ones_after_four(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    steps = series_of(observe(typed([0.4], ["2024-01-01"])), None).steps

    def at_round(round_: int) -> Any:
        return SimpleNamespace(
            steps=replace(steps, values=steps.values + (-1) ** round_),
            at=lambda *_, **__: at_round(round_ + 1),
        )

    fits: list[Any] = []
    settle([at_round(0)], lambda *given: (fits.append(given), [None]), smooth=False)
    assert len(fits) == 101
    assert [near for _, near in fits] == [None] * 101
    module = "analysis.trends.one_series."
    switchings: list[Any] = []
    monkeypatch.setattr(module + "fit_switching", lambda *given: switchings.append(given))
    monkeypatch.setattr(module + "fit_hyperparameters", lambda *_: SimpleNamespace(scales=None))
    monkeypatch.setattr(module + "replace", lambda fitted, **_: fitted)
    scales = SimpleNamespace(scales=None)
    fitted: Any = SimpleNamespace(
        space=lambda: (None, None), hyperparameters=scales, pace=True, errors=lambda: None
    )
    _switching(at_round(0), fitted, None, robust=False, forced=False)
    assert len(switchings) == 4


def test_paces_are_sought_near_those_of_the_fit_before(monkeypatch: pytest.MonkeyPatch) -> None:
    series = series_of(observe(typed([0.4, 0.5], ["2024-01-01", "2024-02-01"])), None)
    before = fit_series(series, volatility="auto")
    near = []

    def noted(space: Any, constant: Any, paces: Any) -> Any:
        near.append(paces)
        return fit_switching(space, constant, paces)

    monkeypatch.setattr("analysis.trends.one_series.fit_switching", noted)
    fit_series(series, volatility="auto", near=before)
    fit_series(series, volatility="auto")
    assert near[0] is before.switching and None in near[1:]
    smooth = fit_series(series, smooth=True)
    fit_series(series, volatility="auto", near=smooth)  # of other scales
    assert near.count(None) == 2


def test_scales_are_as_likely_beforehand_as_is_said() -> None:
    """Median and log standard deviation of each prior, and the degrees of robust errors."""
    assert {kind: given[:2] for kind, given in PRIORS.items()} == {
        "volatility": (0.3, 1.0), "bend": (2.0, 1.2), "common volatility": (0.15, 1.0),
        "common bend": (1.0, 1.2), "extra": (0.05, 1.0), "house": (0.1, 0.7),
        "wording": (0.2, 0.7),
    }  # fmt: skip
    scale = scale_of("house", of="GB", effects=np.eye(1))
    assert (scale.name, scale.median, scale.spread) == ("house GB", 0.1, 0.7)
    assert scale.meaning == "standard deviation of house effects, logits"
    scales = scales_of({"house": 2, "wording": 1}, smooth=True)
    assert [each.name for each in scales] == ["bend", "extra", "house", "wording"]
    shapes = [each.effects for each in scales[2:]]
    assert [np.diag(shape).tolist() for shape in shapes if shape is not None] == [
        [1, 1, 0], [0, 0, 1],
    ]  # fmt: skip


def test_a_fit_doubts_no_reading_and_has_one_volatility_unless_it_is_told_so() -> None:
    series = series_of(observe(typed([0.4, 0.5], ["2024-01-01", "2024-02-01"])), None)
    fitted = fit_series(series)
    assert fitted.steps.trust is None and fitted.switching is None and not fitted.smooth
    assert fit_series(series, robust=True).steps.trust is not None


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


def test_a_switching_volatility_is_fitted_again_where_a_reading_moves_by_a_tenth(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The reading moves by half of its deviation, a fifth, and then less than a tenth."""
    steps = series_of(observe(typed([0.4], ["2024-01-01"])), None).steps
    deviation = np.sqrt(steps.sampling[:, 0])

    @dataclass
    class Fitted:
        steps: Steps
        switching: Any = None
        hyperparameters: Any = None
        pace = True

        def space(self) -> Any:
            return None, None

        def errors(self) -> None: ...

    def at_round(round_: int) -> Any:
        moved = replace(steps, values=steps.values + deviation * sum([0.5, 0.2, 0.09][:round_]))
        return SimpleNamespace(
            steps=moved,
            at=lambda _, *, smooth, robust: at_round(round_ + 1 + 9 * (smooth or not robust)),
        )

    module = "analysis.trends.one_series."
    monkeypatch.setattr(module + "fit_switching", lambda space, scales, near: (near or 0) + 1)
    monkeypatch.setattr(module + "StateSpace", lambda *_: None)
    monkeypatch.setattr(module + "fit_hyperparameters", lambda *_: SimpleNamespace(scales=None))
    start: Any = Fitted(steps, hyperparameters=SimpleNamespace(scales=None))
    found = _switching(at_round(0), start, None, robust=True, forced=False)
    assert found.switching == 3
    assert found.steps.values == pytest.approx(steps.values + 0.7 * deviation)


@pytest.mark.parametrize(("model", "walk"), [("level", "volatility"), ("smooth", "bend")])
def test_what_walks_has_a_name_that_tells_a_level_from_a_slope(model: Any, walk: str) -> None:
    readings = typed([0.4, 0.41], ["2024-01-01", "2024-02-01"])
    series = series_of(observe(readings), None)
    joint = _joint_space(_spaces([series, series], model == "smooth"))
    assert [scale.name for scale in joint.scales][:2] == [walk, f"common {walk}"]
    assert fit_trend(readings, model=model).model == model


def test_readings_are_doubted_and_slopes_regarded_where_settling_is_told_so() -> None:
    steps = series_of(observe(typed([0.4], ["2024-01-01"])), None).steps
    told = []

    def at(errors: Any, **options: bool) -> Any:
        told.append((errors, options))
        return SimpleNamespace(steps=steps, at=at)

    start: Any = SimpleNamespace(steps=steps, at=at)
    fit: Any = lambda *_: ("scales", ["errors"])  # noqa: E731
    settle([start], fit, smooth=False)
    settle([start], fit, smooth=True, robust=True)
    assert told == [
        ("errors", {"smooth": False, "robust": False}),
        ("errors", {"smooth": True, "robust": True}),
    ]


@pytest.mark.parametrize(("moved", "fits"), [(0.1, 4), (0.0999, 1)])
def test_a_move_by_a_tenth_counts(moved: float, fits: int, monkeypatch: pytest.MonkeyPatch) -> None:
    series = series_of(observe(typed([0.4, 0.5], ["2024-01-01", "2024-02-01"])), None)
    constant = fit_series(series)
    found = []

    def noted(space: Any, scales: Any, near: Any) -> Any:
        found.append(scales)
        return fit_switching(space, scales, near)

    monkeypatch.setattr("analysis.trends.one_series.fit_switching", noted)
    monkeypatch.setattr("analysis.trends.one_series._moved", lambda *_: moved)
    _switching(series, constant, None, robust=False, forced=True)
    assert len(found) == fits


def test_the_slope_s_square_is_the_mean_of_moves_squared_by_the_years_between_days() -> None:
    """Moves of 1 in half a year and of 3 in a year and a half; two readings share a day."""
    days = np.array([0, 0, 183, 731])
    level = np.array([0.0, 0.0, 1.0, 4.0])[:, None]
    expected = (1 / (183 / 365.25) + 9 / (548 / 365.25)) / (731 / 365.25)
    told: Any = SimpleNamespace(days=days)
    errors: Any = SimpleNamespace(level=level)
    assert _slope_square(told, errors) == pytest.approx(expected)
    still: Any = SimpleNamespace(days=np.array([5, 5]))
    assert _slope_square(still, SimpleNamespace(level=level[:2])) == 0  # type: ignore[arg-type]


def test_a_series_is_read_as_printed_from_a_first_level_that_says_next_to_nothing() -> None:
    readings = typed([0.4, 0.5], ["2024-01-01", "2024-02-01"], n=[1000.0, 500.0])
    series = series_of(observe(readings), None, [19_750])
    steps = series.steps
    assert steps.values[:, 0] == pytest.approx(logit([0.4, 0.5]))
    rounded = 0.01**2 / 12 / np.array([0.24, 0.25]) ** 2
    assert steps.sampling[:, 0, 0] == pytest.approx(np.array([1 / 240, 1 / 125]) + rounded)
    assert steps.levels.tolist() == [[[1]], [[1]]] and steps.inflation.tolist() == [1, 1]
    assert steps.initial.tolist() == [[25]] and steps.breaks == (19_750,)
    assert series.effects == {}
    assert series_of(observe(readings), None).steps.breaks == ()


def test_a_signal_moves_by_one_at_most_in_a_round(monkeypatch: pytest.MonkeyPatch) -> None:
    dates = ["2024-01-01", "2024-02-01", "2024-03-01"]
    series = series_of(observe(typed([0.4, 0.5, 0.6], dates)), None)
    wanted = series.signal + np.array([3.0, -3.0, 0.25])
    monkeypatch.setattr("analysis.trends.one_series.signals", lambda *_: wanted[:, None])
    errors = StateSpace(series.steps, scales_of({}, smooth=False)).errors(np.log([0.3, 0.05]))
    found = series.at(errors, smooth=False, robust=False)
    assert found.signal - series.signal == pytest.approx([1.0, -1.0, 0.25])
    value, variance = series.printed.at(found.signal)
    assert found.steps.values[:, 0].tolist() == value.tolist()
    assert found.steps.sampling[:, 0, 0].tolist() == variance.tolist()
    assert found.steps.trust is None
