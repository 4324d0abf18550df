"""Which tables lie in a page, and what stands in their rows, as a reader of it sees them."""

from __future__ import annotations

import lxml.html
import pytest

from polls.files.web_page import read_web_page
from polls.files.web_rows import expanded, tables_of

HEAD = "<tr><th>Date</th><th>A</th><th>B</th></tr>"
ROW = "<tr><td>{} May 2024</td><td>40</td><td>60</td></tr>"
ROWS = ROW.format(5) + ROW.format(6)


def texts_of(source: str) -> list[list[list[str]]]:
    """The texts of each table, row by row."""
    page = lxml.html.document_fromstring(f"<html><body>{source}</body></html>")
    tables = [expanded(table, 1000) for table in tables_of(page)]
    return [[[part.text for part in row] for row in rows] for rows in tables]


def days_of(source: str) -> list[list[str]]:
    """The first column of each table that is read."""
    page = read_web_page(f"<html><body>{source}</body></html>", "page.html")
    return [grid.table["Date"].tolist() for grid in page.grids]


def test_a_table_that_begins_before_the_end_of_another_is_one_of_its_own_as_in_browsers() -> None:
    first, second = f"{HEAD}{ROW.format(1)}", f"{HEAD}{ROWS}"
    for between in ("", "</tr>", "<tr>", "<tbody>"):
        assert days_of(f"<table>{first}{between}<table>{second}</table>") == [
            ["1 May 2024"],
            ["5 May 2024", "6 May 2024"],
        ]


@pytest.mark.parametrize("depth", [1, 3])
def test_tables_in_the_cells_of_a_table_that_lays_out_a_page_are_read(depth: int) -> None:
    inner = f"<table>{HEAD}{ROWS}</table>"
    for _ in range(depth):
        inner = f"<table><tr><td>menu</td><td>{inner}</td></tr></table>"
    assert days_of(inner) == [["5 May 2024", "6 May 2024"]]
    assert texts_of(inner)[0] == [["menu", " ".join(["menu"] * (depth - 1))]]


@pytest.mark.parametrize(
    ("inner", "said"),
    [
        ("<table><tr><td>40%</td></tr></table>", "40%"),
        ("<table><tr><td>40%</td><td>+1</td></tr></table>", "40% +1"),
        ("<table><tr><td>40%</td></tr><tr><td>+1</td></tr></table>", "40% +1"),
        ("<table><tr><td><table><tr><td>40%</td></tr></table></td></tr></table>", "40%"),
    ],
)
def test_a_table_of_one_row_or_column_in_a_cell_is_what_the_cell_says(
    inner: str, said: str
) -> None:
    assert texts_of(f"<table><tr><td>5 May</td><td>{inner}</td></tr></table>") == [
        [["5 May", said]]
    ]


def test_the_row_of_a_poll_that_is_alone_in_its_table_is_named() -> None:
    page = f"<html><table>{HEAD}{ROWS}</tr><table>{ROW.format(7)}</table></html>"
    found = read_web_page(page, "page.html")
    (warning,) = found.warnings
    assert (warning.code, warning.got) == ("tables-not-read", "'table 2'")
    assert warning.title == "1 table(s) have no row below their head and are not read"
    menu = "<table><tr><td>Home</td><td>2024</td><td>About</td></tr></table>"
    assert read_web_page(f"<html><table>{HEAD}{ROWS}</table>{menu}</html>", "p").warnings == ()


def test_spans_fill_the_rows_below_and_the_columns_beside() -> None:
    (rows,) = texts_of(
        '<table><tr><td rowspan="2">a</td><td colspan="2">b</td></tr><tr><td>c</td><td>d</td></tr>'
        "</table>"
    )
    assert rows == [["a", "b", "b"], ["a", "c", "d"]]


def test_a_table_of_more_cells_than_may_be_is_said_so() -> None:
    page = lxml.html.document_fromstring(f"<html><table>{HEAD}{ROWS}</table></html>")
    (table,) = tables_of(page)
    assert len(expanded(table, 9)) == 3
    with pytest.raises(OverflowError, match="too large"):
        expanded(table, 8)
