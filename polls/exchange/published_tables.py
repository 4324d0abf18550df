"""Readings as tables for people: one for each question and country, answers across.

Direction of the country, Great Britain
Pollster  First day   Last day    People asked  Right way (%)  Wrong way (%)
YouGov    2024-01-07  2024-01-08  1759          23             59
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from polls.codebooks.model import Codebook
from polls.schema import PRINTED_WAVE_COLUMNS, TEXT_COLUMNS

__all__ = ["LIMIT", "NOT_PUBLISHED", "PublishedTable", "published_tables"]

NOT_PUBLISHED, LIMIT = "[x]", "[low]"
"""What stands in a cell without a number: not published; only printed as less than its limit."""

HEADINGS: Mapping[str, str] = {
    "pollster": "Pollster",
    "client": "For whom",
    "mode": "How asked",
    "group_by": "Group by",
    "group": "Group",
    "base": "Who was asked",
    "start": "First day",
    "end": "Last day",
    "published": "Published",
    "date_precision": "Dates known to the",
    "n": "People asked",
    "n_weighted": "Weighted base",
    "source": "Source",
}
USUAL: Mapping[str, str] = {
    "group_by": "all",
    "group": "all",
    "base": "all",
    "date_precision": "day",
}
"""What a column need not say in every row."""
ALWAYS = ("pollster", "start", "end", "source")
LONGEST_NAME = 31
"""Characters of a sheet's name at most."""


@dataclass(frozen=True)
class PublishedTable:
    """A table with its words.

    Attributes:
        name: short, of at most 31 characters, for a sheet.
        title: question and country.
        wordings: the texts that people were asked, most frequent first.
        cells: a column a heading; texts, datetime64 days, numbers (shares in percent, with as
            many decimals as were printed), NaN where nothing was published, infinity where
            only a limit was.
        decimals: of the columns of shares, by heading.
    """

    name: str
    title: str
    wordings: tuple[str, ...]
    cells: pd.DataFrame
    decimals: Mapping[str, int]


def published_tables(readings: pd.DataFrame, book: Codebook) -> list[PublishedTable]:
    """The tables of a readings frame, one for each question and country.

    Args:
        readings: a readings frame.
        book: the codebook, for titles and labels; ids that it does not know stand as they are.

    >>> from polls.codebooks.model import codebook
    >>> from polls.schema import conform
    >>> row = {"country": "GB", "question": "q", "answer": "yes", "share": 0.4, "n": 900}
    >>> (table,) = published_tables(conform([row]), codebook())
    >>> table.title, list(table.cells)
    ('q, Great Britain', ['Pollster', 'First day', 'Last day', 'People asked', 'yes (%)', 'Source'])
    """
    tables: list[PublishedTable] = []
    names: set[str] = set()
    ordered = readings.assign(
        row=_rows_of(readings), day=readings["end"].fillna(readings["published"])
    ).sort_values(["day", "group_by", "group", "pollster", "source"], kind="stable")
    # Plain objects: with hundreds of small tables the cost of typed texts would be most of it.
    ordered = ordered.astype(dict.fromkeys(TEXT_COLUMNS, object))
    for key, rows in ordered.groupby(["question", "country"], sort=True):
        question, country = map(str, key)
        name = _unused(f"{country} {question}", names)
        names.add(name.casefold())
        entry = book.questions.get(question)
        title = entry.title if entry else question
        asked = Counter(text for text in rows["question_text"] if text)
        labels = {answer.id: answer.label for answer in entry.answers} if entry else {}
        tables.append(
            PublishedTable(
                name,
                f"{title}, {book.countries.get(country, country)}",
                tuple(text for text, _ in asked.most_common()),
                *_cells(rows, labels),
            )
        )
    return tables


def _rows_of(readings: pd.DataFrame) -> pd.Series:
    """For each reading the number of its row: a wave of one source, with one base.

    Two numbers of one answer in a wave get a row each: nothing is added up or left out.
    """
    wave = [*PRINTED_WAVE_COLUMNS, "n", "n_weighted", "date_precision"]
    copy = readings.groupby([*wave, "answer"], dropna=False, sort=False).cumcount()
    numbered = readings.assign(copy=copy).groupby([*wave, "copy"], dropna=False, sort=False)
    return numbered.ngroup()


def _cells(rows: pd.DataFrame, labels: Mapping[str, str]) -> tuple[pd.DataFrame, dict[str, int]]:
    order = rows.drop_duplicates("row").set_index("row")
    shown = {
        heading: order[name]
        for name, heading in HEADINGS.items()
        if name != "source" and (name in ALWAYS or _says(order[name], USUAL.get(name, "")))
    }
    decimals: dict[str, int] = {}
    for answer, label in _answers(rows, labels):
        own = rows[rows["answer"] == answer]
        shares = pd.Series(
            100 * own["share"].where(~own["censored"], np.inf).to_numpy(), own["row"]
        )
        heading = f"{label} (%)"
        shown[heading] = shares.reindex(order.index).round(10)
        decimals[heading] = _decimals(own["precision"])
    shown[HEADINGS["source"]] = order["source"]
    return pd.DataFrame(shown).reset_index(drop=True), decimals


def _says(values: pd.Series, usual: str) -> bool:
    """Whether a column says more than the usual."""
    return any(value not in ("", usual) and pd.notna(value) for value in set(values))


def _answers(rows: pd.DataFrame, labels: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """The answers with their labels, in the codebook's order, then others as they come."""
    found = list(dict.fromkeys(rows["answer"]))
    ordered = [answer for answer in labels if answer in found]
    names: set[str] = set()
    for answer in [*ordered, *(answer for answer in found if answer not in labels)]:
        label = labels.get(answer, answer)
        # Two answers of one label, which a table's headings must tell apart.
        label = f"{label}, {answer}" if label.casefold() in names else label
        names.add(label.casefold())
        yield answer, label


def _decimals(steps: pd.Series) -> int:
    finest = steps[steps > 0].min()
    return 0 if math.isnan(finest) else max(0, math.ceil(-math.log10(100 * finest) - 1e-9))


def _unused(name: str, names: set[str]) -> str:
    """A name for a sheet that no other has: without signs that are not allowed, short enough."""
    plain = re.sub(r"[\[\]:*?/\\\x00-\x1f]", "-", name).strip("'")
    short, number = plain[:LONGEST_NAME], 1
    while short.casefold() in names:
        number += 1
        ending = f" {number}"
        short = plain[: LONGEST_NAME - len(ending)] + ending
    return short
