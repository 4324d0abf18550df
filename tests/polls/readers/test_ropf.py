"""Rich Opinion Poll Files: every field kept as printed, every odd line named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from polls.files.opened import OpenedFile
from polls.ingest import Examination, examine
from polls.readers.registry import recognise
from polls.readers.ropf.lines import parse_lines

LISTS = """
‡ Electoral lists
A: GB001 •A: AP •EN: Apple Party •FR: Parti de la pomme
B: GB002 •A: BP •EN: Bear Party
C: GB003 •A: CP •EN: Cherry Party
Ω: GB004 •A: ΩP •R: OP •EN: Omega Party
"""
Read = Callable[..., Examination]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    def examined(polls: str, lists: str = LISTS, **hints: Any) -> Examination:
        path = tmp_path / "gb.ropf"
        path.write_text(f"‡ Polls\n{polls}\n{lists}", encoding="utf-8")
        return examine(path, **{"country": "GB", **hints})

    return examined


def errors(found: Examination) -> list[tuple[str, int | None]]:
    return [(p.code, p.place.line) for p in found.problems if p.severity == "error"]


def test_a_poll_with_every_field_is_kept_as_printed(read: Read) -> None:
    found = read(
        "•PF: ACME •PFP: Partner & Sons •C: The Times •C: The Post •FS: 2021-07-14 "
        "•FE: 2021-07-20 •PD: 2021-07-27 •SC: N •SS: 1000 •U: % A:55 B:43 •O:2"
    )
    assert errors(found) == []
    readings = found.readings
    assert readings["answer_text"].tolist() == ["Apple Party", "Bear Party", "Other"]
    assert readings["share"].tolist() == [0.55, 0.43, 0.02]
    first = readings.iloc[0]
    assert first["pollster"] == "ACME"
    assert first["question"] == "voting_intention"
    assert first["start"] == pd.Timestamp("2021-07-14")
    assert first["end"] == pd.Timestamp("2021-07-20")
    assert first["published"] == pd.Timestamp("2021-07-27")
    assert first["n"] == 1000
    assert first["note"] == ("with Partner & Sons; commissioned by The Times, The Post; scope N")
    assert first["locator"] == "line 2"
    assert first["source"] == "gb.ropf"


@pytest.mark.parametrize(
    ("fields", "start", "end", "precision"),
    [
        ("•FS: 2021-07-14 •FE: 2021-07-20", "2021-07-14", "2021-07-20", "day"),
        ("•FS: 2021-07 •FE: 2021-07", "2021-07-01", "2021-07-31", "month"),
        ("•FS: 2021-02 •FE: 2021-03-05", "2021-02-01", "2021-03-05", "month"),
        ("•FS: 2020 •FE: 2021", "2020-01-01", "2021-12-31", "year"),
        ("•FE: 2021-07-20", None, "2021-07-20", "day"),
        ("•PD: 2021-07-27", None, None, "day"),
    ],
)
def test_dates_are_as_precise_as_printed_and_never_made_up(
    read: Read, fields: str, start: str | None, end: str | None, precision: str
) -> None:
    reading = read(f"•PF: ACME {fields} A:55 B:45").readings.iloc[0]
    assert reading["start"] is pd.NaT if start is None else reading["start"] == pd.Timestamp(start)
    assert reading["end"] is pd.NaT if end is None else reading["end"] == pd.Timestamp(end)
    assert reading["date_precision"] == precision


@pytest.mark.parametrize(
    ("printed", "n", "note"),
    [
        ("1000", 1000, ""),
        ("600–700", 600, "sample size 600–700"),
        ("600-700", 600, "sample size 600-700"),
        ("≥1000", 1000, "sample size ≥1000"),
        (">=1000", 1000, "sample size >=1000"),
        ("≈800", 800, "sample size ≈800"),
        ("1000 •EX: 12.5", 875, "sample size 1000; 12.5% excluded"),
    ],
)
def test_sample_sizes_count_at_their_lower_end_and_stay_in_the_note(
    read: Read, printed: str, n: int, note: str
) -> None:
    reading = read(f"•PF: ACME •PD: 2021-07-27 •SS: {printed} A:55 B:45").readings.iloc[0]
    assert (reading["n"], reading["note"]) == (n, note)
    assert reading["base"] == ("substantive" if "EX" in printed else "")


def test_results_below_a_limit_are_censored_and_the_finest_digit_is_the_step_of_all(
    read: Read,
) -> None:
    readings = read("•PF: ACME •PD: 2021-07-27 A:55 B:44.6 C:<0.5").readings
    assert readings["share"].tolist() == [0.55, 0.446, 0.005]
    assert readings["censored"].tolist() == [False, False, True]
    assert readings["precision"].tolist() == [0.001] * 3


def test_other_responses_are_other_questions_and_take_what_they_do_not_say(read: Read) -> None:
    found = read(
        "•PF: ACME •FS: 2021-07-14 •FE: 2021-07-20 •SC: N •SS: 1000 A:55 B:43 •O:2\n"
        "&                                                          A:50 B:40 C:9 •O:1\n"
        "&                                         •SC: E •SS: 900  A:60 B:39 •O:1"
    )
    assert errors(found) == []
    readings = found.readings.set_index("locator")
    assert readings["question"].unique().tolist() == [
        "voting_intention",
        "voting_intention_alternative_2",
        "voting_intention_european",
    ]
    assert readings.loc["line 3", "n"].eq(1000).all()
    assert readings.loc["line 4", "n"].eq(900).all()
    assert readings["start"].eq(pd.Timestamp("2021-07-14")).all()
    assert readings.loc["line 3", "note"].str.endswith("alternative to line 2").all()


def test_an_area_is_a_group_and_a_joint_list_one_answer(read: Read) -> None:
    readings = read("•PF: ACME •PD: 2021-07-27 •A: North A+B:70 Ω:20 •N:10").readings
    assert readings[["group_by", "group"]].drop_duplicates().values.tolist() == [["area", "North"]]
    assert readings["answer_text"].tolist() == [
        "Apple Party + Bear Party",
        "Omega Party",
        "No response",
    ]
    assert readings["base"].eq("all").all()


def test_names_come_in_the_language_asked_for_else_in_english(read: Read) -> None:
    readings = read("•PF: ACME •PD: 2021-07-27 A:55 B:45", lang="fr").readings
    assert readings["answer_text"].tolist() == ["Parti de la pomme", "Bear Party"]


def test_without_lists_the_keys_are_the_answers(read: Read) -> None:
    readings = read("•PF: ACME •PD: 2021-07-27 A:55 B:45", lists="").readings
    assert readings["answer_text"].tolist() == ["A", "B"]


def test_the_country_is_told_by_the_ids_of_the_lists_and_said_so(read: Read) -> None:
    found = read("•PF: ACME •PD: 2021-07-27 A:55 B:45", country=None)
    assert found.readings["country"].eq("GB").all()
    assert "country-recognised" in [problem.code for problem in found.problems]


class TestTotals:
    def test_within_rounding_are_accepted(self, read: Read) -> None:
        assert errors(read("•PF: ACME •PD: 2021-07-27 A:51 B:40 C:9 •O:1")) == []

    @pytest.mark.parametrize("results", ["A:55 B:44 C:9", "A:55 B:40 •O:2"])
    def test_that_are_off_are_named_with_their_line(self, read: Read, results: str) -> None:
        assert errors(read(f"•PF: ACME •PD: 2021-07-27 {results}")) == [("results-off", 2)]

    def test_that_were_verified_are_accepted_and_noted(self, read: Read) -> None:
        found = read("•PF: ACME •PD: 2021-07-27 A:55 B:44 C:9 •VS: 108")
        assert errors(found) == []
        assert found.readings["note"].eq("sum verified (108%)").all()

    def test_that_differ_from_the_verified_one_are_named(self, read: Read) -> None:
        found = read("•PF: ACME •PD: 2021-07-27 A:55 B:44 C:9 •VS: 107")
        assert errors(found) == [("verified-sum-differs", 2)]

    def test_without_other_may_leave_room(self, read: Read) -> None:
        assert errors(read("•PF: ACME •PD: 2021-07-27 A:55 B:20")) == []


def test_seats_are_left_out_with_a_warning(read: Read) -> None:
    found = read("•PF: ACME •PD: 2021-07-27 •U: S A:55 B:45\n•PF: ACME •PD: 2021-07-28 A:55 B:45")
    assert found.readings["locator"].unique().tolist() == ["line 3"]
    assert "seats-left-out" in [problem.code for problem in found.problems]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("•PF: ACME •PD: 2021-13-27 A:55", "malformed-field"),
        ("•PF: ACME •PD: 2021-02-30 A:55", "malformed-field"),
        ("•PF: ACME •FS: 2021-02-30 A:55", "malformed-field"),
        ("•PF: ACME •FS: July A:55", "malformed-field"),
        ("•PF: ACME •PD: 2021-07-27 A:many", "malformed-field"),
        ("•PF: ACME •PD: 2021-07-27 •SS: some A:55", "malformed-field"),
        ("•PF: ACME •PD: 2021-07-27 •U: votes A:55", "malformed-field"),
        ("•PF: ACME •PD: 2021-07-27 •XX: 1 A:55", "unknown-field"),
        ("•PF: ACME •PF: Other •PD: 2021-07-27 A:55", "field-twice"),
        ("•PF: ACME •PD: 2021-07-27 A:55 A:45", "field-twice"),
        ("•PF: ACME A:55 B:45", "poll-without-date"),
        ("•SC: N •PD: 2021-07-27 A:55 B:45", "poll-without-firm"),
        ("•PF: ACME •PD: 2021-07-27", "poll-without-results"),
        ("•PF: ACME •PD: 2021-07-27 D:55 B:45", "unknown-electoral-list"),
        ("ACME 55 45", "unknown-line"),
        ("& A:55", "response-without-poll"),
    ],
)
def test_a_line_that_is_wrong_is_named_beside_those_that_are_right(
    read: Read, line: str, code: str
) -> None:
    found = read(f"{line}\n•PF: ACME •PD: 2021-07-28 A:55 B:45")
    assert errors(found) == [(code, 2)]
    assert found.readings["locator"].unique().tolist() == ["line 3"]


def test_a_file_is_recognised_by_its_lines_and_not_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "polls.txt"
    path.write_text("‡ comment\n\n•PF: ACME •PD: 2021-07-27 A:55 B:45\n", encoding="utf-8")
    assert recognise(OpenedFile(path)).name == "ropf"


words = st.from_regex(r"[A-Z][a-z]{0,8}( [A-Z][a-z]{0,8}){0,2}", fullmatch=True)


@given(
    firm=words,
    commissioners=st.lists(words, max_size=3),
    shares=st.dictionaries(
        st.sampled_from(["A", "B", "C", "Ω", "Æ1"]), st.integers(0, 100), min_size=1
    ),
    spaces=st.integers(1, 5),
)
def test_fields_come_back_as_they_were_written(
    firm: str, commissioners: list[str], shares: dict[str, int], spaces: int
) -> None:
    fields = [f"•PF: {firm}", *(f"•C: {name}" for name in commissioners), "•PD: 2021-07-27"]
    fields += [f"{key}:{share}" for key, share in shares.items()]
    (poll,) = parse_lines((" " * spaces).join(fields)).polls
    assert poll.firm == firm
    assert poll.commissioners == tuple(commissioners)
    assert poll.responses[0].results == tuple((key, str(share)) for key, share in shares.items())
