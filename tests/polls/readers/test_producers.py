"""Layouts of other producers of cross-breaks: counts and percents in turn, covers, letters."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pytest

from polls.errors import ProblemsError
from polls.files.opened import OpenedFile
from polls.ingest import examine
from polls.readers.contract import Extract, Hints
from polls.readers.cross_breaks import extract, recognises
from tests.writers.sheets_writer import (
    ANSWERS,
    BANNER,
    BASES,
    COUNTS,
    PERCENTS,
    Cell,
    write_sheets,
)

COVER: list[list[Cell]] = [
    ["Example Research"],
    ["Fieldwork: 3rd - 5th March 2024"],
    ["Contents"],
    ["Table 1", "Bicycles", 3, 4],
]
QUESTION = "Q1. Are there too many bicycles in your town?"
GROUPS = ["", "Male", "Female", "18-34", "35+"]


def read(path: Path, hints: Hints | None = None) -> Extract:
    file = OpenedFile(path)
    assert recognises(file)
    return extract(file, hints or Hints())


def table(rows: pd.DataFrame) -> list[list[float]]:
    """The shares of one question: a row for each answer, a column for each group."""
    return [
        rows[rows["answer_text"] == answer].sort_values("order")["share"].tolist()
        for answer in rows["answer_text"].drop_duplicates()
    ]


def checked(found: Extract, question: str = QUESTION[4:], bases: bool = True) -> None:
    """All shares of the writer's table, with its bases, dates and groups."""
    assert [p for p in found.problems if p.severity == "error"] == []
    rows = found.rows[found.rows["question_text"] == question].copy()
    rows["order"] = rows["group_text"].map(GROUPS.index)
    assert rows["answer_text"].drop_duplicates().tolist() == list(ANSWERS)
    assert table(rows) == [[share / 100 for share in row] for row in PERCENTS]
    assert set(rows["start"]) == {"2024-03-03"} and set(rows["end"]) == {"2024-03-05"}
    if bases:
        first = rows[rows["answer_text"] == ANSWERS[0]].sort_values("order")
        assert first["n"].tolist() == BASES


def in_turn(letters: bool = False, percent: str = "fraction") -> list[list[Cell]]:
    """Counts and percents in turn, with letters of significance below them where wanted."""
    rows: list[list[Cell]] = []
    for answer, counts, shares in zip(ANSWERS, COUNTS, PERCENTS, strict=True):
        cells: list[Cell] = [
            share / 100 if percent == "fraction" else f"{share}%" for share in shares
        ]
        rows += [["", *cells]] if percent == "shares first" else []
        rows += [[answer, *counts], ["", *cells]]
        rows += [["", "", "B", "", "A*", "b"]] if letters else []
    return rows


@pytest.mark.parametrize("letters", [False, True])
@pytest.mark.parametrize("percent", ["fraction", "sign"])
def test_counts_and_percents_in_turn(tmp_path: Path, letters: bool, percent: str) -> None:
    rows = [
        [QUESTION],
        ["Base: All respondents"],
        *BANNER,
        ["Unweighted base", *BASES],
        ["Weighted base", *BASES],
        *in_turn(letters, percent),
    ]
    checked(read(write_sheets(tmp_path / "a.xlsx", {"Contents": COVER, "V001": rows})))


def test_tables_stacked_on_one_sheet_under_a_cover_with_the_dates_below(tmp_path: Path) -> None:
    cover: list[list[Cell]] = [["Title"], ["Fieldwork Dates"], ["3rd - 5th March 2024"]]
    second = "Q2. And buses?"
    rows: list[list[Cell]] = []
    for number, question in enumerate((QUESTION, second), 1):
        rows += [
            [f"Table_V{number}."],
            [question],
            ["Base: All respondents"],
            *BANNER,
            ["Unweighted Total", *BASES],
            ["Weighted Total", *BASES],
            *in_turn(),
            [],
        ]
    sheets = {"Cover Sheet and Methodology": cover, "Tables": rows}
    found = read(write_sheets(tmp_path / "a.xlsx", sheets))
    checked(found)
    checked(found, "And buses?")
    assert len(found.rows) == 2 * 15


def test_a_front_page_with_the_dates_three_columns_to_the_right(tmp_path: Path) -> None:
    front: list[list[Cell]] = [
        ["PROJECT", "", "", "Bikes"],
        ["FIELD DATES", "", "", "3 - 5 March 2024"],
    ]
    rows = [[QUESTION], *BANNER, ["Unweighted Base", *BASES], ["Base", *BASES], *in_turn()]
    checked(read(write_sheets(tmp_path / "a.xlsx", {"FRONT PAGE": front, "HeadlineVI": rows})))


def test_letters_behind_percents_and_columns_of_letters_are_left_out(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["Fieldwork: 3rd - 5th March 2024"],
        [QUESTION],
        *BANNER,
        ["", "", "(A)", "(B)", "(C)", "(D)"],
        ["Unweighted base", *BASES],
    ]
    for answer, shares in zip(ANSWERS, PERCENTS, strict=True):
        rows.append([answer, f"{shares[0]}%", *(f"{share}%BC" for share in shares[1:])])
    checked(read(write_sheets(tmp_path / "a.xlsx", {"Q1": rows})))


def test_limits_are_left_out_and_named_and_sweden_is_kept(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        [QUESTION],
        ["Great Britain, 3 to 5 March 2024"],
        ["", "All persons", "", "", "SE region", "", ""],
        ["", "%", "LCL", "UCL", "%", "LCL", "UCL"],
        ["Yes", 52, 50, 54, 50, 48, 52],
        ["No", 48, 46, 50, "[c]", "[c]", "[c]"],
        ["Sample size", 2000, "", "", 980, "", ""],
    ]
    found = read(write_sheets(tmp_path / "a.xlsx", {"Table_1a": rows}))
    assert found.rows["share"].tolist() == [0.52, 0.50, 0.48]
    assert found.rows["n"].tolist() == [2000, 980, 2000]
    said = {problem.code: problem for problem in found.problems}
    assert "LCL" in said["columns-not-read"].got and "[c]" in said["cells-not-published"].got


def test_a_column_called_se_is_a_region_unless_others_say_percent(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["Fieldwork: 3rd - 5th March 2024"],
        [QUESTION],
        ["", "Total", "SE", "CV"],
        ["Unweighted base", 2000, 500, 300],
        ["Yes", 52, 50, 54],
        ["No", 48, 50, 46],
    ]
    found = read(write_sheets(tmp_path / "a.xlsx", {"Q1": rows}))
    assert len(found.rows) == 6


@pytest.mark.parametrize("marked", [True, False])
def test_groups_down_and_answers_across_are_turned(tmp_path: Path, marked: bool) -> None:
    rows: list[list[Cell]] = [
        ["Fieldwork: 3rd - 5th March 2024"],
        [QUESTION],
        [],
        ["", *ANSWERS, "TOTAL Not few" if marked else "Not few", "Unweighted base"],
    ]
    for i, (group, base) in enumerate(zip(GROUPS, BASES, strict=True)):
        shares = [row[i] for row in PERCENTS]
        rows.append([group or "Total", *shares, shares[0] + shares[1], base])
    found = read(write_sheets(tmp_path / "a.xlsx", {"Q1": rows}))
    net = found.rows["note"].str.contains("net of other answers")
    assert net.sum() == 5 and found.rows.loc[net, "share"].tolist() == [0.77, 0.77, 0.77, 0.7, 0.8]
    checked(Extract(found.rows[~net], found.problems))


def test_a_table_without_base_is_read_when_told(tmp_path: Path) -> None:
    rows = [
        ["Fieldwork: 3rd - 5th March 2024"],
        [QUESTION],
        *BANNER,
        *([a, *shares] for a, shares in zip(ANSWERS, PERCENTS, strict=True)),
    ]
    path = write_sheets(tmp_path / "a.xlsx", {"Q1": rows})
    (problem,) = [p for p in read(path).problems if p.severity == "error"]
    assert problem.code == "base-missing" and "n='none'" in problem.hint
    none = read(path, Hints(n="none"))
    checked(none, bases=False)
    assert none.rows["n"].isna().all() and set(none.rows["note"]) == {"no base is printed"}
    whole = read(path, Hints(n="2000")).rows
    assert whole.loc[whole["group_text"] == "", "n"].tolist() == [2000] * 3
    assert whole.loc[whole["group_text"] != "", "n"].isna().all()


@pytest.mark.parametrize("separator", [",", ";", " "])
def test_a_text_file_is_read_with_dates_that_the_caller_says(
    tmp_path: Path, separator: str
) -> None:
    head = ["Answer", "Total", *GROUPS[1:]]
    lines: list[Sequence[Cell]] = [head, ["Base_n" if separator == " " else "n", *BASES]]
    lines += [
        [a.replace(" ", "") if separator == " " else a, *shares]
        for a, shares in zip(ANSWERS, PERCENTS, strict=True)
    ]
    if separator == " ":
        del lines[1]
    path = tmp_path / "a.csv"
    path.write_text("\n".join(separator.join(map(str, line)) for line in lines), encoding="utf-8")
    found = read(path, Hints(fieldwork="3-5 March 2024", n="2000" if separator == " " else ""))
    assert [p for p in found.problems if p.severity == "error"] == []
    assert len(found.rows) == 15 and set(found.rows["end"]) == {"2024-03-05"}
    assert found.rows["share"].sum() == pytest.approx(5)


def test_means_are_named_and_average_can_be_an_answer(tmp_path: Path) -> None:
    head: list[list[Cell]] = [["Fieldwork: 3rd - 5th March 2024"], [QUESTION], *BANNER]
    base: list[Cell] = ["Unweighted base", *BASES]
    scale = [
        ["Good", *PERCENTS[0]], ["Average", *PERCENTS[1]], ["Poor", *PERCENTS[2]],
    ]  # fmt: skip
    means = [[a, *shares] for a, shares in zip(ANSWERS, PERCENTS, strict=True)]
    means += [["Mean", 2.1, 2.2, 2.0, 2.4, 1.9], ["Effective base", *BASES]]
    sheets = {"Q1": [*head, base, *scale], "Q2": [*head, base, *means]}
    found = read(write_sheets(tmp_path / "a.xlsx", sheets))
    assert found.rows["answer_text"].drop_duplicates().tolist() == [
        "Good", "Average", "Poor", *ANSWERS,
    ]  # fmt: skip
    assert len(found.rows) == 30


def test_hidden_sheets_come_last_and_sheets_can_be_chosen(tmp_path: Path) -> None:
    rows = [
        ["Fieldwork: 3rd - 5th March 2024"], [QUESTION], *BANNER, ["Unweighted base", *BASES],
        *([a, *shares] for a, shares in zip(ANSWERS, PERCENTS, strict=True)),
    ]  # fmt: skip
    draft = [[QUESTION + " (draft)"] if row == [QUESTION] else row for row in rows]
    path = write_sheets(tmp_path / "a.xlsx", {"Draft": draft, "Q1": rows}, hidden=["Draft"])
    assert read(path).rows["locator"].iloc[0].startswith("sheet 'Q1'")
    assert len(read(path, Hints(sheet=("Q1",))).rows) == 15
    with pytest.raises(ProblemsError, match="did you mean 'Draft'"):
        read(path, Hints(sheet=("Drafts",)))


def test_who_was_asked_is_the_base(tmp_path: Path) -> None:
    rows = [
        ["Fieldwork: 3rd - 5th March 2024"], [QUESTION],
        ["Base: Those who own a bicycle"], *BANNER, ["Unweighted base", *BASES],
        *([a, *shares] for a, shares in zip(ANSWERS, PERCENTS, strict=True)),
    ]  # fmt: skip
    found = read(write_sheets(tmp_path / "a.xlsx", {"Q1": rows}))
    assert set(found.rows["base"]) == {"Those who own a bicycle"}


@pytest.mark.parametrize(
    "line",
    [
        "Significance Level: 95%",
        "Confidence level 95%",
        "Columns tested (5%): A/B - C/D",
        "Comparison Groups: BC/DE",
        "Proportions tested at the 5% level",
    ],
)
def test_what_was_tested_is_no_question(tmp_path: Path, line: str) -> None:
    rows: list[list[Cell]] = [
        ["Fieldwork: 3rd - 5th March 2024"],
        [QUESTION],
        *BANNER,
        [line],
        ["Unweighted Total", *BASES],
        ["Weighted Total", *BASES],
        *in_turn(letters=True, percent="sign"),
    ]
    checked(read(write_sheets(tmp_path / "a.xlsx", {"Table 1": rows})))


@pytest.mark.parametrize("base", ["(N)", "Base: 2,000", "Base : 2 000", "Unweighted base = 2000"])
@pytest.mark.parametrize(
    "dates",
    ["Fechas de realización: del 3 al 5 de marzo de 2024", "Dates of interviews: 3-5 March 2024"],
)
def test_dates_numbers_and_bases_as_others_call_them(tmp_path: Path, dates: str, base: str) -> None:
    rows: list[list[Cell]] = [
        ["Institute of Examples"],
        ["Study 3445"],
        [dates],
        ["Pregunta 1"],
        [f"Pregunta 1. {QUESTION[4:]}"],
        *BANNER,
        *([answer, *shares] for answer, shares in zip(ANSWERS, PERCENTS, strict=True)),
        [base, *(f"({number})" for number in BASES)],
    ]
    checked(read(write_sheets(tmp_path / "a.xlsx", {"P1": rows})), bases=base == "(N)")


@pytest.mark.parametrize(
    ("kind", "told"),
    [("csv", {}), ("xlsx", {}), ("csv", {"fieldwork": "6 March 2024"})],  # print goes first
)
def test_waves_across_have_the_dates_of_their_headings(
    tmp_path: Path, kind: str, told: dict[str, str]
) -> None:
    rows: list[list[Cell]] = [
        ["Answer", "Jan 2023", "Feb 2024", "March 5-7 2024"],
        ["Yes", 45, 46, 47],
        ["No", 55, 54, 53],
        ["n", 1000, 1001, 1002],
    ]
    path = tmp_path / f"waves.{kind}"
    if kind == "xlsx":
        write_sheets(path, {"Men": rows})
    else:
        path.write_text("\n".join(",".join(map(str, row)) for row in rows))
    found = examine(path, country="GB", question="q", **told)
    assert [p.code for p in found.problems if p.severity == "error"] == []
    yes = found.readings[found.readings["answer"] == "yes"]
    assert yes["share"].tolist() == [0.45, 0.46, 0.47]
    assert yes["n"].tolist() == [1000, 1001, 1002]
    assert yes["start"].dt.strftime("%Y-%m-%d").tolist() == [
        "2023-01-01", "2024-02-01", "2024-03-05",
    ]  # fmt: skip
