"""Waves of parts, worked out by hand: nets, what is not shown, and how ratios follow shares."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import approx_fprime

from analysis.trends.observations import observe
from analysis.trends.question_waves import (
    REST,
    Wave,
    Waves,
    _is_covered_net,
    _members,
    _ordered,
    _ratio_slopes,
    answer_order,
    ratios_of,
    shares_of,
    waves_of,
)
from tests.writers.trend_series import typed

FIVE = "level10y_five"
JANUARY, JUNE = "2024-01-01", "2024-06-01"


def wave(date: str, question: str = "q", **shares: float) -> pd.DataFrame:
    rows = typed(list(shares.values()), [date] * len(shares), question=question, precision=0.01)
    return rows.assign(answer=list(shares))


def read(*waves: pd.DataFrame) -> Waves:
    return waves_of(observe(pd.concat(waves, ignore_index=True), several=("answer",)).frame)


def test_a_net_beside_one_of_its_answers_says_nothing_and_alone_stands_for_them() -> None:
    first = wave(JANUARY, FIVE, too_high=0.7, much_too_high=0.5, about_right=0.2)
    second = wave(JUNE, FIVE, too_high=0.7, about_right=0.2)
    frame = pd.concat([first, second], ignore_index=True)
    assert _is_covered_net(frame).tolist() == [True, False, False, False, False]
    plain = pd.concat([wave(JANUARY, yes=0.7), wave(JUNE, yes=0.6)], ignore_index=True)
    assert _is_covered_net(plain).tolist() == [False, False]
    net = ("much_too_high", "bit_too_high")
    assert _members(frame[1:]) == {
        "about_right": ("about_right",), "much_too_high": ("much_too_high",), "too_high": net,
    }  # fmt: skip
    assert _members(second)["too_high"] == ("too_high",)
    found = read(frame)
    assert found.answers == ("about_right", "much_too_high", "bit_too_high", REST)
    assert [each.parts for each in found.waves] == [((0,), (1,), (2, 3)), ((0,), (3,), (1, 2))]


def test_answers_are_in_the_order_of_how_many_waves_show_each_then_of_the_codebook() -> None:
    frame = pd.DataFrame(
        {"question": FIVE, "answer": ["bit_too_low", "bit_too_low", "about_right"]}
    )
    names = {"bit_too_low", "about_right", "much_too_high", "zebra"}
    assert _ordered(names, frame) == ("bit_too_low", "about_right", "much_too_high", "zebra")


def test_what_a_wave_does_not_show_is_the_rest_with_the_rounding_of_all_it_shows() -> None:
    found = read(wave(JANUARY, a=0.5, b=0.3), wave(JUNE, a=0.52, b=0.31))
    assert found.answers == ("a", "b", REST)
    first = found.waves[0]
    assert first.parts == ((0,), (1,), (2,))
    assert first.shares == pytest.approx([0.5, 0.3, 0.2])
    assert first.inverse_n == pytest.approx([0.001] * 3)
    step = 0.01**2 / 12
    assert first.rounding == pytest.approx(step * np.array([[1, 0, -1], [0, 1, -1], [-1, -1, 2]]))
    assert np.isnan(first.low).all() and np.isnan(first.high).all()
    days = (pd.DatetimeIndex([JANUARY, JUNE]) - pd.Timestamp(0)).days.tolist()
    assert found.spans.tolist() == [days] * 3
    assert found.frame["date"].tolist() == [pd.Timestamp(JANUARY), pd.Timestamp(JUNE)]
    assert found.frame.columns.tolist() == ["date", "house", "wander", "span", "question"]


def test_shares_that_are_whole_but_for_rounding_are_scaled_to_one_and_hide_nothing() -> None:
    found = read(wave(JANUARY, a=0.5, b=0.3, c=0.19))
    assert found.answers == ("a", "b", "c")
    assert found.waves[0].shares == pytest.approx(np.array([0.5, 0.3, 0.19]) / 0.99)
    named = read(wave(JANUARY, rest=0.5, b=0.3))
    assert named.answers == ("b", "rest", "not_shown")


def test_a_wave_that_hides_one_answer_shows_it_as_what_is_left_and_sums_come_last() -> None:
    full = wave(JANUARY, a=0.4, b=0.3, c=0.2, d=0.1)
    found = read(full, wave(JUNE, c=0.3, a=0.3, b=0.3), wave("2024-07-01", d=0.2))
    assert [each.parts for each in found.waves] == [
        ((0,), (1,), (2,), (3,)), ((0,), (1,), (2,), (3,)), ((3,), (0, 1, 2)),
    ]  # fmt: skip
    assert found.answers == ("a", "b", "c", "d")
    assert found.waves[1].shares == pytest.approx([0.3, 0.3, 0.3, 0.1])
    alone = read(full, wave(JUNE, a=1.0))  # of one part there is no ratio
    assert len(alone.waves) == len(alone.frame) == 1


def test_ratios_follow_shares_as_their_slopes_say() -> None:
    shares = np.array([0.4, 0.3, 0.2, 0.1])
    expected = [approx_fprime(shares, lambda x, k=k: ratios_of(x)[k], 1e-7) for k in range(3)]
    assert _ratio_slopes(shares) == pytest.approx(np.array(expected), rel=1e-4, abs=1e-6)
    assert ratios_of(shares) == pytest.approx(np.log([0.4 / 0.6, 0.3 / 0.3, 0.2 / 0.1]))
    assert shares_of(ratios_of(shares), np.ones(4, dtype=bool)) == pytest.approx(shares)
    gone = shares_of(ratios_of(shares), np.array([True, False, True, True]))
    assert gone == pytest.approx([0.4 / 0.7, 0, 0.2 / 0.7, 0.1 / 0.7])


def test_an_interval_has_the_variance_of_a_lone_share_beyond_what_sampling_gives() -> None:
    """A share printed as 0 of 1,000 to a hundredth, beside two that add up to one."""
    nothing = np.full(3, np.nan)
    low, high = nothing.copy(), nothing.copy()
    low[2], high[2] = -0.005, 0.005
    shares, rounding = np.array([0.6, 0.4, 0.0]), np.diag([1e-5, 1e-5, 9.0])
    plain = Wave(((0,), (1,), (2,)), shares, np.full(3, 0.001), rounding, nothing, nothing)
    known = Wave(((0,), (1,), (2,)), shares, np.full(3, 0.001), rounding, low, high)
    expected = np.array([0.6, 0.396, 0.004])
    assert plain._taken(expected)[0].tolist() == shares.tolist()
    taken, spread = known._taken(expected)
    assert taken[:2].tolist() == [0.6, 0.4] and 0 < taken[2] < 0.004
    assert spread[:2, :2].tolist() == rounding[:2, :2].tolist()
    assert spread[2, 2] < 0.005**2 and spread[2, :2].tolist() == [0, 0]
    assert rounding[2, 2] == 9.0 and shares[2] == 0.0


def test_answers_that_the_codebook_lacks_come_after_its_own_and_what_is_not_shown_last() -> None:
    known = answer_order(FIVE)
    names = ["not_shown", "zebra", REST, "alpha", "much_too_high"]
    assert sorted(names, key=known) == ["much_too_high", "alpha", "zebra", REST, "not_shown"]
    plain = answer_order("of nobody")
    assert [plain("zebra"), plain(REST), plain("not_shown")] == [
        (1, "zebra"), (2, REST), (3, "not_shown"),
    ]  # fmt: skip


def test_a_wave_hides_none_of_the_answers_that_came_later_or_were_gone_before() -> None:
    """b is gone from February on, d comes in April."""
    found = read(
        wave(JANUARY, a=0.4, b=0.3, c=0.3),
        wave("2024-02-01", a=0.6, c=0.4),
        wave("2024-03-01", a=0.5),
        wave("2024-04-01", a=0.5, c=0.3, d=0.2),
    )
    assert found.answers == ("a", "c", "b", "d")
    parts = [each.parts for each in found.waves]
    assert parts == [((0,), (1,), (2,)), ((0,), (1,)), ((0,), (1,)), ((0,), (1,), (3,))]
