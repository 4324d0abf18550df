"""Exports of survey platforms: rows of heads are no respondents."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import polls
from polls.files.opened import OpenedFile
from polls.microdata.exports import heads_of
from polls.readers.registry import recognise

pytestmark = pytest.mark.filterwarnings("ignore::polls.ProblemsWarning")
SURVEYMONKEY = """\
Respondent ID,How often?,Which of these?,,,Rate each,,How old?,,
,Response,Television,Papers,Other (please specify),Price,Quality,18-29,30-44,45+
101,Often,Television,,,4,5,18-29,,
102,Never,Television,Papers,,3,2,,30-44,
103,Often,,Papers,Radio,1,2,,,45+
104,Often,,,,5,5,,,45+
"""


def shares(path: Path, variable: str, **hints: object) -> dict[str, float]:
    read = polls.read(path, variable=variable, fieldwork="5 March 2024", country="US", **hints)
    whole = read[read["group"] == "all"]
    return {
        text: round(float(share), 4)
        for text, share in zip(whole["answer_text"], whole["share"], strict=True)
    }


@pytest.fixture
def surveymonkey(tmp_path: Path) -> Path:
    path = tmp_path / "export.csv"
    path.write_text(SURVEYMONKEY, encoding="utf-8")
    return path


@pytest.fixture
def qualtrics(tmp_path: Path) -> Path:
    def head(name: str) -> str:
        text = json.dumps({"ImportId": name}).replace('"', '""')
        return f'"{text}"'

    path = tmp_path / "export.csv"
    path.write_text(
        "StartDate,EndDate,ResponseId,Q1,weight\n"
        'Start Date,End Date,Response ID,"Is it too high,\nor too low?",weight\n'
        + ",".join(map(head, ("startDate", "endDate", "_recordId", "QID1", "weight")))
        + "\n2024-03-03 10:00:00,2024-03-03 10:05:00,R_1,Too high,1.0\n"
        "2024-03-03 11:00:00,2024-03-03 11:05:00,R_2,Too low,1.2\n"
        "2024-03-04 11:00:00,2024-03-04 11:05:00,R_3,Too high,0.8\n"
        "2024-03-05 11:00:00,2024-03-05 11:05:00,R_4,Too high,1.0\n",
        encoding="utf-8",
    )
    return path


def test_three_rows_of_heads_are_no_respondents(qualtrics: Path) -> None:
    assert recognise(OpenedFile(qualtrics)).name == "microdata"
    assert shares(qualtrics, "Q1") == {"Too high": 0.75, "Too low": 0.25}
    assert shares(qualtrics, "Q1", weight="weight") == {"Too high": 0.7, "Too low": 0.3}
    read = polls.tabulate(qualtrics, "Q1", start="2024-03-03", end="2024-03-05", country="US")
    assert set(read["question_text"]) == {"Is it too high,\nor too low?"}
    assert read["n"].tolist() == [4, 4]


def test_a_question_over_several_columns_is_one_variable_where_one_answer_is_chosen(
    surveymonkey: Path,
) -> None:
    assert recognise(OpenedFile(surveymonkey)).name == "microdata"
    assert shares(surveymonkey, "How often?") == {"Never": 0.25, "Often": 0.75}
    assert shares(surveymonkey, "How old?") == {"18-29": 0.25, "30-44": 0.25, "45+": 0.5}
    read = polls.read(
        surveymonkey, variable="How often?", by=["How old?"], fieldwork="5 March 2024", country="US"
    )
    old = read[(read["group"] != "all") & (read["n"] == 2)]
    assert dict(zip(old["answer_text"], old["share"], strict=True)) == {"Never": 0.0, "Often": 1.0}


def test_a_question_of_several_answers_is_a_set_and_items_are_questions(surveymonkey: Path) -> None:
    assert shares(surveymonkey, "Which of these?") == {
        "Television": 0.6667, "Papers": 0.6667, "Other (please specify)": 0.3333,
    }  # fmt: skip
    assert shares(surveymonkey, "Rate each: Price") == {"1": 0.25, "3": 0.25, "4": 0.25, "5": 0.25}


OWN_WORDS = """\
Respondent ID,Which party?,,What matters?,,,Rate each,,
,Response,Other (please specify),Jobs,Rent,Other (please specify),Price,Other,Colour
101,Labour,,Jobs,,,4,5,5
102,,The Greens,,,Bees,3,2,2
103,,My cat,,Rent,,1,2,2
104,Labour,,,,Trees,5,5,4
105,Labour,Sometimes,,Rent,,5,5,4
"""


def test_what_people_wrote_under_other_is_one_answer_and_said_to_be(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text(OWN_WORDS, encoding="utf-8")
    other = "Other (please specify)"
    with pytest.warns(polls.ProblemsWarning) as said:
        assert shares(path, "Which party?") == {"Labour": 0.6, other: 0.4}
    problems = [p for w in said for p in w.message.problems if p.code == "own-words-joined"]
    assert [(p.got, p.place.item) for p in problems] == [(repr(other), "variable 'Which party?'")]
    assert shares(path, "What matters?") == {"Jobs": 0.2, "Rent": 0.4, other: 0.4}
    assert shares(path, f"Which party?: {other}") == {other: 1}
    assert shares(path, "Rate each: Other") == {"2": 0.4, "5": 0.6}  # an item of a grid


def test_columns_of_one_name_are_told_apart_and_other_files_are_left_alone() -> None:
    heads = heads_of([["Respondent ID", "Why?", "Why?"], ["", "Response", "Response"], ["1"]])
    assert heads is not None
    assert heads.names == ("Respondent ID", "Why?", "Why? (2)")
    assert heads_of([["Respondent ID", "Why?"], ["7", "Because"], ["8", "So"]]) is None


@pytest.mark.parametrize("rows", [[[], ["", "Yes"]], [["Respondent ID", "Why?"], []]])
def test_empty_first_rows_are_no_export(rows: list[list[str]]) -> None:
    assert heads_of(rows) is None
    assert heads_of([["id", "q"], ["", "Response"]]) is None
    assert heads_of([]) is None


def test_heads_are_read_in_the_encoding_that_is_declared(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("Respondent ID,Où\n,Response\n1,Café\n2,Thé\n", encoding="mac_roman")
    readings = polls.tabulate(path, "Où", encoding="mac_roman")
    assert dict(zip(readings["answer_text"], readings["share"], strict=True)) == {
        "Café": 0.5, "Thé": 0.5,
    }  # fmt: skip
