"""Tables with a row for each poll, or a row for each number, under any names.

    date;pollster;Too high;About right;Too low;n      start_date,pollster,answer,pct
    6.-8. Januar 2024;YouGov;59 %;21 %;6 %;1.759      2024-01-06,YouGov,Too high,59

What a column holds is recognised by hints, or by its name in four languages and its cells (see
`roles`); every other column of shares is an answer. What is left out (columns, rows, sheets)
is named in one warning. Rows that only differ in the subject or wording of their question, or
in the sheet that they are on, are different questions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from polls.arguments import without_effect
from polls.codebooks.model import codebook, fold, slug
from polls.errors import Problem, ProblemsError, raise_errors
from polls.files.opened import OpenedFile
from polls.files.tables import Grid, repeated_columns, rows_cut_short, without_repeats
from polls.printed.shares import left_blank, read_bases
from polls.printed.whole_sample import cell_names_whole
from polls.readers.contract import Extract, Hints
from polls.readers.poll_tables.answer_counts import without_answer_counts
from polls.readers.poll_tables.answer_texts import answer_texts
from polls.readers.poll_tables.cells import text_of
from polls.readers.poll_tables.columns import Columns
from polls.readers.poll_tables.dates_across import turned
from polls.readers.poll_tables.modes import mode_of
from polls.readers.poll_tables.number_column import column_taken, which_column
from polls.readers.poll_tables.parted import parted
from polls.readers.poll_tables.problems import (
    choose_sheets,
    heads_missing,
    left_out,
    not_a_table,
    numbers_not_named,
    one_of_alike,
    totals_off,
    unknown_ignored,
)
from polls.readers.poll_tables.roles import assign, missing_columns
from polls.readers.poll_tables.shares import Numbers, column_shares, row_shares
from polls.readers.poll_tables.waves import waves_of, year_problems
from polls.rules.keys import row_keys

__all__ = ["HINTS", "extract", "recognises"]

HINTS = (
    "encoding", "year", "fieldwork", "sheet", "date", "start", "end", "published", "n",
    "n_weighted", "answers", "pollster_column", "client_column", "country_column", "mode_column",
    "question_column", "answer_column", "share_column", "group_columns", "ignore", "duplicates",
    "on_error",
)  # fmt: skip

ATTRIBUTE_AT_MOST = 1.5
"""Values of an attribute, such as the party, that one answer or subject has on average."""
BESIDE = ("question_part", "number_part", "sheet_part", "sheet", "row")
"""Columns of the rows that only help to tell them apart."""


def recognises(file: OpenedFile) -> bool:
    """Whether the file has a table: of all readers this one says best what a table lacks."""
    return any(len(grid.table.columns) > 1 and len(grid.table) for grid in file.tops)


def _is_poll_table(grid: Grid) -> bool:
    if len(grid.table.columns) < 2:
        return False
    if repeated_columns(grid):
        return True
    columns = assign(turned(parted(grid), Hints()), Hints(), codebook())
    return columns.dated and bool(columns.answers or columns.long)


def extract(file: OpenedFile, hints: Hints) -> Extract:
    """One row for each printed number, in the order of the file.

    Args:
        file: the opened CSV, XLSX, ODS or Parquet file.
        hints: columns by name, `sheet`, `fieldwork` where no column has dates, `year`,
            `encoding`.

    Raises:
        ProblemsError: where a declared column or sheet is missing, or no table has dates and
            shares.
    """
    hints = replace(hints, n="") if fold(hints.n) == "none" else hints  # no column holds bases
    grids, problems = choose_sheets(file, hints, _is_poll_table)
    raise_errors(unknown_ignored(grids, hints))
    parts: list[pd.DataFrame] = []
    several = len(grids) > 1
    refused: list[Problem] = []
    for grid in grids:
        try:
            rows, found = _read(grid, hints)
        except ProblemsError as error:
            refused += [_or_without_sheet(problem, several) for problem in error.problems]
            continue
        parts.append(rows.assign(sheet=grid.sheet, sheet_part=grid.sheet if several else ""))
        problems += found
    raise_errors(refused)
    rows = pd.concat(parts, ignore_index=True)
    rows, numbered = _told_apart(rows, hints)
    problems += numbered
    rows, dropped = one_of_alike(rows, grids, hints)
    problems += dropped
    return Extract(rows.drop(columns=[name for name in BESIDE if name in rows]), problems)


def _or_without_sheet(problem: Problem, several: bool) -> Problem:
    """The problem of one sheet of several, with the way to read the others."""
    way = "or read the other sheets alone: sheet=['...']"
    hint = f"{problem.hint}; {way}" if problem.hint else way.removeprefix("or ")
    return replace(problem, hint=hint) if several else problem


def _read(grid: Grid, hints: Hints) -> tuple[pd.DataFrame, list[Problem]]:
    """The rows of one table, with what tells them apart, and all that is wrong with it."""
    width = len(grid.table.columns)
    grid = replace(grid, table=grid.table.drop(columns=list(hints.ignore), errors="ignore"))
    grid = without_repeats(grid)
    raise_errors([*heads_missing(grid), *repeated_columns(grid), *missing_columns(grid, hints)])
    grid = turned(parted(grid), hints)
    columns = assign(grid, hints, codebook())
    raise_errors([*numbers_not_named(grid, columns, hints), *which_column(grid, columns)])
    if hints.share_column and not columns.long:
        hint = "which column has the answers? answer_column='...'"
        raise ProblemsError([without_effect("hint 'share_column'", "a row for each poll", hint)])
    if not (columns.dated or hints.fieldwork):
        raise ProblemsError([not_a_table(grid, "dates")])
    if not (columns.answers or columns.long):
        raise ProblemsError([not_a_table(grid, "shares")])
    _attributes_of_answers(grid, columns)
    down = columns.long or columns.across
    numbers = column_shares(grid, columns) if down else row_shares(grid, columns)
    waves, undated = waves_of(grid, columns, hints, numbers.rows)
    problems = [
        *column_taken(grid, columns),
        *left_out(grid, columns, numbers),
        *rows_cut_short(grid, numbers.rows, width),
        *undated,
        *year_problems(grid, columns, hints, waves),
        *numbers.problems,
        *totals_off(grid, columns, numbers, hints),
    ]
    rows = pd.DataFrame([waves[row] for row in numbers.row.tolist()])
    rows = rows.assign(
        share=numbers.share,
        censored=numbers.censored,
        precision=numbers.step,
        row=numbers.row,
        answer_text=answer_texts(grid, columns, numbers),
        locator=[
            grid.locator(row, name)
            for row, name in zip(numbers.row.tolist(), numbers.column, strict=True)
        ],
    )
    for name, values in _texts(grid, columns, numbers).items():
        rows[name] = values
    for role in ("n", "n_weighted"):
        if role in columns.roles:
            rows[role], unread = _bases_of_rows(grid, columns, numbers, role)
            problems += unread
    if columns.long and "n" in rows:
        rows, counted = without_answer_counts(rows, grid, columns)
        problems += counted
    return rows, problems


def _bases_of_rows(
    grid: Grid, columns: Columns, numbers: Numbers, role: str
) -> tuple[list[float], list[Problem]]:
    """The base of each number: of the whole sample, or of the group of its column if printed."""
    problems: list[Problem] = []
    read: dict[str, dict[int, float]] = {}
    own = columns.bases if role == "n" else {}
    for name in dict.fromkeys([columns.roles[role], *own.values()]):
        read[name], unread = _bases(grid, name, numbers.rows)
        problems += unread
    found: list[float] = []
    for row, column in zip(numbers.row.tolist(), numbers.column, strict=True):
        name = columns.roles[role]
        if column in columns.of_groups:
            name = own.get(columns.of_groups[column][1], "")
        elif columns.across and not cell_names_whole(column):
            name = ""
        found.append(read[name].get(row, np.nan) if name else np.nan)
    return found, problems


def _attributes_of_answers(grid: Grid, columns: Columns) -> None:
    """In a table with a row for each number, the party of a candidate is no group of people.

    A state has candidates of its own too, but one poll asks about one state.
    """
    named = columns.roles.get("answer", columns.subjects[-1] if columns.subjects else "")
    if not named:
        return
    things = grid.table[named].astype(str)
    others = [*columns.roles.values(), *columns.subjects, *columns.numbers]
    told = [name for name in others if name not in (named, columns.roles.get("share"))]
    polls = pd.Series(row_keys(grid.table[name].astype(str) for name in told) if told else 0)
    for name in list(columns.groups):
        values = grid.table[name].astype(str)
        several = values.groupby(things).nunique().mean()
        few = several < max(ATTRIBUTE_AT_MOST, values.nunique() / 4)
        if values.nunique() > 1 and few and _differ_within(values, polls):
            columns.groups.remove(name)
            columns.left.append(name)
            columns.attributes.append(name)


def _differ_within(values: pd.Series, polls: pd.Series) -> bool:
    """Whether values differ among the rows of most polls that have several."""
    rows = values.reset_index(drop=True).groupby(polls)
    several = rows.size() > 1
    return not several.any() or bool((rows.nunique()[several] > 1).mean() > 0.5)


def _texts(grid: Grid, columns: Columns, numbers: Numbers) -> dict[str, Any]:
    """The columns of text of the rows, by column of an extract."""
    places = numbers.row

    def cells(name: str, *, named: bool = True) -> np.ndarray:
        column = grid.table[name].tolist()
        texts = [text_of(cell) if named or not left_blank(cell) else "" for cell in column]
        return np.asarray(np.array(texts, dtype=object)[places])

    found: dict[str, Any] = {}
    for role, column in (
        ("pollster", "pollster"),
        ("client", "client"),
        ("question", "question_text"),
        ("lang", "lang"),
        ("note", "note"),
    ):
        if role in columns.roles:
            found[column] = cells(columns.roles[role], named=role == "pollster")
    if "pollster_client" in columns.roles:
        both = [text.partition("/") for text in cells(columns.roles["pollster_client"])]
        found["pollster"] = [firm.strip() for firm, _, _ in both]
        beside = found.get("client", [""] * len(both))  # what its own column says goes first
        found["client"] = [
            named or client.strip() for named, (_, _, client) in zip(beside, both, strict=True)
        ]
    if "country" in columns.roles:
        found |= _countries(cells(columns.roles["country"]))
    if "mode" in columns.roles:
        found["mode"] = [mode_of(text) for text in cells(columns.roles["mode"], named=False)]
    groups = list(columns.groups)
    if columns.population:
        populations = cells(columns.population)
        if len(set(populations)) == 1 and not cell_names_whole(populations[0]):
            found["base"] = populations  # the same people in all rows: who was asked
        else:
            groups.append(columns.population)
    printed = {name: cells(name) for name in groups}
    if "area" in found:
        printed[columns.roles["country"]] = found.pop("area")
    found |= _groups(printed | _groups_of_columns(columns, numbers))
    parts = [cells(name, named=False) for name in columns.subjects]
    if parts:
        found["question_part"] = [" ".join(filter(None, row)) for row in zip(*parts, strict=True)]
    ids = [cells(name, named=False) for name in columns.numbers]
    if ids:
        found["number_part"] = [" ".join(filter(None, row)) for row in zip(*ids, strict=True)]
    return found


def _groups_of_columns(columns: Columns, numbers: Numbers) -> dict[str, np.ndarray]:
    """The group of each number, where columns are groups or hold the answers of one."""
    alone = columns.of_groups
    if columns.across:
        labels = ["" if cell_names_whole(name) else name for name in numbers.column]
    elif alone:
        labels = [alone[name][1] if name in alone else "" for name in numbers.column]
    else:
        return {}
    return {"group": np.array(labels, dtype=object)}


def _countries(printed: np.ndarray) -> dict[str, Any]:
    """The codes of countries that cells name, and the areas that are no country."""
    book = codebook()
    codes = {
        text: text if text in book.countries else book.match("country", text) or ""
        for text in dict.fromkeys(printed)
    }
    areas = np.array(["" if codes[text] else text for text in printed], dtype=object)
    found: dict[str, Any] = {"country": [codes[text] for text in printed]}
    return found | ({"area": areas} if (areas != "").any() else {})


def _groups(printed: dict[str, np.ndarray]) -> dict[str, Any]:
    """Heading and label of the group of each row: those of its columns that name no whole."""
    if not printed:
        return {}
    banners, labels = [], []
    for row in zip(*printed.values(), strict=True):
        named = [
            (name, cell)
            for name, cell in zip(printed, row, strict=True)
            if not cell_names_whole(cell)
        ]
        across = printed.keys() == {"group"}
        banners.append("" if across else ", ".join(name for name, _ in named))
        labels.append(", ".join(cell for _, cell in named))
    return {"banner_text": banners, "group_text": labels}


def _bases(grid: Grid, name: str, rows: Sequence[int]) -> tuple[dict[int, float], list[Problem]]:
    cells = grid.table[name].tolist()
    printed = [cells[row] for row in rows]
    read = dict(zip(rows, read_bases(printed, decimal_comma=grid.decimal_comma), strict=True))
    problems = [
        Problem(
            "not-a-base",
            "base cannot be read",
            grid.place(row, name),
            got=repr(cells[row]),
            expected="a number of respondents",
            hint=f"correct it, or leave the column out: ignore=['{name}']",
        )
        for row, number in read.items()
        if number is None
    ]
    return {row: number for row, number in read.items() if number is not None}, problems


def _told_apart(rows: pd.DataFrame, hints: Hints) -> tuple[pd.DataFrame, list[Problem]]:
    """Rows with the question of each: the one told, and the parts that tell rows apart.

    A subject always does; a wording or a sheet only where rows would else be alike, and the
    number of a poll in those rows alone.
    """
    rows = rows.copy()
    parts = rows.get("question_part", pd.Series("", rows.index)).fillna("")
    told = hints.question
    wordings = rows.get("question_text", pd.Series("", rows.index)).fillna("")
    if not told and (wordings == "").all() and hints.question_text:
        told = ""
    for extra in (wordings if told else None, rows["sheet_part"]):
        if extra is not None and extra.nunique() > 1 and _alike(rows, parts).any():
            joined = parts.str.cat(extra.astype(str), sep=" ").str.strip()
            if _alike(rows, joined).sum() < _alike(rows, parts).sum():
                parts = joined
    problems: list[Problem] = []
    if "number_part" in rows:
        alike = _alike(rows, parts if told else parts.str.cat(wordings, sep=" "), keep=False)
        numbers = rows["number_part"].fillna("").where(alike, "")
        parts = parts.str.cat(numbers, sep=" ").str.strip()
        problems += _numbered(int(alike.sum()))
    if (parts != "").any():
        stem = told or slug(hints.question_text)
        stems = pd.Series(stem, rows.index) if stem else wordings.map(slug)
        rows["question"] = [slug(f"{a} {b}") for a, b in zip(stems, parts, strict=True)]
    return rows, problems


def _numbered(count: int) -> list[Problem]:
    """The warning that polls alike but for their number have it in their question."""
    if not count:
        return []
    return [
        Problem(
            "polls-numbered",
            "polls are alike but for their number, which is added to their question",
            got=f"{count:,} numbers",
            hint="if a column tells them apart, name it: group_columns=[...]",
            severity="warning",
        )
    ]


KEYS = ("start", "end", "published", "pollster", "client", "mode", "country", "banner_text",
        "group_text", "answer_text")  # fmt: skip


def _alike(
    rows: pd.DataFrame, parts: pd.Series, keep: Literal["first", False] = "first"
) -> pd.Series:
    """Which rows are like another one in all but their share."""
    keys = [name for name in KEYS if name in rows]
    return rows[keys].assign(part=parts).duplicated(keep=keep)
