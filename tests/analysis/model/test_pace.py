"""The search for the mode of scales under paces, on a posterior that is known to be normal."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from analysis.model.hyperparameters import Hyperparameters
from analysis.model.measurements import Floats
from analysis.model.pace import Switching, _climbed, _pattern, evidence, fit_switching, mode_of
from analysis.model.posterior import Mode
from analysis.model.statespace import StateSpace
from analysis.model.switching import SwitchingSpace
from analysis.trends.observations import observe
from analysis.trends.one_series import scales_of, series_of
from tests.writers.trend_series import simulate

MODE = np.array([-1.0, 0.4])
COVARIANCE = np.array([[0.5, 0.2], [0.2, 0.3]])


def heights(points: Floats) -> Floats:
    """Twice a normal density, in logs."""
    return np.log(2) + multivariate_normal(MODE, COVARIANCE).logpdf(points)


def test_steps_end_at_the_mode_with_its_height_and_covariance() -> None:
    found = _climbed(heights, MODE + np.array([1.5, -0.8]))
    assert found.converged
    assert found.at == pytest.approx(MODE, abs=1e-6)
    assert found.height == pytest.approx(heights(MODE))
    assert found.covariance == pytest.approx(COVARIANCE, rel=1e-5)
    # The integral of twice a density is 2, and (2 pi)^(J / 2) is left out.
    assert evidence(found) == pytest.approx(np.log(2) - np.log(2 * np.pi))


@pytest.mark.parametrize(("apart", "stays"), [(0.019, True), (0.021, False)])
def test_a_start_within_a_fiftieth_of_the_mode_is_left_as_it_is(apart: float, stays: bool) -> None:
    start = MODE + np.array([apart, 0.0])
    found = _climbed(heights, start)
    assert found.converged
    assert found.at == pytest.approx(start if stays else MODE, abs=1e-6)


def test_no_step_is_longer_than_is_trusted() -> None:
    """Seven tenths a round: from 30 away, twelve rounds come no nearer than 22.3."""
    found = _climbed(heights, MODE + np.array([30.0, 0.0]))
    assert not found.converged
    assert found.at[0] == pytest.approx(MODE[0] + 30 - 11 * 0.7)


def test_a_step_that_goes_downhill_is_made_a_third_as_long() -> None:
    centres = []

    def heights_low_at_the_second(points: Floats) -> Floats:
        centres.append(points[0])
        return heights(points) - (10 if len(centres) == 2 else 0)

    found = _climbed(heights_low_at_the_second, MODE + np.array([0.3, 0.1]))
    assert found.at == pytest.approx(MODE, abs=1e-6)
    assert centres[2] - centres[0] == pytest.approx((centres[1] - centres[0]) / 3)


def test_heights_around_a_start_that_are_known_are_not_asked_for_again() -> None:
    start = MODE + np.array([1.5, -0.8])
    asked = []

    def noted(points: Floats) -> Floats:
        asked.append(len(points))
        return heights(points)

    whole = _climbed(noted, start)
    rounds = len(asked)
    known = _climbed(noted, start, heights(start + _pattern(2)))
    assert len(asked) - rounds == rounds - 1
    assert known.at.tolist() == whole.at.tolist()
    assert known.covariance.tolist() == whole.covariance.tolist()


def test_a_search_from_afar_climbs_from_the_best_of_all_its_starts() -> None:
    """The first of two starts lies further off than all rounds together go."""
    series = series_of(observe(simulate(1, count=12, houses=["A"]).readings), None)
    space = SwitchingSpace(StateSpace(series.steps, scales_of({}, smooth=False)))
    good = np.log([0.4, 0.06])
    near = mode_of(space, [good], near=True)
    afar = mode_of(space, [good + 12, good])
    assert near.converged and afar.converged
    assert afar.at == pytest.approx(near.at, abs=0.05)


def test_slopes_and_curvatures_are_taken_a_twentieth_apart() -> None:
    assert _pattern(1).tolist() == [[0], [0.05], [-0.05]]
    assert _pattern(2).tolist() == [
        [0, 0], [0.05, 0], [0, 0.05], [-0.05, 0], [0, -0.05], [0.05, 0.05],
    ]  # fmt: skip


@pytest.mark.parametrize(("precision", "variance"), [(0.2, 5.0), (0.06, 10.0), (-1.0, 10.0)])
def test_a_flat_or_bulging_direction_counts_as_one_of_a_variance_of_ten(
    precision: float, variance: float
) -> None:
    def flat(points: Floats) -> Floats:
        return np.asarray(-0.5 * (4 * points[:, 0] ** 2 + precision * points[:, 1] ** 2))

    found = _climbed(flat, np.zeros(2))
    assert found.converged
    assert found.covariance == pytest.approx(np.diag([0.25, variance]), abs=1e-6)


class Asked(SimpleNamespace):
    """Scales of moves, extra error and a house, and the points at which readings are asked."""

    def __init__(self, effects: int) -> None:
        kinds = {"level": (1, None, None), "extra": (None, 1, None), "effects": (None, None, 1)}
        scales = [
            SimpleNamespace(level=level, extra=extra, effects=effect, median=1.0, spread=2.0)
            for level, extra, effect in kinds.values()
        ]
        steps = SimpleNamespace(effects=np.zeros((4, 1, effects)))
        super().__init__(space=SimpleNamespace(scales=scales, steps=steps), points=[])

    def log_likelihood(self, thetas: Floats) -> Floats:
        self.points.append(thetas)
        return np.asarray(-2 * ((thetas - [0.3, -1.5, 0.1]) ** 2).sum(axis=1))


SHIFTS = [(a, b) for a in (0.0, -0.5, -1.0) for b in (0.0, -1.0, -2.0)]


@pytest.mark.parametrize("effects", [0, 1])
def test_a_search_begins_with_less_movement_and_less_extra_error(effects: int) -> None:
    """Nine points around each start, of which the best is climbed from; houses stay."""
    asked: Any = Asked(effects)
    starts = [np.array([0.0, 0.0, 0.2]), np.array([1.0, 2.0, 0.4])]
    found = mode_of(asked, starts)
    points = [start + np.array([a, b, 0.0]) for start in starts for a, b in SHIFTS]
    first = asked.points[0]
    assert first[:: 1 if effects else len(_pattern(3))] == pytest.approx(np.array(points))
    if effects:
        assert asked.points[1][0] == pytest.approx([0.0, -1.0, 0.2])
    # The likelihood's precision of 4 beside the prior's of 1/4, which lies around nought.
    assert found.at == pytest.approx(np.array([0.3, -1.5, 0.1]) * 4 / 4.25)
    assert found.covariance == pytest.approx(np.eye(3) / 4.25)
    near: Any = Asked(effects)
    mode_of(near, starts, near=True)
    assert near.points[0][0] == pytest.approx(starts[0]) and len(near.points[0]) == 10


def mode(height: float, variance: float) -> Mode:
    return Mode(np.array([height]), np.array([[variance]]), height, True)


def test_switching_is_weighed_against_all_modes_of_a_constant_volatility(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Evidences of e^1 sqrt(4), e^0 sqrt(1) and e^0.5 sqrt(0.25)."""
    calls = []

    def found(_: Any, starts: list[Floats], *, near: bool) -> Mode:
        calls.append(([start.tolist() for start in starts], near))
        return mode(1.0, 4.0)

    monkeypatch.setattr("analysis.model.pace.mode_of", found)
    constant = Hyperparameters((), (mode(0.0, 1.0), mode(0.5, 0.25)))
    space: Any = None
    fitted = fit_switching(space, constant)
    own, others = np.exp(1) * 2, 1 + np.exp(0.5) / 2
    assert fitted.weight == pytest.approx(own / (own + others))
    fit_switching(space, constant, Switching(mode(7.0, 1.0), 0.5))
    assert calls == [([[0.0], [0.5]], False), ([[7.0]], True)]
