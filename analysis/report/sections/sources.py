"""Every source that a number was read from, numbered, with its address and its dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.report.data import Inputs
from analysis.report.document import Cell, Prose, References, Section
from analysis.report.tables import web_address
from analysis.wording import readings_count
from polls.errors import Place, Problem

__all__ = ["Options", "compose", "judge"]


@dataclass(frozen=True)
class Options:
    """Nothing to choose."""

    title: str = ""


def judge(_: Options, __: Inputs, ___: Place) -> list[Problem]:
    """Nothing to judge: the readings' sources are checked when they are loaded."""
    return []


def compose(options: Options, inputs: Inputs) -> Section:
    """The section."""
    asked = list(inputs.plan.questions)
    groups = inputs.groups[inputs.groups["question"].isin(asked)]
    kinds = {section.kind for section in inputs.plan.sections}
    used = inputs.used["source"].value_counts()
    in_groups = groups["source"].value_counts() if "groups" in kinds else pd.Series(dtype=int)
    counted = {
        section.options.series
        for section in inputs.plan.sections
        if hasattr(section.options, "series")
    }
    official = set(inputs.official.loc[inputs.official["series"].isin(counted), "source"])
    cited_ids = {*used.index, *in_groups.index, *official}
    cited = inputs.sources[inputs.sources["source"].isin(cited_ids)]
    ordered = cited.sort_values(
        ["producer", "title", "source"], key=lambda text: text.str.casefold()
    )
    total = int(used.sum() + in_groups.sum())
    intro = (
        f"The {total:,} readings of the questions that this report uses come from "
        f"{len(used.index.union(in_groups.index))} sources. Numbers are facts, cited to where "
        "they were read; a date or licence that a source does not state is left out."
    )
    counts = used.add(in_groups, fill_value=0)
    items = tuple(_reference(row, counts) for row in ordered.to_dict("records"))
    return Section(options.title or "Sources", (Prose(intro), References(items)), page=False)


def _reference(row: Mapping[Any, Any], counts: pd.Series) -> Cell:
    """A source as a reference: producer and title, its dates, how many readings."""
    count = int(counts.get(row["source"], 0))
    parts = [
        f"published {row['date_published']}" if row["date_published"] else "",
        f"read {row['date_accessed']}" if row["date_accessed"] else "",
        row["licence"],
        readings_count(count) if count else "official series",
    ]
    said = "; ".join(part for part in parts if part)
    title = (
        row["title"] if row["producer"] in row["title"] else f"{row['producer']}: {row['title']}"
    )
    return Cell(title, web_address(row["url"]), small=said)
