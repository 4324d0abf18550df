"""Tables whose cells are changed one by one, so that it is known what must come of them.

Every share stands in its table once, so that a reading is known by its share.

    one cell replaced       the other shares are read as before; the cell is read, or told
    rows, columns, sheets in another order             the same readings
    a row left out          the readings of the others
    a row written twice     the same readings, or each told
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from polls.printed.shares import left_blank
from tests.fuzz.mutators import CELLS
from tests.fuzz.printed import numbers_of
from tests.fuzz.reading import Taken
from tests.writers.legacy_writer import ErrorCell, Formula, write_xls
from tests.writers.ods_writer import write_ods
from tests.writers.tracker_workbook import sheet, write_workbook

__all__ = ["ROWS", "TABLES", "Change", "changed", "lost_by", "write_table"]

Rows = list[list[Any]]
Sheets = dict[str, Rows]

WAVES: Rows = [
    ["date", "Too high", "About right", "Too low", "Don't know", "n"],
    ["2024-01-07", "59.1%", "21.8%", "11.3%", "7.8%", "1500"],
    ["2024-02-07", "58.2%", "22.7%", "12.4%", "6.7%", "1510"],
    ["2024-03-07", "57.3%", "23.6%", "13.5%", "5.6%", "1520"],
    ["2024-04-07", "56.4%", "24.5%", "14.6%", "4.5%", "1530"],
]
ROWS: dict[str, Sheets] = {
    "waves": {"data": WAVES},
    "tracker": {
        "All adults": sheet(Yes=[0.41, 0.52, 0.63], No=[0.59, 0.48, 0.37]).rows(),
        "18-24": sheet(Yes=[0.44, 0.55, 0.66], No=[0.56, 0.45, 0.34]).rows(),
    },
}
TABLES = {
    "waves": ("csv", "xlsx", "xls", "ods", "html", "json"),
    "tracker": ("xlsx", "xls", "ods"),
}
"""What each table is written to."""

PLAIN = ("40", "12.5%", "0.33", "999", "2024-09-09", "Neither", "7", "100")
"""Cells that are nothing odd, at least in some place."""
KEPT = ("group", "answer", "start", "end", "n", "censored")
KINDS = ("cell", "cell", "cell", "order", "without", "double")


@dataclass(frozen=True)
class Change:
    """What was done to a table: a kind, and for a cell or a row its place and what was there."""

    kind: str
    sheet: str = ""
    row: int = 0
    column: int = 0
    old: tuple[Any, ...] = ()
    new: Any = ""


def write_table(path: Path, sheets: Mapping[str, Rows]) -> None:
    """Write a table in the format of the ending."""
    first = next(iter(sheets.values()))
    if path.suffix == ".csv":
        frame = pd.DataFrame(first)
        frame.to_csv(path, index=False, header=False)
    elif path.suffix == ".html":
        rows = (
            f"<tr>{''.join(f'<td>{escape(str(cell))}</td>' for cell in row)}</tr>" for row in first
        )
        path.write_text(f"<table>{''.join(rows)}</table>", encoding="utf-8")
    elif path.suffix == ".json":
        head, *below = first
        records = [dict(zip(head, row, strict=True)) for row in below]
        path.write_text(json.dumps(records, ensure_ascii=False), encoding="utf-8")
    elif path.suffix == ".ods":
        write_ods(path, sheets)
    elif path.suffix == ".xls":
        write_xls(path, {name: [list(map(_legacy, row)) for row in rows]
                         for name, rows in sheets.items()})  # fmt: skip
    else:
        write_workbook(path, sheets)


def _legacy(cell: Any) -> Any:
    """What stands in a legacy workbook, where errors and formulas are cells of their own."""
    return {"#N/A": ErrorCell(42), "#DIV/0!": ErrorCell(7), "=1+1": Formula()}.get(cell, cell)


def changed(sheets: Mapping[str, Rows], chance: random.Random) -> tuple[Sheets, Change]:
    """A table with one thing about it changed, and what that is."""
    made = {name: [list(row) for row in rows] for name, rows in sheets.items()}
    kind = chance.choice(KINDS)
    name = chance.choice(list(made))
    rows = made[name]
    row = chance.randrange(1, len(rows))
    if kind == "order":
        return _in_other_order(made, chance), Change(kind)
    if len(made) > 1:
        kind = "cell"
    if kind == "cell":
        row, column = chance.randrange(len(rows)), chance.randrange(len(rows[0]))
        new = chance.choice(chance.choice((CELLS, PLAIN)))
        change = Change(kind, name, row, column, (rows[row][column],), new)
        rows[row][column] = new
        return made, change
    change = Change(kind, name, row, old=tuple(rows[row]))
    if kind == "without":
        del rows[row]
    else:
        rows.insert(chance.randrange(1, len(rows) + 1), list(rows[row]))
    return made, change


def _in_other_order(sheets: Sheets, chance: random.Random) -> Sheets:
    """Sheets in another order; or rows and columns, where there is one sheet."""
    if len(sheets) > 1:
        return {name: sheets[name] for name in chance.sample(list(sheets), len(sheets))}
    ((name, (head, *below)),) = sheets.items()
    order = chance.sample(range(len(head)), len(head))
    rows = [head, *chance.sample(below, len(below))]
    return {name: [[row[column] for column in order] for row in rows]}


def lost_by(change: Change, usual: Taken, found: Taken) -> str:
    """What was lost, made up or changed in silence; "" where nothing was.

    Args:
        change: what was done to the table.
        usual: what the sound table is read to.
        found: what the changed one is read to.
    """
    if found.says_more_than(usual):
        return ""
    before, after = _by_share(usual), _by_share(found)
    given = _shares_of(change.old)
    if change.kind == "without":
        before = {share: row for share, row in before.items() if share not in given}
    if change.kind != "cell":
        return _differs(before, after)
    old = next((share for share in given if share in before), None)
    if old is not None and change.row:
        before.pop(old)
        new = _shares_of((change.new,))
        if new & set(after) and old not in new:
            after = {share: row for share, row in after.items() if share not in new - set(before)}
        elif not left_blank(change.new):
            return f"'{change.new!s:.40}' is not read"
        elif 0.0 in after and 0.0 not in before:  # a dash: nobody
            del after[0.0]
        return _differs(before, after)
    return _moved(change, before, after)


def _moved(change: Change, before: dict[float, Any], after: dict[float, Any]) -> str:
    """What is wrong after a label, date or base was replaced."""
    if set(before) != set(after):
        return f"{len(before)} shares, now {len(after)}: {sorted(set(before) ^ set(after))[:4]}"
    bases = {float("nan")} if left_blank(change.new) else set(numbers_of([change.new]))
    for share, row in before.items():
        now = after[share]
        if (now["start"], now["end"]) != (row["start"], row["end"]) and not _is_day(change.new):
            return f"another day of {share}: {now['start']} to {now['end']}"
        if now["n"] != row["n"] and not any(np.isclose(now["n"], n, equal_nan=True) for n in bases):
            return f"another base of {share}: {now['n']}"
    return ""


def _differs(before: dict[float, Any], after: dict[float, Any]) -> str:
    if set(before) != set(after):
        return f"{len(before)} shares, now {len(after)}: {sorted(set(before) ^ set(after))[:4]}"
    for share, row in before.items():
        for name in KEPT:
            if str(row[name]) != str(after[share][name]):
                return f"{name} of {share}: {row[name]}, now {after[share][name]}"
    return ""


def _by_share(taken: Taken) -> dict[float, Any]:
    rows = taken.rows.assign(share=taken.rows["share"].round(9))
    return {row["share"]: row for row in rows.to_dict("records")}


def _shares_of(cells: tuple[Any, ...]) -> set[float]:
    numbers = numbers_of(list(cells))
    return {0.005} & {0.005 if "*" in cells else 0.0} | {
        round(share, 9) for number in numbers for share in (number, number / 100)
    }


def _is_day(cell: object) -> bool:
    return cell in PLAIN
