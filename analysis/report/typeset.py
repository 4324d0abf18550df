"""The document as PDF/UA-1 and as one HTML page, typeset by typst from data.

The words go in as JSON and the figures as SVG files; nothing is pasted into markup. Only
matplotlib's DejaVu fonts are used, so that every machine sets the same lines.
"""

from __future__ import annotations

import datetime
import json
import shutil
import warnings
from importlib.resources import files
from pathlib import Path
from typing import Literal

import matplotlib
import typst

from analysis.report.document import Document
from polls.errors import Place, Problem, ProblemsError

__all__ = ["typeset"]


def typeset(document: Document, folder: Path) -> tuple[Path, Path]:
    """Write `report.pdf` and `report.html` beside the `figures/` that they show.

    Args:
        document: the report.
        folder: a folder that holds the document's figures as `figures/<name>.svg`.

    Returns:
        The paths of the PDF and of the HTML page.

    Raises:
        ProblemsError: where the document cannot be set, a figure without alt text included.
    """
    values = json.dumps(document.as_values(), ensure_ascii=False, indent=1)
    (folder / "report.json").write_text(values + "\n", encoding="utf-8")
    template = files("analysis.report")
    copies = [folder / name for name in ("report.typ", "report.css")]
    for copy in copies:
        shutil.copyfile(str(template / copy.name), copy)
    try:
        pdf = _compile(folder, document.date, "pdf")
        html = _compile(folder, document.date, "html")
    finally:
        for copy in copies:
            copy.unlink()
    paths = folder / "report.pdf", folder / "report.html"
    for path, content in zip(paths, (pdf, html), strict=True):
        path.write_bytes(content)
    return paths


def _compile(folder: Path, date: str, target: Literal["pdf", "html"]) -> bytes:
    stamp = datetime.datetime.fromisoformat(date).replace(tzinfo=datetime.UTC)
    try:
        with warnings.catch_warnings():
            # typst calls its HTML export unfinished in a warning of every run.
            warnings.simplefilter("ignore")
            content = typst.compile(
                folder / "report.typ",
                root=folder,
                format=target,
                font_paths=[Path(matplotlib.get_data_path()) / "fonts" / "ttf"],
                ignore_system_fonts=True,
                sys_inputs={"target": target},
                timestamp=stamp,
                pdf_standards=["ua-1"] if target == "pdf" else [],
                pretty=target == "html",
            )
    except typst.TypstError as error:
        problem = Problem(
            "not-typeset",
            f"the {target.upper()} cannot be made",
            Place(file="report.typ"),
            got=" ".join([error.message, *error.hints]),
        )
        raise ProblemsError([problem]) from None
    return content
