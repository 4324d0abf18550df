"""The search for the mode of scales under paces, on a posterior that is known to be normal."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from analysis.model.measurements import Floats
from analysis.model.pace import _climbed, _pattern, evidence, mode_of
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
