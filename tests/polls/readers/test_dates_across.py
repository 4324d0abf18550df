"""Tables with a column for each wave: answers down, dates across, in any file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from polls.files.opened import OpenedFile
from polls.ingest import Examination, examine
from polls.readers.registry import recognise
from tests.writers.tracker_workbook import write_workbook

HINTS = {"country": "GB", "pollster": "Ipsos", "question": "level10y", "lang": "en"}
WAVES = ",7 Jan 2024,11 Feb 2024\n"


@pytest.fixture
def table(tmp_path: Path) -> Iterator[Any]:
    def examined(text: str, **hints: Any) -> Examination:
        path = tmp_path / "waves.csv"
        path.write_text(text)
        return examine(path, **{**HINTS, **hints})

    yield examined


def numbers(found: Examination) -> list[tuple[str, str, float, float]]:
    rows = found.readings
    days = rows["start"].dt.strftime("%Y-%m-%d")
    return list(zip(rows["answer"], days, rows["share"], rows["n"], strict=True))


def test_each_number_is_a_reading_of_its_wave_with_the_base_below_it(table: Any) -> None:
    found = table(WAVES + 'Too high,59%,58%\nToo low,11%,12%\nSample size,"1,500",1510\n')
    assert numbers(found) == [
        ("too_high", "2024-01-07", 0.59, 1500),
        ("too_high", "2024-02-11", 0.58, 1510),
        ("too_low", "2024-01-07", 0.11, 1500),
        ("too_low", "2024-02-11", 0.12, 1510),
    ]
    assert found.readings["locator"].tolist()[1:3] == ["line 2, 11 Feb 2024", "line 3, 7 Jan 2024"]


@pytest.mark.parametrize(
    ("heads", "first", "last"),
    [
        ("Jan-24,Feb-24", "2024-02-01", "2024-02-29"),
        ("Q1 2023,Q2 2023", "2023-04-01", "2023-06-30"),
        ("2019,2021", "2021-01-01", "2021-12-31"),
        ("2024-01-07,2024-02-07", "2024-02-07", "2024-02-07"),
        ("ene-24,feb-24", "2024-02-01", "2024-02-29"),
    ],
)
def test_heads_are_days_months_quarters_or_years(
    table: Any, heads: str, first: str, last: str
) -> None:
    rows = table(f"answer,{heads}\nToo high,59%,58%\nToo low,11%,12%\n").readings
    assert (str(rows["start"][1].date()), str(rows["end"][1].date())) == (first, last)


@pytest.mark.parametrize("heads", ["7 Jan 2024,11 Feb 2024", "Wave 1,Wave 2"])
def test_days_in_a_row_of_their_own_go_before_those_in_the_head(table: Any, heads: str) -> None:
    text = f"Answer,{heads}\nFieldwork,5-7 Jan 2024,9-11 Feb 2024\nToo high,59,58\nToo low,11,12\n"
    rows = table(text).readings
    assert rows["start"].dt.day.tolist() == [5, 9, 5, 9]
    assert rows["end"].dt.day.tolist() == [7, 11, 7, 11]


def test_titles_are_questions_or_groups_and_have_their_own_bases(table: Any) -> None:
    block = "{},,\nToo high,{},58\nToo low,11,12\nBase,{},1010\n"
    groups = WAVES + block.format("All adults", 59, 1500) + block.format("Men", 61, 700)
    found = table(groups).readings
    assert found["group"].tolist() == ["all"] * 4 + ["Male"] * 4
    assert found.loc[found["start"].dt.month == 1, "n"].tolist() == [1500, 1500, 700, 700]
    asked = block.format("Is it good?", 59, 1500) + block.format("Is it bad?", 61, 700)
    assert table(WAVES + asked, question="").readings["question"].unique().tolist() == [
        "is_it_good",
        "is_it_bad",
    ]


def test_columns_left_of_the_waves_keep_their_meaning(table: Any) -> None:
    rows = "{0},All,Too high,59,58\n{0},18-24,Too high,19,20\n"
    text = "question,age,answer,Jan 2024,Feb 2024\n" + rows.format("Q1") + rows.format("Q2")
    found = table(text, question="").readings
    assert found["question"].tolist() == ["q1"] * 4 + ["q2"] * 4
    assert found["group"].tolist()[:4] == ["all", "all", "18-24", "18-24"]
    assert found["group_by"].tolist()[2] == "age"


def test_sums_and_notes_are_left_out_and_named(table: Any) -> None:
    text = WAVES + "Too high,59%,58%\nToo low,11%,12%\nTotal,70%,70%\nSource: Ipsos,,\n"
    found = table(text)
    assert len(found.readings) == 4
    (said,) = (problem for problem in found.problems if problem.code == "rows-ignored")
    assert "2 row(s) without a poll (line 4" in said.got and "line 5" in said.got


def test_a_cell_that_cannot_be_read_is_named_where_it_stands(table: Any) -> None:
    found = table(WAVES + "Too high,59%,58%\nToo low,11%,few\n")
    (problem,) = (problem for problem in found.problems if problem.severity == "error")
    assert (problem.code, problem.place.line, problem.place.item) == (
        "not-a-share", 3, "column '11 Feb 2024'",
    )  # fmt: skip


def test_a_name_that_is_a_month_is_no_wave(table: Any) -> None:
    found = table("date,May,June,March\n7 Jan 2024,40,35,25\n8 Jan 2024,41,35,24\n")
    assert found.readings["answer_text"].unique().tolist() == ["May", "June", "March"]


def test_a_workbook_of_one_sheet_is_nobody_s_tracker_unless_it_prints_its_base(
    tmp_path: Path,
) -> None:
    rows: list[list[Any]] = [
        ["%", date(2024, 1, 7), date(2024, 2, 11)],
        ["Too high", 0.59, 0.58],
        ["Too low", 0.11, 0.12],
        ["Base", 1500, 1510],
    ]
    path = write_workbook(tmp_path / "index.xlsx", {"Data": rows})
    assert recognise(OpenedFile(path)).name == "poll-table"
    found = examine(path, **HINTS)
    assert numbers(found)[1] == ("too_high", "2024-02-11", 0.58, 1510)
    assert found.readings["locator"][1] == "'Data'!C2"
    tracker = [*rows[:3], ["Unweighted base", 1500, 1510], ["Base", 1490, 1500]]
    assert recognise(OpenedFile(write_workbook(tmp_path / "b.xlsx", {"All": tracker}))).name == (
        "yougov-tracker"
    )
