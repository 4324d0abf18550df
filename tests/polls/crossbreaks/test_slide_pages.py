"""A page of slides as rows: which lines are its table, its headings, its question or a chart."""

from __future__ import annotations

from pathlib import Path

import pytest

from polls.crossbreaks.columns import Slots
from polls.crossbreaks.rows import CellRow, HeadingRow, Row, TextRow
from polls.crossbreaks.slides import Slide, _headings, _holds_chart, _table, slide_parts
from polls.files.pdf_words import Document, Line, Page, Word

HEIGHT = 10.0
CENTRES = (200.0, 260.0, 320.0)
SLOTS = Slots(CENTRES, 170.0, HEIGHT)


def words(*printed: tuple[str, float], y: float = 0.0, height: float = HEIGHT) -> list[Word]:
    """Words by text and centre, four points wide for each letter."""
    return [Word(t, at - 2 * len(t), at + 2 * len(t), y, y + height) for t, at in printed]


def line(*printed: tuple[str, float], y: float = 0.0, height: float = HEIGHT) -> Line:
    return Line(tuple(words(*printed, y=y, height=height)))


def row(label: str, *cells: str, y: float) -> list[Word]:
    return words((label, 100.0), *zip(cells, CENTRES, strict=False), y=y)


def parts(*pages: list[Word]) -> list[Slide]:
    made = [Page(at, tuple(page), ()) for at, page in enumerate(pages, 1)]
    return slide_parts(Document(Path("a.pdf"), tuple(made)))


def said(rows: tuple[Row, ...]) -> list[object]:
    """Each row in short: a text, its headings, or its label with its cells."""
    short: list[object] = []
    for each in rows:
        if isinstance(each, TextRow):
            short.append(each.text)
        elif isinstance(each, HeadingRow):
            short.append([(heading.head, heading.label) for heading in each.headings])
        else:
            short.append((each.label, *each.cells))
    return short


GROUPS = ("Total", "Men", "Women", "Young", "Old")


def table(*shares: tuple[str, str, str], y: float = 100.0) -> list[Word]:
    """Headings 20 points over the first of five groups, a line of 20 points each."""
    found = words(("For", 200), ("Against", 260), ("Unsure", 320), y=y - 20)
    for at, (group, cells) in enumerate(zip(GROUPS, shares, strict=True)):
        found += row(group, *cells, y=y + 20 * at)
    return found


SOUND = (("60", "30", "10"), ("55", "35", "10"), ("65", "25", "10"), ("50", "45", "5"),
         ("70", "20", "10"))  # fmt: skip


def test_a_page_is_read_as_its_question_and_its_table_turned() -> None:
    question = words(("How", 60), ("now?", 80), y=20)
    (slide,) = parts([*question, *table(*SOUND)])
    assert said(slide.rows) == [
        "How now?",
        [("", group) for group in GROUPS],
        ("For", "60", "55", "65", "50", "70"),
        ("Against", "30", "35", "25", "45", "20"),
        ("Unsure", "10", "10", "10", "5", "10"),
    ]
    assert (slide.unread, slide.place.file, slide.place.page) == ("", "a.pdf", 1)
    assert {each.locator for each in slide.rows} == {"page 1"}


def test_a_table_that_does_not_add_up_and_a_chart_are_told_apart() -> None:
    wrong = (*SOUND[:3], ("50", "45", "50"), ("70", "20", "90"))
    title = words(("How", 60), ("now?", 80), y=20)
    chart = [*(w for i in range(10) for w in words((f"{i}%", 60 + 30 * i), y=50 + 9 * i))]
    unsaid, drawn, text = parts([*title, *table(*wrong)], chart, title)
    assert [slide.unread for slide in (unsaid, drawn, text)] == ["table", "chart", ""]
    assert said(unsaid.rows) == said(text.rows) == ["How now?"]
    assert [slide.place.page for slide in (unsaid, drawn, text)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("pages", "printed", "runs"),
    [(3, 2, False), (3, 3, True), (10, 3, False), (10, 4, True)],
)
def test_what_stands_on_more_than_three_pages_of_ten_is_no_text(
    pages: int, printed: int, runs: bool
) -> None:
    """And on three or more of a few."""
    foot = words(("Foot", 60), y=300)
    sheets = [
        [*words((f"own{at}", 60), y=9), *(foot if at < printed else [])] for at in range(pages)
    ]
    first, *_ = parts(*sheets)
    assert said(first.rows) == (["own0"] if runs else ["own0", "Foot"])


@pytest.mark.parametrize(
    ("numbers", "texts", "chart"), [(10, 30, True), (10, 31, False), (9, 0, False), (20, 60, True)]
)
def test_a_chart_has_ten_numbers_and_a_quarter_of_its_words(
    numbers: int, texts: int, chart: bool
) -> None:
    found = [*words(*((f"{i}%", 40.0 * i) for i in range(numbers)), y=0)]
    found += words(*((f"w{'x' * i}", 400.0 * i) for i in range(texts)), y=50)
    assert _holds_chart(Page(1, tuple(found), ())) is chart
    margin = words(("±", 10), *((f"{i}", 40.0 * i) for i in range(1, 90)), y=90)
    assert _holds_chart(Page(1, (*found, *margin), ())) is chart


def test_columns_stand_where_most_cells_do_and_begin_half_a_column_before() -> None:
    lines = [
        line(("Men", 100), ("40", 200 + off), ("50", 260 - off), y=20.0 * at)
        for at, off in enumerate((0, 1, 2, 3, 14))
    ]
    found = _table(lines)
    assert found is not None
    rows, slots = found
    assert (sorted(rows), slots.centres) == ([0, 1, 2, 3, 4], (202.0, 258.0))
    assert (slots.first_left, slots.height) == (202 - 28, HEIGHT)
    far = line(("Men", 100), ("40", 230), ("50", 260), y=99)
    again = _table([*lines, far])
    assert again is not None and sorted(again[0]) == [0, 1, 2, 3, 4]
    assert _table(lines[:3]) is None
    uneven = [line(("A", 100), *((str(c), float(c)) for c in (200, 260, 300))) for _ in range(4)]
    narrow = _table(uneven)
    assert narrow is not None and narrow[1].first_left == 180
    assert _table([*lines[:3], far]) is None


def test_a_run_of_more_numbers_than_most_lines_have_is_still_its_last_columns() -> None:
    lines = [line(("Men", 60), ("40", 200), ("50", 260), y=20.0 * at) for at in range(4)]
    longer = line(("Men", 20), ("9", 100), ("40", 200), ("50", 260), y=99)
    margin = line(("±3", 40), ("Old", 60), ("40", 200), ("50", 260), y=120)
    found = _table([*lines, longer, margin])
    assert found is not None and sorted(found[0]) == [0, 1, 2, 3]


FIRST = line(("Men", 100), ("40", 200), ("50", 260), ("10", 320), y=100)


@pytest.mark.parametrize(
    ("over", "kept"),
    [
        ([line(("For", 200), y=60)], 1),
        ([line(("For", 200), y=59)], 0),  # four heights over the first row
        ([line(("Rather", 200), y=60), line(("for", 200), y=80)], 2),
        ([line(("Rather", 200), y=59), line(("for", 200), y=80)], 1),  # two over one another
        ([line(("Rather", 200), y=60, height=14), line(("for", 200), y=80)], 2),
        ([line(("Rather", 200), y=60, height=15), line(("for", 200), y=80)], 1),  # print of 1.5
        ([line(("A", 128), ("title", 150), y=60), line(("for", 200), y=80)], 1),
        # 125 lies halfway from the edge of the labels to the first column.
        ([line(("x" * 27, 180), y=60), line(("for", 200), y=80)], 2),
        ([line(("x" * 28, 180), y=60), line(("for", 200), y=80)], 1),
        ([line(("Legend", 60), y=60), line(("for", 200), y=80)], 1),
        ([line(("Legend", 60), y=80)], 0),
        # What ends where the first column begins stands over none.
        ([line(("for", 200), y=60), line(("Legend", 158), y=90)], 2),
    ],
)
def test_headings_end_at_a_gap_at_larger_print_and_at_what_begins_over_the_labels(
    over: list[Line], kept: int
) -> None:
    found = _headings(over, SLOTS, 80.0, FIRST)
    assert found == over[len(over) - kept :]


def test_a_legend_of_a_chart_a_number_and_a_running_group_are_not_in_the_rows() -> None:
    sheet = [
        *words(("Do", 50), ("you?", 66), y=20),
        *words(("For", 50), ("Unsure", 110), y=40),
        *words(("64%", 50), y=50),
        *table(*SOUND),
        *words(("Age", 88), y=150),  # within a height of the label furthest left
        *words(("note", 30), y=130),
        *words(("24%", 30), y=171),
    ]
    (slide,) = parts(sheet)
    heading = slide.rows[1]
    assert isinstance(heading, HeadingRow)
    assert slide.rows[0] == TextRow("Do you?", "page 1")
    assert [(each.head, each.label) for each in heading.headings] == [
        *(("", group) for group in GROUPS[:3]), ("Age", "Young"), ("Age", "Old"),
    ]  # fmt: skip
    assert [each.label for each in slide.rows[2:] if isinstance(each, CellRow)] == [
        "For", "Against", "Unsure",
    ]  # fmt: skip
