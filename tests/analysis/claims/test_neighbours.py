"""The neighbourhood of a claim: each choice made a little otherwise, and how near that is."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pandas as pd
import pytest

from analysis.claims.robustness import Neighbour, _in_words, _sure, neighbours, summarised
from analysis.claims.verdict import Outcome
from polls.errors import ProblemsError
from tests.writers.claim_writer import known_of, opinion, reading

ROWS = (reading("2025-01-15", 0.4), reading("2025-06-15", 0.45))


def near(
    kind: str,
    choice: str,
    *rows: dict[str, Any],
    groups: tuple[tuple[str, str], ...] = (),
    trend: bool = False,
    smooth: bool = False,
    **fields: Any,
) -> list[Neighbour]:
    made = opinion(kind, **fields)
    known = known_of(made, *(rows or ROWS))[0]
    found = neighbours(made, known, groups, trend=trend, smooth=smooth)
    return [each for each in found if each.choice == choice]


def moved(name: str, found: list[Neighbour]) -> list[tuple[str, float, Any]]:
    """What was chosen, how near it is to a hundredth, and the field of the claim made so."""
    return [(each.value, round(each.nearness, 2), getattr(each.claim, name)) for each in found]


THRESHOLDS: list[tuple[str, str, dict[str, Any], list[tuple[str, float, float]]]] = [
    (
        "threshold",
        "above",
        {"above": 0.02},
        [("0%", 0.67, 0.0), ("1%", 0.83, 0.01), ("3%", 0.83, 0.03), ("4%", 0.67, 0.04),
         ("5%", 0.5, 0.05), ("6%", 0.33, 0.06), ("7%", 0.17, 0.07)],
    ),
    (
        "threshold",
        "below",
        {"below": 0.985},
        [("93.5%", 0.17, 0.935), ("94.5%", 0.33, 0.945), ("95.5%", 0.5, 0.955),
         ("96.5%", 0.67, 0.965), ("97.5%", 0.83, 0.975), ("99.5%", 0.83, 0.995)],
    ),
    (
        "value",
        "share",
        {"share": 0.99},
        [("94%", 0.17, 0.94), ("95%", 0.33, 0.95), ("96%", 0.5, 0.96), ("97%", 0.67, 0.97),
         ("98%", 0.83, 0.98), ("100%", 0.83, 1.0)],
    ),
    (
        "streak",
        "limit",
        {"times": 1, "direction": "above", "limit": 0.01},
        [("0%", 0.83, 0.0), ("2%", 0.83, 0.02), ("3%", 0.67, 0.03), ("4%", 0.5, 0.04),
         ("5%", 0.33, 0.05), ("6%", 0.17, 0.06)],
    ),
    (
        "net",
        "about",
        {"minus": ["no"], "about": -0.98},
        [("-100%", 0.67, -1.0), ("-99%", 0.83, -0.99), ("-97%", 0.83, -0.97),
         ("-96%", 0.67, -0.96), ("-95%", 0.5, -0.95), ("-94%", 0.33, -0.94),
         ("-93%", 0.17, -0.93)],
    ),
    (
        "change",
        "by",
        {"start": "2025-02-15", "by": 0.01, "max_age": 365},
        [("0%", 0.83, 0.0), ("2%", 0.83, 0.02), ("3%", 0.67, 0.03), ("4%", 0.5, 0.04),
         ("5%", 0.33, 0.05), ("6%", 0.17, 0.06)],
    ),
    (
        "ratio",
        "times",
        {"times": 3.0, "others": ["FR"]},
        [("2.7", 0.5, 2.7), ("2.85", 0.75, 2.85), ("3.15", 0.75, 3.15), ("3.3", 0.5, 3.3)],
    ),
    ("streak", "limit", {"times": 3}, []),
    ("record", "since", {}, []),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "name", "fields", "found"), THRESHOLDS)
def test_the_number_of_a_claim_is_moved_as_far_as_it_may_be(
    kind: str, name: str, fields: dict[str, Any], found: list[tuple[str, float, float]]
) -> None:
    assert moved(name, near(kind, "threshold", **fields)) == found


@pytest.mark.parametrize(
    ("margin", "found"),
    [
        (0.04, [("2 points", 0.5, 0.02), ("3 points", 0.75, 0.03), ("6 points", 0.75, 0.06),
                ("8 points", 0.5, 0.08)]),
        (0.6, [("30 points", 0.5, 0.3), ("45 points", 0.75, 0.45), ("90 points", 0.75, 0.9)]),
    ],
)  # fmt: skip
def test_a_margin_is_halved_to_doubled(
    margin: float, found: list[tuple[str, float, float]]
) -> None:
    assert moved("margin", near("value", "margin", share=0.45, margin=margin)) == found
    assert near("threshold", "margin", above=0.4) == []


def test_a_claim_may_end_sooner_as_long_as_it_has_days() -> None:
    found = near("change", "ending day", start="2025-06-01", max_age=365)
    assert [(each.value, each.words, round(each.nearness, 3)) for each in found] == [
        ("2025-06-24", "as of 24 June 2025", 0.909),
        ("2025-06-18", "as of 18 June 2025", 0.818),
        ("2025-06-12", "as of 12 June 2025", 0.727),
        ("2025-06-06", "as of 6 June 2025", 0.636),
    ]
    assert [each.claim.end.isoformat() for each in found] == [each.value for each in found]


class TestStarts:
    OLD = (reading("2019-01-15", 0.4), reading("2025-06-15", 0.45))

    def test_sixty_days_around_it_as_far_as_half_the_time_spoken_of(self) -> None:
        found = near("change", "starting day", *self.OLD, start="2025-03-02", max_age=3000)
        days = [each.value for each in found]
        assert (len(days), days[0], days[29], days[30], days[-1]) == (
            60, "2025-01-01", "2025-02-28", "2025-03-04", "2025-05-01",
        )  # fmt: skip
        assert [round(found[place].nearness, 4) for place in (0, 29, 30, 59)] == [
            0.0323, 0.9677, 0.9677, 0.0323,
        ]  # fmt: skip
        assert found[0].words == "since 1 January 2025"
        assert [getattr(each.claim, "start", None) for each in found] == [
            dt.date.fromisoformat(day) for day in days
        ]

    def test_a_year_at_most(self) -> None:
        found = near("change", "starting day", *self.OLD, start="2022-01-01", max_age=3000)
        assert (found[0].value, found[-1].value) == ("2021-01-01", "2023-01-01")

    def test_each_day_of_a_short_time_once(self) -> None:
        found = near("change", "starting day", start="2025-06-24", max_age=365)
        assert [(each.value, round(each.nearness, 4)) for each in found] == [
            ("2025-06-21", 0.1613), ("2025-06-22", 0.5161), ("2025-06-23", 0.8065),
            ("2025-06-25", 0.8065), ("2025-06-26", 0.5161), ("2025-06-27", 0.1613),
        ]  # fmt: skip

    def test_none_before_the_series(self) -> None:
        found = near("change", "starting day", start="2024-12-01", max_age=365)
        assert (found[0].value, found[-1].value) == ("2025-01-18", "2025-04-08")
        assert len(found) == 30

    def test_a_day_chosen_instead_is_no_event(self) -> None:
        made = opinion("change", start="2025-03-01", max_age=365)
        object.__setattr__(made, "event", "the vote")
        found = neighbours(made, known_of(made, *ROWS)[0], (), trend=False, smooth=False)
        starts = [each.claim for each in found if each.choice == "starting day"]
        assert {getattr(each, "event", None) for each in starts} == {""}

    def test_none_where_a_claim_has_no_start_or_no_reading(self) -> None:
        assert near("value", "starting day", share=0.4) == []
        assert near("threshold", "starting day", above=0.4) == []
        assert near("similar", "starting day", others=["FR"]) == []
        assert near("change", "starting day", reading("2026-01-01", 0.4), start="2025-01-01") == []


def test_the_basis_is_a_choice_where_there_is_a_trend() -> None:
    for basis, other, words in (
        ("trend", "reading", "by printed figures"), ("reading", "trend", "by the trend"),
    ):  # fmt: skip
        (found,) = near("value", "basis", share=0.4, basis=basis, trend=True)
        assert (found.value, found.words, found.nearness) == (other, words, 0.5)
        assert found.claim.basis == other
    assert near("value", "basis", share=0.4) == []


def test_the_model_is_a_choice_where_a_smooth_one_may_be_fitted() -> None:
    (found,) = near("value", "model", share=0.4, smooth=True)
    assert (found.value, found.words, found.nearness) == ("smooth", "by a smooth trend", 0.5)
    assert found.smooth
    assert near("value", "model", share=0.4) == []


def test_the_other_groups_and_the_whole_are_choices() -> None:
    groups = (("all", "all"), ("age", "65+"), ("age", "18-24"))
    rows = [reading("2025-06-15", 0.4, group_by="age", group="65+")]
    found = near("value", "group", *rows, groups=groups, share=0.4, group_by="age", group="65+")
    assert [(each.value, each.words, each.nearness) for each in found] == [
        ("all", "among all", 0.5), ("18-24", "among 18-24", 0.5),
    ]  # fmt: skip
    assert [(each.claim.group_by, each.claim.group) for each in found] == [
        ("all", "all"), ("age", "18-24"),
    ]  # fmt: skip


def test_each_pollster_of_several_may_be_left_out() -> None:
    other = reading("2025-06-20", 0.4, pollster="Ipsos")
    found = near("value", "pollsters", *ROWS, other, share=0.4)
    assert [(each.value, each.words, each.without, each.nearness) for each in found] == [
        ("YouGov", "without YouGov", "YouGov", 0.5), ("Ipsos", "without Ipsos", "Ipsos", 0.5),
    ]  # fmt: skip
    assert near("value", "pollsters", share=0.4) == []


class TestSummary:
    CLAIM = opinion("threshold", above=0.4)
    OTHER = opinion("threshold", above=0.5)

    def judged(self, *each: tuple[str, float, Outcome, float | None]) -> Any:
        made = [
            (Neighbour(choice, "v", "as of then", nearness, self.OTHER), outcome, probability)  # type: ignore[arg-type]
            for choice, nearness, outcome, probability in each
        ]
        return summarised("supported", made, None, "all polls")

    def test_each_choice_counts_alike_and_near_neighbours_more(self) -> None:
        found = self.judged(
            ("threshold", 0.75, "supported", 0.95),
            ("threshold", 0.25, "not settled", 0.5),
            ("basis", 0.5, "contradicted", None),
            ("basis", 0.5, "not checkable", None),
            ("margin", 0.5, "supported", None),
        )
        assert found.by_choice == {"threshold": 0.75, "basis": 0.0, "margin": 1.0}
        assert found.share == pytest.approx(1.75 / 3)
        assert (found.matters, found.break_even) == ("basis", None)
        assert found.counter == "as of then it was never above 50%"
        assert found.sentence == (
            "Of 4 neighbouring claims 58% by weight have this verdict; the basis matters most; but "
            "as of then it was never above 50%."
        )
        assert found.neighbours.to_dict("list") == {
            "choice": ["threshold", "threshold", "basis", "margin"],
            "value": ["v"] * 4,
            "nearness": [0.75, 0.25, 0.5, 0.5],
            "verdict": ["supported", "not settled", "contradicted", "supported"],
            "probability": pytest.approx([0.95, 0.5, float("nan"), float("nan")], nan_ok=True),
        }

    def test_where_all_agree_nothing_matters_most(self) -> None:
        found = self.judged(("basis", 0.5, "supported", None))
        assert (found.share, found.matters, found.counter) == (1.0, "", "")
        alone = self.judged()
        assert (alone.share, alone.by_choice, alone.matters) == (1.0, {}, "")

    def test_the_counter_is_the_nearest_that_is_as_sure(self) -> None:
        made = [
            (Neighbour("basis", "v", words, nearness, self.OTHER), outcome, probability)
            for words, nearness, outcome, probability in (
                ("one", 0.5, "contradicted", None),  # 0.5 of 0.9
                ("two", 0.6, "contradicted", 0.2),  # 0.6 of 0.8
                ("three", 0.9, "not settled", 0.5),
                ("four", 0.55, "supported", 1.0),
            )
        ]
        against = summarised("supported", made, None, "")  # type: ignore[arg-type]
        assert against.counter == "two it was never above 50%"
        assert summarised("contradicted", made, None, "").counter == "four it is above 50%"  # type: ignore[arg-type]
        assert summarised("not settled", made, None, "").counter == "four it is above 50%"  # type: ignore[arg-type]

    @pytest.mark.parametrize(
        ("outcome", "probability", "sure"),
        [("supported", None, 0.9), ("supported", 0.7, 0.7), ("contradicted", 0.2, 0.8)],
    )
    def test_how_sure_a_neighbour_is(
        self, outcome: Outcome, probability: float | None, sure: float
    ) -> None:
        assert _sure(outcome, probability) == pytest.approx(sure)

    @pytest.mark.parametrize(
        ("error", "said"),
        [
            (0.0325, "the later polls would have to be 3.3 points too low for another verdict"),
            (-0.01, "the later polls would have to be 1 point too high for another verdict"),
        ],
    )
    def test_the_error_that_would_change_it_is_told(self, error: float, said: str) -> None:
        found = _in_words(0.5, "", "", error, "the later polls", neighbours=7)
        assert found == f"Of 7 neighbouring claims 50% by weight have this verdict; {said}."

    def test_along_a_choice_the_values_are_in_order(self) -> None:
        made = [
            (Neighbour(choice, value, "", 0.5, self.CLAIM), "supported", 0.95)
            for choice, value in (("basis", "b"), ("margin", "x"), ("basis", "a"))
        ]
        found = summarised("supported", made, 0.02, "all polls")  # type: ignore[arg-type]
        along = found.along("basis")
        assert along.to_dict("list") == {
            "value": ["a", "b"], "verdict": ["supported"] * 2, "probability": [0.95, 0.95],
        }  # fmt: skip
        assert along.index.tolist() == [0, 1]
        with pytest.raises(ProblemsError, match="unknown-choice"):
            found.along("bsis")
        plain = found.as_dict()
        rows = pd.DataFrame(plain.pop("neighbours"))
        assert rows["value"].tolist() == ["b", "x", "a"]
        assert plain == {
            "share": 1.0, "by_choice": {"basis": 1.0, "margin": 1.0}, "matters": "",
            "counter": "", "break_even": 0.02, "sentence": found.sentence,
        }  # fmt: skip

    def test_a_missing_probability_is_none_for_json(self) -> None:
        found = self.judged(("basis", 0.5, "supported", None), ("basis", 0.5, "supported", 0.95))
        assert [row["probability"] for row in found.as_dict()["neighbours"]] == [None, 0.95]
