"""British cross-breaks: every printed cell of XLSX and PDF read, with its column and wave."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
import xlsxwriter

from polls.files.opened import OpenedFile
from polls.ingest import examine
from polls.printed.shares import read_share
from polls.readers.contract import Extract, Hints
from polls.readers.cross_breaks import extract, recognises
from tests.writers.crossbreak_writer import (
    UK_BANNER,
    Asked,
    Cell,
    Survey,
    shares,
    write_uk_pdf,
    write_uk_xlsx,
)
from tests.writers.ods_writer import write_ods
from tests.writers.sheets_writer import write_sheets

COLUMNS = 1 + sum(len(labels) for _, labels in UK_BANNER)


def asked(lines: list[str], labels: list[str], seed: int) -> Asked:
    table: list[list[Cell]] = [list(row) for row in shares(seed, len(labels), COLUMNS)]
    return Asked(lines, dict(zip(labels, table, strict=True)))


def with_net(question: Asked, label: str, parts: list[str]) -> Asked:
    net: list[Cell] = [
        sum(int(question.answers[part][i]) for part in parts) for i in range(COLUMNS)
    ]
    return Asked(question.lines, {label: net, **question.answers})


VOTE = asked(
    ["HEADLINE VOTING INTENTION [Weighted by likelihood to vote, excluding those who would not "
     "vote or don't know]"],
    ["Con", "Lab", "Lib Dem", "Other"], 1,
)  # fmt: skip
WEEK = with_net(
    asked(
        ["Would you support or oppose a four-day working week being introduced in your own town "
         "or city, even if that meant lower wages for some of the people who live there?"],
        ["Strongly support", "Tend to support", "Tend to oppose", "Strongly oppose",
         "Don't know, or I would need to know rather more about how it would work before I say"],
        2,
    ),
    "TOTAL SUPPORT", ["Strongly support", "Tend to support"],
)  # fmt: skip
TRUST_CATS = asked(
    ["How much do you trust the following?", "Cats"], ["A lot", "A little", "Don't know"], 3
)
TRUST_DOGS = asked(["Dogs"], ["A lot", "A little", "Don't know"], 4)
TICKED = asked(
    ["Which of these do you own? Please tick all that apply."], ["A bicycle", "A car", "A boat"], 5
)
QUESTIONS = (VOTE, WEEK, TRUST_CATS, TRUST_DOGS, TICKED)

Write = Callable[[Path, Survey], None]
WRITERS = [
    pytest.param("a.xlsx", write_uk_xlsx, id="xlsx"),
    pytest.param("a.xlsx", lambda p, s: write_uk_xlsx(p, s, fractions=True), id="xlsx fractions"),
    pytest.param("a.pdf", write_uk_pdf, id="pdf"),
    pytest.param("a.pdf", lambda p, s: write_uk_pdf(p, s, ruled=True), id="pdf with rules"),
    pytest.param("a.pdf", lambda p, s: write_uk_pdf(p, s, rows_a_page=5), id="pdf over pages"),
]


def missed(
    found: Extract, survey: Survey, questions: tuple[Asked, ...]
) -> tuple[list[object], int]:
    """Printed cells that were not read as printed, and how many were printed in all."""
    wrong: list[object] = []
    count = 0
    rows = found.rows.set_index(
        ["question_text", "answer_text", "banner_text", "group_text", "start"]
    )
    assert rows.index.is_unique
    columns = [("", "Previous"), *survey.labels]
    for question in questions:
        for label, cells in question.answers.items():
            for (head, name), cell in zip(columns, cells, strict=True):
                group = "" if name in ("Total", "Previous") else name
                start = "2018-04-04" if name == "Previous" else "2018-04-09"
                key = (question_text(question), label, head, group, start)
                share = read_share(cell, percent=True)
                count += 1
                if key not in rows.index or rows.loc[key, "share"] != pytest.approx(share.share):
                    wrong.append((key, cell))
    return wrong, count


def question_text(question: Asked) -> str:
    text = " ".join(question.lines).partition(" [")[0]
    return f"How much do you trust the following? {text}" if text == "Dogs" else text


@pytest.mark.parametrize(("name", "write"), WRITERS)
def test_every_cell_is_read(tmp_path: Path, name: str, write: Write) -> None:
    survey = Survey(QUESTIONS)
    write(tmp_path / name, survey)
    assert recognises(OpenedFile(tmp_path / name))
    found = extract(OpenedFile(tmp_path / name), Hints())
    assert [problem for problem in found.problems if problem.severity == "error"] == []
    wrong, count = missed(found, survey, QUESTIONS)
    assert wrong == []
    assert len(found.rows) == count == 19 * 20  # 18 answers and a NET in 20 columns


@pytest.mark.parametrize(("name", "write"), [WRITERS[0].values, WRITERS[2].values])
def test_bases_and_waves_stand_beside_each_reading(tmp_path: Path, name: str, write: Write) -> None:
    survey = Survey((WEEK,))
    write(tmp_path / name, survey)
    rows = extract(OpenedFile(tmp_path / name), Hints()).rows
    for i, (head, label) in enumerate(survey.labels):
        group = "" if label == "Total" else label
        column = rows[
            (rows["banner_text"] == head)
            & (rows["group_text"] == group)
            & (rows["start"] == "2018-04-09")
        ]
        assert set(column["n"]) == {survey.unweighted[i]}
        assert set(column["n_weighted"]) == {survey.weighted[i]}
        assert set(column["end"]) == {"2018-04-10"}
    # The first answer is in row 13 of the sheet, the current total in its third column.
    now = rows[(rows["group_text"] == "") & (rows["start"] == "2018-04-09")]
    places = {"a.xlsx": "sheet 'Voting Intention', cell C13", "a.pdf": "page 1"}
    assert now["locator"].tolist()[0] == places[name]
    previous = rows[rows["start"] == "2018-04-04"]
    assert previous["n"].isna().all()
    assert set(previous["end"]) == {"2018-04-05"}


def test_a_previous_wave_in_december_belongs_to_the_year_before(tmp_path: Path) -> None:
    survey = Survey(
        (WEEK,),
        waves=("18-19 Dec", "7-8 Jan"),
        lines=("Sample Size: 1639 GB Adults", "Fieldwork: 7th - 8th January 2018"),
    )
    write_uk_xlsx(tmp_path / "a.xlsx", survey)
    rows = extract(OpenedFile(tmp_path / "a.xlsx"), Hints()).rows
    assert set(rows["start"]) == {"2017-12-18", "2018-01-07"}


@pytest.mark.parametrize(("name", "write"), [WRITERS[0].values, WRITERS[2].values])
def test_stars_limits_and_dashes_keep_what_they_say(
    tmp_path: Path, name: str, write: Write
) -> None:
    rows: dict[str, list[Cell]] = {
        "Yes": ["-", *[60] * 19],
        "No": ["-", *[40] * 19],
        "Perhaps": ["-", "*", "<0.5", "-", *[0] * 16],
    }
    survey = Survey((Asked(["Do you?"], rows),))
    write(tmp_path / name, survey)
    found = extract(OpenedFile(tmp_path / name), Hints())
    perhaps = found.rows[found.rows["answer_text"] == "Perhaps"]
    assert perhaps["share"].tolist()[:3] == [0.005, 0.005, 0.0]
    assert perhaps["censored"].tolist()[:3] == [True, True, False]
    # The whole earlier wave is dashes: it was not asked then.
    assert set(found.rows["start"]) == {"2018-04-09"}


def test_nets_are_marked_and_stay_out_of_the_sum(tmp_path: Path) -> None:
    write_uk_xlsx(tmp_path / "a.xlsx", Survey((WEEK,)))
    rows = extract(OpenedFile(tmp_path / "a.xlsx"), Hints()).rows
    nets = rows[rows["note"].str.contains("net of other answers")]
    assert set(nets["answer_text"]) == {"TOTAL SUPPORT"}


def test_a_note_in_brackets_says_who_was_counted(tmp_path: Path) -> None:
    some = Asked(
        ["Which is best? [Only asked to those who own a boat; n=212]"],
        {"Sail": [50] * COLUMNS, "Oar": [50] * COLUMNS},
    )
    write_uk_xlsx(tmp_path / "a.xlsx", Survey((VOTE, some)))
    rows = extract(OpenedFile(tmp_path / "a.xlsx"), Hints()).rows
    vote, best = rows[rows["answer_text"] == "Con"], rows[rows["answer_text"] == "Sail"]
    assert vote["base"].str.startswith("Weighted by likelihood to vote, excluding").all()
    now = best[best["start"] == "2018-04-09"]
    assert now["n"].tolist()[0] == 212
    assert now["n"].isna().sum() == len(now) - 1  # printed for the total only


def test_several_answers_are_told_from_a_single_choice(tmp_path: Path) -> None:
    write_uk_xlsx(tmp_path / "a.xlsx", Survey((TICKED, WEEK)))
    rows = extract(OpenedFile(tmp_path / "a.xlsx"), Hints()).rows
    several = rows[rows["note"].str.contains("several answers allowed")]
    assert set(several["answer_text"]) == set(TICKED.answers)


# ── Bad input ──────────────────────────────────────────────────────────────────────────────


def spoiled(question: Asked, label: str, column: int, cell: Cell) -> Asked:
    answers = {name: list(cells) for name, cells in question.answers.items()}
    answers[label][column] = cell
    return Asked(question.lines, answers)


@pytest.mark.parametrize(("name", "write"), [WRITERS[0].values, WRITERS[2].values])
def test_all_problems_of_a_file_are_named_at_once(tmp_path: Path, name: str, write: Write) -> None:
    survey = Survey(
        (
            spoiled(TRUST_CATS, "A lot", 3, 99),
            spoiled(WEEK, "Tend to oppose", 5, "n.k."),
            spoiled(TRUST_DOGS, "A little", 2, 0.42),
        )
    )
    write(tmp_path / name, survey)
    errors = [
        p for p in extract(OpenedFile(tmp_path / name), Hints()).problems if p.severity == "error"
    ]
    assert {problem.code for problem in errors} == {"sum-off", "percents-mixed", "cell-unreadable"}
    sums = next(p for p in errors if p.code == "sum-off" and "Lab" in p.got)
    assert sums.place.file == name
    assert sums.place.sheet == "Voting Intention" or sums.place.page == 1


@pytest.mark.parametrize(("name", "write"), [WRITERS[0].values, WRITERS[2].values])
def test_tables_without_bases_are_named(tmp_path: Path, name: str, write: Write) -> None:
    survey = Survey((WEEK, TRUST_CATS), bases=False)
    write(tmp_path / name, survey)
    found = extract(OpenedFile(tmp_path / name), Hints())
    missing = [problem for problem in found.problems if problem.code == "base-missing"]
    assert len(missing) == 2
    assert set(found.rows.get("start", [])) <= {"2018-04-04"}


def test_tables_without_dates_are_named(tmp_path: Path) -> None:
    write_uk_xlsx(
        tmp_path / "a.xlsx", Survey((WEEK,), lines=("Sample Size: 1639 GB Adults",), waves=("", ""))
    )
    codes = [problem.code for problem in extract(OpenedFile(tmp_path / "a.xlsx"), Hints()).problems]
    assert "no-fieldwork" in codes


# ── Layouts that vary ──────────────────────────────────────────────────────────────────────


def read_sheet(path: Path, rows: list[list[Cell]]) -> Extract:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Sheet1")
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return extract(OpenedFile(path), Hints())


BASES: list[list[Cell]] = [
    ["Weighted Sample", "", 1639, 800, 839],
    ["Unweighted Sample", "", 1650, 790, 860],
]
ANSWERS: list[list[Cell]] = [["Yes", 41, 42, 40, 44], ["No", 59, 58, 60, 56]]


@pytest.mark.parametrize(
    "head",
    [
        [["", "", "", "Gender"], ["", "4-5 Apr", "9-10 Apr", "Male", "Female"], *BASES],
        [["", "", "", "Gender"], ["", "", "Total", "Male", "Female"],
         ["", "4-5 Apr", "9-10 Apr"], *BASES],
        [["", "", "", "Gender"], ["", "", "Total", "Male", "Female"], *BASES[::-1],
         ["", "4-5 Apr 2018", "9-10 Apr 2018"]],
    ],
    ids=["as labels", "over the bases", "with years, under the bases"],
)  # fmt: skip
def test_dates_of_waves_may_stand_in_several_places(tmp_path: Path, head: list[list[Cell]]) -> None:
    rows: list[list[Cell]] = [
        ["Sample Size: 1650 GB Adults | Fieldwork: 9th - 10th April 2018"],
        *head,
        ["Do you agree?"],
        *ANSWERS,
        ["* less than half a percent"],
    ]
    found = read_sheet(tmp_path / "a.xlsx", rows)
    assert found.problems == []
    yes = found.rows[found.rows["answer_text"] == "Yes"]
    assert yes["share"].tolist() == [0.41, 0.42, 0.40, 0.44]
    assert yes["start"].tolist() == ["2018-04-04", *["2018-04-09"] * 3]
    assert yes["group_text"].tolist() == ["", "", "Male", "Female"]
    assert yes["banner_text"].tolist() == ["", "", "Gender", "Gender"]
    assert yes["n"].tolist()[1:] == [1650, 790, 860]


def test_bases_under_each_table_belong_to_the_table_over_them(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [
        ["Fieldwork: 9th - 10th April 2018"],
        ["", "Total", "Male", "Female"],
        ["Do you agree?"],
        ["Yes", 42, 40, 44],
        ["No", 58, 60, 56],
        ["Unweighted base", 1650, 790, 860],
        ["And would you say so?"],
        ["Yes", 30, 35, 25],
        ["No", 70, 65, 75],
        ["Unweighted base", 820, 400, 420],
    ]
    found = read_sheet(tmp_path / "a.xlsx", rows)
    assert found.problems == []
    bases = found.rows.groupby("question_text")["n"].agg(list).to_dict()
    assert bases["Do you agree?"] == [1650, 790, 860] * 2
    assert bases["And would you say so?"] == [820, 400, 420] * 2


def test_each_sheet_has_its_own_dates(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        for name, month in {"May": "May", "June": "June"}.items():
            sheet = book.add_worksheet(name)
            lines: list[list[Cell]] = [
                [f"Fieldwork: 9th - 10th {month} 2018"],
                ["", "", "Total", "Male", "Female"],
                *BASES,
                ["Do you agree?"],
                ["Yes", "", 42, 40, 44],
                ["No", "", 58, 60, 56],
            ]
            for at, row in enumerate(lines):
                sheet.write_row(at, 0, row)
    rows = extract(OpenedFile(tmp_path / "a.xlsx"), Hints()).rows
    assert rows["start"].tolist() == ["2018-05-09"] * 6 + ["2018-06-09"] * 6


def test_a_cross_break_reads_the_same_from_opendocument_and_from_excel(tmp_path: Path) -> None:
    rows: list[list[str | float]] = [
        ["Fieldwork: 3-5 March 2024", "", "", ""],
        ["Is the number of bridges too high or too low?", "", "", ""],
        ["", "Total", "Male", "Female"],
        ["Unweighted base", 1000, 480, 520],
        ["Too high", 0.5, 0.52, 0.48],
        ["Too low", 0.3, 0.28, 0.32],
        ["Not sure", 0.2, 0.2, 0.2],
    ]
    ods = write_ods(tmp_path / "tables.ods", {"Q1": rows})
    xlsx = write_sheets(tmp_path / "tables.xlsx", {"Q1": rows})
    read = [examine(path, country="GB", pollster="Alpha") for path in (ods, xlsx)]
    first, second = (found.readings.drop(columns="source") for found in read)
    assert first["share"].tolist() == [0.5, 0.52, 0.48, 0.3, 0.28, 0.32, 0.2, 0.2, 0.2]
    pd.testing.assert_frame_equal(first, second)
