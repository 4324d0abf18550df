"""Printed numbers: every form of a share and of a base, at their bounds."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from polls.printed.bases import base_kind
from polls.printed.share_blocks import _of_small_answers, of_other_scale, share_table
from polls.printed.shares import (
    PrintedShare,
    are_percents,
    left_blank,
    not_available,
    read_base,
    read_bases,
    read_share,
    steps_of,
    without_marks,
)
from polls.printed.whole_sample import names_whole


@pytest.mark.parametrize(
    ("cell", "percent", "share", "precision"),
    [
        ("47%", False, 0.47, 0.01),
        ("47", True, 0.47, 0.01),
        ("47.5", True, 0.475, 0.001),
        ("47,25 %", False, 0.4725, 0.0001),
        (".5%", False, 0.005, 0.001),
        ("0.47", False, 0.47, 0.01),
        ("0.475", False, 0.475, 0.001),
        ("0,4", False, 0.4, 0.01),
        ("1", False, 1.0, 0.01),
        ("0", False, 0.0, 0.01),
        ("-", True, 0.0, 0.01),
        ("–", False, 0.0, 0.01),
        ("47%[a]", True, 0.47, 0.01),
        (47, True, 0.47, 0.01),
        (47.5, True, 0.475, 0.001),
        (0.47, False, 0.47, 0.01),
        (0.4725, False, 0.4725, 0.0001),
        (1 / 3, False, 1 / 3, 0.0),
    ],
)
def test_a_share_has_its_last_printed_digit_as_its_step(
    cell: object, percent: bool, share: float, precision: float
) -> None:
    found = read_share(cell, percent=percent)
    assert found is not None
    assert (found.share, found.precision, found.censored) == (
        pytest.approx(share),
        precision,
        False,
    )


@pytest.mark.parametrize(("beyond", "step"), [(8e-9, 0.01), (2e-8, 0.0), (-8e-9, 0.01)])
def test_a_number_is_rounded_within_a_millionth_of_its_step(beyond: float, step: float) -> None:
    found = read_share(0.47 + beyond, percent=False)
    assert found is not None and found.precision == step
    assert steps_of(np.array([[0.47 + beyond]])).tolist() == [step]


@pytest.mark.parametrize(
    ("cell", "share"), [("*", 0.005), ("<0.5", 0.005), ("<1%", 0.01), ("< 2", 0.02)]
)
def test_an_upper_limit_stands_among_whole_percents(cell: str, share: float) -> None:
    assert read_share(cell, percent=True) == PrintedShare(share, 0.01, censored=True)


@pytest.mark.parametrize("cell", [True, "", "n/a", "47 to 50", "47%%", "-5", "4.7.1", ">5"])
def test_what_is_no_share_is_none(cell: object) -> None:
    assert read_share(cell, percent=True) is None


@given(st.integers(0, 10_000), st.integers(0, 2))
def test_a_percentage_is_read_back_as_it_was_printed(hundredths: int, decimals: int) -> None:
    printed = f"{hundredths / 100:.{decimals}f}"
    found = read_share(f"{printed} %", percent=False)
    assert found is not None
    assert f"{100 * found.share:.{decimals}f}" == printed
    assert found.precision == pytest.approx(10.0 ** -(decimals + 2))


@pytest.mark.parametrize(
    ("cell", "base"),
    [
        ("1,639", 1639.0),
        ("1.639", 1639.0),
        ("1 639", 1639.0),
        ("1'639", 1639.0),
        ("12,345,678", 12_345_678.0),
        ("208", 208.0),
        ("351.19", 351.19),
        ("1 639,5", 1639.5),
        ("1,63", 1.63),
        ("0.005", 0.005),
        ("0,512", 0.512),
        ("≈2.000", 2000.0),
        ("ca. 980", 980.0),
        ("about 1,000", 1000.0),
        ("1003[2]", 1003.0),
        (1003, 1003.0),
        (99.5, 99.5),
    ],
)
def test_a_base_is_read_with_any_sign_between_thousands(cell: object, base: float) -> None:
    assert read_base(cell) == base


@pytest.mark.parametrize("number", [math.inf, -math.inf, math.nan, 10**400])
def test_what_no_float_holds_is_neither_a_share_nor_a_base(number: float) -> None:
    assert read_share(number, percent=True) is None
    assert read_base(number) is None
    assert read_base("9" * 400) is None


@pytest.mark.parametrize("cell", [False, "GB Adults", "1,639.", "12 34", "600-700", ""])
def test_what_is_no_base_is_none(cell: object) -> None:
    assert read_base(cell) is None


def test_points_are_decimals_where_commas_are_not_and_nobody_would_be_less_than_thirty() -> None:
    assert read_bases(["204.567", "30.000"], decimal_comma=False) == [204.567, 30.0]
    assert read_bases(["204.567", "29.999"], decimal_comma=False) == [204_567.0, 29_999.0]
    assert read_bases(["204.567"]) == [204_567.0]
    found = read_bases(["-", "n/a", "many", None, "1,000"], decimal_comma=False)
    assert found[3] is not None and math.isnan(found[3])
    assert [found[0], found[1]] == pytest.approx([np.nan] * 2, nan_ok=True)
    assert found[2] is None and found[4] == 1000.0


def test_the_step_of_a_column_is_the_largest_that_all_its_shares_are_multiples_of() -> None:
    table = np.array([[0.47, 0.475, 0.4725, 1 / 3, np.nan, 0.5], [0.53, 0.53, 0.53, 0.5, 0.2, 0.5]])
    assert steps_of(table).tolist() == [0.01, 0.001, 0.0001, 0.0, 0.01, 0.01]


def test_blank_unavailable_and_marked_cells() -> None:
    unavailable = ["", " NA ", "k.A.", "n.a", "N.A.", "s.d.", "null", "...", None, float("nan")]
    assert [not_available(cell) for cell in unavailable] == [True] * 10
    words = [
        "na", "n/a", "n.a.", "n.a", "nan", "null", "<NA>", ".", "..", "...", "?", "k.a.", "k. a.",
        "n.d.", "s.d.", "n/d", "s/d", "nc", "n.c.", "not available", "not published",
    ]  # fmt: skip
    assert all(map(not_available, words))
    assert [not_available(cell) for cell in ("-", "0", 0, "nobody")] == [False] * 4
    assert [left_blank(cell) for cell in ("-", "—", "−", " – ", "na")] == [True] * 5
    assert not left_blank("- 5")
    assert without_marks("34% [a]") == without_marks("34%†") == without_marks("34%^2") == "34%"
    assert without_marks("34%[a footnote that is long]") == "34%[a footnote that is long]"


def test_a_wave_is_of_fractions_or_of_percentages() -> None:
    table = share_table([[0.47, 47, "47%", 39], [0.53, 52.5, "53,5 %", 60]])
    expected = [[0.47, 0.47, 0.47, 0.39], [0.53, 0.525, 0.535, 0.60]]
    assert table.shares == pytest.approx(np.array(expected))
    assert table.percents[[0, 1, 3]].tolist() == [False, True, True]
    assert table.plain.tolist() == [True, True, False, True]
    assert table.steps.tolist() == [0.01, 0.001, 0.001, 0.01]
    assert table.misfits == table.unread == ()


def test_a_fraction_among_percentages_does_not_fit_and_the_other_way_round() -> None:
    table = share_table([[40, 0.4], [30, 0.3], [0.5, 30]])
    assert table.percents.tolist() == [True, False]
    assert table.misfits == ((2, 0), (2, 1))


def test_a_small_share_fits_among_percentages_with_decimals_or_that_leave_nobody_out() -> None:
    columns = [[50.0, 20.5, 0.4], [50.0, 20.0, 0.4], [100.0, 0.5, 0.5], [100.5, 0.5, 0.5]]
    table = share_table([list(row) for row in zip(*columns, strict=True)])
    assert table.percents.tolist() == [True, True, True, False]
    assert table.misfits == ((0, 3), (2, 1))
    assert table.shares[:, 2] == pytest.approx([1.0, 0.005, 0.005])


def test_waves_of_the_kind_that_fewer_waves_print_stand_out_over_all_tables() -> None:
    percents, fractions = [[47.0], [53.0]], [[0.47], [0.53]]
    most = [share_table(block) for block in (percents, percents, fractions)]
    assert [odd.tolist() for odd in of_other_scale(most)] == [[False], [False], [True]]
    even = [share_table(block) for block in (percents, fractions, [["47%"], ["53%"]])]
    assert [odd.tolist() for odd in of_other_scale(even)] == [[True], [False], [False]]
    assert not of_other_scale([share_table(fractions)])[0].any()


@pytest.mark.parametrize(
    ("cells", "percents"),
    [(["47", 0.5], True), ([1, 0], False), ([1.01], True), (["47%", "*", None, "x"], False)],
)
def test_bare_numbers_are_percents_where_one_is_over_one(
    cells: list[object], percents: bool
) -> None:
    assert are_percents(cells) is percents


def test_a_printed_decimal_makes_a_small_share_a_percentage_even_where_it_is_a_zero() -> None:
    texts = share_table([["10.0", "10"], ["32.0", "32"], ["0.5", "0.5"]])
    assert texts.misfits == ((2, 1),)
    assert texts.shares[:, 0] == pytest.approx([0.1, 0.32, 0.005])
    numbers = share_table([[10.5, 20, 11.5], [30, 32, 30], [2, 0.5, 2]])  # a workbook has no zeros
    assert numbers.misfits == ()
    assert numbers.shares[:, 1] == pytest.approx([0.2, 0.32, 0.005])


def test_a_fraction_that_completes_percentages_with_decimals_is_none_of_them() -> None:
    assert share_table([[47.5], [0.5], [2.5]]).misfits == ((1, 0),)
    assert share_table([[47.5], [0.7], [2.5]]).misfits == ()


def test_what_would_be_too_much_as_a_fraction_is_a_percentage_where_its_answer_has_such() -> None:
    rows = [[45, 46, 44, 47], [44, 43, 45, 42], [0.5, 9, 8, 7]]
    assert share_table(rows).misfits == ()
    assert share_table(rows).shares[2].tolist() == pytest.approx([0.005, 0.09, 0.08, 0.07])
    assert share_table([row[:3] for row in rows]).misfits == ((2, 0),)  # seen twice is too few
    rows[0][0] = 4  # 4 + 44 + 50 leaves room for a fraction
    assert share_table(rows).misfits == ((2, 0),)


@pytest.mark.parametrize(
    ("first", "misfits"),
    [
        ((45, 6, 0.505), ()),  # 101.5 with a fraction: more than everybody
        ((45, 6, 0.495), ((2, 0),)),  # 100.5 may be rounding
        ((50, 51, 0.5), ((2, 0),)),  # more than everybody in any case
        ((50, 49, 0.5), ()),  # adds up to 100 as it is
    ],
)
def test_more_than_everybody_is_more_than_101(
    first: tuple[float, float, float], misfits: tuple[tuple[int, int], ...]
) -> None:
    rest = [[46, 44, 47], [43, 45, 42], [9, 8, 7]]
    rows = [[own, *others] for own, others in zip(first, rest, strict=True)]
    assert share_table(rows).misfits == misfits


NAN = np.nan


@pytest.mark.parametrize(
    ("numbers", "usual", "small"),
    [
        # Of many fractions: more than everybody, or nearer to what is usual as they are.
        ((60, 0.6, 0.4, 0.3), None, True),
        ((60, 0.5, 0.3, 0.2), None, False),
        ((50, 0.6, 0.4, 0.3), None, True),
        ((49, 0.3, 0.4, 0.2), None, False),
        ((101, 0.6, 0.4, 0.3), None, False),
        ((60, 0.6, 0.4, 0.3), (60, 0.5, 0.4, 30), True),
        ((60, 0.6, 0.4, 0.3), (60, 6.1, 0.4, 30), False),
        ((60, 0.6, 0.4, 0.3), (60, 5.9, 4.1, 2.9), True),
        ((60, 0.6, 0.4, 0.3), (60, 6.1, 4.1, 2.9), False),
        ((60, 0.6, 0.4, NAN), (60, 6.1, 0.4, 30), False),  # one of two
        ((60, 0.6, 0.4, 0.3), (60, NAN, NAN, NAN), True),
        ((49, 0.3, 0.4, 0.2), (60, 0.3, 0.4, 0.2), False),
    ],
)
def test_a_wave_of_small_answers_is_one_of_percentages(
    numbers: tuple[float, ...], usual: tuple[float, ...] | None, small: bool
) -> None:
    columns = [numbers, *[usual] * 3] if usual else [numbers]
    table = np.array(columns, dtype=float).T
    percents = np.array([False] + [True] * (table.shape[1] - 1))
    under = (table > 0) & (table < 1)
    assert _of_small_answers(table, percents, under)[0] == small


def test_a_block_of_no_rows_is_empty() -> None:
    table = share_table([])
    assert table.shares.shape == (0, 0) and table.steps.tolist() == []


def test_zero_and_one_are_of_either_kind() -> None:
    table = share_table([[0, 0], [1, 1], [0.4, 40], [0.2, 30]])
    assert (table.percents.tolist(), table.misfits) == ([False, True], ())


def test_texts_of_a_block_are_read_as_their_wave_is_and_unread_ones_are_listed() -> None:
    table = share_table([[40, "n/a"], ["*", "<1%"], ["some", None], [59.5, "47,5 %"]])
    assert table.shares[:, 0] == pytest.approx([0.4, 0.005, np.nan, 0.595], nan_ok=True)
    assert table.shares[:, 1] == pytest.approx([np.nan, 0.01, np.nan, 0.475], nan_ok=True)
    assert table.censored.tolist() == [[False, False], [True, True], [False] * 2, [False] * 2]
    assert table.unread == ((2, 0),)
    assert table.steps.tolist() == [0.001, 0.001]


def test_a_wave_without_any_share_has_a_step_of_a_hundredth() -> None:
    table = share_table([[0.4, "na"], [0.6, ""]])
    assert table.steps.tolist() == [0.01, 0.01] and table.plain.tolist() == [True, False]
    assert share_table([[" 47 "], ["-3"]]).shares == pytest.approx(np.array([[0.47], [-0.03]]))


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Unweighted base", "n"),
        ("Unweighted n", "n"),
        ("Base non pondérée", "n"),
        ("Base no ponderada", "n"),
        ("Base nicht gewichtet", "n"),
        ("Base brute", "n"),
        ("Fallzahl ungewichtet", "n"),
        ("not weighted", "n"),
        ("Sample size", "n"),
        ("Respondents", "n"),
        ("N", "n"),
        ("sample", "n"),
        ("Base (unweighted)", "n"),
        ("Unweighted-base:", "n"),
        ("Base/weighted", "n_weighted"),
        ("Base", "n_weighted"),
        ("Bases", "n_weighted"),
        ("Basis", "n_weighted"),
        ("Weighted total", "n_weighted"),
        ("Muestra ponderada", "n_weighted"),
        ("Stichprobe gewichtet", "n_weighted"),
        ("Total", ""),
        ("Adults", ""),
        ("No", ""),
        ("Too high", ""),
        ("Weighted opinion", ""),
        ("", ""),
    ],
)
def test_a_row_of_bases_is_known_by_its_label(label: str, kind: str) -> None:
    assert base_kind(label) == kind


@pytest.mark.parametrize(
    "label",
    [
        *("All", "Total", "Totals", "Overall", "Everyone", "Everybody", "Ensemble", "Gesamt"),
        *("Insgesamt", "Alle Befragten", "Tous", "Todos", "Toda muestra", "Totale"),
        *("Nationwide", "National", "All GB adults", "All people in Great Britain"),
        *("Ensemble des personnes interrogées", "Alle Personen", "All of the British population"),
        *("Total respondents", "Ensemble des répondants", "All voters", "Base: all participants"),
        *("All US adults", "Todos los encuestados", "Ensemble des Françaises", "All UK general"),
    ],
)
def test_a_label_of_everybody(label: str) -> None:
    assert names_whole(label)


@pytest.mark.parametrize("label", ["All women", "Total in work", "Adults", "GB", "", "65+", "-"])
def test_a_label_of_a_group(label: str) -> None:
    assert not names_whole(label)
