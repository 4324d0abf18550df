"""The opinion band: what all polls get wrong together, in tables, changes and draws."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit, logit

from analysis.model.house_effects import effects_of
from analysis.model.hyperparameters import Hyperparameters
from analysis.model.posterior import Mode
from analysis.trends.answers import fit_answers
from analysis.trends.countries import fit_countries
from analysis.trends.groups import fit_groups
from analysis.trends.one_series import scale_of
from analysis.trends.results import Trend
from analysis.trends.shared_error import COMMON_ERROR, SharedError, shared_error
from analysis.trends.trend import fit_trend
from polls.errors import ProblemsError
from tests.writers.trend_series import simulate, typed

MONTHS = pd.date_range("2022-01-01", periods=24, freq="MS").strftime("%Y-%m-%d").tolist()
LAST = MONTHS[-1]
TAU = 0.127762  # 0.1 exp(0.7^2 / 2)


def one_house(**fields: object) -> pd.DataFrame:
    return typed([0.4] * 24, MONTHS, n=50_000.0, precision=0.0001, **fields)


def test_the_variance_is_that_of_one_house_and_of_the_common_error() -> None:
    # tau where one house alone measured: the mean of its prior, log-normal around 0.1 by 0.7.
    assert fit_trend(one_house()).shared_error.houses == pytest.approx(TAU**2, rel=1e-4)
    assert fit_trend(one_house()).shared_error.common == COMMON_ERROR**2
    assert fit_trend(one_house(), common_error=0.3).shared_error.common == 0.3**2


def test_the_band_of_opinion_is_that_of_the_level_with_the_shared_variance() -> None:
    row = fit_trend(one_house(), common_error=0.2).at(LAST)
    # The level itself is known to 0.01 logits: 90% of opinion within 1.645 shared deviations.
    reach = 1.6449 * np.sqrt(0.2**2 + TAU**2 + (row["se"] / 0.24) ** 2)
    assert logit(row["high_opinion"]) == pytest.approx(logit(0.4) + reach, abs=0.005)
    assert logit(row["low_opinion"]) == pytest.approx(logit(0.4) - reach, abs=0.005)


def test_houses_that_differ_count_as_the_effective_number_of_their_readings() -> None:
    readings = simulate(3, count=120, houses=("A", "B", "C")).readings
    trend = fit_trend(readings)
    tau = expected_tau(trend)
    share = readings["pollster"].value_counts(normalize=True)
    assert trend.shared_error.houses == pytest.approx(tau**2 * (share**2).sum())
    # In the measure of one house the level is as far off as that house.
    own = fit_trend(readings, reference="A")
    tau = expected_tau(own)
    assert own.shared_error.houses == pytest.approx(tau**2)


@pytest.mark.parametrize(("reference", "expected"), [(None, 0.04 * (4 + 1 + 1) / 16), ("B", 0.04)])
def test_the_houses_part_is_the_square_of_the_spread_that_is_expected(
    reference: str | None, expected: float
) -> None:
    """A spread of 0.1 or 0.3 as likely; half of the readings are of one of three houses."""
    house = scale_of("house", effects=np.eye(2))
    mode = Mode(np.array([np.log(0.15)]), np.eye(1), 0.0, True)
    scales = Hyperparameters((house,), (mode,), np.log([[0.1], [0.3]]))
    houses = effects_of(pd.Series(["A", "A", "B", "C"]), "house", reference)
    found = shared_error(scales, houses, 0.2)
    assert (found.houses, found.common) == pytest.approx((expected, 0.04))


def expected_tau(trend: Trend) -> float:
    scales = trend.fitted.hyperparameters
    place = [scale.name for scale in scales.scales].index("house")
    found = float(np.exp(scales.nodes[:, place]).mean())
    assert found > trend.hyperparameters.set_index("name")["estimate"]["house"]
    return found


@pytest.mark.parametrize(
    "fit, readings",
    [
        (fit_trend, one_house()),
        (fit_answers, pd.concat([one_house(), one_house(answer="no").assign(share=0.6)])),
        (fit_countries, pd.concat([one_house(), one_house(country="FR")])),
        (fit_groups, pd.concat([one_house(group_by="s", group=g) for g in "ab"])),
    ],
)
def test_every_table_holds_three_bands_each_within_the_next(fit, readings) -> None:
    table = fit(readings).table
    order = [f"{side}{band}" for side, bands in (
        ("low", ("_opinion", "", "_sampling")), ("high", ("_sampling", "", "_opinion"))
    ) for band in bands]  # fmt: skip
    for lower, upper in pairwise(order):
        assert (table[lower] <= table[upper] + 1e-12).all()
    assert (table["low_opinion"] < table["low"] - 0.01).all()


def test_without_a_common_error_only_the_houses_widen_the_band() -> None:
    trend = fit_trend(simulate(3, count=120, houses=("A", "B", "C")).readings, common_error=0)
    with_it = fit_trend(simulate(3, count=120, houses=("A", "B", "C")).readings)
    assert trend.shared_error.common == 0.0
    assert trend.shared_error.houses == with_it.shared_error.houses > 0
    columns = ["estimate", "low", "high", "low_sampling"]
    pd.testing.assert_frame_equal(trend.table[columns], with_it.table[columns], check_exact=True)


def test_draws_of_opinion_have_the_width_of_its_band() -> None:
    trend = fit_trend(one_house())
    draws = logit(trend.draws(20_000, 5, [LAST], of="opinion").to_numpy()[:, 0])
    row = trend.at(LAST)
    low, high = np.quantile(draws, [0.05, 0.95])
    assert low == pytest.approx(logit(row["low_opinion"]), abs=0.01)
    assert high == pytest.approx(logit(row["high_opinion"]), abs=0.01)


@pytest.mark.parametrize("days, correlation", [(0, 1.0), (30, 0.9448), (365, 0.5575), (9e4, 0.3)])
def test_the_common_error_keeps_a_correlation_that_fades_to_three_tenths(
    days: float, correlation: float
) -> None:
    covariance = SharedError(houses=0.5, common=2.0).covariance(np.array([0, days]))
    assert covariance[0, 1] == pytest.approx(0.5 + 2.0 * correlation, abs=2e-3)
    assert covariance[0, 0] == 2.5
    year = SharedError(houses=0.0, common=1.0).covariance(np.array([0, 365]))
    assert year[0, 1] == pytest.approx(0.3 + 0.7 * np.exp(-1), rel=1e-9)


def test_a_change_of_opinion_is_less_sure_the_longer_it_took() -> None:
    trend = fit_trend(one_house(), common_error=0.2)
    near, far = (trend.change(a, LAST, n=20_000) for a in (MONTHS[-2], MONTHS[0]))
    widths = [each["high_opinion"] - each["low_opinion"] for each in (near, far)]
    # 2 c^2 (1 - correlation), from logits to shares; the houses' part cancels.
    days = [31, 700]
    expected = [2 * 1.645 * 0.24 * np.sqrt(2 * 0.04 * 0.7 * (1 - np.exp(-d / 365))) for d in days]
    assert widths == pytest.approx(expected, rel=0.08)
    assert far["high"] - far["low"] < 0.1 * widths[1]
    # The polls' own change is the one that is called low and high.
    assert near["low_opinion"] < near["low"] < near["high"] < near["high_opinion"]


def test_answers_with_their_shared_error_still_add_up_to_one() -> None:
    parts = {"a": 0.6, "b": 0.3, "c": 0.1}
    readings = pd.concat([one_house(answer=name).assign(share=p) for name, p in parts.items()])
    trend = fit_answers(readings, common_error=0.2)
    draws = trend.draws(20_000, 2, [LAST], of="opinion")
    total = sum(draws[name] for name in parts)
    assert np.abs(np.asarray(total) - 1).max() < 1e-12
    rows = trend.at(LAST).set_index("answer")
    for name in parts:
        reach = np.diff(np.quantile(logit(draws[name].to_numpy()[:, 0]), [0.05, 0.95]))[0]
        wide = logit(rows["high_opinion"][name]) - logit(rows["low_opinion"][name])
        assert reach == pytest.approx(wide, rel=0.05)
    alone = trend["a"].draws(20_000, 2, [LAST], of="opinion")
    np.testing.assert_array_equal(alone.to_numpy(), draws["a"].to_numpy())


def test_groups_of_one_survey_share_their_error_and_countries_do_not() -> None:
    groups = fit_groups(pd.concat([one_house(group_by="s", group=g) for g in "ab"]))
    draws = groups.draws(4000, 1, [LAST], of="opinion")
    assert np.corrcoef(draws["a"].iloc[:, 0], draws["b"].iloc[:, 0])[0, 1] > 0.95
    countries = fit_countries(pd.concat([one_house(), one_house(country="FR")]))
    draws = countries.draws(4000, 1, [LAST], of="opinion")
    assert abs(np.corrcoef(draws["GB"].iloc[:, 0], draws["FR"].iloc[:, 0])[0, 1]) < 0.08


@pytest.mark.parametrize("size", [2, 3, 6])
def test_errors_of_parts_give_every_part_the_variance_of_a_lone_share(size: int) -> None:
    shares = np.random.default_rng(size).dirichlet(np.full(size, 3.0))
    paths = np.tile(shares, (60_000, 1, 1))
    moved = SharedError(0.0, 0.1**2).added_to_parts(paths, np.array([0]), 1)
    spread = np.std(logit(moved[:, 0]), axis=0)
    assert spread == pytest.approx(np.full(size, 0.1), rel=0.12)


def test_impossible_errors_and_whose_path_it_is_are_refused() -> None:
    for value in (-0.1, float("nan"), 11.0):
        with pytest.raises(ProblemsError, match="common_error="):
            fit_trend(one_house(), common_error=value)
    with pytest.raises(ProblemsError, match=r"unknown-option[\s\S]*did you mean 'opinion'"):
        fit_trend(one_house()).draws(5, of="opinions")  # type: ignore[arg-type]


def test_the_words_say_what_each_band_leaves_out() -> None:
    trend = fit_trend(one_house())
    assert "nothing that all of them get wrong together" in trend.summary()
    assert "0.11 logits for the error that all pollsters share" in trend.notes[-1]
    assert "0.13 for the distance of these houses" in trend.notes[-1]
    low, high = trend.at(LAST)[["low_opinion", "high_opinion"]]
    assert f"opinion itself {expit(logit(low)):.0%} to {high:.0%}" in trend.summary()
