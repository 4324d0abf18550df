"""The page as its reader has it: without script, with script, by keyboard, narrow and dark."""

import base64
import gzip
import io
import re
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from matplotlib.colors import to_hex

from analysis import fit_trend
from analysis.figures.dots import dots_figure
from analysis.figures.heat import heat_figure
from analysis.figures.page import Caption
from analysis.figures.style import COLOURS, ON_FILLS, contrast, house_style, readable
from analysis.figures.trend import overlay_figure
from analysis.report.document import (
    Card,
    Cell,
    Document,
    Figure,
    Picture,
    Prose,
    References,
    Section,
    Table,
)
from analysis.report.drawn import drawn
from analysis.report.together import Helpers
from analysis.report.web.page import web_page
from analysis.report.web.pictures import PAPER, inline_svg
from tests.writers.browser import AXE, chromium, said_in

needs_browser = pytest.mark.skipif(chromium() is None, reason="no chromium")


def series(country: str, level: float) -> pd.DataFrame:
    days = pd.date_range("2022-01-03", periods=14, freq="30D")
    share = [level + 0.01 * (k % 3) for k in range(14)]
    return pd.DataFrame({"country": country, "question": "q", "answer": "yes", "pollster": "A",
                         "start": days, "end": days, "share": share, "n": 1000.0})  # fmt: skip


@pytest.fixture(scope="module")
def document() -> Document:
    """A small document with a block of every kind."""
    rows = pd.DataFrame({"label": ["Spain", "France"], "share": [0.4, 0.6], "low": [0.38, 0.57],
                         "high": [0.42, 0.63], "text": ["40%", "60%"]})  # fmt: skip
    words = Caption("France leads <Spain>", "Share", "A house", "Base 1,000.", "Dot plot of two.")
    trends = {name: fit_trend(series(code, level), volatility="constant")
              for name, code, level in (("Spain", "ES", 0.3), ("France", "FR", 0.5))}  # fmt: skip
    lines = Caption("Two lines", "Share", "A house", "", "Line chart of two countries.")
    with house_style():
        blocks = (
            Prose("A finding.", "item", "Bold"),
            Figure("dots", dots_figure(rows, words, reading="Dot: a share.")),
            Figure("lines", overlay_figure(trends, lines)),
            Table(("Who", "Share"), (("France", "60%"), ("Spain", "40%")), (0.5, 0.5), "", (1,)),
            Prose("¿Cuál es?", "note", "CIS:", lang="es"),
        )
        section = drawn(Section("Two countries", blocks))
    cards = (
        Card("Holds", "✓", "good", "It holds", "60% against 40%", ("a note",),
             Table(("Series", "Value"), ((Cell("q", small="why"), "60%"),), (0.5, 0.5))),
        Card("Fails", "✗", "bad", "It fails", "40%"),
    )  # fmt: skip
    sources = References((Cell("Encuesta", "https://example.org/a", lang="es", small="2024"),))
    sections = (section, Section("Claims", cards), Section("Sources", (sources,)))
    return Document("Title", "Subtitle", "2026-08-31", "", sections, "A headline", "Title · day")


@pytest.fixture(scope="module")
def page(document: Document) -> str:
    return web_page(document, Helpers())


def test_the_page_asks_no_server_for_anything(page: str) -> None:
    assert "default-src 'none'" in page
    without_links = re.sub(r'<a href="https://example.org/a">', "", page)
    assert not re.search(r'(src|href|action)="?(https?:|//)', without_links)
    assert not re.search(r"@import|url\(['\"]?http", page)


def test_every_table_has_a_caption_scopes_and_row_headers(page: str) -> None:
    tables = re.findall(r"<table.*?</table>", page, flags=re.S)
    assert len(tables) == 4
    for table in tables:
        assert "<caption" in table
        rows = re.findall(r"<tr>.*?</tr>", table, flags=re.S)
        assert all('scope="row"' in row for row in rows[1:])
        assert rows[0].count('scope="col"') == rows[0].count("<th")


def test_foreign_words_say_their_language(page: str) -> None:
    assert '<span lang="es">¿Cuál es?</span>' in page
    assert '<span lang="es"><a href="https://example.org/a">Encuesta</a></span>' in page


def test_every_figure_has_its_data_beside_it(document: Document, page: str) -> None:
    packed = re.findall(r'data-csv="([^"]+)"', page)
    figures = [figure for figure in document.figures() if figure.words]
    assert len(packed) == len(figures) == page.count("Data as a table</summary>")
    for text, figure in zip(packed, figures, strict=True):
        assert isinstance(figure.drawing, Picture)
        held = pd.read_csv(io.BytesIO(gzip.decompress(base64.b64decode(text))))
        whole = pd.read_csv(io.BytesIO(figure.drawing.files[".csv"]))
        pd.testing.assert_frame_equal(held, whole, rtol=6e-3)


def test_values_stand_where_their_marks_are(document: Document) -> None:
    dots, lines = (figure.drawing for figure in document.figures())
    assert isinstance(dots, Picture)
    assert isinstance(lines, Picture)
    france, spain = dots.values
    assert france.words == "France: 60% (57% to 63%)"
    assert france.x / spain.x == pytest.approx(1.5)
    assert france.y > spain.y
    # A dot is drawn at its share: its place in the picture is that of the value in its frame.
    left, _, width, _ = dots.frames[0][0]
    box = [float(n) for n in re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', dots.wide)[0]]
    drawn_at = [float(x) for x in re.findall(r'<use [^>]*x="([\d.]+)"', dots.wide)]
    expected = [(left + width * value.x) * box[0] for value in dots.values]
    assert all(min(abs(x - at) for at in drawn_at) < 0.2 for x in expected)
    assert lines.picks == ("Spain", "France")
    assert {value.pick for value in lines.values} == {0, 1}


@needs_browser
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(page: str, tmp_path: Path, width: int, *, dark: bool) -> None:
    axe = AXE()
    if axe is None:
        pytest.skip("no axe-core")
    script = "const found = await axe.run(document); return [innerWidth, found.violations.map(" \
        "(each) => [each.id, each.nodes.map((node) => node.html)]), matchMedia(" \
        "'(prefers-color-scheme: dark)').matches];"  # fmt: skip
    whole = page.replace("</body>", f"<script>{axe}</script></body>")
    assert said_in(whole, script, tmp_path, width=width, dark=dark) == [width, [], dark]


HOVERED = """
const chart = document.querySelector("#dots .wide"), box = chart.getBoundingClientRect();
const dot = chart.querySelector('[style*="--blue"] > use, use[style*="--blue"]')
  .getBoundingClientRect();
chart.dispatchEvent(new PointerEvent("pointermove", {clientX: (dot.left + dot.right) / 2,
  clientY: (dot.top + dot.bottom) / 2}));
const hovered = chart.querySelector(".tip").textContent;
const key = (name) => chart.dispatchEvent(new KeyboardEvent("keydown", {key: name}));
key("Escape"); const gone = chart.querySelector(".tip").hidden;
key("ArrowRight"); const first = chart.querySelector(".live").textContent;
key("ArrowRight"); const second = chart.querySelector(".live").textContent;
const boxes = [...document.querySelectorAll("#lines .picks input")];
boxes[0].click();
const parts = [...document.querySelectorAll("#lines .wide .pick-0")];
const picked = parts.length > 1 && parts.every((part) => part.style.display === "none");
const lines = document.querySelector("#lines .wide");
lines.dispatchEvent(new KeyboardEvent("keydown", {key: "Home"}));
const shown = lines.querySelector(".live").textContent;
return {hovered, gone, first, second, picked, shown, focusable: chart.tabIndex,
  wide: document.documentElement.scrollWidth <= innerWidth};
"""


@needs_browser
def test_values_come_by_pointer_and_keyboard_and_series_can_be_hidden(
    page: str, tmp_path: Path
) -> None:
    said = said_in(page, HOVERED, tmp_path)
    assert said == {
        "hovered": "France: 60% (57% to 63%)",
        "gone": True,
        "first": "France: 60% (57% to 63%)",
        "second": "Spain: 40% (38% to 42%)",
        "picked": True,
        "shown": said["shown"],
        "focusable": 0,
        "wide": True,
    }
    assert said["shown"].startswith("France, trend, January 2022: ")


SAVED = """
const files = [], wait = (time) => new Promise((done) => setTimeout(done, time));
HTMLAnchorElement.prototype.click = () => {};
URL.createObjectURL = (blob) => { files.push(blob); return "#"; };
for (const button of document.querySelectorAll("#dots .files button")) button.click();
for (let turn = 0; turn < 100 && files.length < 3; turn++) await wait(50);
const found = {};
for (const blob of files) {
  found[blob.type] = blob.type === "image/png" ? blob.size : await blob.text();
}
return found;
"""


@needs_browser
def test_png_svg_and_csv_can_be_saved(document: Document, page: str, tmp_path: Path) -> None:
    said = said_in(page, SAVED, tmp_path, dark=True)
    dots = document.figures()[0].drawing
    assert isinstance(dots, Picture)
    assert said["text/csv"] == dots.files[".csv"].decode()  # so few digits are all
    assert said["image/png"] > 5000
    assert "France leads &lt;Spain&gt;" in said["image/svg+xml"]
    assert "var(" not in said["image/svg+xml"]


READ = """
const letters = [...document.querySelectorAll(".narrow text")];
const least = Math.min(...letters.map((text) => text.getBoundingClientRect().height));
return [document.documentElement.scrollWidth, innerWidth, least];
"""


@needs_browser
def test_nothing_is_wider_than_a_telephone_nor_smaller_than_can_be_read(
    page: str, tmp_path: Path
) -> None:
    width, window, smallest = said_in(page, READ, tmp_path, width=360)
    assert width <= window == 360
    assert smallest >= 9


def test_a_page_holds_what_others_wrote_as_text() -> None:
    hostile: Any = "</script><b onclick=x>“quotes” & 'more' 😀 \u202eשלום \ud800 " + "w" * 2000
    figure_less = Document(hostile, hostile, "2026-08-31", hostile,
                           (Section(hostile, (Prose(hostile), Prose(hostile, "item", hostile))),),
                           hostile, hostile)  # fmt: skip
    page = web_page(figure_less, Helpers())
    assert "<b onclick" not in page
    assert page.count("</script>") == 1
    page.encode("utf-8")


@needs_browser
def test_a_name_as_long_as_a_page_takes_three_lines_of_the_contents(tmp_path: Path) -> None:
    sections = tuple(Section(title, ()) for title in ("w" * 2000, "many words " * 200, "Short"))
    page = web_page(Document("T", "", "2026-08-31", "", sections), Helpers())
    read = "return [...document.querySelectorAll('nav a')].map((a) => a.clientHeight);"
    long, wordy, short = said_in(page, read, tmp_path, width=390)
    assert long == wordy <= 3.1 * short


def test_words_of_a_picture_stay_as_they_are() -> None:
    words = "EM 2024: 12.345 &amp; L 5;  L 7 id=&quot;x&quot;"
    svg = f'<svg viewBox="0 0 9 9"><g style="fill: #ffffff; a: b"><text>{words}</text></g></svg>'
    shown = inline_svg(svg, "f", "A dot")
    assert f"<text>{words}</text>" in shown
    assert 'style="fill:var(--paper);a:b"' in shown


def test_lines_are_told_step_by_step_and_lead_to_the_same_places() -> None:
    path = "M 0.5 9 L 1 8.9 L 1.3 -2 L 1.3 0.1 z M 2 3 L 0 3.4"
    other = '<path d="M 1 1 C 2 2 3 3 4 4 L 5 5"/>'
    svg = f'<svg viewBox="0 0 9 9"><path d="{path}"/>{other}</svg>'
    shown = inline_svg(svg, "f", "A line")
    # After an end that is closed the next begins where it says, not where the last one stood.
    assert 'd="M0.5 9l.5-.1.3-10.9 0 2.1zM2 3l-2 .4"' in shown.replace("M.5", "M0.5")
    assert 'd="M1 1C2 2 3 3 4 4L5 5"' in shown


WIDE = "return [document.documentElement.scrollWidth, innerWidth];"

FILLS = """
const words = [...document.querySelectorAll("#heat .wide text")];
const ink = getComputedStyle(words.find((text) => text.textContent === "7")).fill;
return [ink, getComputedStyle(document.body).backgroundColor];
"""


@needs_browser
@pytest.mark.parametrize("dark", [False, True])
def test_numbers_on_filled_cells_stay_dark_on_a_dark_page(tmp_path: Path, *, dark: bool) -> None:
    cells = pd.DataFrame([[0.07, 0.9]], index=["Tax"], columns=[2023, 2024])
    with house_style():
        heat = heat_figure(cells, Caption("Tax", "Share", "A house", "", "Heat map of one row."))
        section = drawn(Section("Heat", (Figure("heat", heat),)))
    page = web_page(Document("T", "", "2026-08-31", "", (section,)), Helpers())
    ink, ground = said_in(page, FILLS, tmp_path, dark=dark)
    assert ink == "rgb(34, 34, 35)"
    assert ground == ("rgb(22, 24, 27)" if dark else "rgb(255, 255, 255)")


@needs_browser
def test_a_word_of_2000_letters_makes_no_page_wide(tmp_path: Path) -> None:
    word: Any = "w" * 2000
    blocks = (Prose(word), Prose(word, "item", word), Table((word,), ((word,),), (1.0,), word),
              Card("Holds", "✓", "good", word, word), References((Cell(word),)))  # fmt: skip
    document = Document(word, word, "2026-08-31", word, (Section(word, blocks),), word, word)
    page = web_page(document, Helpers())
    width, window = said_in(page, WIDE, tmp_path, width=360)
    assert width <= window == 360


INKS = """
const shown = getComputedStyle(document.documentElement);
return ["--paper", ...%s].map((name) => shown.getPropertyValue(name).trim());
"""


@needs_browser
@pytest.mark.parametrize("dark", [False, True])
def test_names_in_every_colour_of_a_figure_can_be_read(
    page: str, tmp_path: Path, *, dark: bool
) -> None:
    inks = sorted({PAPER[readable(colour).lower()][4:-1] for colour in COLOURS.values()})
    paper, *shown = said_in(page, INKS % inks, tmp_path, dark=dark)
    assert len(shown) == 4
    grounds = [contrast(to_hex(ink), to_hex(paper)) for ink in shown]
    assert min(grounds) >= 4.5
    # Words of figures are in these or in ink and grey, and in no colour that stays as it is.
    fills = set(re.findall(r"<text[^>]*?fill:(#[0-9a-f]{3,6})", page))
    assert fills <= {ink.lower() for ink in ON_FILLS}
