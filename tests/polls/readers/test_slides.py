"""Slides in PDF: tables beside charts are read, charts without a table are refused."""

from __future__ import annotations

from pathlib import Path

from polls.files.opened import OpenedFile
from polls.readers.contract import Hints
from polls.readers.cross_breaks import extract, recognises
from tests.writers.pdf_writer import Sheet, pdf_file

QUESTION = "Faut-il davantage de pistes cyclables dans votre ville ?"
GROUPS = ("Total", "Hommes", "Femmes", "CSP+", "CSP-")
SHARES = ((60, 30, 10, 90), (55, 35, 10, 90), (65, 25, 10, 90), (50, 45, 5, 95), (70, 20, 10, 90))
HEADS = (("Plutôt", "pour"), ("Plutôt", "contre"), ("Sans", "opinion"), ("Connaît", "cela"))


def _front(sheet: Sheet) -> None:
    sheet.text(40, 60, "Sondage Elabe", size=14)
    sheet.text(40, 100, "Echantillon de 1 000 personnes, interrogation en ligne", size=10)
    sheet.text(40, 130, "Interrogation par internet du 2 au 3 septembre 2025.", size=10)


def _chart(sheet: Sheet) -> None:
    for i, number in enumerate((64, 24, 12, 51, 33, 18, 9, 77, 41, 20, 36, 5)):
        sheet.text(60 + 7 * i, 150 + 21 * i, f"{number}%", size=9)


def _table(sheet: Sheet) -> None:
    sheet.text(40, 60, QUESTION, size=11)
    for k, (above, below) in enumerate(HEADS):
        sheet.text(320 + 60 * k, 140, above, size=9)
        sheet.text(320 + 60 * k, 150, below, size=9)
    for i, (group, shares) in enumerate(zip(GROUPS, SHARES, strict=True)):
        sheet.text(220, 170 + 16 * i, group, size=9)
        for k, share in enumerate(shares):
            sheet.text(322 + 60 * k, 170 + 16 * i, f"{share}%", size=9)
    sheet.text(60, 186, "64%", size=9)  # the number of a bar stands on the line of a group
    sheet.text(60, 230, "24%", size=9)


def test_a_table_beside_a_chart_is_read_with_its_groups_and_nets(tmp_path: Path) -> None:
    with pdf_file(tmp_path / "a.pdf") as sheets:
        for draw in (_front, _chart, _table):
            sheets.append(Sheet())
            draw(sheets[-1])
    file = OpenedFile(tmp_path / "a.pdf")
    assert recognises(file)
    found = extract(file, Hints(country="FR"))
    assert [p for p in found.problems if p.severity == "error"] == []
    rows = found.rows
    assert len(rows) == 20
    assert set(rows["question_text"]) == {
        "Faut-il davantage de pistes cyclables dans votre ville ?"
    }
    for k, label in enumerate(
        ("Plutôt pour", "Plutôt contre", "Sans opinion", "NET: Connaît cela")
    ):
        shares = rows.loc[rows["answer_text"] == label, "share"].tolist()
        assert shares == [row[k] / 100 for row in SHARES]
    assert rows["group_text"].drop_duplicates().tolist() == ["", *GROUPS[1:]]
    assert rows.loc[rows["group_text"] == "", "n"].tolist() == [1000] * 4
    assert rows.loc[rows["group_text"] != "", "n"].isna().all()
    assert set(rows["start"]) == {"2025-09-02"} and set(rows["pollster"]) == {"Elabe"}
    assert rows["group"].drop_duplicates().tolist() == ["", "CSP+", "CSP-"]
    (charts,) = [p for p in found.problems if p.code == "charts-without-table"]
    assert charts.got == "pages 2 of 3; text without a table on 1"
    assert charts.severity == "warning"


def test_charts_without_a_table_are_refused_and_not_taken_for_one(tmp_path: Path) -> None:
    with pdf_file(tmp_path / "a.pdf") as sheets:
        for draw in (_front, _chart):
            sheets.append(Sheet())
            draw(sheets[-1])
    file = OpenedFile(tmp_path / "a.pdf")
    assert recognises(file)
    found = extract(file, Hints(country="FR"))
    (problem,) = found.problems
    assert (problem.code, problem.severity) == ("charts-without-table", "error")
    assert problem.got == "pages 2 of 2; text without a table on 1"
    assert "groups down" in problem.expected and "ask the pollster" in problem.hint
    assert found.rows.empty


def _several_answers(sheet: Sheet) -> None:
    """A table of which each person may be in several columns."""
    sheet.text(40, 60, "De quels lieux parlez-vous ?", size=11)
    for k, label in enumerate(("Parc", "Gare", "École")):
        sheet.text(320 + 60 * k, 150, label, size=9)
    for i, group in enumerate(GROUPS):
        sheet.text(220, 170 + 16 * i, group, size=9)
        for k in range(3):
            sheet.text(322 + 60 * k, 170 + 16 * i, f"{60 + i + k}%", size=9)


def _margins(sheet: Sheet) -> None:
    """What the error of a percentage may be: numbers that are of no poll."""
    for i in range(12):
        sheet.text(60, 150 + 15 * i, f"{5 * i} +/- {i},4 entre {5 * i - 1} et {5 * i + 1}", size=9)


def test_a_table_whose_groups_do_not_add_up_is_named_apart_from_charts(tmp_path: Path) -> None:
    with pdf_file(tmp_path / "a.pdf") as sheets:
        for draw in (_front, _table, _several_answers, _chart, _chart, _margins):
            sheets.append(Sheet())
            draw(sheets[-1])
    found = extract(OpenedFile(tmp_path / "a.pdf"), Hints(country="FR"))
    assert len(found.rows) == 20
    said = {problem.code: problem.got for problem in found.problems}
    assert said["slide-table-unread"] == "pages 3 of 6"
    assert said["charts-without-table"] == "pages 4-5 of 6; text without a table on 1, 6"


def _long_table(sheet: Sheet) -> None:
    """A legend, text in large print, a label with a mark and one over two lines."""
    sheet.text(40, 60, QUESTION, size=14)
    sheet.text(300, 118, "Selon vous-même", size=14)
    sheet.text(60, 132, "Plutôt pour", size=9)
    sheet.text(140, 132, "Plutôt contre", size=9)
    for k, (above, below) in enumerate(HEADS):
        sheet.text(320 + 60 * k, 145, above, size=9)
        sheet.text(320 + 60 * k, 155, below, size=9)
    labels = ("Total", "Hommes", "Agriculteurs (*)", "", "Femmes")
    for i, (group, shares) in enumerate(zip(labels, SHARES, strict=True)):
        sheet.text(200, 170 + 20 * i, group, size=9)
        for k, share in enumerate(shares):
            sheet.text(322 + 60 * k, 170 + 20 * i, str(share), size=9)
    sheet.text(200, 223, "Ensemble (Centre,", size=9)
    sheet.text(200, 237, "Alliés, etc.)", size=9)


def test_no_group_of_a_slide_is_lost_and_no_legend_joins_its_question(tmp_path: Path) -> None:
    with pdf_file(tmp_path / "a.pdf") as sheets:
        for draw in (_front, _long_table):
            sheets.append(Sheet())
            draw(sheets[-1])
    rows = extract(OpenedFile(tmp_path / "a.pdf"), Hints(country="FR")).rows
    assert set(rows["question_text"]) == {f"{QUESTION} Selon vous-même"}
    labels = ["", "Hommes", "Agriculteurs (*)", "Ensemble (Centre, Alliés, etc.)", "Femmes"]
    assert rows["group_text"].drop_duplicates().tolist() == labels
    assert rows.loc[rows["answer_text"] == "Plutôt pour", "share"].tolist() == [
        shares[0] / 100 for shares in SHARES
    ]
