"""`polls.read` and `polls.scan` on SPSS and Stata files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import polls
from polls import ProblemsError
from polls.files.opened import OpenedFile
from polls.readers.registry import recognise
from tests.writers.survey_writer import respondents, write_spss, write_stata

HINTS: dict[str, Any] = {
    "variable": "q",
    "weight": "w",
    "strata": "stratum",
    "psu": "unit",
    "by": ["region"],
    "fieldwork": "3-5 March 2024",
    "country": "GB",
    "pollster": "YouGov",
}


@pytest.fixture(params=["sav", "dta"])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    write = write_spss if request.param == "sav" else write_stata
    return write(respondents(), tmp_path / f"survey.{request.param}")


@pytest.mark.filterwarnings("ignore::polls.ProblemsWarning")
def test_a_file_of_respondents_is_read_as_tabulated(path: Path) -> None:
    read = polls.read(path, base="substantive", **HINTS)
    tabulated = polls.tabulate(
        path,
        "q",
        by="region",
        weight="w",
        strata="stratum",
        psu="unit",
        base="substantive",
        country="GB",
        pollster="YouGov",
        start="2024-03-03",
        end="2024-03-05",
    )
    pd.testing.assert_frame_equal(read, tabulated)
    assert recognise(OpenedFile(path)).name == "microdata"


def test_labels_that_the_codebook_does_not_know_are_listed(path: Path) -> None:
    listed = polls.scan(path, **HINTS)
    assert {"Too high", "Refused"} <= set(listed.query("kind == 'answer'")["label"])


def test_the_variable_and_the_dates_are_asked_for_at_once(path: Path) -> None:
    with pytest.raises(ProblemsError) as caught:
        polls.read(path)
    assert [problem.code for problem in caught.value.problems] == [
        "variable-missing",
        "fieldwork-missing",
    ]
    assert "q, region, w, stratum, unit" in caught.value.problems[0].expected


def test_all_that_is_wrong_with_the_hints_is_said_at_once(path: Path) -> None:
    with pytest.raises(ProblemsError) as caught:
        polls.read(path, **{**HINTS, "weight": "weight", "fieldwork": "soon", "base": "everyone"})
    assert [problem.code for problem in caught.value.problems] == [
        "unreadable-fieldwork",
        "unknown-weight-variable",
        "unknown-choice",
    ]
