"""An article read for what can be checked, in four languages."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from analysis.claims.text.marks import PARTS, RATIOS, marks_of
from analysis.claims.text.passages import sentences_of
from analysis.claims.text.scan import _guesses, _plain, scan_text, stubs
from polls.codebooks.model import codebook
from polls.errors import Place, Problem, ProblemsError
from tests.writers.claim_writer import claim

ARTICLE = """# The *mood* has turned

A poll found **70%** approve, up from 6 in 10 in 2019. It was taken on 4 July 2024
at 10:30. More than 24,000 people were asked, a record!

- Half say it is the [highest](https://example.org/12%) since 2019.
- Nothing to see here.
"""
PAGE = """<html><head><script>var x = "55%";</script></head><body><nav>12% off</nav>
<article><p>Selon l'Ifop, 65 % des Français sont d'accord, 12 points de plus qu'en 2019.</p>
<p>Am 4. Juli 2024 sagten 2,4 Millionen nein.</p>
<p>El 30,4 % lo cita: el doble que en junio.</p></article></body></html>
"""


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("70% think so", [("share", 0.7)]),
        ("44,5 Prozent sind dafür", [("share", 0.445)]),
        ("le 65 % des Français", [("share", 0.65)]),
        ("seven in ten agree", [("share", 0.7)]),
        ("two thirds agree", [("share", 2 / 3)]),
        ("up 7 points", [("points", 0.07)]),
        ("24,000 came", [("count", 24000.0)]),
        ("24.000 kamen", [("count", 24000.0)]),
        ("1.2 million came", [("count", 1.2e6)]),
        ("it has doubled", [("ratio", 2.0)]),
        ("3.5 times as many", [("ratio", 3.5)]),
        ("the highest figure since 2019", [("record", None)]),
        ("so hoch wie nie", [("record", None)]),
        ("the main issue", [("ranking", None)]),
        ("sube la preocupación", [("change", None)]),
        ("higher than in France", [("comparison", None)]),
        ("on 4 July 2024 at 10:30, 12 people", []),
        ("£12,000 was paid", []),
        ("nine points more", [("points", 0.09)]),
        ("elf Prozentpunkte", [("points", 0.11)]),
        ("a clear majority do", [("share", 0.5)]),
        ("une large majorité des Français", [("share", 0.5)]),
        ("Sept Français sur dix", [("share", 0.7)]),
        ("Jeder Zweite stimmt zu", [("share", 0.5)]),
        ("von 38 auf 31 Prozent", [("share", 0.38), ("share", 0.31)]),
        ("For the third month running", [("streak", None)]),
        ("por tercer mes consecutivo", [("streak", None)]),
        ("zum dritten Mal in Folge", [("streak", None)]),
        ("trois fois plus", [("ratio", 3.0)]),
        ("el triple que en 2022", [("ratio", 3.0)]),
        ("so groß wie seit 2016 nicht mehr", [("record", None)]),
        ("pour la première fois", [("record", None)]),
        ("below the European average", [("comparison", None)]),
        ("por debajo de la media", [("comparison", None)]),
        ("Damit liegt es klar vor der Wirtschaft", [("comparison", None)]),
        ("es la segunda preocupación", [("ranking", None)]),
        ("Die Zustimmung ging deutlich zurück", [("change", None)]),
        ("it slipped again", [("change", None)]),
        ("the highest figure for six years", [("record", None)]),
        ("the most in a decade or in ten years", [("record", None)]),
        ("So hoch war der Wert zuletzt 2018", [("record", None)]),
        ("risen in each of the last five months", [("change", None), ("streak", None)]),
        ("in jedem der letzten drei Monate", [("streak", None)]),
        ("Uno de cada tres jóvenes", [("share", 1 / 3)]),
        ("une personne sur quatre", [("share", 0.25)]),
        ("nur drei Prozent", [("share", 0.03)]),
        ("sixty per cent agree", [("share", 0.6)]),
        ("in the first half of the year", []),
        ("auf Platz eins", [("ranking", None)]),
        ("al tercer puesto", [("ranking", None)]),
        ("arrive en tête", [("ranking", None)]),
        ("Most people still say so", [("share", 0.5)]),
        ("La plupart des Français", [("share", 0.5)]),
        ("un niveau stable depuis dix ans", [("steady", None)]),
        ("Der Wert blieb unverändert", [("steady", None)]),
        ("se mantiene estable", [("steady", None)]),
        ("far below its peak", [("comparison", None)]),
        ("The economy has overtaken it", [("comparison", None)]),
    ],
)
def test_marks_of_sentences(sentence: str, found: list[tuple[str, float | None]]) -> None:
    assert [(mark.kind, mark.value) for mark in marks_of(sentence)] == [
        (kind, pytest.approx(value) if value else value) for kind, value in found
    ]


NAMED: dict[float, tuple[str, ...]] = {
    1 / 2: ("half", "la moitié", "die hälfte", "la mitad", "jeder zweite", "jede zweite"),
    1 / 3: ("a third", "one third", "un tiers", "ein drittel", "un tercio", "jeder dritte",
            "jede dritte"),
    2 / 3: ("two thirds", "two-thirds", "deux tiers", "zwei drittel", "dos tercios"),
    1 / 4: ("a quarter", "un quart", "ein viertel", "un cuarto", "jeder vierte", "jede vierte"),
    3 / 4: ("three quarters", "three-quarters", "trois quarts", "drei viertel", "tres cuartos"),
    1 / 5: ("a fifth", "jeder fünfte", "jede fünfte"),
    1 / 10: ("jeder zehnte", "jede zehnte"),
}  # fmt: skip
TIMES: dict[float, tuple[str, ...]] = {
    2.0: ("twice", "doubled", "doubling", "double", "doubles", "doublé", "verdoppelt", "duplicado",
          "el doble", "le double", "doppelt"),
    0.5: ("halved", "halve", "halves", "halving", "halbiert"),
    3.0: ("tripled", "trebled", "el triple", "le triple", "triplé", "triplicado",
          "verdreifacht", "dreimal"),
    4.0: ("viermal",),
    5.0: ("fünfmal",),
}  # fmt: skip


@pytest.mark.parametrize(("known", "meant"), [(PARTS, NAMED), (RATIOS, TIMES)])
def test_words_for_parts_and_ratios_are_worth_what_they_say(
    known: dict[str, float], meant: dict[float, tuple[str, ...]]
) -> None:
    assert dict(known) == {word: value for value, words in meant.items() for word in words}
    for value, words in meant.items():
        for word in words:
            assert value in [mark.value for mark in marks_of(f"{word} of them")], word


@pytest.mark.parametrize(
    ("words", "size"),
    [
        ("thousand mille mil tausend", 1e3),
        ("million millions millones Millionen Mio.", 1e6),
        ("billion milliards", 1e9),
    ],
)
def test_words_for_large_numbers_multiply_the_one_before(words: str, size: float) -> None:
    for word in words.split():
        marks = marks_of(f"So waren es 2,5 {word} Menschen")
        assert [(mark.kind, mark.value) for mark in marks] == [("count", 2.5 * size)], word


def test_so_many_out_of_none_is_no_share() -> None:
    assert [(mark.kind, mark.value) for mark in marks_of("one in 0")] == [("share", None)]
    assert [(mark.kind, mark.value) for mark in marks_of("one in 4")] == [("share", 0.25)]


def test_markdown_is_cut_into_sentences_with_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "article.md"
    path.write_text(ARTICLE, encoding="utf-8")
    assert [(each.line, each.text) for each in sentences_of(path)] == [
        (1, "The mood has turned"),
        (3, "A poll found 70% approve, up from 6 in 10 in 2019."),
        (3, "It was taken on 4 July 2024 at 10:30."),
        (4, "More than 24,000 people were asked, a record!"),
        (6, "Half say it is the highest since 2019."),
        (7, "Nothing to see here."),
    ]


def test_a_sentence_that_begins_at_the_end_of_a_line_has_its_number(tmp_path: Path) -> None:
    path = tmp_path / "lines.md"
    path.write_text("One\ntwo\nthree\nfour. No\nway.", encoding="utf-8")
    assert [(each.line, each.text) for each in sentences_of(path)] == [
        (1, "One two three four."), (4, "No way.")
    ]  # fmt: skip


def test_a_web_page_is_read_without_its_menus_and_scripts(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(PAGE, encoding="utf-8")
    found = scan_text(path, [], codebook())
    kinds = [[mark.kind for mark in each.marks] for each in found]
    assert kinds == [["share", "points"], ["count"], ["share", "ratio"]]
    assert [mark.value for mark in found[1].marks] == [2.4e6]


def test_known_claims_are_matched_and_the_rest_are_stubs_with_guesses_marked(
    tmp_path: Path,
) -> None:
    path = tmp_path / "article.md"
    path.write_text(ARTICLE, encoding="utf-8")
    known = claim("value", id="seventy", sentence="A poll found that 70% approve", share=0.7)
    found = scan_text(path, [known], codebook())
    assert [(each.sentence.line, each.claims) for each in found] == [
        (3, ("seventy",)),
        (4, ()),
        (6, ()),
    ]
    written = stubs(found, file="article.md")
    assert "as_of = YYYY-MM-DD" in written
    tables = tomllib.loads(written.replace("YYYY-MM-DD", "2025-03-31"))["claim"]
    assert [table["kind"] for table in tables] == ["record", "record"]
    assert tables[0]["sentence"] == "More than 24,000 people were asked, a record!"
    guessed = [line for line in written.splitlines() if line.startswith(("kind", "question"))]
    assert all(line.endswith("# a guess") for line in guessed)


def test_what_is_no_text_is_one_error(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError, match="file-missing"):
        sentences_of(tmp_path / "none.txt")
    (tmp_path / "empty.txt").write_text(" \n")
    with pytest.raises(ProblemsError, match="no-text"):
        sentences_of(tmp_path / "empty.txt")
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7 \x00")
    with pytest.raises(ProblemsError, match="not-text"):
        sentences_of(tmp_path / "a.pdf")


def test_likeness_is_of_words_of_four_letters_or_more() -> None:
    """A sharp s is one letter, which capitals would make two."""
    assert _plain("Daß es 12 Fuß MIẞT, so_lang (wie nie)!") == "mißt lang"
    assert _plain("The Economy, in 2019: 44%") == "economy"


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("1,234,567 came", [("count", 1234567.0)]),
        ("1.234,5 Mio. kamen", [("count", 1234.5e6)]),
        ("1\u202f234 personnes", [("count", 1234.0)]),
        ("100 came", [("count", 100.0)]),
        ("99 came", []),
        ("2 million came", [("count", 2e6)]),
        ("in 1899", [("count", 1899.0)]),
        ("in 1900 and 2099", []),
        ("July 2024, 3000 people", [("count", 3000.0)]),
        ("March 500", []),
        ("500 de marzo", []),
        ("at 1200h", []),
        ("1200 Uhr", []),
        ("1000% of it", [("share", 10.0)]),
        ("1001% of it", []),
        ("three of 20", []),
        ("9 out of 10", [("share", 0.9)]),
        ("half in 2 years", [("share", 0.5)]),
        ("3 points, 4%", [("points", 0.03), ("share", 0.04)]),
        ("two points", [("points", 0.02)]),
        ("two fois", [("ratio", 2.0)]),
    ],
)
def test_numbers_are_what_they_are_printed_as(
    sentence: str, found: list[tuple[str, float]]
) -> None:
    marks = [(mark.kind, mark.value) for mark in marks_of(sentence)]
    assert marks == [(kind, pytest.approx(value)) for kind, value in found]


def test_a_mark_says_where_it_stands() -> None:
    (first, second) = marks_of("So 70% say, up")[:1] + marks_of("it doubled")
    assert (first.text, first.start, first.end) == ("70%", 3, 6)
    assert (second.text, second.start, second.end) == ("doubled", 3, 10)


def test_a_stub_is_a_table_with_its_guesses(tmp_path: Path) -> None:
    path = tmp_path / "article.txt"
    path.write_text(
        "In Britain 44% name the economy among up to three issues facing the country. "
        "In France 24,000 came. Nothing here. It doubled in Germany.",
        encoding="utf-8",
    )
    found = scan_text(path, [], codebook())
    assert [dict(each.guesses) for each in found] == [
        {"kind": '"value"', "country": '"GB"', "question": '"issue_up_to_three"',
         "answer": '"economy"', "share": "0.44"},
        {"kind": '"official_value"', "country": '"FR"', "official": '""', "value": "24000"},
        {"kind": '"ratio"', "country": '"DE"'},
    ]  # fmt: skip
    written = stubs(found, file="article.txt", as_of=dt.date(2025, 3, 31))
    assert written.split("\n\n")[1] == (
        "# article.txt, line 1: 24,000\n"
        "[[claim]]\n"
        'id = "line-1-2"\n'
        'sentence = "In France 24,000 came."\n'
        "as_of = 2025-03-31\n"
        'kind = "official_value" # a guess\n'
        'country = "FR" # a guess\n'
        'official = "" # a guess\n'
        "value = 24000 # a guess"
    )
    assert written.endswith("\n")
    assert stubs([], file="article.txt") == ""
    assert found[1].as_dict() == {
        "line": 1, "sentence": "In France 24,000 came.",
        "marks": [{"kind": "count", "text": "24,000", "start": 10, "value": 24000.0}],
        "claims": [], "guesses": dict(found[1].guesses),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("country", "words"),
    [
        ("GB", "Britain British Britons Grande-Bretagne Großbritannien UK"),
        ("FR", "France French Français Francia Frankreich"),
        (
            "DE",
            "Germany German Allemagne Allemand Allemands Deutschland Deutsche Alemania alemanes",
        ),
        ("ES", "Spain Spanish Spaniards España Espagne Spanien españoles"),
        ("IT", "Italy Italian Italie Italien Italia"),
    ],
)
def test_a_country_is_guessed_by_its_name_and_its_people(country: str, words: str) -> None:
    for word in [*words.split(), *{"GB": ["United Kingdom", "Gran Bretaña"]}.get(country, [])]:
        sentence = f"It doubled for {word}."
        guesses = _guesses(sentence, marks_of(sentence), codebook())
        assert (guesses["kind"], guesses["country"]) == ('"ratio"', f'"{country}"'), word
    assert "country" not in _guesses("It doubled.", marks_of("It doubled."), codebook())


def test_the_most_telling_mark_of_a_sentence_is_its_kind() -> None:
    """Each mark is set before those that tell less, whichever comes first in the sentence."""
    ordered = {
        "streak": "streak", "record": "record", "ratio": "ratio", "ranking": "ranking",
        "steady": "steady", "change": "change", "points": "change", "comparison": "ranking",
        "share": "value", "count": "official_value",
    }  # fmt: skip
    marks: list[Any] = [SimpleNamespace(kind=kind, value=0.5) for kind in reversed(ordered)]
    for kind in ordered.values():
        assert _guesses("So.", marks, codebook())["kind"] == f'"{kind}"'
        marks.pop()


def test_a_known_claim_has_the_numbers_and_most_words_of_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "article.txt"
    path.write_text("A poll found that 70% approve of libraries today.", encoding="utf-8")

    def same(sentence: str) -> tuple[str, ...]:
        known = [claim("value", id="a", sentence=sentence, share=0.7)]
        return scan_text(path, known, codebook())[0].claims

    assert same("70% approve of libraries") == ("a",)
    assert same("70% approve of libraries, say others somewhere") == ("a",)
    assert same("They approve of libraries, say others somewhere") == ()
    assert same("71% approve of libraries") == ()
    assert same("Libraries close early, say their councils") == ()
    assert same("A poll found that they approve of libraries today") == ("a",)
    assert same("70% like cake") == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Dr. Who came. He left.", ["Dr. Who came.", "He left."]),
        ("Am 4. Juli kam er. Am 5. ging er.", ["Am 4. Juli kam er.", "Am 5. ging er."]),
        ("It was 5. July came.", ["It was 5. July came."]),
        ("He said “Nay.” Then “Yes!” was said.", ["He said “Nay.", "Then “Yes!” was said."]),
        ("One… Two? ¿Tres?", ["One…", "Two?", "¿Tres?"]),
        ("No. 10 said so. e.g. this", ["No. 10 said so. e.g. this"]),
        ("> Quoted\n\n1. First\n2) Second", ["Quoted", "First", "Second"]),
        ("a [link](http://x.y/z.) b", ["a link b"]),
    ],
)
def test_where_a_sentence_ends(text: str, found: list[str], tmp_path: Path) -> None:
    path = tmp_path / "article.txt"
    path.write_text(text, encoding="utf-8")
    assert [sentence.text for sentence in sentences_of(path)] == found


ABBREVIATIONS = "Mr Mrs Ms Dr St vs etc No Nr bzw ca z.B d.h u.a Mio Mrd aprox Sr Sra M J"


def test_an_abbreviation_ends_no_sentence(tmp_path: Path) -> None:
    path = tmp_path / "article.txt"
    for word in ABBREVIATIONS.split():
        path.write_text(f"So said {word}. Muster then. Mad. It is", encoding="utf-8")
        texts = [sentence.text for sentence in sentences_of(path)]
        assert texts == [f"So said {word}. Muster then.", "Mad.", "It is"], word


def test_every_block_of_a_page_is_read_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    blocks = ["p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "figcaption"]
    aside = ["script", "style", "nav", "header", "footer", "aside", "form", "noscript"]
    path.write_text(
        "<html><body>"
        + "".join(f"<{tag}>In {tag}</{tag}>" for tag in blocks)
        + "<table><tr><th>In th</th><td>In td</td></tr></table>"
        + "<blockquote><p>In both</p></blockquote><div>In neither</div>"
        + "".join(f"<{tag}><p>Not in {tag}</p></{tag}>" for tag in aside)
        + "</body></html>",
        encoding="utf-8",
    )
    texts = [sentence.text for sentence in sentences_of(path)]
    assert texts == [*(f"In {tag}" for tag in (*blocks, "th", "td")), "In both"]


def test_a_file_that_is_no_text_says_what_was_expected(tmp_path: Path) -> None:
    def problem(name: str, content: bytes | None) -> Problem:
        path = tmp_path / name
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(ProblemsError) as raised:
            sentences_of(path)
        (found,) = raised.value.problems
        assert found.place == Place(file=str(path))
        return found

    found = [
        problem("a", None),
        problem("b", b"ab\x00"),
        problem("c", b"%PDF-1"),
        problem("d", b""),
    ]
    assert [(each.code, each.title, each.expected) for each in found] == [
        ("file-missing", "file not found", ""),
        ("not-text", "file is not text", "text, Markdown or HTML"),
        ("not-text", "file is not text", "text, Markdown or HTML"),
        ("no-text", "file holds no text", ""),
    ]
    (tmp_path / "e").mkdir()
    assert problem("e", None).code == "file-unreadable"
    path = tmp_path / "latin.txt"
    path.write_bytes("70% sagen »ja« – für immer".encode("cp1252"))
    assert sentences_of(path)[0].text == "70% sagen »ja« – für immer"
