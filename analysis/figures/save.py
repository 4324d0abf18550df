"""A figure on disk: PDF, SVG, the exact plotted data, alt text, and what it was made from.

    issue-gb.pdf  issue-gb.svg   the figure with its words, for print and for a page
    issue-gb.csv  issue-gb.alt.txt  issue-gb.json  issue-gb.vl.json   what else others need

No date of writing and no random id enters a file, so that two runs give the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from analysis.figures.page import Drawing, page_of
from analysis.figures.rounding import rounded
from analysis.figures.style import house_style
from analysis.figures.tagged import tagged_pdf
from analysis.figures.vega import vega_lite
from polls.arguments import arguments_checked
from polls.errors import Problem, ProblemsError, raise_errors
from polls.files.targets import target_problems

__all__ = ["save_figure", "svg_of", "write_picture"]


@arguments_checked
def save_figure(
    drawn: Drawing | Axes | Figure, stem: str | Path, inputs: Mapping[str, Any] | None = None
) -> tuple[Path, ...]:
    """Write a figure with its data, alt text, origin and a specification to redraw it.

    Args:
        drawn: the finished figure, or the axes that `plot()` of a result made.
        stem: folder and name without ending.
        inputs: what the figure was made from, as plain values for the `.json`.

    Returns:
        The six paths written: PDF, SVG, CSV, alt text, JSON, Vega-Lite.

    Raises:
        ProblemsError: where it is no figure of polltide's own with its words around it.
        ValueError: where the figure has no alt text.

    >>> import tempfile
    >>> import polls
    >>> from analysis.trends.trend import fit_trend
    >>> german = polls.load(question="contribute_lot", country="DE", answer="agree")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     written = save_figure(fit_trend(german).plot(), Path(folder) / "germany")
    >>> [path.name.removeprefix("germany") for path in written]
    ['.pdf', '.svg', '.csv', '.alt.txt', '.json', '.vl.json']
    """
    drawing, stem = _drawing(drawn), Path(stem)
    raise_errors(target_problems(stem, overwrite=True) if not stem.name else ())
    if not drawing.caption.alt.strip():
        raise ValueError(f"figure '{stem.name}' has no alt text: say chart type, data and reason")
    paths = tuple(stem.with_name(stem.name + end) for end in (".pdf", ".svg", ".csv", ".alt.txt"))
    pdf, svg, data, alt = paths
    with house_style(), matplotlib.rc_context({"svg.hashsalt": stem.name}):
        content = svg_of(drawing.figure)
    svg.write_text(content, encoding="utf-8")
    pdf.write_bytes(tagged_pdf(content, drawing.caption))
    rounded(drawing.data).to_csv(data, index=False, lineterminator="\n")
    alt.write_text(drawing.caption.alt + "\n", encoding="utf-8")
    record = stem.with_name(stem.name + ".json")
    record.write_text(_record(drawing, inputs or {}, data), encoding="utf-8")
    redraw = stem.with_name(stem.name + ".vl.json")
    text = json.dumps(vega_lite(drawing), ensure_ascii=False)  # with indents it takes far longer
    redraw.write_text(text + "\n", encoding="utf-8")
    return (*paths, record, redraw)


def svg_of(figure: Figure) -> str:
    """A figure as SVG, without a date, its letters as the settings in force say.

    `savefig` would draw it twice, the first time in vain for layouts of matplotlib's own.

    Args:
        figure: the figure.
    """
    before, dpi = figure.canvas, figure.dpi
    target = io.StringIO()
    try:
        FigureCanvasSVG(figure).print_svg(target, metadata={"Date": None})
    finally:
        figure.set_dpi(dpi)
        figure.set_canvas(before)
    return target.getvalue()


def write_picture(drawing: Drawing, path: Path, kind: str) -> None:
    """Write a figure alone, without what goes beside it.

    Args:
        drawing: the finished figure.
        path: the file.
        kind: "pdf", tagged; "svg"; or "png".
    """
    with house_style(), matplotlib.rc_context({"svg.hashsalt": drawing.caption.headline}):
        if kind == "png":
            drawing.figure.savefig(path, format="png")
            return
        svg = svg_of(drawing.figure)
    if kind == "svg":
        path.write_text(svg, encoding="utf-8")
    else:
        path.write_bytes(tagged_pdf(svg, drawing.caption))


def _drawing(drawn: Drawing | Axes | Figure) -> Drawing:
    if isinstance(drawn, Drawing):
        return drawn
    figure = drawn if isinstance(drawn, Figure) else drawn.get_figure(root=True)
    page = page_of(figure) if figure is not None else None
    if page is None or page.drawing is None:
        hint = "let plot() make the figure, without axes of one's own, and save what it returns"
        title = "this figure has no words and data of its own to save"
        raise ProblemsError([Problem("no-drawing", title, hint=hint)])
    return page.drawing


def _record(drawing: Drawing, inputs: Mapping[str, Any], data: Path) -> str:
    words = drawing.caption
    record = {
        "headline": words.headline,
        "subtitle": words.subtitle,
        "source": words.source,
        "note": words.note,
        "accessibility": "the PDF is tagged and has the words of the .alt.txt; the SVG is not",
        "inputs": dict(inputs),
        "data_sha256": hashlib.sha256(data.read_bytes()).hexdigest(),
    }
    return json.dumps(record, indent=2, ensure_ascii=False, default=str) + "\n"
