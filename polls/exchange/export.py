"""A workbook of published tables that people can read, with a screen reader too.

Made as the guidance for accessible spreadsheets of the United Kingdom's statistical service asks
(https://analysisfunction.civilservice.gov.uk/policy-store/releasing-statistics-in-spreadsheets/):
a cover, contents with links, notes, one marked-up table a sheet that begins in column A under its
title, no merged or empty cells, shorthand in brackets explained.
"""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from polls.arguments import arguments_checked
from polls.codebooks.model import codebook
from polls.errors import Place, Problem, raise_errors, unknown
from polls.exchange.published_tables import (
    LIMIT,
    NOT_PUBLISHED,
    PublishedTable,
    published_tables,
)
from polls.exchange.readings_workbook import AS_WRITTEN, CREATED
from polls.files.targets import target_problems, whole_file
from polls.library.functions import sources
from polls.schema import readings_of, when

__all__ = ["export"]

FONT = {"font_name": "Arial", "font_size": 12, "valign": "top"}
SOURCES = {
    "source": "Source",
    "producer": "Producer",
    "title": "Title",
    "url": "Address",
    "date_published": "Published",
    "licence": "Licence",
}
WIDEST = 40


@arguments_checked
def export(
    readings: pd.DataFrame,
    path: str | PathLike[str],
    *,
    title: str = "Readings of published polls",
    overwrite: bool = False,
) -> Path:
    """Write readings as an accessible workbook: cover, contents, notes, a table a sheet, sources.

    A table holds one question in one country, a row a wave (and group), a column an answer. For
    the readings themselves, to be read back, there is `polls.write`.

    Args:
        readings: a readings frame, or some of its columns.
        path: ends in `.xlsx`.
        title: of the workbook, on its cover.
        overwrite: whether a file that is there already may be replaced.

    Returns:
        The path of the written file.

    Raises:
        ProblemsError: where there are no readings, the ending is another, the folder is not
            found, or a file is there already. Nothing is written then.

    >>> import tempfile
    >>> from polls.schema import conform
    >>> row = {"country": "GB", "question": "q", "answer": "yes", "share": 0.4, "end": "2024-03-05"}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     export(conform([row]), Path(folder) / "q.xlsx").name
    'q.xlsx'
    """
    target, frame = Path(path), readings_of(readings)
    problems = list(target_problems(target, overwrite=overwrite))
    place = Place(file=str(target))
    if target.suffix.casefold() != ".xlsx":
        problems.append(
            unknown("ending", target.suffix, [".xlsx"], place, title="export makes a workbook")
        )
    if frame.empty:
        problems.append(Problem("no-readings", "there are no readings to export", place))
    raise_errors(problems)
    import xlsxwriter  # here, so that `import polls` does not wait for it

    options = {**AS_WRITTEN, "default_format_properties": FONT}
    with (
        whole_file(target, overwrite=overwrite) as unfinished,
        xlsxwriter.Workbook(str(unfinished), options) as book,
    ):
        book.set_properties({"title": title, "created": CREATED})
        _Workbook(book, title).write(frame)
    return target


class _Workbook:
    """The sheets of one workbook and the formats that they share."""

    def __init__(self, book: Any, title: str) -> None:
        self.book, self.title = book, title
        self.heading = book.add_format({**FONT, "bold": True, "font_size": 15})
        self.bold = book.add_format({**FONT, "bold": True, "text_wrap": True})
        self.wrapped = book.add_format({**FONT, "text_wrap": True})
        self.day = book.add_format({**FONT, "num_format": "yyyy-mm-dd", "align": "left"})
        self.right = book.add_format({**FONT, "align": "right"})
        self.link = book.add_format({**FONT, "font_color": "#0b5394", "underline": 1})
        self.numbers = {
            decimals: book.add_format(
                {**FONT, "num_format": "#,##0" + ("." + "0" * decimals if decimals else "")}
            )
            for decimals in range(7)
        }

    def write(self, frame: pd.DataFrame) -> None:
        """Write all sheets."""
        tables = published_tables(frame, codebook())
        self._cover(frame, tables)
        self._contents(tables)
        self._notes(tables)
        for number, table in enumerate(tables, 1):
            self._table(table, number)
        self._sources(frame)

    def _lines(self, name: str, title: str, lines: list[str], width: int = 90) -> Any:
        """A sheet with a title and lines under it, in column A."""
        sheet = self.book.add_worksheet(name)
        sheet.set_column(0, 0, width)
        sheet.write_string(0, 0, title, self.heading)
        for row, line in enumerate(lines, 1):
            sheet.write_string(row, 0, line, self.wrapped)
        return sheet

    def _cover(self, frame: pd.DataFrame, tables: list[PublishedTable]) -> None:
        days = when(frame).dropna()
        span = f", {days.min():%Y-%m-%d} to {days.max():%Y-%m-%d}" if len(days) else ""
        pollsters = ", ".join(sorted(set(frame["pollster"]) - {""})) or "not stated"
        self._lines(
            "Cover",
            self.title,
            [
                f"{len(frame):,} readings in {len(tables)} "
                f"{'table' if len(tables) == 1 else 'tables'}{span}.",
                f"Pollsters: {pollsters}.",
                "Each table is on a sheet of its own and holds one question in one country: a row "
                "for each wave of fieldwork, and group where there are any; a column for each "
                "answer.",
                "Shares are percentages of those asked, as they were published. They are not "
                "adjusted, and have the error of their sampling and of what all polls share.",
                "Sheet Contents lists the tables, sheet Notes the wordings and the shorthand in "
                "cells, sheet Sources where each row comes from.",
            ],
        )

    def _contents(self, tables: list[PublishedTable]) -> None:
        sheet = self._lines("Contents", "Contents", ["This sheet contains one table."], 34)
        cells = pd.DataFrame(
            {
                "Sheet": [table.name for table in tables],
                "Table": [table.title for table in tables],
                "Rows": [float(len(table.cells)) for table in tables],
            }
        )
        self._marked_up(sheet, cells, "Contents", {"Rows": 0})
        for row, table in enumerate(tables, 3):
            name = table.name.replace("'", "''")
            sheet.write_url(row, 0, f"internal:'{name}'!A1", self.link, table.name)

    def _notes(self, tables: list[PublishedTable]) -> None:
        notes = [
            (f"Wording, table {number}" + (f", {place}" if place > 1 else ""), wording)
            for number, table in enumerate(tables, 1)
            for place, wording in enumerate(table.wordings, 1)
        ]
        shorthand = [
            (NOT_PUBLISHED, "Not published, or not asked in this wave."),
            (LIMIT, "Only published as less than the smallest share that is printed."),
        ]
        cells = pd.DataFrame([*shorthand, *notes], columns=["Note", "What it means"])
        sheet = self._lines("Notes", "Notes", ["This sheet contains one table."], 24)
        sheet.set_column(1, 1, 100)
        self._marked_up(sheet, cells, "Notes", {}, wrap=True)

    def _table(self, table: PublishedTable, number: int) -> None:
        wording = [f"Asked: “{table.wordings[0]}”"] if table.wordings else []
        if len(table.wordings) > 1:
            wording[0] += f" Sheet Notes has {len(table.wordings) - 1} more."
        sheet = self.book.add_worksheet(table.name)
        lines = [
            "This sheet contains one table. Shares are percentages of those asked. "
            "Shorthand in brackets is explained on sheet Notes.",
            *wording,
        ]
        sheet.write_string(0, 0, f"Table {number}: {table.title}", self.heading)
        for row, line in enumerate(lines, 1):
            sheet.write_string(row, 0, line)
        self._marked_up(sheet, table.cells, f"Table_{number}", table.decimals, 1 + len(lines))

    def _sources(self, frame: pd.DataFrame) -> None:
        known = sources().set_index("source")
        rows = [
            {"source": source, **(known.loc[source] if source in known.index else {})}
            for source in sorted(set(frame["source"]) - {""})
        ]
        cells = pd.DataFrame(rows, columns=list(SOURCES)).rename(columns=SOURCES)
        sheet = self._lines("Sources", "Sources", ["This sheet contains one table."], 34)
        if len(cells):
            self._marked_up(sheet, cells.astype("str").mask(cells.isna(), ""), "Sources", {})

    def _marked_up(
        self,
        sheet: Any,
        cells: pd.DataFrame,
        name: str,
        decimals: Any,
        top: int = 2,
        *,
        wrap: bool = False,
    ) -> None:
        """Cells as a table that programmes know as one, its headings in row `top`."""
        headings = [{"header": heading, "header_format": self.bold} for heading in cells]
        last = top + max(len(cells), 1)
        options = {"columns": headings, "name": name, "style": "Table Style Light 1"}
        sheet.add_table(top, 0, last, len(cells.columns) - 1, options)
        for column, heading in enumerate(map(str, cells)):
            values = cells[heading]
            texts = [self._write(sheet, top + row, column, value, decimals.get(heading), wrap)
                     for row, value in enumerate(values, 1)]  # fmt: skip
            if not wrap:
                width = max([len(heading) / 2, 9, *map(len, texts)]) + 3
                sheet.set_column(column, column, min(width, WIDEST))

    def _write(
        self, sheet: Any, row: int, column: int, value: Any, decimals: int | None, wrap: bool
    ) -> str:
        """Write one cell; what it shows, for the width of its column."""
        if isinstance(value, str):
            text = value or NOT_PUBLISHED
            sheet.write_string(row, column, text, *([self.wrapped] if wrap else []))
            return text
        if pd.isna(value) or value == float("inf"):
            text = NOT_PUBLISHED if pd.isna(value) else LIMIT
            sheet.write_string(row, column, text, self.right)
            return text
        if isinstance(value, pd.Timestamp):
            sheet.write_datetime(row, column, value.to_pydatetime(), self.day)
            return "2024-01-01"
        shown = decimals if decimals is not None else int(value != round(value))
        sheet.write_number(row, column, float(value), self.numbers[min(shown, 6)])
        return f"{value:,.{shown}f}"
