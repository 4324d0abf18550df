"""fit_answers: shares of all answers that add up to one, whatever a wave shows of them."""

import numpy as np
import pandas as pd
import pytest

from analysis import fit_answers, fit_trend
from polls.errors import ProblemsError
from polls.schema import conform
from tests.writers.trend_series import simulate, simulate_answers, typed


@pytest.fixture(scope="module")
def simulated():
    return simulate_answers(1)


@pytest.fixture(scope="module")
def trend(simulated):
    return fit_answers(simulated[0])


def wide(table, column="estimate"):
    return table.pivot(index="date", columns="answer", values=column)


def test_estimates_add_up_to_one_on_every_day(trend):
    assert np.abs(wide(trend.table).sum(axis=1) - 1).max() < 1e-12


def test_a_day_has_a_row_an_answer_with_the_columns_of_the_table(trend):
    row = trend.at("2021-03-01")
    assert row.columns.tolist() == trend.table.columns.tolist()
    assert row.index.tolist() == [0, 1, 2, 3] and row["answer"].tolist() == list("abcd")
    assert trend.by == ("answer",) and trend.level == 0.9


def test_draws_add_up_to_one_and_agree_with_the_table(trend):
    draws = trend.draws(4000, seed=2)
    totals = draws.T.groupby(level="date").sum()
    assert np.abs(totals - 1).max().max() < 1e-12
    mean = draws.mean().unstack("answer")[list("abcd")]
    se = wide(trend.table, "se")
    assert (np.abs(mean - wide(trend.table)) < 5 * se / 4000**0.5 + 2e-4).all().all()


def test_bands_cover_the_simulated_truth_as_often_as_they_say():
    covered = []
    for seed in range(8):
        readings, share = simulate_answers(seed, waves=40)
        dates = readings.loc[readings["answer"] == "a", "start"].tolist()
        table = fit_answers(readings, dates=dates).table
        truth = pd.DataFrame(share, columns=list("abcd"), index=wide(table).index)
        covered.append(((wide(table, "low") <= truth) & (truth <= wide(table, "high"))).mean())
    assert 0.82 < pd.concat(covered).mean() < 0.97


def test_one_answer_and_its_rest_are_the_trend_of_that_answer():
    readings = simulate(5, count=40).readings
    alone = fit_trend(readings, volatility="constant")
    together = fit_answers(readings)
    yes = together.table[together.table["answer"] == "yes"].reset_index(drop=True)
    assert together.answers == ("yes", "rest")
    for column in ("low", "high", "low_sampling", "high_sampling"):
        assert np.abs(yes[column] - alone.table[column]).max() < 2e-4
    assert np.abs(yes["estimate"] - alone.table["estimate"]).max() < 2e-4


def test_a_wave_that_shows_one_answer_is_believed_for_it(simulated):
    readings, _ = simulated
    last = readings["start"].max() + pd.Timedelta(days=400)
    only_a = typed([0.20], [last], answer="a", n=4000.0)
    row = fit_answers(pd.concat([readings, only_a])).at(last).set_index("answer").loc["a"]
    assert row["low"] < 0.20 < row["high"]
    assert row["estimate"] == pytest.approx(0.20, abs=0.012)
    alone = fit_trend(pd.concat([readings[readings["answer"] == "a"], only_a])).at(last)
    assert row["se"] == pytest.approx(alone["se"], rel=0.25)


def test_an_answer_that_comes_late_has_no_share_before_and_sums_stay_one(simulated):
    readings, _ = simulated
    early = readings["start"] < readings["start"].median()
    without_d = readings[~(early & (readings["answer"] == "d"))].copy()
    rest = without_d[early.loc[without_d.index]].groupby("start")["share"].transform("sum")
    without_d.loc[rest.index, "share"] /= rest
    table = fit_answers(without_d).table
    first = table.loc[table["answer"] == "d", "date"].min()
    assert first == readings.loc[~early, "start"].min()
    assert np.abs(table.groupby("date")["estimate"].sum() - 1).max() < 1e-12
    assert table["estimate"].notna().all()


def test_a_net_counts_where_its_answers_are_not_shown():
    full = {"much_too_high": 0.5, "bit_too_high": 0.2, "about_right": 0.2, "bit_too_low": 0.1}
    first = typed(list(full.values()), ["2024-01-01"] * 4, question="level10y_five")
    first["answer"] = list(full)
    net = typed([0.75, 0.15, 0.1], ["2024-06-01"] * 3, question="level10y_five")
    net["answer"] = ["too_high", "about_right", "bit_too_low"]
    trend = fit_answers(pd.concat([first, net]))
    assert "too_high" not in trend.answers
    june = trend.at("2024-06-01").set_index("answer")["estimate"]
    january = trend.at("2024-01-01").set_index("answer")["estimate"]
    high = ["much_too_high", "bit_too_high"]
    assert january[high].sum() < june[high].sum()
    assert june[high].sum() == pytest.approx(0.745, abs=0.02)
    assert "1 of 2 waves show some answers only as a sum." in trend.notes


def test_one_wave_gives_the_shares_that_it_prints():
    readings = typed([0.5, 0.3, 0.2], ["2024-01-01"] * 3)
    readings["answer"] = ["yes", "no", "unsure"]
    row = fit_answers(readings).at("2024-01-01").set_index("answer")["estimate"]
    assert row.to_dict() == pytest.approx({"yes": 0.5, "no": 0.3, "unsure": 0.2}, abs=0.01)


def test_questions_with_several_ticks_are_refused_and_the_way_out_named():
    readings = typed([0.5, 0.6], ["2024-01-01"] * 2, question="issue_up_to_three")
    readings["answer"] = ["health", "economy"]
    with pytest.raises(ProblemsError, match=r"several-choices[\s\S]*by=\[\"answer\"\]"):
        fit_answers(readings)


def test_change_of_all_answers_adds_up_to_nothing(trend):
    change = trend.change("2019-06-01", "2022-06-01")
    assert change["estimate"].sum() == pytest.approx(0, abs=1e-12)
    assert (change["low"] < change["high"]).all()


def test_two_waves_of_one_month_keep_their_own_answers():
    rows = [("p1", (0.30, 0.50, 0.20)), ("p2", (0.45, 0.40, 0.15))]
    readings = conform(
        pd.DataFrame(
            {"country": "GB", "pollster": "A", "question": "q", "answer": answer, "share": share,
             "start": "2024-03-01", "end": "2024-03-31", "date_precision": "month",
             "locator": page, "n": 1000.0}
            for page, shares in rows
            for answer, share in zip("abc", shares, strict=True)
        )
    )  # fmt: skip
    trend = fit_answers(readings)
    assert trend.answers == ("a", "b", "c")
    assert sorted(tuple(wave.shares.round(2)) for wave in trend.waves.waves) == [
        (0.3, 0.5, 0.2),
        (0.45, 0.4, 0.15),
    ]


def test_an_answer_that_always_prints_as_0_is_what_its_prints_leave_possible():
    """40 waves of 1,000 of whom 0.2% name it: the trend of that answer alone says as much."""
    random = np.random.default_rng(0)
    dates = pd.date_range("2020-01-01", periods=40, freq="30D").strftime("%Y-%m-%d").tolist()
    shares = np.round(random.multinomial(1000, [0.55, 0.448, 0.002], 40) / 1000, 2)
    readings = pd.concat(
        [
            typed(own.tolist(), dates, answer=answer, precision=0.01)
            for answer, own in zip(("yes", "no", "other"), shares.T, strict=True)
        ]
    )
    assert (shares[:, 2] == 0).mean() > 0.9
    together = fit_answers(readings)["other"].table.iloc[20]
    alone = fit_trend(readings[readings["answer"] == "other"]).table.iloc[20]
    assert together["low"] < 0.002 < together["high"]
    assert together["estimate"] == pytest.approx(alone["estimate"], rel=0.1)
    assert together["high"] == pytest.approx(alone["high"], rel=0.1)


def of_two_houses() -> pd.DataFrame:
    """House B has ten points less for yes and as many more for no than A, in each month."""
    days = [f"2023-{month:02d}-01" for month in range(1, 7)]
    shares = {"A": (0.5, 0.3, 0.2), "B": (0.4, 0.4, 0.2)}
    return pd.concat(
        [
            typed([share] * 6, days, answer=answer, pollster=house)
            for house, own in shares.items()
            for answer, share in zip(("yes", "no", "unsure"), own, strict=True)
        ]
    )


def test_the_reference_house_has_no_effect_and_the_answers_are_as_it_has_them():
    trend = fit_answers(of_two_houses(), reference="B", model="level")
    points = trend.houses.set_index(["house", "answer"])["points"]
    assert points["B"].to_dict() == {"no": 0, "unsure": 0, "yes": 0}
    assert points["A"].to_dict() == pytest.approx({"no": -0.1, "unsure": 0.0, "yes": 0.1}, abs=0.02)
    assert trend.houses["readings"].tolist() == [6] * 6
    assert trend.at("2023-04-01").set_index("answer")["estimate"].to_dict() == pytest.approx(
        {"no": 0.4, "unsure": 0.2, "yes": 0.4}, abs=0.02
    )
    with pytest.raises(ProblemsError) as refused:
        fit_answers(of_two_houses(), reference="Z")
    (problem,) = refused.value.problems
    assert (problem.code, problem.title) == (
        "unknown-house",
        "no reading is of the reference house",
    )


def test_a_break_is_handed_to_the_model_of_all_answers_and_so_is_its_kind():
    trend = fit_answers(of_two_houses(), breaks=["2023-03-15"], model="smooth", level=0.5)
    day = (pd.Timestamp("2023-03-15") - pd.Timestamp(0)).days
    assert trend.fitted.steps.breaks == (day,) and trend.fitted.smooth
    assert set(trend.table["level"]) == {0.5} and trend.level == 0.5
    plain = fit_answers(of_two_houses())
    assert plain.fitted.steps.breaks == () and not plain.fitted.smooth
    assert set(plain.table["level"]) == {0.9}
