"""Figures turned into files: as they stand alone, and without their words for PDF and page.

A section is drawn as soon as it is composed, so that what is handed on, or kept for the next
build, is text and files and no figure in memory.
"""

from __future__ import annotations

import tempfile
import zlib
from dataclasses import replace
from pathlib import Path

import matplotlib

from analysis.figures.page import Drawing, bare, bare_size, grow_axes, with_all_words
from analysis.figures.rounding import rounded
from analysis.figures.save import save_figure, svg_of
from analysis.figures.style import house_style
from analysis.figures.values import Frame, frames_of, values_of
from analysis.report.document import Figure, Picture, Section
from analysis.report.web.pictures import lean

__all__ = ["drawn"]

AXES = 0.6
"""Inches of a figure's axes at the least, however long its words."""

LONGEST = 120
"""Bytes of a file's name without its ending; systems allow 255 or fewer."""

NARROW = 3.7
"""Inches: the width of a telephone at the size of a page's type."""


def drawn(section: Section) -> Section:
    """A section with every figure drawn.

    Args:
        section: as a section module composed it.
    """
    return section.with_figures(_figure)


def _figure(figure: Figure) -> Figure:
    drawing = figure.drawing
    if isinstance(drawing, Picture):
        return figure
    figure = replace(figure, name=_file_name(figure.name))
    picture = drawing.figure
    for axis in (each for axes in picture.axes for each in (axes.xaxis, axes.yaxis)):
        if not axis.get_label_text():
            axis.set_label_coords(0, 0)  # else ticks are measured to find a place for no words
    if figure.words:
        grow_axes(picture, AXES)
    files = _saved(figure, drawing) if figure.words else {}
    values = values_of(drawing) if figure.words else ()
    with house_style(), matplotlib.rc_context({"svg.hashsalt": figure.name}):
        size = bare_size(picture)
        wide, frames = _svg(drawing, size)
        narrow, narrow_frames = "", tuple[Frame, ...]()
        if figure.words:
            narrow, narrow_frames = _svg(drawing, (NARROW, min(size[1], 1.1 * NARROW)))
    return replace(
        figure,
        drawing=Picture(
            caption=drawing.caption,
            data=rounded(drawing.data),
            events=drawing.events,
            reading=drawing.reading,
            picks=drawing.picks,
            files=files,
            wide=wide,
            narrow=narrow,
            frames=(frames, narrow_frames),
            values=values,
        ),
    )


def _file_name(name: str) -> str:
    """A name of one file within its folder, whatever ids of others' data it is made of."""
    kept = "".join(sign if sign.isalnum() or sign == "-" else "-" for sign in name)
    if len(kept.encode()) <= LONGEST:
        return kept
    short = kept.encode()[: LONGEST - 9].decode(errors="ignore")
    return f"{short}-{zlib.crc32(name.encode()):08x}"


def _saved(figure: Figure, drawing: Drawing) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as scratch, with_all_words(drawing.figure):
        paths = save_figure(drawing, Path(scratch) / figure.name, figure.inputs)
        return {path.name.removeprefix(figure.name): path.read_bytes() for path in paths}


def _svg(drawing: Drawing, size: tuple[float, float]) -> tuple[str, tuple[Frame, ...]]:
    with bare(drawing.figure, size):
        svg = svg_of(drawing.figure)
        frames = frames_of(drawing.figure)
    return lean(svg), frames
