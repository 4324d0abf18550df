"""A workbook of readings that explains itself: cover, notes, data.

cover   what the file is: how many readings, of whom, by whom, from when to when
notes   what each column means; each question as it was asked
data    the readings, a row each, with filters
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd

from polls.schema import COLUMNS, DATE_COLUMNS, MEANINGS, when

__all__ = ["AS_WRITTEN", "CREATED", "MAX_ROWS", "write_xlsx"]

MAX_ROWS = 1_048_575
# Workbooks carry the time they were made; a fixed one keeps equal readings equal bytes.
CREATED = datetime(2000, 1, 1)
AS_WRITTEN = {f"strings_to_{kind}": False for kind in ("formulas", "urls", "numbers")}
"""Options of a workbook whose texts stay texts, whatever they look like."""
WIDTHS = {"question_text": 40, "answer_text": 24, "source": 24, "locator": 18, "note": 24}


def write_xlsx(frame: pd.DataFrame, path: Path) -> None:
    """Write a readings frame as a workbook of three sheets.

    Args:
        frame: a readings frame of at most `MAX_ROWS` rows.
        path: where; a file that is there is replaced.
    """
    import xlsxwriter  # here, so that `import polls` does not wait for it

    with xlsxwriter.Workbook(str(path), AS_WRITTEN) as book:
        book.set_properties({"title": "Readings", "created": CREATED})
        bold = book.add_format({"bold": True})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        _write_cover(book.add_worksheet("cover"), frame, bold)
        _write_notes(book.add_worksheet("notes"), frame, bold, wrapped)
        _write_data(book.add_worksheet("data"), frame, bold, book)


def _write_cover(sheet: Any, frame: pd.DataFrame, bold: Any) -> None:
    dates = when(frame).dropna()
    span = f"{dates.min():%Y-%m-%d} to {dates.max():%Y-%m-%d}" if len(dates) else "none"
    waves = frame[["country", "pollster", "question", "start", "end", "published"]]
    lines = [
        ("readings", f"{len(frame):,}"),
        ("waves", f"{len(waves.drop_duplicates()):,}"),
        ("dates", span),
        *(
            (name, ", ".join(sorted({value for value in frame[name] if value})) or "none")
            for name in ("country", "pollster", "question", "source")
        ),
        ("how to read", "one row of sheet 'data' for each published number; see 'notes'"),
    ]
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 90)
    sheet.write_string(0, 0, "Readings of published polls", bold)
    for row, (name, value) in enumerate(lines, 2):
        sheet.write_string(row, 0, name, bold)
        sheet.write_string(row, 1, value)


def _write_notes(sheet: Any, frame: pd.DataFrame, bold: Any, wrapped: Any) -> None:
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 100, wrapped)
    sheet.write_string(0, 0, "column", bold)
    sheet.write_string(0, 1, "meaning", bold)
    for row, name in enumerate(COLUMNS, 1):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, MEANINGS[name])
    first = len(COLUMNS) + 2
    sheet.write_string(first, 0, "question", bold)
    sheet.write_string(first, 1, "as it was asked", bold)
    asked = frame.loc[frame["question_text"] != "", ["question", "lang", "question_text"]]
    for row, (question, lang, text) in enumerate(
        asked.drop_duplicates().itertuples(index=False), first + 1
    ):
        sheet.write_string(row, 0, f"{question} ({lang})" if lang else question)
        sheet.write_string(row, 1, text)


def _write_data(sheet: Any, frame: pd.DataFrame, bold: Any, book: Any) -> None:
    date = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.freeze_panes(1, 0)
    for column, name in enumerate(COLUMNS):
        sheet.set_column(column, column, WIDTHS.get(name, 12))
        sheet.write_string(0, column, name, bold)
        for row, value in enumerate(frame[name], 1):
            if pd.isna(value) or value == "":
                continue
            if name in DATE_COLUMNS:
                sheet.write_datetime(row, column, value.to_pydatetime(), date)
            elif isinstance(value, str):
                sheet.write_string(row, column, value)
            elif isinstance(value, bool):
                sheet.write_boolean(row, column, value)
            else:
                sheet.write_number(row, column, value)
    if len(frame):
        sheet.autofilter(0, 0, len(frame), len(COLUMNS) - 1)
