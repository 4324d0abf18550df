"""Every source that a number was read from, numbered, with its address and its dates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.report.data import Inputs
from analysis.report.document import Cell, Prose, References, Section
from analysis.report.plan import Plan
from analysis.wording import curly, day, month, readings_count
from polls.errors import Place, Problem
from polls.library.tables import web_address

__all__ = ["Options", "compose", "judge", "reads"]

VOLUME = r"^(?P<before>\D*)(?P<volume>\d+(?:\.\d+)?)(?P<after>\D*)$"
"""A title with one number in it."""

ISO = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
"""A day, a month or a year."""

ENGLISH = re.compile(r"\b(?:of|the|and|from|to)\b")
"""Words of a title that is in English."""


@dataclass(frozen=True)
class Options:
    """Nothing to choose."""

    title: str = ""


def reads(plan: Plan) -> object:
    """What else of the plan the section depends on: what the others are made from."""
    return [(section.kind, section.options) for section in plan.sections]


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
    counts = used.add(in_groups, fill_value=0)
    ordered = _series_of_volumes(ordered.assign(count=ordered["source"].map(counts).fillna(0)))
    usual = str(ordered["date_accessed"].replace("", pd.NA).mode().get(0, ""))
    held = len(used.index.union(in_groups.index))
    joined = ", volumes of one series under one number" if len(ordered) < len(cited) else ""
    intro = (
        f"The {total:,} readings of the questions that this report uses come from "
        f"{held} source{'' if held == 1 else 's'}{joined}. Numbers are facts, cited to where "
        "they were read; a date or licence that a source does not state is left out. A source "
        "gave one reading where no number is printed"
        + (f", and was read on {day(pd.Timestamp(usual))} where no day is." if usual else ".")
    )
    late = int((cited["date_accessed"].str[:10] > inputs.date.date().isoformat()).sum())
    if late:
        intro += (
            f" {late} of them {'was' if late == 1 else 'were'} read after the report’s own date, "
            "for what they had published by it."
        )
    languages = _languages(inputs)
    items = tuple(_reference(row, usual, languages) for row in ordered.to_dict("records"))
    return Section(
        options.title or "Sources", (Prose(intro, "note"), References(items)), page=False
    )


def _series_of_volumes(sources: pd.DataFrame) -> pd.DataFrame:
    """Sources told apart by nothing but the number of their volume as one, with all the numbers.

    Those with an address keep a row of their own, so that each can be followed.
    """
    around = sources["title"].str.extract(VOLUME)
    told = [sources["licence"], *(around[side].fillna("") for side in ("before", "after"))]
    joins = (sources["url"] == "") & (sources["date_published"] == "") & around["volume"].notna()
    key = pd.Series(sources.index, sources.index).astype(str)
    key[joins] = (sources["producer"] + "|" + told[0] + "|" + told[1] + "|" + told[2])[joins]
    rows = []
    for _, part in sources.groupby(key, sort=False):
        row = part.iloc[0].copy()
        if len(part) > 1:
            before, _, after = around.loc[part.index[0]]
            row["title"] = f"{before}{', '.join(around.loc[part.index, 'volume'])}{after}"
        row["count"] = part["count"].sum()
        rows.append(row)
    return pd.DataFrame(rows, columns=sources.columns)


def _languages(inputs: Inputs) -> dict[str, str]:
    """Source -> the language of its readings, where all have the same and it is not English."""
    rows = pd.concat([inputs.readings, inputs.groups], ignore_index=True)
    spoken = rows[rows["lang"] != ""].groupby("source")["lang"].agg(["first", "nunique"])
    alone = spoken.loc[(spoken["nunique"] == 1) & (spoken["first"] != "en"), "first"]
    return {str(source): str(language) for source, language in alone.items()}


def _reference(row: Mapping[Any, Any], usual: str, languages: Mapping[str, str]) -> Cell:
    """A source as a reference: producer and title, its dates, how many readings."""
    count = int(row["count"])
    parts = [
        f"published {_dated(row['date_published'])}" if row["date_published"] else "",
        "" if row["date_accessed"] == usual else _read_on(str(row["date_accessed"])),
        row["licence"],
        "official series" if not count else readings_count(count) if count > 1 else "",
    ]
    said = "; ".join(part for part in parts if part)
    said = said[:1].upper() + said[1:]
    title = (
        row["title"] if row["producer"] in row["title"] else f"{row['producer']}: {row['title']}"
    )
    # A foreign source may have a title in English.
    lang = "" if ENGLISH.search(row["title"]) else languages.get(row["source"], "")
    return Cell(_ended(curly(title)), web_address(row["url"]), small=said, lang=lang)


def _ended(title: str) -> str:
    """A title with a full stop, unless it ends in a mark of its own.

    >>> _ended("Is it so?"), _ended("It is")
    ('Is it so?', 'It is.')
    """
    return title if title.endswith(("?", "!", ".", "…")) else f"{title}."


def _dated(known: str) -> str:
    """A date of a source as far as it is known, in words.

    >>> _dated("2013-01-24"), _dated("2024-09"), _dated("2017")
    ('24 January 2013', 'September 2024', '2017')
    """
    parts = known.count("-")
    if not ISO.fullmatch(known):
        return known
    return day(known) if parts == 2 else month(known) if parts == 1 else known


def _read_on(day_read: str) -> str:
    return f"read {_dated(day_read)}" if day_read else "day of reading not recorded"
