"""Single steps of the trends, worked out by hand: tangents, lifetimes, scores and notes."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit, logit
from scipy.stats import norm

from analysis.trends.backtest import _intervals, _score, backtest
from analysis.trends.baselines import from_past_errors
from analysis.trends.composition import _pooled_levels
from analysis.trends.countries import fit_countries
from analysis.trends.many import fit_trends
from analysis.trends.observations import _base_notes, observe
from analysis.trends.one_series import _moved, series_of
from analysis.trends.question_waves import (
    NOT_SHOWN,
    REST,
    Wave,
    _is_whole,
    _lifetimes,
    answer_order,
)
from analysis.trends.several import _word
from analysis.trends.trend import fit_trend
from polls.codebooks.model import codebook
from polls.errors import ProblemsError
from tests.writers.trend_series import simulate, typed


def test_two_shares_of_one_wave_have_the_covariance_of_a_multinomial() -> None:
    """Halves with errors of 1 and 4 in a thousand: (1 + 2)^2 in a thousand of their log-ratio."""
    nothing = np.full(2, np.nan)
    wave = Wave(
        ((0,), (1,)), np.array([0.6, 0.4]), np.array([1.0, 4.0]) / 1000, np.zeros((2, 2)),
        nothing, nothing,
    )  # fmt: skip
    value, covariance = wave.at(np.zeros(1))
    assert covariance == pytest.approx(np.array([[9 / 1000]]))
    assert value == pytest.approx([0.4])  # the tangent at 0: four times the share above a half
    even = replace(wave, inverse_n=np.full(2, 1 / 1000))
    assert even.at(np.zeros(1))[1] == pytest.approx(np.array([[4 / 1000]]))


def test_answers_start_from_their_average_shares_those_of_a_sum_shared_out() -> None:
    waves: Any = SimpleNamespace(
        answers=("a", "b", "c"),
        waves=[
            SimpleNamespace(parts=((0,), (1, 2)), shares=(0.4, 0.6)),
            SimpleNamespace(parts=((0,), (1,), (2,)), shares=(0.2, 0.5, 0.3)),
            SimpleNamespace(parts=((0,), (1,)), shares=(0.6, 0.4)),
        ],
    )
    assert _pooled_levels(waves) == pytest.approx([np.log(0.4 / 0.7), np.log(0.4 / 0.3)])


def test_how_far_a_round_moves_readings_is_counted_in_their_own_deviations() -> None:
    steps = series_of(observe(simulate(1, count=6, houses=["A"]).readings), None).steps
    deviation = np.sqrt(steps.sampling[:, :, 0])
    moves = np.array([0.0, 0.1, -0.7, 0.2, 0.0, 0.0])[:, None]
    moved = replace(steps, values=steps.values + moves * deviation)
    assert _moved(moved, steps) == pytest.approx(0.7)
    scales = np.array([1.0, 1.0, np.exp(-0.9), 1.0, 1.0, 1.0])[:, None, None]
    assert _moved(replace(moved, sampling=steps.sampling * scales), steps) == pytest.approx(0.9)


def lives_of(answer: str, *waves: dict[str, float]) -> list[str]:
    """First and last day of an answer in waves of the first of January, February ..."""
    groups = [
        pd.DataFrame({"answer": list(wave), "used_share": list(wave.values())}).assign(
            date=pd.Timestamp(2024, month, 1), rounding=0.01
        )
        for month, wave in enumerate(waves, start=1)
    ]
    members: dict[str, tuple[str, ...]] = {"a": ("a",), "b": ("b",)}
    return [str(day.date()) for day in _lifetimes(groups, members, ["a", "b"])[answer]]


def test_an_answer_lives_on_unless_a_wave_adds_up_without_it() -> None:
    both, whole, partly = {"a": 0.5, "b": 0.5}, {"a": 1.0}, {"a": 0.6}
    assert lives_of("b", both, both, partly) == ["2024-01-01", "2024-03-01"]
    assert lives_of("b", both, both, whole) == ["2024-01-01", "2024-02-01"]
    assert lives_of("b", partly, both, both) == ["2024-01-01", "2024-03-01"]
    assert lives_of("b", whole, both, both) == ["2024-02-01", "2024-03-01"]
    assert lives_of("b", both, whole, both) == ["2024-01-01", "2024-03-01"]
    assert lives_of("b", partly, both, whole, both, partly) == ["2024-01-01", "2024-05-01"]
    assert lives_of("a", both, whole, both) == ["2024-01-01", "2024-03-01"]


def test_a_wave_is_whole_where_it_falls_short_by_no_more_than_rounding() -> None:
    """Three shares may fall short by the largest step of one of them."""
    rows = pd.DataFrame({"used_share": [0.5, 0.3, 0.19], "rounding": [0.01, 0.001, 0.01]})
    assert _is_whole(rows)
    assert not _is_whole(rows.assign(rounding=0.001))
    assert not _is_whole(rows.assign(used_share=[0.5, 0.3, 0.18]))


def test_what_is_not_shown_comes_after_the_rest_and_both_after_every_answer() -> None:
    names = [NOT_SHOWN, REST, "zebra", "apple"]
    assert sorted(names, key=answer_order("taste")) == ["apple", "zebra", REST, NOT_SHOWN]
    known = ["bit_too_low", "zebra", "much_too_high", REST]
    assert sorted(known, key=answer_order("level10y_five")) == [
        "much_too_high", "bit_too_low", "zebra", REST
    ]  # fmt: skip


def test_a_prediction_scores_the_chance_of_what_is_printed() -> None:
    rows = pd.DataFrame(
        {"date": pd.to_datetime(["2024-01-01"]), "used_share": [0.4], "rounding": [0.02]}
    )
    mean, deviation = logit(0.38), 0.1
    one = np.array([[mean]]), np.array([[deviation]]), np.array([[1.0]])
    found = _intervals(rows, *one).iloc[0]
    chance = np.diff(norm.cdf((logit([0.39, 0.41]) - mean) / deviation)).item()
    assert found["log_score"] == pytest.approx(np.log(chance))
    assert (found["share"], found["predicted"]) == pytest.approx((0.4, 0.38), abs=1e-3)
    assert found["low_90"] == pytest.approx(expit(mean - 1.644854 * deviation), abs=1e-5)
    assert found["high_95"] == pytest.approx(expit(mean + 1.959964 * deviation), abs=1e-5)


def test_a_printed_hundred_per_cent_ends_a_billionth_short_of_it() -> None:
    rows = pd.DataFrame(
        {"date": pd.to_datetime(["2024-01-01"]), "used_share": [1.0], "rounding": [0.02]}
    )
    mean = np.log(1e9 - 1)
    found = _intervals(rows, np.array([[mean]]), np.array([[2.0]]), np.array([[1.0]]))
    chance = 0.5 - norm.cdf((logit(0.99) - mean) / 2.0)
    assert found["log_score"].item() == pytest.approx(np.log(chance), abs=1e-6)


def test_a_share_printed_without_rounding_scores_the_chance_of_a_millionth_around_it() -> None:
    rows = pd.DataFrame(
        {"date": pd.to_datetime(["2024-01-01"]), "used_share": [0.4], "rounding": [0.0]}
    )
    mean, deviation = logit(0.38), 0.1
    one = np.array([[mean]]), np.array([[deviation]]), np.array([[1.0]])
    density = norm.pdf((logit(0.4) - mean) / deviation) / deviation / (0.4 * 0.6)
    assert _intervals(rows, *one)["log_score"].item() == pytest.approx(np.log(1e-6 * density))
    far = _intervals(rows.assign(used_share=0.9), *one)["log_score"].item()
    assert far == pytest.approx(np.log(1e-12))


def test_errors_made_before_are_the_spread_of_the_next_prediction() -> None:
    frame = pd.DataFrame(
        {
            "date": pd.date_range("2024-01-01", periods=4),
            "used_share": [0.40, 0.43, 0.41, 0.46],
            "rounding": 0.01,
        }
    )
    centres = np.array([np.nan, 0.40, 0.43, 0.41])
    past = [np.arange(i) for i in range(4)]
    found = from_past_errors(frame, centres, past, np.array([3])).iloc[0]
    spread = np.sqrt((0.03**2 + 0.02**2) / 2)
    assert found["predicted"] == 0.41
    assert found["low_90"] == pytest.approx(0.41 - 1.644854 * spread, abs=1e-6)
    assert found["high_95"] == pytest.approx(0.41 + 1.959964 * spread, abs=1e-6)
    chance = np.diff(norm.cdf(np.array([0.455, 0.465]), 0.41, spread)).item()
    assert found["log_score"] == pytest.approx(np.log(chance))
    still = from_past_errors(frame.assign(used_share=0.4), np.full(4, 0.4), past, np.array([3]))
    assert still["high_90"].item() == pytest.approx(0.4 + 1.644854 * 1e-4, abs=1e-8)


def test_scores_are_averages_over_the_predictions() -> None:
    rows = pd.DataFrame(
        {
            "share": [0.40, 0.50], "predicted": [0.43, 0.49], "log_score": [-1.0, -2.0],
            "low_90": [0.41, 0.44], "high_90": [0.45, 0.54],
            "low_95": [0.39, 0.43], "high_95": [0.47, 0.55],
        }
    )  # fmt: skip
    assert _score("trend", rows) == {
        "method": "trend", "readings": 2, "coverage_90": 0.5, "coverage_95": 1.0,
        "log_score": -1.5, "error": pytest.approx(2.0), "width_90": pytest.approx(7.0),
    }  # fmt: skip


def test_what_can_hold_itself_out_is_asked_to() -> None:
    mood: Any = SimpleNamespace(backtest=lambda: "held out whole")
    assert backtest(mood) == "held out whole"
    with pytest.raises(ProblemsError) as raised:
        backtest(mood, model="smooth", robust=True, volatility="constant", refit_every=5)
    said = [str(problem) for problem in raised.value.problems]
    names = ("model", "robust", "volatility", "refit_every")
    assert [name in words for name, words in zip(names, said, strict=True)] == [True] * 4
    with pytest.raises(ProblemsError):
        backtest("no frame")  # type: ignore[call-overload]


def test_bases_that_stand_in_are_named_with_their_number() -> None:
    frame = pd.DataFrame(
        {
            "group_by": "all",
            "n_from": ["unweighted base", "weighted base", "usual base", "assumed", "assumed"],
            "pollster": ["A", "A", "B", "", "C"],
            "n_used": [900.0, 800.0, 1500.0, 300.0, 300.0],
        }
    )
    assert sorted(_base_notes(frame)) == [
        "1 of 5 readings have no published base: C has no usual base either, so 300 is assumed.",
        "1 of 5 readings have no published base: the pollster has no usual base either, "
        "so 300 is assumed.",
        "1 of 5 readings have no published base: the usual base of B, 1,500, stands in.",
    ]
    (group,) = _base_notes(frame.iloc[3:4].assign(group_by="age"))
    assert "a group's is not known from that of the whole sample, so 300 is assumed" in group


def test_a_reading_without_a_base_takes_the_weighted_one_before_any_other() -> None:
    readings = typed([0.4, 0.4, 0.4], ["2024-01-01", "2024-02-01", "2024-03-01"])
    readings["n"], readings["n_weighted"] = [900.0, np.nan, np.nan], [1.0, 800.0, np.nan]
    frame = observe(readings.assign(pollster="nobody")).frame
    assert frame["n_used"].tolist() == [900.0, 800.0, 300.0]
    assert frame["n_from"].tolist() == ["unweighted base", "weighted base", "assumed"]


def test_the_first_level_is_known_to_within_five_logits() -> None:
    steps = series_of(observe(typed([0.4], ["2024-01-01"])), None).steps
    assert steps.initial.tolist() == [[25.0]]


def test_keys_are_said_in_the_words_of_the_codebook_where_it_has_any() -> None:
    line: Any = SimpleNamespace(series={"question": "issue_up_to_three"})
    unknown: Any = SimpleNamespace(series={"question": "taste"})
    question = codebook().questions["issue_up_to_three"]
    health = question.answer("health")
    assert health is not None and health.label != "health"
    assert _word("answer", "health", line) == health.label
    assert _word("answer", "sweet", line) == "sweet"
    assert _word("answer", "health", unknown) == "health"
    assert (_word("country", "GB", line), _word("group", "18-24", line)) == (
        "Great Britain",
        "18-24",
    )


def test_a_country_s_reference_house_has_no_effect_and_the_others_have_theirs() -> None:
    months = pd.date_range("2022-01-01", periods=12, freq="MS").strftime("%Y-%m-%d").tolist()
    readings = pd.concat(
        [
            typed([0.40, 0.44] * 6, months, pollster=["A", "B"] * 6, country=country)
            for country in ("GB", "FR")
        ]
    )
    found = fit_countries(readings, references={"GB": "A"})
    assert found.correlation is None
    houses = found["GB"].houses.set_index("house")["points"]
    assert houses["A"] == 0
    assert houses["B"] == pytest.approx(0.04, abs=0.02)
    average = found["FR"].houses.set_index("house")["points"]
    assert average["A"] == pytest.approx(-average["B"], abs=0.001) and average["A"] < 0


def test_draws_go_to_arviz_beside_the_shares_that_were_observed() -> None:
    pytest.importorskip("arviz_base")
    trend = fit_trend(typed([0.4, 0.42, 0.5], ["2024-01-01", "2024-02-01", "2024-03-01"]))
    found = trend.to_arviz(20, 1)
    assert found["observed_data"]["reading_share"].to_numpy().tolist() == [0.4, 0.42, 0.5]
    drawn = trend.draws(20, 1)
    assert found["posterior"]["share"].dims == ("chain", "draw", "date")
    assert found["posterior"]["date"].to_numpy().tolist() == drawn.columns.to_numpy().tolist()
    assert found["observed_data"]["reading_share"].dims == ("reading",)
    days = found["observed_data"]["reading"].to_numpy()
    assert days.tolist() == trend.readings["date"].to_numpy().tolist()
    np.testing.assert_array_equal(found["posterior"]["share"].to_numpy()[0], drawn.to_numpy())


def test_draws_of_several_lines_go_to_arviz_by_line_and_date() -> None:
    pytest.importorskip("arviz_base")
    one = typed([0.4, 0.42], ["2024-01-01", "2024-02-01"])
    trends = fit_trends(pd.concat([one, one.assign(answer="no", share=0.3)]), by="answer")
    share = trends.to_arviz(20, 1)["posterior"]["share"]
    assert share.dims == ("chain", "draw", "line", "date")
    assert share["line"].to_numpy().tolist() == ["no", "yes"]
    drawn = trends.draws(20, 1)
    np.testing.assert_array_equal(share.sel(line="yes").to_numpy()[0], drawn["yes"].to_numpy())


@pytest.mark.parametrize("name", ["n", "n_weighted", "deff"])
def test_bases_and_design_effects_are_above_nothing(name: str) -> None:
    reading = typed([0.4], ["2024-01-01"])
    assert len(observe(reading.assign(**{name: 0.4})).frame) == 1
    with pytest.raises(ProblemsError) as caught:
        observe(reading.assign(**{name: 0.0}))
    assert [problem.code for problem in caught.value.problems] == ["base-not-positive"]
