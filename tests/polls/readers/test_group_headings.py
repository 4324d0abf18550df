"""Headings of groups, wherever a table prints them: a known one gives its own id to `group_by`."""

from __future__ import annotations

from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest

from polls.errors import ProblemsError
from polls.ingest import Examination, examine
from tests.writers.sheets_writer import write_sheets

Rows = list[list[Any]]
HEADS = ["Gender", "", "Age", "", "Race/Ethnicity", "", "Region", ""]
LABELS = ["Male", "Female", "18-34", "55+", "White", "Black", "North", "South"]
OF_EACH = [*accumulate(HEADS, lambda before, head: head or before)]
BASES = [1000, 480, 520, 300, 350, 700, 300, 500, 500]
ANSWERS = {
    "Support": [50, 51, 49, 40, 60, 52, 48, 45, 55],
    "Oppose": [30, 29, 31, 40, 20, 28, 32, 35, 25],
    "Don't know": [20, 20, 20, 20, 20, 20, 20, 20, 20],
}
BODY = [["Unweighted base", *BASES], *([name, *cells] for name, cells in ANSWERS.items())]
DOWN = [*zip(BASES, *ANSWERS.values(), strict=True)]
GROUPS = ["sex/Male", "sex/Female", "age/18-34", "age/55+", "race/White", "race/Black",
          "region/North", "region/South"]  # fmt: skip


def groups_of(found: Examination) -> list[str]:
    both = found.readings["group_by"].astype(str) + "/" + found.readings["group"].astype(str)
    return list(dict.fromkeys(both))


def read(tmp_path: Path, rows: Rows, kind: str) -> Examination:
    told = {"country": "US", "fieldwork": "5 March 2024", "question_text": "Is it good?"}
    if kind == "xlsx":
        path = write_sheets(tmp_path / "table.xlsx", {"Q1": [["Q1. Is it good?"], *rows]})
    else:
        path = tmp_path / "table.csv"
        path.write_text("\n".join(",".join(map(str, row)) for row in rows), encoding="utf-8")
    return examine(path, **told)


def headed(gap: str) -> Rows:
    labels = [f"{head}{gap}{label}" for head, label in zip(OF_EACH, LABELS, strict=True)]
    return [["Answer", "Total", *labels], *BODY]


ACROSS: dict[str, Rows] = {
    "heads over the first of their columns": [["", "", *HEADS], ["", "Total", *LABELS], *BODY],
    "heads over each column": [["", "", *OF_EACH], ["Answer", "Total", *LABELS], *BODY],
    "a title over the heads": [
        ["", "", "Demographics", *[""] * 7], ["", "", *HEADS], ["", "Total", *LABELS], *BODY,
    ],
    "a colon": headed(": "),
    "a dash": headed(" - "),
    "a bar": headed("|"),
    "a space": headed(" "),
}  # fmt: skip


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
@pytest.mark.parametrize("rows", ACROSS.values(), ids=ACROSS)
def test_headings_over_columns_name_what_their_groups_are_of(
    tmp_path: Path, rows: Rows, kind: str
) -> None:
    assert groups_of(read(tmp_path, rows, kind)) == ["all/all", *GROUPS]


@pytest.mark.parametrize("total_last", [False, True])
@pytest.mark.parametrize("heads", [HEADS, OF_EACH], ids=["once", "on every line"])
def test_headings_left_of_groups_hold_for_those_below(
    tmp_path: Path, heads: list[str], total_last: bool
) -> None:
    names = [
        ["All persons total", ""],
        *([h, label] for h, label in zip(heads, LABELS, strict=True)),
    ]
    rows = [[*name, *cells] for name, cells in zip(names, DOWN, strict=True)]
    rows = [*rows[1:], rows[0]] if total_last else rows
    table = [["", "", "Base", *ANSWERS], *rows]
    assert sorted(groups_of(read(tmp_path, table, "xlsx"))) == sorted(["all/all", *GROUPS])


@pytest.mark.parametrize(
    ("label", "group"),
    [
        ("Urbanicity: City", "urbanicity/city"),  # a colon parts a heading that nobody knows
        ("Total: North", "group/total_north"),  # the whole sample is no heading
        ("All persons total: North", "group/all_persons_total_north"),
        ("Education workers", "group/education_workers"),  # nor is a word before a space
        ("Income under $30,000", "income/under $30,000"),
        ("Age 18 to 21", "age/18 to 21"),
    ],
)
def test_what_a_label_begins_with_is_a_heading_where_it_is_known(
    tmp_path: Path, label: str, group: str
) -> None:
    rows = [["Answer", "Total", label], ["Base", 900, 400], ["Yes", 50, 60], ["No", 50, 40]]
    assert groups_of(read(tmp_path, rows, "xlsx")) == ["all/all", group]


def test_groups_told_apart_by_signs_stand_under_the_id_of_their_heading(tmp_path: Path) -> None:
    heads, labels = ["", "", "Gender", ""], ["", "Total", "Male+", "Male-"]
    rows = [heads, labels, ["Base", 900, 400, 500], ["Yes", 50, 60, 40], ["No", 50, 40, 60]]
    assert groups_of(read(tmp_path, rows, "xlsx")) == ["all/all", "sex/Male+", "sex/Male-"]


@pytest.mark.parametrize(
    ("name", "cells", "groups"),
    [
        ("Race", ["White", "Black"], ["race/White", "race/Black"]),
        ("Race", ["Senate", "Governor"], ["all/all"]),  # elections, which are subjects
        ("Ethnicity", ["White", "Black"], ["ethnicity/White", "ethnicity/Black"]),
        ("Education", ["No HS", "Some college"], ["education/No HS", "education/Some college"]),
    ],
)
def test_columns_of_groups_are_known_by_their_names_and_cells(
    tmp_path: Path, name: str, cells: list[str], groups: list[str]
) -> None:
    path = tmp_path / "polls.csv"
    rows = [f"2024-03-0{day},YouGov,{cell},300,50,20" for day, cell in enumerate(cells, 4)]
    path.write_text("\n".join([f"date,pollster,{name},n,Yes,No", *rows]))
    assert groups_of(examine(path, country="US", question="q")) == groups


def test_an_answer_that_is_called_as_groups_are_stays_one(tmp_path: Path) -> None:
    path = tmp_path / "issues.csv"
    path.write_text("date,pollster,n,Education,Health\n2024-03-04,YouGov,900,30,31\n")
    found = examine(path, country="US", question="q").readings
    assert found.set_index("answer")["share"].to_dict() == {"education": 0.3, "health": 0.31}


def test_a_column_of_groups_in_a_tidy_file_is_told_where_it_belongs(tmp_path: Path) -> None:
    path = tmp_path / "tidy.csv"
    path.write_text("country,question,answer,start,share,Race\nUS,q,yes,2024-03-04,0.5,White\n")
    with pytest.raises(ProblemsError) as refused:
        examine(path)
    (problem,) = refused.value.problems
    assert problem.code == "unknown-column"
    assert problem.hint == "put its cells into the column 'group', and 'race' into 'group_by'"
