"""The report as data: sections of prose, figures and tables, before anything is typeset.

Sections return blocks; the typesetter turns blocks into PDF and HTML and knows nothing of
polls. No text of a block is ever read as markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from analysis.figures.style import Drawing

__all__ = ["Block", "Cell", "Document", "Figure", "Prose", "Section", "Table"]


@dataclass(frozen=True)
class Cell:
    """A cell of a table: words, with an address where they link to one."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Prose:
    """A paragraph; `role` is "body", "item" (of a list), "note" (smaller) or "heading"."""

    text: str
    role: str = "body"


@dataclass(frozen=True)
class Table:
    """A table with a header row; `widths` are shares of the page's width, 0 for automatic."""

    header: tuple[str, ...]
    rows: tuple[tuple[Cell | str, ...], ...]
    widths: tuple[float, ...]
    caption: str = ""


@dataclass(frozen=True)
class Figure:
    """A drawing and the name of its files; `inputs` says what it was made from."""

    name: str
    drawing: Drawing
    inputs: dict[str, Any] = field(default_factory=dict)


Block = Prose | Table | Figure


@dataclass(frozen=True)
class Section:
    """One part of the report; `finding` and `summary` are what it adds to the first page."""

    title: str
    blocks: tuple[Block, ...]
    finding: str = ""
    summary: tuple[Block, ...] = ()


@dataclass(frozen=True)
class Document:
    """The whole report."""

    title: str
    subtitle: str
    date: str
    author: str
    sections: tuple[Section, ...]

    def figures(self) -> tuple[Figure, ...]:
        """All figures, in the order of the pages."""
        blocks = [block for section in self.sections for block in section.blocks]
        return tuple(block for block in blocks if isinstance(block, Figure))

    def as_values(self) -> dict[str, Any]:
        """The report as plain values for JSON, figures by the path of their SVG."""
        return {
            "title": self.title,
            "subtitle": self.subtitle,
            "date": self.date,
            "author": self.author,
            "sections": [
                {"title": section.title, "blocks": [_block(block) for block in section.blocks]}
                for section in self.sections
            ],
        }


def _block(block: Block) -> dict[str, Any]:
    if isinstance(block, Prose):
        return {"kind": "prose", **asdict(block)}
    if isinstance(block, Figure):
        alt = block.drawing.caption.alt
        return {"kind": "figure", "file": f"figures/{block.name}.svg", "alt": alt}
    return {
        "kind": "table",
        "header": list(block.header),
        "rows": [_row(row) for row in block.rows],
        "widths": list(block.widths),
        "caption": block.caption,
    }


def _row(row: Sequence[Cell | str]) -> list[dict[str, str]]:
    return [asdict(cell if isinstance(cell, Cell) else Cell(str(cell))) for cell in row]
