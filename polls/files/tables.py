"""One plain table, whatever it is kept in: a header of names, and rows of cells below it.

    waves.csv       date;Too high;n          encodings and separators are recognised
    waves.xlsx      the first sheet that holds a table, or the one named `data`
    waves.parquet   columns as they are

Every cell knows its place: a line and column name in text, a sheet and cell in a workbook.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow
import pyarrow.parquet

from polls.errors import Place, Problem, ProblemsError
from polls.files.content import content_of, decoded
from polls.files.workbook import cell_name, open_workbook

__all__ = ["Grid", "grid_names", "read_grid"]

DATA_SHEET = "data"
SEPARATORS = ";\t,|"
LINES_SNIFFED = 20
PEEKED_BYTES = 65_536


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


def grid_names(path: Path, encoding: str = "") -> tuple[str, ...]:
    """The column names of a file that may be a table, or nothing where it cannot be one."""
    kind = content_of(path)
    if kind == "text":
        with path.open("rb") as stream:
            head = decoded(stream.read(PEEKED_BYTES), encoding)
        separator, skipped = _layout(head)
        lines = head.splitlines()
        found = next(csv.reader(lines[skipped:], delimiter=separator), []) if separator else []
        return tuple(name.strip() for name in found)
    if kind == "parquet":
        return tuple(_parquet_schema(path).names)
    if kind in ("zip", "ole"):
        return tuple(map(str, _workbook_grid(path).table))
    return ()


def read_grid(path: Path, encoding: str = "") -> Grid:
    """The table of a file.

    Args:
        path: CSV (any usual separator), XLSX or Parquet.
        encoding: of a text file; default: recognised.

    Raises:
        ProblemsError: where the file is malformed, or a column name stands twice.
    """
    kind = content_of(path)
    if kind == "text":
        grid = _text_grid(path, encoding)
    elif kind == "parquet":
        _parquet_schema(path)
        grid = Grid(pd.read_parquet(path), path.name)
    else:
        grid = _workbook_grid(path)
    names = list(map(str, grid.table))
    repeated = {name for name in names if names.count(name) > 1}
    if repeated:
        raise ProblemsError(
            [
                Problem(
                    "column-twice",
                    f"column '{name}' stands twice",
                    grid.place(),
                    hint="give each column a name of its own",
                )
                for name in sorted(repeated)
            ]
        )
    return grid


def _text_grid(path: Path, encoding: str) -> Grid:
    text = decoded(path.read_bytes(), encoding)
    separator, skipped = _layout(text)
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
            [Problem("file-malformed", "file is no table", Place(file=path.name), got)]
        ) from None
    names = [str(name).strip() for name in table.iloc[0].fillna("")]
    body = table.iloc[1:].fillna("").reset_index(drop=True)
    return Grid(
        _trimmed(body.set_axis(names, axis=1)),
        path.name,
        first_row=skipped + 2,
        decimal_comma=separator not in (",", ""),
        fields=_fields(text, separator, skipped),
    )


def _fields(text: str, separator: str, skipped: int) -> tuple[int, ...]:
    """How many fields each row below the header has: pandas fills up those with too few."""
    lines = io.StringIO(text)
    for _ in range(skipped + 1):
        lines.readline()
    return tuple(map(len, csv.reader(lines, delimiter=separator or ",")))


def _layout(text: str) -> tuple[str, int]:
    """The separator of a text table, "" where none is found, and the lines above its header.

    The one that cuts the lines below the header into as many cells as the header wins, the
    more cells the better: a decimal comma does not, as the header has none.
    """
    lines = text.splitlines()[:LINES_SNIFFED]
    best = ("", 0, 0.0)
    for separator in SEPARATORS:
        rows = list(csv.reader(lines, delimiter=separator))
        header = next((n for n, row in enumerate(rows) if sum(map(bool, row)) > 1), None)
        if header is None:
            continue
        below = [row for row in rows[header + 1 :] if any(row)]
        alike = sum(len(row) == len(rows[header]) for row in below) / max(len(below), 1)
        score = alike + len(rows[header]) / 1000
        if score > best[2]:
            best = (separator, header, score)
    return best[0], best[1]


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


def _workbook_grid(path: Path) -> Grid:
    book = open_workbook(path)
    names = sorted(book.names, key=lambda name: name.casefold() != DATA_SHEET)
    for name in names:
        rows = book.sheet(name).cells
        header = next((n for n, row in enumerate(rows) if sum(c != "" for c in row) > 1), None)
        if header is not None and header + 1 < len(rows):
            titles = [str(cell).strip() for cell in rows[header]]
            table = pd.DataFrame(rows[header + 1 :], columns=titles, dtype=object)
            return Grid(_trimmed(table), path.name, name, first_row=header + 2)
    return Grid(pd.DataFrame(), path.name)


def _trimmed(table: pd.DataFrame) -> pd.DataFrame:
    """The table without the empty rows at its end and its columns without name and content."""
    filled = (table != "").to_numpy()
    rows = int(np.flatnonzero(filled.any(axis=1)).max(initial=-1)) + 1
    named = [bool(name) or filled[:, place].any() for place, name in enumerate(table)]
    return table.loc[:, named].iloc[:rows]
