"""The document as PDF/UA-1, typeset by typst from data, and as one HTML page.

The words go in as JSON and the figures as SVG files; nothing is pasted into markup. Only the
fonts of two packages are used, so that every machine sets the same lines; a sign that they lack
is marked in the PDF, and said.
"""

from __future__ import annotations

import datetime
import json
import re
import shutil
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

from analysis.figures.style import LACKING, in_typeface, lacking_signs
from analysis.figures.tagged import typst_fonts
from analysis.report.document import Document, Picture
from analysis.report.together import Helpers
from analysis.report.web.page import web_page
from analysis.wording import listing, printable
from polls.errors import Place, Problem, ProblemsError, ProblemsWarning

__all__ = ["row_headers", "typeset"]

PICTURES = "pictures"

TOLD = 12
"""Signs named in a warning."""

FIRST_CELL = re.compile(rb"/S/TD(/P \d+ 0 R/A\[<</O/Table)(/Headers\[\(U[0-9a-z]+x0y\d+\)\])(>>)")
"""A cell of a table's first column, in the structure of a PDF."""


def typeset(
    document: Document,
    folder: Path,
    tell: Callable[[str], None] = lambda _: None,
    hands: Helpers | None = None,
) -> tuple[Path, Path]:
    """Write `report.pdf`, `report.html`, `report.json` and the files of the figures.

    Args:
        document: the report, its figures drawn.
        folder: an existing folder to write into.
        tell: called with one line as each stage begins.
        hands: who work on it; default: this process alone.

    Returns:
        The paths of the PDF and of the HTML page.

    Raises:
        ProblemsError: where the document cannot be set, a figure without alt text included.

    Warns:
        ProblemsWarning: of signs that the PDF's typeface lacks.
    """
    values = json.dumps(_printable(document.as_values()), ensure_ascii=False, indent=1) + "\n"
    (folder / "report.json").write_text(values, encoding="utf-8")
    pictures = folder / PICTURES
    pictures.mkdir(exist_ok=True)
    (pictures / "words.json").write_text(in_typeface(values), encoding="utf-8")
    _tell_of_lacking(values)
    template = folder / "report.typ"
    shutil.copyfile(str(files("analysis.report") / "report.typ"), template)
    _write_figures(document, folder)
    tell("typesetting the PDF and writing the page")
    try:
        with ThreadPoolExecutor(1) as other:  # typst works outside Python
            setting = other.submit(_compile, folder, document.date)
            html = web_page(document, hands or Helpers())
            pdf = setting.result()
    finally:
        template.unlink()
        shutil.rmtree(pictures)
    paths = folder / "report.pdf", folder / "report.html"
    paths[0].write_bytes(pdf)
    paths[1].write_text(html, encoding="utf-8")
    return paths


def _write_figures(document: Document, folder: Path) -> None:
    """The files of every figure, and for the typesetter the pictures without words."""
    (folder / "figures").mkdir(exist_ok=True)
    for figure in document.figures():
        picture = figure.drawing
        assert isinstance(picture, Picture)
        path = folder / PICTURES / f"{figure.name}.svg"
        path.write_text(in_typeface(picture.wide), encoding="utf-8")
        for ending, content in picture.files.items():
            (folder / "figures" / f"{figure.name}{ending}").write_bytes(content)


def _printable(values: Any) -> Any:
    if isinstance(values, str):
        return printable(values)
    if isinstance(values, dict):
        return {name: _printable(value) for name, value in values.items()}
    return [_printable(value) for value in values] if isinstance(values, list) else values


def _tell_of_lacking(words: str) -> None:
    lacking = lacking_signs(words)
    if not lacking:
        return
    more = f" and {len(lacking) - TOLD} more" if len(lacking) > TOLD else ""
    problem = Problem(
        "signs-not-in-typeface",
        "the typeface of the PDF lacks some signs",
        Place(file="report.pdf"),
        got=listing(lacking[:TOLD]) if not more else ", ".join(lacking[:TOLD]) + more,
        hint=f"they are printed as {LACKING} there; report.html has them",
        severity="warning",
    )
    warnings.warn(ProblemsWarning([problem]), stacklevel=3)


def row_headers(pdf: bytes) -> bytes:
    """A PDF whose tables' first cells are headers of their rows.

    Typst marks headers of columns alone. Each first cell is named after the header above it,
    in clear text; the change keeps every byte's place.

    >>> row_headers(b"/S/TD/P 8 0 R/A[<</O/Table/Headers[(U1x0y0)]>>]")
    b'/S/TH/P 8 0 R/A[<</O/Table/Scope/Row        >>]'
    """

    def header(found: re.Match[bytes]) -> bytes:
        scope = b"/Scope/Row".ljust(len(found.group(2)))
        return b"/S/TH" + found.group(1) + scope + found.group(3)

    return FIRST_CELL.sub(header, pdf)


def _compile(folder: Path, date: str) -> bytes:
    stamp = datetime.datetime.fromisoformat(date).replace(tzinfo=datetime.UTC)
    try:
        return row_headers(
            typst.compile(
                folder / "report.typ",
                root=folder,
                format="pdf",
                font_paths=typst_fonts(),
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
