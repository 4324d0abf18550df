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
