"""Every way to say when people were asked, and which country a column or a file is of."""

from __future__ import annotations

import pytest

from polls.codebooks.model import codebook
from polls.crossbreaks.countries import Named, countries_named, union_of
from polls.crossbreaks.dated import Dated, _in_a_sentence, dates_said
from polls.crossbreaks.headings import Heading
from polls.crossbreaks.rows import CellRow, Part, Row, TextRow
from polls.crossbreaks.two_languages import (
    _french,
    english_label,
    english_lines,
    english_place,
)
from polls.errors import Place
from polls.printed.fieldwork import Fieldwork, parse_fieldwork

DAYS = "3-5 march 2024"
LABELS = (
    "fieldwork|fieldwork date|fieldwork dates|fieldwork period|fieldwork conducted|field date"
    "|field dates|feldzeit|befragungszeitraum|erhebungszeitraum|date du terrain|dates de terrain"
    "|dates de realisation|terrain|terrain/fieldwork|trabajo de campo|fecha de trabajo de campo"
    "|fechas del trabajo de campo|periodo de trabajo de campo|fecha de realizacion"
    "|fechas de campo|periodo de realizacion|interview dates|interviewing date|survey date"
    "|survey dates|polling dates|date of fieldwork|dates of interview|dates of interviewing"
    "|dates of interviews|dates of survey"
)


def text(line: str, *parts: str) -> TextRow:
    return TextRow(line, "row 1", parts)


def cover(*rows: Row, **known: Fieldwork | None) -> str:
    dated = Dated(found=known.get("found"))
    dated.cover(Part(Place(file="a.xlsx"), rows))
    return str(dated.current)


@pytest.mark.parametrize("label", LABELS.split("|"))
def test_a_label_announces_dates_beside_it_or_below(label: str) -> None:
    for line in (f"{label}: {DAYS}", f"{label} {DAYS}; online", f"n = 9. {label} : {DAYS} | x"):
        assert dates_said(line) == DAYS
    assert dates_said(f"{label} of all") == ""
    assert cover(text(label), text(DAYS)) == "2024-03-03 to 2024-03-05"
    assert cover(text(label), text("Not"), text(DAYS)) == "None"
    dated = Dated()
    assert [dated.line(text(line), Place()) for line in (f"{label}:", DAYS, DAYS)] == [
        True, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("label", "dated"),
    [("Date", True), ("Dates:", True), ("Dates of survey", True), ("date of interview", True),
     ("Date of interviews", True), ("Datum", True), ("Fecha :", True), ("Day", False)],
)  # fmt: skip
def test_a_plain_date_is_of_fieldwork_on_a_cover_alone(label: str, dated: bool) -> None:
    row = CellRow(label, ("", "5 March 2024"), "row 1")
    assert cover(row) == ("2024-03-05" if dated else "None")
    line = label in ("Dates of survey", "date of interview", "Date of interviews")
    assert Dated().line(text(f"{label} 5 March 2024"), Place()) is line


@pytest.mark.parametrize(
    ("sentence", "dates"),
    [
        ("interrogees en ligne du 3 au 5 mars 2024", "du 3 au 5 mars 2024"),
        ("interviews realisees from 3 to 5 march 2024", "from 3 to 5 march 2024"),
        ("enquete menee du 3 au 5 mars 2024.", "du 3 au 5 mars 2024"),
        ("un sondage fait du 3 au 5 mars 2024; en ligne", "du 3 au 5 mars 2024"),
        ("terrain du 3 au 5 mars 2024", "du 3 au 5 mars 2024"),
        ("realise du 3 au 5 mars 2024", "du 3 au 5 mars 2024"),
        ("befragt vom 3 bis 5 mai 2024", "vom 3 bis 5 mai 2024"),
        ("befragung vom 3. bis 15. mai 2024. gewichtet", "vom 3. bis 15. mai 2024"),
        ("befragt vom 30. april bis 2. mai 2024", "vom 30. april bis 2. mai 2024"),
        ("entrevistas del 3 al 5 de mayo de 2024", "del 3 al 5 de mayo de 2024"),
        ("interviewed between 3 and 5 march 2024", "between 3 and 5 march 2024"),
        ("conducted from 3 to 5 march 2024", "from 3 to 5 march 2024"),
        ("surveyed between 3 and 5 march 2024", "between 3 and 5 march 2024"),
        ("asked from 3 to 5 march 2024", ""), ("conducted in march 2024", ""),
        ("enquete du monde", ""), ("enquete du 3 au monde", ""),
    ],
)  # fmt: skip
def test_a_sentence_says_when_people_were_asked(sentence: str, dates: str) -> None:
    assert _in_a_sentence(sentence) == dates
    assert Dated().line(text(sentence.capitalize()), Place()) is (dates != "")
    assert (cover(text(sentence)) != "None") is (dates != "")


def test_a_cover_that_says_several_dates_says_none() -> None:
    march, may = "Fieldwork: 3 March 2024", "Fieldwork: 3 May 2024"
    assert cover(text(march), text(march)) == "2024-03-03"
    assert cover(text(march), text(may)) == cover(text("A poll")) == "None"
    assert cover(text("x", "A poll", march)) == "2024-03-03"
    assert cover(text("Great Britain, 3 to 5 May 2024")) == "2024-05-03 to 2024-05-05"
    assert cover(text("Narnia, 3 to 5 May 2024")) == cover(text("Great Britain, May I")) == "None"
    assert cover(text(march), found=parse_fieldwork("1 June 2024")) == "2024-06-01"
    assert Dated(told=parse_fieldwork("1 June 2024")).current == parse_fieldwork("1 June 2024")


def test_dates_that_cannot_be_are_told_with_their_place() -> None:
    dated, place = Dated(), Place(file="a.xlsx", sheet="Q1")
    assert dated.line(text("Fieldwork: 31 April 2024"), place)
    assert [(p.code, p.place) for p in dated.problems] == [("impossible-date", place)]
    dated.cover(Part(place, (text("Fieldwork: 05/06/2024"),)))
    assert [(p.code, p.place) for p in dated.problems[1:]] == [("ambiguous-date", place)]


@pytest.mark.parametrize(
    ("head", "label", "named"),
    [
        ("", "GB UK", [Named("GB", "GB")]),
        ("", "UK", [Named("UK", "UK")]),
        ("", "France / Deutschland", [Named("France", "FR"), Named("Deutschland", "DE")]),
        ("France", "Deutschland", [Named("France", "FR"), Named("Deutschland", "DE")]),
        ("France", "FR", [Named("France", "FR")]),
        ("", "Bosnia and Herzegovina", [Named("Bosnia and Herzegovina", "BA")]),
        ("", "Men in France", [Named("France", "FR")]),
        ("", "gb", []), ("", "us", []), ("", "18 France", []), ("", "D-W", []), ("EU28", "x", []),
        ("EU27", "", [Named("EU27", "EU", "members", "EU27")]),
        ("EU", "", [Named("EU", "EU")]),
        ("D", "W", [Named("D-W", "DE", "part", "West")]),
    ],
)  # fmt: skip
def test_a_heading_names_each_country_once(head: str, label: str, named: list[Named]) -> None:
    codes = {"D W": Named("D-W", "DE", "part", "West")}
    assert list(countries_named(Heading(head, label), codebook(), codes)) == named


@pytest.mark.parametrize(
    ("text", "group"),
    [("UE28 EU28", "EU28"), ("UE-28+NO EU28-UK+NO", "EU28-UK+NO"), ("EC EU", ""), ("UE EU", ""),
     ("EU28 - UK", "EU28-UK"), ("EU-28", "EU-28"), ("EU27+UK", "EU27+UK"), ("CE12  EU12", "EU12")],
)  # fmt: skip
def test_members_of_the_union_are_those_printed_last(text: str, group: str) -> None:
    assert union_of(text) == Named(text, "EU", "members" if group else "", group)


@pytest.mark.parametrize("text", ["CE EC", "EU 28", "EUROPE", "EU28 UK", "eu28", "EU123"])
def test_what_is_not_the_union(text: str) -> None:
    assert union_of(text) is None


def test_accents_and_elisions_count_for_french() -> None:
    texts = ("élève", "l'eau", "NSP oui non", "autres aucun", "the house", "c’est", "autre", "nom")
    assert [_french(text) for text in texts] == [2, 1, 3, 2, 0, 1, 1, 0]
    assert _french("Diriez vous que la vie est belle ?") == 1  # by its words
    assert english_place([("a", "b")]) == 1 and english_place([("non", "oui élu")]) == 0
    assert [english_label(x, 0) for x in (("a",), ("a", "b"), ("a", "b", "c"))] == ["a", "a", "c"]


@pytest.mark.parametrize(
    ("lines", "english"),
    [
        ([("QA1 La vie est belle, non ?",), ("QA1 Is life good or not?",)],
         ["QA1 Is life good or not?"]),
        ([("QA1 Is life good or not?",), ("QA1 La vie est belle, non ?",)],
         ["QA1 Is life good or not?"]),
        ([("QA1 élève",), ("QA1 pupil",)], ["QA1 pupil"]),
        ([("QA1 pupil",), ("QA1 élève",)], ["QA1 pupil"]),
        ([("QA1 pupil",), ("QA1 pupils",)], ["QA1 pupil"]),
        ([("QA1 NSP", "QA1 DK"), ("QA2 x",)], ["QA1 DK", "QA2 x"]),
        ([("a b", "c d", "e")], ["a b c d e"]), ([("same", "same")], ["same"]), ([], []),
    ],
)  # fmt: skip
def test_of_two_lines_with_one_number_the_english_one_is_kept(
    lines: list[tuple[str, ...]], english: list[str]
) -> None:
    assert english_lines(lines) == english
