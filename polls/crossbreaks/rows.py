"""A sheet or page as rows of three kinds, whether it came from a workbook, a text file or a PDF.

TextRow      Fieldwork: 9th - 10th April 2018
HeadingRow                            Vote in 2017      Gender
                             Total    Con   Lab         Male  Female
CellRow      Weighted Sample  1639    480   476          793   846
CellRow                          %      %     %            %     %
TextRow      Which of these would you support?
CellRow      A longer week      42     61    15           45    39
"""

from __future__ import annotations

from dataclasses import dataclass

from polls.crossbreaks.crosstab import Cell
from polls.crossbreaks.headings import Heading
from polls.errors import Place

__all__ = ["CellRow", "HeadingRow", "Part", "Row", "TextRow"]


@dataclass(frozen=True)
class TextRow:
    """A line of text without cells; `parts` are its texts, where it has several."""

    text: str
    locator: str
    parts: tuple[str, ...] = ()


@dataclass(frozen=True)
class HeadingRow:
    """Heads and labels over the columns."""

    headings: tuple[Heading, ...]
    locator: str


@dataclass(frozen=True)
class CellRow:
    """A label, which may be empty, and a cell for each column, which may be empty.

    `beside` is text that stands left of each cell in a column of its own, as local labels of
    a table of several countries do; empty where there is none. `names` are the names of the
    cells in a workbook, `labels` the texts that make up the label.
    """

    label: str
    cells: tuple[Cell, ...]
    locator: str
    beside: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()


Row = TextRow | HeadingRow | CellRow


@dataclass(frozen=True)
class Part:
    """A sheet, or a page: where it is, its rows from top to bottom, and columns left out.

    `alone` says that nothing holds on from the part before, as on slides.
    """

    place: Place
    rows: tuple[Row, ...]
    left_out: tuple[str, ...] = ()
    alone: bool = True

    @property
    def has_cells(self) -> bool:
        """Whether there are answers: labelled rows with cells."""
        return any(isinstance(row, CellRow) and row.label for row in self.rows)
