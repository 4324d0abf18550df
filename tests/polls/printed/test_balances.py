"""Balances are told from sums by the numbers printed beside them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from polls.printed.balances import _number, balances, may_be_balance

ABC = ["Good", "Fair", "Bad", "Net"]


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ([[45, 46], [20, 20], [30, 29], [15, 17]], {3}),  # good less bad
        ([[30, 29], [20, 20], [45, 46], [15, 17]], {3}),  # bad less good
        ([[45, 46], [20, 20], [30, 29], [65, 66]], set()),  # good and fair
        ([[45, 46], [20, 20], [30, 29], [50, 49]], set()),  # fair and bad
        ([[45, 46], [20, 20], [30, 29], [95, 95]], set()),  # all of them
        ([[45, 46], [20, 20], [30, 29], [45, 46]], set()),  # good alone
        ([[45, 46], [20, 20], [30, 29], [75, 75]], set()),  # good and bad are no neighbours
        ([[45, 46], [20, 20], [30, 29], [15, 30]], set()),  # of one column alone
        ([[45, 46], [20, 20], [30, 29], [15, None]], {3}),  # one is not printed
        ([[45, 46], [20, 20], [30, 29], [None, "n/a"]], set()),
        ([[45], [20], [30], [16.5]], {3}),  # a point and a half off, by rounding
        ([[45], [20], [30], [16.6]], set()),
        ([[45], [20], [30], [13.5]], {3}),
        ([[45], [20], [30], [66.5]], set()),
        ([[45], [20], [30], [-90]], {3}),  # below zero, whatever it adds up to
        ([[45, 46], [20, 20], [45, 29], [0, 99]], set()),  # zero is not below zero
        ([[0.45], [0.20], [0.30], [0.15]], {3}),
        ([[0.45], [0.20], [0.30], [0.165]], {3}),
        ([[0.45], [0.20], [0.30], [0.17]], set()),
        ([[0.45], [0.20], [0.30], [15]], {3}),  # points beside fractions
        ([[0.45], [0.20], [0.30], [65]], set()),
        ([[0.9], [0.05], [1.0], [10]], {3}),
        ([["45%"], ["20%"], ["30%"], ["+15"]], {3}),
        ([[None], [None], [None], [15]], set()),
    ],
)
def test_a_balance_is_the_difference_of_two_answers_and_no_sum_of_neighbours(
    cells: list[list[Any]], found: set[int]
) -> None:
    assert balances(ABC, cells) == found


def test_only_what_is_named_so_is_a_balance() -> None:
    cells = [[45], [30], [15]]
    assert balances(["Yes", "No", "Unsure"], cells) == set()
    assert balances(["Yes", "No", "Solde"], cells) == {2}
    assert balances(["Net yes", "Net no"], [[45], [30]]) == set()
    two = ["Net: good", "Good", "Bad", "Net bad"]
    assert balances(two, [[15], [45], [30], [-15]]) == {0, 3}
    named = ["Net support", "NETS", "Netto", "Saldo", "Solde", "Balance of both", "Bilanz"]
    assert [may_be_balance(label) for label in named] == [True] * 7
    assert [may_be_balance(label) for label in ("Internet", "Balanced", "")] == [False] * 3


@pytest.mark.parametrize(
    ("cell", "number"),
    [("+12", 12.0), ("-3", -3.0), ("\u2212 3,5%", -3.5), (" 0.5 ", 0.5), (7, 7.0), (-4, -4.0)],
)
def test_a_cell_of_a_balance_has_its_sign(cell: object, number: float) -> None:
    assert _number(cell) == number


@pytest.mark.parametrize("cell", ["", None, "-", "n/a", "1,000,000", "12 of 20"])
def test_what_is_no_number_is_none(cell: object) -> None:
    assert np.isnan(_number(cell))
