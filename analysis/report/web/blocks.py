"""Blocks of the document as parts of a page: prose, tables, cards, references."""

from __future__ import annotations

import zlib
from html import escape

from analysis.report.document import Card, Cell, Figure, Picture, Prose, References, Table
from analysis.report.web.pictures import inline_svg
from analysis.wording import printable

__all__ = [
    "card_element",
    "list_item",
    "prose_element",
    "references_element",
    "short_name",
    "table_element",
    "text_of",
]


def text_of(words: object) -> str:
    """Words as text of a page; what no page can hold as a mark.

    >>> text_of("<b>&")
    '&lt;b&gt;&amp;'
    """
    return escape(printable(str(words)))


def short_name(name: str) -> str:
    """A short name for the ids in a picture, of which there are many.

    >>> short_name("issues-gb")
    'i23b43c0e'
    """
    return f"i{zlib.crc32(name.encode()):x}"


def prose_element(block: Prose) -> str:
    """A paragraph or a heading."""
    said = list_item(block)
    if block.role in ("heading", "headline"):
        return f"<h3>{said}</h3>"
    classes = {"note": ' class="note"', "formula": ' class="formula"'}.get(block.role, "")
    return f"<p{classes}>{said}</p>"


def list_item(block: Prose) -> str:
    """The words of a paragraph."""
    lead = f"<strong>{text_of(block.strong)}</strong> " if block.strong else ""
    words = text_of(block.text)
    return lead + (f'<span lang="{escape(block.lang)}">{words}</span>' if block.lang else words)


def table_element(table: Table, *, of: str = "", folds: bool = True) -> str:
    """A table that can be scrolled by keyboard, and folds on narrow screens where it may.

    Args:
        table: the table.
        of: what it belongs to, where its caption does not tell it from others.
        folds: whether it may fold.
    """
    # What scrolls must be reachable by keyboard, and so needs a name of its own.
    caption = table.caption or ", ".join(name for name in table.header[:3] if name)
    label = text_of(f"{caption}: {of}" if of else caption)
    unseen = "" if table.caption else ' class="unseen"'
    head = "".join(
        f'<th scope="col"{_number(table, place)}>{text_of(name)}</th>'
        for place, name in enumerate(table.header)
    )
    rows = "".join(_row(table, row) for row in table.rows)
    folded = ' class="folds"' if folds and len(table.header) <= 8 else ""
    return (
        f'<div class="table" tabindex="0" role="region" aria-label="{label}"><table{folded}>'
        f"<caption{unseen}>{text_of(caption)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
    )


def _row(table: Table, row: tuple[Cell | str, ...]) -> str:
    cells = []
    for place, cell in enumerate(row):
        words = _cell(cell if isinstance(cell, Cell) else Cell(str(cell)))
        if place == 0:
            cells.append(f'<th scope="row"{_number(table, place)}>{words}</th>')
        else:
            name = text_of(table.header[place])
            cells.append(f'<td{_number(table, place)} data-name="{name}">{words}</td>')
    return f"<tr>{''.join(cells)}</tr>"


def _number(table: Table, place: int) -> str:
    return ' class="num"' if place in table.right else ""


def _cell(cell: Cell) -> str:
    if cell.figure is not None:
        return f'<span class="spark">{_small_picture(cell.figure)}</span>'
    words = text_of(cell.text)
    if cell.lang:
        words = f'<span lang="{escape(cell.lang)}">{words}</span>'
    if cell.tone:
        words = f'<span class="{cell.tone}">{words}</span>'
    if cell.strong:
        words = f"<strong>{words}</strong>"
    if cell.url:
        words = f'<a href="{escape(cell.url)}">{words}</a>'
    return words + (f'<span class="small">{text_of(cell.small)}</span>' if cell.small else "")


def _small_picture(figure: Figure) -> str:
    picture = figure.drawing
    assert isinstance(picture, Picture)
    return inline_svg(picture.wide, short_name(figure.name), picture.caption.alt)


def card_element(card: Card) -> str:
    """A sentence that was checked, the readings behind it in a table to be opened."""
    tone = card.tone or "mute"
    lines = "".join(f'<p class="note">{text_of(line)}</p>' for line in card.lines)
    strip = f'<div class="strip">{_small_picture(card.strip)}</div>' if card.strip else ""
    evidence = ""
    if card.evidence:
        count = len(card.evidence.rows)
        noun = "reading" if count == 1 else "readings"
        evidence = (
            f'<details><summary aria-label="{count} {noun}: {text_of(card.sentence[:60])}">'
            f"{count} {noun}</summary>{table_element(card.evidence, of=card.sentence)}</details>"
        )
    return (
        f'<div class="card {tone} is-{tone}"><h3><span class="{tone}">{card.sign} {card.outcome}'
        f"</span> “{text_of(card.sentence)}”</h3><p>{text_of(card.decides)}</p>"
        f"{strip}{lines}{evidence}</div>"
    )


def references_element(block: References, anchor: str) -> str:
    """Numbered sources."""
    return f'<ol class="references" id="{anchor}">{"".join(map(_reference, block.items))}</ol>'


def _reference(item: Cell) -> str:
    name = text_of(item.text)
    link = f'<a href="{escape(item.url)}">{name}</a>' if item.url else name
    lang = f' lang="{escape(item.lang)}"' if item.lang else ""
    small = f' <span class="small">{text_of(item.small)}</span>' if item.small else ""
    return f"<li><span{lang}>{link}</span>{small}</li>"
