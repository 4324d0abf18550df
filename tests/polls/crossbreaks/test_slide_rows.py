"""Which lines of a slide stand in the columns of its table, in font heights."""

from __future__ import annotations

import pytest

from polls.crossbreaks.columns import Slots
from polls.crossbreaks.slides import (
    _aligned,
    _cells,
    _folded_labels,
    _is_legend,
    _is_text,
    _labelled,
    _table,
)
from polls.files.pdf_words import Line, Word

HEIGHT = 10.0
SLOTS = Slots((200.0, 260.0, 320.0), 170.0, HEIGHT)


def line(*words: tuple[str, float], y: float = 0.0) -> Line:
    """Words by text and centre, ten points high and four wide for each letter."""
    return Line(tuple(Word(t, at - 2 * len(t), at + 2 * len(t), y, y + HEIGHT) for t, at in words))


@pytest.mark.parametrize(("off", "aligned"), [(14.9, True), (-14.9, True), (15.1, False)])
def test_cells_stand_within_one_and_a_half_heights_of_their_column(
    off: float, aligned: bool
) -> None:
    cells = line(("Men", 100), ("40", 200), ("50", 260 + off), ("10", 320))
    assert _aligned(cells, SLOTS) is aligned
    assert not _aligned(line(("50", 260), ("10", 320)), SLOTS)


@pytest.mark.parametrize(("centres", "found"), [((200,), None), ((200, 260), (200.0, 260.0))])
def test_a_table_has_two_columns_or_more(
    centres: tuple[int, ...], found: tuple[float, ...] | None
) -> None:
    rows = [line(("Men", 100), *(("40", at) for at in centres), y=20.0 * k) for k in range(4)]
    table = _table(rows)
    assert (table and table[1].centres) == found


@pytest.mark.parametrize(
    ("second", "below", "folded"),
    [
        (260, 49.9, {2: (1, 3)}),  # three quarters of the 40 points from row to row
        (260, 50.1, {}),
        (290, 30.0, {}),  # numbers of a chart, not in the columns
    ],
)
def test_numbers_between_two_lines_of_a_label_belong_to_both(
    second: float, below: float, folded: dict[int, tuple[int, int]]
) -> None:
    cells = [("40", 200.0), ("50", 260.0), ("10", 320.0)]
    lines = [
        line(("Men", 100), *cells, y=0),
        line(("Centre,", 100), y=12),
        line(("11", 200), ("40", second), ("49", 320), y=20),
        line(("allies", 100), y=below),
        line(("Women", 100), *cells, y=40),
    ]
    assert _folded_labels(lines, {0: lines[0], 4: lines[4]}, SLOTS) == folded


@pytest.mark.parametrize(
    ("words", "text"),
    [(("a", "40"), False), (("a", "b", "40"), True), (("40", "50", "a"), False)],
)
def test_a_line_is_text_where_more_than_half_of_it_are_words(
    words: tuple[str, ...], text: bool
) -> None:
    assert _is_text(line(*((word, 100.0 + 40 * i) for i, word in enumerate(words)))) is text


def test_a_legend_names_columns_alone_and_numbers_do_not_count() -> None:
    labels = ["Rather for", "Rather against"]
    assert _is_legend(line(("Rather", 100), ("for", 120), ("64%", 200)), labels)
    assert not _is_legend(line(("Rather", 100), ("often", 120)), labels)


def test_a_label_has_letters_and_stands_left_of_the_numbers() -> None:
    cells = [("40", 200.0), ("50", 260.0)]
    assert _labelled(line(("Men", 100), *cells), 2)
    assert not _labelled(line(("64%", 100), *cells), 2)
    assert not _labelled(line(("(*)", 100), *cells), 2)
    assert not _labelled(line(*cells), 2)


def test_the_numbers_that_end_a_line_are_its_cells() -> None:
    assert _cells(line(("Men", 100), ("40", 200), ("50", 260))) == 2
    assert _cells(line(("40", 100), ("Men", 200))) == 0
    assert _cells(line(("40", 100), ("50", 200))) == 2
    assert _cells(line()) == 0
