"""What a question's rows say of themselves: percents or fractions, bases, lines over heads."""

from __future__ import annotations

from dataclasses import replace

import pytest

from polls.crossbreaks.crosstab import AnswerRow, Cell, Column
from polls.crossbreaks.headings import Heading
from polls.crossbreaks.question_tables import QuestionTable, Tables, left_out, printed_question
from polls.crossbreaks.questions import (
    _lines_over_headings,
    holds_answers,
    names_survey,
    read_tables,
)
from polls.crossbreaks.rows import CellRow, HeadingRow, Part, Row, TextRow
from polls.crossbreaks.said_by_rows import counts_people
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
        (("0.4%", "0.6%"), False),
        (("0,4", "0,6"), False),
        (("60%", "40%"), True),
        (("*", "0.4"), False),  # a sign counts as nothing
        (("*", "1"), True),
        (("nan", "0"), False),  # what is no number of people is not whole
        (("-1e999", "0"), False),
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
        ("TOTAL", (0.0, 0.0), False),
        ("Yes", (1006.0, 300.0), False),
        ("Total", ("", ""), False),
    ],
)
def test_totals_of_whole_numbers_beyond_percents_are_bases(
    label: str, cells: tuple[Cell, ...], base: bool
) -> None:
    assert counts_people(CellRow(label, cells, "row 9")) is base


def test_lines_over_the_first_heads_are_counted_and_none_where_cells_come_first() -> None:
    lines: list[Row] = [TextRow("A poll", "row 1"), TextRow("of March", "row 2")]
    heads, cells = HeadingRow((), "row 3"), CellRow("Yes", (0.4,), "row 4")
    assert _lines_over_headings([*lines, heads, cells]) == 2
    assert _lines_over_headings([*lines, cells, heads]) == 0
    assert _lines_over_headings([heads]) == 0
    assert _lines_over_headings([]) == 0


def test_a_column_names_no_country_unless_it_is_told() -> None:
    column = Column("Men")
    assert (column.name, column.country, column.country_text, column.lang, column.note) == (
        "Men",
        "",
        "",
        "",
        "",
    )


HEADS = HeadingRow((Heading("", "All"), Heading("", "Men"), Heading("", "Women")), "row 2")


def sheet(*rows: Row, name: str = "Q1") -> Part:
    return Part(Place(sheet=name), tuple(rows))


def answers(*rows: tuple[Cell, ...]) -> list[CellRow]:
    return [CellRow(f"a{at}", cells, "row 3", (), (), (f"a{at}",)) for at, cells in enumerate(rows)]


def test_the_dates_over_one_table_say_nothing_of_the_sheet_before_it() -> None:
    dates = TextRow("Fieldwork: 9th - 10th April 2018", "row 1")
    halves = answers((50.0, 50.0, 50.0), (50.0, 50.0, 50.0))
    undated, dated = sheet(HEADS, *halves), sheet(dates, HEADS, *halves, name="Q2")
    first, second = read_tables([undated, dated]).tables
    assert first.fieldwork is None
    assert second.fieldwork is not None
    assert second.fieldwork.start.isoformat() == "2018-04-09"
    cover = sheet(dates, name="Cover")
    first, second = read_tables([undated, sheet(HEADS, *halves, name="Q2"), cover]).tables
    assert first.fieldwork is not None and first.fieldwork == second.fieldwork


@pytest.mark.parametrize(
    ("rows", "holds"),
    [
        (((40.0, 45.0, 35.0), (60.0, 55.0, 65.0)), True),
        (((40.0, 45.0, 35.0), (60.0, 56.0, 65.0)), True),  # 101 for 100 is rounding
        (((40.0, 45.0, 35.0), (60.0, 57.0, 65.0)), False),  # two of three fit: under 80%
        (((40.0, "..", 35.0), (60.0, "..", 65.0)), True),
        (((40.0, "..", 35.0), (60.0, "..", 55.0)), False),
        (((40.0, "n.k.", 35.0), (60.0, "55", 65.0)), False),
        (((100.0, 100.0, 100.0),), False),
    ],
)
def test_a_table_of_groups_is_known_by_answers_that_add_up(
    rows: tuple[tuple[Cell, ...], ...], holds: bool
) -> None:
    assert holds_answers([sheet(HEADS, *answers(*rows))]) is holds


def test_what_is_not_read_is_named_with_its_sheet_where_it_has_one() -> None:
    one = QuestionTable(Place(sheet="Q1"), "Q", (), (), (), (), (), (), None, left_out=("Deff",))
    two = QuestionTable(Place(), "Q", (), (), (), (), (), (), None, left_out=("Mean: all",))
    parts = [
        Part(Place(sheet="Q1"), (), ("Upper limit",)),
        Part(Place(), (), ("Lower limit",)),
        Part(Place(sheet="Notes"), ()),
    ]
    problems = list(left_out(parts, Tables((one, two)), "a.xlsx"))
    assert [(p.code, p.got, p.severity) for p in problems] == [
        ("sheets-not-read", "'Notes'", "warning"),
        ("columns-not-read", "'Q1: Upper limit', 'Lower limit'", "warning"),
        ("rows-not-read", "'Q1: Deff', 'Mean: all'", "warning"),
    ]
    heads = tuple(Heading("", label) for label in ("All", "Men", "Women"))
    bases = {"unweighted": (900.0, None, 500.0), "weighted": (900.0, 410.0, 490.0)}
    for given, told in (
        (bases, ["'Q1: Men'"]),
        ({**bases, "unweighted": (None,) * 3}, []),
        ({**bases, "weighted": (900.0, None, 490.0)}, []),
    ):
        table = replace(one, headings=heads, left_out=(), **given)
        problems = list(left_out([], Tables((table,)), "a.xlsx"))
        assert [p.got for p in problems if p.code == "base-missing"] == told
    many = [Part(Place(sheet=f"s{i}"), ()) for i in range(14)]
    (problem,) = left_out(many, Tables(()), "a.xlsx")
    assert problem.title == "14 sheets hold no table of answers"
    assert problem.got.endswith("'s11' and 2 more")


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("Sample size: 1,639 adults", True),
        ("Base: all adults", True),
        ("Fieldwork: 9th - 10th April 2018", True),
        ("How do you feel?", False),
    ],
)
def test_a_survey_is_named_by_sample_base_or_dates(line: str, named: bool) -> None:
    cells = answers((50.0, 50.0, 50.0))
    assert names_survey([sheet(TextRow(line, "row 1"), HEADS, *cells)]) is named
    assert not names_survey([sheet(TextRow(line, "row 1"), *cells)])
    assert not names_survey([sheet(TextRow(line, "row 1"), HEADS)])


@pytest.mark.parametrize(
    ("printed", "text", "base"),
    [
        ("Q1. How? [all who vote]", "How?", "all who vote"),
        ("[If they vote] How?", "How?", "If they vote"),
        ("How? [Please tick all]", "How? [Please tick all]", "all"),
        ("Table_3: How?", "How?", "all"),
        ("QA4b.2 How?", "How?", "all"),
        ("[only a note]", "[only a note]", "all"),
    ],
)
def test_a_question_is_told_from_its_number_and_its_note(
    printed: str, text: str, base: str
) -> None:
    question = printed_question(printed)
    assert (question.text, question.base) == (text, base)
