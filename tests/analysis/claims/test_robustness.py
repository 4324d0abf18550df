"""How far a verdict bends: neighbours, the nearest counter-sentence, the break-even error."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

import polls
from analysis.claims.check import check
from analysis.claims.claim import SeriesClaim
from analysis.claims.draws import Fits
from analysis.claims.evidence import Known
from analysis.claims.opinion import Court
from analysis.claims.robustness import ENDS, break_even, neighbours
from analysis.claims.series import Series
from analysis.claims.verdict import Robustness, Thresholds
from polls.codebooks.model import codebook
from tests.writers.claim_writer import FlatTrend, JointTrend, claim, reading, readings

ROWS = [reading(f"2025-{month:02}-15", 0.45, n=1000.0) for month in range(1, 7)]


def bent(kind: str, *rows: dict[str, Any], trend: Any = None, **fields: Any) -> Robustness:
    fit = (lambda _: trend) if trend else None
    found = check(claim(kind, **fields), readings(*rows), fit=fit).robustness
    assert found is not None
    return found


class TurningTrend:
    """Falls until the end of March 2025, then rises; known without error."""

    def draws(self, n: int, seed: int, dates: Any = None, *, of: str = "polls") -> pd.DataFrame:
        days = (pd.DatetimeIndex(dates) - pd.Timestamp("2025-03-31")).days.to_numpy()
        path = 0.45 + np.where(days < 0, -days * 0.001, days * 0.0005)
        return pd.DataFrame(np.tile(path, (n, 1)), columns=dates)


def test_the_starting_day_decides_whether_it_rose_and_the_other_sentence_is_written_out() -> None:
    found = bent("change", *ROWS, trend=TurningTrend(), start="2025-03-31", basis="trend")
    along = found.along("starting day")
    # On 30 June it stands at 0.4955: as high as on 14 February, which is 46 days before the turn.
    days = pd.to_datetime(along["value"])
    rose = along["verdict"] == "supported"
    assert (rose == (days > "2025-02-14")).all()
    assert found.by_choice["starting day"] == pytest.approx(1.0, abs=0.002)
    since = bent("change", *ROWS, trend=TurningTrend(), start="2025-02-20", basis="trend")
    assert since.counter.endswith("it fell")
    assert since.counter.startswith("since 1") and "February 2025" in since.counter
    assert since.by_choice["starting day"] < 1


PARTS = {"answer": "approve", "question": "approval", "country": "Great Britain", "group": ""}


def known(*rows: dict[str, Any]) -> Known:
    counted = readings(*rows).assign(date=lambda frame: frame["start"])
    series = Series("GB", "approval", "approve")
    return Known(series, "approval", PARTS, counted, counted.iloc[:0], 0, None)


def test_a_pollster_more_adds_choices_to_those_of_days_and_numbers() -> None:
    asked = claim("ratio", times=2.0, start="2025-02-15", max_age=365)
    assert isinstance(asked, SeriesClaim)
    other = reading("2025-06-20", 0.45, pollster="Ipsos")
    found = {
        houses: neighbours(asked, known(*rows), (), trend=True, smooth=True)
        for houses, rows in ((1, ROWS), (2, (*ROWS, other)))
    }
    without = [each for each in found[2] if each.choice == "pollsters"]
    assert [(each.value, each.words, each.nearness) for each in without] == [
        ("YouGov", "without YouGov", 0.5), ("Ipsos", "without Ipsos", 0.5),
    ]  # fmt: skip
    choices = {each.choice for each in found[1]}
    assert choices == {
        "starting day", "ending day", "threshold", "margin", "basis", "model",
    }  # fmt: skip
    assert [each for each in found[2] if each.choice != "pollsters"] == list(found[1])
    ratios = [(each.value, each.nearness) for each in found[1] if each.choice == "threshold"]
    assert ratios == [
        ("1.8", pytest.approx(0.5)), ("1.9", pytest.approx(0.75)),
        ("2.1", pytest.approx(0.75)), ("2.2", pytest.approx(0.5)),
    ]  # fmt: skip
    times = [getattr(each.claim, "times", 0) for each in found[1] if each.choice == "threshold"]
    assert times == pytest.approx([1.8, 1.9, 2.1, 2.2])
    margins = [(each.value, each.nearness) for each in found[1] if each.choice == "margin"]
    assert margins == [
        ("2.5 points", 0.5), ("3.75 points", 0.75), ("7.5 points", 0.75), ("10 points", 0.5),
    ]  # fmt: skip


def test_a_movement_of_several_countries_bends_with_its_starting_day_too() -> None:
    rows = [row | {"country": country} for country in ("GB", "FR") for row in ROWS]
    found = bent(
        "similar", *rows, others=["FR"], aspect="parallel", start="2025-02-15", basis="reading"
    )
    assert found.by_choice["starting day"] == 1.0
    assert len(found.along("starting day")) > 30


@pytest.mark.parametrize(("answers", "asked"), [(["approve"], True), (["approve", "rest"], False)])
def test_a_smooth_trend_is_asked_where_a_series_stands_alone(
    answers: list[str], asked: bool
) -> None:
    """The usual trend lies at 45%, the smooth one at 60%; answers of one whole have no other."""
    rows = [
        reading(f"2025-{month:02}-15", 0.45 if answer == "approve" else 0.55, answer=answer)
        for month in range(1, 7)
        for answer in answers
    ]
    joint = JointTrend({"approve": 0.45, "rest": 0.55}, 0.01)
    fits = Fits(lambda _: FlatTrend(0.45, 0.01), lambda _: joint, lambda _: FlatTrend(0.60, 0.01))
    made = claim("ranking", rank=2, among="answer", others=["rest"], basis="trend")
    if asked:
        made = claim("threshold", above=0.5, basis="trend")
    assert isinstance(made, SeriesClaim)
    for given, expected in (
        (fits, ["supported"] if asked else []),
        (replace(fits, smooth=None), []),
    ):
        found = Court(readings(*rows), Thresholds(), given, codebook(), 0).verdict(made).robustness
        assert found is not None
        near = found.neighbours
        assert near.loc[near["choice"] == "model", "verdict"].tolist() == expected


def test_near_neighbours_count_more_and_each_choice_alike() -> None:
    # Above 42% of a reading of 45%: limits of 37 to 44 hold, 45 is a tie, 46 and 47 fail.
    found = bent("threshold", reading("2025-06-15", 0.45), above=0.42, basis="reading")
    # Nearness 1 - step/6: 2.5 of steps down, 5/6 + 4/6 of 43 and 44, of 5 in all.
    assert found.by_choice["threshold"] == pytest.approx((2.5 + 5 / 6 + 4 / 6) / 5)
    assert found.share == pytest.approx(np.mean(list(found.by_choice.values())))
    assert found.matters == "threshold"
    assert found.counter == "it was never above 46%"


def test_the_break_even_error_is_how_far_the_reading_lies_beyond_the_limit() -> None:
    found = bent("threshold", reading("2025-06-15", 0.45), above=0.42, basis="reading")
    assert found.break_even == pytest.approx(-0.03, abs=0.001)
    assert "all polls would have to be 3 points too high for another verdict" in found.sentence
    short = bent("threshold", reading("2025-06-15", 0.40), above=0.42, basis="reading")
    assert short.break_even == pytest.approx(0.02, abs=0.001)
    assert "too low" in short.sentence


def test_of_a_change_only_the_later_polls_can_be_off() -> None:
    rows = [reading("2024-06-28", 0.30), reading("2025-06-20", 0.34)]
    found = bent("change", *rows, start="2024-06-30", basis="reading")
    assert found.break_even == pytest.approx(-0.04, abs=0.001)
    assert "the later polls" in found.sentence


def test_each_pollster_is_left_out_in_turn() -> None:
    rows = [reading("2025-06-20", 0.40), reading("2025-06-20", 0.46, pollster="Ipsos")]
    found = bent("threshold", *rows, above=0.43, basis="reading")
    houses = found.neighbours[found.neighbours["choice"] == "pollsters"]
    assert houses.set_index("value")["verdict"].to_dict() == {
        "Ipsos": "contradicted",
        "YouGov": "supported",
    }
    assert found.by_choice["pollsters"] == 0.5


def test_the_margin_the_basis_and_other_groups_are_choices() -> None:
    groups = [
        reading("2025-06-15", share, group_by="age", group=group)
        for group, share in (("18-24", 0.45), ("25-49", 0.60))
    ]
    asked = {"share": 0.45, "group_by": "age", "group": "18-24", "margin": 0.04}
    found = bent("value", *groups, reading("2025-06-15", 0.55), **asked)
    chosen = found.neighbours[found.neighbours["choice"] == "group"].set_index("value")
    assert chosen["verdict"].to_dict() == {"all": "contradicted", "25-49": "contradicted"}
    assert set(found.neighbours["choice"]) == {"ending day", "threshold", "margin", "group"}
    trend = bent("value", *ROWS, trend=FlatTrend(0.45, 0.01), share=0.45)
    assert trend.neighbours.set_index("choice").loc["basis", "verdict"] == "supported"


def test_earlier_endings_are_less_near_and_one_choice_alone_is_of_a_smooth_trend() -> None:
    made = claim("value", share=0.45)
    assert isinstance(made, SeriesClaim)
    facts = Court(readings(*ROWS), Thresholds(), None, codebook(), 0).facts(made)
    near = neighbours(made, facts.known[0], (), trend=True, smooth=True)
    days = [each.value for each in near if each.choice == "ending day"]
    assert (days[0], days[1], days[-1]) == ("2025-06-24", "2025-06-18", "2025-05-01")
    other = [each.claim.basis for each in near if each.choice == "basis"]
    assert (made.basis, other) == ("trend", ["reading"])
    endings = [each.nearness for each in near if each.choice == "ending day"]
    assert endings == pytest.approx([1 - step / (len(endings) + 1) for step in range(1, ENDS + 1)])
    assert [each.choice for each in near if each.smooth] == ["model"]


def test_a_change_may_be_claimed_to_be_less_and_not_less_than_none() -> None:
    asked = claim("change", start="2025-02-15", by=0.02, max_age=365)
    assert isinstance(asked, SeriesClaim)
    near = neighbours(asked, known(*ROWS), (), trend=False, smooth=False)
    by = [getattr(each.claim, "by", 0) for each in near if each.choice == "threshold"]
    assert by == pytest.approx([0.0, 0.01, 0.03, 0.04, 0.05, 0.06, 0.07])


@pytest.mark.parametrize("limit", [0.021, 0.1, 0.25])
def test_the_smallest_error_on_either_side_is_found(limit: float) -> None:
    error = break_even(lambda moved: "supported" if moved < limit else "contradicted")
    assert error == pytest.approx(limit, abs=0.0006)
    error = break_even(lambda moved: "supported" if moved > -limit else "contradicted")
    assert error == pytest.approx(-limit, abs=0.0006)
    assert break_even(lambda _: "supported") is None


@pytest.mark.parametrize(("low", "high", "nearest"), [(-0.05, 0.02, 0.02), (-0.02, 0.05, -0.02)])
def test_of_two_errors_that_matter_the_smaller_is_told(
    low: float, high: float, nearest: float
) -> None:
    error = break_even(lambda moved: "supported" if low < moved < high else "contradicted")
    assert error == pytest.approx(nearest, abs=0.0006)


@pytest.mark.parametrize("step", [0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.17, 0.23, 0.30])
def test_an_error_that_matters_near_one_step_alone_is_found_there(step: float) -> None:
    error = break_even(lambda moved: "contradicted" if abs(moved - step) < 0.002 else "supported")
    assert error == pytest.approx(step - 0.002, abs=0.0006)


def test_what_cannot_be_checked_does_not_bend() -> None:
    assert check(claim("unmeasured", needs="a series"), readings()).robustness is None
    unread = check(claim("value", share=0.45), readings(reading("2020-01-15", 0.45)), fit=None)
    assert (unread.decided_by, unread.robustness) == ("nothing", None)


def test_it_is_plain_values_for_json_and_only_where_asked_for() -> None:
    found = check(claim("value", share=0.45), readings(*ROWS), fit=None)
    assert "robustness" not in found.as_dict()
    plain = json.loads(json.dumps(found.as_dict(robustness=True)))
    assert plain["robustness"]["share"] == found.robustness.share  # type: ignore[union-attr]


def test_seventy_neighbours_of_five_hundred_readings_take_seconds() -> None:
    asked = claim(
        "change",
        question="issue_up_to_three",
        answer="health",
        as_of="2023-03-31",
        start="2022-03-31",
    )
    verdict = check(asked, polls.load(question="issue_up_to_three", country="GB"))
    began = time.process_time()
    found = verdict.robustness
    assert found is not None
    assert len(found.neighbours) > 60
    assert time.process_time() - began < 8  # under two on an idle core
