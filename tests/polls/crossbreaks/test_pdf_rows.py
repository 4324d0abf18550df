"""Lines of a page as rows: what stands in bold decides where a label begins."""

from __future__ import annotations

from pathlib import Path

import pytest

from polls.crossbreaks.pdf_rows import page_parts
from polls.crossbreaks.rows import CellRow, Row, TextRow
from polls.files.pdf_words import Document, Page, Word

CENTRES = (200.0, 260.0, 320.0)


def words(label: str, cells: tuple[str, ...], y: float, *, bold: bool = False) -> list[Word]:
    """A label at the left margin and a cell in each column."""
    found, left = [], 40.0
    for text in label.split():
        right = left + 4.6 * len(text)
        found.append(Word(text, left, right, y, y + 9, bold))
        left = right + 2.6
    for text, centre in zip(cells, CENTRES, strict=False):
        half = 2.3 * len(text)
        found.append(Word(text, centre - half, centre + half, y, y + 9, bold))
    return found


def rows(*lines: tuple[str, tuple[str, ...], bool]) -> list[tuple[str, bool]]:
    """The texts of a page's rows below its headings, and whether each has cells."""
    page: list[Word] = words("Total Men Women", (), 20)
    for at, (label, cells, bold) in enumerate(lines):
        page += words(label, cells, 60 + 12 * at, bold=bold)
    (part,) = page_parts(Document(Path("a.pdf"), (Page(1, tuple(page), ()),)))
    return [(said(row), isinstance(row, CellRow)) for row in part.rows[1:]]


def said(row: Row) -> str:
    if isinstance(row, CellRow):
        return row.label
    return row.text if isinstance(row, TextRow) else ""


BASE = ("Base", ("900", "400", "500"), False)
LONG = ("Headed in the", (), False)
REST = ("right direction", ("40", "45", "35"), False)


@pytest.mark.parametrize("bold", [True, False])
def test_a_line_without_cells_begins_a_label_where_questions_are_bold(bold: bool) -> None:
    found = rows(BASE, ("Where is it headed?", (), bold), LONG, REST)
    question = ("Where is it headed?", False)
    if bold:
        assert found == [("Base", True), question, ("Headed in the right direction", True)]
    else:
        assert found == [
            ("Base", True), question, ("Headed in the", False), ("right direction", True),
        ]  # fmt: skip


@pytest.mark.parametrize("line", ["[asked of all]", "(asked of all)"])
def test_a_line_in_brackets_is_no_beginning_of_a_label(line: str) -> None:
    found = rows(BASE, ("Where is it headed?", (), True), (line, (), False), REST)
    assert found[2:] == [(line, False), ("right direction", True)]


def pages(*sheets: list[Word]) -> list[tuple[object, ...]]:
    """Each row of some pages: a text, the labels of its headings, or a label with its cells."""
    found: list[tuple[object, ...]] = []
    made = [Page(at, tuple(sheet), ()) for at, sheet in enumerate(sheets, 1)]
    for part in page_parts(Document(Path("a.pdf"), tuple(made))):
        assert (part.place.file, part.alone) == ("a.pdf", False)
        for row in part.rows:
            assert row.locator == f"page {part.place.page}"
            if isinstance(row, CellRow):
                found.append((part.place.page, row.label, *row.cells))
            elif isinstance(row, TextRow):
                found.append((part.place.page, row.text))
            else:
                found.append((part.place.page, [h.label for h in row.headings]))  # type: ignore[union-attr]
    return found


def sheet(*lines: tuple[str, tuple[str, ...], bool], heads: bool = True) -> list[Word]:
    made = words("", ("Total", "Men", "Women"), 48) if heads else []
    for at, (label, cells, bold) in enumerate(lines):
        made += words(label, cells, 60 + 12 * at, bold=bold)
    return made


YES, NO = ("Yes", ("40", "45", "35"), False), ("No", ("60", "55", "65"), False)
HOW = ("How?", (), True)
HEADS = ["Total", "Men", "Women"]


def test_headings_question_dates_and_answers_of_a_page() -> None:
    dates = ("", ("4-5 Apr", "9-10 Apr", ""), False)
    assert pages(words("A poll", (), 20) + sheet(BASE, HOW, dates, YES, NO)) == [
        (1, "A poll"), (1, HEADS), (1, "Base", "900", "400", "500"), (1, "How?"),
        (1, "", "4-5 Apr", "9-10 Apr", ""), (1, "Yes", "40", "45", "35"),
        (1, "No", "60", "55", "65"),
    ]  # fmt: skip
    words_over = ("", ("Young", "Old"), False)
    assert pages(sheet(BASE, words_over, YES, NO))[2] == (1, "Young Old")
    assert pages(sheet(BASE, YES, dates))[3] == (1, "", "4-5 Apr", "9-10 Apr", "")


def test_a_page_without_bases_has_the_columns_of_the_one_before_it() -> None:
    moved = [Word(w.text, w.left + 25, w.right + 25, w.top, w.bottom) for w in sheet(YES, NO)]
    first = sheet(BASE, HOW, YES, NO)
    assert pages(first, moved)[5:] == [
        (2, HEADS), (2, "Yes", "40", "45", "35"), (2, "No", "60", "55", "65"),
    ]  # fmt: skip
    title = words("A poll of all", (), 20)
    assert pages(title, first)[:2] == [(1, "A poll of all"), (2, HEADS)]
    assert pages(first, title)[5:] == [(2, "A poll of all")]


@pytest.mark.parametrize(
    "foot",
    ["© us 2024", "All rights reserved", "www.a.com", "www.a.co.uk", "a.de", "a.fr", "a.es", "a.se",
     "Page 3", "12"],
)  # fmt: skip
def test_the_foot_of_a_page_is_no_row(foot: str) -> None:
    whole = sheet(BASE, YES, NO)
    assert pages(whole + words(foot, (), 300)) == pages(whole)


@pytest.mark.parametrize("line", ["See www.a.com", "On page 3", "Pages", "a.commons"])
def test_a_line_of_words_is_no_foot(line: str) -> None:
    whole = sheet(BASE, YES, NO)
    assert pages(whole + words(line, (), 300)) == [*pages(whole), (1, line)]


@pytest.mark.parametrize(("before", "waits"), [(True, False), (False, True)])
def test_a_label_of_two_lines_waits_for_its_cells_where_questions_are_bold(
    before: bool, waits: bool
) -> None:
    """Bold lines over the first cells are titles and say nothing of questions."""
    lines = [LONG, REST] if before else [HOW, LONG, REST]
    found = pages(words("A poll", (), 20, bold=True) + sheet(BASE, *lines))
    label = "Headed in the right direction" if waits else "right direction"
    assert found[-1] == (1, label, "40", "45", "35")
