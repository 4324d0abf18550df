"""What a question's rows say of themselves: percents or fractions, bases, lines over heads."""

from __future__ import annotations

import pytest

from polls.crossbreaks.questions import QuestionTable, _is_whole, _lines_over_headings
from polls.crossbreaks.sheet_rows import CellRow, HeadingRow, Row, TextRow
from polls.crossbreaks.vouched import AnswerRow, Cell
from polls.errors import Place


def table(*rows: tuple[str, tuple[Cell, ...]]) -> QuestionTable:
    answers = tuple(AnswerRow(label, cells, f"row {at}") for at, (label, cells) in enumerate(rows))
    return QuestionTable(Place(), "Q", (), answers, (), (), (), (), None)


@pytest.mark.parametrize(
    ("cells", "percent"),
    [
        ((0.4, 0.6), False),
        ((0.4, 1.0), False),  # everybody of a small group
        ((0.4, 1.1), True),
        ((0.0, 1.0), True),  # a rare answer, in whole percents
    ],
)
def test_numbers_above_one_or_none_but_whole_ones_are_percents(
    cells: tuple[Cell, ...], percent: bool
) -> None:
    assert table(("Yes", cells)).percent is percent


def test_a_mean_above_one_makes_no_percents_of_fractions() -> None:
    assert not table(("Yes", (0.4, 0.6)), ("Mean", (3.2, 4.1))).percent
    assert table(("Mean", (3.2, 4.1))).percent  # nothing else to tell by


@pytest.mark.parametrize(
    ("label", "cells", "base"),
    [
        ("Total", (106.0, 3.0), True),
        ("Total", (105.0, 3.0), False),  # percents that add up to more by rounding
        ("Total", (1006.0, 3.5), False),
        ("TOTAL", (40.0, 3.0), True),
        ("Yes", (1006.0, 300.0), False),
        ("Total", ("", ""), False),
    ],
)
def test_totals_of_whole_numbers_beyond_percents_are_bases(
    label: str, cells: tuple[Cell, ...], base: bool
) -> None:
    assert _is_whole(CellRow(label, cells, "row 9")) is base


def test_lines_over_the_first_heads_are_counted_and_none_where_cells_come_first() -> None:
    lines: list[Row] = [TextRow("A poll", "row 1"), TextRow("of March", "row 2")]
    heads, cells = HeadingRow((), "row 3"), CellRow("Yes", (0.4,), "row 4")
    assert _lines_over_headings([*lines, heads, cells]) == 2
    assert _lines_over_headings([*lines, cells, heads]) == 0
    assert _lines_over_headings([heads]) == 0
    assert _lines_over_headings([]) == 0
