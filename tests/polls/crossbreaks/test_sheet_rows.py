"""Which columns of a sheet hold cells, and which of them stand beside shares."""

from __future__ import annotations

import pytest

from polls.crossbreaks.headings import Heading
from polls.crossbreaks.rows import CellRow, HeadingRow, TextRow
from polls.crossbreaks.sheet_headings import _only_letters, _says_percent
from polls.crossbreaks.sheet_rows import sheet_part
from polls.files.workbook import Cell, Sheet


def cells_of(rows: list[list[Cell]]) -> list[tuple[str, tuple[str | float, ...]]]:
    part = sheet_part("a.xlsx", Sheet("Q1", rows))
    return [(row.label, row.cells) for row in part.rows if isinstance(row, CellRow)]


@pytest.mark.parametrize("count", [2, 3])
def test_three_labelled_numbers_under_one_another_are_a_column(count: int) -> None:
    rows: list[list[Cell]] = [[f"a{i}", 10.0 * i] for i in range(1, count + 1)]
    expected = [(f"a{i}", (10.0 * i,)) for i in range(1, count + 1)]
    assert cells_of([["Answer", "All"], *rows]) == (expected if count == 3 else [])


def test_numbers_in_the_first_column_are_labels() -> None:
    rows: list[list[Cell]] = [["", "Men", "Women"], [1.0, 60.0, 45.0], [2.0, 40.0, 55.0]]
    assert cells_of(rows) == [("1", (60.0, 45.0)), ("2", (40.0, 55.0))]


def test_single_numbers_in_two_columns_are_none() -> None:
    rows: list[list[Cell]] = [["a", 1.0, ""], ["b", 2.0, ""], ["c", 3.0, ""], ["d", "", 4.0]]
    assert cells_of(rows) == []


def test_a_line_of_one_text_has_no_parts_and_one_of_several_has_them_all() -> None:
    rows: list[list[Cell]] = [
        ["A poll", "", ""], ["Base:", "all", ""], ["", "", ""], ["", "Men", "Women"],
        ["Yes", 60.0, 45.0], ["No", 40.0, 55.0],
    ]  # fmt: skip
    found = sheet_part("a.xlsx", Sheet("Q1", rows)).rows
    texts = [row for row in found if isinstance(row, TextRow)]
    assert [(row.text, row.parts) for row in texts] == [
        ("A poll", ()), ("Base: all", ("Base:", "all")),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("label", "says"),
    [("%", True), ("Per cent", True), ("Men %", True), ("Estimate", True), ("Men", False)],
)
def test_headings_that_say_percent(label: str, says: bool) -> None:
    assert _says_percent(Heading("", label)) is says


def test_columns_beside_percents_are_left_out_and_named() -> None:
    rows: list[list[Cell]] = [
        ["", "Men %", "Men n", "Women %", "Women n"],
        ["Yes", 60.0, 120.0, 40.0, 90.0],
        ["No", 40.0, 80.0, 60.0, 135.0],
    ]
    part = sheet_part("a.xlsx", Sheet("Q1", rows))
    assert part.left_out == ("Men n", "Women n")
    heading, yes, _ = part.rows
    assert isinstance(heading, HeadingRow) and isinstance(yes, CellRow)
    assert [found.label for found in heading.headings] == ["Men", "Women"]
    assert (yes.cells, yes.names) == ((60.0, 40.0), ("B2", "D2"))


@pytest.mark.parametrize(
    ("cells", "letters"),
    [
        (("B", "", "D,E"), True),
        (("B", "", ""), False),
        (("B", "40", "D"), False),
        (("*", "*", "*"), False),  # shares under a limit
    ],
)
def test_a_column_of_letters_has_two_and_nothing_else(
    cells: tuple[str, ...], letters: bool
) -> None:
    rows = [CellRow("a", ("60", cell), "row 3") for cell in cells]
    assert _only_letters(rows, 1) is letters
