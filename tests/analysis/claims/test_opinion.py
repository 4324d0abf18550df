"""A claim on opinion weighed: which of readings and trend decides, and what is said of both."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.claims.check import check
from analysis.claims.claim import SeriesClaim
from analysis.claims.draws import (
    Fits,
)
from analysis.claims.opinion import (
    JUMP,
    Court,
    Facts,
    Weighed,
    _caveats,
    _decider,
    _moved,
    _moved_draw,
    _of_polls,
    _own,
    _parted,
    _said,
    _shared,
    weigh,
)
from analysis.claims.verdict import Evidence, Finding, Outcome, Thresholds, Verdict
from polls.codebooks.model import codebook
from polls.errors import Problem, ProblemsError
from polls.schema import conform
from tests.writers.claim_writer import FlatTrend, known_of, opinion, reading, readings

STEADY = [reading(f"2025-{month:02}-15", 0.45, n=1000.0) for month in range(1, 7)]
LIMITS = Thresholds()


def finding(outcome: Outcome | None, probability: float | None = None, **more: Any) -> Finding:
    return Finding(outcome, str(more.pop("text", outcome)), probability, **more)


def weighed(
    readings: Outcome,
    trend: Outcome | None,
    *,
    by_trend: bool,
    probability: float | None = None,
    polls: Finding | None = None,
) -> Weighed:
    return Weighed(finding(readings), finding(trend, probability), by_trend, polls)


class TestWhatIsSaid:
    @pytest.mark.parametrize(
        ("given", "said"),
        [
            (weighed("supported", "supported", by_trend=True), ""),
            (weighed("not checkable", "supported", by_trend=True), ""),
            (
                weighed("not settled", "supported", by_trend=True),
                "by the readings alone it is not settled",
            ),
            (
                weighed("supported", "contradicted", by_trend=False, probability=0.02),
                "printed figures decide, the trend says contradicted (2%)",
            ),
            (
                weighed("supported", "contradicted", by_trend=False),
                "printed figures decide, the trend says contradicted",
            ),
        ],
    )
    def test_readings_and_trend_that_part_are_told(self, given: Weighed, said: str) -> None:
        assert _parted(given) == said

    @pytest.mark.parametrize(
        ("polls", "said"),
        [
            (None, ""),
            (finding("contradicted"), ""),
            (finding("supported", 0.95), ""),
            (finding("not settled", 0.7), "that polls find it so, 70%: not settled"),
        ],
    )
    def test_the_chance_that_polls_find_it_so_is_told_where_it_is_another_verdict(
        self, polls: Finding | None, said: str
    ) -> None:
        assert _of_polls(weighed("supported", "supported", by_trend=True, polls=polls)) == said

    @pytest.mark.parametrize(
        ("basis", "given", "said"),
        [
            ("trend", weighed("supported", None, by_trend=False), ["supported", "None"]),
            ("reading", weighed("supported", None, by_trend=False), ["supported", ""]),
            ("trend", weighed("not checkable", None, by_trend=False), ["not checkable", ""]),
            (
                "trend",
                weighed("supported", "supported", by_trend=True),
                ["supported", "supported", "", ""],
            ),
            ("reading", weighed("supported", "not settled", by_trend=False), ["supported", ""]),
            (
                "trend",
                weighed("supported", "not settled", by_trend=False),
                ["supported", "printed figures decide, the trend says not settled"],
            ),
            (
                "reading",
                weighed("supported", "contradicted", by_trend=False),
                ["supported", "printed figures decide, the trend says contradicted"],
            ),
        ],
    )
    def test_a_reason_is_made_of_what_both_say(
        self, basis: str, given: Weighed, said: list[str]
    ) -> None:
        assert _said(opinion("value", share=0.4, basis=basis), given) == said

    @pytest.mark.parametrize(
        ("given", "decider"),
        [
            (weighed("supported", "supported", by_trend=True), "trend"),
            (weighed("supported", None, by_trend=False), "readings"),
            (weighed("not checkable", "supported", by_trend=False), "nothing"),
            (weighed("not checkable", "supported", by_trend=True), "trend"),
        ],
    )
    def test_the_verdict_follows_one_of_them(self, given: Weighed, decider: str) -> None:
        assert _decider(given) == decider

    def test_notes_are_those_of_what_was_asked_each_once(self) -> None:
        readings = Finding("supported", "", notes=("one", "two"))
        trend = Finding("supported", "", notes=("two", "three"))
        assert Weighed(readings, trend, True).notes == ("one", "two", "three")
        assert Weighed(readings, trend, False).notes == ("one", "two")
        assert Weighed(readings, trend, True).deciding is trend
        assert Weighed(readings, trend, False).deciding is readings


class TestWeigh:
    """Readings of 45 and 47%, five standard errors apart or not, and a trend that is known."""

    @staticmethod
    def weigh(
        trend: float, *, size: float = 2000.0, basis: str = "trend", **more: Any
    ) -> tuple[Weighed, list[tuple[str, list[str]]]]:
        rows = [reading("2025-01-15", 0.40, n=size), reading("2025-06-15", 0.47, n=size)]
        made = opinion("change", start="2025-01-15", basis=basis)
        asked: list[tuple[str, list[str]]] = []

        def draw(days: Any, of: str = "opinion") -> list[np.ndarray]:
            asked.append((of, [f"{day:%d %B}" for day in days]))
            return [np.column_stack([np.full(10, 0.4), np.full(10, 0.4 + trend)])]

        facts = Facts(tuple(known_of(made, *rows)), None, None)
        return weigh(made, facts, draw, LIMITS, **more), asked

    def test_a_claim_on_opinion_follows_the_trend_and_one_on_print_the_readings(self) -> None:
        found, asked = self.weigh(0.01)
        assert (found.by_trend, found.deciding.probability, found.polls) == (True, 1.0, None)
        assert asked == [("opinion", ["15 January", "30 June"])]
        found, _ = self.weigh(0.01, basis="reading")
        assert (found.by_trend, found.deciding.outcome) == (False, "supported")

    def test_what_polls_would_find_is_asked_for_where_it_is_wanted(self) -> None:
        found, asked = self.weigh(0.01, both=True)
        assert found.polls is not None
        assert found.polls.probability == 1.0
        assert [of for of, _ in asked] == ["opinion", "polls"]

    @pytest.mark.parametrize(("size", "by_trend"), [(2700.0, True), (2730.0, False)])
    def test_a_jump_of_five_standard_errors_is_not_denied(
        self, size: float, by_trend: bool
    ) -> None:
        """Of 2,717 the difference of 7 points is five standard errors."""
        found, _ = self.weigh(-0.01, size=size)
        assert (found.published.jump > JUMP) is not by_trend
        assert found.by_trend is by_trend
        agreeing, _ = self.weigh(0.01, size=size)
        assert agreeing.by_trend

    def test_without_draws_or_a_reading_of_late_the_trend_says_why(self) -> None:
        made = opinion("value", share=0.45)
        facts = Facts(tuple(known_of(made, *STEADY)), None, None)
        none = weigh(made, facts, None, LIMITS, "it is not fitted")
        assert (none.trend, none.by_trend) == (Finding(None, "it is not fitted"), False)
        old = opinion("value", share=0.45, max_age=3)
        silent = weigh(old, facts, lambda *_: [], LIMITS)
        assert silent.trend == Finding(None, "the trend has no reading of late to rest on")

    def test_draws_that_are_refused_say_why(self) -> None:
        made = opinion("value", share=0.45)
        facts = Facts(tuple(known_of(made, *STEADY)), None, None)

        def refuse(*_: Any) -> Any:
            raise ProblemsError([Problem("a", "too short"), Problem("b", "too old")])

        found = weigh(made, facts, refuse, LIMITS)
        assert found.trend == Finding(None, "there is no trend: too short and too old")


def verdict(kind: str, *rows: dict[str, Any], trend: Any = None, **fields: Any) -> Verdict:
    return check(opinion(kind, **fields), readings(*rows), fit=(lambda _: trend) if trend else None)


def test_a_verdict_by_the_trend_holds_all_that_was_found() -> None:
    found = verdict("threshold", *STEADY, trend=FlatTrend(0.5, 0.0), above=0.46, id="a")
    assert (found.id, found.kind, found.sentence) == ("a", "threshold", "So it is.")
    assert (found.as_of, found.verdict, found.decided_by) == (
        dt.date(2025, 6, 30), "supported", "trend",
    )  # fmt: skip
    assert found.published_says == (
        "the one reading of late is not above 46%, 45% (YouGov, 15 June 2025)"
    )
    assert found.trend_says == (
        "the trend's peak is 50% (50% to 50%), its chance of having been above 46%: over 99%"
    )
    assert found.reason == (
        f"T{found.published_says[1:]}; {found.trend_says}; by the readings alone it is not settled."
    )
    assert (found.probability, found.probability_polls, found.probability_opinion) == (
        1.0,
        1.0,
        1.0,
    )
    assert (found.claimed, found.notes, found.problems) == (0.46, (), ())


def test_a_verdict_by_the_readings_keeps_the_chances_of_the_trend() -> None:
    asked = {"above": 0.46, "basis": "reading"}
    found = verdict("threshold", *STEADY, trend=FlatTrend(0.5, 0.0), **asked)
    assert (found.verdict, found.decided_by, found.probability) == (
        "contradicted",
        "readings",
        None,
    )
    assert (found.probability_polls, found.probability_opinion) == (1.0, 1.0)
    assert found.reason.endswith("; printed figures decide, the trend says supported (over 99%).")


def test_the_clause_of_what_decides_is_kept_in_the_reason() -> None:
    undated = " ".join(["word"] * 38)
    found = verdict("value", *STEADY, trend=FlatTrend(0.45, 0.0), share=0.45, undated=undated)
    assert found.reason.startswith("The latest reading is 45% (YouGov, 15 June 2025), as claimed; ")
    assert found.notes == (f"Not counted for want of a day: {undated}.",)


class TestCaveats:
    def test_the_article_s_own_reading_and_the_related_ones_are_named(self) -> None:
        rows = [
            *STEADY,
            reading("2025-06-20", 0.7, source="the-article"),
            reading("2025-06-21", 0.3, question="trust", answer="yes"),
            reading("2025-06-21", 0.005, question="trust", answer="no", censored=True),
        ]
        related = [{"question": "trust", "answer": name} for name in ("yes", "no")]
        found = verdict("value", *rows, share=0.45, source="the-article", related=related)
        assert [(item.value, item.counts, item.note) for item in found.readings] == [
            (0.45, True, ""),
            (0.7, False, "not counted: the claim's own article"),
            (0.3, False, "not counted: related series"),
            (0.005, False, "not counted: related series"),
        ]
        assert found.notes == (
            "The article's own reading, 70% (YouGov, 20 June 2025), is not counted.",
            '30% for "yes" (trust, Great Britain) and <0.5% for "no" (trust, Great Britain) bears '
            "on it and is not counted.",
        )

    def test_a_series_that_cannot_be_compared_says_why(self) -> None:
        book = codebook()
        pair = next(each for each in book.comparisons if not each.comparable)
        first, second = sorted(pair.questions)
        answers = [next(iter(book.questions[each].answers)).id for each in (first, second)]
        rows = [
            reading("2025-06-15", 0.4, question=question, answer=answer)
            for question, answer in zip((first, second), answers, strict=True)
        ]
        related = [{"question": second, "answer": answers[1]}]
        found = verdict(
            "value", *rows, share=0.4, question=first, answer=answers[0], related=related
        )
        assert [item.note for item in found.readings] == ["", f"not counted: {pair.why}"]

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({}, ()),
            (
                {"published": None},
                ("Where the day of publication is not known the end of fieldwork stands in.",),
            ),
            (
                {"published": None, "end": None},
                (
                    "Where the day of publication is not known the end of fieldwork, or its first "
                    "day, stands in.",
                ),
            ),
        ],
    )
    def test_days_that_stand_in_are_named(
        self, fields: dict[str, Any], said: tuple[str, ...]
    ) -> None:
        assert verdict("value", reading("2025-06-20", 0.45, **fields), share=0.45).notes == said

    def test_those_of_any_series_are(self) -> None:
        made = opinion("ranking", others=["FR"])
        rows = [*STEADY, reading("2025-06-20", 0.4, country="FR", published=None)]
        facts = Facts(tuple(known_of(made, *rows)), None, None)
        assert len(_caveats(facts, [])) == 1
        assert _own(facts) == ()


class TestNeighbourhood:
    def test_an_error_put_right_moves_the_later_polls_of_the_series_alone(self) -> None:
        made = opinion("ranking", others=["FR"])
        rows = [
            reading("2025-01-15", 0.40),
            reading("2025-03-15", 0.45),
            reading("2025-05-15", 0.98),
            reading("2025-05-15", 0.50, country="FR"),
        ]
        facts = Facts(tuple(known_of(made, *rows)), None, None)

        def moved(error: float, after: dt.date | None) -> list[list[float]]:
            return [
                each.counted["share"].round(6).tolist()
                for each in _moved(facts, error, after).known
            ]

        assert moved(0.05, None) == [[0.45, 0.50, 1.0], [0.50]]
        assert moved(0.05, dt.date(2025, 3, 15)) == [[0.40, 0.45, 1.0], [0.50]]
        assert moved(-0.41, dt.date(2025, 3, 14)) == [[0.40, 0.04, 0.57], [0.50]]

    def test_and_so_are_the_paths(self) -> None:
        days = [pd.Timestamp("2025-03-15"), pd.Timestamp("2025-03-16")]
        paths = [np.array([[0.4, 0.5]]), np.array([[0.1, 0.2]])]
        for after, expected in (
            (None, [[0.45, 0.55]]), (dt.date(2025, 3, 15), [[0.4, 0.55]])
        ):  # fmt: skip
            own, other = _moved_draw(lambda *_: paths, 0.05, after)(days)
            assert own == pytest.approx(np.array(expected))
            assert other.tolist() == [[0.1, 0.2]]

    def test_claims_on_the_same_trends_share_the_draws_of_all_their_days(self) -> None:
        claims: list[SeriesClaim] = [
            opinion("value", share=0.4, end="2025-06-20"),
            opinion("value", share=0.4, end="2025-06-10"),
        ]
        facts = Facts(tuple(known_of(claims[0], *STEADY)), None, None)
        asked: list[list[pd.Timestamp]] = []

        def draw(days: Any, of: str = "opinion") -> list[np.ndarray]:  # noqa: ARG001
            asked.append(list(days))
            return [np.array([[0.1, 0.2]])]

        shared = _shared(draw, facts, claims)
        assert shared is not None
        first, second = pd.Timestamp("2025-06-10"), pd.Timestamp("2025-06-20")
        assert shared([second])[0].tolist() == [[0.2]]
        assert shared(["2025-06-20", first])[0].tolist() == [[0.2, 0.1]]
        assert asked == [[first, second]]
        assert _shared(None, facts, claims) is None

    def test_a_group_has_the_whole_and_its_own_kind_for_neighbours(self) -> None:
        rows = [
            reading("2025-06-15", 0.4, group_by="age", group=group) for group in ("65+", "18-24")
        ]
        rows += [
            reading("2025-06-15", 0.4, group_by="sex", group="men"),
            reading("2025-06-15", 0.4, group_by="age", group="25-49", country="FR"),
            reading("2025-06-15", 0.4, group_by="age", group="50-64", question="trust"),
        ]
        made = opinion("value", share=0.4, group_by="age", group="65+")

        def groups(*more: dict[str, Any]) -> tuple[tuple[str, str], ...]:
            return Court(readings(*rows, *more), LIMITS, None, codebook(), 0)._groups(made)

        assert groups() == (("age", "18-24"), ("age", "65+"))
        assert groups(STEADY[0]) == (("all", "all"), ("age", "18-24"), ("age", "65+"))
        court = Court(readings(*rows), LIMITS, None, codebook(), 0)
        assert court._groups(opinion("value", share=0.4)) == ()


class TestAllAnswers:
    def test_a_ranking_without_others_is_among_all_that_are_no_sum_of_its_own(self) -> None:
        rows = [
            reading("2025-06-15", 0.2, answer=answer)
            for answer in ("approve", "disapprove", "neither")
        ]
        rows.append(reading("2025-06-15", 0.2, answer="unsure", country="FR"))
        court = Court(readings(*rows), LIMITS, None, codebook(), 0)

        def others(**fields: Any) -> tuple[str, ...]:
            found = court.completed(opinion("ranking", among="answer", **fields))
            return tuple(getattr(found, "others", ()))

        assert others() == ("disapprove", "neither")
        assert others(others=["neither"]) == ("neither",)
        assert others(plus=["neither"]) == ("disapprove",)
        assert others(country="FR") == ("unsure",)
        assert others(country="IT") == ()

    def test_no_other_kind_is(self) -> None:
        court = Court(readings(*STEADY, reading("2025-06-15", 0.2, answer="no")), LIMITS, None,
                      codebook(), 0)  # fmt: skip
        for made in (
            opinion("average", among="answer"),
            opinion("ranking", others=["FR"]),
            opinion("value", share=0.4),
        ):
            assert court.completed(made) is made


def test_movements_of_groups_are_drawn_apart() -> None:
    rows = [
        reading(f"2025-0{month}-01", 0.4, group_by="age", group=group)
        for month in range(1, 5)
        for group in ("65+", "18-24")
    ]
    court = Court(readings(*rows), LIMITS, None, codebook(), 0)
    usual = {"among": "group", "group_by": "age", "group": "65+", "others": ["18-24"]}
    assert court.facts(opinion("ranking", **usual)).groups is not None
    assert court.facts(opinion("similar", **usual, start="2025-01-01")).groups is None


def test_a_trend_is_asked_of_the_readings_that_count_alone() -> None:
    seen: list[list[float]] = []

    def fit(rows: pd.DataFrame) -> FlatTrend:
        assert list(rows.columns) == list(conform([]).columns)
        seen.append(rows["share"].tolist())
        return FlatTrend(0.4, 0.0)

    made = opinion("ranking", others=["FR"])
    rows = [*STEADY, *(row | {"country": "FR", "share": 0.3} for row in STEADY[:4])]
    court = Court(readings(*rows), LIMITS, Fits(fit, fit), codebook(), 0)
    draw, why_not = court.draw(made, court.facts(made))
    assert (why_not, seen) == ("", [[0.45] * 6, [0.3] * 4])
    assert draw is not None
    assert Court(readings(*rows), LIMITS, None, codebook(), 0).draw(made, court.facts(made)) == (
        None, "",
    )  # fmt: skip


def test_what_is_shown_of_a_reading_that_does_not_count() -> None:
    item = Evidence("s", "n", 0.005, "share", None, None, None, "", "", censored=True)
    facts = Facts((), None, None)
    assert _caveats(facts, [item]) == ("<0.5% for n bears on it and is not counted.",)
