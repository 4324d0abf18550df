"""One plain table, whatever it is kept in: a header of names, and rows of cells below it.

    waves.csv       date;Too high;n          encodings and separators are recognised
    waves.xlsx      the first sheet that holds a table, or the one named `data`
    waves.parquet   columns as they are

Every cell knows its place: a line and column name in text, a sheet and cell in a workbook.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow
import pyarrow.parquet

from polls.errors import Place, Problem, ProblemsError
from polls.files.text import Layout
from polls.files.workbook import Workbook, cell_name

__all__ = [
    "Grid",
    "parquet_grid",
    "parquet_head",
    "repeated_columns",
    "sheet_grids",
    "text_grid",
    "text_head",
]

DATA_SHEET = "data"


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
        fields: how many fields each row of a text file has; empty elsewhere.
    """

    table: pd.DataFrame
    file: str
    sheet: str = ""
    first_row: int = 0
    decimal_comma: bool = False
    fields: tuple[int, ...] = ()

    def top(self, rows: int) -> Grid:
        """The first rows of the table."""
        return replace(self, table=self.table.head(rows), fields=self.fields[:rows])

    def place(self, row: int | None = None, column: str = "") -> Place:
        """The place of a cell, of a row, or of the table, for a problem."""
        if self.sheet and row is not None:
            at = list(self.table).index(column) if column in self.table else 0
            cell = cell_name(self.first_row - 1 + row, at)
            return Place(file=self.file, sheet=self.sheet, cell=cell)
        named = f"column '{column}'" if column else ""
        line = None if row is None else self.first_row + row
        return Place(file=self.file, sheet=self.sheet, line=line, item=named)

    def locator(self, row: int, column: str = "") -> str:
        """Where a reading stands, for its `locator`."""
        place = self.place(row, column)
        if place.cell:
            return f"'{self.sheet}'!{place.cell}"
        named = f", {column}" if column else ""
        return f"{'line' if self.first_row else 'row'} {place.line}{named}"


def repeated_columns(grid: Grid) -> list[Problem]:
    """A problem for each column name that a table has more than once."""
    names = list(map(str, grid.table))
    return [
        Problem(
            "column-twice",
            f"duplicate column '{name}'",
            grid.place(),
            hint="give each column a name of its own",
        )
        for name in sorted({name for name in names if names.count(name) > 1})
    ]


def text_grid(text: str, layout: Layout, file: str) -> Grid:
    """The table of delimited text, every cell as printed.

    Raises:
        ProblemsError: where rows have more cells than the header.
    """
    separator, skipped = layout
    try:
        table = pd.read_csv(
            io.StringIO(text),
            sep=separator or ",",
            skiprows=skipped,
            header=None,
            dtype="str",
            keep_default_na=False,
            skip_blank_lines=False,
            index_col=False,
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        got = " ".join(str(error).split())
        raise ProblemsError(
            [Problem("file-malformed", "file is not a table", Place(file=file), got)]
        ) from None
    names = [str(name).strip() for name in table.iloc[0].fillna("")]
    body = table.iloc[1:].fillna("").reset_index(drop=True)
    return Grid(
        _trimmed(body.set_axis(names, axis=1)),
        file,
        first_row=skipped + 2,
        decimal_comma=separator not in (",", ""),
        fields=_fields(text, separator, skipped),
    )


def text_head(text: str, layout: Layout, file: str, rows: int) -> Grid:
    """The first rows of delimited text, each with as many cells as the header."""
    lines = text.splitlines()[layout.skipped : layout.skipped + rows + 1]
    try:
        cells = list(csv.reader(lines, delimiter=layout.separator or ","))
    except csv.Error:
        cells = []
    names = [name.strip() for name in cells[0]] if cells else []
    body = [[*row, *[""] * len(names)][: len(names)] for row in cells[1:]]
    table = pd.DataFrame(body, columns=names, dtype="str")
    return Grid(table, file, first_row=layout.skipped + 2)


def _fields(text: str, separator: str, skipped: int) -> tuple[int, ...]:
    """How many fields each row below the header has: pandas fills up those with too few."""
    lines = io.StringIO(text)
    for _ in range(skipped + 1):
        lines.readline()
    return tuple(map(len, csv.reader(lines, delimiter=separator or ",")))


def parquet_head(path: Path, rows: int) -> Grid:
    """The first rows of a Parquet file.

    Raises:
        ProblemsError: where the file is damaged.
    """
    schema = _parquet_schema(path)
    with pyarrow.parquet.ParquetFile(path) as file:
        batch = next(file.iter_batches(batch_size=rows), None)
    table = batch.to_pandas() if batch is not None else schema.empty_table().to_pandas()
    return Grid(table, path.name)


def parquet_grid(path: Path) -> Grid:
    """The table of a Parquet file, columns as they are.

    Raises:
        ProblemsError: where the file is damaged.
    """
    _parquet_schema(path)
    return Grid(pd.read_parquet(path), path.name)


def _parquet_schema(path: Path) -> pyarrow.Schema:
    try:
        return pyarrow.parquet.read_schema(path)
    except (pyarrow.ArrowException, OSError) as error:
        got = " ".join(str(error).split())
        raise ProblemsError(
            [
                Problem(
                    "file-truncated",
                    "Parquet file is cut off or damaged",
                    Place(file=path.name),
                    got,
                    hint="make it or download it again",
                )
            ]
        ) from None


def sheet_grids(book: Workbook) -> Iterator[Grid]:
    """The tables of a workbook, one for each sheet that holds any, `data` first."""
    for name in sorted(book.names, key=lambda name: name.casefold() != DATA_SHEET):
        rows = book.sheet(name).cells
        header = next((n for n, row in enumerate(rows) if sum(c != "" for c in row) > 1), None)
        if header is not None and header + 1 < len(rows):
            titles = [str(cell).strip() for cell in rows[header]]
            table = pd.DataFrame(rows[header + 1 :], columns=titles, dtype=object)
            yield Grid(_trimmed(table), book.path.name, name, first_row=header + 2)


def _trimmed(table: pd.DataFrame) -> pd.DataFrame:
    """The table without the empty rows at its end and its columns without name and content."""
    filled = (table != "").to_numpy()
    rows = int(np.flatnonzero(filled.any(axis=1)).max(initial=-1)) + 1
    named = [bool(name) or filled[:, place].any() for place, name in enumerate(table)]
    return table.loc[:, named].iloc[:rows]
