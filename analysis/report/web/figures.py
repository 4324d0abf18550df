"""A figure in a page: drawn for wide and for narrow screens, its values, its data as a table."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Sequence

import pandas as pd

from analysis.figures.rounding import round_digits
from analysis.figures.values import Frame
from analysis.report.document import Cell, Figure, Picture, Table
from analysis.report.web.blocks import short_name, table_element, text_of
from analysis.report.web.pictures import inline_svg
from analysis.wording import printable

__all__ = ["figure_element"]

DIGITS = 3
"""Significant digits of shares in the page."""

PACKED = 6
"""How hard data are packed: the hardest takes five times as long for three parts in a hundred."""

TWIN_ROWS = 24
"""Rows of a figure's data in its table; all of them are in the file."""


def figure_element(figure: Figure) -> str:
    """A figure with its words, values, table and files.

    Args:
        figure: one that was drawn.
    """
    picture, name = figure.drawing, short_name(figure.name)
    assert isinstance(picture, Picture)
    words = picture.caption
    parts = [f'<figure id="{figure.name}">']
    if figure.words:
        parts.append(f"<h3>{text_of(words.headline)}</h3>")
        parts.append(f'<p class="sub">{text_of(words.subtitle)}</p>')
    parts.append(f'<div class="wide">{inline_svg(picture.wide, name, words.alt)}</div>')
    if picture.narrow:
        small = inline_svg(picture.narrow, f"{name}n", words.alt)
        parts.append(f'<div class="narrow">{small}</div>')
    if picture.events:
        items = "".join(f"<li>{text_of(text)}</li>" for _, text in picture.events)
        parts.append(f'<ol class="key">{items}</ol>')
    note = " ".join(part for part in (picture.reading, words.note) if part)
    parts.append(f"<figcaption>{text_of(note)} Source: {text_of(words.source)}.</figcaption>")
    parts += [_files(figure, picture), _twin(picture), _values(picture), "</figure>"]
    return "\n".join(parts)


def _values(picture: Picture) -> str:
    """What the script needs: frames of the axes, names to pick, places and words of the marks."""
    wide, narrow = picture.frames
    values = [
        [each.axes, round(1000 * each.x), round(1000 * each.y), each.words, each.pick]
        for each in picture.values
    ]
    content = {"f": [_short(wide), _short(narrow)], "p": picture.picks, "v": values}
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    text = printable(text).replace("<", "\\u003c")
    return f'<script type="application/json">{text}</script>'


def _short(frames: Sequence[Frame]) -> list[list[float]]:
    return [[round(side, 4) for side in frame] for frame in frames]


def _files(figure: Figure, picture: Picture) -> str:
    """Links to the files beside the page; with script they are made from the page itself.

    Numbers have all their digits in the files, and as many as anyone prints in the page.
    """
    csv = _short_data(picture.data).to_csv(index=False, lineterminator="\n").encode()
    packed = base64.b64encode(gzip.compress(csv, PACKED, mtime=0)).decode()
    links = "".join(
        f'<a download href="figures/{figure.name}{ending}">{ending[1:].upper()}</a> '
        for ending in (".svg", ".pdf", ".csv")
        if ending in picture.files
    )
    return f'<p class="files" data-csv="{packed}">Files: {links}</p>'


def _short_data(data: pd.DataFrame) -> pd.DataFrame:
    shares = [name for name in data.select_dtypes("float") if data[name].abs().max() <= 1]
    return data.assign(
        **{str(name): round_digits(data[name].to_numpy(), DIGITS) for name in shares}
    )


def _twin(picture: Picture) -> str:
    """The figure's data as a table, as far as it is short."""
    data = picture.data
    shown = data.tail(TWIN_ROWS).astype(object)
    shown = shown.where(shown.notna(), "")
    shown = shown[[name for name in shown.columns if (shown[name] != "").any()]]
    header = tuple(str(name).replace("_", " ") for name in shown.columns)
    rows = tuple(tuple(Cell(_said(value)) for value in row) for row in shown.to_numpy().tolist())
    few = "" if len(shown) == len(data) else f", the last {len(shown)} of {len(data)} rows"
    named = picture.caption.headline
    plain = Table(header, rows, (), f"Data of the figure{few}")
    table = table_element(plain, of=named, folds=False)
    label = f"Data as a table: {text_of(named[:80])}"
    return f'<details><summary aria-label="{label}">Data as a table</summary>{table}</details>'


def _said(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.4g}".replace("-", "−")
    return str(value).removesuffix(" 00:00:00")
