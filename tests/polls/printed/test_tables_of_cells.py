"""Printed cells one by one: every word for everybody, every sign of a share and of a base."""

from __future__ import annotations

import numpy as np
import pytest

from polls.errors import Place, Problem, ProblemsError
from polls.printed.date_tokens import UnreadableError, full_year, halves_of
from polls.printed.fieldwork import (
    lacks_year,
    looks_like_fieldwork,
    month_first_in,
    parse_fieldwork,
)
from polls.printed.share_blocks import share_table
from polls.printed.shares import (
    NOT_AVAILABLE,
    left_blank,
    not_available,
    print_shares,
    prints_share,
    read_base,
    read_share,
    steps_of,
    without_marks,
)
from polls.printed.whole_sample import BESIDE, WHOLE, cell_names_whole, names_whole

EVERYBODY = (
    "all total totals overall everyone everybody ensemble gesamt insgesamt alle tous todos toda "
    "totale nationwide national"
)
MEMBERS = (
    "persons people adults respondents sample general des de les los the of in francais "
    "francaises befragte befragten personen personnes interrogees repondants gb uk great britain "
    "british us answering population muestra encuestados base participants voters"
)


def test_words_for_everybody_stand_alone_or_beside_those_for_members() -> None:
    assert (set(EVERYBODY.split()), set(MEMBERS.split())) == (WHOLE, BESIDE)
    for word in EVERYBODY.split():
        assert names_whole(word.capitalize()), word
        assert not names_whole(f"{word} women"), word
        assert all(names_whole(f"{member} ({word})") for member in MEMBERS.split()), word
    assert not any(names_whole(member) for member in MEMBERS.split())


@pytest.mark.parametrize(
    ("cell", "whole"),
    [("", True), (" -- ", True), ("A", True), ("Adults", True), ("US", True), ("usa", True),
     ("All adults", True), ("b", False), ("-", False), ("UK", False), ("Women", False)],
)  # fmt: skip
def test_a_cell_of_a_column_of_groups_may_name_nobody_in_particular(cell: str, whole: bool) -> None:
    assert cell_names_whole(cell) is whole


def test_words_that_nothing_was_published_are_these() -> None:
    words = (
        "| na | n/a | n.a. | n.a | nan | null | <na> | . | .. | ... | not available | ? "
        "| not published | k.a. | k. a. | n.d. | s.d. | n/d | s/d | nc | n.c."
    )
    assert {word.strip() for word in words.split("|")} == NOT_AVAILABLE
    for word in NOT_AVAILABLE:
        assert not_available(f" {word.upper()} "), word
        assert left_blank(word), word
    for dash in "-–—−":
        assert left_blank(f" {dash} ") and not not_available(dash)
        assert read_share(dash, percent=True) == read_share("0%", percent=True)
    assert [not_available(cell) for cell in (None, np.nan, 0, "0", False)] == [
        True, True, False, False, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "percent", "read"),
    [
        ("47", False, (47.0, 0.01, False)),
        ("0.4", False, (0.4, 0.01, False)),
        ("0.4755", False, (0.4755, 0.0001, False)),
        ("47.555%", True, (0.47555, 0.00001, False)),
        ("<1", False, (1.0, 0.01, True)),
        ("< 0,5 %", False, (0.005, 0.01, True)),
        ("*", False, (0.005, 0.01, True)),
        ("47 %[12]", False, (0.47, 0.01, False)),
        ("47%†", False, (0.47, 0.01, False)),
        (0, True, (0.0, 0.01, False)),
        (12.345, True, (0.12345, 0.0, False)),
    ],
)
def test_a_cell_prints_a_share(
    cell: object, percent: bool, read: tuple[float, float, bool]
) -> None:
    found = read_share(cell, percent=percent)
    assert found is not None
    assert (found.share, found.precision, found.censored) == (
        pytest.approx(read[0], abs=1e-12), pytest.approx(read[1]), read[2],
    )  # fmt: skip
    assert prints_share(cell)


@pytest.mark.parametrize("odd", ["n/a", True, float("nan"), float("inf"), "*", 47, 1e308])
def test_cells_of_a_row_print_shares_as_each_of_them_does(odd: object) -> None:
    row = [0.4, odd, 0.6, 1e308]
    assert print_shares(row) == [prints_share(cell) for cell in row]


@pytest.mark.parametrize(
    ("cell", "base"),
    [
        ("1,639", 1639.0), ("1 639", 1639.0), ("1.639", 1639.0), ("1'639", 1639.0),
        ("1’639", 1639.0), ("1,234,567", 1234567.0), ("1,234.5", 1234.5), ("639", 639.0),
        ("639.25", 639.25), ("639,25", 639.25), ("1639.5", 1639.5), ("0.5", 0.5),
        ("n = 1,000", 1000.0), ("N=500", 500.0), ("≈2.000", 2000.0), ("~ 500", 500.0),
        ("ca. 500", 500.0), ("ca 500", 500.0), ("circa 500", 500.0), ("about 500", 500.0),
        ("approx. 500", 500.0), ("environ 500", 500.0), ("rund 500", 500.0), ("c. 500", 500.0),
        ("500[a]", 500.0), (500, 500.0),
        ("1,23,456", None), ("12,34", 12.34), ("GB", None), ("", None), (True, None),
        ("1,639.5.2", None),
    ],
)  # fmt: skip
def test_a_cell_prints_a_base(cell: object, base: float | None) -> None:
    assert read_base(cell) == base


@pytest.mark.parametrize(
    ("text", "plain"),
    [("34%[a]", "34%"), ("34% [12]", "34%"), ("34%†‡", "34%"), ("34%¹²", "34%"), ("a^1", "a"),
     ("a^12", "a"), ("a^123", "a^123"), ("[1234567890123]", "[1234567890123]"), (" a ", "a"),
     ("[a]", "")],
)  # fmt: skip
def test_marks_of_footnotes_are_no_part_of_a_text(text: str, plain: str) -> None:
    assert without_marks(text) == plain


def test_steps_are_those_that_all_shares_of_a_column_are_multiples_of() -> None:
    shares = np.array([[0.47, 0.475, 0.4755, 0.47551, np.nan], [0.5, 0.5, 0.5, 0.5, np.nan]])
    assert steps_of(shares).tolist() == [0.01, 0.001, 0.0001, 0.0, 0.01]


class TestBlocks:
    def test_each_wave_is_of_one_kind(self) -> None:
        table = share_table(
            [[0.47, "47 %", 47.0, "*", None, True], [0.53, "<0.5", 53.0, "-", "NA", "x"]]
        )
        assert table.shares.round(6).tolist() == [
            [0.47, 0.47, 0.47, 0.005, pytest.approx(np.nan, nan_ok=True),
             pytest.approx(np.nan, nan_ok=True)],
            [0.53, 0.005, 0.53, 0.0, pytest.approx(np.nan, nan_ok=True),
             pytest.approx(np.nan, nan_ok=True)],
        ]  # fmt: skip
        assert table.censored.tolist() == [
            [False, False, False, True, False, False], [False, True, False, False, False, False],
        ]  # fmt: skip
        assert table.percents.tolist()[:3] == [False, False, True]
        assert table.plain.tolist() == [True, False, True, False, False, False]
        assert table.steps.tolist() == [0.01] * 6
        assert table.unread == ((0, 5), (1, 5))
        assert table.misfits == ()

    @pytest.mark.parametrize(
        ("waves", "percents", "misfits"),
        [
            ([[40, 60]], [True], []),
            ([[0.4, 0.6]], [False], []),
            ([[40, 0.6]], [False], [(0, 0)]),
            ([[40, 50, 0.1]], [True], [(2, 0)]),
            ([[39, 60, 0.7, 0.3]], [True], []),
            ([[39.5, 50, 0.7]], [True], []),
            ([[101, 0.5, 0.5]], [False], [(0, 0)]),
            ([[0, 1, 0]], [False], []),
            ([[40, 59, 0.4], [41, 58, 1], [42, 57, 1], [44, 55, 1]],
             [True, True, True, True], []),
        ],
    )  # fmt: skip
    def test_what_does_not_fit_its_wave_is_told(
        self, waves: list[list[float]], percents: list[bool], misfits: list[tuple[int, int]]
    ) -> None:
        table = share_table([list(row) for row in zip(*waves, strict=True)])
        assert table.percents.tolist() == percents
        assert list(table.misfits) == misfits


DATE = "a date or a range of dates"
LANGUAGES = f"{DATE} in English, French, German or Spanish"
ONE = "one date or range of dates"
BESIDE_IT = "what is printed beside it belongs elsewhere"
NO_YEAR = "say the year: it is never taken from today's date"
WHICH = "say which country the file is from: month first in the US, day first elsewhere"


@pytest.mark.parametrize(
    ("printed", "code", "expected", "hint"),
    [
        ("", "unreadable-fieldwork", DATE, ""),
        ("from to", "unreadable-fieldwork", DATE, ""),
        ("Too high", "unreadable-fieldwork", LANGUAGES, ""),
        ("{3 March 2024}", "unreadable-fieldwork", DATE, ""),
        ("3 March 2024 5", "unreadable-fieldwork", ONE, BESIDE_IT),
        ("3 March 2024 2025", "unreadable-fieldwork", ONE, BESIDE_IT),
        ("March 13/4/2024", "unreadable-fieldwork", ONE, BESIDE_IT),
        ("45 March 2024", "impossible-date", "a day of the calendar", ""),
        ("31 April 2024", "impossible-date", "a day of the calendar", ""),
        ("3 March 1929", "impossible-date", "a year from 1930 on", ""),
        ("3 March 2101", "impossible-date", "a year from 1930 on", ""),
        ("5-3 March 2024", "impossible-date", "fieldwork that ends on or after its start", ""),
        ("3-5 March", "fieldwork-without-year", "dates with their year", NO_YEAR),
        ("3-5 2024", "unreadable-fieldwork", "the month of each day", ""),
        ("March - 5 April 2024", "unreadable-fieldwork", "a day on both sides of the range", ""),
        (
            "05/12/2024",
            "ambiguous-date",
            "day and month that cannot be taken for each other",
            WHICH,
        ),
        (float("inf"), "unreadable-fieldwork", DATE, ""),
        (20_000, "unreadable-fieldwork", DATE, ""),
        (
            45_000,
            "unreadable-fieldwork",
            DATE,
            "is this a date whose cell format was lost? Format the cell as a date",
        ),
        (80_000, "unreadable-fieldwork", DATE, ""),
        (2024.5, "unreadable-fieldwork", DATE, ""),
        (1929, "unreadable-fieldwork", DATE, ""),
        (2101, "unreadable-fieldwork", DATE, ""),
        (True, "unreadable-fieldwork", DATE, ""),
    ],
)
def test_what_is_no_date_says_what_was_expected(
    printed: str | float, code: str, expected: str, hint: str
) -> None:
    place = Place(file="a.csv", cell="B2")
    with pytest.raises(ProblemsError) as raised:
        parse_fieldwork(printed, place=place)
    assert raised.value.problems == (
        Problem(code, "dates of fieldwork cannot be read", place, repr(printed), expected, hint),
    )


@pytest.mark.parametrize(
    ("printed", "looks", "lacks"),
    [
        ("9-10 Apr", True, True), ("9-10 Apr 2024", True, False), ("Too high", False, False),
        ("05/12/2024", True, False), ("31 April 2024", True, False), ("29 Feb", True, True),
        (47, False, False), (2024, True, False),
    ],
)  # fmt: skip
def test_a_cell_may_look_like_dates_and_lack_its_year(
    printed: str | int, looks: bool, lacks: bool
) -> None:
    assert (looks_like_fieldwork(printed), lacks_year(printed)) == (looks, lacks)


@pytest.mark.parametrize(
    ("cells", "first"),
    [
        (["05/12/2024", "05/28/2024"], True),
        (["05/12/2024", "28/05/2024"], False),
        (["05/28/2024", "28/05/2024"], None),
        (["05.28.2024", "28/05/2024"], False),
        (["05/12/2024", 3], None),
        (["13/14/2024"], None),
        (["05-28-2024"], True),
    ],
)
def test_a_day_above_twelve_tells_the_order_of_a_table(
    cells: list[object], first: bool | None
) -> None:
    assert month_first_in(cells) is first


def test_years_of_two_digits_begin_in_1930() -> None:
    assert [full_year(number) for number in (0, 29, 30, 99, 100, 2024)] == [
        2000, 2029, 1930, 1999, 100, 2024,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("printed", "halves"),
    [
        ("du 3.3. au 5.3.2024", [["{ 3 3}"], ["{2024 3 5}"]]),
        ("2024-03-05", [["{2024 3 5}"]]),
        ("2024-03", [["{2024 3 }"]]),
        ("20240305", [["{2024 3 5}"]]),
        ("03-04/2008", [["{ 3 }"], ["{2008 4 }"]]),
        ("3/2008", [["{2008 3 }"]]),
        ("Mar-24", [["{2024 3 }"]]),
        ("05-Mar-24", [["{2024 3 5}"]]),
        ("2024-Mar-05", [["{2024 3 5}"]]),
        ("05-xyz-24", [["05"], ["xyz"], ["24"]]),
        ("Q2 2024", [["{q2}", "2024"]]),
        ("2024-K4", [["2024", "{q4}"]]),
        ("3. Quartal 1997", [["{q3}", "1997"]]),
        ("3, 4 March 2024", [["3"], ["4", "march", "2024"]]),
        ("02.01.-07.01", [["{ 1 2}"], ["{ 1 7}"]]),
        ("5 March 2024, 10:30 am GMT (a)", [["5", "march", "2024"]]),
        ("3rd and 4th March", [["3"], ["4", "march"]]),
    ],
)
def test_a_text_is_taken_apart_into_the_sides_of_its_range(
    printed: str, halves: list[list[str]]
) -> None:
    assert list(halves_of(printed, month_first=False)) == halves


def test_an_error_carries_its_code_and_what_was_expected() -> None:
    error = UnreadableError("a-code", "a day")
    assert (error.code, error.expected, error.hint, str(error)) == ("a-code", "a day", "", "a-code")
