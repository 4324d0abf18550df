"""fit_trend: what a trend promises about its readings, its bands and its draws."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit
from scipy.stats import norm

import polls
from analysis import fit_trend
from analysis.model.measurements import as_days
from analysis.trends.tables import level_table
from polls.errors import ProblemsError
from tests.writers.trend_series import simulate, typed


@pytest.fixture(scope="module")
def simulated():
    return simulate(3)


@pytest.fixture(scope="module")
def trend(simulated):
    return fit_trend(simulated.readings)


def dense_posterior(trend, days_wanted):
    """Level mean and covariance at days, by one multivariate normal, no filter involved."""
    readings = trend.readings
    scale = trend.hyperparameters.set_index("name")["estimate"]
    days = (readings["date"] - readings["date"].min()).dt.days.to_numpy() / 365.25
    wanted = np.asarray(days_wanted) / 365.25
    walk = lambda a, b: 25 + scale["volatility"] ** 2 * np.minimum(a[:, None], b[None])  # noqa: E731
    counts = readings["house"].value_counts().sort_index()
    weights = counts.to_numpy(float)
    effects = scale["house"] ** 2 * (
        np.eye(len(weights)) - np.outer(weights, weights) / (weights @ weights)
    )
    who = counts.index.get_indexer(readings["house"])
    error = readings["sampling_variance"] + scale["extra"] ** 2
    error = error + scale["volatility"] ** 2 * readings["wander"]
    total = walk(days, days) + effects[np.ix_(who, who)] + np.diag(error)
    across = walk(wanted, days)
    gain = np.linalg.solve(total, across.T).T
    mean = gain @ readings["working"].to_numpy()
    return mean, walk(wanted, wanted) - gain @ across.T, gain, total


def test_levels_equal_a_dense_gaussian_solution_at_fixed_scales(trend):
    wanted = np.array([0, 100, 777, 1500, 2500])
    mean, covariance, _, total = dense_posterior(trend, wanted)
    first = trend.readings["date"].min().to_datetime64().astype("datetime64[D]").astype(int)
    space, where = trend.fitted.space(wanted + first)
    found = space.smoothed(trend.fitted.hyperparameters.mode)
    assert np.abs(found.levels[where, 0] - mean).max() < 1e-8
    assert np.abs(found.level_covariance[where, 0, 0] - np.diag(covariance)).max() < 1e-8
    logits = trend.readings["working"].to_numpy()
    density = -0.5 * (
        logits @ np.linalg.solve(total, logits)
        + np.linalg.slogdet(total)[1]
        + len(logits) * np.log(2 * np.pi)
    )
    likelihood, _ = space.scored(trend.fitted.hyperparameters.mode)
    assert likelihood == pytest.approx(density, abs=1e-8)
    assert trend.diagnostics["log_likelihood"] == pytest.approx(density, abs=1e-8)


def test_the_slope_of_the_likelihood_is_what_its_differences_say(trend):
    space, _ = trend.fitted.space()
    theta = trend.fitted.hyperparameters.mode + 0.1
    _, slope = space.scored(theta)
    np.testing.assert_allclose(slope, space.gradient(theta), rtol=1e-9)
    for j, step in enumerate(1e-5 * np.eye(len(theta))):
        rise = space.scored(theta + step)[0] - space.scored(theta - step)[0]
        assert slope[j] == pytest.approx(rise / 2e-5, rel=1e-5, abs=1e-5)


@pytest.mark.parametrize("count, within", [(6, 0.02), (40, 0.01), (400, 0.003)])
def test_a_few_draws_of_the_scales_give_the_band_of_very_many(count, within):
    trend = fit_trend(simulate(7, count=count, years=count / 20, houses=("A",)).readings)
    fitted, scales = trend.fitted, trend.fitted.hyperparameters
    half = np.random.default_rng(1).standard_normal((500, len(scales.mode)))
    standard = np.concatenate([half, -half])
    root = np.linalg.cholesky(scales.covariance) @ np.linalg.inv(
        np.linalg.cholesky(standard.T @ standard / len(standard))
    )
    many = replace(scales)
    many.__dict__["nodes"] = scales.mode + standard @ root.T
    days = fitted.steps.days
    wide = level_table(
        replace(fitted, hyperparameters=many).levels(days),
        fitted.sampling_covariance(days),
        days,
        0.9,
        error=trend.shared_error,
    )
    found = trend.table.set_index("date").loc[wide["date"]]
    widths = (found["high"] - found["low"]).to_numpy() / (wide["high"] - wide["low"]).to_numpy()
    assert np.sqrt(np.mean((widths - 1) ** 2)) < within


def test_draws_have_the_joint_covariance_of_the_dense_solution(trend):
    wanted = np.array([0, 100, 120, 1500])
    mean, covariance, *_ = dense_posterior(trend, wanted)
    first = trend.readings["date"].min().to_datetime64().astype("datetime64[D]").astype(int)
    space, where = trend.fitted.space(wanted + first)
    from analysis.model.simulation import level_paths

    mode = trend.fitted.hyperparameters.mode[None]
    paths = level_paths(space, mode, 20_000, 1, where)[:, :, 0]
    error = np.sqrt(np.diag(covariance) / 20_000)
    assert np.all(np.abs(paths.mean(axis=0) - mean) < 4 * error)
    sd = np.sqrt(np.diag(covariance))
    assert np.abs(np.corrcoef(paths.T) - covariance / np.outer(sd, sd)).max() < 0.03


def test_bands_hold_the_estimate_and_sampling_is_the_smaller_part(trend):
    table = trend.table
    assert (table["low"] <= table["low_sampling"]).all()
    assert (table["low_sampling"] < table["estimate"]).all()
    assert (table["estimate"] < table["high_sampling"]).all()
    assert (table["high_sampling"] <= table["high"]).all()


def test_a_wider_level_gives_a_wider_band(simulated):
    ninety, half = (fit_trend(simulated.readings, level=level).table for level in (0.9, 0.5))
    assert (half["low"] > ninety["low"]).all()
    assert np.allclose(half["estimate"], ninety["estimate"], atol=0, rtol=0)


def test_draws_agree_with_the_table_and_repeat(trend):
    draws = trend.draws(8000, seed=4)
    assert draws.shape == (8000, len(trend.table))
    se = trend.table["se"].to_numpy()
    assert np.all(np.abs(draws.mean().to_numpy() - trend.table["estimate"]) < 5 * se / 8000**0.5)
    assert np.abs(draws.std().to_numpy() / se - 1).max() < 0.06
    pd.testing.assert_frame_equal(draws, trend.draws(8000, seed=4), check_exact=True)
    assert not trend.draws(10, seed=5).equals(trend.draws(10, seed=4))


def test_at_a_reading_equals_its_row_of_the_table(trend):
    row = trend.table.iloc[7]
    assert trend.at(row["date"])["estimate"] == pytest.approx(row["estimate"], abs=1e-12)
    assert trend.at(row["date"])["high"] == pytest.approx(row["high"], abs=1e-12)


def test_far_from_readings_the_band_is_wider(trend):
    last = trend.readings["date"].max()
    widths = [trend.at(last + pd.Timedelta(days=days))["se"] for days in (0, 30, 365, 3650)]
    assert widths == sorted(widths)


def test_change_comes_from_joint_draws(trend):
    a, b = trend.table["date"].iloc[0], trend.table["date"].iloc[-1]
    change = trend.change(a, b)
    expected = trend.at(b)["estimate"] - trend.at(a)["estimate"]
    assert change["estimate"] == pytest.approx(expected, abs=5 * change["se"] / 4000**0.5)
    assert change["low"] < change["estimate"] < change["high"]
    assert 0 <= change["probability_above"] <= 1


def test_house_effects_weighted_by_readings_sum_to_zero(trend):
    assert trend.houses["effect"] @ trend.houses["readings"] == pytest.approx(0, abs=1e-9)


def test_a_reference_house_has_no_effect_and_moves_the_level(simulated, trend):
    referred = fit_trend(simulated.readings, reference="B")
    houses = referred.houses.set_index("house")
    assert houses.loc["B", ["effect", "se", "low", "high"]].tolist() == pytest.approx(
        [0] * 4, abs=1e-9
    )
    before = trend.houses.set_index("house")["effect"]
    moved = houses["effect"] - (before - before["B"])
    assert np.abs(moved).max() < 0.02


def test_an_unknown_reference_is_named_with_the_houses_there_are(simulated):
    with pytest.raises(ProblemsError, match=r"unknown-house[\s\S]*A, B, C, D"):
        fit_trend(simulated.readings, reference="Z")


def test_readings_of_several_countries_are_refused_and_fit_trends_is_named(simulated):
    other = simulated.readings.assign(country="FR")
    with pytest.raises(ProblemsError, match=r"several-series[\s\S]*fit_trends\(readings, by="):
        fit_trend(pd.concat([simulated.readings, other]))


def test_a_pooled_question_has_one_answer() -> None:
    readings = typed([0.4, 0.5, 0.6], ["2024-01-01", "2024-02-01", "2024-03-01"])
    readings["question"] = ["q", "q", "r"]
    readings["answer"] = ["yes", "no", "yes"]
    with pytest.raises(ProblemsError) as raised:
        fit_trend(readings, together=["question"])
    (problem,) = raised.value.problems
    assert (problem.code, problem.got) == ("several-series", "q: yes, no")


def test_asked_dates_are_the_dates_of_the_table_in_the_order_asked(simulated):
    dates = ["2022-05-01", "2020-05-01", "2030-01-01"]
    table = fit_trend(simulated.readings, dates=dates).table
    assert table["date"].dt.strftime("%Y-%m-%d").tolist() == dates


def test_the_same_readings_in_another_order_give_the_same_bytes(simulated, trend, tmp_path):
    shuffled = simulated.readings.sample(frac=1, random_state=1)
    trend.to_csv(tmp_path / "a.csv")
    fit_trend(shuffled).to_csv(tmp_path / "b.csv")
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def test_the_notebook_view_is_the_same_each_time(trend):
    assert trend._repr_html_() == trend._repr_html_()
    assert "id=" not in trend._repr_html_()


def test_the_usual_base_of_the_pollster_stands_in_and_is_noted():
    readings = typed([0.4, 0.41], ["2024-01-01", "2024-02-01"], pollster="YouGov", n=np.nan)
    trend = fit_trend(readings)
    usual = polls.codebook().usual_n("YouGov")
    assert trend.readings["n_used"].tolist() == [usual, usual]
    assert "usual base of YouGov" in trend.notes[0]


def test_sampling_variance_is_the_delta_method_of_the_logit():
    readings = typed([0.4], ["2024-01-01"], n=500.0, deff=1.5)
    used = fit_trend(readings).readings
    expected = (1.5 * 0.24 / 500 + 0.01**2 / 12) / 0.24**2
    assert used["sampling_variance"][0] == pytest.approx(expected, rel=1e-3)
    assert expit(used["working"][0]) == pytest.approx(0.4, abs=1e-4)


def test_small_shares_of_small_samples_are_not_biased():
    relative, covered = [], []
    for seed in range(6):
        truth = simulate(seed, n=100, start=-2.9, houses=("A",), house=0.0, extra=0.03, count=80)
        table = fit_trend(truth.readings, dates=truth.readings["start"].tolist()).table
        relative.append((table["estimate"] / truth.share - 1).mean())
        covered.append(((table["low"] <= truth.share) & (truth.share <= table["high"])).mean())
    assert abs(np.mean(relative)) < 0.06
    assert 0.8 < np.mean(covered) < 0.98


def test_one_reading_gives_its_share_with_at_least_its_sampling_error():
    trend = fit_trend(typed([0.4], ["2024-01-01"]))
    row = trend.table.iloc[0]
    assert row["estimate"] == pytest.approx(0.4, abs=0.003)
    assert row["high"] - row["low"] > 2 * norm.ppf(0.95) * (0.24 / 1000) ** 0.5


def test_a_house_effect_in_points_is_that_at_the_trend_s_usual_level() -> None:
    readings = simulate(6, count=60, start=-1.5, house=0.3).readings
    trend = fit_trend(readings, volatility="constant")
    days = trend.fitted.levels(as_days(trend.table["date"]))
    middle = float((days.weights * days.means[..., 0]).sum(axis=0).mean())
    effect = trend.houses["effect"]
    assert trend.houses["points"].to_numpy() == pytest.approx(
        expit(middle + effect) - expit(middle)
    )
    assert effect.abs().max() > 0.1
