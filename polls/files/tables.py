"""One plain table, whatever it is kept in: a header of names, and rows of cells below it.

    waves.csv       date;Too high;n          encodings and separators are recognised
    waves.xlsx      the first sheet that holds a table, or the one named `data`
    waves.parquet   columns as they are

Every cell knows its place: a line and column name in text, a sheet and cell in a workbook.
"""

from __future__ import annotations

import csv
import io
import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from polls.errors import Place, Problem, ProblemsError
from polls.files.text import Layout, records_of
from polls.files.workbook import Cell, Workbook, cell_name

__all__ = [
    "Grid",
    "repeated_columns",
    "rows_cut_short",
    "sheet_grids",
    "text_grid",
    "text_head",
    "without_repeats",
]

DATA_SHEET = "data"
ROWS_SEARCHED = 20
MOST_AT_ENDS = 8
"""Separators that may stand at the end of a row, where no cell follows."""
MOST_COLUMNS = 16_384
ROWS_NAMED = 4


@dataclass(frozen=True)
class Grid:
    """A table with the places of its cells.

    Args:
        table: cells as printed (text, numbers, dates), "" where empty; names are the header.
        file: name of the file.
        sheet: name of the sheet, or "".
        first_row: number of the first row of cells below the header: a line of a text file
            or a row of a sheet, from 1; 0 in a file without lines.
        decimal_comma: whether the file separates cells by something that leaves the comma
            free for decimals.
        fields: how many fields each row of a text file or web page has; empty elsewhere.
        lines: the line that each row of a text file begins on; empty elsewhere.
        places: the places of the columns in their sheet, from 0; empty elsewhere.
    """

    table: pd.DataFrame
    file: str
    sheet: str = ""
    first_row: int = 0
    decimal_comma: bool = False
    fields: tuple[int, ...] = ()
    lines: tuple[int, ...] = ()
    places: tuple[int, ...] = ()

    def top(self, rows: int) -> Grid:
        """The first rows of the table."""
        table, fields, lines = self.table.head(rows), self.fields[:rows], self.lines[:rows]
        return replace(self, table=table, fields=fields, lines=lines)

    def place(self, row: int | None = None, column: str = "") -> Place:
        """The place of a cell, of a row, or of the table, for a problem."""
        if self.sheet and row is not None:
            at = list(self.table).index(column) if column in self.table else 0
            at = self.places[at] if self.places else at
            cell = cell_name(self.first_row - 1 + row, at)
            return Place(file=self.file, sheet=self.sheet, cell=cell)
        named = f"column '{column}'" if column else ""
        line = None
        if row is not None:
            line = self.lines[row] if self.lines else self.first_row + row
        return Place(file=self.file, sheet=self.sheet, line=line, item=named)

    def locator(self, row: int, column: str = "") -> str:
        """Where a reading stands, for its `locator`."""
        place = self.place(row, column)
        if place.cell:
            return f"'{self.sheet}'!{place.cell}"
        named = f", {column}" if column else ""
        return f"{'line' if self.first_row else 'row'} {place.line}{named}"


def repeated_columns(grid: Grid) -> list[Problem]:
    """The problem of a table with several columns of the same name."""
    times = Counter(map(str, grid.table))
    repeated = [name for name in times if times[name] > 1]
    if not repeated:
        return []
    several = len(repeated) > 1
    return [
        Problem(
            "duplicate-column",
            f"{len(repeated)} names of columns are repeated"
            if several
            else f"duplicate column '{repeated[0]}'",
            grid.place(),
            got=", ".join(map(repr, repeated)) if several else "",
            hint=f"give each column a name of its own, or leave them out: ignore={repeated}",
        )
    ]


def rows_cut_short(grid: Grid, rows: Sequence[int], width: int) -> list[Problem]:
    """One warning that names the rows of polls that end before the last column.

    Args:
        grid: the table.
        rows: those that hold a poll.
        width: how many columns the table has.
    """
    short = [row for row in rows if grid.fields and 0 < grid.fields[row] < width]
    if not short:
        return []
    lines = [f"{grid.fields[row]} fields in {grid.locator(row)}" for row in short]
    more = len(short) - ROWS_NAMED
    return [
        Problem(
            "rows-cut-short",
            f"{len(short)} row(s) end before the last column",
            replace(grid.place(), item=""),
            got="; ".join(lines[:ROWS_NAMED]) + (f" and {more} more" if more > 0 else ""),
            expected=f"{width} fields",
            hint="is the file cut off or damaged? Its last cell may be, too: download it again",
            severity="warning",
        )
    ]


def without_repeats(grid: Grid) -> Grid:
    """The table without columns that repeat an earlier one, name and cells alike."""
    names = list(map(str, grid.table))
    kept = [
        place
        for place, name in enumerate(names)
        if not any(
            grid.table.iloc[:, place].equals(grid.table.iloc[:, before])
            for before in range(place)
            if names[before] == name
        )
    ]
    if len(kept) == len(names):
        return grid
    places = tuple(grid.places[place] if grid.places else place for place in kept)
    return replace(grid, table=grid.table.iloc[:, kept], places=places)


def text_grid(text: str, layout: Layout, file: str) -> Grid:
    """The table of delimited text, every cell as printed.

    Raises:
        ProblemsError: where rows have more cells than the header.
    """
    separator, skipped = layout
    text = text.rstrip("\r\n")
    try:
        table = _cells_of(text, layout)
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        got = " ".join(str(error).split())
        raise ProblemsError(
            [Problem("file-malformed", "file is not a table", Place(file=file), got)]
        ) from None
    names = [str(name).strip() for name in table.iloc[0].fillna("")]
    body = table.iloc[1:].fillna("")
    filled = (body != "").any(axis=1).to_numpy()
    # Of empty lines that follow each other the first is kept: a million would cost seconds.
    kept = filled | np.roll(filled, 1)
    # Numbers are kept and not the records: a million of these would cost seconds.
    lines, fields = zip(*((n, len(cells)) for n, cells in records_of(text, layout)), strict=True)
    return Grid(
        _trimmed(body[kept].reset_index(drop=True).set_axis(_named(names, body), axis=1))[0],
        file,
        first_row=skipped + 2,
        decimal_comma=separator not in (",", ""),
        fields=tuple(itertools.compress(fields[1:], kept)),
        lines=tuple(itertools.compress(lines[1:], kept)),
    )


def _cells_of(text: str, layout: Layout) -> pd.DataFrame:
    """All cells of delimited text; separators at the ends of rows part no cells.

    Raises:
        ParserError: where rows have more cells than the header that hold anything.
    """
    try:
        return _read_cells(text, layout)
    except pd.errors.ParserError as error:
        try:
            widths = [len(cells) for _, cells in records_of(text, layout)]
        except csv.Error:
            raise error from None
        if max(widths) > widths[0] + MOST_AT_ENDS:
            raise
        table = _read_cells(text, layout, range(max(widths)))
        if (table.iloc[:, widths[0] :].fillna("") != "").to_numpy().any():
            raise
        return table.iloc[:, : widths[0]]


def _read_cells(text: str, layout: Layout, names: range | None = None) -> pd.DataFrame:
    return pd.read_csv(
        io.StringIO(text),
        sep=layout.separator or ",",
        skiprows=layout.skipped,
        header=None,
        names=names,
        dtype="str",
        keep_default_na=False,
        skip_blank_lines=False,
        index_col=False,
    )


def text_head(text: str, layout: Layout, file: str, rows: int) -> Grid:
    """The first rows of delimited text, each with as many cells as the header.

    Raises:
        ProblemsError: where the header has more columns than any table.
    """
    try:
        records = list(itertools.islice(records_of(text, layout), rows + 1))
    except csv.Error:
        records = []
    cells = [record for _, record in records]
    names = [name.strip() for name in cells[0]] if cells else []
    _refuse_too_wide(len(names), file)
    rows_below = [[*row, *[""] * len(names)][: len(names)] for row in cells[1:]]
    # One block of texts: of thousands of columns, each by itself would cost seconds.
    body = pd.DataFrame(rows_below, columns=range(len(names)), dtype=object)
    table, _ = _trimmed(body.set_axis(_named(names, body), axis=1))
    lines = tuple(line for line, _ in records[1:])
    return Grid(table, file, first_row=layout.skipped + 2, lines=lines)


def _refuse_too_wide(columns: int, file: str) -> None:
    """Raise for a line of so many cells that a frame of it would cost minutes and say nothing."""
    if columns > MOST_COLUMNS:
        problem = Problem(
            "too-many-columns",
            "table has too many columns",
            Place(file=file),
            got=f"{columns:,}",
            expected=f"up to {MOST_COLUMNS:,}, as in a workbook",
            hint="keep the columns that are wanted",
        )
        raise ProblemsError([problem])


def sheet_grids(book: Workbook) -> Iterator[Grid]:
    """The tables of a workbook, one for each sheet that holds any, `data` first."""
    for name in sorted(book.names, key=lambda name: name.casefold() != DATA_SHEET):
        rows = book.sheet(name).cells
        header = _header(rows)
        if header is not None and header + 1 < len(rows):
            titles = [_title(cell) for cell in rows[header]]
            # One block of cells: a column by itself each would cost five times as much.
            cells = np.empty((len(rows) - header - 1, len(titles)), dtype=object)
            cells[:] = rows[header + 1 :]
            body = pd.DataFrame(cells)
            table, kept = _trimmed(body.set_axis(_named(titles, body), axis=1))
            yield Grid(table, book.path.name, name, first_row=header + 2, places=kept)


def _title(cell: Cell) -> str:
    """A head as a sheet shows it: a year is 2019 and not 2019.0."""
    return f"{cell:.0f}" if isinstance(cell, float) and cell.is_integer() else str(cell).strip()


def _header(rows: list[list[Cell]]) -> int | None:
    """The first of the top rows with about as many cells as the fullest: titles have fewer."""
    filled = [sum(cell != "" for cell in row) for row in rows[:ROWS_SEARCHED]]
    fullest = max(filled, default=0)
    return next((n for n, cells in enumerate(filled) if cells > max(1, fullest / 2)), None)


def _named(names: list[str], body: pd.DataFrame) -> list[str]:
    """The header, with the place of a column for its name where it has cells and no name."""
    printed = (body != "").any(axis=0).to_numpy() if len(body) else np.zeros(len(names), bool)
    return [
        name or (f"(column {place + 1})" if printed[place] else "")
        for place, name in enumerate(names)
    ]


def _trimmed(table: pd.DataFrame) -> tuple[pd.DataFrame, tuple[int, ...]]:
    """The table without the empty rows at its end and its columns without name and content,
    and the places of the columns that are kept."""
    filled = (table != "").to_numpy()
    rows = int(np.flatnonzero(filled.any(axis=1)).max(initial=-1)) + 1
    named = [bool(name) or filled[:, place].any() for place, name in enumerate(table)]
    kept = tuple(place for place, keep in enumerate(named) if keep)
    return table.loc[:, named].iloc[:rows], kept
