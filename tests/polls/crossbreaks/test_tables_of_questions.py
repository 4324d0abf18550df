"""What holds at each row of a file: questions, headings, bases and dates, and until when."""

from __future__ import annotations

import pytest

from polls.crossbreaks.crosstab import Cell
from polls.crossbreaks.headings import Heading
from polls.crossbreaks.question_tables import QuestionTable
from polls.crossbreaks.questions import holds_answers, read_tables
from polls.crossbreaks.rows import CellRow, HeadingRow, Part, Row, TextRow
from polls.crossbreaks.said_by_rows import is_footnote, is_title, names_sample, who_was_asked
from polls.errors import Place
from polls.printed.fieldwork import parse_fieldwork


def heads(*labels: str) -> HeadingRow:
    return HeadingRow(tuple(Heading("", label) for label in labels), "row 2")


def cells(label: str, *values: Cell) -> CellRow:
    return CellRow(label, values, "row 3", (), (), (label,) if label else ())


def text(line: str, *parts: str) -> TextRow:
    return TextRow(line, "row 1", parts)


def part(*rows: Row, name: str = "Q1", alone: bool = True) -> Part:
    return Part(Place(file="a.xlsx", sheet=name), rows, (), alone)


def read(*rows: Row) -> tuple[QuestionTable, ...]:
    return read_tables([part(*rows)]).tables


GROUPS = heads("Men", "Women")
ANSWERS = (cells("Yes", 60.0, 45.0), cells("No", 40.0, 55.0))
BASE, WEIGHTED = cells("Unweighted base", 480.0, 520.0), cells("Weighted base", 490.0, 510.0)
N, NW, NONE = (480.0, 520.0), (490.0, 510.0), (None, None)


@pytest.mark.parametrize(
    ("over", "question"),
    [
        (["YouGov", "Q1. How?"], "Q1. How?"),
        (["A poll of March", "Fieldwork: 3-5 March 2024", "How?"], "How?"),
        (["A poll of March", "Fieldwork: 3-5 March 2024"], "A poll of March"),
        (["A poll", "Q1. How?", "Really?"], "Q1. How? Really?"),
        (["How?", "Sample size: 1,000 adults"], "How?"),
        (["How?", "Note: weighted"], "How?"),
        ([], ""),
    ],
)
def test_what_stands_over_the_headings_is_a_title_or_the_question(
    over: list[str], question: str
) -> None:
    (table,) = read(*map(text, over), GROUPS, BASE, *ANSWERS)
    assert table.question == question
    assert table.place == Place("a.xlsx", sheet="Q1", item=f"table '{question}'")
    assert [row.label for row in table.answers] == ["Yes", "No"]
    assert (table.unweighted, table.weighted, table.base) == (N, NONE, "all")
    assert table.waves == table.wordings == ("", "") and table.headings == GROUPS.headings


def test_a_short_line_is_an_item_of_the_stem_before_it_until_a_question() -> None:
    def asked(*lines: str) -> list[Row]:
        return [*map(text, lines), *ANSWERS]

    tables = read(
        GROUPS, BASE, *asked("How?", "cats"), *asked("dogs"), *asked("Is it so?"), *asked("mice"),
    )  # fmt: skip
    assert [table.question for table in tables] == ["How? cats", "How? dogs", "Is it so?", "mice"]
    assert [[line.text for line in table.lines] for table in tables] == [
        ["How?", "cats"], ["dogs"], ["Is it so?"], ["mice"],
    ]  # fmt: skip
    assert {table.unweighted for table in tables} == {N}
    for length, question in ((80, "How? " + "x" * 80), (81, "x" * 81)):
        _, last = read(GROUPS, BASE, *asked("How?", "cats"), *asked("x" * length))
        assert last.question == question


def test_who_was_asked_holds_for_one_table() -> None:
    first, second = read(
        GROUPS, BASE, text("How?"), text("Base: all who vote"), *ANSWERS, text("Why?"), *ANSWERS,
    )  # fmt: skip
    assert [(t.question, t.base) for t in (first, second)] == [
        ("How?", "all who vote"),
        ("Why?", "all"),
    ]


@pytest.mark.parametrize(
    ("rows", "bases"),
    [
        ([BASE, WEIGHTED, *ANSWERS], [(N, NW)]),
        ([BASE, *ANSWERS, WEIGHTED, *ANSWERS], [(N, NONE), (NONE, NW)]),
        ([BASE, *ANSWERS, BASE, *ANSWERS], [(N, NONE)]),
        ([BASE, *ANSWERS, text("Q"), *ANSWERS], [(N, NONE)] * 2),
        ([BASE, *ANSWERS, text("Q"), WEIGHTED, *ANSWERS], [(N, NONE), (NONE, NW)]),
        # Bases below the answers are those of the table over them.
        ([text("Q"), *ANSWERS, BASE, WEIGHTED, text("Why?"), *ANSWERS], [(N, NW), (NONE, NONE)]),
        ([BASE, *ANSWERS, heads("Young", "Old"), *ANSWERS], [(N, NONE), (NONE, NONE)]),
        ([BASE, *ANSWERS, GROUPS, cells("Perhaps", 1.0, 2.0)], [(N, NONE)]),
        ([cells("Total", 1480.0, 520.0), *ANSWERS], [(NONE, (1480.0, 520.0))]),
        ([WEIGHTED, cells("Total", 1480.0, 520.0), *ANSWERS], [(NONE, NW)]),
        ([cells("TOTAL", 1.0, 0.0), *ANSWERS], [(NONE, (1.0, 0.0))]),
        ([cells("Unweighted base", "(480)", "(520)"), *ANSWERS], [(N, NONE)]),
        ([BASE, *ANSWERS, text("* few"), text("YouGov"), *ANSWERS], [(N, NONE)]),
    ],
)  # fmt: skip
def test_bases_hold_for_the_answers_beside_them(
    rows: list[Row], bases: list[tuple[object, object]]
) -> None:
    assert [(table.unweighted, table.weighted) for table in read(GROUPS, *rows)] == bases


def test_totals_are_those_of_the_answers_over_them() -> None:
    (table,) = read(GROUPS, cells("Total", 1480.0, 520.0), *ANSWERS, cells("Total", 100.0, 100.0))
    assert (table.totals, table.weighted) == ((100.0, 100.0), (1480.0, 520.0))
    (table,) = read(GROUPS, BASE, *ANSWERS, cells("Effective base", 300.0, 310.0))
    assert (table.left_out, len(table.answers)) == (("Effective base",), 2)


def test_dates_and_wordings_of_columns_hold_until_the_next_headings() -> None:
    waves, own = ("4-5 Apr 2024", "9-10 Apr 2024"), ("est-ce vrai", "is it true")
    rows = (cells("", "%", "%"), cells("", *waves), cells("", *own), *ANSWERS)
    first, second, third = read(GROUPS, *rows, text("Q"), *ANSWERS, heads("Young", "Old"), *ANSWERS)
    assert (first.waves, first.wordings) == (second.waves, second.wordings) == (waves, own)
    assert (third.waves, third.wordings) == (("", ""), ("", ""))
    assert [row.label for row in first.answers] == ["Yes", "No"]


def test_dates_over_all_columns_go_before_those_the_caller_said() -> None:
    told = parse_fieldwork("1 May 2020")
    waves = cells("", "4-5 Apr 2024", "9-10 Apr 2024")

    def dated(*rows: Row) -> str:
        (table,) = read_tables([part(*rows)], fieldwork=told).tables
        return str(table.fieldwork)

    assert dated(GROUPS, *ANSWERS) == "2020-05-01"
    assert dated(GROUPS, waves, *ANSWERS) == "None"
    assert dated(GROUPS, cells("", "4-5 Apr 2024", ""), *ANSWERS) == "2020-05-01"
    one = (heads("All"), cells("", "4-5 Apr 2024"), cells("Yes", 60.0), cells("No", 40.0))
    assert dated(*one) == "2020-05-01"
    assert dated(text("Fieldwork: 3 May 2024"), GROUPS, waves, *ANSWERS) == "2024-05-03"
    (table,) = read(GROUPS, text("How?"), text("Fieldwork: 3 May 2024"), *ANSWERS)
    assert (table.question, str(table.fieldwork)) == ("How?", "2024-05-03")


def test_years_and_the_order_of_days_are_those_the_caller_said() -> None:
    for line, options, day in (
        ("Fieldwork: 3 May", {"year": 2021}, "2021-05-03"),
        ("Fieldwork: 05/11/2016", {"month_first": True}, "2016-05-11"),
        ("Fieldwork: 05/11/2016", {"month_first": False}, "2016-11-05"),
    ):
        (table,) = read_tables([part(text(line), GROUPS, *ANSWERS)], **options).tables  # type: ignore[arg-type]
        assert str(table.fieldwork) == day
    found = read_tables([part(text("Fieldwork: 05/11/2016"), GROUPS, *ANSWERS)])
    assert [problem.code for problem in found.problems] == ["ambiguous-date"]


def test_a_table_goes_on_over_pages_and_ends_with_its_sheet() -> None:
    more = cells("Perhaps", 10.0, 20.0)
    first = part(text("Title"), text("How?"), GROUPS, BASE, *ANSWERS, name="p1", alone=False)
    second = part(text("Title"), GROUPS, more, text("Why?"), *ANSWERS, name="p2", alone=False)
    how, why = read_tables([first, second]).tables
    assert [row.label for row in how.answers] == ["Yes", "No", "Perhaps"]
    assert (how.question, how.place.sheet) == ("Title How?", "p1")
    assert (why.question, why.place.sheet, why.unweighted) == ("Why?", "p2", N)
    sheets = read_tables([part(text("How?"), GROUPS, BASE, *ANSWERS), part(GROUPS, *ANSWERS)])
    assert [(t.question, t.unweighted) for t in sheets.tables] == [("How?", N), ("", NONE)]
    bare = read_tables([part(text("How?"), GROUPS, BASE, *ANSWERS), part(*ANSWERS, name="Q2")])
    assert bare.tables[1].headings == (Heading("", ""),) * 2


def test_a_long_question_is_cut_where_it_names_a_place() -> None:
    (table,) = read(text("x" * 70), GROUPS, *ANSWERS)
    assert (len(table.question), table.place.item) == (70, f"table '{'x' * 60}'")


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("Base: all who vote", "all who vote"), ("Unweighted base: parents", "parents"),
        ("weighted base : parents", "parents"), ("(If they vote)", "(If they vote)"),
        ("(Only parents)", "(Only parents)"), ("(Base: parents)", "(Base: parents)"),
        ("(Asked of parents)", "(Asked of parents)"), ("(asking parents)", ""),
        ("(Filter: parents)", "(Filter: parents)"), ("(Si oui)", "(Si oui)"),
        ("(seulement les parents)", "(seulement les parents)"), ("(ask parents)", "(ask parents)"),
        ("(parents)", ""), ("Base: all", "all"), ("Base: Total", "all"), ("Base: everyone", "all"),
        ("Base: all UK adults aged 18+ online", "all"), ("Base: All respondents in England", "all"),
        ("Base: all participants from Wales", "all"), ("Base: all voters across GB", "all"),
        ("Base: All those asked", "all"), ("Base: Ensemble", "all"),
        ("Base: alle Befragten", "all"), ("Base: total muestra", "all"),
        ("Base: (all)", "all"), ("Base: all British people", "all"),
        ("Base: all women", "all women"), ("Based on all", ""),
    ],
)  # fmt: skip
def test_a_line_says_who_was_asked(line: str, asked: str) -> None:
    assert who_was_asked(text(line)) == asked
    assert who_was_asked(text("How? " + line, "How?", line)) == asked
    assert who_was_asked(text("How? " + line)) == ""


TITLES = (
    "YouGov poll|The Survey Results|Some EuroTrack here|Volume A of it|Eurobarometer 99"
    "|Standard Eurobarometer 99|Détail des résultats|Detail des resultats|Index|Table 3|Table_3:"
    "|Tabelle 12.|Tableau 4|Tabla 5|Question 4a|pregunta 7|Frage 12b:|Table A4|Page 12"
)
FOOTNOTES = (
    "* few|† few|Note: few|NB few|Source: us|© us|www.a.com|Date published: May|Release date May"
    "|Some cells refer|Freeze panes|Return to contents|Back to top|Significance level: 5%"
    "|Confidence level|Sig. test|sig test|Significance test|Columns tested|Cell tested"
    "|Proportions tested|Means tested|Comparison groups: a|Overlap formulae"
)
SAMPLES = (
    "Sample size: 9|Sample sizes|Stichprobe: 9|Taille de l'échantillon : 9|Échantillon de 9"
    "|Muestra de 9"
)


@pytest.mark.parametrize("line", TITLES.split("|"))
def test_a_line_names_the_survey_or_table(line: str) -> None:
    assert is_title(line) and not is_title("My " + line.replace("Survey", "").replace("Euro", ""))


@pytest.mark.parametrize("line", FOOTNOTES.split("|"))
def test_a_line_is_a_footnote(line: str) -> None:
    assert is_footnote(line) and not is_footnote("My " + line)


@pytest.mark.parametrize("line", SAMPLES.split("|"))
def test_a_line_says_how_many_were_asked(line: str) -> None:
    assert names_sample(text(line)) and not names_sample(text("My " + line))


def test_a_file_of_waves_or_of_one_column_is_no_table_of_groups() -> None:
    waves = [cells("3 May 2024", 60.0, 40.0), cells("4 May 2024", 60.0, 40.0)]
    for dated, holds in ((0, True), (1, True), (2, False)):
        rows = [*waves[:dated], *(cells(f"a{i}", 60.0, 40.0) for i in range(2 - dated))]
        halves = [CellRow(row.label, (50.0, 50.0), "row 3", (), (), row.labels) for row in rows]
        assert holds_answers([part(GROUPS, *halves)]) is holds
    one = (heads("All"), cells("Yes", 60.0), cells("No", 40.0))
    assert not holds_answers([part(*one)])
    assert holds_answers([part(*one), part(*one, name="Q2")])
    assert not holds_answers([])
    five = [cells("Yes", *[60.0] * 5), cells("No", *[40.0] * 4, 30.0), cells("Mean", *[3.0] * 5)]
    columns = heads(*"abcde")
    assert holds_answers([part(columns, *five)])
    five[1] = cells("No", *[40.0] * 3, 30.0, 30.0)
    assert not holds_answers([part(columns, *five)])
