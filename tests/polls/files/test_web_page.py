"""Tables of saved web pages become the grids that a reader of the page sees."""

from __future__ import annotations

from pathlib import Path

import pytest

from polls.errors import ProblemsError
from polls.files.opened import OpenedFile
from polls.files.web_page import looks_like_html, read_web_page
from polls.ingest import examine
from tests.writers.web_page_writer import event_row, poll_row, write_plain_page, write_web_page

NAMES = ["Dates conducted", "Pollster", "Sample size", "Left", "Right"]


def page_of(rows: str) -> str:
    return f"<html><body><table>{rows}</table></body></html>"


def grid_of(rows: str) -> list[list[str]]:
    (grid,) = read_web_page(page_of(rows), "page.html").grids
    return [list(grid.table), *grid.table.values.tolist()]


def test_tables_are_plain_and_dated_by_the_year_above_them(tmp_path: Path) -> None:
    path = write_web_page(
        tmp_path / "polls.html",
        [
            ("2025", [poll_row("5–6 Mar", "ACME", "2,010", "55%", "45%")]),
            ("Earlier", [poll_row("5–6 Mar", "ACME", "2,010", "55%", "45%")]),
        ],
    )
    file = OpenedFile(path)
    first, second = file.tables()
    assert list(first.table) == NAMES
    assert first.table.values.tolist() == [["5–6 Mar 2025", "ACME", "2,010", "55%", "45%"]]
    assert second.table.iloc[0, 0] == "5–6 Mar"
    assert (first.sheet, second.sheet) == ("table 2, 2025", "table 3, Earlier")
    assert first.locator(0, "Left") == "'table 2, 2025'!D4"


def test_a_page_is_read_as_any_table_is(tmp_path: Path) -> None:
    rows = [poll_row("5–6 Mar", "ACME", "2,010", "55%", "45%")]
    path = write_web_page(tmp_path / "polls.html", [("2025", rows)])
    found = examine(path, country="GB", question="q", lang="en")
    assert found.readings["share"].tolist() == [0.55, 0.45]
    assert found.readings["n"].tolist() == [2010, 2010]
    assert found.readings["end"].dt.strftime("%Y-%m-%d").tolist() == ["2025-03-06"] * 2


def test_tables_beside_those_with_dates_are_named() -> None:
    rows = "<tr><td>5 March 2025</td><td>55%</td><td>45%</td></tr>"
    seats = "<tr><th>When</th><th>L</th><th>R</th></tr><tr><td>2024</td><td>9</td><td>8</td></tr>"
    dated = f"<tr><th>Date</th><th>Left</th><th>Right</th></tr>{rows}"
    both = read_web_page(page_of(f"{dated}</table><table>{seats}"), "page.html")
    assert [grid.sheet for grid in both.grids] == ["table 1"]
    (warning,) = both.warnings
    assert (warning.code, warning.got) == ("tables-not-read", "'table 2'")
    assert read_web_page(page_of(dated), "page.html").warnings == ()
    assert read_web_page(page_of(seats), "page.html").warnings == ()


def test_tables_of_two_columns_are_named_and_those_of_dates_are_read(tmp_path: Path) -> None:
    seats = "<tr><th>Party</th><th>Seats</th></tr><tr><td>Left</td><td>1,204</td></tr>"
    links = "<tr><td>See also</td><td>Polls of 2019</td></tr><tr><td>Map</td><td>North</td></tr>"
    two = "<tr><th>Date</th><th>Left</th></tr><tr><td>5 March 2025</td><td>55%</td></tr>"
    rows = [poll_row("5–6 Mar", "ACME", "2,010", "55%", "45%")]
    path = write_web_page(tmp_path / "polls.html", [("2025", rows)])
    text = path.read_text().replace("</body>", f"<table>{seats}</table><table>{links}</body>")
    (warning,) = read_web_page(text, "page.html").warnings
    assert (warning.code, warning.got) == ("tables-not-read", "'table 3, 2025'")
    assert "no column of dates" in warning.title
    assert [grid.sheet for grid in read_web_page(page_of(two), "page.html").grids] == ["table 1"]
    found = examine(write_plain_page(tmp_path / "two.html", two), country="GB", question="q")
    assert found.readings["share"].tolist() == [0.55]
    wide = "<tr><th>a</th><th>b</th><th>c</th></tr><tr><td>1</td><td>2</td><td>3</td></tr>"
    (beside,) = read_web_page(page_of(f"{wide}</table><table>{seats}"), "page.html").warnings
    assert (beside.title, beside.got) == (
        "1 table(s) have two columns alone and are not read",
        "'table 2'",
    )
    with pytest.raises(ProblemsError) as refused:
        read_web_page(page_of(seats), "page.html")
    (problem,) = refused.value.problems
    assert (problem.title, problem.got) == (
        "web page holds tables of two columns alone",
        "'table 1'",
    )


def test_rows_of_events_and_notes_in_cells_are_left_out_and_said(tmp_path: Path) -> None:
    rows = [
        poll_row("5–6 Mar", "ACME", "2,010", "55%", "45%<br><small>Far right on 3%</small>"),
        event_row("2 Feb", "Local elections"),
    ]
    file = OpenedFile(write_web_page(tmp_path / "polls.html", [("2025", rows)]))
    assert file.tables()[0].table["Right"].tolist() == ["45%"]
    said = {problem.code: problem.got for problem in file.warnings}
    assert said["event-rows"] == "'2 Feb Local elections'"
    assert said["cell-notes"] == "'45% Far right on 3%'"


@pytest.mark.parametrize(
    "row",
    ["<tr><td>5 May<td>55%</td><tq>45%</td>", "<tr><td>5 May<td>55%</td>45%", "45%<tr><td>5 May"],
)
def test_what_stands_in_no_cell_is_left_out_and_said(row: str) -> None:
    table = "<tr><th>Date</th><th>Left</th><th>Right</th></tr>{}</tr>"
    sound = "<tr><td>5 May</td><td>55%</td><td>45%</td>"
    assert read_web_page(page_of(table.format(sound)), "page.html").warnings == ()
    (warning,) = read_web_page(page_of(table.format(row)), "page.html").warnings
    assert (warning.code, warning.got) == ("text-in-no-cell", "'45%'")
    assert warning.place.sheet == "table 1"


def test_cells_that_stand_in_no_table_are_left_out_and_said() -> None:
    table = "<tr><th>Date</th><th>Left</th><th>Right</th></tr><tr><td>5 May</td><td>55%</td>{}</tr>"
    nested = "<td>45%<table><tr><td>1</td></tr></table></td>"
    assert read_web_page(page_of(table.format(nested)), "page.html").warnings == ()
    early = "<td>45%</td></table><tr><td>5 June</td><td>54%</td><td>46%</td>"
    (warning,) = read_web_page(page_of(table.format(early)), "page.html").warnings
    assert (warning.code, warning.got) == ("cells-in-no-table", "'5 June'; '54%'; '46%'")
    assert warning.title == "3 cell(s) stand in no table and are not read"


def test_a_row_that_ends_before_the_last_column_is_said(tmp_path: Path) -> None:
    whole = poll_row("5-6 Mar", "ACME", "2,010", "55%", "45%")
    path = tmp_path / "a.html"
    write_web_page(path, [("2025", [whole, poll_row("5-6 Apr", "ACME", "2,010", "45%")])])
    found = examine(path, country="GB", question="q", lang="en")
    (warning,) = (p for p in found.problems if p.code == "rows-cut-short")
    assert (warning.got, warning.expected) == ("4 fields in 'table 2, 2025'!A5", "5 fields")


@pytest.mark.parametrize("end", ["</html>", "</BODY >"])
def test_what_follows_the_end_of_a_page_is_read(end: str) -> None:
    row = "<tr><td>5 May</td><td>55%</td><td>45%</td></tr>"
    head = "<tr><th>Date</th><th>Left</th><th>Right</th></tr>"
    assert len(grid_of(f"{head}{row}{end}{row}")) == 3


def test_merged_cells_are_taken_apart() -> None:
    assert grid_of(
        "<tr><th>Date</th><th>Firm</th><th>A</th><th>B</th></tr>"
        '<tr><td rowspan="2">1 May 2024</td><td>X</td><td colspan="2">40%</td></tr>'
        "<tr><td>Y</td><td>41%</td><td>59%</td></tr>"
        "<tr><td>2 May 2024</td><td>Z</td></tr>"
    ) == [
        ["Date", "Firm", "A", "B"],
        ["1 May 2024", "X", "40%", "40%"],
        ["1 May 2024", "Y", "41%", "59%"],
        ["2 May 2024", "Z", "", ""],
    ]


def test_heads_printed_again_and_columns_of_nothing_are_no_data() -> None:
    head = "<tr><th>Date</th><th>A</th><th>B</th><th></th></tr>"
    row = "<tr><td>1 May 2024</td><td>40%</td><td>60%</td><td></td></tr>"
    assert grid_of(head + row + head + row) == [
        ["Date", "A", "B"],
        ["1 May 2024", "40%", "60%"],
        ["1 May 2024", "40%", "60%"],
    ]


def test_cells_outside_of_rows_are_a_row_as_in_browsers() -> None:
    head = "<tr><td>Date</td><td>A</td><td>B</td></tr>"
    loose = "<td>5 May 2024</td><td>40</td><td>60</td>"
    odd = "<tr><x><td>6 May 2024</td><td>41</td></x><td>59</td></tr>"
    names, *rows = [["Date", "A", "B"], ["5 May 2024", "40", "60"], ["6 May 2024", "41", "59"]]
    assert grid_of(f"{head}<trd>{loose}{odd}") == [names, *rows]
    assert grid_of(f"{head}{odd}{loose}") == [names, *rows[::-1]]


def test_tables_within_cells_are_no_rows() -> None:
    inner = "<table><tr><td>1</td><td>2</td><td>3</td></tr></table>"
    (_, row) = grid_of(
        "<tr><th>Date</th><th>A</th><th>B</th></tr>"
        f"<tr><td>1 May 2024</td><td>40%</td><td>60%{inner}</td></tr>"
    )
    assert row[:2] == ["1 May 2024", "40%"]


@pytest.mark.parametrize(
    "source",
    [
        "<!DOCTYPE html><html><body>404</body></html>",
        "<html><table><tr><td>menu</td></tr></table></html>",
        page_of("<tr>" + '<td colspan="500">a</td>' * 2000 + "</tr>"),
        "<html>" + "<table><tr><td>" * 5000,
        "<html><body></body></html>",
    ],
)
def test_pages_without_a_table_of_polls_are_one_problem(tmp_path: Path, source: str) -> None:
    path = tmp_path / "page.sav"
    path.write_text(source)
    with pytest.raises(ProblemsError) as caught:
        examine(path, country="GB")
    assert [problem.code for problem in caught.value.problems] == ["no-table-in-page"]


def test_only_pages_look_like_pages() -> None:
    assert looks_like_html("\n<!doctype HTML><p>") and looks_like_html("<p>a</p><table>")
    assert not looks_like_html("date;a<b;c\n2024-01-07;1;2") and not looks_like_html("•PF: A")


@pytest.mark.parametrize("sign", ['"', "'", ""])
def test_a_tag_with_more_attributes_than_any_real_one_is_refused_at_once(sign: str) -> None:
    def page(count: int) -> str:
        attributes = " ".join(f"a{i}={sign}<{sign}" for i in range(count))
        heads = "".join(f"<th>{name}</th>" for name in NAMES)
        cells = "".join(f"<td>{cell}</td>" for cell in ("5 Mar 2024", "A", "900", "55%", "45%"))
        return f"<table {attributes}><tr>{heads}</tr><tr>{cells}</tr><tr>{cells}</tr></table>"

    with pytest.raises(ProblemsError, match="more than 1,000 attributes"):
        read_web_page(page(200_000), "page.html")
    picture = f'<img src="data:image/png;base64,{"A b" * 100_000}">'
    assert read_web_page(picture + page(900), "page.html").grids
