"""From a label nobody knows to a mapped reading: scan, complete, check, read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import polls
from polls.errors import ProblemsError
from polls.ingest import examine

HINTS: dict[str, Any] = {"country": "GB", "pollster": "Ipsos MORI", "lang": "en"}


@pytest.fixture
def waves(tmp_path: Path) -> Path:
    path = tmp_path / "waves.csv"
    path.write_text("date,group,Far too high,About rigth\n2024-01-07,Dog owners,59%,21%\n")
    return path


@pytest.fixture
def crosswalk(tmp_path: Path) -> Any:
    def written(rows: pd.DataFrame) -> Path:
        path = tmp_path / "crosswalk.csv"
        rows.to_csv(path, index=False)
        return path

    return written


def codes(error: pytest.ExceptionInfo[ProblemsError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def test_unknown_labels_become_rows_with_the_nearest_known_ones(waves: Path) -> None:
    rows = polls.scan(waves, question="level10y", **HINTS).set_index("label")
    assert rows.index.tolist() == ["Far too high", "About rigth", "Dog owners"]
    assert rows["kind"].tolist() == ["answer", "answer", "group"]
    assert rows.loc["About rigth", "nearest"].startswith("about_right (About right)")
    assert "too_high (Too high)" in rows.loc["Far too high", "nearest"]
    assert (rows["id"] == "").all()
    assert (rows["pollster"] == "Ipsos").all(), "the house under its present name"


def test_completed_rows_map_the_labels_and_scan_falls_silent(waves: Path, crosswalk: Any) -> None:
    rows = polls.scan(waves, question="level10y", **HINTS)
    rows["id"] = ["too_high", "about_right", "household/Dog owners"]
    path = crosswalk(rows)
    assert polls.scan(waves, crosswalk=path, question="level10y", **HINTS).empty
    readings = polls.read(waves, crosswalk=path, question="level10y", **HINTS)
    assert readings["answer"].tolist() == ["too_high", "about_right"]
    assert set(readings["group_by"] + "/" + readings["group"]) == {"household/Dog owners"}


def test_a_new_question_and_its_answers_are_named_in_one_go(waves: Path, crosswalk: Any) -> None:
    text = "Do you think the number is far too high, or about right?"
    rows = polls.scan(waves, question_text=text, **HINTS)
    rows["id"] = rows["label"].map(
        {text: "number_now", "Far too high": "far", "About rigth": "right", "Dog owners": "pet/dog"}
    )
    readings = polls.read(waves, crosswalk=crosswalk(rows), question_text=text, **HINTS)
    assert set(readings["question"]) == {"number_now"}
    assert readings["answer"].tolist() == ["far", "right"]


def test_without_a_row_the_slug_of_the_text_stands_in(waves: Path) -> None:
    readings = examine(waves, question="level10y", **HINTS).readings
    assert readings["answer"].tolist() == ["far_too_high", "about_rigth"]
    assert readings["answer_text"].tolist() == ["Far too high", "About rigth"]


def test_rows_left_incomplete_or_impossible_are_all_named_with_their_lines(
    waves: Path, crosswalk: Any
) -> None:
    rows = polls.scan(waves, question="level10y", **HINTS)
    rows["id"] = ["too_high", "", "dogs"]
    extra = {"kind": "contry", "label": "Spanien", "id": "ES"}
    wrong = {"kind": "country", "label": "Spanien", "id": "SP"}
    path = crosswalk(pd.concat([rows, pd.DataFrame([extra, wrong])]).fillna(""))
    with pytest.raises(ProblemsError) as raised:
        polls.read(waves, crosswalk=path, question="level10y", **HINTS)
    assert codes(raised) == [
        "crosswalk-incomplete",
        "group-id",
        "unknown-kind",
        "unknown-country",
    ]
    assert [problem.place.line for problem in raised.value.problems] == [3, 4, 5, 6]


def test_a_crosswalk_without_its_columns_says_which(waves: Path, crosswalk: Any) -> None:
    path = crosswalk(pd.DataFrame({"kind": [], "lable": [], "id": []}))
    with pytest.raises(ProblemsError, match="did you mean 'lable'"):
        polls.read(waves, crosswalk=path, **HINTS)


def test_an_unknown_hint_is_named_with_the_nearest(waves: Path) -> None:
    with pytest.raises(ProblemsError, match="did you mean 'country'"):
        polls.read(waves, cuntry="GB")


def test_a_changed_wording_is_reported_with_both_texts(tmp_path: Path) -> None:
    path = tmp_path / "waves.csv"
    path.write_text(
        "date,question text,Too high\n"
        "2024-01-07,Is it too high?,59%\n"
        "2024-02-04,Is it too high now?,60%\n"
    )
    problems = examine(path, question="level10y", **HINTS).problems
    (changed,) = (problem for problem in problems if problem.code == "wording-changed")
    assert changed.got == "'Is it too high now?'"
    assert changed.expected == "as before: 'Is it too high?'"


@pytest.mark.parametrize(
    ("banner", "label", "group"),
    [
        ("Vote in 2017 GE", "Con", "vote2017/Conservative"),
        ("Gender", "Male", "sex/Male"),
        ("Age", "18-24", "age/18-24"),
        ("Age", "Total", "all/all"),
        ("Age", "103+", "age/103+"),
        ("Hair", "Red", "hair/red"),
        ("", "ABC1", "social_grade/ABC1"),
        ("", "", "all/all"),
    ],
)
def test_a_group_is_known_by_its_heading_and_label(
    tmp_path: Path, banner: str, label: str, group: str
) -> None:
    path = tmp_path / "rows.csv"
    row = {
        "question": "q",
        "answer": "a",
        "start": "2024-01-07",
        "share": "0.5",
        "banner_text": banner,
        "group_text": label,
    }
    pd.DataFrame([row]).to_csv(path, index=False)
    found = examine(path, **HINTS).readings.iloc[0]
    assert f"{found['group_by']}/{found['group']}" == group


def test_a_country_code_that_its_name_contradicts_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text(
        "question,answer,start,share,country,country_text\n"
        "q,a,2024-01-07,0.5,SE,Spain\nq,a,2024-01-07,0.4,ES,Sweden\n"
    )
    problems = examine(path, pollster="YouGov").problems
    swapped = [problem for problem in problems if problem.code == "country-swapped"]
    assert [problem.got for problem in swapped] == ["SE for 'Spain'", "ES for 'Sweden'"]
