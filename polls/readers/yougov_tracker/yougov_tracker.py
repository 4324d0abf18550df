"""YouGov tracker downloads: a workbook with a sheet for each group of people.

    sheets  All adults | 18-24 | 25-49 | ... | Conservative | Labour | ...
    each    A1 the question, dates across, answers down, two bases (see `tracker_sheet`)

What one sheet cannot say, all sheets together do: an answer that prints 0 in every group of
a wave was not offered (see `offered`); a wave that one sheet lacks, or a heading that one
sheet has to itself, is reported; a duplicate wave with different values is refused.
"""

from __future__ import annotations

import re
from itertools import compress, islice

import numpy as np

from polls.codebooks.model import fold
from polls.errors import Problem, raise_errors
from polls.files.opened import OpenedFile
from polls.files.workbook import Workbook
from polls.printed.bases import base_kind
from polls.printed.column_names import role_of
from polls.printed.fieldwork import month_first_in
from polls.printed.shares import print_shares
from polls.readers.contract import Extract, Hints
from polls.readers.yougov_tracker.cube import Cube, constant
from polls.readers.yougov_tracker.offered import decide_offered
from polls.readers.yougov_tracker.problems import (
    answer_problems,
    heading_problems,
    missing_base_problems,
    offer_problems,
    scale_problems,
    wave_problems,
)
from polls.readers.yougov_tracker.repeats import without_repeats
from polls.readers.yougov_tracker.sheet import TrackerSheet, header_row, read_tracker_sheet

__all__ = ["HINTS", "extract", "recognises"]

HINTS = ("year", "duplicates")

FIELDWORK = re.compile(r"(?i)field|terrain|feldzeit|befragung|campo")
MOST = 0.5
WHOLE_SHEET = "all adults"
RESIDUAL_SHEETS = frozenset({"other", "others"})
ROWS_PEEKED = 40


def recognises(file: OpenedFile) -> bool:
    """Whether the file is a workbook of sheets with dates across and shares below.

    One sheet alone may be anybody's: it is a tracker's where it has the name that YouGov gives
    to the whole sample, or holds one table that prints both its bases, or none.
    """
    if not file.holds_cells:
        return False
    book = file.workbook
    found = (name for name in book.names if _is_tracker_sheet(book, name))
    sheets = list(islice(found, 2))
    return len(sheets) > 1 or any(
        fold(name).strip() == WHOLE_SHEET or _holds_one_table(book, name) for name in sheets
    )


def extract(file: OpenedFile, hints: Hints) -> Extract:
    """The readings of every sheet, answers not offered left out.

    Args:
        file: the opened workbook.
        hints: pollster and mode default to YouGov, online, where the sheets are laid out as
            YouGov's are: nothing but a title stands over a question.

    Returns:
        Rows as printed with `group_text` the name of the sheet, in order of sheet, answer
        and wave; and the problems of all sheets.
    """
    sheets, problems = _read_sheets(file.workbook, file.name, hints)
    raise_errors(problems if not sheets else [])
    sheets, repeats = without_repeats(sheets, file.name, keep=hints.duplicates)
    cube = Cube.of(sheets)
    offered = decide_offered(cube.shares)
    problems += [
        *repeats,
        *heading_problems(sheets, file.name),
        *wave_problems(sheets, cube.waves, file.name),
        *answer_problems(sheets, cube.answers, file.name),
        *scale_problems(sheets, file.name),
        *missing_base_problems(sheets, file.name),
        *offer_problems(cube.shares, offered, cube.answers, cube.waves, file.name),
    ]
    rows = cube.rows(~np.isnan(cube.shares) & offered.offered)
    own = _laid_out_as_yougovs(sheets) or _names_yougov(sheets)
    pollster = hints.pollster or ("YouGov" if own else "")
    rows = rows.assign(
        pollster=constant(pollster, len(rows)),
        mode=constant(hints.mode or ("online" if pollster == "YouGov" else ""), len(rows)),
        base=constant(hints.base or "all", len(rows)),
        banner_text=rows["group_text"].map(_residual_headings(sheets)),
    )
    return Extract(rows, problems)


def _laid_out_as_yougovs(sheets: list[TrackerSheet]) -> bool:
    """Whether nothing but a title stands over a question, and one sheet alone has both bases."""
    plain = all(len(sheet.above) <= 1 for sheet in sheets)
    one = sheets[0]
    based = not np.isnan(one.n).all() and not np.isnan(one.n_weighted).all()
    return plain and (len(sheets) > 1 or based or fold(one.name).strip() == WHOLE_SHEET)


def _names_yougov(sheets: list[TrackerSheet]) -> bool:
    return any("yougov" in fold(text) for sheet in sheets for text in sheet.above)


def _residual_headings(sheets: list[TrackerSheet]) -> dict[str, str]:
    """For each sheet the text that says what it means: `Other` is of the sheet before it."""
    names = [sheet.name.strip() for sheet in sheets]
    return {
        name: before if fold(name) in RESIDUAL_SHEETS else ""
        for before, name in zip(["", *names], names, strict=False)
    }


def _is_tracker_sheet(book: Workbook, name: str) -> bool:
    """Whether most numbers of the sheet stand below dates.

    In cross-break tables a date stands in the heading too, but over one column of many; on a
    cover it stands beside its name, over texts.
    """
    rows = book.sheet(name, rows=ROWS_PEEKED).cells
    header = header_row(rows)
    if header is None:
        return False
    dated = [
        cell != "" and not (isinstance(cell, str) and FIELDWORK.search(cell))
        for cell in rows[header][1:]
    ]
    printed = [print_shares(row[1:]) for row in rows[header + 1 :] if str(row[0]).strip()]
    below_dates = sum(sum(compress(row, dated)) for row in printed)
    return below_dates > MOST * sum(map(sum, printed))


def _holds_one_table(book: Workbook, name: str) -> bool:
    """Whether the rows are those of one table: both bases once, or no base and no repeats."""
    labels = [fold(str(row[0])).strip() for row in book.sheet(name).cells if row]
    labels = [label for label in labels if label]
    kinds = [base_kind(label) or role_of(label) for label in labels]
    bases = kinds.count("n"), kinds.count("n_weighted")
    return bases == (1, 1) or (bases == (0, 0) and len(set(labels)) == len(labels))


def _read_sheets(
    book: Workbook, file: str, hints: Hints
) -> tuple[list[TrackerSheet], list[Problem]]:
    headers = ((sheet, header_row(sheet.cells)) for sheet in book.sheets)
    month_first = month_first_in(
        cell for sheet, row in headers if row is not None for cell in sheet.cells[row]
    )
    if month_first is None:
        month_first = hints.month_first
    sheets: list[TrackerSheet] = []
    problems: list[Problem] = []
    for sheet in book.sheets:
        found, wrong = read_tracker_sheet(sheet, file, hints.year, month_first)
        problems += wrong
        if found is not None:
            sheets.append(found)
    return sheets, problems
