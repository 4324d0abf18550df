"""What is said of a design that cannot be, word for word."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from polls import Codes, Design, Replicates
from tests.writers.survey_writer import PEOPLE, told

SAID: dict[str, tuple[Any, Any, dict[str, Any], list[str]]] = {
    "variables that the data lack": (
        {},
        "qq",
        {"by": ["sx", "s"], "weight": "ww", "strata": "x", "psu": "y", "fpc": "z", "design": None},
        [
            "people.csv: data have no variable 'qq' for the question [unknown-question-variable]",
            "    expected one of 8 variables: q, w, s, u, sex, r1, r2, r3",
            "    hint: did you mean 'q'?",
            "people.csv: data have no variable 'sx' for the group [unknown-group-variable]",
            "    expected one of 8 variables: q, w, s, u, sex, r1, r2, r3",
            "    hint: did you mean 'sex' or 's'?",
            "people.csv: data have no variable 'ww' for the weight [unknown-weight-variable]",
            "    expected one of 8 variables: q, w, s, u, sex, r1, r2, r3",
            "    hint: did you mean 'w'?",
            "people.csv: data have no variable 'x' for the strata [unknown-strata-variable]",
            "    expected one of 8 variables: q, w, s, u, sex, r1, r2, r3",
            "people.csv: data have no variable 'y' for the psu [unknown-psu-variable]",
            "    expected one of 8 variables: q, w, s, u, sex, r1, r2, r3",
            "people.csv: data have no variable 'z' for the fpc [unknown-fpc-variable]",
            "    expected one of 8 variables: q, w, s, u, sex, r1, r2, r3",
        ],
    ),
    "margins that they lack": (
        {},
        "q",
        {"design": Design(weight="w", raked=["sex", ("s", "x")], before_raking="b")},
        [
            (
                "people.csv: data have no variable 'b' for the weight before raking "
                "[unknown-before_raking-variable]"
            ),
            "    expected one of 8 variables: q, w, s, u, sex, r1, r2, r3",
            "people.csv: data have no variable 'x' for the margins [unknown-raked-variable]",
            "    expected one of 8 variables: q, w, s, u, sex, r1, r2, r3",
        ],
    ),
    "a weight that is the question": (
        {},
        "w",
        {"weight": "w", "by": "w"},
        [
            (
                "people.csv, variable 'w': the weight is the variable of the question too "
                "[weight-is-no-weight]"
            ),
            "    expected a variable of weights alone",
            (
                "people.csv, variable 'w': the weight is the variable of the group too "
                "[weight-is-no-weight]"
            ),
            "    expected a variable of weights alone",
        ],
    ),
    "choices that do not exist": (
        {},
        "q",
        {"base": "al", "single_unit": "center", "statistics": ["mode"]},
        [
            "people.csv: 'al' is no choice of base [unknown-choice]",
            "    expected all, substantive",
            "    hint: did you mean 'all'?",
            "people.csv: 'center' is no choice of single_unit [unknown-choice]",
            "    expected error, centred, certainty",
            "    hint: did you mean 'centred'?",
            "people.csv: 'mode' is no choice of statistics [unknown-choice]",
            "    expected mean, median",
        ],
    ),
    "a code of two meanings": (
        {},
        "q",
        {"dont_know": 1, "refused": [1.0]},
        [
            "people.csv, variable 'q': code is declared to mean two things [duplicate-code]",
            "    got 1 as dont_know and as refused",
        ],
    ),
    "weights before raking without margins": (
        {},
        "q",
        {"design": Design(weight="w", before_raking="r1")},
        [
            "people.csv: weights before raking are named, but no margins [margins-missing]",
            "    hint: name them: raked=['sex', 'age']",
        ],
    ),
    "replicates beside strata": (
        {},
        "q",
        {
            "design": Design(
                weight="w",
                strata="s",
                psu="u",
                fpc="s",
                raked=["sex"],
                replicates=Replicates("r*", kind="JK1"),
            )
        },
        [
            "people.csv: design is given by replicates and otherwise [design-two-ways]",
            "    got replicates= and strata=, psu=, fpc=, raked=, expected one of them",
            "    hint: replicates hold strata, units and raking already",
        ],
    ),
    "replicates without a weight": (
        {},
        "q",
        {"design": Design(replicates=Replicates("r*", kind="JK1"))},
        [
            "people.csv: replicates need the weight that they repeat [replicates-without-weight]",
            "    hint: name it: weight='...'",
        ],
    ),
    "replicates that are none": (
        {},
        "q",
        {"design": Design(weight="w", replicates="r*")},
        [
            "people.csv: replicates are no polls.Replicates [not-replicates]",
            "    got 'r*', expected polls.Replicates(variables, kind=)",
        ],
    ),
    "a kind that does not exist": (
        {},
        "q",
        {"design": Design(weight="w", replicates=Replicates("r*", kind="brr"))},
        [
            "people.csv: 'brr' is no kind of replicates [unknown-choice]",
            "    expected BRR, Fay, JK1, JKn, JK2, bootstrap, ACS, successive-difference, other",
            "    hint: did you mean 'BRR'?",
        ],
    ),
    "some replicates that the data lack": (
        {},
        "q",
        {"design": Design(weight="w", replicates=Replicates(["r1", "r7", "r8"], kind="JK1"))},
        [
            (
                "people.csv: data have no variable 'r7' for the replicates "
                "[unknown-replicates-variable]"
            ),
            "    got 2 of 3 that are not in the data",
        ],
    ),
    "all of them": (
        {},
        "q",
        {"design": Design(weight="w", replicates=Replicates("rr*", kind="JK1"))},
        [
            (
                "people.csv: data have no variables 'rr*' for the replicates "
                "[unknown-replicates-variable]"
            ),
        ],
    ),
    "one alone": (
        {},
        "q",
        {"design": Design(weight="w", replicates=Replicates("r1", kind="JK1"))},
        [
            "people.csv: one replicate shows no spread [one-replicate]",
            "    got 1, 'r1', expected two replicates or more",
        ],
    ),
    "a factor of Fay's that is none": (
        {},
        "q",
        {"design": Design(weight="w", replicates=Replicates("r*", kind="Fay", fay=1.0))},
        [
            "people.csv: Fay's factor does not fit the kind of replicates [fay-out-of-range]",
            (
                "    got fay=1, kind 'Fay', expected a number above 0 and below 1 for the kind "
                "Fay, none for another"
            ),
        ],
    ),
    "one for another kind": (
        {},
        "q",
        {"design": Design(weight="w", replicates=Replicates("r*", kind="BRR", fay=0.5))},
        [
            "people.csv: Fay's factor does not fit the kind of replicates [fay-out-of-range]",
            (
                "    got fay=0.5, kind 'BRR', expected a number above 0 and below 1 for the kind "
                "Fay, none for another"
            ),
        ],
    ),
    "no scale of another kind": (
        {},
        "q",
        {"design": Design(weight="w", replicates=Replicates("r*", kind="other"))},
        [
            "people.csv: scale of the replicates is not stated [scale-not-stated]",
            "    got kind 'other'",
            "    hint: state it: scale=..., rscales=...",
        ],
    ),
    "no factors of a stratified jackknife": (
        {},
        "q",
        {"design": Design(weight="w", replicates=Replicates("r*", kind="JKn"))},
        [
            (
                "people.csv: stratified jackknife needs a factor for each replicate "
                "[rscales-not-stated]"
            ),
            "    expected rscales= of (n_h - 1) / n_h, as the documentation gives them",
        ],
    ),
    "too few factors, one below nothing": (
        {},
        "q",
        {
            "design": Design(
                weight="w", replicates=Replicates("r*", kind="JKn", rscales=[0.5, -0.5])
            )
        },
        [
            "people.csv: factors and replicates differ in number [rscales-other-length]",
            (
                "    got 2 factors, 3 replicates, expected one factor for each replicate, or one "
                "for all"
            ),
            "people.csv: scale of the replicates is below 0 or no number [scale-negative]",
            "    got -0.5, expected 0 or more",
        ],
    ),
    "a scale below nothing": (
        {},
        "q",
        {"design": Design(weight="w", replicates=Replicates("r*", kind="JK1", scale=-1.0))},
        [
            "people.csv: scale of the replicates is below 0 or no number [scale-negative]",
            "    got -1.0, expected 0 or more",
        ],
    ),
    "a design in two forms": (
        {},
        "q",
        {
            "weight": "w",
            "strata": "s",
            "design": Design(psu="u"),
            "codes": Codes(refused=9),
            "dont_know": 98,
        },
        [
            "people.csv: design is given in two forms [design-given-in-two-forms]",
            "    got design= and weight=, strata=, expected one of them",
            "    hint: move it inside: design=Design(weight='w', strata='s', ...)",
            "people.csv: codes is given in two forms [codes-given-in-two-forms]",
            "    got codes= and dont_know=, expected one of them",
            "    hint: move it inside: codes=Codes(dont_know=98, ...)",
        ],
    ),
    "no design and no codes": (
        {},
        "q",
        {"design": "w", "codes": {"dont_know": 98}},
        [
            "people.csv: design is no polls.Design [not-a-design]",
            (
                "    got 'w', expected polls.Design(weight=, strata=, psu=, fpc=, replicates=, "
                "raked=, before_raking=)"
            ),
            "people.csv: codes is no polls.Codes [not-a-codes]",
            "    got {'dont_know': 98}, expected polls.Codes(dont_know=, refused=, not_asked=)",
        ],
    ),
    "a list for a name": (
        {},
        "q",
        {"design": Design(weight=["w"])},
        [
            "people.csv: weight is no name of a variable [not-a-variable-name]",
            "    got ['w'], expected the name of one variable, as text",
        ],
    ),
    "a number for a name": (
        {},
        "q",
        {"strata": 3},
        [
            "people.csv: strata is no name of a variable [not-a-variable-name]",
            "    got 3, expected the name of one variable, as text",
        ],
    ),
    "replicates that are missing and no numbers": (
        PEOPLE.astype({"r1": object, "r2": object}).assign(r1=[None, "x", 1, 1, 1, 1]),
        "q",
        {"design": Design(weight="w", replicates=Replicates("r*", kind="JK1"))},
        [
            "people.csv, replicates: replicate weights are missing [replicates-missing]",
            "    got 1 (rows 1), expected every replicate of everybody",
            "people.csv, replicates: replicate weights are not numbers [replicates-not-a-number]",
            "    got 1 (rows 2), expected numbers",
        ],
    ),
}


@pytest.mark.parametrize(("given", "question", "options", "said"), SAID.values(), ids=SAID)
def test_each_fault_is_told_with_its_place_and_what_was_expected(
    given: Any, question: Any, options: dict[str, Any], said: list[str], tmp_path: Path
) -> None:
    rows = PEOPLE.assign(**given) if isinstance(given, dict) else given
    assert told(rows, question, tmp_path, **options) == said
