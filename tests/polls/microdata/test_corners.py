"""Corners of microdata: recodes of recodes, heads that repeat names, faults that hide others."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import polls
from polls.microdata.differences import _width
from tests.writers.survey_writer import PEOPLE, told


def test_a_variable_that_a_recode_made_may_be_recoded_after_others() -> None:
    table = pd.DataFrame(
        {
            "variable": ["q", "s", "x"],
            "from": "else",
            "into": ["x", "y", "z"],
            "code": ["1", "2", "3"],
        }
    )
    found = polls.tabulate(PEOPLE, "z", by="y", recodes=table)
    assert found["answer"].tolist() == ["3", "3"]


def test_names_that_an_export_repeats_leave_its_heads_no_respondents(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    mark = '"{""ImportId"":""a""}"'
    path.write_text(f"Q1,Q2,Q2\nHow?,a,b\n{mark},{mark},{mark}\nYes,1,2\nNo,1,2\nNo,1,2\n")
    with pytest.warns(polls.ProblemsWarning, match="variable-repeated"):
        found = polls.tabulate(path, "Q1")
    assert found[["answer", "n"]].to_numpy().tolist() == [["no", 3.0], ["yes", 3.0]]


def test_of_a_population_that_varies_nothing_else_is_said(tmp_path: Path) -> None:
    rows = PEOPLE.assign(f=[2, 4, 2, 2, 2, 2])
    said = told(rows, "q", tmp_path, strata="s", psu="u", fpc="f")
    assert [line for line in said if "[" in line] == [
        "people.csv, variable 'f', stratum 1: finite population differs within a stratum "
        "[fpc-varies]"
    ]


def test_a_missing_stratum_hides_no_lone_unit_of_another(tmp_path: Path) -> None:
    rows = PEOPLE.assign(s=[None, 1, 1, 3, 2, 2])
    said = told(rows, "q", tmp_path, strata="s", psu="u")
    assert [line.strip() for line in said if "rows 1" in line or "got stratum" in line] == [
        "got 1 (rows 1), expected a stratum for every respondent",
        "got stratum 3, expected two units or more",
    ]


@pytest.mark.parametrize(
    ("answer", "note", "width"),
    [
        ("mean", "mean 2, on the scale 1 to 5", 4.0),
        ("median", "median 2, on the scale -1 to 1", 2.0),
        ("mean", "mean 3, on the scale 3 to 3", 1.0),
        ("yes", "", 1.0),
    ],
)
def test_a_scale_is_as_wide_as_its_ends_are_apart(answer: str, note: str, width: float) -> None:
    assert _width(pd.Series({"answer": answer, "note": note})) == width
