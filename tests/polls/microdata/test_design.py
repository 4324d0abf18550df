"""The two forms of a design and of codes, and answers by codes without labels."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

import polls
from polls import Codes, Design, ProblemsError
from tests.writers.survey_writer import respondents

DECLARED = Codes(dont_know=98, refused=[99], not_asked="97")


def problems_of(*arguments: Any, **options: Any) -> list[polls.Problem]:
    with pytest.raises(ProblemsError) as raised:
        polls.tabulate(*arguments, **options)
    return list(raised.value.problems)


def test_the_long_form_gives_the_readings_of_the_short_form() -> None:
    frame = respondents(120)
    long = polls.tabulate(
        frame,
        "q",
        design=Design(weight="w", strata="stratum", psu="unit"),
        codes=DECLARED,
        single_unit="centred",
    )
    short = polls.tabulate(
        frame,
        "q",
        weight="w",
        strata="stratum",
        psu="unit",
        dont_know=[98],
        refused=[99],
        not_asked=[97],
        single_unit="centred",
    )
    pd.testing.assert_frame_equal(long, short)
    assert "Not asked" not in set(long["answer_text"])


def test_both_forms_at_once_are_one_problem_each() -> None:
    found = problems_of(
        respondents(40),
        "q",
        weight="w",
        design=Design(strata="stratum"),
        codes=DECLARED,
        dont_know=98,
    )
    assert [(problem.code, problem.got) for problem in found] == [
        ("design-given-in-two-forms", "design= and weight="),
        ("codes-given-in-two-forms", "codes= and dont_know="),
    ]
    assert found[0].hint == "move it inside: design=Design(weight='w', ...)"


def test_names_of_a_design_are_held_against_the_data() -> None:
    found = problems_of(respondents(40), "q", design=Design(weight="w", strata="startum"))
    assert [(problem.code, problem.hint) for problem in found] == [
        ("unknown-strata-variable", "did you mean 'stratum'?")
    ]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"design": "w"}, "not-a-design"),
        ({"codes": {"dont_know": 98}}, "not-a-codes"),
        ({"design": Design(weight=["w"])}, "not-a-variable-name"),  # type: ignore[arg-type]
        ({"weight": 3}, "not-a-variable-name"),
        ({"labels": {"q": ["Yes", "No"]}}, "labels-not-paired"),
        ({"labels": {"q": ["1y", "2n"]}}, "labels-not-paired"),
        ({"labels": "q"}, "labels-not-paired"),
    ],
)
def test_what_is_no_design_codes_name_or_labels_is_one_problem(
    options: dict[str, Any], code: str
) -> None:
    assert [problem.code for problem in problems_of(respondents(40), "q", **options)] == [code]


def test_data_that_are_neither_a_frame_nor_a_file_are_refused() -> None:
    assert [problem.code for problem in problems_of(42, "q")] == ["not-microdata"]


def test_one_code_alone_is_never_taken_apart() -> None:
    frame = pd.DataFrame({"q": [0, 8, 9, 9, 98]})
    readings = polls.tabulate(frame, "q", dont_know="98", base="substantive")
    assert readings[["answer", "share"]].to_numpy().tolist() == [
        ["0", 0.25],
        ["8", 0.25],
        ["9", 0.5],
    ]


def test_labels_may_be_a_table_by_code() -> None:
    frame = pd.DataFrame({"q": [1, 2, 2, 98]})
    labels = {"q": {1: "Yes", 2.0: "No", "98": "Don't know"}}
    readings = polls.tabulate(frame, "q", labels=labels, by=None)
    assert readings["answer"].tolist() == ["yes", "no", "dont_know"]


def test_negative_codes_keep_their_sign_beside_the_positive_ones() -> None:
    readings = polls.tabulate(pd.DataFrame({"q": [-1, 1, -1, 0]}), "q")
    assert readings[["answer", "share"]].to_numpy().tolist() == [
        ["minus_1", 0.5],
        ["0", 0.25],
        ["1", 0.25],
    ]


def test_columns_may_be_numbered() -> None:
    readings = polls.tabulate(pd.DataFrame([[1, 2.0], [2, 1.0], [2, 1.0]]), 0, weight="1")  # type: ignore[arg-type]
    assert readings["share"].tolist() == [0.5, 0.5]


def test_the_missing_value_of_spss_exports_is_missing() -> None:
    readings = polls.tabulate(pd.DataFrame({"q": ["Yes", "No", "#NULL!"]}), "q")
    assert readings["n"].tolist() == [2, 2]
    assert readings["note"][0] == "left out of the base: system missing 1; degrees of freedom 2"


def test_percents_and_counts_of_answers_are_one_problem_each() -> None:
    table = pd.DataFrame({"answer": ["Yes", "No"], "percent": [40.0, 60.0], "count": [400, 600]})
    for options in ({}, {"weight": "count"}):
        found = problems_of(table, "answer", **options)
        assert [problem.code for problem in found] == ["percents-given", "counts-given"]
    found = problems_of(table.drop(columns="count"), "percent", by="answer")
    assert [problem.code for problem in found] == ["percents-given"]
    people = pd.DataFrame({"answer": ["Yes", "No", "Yes"], "count": [1, 2, 1]})
    assert polls.tabulate(people, "answer", weight="count")["share"].tolist() == [0.5, 0.5]


def test_bad_weights_a_lone_unit_and_nobody_asked_are_one_problem_each() -> None:
    frame = pd.DataFrame({"q": [1, 2, 1, 2], "w": [1.0, 2, 1, 1], "s": [1, 1, 2, 3]})
    cases: list[tuple[pd.DataFrame, dict[str, Any], list[str]]] = [
        (frame.assign(w=0), {"weight": "w"}, ["weights-all-zero"]),
        (frame.assign(w=[-1, 1, 1, 1]), {"weight": "w"}, ["weight-negative"]),
        (frame.assign(w=[None, 1, 1, 1]), {"weight": "w"}, ["weight-missing"]),
        (frame[:3], {"strata": "s"}, ["single-unit-stratum"]),
        (frame.assign(q=97), {"not_asked": 97}, ["nobody-in-base"]),
    ]
    for data, options, codes in cases:
        assert [problem.code for problem in problems_of(data, "q", **options)] == codes
