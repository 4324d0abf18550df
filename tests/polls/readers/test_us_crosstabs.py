"""US cross-break reports: every printed cell read, and every column proved by its total."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from polls.crossbreaks.crosstab import Column, Crosstab
from polls.errors import Place
from polls.files.opened import OpenedFile
from polls.files.pdf_words import Line, Word, open_pdf
from polls.printed.shares import read_share
from polls.readers.contract import Extract, Hints
from polls.readers.us_crosstabs.layout import _without_turns, read_report
from polls.readers.us_crosstabs.us_crosstabs import _base, count_columns, extract, recognises
from tests.writers.pdf_writer import PORTRAIT
from tests.writers.us_report_typst import write_typst_report
from tests.writers.us_report_writer import BANNERS, Layout, UsTable, write_us_report

FILES = Path(os.environ.get("POLLTIDE_FILES", Path(__file__).parents[4] / "shared" / "files"))
REAL = FILES / "yougov_us_crosstabs_2020-11.pdf"

TABLES = (
    UsTable("1", "Direction of Town", "Would you say things in this town today are...",
            ["Generally headed in the right direction", "Off on the wrong track", "Not sure"]),
    UsTable("2A", "Importance — Buses", "How important are these to you?",
            ["Very important", "Not important", "More than 50% of what matters to me"]),
    UsTable("2B", "Importance — Trains", "How important are these to you?",
            ["Very important", "Not important", "More than 50% of what matters to me"]),
    UsTable("3", "Modes", "How do you travel? Check all that apply.",
            ["On foot", "By bus", "By train", "None of these"], several=True,
            asked="Among those who travel"),
)  # fmt: skip


def read_back(tmp_path: Path, tables: tuple[UsTable, ...], layout: Layout) -> Extract:
    write_us_report(tmp_path / "report.pdf", tables, layout)
    return extract(OpenedFile(tmp_path / "report.pdf"), Hints())


def cells_missed(found: Extract, layout: Layout) -> list[object]:
    """Printed shares that were not read, or not with their base; `[]` where all were."""
    number = found.rows["locator"].str.extract(r"table (\w+)")[0]
    rows = found.rows.assign(table=number).set_index(
        ["table", "banner_text", "group_text", "answer_text"]
    )
    missed: list[object] = []
    for cell in layout.cells:
        label = "" if cell.label == "Total" else cell.label.replace("\n", " ")
        alone = cell.head and len({c.label for c in layout.cells if c.head == cell.head}) == 1
        head, label = ("", f"{cell.head} {label}") if alone else (cell.head, label)
        key = (cell.table, head, label, cell.answer)
        share = read_share(cell.text, percent=True)
        if cell.text != "*" and (
            key not in rows.index
            or rows.loc[key, "share"] != share.share
            or rows.loc[key, "n"] != cell.base
        ):
            missed.append(cell)
    return missed


def unique_cells(layout: Layout) -> int:
    """Printed shares, the total column once for all banners, stars left out."""
    return len({(c.table, c.head, c.label, c.answer) for c in layout.cells if c.text != "*"})


@pytest.mark.parametrize("rules", [True, False], ids=["ruled", "without rules"])
@pytest.mark.parametrize("size", [(792.0, 612.0), PORTRAIT], ids=["landscape", "portrait"])
def test_every_cell_is_read_with_its_base(
    tmp_path: Path, rules: bool, size: tuple[float, float]
) -> None:
    layout = Layout(rules=rules, size=size)
    found = read_back(tmp_path, TABLES, layout)
    assert cells_missed(found, layout) == []
    assert len(found.rows) == unique_cells(layout)
    assert not [problem for problem in found.problems if problem.severity == "error"]


def test_rows_carry_wording_dates_and_place(tmp_path: Path) -> None:
    found = read_back(tmp_path, TABLES, Layout())
    first = found.rows.iloc[0]
    assert first["question_text"] == "Would you say things in this town today are..."
    assert first["answer_text"] == "Generally headed in the right direction"
    assert (first["start"], first["end"]) == ("2020-10-31", "2020-11-02")
    assert (first["country"], first["pollster"], first["n"]) == ("US", "YouGov", 1500)
    assert (first["locator"], first["source"]) == ("page 2, table 1", "report.pdf")


def test_items_of_one_question_are_told_apart_by_their_title(tmp_path: Path) -> None:
    questions = set(read_back(tmp_path, TABLES, Layout()).rows["question_text"])
    assert {
        "How important are these to you? [Buses]",
        "How important are these to you? [Trains]",
    } < (questions)


def test_a_number_in_a_label_stays_in_the_label(tmp_path: Path) -> None:
    answers = set(read_back(tmp_path, TABLES, Layout()).rows["answer_text"])
    assert "More than 50% of what matters to me" in answers


def test_several_answers_are_told_from_a_single_choice(tmp_path: Path) -> None:
    rows = read_back(tmp_path, TABLES, Layout()).rows
    several = rows[rows["note"] == "several answers allowed"]
    assert set(several["answer_text"]) == {"On foot", "By bus", "By train", "None of these"}
    assert set(several["base"]) == {"Among those who travel"}


def test_a_table_without_totals_allows_several_answers_whatever_its_text(tmp_path: Path) -> None:
    silent = replace(TABLES[3], question="How do you travel?", answers=["On foot", "By bus"])
    rows = read_back(tmp_path, (*TABLES[:2], silent), Layout()).rows
    several = rows[rows["note"] == "several answers allowed"]
    assert set(several["question_text"]) == {"How do you travel?"}


def test_titles_of_several_lines_are_whole(tmp_path: Path) -> None:
    title = (
        "What people in this town think about the buses that run through it early in the morning "
        "and late at night, when few of them are awake"
    )
    write_us_report(tmp_path / "a.pdf", (replace(TABLES[0], title=title), TABLES[1]), Layout())
    report = read_report(open_pdf(tmp_path / "a.pdf").pages)
    assert [entry.title for entry in report.contents] == [title, TABLES[1].title]
    assert [table.title for table in report.tables] == [title, TABLES[1].title]
    assert report.tables[0].question == TABLES[0].question


def test_stars_down_a_column_are_no_readings_and_are_named_once(tmp_path: Path) -> None:
    layout = Layout(banners=[[("", ["Total"]), ("Size", [f"Group {k}" for k in range(6)])]] * 1)
    tables = tuple(replace(TABLES[0], number=str(k)) for k in range(1, 12))
    found = read_back(tmp_path, tables, layout)
    starred = {(c.table, c.label) for c in layout.cells if c.text == "*"}
    assert starred
    warning = next(p for p in found.problems if p.code == "columns-suppressed")
    assert warning.severity == "warning" and warning.title.startswith(f"{len(starred)} columns")
    assert not found.rows["censored"].any()


def test_heads_and_labels_of_several_lines(tmp_path: Path) -> None:
    banner = [
        ("", ["Total"]),
        ("Vote Status", ["Already\nvoted", "Not yet\nvoted"]),
        ("Likely", ["Voters"]),
        ("Region", ["North\nEast", "South", "West"]),
    ]
    layout = Layout(banners=[banner])
    found = read_back(tmp_path, TABLES, layout)
    assert cells_missed(found, layout) == []
    groups = dict(zip(found.rows["group_text"], found.rows["banner_text"], strict=True))
    assert groups["Already voted"] == "Vote Status"
    assert groups["Likely Voters"] == ""
    assert groups["North East"] == "Region"


def test_a_table_that_runs_over_a_page_is_one_table(tmp_path: Path) -> None:
    table = replace(TABLES[0], answers=[f"Answer number {k}" for k in "abcdefghij"])
    layout = Layout(banners=BANNERS[:1], break_after=6)
    found = read_back(tmp_path, (table,), layout)
    assert cells_missed(found, layout) == []
    assert len(found.rows) == unique_cells(layout)


@pytest.mark.parametrize("rules", [True, False], ids=["ruled", "without rules"])
@pytest.mark.parametrize("before", range(5), ids=["1st", "2nd", "3rd", "totals", "bases"])
def test_a_block_that_says_where_it_goes_oncounts_people(
    tmp_path: Path, before: int, rules: bool
) -> None:
    layout = Layout(break_after=before, turns=True, rules=rules)
    found = read_back(tmp_path, TABLES[:2], layout)
    assert cells_missed(found, layout) == []
    assert len(found.rows) == unique_cells(layout)
    assert not [problem for problem in found.problems if problem.severity == "error"]
    texts = found.rows[["question_text", "answer_text", "group_text", "banner_text"]]
    assert not texts.apply(lambda column: column.str.contains("continued")).any(axis=None)


def test_words_of_a_turned_page_beside_a_heading_are_no_part_of_it() -> None:
    words = ["continued", "from", "previous", "page", "Gender", "continued", "on"]
    line = Line(tuple(Word(text, 50 * k, 50 * k + 40, 0, 9) for k, text in enumerate(words)))
    assert [kept.text for kept in _without_turns([line])] == ["Gender continued on"]


def test_labels_that_end_in_a_percentage_open_no_column(tmp_path: Path) -> None:
    answers = ["Less than 5%", "Between 5% and 6%", "Between 6% and 7%", "Greater than 8%"]
    layout = Layout()
    found = read_back(tmp_path, (replace(TABLES[0], answers=answers),), layout)
    assert cells_missed(found, layout) == []
    assert set(found.rows["answer_text"]) == set(answers)


def test_a_line_over_one_column_is_a_line_of_its_label(tmp_path: Path) -> None:
    banner = [("", ["Total"]), ("Registered", ["Voters"]), ("Age", ["18-44", "45+"])]
    for rules in (True, False):
        found = read_back(tmp_path, TABLES[:1], Layout(banners=[banner], rules=rules))
        groups = found.rows[["banner_text", "group_text"]].drop_duplicates().values.tolist()
        assert groups == [["", ""], ["", "Registered Voters"], ["Age", "18-44"], ["Age", "45+"]]


def test_rows_of_means_are_named_and_left_out(tmp_path: Path) -> None:
    layout = Layout()
    rows = ["Mean", "Minutes on the way"]
    found = read_back(tmp_path, (replace(TABLES[0], extra_rows=rows), TABLES[1]), layout)
    assert cells_missed(found, layout) == []
    assert not set(rows) & set(found.rows["answer_text"])
    assert "row-not-a-share" in {problem.code for problem in found.problems}


def test_answers_that_miss_their_total_are_left_out_and_refuse_the_file(tmp_path: Path) -> None:
    found = read_back(tmp_path, TABLES[:1], Layout(off_by=4))
    codes = [(problem.code, problem.severity) for problem in found.problems]
    assert ("sum-off", "warning") in codes
    assert ("too-many-columns-fail", "error") in codes
    assert found.rows.empty


def test_a_listed_table_that_is_missing_is_an_error(tmp_path: Path) -> None:
    found = read_back(tmp_path, TABLES[:2], Layout(listed=TABLES))
    missing = [p.place.item for p in found.problems if p.code == "table-missing"]
    assert missing == ["table 2B", "table 3"]


def test_a_report_without_a_list_of_tables_is_read(tmp_path: Path) -> None:
    layout = Layout(listed=())
    assert cells_missed(read_back(tmp_path, TABLES, layout), layout) == []


def test_tables_without_bases_are_an_error_with_page_and_table(tmp_path: Path) -> None:
    found = read_back(tmp_path, TABLES[:1], Layout(base_label="", banners=BANNERS[:1]))
    problem = next(p for p in found.problems if p.code == "base-missing")
    assert problem.place.page == 2 and problem.place.item == "table 1"
    assert "too-many-columns-fail" in {p.code for p in found.problems}
    assert found.rows.empty


@pytest.mark.parametrize("seed", [1, 2])
def test_every_cell_of_a_report_by_another_producer_is_read(tmp_path: Path, seed: int) -> None:
    # Words at random, with dashes and numbers in the labels; heads whose rules join up.
    path = tmp_path / "report.pdf"
    numbers, cells = write_typst_report(path, 12, seed)
    layout = Layout(cells=cells)
    assert [table.number for table in read_report(open_pdf(path).pages).tables] == numbers
    found = extract(OpenedFile(path), Hints())
    assert cells_missed(found, layout) == []
    assert len(found.rows) == unique_cells(layout)
    assert {problem.code for problem in found.problems} <= {"columns-suppressed"}


# ── The real report ────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def real() -> Extract:
    if not REAL.exists():
        pytest.skip("the real report is not here")
    return extract(OpenedFile(REAL), Hints())


def test_the_real_report_is_recognised() -> None:
    if not REAL.exists():
        pytest.skip("the real report is not here")
    assert recognises(OpenedFile(REAL))


def test_every_table_of_the_real_list_is_found(real: Extract) -> None:
    report = read_report(open_pdf(REAL).pages)
    assert len(report.contents) == 119
    assert [entry.number for entry in report.contents] == [table.number for table in report.tables]
    assert [entry.title for entry in report.contents] == [table.title for table in report.tables]
    assert {len(table.blocks) for table in report.tables} == {3}
    assert not [problem for problem in real.problems if problem.severity == "error"]


@pytest.mark.usefixtures("real")
def test_every_column_of_the_real_report_adds_up_to_its_printed_total() -> None:
    # 119 tables x (9 + 12 + 12) columns. 57 are printed as stars (bases of 0 to 24), 3 tables
    # allow several answers and print no totals: 3 x 33 columns.
    counts = count_columns(OpenedFile(REAL))
    assert counts.total == 119 * 33 == 3927
    assert counts.suppressed == 57
    assert counts.several == 3 * 33
    assert counts.checked == 3927 - 57 - 99
    assert counts.failed == counts.empty == 0


def test_the_real_totals_are_met_exactly() -> None:
    if not REAL.exists():
        pytest.skip("the real report is not here")
    report = read_report(open_pdf(REAL).pages)
    met = 0
    for block in (block for table in report.tables for block in table.blocks):
        rows = {row.label: row.cells for row in block.rows}
        bases, totals = rows.pop("Unweighted N"), rows.pop("Totals", None)
        assert all(cell.startswith("(") and cell.endswith(")") for cell in bases)
        for i, total in enumerate(totals or ()):
            if total != "*":
                assert sum(int(cells[i].removesuffix("%")) for cells in rows.values()) == int(
                    total.removesuffix("%")
                )
                met += 1
    assert met == 3771


def test_known_cells_of_the_real_report(real: Extract) -> None:
    # Read off pages 5, 24 and 129 of the PDF by eye.
    rows = real.rows.set_index(["question_text", "answer_text", "banner_text", "group_text"])
    direction = "Would you say things in this country today are..."
    key = (direction, "Generally headed in the right direction", "White Men", "No degree")
    assert rows.loc[key, ["share", "n"]].tolist() == [0.41, 300]
    made_up = "Would you say that your mind is made up about how you will vote?"
    change = "There is a chance I will change my mind between now and the election."
    assert rows.loc[(made_up, change, "Ideology", "Mod"), ["share", "n"]].tolist() == [0.08, 107]
    assert (made_up, change, "LV Vote Status", "Already voted") not in rows.index
    assert len(real.rows) == 16281


@pytest.mark.parametrize(
    ("said", "bases", "sample", "base"),
    [
        ("", (950.0, None, 400.0), 1000.0, "all"),
        ("", (949.0, None, 400.0), 1000.0, "asked"),
        ("", (400.0,), None, "all"),
        ("", (None,), 1000.0, "asked"),
        ("Among those who travel", (1000.0,), 1000.0, "Among those who travel"),
    ],
)
def test_less_than_nearly_all_of_the_sample_are_those_who_were_asked(
    said: str, bases: tuple[float | None, ...], sample: float | None, base: str
) -> None:
    table: Any = SimpleNamespace(asked=said)
    crosstab = Crosstab(Place(), "", tuple(Column("") for _ in bases), (), bases)
    assert _base(table, crosstab, sample) == base
