"""Tables with a column for each wave, turned so that each number has a row.

                  Jan 2024   Feb 2024           date       answer     share   n
    Too high      59%        58%                Jan 2024   Too high   59%     1,500
    Too low       11%        12%                Jan 2024   Too low    11%     1,500
    Sample size   1,500      1,510              Feb 2024   Too high   58%     1,510

Rows of bases, pollsters and the like go to the numbers of their block. A row with a label
alone heads the rows below it: it is their question. Columns left of the waves (question, group)
stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from polls.errors import Place
from polls.files.tables import Grid
from polls.printed.column_names import JUST_BASE, Role, role_of, words_of
from polls.printed.fieldwork import looks_like_fieldwork
from polls.printed.shares import left_blank, read_base
from polls.printed.whole_sample import names_whole
from polls.readers.contract import Hints
from polls.readers.poll_tables.cells import holds_dates, holds_shares, mostly, text_of

__all__ = ["turned"]

LEAST_WAVES = 2
ROWS_SEARCHED = 10
DATES: tuple[Role, ...] = ("date", "start", "end", "published")
OF_WAVES: tuple[Role, ...] = (*DATES, "n", "n_weighted", "pollster", "client", "mode")
"""What a row may say of each wave, beside its numbers."""
NO_LABELS = frozenset({"pollster", "client", "mode", "country", "group", "n", "n_weighted"})
"""Roles of columns that hold no answers."""

TITLES = ("question", "group")
LONGEST_GROUP = 4
"""Words of a title that may name a group of people."""

Block = tuple[str, ...]
"""The question and the group of a row, and its cells left of the waves."""


@dataclass(frozen=True)
class _Turned(Grid):
    """A turned table, which names places of the table that it was made of.

    Args:
        printed: that table.
        cells: the row and column there of each row here.
    """

    printed: Grid | None = None
    cells: tuple[tuple[int, str], ...] = ()

    def place(self, row: int | None = None, column: str = "") -> Place:
        assert self.printed is not None
        return self.printed.place(*(self.cells[row] if row is not None else (None, "")))

    def locator(self, row: int, column: str = "") -> str:
        assert self.printed is not None
        return self.printed.locator(*self.cells[row])


def turned(grid: Grid, hints: Hints) -> Grid:
    """The table with a row for each number, where its columns are waves.

    Args:
        grid: the table; one that says in other ways when people were asked is returned as it is.
        hints: columns that the caller names.
    """
    names = list(map(str, grid.table))
    waves = [name for name in names if _is_day(name)] or _columns_dated_below(grid)
    others = [name for name in names if name not in waves]
    told = hints.date or hints.start or hints.end or hints.share_column or hints.answers
    if told or len(waves) < LEAST_WAVES or len(set(names)) < len(names):
        return grid
    found = _column_of_labels(grid.table[others])
    labels = hints.answer_column or found
    if not labels or {"date", "share", "answer"} & {*others} - {found}:
        return grid
    if any(
        role_of(name) in ("", *DATES) and holds_dates(_printed(grid.table[name])) for name in others
    ):
        return grid
    if not holds_shares([cell for name in waves for cell in _printed(grid.table[name])]):
        return grid
    return _by_number(grid, waves, labels, hints)


def _is_day(cell: Any) -> bool:
    """Whether a cell names a day or span; `May` alone may be a person."""
    return any(map(str.isdigit, str(cell))) and looks_like_fieldwork(cell)


def _columns_dated_below(grid: Grid) -> list[str]:
    """The columns that have their dates in one of the first rows, beside what that row is."""
    for _, row in grid.table.head(ROWS_SEARCHED).iterrows():
        dated = [str(name) for name, cell in row.items() if _is_day(cell)]
        if len(dated) >= LEAST_WAVES and any(role_of(str(cell)) in DATES for cell in row):
            return dated
    return []


def _printed(column: pd.Series) -> list[Any]:
    return [cell for cell in column if not left_blank(cell)]


def _column_of_labels(table: pd.DataFrame) -> str:
    """The column that is called one of answers, or else the last that holds texts; "" for none."""
    texts = [
        name
        for name in map(str, table)
        if role_of(name) not in NO_LABELS and not holds_shares(_printed(table[name]))
    ]
    named = [name for name in texts if role_of(name) == "answer"]
    return (named or texts or [""])[-1]


def _by_number(grid: Grid, waves: list[str], labels: str, hints: Hints) -> Grid:
    keys = [name for name in map(str, grid.table) if name not in (*waves, labels)]
    known = hints.question or hints.question_text or ("?" in labels)
    blocks, titles = _blocks(grid.table, waves, labels, keys, known=bool(known))
    texts = list(map(text_of, grid.table[labels]))
    printed = grid.table[waves].to_numpy(dtype=object).tolist()
    about = _about_waves(texts, printed)
    said: dict[Block, dict[str, dict[str, Any]]] = {}
    for row, name in about.items():
        for wave, cell in zip(waves, printed[row], strict=True):
            said.setdefault(blocks[row], {}).setdefault(wave, {})[name] = cell
    everywhere = next(iter(said.values())) if len(said) == 1 else {}
    rows: list[dict[str, Any]] = []
    cells: list[tuple[int, str]] = []
    for row in range(len(texts)):
        if row in titles or row in about:
            continue
        beside = {name: grid.table[name].iloc[row] for name in keys}
        named = {name: text for name, text in zip(TITLES, blocks[row], strict=False) if text}
        if role_of(texts[row]) == "other" or all(map(left_blank, printed[row])):
            # A sum or a note: a row without a number, which is named as left out.
            rows.append({**beside, "answer": texts[row]})
            cells.append((row, labels))
            continue
        for wave, cell in zip(waves, printed[row], strict=True):
            if not left_blank(cell):
                number = {"date": wave, "answer": texts[row], "share": cell}
                own = (everywhere or said.get(blocks[row], {})).get(wave, {})
                rows.append({**named, **beside, **number, **own})
                cells.append((row, wave))
    made = pd.DataFrame(rows, dtype=object).fillna("")
    if hints.answer_column:
        made = made.rename(columns={"answer": hints.answer_column})
    kept = (grid.file, grid.sheet, grid.first_row, grid.decimal_comma)
    return _Turned(made, *kept, printed=grid, cells=tuple(cells))


def _about_waves(texts: list[str], printed: list[list[Any]]) -> dict[int, str]:
    """The rows that say something of each wave, and what: its base, its days, who asked."""
    found: dict[int, str] = {}
    for row, text in enumerate(texts):
        role = role_of(text)
        if role in OF_WAVES and _says(role, printed[row]):
            found[row] = "base" if words_of(text) in JUST_BASE else role
    return found


def _blocks(
    table: pd.DataFrame, waves: list[str], labels: str, keys: list[str], *, known: bool
) -> tuple[list[Block], set[int]]:
    """The block of each row, and the rows that are titles: of a question, or of a group.

    Short titles are groups where the question is known, or one of them is the whole sample.
    """
    texts = list(map(text_of, table[labels]))
    printed = table[waves].to_numpy(dtype=object)
    empty = [all(map(left_blank, row)) for row in printed]
    again = [[*map(str, row)] == waves for row in printed]
    titles = {
        row
        for row, text in enumerate(texts)
        if text and (again[row] or (empty[row] and not all(empty[row + 1 : row + 2])))
    }
    short = {row for row in titles if len(words_of(texts[row])) <= LONGEST_GROUP} - {
        row for row in titles if "?" in texts[row]
    }
    of_groups = "group" not in keys and (known or any(names_whole(texts[row]) for row in short))
    question, group = labels if "?" in labels else "", ""
    blocks: list[Block] = []
    for row, text in enumerate(texts):
        if row in titles:
            question, group = (question, text) if of_groups and row in short else (text, "")
        blocks.append((question, group, *(str(table[name].iloc[row]) for name in keys)))
    return blocks, titles


def _says(role: Role, printed: Iterable[Any]) -> bool:
    """Whether the cells of a row are what its label says."""
    cells = [cell for cell in printed if not left_blank(cell)]
    numbers = [read_base(cell) is not None for cell in cells]
    if role in ("n", "n_weighted"):
        return mostly(numbers)
    if role in DATES:
        return mostly(map(_is_day, cells))
    return bool(cells) and not any(numbers)
