"""Readings as tables of the report, each with the source it was read from."""

from __future__ import annotations

import pandas as pd

from analysis.report.data import Inputs
from analysis.report.document import Cell, Table
from analysis.wording import count, fieldwork, percent

__all__ = ["readings_table", "source_cell"]


def readings_table(inputs: Inputs, readings: pd.DataFrame, caption: str) -> Table:
    """A row for each reading: where, when, how much, of how many, and from which source.

    Args:
        inputs: the report's inputs, for the names of countries, houses and sources.
        readings: a readings frame, in the order to print.
        caption: what the table shows.
    """
    rows = tuple(
        (
            inputs.book.countries[row["country"]],
            row["pollster"],
            fieldwork(row),
            percent(row["share"], step=row["precision"]),
            count(row["n"]),
            source_cell(inputs, row["source"]),
        )
        for row in readings.to_dict("records")
    )
    header = ("Country", "Pollster", "Fieldwork", "Share", "Base", "Source")
    return Table(header, rows, (0.13, 0.17, 0.21, 0.07, 0.14, 0.38), caption)


def source_cell(inputs: Inputs, source: str) -> Cell:
    """A source by producer and title, linked where it has an address."""
    row = inputs.sources.set_index("source").loc[source]
    words = (
        f"{row['producer']}: {row['title']}"
        if row["producer"] not in row["title"]
        else row["title"]
    )
    return Cell(str(words), str(row["url"]))
