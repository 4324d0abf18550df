"""The report as data: sections of prose, figures, tables and cards, before anything is typeset.

Sections return blocks; the typesetters turn blocks into PDF and HTML and know nothing of
polls. No text of a block is ever read as markup.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

import pandas as pd

from analysis.figures.page import Caption, Drawing
from analysis.figures.values import Frame, Value
from polls.errors import Problem

__all__ = [
    "Block",
    "Card",
    "Cell",
    "Document",
    "Figure",
    "Finding",
    "Picture",
    "Prose",
    "References",
    "Section",
    "Standing",
    "Table",
    "plain",
]

Tone = Literal["", "good", "bad", "open", "mute"]


@dataclass(frozen=True)
class Cell:
    """A cell of a table: words, with an address where they link to one.

    `small` stands under the words; `strong` sets them bold; `tone` colours them, always beside
    a sign or a word that says the same; `figure` is a drawing in the place of words; `lang` is
    of words in another language.
    """

    text: str
    url: str = ""
    small: str = ""
    strong: bool = False
    tone: Tone = ""
    figure: Figure | None = None
    lang: str = ""


@dataclass(frozen=True)
class Prose:
    """A paragraph, `strong` words before it set bold.

    `role` is "body", "item" (of a list), "note" (smaller), "heading", "headline" or "formula".
    """

    text: str
    role: str = "body"
    strong: str = ""
    lang: str = ""


@dataclass(frozen=True)
class Table:
    """A table with a header row, whose first column names the rows.

    `widths` are shares of the page's width, 0 for automatic; `right` are the columns of numbers,
    set to the right.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[Cell | str, ...], ...]
    widths: tuple[float, ...]
    caption: str = ""
    right: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class Picture:
    """A figure that was drawn.

    Attributes:
        caption, data, events, reading, picks: as of the drawing, the data in seven digits.
        files: ending -> the file of the figure as it stands alone; none where it has no words.
        wide, narrow: SVG without words; `narrow` is empty where there is none.
        frames: where the axes lie in each of these.
        values: what the marks say.
    """

    caption: Caption
    data: pd.DataFrame
    events: tuple[tuple[int, str], ...]
    reading: str
    picks: tuple[str, ...]
    files: Mapping[str, bytes]
    wide: str
    narrow: str
    frames: tuple[tuple[Frame, ...], tuple[Frame, ...]]
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Figure:
    """A drawing and the name of its files; `inputs` says what it was made from.

    `words` says whether headline, subtitle and notes are set around it.
    """

    name: str
    drawing: Drawing | Picture
    inputs: dict[str, Any] = field(default_factory=dict)
    words: bool = True


@dataclass(frozen=True)
class Card:
    """A sentence that was checked: sign and word of the verdict, what decides, how far it bends.

    `strip` draws the readings, `evidence` is the same as a table; `cited` are their sources, each
    with its readings in few words, for where a table has no room.
    """

    outcome: str
    sign: str
    tone: Tone
    sentence: str
    decides: str
    lines: tuple[str, ...] = ()
    evidence: Table | None = None
    strip: Figure | None = None
    cited: tuple[Cell, ...] = ()


@dataclass(frozen=True)
class References:
    """Numbered sources, set small in two columns."""

    items: tuple[Cell, ...]


Block = Prose | Table | Figure | Card | References


@dataclass(frozen=True)
class Finding:
    """A sentence for the front page: what is bold, the rest, and how much it says (shares).

    `short` is the sentence as a headline, without intervals.
    """

    strong: str
    rest: str
    weight: float
    short: str = ""


@dataclass(frozen=True)
class Standing:
    """A row of the front page's table: where one series stands."""

    who: str
    question: str
    now: str
    interval: str
    as_of: str
    spark: Figure | None
    change: str
    peak: str


@dataclass(frozen=True)
class Section:
    """One part of the report; findings, standings and verdicts are what it adds to the front.

    `page` asks for a page of its own; `problems` are warnings of what it could not do.
    """

    title: str
    blocks: tuple[Block, ...]
    findings: tuple[Finding, ...] = ()
    standings: tuple[Standing, ...] = ()
    verdicts: Table | None = None
    page: bool = True
    problems: tuple[Problem, ...] = ()

    def with_figures(self, change: Callable[[Figure], Figure]) -> Section:
        """The section with every figure changed, those in tables and small lines included."""
        standings = (
            replace(row, spark=change(row.spark)) if row.spark else row for row in self.standings
        )
        return replace(
            self,
            blocks=tuple(_changed(block, change) for block in self.blocks),
            standings=tuple(standings),
        )

    @property
    def anchor(self) -> str:
        """The section's address within a page."""
        kept = "".join(sign if sign.isalnum() else "-" for sign in self.title.casefold())
        return "-".join(part for part in kept.split("-") if part) or "section"


@dataclass(frozen=True)
class Document:
    """The whole report."""

    title: str
    subtitle: str
    date: str
    author: str
    sections: tuple[Section, ...]
    headline: str = ""
    kicker: str = ""

    def figures(self) -> tuple[Figure, ...]:
        """All figures, in the order of the pages, those in cells of tables included."""
        return tuple(
            figure
            for section in self.sections
            for block in section.blocks
            for figure in _figures(block)
        )

    def as_values(self) -> dict[str, Any]:
        """The report as plain values for JSON, figures by the path of their picture."""
        head = ("title", "subtitle", "date", "author", "headline", "kicker")
        return {name: getattr(self, name) for name in head} | {
            "sections": [
                {
                    "title": section.title,
                    "page": section.page,
                    "blocks": [plain(block) for block in section.blocks],
                }
                for section in self.sections
            ],
        }


def plain(block: Block) -> dict[str, Any]:
    """A block as plain values."""
    if isinstance(block, Prose):
        return {"kind": "prose", **asdict(block)}
    if isinstance(block, Figure):
        return {"kind": "figure", **_picture(block)}
    if isinstance(block, Card):
        own = ("outcome", "sign", "tone", "sentence", "decides")
        return {"kind": "card", **{name: getattr(block, name) for name in own},
                "lines": list(block.lines),
                "evidence": plain(block.evidence) if block.evidence else None,
                "strip": _picture(block.strip) if block.strip else None,
                "cited": _row(block.cited)}  # fmt: skip
    if isinstance(block, References):
        return {"kind": "references", "items": _row(block.items)}
    return {
        "kind": "table",
        "header": list(block.header),
        "rows": [_row(row) for row in block.rows],
        "widths": list(block.widths),
        "caption": block.caption,
        "right": list(block.right),
    }


def _picture(figure: Figure) -> dict[str, Any]:
    words = figure.drawing.caption
    return {
        "file": f"pictures/{figure.name}.svg",
        "alt": words.alt,
        "words": figure.words,
        "headline": words.headline,
        "subtitle": words.subtitle,
        "key": [{"number": number, "text": text} for number, text in figure.drawing.events],
        "note": " ".join(part for part in (figure.drawing.reading, words.note) if part),
        "source": words.source,
    }


def _changed(block: Block, change: Callable[[Figure], Figure]) -> Block:
    if isinstance(block, Figure):
        return change(block)
    if isinstance(block, Card) and block.strip is not None:
        return replace(block, strip=change(block.strip))
    if not isinstance(block, Table):
        return block
    rows = (
        tuple(
            replace(cell, figure=change(cell.figure))
            if isinstance(cell, Cell) and cell.figure is not None
            else cell
            for cell in row
        )
        for row in block.rows
    )
    return replace(block, rows=tuple(rows))


def _figures(block: Block) -> Iterator[Figure]:
    if isinstance(block, Figure):
        yield block
    if isinstance(block, Card) and block.strip is not None:
        yield block.strip
    if isinstance(block, Table):
        for row in block.rows:
            for cell in row:
                if isinstance(cell, Cell) and cell.figure is not None:
                    yield cell.figure


def _row(row: Sequence[Cell | str]) -> list[dict[str, Any]]:
    cells = [cell if isinstance(cell, Cell) else Cell(str(cell)) for cell in row]
    return [
        {name: getattr(cell, name) for name in ("text", "url", "small", "strong", "tone", "lang")}
        | {"figure": _picture(cell.figure) if cell.figure else None}
        for cell in cells
    ]
