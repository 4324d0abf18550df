"""What a verdict carries, how it is shown and written, and what its limits mean."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import matplotlib.pyplot as plt
import pytest

from analysis.claims.check import check, check_claims
from analysis.claims.claim import Claim
from analysis.claims.names import claim_problems
from analysis.claims.read import parse_claims
from analysis.claims.verdict import SIGNS, Evidence, Finding, Robustness, Thresholds, Verdict
from polls import Library
from polls.errors import Place, Problem, ProblemsError
from tests.writers.claim_writer import claim, claim_table, reading, readings

STEADY = [reading(f"2025-{month:02}-15", 0.45) for month in range(1, 7)]


@pytest.mark.parametrize(
    ("probability", "outcome"),
    [
        (0.75, "supported"),
        (0.7499, "not settled"),
        (0.2501, "not settled"),
        (0.25, "contradicted"),
        (0.0, "contradicted"),
    ],
)
def test_a_probability_decides_at_the_limits_themselves(probability: float, outcome: str) -> None:
    assert Thresholds(0.75, 0.25).outcome(probability) == outcome


@pytest.mark.parametrize(("high", "low"), [(0.5, 0.5), (0.9, 0.0), (1.0, 0.1), (0.1, 0.9)])
def test_limits_lie_apart_and_within_nought_and_one(high: float, low: float) -> None:
    with pytest.raises(ProblemsError) as raised:
        Thresholds(high, low)
    (problem,) = raised.value.problems
    assert (problem.code, problem.got, problem.expected) == (
        "contradictory-options",
        f"supported from {high}, contradicted to {low}",
        "0 < contradicted < supported < 1",
    )


def test_what_is_not_said_of_evidence_and_findings_counts_for_nothing() -> None:
    item = Evidence("s", "n", 0.4, "share", None, None, None, "p", "t")
    assert (item.counts, item.note, item.censored) == (True, "", False)
    found = Finding("supported", "so")
    assert (found.probability, found.readings, found.notes, found.jump) == (None, (), (), 0.0)
    assert Thresholds() == Thresholds(0.9, 0.1)
    assert list(SIGNS) == ["supported", "contradicted", "not settled", "not checkable"]


ITEM = Evidence(
    "GB approval/approve", '"approve" (approval, Great Britain)', 0.45, "share",
    dt.date(2025, 6, 1), dt.date(2025, 6, 3), None, "YouGov", "somewhere", note="by phone",
)  # fmt: skip
VERDICT = Verdict(
    id="a", kind="value", sentence="So <it> is.", as_of=dt.date(2025, 6, 30), verdict="supported",
    probability=0.95, reason="It rose & rose.", published_says="it rose", trend_says="",
    readings=(ITEM,), notes=("One.", "Two."),
)  # fmt: skip


def test_a_verdict_is_plain_values_with_days_in_iso_form() -> None:
    plain = VERDICT.as_dict()
    assert plain.pop("readings") == [
        {
            "series": "GB approval/approve", "name": '"approve" (approval, Great Britain)',
            "value": 0.45, "unit": "share", "start": "2025-06-01", "end": "2025-06-03",
            "published": None, "pollster": "YouGov", "source": "somewhere", "counts": True,
            "note": "by phone", "censored": False,
        }
    ]  # fmt: skip
    assert plain == {
        "id": "a", "kind": "value", "sentence": "So <it> is.", "as_of": "2025-06-30",
        "verdict": "supported", "probability": 0.95, "reason": "It rose & rose.",
        "published_says": "it rose", "trend_says": "", "decided_by": "nothing",
        "notes": ["One.", "Two."], "problems": [], "probability_polls": None,
        "probability_opinion": None, "claimed": None,
    }  # fmt: skip
    assert VERDICT.as_dict(robustness=True)["robustness"] is None
    problem = Problem("a", "b")
    assert replace(VERDICT, problems=(problem,)).as_dict()["problems"] == [problem.as_dict()]


def test_how_far_it_bends_is_worked_out_once_and_written_where_asked_for() -> None:
    asked: list[int] = []
    frame = readings()[["note"]]

    def bend() -> Robustness:
        asked.append(1)
        return Robustness(0.5, {}, "", "", None, "So.", frame)

    found = replace(VERDICT, bend=bend)
    assert found.robustness is found.robustness
    assert asked == [1]
    assert found.as_dict(robustness=True)["robustness"]["share"] == 0.5
    assert "robustness" not in found.as_dict()
    assert found == VERDICT


def test_a_card_shows_sign_word_chance_sentence_and_the_first_note() -> None:
    card = VERDICT._repr_html_()
    assert card.startswith("<div><p><strong>✓ Holds (95%)</strong> “So &lt;it&gt; is.”</p>")
    assert "<p>It rose &amp; rose. One.</p>" in card
    assert "Two." not in card
    assert (
        replace(VERDICT, probability=None)
        ._repr_html_()
        .startswith("<div><p><strong>✓ Holds</strong> “")
    )


def test_it_is_printed_as_its_word_chance_sentence_and_reason() -> None:
    assert VERDICT._headline() == "supported (95%): “So <it> is.”\nIt rose & rose."
    assert replace(VERDICT, probability=None)._headline().startswith("supported: “")
    excerpt = VERDICT._excerpt()
    assert list(excerpt.columns) == ["value", "name", "start", "end", "pollster", "note"]
    assert excerpt["value"].tolist() == [0.45]


def test_what_does_not_bend_has_two_pictures_and_no_third() -> None:
    (dot,) = VERDICT.plot().lines
    assert list(dot.get_ydata()) == [0.45]
    assert VERDICT.plot(kind="strip") is not None
    with pytest.raises(ProblemsError) as raised:
        VERDICT.plot(kind="starting day")
    (problem,) = raised.value.problems
    assert (problem.code, problem.expected) == ("unknown-kind", "readings, strip")
    plt.close("all")


class TestOnCounts:
    @staticmethod
    def check(**fields: Any) -> Verdict:
        kind = fields.pop("kind", "official_value")
        return check_claims([claim(kind, **fields)], readings(*STEADY), fit=None)[0]

    def test_a_verdict_on_a_count_is_decided_by_it(self) -> None:
        found = self.check(
            kind="cumulative_record", official="small_boat_arrivals", as_of="2025-03-31",
            more_than=6000,
        )  # fmt: skip
        assert (found.verdict, found.decided_by, found.probability, found.claimed) == (
            "supported", "counts", None, 6000,
        )  # fmt: skip
        assert (found.published_says, found.trend_says) == (
            found.reason[0].lower() + found.reason[1:-1], "",
        )  # fmt: skip
        assert {item.unit for item in found.readings} == {"people"}

    def test_an_unknown_country_is_told_with_those_that_are_known(self) -> None:
        found = self.check(official="asylum_applicants", value=1.0, country="XX")
        (problem,) = found.problems
        assert (problem.code, problem.title, problem.got) == (
            "unknown-country", "unknown country in the official series", "'XX'",
        )  # fmt: skip
        assert problem.expected == "DE, DK, ES, EU27_2020, FR, IT, SE"
        assert problem.place == Place(item="claim 'official_value'")
        assert found.reason == "Unknown country in the official series 'XX'."
        assert (found.verdict, found.decided_by) == ("not checkable", "nothing")

    def test_a_country_of_several_is_judged_alone(self) -> None:
        found = self.check(
            official="asylum_applicants", value=1.0, country="DE", as_of="2024-12-31"
        )
        assert found.decided_by == "counts"
        ranked = self.check(
            kind="official_ranking", official="asylum_applicants", country="DE",
            as_of="2024-12-31",
        )  # fmt: skip
        assert len(ranked.readings) == 6
        assert ranked.reason.startswith("Germany has ")
        assert "highest first: Germany " in ranked.reason
        assert ranked.readings[0].name.endswith(", Germany")


def problems(made: Claim, *rows: dict[str, Any]) -> list[tuple[str, str]]:
    frame = readings(*(rows or STEADY))
    found = claim_problems(replace(made, line=7), frame, Library.of(frame))
    assert {problem.place for problem in found} <= {Place(line=7, item=f"claim '{made.id}'")}
    return [(problem.code, problem.got) for problem in found]


class TestNames:
    @pytest.mark.parametrize(
        ("fields", "found"),
        [
            ({}, []),
            ({"source": "somewhere"}, []),
            ({"source": "nowhere"}, [("unknown-source", "'nowhere'")]),
            ({"country": "FR"}, []),
            ({"country": "XX"}, [("unknown-country", "'XX'")]),
            ({"question": "aproval"}, [("unknown-question", "'aproval'")]),
            (
                {"question": "aproval", "country": "XX", "answer": "no"},
                [("unknown-country", "'XX'"), ("unknown-question", "'aproval'")],
            ),
            ({"answer": "no"}, [("unknown-answer", "'no'")]),
            ({"plus": ["no"]}, [("unknown-answer", "'no'")]),
            ({"question": "issue_up_to_three", "answer": "health"}, []),
            ({"question": "issue_up_to_three", "answer": "no"}, [("unknown-answer", "'no'")]),
            ({"group_by": "age", "group": "65+"}, [("unknown-group", "'age/65+'")]),
            ({"pollster": "YouGov"}, []),
            ({"pollster": "Nobody"}, [("unknown-pollster", "'Nobody'")]),
            ({"end": "2025-01-15"}, []),
            ({"end": "2025-01-14"}, [("date-before-series", "2025-01-14")]),
            (
                {"related": [{"question": "approval", "answer": "no"}] * 2},
                [("unknown-answer", "'no'")],
            ),
        ],
    )
    def test_a_name_that_exists_nowhere_is_told(
        self, fields: dict[str, Any], found: list[tuple[str, str]]
    ) -> None:
        assert problems(claim("value", share=0.45, **fields)) == found

    def test_what_contradicts_itself_is_all_that_is_told(self) -> None:
        made = replace(claim("threshold", above=0.4), below=0.3, source="nowhere")
        assert [code for code, _ in problems(made)] == ["contradictory-options"]

    def test_official_series_are_those_of_the_library(self) -> None:
        made = claim("official_total", official="visits", stated="told", start="2025-01-01")
        assert problems(made) == [
            ("unknown-official-series", "'visits'"), ("unknown-official-series", "'told'"),
        ]  # fmt: skip

    def test_the_first_reading_of_the_series_is_named(self) -> None:
        frame = readings(*STEADY, reading("2024-01-01", 0.4, country="FR"))
        made = claim("value", share=0.45, end="2025-01-14")
        (problem,) = claim_problems(made, frame, Library.of(frame))
        assert problem.title == "end is before the first reading of GB approval/approve"
        assert problem.expected == "2025-01-15 or later"


class TestReading:
    def test_what_is_not_tables_is_told(self) -> None:
        for wrong in ({"claim": {"id": "a"}}, {"claim": ["a"]}):
            with pytest.raises(ProblemsError) as raised:
                parse_claims(wrong, file="claims.toml")
            assert raised.value.problems == (
                Problem(
                    "field-malformed", "claims are tables in double brackets",
                    Place(file="claims.toml"), "[claim]", "[[claim]]",
                ),
            )  # fmt: skip
        assert parse_claims({}) == ()

    def test_a_claim_without_an_id_is_called_by_its_place(self) -> None:
        tables = [claim_table("value", share=0.4), {"kind": "value"}]
        kept = parse_claims({"claim": tables}, lines=[4], on_error="keep")
        assert [(each.id, each.line) for each in kept] == [("value", 4), ("number 2", None)]
        assert kept[1].as_of == dt.date.min

    def test_an_official_series_makes_a_kind_official(self) -> None:
        table = claim_table("value", official="visits", value=1.0)
        (made,) = parse_claims({"claim": [table]})
        assert made.kind == "official_value"
        (record,) = parse_claims({"claim": [claim_table("cumulative_record", official="visits")]})
        assert record.kind == "cumulative_record"

    def test_a_start_and_an_event_are_one_too_many(self) -> None:
        with pytest.raises(ProblemsError) as raised:
            claim("change", start="2025-01-01", event="the vote")
        (problem,) = raised.value.problems
        assert (problem.code, problem.title, problem.got) == (
            "contradictory-options", "a claim begins at a `start` or at an `event`",
            "start 2025-01-01, event 'the vote'",
        )  # fmt: skip

    def test_a_mapping_may_name_an_event_of_the_library(self) -> None:
        library = Library.of(readings(*STEADY))
        event = library.events.iloc[-1]
        table = claim_table("change", event=str(event["event"]), as_of="2030-01-01")
        found = check(table, library, fit=None)
        assert found.problems == ()
