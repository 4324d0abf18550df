"""Claims as data: what a table means, and one clear error for each thing wrong with it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import polls
from analysis.claims.claim import SeriesClaim
from analysis.claims.kinds.change import ChangeClaim
from analysis.claims.kinds.record import RecordClaim
from analysis.claims.kinds.threshold import ThresholdClaim
from analysis.claims.read import UnreadClaim, parse_claims, parse_thresholds, read_claims
from analysis.claims.verdict import Thresholds
from polls.errors import ProblemsError
from tests.writers.claim_writer import AS_OF, claim, claim_table

REPORT = Path(__file__).parents[3] / "report.toml"


def codes(*tables: dict[str, Any]) -> list[str]:
    """The codes of the problems that some claim tables have."""
    with pytest.raises(ProblemsError) as raised:
        parse_claims({"claim": list(tables)})
    return [problem.code for problem in raised.value.problems]


def test_the_day_spoken_of_is_as_of_and_a_window_begins_where_it_is_said_to() -> None:
    found = claim("threshold", above=0.4)
    assert isinstance(found, ThresholdClaim)
    assert (found.start, found.end, found.limit, found.sign) == (None, AS_OF, 0.4, 1)


def test_days_may_be_toml_dates_or_iso_text() -> None:
    written = claim("record", since=dt.date(2019, 12, 31), start="2025-01-01")
    assert isinstance(written, RecordClaim)
    assert (written.since, written.start) == (dt.date(2019, 12, 31), dt.date(2025, 1, 1))


def test_a_change_may_begin_at_a_named_event() -> None:
    events = pd.DataFrame({"event": ["the vote"], "date": pd.to_datetime(["2024-07-04"])})
    tables = {"claim": [claim_table("change", event="the vote")]}
    found = parse_claims(tables, events=events)[0]
    assert isinstance(found, ChangeClaim)
    assert found.start == dt.date(2024, 7, 4)
    for named, hint in (
        ("the vot", "did you mean 'the vote'?"),
        ("a flood", "give the day itself instead"),
    ):
        with pytest.raises(ProblemsError, match="unknown-event") as raised:
            parse_claims({"claim": [claim_table("change", event=named)]}, events=events)
        (problem,) = raised.value.problems
        assert (problem.got, problem.hint) == (repr(named), hint)


@pytest.mark.parametrize(
    ("table", "code"),
    [
        (claim_table("threshold", above=1.4), "share-out-of-range"),
        (claim_table("threshold", above=40), "share-out-of-range"),
        (claim_table("threshold", above=0.4, below=0.3), "contradictory-options"),
        (claim_table("threshold"), "contradictory-options"),
        (claim_table("threshold", above=0.4, start="2025-07-01"), "contradictory-options"),
        (claim_table("value", share=0.7, end="2025-07-01"), "contradictory-options"),
        (claim_table("record", since="2025-06-30"), "contradictory-options"),
        (claim_table("change", start="2025-06-30"), "contradictory-options"),
        (claim_table("change"), "contradictory-options"),
        (claim_table("change", start="2024-07-01", event="it"), "contradictory-options"),
        (claim_table("similar", others=["FR", "GB"]), "contradictory-options"),
        (claim_table("similar", others=["FR"], aspect="parallel"), "contradictory-options"),
        (claim_table("similar", others=[]), "field-malformed"),
        (claim_table("ranking", among="answer", others=["approve"]), "contradictory-options"),
        (claim_table("ranking", among="country", others=["FR", "ES"], rank=4),
         "contradictory-options"),
        (claim_table("net", minus=["oppose"], above=0.1, below=0.2), "contradictory-options"),
        (claim_table("value", share="70%"), "field-malformed"),
        (claim_table("value"), "field-missing"),
        (claim_table("value", share=0.7, as_of="2025-02-30"), "field-malformed"),
        (claim_table("valu", share=0.7), "field-malformed"),
        (claim_table("value", share=0.7, margn=0.02), "unknown-field"),
        (claim_table("value", share=0.7, max_age=0), "field-malformed"),
        (claim_table("cumulative_record", official="x", end="2025-07-01"), "contradictory-options"),
    ],
)  # fmt: skip
def test_each_slip_is_one_clear_error(table: dict[str, Any], code: str) -> None:
    assert codes(table) == [code]


@pytest.mark.parametrize(
    ("kind", "got", "title"),
    [("valu", "'valu'", "unknown kind of claim"), (None, "", "field 'kind' is missing")],
)
def test_an_unknown_kind_is_shown_as_it_was_given(kind: str | None, got: str, title: str) -> None:
    table = {name: value for name, value in claim_table("value").items() if name != "kind"}
    with pytest.raises(ProblemsError) as raised:
        parse_claims({"claim": [table if kind is None else table | {"kind": kind}]})
    assert [(problem.got, problem.title) for problem in raised.value.problems] == [(got, title)]


def test_a_percentage_is_answered_with_the_share_that_was_meant() -> None:
    with pytest.raises(ProblemsError, match=r"did you mean 0\.4\?"):
        claim("threshold", above=40)


def test_the_problems_of_all_claims_are_raised_together() -> None:
    tables = (
        claim_table("value", id="a", share=2),
        claim_table("change", id="b"),
        claim_table("value", id="c", share=0.5),
        claim_table("value", id="c", share=0.5),
    )
    assert codes(*tables) == ["share-out-of-range", "contradictory-options", "duplicate-claim"]


def test_a_table_that_is_kept_with_its_problems_says_them_and_its_line() -> None:
    tables = {"claim": [claim_table("value", id="c", share=0.5)] * 2}
    for lines, before in (((), ""), ((3, 9), "line 9: ")):
        _, again = parse_claims(tables, lines=lines, on_error="keep")
        assert isinstance(again, UnreadClaim)
        assert again.why() == f"{before}duplicate id of a claim"
        assert (again.id, again.sentence) == ("c", "So it is.")


def test_a_table_of_no_kind_is_kept_after_one_that_is_read() -> None:
    tables = {"claim": [claim_table("value", id="a", share=0.5), {"id": "b", "kind": "valu"}]}
    first, second = parse_claims(tables, on_error="keep")
    assert (first.id, second.id) == ("a", "b")
    assert isinstance(second, UnreadClaim)


@pytest.mark.parametrize(
    ("given", "kept"), [(dt.date(2025, 3, 31), dt.date(2025, 3, 31)), ("soon", dt.date.min)]
)
def test_a_table_that_is_kept_with_its_problems_keeps_its_day_where_it_is_one(
    given: object, kept: dt.date
) -> None:
    table = claim_table("value", share=40, as_of=given)
    (unread,) = parse_claims({"claim": [table]}, on_error="keep")
    assert unread.as_of == kept


def test_related_series_are_of_the_claim_s_country_unless_they_name_one() -> None:
    related = [{"question": "trust", "answer": "yes", **own} for own in ({}, {"country": "FR"})]
    (made,) = parse_claims({"claim": [claim_table("value", share=0.5, related=related)]})
    assert isinstance(made, SeriesClaim)
    assert [each.country for each in made.related] == ["GB", "FR"]
    wrong = {"claim": [claim_table("value", share=0.5, related=["trust"])]}
    with pytest.raises(ProblemsError, match="field-malformed"):
        parse_claims(wrong)


def test_a_problem_names_the_file_the_line_and_the_claim(tmp_path: Path) -> None:
    path = tmp_path / "report.toml"
    path.write_text('[report]\ntitle = "x"\n\n[[claim]]\nid = "a"\nkind = "unmeasured"\n')
    with pytest.raises(ProblemsError, match=r"report\.toml, line 4, claim 'a'"):
        read_claims(path)


def test_a_file_that_is_not_there_or_not_toml_is_one_error(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError, match="file-missing"):
        read_claims(tmp_path / "none.toml")
    (tmp_path / "bad.toml").write_text("[[claim]\n")
    with pytest.raises(ProblemsError, match="file-malformed"):
        read_claims(tmp_path / "bad.toml")


def test_thresholds_can_be_set_and_must_not_contradict_each_other() -> None:
    assert parse_thresholds({}) == Thresholds(0.9, 0.1)
    assert parse_thresholds({"verdicts": {"supported": 0.95}}) == Thresholds(0.95, 0.1)
    with pytest.raises(ProblemsError, match="contradictory-options"):
        parse_thresholds({"verdicts": {"supported": 0.3, "contradicted": 0.4}})


def test_every_claim_of_the_report_is_dated_to_the_article() -> None:
    claims, _ = read_claims(REPORT, events=polls.events())
    assert {claim.as_of for claim in claims} == {dt.date(2025, 3, 31)}
    assert len({claim.id for claim in claims}) == len(claims) >= 6
