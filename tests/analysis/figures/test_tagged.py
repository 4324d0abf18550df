"""A figure's PDF says to a screen reader what it shows."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest

import polls
from analysis.figures.page import Caption, Drawing
from analysis.figures.save import save_figure, write_picture
from analysis.figures.style import in_typeface, lacking_signs, signs
from analysis.figures.tagged import tagged_pdf
from analysis.figures.trend import trend_figure
from analysis.figures.trend_marks import MARKERS, SIGNS
from analysis.trends.trend import fit_trend

POINTS = 72


@pytest.fixture(scope="module")
def drawing() -> Drawing:
    readings = polls.load(question="contribute_lot", country="DE", answer="agree")
    return trend_figure(fit_trend(readings))


@pytest.fixture(scope="module")
def saved(drawing: Drawing, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_figure(drawing, tmp_path_factory.mktemp("saved") / "germany")[0]


def test_the_pdf_is_tagged_with_language_title_and_alt_text(saved: Path, drawing: Drawing) -> None:
    with pikepdf.open(saved) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == "en"
        assert str(pdf.docinfo["/Title"]) == drawing.caption.headline
        figures = [each for each in pdf.objects if "/Alt" in _keys(each)]
        assert [str(each.Alt) for each in figures] == [drawing.caption.alt]
        with pdf.open_metadata() as words:
            assert words["pdfuaid:part"] == "1"


def _keys(thing: object) -> object:
    return thing.keys() if isinstance(thing, pikepdf.Dictionary) else ()


def test_it_has_the_size_of_the_figure_and_no_date(saved: Path, drawing: Drawing) -> None:
    with pikepdf.open(saved) as pdf:
        (page,) = pdf.pages
        left, bottom, right, top = map(float, page.mediabox)
        assert "/CreationDate" not in pdf.docinfo
    width, height = drawing.figure.get_size_inches() * POINTS
    assert (right - left, top - bottom) == pytest.approx((width, height), abs=0.1)


def test_its_record_says_that_it_is_tagged(saved: Path) -> None:
    assert "the PDF is tagged" in saved.with_suffix(".json").read_text(encoding="utf-8")


def test_a_sign_that_the_typeface_lacks_is_marked_and_stops_nothing() -> None:
    style = "font: 10px 'Source Sans Pro', 'DejaVu Sans'"
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="90pt" height="20pt" viewBox="0 0 90 20">'
        f'<text y="12" style="{style}">a 水</text></svg>'
    )
    caption = Caption("Worries 水", "", "", "", "One word.")
    first = tagged_pdf(svg, caption)
    assert first.startswith(b"%PDF")
    assert tagged_pdf(svg, caption) == first
    assert (in_typeface("a 水\ufe0f b"), lacking_signs("b 水 a")) == ("a � b", ["水"])
    assert in_typeface("¿Qué? ▲ ≥ ✓") == "¿Qué? ▲ ≥ ✓"


def test_the_signs_of_pollsters_are_those_of_the_typeface() -> None:
    assert list(SIGNS) == list(MARKERS)
    assert set(SIGNS.values()) <= signs()


def test_a_figure_alone_is_written_in_each_format(drawing: Drawing, tmp_path: Path) -> None:
    for kind in ("pdf", "svg", "png"):
        write_picture(drawing, tmp_path / "it", kind)
        content = (tmp_path / "it").read_bytes()
        assert content.startswith({"pdf": b"%PDF", "svg": b"<?xml", "png": b"\x89PNG"}[kind])
        write_picture(drawing, tmp_path / "it", kind)
        assert (tmp_path / "it").read_bytes() == content
    assert b"Source Sans Pro" in _written(drawing, tmp_path, "svg")
    assert b"<dc:date>" not in _written(drawing, tmp_path, "svg")


def _written(drawing: Drawing, folder: Path, kind: str) -> bytes:
    write_picture(drawing, folder / "it", kind)
    return (folder / "it").read_bytes()
