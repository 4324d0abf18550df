"""Houses, bands and days of all answers of a question, from numbers that are written down."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit, logit
from scipy.stats import norm

from analysis.model.house_effects import effects_of
from analysis.trends.answers import (
    _alive,
    _display,
    _houses,
    _logit_moments,
    _over_one,
    _table,
    _unfit,
    _wave_notes,
    fit_answers,
)
from analysis.trends.shared_error import SharedError
from tests.writers.trend_series import typed

WAVES: Any = SimpleNamespace(
    answers=("b", "a"), spans=np.array([[10, 40], [20, 50]]),
    frame=pd.DataFrame({"question": ["q"]}),
    waves=[SimpleNamespace(parts=((0,), (1,))), SimpleNamespace(parts=((0, 1), (2,)))],
)  # fmt: skip


def test_a_house_has_in_each_answer_what_it_moves_the_average_levels_by() -> None:
    """Log-ratios of 0.2 on average; house C measures by 0.5 more, A by nothing."""
    smoothed = SimpleNamespace(levels=np.array([[0.0], [0.4]]), effects=np.array([0.5]))
    fitted: Any = SimpleNamespace(
        space=lambda: (SimpleNamespace(smoothed=lambda mode: smoothed), None),
        hyperparameters=SimpleNamespace(mode=None),
    )
    houses = effects_of(pd.Series(["A", "C", "A"]), "house", "A")
    found = _houses(fitted, WAVES, houses)
    assert found[["house", "answer", "readings"]].to_numpy().tolist() == [
        ["A", "a", 2], ["A", "b", 2], ["C", "a", 1], ["C", "b", 1],
    ]  # fmt: skip
    moved = expit(0.7) - expit(0.2)
    assert found["points"].tolist() == pytest.approx([0, 0, -moved, moved])


def test_answers_stand_in_their_order_and_live_on_beyond_the_waves_as_in_the_nearest() -> None:
    assert _display(WAVES) == [1, 0]
    found = _alive(WAVES, np.array([5, 10, 19, 20, 40, 41, 50, 60])).tolist()
    first, both, last = [True, False], [True, True], [False, True]
    assert found == [first, first, first, both, both, last, last, last]
    assert _wave_notes(WAVES) == ["1 of 2 waves show some answers only as a sum."]
    plain: Any = SimpleNamespace(waves=WAVES.waves[:1])
    assert _wave_notes(plain) == []


def test_bands_of_two_answers_are_those_of_one_logit_and_its_mirror() -> None:
    """A level of 0.3 with a deviation of 0.2, of which 0.05 is of sampling, read on two days."""
    levels = SimpleNamespace(means=np.full((1, 2, 1), 0.3), covariances=np.full((1, 2, 1, 1), 0.04))
    fitted: Any = SimpleNamespace(
        levels=lambda days: levels,
        sampling_covariance=lambda days: np.full((2, 1, 1), 0.0025),
    )
    error = SharedError(houses=0.05, common=0.07)
    table = _table(fitted, WAVES, np.array([15, 30]), 0.9, error)
    assert table[["answer", "level"]].to_numpy().tolist() == [["a", 0.9], ["b", 0.9], ["b", 0.9]]
    days = [str(day.date()) for day in table["date"]]
    assert days == ["1970-01-31", "1970-01-16", "1970-01-31"]
    # On the first day b alone is offered: it has all.
    assert table["estimate"].iloc[1] == pytest.approx(1) and table["se"].iloc[1] == 0
    a, b = table.iloc[0], table.iloc[2]
    far = norm.ppf(0.95)
    wide = np.sqrt(0.04 + 0.12)
    for name, spread in (("", 0.2), ("_sampling", 0.05), ("_opinion", wide)):
        assert logit(b[f"low{name}"]) == pytest.approx(0.3 - far * spread)
        assert logit(b[f"high{name}"]) == pytest.approx(0.3 + far * spread)
        assert logit(a[f"low{name}"]) == pytest.approx(-0.3 - far * spread)
    assert a["estimate"] + b["estimate"] == pytest.approx(1)
    assert (b["estimate"], b["se"]) == pytest.approx((expit(0.3), 0.2 * 0.244), abs=2e-3)


def test_logits_of_points_have_a_mean_and_a_deviation_each() -> None:
    points = expit(np.array([[[[0.1]], [[0.3]]]]))[..., 0, :]
    centre, spread = _logit_moments(points)
    assert (centre.ravel().tolist(), spread.ravel().tolist()) == (
        pytest.approx([0.2]), pytest.approx([0.1]),
    )  # fmt: skip
    assert np.isfinite(_logit_moments(np.array([[[0.0]], [[1.0]]]))[0]).all()


def waves_of(*sums: float, question: str = "q") -> pd.DataFrame:
    """Waves of two answers, half of a sum each, printed in whole percents."""
    rows = [
        typed([total / 2] * 2, [f"2024-0{month}-01"] * 2).assign(answer=["yes", "no"])
        for month, total in enumerate(sums, start=1)
    ]
    return pd.concat(rows, ignore_index=True).assign(question=question, rounding=0.01)


@pytest.mark.parametrize(
    ("sums", "said"),
    [
        ((1.039, 1.039), ""),  # a step of rounding and three points
        ((1.041, 1.05), "105% in the highest of 2 waves of 2"),
        ((1.05, 1.0), ""),
        ((1.05, 1.1, 1.0), "110% in the highest of 2 waves of 3"),
    ],
)
def test_answers_are_too_many_where_most_waves_add_up_to_well_over_one(
    sums: tuple[float, ...], said: str
) -> None:
    frame = waves_of(*sums)
    assert _over_one(frame) == said
    # The largest step of a wave counts.
    assert _over_one(frame.assign(rounding=[0.01, 0.001] * len(sums))) == said


def test_a_question_of_several_choices_is_told_once_however_its_answers_add_up() -> None:
    frame = waves_of(1.5, 1.5, question="issue_up_to_three")
    (problem,) = _unfit(frame)
    assert problem.title.startswith("respondents may give several answers to 'issue_up_to_three'")
    assert [each.code for each in _unfit(waves_of(1.5, 1.5))] == ["several-choices"]
    assert _unfit(waves_of(1.0)) == []
    assert [each.code for each in _unfit(waves_of(2.0)[:1])] == ["one-answer"]


def test_nets_and_answers_that_come_twice_do_not_count_as_too_many() -> None:
    frame = waves_of(1.2, 1.2, question="level10y_five")
    nets = frame.assign(answer=["too_high", "about_right"] * 2)
    assert _over_one(nets) == ""
    twice = frame.assign(answer="about_right")
    assert _over_one(twice) == ""


def test_one_reading_is_a_question_of_its_answer_and_of_the_rest() -> None:
    trend = fit_answers(typed([0.4], ["2024-01-01"]))
    assert trend.answers == ("yes", "rest")
    assert trend.at("2024-01-01")["estimate"].tolist() == pytest.approx([0.4, 0.6], abs=0.01)
    assert trend.title == "GB · q · 2 answers" and trend.houses["points"].tolist() == [0, 0]
