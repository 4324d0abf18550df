"""Words of a PDF: what is on the page comes out, and a file that is not whole is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from polls.errors import ProblemsError
from polls.files.pdf_words import open_pdf, phrases
from tests.writers.pdf_writer import PORTRAIT, Sheet, pdf_file, write_locked_pdf


@pytest.fixture
def page_of_words(tmp_path: Path) -> Path:
    path = tmp_path / "words.pdf"
    with pdf_file(path) as sheets:
        sheet = Sheet(PORTRAIT)
        sheet.text(40, 100, "Too high")
        sheet.text(200, 100, "47%", align="center")
        sheet.text(240, 100, "-", align="center")
        sheet.text(280, 100, "<0.5", align="center")
        sheet.text(40, 120, "Übrigens: ½ façade")
        sheet.rule(40, 300, 108)
        sheets.append(sheet)
    return path


def codes(path: Path) -> list[str]:
    with pytest.raises(ProblemsError) as caught:
        open_pdf(path)
    assert all(problem.place.file == path.name for problem in caught.value.problems)
    return [problem.code for problem in caught.value.problems]


def test_words_come_in_lines_with_their_places(page_of_words: Path) -> None:
    (page,) = open_pdf(page_of_words).pages
    assert [line.text for line in page.lines] == ["Too high 47% - <0.5", "Übrigens: ½ façade"]
    words = {word.text: word for word in page.words}
    assert words["47%"].centre == pytest.approx(200, abs=1)
    assert words["-"].centre == pytest.approx(240, abs=1)
    assert words["Too"].left == pytest.approx(40, abs=1)


def test_a_thin_dash_shares_the_line_of_the_digits_beside_it(page_of_words: Path) -> None:
    words = {word.text: word for word in open_pdf(page_of_words).pages[0].words}
    assert words["-"].height == pytest.approx(words["47%"].height)


def test_rules_are_seen(page_of_words: Path) -> None:
    (page,) = open_pdf(page_of_words).pages
    (rule,) = page.rules
    assert (rule.left, rule.right) == pytest.approx((40, 300), abs=1)
    assert page.lines[0].middle < rule.y < page.lines[1].middle


def test_phrases_part_at_gaps_wider_than_a_space(page_of_words: Path) -> None:
    line = open_pdf(page_of_words).pages[0].lines[0]
    assert [phrase.text for phrase in phrases(line.words)] == ["Too high", "47%", "-", "<0.5"]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_pages_printed_sideways_are_turned_upright(tmp_path: Path, turn: int) -> None:
    path = tmp_path / "turned.pdf"
    with pdf_file(path) as sheets:
        sheet = Sheet((600.0, 600.0))
        # Two lines of two words, all turned about the middle of the page.
        for x, y, text in [(100, 100, "one"), (200, 100, "two"), (100, 130, "three"),
                           (200, 130, "four")]:  # fmt: skip
            u, v = x - 300, y - 300
            u, v = {90: (v, -u), 180: (-u, -v), 270: (-v, u)}[turn]
            sheet.figure.text(
                (u + 300) / 600, 1 - (v + 300) / 600, text, rotation=turn, fontsize=9,
                ha="center", va="center", rotation_mode="anchor",
            )  # fmt: skip
        sheets.append(sheet)
    (page,) = open_pdf(path).pages
    assert [line.text for line in page.lines] == ["one two", "three four"]


def test_a_truncated_file_is_refused_though_pages_could_be_saved(page_of_words: Path) -> None:
    cut = page_of_words.with_name("cut.pdf")
    cut.write_bytes(page_of_words.read_bytes()[:-3000])
    assert codes(cut) == ["pdf-truncated"]


def test_a_locked_file_is_named_as_locked(tmp_path: Path) -> None:
    write_locked_pdf(tmp_path / "locked.pdf")
    assert codes(tmp_path / "locked.pdf") == ["pdf-encrypted"]


def test_a_broken_file_is_named_as_broken(tmp_path: Path) -> None:
    path = tmp_path / "broken.pdf"
    path.write_bytes(b"%PDF-1.4\nnothing of the kind\n%%EOF\n")
    assert codes(path) == ["pdf-broken"]


def test_a_scan_is_named_as_without_text(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    with pdf_file(path) as sheets:
        for _ in range(2):
            sheets.append(Sheet())
            sheets[-1].picture()
    assert codes(path) == ["pdf-without-text"]


def test_one_picture_among_pages_of_text_is_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "cover.pdf"
    with pdf_file(path) as sheets:
        sheets += [Sheet(), Sheet()]
        sheets[0].picture()
        sheets[1].text(40, 100, "Too high")
    (warning,) = open_pdf(path).warnings
    assert (warning.code, warning.severity, warning.place.page) == (
        "page-without-text",
        "warning",
        1,
    )


def test_a_word_larger_than_its_page_is_told_as_it_marks_no_column(tmp_path: Path) -> None:
    path = tmp_path / "huge.pdf"
    with pdf_file(path) as sheets:
        sheets += [Sheet(PORTRAIT), Sheet(PORTRAIT)]
        sheets[0].text(40, 100, "Too high", size=60)
        sheets[1].text(40, 100, "%", size=1.2 * max(PORTRAIT))
    (warning,) = open_pdf(path).warnings
    assert (warning.code, warning.got, warning.place.page) == ("words-oversized", "%", 2)
