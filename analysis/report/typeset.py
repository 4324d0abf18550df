"""The document as PDF/UA-1, typeset by typst from data, and as one HTML page.

The words go in as JSON and the figures as SVG files; nothing is pasted into markup. Only the
fonts of two packages are used, so that every machine sets the same lines.
"""

from __future__ import annotations

import datetime
import json
import shutil
from importlib.resources import files
from pathlib import Path

import matplotlib
import typst

from analysis.figures.page import bare
from analysis.figures.style import font_files, house_style
from analysis.report.document import Document
from analysis.report.web_page import web_page
from polls.errors import Place, Problem, ProblemsError

__all__ = ["typeset"]

PICTURES = "pictures"

NARROW = 3.7
"""Inches: the width of a telephone at the size of a page's type."""


def typeset(document: Document, folder: Path) -> tuple[Path, Path]:
    """Write `report.pdf`, `report.html` and `report.json`.

    Args:
        document: the report.
        folder: an existing folder to write into.

    Returns:
        The paths of the PDF and of the HTML page.

    Raises:
        ProblemsError: where the document cannot be set, a figure without alt text included.
    """
    values = json.dumps(document.as_values(), ensure_ascii=False, indent=1)
    values = values.encode("utf-8", "replace").decode("utf-8")
    (folder / "report.json").write_text(values + "\n", encoding="utf-8")
    pictures = folder / PICTURES
    pictures.mkdir(exist_ok=True)
    template = folder / "report.typ"
    shutil.copyfile(str(files("analysis.report") / "report.typ"), template)
    for font in font_files():
        shutil.copyfile(font, pictures / font.name)
    try:
        _draw(document, pictures)
        pdf = _compile(folder, document.date)
        html = web_page(document, pictures)
    finally:
        template.unlink()
        shutil.rmtree(pictures)
    paths = folder / "report.pdf", folder / "report.html"
    paths[0].write_bytes(pdf)
    paths[1].write_text(html, encoding="utf-8")
    return paths


def _draw(document: Document, folder: Path) -> None:
    """Every figure without its words, as the report sets them itself; narrow ones too."""
    for figure in document.figures():
        picture = figure.drawing.figure
        with house_style(), matplotlib.rc_context({"svg.hashsalt": figure.name}):
            with bare(picture):
                picture.savefig(folder / f"{figure.name}.svg", metadata={"Date": None})
            if not figure.words:
                continue
            width, height = picture.get_size_inches()
            picture.set_size_inches(NARROW, min(height, 1.1 * NARROW))
            with bare(picture):
                picture.savefig(folder / f"{figure.name}-narrow.svg", metadata={"Date": None})
            picture.set_size_inches(width, height)


def _compile(folder: Path, date: str) -> bytes:
    stamp = datetime.datetime.fromisoformat(date).replace(tzinfo=datetime.UTC)
    try:
        return bytes(
            typst.compile(
                folder / "report.typ",
                root=folder,
                format="pdf",
                font_paths=[folder / PICTURES, Path(matplotlib.get_data_path()) / "fonts" / "ttf"],
                ignore_system_fonts=True,
                timestamp=stamp,
                pdf_standards=["ua-1"],
            )
        )
    except typst.TypstError as error:
        problem = Problem(
            "not-typeset",
            "the PDF cannot be made",
            Place(file="report.typ"),
            got=" ".join([error.message, *error.hints]),
        )
        raise ProblemsError([problem]) from None
