"""What can be wrong with a table of polls: its sheets, columns and rows, and its sums."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from polls.codebooks.model import codebook, fold
from polls.errors import Problem, ProblemsError, did_you_mean
from polls.files.opened import OpenedFile
from polls.files.tables import Grid
from polls.printed.column_names import role_of, words_of
from polls.printed.fieldwork import lacks_year, looks_like_fieldwork
from polls.printed.shares import left_blank, prints_share, read_base
from polls.readers.contract import Hints
from polls.readers.poll_tables.cells import holds_shares
from polls.readers.poll_tables.columns import Columns
from polls.readers.poll_tables.shares import Numbers
from polls.rules.rounding import sum_slack

__all__ = [
    "choose_sheets",
    "heads_missing",
    "left_out",
    "not_a_table",
    "numbers_not_named",
    "one_of_alike",
    "totals_off",
    "unknown_ignored",
]

PLACES_NAMED = 4
MOST, NEARLY_ALL = 0.5, 0.9
LEAST_ROWS = 3
ALIKE_IN = ("start", "end", "published", "country", "pollster", "client", "mode", "question",
            "banner_text", "group_text", "answer_text", "sheet_part")  # fmt: skip
FEW_VALUES = 60
LEAST_IDS = 2
RESULTS = re.compile(r"(.*\b)?(results?|resultats?|resultados?|ergebnisse?)(\b.*)?")
"""Names of sheets with the results of elections, which are no polls; one is read where named."""


def choose_sheets(
    file: OpenedFile, hints: Hints, is_table: Callable[[Grid], bool]
) -> tuple[list[Grid], list[Problem]]:
    """The tables of a file that are read, and a warning that names the sheets that are not.

    Raises:
        ProblemsError: where a sheet is asked for that the file does not have.
    """
    grids = file.tables(hints.encoding)
    names = file.workbook.names if file.holds_cells else [g.sheet for g in grids if g.sheet]
    if not names:
        return list(grids), []
    hidden = file.workbook.hidden if file.holds_cells else ()
    unknown = [name for name in hints.sheet if name not in names]
    if unknown:
        raise ProblemsError(
            Problem(
                "sheet-missing",
                f"sheet '{name}' not found",
                grids[0].place() if grids else Problem("", "").place,
                expected=f"one of {', '.join(names)}",
                hint=did_you_mean(name, names),
            )
            for name in unknown
        )
    if hints.sheet:
        return [grid for grid in grids if grid.sheet in hints.sheet], []
    declared = set(hints.declared_columns)
    having = [grid for grid in grids if declared <= set(map(str, grid.table))]
    if declared:
        chosen = having or list(grids[:1])
    else:
        tables = [g for g in grids if is_table(g) and not RESULTS.fullmatch(fold(g.sheet).strip())]
        visible = [grid for grid in tables if grid.sheet not in hidden]
        chosen = visible or tables or list(grids[:1])
    order = {name: place for place, name in enumerate(names)}
    chosen.sort(key=lambda grid: order.get(grid.sheet, 0))
    read = {grid.sheet for grid in chosen}
    others = [name for name in names if name not in read]
    if not others:
        return chosen, []
    return chosen, [
        Problem(
            "sheets-left-out",
            f"{len(others)} sheet(s) are left out",
            chosen[0].place() if chosen else Problem("", "").place,
            got=", ".join(map(repr, others)),
            hint="if one holds polls, name it: sheet=['...']",
            severity="warning",
        )
    ]


def unknown_ignored(grids: Sequence[Grid], hints: Hints) -> list[Problem]:
    """Columns to leave out that no table has."""
    names = [str(name) for grid in grids for name in grid.table]
    return [
        Problem(
            "column-missing",
            f"declared column '{name}' is missing",
            got=", ".join(dict.fromkeys(names)),
            hint=did_you_mean(name, names),
        )
        for name in hints.ignore
        if name not in names
    ]


def left_out(grid: Grid, columns: Columns, numbers: Numbers) -> list[Problem]:
    """One warning that names the columns and rows that are left out."""
    names = [name for name in columns.left if (grid.table[name].astype(str) != "").any()]
    empty = [
        name
        for name in map(str, grid.table)
        if name and not (grid.table[name].astype(str).str.strip() != "").any()
    ]
    said = []
    if names:
        said.append(f"columns {', '.join(map(repr, names))}")
    if empty:
        said.append(f"empty columns {', '.join(map(repr, empty))}")
    if numbers.events:
        places = [str(replace(grid.place(row), file="")) for row in numbers.events[:PLACES_NAMED]]
        more = len(numbers.events) - PLACES_NAMED
        said.append(
            f"{len(numbers.events)} row(s) without a poll ({'; '.join(places)}"
            + (f" and {more} more)" if more > 0 else ")")
        )
    if not said:
        return []
    return [
        Problem(
            "columns-ignored" if names or empty else "rows-ignored",
            "what is neither a share nor anything known is left out",
            replace(grid.place(), item=""),
            got="; ".join(said),
            hint="declare what it is: date='...', n='...', answers=[...], group_columns=[...]",
            severity="warning",
        )
    ]


def heads_missing(grid: Grid) -> list[Problem]:
    """The problem of a table whose first row is a poll: one day, and bare numbers."""
    names = list(map(str, grid.table))
    days = [name for name in names if looks_like_fieldwork(name) and not lacks_year(name)]
    numbers = [name for name in names if name not in days and prints_share(name)]
    if len(days) != 1 or not numbers or any(map(role_of, names)):
        return []
    return [
        Problem(
            "heads-missing",
            "table has no heads: its first row is a poll",
            replace(grid.place(), item=""),
            got=", ".join(map(repr, names[:PLACES_NAMED])),
            expected="a row over it that names its columns",
            hint="write it: date, pollster, n, and each answer",
        )
    ]


def numbers_not_named(grid: Grid, columns: Columns, hints: Hints) -> list[Problem]:
    """The problem of a table of a database, which names firms and parties by number elsewhere."""
    ids = [
        name
        for name in map(str, grid.table)
        if {*words_of(name)} & {"id", "ids"}
        and all(str(cell).strip().isdigit() for cell in grid.table[name] if not left_blank(cell))
    ]
    ids = ids if any(len(words_of(name)) > 1 for name in ids) else []
    firm = {"pollster", "pollster_client"} & columns.roles.keys() or hints.pollster
    if len(ids) < LEAST_IDS or firm:
        return []
    return [
        Problem(
            "numbers-not-named",
            "table names what it is about by number, and does not say what the numbers stand for",
            replace(grid.place(), item=""),
            got=f"columns {', '.join(map(repr, ids))}, and none of pollsters",
            hint="join it with the tables that name them; or, if they do not matter, leave them "
            f"out and say who asked: ignore={ids}, pollster='...'",
        )
    ]


def not_a_table(grid: Grid, missing: str) -> Problem:
    """The problem of a table without a column of dates, or of shares."""
    counts = [
        name
        for name in map(str, grid.table)
        if missing == "shares" and _holds_counts(grid.table[name])
    ]
    if len(counts) > 1:
        return Problem(
            "counts-not-shares",
            "columns hold numbers of people, not shares",
            grid.place(),
            got=", ".join(map(repr, counts)),
            expected="percentages from 0 to 100, or fractions",
            hint="divide them by the number of respondents",
        )
    return Problem(
        f"column-of-{missing}-missing",
        f"no column holds {missing}",
        grid.place(),
        got=", ".join(map(str, grid.table)),
        hint="declare them: date='...', or say when people were asked: fieldwork='...'"
        if missing == "dates"
        else "declare them: answers=[...], or answer_column='...' and share_column='...'",
    )


def _holds_counts(column: pd.Series) -> bool:
    numbers = [read_base(cell) for cell in column if not left_blank(cell)]
    over = [number for number in numbers if number is not None and number > 100]
    return bool(numbers) and len(over) > MOST * len(numbers)


def totals_off(grid: Grid, columns: Columns, numbers: Numbers, hints: Hints) -> list[Problem]:
    """A warning where rows add up to well over 100%: seats, several answers, or nets.

    Questions that the codebook knows are judged by its rules; answers of one group beside those
    of the whole sample are no part of its total.
    """
    if columns.long or columns.across or hints.question in codebook().questions:
        return []
    numbers = _of_whole_sample(numbers, columns)
    totals = np.bincount(numbers.row, numbers.share, minlength=len(grid.table))[numbers.rows]
    counts = np.bincount(numbers.row, minlength=len(grid.table))[numbers.rows]
    steps = np.zeros(len(grid.table))
    np.maximum.at(steps, numbers.row, numbers.step)
    most = 1 + sum_slack(counts, steps[numbers.rows])
    over = totals > most
    if not over.any():
        return []
    rows = numbers.rows
    on_top = _on_top(grid, numbers, pd.Series(totals, rows), pd.Series(most, rows))
    if on_top or over.mean() <= MOST:
        return on_top
    first = numbers.rows[int(np.argmax(over))]
    commonest, times = np.unique(np.round(totals, 9), return_counts=True)
    usual = commonest[np.argmax(times)]
    seats = len(totals) > 1 and usual > 1 and times.max() > MOST * len(totals)
    return [
        Problem(
            "sum-over-100",
            f"{'all' if times.max() == len(totals) else 'most'} rows add up to {100 * usual:g}, "
            "not 100: are the numbers seats?"
            if seats
            else "answers of most rows add up to over 100%",
            grid.place(first),
            got=f"{100 * totals[over].min():.4g} to {100 * totals[over].max():.4g} in "
            f"{int(over.sum())} of {len(totals)} rows",
            expected="100, where one answer may be chosen",
            hint="leave out what is no answer: answers=[...]",
            severity="warning",
        )
    ]


def _of_whole_sample(numbers: Numbers, columns: Columns) -> Numbers:
    """The numbers without those of columns that hold the answers of one group."""
    kept = np.array([name not in columns.of_groups for name in numbers.column], dtype=bool)
    return replace(
        numbers,
        row=numbers.row[kept],
        column=[name for name, stays in zip(numbers.column, kept, strict=True) if stays],
        share=numbers.share[kept],
        censored=numbers.censored[kept],
        step=numbers.step[kept],
    )


def _on_top(grid: Grid, numbers: Numbers, totals: pd.Series, limits: pd.Series) -> list[Problem]:
    """A warning for columns with which rows are over 100%, and without which they are not.

    Args:
        grid: the table.
        numbers: its shares.
        totals: by row, what its shares add up to.
        limits: by row, the most that they may add up to.
    """
    cells = pd.DataFrame({"column": numbers.column, "row": numbers.row, "share": numbers.share})
    over = (totals > limits).reindex(cells["row"]).to_numpy()
    beyond = (totals - limits).reindex(cells["row"]).to_numpy()
    by_column = cells["column"].to_numpy()
    slack = (limits - 1).reindex(cells["row"]).to_numpy()
    rest = (
        beyond + slack - cells["share"].to_numpy()
    )  # what is left of 100%, too much or too little
    alone = pd.Series(over & (np.abs(rest) <= slack + 1e-9)).groupby(by_column).mean()
    always = pd.Series(over).groupby(by_column).mean()
    found = [str(name) for name in alone.index[alone > NEARLY_ALL]]
    if len(found) != 1:
        found = [str(name) for name in always.index[always > NEARLY_ALL]]
    part = cells[cells["column"].isin(found)].groupby("row")["share"].sum()
    mended = (part >= (totals - limits).reindex(part.index))[(totals > limits)[part.index]]
    if len(mended) < LEAST_ROWS or mended.mean() <= NEARLY_ALL or len(found) > len(alone) / 2:
        return []
    return [
        Problem(
            "column-on-top",
            f"rows add up to over 100% with {len(found)} column(s), and not without",
            replace(grid.place(), item=""),
            got=f"{', '.join(map(repr, found))}, in {int((totals > limits).sum())} rows",
            expected="100, where one answer may be chosen",
            hint=f"if it is no answer, leave it out: ignore={found}",
            severity="warning",
        )
    ]


def one_of_alike(
    rows: pd.DataFrame, grids: Sequence[Grid], hints: Hints
) -> tuple[pd.DataFrame, list[Problem]]:
    """Rows of which none is like another one in all but its numbers, or the problem of them.

    Args:
        rows: all rows, with the place of each in its table.
        grids: the tables.
        hints: `duplicates` says which of several polls that are alike counts; `question` is
            that of all rows, where the caller named one; `group_columns` tell nothing more.
    """
    keep = hints.duplicates
    keys = [name for name in ALIKE_IN if name in rows]
    if "question_text" in rows and "question" not in rows and not hints.question:
        keys.append("question_text")  # no question was told: each wording is one
    dated = rows[rows["start"].notna()] if "start" in rows else rows  # the others have a problem
    alike = dated[dated.duplicated(keys, keep=False)]
    differ = alike.groupby(keys, dropna=False)["share"].transform("nunique") > 1
    alike = alike[differ]
    if alike.empty:
        return rows, []
    if keep:
        # A poll that gives way does so with all its numbers, never with some of them.
        giving_way = alike[alike.duplicated(keys, keep=keep)]
        gone = set(zip(giving_way["sheet"], giving_way["row"], strict=True))
        stays = [place not in gone for place in zip(rows["sheet"], rows["row"], strict=True)]
        return rows[stays], [_dropped(len(rows) - sum(stays), keep)]
    together = alike[(alike.groupby(keys, dropna=False, sort=False).ngroup() == 0).to_numpy()]
    grid = next(grid for grid in grids if grid.sheet == together["sheet"].iloc[0])
    cells = grid.table.iloc[together.loc[together["sheet"] == grid.sheet, "row"]]
    telling = [
        str(name)
        for name in grid.table
        if cells[name].astype(str).nunique() > 1
        and name not in hints.group_columns
        and not holds_shares([cell for cell in grid.table[name] if not left_blank(cell)])
        and grid.table[name].astype(str).nunique() <= max(FEW_VALUES, len(grid.table) // 4)
    ]
    places = [str(replace(grid.place(row), file="")) for row in cells.index[:2]]
    return rows, [
        Problem(
            "rows-alike",
            "polls differ in their numbers alone",
            replace(grid.place(), item=""),
            got=f"{len(alike):,} such numbers, the first in {' and '.join(places)}",
            expected="a column that tells them apart",
            hint=f"is it {' or '.join(map(repr, telling[:4]))}? Say what it is: "
            f"group_columns=['{telling[0]}'], client_column='{telling[0]}', "
            f"question_column='{telling[0]}'; or which counts: duplicates='last'"
            if telling
            else "say which of them counts: duplicates='first' or duplicates='last'",
        )
    ]


def _dropped(count: int, keep: str) -> Problem:
    return Problem(
        "duplicates-dropped",
        "of polls that differ in their numbers alone one is kept",
        got=f"{count:,} numbers left out",
        hint=f"as asked: duplicates='{keep}'",
        severity="warning",
    )
