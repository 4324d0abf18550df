"""Rich Opinion Poll Files: every field kept as printed, every odd line named."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from polls.errors import ProblemsError
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
    assert first["client"] == "The Times, The Post"
    assert first["note"] == "with Partner & Sons; scope N"
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

    @pytest.mark.parametrize(
        ("results", "accepted"),
        [  # n x step / 2 either way: 4 whole percents 2, 4 half points 1, 4 tenths 0.2
            ("A:51 B:40 C:10 •O:1", True),
            ("A:52 B:40 C:10 •O:1", False),
            ("A:51.5 B:40.0 C:8.5 •O:1", True),
            ("A:51.5 B:40.0 C:9.5 •O:0.5", False),
            ("A:51.1 B:40.0 C:8.1 •O:1", True),
            ("A:51.1 B:40.0 C:8.2 •O:1", False),
            ("A:51.0 B:40.0 C:10.0 •O:1.0", True),
        ],
    )
    def test_may_be_off_by_half_a_step_for_each_result(
        self, read: Read, results: str, accepted: bool
    ) -> None:
        line = f"•PF: ACME •PD: 2021-07-27 {results}\n•PF: ACME •PD: 2021-07-28 A:55 B:45"
        assert errors(read(line)) == ([] if accepted else [("results-off", 2)])

    @pytest.mark.parametrize("results", ["A:55 B:44 C:9", "A:55 B:40 •O:2", "A:55 B:40 •ON:2"])
    def test_that_are_off_are_named_with_their_line(self, read: Read, results: str) -> None:
        found = read(f"•PF: ACME •PD: 2021-07-27 {results}\n•PF: ACME •PD: 2021-07-28 A:55 B:45")
        assert errors(found) == [("results-off", 2)]
        assert found.readings["locator"].unique().tolist() == ["line 3"]

    def test_that_were_verified_are_accepted_and_noted(self, read: Read) -> None:
        found = read("•PF: ACME •PD: 2021-07-27 A:55 B:44 C:9 •VS: 108")
        assert errors(found) == []
        assert found.readings["note"].eq("sum verified (108%)").all()

    def test_that_differ_from_the_verified_one_are_named(self, read: Read) -> None:
        off = "•PF: ACME •PD: 2021-07-27 A:55 B:44 C:9 •VS: 107"
        found = read(f"{off}\n•PF: ACME •PD: 2021-07-28 A:55 B:45")
        assert errors(found) == [("verified-sum-differs", 2)]

    def test_without_other_may_leave_room(self, read: Read) -> None:
        assert errors(read("•PF: ACME •PD: 2021-07-27 A:55 B:20")) == []


@pytest.mark.parametrize("area", ["40", "41.5", "<1", "40%"])
def test_an_area_that_is_a_number_is_told_to_be_one(read: Read, area: str) -> None:
    found = read(f"•PF: ACME •PD: 2021-07-27 •A:{area} B:35\n•PF: ACME •PD: 2021-07-28 •A:N B:9")
    (warning,) = [problem for problem in found.problems if problem.code == "area-is-a-number"]
    assert (warning.place.line, warning.got) == (2, f"•A: {area}")
    assert set(found.readings["group"]) == {area, "N"}


def test_seats_are_left_out_with_one_warning_and_the_percentages_beside_them_read(
    read: Read,
) -> None:
    found = read(
        "•PF: ACME •PD: 2021-07-27 •U: S A:82 B:68 •VS: 150\n"
        "&                               A:55 B:45\n"
        "&                         •U: S A:80 B:70 •VS: 150\n"
        "•PF: ACME •PD: 2021-07-28 A:55 B:45"
    )
    assert found.readings["locator"].unique().tolist() == ["line 3", "line 5"]
    assert found.readings["question"].unique().tolist() == ["voting_intention"]
    (warning,) = [problem for problem in found.problems if problem.code == "seats-left-out"]
    assert warning.got == "lines 2, 4"


def test_other_and_no_response_together_are_one_answer_of_all_who_were_asked(read: Read) -> None:
    found = read("•PF: ACME •PD: 2021-07-27 •SS: 900 •EX: 20 •PR: 0.1 A:50 B:30 •ON:20")
    assert errors(found) == []
    readings = found.readings
    assert readings["answer"].tolist()[2] == "other_or_no_response"
    assert readings["share"].tolist() == [0.5, 0.3, 0.2]
    assert readings["n"].eq(900).all() and readings["base"].eq("all").all()
    assert readings["note"].eq("sample size 900; 20% excluded; PR 0.1%").all()


@pytest.mark.parametrize(
    ("results", "precision"),
    [
        ("A:55 B:45", 0.01),
        ("A:55.5 B:44.5", 0.005),
        ("A:55.0 B:44.5", 0.005),
        ("A:55 B:44.5", 0.005),
        ("A:55.5 B:44.4", 0.001),
        ("A:55.50 B:44.50", 0.0001),
    ],
)
def test_results_in_half_points_are_as_precise_as_that(
    read: Read, results: str, precision: float
) -> None:
    readings = read(f"•PF: ACME •PD: 2021-07-27 {results}").readings
    assert readings["precision"].tolist() == pytest.approx([precision] * 2)


def test_a_result_printed_as_a_range_is_its_middle_and_as_precise_as_the_range(read: Read) -> None:
    found = read("•PF: ACME •PD: 2021-07-27 A:55 B:5–6")
    second = found.readings.iloc[1]
    assert (second["share"], second["precision"]) == (0.055, 0.02)
    assert second["note"] == "printed as 5–6%"
    assert [p.got for p in found.problems if p.code == "range-halved"] == ["line 2"]


def test_the_area_of_great_britain_is_the_whole_sample_of_a_british_file(read: Read) -> None:
    lines = (
        "•PF: ACME •PD: 2021-07-27 •A: GBN A:55 B:45\n"
        "•PF: ACME •PD: 2021-07-28 •A: NIR A:55 B:45\n"
        "•PF: ACME •PD: 2021-07-29 A:55 B:45"
    )
    groups = ["group_by", "group"]
    british = read(lines).readings.drop_duplicates("locator")[groups].values.tolist()
    assert british == [["all", "all"], ["area", "NIR"], ["all", "all"]]
    whole = read(lines, country="UK").readings.drop_duplicates("locator")[groups].values.tolist()
    assert whole == [["area", "GBN"], ["area", "NIR"], ["all", "all"]]


def test_polls_that_nothing_tells_apart_are_both_named(read: Read) -> None:
    poll = "•PF: ACME •FS: 2021-07-14 •FE: 2021-07-20 •SS: {} A:{} B:{}"
    polls = [poll.format(900, 55, 45), poll.format(800, 54, 46)]
    found = read("\n".join([*polls, "•PF: ACME •PD: 2021-07-28 A:55 B:45"]))
    assert errors(found) == [("poll-repeated", 2), ("poll-repeated", 3)]
    assert found.readings["locator"].unique().tolist() == ["line 4"]


def test_polls_of_one_firm_and_days_are_kept_apart_by_their_clients(read: Read) -> None:
    poll = "•PF: ACME •C: {} •FS: 2021-07-14 •FE: 2021-07-20 A:{} B:{}"
    found = read("\n".join([poll.format("The Times", 55, 45), poll.format("The Post", 54, 46)]))
    assert errors(found) == []
    readings = found.readings[["client", "share"]].values.tolist()
    assert readings == [
        ["The Times", 0.55],
        ["The Times", 0.45],
        ["The Post", 0.54],
        ["The Post", 0.46],
    ]


def test_lines_that_are_wrong_are_left_out_and_listed_when_told(read: Read) -> None:
    lines = (
        "•PF: ACME •PD: 2021-07-27 A:55 B:45\n"
        "•PF: ACME •PD: 2021-07-28 A:55 B:44 C:9\n"
        "•PF: ACME •PD: July A:55 B:many\n"
        "& A:50 B:50\n"
        "•PF: ACME •FS: 1829-07-01 •FE: 1829-07-02 A:55 B:45\n"
        "a line of another kind\n"
        "•PF: ACME •PD: 2021-07-29 A:54 B:46"
    )
    found = read(lines, on_error="skip")
    assert errors(found) == []
    assert found.readings["locator"].unique().tolist() == ["line 2", "line 8"]
    (warning,) = [problem for problem in found.problems if problem.code == "lines-skipped"]
    assert warning.got == (
        "lines 3 (results-off), 4 (malformed-field), 5 (response-without-poll), "
        "6 (malformed-field), 7 (unknown-line)"
    )
    assert {line for _, line in errors(read(lines))} == {3, 4, 5, 6, 7}


@pytest.mark.parametrize("country", ["AT", "NZ", "XK", "AX", "GL", "PK"])
def test_every_country_is_read(read: Read, country: str) -> None:
    found = read("•PF: ACME •PD: 2021-07-27 A:55 B:45", country=country)
    assert errors(found) == []
    assert found.readings["country"].eq(country).all()


def test_a_code_of_no_country_is_an_error(read: Read) -> None:
    found = read("•PF: ACME •PD: 2021-07-27 A:55 B:45", country="QQ")
    assert [code for code, _ in errors(found)] == ["unknown-country"]


def test_a_choice_that_no_one_offers_is_a_problem(read: Read) -> None:
    with pytest.raises(ProblemsError, match="raise or skip"):
        read("•PF: ACME •PD: 2021-07-27 A:55 B:45", on_error="ignore")


def test_responses_never_go_to_another_poll_than_the_one_above_them(read: Read) -> None:
    found = read(
        "•PF: ACME •PD: 2021-07-27 A:55 B:45\n"
        "•PF: Other •PD: 2021-27-07 A:50 B:50\n"
        "& A:40 B:60\n"
        "‡ a comment\n"
        "& A:41 B:59"
    )
    assert errors(found) == [
        ("malformed-field", 3), ("response-without-poll", 4), ("response-without-poll", 6)
    ]  # fmt: skip
    assert found.readings["locator"].unique().tolist() == ["line 2"]


def test_lists_that_share_a_name_are_told_apart_by_their_keys(read: Read) -> None:
    lists = "A: GB001 •A: AP •EN: Apple Party\nB: GB002 •A: BP •EN: Apple party\n"
    found = read("•PF: ACME •PD: 2021-07-27 A:55 B:45", lists=lists)
    assert found.readings["answer_text"].tolist() == ["Apple Party (A)", "Apple party (B)"]


def test_a_key_of_two_lists_is_an_error(read: Read) -> None:
    lists = LISTS + "A: GB009 •A: ZP •EN: Zebra Party\n"
    found = read("•PF: ACME •PD: 2021-07-27 A:55 B:45", lists=lists)
    assert [code for code, _ in errors(found)] == ["duplicate-list"]


def test_the_country_is_the_one_that_most_ids_begin_with(read: Read) -> None:
    lists = LISTS + "D: IE010 •A: D •EN: Date Party\n"
    found = read("•PF: ACME •PD: 2021-07-27 A:55 B:45", lists=lists, country=None)
    assert found.readings["country"].eq("GB").all()
    assert "4 of 5 ids begin with it" in [problem.got for problem in found.problems]


def test_a_long_file_may_have_a_character_across_any_buffer(tmp_path: Path) -> None:
    polls = "•PF: Börse •PD: 2021-07-27 A:55 B:45\n"
    for offset in range(3):
        path = tmp_path / f"{offset}.ropf"
        path.write_text("‡" + "x" * offset + "\n" + polls * 1800, encoding="utf-8")
        assert path.stat().st_size > 65_536
        assert recognise(OpenedFile(path)).name == "ropf"


def test_line_ends_of_any_system_count_the_same() -> None:
    for end in ("\n", "\r\n", "\r"):
        text = end.join(["‡ one\x0btwo\u2028three", "•PF: ACME •PD: 2021-07-27 A:55 B:45"])
        assert [poll.responses[0].line for poll in parse_lines(text).polls] == [2]


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
        ("•PF: ACME •PF: Other •PD: 2021-07-27 A:55", "duplicate-field"),
        ("•PF: ACME •PD: 2021-07-27 A:55 A:45", "duplicate-field"),
        ("•PF: ACME A:55 B:45", "poll-without-date"),
        ("•SC: N •PD: 2021-07-27 A:55 B:45", "poll-without-firm"),
        ("•PF: ACME •PD: 2021-07-27", "poll-without-results"),
        ("•PF: ACME •PD: 2021-07-27 D:55 B:45", "unknown-electoral-list"),
        ("•PF: ACME •FS: 2021-07-27 •FE: 2021-07-20 A:55", "dates-out-of-order"),
        ("•PF: ACME •FE: 2021-07-27 •PD: 2021-07-20 A:55", "dates-out-of-order"),
        ("•PF: ACME •PD: 2021-07-27 •SC: X A:55", "malformed-field"),
        ("•PF: ACME •PD: 2021-07-27 •SS: 0 A:55", "malformed-field"),
        (f"•PF: ACME •PD: 2021-07-27 •SS: {'9' * 5000} A:55", "malformed-field"),
        ("•PF: ACME •PD: 2021-07-27 A:101", "malformed-field"),
        ("•PF: ACME •PD: 2021-07-27 A:50 •O:10 •ON:40", "fields-overlap"),
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


def test_very_many_responses_of_one_poll_are_numbered_in_their_order(read: Read) -> None:
    lines = ["•PF: ACME •PD: 2021-07-27 •SC: N A:55 B:45", "& •SC: E A:60 B:40"]
    readings = read("\n".join([*lines, *["& A:55 B:45"] * 100])).readings
    ids = readings["question"].drop_duplicates().tolist()
    assert len(ids) == 102
    assert ids[2].removeprefix(ids[0]) == "_alternative_2"
    assert ids[-1].removeprefix(ids[0]) == "_alternative_101"
