"""None, NA and null as answers, groups, pollsters and countries: words, never missing values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import polls
from polls.errors import Problem
from polls.ingest import examine

WITH_NAMIBIA = replace(polls.codebook(), countries={**polls.codebook().countries, "NA": "Namibia"})
WORDS = ["None", "NA", "null", "NaN"]
WRITERS: dict[str, Callable[[pd.DataFrame, Path], None]] = {
    "csv": lambda frame, path: frame.to_csv(path, index=False, sep=";"),
    "xlsx": lambda frame, path: frame.to_excel(path, index=False),
    "parquet": lambda frame, path: frame.to_parquet(path, index=False),
}


def errors_of(problems: tuple[Problem, ...]) -> list[Problem]:
    return [problem for problem in problems if problem.severity == "error"]


@pytest.mark.parametrize("ending", WRITERS)
def test_stay_what_they_are_in_tidy_files(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"readings.{ending}"
    tidy = pd.DataFrame(
        {
            "country": "NA",
            "pollster": "None",
            "question": "q",
            "answer": WORDS,
            "group_by": "party",
            "group": "None",
            "start": "2024-01-07",
            "share": ["0.4", "0.3", "0.2", "0.1"],
        }
    )
    WRITERS[ending](tidy, path)
    found = examine(path, book=WITH_NAMIBIA)
    assert found.reader == "readings"
    assert errors_of(found.problems) == []
    columns = ["country", "pollster", "answer", "group"]
    assert found.readings[columns].to_numpy().tolist() == [
        ["NA", "None", word, "None"] for word in WORDS
    ]


@pytest.mark.parametrize("ending", WRITERS)
def test_stay_what_they_are_in_wide_tables(ending: str, tmp_path: Path) -> None:
    path = tmp_path / f"waves.{ending}"
    wide = pd.DataFrame(
        {
            "date": ["2024-01-07", "2024-02-07"],
            "country": "NA",
            "pollster": "None",
            "group": ["None", "NA"],
            **dict(zip(WORDS, ["40 %", "30 %", "20 %", "10 %"], strict=True)),
        }
    )
    WRITERS[ending](wide, path)
    found = examine(path, question="q", book=WITH_NAMIBIA)
    assert found.reader == "poll-table"
    assert errors_of(found.problems) == []
    assert found.readings["country"].eq("NA").all()
    assert found.readings["pollster"].eq("None").all()
    assert found.readings["group"].tolist() == ["none"] * 4 + ["na"] * 4
    assert found.readings["answer_text"].tolist() == WORDS * 2


def test_are_named_where_a_share_is_expected_and_missing_values_are_not(tmp_path: Path) -> None:
    path = tmp_path / "waves.parquet"
    wide = pd.DataFrame(
        {
            "date": ["2024-01-07", "2024-02-07", "2024-03-07"],
            "Yes": pd.array([40, pd.NA, 41], dtype="Int64"),
            "No": pd.Series(["60", None, "59"], dtype=object),
            "Perhaps": ["1 %", "1 %", "none"],
        }
    )
    wide.to_parquet(path)
    found = examine(path, country="GB", pollster="YouGov", question="q")
    unread = errors_of(found.problems)
    assert [(problem.code, problem.got) for problem in unread] == [("not-a-share", "'none'")]
    assert found.readings.query("answer == 'yes'")["share"].tolist() == [0.4, 0.41]
