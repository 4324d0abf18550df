"""fit_groups: gaps between groups that move partly together."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit
from scipy.stats import norm

import polls
from analysis import fit_groups, fit_trend
from polls.errors import ProblemsError
from tests.writers.trend_series import typed


def simulated_groups(seed, waves=80, levels=(-0.6, 0.4)):
    """Readings of two groups with a common walk, and their true gap at each wave."""
    random = np.random.default_rng(seed)
    days = np.arange(waves) * 14
    common = np.cumsum(random.normal(0, 0.6 * np.sqrt(14 / 365.25), waves))
    own = np.cumsum(random.normal(0, 0.15 * np.sqrt(14 / 365.25), (2, waves)), axis=1)
    dates = (pd.Timestamp("2019-01-01") + pd.to_timedelta(days, unit="D")).strftime("%Y-%m-%d")
    truth = expit(common + own + np.array(levels)[:, None])
    frames = [
        typed(
            (random.binomial(300, share) / 300).round(2).tolist(),
            dates.tolist(),
            group_by="age",
            group=group,
            n=300.0,
        )
        for group, share in zip(["18-24", "65+"], truth, strict=True)
    ]
    return pd.concat(frames), truth[1] - truth[0], dates


@pytest.fixture(scope="module")
def groups():
    return fit_groups(simulated_groups(1)[0])


def test_the_gap_covers_the_simulated_truth_as_often_as_it_says():
    covered = []
    for seed in range(10):
        readings, truth, dates = simulated_groups(seed, waves=40)
        gap = fit_groups(readings).gap("65+", "18-24", dates)
        covered.append(((gap["low"] <= truth) & (truth <= gap["high"])).mean())
    assert 0.8 < np.mean(covered) < 0.98


def test_the_gap_is_narrower_than_two_trends_apart_would_say(groups):
    readings, _, dates = simulated_groups(1)
    alone = [fit_trend(rows).table["se"] for _, rows in readings.groupby("group")]
    apart = np.sqrt(alone[0] ** 2 + alone[1] ** 2)
    assert groups.gap("65+", "18-24", dates)["se"].mean() < 0.8 * apart.mean()


def test_the_gap_the_other_way_is_the_same_with_the_sign_changed(groups):
    one, other = groups.gap("65+", "18-24"), groups.gap("18-24", "65+")
    assert np.allclose(one["estimate"], -other["estimate"], atol=1e-4)
    # Bounds come from a fixed set of points, which is not its own mirror image.
    assert np.allclose(one["low"], -other["high"], atol=2e-4)
    assert np.allclose(one["probability_above"], 1 - other["probability_above"], atol=1e-9)


def test_the_gap_agrees_with_joint_draws_and_with_the_two_trends(groups):
    date = groups["65+"].table["date"].iloc[40]
    gap = groups.gap("65+", "18-24", [date]).iloc[0]
    draws = groups.draws(8000, 1, [date])
    moved = draws[("65+", date)] - draws[("18-24", date)]
    assert gap["estimate"] == pytest.approx(moved.mean(), abs=5 * gap["se"] / 8000**0.5)
    assert gap["se"] == pytest.approx(moved.std(), rel=0.05)
    between = groups["65+"].at(date)["estimate"] - groups["18-24"].at(date)["estimate"]
    assert gap["estimate"] == pytest.approx(between, abs=1e-3)


def test_whether_one_group_is_above_the_other_counts_what_moves_both():
    """Two groups a little apart: the chance is that of joint draws, and not that of two
    independent levels, whose difference would vary more."""
    readings, _, dates = simulated_groups(4, waves=30, levels=(0.0, 0.08))
    groups = fit_groups(readings)
    gap = groups.gap("65+", "18-24", dates[::7])
    draws = groups.draws(8000, 1, dates[::7].tolist())
    above = np.array([(draws[("65+", d)] > draws[("18-24", d)]).mean() for d in gap["date"]])
    assert gap["probability_above"].to_numpy() == pytest.approx(above, abs=0.02)
    place = int(np.abs(above - 0.8).argmin())
    found = groups.joint.levels(((gap["date"] - pd.Timestamp(0)).dt.days).to_numpy()[[place]])
    apart = found.means[:, 0, 1] - found.means[:, 0, 0]
    both = found.covariances[:, 0, 0, 0] + found.covariances[:, 0, 1, 1]
    alone = norm.cdf(np.abs(apart) / np.sqrt(both)).mean()
    assert max(above[place], 1 - above[place]) > alone + 0.02


def test_the_real_waves_of_two_groups_are_foreseen_as_often_as_intervals_say():
    readings = polls.load(question="issue_up_to_three", country="GB", groups=True)
    sexes = readings[(readings["group_by"] == "sex") & (readings["answer"] == "immigration")]
    found = fit_groups(sexes)
    assert len(found) == 2
    for trend in found.values():
        assert len(trend.readings) == 448
        assert 0.87 <= trend.diagnostics["coverage_90"] <= 0.93
        assert 0.93 <= trend.diagnostics["coverage_95"] <= 0.97
    assert found.correlation > 0.9


def test_an_unknown_group_is_refused_with_the_groups_there_are(groups):
    with pytest.raises(ProblemsError, match=r"unknown-key[\s\S]*18-24, 65\+"):
        groups.gap("65+", "18-25")


def test_one_group_has_no_gap():
    with pytest.raises(ProblemsError, match="one-group"):
        fit_groups(typed([0.4], ["2024-01-01"], group_by="age", group="65+"))


def test_a_subgroup_never_gets_the_whole_samples_usual_base():
    readings = typed(
        [0.4, 0.5], ["2024-01-01"] * 2, group_by="age", pollster="YouGov", n=np.nan
    ).assign(group=["18-24", "65+"])
    found = fit_groups(readings)
    assert found["65+"].readings["n_from"].tolist() == ["assumed"]
    assert any("100 is assumed" in note for note in found.notes)
