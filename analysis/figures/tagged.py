"""A figure's PDF: tagged, with its title, language and alt text, as PDF/UA-1 asks.

matplotlib writes PDFs that a screen reader passes over. Typst makes one of the SVG instead, with
the same letters and lines, and puts the fonts in once.
"""

from __future__ import annotations

import shutil
import tempfile
from functools import cache

import typst

from analysis.figures.page import Caption
from analysis.figures.style import font_files, in_typeface, stand_in_files

__all__ = ["tagged_pdf", "typst_fonts"]

SHEET = b"""#set document(title: sys.inputs.title, date: none)
#set page(width: auto, height: auto, margin: 0pt)
#set text(lang: "en")
#image(bytes(sys.inputs.picture), format: "svg", alt: sys.inputs.alt)
"""
"""A page as large as the picture on it."""


def tagged_pdf(svg: str, caption: Caption) -> bytes:
    """An SVG of matplotlib's as a PDF of one page.

    Args:
        svg: its letters as text in the house's typeface.
        caption: its headline is the title.

    Returns:
        A PDF, the same bytes each time; a sign that the typeface lacks is marked.
    """
    words = {"title": caption.headline, "alt": caption.alt, "picture": in_typeface(svg)}
    pdf = typst.Compiler(SHEET, font_paths=typst_fonts()).compile(
        format="pdf", sys_inputs=words, pdf_standards=["ua-1"]
    )
    assert isinstance(pdf, bytes)
    return pdf


@cache
def typst_fonts() -> typst.Fonts:
    """The typeface, and the one that stands in where it lacks a sign, of no system's."""
    folder = _fonts_folder()
    for path in (*font_files(), *stand_in_files()):
        shutil.copy(path, folder.name)
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder.name]
    )


@cache
def _fonts_folder() -> tempfile.TemporaryDirectory[str]:
    """Typst takes folders alone, and opens a font when it is first used."""
    return tempfile.TemporaryDirectory(prefix="polltide-fonts-")
