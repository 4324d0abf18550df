"""The document as one HTML page: self-contained, without script, for any screen.

Figures are drawn into the page twice, for wide and for narrow screens, each with its data as a
table and as a file to download. The page asks no server for anything.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from html import escape
from importlib.resources import files
from pathlib import Path

from analysis.figures.rounding import rounded
from analysis.report.document import (
    Block,
    Card,
    Cell,
    Document,
    Figure,
    Prose,
    References,
    Section,
    Table,
)
from analysis.report.fonts import web_fonts
from analysis.report.pictures import inline_svg

__all__ = ["web_page"]

TWIN_ROWS = 24
"""Rows of a figure's data in the page; all of them are in the file beside it."""

LONGEST = 6_000
"""Bytes of a data file that the page holds itself."""


def web_page(document: Document, pictures: Path) -> str:
    """The page.

    Args:
        document: the report.
        pictures: a folder with `<name>.svg` of every figure, and `<name>-narrow.svg` where it
            was drawn again for narrow screens.

    Returns:
        The text of an HTML file.
    """
    title = document.headline or document.title
    css = (files("analysis.report") / "report.css").read_text(encoding="utf-8")
    body = "\n".join(_section(section, place, pictures)
                     for place, section in enumerate(document.sections))  # fmt: skip
    text = f"{title}{body}"
    return "\n".join(
        [
            "<!doctype html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="light dark">',
            f"<title>{_text(document.title)}</title>",
            f"<style>{web_fonts(text)}{css}</style>",
            "</head>",
            "<body>",
            '<a class="skip" href="#main">To the content</a>',
            '<div class="page">',
            _contents(document),
            '<main id="main">',
            "<header>",
            f'<p class="kicker">{_text(document.kicker)}</p>',
            f"<h1>{_text(title)}</h1>",
            f'<p class="sub">{_text(document.subtitle)}</p>' if document.subtitle else "",
            "</header>",
            body,
            "</main>",
            "</div>",
            "</body>",
            "</html>",
            "",
        ]
    )


def _contents(document: Document) -> str:
    items = [
        f'<li><a href="#{_anchor(section, place)}">{_text(section.title)}</a></li>'
        for place, section in enumerate(document.sections)
    ]
    return f'<nav aria-label="Contents"><ol>{"".join(items)}</ol></nav>'


def _anchor(section: Section, place: int) -> str:
    return f"s{place}-{section.anchor}"


def _section(section: Section, place: int, pictures: Path) -> str:
    anchor = _anchor(section, place)
    cards = any(isinstance(block, Card) for block in section.blocks)
    parts = [
        f'<section aria-labelledby="{anchor}"{" class=claims" if cards else ""}>',
        f'<h2 id="{anchor}">{_text(section.title)}</h2>',
    ]
    if cards:
        parts.append(_filter())
    listed: list[str] = []
    for number, block in enumerate(section.blocks):
        if isinstance(block, Prose) and block.role == "item":
            listed.append(f"<li>{_said(block)}</li>")
            continue
        if listed:
            parts.append(f"<ul>{''.join(listed)}</ul>")
            listed = []
        parts.append(_block(block, pictures, f"{anchor}-{number}"))
    if listed:
        parts.append(f"<ul>{''.join(listed)}</ul>")
    return "\n".join([*parts, "</section>"])


def _filter() -> str:
    choices = [("all", "All", " checked"), ("good", "Holds", ""), ("bad", "Fails", ""),
               ("open", "Open", ""), ("mute", "Cannot be checked", "")]  # fmt: skip
    inputs = "".join(
        f'<input type="radio" name="verdicts" id="only-{tone}"{checked}>'
        f'<label for="only-{tone}">{word}</label>'
        for tone, word, checked in choices
    )
    return f'<fieldset class="filter"><legend>Verdicts shown</legend>{inputs}</fieldset>'


def _block(block: Block, pictures: Path, anchor: str) -> str:
    if isinstance(block, Prose):
        return _prose(block)
    if isinstance(block, Table):
        return _table(block, pictures)
    if isinstance(block, Figure):
        return _figure(block, pictures)
    if isinstance(block, Card):
        return _card(block, pictures)
    assert isinstance(block, References)
    return f'<ol class="references" id="{anchor}">{"".join(_references(block))}</ol>'


def _prose(block: Prose) -> str:
    said = _said(block)
    if block.role in ("heading", "headline"):
        return f"<h3>{said}</h3>"
    classes = {"note": ' class="note"', "formula": ' class="formula"'}.get(block.role, "")
    return f"<p{classes}>{said}</p>"


def _said(block: Prose) -> str:
    lead = f"<strong>{_text(block.strong)}</strong> " if block.strong else ""
    words = _text(block.text)
    return lead + (f'<span lang="{escape(block.lang)}">{words}</span>' if block.lang else words)


def _table(table: Table, pictures: Path, folds: bool = True) -> str:
    wide = len(table.header) > 8
    caption = f"<caption>{_text(table.caption)}</caption>" if table.caption else ""
    head = "".join(
        f'<th scope="col"{_number(table, place)}>{_text(name)}</th>'
        for place, name in enumerate(table.header)
    )
    rows = "".join(_row(table, row, pictures) for row in table.rows)
    folded = ' class="folds"' if folds and not wide else ""
    # What scrolls must be reachable by keyboard, and so needs a name.
    label = _text(table.caption or ", ".join(table.header[:3]))
    return (
        f'<div class="table" tabindex="0" role="region" aria-label="{label}"><table{folded}>'
        f"{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row(table: Table, row: tuple[Cell | str, ...], pictures: Path) -> str:
    cells = []
    for place, cell in enumerate(row):
        words = _cell(cell if isinstance(cell, Cell) else Cell(str(cell)), pictures)
        if place == 0:
            cells.append(f'<th scope="row"{_number(table, place)}>{words}</th>')
        else:
            name = escape(table.header[place])
            cells.append(f'<td{_number(table, place)} data-name="{name}">{words}</td>')
    return f"<tr>{''.join(cells)}</tr>"


def _number(table: Table, place: int) -> str:
    return ' class="num"' if place in table.right else ""


def _cell(cell: Cell, pictures: Path) -> str:
    if cell.figure is not None:
        svg = (pictures / f"{cell.figure.name}.svg").read_text(encoding="utf-8")
        alt = cell.figure.drawing.caption.alt
        return f'<span class="spark">{inline_svg(svg, cell.figure.name, alt)}</span>'
    words = _text(cell.text)
    if cell.lang:
        words = f'<span lang="{escape(cell.lang)}">{words}</span>'
    if cell.tone:
        words = f'<span class="{cell.tone}">{words}</span>'
    if cell.strong:
        words = f"<strong>{words}</strong>"
    if cell.url:
        words = f'<a href="{escape(cell.url)}">{words}</a>'
    return words + (f'<span class="small">{_text(cell.small)}</span>' if cell.small else "")


def _figure(figure: Figure, pictures: Path) -> str:
    drawing, name = figure.drawing, figure.name
    words = drawing.caption
    wide = (pictures / f"{name}.svg").read_text(encoding="utf-8")
    narrow = pictures / f"{name}-narrow.svg"
    parts = [f'<figure id="{name}">']
    if figure.words:
        parts.append(f"<h3>{_text(words.headline)}</h3>")
        parts.append(f'<p class="sub">{_text(words.subtitle)}</p>')
    if narrow.exists():
        small = inline_svg(narrow.read_text(encoding="utf-8"), f"{name}-n", words.alt)
        parts.append(f'<div class="wide">{inline_svg(wide, name, words.alt)}</div>')
        parts.append(f'<div class="narrow">{small}</div>')
    else:
        parts.append(inline_svg(wide, name, words.alt))
    if drawing.events:
        items = "".join(f"<li>{_text(text)}</li>" for _, text in drawing.events)
        parts.append(f'<ol class="key">{items}</ol>')
    note = " ".join(part for part in (drawing.reading, words.note) if part)
    parts.append(f"<figcaption>{_text(note)} Source: {_text(words.source)}.</figcaption>")
    parts.append(_twin(figure))
    parts.append("</figure>")
    return "\n".join(parts)


def _twin(figure: Figure) -> str:
    """The figure's data: as a table as far as it is short, and whole as a file."""
    data = rounded(figure.drawing.data)
    shown = data.tail(TWIN_ROWS).astype(object)
    shown = shown.where(shown.notna(), "")
    header = tuple(str(name) for name in data.columns)
    rows = tuple(tuple(Cell(_short(value)) for value in row) for row in shown.to_numpy().tolist())
    few = "" if len(shown) == len(data) else f", the last {len(shown)} of {len(data)} rows"
    caption = f"Data of the figure{few}"
    table = _table(Table(header, rows, (), caption), Path(), folds=False)
    csv = data.to_csv(index=False, lineterminator="\n").encode()
    # A long file would make the page heavy: it lies beside it.
    inside = f"data:text/csv;base64,{base64.b64encode(csv).decode()}"
    address = inside if len(csv) < LONGEST else f"figures/{figure.name}.csv"
    link = f'<a download="{figure.name}.csv" href="{address}">All as CSV</a>'
    headline = figure.drawing.caption.headline
    label = f"Data: {_text(headline[:80])}"
    return (
        f'<details><summary aria-label="{label}">Data as a table</summary>{table}'
        f'<p class="files">{link}</p></details>'
    )


def _short(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _card(card: Card, pictures: Path) -> str:
    tone = card.tone or "mute"
    lines = "".join(f'<p class="note">{_text(line)}</p>' for line in card.lines)
    evidence = ""
    if card.evidence:
        count = len(card.evidence.rows)
        noun = "reading" if count == 1 else "readings"
        evidence = (
            f'<details><summary aria-label="{count} {noun}: {_text(card.sentence[:60])}">'
            f"{count} {noun}</summary>{_table(card.evidence, pictures)}</details>"
        )
    return (
        f'<div class="card {tone} is-{tone}"><h3><span class="{tone}">{card.sign} {card.outcome}'
        f"</span> “{_text(card.sentence)}”</h3><p>{_text(card.decides)}</p>{lines}{evidence}</div>"
    )


def _references(block: References) -> Iterator[str]:
    for item in block.items:
        name = _text(item.text)
        link = f'<a href="{escape(item.url)}">{name}</a>' if item.url else name
        lang = f' lang="{escape(item.lang)}"' if item.lang else ""
        small = f' <span class="small">{_text(item.small)}</span>' if item.small else ""
        yield f"<li><span{lang}>{link}</span>.{small}</li>"


def _text(words: object) -> str:
    """Words as text of a page; what no page can hold (half a surrogate pair) as a mark."""
    return escape(str(words).encode("utf-8", "replace").decode("utf-8"))
