"""Groups that go down: their headings beside or over them, their nets, and what stays as it is."""

from __future__ import annotations

import pytest

from polls.crossbreaks.crosstab import Cell
from polls.crossbreaks.headings import Heading
from polls.crossbreaks.rows import CellRow, HeadingRow, Part, Row, TextRow
from polls.crossbreaks.turned import turned_part
from polls.errors import Place


def heads(*labels: str, head: str = "") -> HeadingRow:
    return HeadingRow(tuple(Heading(head, label) for label in labels), "row 1")


def group(*labels: str, cells: tuple[Cell, ...] = (40, 50, 10), at: int = 2) -> CellRow:
    names = tuple(f"{letter}{at}" for letter in "BCDEFG"[: len(cells)])
    return CellRow(" ".join(labels), cells, f"row {at}", (), names, labels)


def turned(*rows: Row) -> tuple[Row, ...]:
    return turned_part(Part(Place(sheet="Q1"), rows)).rows


def groups_of(*rows: Row) -> list[tuple[str, str]]:
    """Head and label of each group of a table of three answers."""
    first = turned(heads("For", "Against", "Unsure"), *rows)[0]
    assert isinstance(first, HeadingRow)
    return [(each.head, each.label) for each in first.headings]


def test_a_turned_table_has_the_names_of_its_cells() -> None:
    rows = [group("All", at=2), group("Men", cells=(30, 60, 10), at=3), group("Women", at=4)]
    heading, first, second, third = turned(heads("For", "Against", "Unsure"), *rows)
    assert heading == HeadingRow(
        (Heading("", "All"), Heading("", "Men"), Heading("", "Women")), "row 1"
    )
    assert first == CellRow("For", (40, 30, 40), "row 2", (), ("B2", "B3", "B4"), ("For",))
    assert second == CellRow("Against", (50, 60, 50), "row 2", (), ("C2", "C3", "C4"), ("Against",))
    assert isinstance(third, CellRow) and third.cells == (10, 10, 10)


@pytest.mark.parametrize(
    ("rows", "groups"),
    [
        # Headings over their groups.
        ([group("All"), TextRow("SEX", "row 3"), group("Men"), group("Women")],
         [("", "All"), ("SEX", "Men"), ("SEX", "Women")]),
        ([TextRow("SEX", "row 3"), group("All"), group("Men"), group("Women")],
         [("SEX", "All"), ("SEX", "Men"), ("SEX", "Women")]),
        # Beside them, on every line or once.
        ([group("All"), group("SEX", "Men"), group("SEX", "Women"), group("AGE", "Old")],
         [("", "All"), ("SEX", "Men"), ("SEX", "Women"), ("AGE", "Old")]),
        ([group("All"), group("SEX", "Men"), group("Women"), group("AGE", "Old"), group("Young")],
         [("", "All"), ("SEX", "Men"), ("SEX", "Women"), ("AGE", "Old"), ("AGE", "Young")]),
        # Two labels that never hold for two rows are one, in two parts.
        ([group("All"), group("Rather", "old"), group("Very", "young"), group("Not", "so")],
         [("", "All"), ("", "Rather old"), ("", "Very young"), ("", "Not so")]),
        ([group("Base", "Total"), group("SEX", "Men"), group("SEX", "Women")],
         [("", "Total"), ("SEX", "Men"), ("SEX", "Women")]),
        ([group("SEX", "All"), group("SEX", "Total"), group("Men")],
         [("", "SEX All"), ("", "SEX Total"), ("", "Men")]),
    ],
)  # fmt: skip
def test_a_heading_of_groups_stands_over_or_beside_them(
    rows: list[Row], groups: list[tuple[str, str]]
) -> None:
    assert groups_of(*rows) == groups


def labels_of(rows: tuple[Row, ...]) -> list[str]:
    return [row.label for row in rows if isinstance(row, CellRow)]


THREE = ("All", "Men", "Women")


@pytest.mark.parametrize(
    ("columns", "cells", "labels"),
    [
        (("For", "Against", "All for"), (40, 60, 40), ["For", "Against", "NET: All for"]),
        (("For", "Against", "NET for"), (40, 60, 40), ["For", "Against", "NET for"]),
        (("NET for", "For", "Against"), (40, 40, 60), ["NET for", "For", "Against"]),
        # Bases come first, means are left out.
        (("For", "Against", "Base"), (40, 60, 900), ["Base", "For", "Against"]),
        (("For", "Against", "Unweighted base", "Base"), (40, 60, 90, 80),
         ["Unweighted base", "Base", "For", "Against"]),
        (("For", "Against", "Mean"), (40, 60, 3), ["For", "Against"]),
        (("For", "Against", "Mean", "Any"), (40, 60, 3, 40), ["For", "Against", "NET: Any"]),
        # As fractions.
        (("For", "Against"), (0.4, 0.6), ["For", "Against"]),
        # Not turned: one answer, or a sum that is off.
        (("For", "Base"), (100, 900), list(THREE)),
        (("For", "Against"), (40, 50), list(THREE)),
    ],
)  # fmt: skip
def test_answers_are_those_that_add_up_and_what_follows_are_nets(
    columns: tuple[str, ...], cells: tuple[Cell, ...], labels: list[str]
) -> None:
    rows = turned(heads(*columns), *(group(name, cells=cells) for name in THREE))
    assert labels_of(rows) == labels


def test_heads_of_answers_are_joined_with_their_labels() -> None:
    rows = turned(heads("For", "Against", head="Views"), *(group(x, cells=(40, 60)) for x in THREE))
    assert labels_of(rows) == ["Views For", "Views Against"]


def test_a_table_with_bases_among_its_rows_or_without_heads_stays_as_it_is() -> None:
    square = [group(name, cells=(40, 60)) for name in ("All", "Men", "Unweighted base")]
    assert turned(heads("For", "Against"), *square) == (heads("For", "Against"), *square)
    loose = (TextRow("A poll", "row 1"), *square)
    assert turned(*loose) == loose
    two = [group(name, cells=(40, 60)) for name in ("All", "Men")]
    assert turned(heads("For", "Against"), *two) == (heads("For", "Against"), *two)
