"""From inputs to a document: every section judged first, then composed, the front page last.

The front page takes from the sections what says most, so that a finding is said once, where
it is made, and stands in front where it deserves to.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable

from analysis.figures.style import house_style
from analysis.report.data import Inputs
from analysis.report.document import Cell, Document, Finding, Prose, Section, Standing, Table
from analysis.report.sections import section_module
from analysis.wording import day
from polls.errors import Problem, raise_errors

__all__ = ["compose", "front"]

FINDINGS = 4
"""Sentences on the front page."""

STANDINGS = 9
"""Rows of its table; more would not leave room for the verdicts."""


def compose(inputs: Inputs, tell: Callable[[str], None] = lambda _: None) -> Document:
    """The report as a document.

    Args:
        inputs: the plan and the data as of the report's date.
        tell: called with one line before each section.

    Returns:
        The document, a front page first.

    Raises:
        ProblemsError: with the problems of every section, before any is composed.
    """
    planned = inputs.plan.sections
    problems: list[Problem] = []
    for section in planned:
        problems += section_module(section.kind).judge(section.options, inputs, section.place)
    raise_errors(problems)
    sections = []
    for section in planned:
        tell(f"{section.place.item}")
        with house_style():
            sections.append(section_module(section.kind).compose(section.options, inputs))
    heading = inputs.plan.heading
    best = _best(sections)
    return Document(
        title=heading.title,
        subtitle=heading.subtitle,
        date=heading.date.isoformat(),
        author=heading.author,
        sections=(front(sections, best), *sections),
        headline=heading.headline or _headline(best),
        kicker=_kicker(heading.title, heading.date, heading.author),
    )


def front(sections: list[Section], best: list[Finding]) -> Section:
    """The front page: findings, where opinion stands, which sentences hold.

    Args:
        sections: those of the plan.
        best: the findings to print.
    """
    blocks: list[Prose | Table] = [Prose(item.rest, "item", item.strong) for item in best]
    standings = [row for section in sections for row in section.standings][:STANDINGS]
    if standings:
        blocks += [Prose("Where opinion stands", "heading"), _standings(standings)]
    for section in sections:
        if section.verdicts is not None:
            title = section.verdicts.caption
            table = section.verdicts
            blocks += [Prose(title, "heading"),
                       Table(table.header, table.rows, table.widths, "", table.right)]  # fmt: skip
    return Section("Findings", tuple(blocks), page=False)


def _best(sections: list[Section]) -> list[Finding]:
    """The findings that say most, at most one a section at first."""
    leading = [max(s.findings, key=lambda item: item.weight) for s in sections if s.findings]
    ranked = sorted(leading, key=lambda item: -item.weight)
    others = [item for s in sections for item in s.findings if item not in leading]
    return [*ranked, *sorted(others, key=lambda item: -item.weight)][:FINDINGS]


def _headline(best: list[Finding]) -> str:
    """The first finding in full: what a reader who reads one sentence should know."""
    if not best:
        return ""
    first = best[0]
    return first.short or f"{first.strong} {first.rest}".strip().rstrip(".")


def _kicker(title: str, date: datetime.date, author: str) -> str:
    return " · ".join(part for part in (title, day(date), author) if part)


def _standings(rows: list[Standing]) -> Table:
    header = ("Who, which question", "Now", "As of", "Over time", "On a year before", "Peak")
    return Table(
        header,
        tuple(
            (
                Cell(row.who, small=row.question, strong=True),
                Cell(row.now, small=row.interval, strong=True),
                row.as_of,
                Cell("", figure=row.spark) if row.spark else "",
                row.change,
                row.peak,
            )
            for row in rows
        ),
        (0.38, 0.08, 0.1, 0.2, 0.15, 0.13),
        "",
        (1,),
    )
