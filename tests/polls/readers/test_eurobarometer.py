"""Eurobarometer volumes: every column with its weighted base, each share against its count."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import polls
from polls.files.opened import OpenedFile
from polls.readers.contract import Extract, Hints
from polls.readers.eurobarometer import extract, recognises
from tests.writers.sheets_writer import Cell, volume_a, write_sheets

HEADS = ["UE28\nEU28", "UE28-UK\nEU28-UK", "BE", "D-W", "DE", "D-E", "EL", "CY (tcc)", "SE", "UK"]
TOTAL: list[Cell] = [27818, 26500, 1004, 1055, 1592, 537, 1010, 500, 1100, 1300]
YES: list[Cell] = [13909, 13250, 402, 264, 398, 134, 0, 250, 10, 975]
NO: list[Cell] = [13909, 13250, 602, 791, 1194, 403, 1010, 250, 1090, 325]
SHARES_YES: list[Cell] = [0.5, 0.5, 0.4, 0.25, 0.25, 0.25, "- ", 0.5, 0.01, 0.75]
SHARES_NO: list[Cell] = [0.5, 0.5, 0.6, 0.75, 0.75, 0.75, 1, 0.5, 0.99, 0.25]
ANSWERS = [("Oui", "Yes", YES, SHARES_YES), ("Non", "No", NO, SHARES_NO)]
CODES = ["EU", "EU", "BE", "DE", "DE", "DE", "GR", "CY", "SE", "UK"]
GROUPS = ["EU28", "EU28-UK", "", "D-W", "", "D-E", "", "CY (tcc)", "", ""]
INDEX: list[list[Cell]] = [["QA1'!A1", "QA1 Trouvez-vous ?", "", "QA1 Do you find?", 3, 4]]


def volume(path: Path, *sheets: list[list[Cell]]) -> Extract:
    """A workbook with an index and the sheets, read."""
    named = {f"QA{i}": rows for i, rows in enumerate(sheets, 1)}
    file = OpenedFile(write_sheets(path, {"Index": INDEX, **named}))
    assert recognises(file)
    return extract(file, Hints())


def test_every_column_is_kept_with_its_weighted_base(tmp_path: Path) -> None:
    found = volume(tmp_path / "a.xlsx", volume_a(HEADS, TOTAL, ANSWERS))
    assert [p for p in found.problems if p.severity == "error"] == []
    yes = found.rows[found.rows["answer_text"] == "Yes"]
    assert yes["country"].tolist() == CODES
    assert yes["group"].tolist() == GROUPS
    assert yes["share"].tolist() == [0.5, 0.5, 0.4, 0.25, 0.25, 0.25, 0.0, 0.5, 0.01, 0.75]
    assert yes["n_weighted"].tolist() == TOTAL
    assert yes["n"].isna().all() and set(yes["precision"]) == {0.01}
    assert set(yes["question_text"]) == {"Do you find ...?"} and set(yes["lang"]) == {"en"}
    assert len(found.rows) == 2 * len(HEADS)


@pytest.mark.parametrize(
    ("printed", "start", "end", "precision"),
    [
        ("21/05 - 30/05/2016", "2016-05-21", "2016-05-30", "day"),
        ("05/11 - 14/11/2016", "2016-11-05", "2016-11-14", "day"),
        ("12-27/05/2012", "2012-05-12", "2012-05-27", "day"),
        ("2-18/11/2012", "2012-11-02", "2012-11-18", "day"),
        ("07/06 - 01/07/2019", "2019-06-07", "2019-07-01", "day"),
        ("03-04/2008", "2008-03-01", "2008-04-30", "month"),
        ("04/2006", "2006-04-01", "2006-04-30", "month"),
    ],
)
def test_all_forms_of_fieldwork_are_read(
    tmp_path: Path, printed: str, start: str, end: str, precision: str
) -> None:
    found = volume(tmp_path / "a.xlsx", volume_a(HEADS, TOTAL, ANSWERS, fieldwork=printed))
    row = found.rows.iloc[0]
    assert (row["start"], row["end"], row["date_precision"]) == (start, end, precision)


def test_an_item_and_who_was_asked_are_told_from_the_question(tmp_path: Path) -> None:
    found = volume(
        tmp_path / "a.xlsx",
        volume_a(
            HEADS,
            TOTAL,
            ANSWERS,
            question=("QA3a.2 Que dites-vous ? ", "QA3a.2 What do you say of (OUR COUNTRY)?"),
            item=("Les trains", "The trains (MAX. 2 ANSWERS)"),
            asked=("(SI 'SPLIT A')", "(IF 'SPLIT A')"),
        ),
        volume_a(HEADS, TOTAL, ANSWERS, item=("Les trains", "The trains")),
    )
    texts = found.rows[["question_text", "base"]].drop_duplicates().to_numpy().tolist()
    assert texts == [
        ["What do you say of (OUR COUNTRY)? The trains", "(IF 'SPLIT A')"],
        ["Do you find ...? The trains", "all"],
    ]


def test_a_share_that_leaves_its_count_is_read_noted_and_listed(tmp_path: Path) -> None:
    split: list[Cell] = [40, 40, 40, 40, 40, 40, 40, 40, 40, 40]
    part: list[Cell] = [0.05, 0.05, 0.08, 0.08, 0.05, 0.15, 0.08, 0.16, 0.07, 0.06]
    rows = [*ANSWERS, ("Autre (SPLIT A)", "Other (SPLIT A)", split, part)]
    found = volume(tmp_path / "a.xlsx", volume_a(HEADS, TOTAL, rows))
    other = found.rows[found.rows["answer_text"] == "Other (SPLIT A)"].reset_index()
    assert other["share"].tolist() == part
    (problem,) = [p for p in found.problems if p.code == "share-leaves-count"]
    assert problem.severity == "warning" and "10 cells" in problem.title
    assert "0.05 is printed for 40 of 27818" in other["note"][0]
    assert found.rows["answer_text"].tolist()[: 2 * len(HEADS)] == ["Yes"] * 10 + ["No"] * 10


@pytest.mark.parametrize(("printed", "noted"), [(0.41, 0), (0.39, 0), (0.42, 1), (0.38, 1)])
def test_one_step_and_the_rounding_of_counts_are_allowed(
    tmp_path: Path, printed: float, noted: int
) -> None:
    shares = [*SHARES_YES[:2], printed, *SHARES_YES[3:]]  # 402 of 1,004 is 0.4004
    found = volume(
        tmp_path / "a.xlsx", volume_a(HEADS, TOTAL, [("Oui", "Yes", YES, shares), ANSWERS[1]])
    )
    assert found.rows["note"].str.contains("is printed for 402 of 1004").sum() == noted


def test_means_averages_and_the_index_are_named_and_not_read(tmp_path: Path) -> None:
    mean: list[list[Cell]] = [["", "Moyenne/Average", *[5.1] * len(HEADS)]]
    averages = [
        ("Moyenne des bonnes réponses", "Average of correct answers", YES, SHARES_YES),
        ("NSP", "DK", NO, SHARES_NO),
    ]
    second = volume_a(HEADS, TOTAL, averages)
    second[9][1] = "Total"
    found = volume(tmp_path / "a.xlsx", volume_a(HEADS, TOTAL, ANSWERS) + mean, second)
    said = {problem.code: problem.got for problem in found.problems}
    assert said["rows-not-read"] == "'QA1: Moyenne/Average'"
    assert said["sheets-not-read"] == "'Index'"
    assert "averages-over-items" in said
    assert len(found.rows) == 2 * len(HEADS)


def test_a_sheet_of_one_country_and_a_column_without_numbers_are_read_right(
    tmp_path: Path,
) -> None:
    empty: Any = ["", 504]
    rows = [("Oui", "Yes", ["", 414], ["", 0.82]), ("Non", "No", ["", 90], ["", 0.18])]
    one = volume_a(["UE25\nEU25", "LU"], empty, rows)
    found = volume(tmp_path / "a.xlsx", volume_a(HEADS, TOTAL, ANSWERS), one)
    lu = found.rows[found.rows["country"] == "LU"]
    assert lu["share"].tolist() == [0.82, 0.18]
    assert len(found.rows) == 2 * len(HEADS) + 2


def test_points_of_a_scale_are_labels_and_no_column(tmp_path: Path) -> None:
    scale: Any = [
        ("1 GAUCHE", "LEFT", YES, SHARES_YES),
        (2, "", [0] * 10, ["- "] * 10),
        ("10 DROITE", "RIGHT", NO, SHARES_NO),
    ]
    found = volume(tmp_path / "a.xlsx", volume_a(HEADS, TOTAL, scale))
    assert found.rows["answer_text"].drop_duplicates().tolist() == ["LEFT", "2", "RIGHT"]
    assert len(found.rows) == 3 * len(HEADS)


def test_a_question_printed_on_two_sheets_is_told_apart_or_returned_once(tmp_path: Path) -> None:
    same = volume_a(HEADS, TOTAL, ANSWERS)
    other = volume_a(HEADS, TOTAL, [("Oui", "Yes", NO, SHARES_NO), ("Non", "No", YES, SHARES_YES)])
    assert len(volume(tmp_path / "a.xlsx", same, same).rows) == 2 * len(HEADS)
    found = volume(tmp_path / "b.xlsx", same, other)
    assert set(found.rows["question_text"]) == {"Do you find ...? (QA1)", "Do you find ...? (QA2)"}
    assert "question-printed-again" in {problem.code for problem in found.problems}


def test_a_volume_is_read_from_its_path_with_known_questions(tmp_path: Path) -> None:
    question = (
        "QA5 Quels sont les deux problèmes ... ?",
        "QA5 What do you think are the two most important issues facing the EU at the moment? "
        "(MAX. 2 ANSWERS)",
    )
    answers = [("L'immigration", "Immigration", YES, SHARES_YES), ("NSP", "DK", NO, SHARES_NO)]
    path = write_sheets(
        tmp_path / "a.xlsx",
        {"Index": INDEX, "QA5": volume_a(HEADS, TOTAL, answers, question=question)},
    )
    with pytest.warns(polls.ProblemsWarning):
        readings = polls.read(path)
    uk = readings[(readings["country"] == "UK") & (readings["answer"] == "immigration")].iloc[0]
    assert (uk["question"], uk["pollster"], uk["share"]) == ("issue_eu_two", "Eurobarometer", 0.75)
    assert set(readings["group_by"]) == {"all", "members", "region"}
