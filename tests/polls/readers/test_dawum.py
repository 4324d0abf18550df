"""The file of dawum.de: numbers of parties, firms and parliaments become their names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from polls.errors import ProblemsError
from polls.ingest import Examination, examine

PARTS: dict[str, Any] = {
    "Database": {"Author": "A", "Last_Update": "2024-03-10"},
    "Parliaments": {
        "0": {"Shortcut": "Bundestag", "Name": "Bundestag", "Election": "Bundestagswahl"},
        "2": {"Shortcut": "Bayern", "Name": "Landtag", "Election": "Landtagswahl in Bayern"},
    },
    "Institutes": {"5": {"Name": "Forsa"}},
    "Taskers": {"1": {"Name": "Der Bote"}},
    "Methods": {"1": {"Name": "Telefon"}, "3": {"Name": "Telefon & Online"}},
    "Parties": {
        "0": {"Shortcut": "Sonstige", "Name": "Sonstige"},
        "1": {"Shortcut": "ROT", "Name": "Rote Partei"},
        "2": {"Shortcut": "BLAU", "Name": "Blaue Partei"},
    },
}
SURVEY: dict[str, Any] = {
    "Date": "2024-03-08",
    "Survey_Period": {"Date_Start": "2024-03-05", "Date_End": "2024-03-07"},
    "Surveyed_Persons": "1201",
    "Parliament_ID": "0",
    "Institute_ID": "5",
    "Tasker_ID": "1",
    "Method_ID": "1",
    "Results": {"1": 30.5, "2": 15, "0": 54.5},
}


def read(tmp_path: Path, *surveys: dict[str, Any], **parts: Any) -> Examination:
    numbered = {str(3000 + place): {**SURVEY, **survey} for place, survey in enumerate(surveys)}
    path = tmp_path / "dawum.json"
    path.write_text(json.dumps({**PARTS, **parts, "Surveys": numbered}))
    return examine(path)


def errors(found: Examination) -> list[tuple[str, str]]:
    return [(p.code, p.place.item) for p in found.problems if p.severity == "error"]


def test_a_survey_is_read_with_the_names_of_its_numbers(tmp_path: Path) -> None:
    found = read(tmp_path, {})
    assert errors(found) == []
    readings = found.readings
    assert readings["answer_text"].tolist() == ["ROT", "BLAU", "Sonstige"]
    assert readings["share"].tolist() == [0.305, 0.15, 0.545]
    assert readings["precision"].tolist() == [0.005] * 3
    first = readings.iloc[0]
    named = first[["country", "pollster", "client", "mode", "question", "group", "n"]].tolist()
    assert named == ["DE", "Forsa", "Der Bote", "phone", "voting_intention", "all", 1201]
    dates = [f"{first[name]:%Y-%m-%d}" for name in ("start", "end", "published")]
    assert dates == ["2024-03-05", "2024-03-07", "2024-03-08"]


def test_polls_of_a_land_are_of_its_people_and_its_election(tmp_path: Path) -> None:
    first = read(tmp_path, {"Parliament_ID": "2", "Surveyed_Persons": "0"}).readings.iloc[0]
    assert first[["group_by", "group"]].tolist() == ["area", "Bayern"]
    assert first["question"] == "voting_intention_landtagswahl_in_bayern"
    assert first["n"] != first["n"]


@pytest.mark.parametrize(
    ("results", "precision"), [({"1": 30, "2": 70}, 0.01), ({"1": 30.1, "2": 69.9}, 0.001)]
)
def test_the_finest_digit_is_the_step_of_all(
    tmp_path: Path, results: dict[str, float], precision: float
) -> None:
    readings = read(tmp_path, {"Results": results}).readings
    assert readings["precision"].tolist() == [precision] * 2


@pytest.mark.parametrize(
    ("survey", "code"),
    [
        ({"Results": {"9": 50, "1": 50}}, "unknown-number"),
        ({"Institute_ID": "77"}, "unknown-number"),
        ({"Results": {"1": 130}}, "not-a-share"),
        ({"Results": {"1": "many"}}, "not-a-share"),
        ({"Results": []}, "survey-without-results"),
        ({"Survey_Period": "March", "Date": 5}, "malformed-field"),
        ({"Date": "2024-02-31"}, "malformed-field"),
        ({"Survey_Period": {"Date_Start": "March"}}, "malformed-field"),
    ],
)
def test_what_is_wrong_is_named_with_its_survey(
    tmp_path: Path, survey: dict[str, Any], code: str
) -> None:
    assert errors(read(tmp_path, {}, survey)) == [(code, "survey 3001")]


def test_entries_of_another_shape_name_nothing(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError) as caught:
        read(tmp_path, {}, Institutes={"5": "Forsa"}, Methods=[])
    assert {problem.code for problem in caught.value.problems} == {"unknown-number"}


def test_numbers_without_names_are_one_problem(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError) as caught:
        read(tmp_path, {}, Parties=None)
    assert [problem.code for problem in caught.value.problems] == ["numbers-not-named"]
