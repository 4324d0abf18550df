"""Every source that a shipped number was read from, with its address and its dates."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.report.data import Inputs
from analysis.report.document import Cell, Prose, Section, Table
from analysis.wording import NOT_PUBLISHED
from polls.errors import Place, Problem

__all__ = ["Options", "compose", "judge"]


@dataclass(frozen=True)
class Options:
    """Nothing to choose."""


def judge(_: Options, __: Inputs, ___: Place) -> list[Problem]:
    """Nothing to judge: the readings' sources are checked when they are loaded."""
    return []


def compose(_: Options, inputs: Inputs) -> Section:
    """The section."""
    used = inputs.used["source"].value_counts()
    counted = {
        section.options.series
        for section in inputs.plan.sections
        if hasattr(section.options, "series")
    }
    official = set(inputs.official.loc[inputs.official["series"].isin(counted), "source"])
    table = inputs.sources
    cited = table[table["source"].isin(used.index) | table["source"].isin(official)]
    rows = tuple(_row(row, used) for row in _in_order(cited).itertuples())
    header = ("Producer", "Title", "Published", "Read", "Readings", "Licence or terms")
    return Section(
        "Sources",
        (
            Prose(
                f"The {used.sum():,} readings of the questions that this report uses come from "
                f"{len(used)} sources. A source that states no date or no terms is shown as such; "
                "numbers are facts, cited to where they were read."
            ),
            Table(header, rows, (0.19, 0.4, 0.12, 0.12, 0.11, 0.17)),
        ),
    )


def _in_order(cited: pd.DataFrame) -> pd.DataFrame:
    """By producer, then title, as the columns show them; capitals make no difference."""
    return cited.sort_values(["producer", "title", "source"], key=lambda text: text.str.casefold())


def _row(row: object, used: pd.Series) -> tuple[Cell | str, ...]:
    values = {name: str(getattr(row, name)) for name in ("producer", "title", "url", "licence")}
    return (
        values["producer"],
        Cell(values["title"], values["url"]),
        str(row.date_published) or NOT_PUBLISHED,  # type: ignore[attr-defined]
        str(row.date_accessed) or "not recorded",  # type: ignore[attr-defined]
        str(used.get(row.source, "series")),  # type: ignore[attr-defined]
        values["licence"] or "not stated",
    )
