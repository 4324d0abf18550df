"""Kinds of claim as people write them: ratios, ranks, averages, nets, streaks, counts."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.claims.check import check
from analysis.claims.claim import CountClaim
from analysis.claims.counts import REVISED
from analysis.claims.evidence import of_series
from analysis.claims.kinds import KINDS, kind_of_claim
from analysis.claims.kinds.average import AverageClaim
from analysis.claims.kinds.net import NetClaim
from analysis.claims.kinds.ranking import RankingClaim
from analysis.claims.kinds.ratio import RatioClaim
from analysis.claims.kinds.similar import SimilarClaim
from analysis.claims.measured import Measured
from analysis.claims.series import Series
from analysis.claims.verdict import Finding, Thresholds, Verdict
from polls.errors import ProblemsError
from tests.writers.claim_writer import FlatTrend, claim, official, reading, readings

STEADY = [reading(f"2025-{month:02}-15", 0.45) for month in range(1, 7)]


def verdict(kind: str, *rows: dict[str, Any], trend: Any = None, **fields: Any) -> Verdict:
    fit = (lambda _: trend) if trend else None
    return check(claim(kind, **fields), readings(*rows), fit=fit)


def outcome(kind: str, *rows: dict[str, Any], **fields: Any) -> str:
    return verdict(kind, *rows, **fields).verdict


def official_claim(kind: str, **fields: Any) -> dict[str, Any]:
    return {"id": kind, "kind": f"official_{kind}", "sentence": "So it is.", **fields}


def counted(kind: str, counts: pd.DataFrame, **fields: Any) -> Finding:
    asked = claim(kind, official="visits", **fields)
    assert isinstance(asked, CountClaim)
    return asked.counted(counts, "visits", "Visits")


YEARS = official(
    *((f"{year}-01-01", f"{year}-12-31", value) for year, value in
      ((2020, 100.0), (2021, 160.0), (2022, 200.0), (2023, 150.0), (2024, 198.0)))
)  # fmt: skip


def test_every_kind_has_a_class_of_its_name() -> None:
    assert [kind_of_claim(kind).kind for kind in KINDS] == list(KINDS)


class TestRatio:
    DOUBLED = (reading("2024-06-28", 0.20), reading("2025-06-20", 0.40))

    def test_doubled_is_twice_or_more_of_the_first_day(self) -> None:
        since = {"start": "2024-06-30", "basis": "reading"}
        assert outcome("ratio", *self.DOUBLED, times=2.0, **since) == "supported"
        assert outcome("ratio", *self.DOUBLED, times=2.2, **since) == "contradicted"
        # 1.9 times is rounded to twice, 1.85 times is not.
        low = (self.DOUBLED[0], reading("2025-06-20", 0.37))
        assert outcome("ratio", *low, times=2.0, **since) == "contradicted"
        assert outcome("ratio", *low, times=1.9, **since) == "supported"

    def test_halved_is_at_most_half(self) -> None:
        halved = (reading("2024-06-28", 0.40), reading("2025-06-20", 0.19))
        since = {"start": "2024-06-30", "basis": "reading"}
        assert outcome("ratio", *halved, times=0.5, **since) == "supported"
        assert outcome("ratio", *halved, times=0.4, **since) == "contradicted"

    @pytest.mark.parametrize(
        ("fields", "given"),
        [({}, "neither"), ({"start": "2024-06-30", "others": ["FR"]}, "both")],
    )
    def test_it_is_to_a_day_or_to_another_series(self, fields: dict[str, Any], given: str) -> None:
        with pytest.raises(ProblemsError) as raised:
            claim("ratio", times=2.0, **fields)
        assert [problem.got for problem in raised.value.problems] == [given]

    def test_sampling_is_allowed_for_where_opinion_is_spoken_of(self) -> None:
        # 40 - 1.9 x 20 = 2 points, with an error of sqrt(1.1^2 + (1.9 x 0.9)^2) = 2.0.
        assert outcome("ratio", *self.DOUBLED, times=2.0, start="2024-06-30") == "not settled"

    def test_another_country_may_be_the_measure(self) -> None:
        rows = (reading("2025-06-20", 0.40), reading("2025-06-20", 0.20, country="FR"))
        asked = {"others": ["FR"], "basis": "reading"}
        assert outcome("ratio", *rows, times=2.0, **asked) == "supported"
        assert outcome("ratio", *rows, times=3.0, **asked) == "contradicted"

    def test_the_trend_gives_the_share_of_draws_in_the_ratio(self) -> None:
        rising = FlatTrend(0.40, 0.0, slope=0.2)
        rows = [*STEADY, *self.DOUBLED]
        found = verdict("ratio", *rows, trend=rising, times=1.9, start="2024-06-30")
        assert (found.kind, found.verdict, found.probability) == ("ratio", "supported", 1.0)

    def test_the_later_polls_would_have_to_err_or_those_of_the_series(self) -> None:
        known: Any = SimpleNamespace(begins=lambda day: max(day, dt.date(2025, 1, 1)))
        changed = claim("ratio", times=2.0, start="2024-06-30", as_of="2025-07-01")
        assert isinstance(changed, RatioClaim)
        assert changed.erring(known) == (dt.date(2025, 4, 1), "the later polls")


class TestRanking:
    ROWS = tuple(
        reading("2025-06-01", share, country=country)
        for country, share in (("GB", 0.45), ("FR", 0.60), ("ES", 0.30), ("DE", 0.20))
    )
    AMONG = ("FR", "ES", "DE")

    def rank(self, *rows: dict[str, Any], **fields: Any) -> Verdict:
        fields = {"others": list(self.AMONG), "among": "country", **fields}
        return verdict("ranking", *(rows or self.ROWS), **fields)

    def test_the_rank_is_counted_from_either_end(self) -> None:
        assert self.rank(rank=2).verdict == "supported"
        assert self.rank(rank=1).verdict == "contradicted"
        assert self.rank(rank=3, place="last").verdict == "supported"

    def test_up_to_four_are_named_as_the_claim_does_and_of_more_the_first_three(self) -> None:
        assert self.rank(rank=2).reason.startswith(
            "The latest readings are Great Britain 45%, France 60%, Spain 30% and Germany 20%"
        )
        more = self.rank(*self.ROWS, reading("2025-06-01", 0.10, country="IT"),
                         rank=2, others=[*self.AMONG, "IT"])  # fmt: skip
        assert more.reason.startswith(
            "The latest readings are France 60%, Great Britain 45% and Spain 30%"
        )

    def test_a_gap_leaves_the_others_to_be_ranked_and_is_said(self) -> None:
        found = self.rank(rank=2, others=[*self.AMONG, "IT"])
        assert found.verdict == "supported"
        assert found.reason.endswith("(YouGov, 1 June 2025); Italy has no reading of late.")
        more = self.rank(rank=2, others=[*self.AMONG, "IT", "SE"])
        assert more.reason.endswith("; Italy and Sweden have no reading of late.")
        many = self.rank(rank=2, others=[*self.AMONG, "IT", "SE", "DK"])
        assert many.reason.endswith("; 3 others have no reading of late.")

    def test_tied_means_that_one_cannot_be_told_from_it(self) -> None:
        near = (*self.ROWS[:1], reading("2025-06-01", 0.46, country="FR"), *self.ROWS[2:])
        assert self.rank(*near, tied=True).verdict == "supported"
        assert self.rank(tied=True).verdict == "contradicted"

    def test_for_the_first_time_is_held_against_earlier_waves(self) -> None:
        def pair(day: str, own: float, other: float) -> list[dict[str, Any]]:
            return [reading(day, own), reading(day, other, country="FR")]

        rows = [*pair("2024-06-01", 0.3, 0.5), *pair("2025-06-01", 0.5, 0.3)]
        asked = {"others": ["FR"], "first_since": "2020-12-31"}
        assert self.rank(*rows, **asked).verdict == "supported"
        found = self.rank(*pair("2023-06-01", 0.5, 0.3), *rows, **asked)
        assert found.verdict == "contradicted"
        assert "it was first on 1 June 2023 too" in found.reason
        late = {**asked, "first_since": "2023-12-31"}
        assert self.rank(*pair("2023-06-01", 0.5, 0.3), *rows, **late).verdict == "supported"

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"rank": 1}, "first"),
            ({"rank": 2}, "second"),
            ({"rank": 3}, "third"),
            ({"rank": 4}, "fourth"),
            ({"rank": 5}, "fifth"),
            ({"rank": 6}, "sixth"),
            ({"rank": 7}, "seventh"),
            ({"rank": 8}, "eighth"),
            ({"rank": 9}, "number 9"),
            ({"rank": 1, "place": "last"}, "last"),
            ({"rank": 3, "place": "last"}, "third from the end"),
        ],
    )
    def test_a_rank_is_said_in_words(self, fields: dict[str, Any], words: str) -> None:
        others = ["FR", "ES", "DE", "IT", "NL", "BE", "AT", "SE", "DK", "FI"]
        found = claim("ranking", among="country", others=others, **fields)
        assert isinstance(found, RankingClaim)
        assert found.in_words() == f"it is {words}"

    def test_a_plurality_is_the_first_of_all_answers(self) -> None:
        rows = [
            reading("2025-06-01", share, answer=answer)
            for answer, share in (("approve", 0.40), ("disapprove", 0.48), ("unsure", 0.12))
        ]
        asked = {"among": "answer", "place": "plurality", "others": []}
        assert self.rank(*rows, **asked).verdict == "contradicted"
        assert self.rank(*rows, **asked, answer="disapprove").verdict == "supported"

    def test_answers_of_nobody_s_opinion_and_sums_stand_aside(self) -> None:
        shares = {"much_too_high": 0.32, "about_right": 0.28, "dont_know": 0.40, "too_high": 0.5}
        rows = [
            reading("2025-06-01", share, question="level10y_five", answer=answer)
            for answer, share in shares.items()
        ]
        asked = {"question": "level10y_five", "among": "answer", "place": "plurality"}
        asked |= {"answer": "much_too_high"}
        assert self.rank(*rows, **asked, others=[], basis="reading").verdict == "supported"

    def test_groups_are_ranked_too(self) -> None:
        rows = [
            reading("2025-06-01", share, group_by="age", group=group, n=800.0)
            for group, share in (("18-24", 0.30), ("65+", 0.60))
        ]
        asked = {"among": "group", "group_by": "age", "group": "65+", "others": ["18-24"]}
        assert self.rank(*rows, **asked).verdict == "supported"
        assert self.rank(*rows, **{**asked, "place": "last"}).verdict == "contradicted"


class TestAverage:
    def test_of_countries_each_counts_alike_and_gaps_are_said(self) -> None:
        rows = TestRanking.ROWS  # the others average 36.7%
        asked = {"others": ["FR", "ES", "DE"], "basis": "reading"}
        assert outcome("average", *rows, **asked) == "supported"
        assert outcome("average", *rows, **asked, by=0.09) == "contradicted"
        assert outcome("average", *rows, **asked, direction="below") == "contradicted"
        said = verdict("average", *rows, **asked).reason
        assert said.endswith("the average of France, Spain and Germany 36.7%.")
        found = verdict("average", *rows, **{**asked, "others": ["FR", "IT"]})
        assert found.verdict == "contradicted"
        assert found.reason.endswith(
            "that of France 60% (YouGov, 1 June 2025); Italy has no reading of late."
        )
        trend = verdict("average", *STEADY, trend=FlatTrend(0.45, 0.01), by=0.09)
        assert "the trend's chance of being above it by more than 9 points is" in trend.trend_says

    def test_among_answers_too_none_is_held_against_unless_it_is_named(self) -> None:
        rows = [*STEADY, reading("2025-06-28", 0.50)]
        rows.append(reading("2025-06-28", 0.90, answer="disapprove"))
        assert outcome("average", *rows, among="answer", basis="reading") == "supported"

    def test_of_a_period_it_is_held_against_its_own_past(self) -> None:
        rows = [*STEADY, reading("2025-06-28", 0.50)]
        assert outcome("average", *rows, basis="reading") == "supported"
        assert outcome("average", *rows, basis="reading", by=0.05) == "not settled"
        assert outcome("average", *rows, basis="reading", by=0.06) == "contradicted"

    def test_the_trend_of_a_period_is_held_against_the_mean_of_its_earlier_days(self) -> None:
        asked = claim("average")
        assert isinstance(asked, AverageClaim)
        draws = np.array([[0.4, 0.5, 0.46], [0.4, 0.5, 0.44], [0.3, 0.3, 0.31], [0.3, 0.5, 0.5]])
        found = asked.drawn([], [draws], Thresholds())
        assert found.probability == 0.75
        by = replace(asked, by=0.05).drawn([], [draws], Thresholds())
        assert by.probability == 0.25
        assert asked.drawn([], [draws[:, :2]], Thresholds()).probability == 0.75
        assert asked.drawn([], [draws[:, :1]], Thresholds()).probability is None


class TestSimilar:
    def test_the_furthest_reading_on_either_side_is_named(self) -> None:
        def furthest(high: float, low: float) -> str:
            rows = [
                reading("2025-06-02", 0.45),
                reading("2025-06-02", high, country="FR", pollster="Ipsos"),
                reading("2025-06-02", low, country="FR", pollster="Kantar"),
            ]
            return verdict("similar", *rows, others=["FR"], basis="reading").reason

        assert "France is 10 points above Great Britain" in furthest(0.55, 0.38)
        assert "France is 10 points below Great Britain" in furthest(0.52, 0.35)

    @pytest.mark.parametrize("sign", [1, -1])
    def test_what_readings_say_of_one_direction_is_said_of_the_likelier(self, sign: int) -> None:
        asked = claim(
            "similar", others=["FR"], aspect="direction", start="2024-06-30", basis="reading"
        )
        assert isinstance(asked, SimilarClaim)
        moved = [[Measured(sign * size, sign * size, 0.01)] for size in (0.05, 0.06)]
        assert asked._one_direction(moved) == ("supported", [["supported"], ["supported"]])

    def test_a_movement_begins_where_the_last_of_the_series_does(self) -> None:
        asked = claim("similar", others=["FR"], aspect="direction", start="2024-06-30")
        assert isinstance(asked, SimilarClaim)
        begins = [dt.date(2024, 7, 1), dt.date(2024, 9, 1), dt.date(2024, 8, 1)]
        known: Any = [SimpleNamespace(begins=lambda _, day=day: day) for day in begins]
        assert asked.days(known) == [pd.Timestamp("2024-09-01"), pd.Timestamp("2025-06-30")]

    def test_the_country_with_the_furthest_reading_is_named(self) -> None:
        """France is 1 and 10 points away, Spain 5 and 6."""
        rows = [reading("2025-06-02", 0.45)] + [
            reading("2025-06-02", share, country=country, pollster=house)
            for country, house, share in (
                ("FR", "Ipsos", 0.46), ("FR", "Kantar", 0.55),
                ("ES", "Ipsos", 0.50), ("ES", "Kantar", 0.51),
            )
        ]  # fmt: skip
        found = verdict("similar", *rows, others=["FR", "ES"], basis="reading")
        assert "France is 10 points above Great Britain" in found.reason

    @pytest.mark.parametrize(("first", "judged"), [("2024-07-01", True), ("2025-01-01", False)])
    def test_a_movement_needs_every_trend_to_begin_near_its_start(
        self, first: str, judged: bool
    ) -> None:
        rows = [reading("2024-06-28", 0.3), *STEADY]
        rows += [{**row, "country": "FR"} for row in STEADY]
        rows.append(reading(first, 0.3, country="FR"))
        moved = {"others": ["FR"], "aspect": "direction", "start": "2024-06-30"}
        found = verdict("similar", *rows, trend=FlatTrend(0.45, 0.0, slope=0.1), **moved)
        assert found.verdict == ("supported" if judged else "not checkable")
        assert found.decided_by == ("trend" if judged else "nothing")


class TestNet:
    ROWS = (
        reading("2025-06-01", 0.45, n=1000.0),
        reading("2025-06-01", 0.35, answer="disapprove", n=1000.0),
        reading("2025-06-01", 0.15, answer="oppose", n=1000.0),
    )

    def test_more_say_one_than_the_other(self) -> None:
        assert outcome("net", *self.ROWS, minus=["disapprove"]) == "supported"
        assert outcome("net", *self.ROWS, minus=["disapprove", "oppose"], basis="reading") == (
            "contradicted"
        )

    def test_a_net_is_above_below_or_about_a_number(self) -> None:
        printed = {"minus": ["disapprove"], "basis": "reading"}
        assert outcome("net", *self.ROWS, **printed, above=0.09) == "supported"
        assert outcome("net", *self.ROWS, **printed, above=0.11) == "contradicted"
        assert outcome("net", *self.ROWS, **printed, about=0.12) == "supported"
        assert outcome("net", *self.ROWS, **printed, about=0.14) == "contradicted"

    def test_the_sign_is_one_either_way(self) -> None:
        signs = {}
        for name in ("above", "below", "about"):
            found = claim("net", minus=["disapprove"], **{name: 0.1})
            assert isinstance(found, NetClaim)
            signs[name] = (found.sign, found.in_words())
        assert signs == {
            "above": (1, "the net is above +10 points"),
            "below": (-1, "the net is below +10 points"),
            "about": (1, "the net is about +10 points"),
        }

    def test_sums_of_answers_keep_the_order_of_their_waves(self) -> None:
        rows = readings(
            *(
                reading(day, share, answer=answer)
                for day, share in (("2025-06-01", 0.2), ("2025-01-01", 0.1))
                for answer in ("approve", "oppose")
            )
        )
        series = Series("GB", "approval", "approve", plus=("oppose",))
        assert of_series(rows, series)["share"].tolist() == pytest.approx([0.4, 0.2])

    def test_answers_are_added_up_wave_by_wave(self) -> None:
        found = verdict("value", *self.ROWS, plus=["oppose"], share=0.60, basis="reading")
        assert found.verdict == "supported"
        assert [item.value for item in found.readings] == pytest.approx([0.60])
        # A wave that lacks one of them has no sum.
        later = reading("2025-06-20", 0.70)
        found = verdict("value", *self.ROWS, later, plus=["oppose"], share=0.60, basis="reading")
        assert [item.value for item in found.readings] == pytest.approx([0.60])


class TestChange:
    @pytest.mark.parametrize(("by", "said"), [(0.03, " by more than 3 points"), (0.0, "")])
    def test_the_trend_s_chance_is_of_as_much_as_is_claimed(self, by: float, said: str) -> None:
        rising = FlatTrend(0.45, 0.0, slope=0.1)
        found = verdict("change", *STEADY, trend=rising, start="2025-02-01", by=by)
        assert found.probability == 1.0
        assert f"its chance of having gone up{said}: over 99%" in found.trend_says


class TestSteadyAndStreak:
    def test_steady_is_within_a_margin_of_the_average(self) -> None:
        rows = [reading(f"2025-0{m}-15", s) for m, s in ((1, 0.44), (2, 0.46), (3, 0.45))]
        since = {"start": "2025-01-01", "basis": "reading"}
        assert outcome("steady", *rows, **since, margin=0.011) == "supported"
        assert outcome("steady", *rows, **since, margin=0.009) == "contradicted"
        assert outcome("steady", *rows[:1], **since) == "not checkable"
        assert verdict("steady", *rows, **since).published_says == (
            "3 readings since 1 January 2025 run from 44% (YouGov, 15 January 2025) to 46% "
            "(YouGov, 15 February 2025)"
        )
        same = [row | {"share": 0.45} for row in rows]
        assert verdict("steady", *same, **since).published_says == (
            "3 readings since 1 January 2025 run from 45% (YouGov, 15 January 2025) to 45% "
            "(YouGov, 15 March 2025)"
        )

    @pytest.mark.parametrize(
        ("times", "unit", "expected"),
        [(5, "month", "supported"), (6, "month", "not checkable"), (3, "wave", "supported")],
    )
    def test_a_streak_needs_every_month(self, times: int, unit: str, expected: str) -> None:
        rising = [reading(f"2025-0{m}-15", 0.40 + m / 100) for m in range(1, 7)]
        assert outcome("streak", *rising, times=times, unit=unit) == expected
        gap = [row for row in rising if row["start"] != "2025-03-15"]
        assert outcome("streak", *gap, times=4, unit="month") == "not checkable"

    @pytest.mark.parametrize(("direction", "chance"), [("up", 1.0), ("down", 0.0)])
    def test_the_trend_s_averages_of_months_form_a_streak(
        self, direction: str, chance: float
    ) -> None:
        rising = FlatTrend(0.45, 0.0, slope=0.1)
        asked = {"times": 3, "unit": "month", "basis": "trend", "direction": direction}
        assert verdict("streak", *STEADY, trend=rising, **asked).probability == chance

    @pytest.mark.parametrize(("limit", "chance"), [(0.40, 1.0), (0.43, 0.0)])
    def test_the_trend_s_averages_of_months_are_held_against_a_limit(
        self, limit: float, chance: float
    ) -> None:
        """It rises from 42 to 45% in the last three months."""
        rising = FlatTrend(0.45, 0.0, slope=0.1)
        asked = {"times": 3, "unit": "month", "basis": "trend", "direction": "above"}
        found = verdict("streak", *STEADY, trend=rising, limit=limit, **asked)
        assert found.probability == chance

    def test_one_month_against_it_ends_a_streak(self) -> None:
        rows = [reading(f"2025-0{m}-15", s) for m, s in ((4, 0.40), (5, 0.42), (6, 0.41))]
        assert outcome("streak", *rows, times=1, direction="down") == "supported"
        assert outcome("streak", *rows, times=2, direction="up") == "contradicted"
        above = {"direction": "above", "limit": 0.405}
        assert outcome("streak", *rows, times=2, **above) == "supported"
        assert outcome("streak", *rows, times=3, **above) == "contradicted"


class TestPollster:
    def test_a_house_that_is_named_is_judged_alone(self) -> None:
        rows = [*STEADY, reading("2025-06-20", 0.60, pollster="Ipsos")]
        assert outcome("value", *rows, share=0.60, pollster="Ipsos") == "supported"
        assert outcome("value", *rows, share=0.60, pollster="YouGov") == "contradicted"
        with pytest.raises(ProblemsError, match="unknown-pollster"):
            verdict("value", *rows, share=0.60, pollster="Ipsso")


def test_all_unknown_names_of_a_claim_are_told_together() -> None:
    unknown = {"country": "GBB", "answer": "aprove", "group": "18-25", "pollster": "Ipsso"}
    with pytest.raises(ProblemsError) as raised:
        verdict("value", *STEADY, share=0.60, group_by="age", **unknown)
    assert [problem.code for problem in raised.value.problems] == [
        "unknown-country", "unknown-answer", "unknown-group", "unknown-pollster",
    ]  # fmt: skip


class TestThreshold:
    @pytest.mark.parametrize(("side", "most"), [("above", "peak"), ("below", "low")])
    def test_the_trend_s_furthest_point_is_named(self, side: str, most: str) -> None:
        found = verdict("threshold", *STEADY, trend=FlatTrend(0.45, 0.01), **{side: 0.45})
        assert f"the trend's {most} is 45% (43% to 47%)" in found.reason

    @pytest.mark.parametrize(
        ("above", "said"),
        [(0.44, "1 of 3 readings since 1 January 2025 is above 44%"),
         (0.42, "2 of 3 readings since 1 January 2025 are above 42%"),
         (0.46, "0 of 3 readings since 1 January 2025 are above 46%")],
    )  # fmt: skip
    def test_the_readings_beyond_it_are_counted(self, above: float, said: str) -> None:
        rows = [reading(f"2025-0{m}-15", s) for m, s in ((1, 0.41), (2, 0.43), (3, 0.45))]
        asked = {"above": above, "start": "2025-01-01", "max_age": 365}
        assert verdict("threshold", *rows, **asked).published_says.startswith(said)


class TestWordsForShares:
    def test_a_majority_is_more_than_half(self) -> None:
        most = reading("2025-06-20", 0.56)
        assert outcome("threshold", most, above="majority") == "supported"
        assert outcome("threshold", most, above="two thirds") == "contradicted"


class TestOfficialCounts:
    def test_a_value_leaves_a_round_number_its_margin(self) -> None:
        as_of = {"as_of": "2025-06-30"}
        exact = counted("official_value", YEARS, value=200.0, **as_of)
        assert (exact.outcome, [each.counts for each in exact.readings]) == ("supported", [True])
        assert [each.censored for each in exact.readings] == [False]
        assert counted("official_value", YEARS, value=205.0, **as_of).outcome == "contradicted"
        # The last count is 198: 1.9% of 194.3 leave it open, 2.1% of 202.2 do not.
        assert counted("official_value", YEARS, value=194.3, **as_of).outcome == "supported"
        assert counted("official_value", YEARS, value=202.2, **as_of).outcome == "contradicted"
        assert counted("official_value", YEARS, above=197.0, **as_of).outcome == "supported"
        assert counted("official_value", YEARS, below=198.0, **as_of).outcome == "contradicted"
        assert counted("value", YEARS, value=150.0, end="2024-06-30").outcome == "supported"
        assert counted("value", YEARS, value=1.0, end="2020-06-30") == Finding(
            "not checkable", "no count to 30 June 2020 or before is published"
        )

    @pytest.mark.parametrize(
        ("kind", "fields"),
        [
            ("official_value", {"value": 200.0}),
            ("official_change", {"start": "2022-12-31"}),
            ("official_record", {}),
            ("official_ratio", {"times": 2.0, "start": "2022-12-31"}),
        ],
    )
    def test_the_reason_names_the_official_count(self, kind: str, fields: dict[str, Any]) -> None:
        assert counted(kind, YEARS, **fields).text.startswith("the official count “Visits” ")

    @pytest.mark.parametrize(
        ("kind", "fields", "number"),
        [
            ("official_value", {"value": 200.0}, 200.0),
            ("official_value", {"above": 190.0}, 190.0),
            ("official_value", {"below": 190.0}, 190.0),
            ("official_record", {"more_than": 150.0}, 150.0),
            ("cumulative_record", {"more_than": 90.0}, 90.0),
            ("cumulative_record", {}, None),
        ],
    )
    def test_the_number_of_a_claim_is_known(
        self, kind: str, fields: dict[str, Any], number: float | None
    ) -> None:
        assert claim(kind, official="visits", **fields).claimed == number

    def test_a_change_is_of_the_periods_that_end_by_both_days(self) -> None:
        fell = {"start": "2022-12-31", "end": "2023-12-31", "direction": "down"}
        assert counted("change", YEARS, **fell).outcome == "supported"
        assert counted("change", YEARS, **fell, by=50.0).outcome == "contradicted"
        assert counted("change", YEARS, **fell, by_share=0.24).outcome == "supported"
        assert counted("change", YEARS, **fell, by_share=0.26).outcome == "contradicted"
        assert counted("change", YEARS, **fell).text.endswith(
            "(year to 31 December 2023), 25% less"
        )
        rose = counted("change", YEARS, start="2020-12-31", end="2021-12-31")
        assert rose.text.endswith("(year to 31 December 2021), 60% more")
        early = {"start": "2019-12-31", "end": "2023-12-31"}
        assert counted("change", YEARS, **early).outcome == "not checkable"

    def test_a_ratio_of_counts(self) -> None:
        doubled = {"start": "2020-12-31", "end": "2024-12-31"}
        assert counted("ratio", YEARS, times=2.0, **doubled).outcome == "supported"
        assert counted("ratio", YEARS, times=2.1, **doubled).outcome == "contradicted"

    def test_a_record_or_below_it(self) -> None:
        assert counted("record", YEARS, end="2022-12-31").outcome == "supported"
        assert counted("record", YEARS, end="2024-12-31").outcome == "contradicted"
        assert counted("record", YEARS, end="2020-12-31").outcome == "not checkable"
        assert counted("record", YEARS, end="2024-12-31", below=True).outcome == "supported"
        since = {"end": "2024-12-31", "since": "2022-12-31"}
        assert counted("record", YEARS, **since).outcome == "supported"
        assert counted("record", YEARS, **since).text.endswith(
            " is 198 (year to 31 December 2024), the highest "
            "before it since 1 January 2023 150 (year to 31 December 2023)"
        )
        window = {"start": "2022-01-01", "end": "2024-12-31", "more_than": 201.0}
        assert counted("record", YEARS, **window).outcome == "contradicted"

    def test_a_country_has_its_rank_among_those_with_the_same_period(self) -> None:
        two = pd.concat([YEARS, YEARS.assign(country="FR", value=YEARS["value"] * 2)])
        gb = {"country": "GB", "as_of": "2025-06-30"}
        assert counted("ranking", two, rank=2, **gb).outcome == "supported"
        assert counted("ranking", two, **gb).outcome == "contradicted"
        assert counted("ranking", two, place="last", **gb).outcome == "supported"
        tied = pd.concat([YEARS, YEARS.assign(country="FR")])
        assert counted("ranking", tied, **gb).outcome == "contradicted"

    def test_a_country_left_out_is_said(self) -> None:
        two = pd.concat([YEARS, YEARS.assign(country="FR", value=YEARS["value"] * 2)])
        gb = {"country": "GB", "as_of": "2025-06-30", "rank": 2}
        silent = counted("ranking", two, others=["FR", "IT", "ES"], **gb)
        assert silent.notes == (
            REVISED, "2 of the others have no count of that period: left out.",
        )  # fmt: skip
        assert counted("ranking", two, others=["FR"], **gb).notes == (REVISED,)

    @pytest.mark.parametrize("fields", [{}, {"start": "2020-12-31", "other": "FR"}])
    def test_a_ratio_is_to_a_day_or_to_another_country(self, fields: dict[str, Any]) -> None:
        with pytest.raises(ProblemsError, match="contradictory-options"):
            claim("official_ratio", official="visits", country="GB", times=2.0, **fields)

    def test_a_ratio_needs_two_periods_or_two_countries(self) -> None:
        same = {"start": "2024-12-31", "end": "2025-06-30", "times": 1.0}
        assert counted("ratio", YEARS, **same).outcome == "not checkable"
        two = pd.concat([YEARS, YEARS.assign(country="FR", value=YEARS["value"] / 2)])
        other = {"country": "GB", "other": "FR", "as_of": "2025-06-30"}
        assert counted("ratio", two, times=2.0, **other).outcome == "supported"
        assert counted("ratio", two, times=2.2, **other).outcome == "contradicted"

    def test_a_total_is_held_against_runs_as_long(self) -> None:
        values = (10.0, 40.0, 30.0, 5.0, 6.0, 7.0, 9.0, 8.0, 20.0, 25.0)
        ends = pd.date_range("2022-03-31", periods=len(values), freq="QE")
        starts = [f"{end - pd.offsets.QuarterBegin(startingMonth=1):%Y-%m-%d}" for end in ends]
        rows = zip(starts, ends.strftime("%Y-%m-%d"), values, strict=True)
        quarters = official(*rows)
        span = {"start": "2024-01-01", "end": "2024-06-30", "as_of": "2024-12-31"}
        best = counted("official_total", quarters, **span)
        assert best.outcome == "contradicted"
        assert "45 visits" in best.text
        assert best.notes[1] == "The span has 182 days, the runs held against it 181 to 184."
        assert best.text.endswith(
            "of 7 such spans before, 2 of them higher, the highest is 70 (April to September 2022)"
        )
        since = counted("official_total", quarters, **span, since="2022-06-30")
        assert since.outcome == "supported"
        assert since.text.endswith(
            "of 5 such spans since June 2022, the highest is 35 (July to December 2022); "
            "April to September 2022, begun earlier, had 70"
        )

    def test_a_total_is_stated_elsewhere_where_the_series_does_not_cover_its_span(self) -> None:
        quarters = official(
            ("2023-01-01", "2023-03-31", 30.0),
            ("2023-04-01", "2023-06-30", 20.0),
            ("2023-10-01", "2023-12-31", 90.0),
        )
        span = {"start": "2024-02-01", "end": "2024-05-05", "as_of": "2024-12-31"}
        assert counted("official_total", quarters, **span).outcome == "not checkable"
        said = counted("official_total", quarters, **span, total=95.0)
        assert (said.outcome, said.readings[1].value) == ("supported", 90.0)
        assert said.text.endswith("quarters after December 2023 are unpublished")
        # 92 in 95 days are more than 90 in 92, but fewer a day.
        assert counted("official_total", quarters, **span, total=92.0).outcome == "not settled"
        assert counted("official_total", quarters, **span, total=89.0).outcome == "contradicted"
        # Two quarters that do not follow each other are no run.
        longer = span | {"end": "2024-08-05"}
        two = counted("official_total", quarters, **longer, total=60.0)
        assert "of one such span before, the highest is 50 (January to June 2023)" in two.text


def test_a_country_that_an_official_series_lacks_is_told() -> None:
    asked = {"as_of": "2025-03-31", "official": "returns_enforced_and_voluntary"}
    made = claim("official_value", country="FR", value=1.0, **asked)
    with pytest.raises(ProblemsError) as raised:
        check(made, readings(reading("2024-01-01", 0.4)))
    assert [(p.code, p.got) for p in raised.value.problems] == [("unknown-country", "'FR'")]


def test_returns_are_no_record_and_the_highest_only_among_spans_begun_within_eight_years() -> None:
    """24,103 from 5 July 2024 to 22 March 2025, as the Home Office stated; 43 of 78 are higher."""
    asked = {
        "as_of": "2025-03-31",
        "official": "returns_enforced_and_voluntary",
        "stated": "returns_enforced_and_voluntary_stated",
        "start": "2024-07-05",
        "end": "2025-03-22",
    }
    record = check(official_claim("total", **asked), readings(reading("2024-01-01", 0.4)))
    assert record.verdict == "contradicted"
    assert record.reason == (
        "24,103 people from 5 July 2024 to 22 March 2025; of 78 such spans before, 43 of them "
        "higher, the highest is 35,892 (October 2011 to June 2012); quarters after December "
        "2023 are unpublished."
    )
    eight = check(
        official_claim("total", since="2017-03-31", **asked), readings(reading("2024-01-01", 0.4))
    )
    assert eight.verdict == "supported"
    assert len(eight.reason.split()) <= 40
    assert "begun earlier, had 26,947; quarters after December 2023" in eight.reason


def test_a_published_jump_is_not_denied_by_a_trend() -> None:
    """16.9 to 30.4% of 4,000, twelve standard errors: a trend that smooths it away is told."""
    rows = [
        *(reading(f"2024-0{m}-03", 0.17, n=4000.0) for m in range(1, 8)),
        reading("2024-09-05", 0.304, n=4000.0, precision=0.001),
    ]
    asked = {"as_of": "2024-09-18", "start": "2024-07-31"}
    found = verdict("change", *rows, trend=FlatTrend(0.2, 0.05), **asked)
    assert (found.verdict, found.decided_by, found.probability) == ("supported", "readings", None)
    assert "the trend says contradicted" in found.reason
    small = [*rows[:-1], reading("2024-09-05", 0.20, n=4000.0)]
    found = verdict("change", *small, trend=FlatTrend(0.2, 0.05), **asked)
    assert found.decided_by == "trend"
    record = {"as_of": "2024-09-18", "since": "2023-12-31"}
    assert verdict("record", *rows, trend=FlatTrend(0.2, 0.05), **record).verdict == "supported"


def test_a_trend_says_nothing_of_a_day_long_after_its_last_reading() -> None:
    found = verdict("value", *STEADY, trend=FlatTrend(0.45, 0.01), share=0.45, as_of="2026-01-31")
    assert (found.verdict, found.probability) == ("not checkable", None)
    assert "the last is 45% (YouGov, 15 June 2025)" in found.reason


def test_a_record_over_another_pollster_s_reading_says_so() -> None:
    before = reading("2025-05-15", 0.44)
    for house, said in (("Ipsos", ", by different pollsters"), ("YouGov", "")):
        found = verdict("record", before, reading("2025-06-15", 0.48, pollster=house))
        assert found.published_says.endswith(f"is 44% (YouGov, 15 May 2025){said}")


def test_a_stale_reading_makes_no_record() -> None:
    rows = [*STEADY, reading("2025-06-28", 0.30)]
    asked = {"direction": "lowest", "as_of": "2026-01-31"}
    assert outcome("record", *rows, **asked) == "not checkable"


def test_only_the_article_itself_prints_it() -> None:
    own = reading("2025-06-20", 0.70, source="the-article")
    found = verdict("value", own, share=0.70, source="the-article")
    assert found.verdict == "not checkable"
    assert found.reason == "Only the article itself prints it: 70% (YouGov, 20 June 2025)."


def test_a_country_that_was_not_asked_is_told_where_the_question_was() -> None:
    found = verdict("value", *STEADY, share=0.45, country="UK")
    assert found.verdict == "not checkable"
    assert "the question was asked in Great Britain" in found.reason


def test_waves_that_may_be_missing_are_said_where_readings_come_from_reports() -> None:
    rows = [{**row, "source": f"report-{place}"} for place, row in enumerate(STEADY)]
    asked = {"above": 0.40, "start": "2025-01-01"}
    assert "(waves are missing)" in verdict("threshold", *rows, **asked).reason
    assert "(waves are missing)" not in verdict("threshold", *STEADY, **asked).reason


def test_reasons_are_at_most_forty_words_and_name_the_readings() -> None:
    rows = [reading(f"2025-{m:02}-15", 0.40 + m / 100, pollster="Forschungsgruppe Wahlen")
            for m in range(1, 7)]  # fmt: skip
    others = [{**row, "country": country} for row in rows for country in ("FR", "ES", "DE")]
    trend = FlatTrend(0.45, 0.03)
    since = {"start": "2025-02-01"}
    tables: list[tuple[str, dict[str, Any]]] = [
        ("value", {"share": 0.5}),
        ("threshold", {"above": 0.44, **since}),
        ("record", {**since}),
        ("change", {**since}),
        ("similar", {"others": ["FR", "ES", "DE"]}),
        ("similar", {"others": ["FR", "ES", "DE"], "aspect": "direction", **since}),
        ("ranking", {"others": ["FR", "ES", "DE"], "among": "country"}),
        ("ratio", {"times": 2.0, **since}),
        ("average", {"others": ["FR", "ES", "DE"]}),
        ("steady", {**since}),
        ("streak", {"times": 3, "unit": "month"}),
    ]
    for kind, fields in tables:
        found = verdict(kind, *rows, *others, trend=trend, **fields)
        assert len(found.reason.split()) <= 40, (kind, found.reason)
        moves = kind == "streak" or "aspect" in fields
        assert moves or "Forschungsgruppe Wahlen" in found.reason, found.reason


def test_ignorance_on_one_side_is_not_knowledge() -> None:
    """Within 0.3 points of 45%: chance 7%; above it: chance 80%, short of nine in ten."""
    trend = FlatTrend(0.47, 0.02)
    found = verdict("value", *STEADY, trend=trend, share=0.45, margin=0.003)
    assert found.probability == pytest.approx(0.0726, abs=0.02)
    assert found.verdict == "not settled"
    surer = verdict("value", *STEADY, trend=FlatTrend(0.48, 0.02), share=0.45, margin=0.003)
    assert surer.verdict == "contradicted"


def test_the_kinds_stand_in_the_order_in_which_they_are_explained() -> None:
    import analysis.claims.kinds as kinds

    places = [(kinds.__doc__ or "").index(f"\n{kind} ") for kind in KINDS]
    assert all(a < b for a, b in pairwise(places))


def test_a_month_that_was_published_before_it_was_over_counts_from_that_day() -> None:
    month = {"start": "2025-06-01", "date_precision": "month", "published": "2025-06-13"}
    rows = [reading("2025-05-06", 0.40), reading("2025-06-30", 0.30, **month)]
    found = verdict(
        "change", *rows, start="2025-05-06", as_of="2025-06-13", direction="down", basis="reading"
    )
    assert found.verdict == "supported"


def test_where_nothing_is_known_to_start_from_the_day_of_the_claim_is_named() -> None:
    found = verdict("change", STEADY[-1], start="2025-02-01")
    assert found.verdict == "not checkable"
    assert "nothing near 1 February 2025 to start from" in found.reason


def test_readings_without_a_day_are_named_in_the_reason_and_do_not_count() -> None:
    asked = {"above": 0.42, "basis": "reading", "undated": "a report of 43%"}
    found = verdict("threshold", STEADY[-1], **asked)
    assert found.reason.endswith("; not counted for want of a day: a report of 43%.")
