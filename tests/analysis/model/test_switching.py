"""The switching filter, its smoother and its draws against every history of paces written out."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.special import expit, logsumexp
from scipy.stats import multivariate_normal, norm
from scipy.stats import t as student

import polls
from analysis.model.measurements import Floats, as_days, with_days
from analysis.model.pace_states import TAIL_SHARES, TAILS, _doubted
from analysis.model.statespace import StateSpace
from analysis.model.switching import LASTS, MULTIPLIERS, SHARES, SwitchingSpace
from analysis.trends.observations import observe
from analysis.trends.one_series import fit_series, scales_of, series_of
from analysis.trends.trend import fit_trend
from polls.errors import ProblemsError
from tests.analysis.model.test_walk import THETA as TWO_KINDS
from tests.analysis.model.test_walk import scales as house_and_wording
from tests.analysis.model.test_walk import steps_of as steps_with_effects
from tests.writers.trend_series import simulate, typed


def space_of(seed: int, count: int, **options: float) -> tuple[StateSpace, Floats]:
    series = series_of(observe(simulate(seed, count=count, years=2, **options).readings), None)
    scales = scales_of(series.effects, smooth=False)
    theta = np.log([0.5, 0.05, *[0.1] * (len(scales) - 2)])
    return StateSpace(series.steps, scales), theta


def written_out(space: StateSpace, theta: Floats) -> tuple[float, Floats, Floats]:
    """Log likelihood, and mean and deviation of the level on each day, summed over histories.

    Each history of paces makes the readings jointly normal; no filter is involved.
    """
    steps, squares = space.steps, np.exp(2 * theta)
    days = np.unique(steps.days)
    years = np.diff(days, prepend=days[0]) / 365.25
    kept = np.exp(-years / LASTS)
    loads = (steps.days[:, None] == days).astype(float)
    at, effects = loads.argmax(axis=1), steps.effects[:, 0]
    weights, means, seconds = [], [], []
    for path in itertools.product(range(3), repeat=len(days)):
        chance = np.log(SHARES[path[0]])
        for day in range(1, len(days)):
            stays = kept[day] * (path[day] == path[day - 1])
            chance += np.log(stays + (1 - kept[day]) * SHARES[path[day]])
        speed = squares[0] * MULTIPLIERS[list(path)] ** 2
        walked = np.cumsum(years * speed)
        level = 25 + np.minimum(walked[:, None], walked)
        error = steps.sampling[:, 0, 0] + squares[1] + steps.wander * speed[at]
        covariance = loads @ level @ loads.T + np.diag(error)
        if effects.shape[1]:
            covariance = covariance + squares[2] * effects @ effects.T
        values = steps.values[:, 0]
        weights.append(chance + multivariate_normal(cov=covariance).logpdf(values))
        gain = level @ loads.T @ np.linalg.inv(covariance)
        means.append(gain @ values)
        seconds.append(np.diag(level - gain @ loads @ level) + means[-1] ** 2)
    total = float(logsumexp(weights))
    parts = np.exp(np.array(weights) - total)
    mean = parts @ np.array(means)
    return total, mean, np.sqrt(parts @ np.array(seconds) - mean**2)


@pytest.mark.parametrize(("held", "together"), [(2.0, 2), (2.9, 2), (1.0, 1), (0.5, 1), (9.0, 9)])
def test_as_many_log_scales_go_back_together_as_may_be_held(
    held: float, together: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    switching = SwitchingSpace(space_of(1, 7)[0])
    size = len(switching.days) * len(switching.shares) * 4
    monkeypatch.setattr("analysis.model.switching.BUDGET", int(held * size))
    parts = [range(5)[part] for part in switching._groups(5, 4)]
    assert [place for part in parts for place in part] == [0, 1, 2, 3, 4]
    assert max(map(len, parts)) == min(together, 5)


@pytest.mark.parametrize("seed", [1, 3])
def test_filter_smoother_and_draws_are_those_of_all_histories_of_paces(seed: int) -> None:
    space, theta = space_of(seed, 7, volatility=1.2)
    total, mean, deviation = written_out(space, theta)
    switching = SwitchingSpace(space)
    assert switching.log_likelihood(theta[None])[0] == pytest.approx(total, abs=0.02)
    found = switching.smoothed(theta[None])
    weight, level = found.probability[:, 0], found.mean[:, 0]
    middle = (weight * level).sum(axis=1)
    spread = (weight * (found.variance[:, 0] + level**2)).sum(axis=1) - middle**2
    assert np.abs(middle - mean).max() < 0.15 * deviation.max()
    assert np.sqrt(spread) == pytest.approx(deviation, rel=0.08)
    drawn = switching.paths(theta[None], 8000, 1, switching.days)
    assert drawn.mean(axis=0) == pytest.approx(mean, abs=0.05 * deviation.max())
    assert drawn.std(axis=0) == pytest.approx(deviation, rel=0.05)
    assert np.corrcoef(drawn[:, :2].T)[0, 1] != pytest.approx(0, abs=0.02)


def test_one_pace_is_the_exact_filter() -> None:
    space, theta = space_of(2, 30)
    one = SwitchingSpace(space, switches=False)
    assert one.log_likelihood(theta[None])[0] == pytest.approx(space.loglikelihood(theta), abs=1e-8)
    found, exact = one.smoothed(theta[None]), space.smoothed(theta)
    last = np.searchsorted(space.steps.days, one.days, side="right") - 1
    assert found.mean[:, 0, 0] == pytest.approx(exact.levels[last, 0], abs=1e-8)
    assert found.variance[:, 0, 0] == pytest.approx(exact.level_covariance[last, 0, 0])
    passed = one.filtered(theta[None])
    assert passed.mean[-1, 1:, 0, 0] == pytest.approx(exact.effects, abs=1e-8)


def test_each_reading_is_foreseen_by_the_mixture_of_all_before_it() -> None:
    """Their log densities add up to the log-likelihood, those of one day in turn."""
    space, theta = space_of(2, 12)
    days = np.repeat(np.unique(space.steps.days)[:4], 3)
    space = StateSpace(replace(space.steps, days=days), space.scales)
    switching = SwitchingSpace(space)
    passed = switching.filtered(theta[None])
    values = space.steps.values[:, 0]
    assert passed.weight.sum(axis=2) == pytest.approx(np.ones((12, 1)))
    assert passed.weight[::3] == pytest.approx(passed.ahead)
    total = switching.log_likelihood(theta[None])[0]
    assert passed.log_densities(values).sum() == pytest.approx(total)
    # The share of the mixture below a value, and its variance, from its three normals.
    weight, mean = passed.weight[7, 0], passed.foreseen[7, 0]
    variance = passed.variance[7, 0]
    below = weight @ norm.cdf(values[7], mean, np.sqrt(variance))
    assert norm.cdf(passed.scores(values)[7, 0]) == pytest.approx(below)
    spread = weight @ (variance + mean**2) - (weight @ mean) ** 2
    assert passed.foreseen_variance()[7, 0] == pytest.approx(spread)


def test_an_effect_that_all_readings_share_is_no_level() -> None:
    space, theta = space_of(2, 12, house=1e-9)
    steps = replace(space.steps, effects=np.ones((12, 1, 1)))
    scales = scales_of({"house": 1}, smooth=False)
    exact = StateSpace(steps, scales).loglikelihood(theta[:3])
    one = SwitchingSpace(StateSpace(steps, scales), switches=False)
    assert one.log_likelihood(theta[None, :3])[0] == pytest.approx(exact, abs=1e-8)


def test_a_level_that_readings_show_in_part_is_the_exact_filter_s() -> None:
    space, theta = space_of(2, 12, house=1e-9)
    loads = np.random.default_rng(1).uniform(0.5, 1.5, (12, 1, 1))
    steps = replace(space.steps, levels=loads, effects=np.zeros((12, 1, 0)), wander=np.zeros(12))
    plain = StateSpace(steps, space.scales[:2])
    one = SwitchingSpace(plain, switches=False)
    theta = np.array([theta[0], -20.0])  # no extra error
    exact = plain.loglikelihood(theta)
    assert one.log_likelihood(theta[None])[0] == pytest.approx(exact, abs=1e-8)


def test_draws_are_shared_out_evenly_among_log_scales(monkeypatch: pytest.MonkeyPatch) -> None:
    space, theta = space_of(5, 12)
    asked = []

    def walked(*given: Any) -> Floats:
        _, moves, _, each, *_ = given
        asked.append(each)
        first = np.arange(each)[:, None] + np.arange(moves.shape[1]) / 10
        return first[..., None].repeat(2, axis=2)

    monkeypatch.setattr("analysis.model.switching.walk_back", walked)
    switching = SwitchingSpace(space)
    days = switching.days[[2, 9]]
    drawn = switching.paths(theta + np.array([[0.0], [0.1], [-0.2]]), 7, 3, days)
    assert asked == [3] and drawn.shape == (7, 2)
    assert drawn[:, 0] == pytest.approx([0, 0.1, 0.2, 1, 1.1, 1.2, 2])


def test_effects_of_two_kinds_have_the_scale_of_their_own_kind() -> None:
    steps = steps_with_effects(2, 30)
    steps = replace(steps, pace=None, levels=np.ones_like(steps.levels))
    space = StateSpace(steps, house_and_wording())
    one = SwitchingSpace(space, switches=False)
    assert one.log_likelihood(TWO_KINDS[None])[0] == pytest.approx(
        space.loglikelihood(TWO_KINDS), abs=1e-8
    )
    exact = space.smoothed(TWO_KINDS).effects
    found = one.filtered(TWO_KINDS[None]).mean[-1, 1:, 0, 0]
    assert found == pytest.approx(exact, abs=1e-8)


def test_days_asked_for_change_nothing_and_bridge_what_is_found() -> None:
    fitted = fit_series(series_of(observe(simulate(4, count=12).readings), None))
    theta = fitted.hyperparameters.mode[None]
    few = SwitchingSpace(fitted.space()[0])
    days = fitted.steps.days
    between = np.arange(days[0] - 40, days[-1] + 40, 17)
    with_missing = SwitchingSpace(fitted.space(between[between > days[0]])[0])
    assert with_missing.log_likelihood(theta) == pytest.approx(few.log_likelihood(theta))
    asked = few.smoothed(theta, between)
    rows = np.searchsorted(np.union1d(few.days, between), few.days)
    assert np.array_equal(asked.mean[rows], few.smoothed(theta).mean)


def test_one_pace_bridges_as_the_exact_smoother_does() -> None:
    space, theta = space_of(2, 12)
    steps = replace(space.steps, breaks=(int(space.steps.days[4]) - 3,))
    days = np.arange(steps.days[0], steps.days[-1] + 30)
    longer, where = with_days(steps, days)
    exact = StateSpace(longer, space.scales).smoothed(theta)
    one = SwitchingSpace(StateSpace(steps, space.scales), switches=False)
    found = one.smoothed(theta[None], days)
    assert found.mean[:, 0, 0] == pytest.approx(exact.levels[where, 0], abs=1e-7)
    assert found.variance[:, 0, 0] == pytest.approx(exact.level_covariance[where, 0, 0], abs=1e-7)


def test_days_before_and_after_all_others_go_on_from_the_nearest() -> None:
    space, theta = space_of(2, 12)
    outside = np.array([space.steps.days[0] - 100, space.steps.days[-1] + 200])
    one = SwitchingSpace(space, switches=False)
    near, far = one.smoothed(theta[None]), one.smoothed(theta[None], outside)
    for edge, days in ((0, 100), (-1, 200)):
        assert far.mean[edge] == pytest.approx(near.mean[edge])
        walked = np.exp(2 * theta[0]) * days / 365.25
        grown = far.variance[edge] - near.variance[edge]
        assert grown == pytest.approx(np.array([[walked]]))
    three = SwitchingSpace(space)
    near, far = three.smoothed(theta[None]), three.smoothed(theta[None], outside)
    # The pace goes on for a quarter of a year, after which exp(-1/4) of it is kept.
    kept = np.exp(-0.25)
    for edge in (0, -1):
        expected = kept * near.probability[edge] + (1 - kept) * SHARES
        assert far.probability[edge] == pytest.approx(expected)


def test_wild_errors_have_the_density_of_their_mixture() -> None:
    """One reading after a first that fixes the level: a mixture of three normals."""
    space, theta = space_of(5, 2, house=1e-9)
    steps = replace(space.steps, effects=np.zeros((2, 1, 0)), wander=np.zeros(2))
    plain = StateSpace(steps, space.scales[:2])
    wild = SwitchingSpace(plain, switches=False, doubts=True)
    scale = np.exp(theta[:2])
    error = steps.sampling[:, 0, 0] + scale[1] ** 2
    years = np.diff(steps.days)[0] / 365.25
    total = -np.inf
    for first, second in itertools.product(range(3), repeat=2):
        level = 25 + np.diag([0.0, scale[0] ** 2 * years])
        covariance = level + np.diag(error * TAILS[[first, second]] ** 2)
        density = multivariate_normal(cov=covariance).logpdf(steps.values[:, 0])
        total = np.logaddexp(total, density + np.log(TAIL_SHARES[[first, second]]).sum())
    assert wild.log_likelihood(theta[None, :2])[0] == pytest.approx(total, abs=0.02)


def test_a_wild_error_has_the_slope_and_curvature_of_its_mixture() -> None:
    """The mean moves by the slope of the log density, the variance by its curvature."""
    variance, error = np.array([[0.05, 0.09]]), np.array([[0.01, 0.02]])
    surprise = np.array([[0.4, -1.1]])

    def density(of: Floats) -> Floats:
        each = np.sqrt(variance[..., None] + error[..., None] * (TAILS**2 - 1))
        return np.asarray(logsumexp(norm.logpdf(of[..., None], 0, each), axis=2, b=TAIL_SHARES))

    misfit, pull, certain = _doubted(surprise, variance, error)
    step = 1e-4
    up, down, here = density(surprise + step), density(surprise - step), density(surprise)
    assert -0.5 * misfit == pytest.approx(here + 0.5 * np.log(2 * np.pi))
    assert pull == pytest.approx((down - up) / (2 * step), rel=1e-5)
    assert certain == pytest.approx(-(up + down - 2 * here) / step**2, rel=1e-4)


def test_a_jump_that_two_large_polls_print_is_followed() -> None:
    """Spain's autumn of 2024: 16.9, 30.4 (of 4,027), 28.1%."""
    readings = polls.load(question="issue_three_open", country="ES")
    trend = fit_trend(readings)
    assert trend.at("2024-09-04")["estimate"] == pytest.approx(0.304, abs=0.02)
    constant = fit_trend(readings, volatility="constant")
    assert constant.at("2024-09-04")["estimate"] < 0.25
    assert trend.fitted.weight > 0.95


def test_a_level_that_never_changes_its_pace_is_left_to_the_constant_volatility() -> None:
    weights = [
        fit_trend(simulate(seed, count=60, houses=["A"]).readings).fitted.weight
        for seed in range(3)
    ]
    assert np.mean(weights) < 0.5


def test_table_and_draws_are_of_one_mixture() -> None:
    trend = fit_trend(simulate(7, count=25, volatility=0.8).readings)
    assert 0.02 < trend.fitted.weight < 0.98
    days = trend.table["date"].iloc[::6]
    drawn = trend.draws(6000, 5, dates=days.tolist())
    table = trend.table.iloc[::6]
    assert drawn.mean().to_numpy() == pytest.approx(table["estimate"].to_numpy(), abs=0.004)
    low, high = np.quantile(drawn, [0.05, 0.95], axis=0)
    assert low == pytest.approx(table["low"].to_numpy(), abs=0.012)
    assert high == pytest.approx(table["high"].to_numpy(), abs=0.012)
    same = trend.draws(50, 5, dates=days.tolist())
    assert np.array_equal(same, trend.draws(50, 5, dates=days.tolist()))


def test_levels_weigh_constant_and_switching_by_the_weight() -> None:
    trend = fit_trend(simulate(7, count=25, volatility=0.8).readings)
    found = trend.fitted.levels(as_days(trend.table["date"]))
    assert found.weights.sum(axis=0) == pytest.approx(1.0)
    assert found.effect_weights.sum() == pytest.approx(1.0)
    constant = len(trend.fitted.hyperparameters.nodes)
    assert found.weights[:constant].sum(axis=0) == pytest.approx(1 - trend.fitted.weight)
    assert trend.fitted.switching is not None
    assert len(found.means) == constant + 3 * len(trend.fitted.switching.nodes)
    within = norm.cdf(
        trend.table["low"].map(lambda share: np.log(share / (1 - share))).iloc[0],
        found.means[:, 0, 0],
        np.sqrt(found.covariances[:, 0, 0, 0]),
    )
    assert (found.weights[:, 0] * within).sum() == pytest.approx(0.05, abs=1e-6)


def test_an_estimate_is_the_mean_of_the_mixture_s_shares() -> None:
    trend = fit_trend(simulate(7, count=25, volatility=0.8).readings)
    found = trend.fitted.levels(as_days(trend.table["date"]))
    random = np.random.default_rng(1)
    part = random.choice(len(found.means), 200_000, p=found.weights[:, 0])
    level = random.normal(found.means[part, 0, 0], np.sqrt(found.covariances[part, 0, 0, 0]))
    assert trend.table["estimate"].iloc[0] == pytest.approx(expit(level).mean(), abs=2e-4)


def test_a_smooth_trend_does_not_switch() -> None:
    readings = typed([0.4, 0.41, 0.42], ["2024-01-01", "2024-02-01", "2024-03-01"])
    assert fit_trend(readings, model="smooth").fitted.switching is None
    with pytest.raises(ProblemsError, match="option-without-effect"):
        fit_trend(readings, model="smooth", volatility="switching")
    assert fit_trend(readings, volatility="switching").fitted.weight == 1.0


def test_levels_of_late_days_are_drawn_alike_whether_or_not_early_ones_are() -> None:
    space, theta = space_of(5, 12)
    switching = SwitchingSpace(space)
    days = switching.days[[2, 9, 11]]
    every = switching.paths(theta[None], 50, 3, days)
    np.testing.assert_array_equal(switching.paths(theta[None], 50, 3, days[1:]), every[:, 1:])


def test_log_scales_go_back_together_or_in_groups_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    space, theta = space_of(5, 12)
    switching = SwitchingSpace(space)
    thetas = theta + np.array([[0.0], [0.1], [-0.2]])
    days = np.append(switching.days[4] + 1, switching.days[-1] + 30)
    whole = switching.smoothed(thetas, days)
    # Twelve days, three paces and pairs of three paces and m states: two log scales at a time.
    size = len(switching.days) * 9 * switching.filtered(thetas).mean.shape[1]
    monkeypatch.setattr("analysis.model.switching.BUDGET", 2 * size + 1)
    parts = switching.smoothed(thetas, days)
    for name, found in vars(parts).items():
        assert found == pytest.approx(getattr(whole, name), rel=1e-12), name


def test_wild_errors_are_spread_much_as_student_s_with_three_degrees_of_freedom() -> None:
    tails, shares = np.array([0.96, 2.14, 5.13]), np.array([0.72, 0.25, 0.03])
    misfit, *_ = _doubted(np.array([1.3]), np.ones(1), np.ones(1))
    density = shares @ norm.pdf(1.3, 0, tails)
    assert -0.5 * misfit[0] == pytest.approx(np.log(density) + 0.5 * np.log(2 * np.pi))
    assert TAILS.tolist() == tails.tolist() and TAIL_SHARES.tolist() == shares.tolist()
    for at in (0.5, 1.0, 2.0, 4.0, 8.0):
        beyond = TAIL_SHARES @ norm.sf(at / TAILS)
        assert beyond == pytest.approx(student.sf(at, 3), abs=0.008), at


def test_of_two_readings_of_a_day_the_first_may_be_so_far_off_that_one_pace_is_left() -> None:
    space, theta = space_of(2, 12)
    days = np.repeat(np.unique(space.steps.days)[:6], 2)
    values = space.steps.values.copy()
    values[4] = 60.0
    steps = replace(space.steps, days=days, values=values, wander=np.zeros(12))
    passed = SwitchingSpace(StateSpace(steps, space.scales)).filtered(theta[None])
    assert passed.weight[5, 0] == pytest.approx([0, 0, 1])
    assert passed.probability[2, 0] == pytest.approx([0, 0, 1])
