"""Which rows are counts of others, which are totals, letters or of no answer: bounds and words."""

from __future__ import annotations

import pytest

from polls.crossbreaks.crosstab import AnswerRow, Cell
from polls.crossbreaks.pairs import (
    _all_whole,
    _is_letters,
    _look_like_pair,
    _without_letters,
    answers_in,
)

BASES = [(1000.0, 500.0)]
YES, NO = ("52%", "60%"), ("48%", "40%")


def row(label: str, *cells: Cell, **others: tuple[str, ...]) -> AnswerRow:
    return AnswerRow(label, cells, "row 3", **others)  # type: ignore[arg-type]


def test_a_pair_has_the_labels_of_both_rows_and_the_words_of_the_second() -> None:
    first = row("Oui", 520.0, 300.0, labels=("Oui",), local=("a", "b"))
    second = row("Yes", 0.52, 0.6, labels=("Yes", "Oui"), local=("c", "d"))
    (found,) = answers_in([first, second], BASES).rows
    assert (found.label, found.labels, found.local) == ("Yes", ("Oui", "Yes"), ("c", "d"))
    assert (found.cells, found.counts) == ((0.52, 0.6), (520.0, 300.0))
    (found,) = answers_in([row("Yes", *YES, local=("a", "b")), row("", 520.0, 300.0)], BASES).rows
    assert (found.label, found.local) == ("Yes", ("a", "b"))
    assert (found.cells, found.counts) == (YES, (520.0, 300.0))


def test_a_bare_percentage_above_one_is_its_count_over_the_base() -> None:
    rows = [row("Oui", 15.0, 10.0), row("Yes", "1.5", "2.0")]
    (found,) = answers_in(rows, BASES).rows
    assert (found.label, found.cells, found.counts) == ("Yes", ("1.5", "2.0"), (15.0, 10.0))


def test_an_answer_put_to_a_part_of_those_asked_is_a_pair_by_its_form() -> None:
    """100 of 1,000 are not 90%, but the rows look as the other pairs of the table do."""
    odd = row("Asked", 100.0, 50.0), row("", "90%", "95%")
    rows = [row("Yes", 520.0, 300.0), row("", *YES), *odd, row("No", 480.0, 200.0), row("", *NO)]
    found = answers_in(rows, BASES)
    assert [x.label for x in found.rows] == ["Yes", "Asked", "No"]
    assert [x.counts[0] for x in found.rows] == [520.0, 100.0, 480.0]
    turned = [row("Yes", *YES), row("", 520.0, 300.0), row("Asked", "90%", "95%"),
              row("", 100.0, 50.0), row("No", *NO), row("", 480.0, 200.0)]  # fmt: skip
    found = answers_in(turned, BASES)
    assert [x.counts[0] for x in found.rows] == [520.0, 100.0, 480.0]
    labelled = [row("Oui", 520.0, 300.0), row("Yes", *YES), *odd]
    found = answers_in(labelled, BASES)
    assert [x.label for x in found.rows] == ["Yes", "Asked"]


def test_two_labels_are_the_rule_where_more_than_half_of_the_pairs_have_them() -> None:
    two = [row("Oui", 520.0, 300.0), row("Yes", 0.52, 0.6)]
    one = [row("No", 480.0, 200.0), row("", 0.48, 0.4)]
    odd = [row("Demandé", 100.0, 50.0), row("Asked", "90%", "95%")]
    more = [row("Peut", 30.0, 20.0), row("Perhaps", 0.03, 0.04)]
    assert answers_in([*two, *odd, *one], BASES).left_out == ("Demandé", "Asked")
    assert answers_in([*two, *more, *odd, *one], BASES).left_out == ()


@pytest.mark.parametrize(
    ("alone", "paired"),
    [(["X"], True), (["X", "Y"], False), (["X", "Mean"], True), (["X", "Mean", "Median"], True),
     (["X", "Y", "Mean"], False)],
)  # fmt: skip
def test_two_thirds_of_the_rows_but_means_are_in_pairs(alone: list[str], paired: bool) -> None:
    rows = [row("Yes", 520.0, 300.0), row("", *YES), *(row(x, "1", "2") for x in alone)]
    found = answers_in(rows, BASES)
    assert (found.left_out == tuple(alone)) is paired
    assert len(found.rows) == (1 if paired else len(rows))


def test_an_empty_row_is_none_and_one_without_a_label_is_one() -> None:
    rows = [row("Yes", *YES), row("", "", ""), row("No", *NO), row("", "x y z 1", "")]
    assert [x.label for x in answers_in(rows, BASES).rows] == ["Yes", "No", ""]


@pytest.mark.parametrize(
    ("share", "count", "pair"),
    [
        ("52%", 520.0, True), (0.52, 520.0, True), (1.0, 2.0, True), ("-", 5.0, True),
        ("52", 520.0, False), (1.2, 5.0, False), ("52%", 520.5, False), ("52%", 1.0, False),
        ("52%", 2.0, True), ("52%", "", False), ("", 5.0, False), ("52%", "n", False),
    ],
)  # fmt: skip
def test_a_pair_by_its_form_is_percents_and_whole_numbers(
    share: Cell, count: Cell, pair: bool
) -> None:
    assert _look_like_pair([(share, count)]) is pair
    assert not _look_like_pair([(share, count), ("52", 520.0)])


@pytest.mark.parametrize(
    ("cells", "whole"),
    [
        ((0.95, 1.05), True), ((95.0, 105.0), True), ((94.9,), False), ((105.1,), False),
        ((0.94,), False), ((1.06,), False), (("",), False), (("100%", ""), True), (("*",), False),
        (("x",), False), ((50.0,), False), ((100.0, 50.0), False),
    ],
)  # fmt: skip
def test_a_total_is_a_hundred_percent_within_five(cells: tuple[Cell, ...], whole: bool) -> None:
    assert _all_whole(row("Total", *cells)) is whole


@pytest.mark.parametrize(
    ("label", "cells", "letters"),
    [
        ("", ("A",), True), ("", ("A,B", "C/D"), True), ("", ("A", ""), True), ("", ("* A",), True),
        ("", ("*",), False), ("x", ("A",), False), ("", ("A", 1.0), False), ("", ("",), False),
        ("", ("A1",), False),
    ],
)  # fmt: skip
def test_a_row_of_letters_has_no_label_and_no_numbers(
    label: str, cells: tuple[Cell, ...], letters: bool
) -> None:
    assert _is_letters(row(label, *cells)) is letters


@pytest.mark.parametrize(
    ("cell", "plain"),
    [("52%BC", "52%"), ("52 b", "52"), ("52bcdefgh", "52bcdefgh"), ("5 abcdef", "5"), ("52", "52"),
     (52.0, 52.0), ("n.k.", "n.k.")],
)  # fmt: skip
def test_up_to_six_letters_behind_a_number_are_none_of_it(cell: Cell, plain: Cell) -> None:
    assert _without_letters(row("Yes", cell)).cells == (plain,)


TOTALS = "sigma|sum|Sums|total|Totals|column total|Column %|gesamt|Summe|ensemble"
OTHERS = (
    "Effective base|effective sample|Effective N|Design effect|Weighting efficiency|DEFF"
    "|Margin of error|Column letter|Column letters|column names|Column name|Significance"
    "|Comparison group|comparison groups|Base for stats"
)


@pytest.mark.parametrize("label", [*TOTALS.split("|"), "totalled", "column", "total of all"])
def test_a_last_row_is_one_of_totals_by_its_whole_label(label: str) -> None:
    found = answers_in([row("A", "40%"), row("B", "60%"), row(label, "100%")], [(1000.0,)])
    assert found.totals == (("100%",) if label in TOTALS.split("|") else ())


@pytest.mark.parametrize("label", [*OTHERS.split("|"), "Effective", "Deffect", "My Deff"])
def test_rows_about_columns_are_known_by_their_first_words(label: str) -> None:
    found = answers_in([row("A", "40%"), row("B", "60%"), row(label, "1")], [(1000.0,)])
    assert found.left_out == ((label,) if label in OTHERS.split("|") else ())
