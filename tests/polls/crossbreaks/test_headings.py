"""Where heads end and labels begin, and which columns a head spans: bounds in points."""

from __future__ import annotations

import pytest

from polls.crossbreaks.columns import Slots
from polls.crossbreaks.headings import (
    Heading,
    _head_lines,
    _parts,
    _spans,
    _stacked,
    headings,
)
from polls.files.pdf_words import Line, Rule, Word

HEIGHT = 10.0
SLOTS = Slots((200.0, 260.0, 320.0, 380.0), 180.0, HEIGHT)
ALL = (0, 1, 2, 3)


def word(text: str, centre: float, y: float = 0.0, half: float = 8.0, bold: bool = False) -> Word:
    return Word(text, centre - half, centre + half, y, y + HEIGHT, bold)


def line(*printed: tuple[str, float], y: float = 0.0, bold: bool = False) -> Line:
    return Line(tuple(word(text, at, y, bold=bold) for text, at in printed))


LABELS = line(("a", 200), ("b", 260), ("c", 320), ("d", 380), y=40)


@pytest.mark.parametrize(
    ("centre", "span"),
    [
        (350, (2, 3)), (339, (2, 3)), (337, (1, 3)), (320, (1, 3)), (290, (0, 3)),
        (234, (0, 2)), (232, (0, 1)),
    ],
)  # fmt: skip
def test_a_head_is_centred_over_its_columns_and_leaves_few_without_one(
    centre: float, span: tuple[int, int]
) -> None:
    """A column left out costs 0.1 of a column at the left and 0.4 elsewhere."""
    assert _spans([word("A", centre)], SLOTS, ALL, []) == [span]


def test_columns_are_as_wide_as_their_labels_where_a_head_stands_over_those() -> None:
    wide = [[word("wide", 380, half=40)]]
    assert _spans([word("A", 365)], SLOTS, ALL, wide) == [(2, 3)]
    assert _spans([word("A", 335)], SLOTS, ALL, wide) == [(1, 3)]
    assert _spans([word("A", 335), word("B", 380)], SLOTS, ALL, []) == [(2, 2), (3, 3)]


def test_heads_stand_in_order_over_the_columns_that_a_rule_covers() -> None:
    heads = [word("A", 230), word("B", 350)]
    assert _spans(heads, SLOTS, ALL, []) == [(0, 1), (2, 3)]
    assert _spans([word("A", 320), word("B", 380)], SLOTS, (2, 3), []) == [(0, 0), (1, 1)]
    assert _spans(heads, SLOTS, (3,), []) == [(0, 0), (0, 0)]
    assert _spans([*heads, word("C", 375)], SLOTS, (2, 3), []) == [(0, 0), (1, 1), (1, 1)]


@pytest.mark.parametrize(
    ("first", "bold", "heads"),
    [((200, 260), False, 0), ((212, 260), False, 0), ((212.5, 260), False, 1),
     ((187.5, 260), False, 1), ((200, 260), True, 1)],
)  # fmt: skip
def test_a_line_of_heads_stands_a_fifth_of_a_column_off_or_in_bold(
    first: tuple[float, float], bold: bool, heads: int
) -> None:
    top = line(("A", first[0]), ("B", first[1]), bold=bold)
    assert _head_lines([top, LABELS], SLOTS, []) == heads
    assert _head_lines([top], SLOTS, []) == 0
    both = Line(tuple(word(w.text, w.centre, 40, bold=True) for w in LABELS.words))
    assert _head_lines([top, both], SLOTS, []) == (heads if not bold else 0)


def test_lines_over_the_highest_rule_are_heads() -> None:
    lines = [line(("A", 230)), line(("B", 230), y=20), LABELS]
    for highest, heads in ((30, 2), (25, 1), (24, 1), (5, 0)):
        assert _head_lines(lines, SLOTS, [Rule(0, 9, 39), Rule(0, 9, highest)]) == heads


def test_words_that_only_touch_are_not_stacked() -> None:
    a, b, c = Word("a", 0, 10, 0, 9), Word("b", 10, 20, 10, 19), Word("c", 5, 12, 20, 29)
    assert _stacked([[a], [b]]) == [a, b]
    assert _stacked([[b], [a]]) == [a, b]
    assert _stacked([[a], [b], [c]]) == [Word("a b c", 0, 20, 0, 29)]


def test_a_phrase_over_two_free_columns_is_two_labels() -> None:
    phrase = Word("Remain Leave", 200, 260, 0, 9)
    assert _parts(phrase, SLOTS, set()) == [
        Word("Remain", 200, 200, 0, 9), Word("Leave", 260, 260, 0, 9),
    ]  # fmt: skip
    assert _parts(phrase, SLOTS, {1}) == [phrase]
    assert _parts(Word("Remain", 200, 260, 0, 9), SLOTS, set())[0].text == "Remain"
    assert _parts(Word("Remain Leave", 201, 260, 0, 9), SLOTS, set())[0].left == 201
    assert _parts(Word("Remain Leave", 200, 259, 0, 9), SLOTS, set())[0].right == 259
    many = _parts(Word("Vote to Remain Leave", 190, 270, 0, 9), SLOTS, set())
    assert [(part.text, part.left) for part in many] == [("Vote to", 200), ("Remain Leave", 260)]


def of(found: list[Heading]) -> list[str]:
    return [f"{each.head}/{each.label}" for each in found]


@pytest.mark.parametrize(
    ("rules", "heads"),
    [
        # Rules under heads: the head of the columns that the rule reaches.
        ([Rule(260, 320, 30)], ["/a", "Age/b", "Age/c", "/d"]),
        ([Rule(261, 320, 30)], ["/a", "/b", "/Age c", "/d"]),
        ([Rule(200, 380, 30)], ["Age/a", "Age/b", "Age/c", "Age/d"]),
        # One without a head over it shows only which columns have heads.
        ([Rule(200, 280, 30)], ["/a", "/Age b", "/c", "/d"]),
        ([Rule(291, 400, 30)], ["/a", "/b", "/Age c", "/d"]),
        ([Rule(0, 9, 30)], ["Age/a", "Age/b", "Age/c", "Age/d"]),
        # One that is not between the lines says nothing.
        ([Rule(260, 320, 5)], ["Age/a", "Age/b", "Age/c", "Age/d"]),
        ([Rule(260, 320, 45)], ["Age/a", "Age/b", "Age/c", "Age/d"]),
        ([], ["Age/a", "Age/b", "Age/c", "Age/d"]),
    ],
)
def test_a_rule_between_heads_and_labels_shows_what_a_head_spans(
    rules: list[Rule], heads: list[str]
) -> None:
    assert of(headings([line(("Age", 290)), LABELS], SLOTS, rules)) == heads


def test_more_heads_than_columns_under_rules_are_the_first_lines_of_their_labels() -> None:
    lines = [line(("A", 230), ("B", 350)), LABELS]
    assert of(headings(lines, SLOTS, [Rule(370, 390, 30)])) == ["/a", "/b", "/c", "/B A d"]
    assert of(headings(lines, SLOTS, [Rule(0, 9, 30)])) == ["A/a", "A/b", "B/c", "B/d"]


def test_heads_over_one_another_are_read_from_the_top_and_text_between_belongs_to_the_nearest() -> (
    None
):
    lines = [line(("Women", 290)), line(("18-", 260), ("Old", 320), y=20), LABELS]
    rules = [Rule(240, 340, 16), Rule(240, 280, 36), Rule(300, 340, 36)]
    assert of(headings(lines, SLOTS, rules)) == ["/a", "Women/18-b", "Women/Old c", "/d"]
    deeper = [Rule(240, 340, 16), Rule(240, 340, 36)]
    between = [line(("Women", 290)), line(("Age", 290), y=20), LABELS]
    assert of(headings(between, SLOTS, deeper)) == ["/a", "Women: Age/b", "Women: Age/c", "/d"]
