"""What is said of questions, codes, labels and recodes that cannot be, word for word."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from polls import Multiple
from tests.writers.survey_writer import PEOPLE, told

SAID: dict[str, tuple[Any, Any, dict[str, Any], list[str]]] = {
    "labels without codes": (
        {},
        "q",
        {"labels": {"q": ["Yes", "No"]}},
        [
            (
                "people.csv, variable 'q': labels are not given as codes with their labels "
                "[labels-not-paired]"
            ),
            (
                "    got ['Yes', 'No'], expected {variable: {code: label}} or {variable: [(code, "
                "label), ...]}"
            ),
        ],
    ),
    "labels of no variable": (
        {},
        "q",
        {"labels": "q"},
        [
            "people.csv: labels are not given as codes with their labels [labels-not-paired]",
            "    got 'q', expected {variable: {code: label}} or {variable: [(code, label), ...]}",
        ],
    ),
    "labels of variables that the data lack": (
        {},
        "q",
        {"labels": {"qq": {1: "Yes"}, "zz": {1: "x"}}},
        [
            "people.csv: data have no variable 'qq' for the label [unknown-label-variable]",
            "    expected one of 8 variables: q, w, s, u, sex, r1, r2, r3",
            "    hint: did you mean 'q'?",
            "people.csv: data have no variable 'zz' for the label [unknown-label-variable]",
            "    expected one of 8 variables: q, w, s, u, sex, r1, r2, r3",
        ],
    ),
    "an option that does not exist": (
        {},
        "q",
        {"wieght": "w"},
        [
            "people.csv: tabulate takes no option 'wieght' [unknown-option]",
            (
                "    expected country, pollster, mode, start, end, published, date_precision, "
                "question_text, lang, source, strata, psu, fpc, dont_know, refused, not_asked, "
                "data, question, weight, design, codes, by, base, labels, recodes, nets, "
                "statistics, wave, single_unit, encoding, chunk_rows"
            ),
            "    hint: did you mean 'weight'?",
        ],
    ),
    "one id for two questions": (
        {},
        ["q", "sex"],
        {"question_id": "x", "question_text": "How?"},
        [
            (
                "people.csv: question_id='x' has no effect with several questions "
                "[option-without-effect]"
            ),
            "    hint: tabulate each alone, or leave it out",
        ],
    ),
    "an id of a question that is not asked": (
        {},
        "q",
        {"question_id": {"x": "y"}},
        [
            "people.csv: question_id names no question that is asked [unknown-question]",
            "    got 'x', expected q",
        ],
    ),
    "a pattern that fits no variable": (
        {},
        Multiple("n_*"),
        {},
        [
            (
                "people.csv: data have no variables 'n_*' for the question "
                "[unknown-question-variable]"
            ),
        ],
    ),
    "variables of several that the data lack": (
        {},
        Multiple(["r1", "n2"], asked="zz"),
        {},
        [
            "people.csv: data have no variable 'n2' for the question [unknown-question-variable]",
            "    expected one of 8 variables: q, w, s, u, sex, r1, r2, r3",
            "people.csv: data have no variable 'zz' for the question [unknown-question-variable]",
            "    expected one of 8 variables: q, w, s, u, sex, r1, r2, r3",
        ],
    ),
    "a code of two meanings in several": (
        {},
        Multiple(["r1", "r2"], counted=1),
        {"dont_know": 2, "refused": 2},
        [
            "people.csv, variable 'r1': code is declared to mean two things [duplicate-code]",
            "    got 2 as dont_know and as refused",
        ],
    ),
    "a table of readings": (
        pd.DataFrame({"question": ["a"], "Answer ": ["b"], "share": [0.4]}),
        "answer",
        {},
        [
            "people.csv: data hold readings, a row for each published number [not-microdata]",
            "    expected a row for each respondent",
            "    hint: polls.read reads them",
        ],
    ),
    "a table of percents and counts": (
        pd.DataFrame({"answer": ["a", "b", "c"], "Percent": [40, 30, 30], "n": [1, 2, 3]}),
        "answer",
        {},
        [
            (
                "people.csv, variable 'Percent': data hold percents of answers, not respondents "
                "[percents-given]"
            ),
            "    got 3 rows, each an answer of its own, expected a row for each respondent",
            "    hint: polls.read reads tables of results",
            (
                "people.csv, variable 'n': data hold counts of answers, not respondents "
                "[counts-given]"
            ),
            "    got 3 rows, each an answer of its own, expected a row for each respondent",
            "    hint: polls.read reads tables of results",
        ],
    ),
    "too many answers": (
        pd.DataFrame({"q": range(300)}),
        "q",
        {},
        [
            (
                "people.csv, variable 'q': variable has too many answers to be a question "
                "[too-many-answers]"
            ),
            "    got 300 different values, expected at most 200",
            "    hint: for a mean or median of numbers ask statistics=['mean', 'median']",
        ],
    ),
    "nets of codes that nobody gave": (
        {},
        "q",
        {"nets": {"Both": [1, 7], "None": []}},
        [
            (
                "people.csv, variable 'q': net 'Both' is of a code that no label knows and nobody "
                "gave [net-of-unknown-codes]"
            ),
            "    got 7, expected 1, 2",
            (
                "people.csv, variable 'q': net 'None' is of a code that no label knows and nobody "
                "gave [net-of-unknown-codes]"
            ),
            "    got no code, expected 1, 2",
        ],
    ),
    "a scale of words": (
        {"q": ["a", "b", "c", "d", "e", "f"]},
        "q",
        {"statistics": "mean"},
        [
            "people.csv, variable 'q': scale has answers that are no numbers [scale-not-numbers]",
            "    got a, b, c, d, e, expected codes as numbers",
            (
                "    hint: give them numbers by recodes=, or name them in dont_know=, refused=, "
                "not_asked="
            ),
        ],
    ),
    "declared codes that nobody gave": (
        {},
        "q",
        {"dont_know": 98, "refused": 99, "not_asked": 97},
        [
            (
                "people.csv, variable 'q': nobody gave the code that is declared to mean don't "
                "know [code-never-given]"
            ),
            "    got '98', expected 1, 2",
            (
                "people.csv, variable 'q': nobody gave the code that is declared to mean a refusal "
                "[code-never-given]"
            ),
            "    got '99', expected 1, 2",
            (
                "people.csv, variable 'q': nobody gave the code that is declared to mean not asked "
                "[code-never-given]"
            ),
            "    got '97', expected 1, 2",
        ],
    ),
    "answers without a label": (
        pd.DataFrame({"q": [1, 2, 3, 7]}),
        "q",
        {"labels": {"q": {1: "Yes", 2: "No", 3: "Perhaps"}}},
        [
            (
                "people.csv, variable 'q': answers were given that no label knows "
                "[code-without-label]"
            ),
            "    got 7, expected 1, 2, 3",
            "    hint: label them, or name them in dont_know=, refused= or not_asked=",
        ],
    ),
    "recodes that are no table": (
        {},
        "q",
        {"recodes": 3},
        [
            "people.csv: recodes are no table [recodes-no-table]",
            "    got 3, expected a frame or a CSV",
        ],
    ),
    "recodes without a column": (
        {},
        "q",
        {"recodes": pd.DataFrame({"variable": ["q"], "from": [1]})},
        [
            "people.csv: recodes lack a column [recodes-columns]",
            "    got 'code', expected variable, from, to, into, code, label",
        ],
    ),
    "recodes with an unknown column": (
        {},
        "q",
        {"recodes": pd.DataFrame({"variable": ["q"], "from": [1], "code": [1], "lable": ["a"]})},
        [
            "people.csv: recodes have an unknown column [recodes-columns]",
            "    got 'lable', expected variable, from, to, into, code, label",
            "    hint: did you mean 'label' or 'variable'?",
        ],
    ),
    "recodes of a variable that the data lack": (
        {},
        "q",
        {"recodes": pd.DataFrame({"variable": ["qq"], "from": [1], "code": [1]})},
        [
            "people.csv, recodes: data have no variable 'qq' to recode [unknown-recoded-variable]",
            "    expected one of 8 variables: q, w, s, u, sex, r1, r2, r3",
            "    hint: did you mean 'q'?",
        ],
    ),
    "recodes of two sources": (
        {},
        "q",
        {
            "recodes": pd.DataFrame(
                {"variable": ["q", "s"], "from": [1, 1], "into": ["z", "z"], "code": [1, 1]}
            )
        },
        [
            "people.csv, recodes: a variable is made of two others [recodes-two-sources]",
            "    got q, s, expected one source of 'z'",
        ],
    ),
    "recodes with two labels": (
        {},
        "q",
        {
            "recodes": pd.DataFrame(
                {"variable": ["q", "q"], "from": [1, 2], "code": [1, 1], "label": ["a", "b"]}
            )
        },
        [
            "people.csv, recodes: a new code has two labels [recodes-two-labels]",
            "    got code 1 of 'q', expected one label",
        ],
    ),
    "ranges that overlap": (
        {},
        "q",
        {
            "recodes": pd.DataFrame(
                {"variable": ["q", "q"], "from": [1, 2], "to": [2, 3], "code": [1, 2]}
            )
        },
        [
            "people.csv, recodes: ranges of recodes overlap [recodes-overlap]",
            "    got 2 of 'q' twice",
        ],
    ),
    "a code that no row takes": (
        {},
        "q",
        {"recodes": pd.DataFrame({"variable": ["q"], "from": [1], "code": [1]})},
        [
            "people.csv, variable 'q': no row of the recodes takes a code of 'q' [recodes-gap]",
            "    got 2, expected a row for every code that is given",
            "    hint: add a row for 2, or one whose `from` is `else`",
        ],
    ),
    "a country and dates that cannot be": (
        {},
        "q",
        {"start": "2024-02-01", "end": "2024-01-01", "country": "XX"},
        [
            (
                "people.csv, variable q (XX/q/1/all/all 2024-02-01): unknown country "
                "[unknown-country]"
            ),
            "    got 'XX', expected an ISO 3166-1 alpha-2 code",
            (
                "people.csv, variable q (XX/q/1/all/all 2024-02-01): fieldwork ends before it "
                "starts [end-before-start]"
            ),
            "    got 2024-02-01 to 2024-01-01 (day)",
            "    hint: are the dates swapped?",
        ],
    ),
}


@pytest.mark.parametrize(("given", "question", "options", "said"), SAID.values(), ids=SAID)
def test_each_fault_is_told_with_its_place_and_what_was_expected(
    given: Any, question: Any, options: dict[str, Any], said: list[str], tmp_path: Path
) -> None:
    rows = PEOPLE.assign(**given) if isinstance(given, dict) else given
    assert told(rows, question, tmp_path, **options) == said
