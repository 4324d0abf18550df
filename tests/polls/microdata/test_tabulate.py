"""Microdata files to readings: who is counted, what is told apart, what is refused."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import polls
from polls import COLUMNS, Design, ProblemsError
from polls.errors import ProblemsWarning
from tests.writers.survey_writer import (
    LABELS,
    QUESTION_TEXT,
    respondents,
    write_spss,
    write_stata,
    write_text,
)

Writer = Callable[[pd.DataFrame, Path], Path]
WRITERS: dict[str, tuple[str, Writer]] = {
    "SPSS": ("survey.sav", write_spss),
    "compressed SPSS": ("survey.zsav", lambda frame, path: write_spss(frame, path, compress=True)),
    "Stata": ("survey.dta", write_stata),
    "CSV": ("survey.csv", write_text),
    "German CSV": ("umfrage.csv", lambda frame, path: write_text(frame, path, ";", ",")),
}
DESIGN = {"weight": "w", "strata": "stratum", "psu": "unit"}
MEASURED = ["group_by", "group", "answer", "share", "n", "n_weighted", "deff", "base"]


@pytest.fixture
def frame() -> pd.DataFrame:
    return respondents()


def codes_of(call: Callable[[], Any]) -> list[str]:
    with pytest.raises(ProblemsError) as caught:
        call()
    return [problem.code for problem in caught.value.problems]


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("base", ["all", "substantive"])
def test_every_format_gives_the_readings_of_the_frame(
    kind: str, base: str, frame: pd.DataFrame, tmp_path: Path
) -> None:
    name, write = WRITERS[kind]
    path = write(frame, tmp_path / name)
    labels = LABELS if "CSV" in kind else None
    read = polls.tabulate(path, "q", by="region", base=base, labels=labels, **DESIGN)
    expected = polls.tabulate(frame, "q", by="region", base=base, labels=LABELS, **DESIGN)
    pd.testing.assert_frame_equal(read[MEASURED], expected[MEASURED])
    assert list(read.columns) == list(COLUMNS)
    assert read["source"].eq(name).all()


@pytest.mark.parametrize("kind", WRITERS)
def test_a_file_read_in_small_chunks_gives_the_same(
    kind: str, frame: pd.DataFrame, tmp_path: Path
) -> None:
    name, write = WRITERS[kind]
    path = write(frame, tmp_path / name)
    labels = LABELS if "CSV" in kind else None
    whole = polls.tabulate(path, "q", by="region", labels=labels, **DESIGN)
    parts = polls.tabulate(path, "q", by="region", labels=labels, chunk_rows=77, **DESIGN)
    pd.testing.assert_frame_equal(whole, parts)


def test_a_chunk_may_end_with_the_file(frame: pd.DataFrame, tmp_path: Path) -> None:
    path = write_spss(frame, tmp_path / "survey.sav")
    readings = polls.tabulate(path, "q", weight="w", chunk_rows=len(frame) // 2)
    assert readings["n"].iloc[0] == frame["q"].isin([1, 2, 3, 98, 99]).sum()


@pytest.mark.parametrize(
    ("role", "positive"),
    [("weight", "a number of 0 or more"), ("before_raking", "numbers")],
)
def test_weights_that_are_none_are_told_with_what_was_expected(role: str, positive: str) -> None:
    rows = pd.DataFrame({"q": [1, 2] * 3, "w": 1.0, "given": ["1.5", "", " ", "x", "2", "3"]})
    rows["sex"] = [1, 1, 1, 2, 2, 2]
    design = Design(weight="given")
    if role == "before_raking":
        design = Design(weight="w", raked="sex", before_raking="given")
    with pytest.raises(ProblemsError) as raised:
        polls.tabulate(rows, "q", design=design)
    everybody = "a weight for every" + (
        "body" if role == "before_raking" else " respondent, 0 for none"
    )
    assert {problem.place.item for problem in raised.value.problems} == {"variable 'given'"}
    assert [(problem.code, problem.got, problem.expected) for problem in raised.value.problems] == [
        (f"{role}-missing", "2 (rows 2, 3)", everybody),
        (f"{role}-not-a-number", "1 (rows 4)", positive),
    ]


def test_a_mistake_of_ours_names_the_file_that_it_came_up_with(
    frame: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("nothing of the sort")

    path = write_spss(frame, tmp_path / "survey.sav")
    for module, call in (("tabulate", polls.tabulate), ("differences", polls.differences)):
        monkeypatch.setattr(f"polls.microdata.{module}.tabulated", broken)
        for data, file in ((path, "survey.sav"), (str(path), "survey.sav"), (frame, "")):
            with pytest.raises(ProblemsError) as raised:
                call(data, "q", by="region")
            assert [problem.place.file for problem in raised.value.problems] == [file]


def test_shares_and_both_bases_are_what_they_say(frame: pd.DataFrame) -> None:
    readings = polls.tabulate(frame, "q", weight="w", by="region", labels=LABELS)
    north = frame[(frame["region"] == 1) & frame["q"].isin([1, 2, 3, 98, 99])]
    reading = readings.query("group == 'North' and answer == 'about_right'").squeeze()
    weight = north.loc[north["q"] == 2, "w"].sum()
    assert reading["share"] == pytest.approx(weight / north["w"].sum(), rel=1e-12)
    assert reading["n"] == len(north)
    assert reading["n_weighted"] == pytest.approx(north["w"].sum(), rel=1e-12)
    assert reading["group_by"] == "region"
    assert reading["precision"] == 0


@settings(max_examples=25)
@given(seed=st.integers(0, 1000), base=st.sampled_from(["all", "substantive"]))
def test_shares_of_every_group_add_up_to_one(seed: int, base: str) -> None:
    frame = respondents(80, seed)
    readings = polls.tabulate(frame, "q", weight="w", by="region", labels=LABELS, base=base)
    sums = readings.groupby(["group_by", "group"])["share"].sum()
    assert sums.to_numpy() == pytest.approx(1)


class TestHavingNoAnswer:
    def test_keeps_dont_know_and_refusal_apart_as_answers_of_all_who_were_asked(
        self, frame: pd.DataFrame, tmp_path: Path
    ) -> None:
        readings = polls.tabulate(write_spss(frame, tmp_path / "s.sav"), "q", weight="w")
        assert readings["answer"].tolist() == [
            "too_high",
            "about_right",
            "too_low",
            "dont_know",
            "refused",
        ]
        assert readings["base"].eq("all").all()
        not_asked = (frame["q"] == 97).sum()
        blank = frame["q"].isna().sum()
        left_out = f"left out of the base: Not asked {not_asked}, system missing {blank};"
        assert readings["note"].str.startswith(left_out).all()

    def test_leaves_both_out_of_a_substantive_base_and_counts_them_in_the_note(
        self, frame: pd.DataFrame, tmp_path: Path
    ) -> None:
        path = write_spss(frame, tmp_path / "s.sav")
        readings = polls.tabulate(path, "q", weight="w", base="substantive")
        assert readings["answer"].tolist() == ["too_high", "about_right", "too_low"]
        assert readings["base"].eq("substantive").all()
        assert readings["n"].eq((frame["q"] <= 3).sum()).all()
        for label, code in (("Don't know", 98), ("Refused", 99), ("Not asked", 97)):
            assert f"{label} {(frame['q'] == code).sum()}" in readings["note"][0]

    def test_is_declared_by_the_caller_where_data_have_no_labels(self, frame: pd.DataFrame) -> None:
        readings = polls.tabulate(
            frame, "q", base="substantive", dont_know=[98], refused=[99], not_asked=[97]
        )
        assert readings["answer_text"].tolist() == ["1", "2", "3"]
        assert readings["n"].eq((frame["q"] <= 3).sum()).all()

    def test_is_never_guessed_from_a_code_that_is_declared_missing(
        self, frame: pd.DataFrame, tmp_path: Path
    ) -> None:
        path = tmp_path / "s.sav"
        labels = {"q": {1: "Yes", 2: "No", 3: "Maybe", 98: "Don't know", 99: "Interview stopped"}}
        pyreadstat.write_sav(
            frame, path, variable_value_labels=labels, missing_ranges={"q": [97, 98, 99]}
        )
        with pytest.raises(ProblemsError) as caught:
            polls.tabulate(path, "q")
        assert [(problem.code, problem.got) for problem in caught.value.problems] == [
            ("missing-code-unclear", "99 (Interview stopped)"),
            ("missing-code-unclear", "97, which has no label"),
        ]
        readings = polls.tabulate(path, "q", refused=[99], not_asked=[97])
        assert readings["answer_text"].tolist()[-2:] == ["Don't know", "Interview stopped"]

    def test_is_known_where_all_labels_repeat_their_codes_which_no_answer_keeps(
        self, tmp_path: Path
    ) -> None:
        path = tmp_path / "s.sav"
        labels = {"q": {1: "1.- Aprueba", 2: "2.- Rechaza", 88: "88.- No sabe"}, "sex": {1: "1-2"}}
        frame = pd.DataFrame({"q": [1.0, 1.0, 2.0, 88.0], "sex": [1.0, 1.0, 1.0, 1.0]})
        pyreadstat.write_sav(frame, path, variable_value_labels=labels)
        readings = polls.tabulate(path, "q", by="sex")
        assert readings["answer_text"].tolist()[:3] == ["Aprueba", "Rechaza", "No sabe"]
        assert readings["answer"].tolist()[:2] == ["aprueba", "rechaza"]
        assert readings["group"].tolist()[-1] == "1-2"

    @pytest.mark.parametrize(
        ("labels", "odd"),
        [
            ([(1, "Yes"), (2, "No")], "3"),
            ([(2, "Yes"), (3, "No")], "1"),
            ([("a", "Yes"), ("b", "No")], "1, 2, 3"),
            ([(1, "Worst"), (3, "Best")], ""),
            ([(3, "Never")], ""),
            ([(98, "Don't know"), (99, "Refused")], ""),
            ([], ""),
        ],
    )
    def test_codes_that_no_label_knows_are_answers_with_a_warning(
        self, labels: list[tuple[Any, str]], odd: str
    ) -> None:
        """Not within a scale of which the ends have labels."""
        people = pd.DataFrame({"q": [1, 1, 2, 3]})
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            readings = polls.tabulate(people, "q", labels={"q": labels})
        assert sorted(readings["share"]) == [0.25, 0.25, 0.5]
        found = [problem for warning in caught for problem in warning.message.problems]  # type: ignore[union-attr]
        told = [(problem.code, problem.got) for problem in found]
        assert told == ([("code-without-label", odd)] if odd else [])

    def test_of_stata_is_missing_without_a_label_too_in_questions_and_groups(
        self, tmp_path: Path
    ) -> None:
        path = tmp_path / "survey.dta"
        frame = pd.DataFrame({"q": [1.0, 2.0, "a", 1.0], "sex": [1.0, 2.0, 1.0, "b"]}, dtype=object)
        declared = {"q": ["a"], "sex": ["b"]}
        pyreadstat.write_dta(frame, path, missing_user_values=declared)
        assert codes_of(lambda: polls.tabulate(path, "q")) == ["missing-code-unclear"]
        readings = polls.tabulate(path, "q", by="sex", refused=[".a"], base="substantive")
        assert readings["n"].tolist() == [3, 3, 1, 1, 1, 1]
        assert readings["group"].unique().tolist() == ["all", "1", "2"]

    @pytest.mark.parametrize(
        ("label", "answer"),
        [
            ("Weiß nicht", "dont_know"),
            ("Ne sait pas", "dont_know"),
            ("No sabe", "dont_know"),
            ("NS/NC", "dont_know"),
            ("Keine Angabe/weiß nicht", "dont_know"),
            ("Keine Angabe", "refused"),
            ("Sans réponse", "refused"),
            ("No contesta", "refused"),
            ("Trifft nicht zu", "not_asked"),
            ("Non concerné", "not_asked"),
        ],
    )
    def test_is_told_by_labels_in_four_languages(self, label: str, answer: str) -> None:
        frame = pd.DataFrame({"q": ["a", "b", "z", "z"]})
        labels = {"q": [("z", label)]}
        everybody = polls.tabulate(frame, "q", labels=labels)
        assert everybody["n"][0] == (2 if answer == "not_asked" else 4)
        assert polls.tabulate(frame, "q", labels=labels, base="substantive")["n"][0] == 2


@pytest.mark.parametrize("version", [8, 10, 12, 13, 15])
def test_every_stata_version_is_read(version: int, frame: pd.DataFrame, tmp_path: Path) -> None:
    path = tmp_path / "survey.dta"
    pyreadstat.write_dta(frame[["q", "w"]], path, version=version)
    readings = polls.tabulate(path, "q", weight="w", labels=LABELS)
    expected = polls.tabulate(frame, "q", weight="w", labels=LABELS)
    pd.testing.assert_frame_equal(readings[MEASURED], expected[MEASURED])


def test_codes_may_be_letters_and_missing_codes_open_ranges(tmp_path: Path) -> None:
    path = tmp_path / "survey.sav"
    frame = pd.DataFrame({"q": ["y", "n", "x", "y"], "age": [1.0, -1.0, 2.0, 1.0]})
    pyreadstat.write_sav(
        frame,
        path,
        variable_value_labels={"q": {"y": "Yes", "n": "No", "x": "Refused"}, "age": {1.0: "Young"}},
        missing_ranges={"q": ["x"], "age": [{"lo": -np.inf, "hi": 0}]},
    )
    readings = polls.tabulate(path, "q", by="age", base="substantive")
    assert readings.query("group_by == 'all'")["share"].round(3).tolist() == [0.667, 0.333]
    assert readings["group"].unique().tolist() == ["all", "Young"]


class TestTextAnswers:
    ANSWERS = pd.DataFrame({"q": ["Labour"] * 4 + ["Tory"] * 3 + ["None"] * 3})

    @pytest.mark.parametrize("ending", ["", "sav", "dta", "csv"])
    def test_may_be_the_word_none(self, ending: str, tmp_path: Path) -> None:
        path = tmp_path / f"survey.{ending}"
        write = {"sav": pyreadstat.write_sav, "dta": pyreadstat.write_dta, "csv": write_text}
        if ending:
            write[ending](self.ANSWERS, path)
        readings = polls.tabulate(path if ending else self.ANSWERS, "q", by="q")
        whole = readings[readings["group"] == "all"]
        assert whole["answer_text"].tolist() == ["Labour", "None", "Tory"]
        assert whole["share"].tolist() == [0.4, 0.3, 0.3]
        assert readings["group"].unique().tolist() == ["all", "labour", "none", "tory"]

    def test_are_missing_where_they_are_missing_values_or_blanks(self, tmp_path: Path) -> None:
        missing = [None, np.nan, pd.NA, pd.NaT]
        frame = pd.DataFrame({"q": ["A", "None", "nan", *missing, "", ".", "NA"]}, dtype=object)
        readings = polls.tabulate(frame, "q")
        assert readings["answer_text"].tolist() == ["A", "None", "nan"]
        assert readings["note"].str.startswith("left out of the base: system missing 7;").all()
        path = write_text(frame.assign(w=1), tmp_path / "survey.csv")
        readings = polls.tabulate(path, "q", weight="w")
        assert readings["note"][0] == (
            "left out of the base: system missing 7; weight w; degrees of freedom 9"
        )

    @pytest.mark.parametrize("as_file", [False, True])
    def test_are_no_blanks_where_a_label_names_them(self, as_file: bool, tmp_path: Path) -> None:
        frame = pd.DataFrame({"q": ["GB", "NA", "NA", "", "."], "w": [1, 1, 1, 1, 1]})
        data = write_text(frame, tmp_path / "survey.csv") if as_file else frame
        readings = polls.tabulate(data, "q", by="q", labels={"q": [("NA", "Namibia")]})
        assert readings.query("group == 'all'")["answer_text"].tolist() == ["Namibia", "GB"]
        assert readings["group"].unique().tolist() == ["all", "namibia", "gb"]
        assert readings["share"][0] == pytest.approx(2 / 3)
        assert readings["note"][0].startswith("left out of the base: system missing 2;")

    def test_that_are_empty_but_labelled_stay_apart_from_missing_values(self) -> None:
        frame = pd.DataFrame({"q": ["A", "", "", None]}, dtype=object)
        readings = polls.tabulate(frame, "q", labels={"q": [("", "No answer")]})
        assert readings[["answer", "share"]].to_numpy().tolist() == [
            ["no_answer", pytest.approx(2 / 3)],
            ["a", pytest.approx(1 / 3)],
        ]

    def test_that_are_blank_may_be_declared_to_be_refusals(self) -> None:
        frame = pd.DataFrame({"q": ["A", "NA", "", None]}, dtype=object)
        readings = polls.tabulate(frame, "q", refused=["NA"])
        assert readings["share"].tolist() == [0.25, 0.75]


class TestNumbersKeptAsText:
    def test_keep_their_thousands(self, tmp_path: Path) -> None:
        frame = pd.DataFrame({"q": ["1", "1", "1,000"], "w": ["1", "1", "1"]})
        path = write_text(frame, tmp_path / "survey.csv")
        for data in (frame, path):
            readings = polls.tabulate(data, "q")
            assert readings["answer_text"].tolist() == ["1", "1,000"]

    @pytest.mark.parametrize("thousand", ["1,000", "1.000"])
    def test_keep_their_thousands_beside_decimal_commas(
        self, thousand: str, tmp_path: Path
    ) -> None:
        path = tmp_path / "umfrage.csv"
        path.write_text(f"q;w\n1,0;1,5\n1;0,5\n1,00;1,0\n{thousand};1,0\n98,0;1,0\n")
        labels = {"q": [("1,0", "Yes"), (98, "Don't know")]}
        readings = polls.tabulate(path, "q", weight="w", labels=labels)
        assert readings["answer_text"].tolist() == ["Yes", "Don't know", thousand]
        assert readings["share"].tolist() == [0.6, 0.2, 0.2]

    def test_lose_zeros_behind_a_decimal_point(self, tmp_path: Path) -> None:
        path = tmp_path / "survey.csv"
        path.write_text("q,w\n1,1\n1.0,1\n1.000,1\n98.00,1\n")
        readings = polls.tabulate(path, "q", dont_know=[98])
        assert readings["share"].tolist() == [0.75, 0.25]


class TestLabels:
    def test_of_two_codes_with_one_label_stay_two_answers(self) -> None:
        frame = pd.DataFrame({"q": [1, 2, 3, 3]})
        readings = polls.tabulate(
            frame, "q", labels={"q": [(1, "Yes"), (2, "Other"), (3, "Other")]}
        )
        assert readings["answer_text"].tolist() == ["Yes", "Other (2)", "Other (3)"]
        assert readings["share"].tolist() == [0.25, 0.25, 0.5]

    def test_with_the_same_slug_keep_different_ids(self) -> None:
        frame = pd.DataFrame({"q": [1, 2, 2, 3]})
        labels = {"q": [(1, "Yes!"), (2, "Yes?"), (3, "No")]}
        assert polls.tabulate(frame, "q", labels=labels)["answer"].is_unique

    def test_that_a_crosswalk_takes_for_one_answer_or_group_are_named(self, tmp_path: Path) -> None:
        frame = pd.DataFrame({"q": [1, 2, 2, 3], "sex": [1, 2, 2, 3]})
        labels = {
            "q": [(1, "Aye"), (2, "Yea"), (3, "No")],
            "sex": [(1, "Male"), (2, "Men"), (3, "Female")],
        }
        crosswalk = tmp_path / "crosswalk.csv"
        crosswalk.write_text(
            "kind,question,pollster,lang,code,label,id\nanswer,,,,,Aye,yes\nanswer,,,,,Yea,yes\n"
        )
        with pytest.raises(ProblemsError) as caught:
            polls.tabulate(frame, "q", by="sex", labels=labels, crosswalk=crosswalk)
        assert [(problem.code, problem.got) for problem in caught.value.problems] == [
            ("labels-alike", "'Aye', 'Yea'"),
            ("labels-alike", "'sex: Male', 'sex: Men'"),
        ]

    def test_order_the_answers_and_codes_without_one_follow(self) -> None:
        frame = pd.DataFrame({"q": [10, 9, 2, 1]})
        with pytest.warns(ProblemsWarning, match="no label knows"):
            readings = polls.tabulate(frame, "q", labels={"q": [(2, "B"), (1, "A")]})
        assert readings["answer_text"].tolist() == ["B", "A", "9", "10"]

    def test_may_be_the_values_themselves(self) -> None:
        frame = pd.DataFrame({"q": pd.Categorical(["No", "Yes", "Don't know"])})
        readings = polls.tabulate(frame, "q", base="substantive")
        assert readings["answer"].tolist() == ["no", "yes"]

    def test_name_the_wording_and_its_language(self, frame: pd.DataFrame, tmp_path: Path) -> None:
        readings = polls.tabulate(write_spss(frame, tmp_path / "s.sav"), "q")
        assert readings["question_text"].eq(QUESTION_TEXT).all()
        assert readings["lang"].eq("en").all()
        assert readings["question"].str.startswith("is_the_number_of_libraries").all()
        assert polls.tabulate(frame, "q")["question"].eq("q").all()


def test_what_the_caller_knows_stands_in_every_reading_and_passes_all_rules(
    frame: pd.DataFrame,
) -> None:
    readings = polls.tabulate(
        frame,
        "q",
        by="region",
        labels=LABELS,
        question_id="level10y",
        country="GB",
        pollster="YouGov",
        start="2024-01-07",
        end="2024-01-09",
        **DESIGN,
    )
    assert readings["question"].eq("level10y").all()
    assert polls.check(readings, as_of="2024-06-01") == []


def test_zero_weights_stay_in_the_design_but_not_in_the_base() -> None:
    frame = pd.DataFrame({"q": [1, 1, 2, 2], "w": [1.0, 1.0, 1.0, 0.0]})
    readings = polls.tabulate(frame, "q", weight="w")
    assert readings["n"].tolist() == [3, 3]
    # Scores 1/9, 1/9, -2/9 and 0: four units, so 4/3 of their sum of squares.
    assert polls.standard_errors(readings)[0] == pytest.approx(np.sqrt(4 / 3 * 6 / 81))


def test_without_weights_everybody_counts_as_one() -> None:
    readings = polls.tabulate(pd.DataFrame({"q": [1, 1, 2, None]}), "q")
    assert readings[["n", "n_weighted"]].to_numpy().tolist() == [[3, 3.0]] * 2


def test_a_group_with_nobody_in_the_base_has_no_reading() -> None:
    frame = pd.DataFrame({"q": [1, 2, 98], "sex": ["m", "m", "f"]})
    readings = polls.tabulate(frame, "q", by="sex", dont_know=98, base="substantive")
    assert readings["group"].tolist() == ["all", "all", "m", "m"]
    assert readings["share"].tolist() == [0.5] * 4


def test_an_answer_nobody_of_a_group_gave_is_zero_and_one_nobody_gave_is_left_out() -> None:
    frame = pd.DataFrame({"q": [1, 1, 2, 2], "sex": ["m", "m", "f", "m"]})
    labels = {"q": [(1, "Yes"), (2, "No"), (3, "Never offered")]}
    readings = polls.tabulate(frame, "q", by="sex", labels=labels)
    assert readings.query("group == 'f'")["share"].tolist() == [0.0, 1.0]
    assert "Never offered" not in set(readings["answer_text"])


class TestBadInput:
    def test_names_every_unknown_variable_at_once_with_the_nearest_one(
        self, frame: pd.DataFrame, tmp_path: Path
    ) -> None:
        path = write_spss(frame, tmp_path / "survey.sav")
        with pytest.raises(ProblemsError) as caught:
            polls.tabulate(path, "Q1", by=["regoin"], weight="wt", strata="stratun", psu="unitt")
        problems = caught.value.problems
        assert [problem.code for problem in problems] == [
            "unknown-question-variable",
            "unknown-group-variable",
            "unknown-weight-variable",
            "unknown-strata-variable",
            "unknown-psu-variable",
        ]
        assert all(problem.place.file == "survey.sav" for problem in problems)
        assert problems[1].hint == "did you mean 'region'?"

    def test_reports_rows_at_fault_beside_unknown_variables(self, frame: pd.DataFrame) -> None:
        frame.loc[[3, 9], "w"] = -1.0
        assert codes_of(lambda: polls.tabulate(frame, "q", by="age", weight="w")) == [
            "unknown-group-variable",
            "weight-negative",
        ]

    def test_counts_the_rows_of_every_fault_in_one_message_each(self, frame: pd.DataFrame) -> None:
        frame.loc[[3, 9], "w"] = -1.0
        frame.loc[[4], "w"] = np.nan
        frame.loc[[5], "w"] = np.inf
        frame.loc[[6, 7], "stratum"] = np.nan
        frame.loc[[8], "unit"] = np.nan
        with pytest.raises(ProblemsError) as caught:
            polls.tabulate(frame, "q", labels=LABELS, chunk_rows=4, single_unit="centred", **DESIGN)
        assert {problem.code: problem.got for problem in caught.value.problems} == {
            "weight-negative": "2 (rows 4, 10)",
            "weight-missing": "1 (rows 5)",
            "weight-not-a-number": "1 (rows 6)",
            "strata-missing": "2 (rows 7, 8)",
            "psu-missing": "1 (rows 9)",
        }

    @pytest.mark.parametrize("odd", [["much"], [1, "much"], ["much", 1], [pd.Timestamp(0)], [[1]]])
    def test_names_the_rows_of_weights_that_are_no_numbers(self, odd: list[Any]) -> None:
        people = pd.DataFrame({"q": [1, 2]}).assign(w=pd.Series([*odd, 1, 1][:2], dtype=object))
        with pytest.raises(ProblemsError) as raised:
            polls.tabulate(people, "q", weight="w")
        (problem,) = raised.value.problems
        row = 1 + next(place for place, value in enumerate(odd) if value != 1)
        assert (problem.code, problem.got) == ("weight-not-a-number", f"1 (rows {row})")

    def test_refuses_weights_that_are_all_zero(self, frame: pd.DataFrame) -> None:
        frame["w"] = 0.0
        assert codes_of(lambda: polls.tabulate(frame, "q", weight="w")) == ["weights-all-zero"]

    def test_refuses_a_base_with_nobody_in_it(self) -> None:
        frame = pd.DataFrame({"q": [98.0, np.nan]})
        call = lambda: polls.tabulate(frame, "q", base="substantive", dont_know=[98])  # noqa: E731
        assert codes_of(call) == ["nobody-in-base"]

    def test_refuses_data_without_rows(self) -> None:
        assert codes_of(lambda: polls.tabulate(pd.DataFrame({"q": []}), "q")) == ["no-respondents"]

    def test_takes_an_encoding_for_text_alone(self, frame: pd.DataFrame, tmp_path: Path) -> None:
        text, file = tmp_path / "cafés.csv", tmp_path / "s.sav"
        text.write_bytes("q\ncafé\ncafé\n".encode("cp1252"))
        assert polls.tabulate(text, "q", encoding="cp1252")["answer_text"].tolist() == ["café"]
        write_spss(frame, file)
        for data, what in ((frame, "a data frame"), (file, "spss content")):
            with pytest.raises(ProblemsError, match=f"no effect with {what}"):
                polls.tabulate(data, "q", encoding="cp1252")

    def test_refuses_a_number_for_a_question(self) -> None:
        frame = pd.DataFrame({"income": np.arange(201)})
        with pytest.raises(ProblemsError) as raised:
            polls.tabulate(frame, "income")
        (problem,) = raised.value.problems
        assert (problem.code, problem.got) == ("too-many-answers", "201 different values")
        assert len(polls.tabulate(frame.iloc[:200], "income")) == 200

    def test_refuses_a_code_with_two_meanings_and_an_unknown_base(
        self, frame: pd.DataFrame
    ) -> None:
        call = lambda: polls.tabulate(  # noqa: E731
            frame, "q", dont_know=[98], refused=[98.0], base="everyone", weight="weight"
        )
        assert codes_of(call) == [
            "unknown-weight-variable",
            "unknown-choice",
            "duplicate-code",
        ]

    def test_refuses_an_argument_it_does_not_know(self, frame: pd.DataFrame) -> None:
        assert codes_of(lambda: polls.tabulate(frame, "q", contry="GB")) == ["unknown-option"]

    @pytest.mark.parametrize("kind", ["SPSS", "compressed SPSS", "Stata"])
    @pytest.mark.parametrize("kept", [0.5, 0.9, 0.999])
    def test_refuses_a_file_that_is_cut_off(
        self, kind: str, kept: float, frame: pd.DataFrame, tmp_path: Path
    ) -> None:
        name, write = WRITERS[kind]
        path = write(frame, tmp_path / name)
        data = path.read_bytes()
        path.write_bytes(data[: int(len(data) * kept)])
        assert codes_of(lambda: polls.tabulate(path, "q", weight="w")) == ["file-truncated"]

    @pytest.mark.parametrize("kind", ["SPSS", "compressed SPSS"])
    @pytest.mark.parametrize("said", [599, 1, 0])
    def test_refuses_an_spss_file_whose_head_says_fewer_cases_than_follow(
        self, kind: str, said: int, frame: pd.DataFrame, tmp_path: Path
    ) -> None:
        name, write = WRITERS[kind]
        path = write(frame, tmp_path / name)
        data = bytearray(path.read_bytes())
        assert int.from_bytes(data[80:84], "little") == 600
        data[80:84] = said.to_bytes(4, "little")
        path.write_bytes(data)
        assert codes_of(lambda: polls.tabulate(path, "q", weight="w")) == ["file-truncated"]

    @pytest.mark.parametrize("kind", ["SPSS", "compressed SPSS"])
    def test_reads_an_spss_file_whose_head_says_no_number_of_cases(
        self, kind: str, frame: pd.DataFrame, tmp_path: Path
    ) -> None:
        name, write = WRITERS[kind]
        path = write(frame, tmp_path / name)
        usual = polls.tabulate(path, "q", weight="w")
        data = bytearray(path.read_bytes())
        data[80:84] = (-1).to_bytes(4, "little", signed=True)
        path.write_bytes(data)
        assert polls.tabulate(path, "q", weight="w").equals(usual)

    def test_refuses_a_variable_whose_name_is_no_text(
        self, frame: pd.DataFrame, tmp_path: Path
    ) -> None:
        path = write_spss(frame, tmp_path / "survey.sav")
        path.write_bytes(path.read_bytes().replace(b"STRATUM ", b"\xa6TRATUM "))
        assert codes_of(lambda: polls.tabulate(path, "q", weight="w")) == ["file-truncated"]

    def test_refuses_a_csv_whose_rows_are_cut_off_or_too_long(
        self, frame: pd.DataFrame, tmp_path: Path
    ) -> None:
        path = write_text(frame, tmp_path / "survey.csv")
        text = path.read_text()
        for damaged in (text[: text.rindex(",")], text + "1,2,3,4,5,6,7\n"):
            path.write_text(damaged)
            assert codes_of(lambda: polls.tabulate(path, "q", psu="unit")) == ["text-damaged"]

    def test_refuses_two_variables_of_one_name(self, tmp_path: Path) -> None:
        path = tmp_path / "survey.csv"
        path.write_text("q,w,q\n1,1,2\n")
        twice = pd.DataFrame([[1, 2]], columns=["q", "q"])
        for data in (path, twice):
            assert codes_of(lambda data=data: polls.tabulate(data, "q")) == ["variable-repeated"]

    @pytest.mark.parametrize("in_frame", [False, True])
    def test_reads_by_the_others_where_two_variables_have_one_name(
        self, tmp_path: Path, in_frame: bool
    ) -> None:
        rows = [["a", "Yes", "x", 1], ["b", "No", "y", 1], ["c", "No", "z", 2], ["d", "No", "", 1]]
        names = ["r", "q", "r", "w"]
        path = tmp_path / "survey.csv"
        lines = [names, *rows]
        path.write_text("".join(",".join(map(str, line)) + "\n" for line in lines))
        data = pd.DataFrame(rows, columns=names) if in_frame else path
        with pytest.warns(ProblemsWarning, match=r"variable-repeated.\n +got 'r'"):
            found = polls.tabulate(data, "q", weight="w")
        assert dict(zip(found["answer"], found["share"], strict=True)) == {"yes": 0.2, "no": 0.8}
        for asked in ({"by": ["r"]}, {"weight": "r"}, {"by": ["r*"]}):
            with pytest.raises(ProblemsError):
                polls.tabulate(data, "q", **asked)
        several = polls.Multiple("r*", counted="x")
        assert codes_of(lambda: polls.tabulate(data, several)) == ["variable-repeated"]

    def test_refuses_an_spss_file_with_a_password(self, tmp_path: Path) -> None:
        path = tmp_path / "secret.sav"
        path.write_bytes(b"\x1c\x00\x00\x00\x00\x00\x00\x00ENCRYPTEDSAV\x15" + bytes(range(200)))
        with pytest.raises(ProblemsError) as caught:
            polls.tabulate(path, "q")
        (problem,) = caught.value.problems
        assert (problem.code, problem.title) == ("file-encrypted", "SPSS file is encrypted")
        assert problem.hint == "open it with its password and save it without one"

    def test_refuses_what_is_no_microdata_empty_or_not_there(self, tmp_path: Path) -> None:
        (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7\n")
        (tmp_path / "b.sav").write_bytes(b"")
        assert codes_of(lambda: polls.tabulate(tmp_path / "a.pdf", "q")) == ["not-microdata"]
        assert codes_of(lambda: polls.tabulate(tmp_path / "b.sav", "q")) == ["file-empty"]
        assert codes_of(lambda: polls.tabulate(tmp_path / "c.sav", "q")) == ["file-missing"]


def test_a_declared_code_that_nobody_gave_is_a_warning() -> None:
    frame = pd.DataFrame({"q": [1, 2, 98]})
    with pytest.warns(ProblemsWarning, match="declared to mean don't know") as caught:
        polls.tabulate(frame, "q", dont_know=[97])
    (problem,) = caught[0].message.problems  # type: ignore[union-attr]
    assert (problem.code, problem.got, problem.expected) == (
        "code-never-given",
        "'97'",
        "1, 2, 98",
    )


def test_a_declared_code_that_has_a_label_may_be_given_by_nobody() -> None:
    frame = pd.DataFrame({"q": [1, 2, 2]})
    labels = {"q": [(1, "Yes"), (2, "No"), (98, "Don't know")]}
    assert len(polls.tabulate(frame, "q", dont_know=[98], labels=labels)) == 2


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"weight": "q"}, "weight-is-no-weight"),
        ({"weight": "w", "by": "w"}, "weight-is-no-weight"),
        ({"by": "w"}, "too-many-groups"),
    ],
)
def test_a_variable_in_a_role_that_it_cannot_have_is_refused(
    options: dict[str, Any], code: str
) -> None:
    with pytest.raises(ProblemsError) as raised:
        polls.tabulate(
            respondents(40), "q", not_asked=[97], dont_know=[98], refused=[99], **options
        )
    assert code in {problem.code for problem in raised.value.problems}


def test_a_file_of_readings_is_not_taken_for_respondents() -> None:
    with pytest.raises(ProblemsError, match=r"polls\.read reads them"):
        polls.tabulate(polls.load(question="level10y").head(), "share")


def test_a_missing_variable_names_those_there_are() -> None:
    with pytest.raises(ProblemsError) as raised:
        polls.tabulate(respondents(40), "qq")
    (problem,) = raised.value.problems
    assert problem.expected == "one of 5 variables: q, region, w, stratum, unit"


def test_what_the_caller_says_is_held_to_the_rules_once() -> None:
    frame = pd.DataFrame({"q": [1, 2, 2]})
    with pytest.raises(ProblemsError) as raised:
        polls.tabulate(frame, "q", country="GBB", start="2025-12-31", end="2025-01-02")
    codes = [problem.code for problem in raised.value.problems]
    assert codes == ["unknown-country", "end-before-start"]
    with pytest.warns(ProblemsWarning, match="did you mean 'level10y'"):
        polls.tabulate(frame, "q", country="GB", question_id="level10yy")
