"""Columns, rows and headings from words at places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polls.crossbreaks.columns import GridRow, Slots, is_number, join_rows
from polls.crossbreaks.headings import Heading, _edges, _stacked, headings, labels_over
from polls.files.pdf_words import Line, Rule, Word

HEIGHT = 9.0


def word(text: str, centre: float, y: float = 0.0) -> Word:
    half = 2.3 * len(text)
    return Word(text, centre - half, centre + half, y, y + HEIGHT)


def line(*words: tuple[str, float], y: float = 0.0) -> Line:
    """A line of words, each a text with its centre; spaces part a phrase into words."""
    found: list[Word] = []
    for text, centre in words:
        left = centre - 2.3 * len(text)
        for part in text.split(" "):
            found.append(Word(part, left, left + 4.6 * len(part), y, y + HEIGHT))
            left += 4.6 * (len(part) + 1) - 2
    return Line(tuple(found))


FOUR = Slots.from_anchor([word("(1,500)", 200), word("(700)", 250), word("(800)", 300),
                          word("(90)", 350)])  # fmt: skip


def test_cells_go_to_the_column_they_stand_in() -> None:
    row = FOUR.row(line(("Too high", 60), ("29%", 201), ("33%", 249), ("4%", 302), ("*", 350)))
    assert row is not None
    assert (row.label, row.cells) == ("Too high", ("29%", "33%", "4%", "*"))


def test_an_empty_column_stays_empty() -> None:
    row = FOUR.row(line(("Too high", 60), ("29%", 201), ("4%", 302)))
    assert row is not None
    assert row.cells == ("29%", "", "4%", "")


def test_a_number_in_the_label_is_no_cell() -> None:
    row = FOUR.row(line(("More than 50%", 60), ("1%", 200), ("2%", 250), ("3%", 300), ("4%", 350)))
    assert row is not None
    assert (row.label, row.cells) == ("More than 50%", ("1%", "2%", "3%", "4%"))


def test_a_word_among_numbers_is_a_cell_to_be_judged() -> None:
    row = FOUR.row(line(("No", 60), ("1%", 200), ("n.k.", 250), ("3%", 300), ("4%", 350)))
    assert row is not None
    assert row.cells == ("1%", "n.k.", "3%", "4%")


def test_running_text_and_headings_are_no_rows() -> None:
    assert (
        FOUR.row(line(("Would you say that things in this town are going well or badly", 180)))
        is None
    )
    assert FOUR.row(line(("Total", 200), ("18-29", 250), ("30-44", 300))) is None


@pytest.mark.parametrize(
    "text", ["29%", "29", "2.5%", "(1,500)", "*", "-", "–", "<0.5", "<1%", "%"]
)
def test_what_a_cell_may_hold(text: str) -> None:
    assert is_number(text)


@pytest.mark.parametrize("text", ["18-29", "65+", "$50K", "Total", "9-10", "ABC1", ""])
def test_what_no_cell_holds(text: str) -> None:
    assert not is_number(text)


def test_where_nothing_is_printed_over_columns_each_has_an_empty_heading() -> None:
    assert headings([], FOUR, []) == [Heading("", "")] * 4


def test_a_row_of_no_place_stands_in_the_corner() -> None:
    row = GridRow("Yes", ("29%",))
    assert (row.has_cells, row.left, row.y) == (True, 0.0, 0.0)


def test_rules_show_what_a_head_spans() -> None:
    lines = [
        line(("Likely", 250), ("Age", 325), y=0),
        line(("Total", 200), ("Voters", 250), ("18-29", 300), ("30+", 350), y=18),
    ]
    rules = [Rule(235, 265, 14), Rule(285, 365, 14), Rule(30, 370, 30)]
    assert headings(lines, FOUR, rules) == [
        Heading("", "Total"), Heading("", "Likely Voters"), Heading("Age", "18-29"),
        Heading("Age", "30+"),
    ]  # fmt: skip


def test_heads_over_heads_are_joined() -> None:
    lines = [
        line(("Women", 325), y=0),
        line(("Age", 325), y=18),
        line(("Total", 200), ("All", 250), ("18-29", 300), ("30+", 350), y=36),
    ]
    rules = [Rule(285, 365, 14), Rule(285, 365, 32)]
    assert headings(lines, FOUR, rules)[2:] == [
        Heading("Women: Age", "18-29"), Heading("Women: Age", "30+")
    ]  # fmt: skip


def test_a_last_column_may_have_no_head() -> None:
    lines = [line(("Age", 225)), line(("18-29", 200), ("30+", 250), ("All", 300), y=18)]
    slots = Slots((200.0, 250.0, 300.0), 180.0, HEIGHT)
    assert [found.head for found in headings(lines, slots, [])] == ["Age", "Age", ""]


def test_a_word_broken_over_one_column_is_whole_again() -> None:
    lines = [
        line(("Mid-", 250), y=0),
        line(("Total", 200), ("west", 250), ("18-29", 300), ("30+", 350), y=18),
    ]
    assert headings(lines, FOUR, [Rule(235, 265, 14)])[1] == Heading("", "Mid-west")


def test_labels_of_several_lines_are_joined_from_top_to_bottom() -> None:
    lines = [
        line(("Rest of", 250), y=0),
        line(("London", 200), ("South", 250), ("North", 300), y=10),
    ]
    assert labels_over(lines, FOUR) == ["London", "Rest of South", "North", ""]


def test_labels_that_touch_are_parted_at_their_columns() -> None:
    touching = Line((word("Remain", 200), word("Leave", 226), word("Other", 300)))
    slots = Slots((200.0, 226.0, 300.0), 180.0, HEIGHT)
    assert labels_over([touching], slots) == ["Remain", "Leave", "Other"]


@st.composite
def banners(draw: st.DrawFn) -> list[int]:
    """Sizes of the runs of columns under heads; the first column has none."""
    return draw(st.lists(st.integers(2, 5), min_size=2, max_size=6))


@given(banners(), st.floats(24, 60))
def test_heads_without_rules_span_the_columns_they_are_centred_over(
    sizes: list[int], pitch: float
) -> None:
    centres = tuple(200 + pitch * i for i in range(1 + sum(sizes)))
    slots = Slots(centres, 190.0, HEIGHT)
    heads, expected, at = [], [""], 1
    for k, size in enumerate(sizes):
        heads.append(word(f"H{k}", (centres[at] + centres[at + size - 1]) / 2))
        expected += [f"H{k}"] * size
        at += size
    labels = Line(tuple(word(f"c{i}", centre, 18) for i, centre in enumerate(centres)))
    found = headings([Line(tuple(heads)), labels], slots, [])
    if any(size % 2 == 0 for size in sizes):  # a head between two columns gives them away
        assert [heading.head for heading in found] == expected


def test_lines_of_one_label_are_joined_by_indentation() -> None:
    # The cells stand on the last line of the first label, and on the first of the second.
    rows = [
        GridRow("Generally headed in", ("",), 36), GridRow("the right direction", ("29%",), 46),
        GridRow("Off on the", ("63%",), 36), GridRow("wrong track", ("",), 46),
        GridRow("Not sure", ("8%",), 36),
    ]  # fmt: skip
    assert [(row.label, row.cells) for row in join_rows(rows, HEIGHT)] == [
        ("Generally headed in the right direction", ("29%",)),
        ("Off on the wrong track", ("63%",)),
        ("Not sure", ("8%",)),
    ]


@pytest.mark.parametrize(("apart", "labels"), [(0.3, ["Yes", "by far"]), (0.5, ["Yes by far"])])
def test_a_line_is_indented_by_four_tenths_of_its_height(apart: float, labels: list[str]) -> None:
    rows = [GridRow("Yes", ("29%",), 36), GridRow("by far", ("",), 36 + apart * HEIGHT)]
    assert [row.label for row in join_rows(rows, HEIGHT)] == labels


def test_without_indentation_lines_belong_to_the_cells_below_them() -> None:
    rows = [GridRow("Headed in", ("",), 36), GridRow("the right", ("29%",), 36),
            GridRow("Not sure", ("8%",), 36)]  # fmt: skip
    assert [row.label for row in join_rows(rows, HEIGHT)] == ["Headed in the right", "Not sure"]


@given(st.lists(st.booleans(), min_size=1, max_size=12))
def test_joining_loses_no_cells_and_no_words(filled: list[bool]) -> None:
    rows = [GridRow(f"w{i}", (f"{i}%" if full else "",), 36 + 10 * (i % 2))
            for i, full in enumerate(filled)]  # fmt: skip
    joined = join_rows(rows, HEIGHT)
    cells = [cell for row in joined for cell in row.cells if cell]
    assert cells == [f"{i}%" for i, full in enumerate(filled) if full]
    assert sorted(" ".join(row.label for row in joined).split()) == sorted(r.label for r in rows)


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ([Word("(10)", 92, 108, 0, 10)], 83.0),  # 1.6 heights of 10 from 100, and a point
        ([Word("(10,000)", 80, 120, 0, 10)], 79.0),
        ([Word("10", 96, 104, 0, 10), Word("12", 116, 124, 0, 10)], 84.0),  # 0.75 of a column
        ([Word("10", 96, 104, 0, 10), Word("12", 196, 204, 0, 10)], 83.0),
    ],
)
def test_the_first_column_begins_a_little_left_of_its_cell(words: list[Word], left: float) -> None:
    assert Slots.from_anchor(words).first_left == left


@pytest.mark.parametrize(
    ("centre", "column"), [(0, 0), (200, 0), (224, 0), (226, 1), (300, 2), (326, 3), (900, 3)]
)
def test_the_nearest_column(centre: float, column: int) -> None:
    assert FOUR.index(centre) == column


def test_rows_without_any_label_are_kept() -> None:
    rows = [GridRow("", ("1%",), 36), GridRow("", ("2%",), 36)]
    assert [row.cells for row in join_rows(rows, HEIGHT)] == [("1%",), ("2%",)]


def test_lines_under_one_another_are_one_head_from_left_to_right() -> None:
    upper, lower, left = (
        Word("Vote in", 300, 340, 0, 9),
        Word("2017", 310, 350, 10, 19),
        Word("Age", 200, 220, 10, 19),
    )
    assert _stacked([[upper], [left, lower]]) == [
        Word("Age", 200, 220, 10, 19), Word("Vote in 2017", 300, 350, 0, 19),
    ]  # fmt: skip


def test_more_heads_than_columns_go_to_the_nearest_of_them() -> None:
    slots = Slots((200.0, 260.0), 180.0, HEIGHT)
    lines = [
        line(("A", 185), ("B", 215), ("C", 262), y=0),
        line(("x", 200), ("y", 260), y=18),
    ]
    assert [h.label for h in headings(lines, slots, [])] == ["B A x", "C y"]


def test_columns_are_as_wide_as_their_widest_label_or_two_font_heights() -> None:
    slots = Slots((200.0, 260.0), 180.0, HEIGHT)
    labels = [[Word("Twenty-four", 180, 225, 0, 9)], [Word("x", 258, 264, 0, 9)]]
    assert _edges(slots, labels) == [(177.5, 222.5), (251.0, 269.0)]


@pytest.mark.parametrize(
    ("centres", "pitch"), [((200.0, 260.0, 290.0), 30.0), ((200.0, 260.0, 260.0), 60.0)]
)
def test_words_printed_over_each_other_do_not_count_for_the_distance_of_columns(
    centres: tuple[float, ...], pitch: float
) -> None:
    assert Slots(centres, 180.0, HEIGHT).pitch == pitch
    assert Slots((200.0, 200.0), 180.0, HEIGHT).pitch == 10 * HEIGHT
