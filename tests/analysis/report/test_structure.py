"""What a screen reader finds in the PDF: tags, headers, languages, alternative texts, links."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from analysis.report.document import (
    Card,
    Cell,
    Document,
    Prose,
    References,
    Section,
    Table,
)
from analysis.report.typeset import typeset
from polls.library.tables import web_address


def elements(node: Any) -> Iterator[Any]:
    """Every structure element below a node, in reading order."""
    if isinstance(node, pikepdf.Array):
        for part in node:
            yield from elements(part)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from elements(node.K)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pikepdf.Pdf]:
    rows = (("France", "60%"), (Cell("Spain", small="why"), Cell("40%", strong=True)))
    table = Table(("Who", "Share"), rows, (0.5, 0.5), "Two", (1,))
    sources = References((
        Cell("Encuesta", web_address("https://example.org/a"), lang="es"),
        Cell("Bad", web_address("javascript:alert(1)")),
        Cell("Survey", web_address("data:text/html,x")),
    ))  # fmt: skip
    cited = (Cell("Umfrage", web_address("https://example.org/b"), small="60%, May", lang="de"),)
    card = Card("Holds", "✓", "good", "It holds", "60%", (), table, cited=cited)
    blocks = (Prose("¿Cuál es?", "note", "CIS:", lang="es"), table, card, sources)
    document = Document("Title", "", "2026-08-31", "", (Section("One", blocks),))
    folder = tmp_path_factory.mktemp("small")
    pdf, _ = typeset(document, folder)
    with pikepdf.open(pdf) as opened:
        yield opened


def kinds(pdf: pikepdf.Pdf) -> list[str]:
    return [str(each.S) for each in elements(pdf.Root.StructTreeRoot.K)]


def test_the_pdf_is_tagged_and_says_its_language_and_title(small: pikepdf.Pdf) -> None:
    assert small.Root.MarkInfo.Marked
    assert str(small.Root.Lang) == "en"
    assert small.Root.ViewerPreferences.DisplayDocTitle
    found = kinds(small)
    assert found[0] == "/Document"
    assert {"/Title", "/H1", "/H2", "/P", "/Table", "/Caption", "/Link"} <= set(found)


def test_the_first_cell_of_a_row_is_its_header(small: pikepdf.Pdf) -> None:
    rows = [each for each in elements(small.Root.StructTreeRoot.K) if each.S == "/TR"]
    cells = [[str(part.S) for part in row.K] for row in rows]
    assert cells == [["/TH", "/TH"], ["/TH", "/TD"], ["/TH", "/TD"]]
    scopes = [[str(part.A[0].get("/Scope")) for part in row.K] for row in rows]
    assert scopes == [["/Column", "/Column"], ["/Row", "None"], ["/Row", "None"]]


def test_foreign_words_are_marked_in_wordings_and_titles(small: pikepdf.Pdf) -> None:
    marked = [str(each.Lang) for each in elements(small.Root.StructTreeRoot.K) if "/Lang" in each]
    assert (marked.count("es"), marked.count("de")) == (2, 1)


def test_links_lead_to_the_web_alone(small: pikepdf.Pdf) -> None:
    links = [str(note.A.URI) for page in small.pages for note in page.get("/Annots", [])]
    assert links == ["https://example.org/b", "https://example.org/a"]


def test_every_figure_of_the_shipped_report_has_words_and_its_tables_row_headers(
    shipped: Path,
) -> None:
    with pikepdf.open(shipped / "report.pdf") as pdf:
        every = list(elements(pdf.Root.StructTreeRoot.K))
        figures = [each for each in every if each.S == "/Figure"]
        assert len(figures) >= 20
        assert all(len(str(each.get("/Alt", ""))) > 20 for each in figures)
        bodies = [row for each in every if each.S == "/TBody" for row in each.K]
        assert len(bodies) > 40
        assert all(row.K[0].S == "/TH" for row in bodies)
        languages = {str(each.Lang) for each in every if "/Lang" in each}
        assert {"es", "de", "fr"} <= languages
        links = {str(note.A.URI).split(":")[0] for page in pdf.pages
                 for note in page.get("/Annots", []) if "/A" in note}  # fmt: skip
        assert links <= {"http", "https"}
