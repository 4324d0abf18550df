"""Readings as tables of the report, sources by the number they have in the list of sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd

from analysis.report.data import Inputs
from analysis.report.document import Cell, Table
from analysis.wording import count, fieldwork, percent
from polls.library.tables import web_address
from polls.microdata.small_bases import MARKED_BELOW, WITHHELD_BELOW

__all__ = ["base_words", "question_cells", "readings_table", "source_cell"]


def readings_table(inputs: Inputs, readings: pd.DataFrame, caption: str) -> Table:
    """A row for each reading: who measured, when, how much, of how many, from which source.

    Args:
        inputs: the report's inputs, for the names of countries, houses and sources.
        readings: a readings frame, in the order to print.
        caption: what the table shows.
    """
    several = readings["country"].nunique() > 1
    rows = tuple(
        (
            *([inputs.country(row["country"])] if several else []),
            row["pollster"],
            fieldwork(row),
            _share(row),
            base_words(row["n"]),
            source_cell(inputs, row["source"]),
        )
        for row in readings.to_dict("records")
    )
    header = (*(["Country"] if several else []), "Pollster", "Fieldwork", "Share", "Base", "Source")
    widths = (*([0.13] if several else []), 0.17, 0.24, 0.08, 0.13, 0.35)
    place = len(header) - 3
    return Table(header, rows, widths, caption, (place, place + 1))


def base_words(base: float) -> str:
    """A base as it is printed, a small one marked.

    >>> base_words(1650.0), base_words(80.0)
    ('1,650', '80*')
    """
    mark = "*" if pd.notna(base) and base < MARKED_BELOW else ""
    return count(base) + mark


def source_cell(inputs: Inputs, source: str) -> Cell:
    """A source by producer and title, linked where it has an address."""
    known = inputs.sources.set_index("source")
    if source not in known.index:
        return Cell(str(source))
    row = known.loc[source]
    words = (
        f"{row['producer']}: {row['title']}"
        if row["producer"] not in row["title"]
        else row["title"]
    )
    return Cell(str(words), web_address(row["url"]))


def question_cells(inputs: Inputs, questions: Iterable[str]) -> dict[str, Cell]:
    """Questions by their titles; those that share one are told apart by what else they are.

    Args:
        inputs: the report's inputs.
        questions: ids; one that the codebook does not know stands as it is.
    """
    known = inputs.book.questions
    named = {name: known[name].title if name in known else name for name in questions}
    shared = Counter(named.values())
    cells = {}
    for name, title in named.items():
        most = known[name].max_choices if name in known else None
        if shared[title] == 1:
            cells[name] = Cell(title)
        elif most is not None:
            cells[name] = Cell(f"{title}, up to {most}")
        else:
            cells[name] = Cell(title, small=known[name].measure)
    return cells


def _share(row: Mapping[Any, Any]) -> str:
    if pd.notna(row["n"]) and float(row["n"]) < WITHHELD_BELOW:
        return "base too small"
    return percent(float(row["share"]), step=float(row["precision"]))
