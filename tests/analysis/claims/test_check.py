"""Verdicts: what was known on the day, what readings and trend say, and what follows."""

from __future__ import annotations

import datetime as dt
import importlib
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import polls
from analysis.claims.check import check, check_claims
from analysis.claims.claim import SeriesClaim
from analysis.claims.clauses import within
from analysis.claims.draws import _add_up, together
from analysis.claims.kinds.cumulative_record import CumulativeRecordClaim
from analysis.claims.opinion import Court
from analysis.claims.read import parse_claims
from analysis.claims.series import Series
from analysis.claims.verdict import Finding, Thresholds, Verdict
from analysis.trends.trend import fit_trend
from polls.codebooks.model import codebook
from polls.errors import Problem, ProblemsError
from tests.writers.claim_writer import FlatTrend, JointTrend, claim, claim_table, reading, readings

STEADY = [reading(f"2025-{month:02}-15", 0.45) for month in range(1, 7)]


def verdict(kind: str, *rows: dict[str, Any], trend: Any = None, **fields: Any) -> Verdict:
    """The verdict on one claim, with a trend of known draws where one is given."""
    fit = (lambda _: trend) if trend else None
    return check(claim(kind, **fields), readings(*rows), fit=fit)


def outcome(kind: str, *rows: dict[str, Any], **fields: Any) -> str:
    return verdict(kind, *rows, **fields).verdict


def test_the_smooth_trend_of_the_neighbourhood_is_a_smooth_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[dict[str, Any]] = []
    module = importlib.import_module("analysis.claims.check")
    monkeypatch.setattr(module, "fit_trend", lambda rows, **options: asked.append(options))
    module._fit_smoothly(readings(*STEADY))
    assert asked == [{"model": "smooth"}]


@pytest.mark.parametrize(("waves", "whole"), [(3, True), (2, False)])
def test_answers_of_an_unknown_question_are_one_whole_where_most_waves_add_up(
    waves: int, whole: bool
) -> None:
    rows = [
        reading(f"2025-0{month}-15", share, question="taste", answer=answer)
        for month in range(1, 6)
        for answer, share in (("sweet", 0.6), ("sour", 0.4 if month <= waves else 0.3))
    ]
    series = Series("GB", "taste", "sweet")
    assert _add_up(readings(*rows), series, codebook()) is whole


def test_answers_add_up_within_the_coarsest_step_that_they_are_printed_in() -> None:
    """45 and 54.5%: half a point short of all, which a step of a point allows."""
    rows = [reading("2025-06-20", 0.45, answer="approve", precision=0.01)]
    rows.append(reading("2025-06-20", 0.545, answer="disapprove", precision=0.001))
    series = Series("GB", "approval", "approve")
    assert _add_up(readings(*rows), series, codebook())
    fine = readings(*rows).assign(precision=0.001)
    assert not _add_up(fine, series, codebook())


class TestWhatWasKnown:
    def test_nothing_published_after_as_of_counts(self) -> None:
        late = reading("2025-06-20", 0.70, published="2025-07-01")
        found = verdict("value", *STEADY, late, share=0.70)
        assert found.verdict == "contradicted"
        assert all(item.value != 0.70 for item in found.readings)

    def test_without_a_day_of_publication_the_end_of_fieldwork_stands_in_and_is_said(self) -> None:
        found = verdict("value", reading("2025-06-20", 0.70, published=None), share=0.70)
        assert found.verdict == "supported"
        assert "end of fieldwork stands in" in " ".join(found.notes)
        late = reading("2025-06-20", 0.70, end="2025-07-02", published=None)
        assert outcome("value", late, share=0.70) == "not checkable"

    def test_the_claims_own_article_is_shown_and_not_counted(self) -> None:
        own = reading("2025-06-20", 0.70, source="the-article")
        found = verdict("value", *STEADY, own, share=0.70, source="the-article")
        assert found.verdict == "contradicted"
        assert [item.counts for item in found.readings if item.value == 0.70] == [False]
        assert found.notes == (
            "The article's own reading, 70% (YouGov, 20 June 2025), is not counted.",
        )

    def test_related_readings_are_shown_with_the_reason_why_they_do_not_count(self) -> None:
        other = reading("2025-06-20", 0.70, question="satisfaction", answer="yes")
        related = [{"question": "satisfaction", "answer": "yes"}]
        found = verdict("value", other, *STEADY, share=0.45, related=related)
        assert [item.value for item in found.readings if not item.counts] == [0.70]
        third = reading("2025-06-21", 0.30, question="trust", answer="yes")
        related.append({"question": "trust", "answer": "yes"})
        found = verdict("value", other, third, *STEADY, share=0.45, related=related)
        assert [item.value for item in found.readings if not item.counts] == [0.70, 0.30]

    def test_the_trend_is_fitted_to_what_counts_alone(self) -> None:
        seen: list[pd.DataFrame] = []

        def fit(frame: pd.DataFrame) -> FlatTrend:
            seen.append(frame)
            return FlatTrend(0.45, 0.01)

        late = reading("2025-06-20", 0.70, published="2025-07-01")
        own = reading("2025-06-21", 0.70, source="the-article")
        asked = claim("value", share=0.45, source="the-article")
        check(asked, readings(*STEADY, late, own), fit=fit)
        assert seen[0]["share"].tolist() == [0.45] * 6

    @given(st.integers(1, 28), st.floats(0.01, 0.99))
    @settings(max_examples=20, deadline=None)
    def test_readings_of_the_future_never_change_a_verdict(self, day: int, share: float) -> None:
        future = reading(f"2025-07-{day:02}", round(share, 2))
        assert verdict("value", *STEADY, future, share=0.45) == verdict(
            "value", *STEADY, share=0.45
        )


class TestPublishedReadings:
    def test_a_value_within_its_margin_is_supported_and_one_far_off_contradicted(self) -> None:
        assert outcome("value", *STEADY, share=0.47) == "supported"
        assert outcome("value", *STEADY, share=0.49) == "not settled"
        assert outcome("value", *STEADY, share=0.60) == "contradicted"

    def test_a_reading_too_old_says_nothing_of_the_day(self) -> None:
        assert outcome("value", reading("2023-01-01", 0.45), share=0.45) == "not checkable"

    def test_one_printed_reading_above_is_enough_for_a_claim_on_readings(self) -> None:
        rows = [*STEADY, reading("2025-06-20", 0.51)]
        window = {"above": 0.50, "start": "2025-01-01"}
        assert outcome("threshold", *rows, **window, basis="reading") == "supported"
        assert outcome("threshold", *rows, **window) == "not settled"
        assert outcome("threshold", *STEADY, **window, basis="reading") == "contradicted"

    def test_a_reading_on_the_limit_has_not_topped_it(self) -> None:
        assert outcome("threshold", *STEADY, above=0.45, start="2025-01-01", basis="reading") == (
            "not settled"
        )

    def test_falling_below_is_the_mirror_image(self) -> None:
        window = {"below": 0.50, "start": "2025-01-01"}
        assert outcome("threshold", *STEADY, **window) == "supported"

    def test_a_record_is_held_against_the_readings_since_its_day_only(self) -> None:
        rows = [reading("2019-06-01", 0.60), reading("2021-06-01", 0.40), *STEADY]
        window = {"start": "2025-01-01", "basis": "reading"}
        assert outcome("record", *rows, **window, since="2019-12-31") == "supported"
        assert outcome("record", *rows, **window) == "contradicted"
        assert outcome("record", *rows, **window, direction="lowest") == "contradicted"

    def test_a_record_without_an_earlier_reading_cannot_be_checked(self) -> None:
        rows = [reading("2018-06-01", 0.60), *STEADY]
        assert outcome("record", *rows, since="2019-12-31", start="2025-01-01") == "not checkable"

    def test_a_change_is_measured_within_one_pollster(self) -> None:
        rows = [
            reading("2024-06-28", 0.30, pollster="Ipsos"),
            reading("2024-06-20", 0.40),
            reading("2025-06-20", 0.45),
        ]
        found = verdict("change", *rows, start="2024-06-30")
        assert found.verdict == "supported"
        assert "from 40% (YouGov, 20 June 2024)" in found.published_says
        assert outcome("change", *rows, start="2024-06-30", direction="down") == "contradicted"
        assert outcome("change", *rows, start="2024-06-30", by=0.05) == "not settled"

    def test_a_change_between_different_pollsters_says_so(self) -> None:
        rows = [reading("2024-06-28", 0.30, pollster="Ipsos"), reading("2025-06-20", 0.45)]
        assert "different pollsters" in verdict("change", *rows, start="2024-06-30").reason

    def test_countries_are_similar_only_if_all_are_within_the_margin(self) -> None:
        rows = [
            reading("2025-06-01", 0.45),
            reading("2025-06-01", 0.48, country="FR"),
            reading("2025-06-01", 0.60, country="ES"),
        ]
        assert outcome("similar", *rows, others=["FR"]) == "supported"
        assert outcome("similar", *rows, others=["FR", "ES"]) == "contradicted"
        assert outcome("similar", *rows, others=["FR", "DE"]) == "not checkable"

    def test_direction_and_parallel_movement_compare_the_changes(self) -> None:
        rows = [
            reading("2024-06-28", 0.30),
            reading("2025-06-20", 0.40),
            reading("2024-06-28", 0.50, country="FR"),
            reading("2025-06-20", 0.59, country="FR"),
            reading("2024-06-28", 0.50, country="ES"),
            reading("2025-06-20", 0.35, country="ES"),
        ]
        since = {"start": "2024-06-30"}
        for aspect in ("direction", "parallel"):
            assert outcome("similar", *rows, others=["FR"], aspect=aspect, **since) == "supported"
            found = outcome("similar", *rows, others=["ES"], aspect=aspect, **since)
            assert found == "contradicted"

    def test_a_ranking_compares_answers_or_countries(self) -> None:
        rows = [
            reading("2025-06-01", 0.45),
            reading("2025-06-01", 0.35, answer="disapprove"),
            reading("2025-06-01", 0.46, country="FR"),
        ]
        assert outcome("ranking", *rows, among="answer", others=["disapprove"]) == "supported"
        assert outcome("ranking", *rows, among="country", others=["FR"]) == "not settled"
        last = {"among": "answer", "others": ["disapprove"], "place": "last"}
        assert outcome("ranking", *rows, **last) == "contradicted"


class TestRankingAmongAnswers:
    """Of answers of which a respondent gives one, what one gains another loses."""

    AMONG: ClassVar = {"among": "answer", "others": ["disapprove"]}

    @staticmethod
    def wave(day: str, *shares: float, **fields: Any) -> list[dict[str, Any]]:
        answers = ("approve", "disapprove", "unsure")
        return [
            reading(day, share, answer=answer, **{"n": 1000.0, **fields})
            for answer, share in zip(answers, shares, strict=False)
        ]

    def waves(self, *shares: float, **fields: Any) -> list[dict[str, Any]]:
        days = (f"2025-{month:02}-15" for month in range(1, 7))
        return [row for day in days for row in self.wave(day, *shares, **fields)]

    def probability(self, rows: list[dict[str, Any]], **fields: Any) -> float | None:
        joint = JointTrend({"approve": 0.47, "disapprove": 0.45, "unsure": 0.08}, 0.02)
        found = check(
            claim("ranking", **self.AMONG, **fields),
            readings(*rows),
            fit=lambda rows: FlatTrend({"approve": 0.47}.get(rows["answer"][0], 0.45), 0.02),
            fit_together=lambda _: joint,
        )
        return found.probability

    def test_answers_that_add_up_to_one_are_drawn_together(self) -> None:
        # The difference of 0.02 has sd 0.04 together, 0.02 * sqrt(2) apart.
        together, apart = 0.6915, 0.7602
        whole = self.waves(0.47, 0.45, 0.08)
        assert self.probability(whole) == pytest.approx(together, abs=0.025)
        assert self.probability(self.waves(0.47, 0.45)) == pytest.approx(apart, abs=0.025)
        statements = self.waves(0.67, 0.65, 0.08)
        assert self.probability(statements) == pytest.approx(apart, abs=0.025)

    def test_one_answer_alone_and_answers_of_two_countries_are_not_of_one_whole(self) -> None:
        rows = readings(*self.waves(0.47, 0.45, 0.08))
        rows = pd.concat([rows, rows.assign(country="FR")], ignore_index=True)
        court = Court(rows, Thresholds(), None, codebook(), 0)

        def whole(kind: str, **fields: Any) -> bool:
            made = claim(kind, **fields)
            assert isinstance(made, SeriesClaim)
            return court.facts(made).whole is not None

        assert whole("ranking", **self.AMONG)
        assert not whole("value", share=0.47)
        assert not whole("ranking", among="country", others=["FR"])

    def test_the_codebook_says_whether_a_respondent_gives_one_answer(self) -> None:
        def asked(question: str, *answers: str) -> str:
            seen: list[int] = []

            def fit_together(rows: pd.DataFrame) -> JointTrend:
                seen.append(rows["answer"].nunique())
                return JointTrend(dict.fromkeys(answers, 0.3), 0.02)

            renamed = dict(zip(("approve", "disapprove", "unsure"), answers, strict=True))
            rows = [
                {**row, "question": question, "answer": renamed[row["answer"]]}
                for row in self.waves(0.4, 0.3, 0.2)
            ]
            fields = {"question": question, "answer": answers[0], "others": [answers[1]]}
            made = claim("ranking", among="answer", **fields)
            check(
                made, readings(*rows), fit=lambda _: FlatTrend(0.4, 0.1), fit_together=fit_together
            )
            return f"{seen}"

        assert asked("level10y", "too_high", "about_right", "too_low") == "[3]"
        assert asked("issue_up_to_three", "health", "economy", "crime") == "[]"

    def test_a_net_is_the_sum_of_its_answers(self) -> None:
        trend = JointTrend({"far": 0.2, "bit": 0.3, "right": 0.5}, 0.02)
        net, right = together(trend, ["high", "right"], {"high": ("far", "bit")}, 0)(["2025-06-30"])
        assert net == pytest.approx(0.5)
        assert right == pytest.approx(0.5)

    def test_the_answers_of_one_wave_differ_by_a_multinomial_error(self) -> None:
        # Of 1,000, 48 against 43%: apart 1.96 * 2.26 points with rounding, together
        # 1.96 sqrt((0.91 - 0.05^2) / 1000 + 2 * 0.01^2 / 12) = 5.99 points.
        assert outcome("ranking", *self.wave("2025-06-15", 0.48, 0.43, 0.09), **self.AMONG) == (
            "not settled"
        )
        assert outcome("ranking", *self.wave("2025-06-15", 0.48, 0.43), **self.AMONG) == (
            "supported"
        )
        wide = self.wave("2025-06-15", 0.50, 0.43, 0.07)
        assert outcome("ranking", *wide, **self.AMONG) == "supported"
        clustered = self.wave("2025-06-15", 0.50, 0.43, 0.07, deff=2.0)
        assert outcome("ranking", *clustered, **self.AMONG) == "not settled"


class TestRankingAmongGroups:
    """Groups of the same surveys share what all polls get wrong, and part of their movements."""

    FIRST: ClassVar = claim(
        "ranking", among="group", group_by="age", group="old", others=["age/young"]
    )

    @staticmethod
    def waves(months: int = 6, **shares: float) -> list[dict[str, Any]]:
        return [
            reading(f"2025-{month:02}-15", share, group_by="age", group=group, n=4000.0)
            for month in range(1, months + 1)
            for group, share in shares.items()
        ]

    def test_they_are_drawn_together_so_that_the_shared_error_is_no_lead(self) -> None:
        # 4 points apart: 2.7 points of error in each are 3.8 between two drawn apart.
        rows = readings(*self.waves(old=0.50, young=0.46))
        together = check(self.FIRST, rows)
        apart = check(self.FIRST, rows, fit=lambda frame: fit_trend(frame))
        assert together.probability_opinion == pytest.approx(together.probability_polls, abs=0.01)
        assert (together.verdict, apart.verdict) == ("supported", "not settled")
        assert together.probability == pytest.approx(0.998, abs=0.004)
        assert apart.probability == pytest.approx(0.745, abs=0.03)
        found = together.robustness
        assert found is not None
        assert "model" not in found.by_choice

    def test_all_groups_of_the_breakdown_with_readings_enough_are_fitted_at_once(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        seen: list[list[str]] = []
        module = importlib.import_module("analysis.claims.check")

        def fit(rows: pd.DataFrame) -> FlatTrend:
            seen.append(sorted(rows["group"].unique()))
            raise ProblemsError([])

        monkeypatch.setattr(module, "fit_groups", fit)
        rows = readings(
            *self.waves(old=0.50, middle=0.48, young=0.46),
            *self.waves(months=2, student=0.3),
            *(row | {"group_by": "sex", "group": "men"} for row in self.waves(x=0.47)),
        )
        check(self.FIRST, rows)
        whole = [reading(row["start"], 0.48) for row in self.waves(x=0.48)]
        check(
            claim("ranking", among="group", group_by="age", group="old", others=["all"]),
            readings(*self.waves(old=0.50, young=0.46), *whole),
        )
        abroad = [row | {"country": "FR"} for row in self.waves(old=0.40)]
        asked = claim("ranking", group_by="age", group="old", others=["FR"])
        check(asked, readings(*self.waves(old=0.50), *abroad))
        moved = {"aspect": "parallel", "start": "2025-01-15", "others": ["young"]}
        asked = claim("similar", among="group", group_by="age", group="old", **moved)
        found = check(asked, readings(*self.waves(old=0.50, young=0.46)))
        assert found.decided_by == "trend"
        assert seen == [
            ["age/middle", "age/old", "age/young"],
            ["age/old", "age/young", "all/all"],
        ]


class TestDaysSpokenOf:
    """Without a `start`: from the latest reading."""

    RISING: ClassVar = [
        reading(str(day.date()), share, n=1000.0)
        for day, share in zip(
            pd.date_range("2025-01-05", periods=5, freq="14D"),
            (0.30, 0.34, 0.38, 0.42, 0.46),
            strict=True,
        )
    ]

    def test_the_latest_reading_is_the_record_and_not_one_of_the_earlier(self) -> None:
        asked = {"as_of": "2025-03-31", "since": "2025-01-10"}
        found = check(claim("record", **asked), readings(*self.RISING))
        assert found.verdict == "supported"
        assert "the highest is 46% (YouGov, 2 March 2025)" in found.published_says
        assert "the highest of 3 readings since 10 January 2025 is 42%" in found.published_says
        assert outcome("record", *self.RISING, **asked, basis="reading") == "supported"

    def test_a_threshold_is_held_against_the_latest_reading(self) -> None:
        asked = {"as_of": "2025-03-31", "basis": "reading"}
        assert outcome("threshold", *self.RISING, **asked, above=0.45) == "supported"
        assert outcome("threshold", *self.RISING, **asked, below=0.35) == "contradicted"

    def test_where_no_reading_is_of_late_there_is_no_record(self) -> None:
        found = verdict("record", *self.RISING, trend=FlatTrend(0.45, 0.01), max_age=30)
        assert found.verdict == "not checkable"


class TestSeveralReadingsOfADay:
    def test_the_start_of_fieldwork_dates_a_reading_of_which_no_more_is_known(self) -> None:
        bare = reading("2025-06-20", 0.70, end=None, published=None)
        found = verdict("value", *STEADY, bare, share=0.70)
        assert found.verdict == "supported"
        assert "or its first day, stands in" in " ".join(found.notes)
        month = {**bare, "start": "2025-06-01", "date_precision": "month"}
        asked = {"share": 0.70, "as_of": "2025-06-20"}
        assert outcome("value", *STEADY, month, **asked) == "contradicted"

    def test_they_decide_only_if_all_say_the_same(self) -> None:
        near = reading("2025-06-20", 0.41, pollster="Ipsos")
        far = reading("2025-06-20", 0.55)
        split = verdict("value", near, far, share=0.40)
        assert split.verdict == "not settled"
        assert "which do not all say the same" in split.reason
        assert {item.value for item in split.readings} == {0.41, 0.55}
        assert outcome("value", near, {**far, "share": 0.42}, share=0.40) == "supported"
        assert outcome("value", {**near, "share": 0.56}, far, share=0.40) == "contradicted"

    def test_answers_are_ranked_within_a_house(self) -> None:
        rows = [
            reading("2025-06-20", 0.60),
            reading("2025-06-20", 0.40, answer="disapprove"),
            reading("2025-06-20", 0.80, pollster="Ipsos"),
            reading("2025-06-20", 0.70, answer="disapprove", pollster="Ipsos"),
        ]
        assert outcome("ranking", *rows, among="answer", others=["disapprove"]) == "supported"

    def test_a_change_counts_from_every_reading_of_its_days(self) -> None:
        first, last = reading("2024-06-28", 0.30), reading("2025-06-20", 0.40)
        other = reading("2024-06-28", 0.30, pollster="Ipsos")
        falling = reading("2025-06-20", 0.20, pollster="Ipsos")
        up = {"start": "2024-06-30", "direction": "up"}
        assert outcome("change", first, last, other, **up) == "supported"
        assert outcome("change", first, last, other, falling, **up) == "not settled"
        levels = [{**row, "country": "FR"} for row in (first, last)]
        parallel = {"aspect": "parallel", "others": ["FR"], "start": "2024-06-30"}
        assert outcome("similar", first, last, *levels, **parallel) == "supported"
        split = outcome("similar", first, last, other, falling, *levels, **parallel)
        assert split == "not settled"

    @given(st.permutations(range(6)))
    @settings(max_examples=20, deadline=None)
    def test_the_order_of_the_rows_decides_nothing(self, order: list[int]) -> None:
        days = ("2024-06-28", "2025-06-20")
        houses = (("YouGov", 0.41), ("Ipsos", 0.48), ("Opinium", 0.44))
        rows = [reading(day, share, pollster=name) for day in days for name, share in houses]
        shuffled = [rows[place] for place in order]
        for kind, fields in (
            ("value", {"share": 0.40}),
            ("change", {"start": "2024-06-30"}),
            ("record", {"start": "2025-06-01"}),
        ):
            assert verdict(kind, *shuffled, **fields) == verdict(kind, *rows, **fields)


class TestCensoredReadings:
    """Printed as <0.5%: any share below the limit, and none in particular."""

    CELL: ClassVar = reading("2025-06-15", 0.005, censored=True)

    @pytest.mark.parametrize(
        ("fields", "expected"),
        [
            ({"below": 0.006}, "supported"),
            ({"below": 0.005}, "supported"),
            ({"below": 0.004}, "not settled"),
            ({"above": 0.004}, "not settled"),
            ({"above": 0.005}, "contradicted"),
        ],
    )
    def test_a_limit_decides_at_the_limit_and_beyond(
        self, fields: dict[str, float], expected: str
    ) -> None:
        found = verdict("threshold", self.CELL, basis="reading", **fields)
        assert found.verdict == expected
        assert found.reason.endswith("<0.5% (YouGov, 15 June 2025).")
        assert found.readings[0].censored

    def test_two_limits_have_no_order(self) -> None:
        before = {
            **self.CELL,
            "start": "2025-05-15",
            "end": "2025-05-15",
            "published": "2025-05-15",
        }
        for direction in ("highest", "lowest"):
            asked = {"direction": direction, "start": "2025-06-01", "basis": "reading"}
            assert outcome("record", before, self.CELL, **asked) == "not settled"
        moved = verdict("change", before, self.CELL, start="2025-05-20", basis="reading")
        assert moved.verdict == "not settled"
        assert "moved by −0.5 to +0.5 points" in moved.reason

    def test_a_value_below_the_limit_is_neither_met_nor_missed(self) -> None:
        asked = {"margin": 0.001, "basis": "reading"}
        assert outcome("value", self.CELL, share=0.003, **asked) == "not settled"
        assert outcome("value", self.CELL, share=0.02, **asked) == "contradicted"
        assert outcome("value", self.CELL, share=0.003, margin=0.03) == "supported"


class TestTrend:
    def test_probabilities_are_those_of_the_draws(self) -> None:
        # Normal draws around 0.45 with sd 0.02, so that every answer is known in closed form.
        trend = FlatTrend(0.45, 0.02)
        near = verdict("value", *STEADY, trend=trend, share=0.45, margin=0.02)
        assert near.probability == pytest.approx(0.6827, abs=0.025)
        above = verdict("threshold", *STEADY, trend=trend, above=0.47)
        assert above.probability == pytest.approx(0.1587, abs=0.02)
        below = verdict("threshold", *STEADY, trend=trend, below=0.47)
        assert below.probability == pytest.approx(0.8413, abs=0.02)

    @given(st.floats(0.3, 0.6), st.floats(0.3, 0.6))
    @settings(max_examples=20, deadline=None)
    def test_a_higher_limit_is_never_likelier_to_be_topped(self, one: float, other: float) -> None:
        low, high = sorted((one, other))
        trend = FlatTrend(0.45, 0.03)
        chances = [verdict("threshold", *STEADY, trend=trend, above=x) for x in (low, high)]
        assert chances[0].probability >= chances[1].probability  # type: ignore[operator]
        under = verdict("threshold", *STEADY, trend=trend, below=low)
        assert under.probability + chances[0].probability == pytest.approx(1.0)  # type: ignore[operator]

    def test_a_rising_line_is_a_record_and_a_change(self) -> None:
        trend = FlatTrend(0.45, 0.02, slope=0.1)
        assert verdict("record", *STEADY, trend=trend, start="2025-05-01").probability == 1.0
        up = verdict("change", *STEADY, trend=trend, start="2025-02-01")
        assert (up.verdict, up.probability) == ("supported", 1.0)
        down = verdict("change", *STEADY, trend=trend, start="2025-02-01", direction="down")
        assert (down.verdict, down.probability) == ("contradicted", 0.0)

    def test_different_series_are_drawn_independently(self) -> None:
        rows = [*STEADY, *({**row, "country": "FR"} for row in STEADY)]
        trend = FlatTrend(0.45, 0.02)
        first = verdict("ranking", *rows, trend=trend, among="country", others=["FR"])
        assert first.probability == pytest.approx(0.5, abs=0.03)
        # The difference of two independent draws has sd 0.02 * sqrt(2).
        alike = verdict("similar", *rows, trend=trend, others=["FR"], margin=0.02 * 2**0.5)
        assert alike.probability == pytest.approx(0.6827, abs=0.03)

    def test_reading_and_trend_may_disagree_and_both_are_said(self) -> None:
        found = verdict("threshold", *STEADY, trend=FlatTrend(0.5, 0.01), above=0.47, max_age=30)
        assert found.verdict == "supported"
        rows = [*STEADY, reading("2025-06-30", 0.45)]
        found = verdict("threshold", *rows, trend=FlatTrend(0.5, 0.01), above=0.48, basis="trend")
        assert found.verdict == "supported"
        assert "by the readings alone it is contradicted" in found.reason
        printed = verdict(
            "threshold", *rows, trend=FlatTrend(0.5, 0.01), above=0.48, basis="reading"
        )
        assert printed.verdict == "contradicted"
        assert printed.probability is None
        assert "the trend says supported (98%)" in printed.reason

    def test_a_narrow_margin_is_not_contradicted_by_ignorance(self) -> None:
        found = verdict("value", *STEADY, trend=FlatTrend(0.45, 0.2), share=0.45, margin=0.01)
        assert found.probability is not None
        assert found.probability < 0.1
        assert found.verdict == "not settled"

    def test_too_few_readings_leave_the_trend_out_and_say_so(self) -> None:
        found = verdict("value", *STEADY[:2], trend=FlatTrend(0.45, 0.01), share=0.45)
        assert found.probability is None
        assert "fewer than 3 readings" in found.trend_says

    def test_thresholds_move_the_verdict_and_not_the_probability(self) -> None:
        asked, rows = claim("threshold", above=0.44), readings(*STEADY)

        def fit(_: pd.DataFrame) -> FlatTrend:
            return FlatTrend(0.45, 0.01)

        lax = check(asked, rows, fit=fit, thresholds=Thresholds(0.8, 0.2))
        strict = check(asked, rows, fit=fit)
        assert lax.probability == strict.probability
        assert (lax.verdict, strict.verdict) == ("supported", "not settled")


class TestCounts:
    def test_the_record_of_arrivals_is_supported_with_both_counts(self) -> None:
        asked = claim(
            "cumulative_record",
            official="small_boat_arrivals",
            as_of="2025-03-31",
            more_than=6000,
        )
        found = check(asked, readings())
        assert found.verdict == "supported"
        assert [item.value for item in found.readings] == [6642.0, 5435.0]
        assert found.probability is None

    def test_either_half_of_the_sentence_can_contradict_it(self) -> None:
        def outcome_of(**fields: Any) -> str:
            asked = claim("cumulative_record", official="small_boat_arrivals", **fields)
            return check(asked, readings()).verdict

        assert outcome_of(as_of="2025-03-31", more_than=7000) == "contradicted"
        assert outcome_of(as_of="2026-03-31") == "contradicted"

    @staticmethod
    def count(days: pd.Series, **fields: Any) -> Finding:
        frame = pd.DataFrame(
            {
                "series": "visits", "country": "GB", "period_start": days.index,
                "date": days.index, "value": days.to_numpy(), "source": "somewhere",
            }
        )  # fmt: skip
        asked = claim("cumulative_record", official="visits", as_of="2025-03-31", **fields)
        assert isinstance(asked, CumulativeRecordClaim)
        return asked.counted(frame, "visits", "Visits")

    def test_a_year_left_out_contradicts_a_record_that_it_already_reaches(self) -> None:
        days = pd.Series(1.0, index=pd.date_range("2023-01-01", "2025-03-31"))
        days[days.index.year == 2024] = 5.0
        days[days.index.year == 2025] = 3.0
        days["2024-02-10"] = np.nan
        found = self.count(days)
        assert found.outcome == "contradicted"
        # 2024: 91 days to 31 March, one of them missing.
        assert "2024 to the same day, though incomplete, is already 450" in found.text

    def test_a_year_left_out_that_may_be_higher_leaves_a_record_open(self) -> None:
        days = pd.Series(1.0, index=pd.date_range("2022-01-01", "2025-03-31"))
        days[days.index.year == 2025] = 3.0
        days["2023-02-10"] = np.nan
        found = self.count(days)
        assert found.outcome == "not settled"
        assert "2023 may have been higher" in found.text
        missed, passed = self.count(days, more_than=270), self.count(days, more_than=269)
        # 90 days of three by 31 March.
        assert (missed.outcome, passed.outcome) == ("contradicted", "not settled")
        assert "270 visits from 1 January to 31 March 2025, not more than 270" in missed.text
        assert "31 March 2025, more than 269" in passed.text
        began = days[days.index >= "2022-02-01"].drop(pd.Timestamp("2023-02-10"))
        assert self.count(began.fillna(1.0)).outcome == "not settled"
        whole = days.fillna(1.0)
        assert self.count(whole[whole.index >= "2022-02-01"]).outcome == "supported"

    def test_a_series_of_several_countries_needs_one(self) -> None:
        fields = {"official": "asylum_applicants", "as_of": "2024-12-31"}
        found = check(claim("cumulative_record", country="DE", **fields), readings())
        assert found.verdict == "contradicted"
        with pytest.raises(ProblemsError, match="several-countries"):
            check(claim("cumulative_record", **fields), readings())
        with pytest.raises(ProblemsError, match="unknown-country"):
            check(claim("cumulative_record", country="XX", **fields), readings())


class TestBadInput:
    @pytest.mark.parametrize(
        ("fields", "code"),
        [
            ({"question": "aproval"}, "unknown-question"),
            ({"country": "UKK"}, "unknown-country"),
            ({"answer": "aprove"}, "unknown-answer"),
            ({"group_by": "age", "group": "18-24"}, "unknown-group"),
            ({"source": "nowhere"}, "unknown-source"),
            ({"end": "2010-01-01"}, "date-before-series"),
        ],
    )
    def test_a_slip_is_one_clear_error(self, fields: dict[str, Any], code: str) -> None:
        with pytest.raises(ProblemsError) as raised:
            verdict("value", *STEADY, share=0.45, **fields)
        assert [problem.code for problem in raised.value.problems] == [code]

    def test_a_claim_made_in_a_notebook_is_held_to_the_same_rules(self) -> None:
        made = claim("threshold", above=0.4)
        for slip, code in (
            ({"above": 1.4}, "share-out-of-range"),
            ({"below": 0.3}, "contradictory-options"),
            ({"start": dt.date(2025, 7, 1)}, "contradictory-options"),
        ):
            with pytest.raises(ProblemsError) as raised:
                check(replace(made, **slip), readings(*STEADY))
            assert [problem.code for problem in raised.value.problems] == [code]

    def test_a_claim_may_be_a_plain_mapping(self) -> None:
        table = claim_table("value", share=0.45)
        assert check(table, readings(*STEADY), fit=None).verdict == "supported"

    def test_a_claim_that_cannot_be_judged_leaves_the_others_their_verdicts(self) -> None:
        asked = [claim("value", share=0.4, question="a"), claim("value", share=0.45)]
        unjudged, judged = check_claims(asked, readings(*STEADY), fit=None)
        assert unjudged.verdict == "not checkable"
        assert [problem.code for problem in unjudged.problems] == ["unknown-question"]
        assert unjudged.reason == "Unknown question 'a'."
        assert judged.verdict == "supported"

    def test_a_change_from_shortly_before_the_series_is_one_from_its_first_reading(self) -> None:
        found = verdict("change", *STEADY, start="2024-12-01", basis="reading")
        assert "from 45% (YouGov, 15 January 2025)" in found.reason
        assert found.notes == (
            "The series begins on 15 January 2025, after 1 December 2024: its first reading is "
            "taken.",
        )

    @pytest.mark.parametrize("basis", ["reading", "trend"])
    def test_a_change_from_long_before_the_series_cannot_be_checked(self, basis: str) -> None:
        asked = {"start": "2001-01-01", "basis": basis}
        for kind, more in (("change", {}), ("ratio", {"times": 1.0})):
            found = verdict(kind, *STEADY, trend=FlatTrend(0.45, 0.01), **asked, **more)
            assert (found.verdict, found.decided_by) == ("not checkable", "nothing")
            assert found.reason.startswith("Nothing is known near 1 January 2001 to start from: ")
            assert "begin with 45% (YouGov, 15 January 2025)" in found.reason
        # 183 days before the first reading are the most that may lie between.
        first = STEADY[0]["start"]
        edge = pd.Timestamp(first) - pd.Timedelta(days=183)
        for days, outcome in ((0, "not settled"), (1, "not checkable")):
            start = f"{edge - pd.Timedelta(days=days):%Y-%m-%d}"
            assert verdict("change", *STEADY, start=start, basis="reading").verdict == outcome

    def test_an_unknown_official_series_is_named(self) -> None:
        with pytest.raises(ProblemsError, match="small_boat_arrivals"):
            check(claim("cumulative_record", official="small_boat_arrival"), readings())


def test_a_claim_that_nothing_measures_is_not_checkable_and_says_what_would_be_needed() -> None:
    found = check(claim("unmeasured", needs="a series of visits"), readings())
    assert found.verdict == "not checkable"
    assert "a series of visits" in found.reason


def test_a_verdict_is_plain_values_for_json() -> None:
    plain = verdict("value", *STEADY, share=0.45).as_dict()
    assert plain["as_of"] == "2025-06-30"
    assert plain["readings"][0]["published"] == "2025-06-15"
    assert set(plain) >= {"id", "sentence", "as_of", "verdict", "probability", "reason"}


def test_evidence_from_shipped_readings_names_a_known_source() -> None:
    known = set(polls.sources()["source"])
    frame = polls.load(country="GB")
    asked = claim(
        "value", question="issue_up_to_three", answer="immigration", share=0.44, as_of="2025-03-31"
    )
    assert all(item.source in known for item in check(asked, frame).readings)


class OfPollsAlone:
    """A trend of somebody else that knows nothing of an error that all polls share."""

    def draws(self, n: int, seed: int, dates: Any = None) -> pd.DataFrame:
        return pd.DataFrame(np.full((n, len(dates)), 0.45), columns=dates)


def test_a_fit_whose_draws_take_no_of_is_told_in_the_reason_and_the_readings_decide() -> None:
    found = check(
        claim("value", share=0.45),
        readings(*STEADY),
        fit=lambda _: OfPollsAlone(),  # type: ignore[arg-type,return-value]
    )
    assert found.verdict == "supported"
    assert found.trend_says == "there is no trend: draws() of the fit takes no `of`"
    assert found.reason.endswith("; there is no trend: draws() of the fit takes no `of`.")


class OfPollsOnly:
    """A trend of somebody else that says so when it is asked for opinion itself."""

    def draws(self, n: int, seed: int, dates: Any = None, *, of: str = "polls") -> pd.DataFrame:
        if of == "opinion":
            raise ProblemsError([Problem("no-shared-error", "no shared error is known")])
        return pd.DataFrame(np.full((n, len(dates)), 0.45), columns=dates)


def test_a_fit_that_refuses_to_draw_takes_no_claim_with_it() -> None:
    asked = [claim("value", share=0.45), claim("threshold", above=0.4, start="2025-01-01")]
    found = check_claims(asked, readings(*STEADY), fit=lambda _: OfPollsOnly())
    assert [verdict.verdict for verdict in found] == ["supported", "supported"]
    assert {verdict.decided_by for verdict in found} == {"readings"}
    assert found[0].trend_says == "there is no trend: no shared error is known"
    bends = found[1].robustness
    assert bends is not None
    assert "basis" not in bends.by_choice


def test_a_table_that_is_no_claim_says_what_stands_there() -> None:
    wrong = [claim_table("value", share=45), claim_table("threshold", above=0.4, country="GBB")]
    claims = parse_claims({"claim": wrong}, lines=[3, 12], on_error="keep")
    found = check_claims(claims, readings(*STEADY), fit=None)
    assert [verdict.reason for verdict in found] == [
        "Line 3: field 'share' cannot be used: 45.",
        "Line 12: unknown country 'GBB'.",
    ]


def test_what_the_readings_took_for_granted_is_said_where_the_trend_decides() -> None:
    asked = {"start": "2024-11-15", "direction": "up"}
    for trend in (None, FlatTrend(0.45, 0.01)):
        found = verdict("change", *STEADY, trend=trend, **asked)
        assert found.decided_by == ("trend" if trend else "readings")
        assert found.notes[-1] == (
            "The series begins on 15 January 2025, after 15 November 2024: its first reading is "
            "taken."
        )
    others = {"among": "answer", "others": ["disapprove", "dont_know"]}
    rows = [*STEADY, *(row | {"answer": "disapprove", "share": 0.40} for row in STEADY)]
    rows.append(reading("2023-01-15", 0.1, answer="dont_know"))
    found = verdict("ranking", *rows, trend=FlatTrend(0.45, 0.01), **others)
    assert found.decided_by == "trend"
    assert "; dont know has no reading of late; " in found.reason


def test_a_margin_is_missed_only_where_the_side_is_as_sure_as_a_verdict() -> None:
    gaps = np.repeat([0.0, 0.2, -0.2], [50, 700, 250])
    limits = Thresholds()
    found = within(gaps, 0.05, limits, "the chance is")
    assert (found.outcome, found.probability) == ("not settled", 0.05)
    assert found.text == "the chance is 5%, but not surely to one side"
    surely = np.repeat([0.0, 0.2, -0.2], [50, 900, 50])
    assert within(surely, 0.05, limits, "").outcome == "contradicted"
    # What lies at the margin lies within it: the other one may be on either side.
    at_it = np.column_stack([np.full(100, 0.05), np.tile([0.2, -0.2], 50)])
    assert within(at_it, 0.05, limits, "").outcome == "not settled"


class TestLibrary:
    """What a claim is checked against: a library, or a frame of readings."""

    def test_checking_reads_nothing_from_disk(self, monkeypatch: pytest.MonkeyPatch) -> None:
        library = polls.Library()
        for part in ("sources", "events", "official_series", "book"):
            getattr(library, part)
        library.official("small_boat_arrivals")
        library.load(question="issue_up_to_three")
        claims = [
            claim("cumulative_record", official="small_boat_arrivals", as_of="2025-03-31"),
            claim("threshold", question="issue_up_to_three", answer="health", above=0.3,
                  start="2020-01-01", source="yougov-gb-tracker-important-issues"),
        ]  # fmt: skip

        def refuse(*_: Any, **__: Any) -> None:
            raise AssertionError("read from disk")

        for where, name in ((Path, "read_bytes"), (Path, "read_text"), (Path, "open"),
                            (pd, "read_parquet"), (pd, "read_csv")):  # fmt: skip
            monkeypatch.setattr(where, name, refuse)
        verdicts = check_claims(claims, library, fit=None)
        assert [verdict.problems for verdict in verdicts] == [(), ()]
        assert verdicts[0].verdict == "supported"

    def test_a_frame_lacking_columns_is_judged_like_a_whole_one(self) -> None:
        frame = readings(*STEADY)
        named = ["country", "question", "answer", "start", "end", "share", "n", "pollster"]
        asked = claim("value", share=0.45)
        whole, bare = (check(asked, each, fit=None) for each in (frame, frame[named]))
        assert (whole.verdict, whole.reason) == (bare.verdict, bare.reason)
        own = check(asked, polls.Library.of(frame), fit=None)
        assert (whole.verdict, whole.reason) == (own.verdict, own.reason)
