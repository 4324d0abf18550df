"""A fitted model: which of its two volatilities counts, its draws, its effects, its table."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit
from scipy.stats import norm

from analysis.model.days import days_of
from analysis.model.fitted_model import Fitted
from analysis.model.house_effects import effects_of
from analysis.model.hyperparameters import Hyperparameters
from analysis.model.measurements import Floats, as_dates, as_days, rows_of
from analysis.model.normal_mixtures import mixture_quantile, normal_points, share_moments
from analysis.model.posterior import Mode
from analysis.model.simulation import _root, level_paths, shuffled
from analysis.model.statespace import StateSpace
from analysis.model.switching import SwitchingSpace
from analysis.model.system_matrices import Scale
from analysis.trends.trend import fit_trend
from polls.errors import ProblemsError
from tests.analysis.model.test_statespace import COUNT, LEVELS, THETA, Dense, both
from tests.writers.trend_series import simulate


def weighed(fitted: Fitted, weight: float) -> Fitted:
    assert fitted.switching is not None
    return replace(fitted, switching=replace(fitted.switching, weight=weight))


@pytest.fixture(scope="module")
def fitted() -> Fitted:
    return fit_trend(simulate(7, count=25, volatility=0.8).readings).fitted


def test_a_trend_just_fitted_holds_no_arrays_of_the_filter() -> None:
    kept = vars(fit_trend(simulate(7, count=25, volatility=0.8).readings).fitted)
    assert list(kept) == ["steps", "smooth", "hyperparameters", "switching"]


@pytest.mark.parametrize(
    ("weight", "used"), [(0.0009, 0.0), (0.0011, 0.0011), (0.9989, 0.9989), (0.9991, 1.0)]
)
def test_a_volatility_of_less_than_a_thousandth_plays_no_part(
    fitted: Fitted, weight: float, used: float
) -> None:
    again = weighed(fitted, weight)
    assert again.weight == used
    assert replace(fitted, switching=None).weight == 0.0
    found = again.levels(fitted.steps.days[:2])
    constant = 0 if used == 1 else len(fitted.hyperparameters.nodes)
    assert found.weights.sum(axis=0) == pytest.approx(1.0)
    assert found.weights[:constant].sum(axis=0) == pytest.approx(1 - used)
    assert (len(found.means) == constant) is (used == 0)


def test_the_likelier_volatility_gives_scales_errors_and_paces(fitted: Fitted) -> None:
    less, more = weighed(fitted, 0.49), weighed(fitted, 0.5)
    assert less.pace is None and more.pace is not None
    assert less.scales is fitted.hyperparameters
    assert fitted.switching is not None
    assert more.scales.mode.tolist() == fitted.switching.mode.at.tolist()
    constant = less.space()[0].errors(fitted.hyperparameters.mode)
    assert less.errors().one_step == pytest.approx(constant.one_step)
    assert less.errors().log_density == pytest.approx(constant.log_density)
    assert np.abs(more.errors().log_density - constant.log_density).max() > 0.01


def test_effects_are_those_of_the_last_day_in_each_pace(fitted: Fitted) -> None:
    assert fitted.switching is not None
    nodes = fitted.switching.nodes
    found = weighed(fitted, 1.0).levels(fitted.steps.days[:1])
    passed = SwitchingSpace(fitted.space()[0]).filtered(nodes)
    assert found.effect_weights == pytest.approx(passed.probability[-1].ravel() / len(nodes))
    means = passed.mean[-1, 1:].reshape(found.effect_means.shape[1], -1).T
    assert found.effect_means == pytest.approx(means)
    assert np.abs(passed.probability[-1] - passed.probability[-2]).max() > 1e-3


def test_paths_are_of_each_volatility_as_many_as_its_weight(fitted: Fitted) -> None:
    days = fitted.steps.days[[3, 20]]
    part, all_constant = weighed(fitted, 0.3), weighed(fitted, 0.0)
    drawn = part.paths(days, 1000, 5)
    assert drawn.shape == (1000, 2, 1)
    assert drawn[:700] == pytest.approx(all_constant.paths(days, 700, 5))
    assert drawn[700:] == pytest.approx(weighed(fitted, 1.0).paths(days, 300, 5))


def test_joint_draws_have_the_mean_and_covariance_of_one_normal() -> None:
    space, dense = both(2, False)
    assert isinstance(dense, Dense)
    mean, within = dense.given(dense.levels, dense.on_levels)
    keep = np.array([1, 4, COUNT - 1])
    drawn = level_paths(space, THETA[None], 40_000, 3, keep).reshape(40_000, -1)
    places = [LEVELS * t + k for t in keep for k in range(LEVELS)]
    spread = within[np.ix_(places, places)]
    deviation = np.sqrt(np.diag(spread))
    assert drawn.mean(axis=0) == pytest.approx(mean[places], abs=5 * deviation.max() / 200)
    scale = np.outer(deviation, deviation)
    assert np.abs((np.cov(drawn.T) - spread) / scale).max() < 0.03
    assert level_paths(space, THETA[None], 7, 3, keep).shape == (7, 3, LEVELS)


@pytest.mark.parametrize(("held", "groups"), [(2.5, [2, 1]), (1.0, [1, 1, 1]), (0.4, [1, 1, 1])])
def test_as_many_nodes_are_walked_back_together_as_may_be_held(
    held: float, groups: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    space, _ = both(2, False)
    sizes = []

    def walked(_: object, nodes: Floats, each: int, *__: object) -> Floats:
        sizes.append(len(nodes))
        return np.zeros((each, len(nodes), 1, LEVELS))

    monkeypatch.setattr("analysis.model.simulation._walk_back", walked)
    size = COUNT * space.system.n_states**2
    monkeypatch.setattr("analysis.model.simulation.BUDGET", int(held * size))
    drawn = level_paths(space, np.stack([THETA] * 3), 7, 3, np.array([6]))
    assert (sizes, drawn.shape) == (groups, (7, 1, LEVELS))


def test_draws_take_the_nodes_in_turn() -> None:
    space, _ = both(2, False)
    far = THETA + np.log([30.0, 1.0, 1.0])
    drawn = level_paths(space, np.stack([THETA, far]), 4_000, 1, np.array([6]))[:, 0, 0]
    assert drawn[1::2].std() > 2 * drawn[::2].std()
    assert sorted(shuffled(9, 1)) == list(range(9))
    assert shuffled(9, 1).tolist() == shuffled(9, 1).tolist() != shuffled(9, 2).tolist()


def test_effects_of_a_reference_and_of_the_weighted_mean() -> None:
    labels = pd.Series(["B", "A", "B", "C", "B"])
    free = effects_of(labels, "house", None)
    assert (free.names, free.counts, free.free) == (("A", "B", "C"), (1, 3, 1), 2)
    assert np.array([1, 3, 1]) @ free.basis == pytest.approx([0, 0], abs=1e-12)
    assert free.basis.T @ free.basis == pytest.approx(np.eye(2), abs=1e-12)
    assert free.loadings == pytest.approx(free.basis[[1, 0, 1, 2, 1]])
    fixed = effects_of(labels, "house", "B")
    assert fixed.basis.tolist() == [[1, 0], [0, 0], [0, 1]]
    with pytest.raises(ProblemsError, match="no reading is of the reference house"):
        effects_of(labels, "house", "D")


def test_a_table_of_scales_has_the_quantiles_of_their_normals_or_of_their_grid() -> None:
    scale = Scale("volatility", 0.3, 0.8, "moves")
    mode = Mode(np.array([np.log(0.2)]), np.array([[0.04]]), 0.0, True)
    row = Hyperparameters((scale,), (mode,), None).table(0.9).iloc[0]
    far = norm.ppf(0.95)
    assert row["name"] == "volatility" and row["meaning"] == "moves"
    assert row["estimate"] == pytest.approx(0.2)
    assert (row["low"], row["high"]) == pytest.approx(
        (0.2 * np.exp(-0.2 * far), 0.2 * np.exp(0.2 * far))
    )
    assert row["prior_median"] == 0.3
    assert (row["prior_low"], row["prior_high"]) == pytest.approx(
        (0.3 * np.exp(-0.8 * far), 0.3 * np.exp(0.8 * far))
    )
    grid = np.log(np.linspace(0.1, 0.5, 101))[:, None]
    row = Hyperparameters((scale,), (mode,), grid).table(0.9).iloc[0]
    assert (row["low"], row["high"]) == pytest.approx((0.12, 0.48), abs=1e-9)


def test_moments_and_quantiles_of_a_mixture_of_two_normals() -> None:
    means, deviations = np.array([[-0.5], [0.8]]), np.array([[0.1], [0.3]])
    weights = np.array([[0.7], [0.3]])
    random = np.random.default_rng(1)
    part = random.random(400_000) < 0.7
    drawn = np.where(part, random.normal(-0.5, 0.1, 400_000), random.normal(0.8, 0.3, 400_000))
    mean, deviation = share_moments(means, deviations, weights)
    assert mean[0] == pytest.approx(expit(drawn).mean(), abs=1e-3)
    assert deviation[0] == pytest.approx(expit(drawn).std(), rel=0.01)
    median = mixture_quantile(means, deviations, 0.6, weights)[0]
    assert 0.7 * norm.cdf((median + 0.5) / 0.1) + 0.3 * norm.cdf((median - 0.8) / 0.3) == (
        pytest.approx(0.6)
    )
    even = mixture_quantile(means, deviations, 0.25)[0]
    assert norm.cdf((even + 0.5) / 0.1) / 2 + norm.cdf((even - 0.8) / 0.3) / 2 == (
        pytest.approx(0.25)
    )


def test_normal_points_have_exactly_the_moments_they_stand_for() -> None:
    spread = np.array([[2.0, 0.6], [0.6, 0.5]])
    points = normal_points(np.array([[[1.0, -2.0]]]), spread[None, None])[0, :, 0]
    assert points.shape == (64, 2)
    assert points.mean(axis=0) == pytest.approx([1.0, -2.0])
    assert np.cov(points.T, bias=True) == pytest.approx(spread)
    assert normal_points(np.zeros((1, 1, 40)), np.eye(40)[None, None]).shape == (1, 160, 1, 40)


def test_days_are_whole_numbers_since_1970_and_nothing_is_guessed() -> None:
    assert days_of(["1970-01-03", pd.Timestamp("1969-12-31 23:00")]).tolist() == [2, -1]
    assert as_dates(as_days(pd.Series(pd.to_datetime(["2024-03-05"]))))[0] == pd.Timestamp(
        "2024-03-05"
    )
    for wrong in ("03/05/2024", "soon", None):
        with pytest.raises(ProblemsError, match="not-a-date"):
            days_of([wrong])


def test_the_steps_of_one_level_are_those_that_load_on_it() -> None:
    steps = both(1, False)[0].steps
    levels = np.zeros((COUNT, 1, 2))
    levels[[0, 3], 0, 0] = 1.0
    levels[[1, 2], 0, 1] = -0.5
    steps = replace(steps, levels=levels)
    assert rows_of(steps, 0).tolist() == [0, 3] and rows_of(steps, 1).tolist() == [1, 2]


def test_a_break_lets_the_level_jump_in_its_step_alone() -> None:
    broken, _ = both(1, False)
    whole = StateSpace(replace(broken.steps, breaks=()), broken.scales)
    jumps = broken.filter, whole.filter
    for space in (broken, whole):
        space.loglikelihood(THETA)
    apart = np.moveaxis(jumps[0]["state_cov"] - jumps[1]["state_cov"], -1, 0)[:, :2, :2]
    unit = broken.steps.initial / broken.steps.initial[0, 0]
    expected = [0, 0, 1, 0, 0, 1, 0, 1, 0]  # 41 in (40, 41], 200 in (90, 200], 331 in (330, 500]
    for found, times in zip(apart, expected, strict=True):
        assert found == pytest.approx(times * unit, abs=1e-12)


def test_the_sampling_band_is_that_of_a_walk_read_with_sampling_errors_alone() -> None:
    """Covariance of the level by the formula of joint normals, at the fitted volatility."""
    fitted = fit_trend(
        simulate(3, count=25, houses=["A", "B"]).readings, volatility="constant"
    ).fitted
    steps, scales = fitted.steps, fitted.hyperparameters
    names = [scale.name for scale in scales.scales]
    volatility = np.exp(scales.mode[names.index("volatility")])
    years = (steps.days - steps.days[0]) / 365.25
    walk = volatility**2 * np.minimum.outer(years, years) + steps.initial[0, 0]
    error = np.diag(steps.sampling[:, 0, 0] * steps.inflation)
    level = walk - walk @ np.linalg.solve(walk + error, walk)
    found = fitted.sampling_covariance(steps.days)
    assert found[:, 0, 0] == pytest.approx(np.diag(level), rel=1e-3)


def test_the_root_of_a_variance_is_its_standard_deviation() -> None:
    found = _root(np.array([[[4.0]], [[0.0]], [[-1e-18]]]))
    assert found[:, 0, 0].tolist() == [2.0, 0.0, 0.0]
    matrix = np.array([[[2.0, 1.0], [1.0, 2.0]], [[1.0, 1.0], [1.0, 1.0]]])
    roots = _root(matrix)
    assert roots @ np.swapaxes(roots, -1, -2) == pytest.approx(matrix)
