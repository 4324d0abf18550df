"""Codes as they are stored, what labels mean, and variables that are named by a pattern."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from polls import Codes, Design, Multiple, Replicates
from polls.errors import Place, Problem
from polls.microdata.codes import (
    BLANKS,
    PHRASES,
    SYSTEM_MISSING,
    by_value,
    code_of,
    kind_of_label,
    number_of,
    without_codes,
)
from polls.microdata.design import said_once, several
from polls.microdata.replicates import chosen_variables
from polls.microdata.source import Derived, Microdata, Variable, repeated_names


@pytest.mark.parametrize(
    ("value", "decimal", "code"),
    [
        (1, ".", "1"),
        (1.0, ".", "1"),
        ("1.00", ".", "1"),
        ("-1.0", ".", "-1"),
        ("0.0", ".", "0"),
        ("1.5", ".", "1.5"),
        ("01.0", ".", "01.0"),
        ("1,0", ".", "1,0"),
        ("1,0", ",", "1"),
        ("1.0", ",", "1"),
        ("1.000", ".", "1"),
        ("1.000", ",", "1.000"),
        ("1,000", ",", "1,000"),
        ("1,0000", ",", "1"),
        (" a ", ".", "a"),
        ("", ".", ""),
        (None, ".", SYSTEM_MISSING),
        (np.nan, ".", SYSTEM_MISSING),
        (pd.NaT, ".", SYSTEM_MISSING),
    ],
)
def test_a_code_is_the_same_however_a_file_stores_it(value: Any, decimal: str, code: str) -> None:
    assert code_of(value, decimal) == code


def test_codes_are_sorted_by_their_numbers_and_then_by_their_letters() -> None:
    assert sorted(["b", "10", "-1", "9.5", "a", "9"], key=by_value) == [
        "-1", "9", "9.5", "10", "a", "b",
    ]  # fmt: skip
    assert (number_of("9.5"), number_of("a")) == (9.5, None)


@pytest.mark.parametrize(
    ("labels", "kept"),
    [
        ([("1", "1. Yes"), ("2", "2. No")], ["Yes", "No"]),
        ([("1", "(1) Yes"), ("-9", "(-9) No answer")], ["Yes", "No answer"]),
        ([("1", "1 = Yes"), ("2", "2: No")], ["Yes", "No"]),
        ([("1", "1. Yes"), ("2", "No")], ["1. Yes", "No"]),
        ([("1", "1. Yes"), ("2", "3. No")], ["1. Yes", "3. No"]),
        ([("1", "1. Yes")], ["1. Yes"]),
        ([("1", "1-2 times"), ("2", "2-3 times")], ["1-2 times", "2-3 times"]),
    ],
)
def test_labels_lose_the_codes_that_all_of_them_repeat(
    labels: list[tuple[str, str]], kept: list[str]
) -> None:
    assert [label for _, label in without_codes(labels)] == kept
    assert [code for code, _ in without_codes(labels)] == [code for code, _ in labels]


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Too high", "substantive"),
        ("Don't know", "dont_know"),
        ("(Don't know)", "dont_know"),
        ("DK - not sure", "dont_know"),
        ("99. Refused", "refused"),
        ("Refused (spontaneous)", "refused"),
        ("Refused / don't know", "dont_know"),
        ("Refused, not applicable", "refused"),
        ("Not asked (split ballot)", "not_asked"),
        ("Not applicable / don't know", "dont_know"),
        ("Know / don't know", "substantive"),
        ("Don't know enough of it", "substantive"),
        ("Weiß nicht", "dont_know"),
        ("keine Angabe", "refused"),
        ("N.S.", "dont_know"),
        ("system missing", "not_asked"),
        ("", "substantive"),
    ],
)
def test_a_label_names_its_kind_alone_or_before_its_punctuation(label: str, kind: str) -> None:
    assert kind_of_label(label) == kind


@pytest.mark.parametrize(("kind", "phrases"), PHRASES)
def test_each_phrase_is_a_label_of_its_kind(kind: str, phrases: str) -> None:
    for phrase in phrases.split(","):
        label = phrase.strip().capitalize()
        assert kind_of_label(label) == kind, label
        assert "/" in label or kind_of_label(f"{label} (read out)") == kind, label


def test_blanks_are_missing_unless_a_label_names_them() -> None:
    plain, named = Variable("q"), Variable("q", labels=(("NA", "North America"),))
    for blank in BLANKS:
        assert plain.code(blank) == SYSTEM_MISSING
        assert named.code(blank) == ("NA" if blank == "NA" else SYSTEM_MISSING)
    assert Variable("q", decimal=",").code("1,0") == "1"


def test_two_codes_of_one_label_are_told_apart() -> None:
    variable = Variable("q", labels=(("1", "Yes"), ("2", "No"), ("3", "Yes")))
    assert [variable.label(code) for code in ("1", "2", "3", "4")] == [
        "Yes (1)", "No", "Yes (3)", "4",
    ]  # fmt: skip


def test_ranges_of_missing_codes_hold_both_ends() -> None:
    variable = Variable("q", missing=(("97", "99"), ("a", "a"), ("-inf", "-1")))
    declared = [code for code in ("96", "97", "98.5", "99", "100", "a", "b", "-1", "0")
                if variable.declared_missing(code)]  # fmt: skip
    assert declared == ["97", "98.5", "99", "a", "-1"]


@pytest.mark.parametrize(
    ("pattern", "chosen"),
    [
        ("w1-w3", ("w1", "w2", "w3")),
        ("w1 to w3", ("w1", "w2", "w3")),
        ("w08-w10", ("w08", "w09", "w10")),
        ("w8-w10", ("w8", "w9", "w10")),
        ("1-3", ("1", "2", "3")),
        ("w1-x3", ("w1-x3",)),
        ("w*", ("w1", "w2", "w10")),
        ("*1*", ("w1", "w10")),
        ("w1", ("w1",)),
        ("none*", ()),
    ],
)
def test_variables_are_named_by_a_span_or_a_pattern(pattern: str, chosen: tuple[str, ...]) -> None:
    assert chosen_variables(pattern, ["w10", "x", "w2", "w1"]) == chosen


@pytest.mark.parametrize(
    ("given", "factors"),
    [
        (Replicates("w*", kind="BRR"), [0.25] * 4),
        (Replicates("w*", kind="Fay", fay=0.5), [1.0] * 4),
        (Replicates("w*", kind="JK1"), [0.75] * 4),
        (Replicates("w*", kind="JK2"), [1.0] * 4),
        (Replicates("w*", kind="JKn", rscales=[0.5, 0.5, 0.75, 0.75]), [0.5, 0.5, 0.75, 0.75]),
        (Replicates("w*", kind="bootstrap"), [1 / 3] * 4),
        (Replicates("w*", kind="ACS"), [1.0] * 4),
        (Replicates("w*", kind="successive-difference"), [1.0] * 4),
        (Replicates("w*", kind="other", scale=0.2), [0.2] * 4),
        (Replicates("w*", kind="BRR", scale=2.0, rscales=0.5), [1.0] * 4),
    ],
)
def test_each_replicate_counts_with_the_factor_of_its_kind(
    given: Replicates, factors: list[float]
) -> None:
    assert given.factors(4).tolist() == pytest.approx(factors)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (Replicates("w*", kind="JK1"), "4 (JK1, scale 0.75)"),
        (Replicates("w*", kind="Fay", fay=0.3), "4 (Fay 0.3, scale 0.510204)"),
        (
            Replicates("w*", kind="JKn", rscales=[0.5, 0.9, 0.75, 0.75]),
            "4 (JKn, scale 0.5 to 0.9)",
        ),
    ],
)
def test_what_a_note_says_of_replicates(given: Replicates, said: str) -> None:
    assert given.said(4) == said


def test_one_bootstrap_replicate_has_a_scale() -> None:
    assert Replicates("w", kind="bootstrap").factors(1).tolist() == [1.0]
    assert Replicates(["b", "a"]).weight_names(["a", "b"]) == ("b", "a")
    usual = Replicates("w*")
    assert (usual.kind, usual.fay, usual.mse, usual.combined) == ("BRR", 0.0, False, True)


class TestDesign:
    def test_its_variables_are_each_named_once(self) -> None:
        design = Design(
            weight="w", strata="s", psu="u", fpc="f", raked=["sex", ("age", "s")], before_raking="b"
        )
        assert design.variables == ("w", "s", "u", "f", "b", "sex", "age")
        assert design.margins == (("sex",), ("age", "s"))
        assert Design(raked="sex").margins == (("sex",),)
        assert Design().variables == ()

    def test_of_other_data_it_keeps_what_they_have(self) -> None:
        design = Design(weight="w", strata="s", psu="u", raked="sex", replicates=Replicates("r*"))
        assert design.among(["w", "u", "sex"]) == Design(weight="w", psu="u")

    def test_either_form_says_the_same(self) -> None:
        short = {"weight": "w", "strata": "s", "dont_know": 98}
        assert said_once(None, None, short) == (
            Design(weight="w", strata="s"), Codes(dont_know=98), [],
        )  # fmt: skip
        long = said_once(Design(psu="u"), Codes(refused=[1, 2]), {})
        assert long == (Design(psu="u"), Codes(refused=[1, 2]), [])
        assert said_once(Design(psu="u"), None, {"refused": 9})[:2] == (
            Design(psu="u"), Codes(refused=9),
        )  # fmt: skip

    @pytest.mark.parametrize(
        ("given", "found"),
        [(None, ()), ("ab", ("ab",)), (1, (1,)), ([1, 2], (1, 2)), ({"a": 1}, ("a",))],
    )
    def test_one_value_alone_is_as_good_as_a_list(self, given: Any, found: tuple[Any, ...]) -> None:
        assert tuple(several(given)) == found

    def test_declared_codes_have_their_kinds_in_order(self) -> None:
        codes = Codes(dont_know=[98, "97"], refused=99.0, not_asked="x")
        assert codes.declared(Variable("q")) == [
            ("98", "dont_know"), ("97", "dont_know"), ("99", "refused"), ("x", "not_asked"),
        ]  # fmt: skip


class TestMicrodata:
    ROWS = pd.DataFrame({"a": [1, 2, 3], "b": [4, 5, 6]})

    def opened(self, *more: str, repeated: tuple[str, ...] = ()) -> Microdata:
        names = [*self.ROWS, *more]

        def chunks(wanted: list[str], rows: int) -> Any:
            for first in range(0, 3, rows):
                yield self.ROWS[wanted].iloc[first : first + rows]

        variables = {name: Variable(name) for name in names}
        return Microdata("people.csv", variables, chunks, repeated=repeated)

    def test_variables_may_be_made_of_others_a_chunk_at_a_time(self) -> None:
        made = Derived(
            (Variable("sum", "the sum"), Variable("b")),
            ("a", "b"),
            lambda rows: pd.DataFrame({"sum": rows["a"] + rows["b"], "b": -rows["b"]}),
        )
        opened = self.opened().with_derived(made)
        assert list(opened.variables) == ["a", "b", "sum"]
        assert opened.variables["sum"].text == "the sum"
        found = [chunk.to_dict("list") for chunk in opened.chunks(["sum", "a", "b"], 2)]
        assert found == [
            {"sum": [5, 7], "a": [1, 2], "b": [-4, -5]}, {"sum": [9], "a": [3], "b": [-6]},
        ]  # fmt: skip
        assert [chunk.to_dict("list") for chunk in opened.chunks(["a"], 3)] == [{"a": [1, 2, 3]}]

    def test_the_first_twelve_variables_are_listed(self) -> None:
        assert self.opened().listed == "one of 2 variables: a, b"
        twelve = [f"x{number}" for number in range(10)]
        assert self.opened(*twelve).listed == f"one of 12 variables: a, b, {', '.join(twelve)}"
        assert self.opened(*twelve, "y").listed == (
            f"one of 13 variables: a, b, {', '.join(twelve)}, ..."
        )

    def test_names_of_two_columns_are_told_once(self) -> None:
        assert repeated_names(["b", "a", "b", "c", "a"]) == ("a", "b")
        opened = self.opened(repeated=("q", "r"))
        assert opened.lacks("q", "question") == Problem(
            "variable-repeated", "two variables have the same name", Place(file="people.csv"),
            "'q'", hint="rename one",
        )  # fmt: skip
        assert opened.warnings == [
            Problem(
                "variable-repeated",
                "2 name(s) are those of two variables, which are left out",
                Place(file="people.csv"), "'q', 'r'", hint="rename them to ask for one",
                severity="warning",
            )
        ]  # fmt: skip
        many = tuple(f"q{number:02}" for number in range(14))
        (problem,) = self.opened(repeated=many).warnings
        assert problem.got == ", ".join(map(repr, many[:12])) + " and 2 more"
        assert self.opened().warnings == []


def test_a_question_of_several_names_its_variables() -> None:
    known = ["n2", "n10", "n1"]
    assert Multiple("n*").names(known) == ("n1", "n2", "n10")
    assert Multiple(["n2", "x"]).names(known) == ("n2", "x")
    assert Multiple("n1-n2").names([]) == ("n1", "n2")
    usual = Multiple("n*")
    assert (usual.counted, usual.name, usual.text, usual.asked) == (1, "", "", "")
