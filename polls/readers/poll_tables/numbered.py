"""Answers that are named row by row, in a column of their own beside each column of shares.

cand1_name     cand1_pct  cand2_name     cand2_pct      the answers are Vallone and Pataki,
Peter Vallone         26  George Pataki         57      not `cand1_pct` and `cand2_pct`
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from polls.printed.column_names import words_of
from polls.printed.shares import read_share
from polls.readers.poll_tables.cells import mostly

__all__ = ["Labels", "labels_beside", "named_apart"]

OPTION_NUMBER = re.compile(r"(?P<before>[^\d]*?)\s?(?P<number>[1-9])\b\s?(?P<after>[^\d]*)")
LABELS = ("name", "candidate", "candidat", "candidato", "kandidat", "answer", "option", "choice",
          "response", "label", "party", "parti", "partei", "partido")  # fmt: skip
"""Words of columns of labels, the most telling first: a candidate goes before the party."""
LEAST = 2

Template = tuple[str, str]


Labels = Mapping[str, tuple[str, ...]]
"""By column of shares, the columns of the labels of its answers, the most telling first."""


def labels_beside(answers: Sequence[str], table: Mapping[str, Sequence[Any]]) -> Labels:
    """By column of shares, the columns of the labels of its answers; empty where there is none.

    A column of shares that is numbered like the others and has none, such as that of a third
    candidate without a name, has nothing for its labels.

    Args:
        answers: the columns of shares.
        table: cells of each column.

    >>> labels_beside(["pct1", "pct2"], {"party1": ["A", "B"], "party2": ["C"], "pct1": [9]})
    {'pct1': ('party1',), 'pct2': ('party2',)}
    """
    named = [name for name in table if {*words_of(re.sub(r"\d+", " ", name))} & {*LABELS}]
    labels = [
        columns
        for _, columns in sorted(_numbered(named).items(), key=lambda item: _telling(item[0]))
        if all(_holds_names(table[name]) for name in columns.values())
    ]
    for of_shares in _numbered(answers).values():
        beside = [columns for columns in labels if len(columns.keys() & of_shares.keys()) >= LEAST]
        if beside:
            return {
                name: tuple(columns[number] for columns in beside if number in columns)
                for number, name in of_shares.items()
            }
    return {}


def named_apart(labels: Labels, cells: Mapping[str, Sequence[str]], row: int) -> dict[str, str]:
    """The labels of the answers of one row, by column of shares; two alike have all of theirs.

    Args:
        labels: the columns of labels of each column of shares.
        cells: texts of the columns of labels.
        row: the row.

    >>> cells = {"name1": ["Generic"], "party1": ["A"], "name2": ["Generic"], "party2": ["B"]}
    >>> named_apart({"pct1": ("name1", "party1"), "pct2": ("name2", "party2")}, cells, 0)
    {'pct1': 'Generic A', 'pct2': 'Generic B'}
    """
    first = {
        name: next(filter(None, (cells[column][row] for column in columns)), "")
        for name, columns in labels.items()
    }
    times = Counter(first.values())
    return {
        name: " ".join(filter(None, (cells[column][row] for column in labels[name])))
        if times[text] > 1
        else text
        for name, text in first.items()
    }


def _numbered(names: Sequence[str]) -> dict[Template, dict[str, str]]:
    """Columns by what stands around their number, then by number."""
    found: dict[Template, dict[str, str]] = {}
    for name in names:
        if match := OPTION_NUMBER.fullmatch(" ".join(words_of(name))):
            found.setdefault((match["before"], match["after"]), {})[match["number"]] = name
    return found


def _telling(template: Template) -> int:
    words = {*" ".join(template).split()}
    # `candidate 1 party` names the party, `candidate 1` the candidate.
    return max((LABELS.index(word) for word in words if word in LABELS), default=len(LABELS))


def _holds_names(cells: Sequence[Any]) -> bool:
    return mostly(
        isinstance(cell, str) and read_share(cell, percent=True) is None for cell in cells
    )
