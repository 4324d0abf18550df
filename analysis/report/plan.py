"""What the report is to contain: `report.toml`, read and judged before anything is built.

[report]
title = "..."
date = 2026-11-24        # the report's own date; nothing reads the clock

[[section]]
kind = "series"          # a file in analysis/report/sections
...
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.report.sections import KINDS, section_module
from polls.errors import Place, Problem, did_you_mean, raise_errors, unknown
from polls.files.toml_tables import read_table, read_toml

__all__ = ["Heading", "Plan", "PlannedSection", "read_plan"]


@dataclass(frozen=True)
class Heading:
    """The `[report]` table: title, the report's own date, subtitle, author.

    `headline` is the one sentence for the whole; where it is not given the finding that says
    most stands in its place.
    """

    title: str
    date: datetime.date
    subtitle: str = ""
    author: str = ""
    headline: str = ""


@dataclass(frozen=True)
class PlannedSection:
    """One `[[section]]` table: its kind and the options that the kind declares."""

    kind: str
    options: Any
    place: Place


@dataclass(frozen=True)
class Plan:
    """The whole of `report.toml`; `path` is kept for the parts that read their own tables.

    `questions` are the ids of all questions that any table of the file names; `others` are the
    tables that are neither the heading nor a section.
    """

    heading: Heading
    sections: tuple[PlannedSection, ...]
    path: Path
    questions: frozenset[str]
    others: Mapping[str, Any]


def read_plan(path: Path) -> Plan:
    """Read `report.toml`.

    Args:
        path: the file.

    Returns:
        The plan, every section with its options typed.

    Raises:
        ProblemsError: with every misfit of the file.
    """
    content, _ = read_toml(path)
    place = Place(file=path.name, item="[report]")
    heading, problems = read_table(content.get("report", {}), Heading, place)
    sections: list[PlannedSection] = []
    for number, table in enumerate(content.get("section", []), start=1):
        found = _section(table, Place(file=path.name, item=f"section {number}"))
        if isinstance(found, PlannedSection):
            sections.append(found)
        else:
            problems += found
    problems += _unknown_tables(content, path)
    if not content.get("section"):
        kinds = f"a [[section]] with a kind: {', '.join(KINDS)}"
        place = Place(file=path.name)
        problems.append(Problem("no-sections", "the report has no section", place, expected=kinds))
    raise_errors(problems)
    assert heading is not None  # read_table returns a heading or problems
    others = {name: table for name, table in content.items() if name not in ("report", "section")}
    return Plan(heading, tuple(sections), path, frozenset(_questions(content)), others)


def _section(table: Mapping[str, Any], place: Place) -> PlannedSection | list[Problem]:
    kind = table.get("kind", "")
    if kind not in KINDS:
        return [unknown("section", kind, KINDS, place, title="there is no section of this kind")]
    named = Place(file=place.file, item=f"{place.item} ({kind})")
    rest = {key: value for key, value in table.items() if key != "kind"}
    options, problems = read_table(rest, section_module(kind).Options, named)
    return problems or PlannedSection(kind, options, named)


def _questions(content: Any) -> Iterator[str]:
    """Every value of a key `question`, however deep it stands."""
    if isinstance(content, list):
        for item in content:
            yield from _questions(item)
    elif isinstance(content, dict):
        for key, value in content.items():
            if key == "question" and isinstance(value, str):
                yield value
            else:
                yield from _questions(value)


def _unknown_tables(content: Mapping[str, Any], path: Path) -> list[Problem]:
    known = ("report", "section", "claim", "verdicts")
    return [
        Problem(
            "unknown-table",
            f"table '{name}' is not part of a report",
            Place(file=path.name),
            expected=", ".join(known),
            hint=did_you_mean(name, known),
        )
        for name in content
        if name not in known
    ]
