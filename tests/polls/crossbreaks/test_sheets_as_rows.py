"""A sheet as rows, one by one: texts, headings and cells, each with its place."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from polls.crossbreaks.headings import Heading
from polls.crossbreaks.rows import CellRow, HeadingRow, Part, TextRow
from polls.crossbreaks.sheet_headings import headings_in, names_columns, shares_only
from polls.crossbreaks.sheet_rows import _columns, sheet_part
from polls.files.workbook import Cell, Sheet

ANSWERS: list[list[Cell]] = [["Yes", 60.0, 45.0], ["No", 40.0, 55.0]]
GROUPS: list[Cell] = ["", "Men", "Women"]


def part(*rows: list[Cell], name: str = "Q1") -> Part:
    return sheet_part("a.xlsx", Sheet(name, list(rows)))


def said(found: Part) -> list[object]:
    """Each row in short: a text, its headings with their heads, or its label with its cells."""
    short: list[object] = []
    for each in found.rows:
        if isinstance(each, TextRow):
            short.append(each.text)
        elif isinstance(each, HeadingRow):
            short.append([f"{h.head}/{h.label}" for h in each.headings])
        else:
            short.append((each.label, *each.cells))
    return short


YES, NO = ("Yes", 60.0, 45.0), ("No", 40.0, 55.0)
PLAIN = ["/Men", "/Women"]


@pytest.mark.parametrize(
    ("rows", "read"),
    [
        ([GROUPS], [PLAIN]),
        ([["Q1. How?", "", ""], ["", "", ""], ["", "Sex", ""], GROUPS],
         ["Q1. How?", ["Sex/Men", "Sex/Women"]]),
        ([["Answer", "Men", "Women"]], [PLAIN]),
        ([["", "Sex", ""], ["Answer", "Men", "Women"]], [["Sex/Men", "Sex/Women"]]),
        # Under heads, a line with a label that names no labels is text.
        ([["", "Sex", ""], ["Male", "Men", "Women"]], ["Sex", "Male Men Women"]),
        ([["", "Old", ""], ["", "", ""], GROUPS], ["Old", PLAIN]),
        ([GROUPS, ["", "", ""], ["Why so?", "", ""]], [PLAIN, "Why so?"]),
        ([["", "Men", ""], ["", "", ""], ["Why so?", "", ""]], ["Men", "Why so?"]),
        ([["Title", "Men", "Women"], ["x", "Young", "Old"]], [PLAIN, ("x", "Young", "Old")]),
        ([["", "4-5 Apr", "9-10 Apr"]], [("", "4-5 Apr", "9-10 Apr")]),
        ([["", "(A)", "(B)"], GROUPS], [PLAIN]),
        ([["", "(A)", "(B)"]], [["/(A)", "/(B)"]]),
        ([["Answer", "Men", 5.0]], [("Answer", "Men", 5.0)]),
        ([["", "x" * 45, "y"]], [["/" + "x" * 45, "/y"]]),
        ([["", "x" * 46, "y"]], ["x" * 46 + " y"]),
    ],
)  # fmt: skip
def test_what_stands_over_the_answers_is_headings_or_text(
    rows: list[list[Cell]], read: list[object]
) -> None:
    assert said(part(*rows, *ANSWERS)) == [*read, YES, NO]


def test_each_row_knows_its_place_and_cells_their_names() -> None:
    found = part(["A poll", "of all", ""], ["", "", ""], GROUPS, *ANSWERS)
    text, heading, yes, no = found.rows
    assert text == TextRow("A poll of all", "sheet 'Q1', row 1", ("A poll", "of all"))
    assert isinstance(heading, HeadingRow) and heading.locator == "sheet 'Q1', row 4"
    assert yes == CellRow("Yes", (60.0, 45.0), "sheet 'Q1'", (), ("B4", "C4"), ("Yes",))
    assert isinstance(no, CellRow) and no.names == ("B5", "C5")
    assert (found.place.file, found.place.sheet, found.left_out) == ("a.xlsx", "Q1", ())
    _, heading, yes, _ = part(["A poll", "", ""], GROUPS, *ANSWERS, name="").rows
    assert isinstance(heading, HeadingRow) and heading.locator == "line 3"
    assert yes == CellRow("Yes", (60.0, 45.0), "line 3", (), (), ("Yes",))


def test_letters_between_answers_are_cells_and_headings_follow_a_text() -> None:
    rows = [GROUPS, ANSWERS[0], ["", "a", "B"], ["Then?", "", ""], ["", "Young", "Old"], ANSWERS[1]]
    assert said(part(*rows)) == [PLAIN, YES, ("", "a", "B"), "Then?", ["/Young", "/Old"], NO]


def test_cells_of_dates_words_and_numbers_are_what_they_print() -> None:
    mixed: list[list[Cell]] = [
        ["When", date(2024, 3, 5), datetime(2024, 3, 6, 12)],
        [2.5, True, " of  two\nlines "], [18.0, 3, "61%"],
    ]  # fmt: skip
    assert said(part(GROUPS, *ANSWERS, *mixed))[3:] == [
        ("When", "2024-03-05", "2024-03-06"), ("2.5", "True", "of two lines"), ("18", 3.0, "61%"),
    ]  # fmt: skip


def test_labels_of_each_column_stand_left_of_its_cells() -> None:
    heads: list[Cell] = ["fr", "en", "Men", "own", "Women"]
    found = part(heads, ["Oui", "Yes", 60.0, "Da", 45.0], ["Non", "No", 40.0, "", 55.0]).rows[1:]
    assert [(r.label, r.beside, r.names, r.labels) for r in found if isinstance(r, CellRow)] == [
        ("Oui", ("Yes", "Da"), ("C2", "E2"), ("Oui",)),
        ("Non No", (), ("C3", "E3"), ("Non", "No")),
    ]
    (one,) = part(["", "Men", "own", "Women"], ["Yes", 60.0, "Da", 45.0]).rows[1:]
    assert isinstance(one, CellRow) and one.beside == ("", "Da")


@pytest.mark.parametrize(
    ("name", "first", "contents"),
    [
        *((name, "x", True) for name in (
            "Contents", "content", "Table of Contents", "table_of_contents", "Contents page",
            "Index", "TOC", "Cover", "Cover sheet", "cover_page 1", "Note", "Notes", "Front page",
            "Introduction", "Readme", "Read me", "Methodology", "Method", "Sommaire", " Portada ",
            "Table des matières", "Inhalt", "Inhaltsverzeichnis", "Deckblatt", "Couverture",
        )),
        *((name, "x", False) for name in ("Q1", "Index of trust", "Contents 2", "Noted")),
        ("Q1", "Table of contents", True), ("Q1", "List of tables", True), ("Q1", "Contents", True),
        ("Q1", "List of contents", True), ("Q1", "Contents of the poll", False),
    ],
)  # fmt: skip
def test_a_list_of_contents_has_no_cells(name: str, first: str, contents: bool) -> None:
    assert part([first, "", ""], GROUPS, *ANSWERS, name=name).has_cells is not contents


def test_contents_are_named_within_three_rows() -> None:
    blank: list[Cell] = ["", "", ""]
    title: list[Cell] = ["Contents", "", ""]
    assert not part(blank, blank, title, *ANSWERS).has_cells
    assert part(blank, blank, blank, title, *ANSWERS).has_cells


@pytest.mark.parametrize(("texts", "columns"), [(1, [1, 2, 3]), (2, [2, 3])])
def test_a_column_with_a_text_in_more_than_a_tenth_of_its_rows_is_one_of_labels(
    texts: int, columns: list[int]
) -> None:
    """Points of a scale, or households by size; numbers in a single column count for none."""
    rows: list[list[Cell]] = [["", "more" if at < texts else 5.0, 6.0, "7%"] for at in range(10)]
    assert _columns(Sheet("Q1", [*rows, ["a", 1.0, "", ""], ["", "", "", True]])) == columns


@pytest.mark.parametrize(
    ("rows", "columns"),
    [
        ([["a", 1.0], ["b", 2.0], ["c", 3.0]], [1]),
        ([["a", 1.0], ["b", 2.0], ["", 3.0]], []),
        ([["a", 1.0, ""], ["b", 2.0, ""], ["c", 3.0, ""], ["d", "", 4.0]], []),
        ([["a", True, False], ["b", True, True]], []),
        ([[5.0, 1.0, 2.0]], [1, 2]),
    ],
)
def test_columns_hold_numbers_right_of_the_first(
    rows: list[list[Cell]], columns: list[int]
) -> None:
    assert _columns(Sheet("Q1", rows)) == columns


@pytest.mark.parametrize(
    ("lines", "heads"),
    [
        ([["Men", "Women"]], ["/Men", "/Women"]),
        ([["Sex", ""], ["Men", "Women"]], ["Sex/Men", "Sex/Women"]),
        ([["", "Age"], ["Total", "18-24 [note 1]"]], ["/Total", "Age/18-24"]),
        ([["Sex", ""], ["Young", "Old"], ["men", ""]], ["Sex/Young men", "Sex/Old"]),
        # One text over a line of heads is a title of them.
        ([["All", "", ""], ["Gender", "", "Age"], ["M", "W", "18+"]],
         ["Gender/M", "Gender/W", "Age/18+"]),
        ([["All", "", ""], ["Gender", "Age", "Region"], ["M", "18+", "N"]],
         ["All/Gender M", "All/Age 18+", "All/Region N"]),
        ([["All", "", ""], ["Gender", "", "?"], ["M", "W", "N"]],
         ["All/Gender M", "All/W", "All/? N"]),
        ([["All", "Other", ""], ["Gender", "", "Age"], ["M", "W", "18+"]],
         ["All/Gender M", "Other/W", "Other/Age 18+"]),
    ],
)  # fmt: skip
def test_a_head_holds_up_to_the_next_one_and_lower_lines_are_labels(
    lines: list[list[str]], heads: list[str]
) -> None:
    assert [f"{found.head}/{found.label}" for found in headings_in(lines)] == heads


@pytest.mark.parametrize(
    ("line", "named"),
    [
        (["(A)", "(B)"], True), (["a", "", "c"], True), (["(A)", ""], False), (["b", "a"], False),
        (["a", "a"], False), (["a", "bc"], False), (["1", "2"], False),
    ],
)  # fmt: skip
def test_letters_in_their_order_name_columns(line: list[str], named: bool) -> None:
    assert names_columns(line) is named


def beside(*labels: str, cells: tuple[Cell, ...] = ()) -> tuple[list[str], tuple[str, ...]]:
    """The labels that are kept of columns, and what is left out."""
    heads = HeadingRow(tuple(Heading("", label) for label in labels), "row 1")
    line = CellRow("a", cells or (1.0,) * len(labels), "row 2")  # type: ignore[arg-type]
    rows, left_out = shares_only((heads, line, line), len(labels))
    assert isinstance(rows[0], HeadingRow)
    return [heading.label for heading in rows[0].headings], left_out


@pytest.mark.parametrize(
    "label",
    ["LCL", "Lower", "Upper CI", "lower confidence limit", "Confidence interval", "Upper bound *",
     "Margin of error", "Standard error", "Significance"],
)  # fmt: skip
def test_limits_and_errors_are_left_out_beside_any_share(label: str) -> None:
    assert beside("Men", label) == (["Men"], (label,))
    assert beside(label, label) == ([label, label], ())


@pytest.mark.parametrize(
    "label", ["MoE", "SE", "S.E.", "Std.", "CV", "Sig.", "Rank", "Change", "n", "Count", "Freq",
              "Frequency", "Effectif", "Anzahl"],
)  # fmt: skip
def test_numbers_are_left_out_beside_percents_alone(label: str) -> None:
    assert beside("Men", label) == (["Men", label], ())
    for percent in ("%", "Per cent", "percentage", "Pourcentage", "Prozent", "Estimate"):
        assert beside(percent, label) == ([percent], (label,))
    assert beside("Men %", "Women, %", label) == (["Men", "Women"], (label,))
    assert beside("%", "Women (%)", label) == (["%", "Women"], (label,))


def test_columns_of_letters_are_left_out_and_named_by_what_they_stand_beside() -> None:
    assert beside("Men", "", cells=(60.0, "B,C")) == (["Men"], ("letters beside the shares",))
    assert beside("Men", "Men", cells=(60.0, "B")) == (["Men"], ("letters beside Men",))
    assert shares_only((CellRow("a", (1.0,), "row 1"),), 1)[1] == ()


def test_rows_lose_what_belongs_to_a_column_left_out() -> None:
    heads = HeadingRow((Heading("Men", "%"), Heading("Men", "n")), "row 1")
    line = CellRow("a", (60.0, 120.0), "row 2", ("x", "y"), ("B2", "C2"), ("a", "b"))
    rows, left_out = shares_only((heads, TextRow("Q", "row 9"), line), 2)
    assert rows == (
        HeadingRow((Heading("", "Men"),), "row 1"),
        TextRow("Q", "row 9"),
        CellRow("a", (60.0,), "row 2", ("x",), ("B2",), ("a", "b")),
    )
    assert left_out == ("Men n",)
