"""Counts and percents in turn, groups that go down, two languages, dates and countries."""

from __future__ import annotations

import pytest

from polls.codebooks.model import codebook
from polls.crossbreaks.countries import countries_named, union_of
from polls.crossbreaks.crosstab import AnswerRow, Cell
from polls.crossbreaks.dated import Dated, _texts, dates_said
from polls.crossbreaks.headings import Heading
from polls.crossbreaks.pairs import answers_in
from polls.crossbreaks.rows import CellRow, HeadingRow, Part, TextRow
from polls.crossbreaks.turned import turned_part
from polls.crossbreaks.two_languages import english_label, english_lines, english_place
from polls.errors import Place

BASES = [(1000.0, 500.0)]


def row(label: str, *cells: Cell) -> AnswerRow:
    return AnswerRow(label, cells)


def test_counts_above_shares_or_below_them() -> None:
    counts, shares = row("Yes", 520.0, 300.0), row("", "52%", "60%")
    rest = row("No", 480.0, 200.0), row("", "48%", "40%")
    for rows in (
        [counts, shares, *rest],
        [
            row("Yes", "52%", "60%"),
            row("", 520.0, 300.0),
            row("No", "48%", "40%"),
            row("", 480.0, 200.0),
        ],
    ):
        found = answers_in(rows, BASES)
        assert [x.label for x in found.rows] == ["Yes", "No"]
        assert [x.cells for x in found.rows] == [("52%", "60%"), ("48%", "40%")]
        assert [x.counts for x in found.rows] == [(520.0, 300.0), (480.0, 200.0)]
        assert (found.totals, found.left_out) == ((), ())


def test_rows_with_two_labels_are_pairs_where_shares_are_their_counts() -> None:
    rows = [row("Oui", 520.0, 300.0), row("Yes", 0.52, 0.6)]
    (found,) = answers_in(rows, BASES).rows
    assert (found.label, found.counts) == ("Yes", (520.0, 300.0))
    assert len(answers_in([row("Oui", 520.0, 300.0), row("Yes", 0.72, 0.8)], BASES).rows) == 2


def test_most_of_the_shares_must_be_their_counts() -> None:
    base = [(1000.0,) * 5]
    counts = row("a", *[500.0] * 5)
    for astray, pairs in ((1, 1), (2, 2)):
        shares = row("b", *[0.5] * (5 - astray), *[0.7] * astray)
        assert len(answers_in([counts, shares], base).rows) == pairs


def test_letters_of_significance_are_no_cells() -> None:
    rows = [row("Yes", "52%BC", "60 % a"), row("", "A", "B,C"), row("No", "48%", "40%b")]
    found = answers_in(rows, BASES)
    assert [x.cells for x in found.rows] == [("52%", "60 %"), ("48%", "40%")]
    assert len(answers_in([row("Yes", "52%", "*"), row("", "*", "*")], BASES).rows) == 2


@pytest.mark.parametrize("label", ["Total", "Sum", "Column %", "Gesamt", "Sigma", "ensemble"])
def test_a_last_row_of_hundreds_is_the_total(label: str) -> None:
    rows = [row("A", "40%", "50%"), row("B", "60%", "50%"), row(label, "100%", "100%")]
    found = answers_in(rows, BASES)
    assert [x.label for x in found.rows] == ["A", "B"]
    assert found.totals == ("100%", "100%")
    assert answers_in([*rows[:2], row(label, "100%", "60%")], BASES).totals == ()
    assert answers_in([rows[0], rows[2]], BASES).totals == ()


def test_rows_that_describe_columns_are_left_out_and_named() -> None:
    rows = [row("A", "40%"), row("B", "60%"), row("Effective base", "871"), row("Deff", "1.2")]
    found = answers_in(rows, [(1000.0,)])
    assert [x.label for x in found.rows] == ["A", "B"]
    assert found.left_out == ("Effective base", "Deff")


def test_what_has_no_partner_among_pairs_is_named() -> None:
    rows = [row("A", 520.0), row("", "52%"), row("B", 480.0), row("", "48%"), row("Mean", "3.1")]
    assert answers_in(rows, [(1000.0,)]).left_out == ("Mean",)
    few = [*rows[:2], row("Mean", "3.1"), row("Median", "3"), row("Index", "55")]
    assert answers_in(few, [(1000.0,)]).left_out == ("Mean", "Median", "Index")
    rows[-1] = row("", "5 n.k.")
    assert answers_in(rows, [(1000.0,)]).left_out == ("a row without a label",)


def page(*rows: CellRow | HeadingRow | TextRow) -> Part:
    return Part(Place(), tuple(rows))


HEADS = HeadingRow(
    tuple(Heading("", label) for label in ("For", "Against", "Unsure", "All for", "Base")), "row 1"
)


def groups(*cells: tuple[str, ...]) -> list[CellRow]:
    labels = ("Total", "Men", "Women", "Young", "Old")
    return [CellRow(label, values, "row 2") for label, values in zip(labels, cells, strict=False)]


def test_groups_that_go_down_are_turned_with_their_heads_and_nets() -> None:
    total, men, women = groups(
        ("40", "50", "10", "40", "1000"), ("45", "48", "7", "45", "480"),
        ("35", "52", "13", "35", "520"),
    )  # fmt: skip
    found = turned_part(page(HEADS, total, TextRow("SEX", "row 3"), men, women)).rows
    heading, base, *answers = found
    assert isinstance(heading, HeadingRow)
    assert [(h.head, h.label) for h in heading.headings] == [
        ("", "Total"), ("SEX", "Men"), ("SEX", "Women"),
    ]  # fmt: skip
    assert isinstance(base, CellRow)
    assert (base.label, base.cells) == ("Base", ("1000", "480", "520"))
    assert {a.locator for a in (base, *answers) if isinstance(a, CellRow)} == {"row 2"}
    assert [(a.label, a.cells) for a in answers if isinstance(a, CellRow)] == [
        ("For", ("40", "45", "35")),
        ("Against", ("50", "48", "52")),
        ("Unsure", ("10", "7", "13")),
        ("NET: All for", ("40", "45", "35")),
    ]


@pytest.mark.parametrize(("unsure", "turned"), [("11", True), ("9", True), ("12", False)])
def test_groups_of_three_answers_add_up_within_a_point(unsure: str, turned: bool) -> None:
    cells = [("40", "50", unsure, "9", "1000"), ("45", "45", unsure, "9", "480"),
             ("35", "55", unsure, "9", "520")]  # fmt: skip
    assert (len(turned_part(page(HEADS, *groups(*cells))).rows) == 6) is turned


def test_two_groups_or_answers_that_add_up_down_stay_as_they_are() -> None:
    few = page(HEADS, *groups(("40", "50", "10", "40", "9"), ("45", "48", "7", "45", "9")))
    assert turned_part(few).rows == few.rows
    heads = HeadingRow((Heading("", "Men"), Heading("", "Women"), Heading("", "Young")), "row 1")
    square = page(heads, *groups(("40", "30", "30"), ("30", "40", "30"), ("30", "30", "40")))
    assert turned_part(square).rows == square.rows


def test_the_english_one_of_two_texts() -> None:
    assert english_place([("Too high", "Trop élevé")]) == 0
    assert english_place([("Trop élevé", "Too high")]) == 1
    assert english_place([("NSP", "DK")]) == 1 and english_place([("DK", "NSP")]) == 0
    assert english_label(("a", "b"), 0) == "a" and english_label((), 1) == ""
    lines = [("QA1 Is life good?", "QA1 La vie est-elle belle ?"), ("(ONE ANSWER)",), ("a", "a")]
    assert english_lines(lines) == ["QA1 Is life good?", "(ONE ANSWER)", "a"]


@pytest.mark.parametrize(
    ("line", "dates"),
    [
        ("fieldwork: 9th - 10th april 2018", "9th - 10th april 2018"),
        ("fieldwork dates 3 - 5 march 2024; online", "3 - 5 march 2024"),
        ("n = 1,000. field dates: 3 may 2024", "3 may 2024"),
        ("befragungszeitraum: 3. - 5. mai 2024", "3. - 5. mai 2024"),
        ("dates du terrain : 3 au 5 mars 2024", "3 au 5 mars 2024"),
        ("trabajo de campo 3-5 mayo 2024", "3-5 mayo 2024"),
        ("fieldwork in schools", ""),
        ("homefieldwork: 3 may 2024", ""),
    ],
)
def test_lines_that_say_when_people_were_asked(line: str, dates: str) -> None:
    assert dates_said(line) == dates


@pytest.mark.parametrize(
    ("head", "label", "codes"),
    [
        ("", "GB", ["GB"]),
        ("Great Britain", "", ["GB"]),
        ("", "UK / Great Britain", ["GB"]),
        ("ES", "España", ["ES"]),
        ("", "France (FR)", ["FR"]),
        ("", "Deutschland", ["DE"]),
        ("", "Vote in 2017 GE", []),
        ("", "es", []),
        ("", "Men", []),
        ("Country", "Italie", ["IT"]),
    ],
)
def test_countries_in_headings(head: str, label: str, codes: list[str]) -> None:
    found = countries_named(Heading(head, label), codebook())
    assert [named.code for named in found] == codes


@pytest.mark.parametrize(
    ("text", "group"), [("UE28 EU28", "EU28"), ("EU", ""), ("EU28-UK", "EU28-UK"), ("EU27", "EU27")]
)
def test_the_union_with_the_members_it_counts(text: str, group: str) -> None:
    found = union_of(text)
    assert found is not None and (found.code, found.group) == ("EU", group)
    assert found.group_by == ("members" if group else "")


def test_what_begins_like_the_union_is_not_it() -> None:
    assert union_of("EUR") is None and union_of("GB") is None


def test_each_table_of_a_sheet_is_turned_by_itself() -> None:
    total, men, women = groups(
        ("40", "50", "10", "40", "1000"), ("45", "48", "7", "45", "480"),
        ("35", "52", "13", "35", "520"),
    )  # fmt: skip
    heads = HeadingRow((Heading("", "A"), Heading("", "B")), "row 9")
    down = CellRow("Yes", ("70", "60"), "row 10")
    title = TextRow("A poll", "row 1")
    found = turned_part(page(title, HEADS, total, men, women, heads, down)).rows
    assert found[0] == title and found[-2:] == (heads, down)
    assert len(found) == 1 + 6 + 2
    again = turned_part(page(heads, down, HEADS, total, men, women)).rows
    assert again[:2] == (heads, down) and len(again) == 2 + 6


@pytest.mark.parametrize(
    "cells", [("40", "50", "10", "40", "9"), ("0.40", "0.50", "0.10", "0.40", "9")]
)
def test_a_row_without_a_label_is_no_group(cells: tuple[str, ...]) -> None:
    """Of percentages and of fractions that add up, with their base at the end."""
    nameless = CellRow("", ("1", "2", "3", "4", "5"), "row 9")
    heading = turned_part(page(HEADS, *groups(*[cells] * 3), nameless)).rows[0]
    assert isinstance(heading, HeadingRow) and len(heading.headings) == 3


@pytest.mark.parametrize(("fits", "turned"), [(4, True), (3, False)])
def test_four_groups_of_five_must_add_up(fits: int, turned: bool) -> None:
    cells = [("40", "50", "10", "40", "9")] * fits + [("40", "50", "30", "40", "9")] * (5 - fits)
    first = turned_part(page(HEADS, *groups(*cells))).rows[1]
    assert isinstance(first, CellRow) and (first.label == "Base") is turned


@pytest.mark.parametrize(("moved", "turned"), [(0, False), (1, False), (2, True)])
def test_answers_that_add_up_in_four_columns_of_five_go_down_as_well(
    moved: int, turned: bool
) -> None:
    heads = HeadingRow(tuple(Heading("", f"c{i}") for i in range(5)), "row 1")
    cells = [["20"] * 5 for _ in range(5)]
    cells[0] = {0: ["20"] * 5, 1: ["23.9", *["20"] * 4], 2: ["24", "16", *["20"] * 3]}[moved]
    first = turned_part(page(heads, *groups(*map(tuple, cells)))).rows[1]
    assert isinstance(first, CellRow) and (first.label == "c0") is turned


def test_a_lone_date_is_of_fieldwork_only_after_a_line_that_announces_it() -> None:
    dated = Dated()
    day, other = TextRow("5 March 2024", "row 1"), TextRow("7 March 2024", "row 4")
    assert not dated.line(day, Place())
    assert dated.current is None
    assert dated.line(TextRow("Fieldwork:", "row 2"), Place())
    assert dated.line(other, Place())
    assert str(dated.current) == "2024-03-07"


@pytest.mark.parametrize(
    ("line", "dates"),
    [
        ("Great Britain, 3 March, 2024", "2024-03-03"),
        ("Great Britain, 3 to 14 March 2024", "2024-03-03 to 2024-03-14"),
        ("Narnia, 3 March 2024", "None"),
    ],
)
def test_a_country_and_its_dates_are_of_fieldwork(line: str, dates: str) -> None:
    dated = Dated()
    assert dated.line(TextRow(line, "row 2"), Place()) is (dates != "None")
    assert str(dated.current) == dates


def test_dates_without_a_year_are_of_the_file_s_and_each_that_cannot_be_is_told() -> None:
    dated = Dated(year=2021)
    dated.take("3-5 March", Place())
    assert str(dated.current) == "2021-03-03 to 2021-03-05"
    for wrong in ("35 March 2024", "30 February 2024"):
        dated.take(wrong, Place())
    assert [problem.got for problem in dated.problems] == ["'35 March 2024'", "'30 February 2024'"]


@pytest.mark.parametrize("cells", [("5 March 2024",), ("", "5 March 2024")])
def test_a_date_alone_on_a_cover_is_of_fieldwork(cells: tuple[str, ...]) -> None:
    dated = Dated()
    dated.cover(page(CellRow("Date", cells, "row 1"), TextRow("A poll", "row 2")))
    assert str(dated.current) == "2024-03-05"


def test_a_cover_is_read_row_by_row_without_its_empty_cells() -> None:
    rows = CellRow("Fieldwork", ("", "3 May 2024", 7.0), "row 1"), TextRow("A poll", "row 2")
    assert list(_texts(page(*rows))) == ["Fieldwork 3 May 2024 7.0", "A poll"]
