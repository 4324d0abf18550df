"""The report as its reader gets it: whole, the same on every build, and never half-written."""

import hashlib
import json
import re
import signal
from html import unescape
from pathlib import Path
from typing import Any

import pandas as pd
import pypdfium2
import pytest

from analysis.figures.dots import dots_figure
from analysis.figures.page import Caption
from analysis.figures.save import save_figure
from analysis.figures.style import house_style
from analysis.report.build import build
from analysis.report.document import (
    Card,
    Cell,
    Document,
    Figure,
    Prose,
    References,
    Section,
    Table,
)
from analysis.report.drawn import drawn
from analysis.report.target import MANIFEST, differences, restore
from analysis.report.typeset import typeset
from polls import ProblemsError, ProblemsWarning
from polls.library.tables import web_address
from tests.writers.plan_writer import (
    A_FIFTH,
    SERIES_OF_TWO_READINGS,
    plan_of,
    table,
    write_plan,
)

REPOSITORY = Path(__file__).parents[3]

SMALL = """
[report]
title = "A small report"
date = 2026-08-31

[[section]]
kind = "countries_over_time"
question = "issue_two"
answer = "immigration"
countries = ["FR", "ES"]

[[section]]
kind = "year_to_date"
series = "small_boat_arrivals"
as_of = 2025-03-31
"""


def codes(error: pytest.ExceptionInfo[ProblemsError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def pages(pdf: Path) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def test_two_builds_give_the_same_bytes(tmp_path: Path) -> None:
    path = write_plan(tmp_path, SMALL)
    for name in ("first", "second"):
        build(path, tmp_path / name)
    assert differences(tmp_path / "first", tmp_path / "second") == ()


def test_a_changed_byte_and_a_missing_file_are_differences(tmp_path: Path) -> None:
    path = write_plan(tmp_path, SMALL)
    for name in ("first", "second"):
        build(path, tmp_path / name)
    (tmp_path / "second" / "report.html").write_text("other")
    (tmp_path / "second" / "report.pdf").unlink()
    assert differences(tmp_path / "first", tmp_path / "second") == ("report.html", "report.pdf")


def test_the_manifest_lists_every_file_with_its_checksum(shipped: Path) -> None:
    lines = (shipped / MANIFEST).read_text().splitlines()
    listed = dict(reversed(line.split("  ")) for line in lines)
    there = {
        path.relative_to(shipped).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in shipped.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }
    assert listed == there


def test_the_pdf_declares_pdf_ua_and_the_reports_own_date(shipped: Path) -> None:
    content = (shipped / "report.pdf").read_bytes()
    assert b"pdfuaid:part" in content
    assert b"2026-11-24" in content


def test_every_figure_has_its_sidecars_and_words(shipped: Path) -> None:
    figures = sorted((shipped / "figures").glob("*.svg"))
    assert len(figures) >= 5
    for figure in figures:
        stem = figure.with_suffix("")
        assert stem.with_suffix(".pdf").stat().st_size > 1000
        alt = Path(f"{stem}.alt.txt").read_text().strip()
        assert re.match(r"(Line|Dot|Bar|Dumbbell|Heat) (charts?|plot|map)", alt)
        record = json.loads(Path(f"{stem}.json").read_text())
        data = Path(f"{stem}.csv")
        assert record["data_sha256"] == hashlib.sha256(data.read_bytes()).hexdigest()
        assert record["headline"]
        assert record["source"].endswith("processed by polltide")
        assert len(pd.read_csv(data)) > 1


def test_no_word_of_a_figure_is_left_out_of_its_own_file(shipped: Path) -> None:
    for record in sorted((shipped / "figures").glob("*.json")):
        if record.name.endswith(".vl.json"):
            continue
        words = json.loads(record.read_text(encoding="utf-8"))
        svg = record.with_suffix(".svg").read_text(encoding="utf-8")
        said = " ".join(unescape(line) for line in re.findall(r">([^<>]*\S[^<>]*)</text>", svg))
        for part in ("headline", "subtitle", "note", "source"):
            assert words[part] in said, (record.name, part)


def test_no_reading_of_the_tracker_is_lost_on_the_way_to_the_figure(shipped: Path) -> None:
    plotted = pd.read_csv(shipped / "figures" / "issue-up-to-three-immigration-gb.csv")
    dots = plotted[plotted["kind"] == "reading"]
    raw = pd.read_csv(REPOSITORY / "polls/data/readings/yougov_gb_important_issues.csv")
    assert dots["share"].tolist() == raw["immigration"].tolist()
    assert dots["date"].tolist() == raw["start"].tolist()


def test_the_count_to_31_march_2025_is_the_home_offices(tmp_path: Path) -> None:
    # 6,642 by 31 March 2025 and 5,435 the year before: Home Office daily series.
    build(write_plan(tmp_path, SMALL), tmp_path / "build")
    text = " ".join(pages(tmp_path / "build" / "report.pdf"))
    assert "6,642" in text
    assert "5,435" in text


def test_the_html_page_is_whole_by_itself(shipped: Path) -> None:
    html = (shipped / "report.html").read_text(encoding="utf-8")
    assert not re.search(r'<(script|link|img|iframe)[^>]*(src|href)="https?:', html)
    pictures = len(list((shipped / "figures").glob("*.svg")))
    assert html.count("<figure") == pictures
    assert len(html.encode()) < 1_500_000
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(set(ids)) == len(ids)
    for address in re.findall(r'href="#([^"]+)"', html):
        assert address in ids
    for landmark in ("<main", '<nav aria-label="Contents"', 'lang="en"', 'scope="row"', "<h1>"):
        assert landmark in html


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (('question = "issue_two"', 'question = "issue_tow"'), "unknown-question"),
        (('answer = "immigration"', 'answer = "imigration"'), "unknown-answer"),
        (('"ES"]', '"SX"]'), "unknown-country"),
        (("date = 2026-08-31", 'date = "soon"'), "field-malformed"),
        (("as_of = 2025-03-31", "as_of = 2025-02-30"), "file-malformed"),
        (('"small_boat_arrivals"', '"small_boots"'), "unknown-official-series"),
        (('kind = "year_to_date"', 'kind = "year_to_dat"'), "unknown-section"),
        (("[report]", "[raport]"), "unknown-table"),
    ],
)
def test_a_malformed_plan_stops_the_build_and_leaves_the_last_one(
    tmp_path: Path, change: tuple[str, str], code: str
) -> None:
    out = tmp_path / "build"
    out.mkdir()
    (out / MANIFEST).write_text("the last good build")
    with pytest.raises(ProblemsError) as error:
        build(write_plan(tmp_path, SMALL.replace(*change)), out)
    assert code in codes(error)
    assert [path.name for path in out.iterdir()] == [MANIFEST]
    assert (out / MANIFEST).read_text() == "the last good build"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["build", "report.toml"]


def test_problems_of_several_sections_come_together(tmp_path: Path) -> None:
    text = SMALL.replace('"issue_two"', '"issue_tow"').replace("small_boat_arrivals", "boats")
    with pytest.raises(ProblemsError) as error:
        build(write_plan(tmp_path, text), tmp_path / "build")
    assert codes(error) == ["unknown-question", "unknown-official-series"]


def test_a_folder_that_is_no_report_is_never_replaced(tmp_path: Path) -> None:
    out = tmp_path / "thesis"
    out.mkdir()
    (out / "chapter.txt").write_text("years of work")
    with pytest.raises(ProblemsError) as error:
        build(write_plan(tmp_path, SMALL), out)
    assert codes(error) == ["not-a-report"]
    assert (out / "chapter.txt").read_text() == "years of work"


@pytest.mark.parametrize("below", ["report.toml", "/proc"])
def test_a_target_that_cannot_be_written_is_refused_before_anything_is_fitted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, below: str
) -> None:
    monkeypatch.setattr("analysis.report.build.gather", lambda *_: pytest.fail("the data are read"))
    with pytest.raises(ProblemsError) as error:
        build(write_plan(tmp_path, SMALL), tmp_path / below / "build")
    assert codes(error) == ["target-unwritable"]
    assert [item.name for item in tmp_path.iterdir()] == ["report.toml"]


def test_the_folder_that_the_command_runs_in_is_refused_before_anything_is_fitted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setattr("analysis.report.build.gather", lambda *_: pytest.fail("the data are read"))
    with pytest.raises(ProblemsError) as error:
        build(write_plan(tmp_path, SMALL), Path())
    assert codes(error) == ["target-unwritable"]


def test_a_folder_given_as_plan_is_one_problem(tmp_path: Path) -> None:
    with pytest.raises(ProblemsError) as error:
        build(tmp_path, tmp_path / "build")
    assert codes(error) == ["file-unreadable"]
    assert error.value.problems[0].place.file == str(tmp_path)


def test_a_missing_plan_is_told_before_a_target_that_is_no_report(tmp_path: Path) -> None:
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / "thesis.txt").write_text("years of work")
    with pytest.raises(ProblemsError) as error:
        build(tmp_path / "report.toml", tmp_path / "build")
    assert codes(error) == ["file-missing"]


def test_a_build_that_breaks_half_way_leaves_the_last_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "build"
    path = write_plan(tmp_path, SMALL)
    build(path, out)
    before = (out / MANIFEST).read_text()

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("analysis.report.build.typeset", interrupted)
    with pytest.raises(KeyboardInterrupt):
        build(path, out)
    assert (out / MANIFEST).read_text() == before
    assert sorted(item.name for item in tmp_path.iterdir()) == ["build", "report.toml"]


SERIES = plan_of(
    SERIES_OF_TWO_READINGS,
    table(
        "section", kind="series", question="too_many_foreigners_agree", answer="agree", country="FR"
    ),
)


@pytest.fixture(scope="module")
def two_series(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report of a series of two readings and of one whose last date is a year."""
    folder = tmp_path_factory.mktemp("series")
    build(write_plan(folder, SERIES), folder / "build")
    return folder / "build"


def test_no_trend_is_printed_of_two_readings(two_series: Path) -> None:
    figures = two_series / "figures"
    data = pd.read_csv(figures / "goodbad10y-mostly-bad-gb.csv")
    readings = data[data["kind"] == "reading"]
    assert set(data["kind"]) == {"reading", "bar"}
    assert readings["share"].tolist() == [0.32, 0.42]
    assert (figures / "goodbad10y-mostly-bad-gb.alt.txt").read_text().startswith("Dot plot")
    said = " ".join(" ".join(pages(two_series / "report.pdf")).split())
    assert "The two readings are 32% (April 2018) and 42% (published 26 February 2025)" in said
    assert "usual base" not in said


def test_dates_are_printed_with_the_precision_they_have(two_series: Path) -> None:
    figures = two_series / "figures"
    said = [
        json.loads((figures / f"{name}.json").read_text())["note"].split(".")[0]
        for name in ("goodbad10y-mostly-bad-gb", "too-many-foreigners-agree-agree-fr")
    ]
    assert said == [
        "2 readings, April 2018 to 26 February 2025 (published)",
        "7 readings, 9 January 2013 to 2022",
    ]


def test_a_shift_that_chance_might_make_is_hollow(shipped: Path) -> None:
    report = json.loads((shipped / "report.json").read_text())
    (table,) = [
        block
        for section in report["sections"]
        for block in section["blocks"]
        if block["kind"] == "table" and block["caption"].startswith("Sudden shifts")
    ]
    rows = [[cell["text"] for cell in row] for row in table["rows"]]
    assert rows
    assert {row[0] for row in rows} <= {"sudden shift", "odd poll", "change of pace"}


def test_a_headline_that_is_an_estimate_says_so(shipped: Path) -> None:
    for name in ("issue-up-to-three-immigration-gb", "issue-three-open-immigration-es"):
        record = json.loads((shipped / "figures" / f"{name}.json").read_text())
        assert record["headline"].startswith("An estimated ")


def test_countries_with_few_readings_have_no_trend_in_the_table(tmp_path: Path) -> None:
    text = SMALL.replace('"issue_two"', '"level10y_five"').replace('"immigration"', '"too_high"')
    build(write_plan(tmp_path, text), tmp_path / "build")
    page = " ".join(pages(tmp_path / "build" / "report.pdf")[1].split())
    assert "Too few readings for a trend" in page
    assert "no trend" in page


CLAIMED = "\n" + table("section", kind="claims") + "\n" + table("claim", id="a-fifth", **A_FIFTH)


def test_half_a_percent_is_rounded_up_in_the_table_of_a_claim(tmp_path: Path) -> None:
    build(write_plan(tmp_path, SMALL + CLAIMED), tmp_path / "build")
    report = json.loads((tmp_path / "build" / "report.json").read_text())
    tables = [
        block["evidence"]
        for section in report["sections"]
        for block in section["blocks"]
        if block["kind"] == "card"
    ]
    values = [row[1]["text"] for table in tables for row in table["rows"]]
    # CIS printed 20.5% for October 2025.
    assert values == ["21%"]
    front = [block["text"] for block in report["sections"][0]["blocks"] if "text" in block]
    assert "The one sentence checked is open." in front


FAULTY = (
    CLAIMED
    + """
[[claim]]
id = "a-third"
kind = "value"
sentence = "A third name it"
as_of = 2025-10-31
country = "ES"
question = "issue_three_open"
answer = "imigration"
share = 0.33

[[claim]]
id = "half"
kind = "value"
as_of = 2025-10-31
country = "ES"
question = "issue_three_open"
answer = "immigration"
share = 50
"""
)


def test_a_claim_at_fault_cannot_be_checked_and_takes_no_other_with_it(tmp_path: Path) -> None:
    plan = write_plan(tmp_path, SMALL + FAULTY)
    lines = plan.read_text().splitlines()
    with pytest.warns(ProblemsWarning) as caught:
        build(plan, tmp_path / "build")
    (told,) = (each.message for each in caught if isinstance(each.message, ProblemsWarning))
    assert [(problem.code, problem.severity) for problem in told.problems] == [
        ("unknown-answer", "warning"),
        ("field-missing", "warning"),
        ("share-out-of-range", "warning"),
    ]
    third, half = (lines.index(f'id = "{name}"') for name in ("a-third", "half"))
    assert [str(problem.place) for problem in told.problems[:2]] == [
        f"report.toml, line {third}, claim 'a-third'",
        f"report.toml, line {half}, claim 'half'",
    ]
    assert told.problems[0].title == "claim cannot be judged: unknown answer"
    report = json.loads((tmp_path / "build" / "report.json").read_text())
    cards = [
        (block["outcome"], block["sentence"], block["decides"])
        for section in report["sections"]
        for block in section["blocks"]
        if block["kind"] == "card"
    ]
    assert cards[0][:2] == ("Open", "A fifth name it")
    front = [(block["strong"], block["text"]) for block in report["sections"][0]["blocks"]
             if "text" in block]  # fmt: skip
    assert ("Of 3 sentences checked", "1 is open and 2 cannot be checked.") in front
    assert cards[1] == ("Cannot be checked", "A third name it", "Unknown answer ‘imigration’.")
    assert cards[2][:2] == ("Cannot be checked", "Claim “half”")
    assert "Field ‘sentence’ is missing" in cards[2][2]


def cards_and_words(build: Path) -> tuple[list[dict[str, Any]], str]:
    """The cards of a report's claims, and the words before them."""
    report = json.loads((build / "report.json").read_text())
    (blocks,) = [
        section["blocks"]
        for section in report["sections"]
        if any(block["kind"] == "card" for block in section["blocks"])
    ]
    return [block for block in blocks if block["kind"] == "card"], blocks[0]["text"]


def test_a_note_that_many_claims_share_is_said_once_before_them(shipped: Path) -> None:
    cards, before = cards_and_words(shipped)
    common = "Where the day of publication is not known the end of fieldwork stands in."
    assert before.count(common) == 1
    assert not any(common in line for card in cards for line in card["lines"])
    own = "is not counted."
    assert own not in before
    assert sum(own in line for card in cards for line in card["lines"]) == 3


def test_a_card_has_its_readings_as_a_strip_and_their_sources_beside_it(shipped: Path) -> None:
    cards, _before = cards_and_words(shipped)
    (card,) = [card for card in cards if card["sentence"].startswith("The share who think")]
    assert card["strip"]["alt"] == (
        "Strip of dots, a dot a reading. Great Britain: 71%; France: 69%; Spain: 80%; Germany: 81%."
    )
    first, own = card["cited"]
    assert first["small"] == (
        "Great Britain 71%, France 69%, Spain 80% and Germany 81%, published 26 February 2025"
    )
    assert first["url"].startswith("https://")
    assert own["small"].startswith(
        "Great Britain 70%, published 31 March 2025 (not weighed: the claim’s own"
    )
    page = (shipped / "report.html").read_text(encoding="utf-8")
    assert f'aria-label="{card["strip"]["alt"]}"' in page
    # What is drawn in the page is what the table under it says.
    rows = [[cell["text"] for cell in row] for row in card["evidence"]["rows"]]
    assert [value for _, value, *_ in rows] == ["71%", "69%", "80%", "81%", "70%"]


def test_readings_that_an_earlier_card_shows_are_told_by_its_sentence(shipped: Path) -> None:
    cards, _before = cards_and_words(shipped)
    tables = [json.dumps(card["evidence"]["rows"]) for card in cards if card["evidence"]]
    long = [rows for rows, card in zip(tables, cards, strict=False) if len(rows) > 2000]
    assert len(long) == len(set(long)) >= 1
    (told,) = [card for card in cards if "those under" in " ".join(card["lines"])]
    assert (told["evidence"], told["strip"], told["cited"]) == (None, None, [])
    (first,) = [card for card in cards if f"“{card['sentence']}”" in told["lines"][-1]]
    assert len(first["evidence"]["rows"]) == 8


def test_the_shipped_report_has_eleven_to_thirteen_pages(shipped: Path) -> None:
    assert 11 <= len(pages(shipped / "report.pdf")) <= 13


def test_countries_are_named_with_the_day_of_a_reading_that_is_not_of_the_usual_one(
    shipped: Path,
) -> None:
    rows = pd.read_csv(shipped / "figures" / "level10y-five-too-high-now.csv")
    assert list(rows["label"])[:2] == ["Germany", "Spain"]
    assert "Great Britain (published 31 March 2025)" in set(rows["label"])
    record = json.loads((shipped / "figures" / "level10y-five-too-high-now.json").read_text())
    assert "Where no other is named: YouGov, published 26 February 2025." in record["note"]


def test_sources_are_numbered_once_each_and_link_only_to_pages(shipped: Path) -> None:
    report = json.loads((shipped / "report.json").read_text())
    (items,) = [
        block["items"]
        for block in report["sections"][-1]["blocks"]
        if block["kind"] == "references"
    ]
    assert len(items) > 50
    assert all(item["url"] == "" or item["url"].startswith("http") for item in items)
    # The old volumes of a series have no address: one source with all their numbers.
    (volumes,) = [item for item in items if "Eurobarometer 63.4, 64.2, 65.2" in item["text"]]
    assert volumes["text"].endswith("91, 92, Volume A.")
    # 136 of the two issues from a list, 4 of those asked openly, 308 of feelings.
    assert "448 readings" in volumes["small"]


def test_an_address_that_is_no_page_is_no_link() -> None:
    assert web_address("javascript:alert(1)") == web_address("data:text/html,x") == ""
    assert web_address("HTTPS://example.org") == "HTTPS://example.org"


def test_words_of_a_table_stay_in_their_column(tmp_path: Path) -> None:
    word = "archive.of.old.newspapers.example"
    table = Table(("Producer", "Title"), ((word, "|"),), (0.15, 0.85))
    document = Document("T", "", "2026-08-31", "polltide", (Section("S", (table,)),))
    pdf, _ = typeset(document, tmp_path)
    with pypdfium2.PdfDocument(pdf) as opened:
        text = opened[0].get_textpage()
        boxes = {}
        for index in range(text.count_chars()):
            boxes.setdefault(text.get_text_range(index, 1), []).append(text.get_charbox(index))
    assert max(box[2] for box in boxes["w"]) < boxes["|"][0][0]
    assert len({round(box[1]) for box in boxes["e"]}) > 2


def test_a_short_table_is_never_parted_by_a_page(tmp_path: Path) -> None:
    row = ("first line",), ("second line",), ("third line",)
    tables = tuple(Table(("Header",), row, (1.0,)) for _ in range(40))
    document = Document("T", "", "2026-08-31", "polltide", (Section("S", tables),))
    pdf, _ = typeset(document, tmp_path)
    found = pages(pdf)
    assert len(found) > 2
    assert {page.count("Header") == page.count("third line") for page in found} == {True}


def test_words_above_a_table_stay_on_its_page(tmp_path: Path) -> None:
    row = ("first line",), ("second line",), ("third line",)
    blocks: tuple[Prose | Table, ...] = ()
    for _ in range(40):
        blocks = (*blocks, Prose("What the table shows."), Table(("Header",), row, (1.0,)))
    document = Document("T", "", "2026-08-31", "polltide", (Section("S", blocks),))
    pdf, _ = typeset(document, tmp_path)
    found = pages(pdf)
    assert len(found) > 2
    assert {page.count("What the table shows") == page.count("Header") for page in found} == {True}


def test_a_figure_without_alt_text_is_never_saved(tmp_path: Path) -> None:
    rows = pd.DataFrame({"label": ["A"], "share": [0.4], "low": [0.3], "high": [0.5],
                         "text": ["40%"]})  # fmt: skip
    with house_style():
        mute = dots_figure(rows, Caption("A leads", "share", "A", "", " "))
    with pytest.raises(ValueError, match="no alt text"):
        save_figure(mute, tmp_path / "mute", {})
    assert not list(tmp_path.glob("mute*"))


def test_words_of_a_document_are_never_read_as_markup(tmp_path: Path) -> None:
    words = "50% #panic(1) *not bold* <script>alert(1)</script> $x$ [link] @ref `code`"
    section = Section(words, (Prose(words), Table((words,), ((words,),), (1.0,), words)))
    document = Document("Title", "", "2026-08-31", "polltide", (section,))
    pdf, html = typeset(document, tmp_path)
    text = " ".join(" ".join(pages(pdf)).split())
    assert text.count("*not bold*") == 5  # title, prose, caption, header, cell
    assert "<script>alert" not in html.read_text()


@pytest.mark.filterwarnings("ignore::polls.errors.ProblemsWarning")
@pytest.mark.parametrize(
    "words",
    ["Up 😀 👨‍👩‍👧", "שלום עולם \u202e العربية", "w" * 2000, "half \ud800 a pair",
     "a\x00b\x07c\u2028d",
     "zero\u200bwidth\ufeff", "“a” ‘b’ \"c\" 'd' & <e>", "移民问题"],
    ids=["emoji", "right-to-left", "2000 letters", "surrogate", "controls", "byte order mark",
         "quotes", "no glyph"],
)  # fmt: skip
def test_any_words_can_be_set(tmp_path: Path, words: str) -> None:
    blocks = (Prose(words), Table((words,), ((Cell(words, small=words),),), (1.0,), words),
              Card("Holds", "✓", "good", words, words), References((Cell(words),)))  # fmt: skip
    document = Document(words, words, "2026-08-31", words, (Section(words, blocks),), words, words)
    pdf, html = typeset(document, tmp_path)
    assert pdf.read_bytes().startswith(b"%PDF")
    assert html.read_bytes().decode("utf-8").count("<h1>") == 1


def test_signs_that_the_typeface_lacks_are_marked_in_the_pdf_and_told(tmp_path: Path) -> None:
    document = Document("T", "", "2026-08-31", "", (Section("S", (Prose("Vote 👨\u200d👩 移."),)),))
    with pytest.warns(ProblemsWarning) as heard:
        pdf, html = typeset(document, tmp_path)
    (warning,) = heard
    assert isinstance(warning.message, ProblemsWarning)
    (problem,) = warning.message.problems
    assert (problem.code, problem.got) == ("signs-not-in-typeface", "移, 👨 and 👩")
    assert problem.severity == "warning"
    assert "Vote \ufffd\ufffd \ufffd." in pages(pdf)[0]
    assert "Vote 👨\u200d👩 移." in html.read_text(encoding="utf-8")
    assert "移" in (tmp_path / "report.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("words", ["w" * 2000, "many words " * 180])
def test_words_of_2000_letters_are_printed_whole(tmp_path: Path, words: str) -> None:
    last = f"{words} Ω"
    rows = pd.DataFrame({"label": ["A"], "share": [0.4], "low": [0.3], "high": [0.5],
                         "text": ["40%"]})  # fmt: skip
    with house_style():
        drawing = dots_figure(rows, Caption(last, last, last, last, "Dot plot"))
        section = drawn(Section(last, (
            Prose(last), Figure("dots", drawing), Card("Holds", "✓", "good", last, last, (last,)),
            Table(("A", "B"), ((Cell(last, small=last), last),), (0.2, 0.8), "C", (1,)),
            References((Cell(last), Cell(last, small=last))),
        )))  # fmt: skip
    pdf, _ = typeset(Document(last, last, "2026-08-31", last, (section,), last, last), tmp_path)
    omegas = 0
    with pypdfium2.PdfDocument(pdf) as opened:
        for page in opened:
            text = page.get_textpage()
            left, bottom, right, top = page.get_mediabox()
            for index in range(text.count_chars()):
                sign, box = text.get_text_range(index, 1), text.get_charbox(index)
                omegas += sign == "Ω"
                if sign.strip():
                    assert left < box[0] <= box[2] < right
                    assert bottom < box[1] <= box[3] < top
    assert omegas == 18


def test_a_full_disk_is_one_problem_and_leaves_the_last_report(tmp_path: Path) -> None:
    out = tmp_path / "build"
    restore(out, {"report.html": b"the last one"})
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    resource = pytest.importorskip("resource")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        with pytest.raises(ProblemsError) as error:
            restore(out, {"report.html": b"a" * 5000})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert codes(error) == ["not-written"]
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["build"]


CHOSEN = """
[report]
title = "What is chosen"
date = 2026-08-31

[[section]]
kind = "series"
question = "issue_up_to_three"
answer = "immigration"
country = "GB"
since = 2024-01-01
events = ["Photograph of Alan Kurdi", "General election"]

[[section]]
kind = "countries_over_time"
question = "issue_two"
answer = "immigration"
countries = ["FR", "ES"]
since = 2015-01-01
level = 0.8

[[section]]
kind = "since_events"
question = "issue_up_to_three"
answer = "immigration"
country = "GB"
since = 2020-01-01
events = ["Photograph of Alan Kurdi", "General election"]

[[section]]
kind = "issues"
question = "issue_up_to_three"
country = "GB"
since = 2022-01-01
"""


def test_every_section_of_trends_takes_how_they_are_fitted(tmp_path: Path) -> None:
    build(write_plan(tmp_path, CHOSEN), tmp_path / "build")
    report = json.loads((tmp_path / "build" / "report.json").read_text(encoding="utf-8"))
    one, countries, changes, _issues = (
        [block for block in section["blocks"] if block["kind"] == "figure"]
        for section in report["sections"][1:5]
    )
    outside = "outside the readings: Photograph of Alan Kurdi."
    assert one[0]["note"].endswith(f"Not marked, {outside}")
    assert "16 May 2015 to" in countries[0]["note"]
    assert changes[0]["note"].endswith("Not within the readings: Photograph of Alan Kurdi.")
    heat = tmp_path / "build" / "figures" / "issue-up-to-three-gb-heat.csv"
    assert set(pd.read_csv(heat, comment="#")["year"]) == {2022, 2023, 2024, 2025, 2026}
    first = "\n".join(pages(tmp_path / "build" / "report.pdf")[:1])
    assert "80% interval" in first


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("level = 0.8", "level = 1.5"),
        ("since = 2015-01-01", "since = 2030-01-01"),
        ("since = 2020-01-01", 'pollsters = ["Nobody"]'),
        ("since = 2022-01-01", 'pollsters = ["Nobody"]'),
    ],
)
def test_a_choice_that_leaves_nothing_is_told_before_anything_is_built(
    tmp_path: Path, line: str, wrong: str
) -> None:
    with pytest.raises(ProblemsError):
        build(write_plan(tmp_path, CHOSEN.replace(line, wrong)), tmp_path / "build")
    assert not (tmp_path / "build").exists()
