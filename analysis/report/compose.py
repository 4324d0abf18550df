"""From inputs to a document: every section judged first, then composed in order.

The first page lists what each section found, so a finding is said once, where it is made.
"""

from __future__ import annotations

from collections.abc import Callable

from analysis.report.data import Inputs
from analysis.report.document import Document, Prose, Section
from analysis.report.sections import section_module
from polls.errors import Problem, raise_errors

__all__ = ["compose"]


def compose(inputs: Inputs, tell: Callable[[str], None] = lambda _: None) -> Document:
    """The report as a document.

    Args:
        inputs: the plan and the data as of the report's date.
        tell: called with one line before each section.

    Returns:
        The document, a page of findings first.

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
        sections.append(section_module(section.kind).compose(section.options, inputs))
    heading = inputs.plan.heading
    return Document(
        title=heading.title,
        subtitle=heading.subtitle,
        date=heading.date.isoformat(),
        author=heading.author,
        sections=(_findings(sections), *sections),
    )


def _findings(sections: list[Section]) -> Section:
    found = [
        Prose(f"{section.title}. {section.finding}", "item")
        for section in sections
        if section.finding
    ]
    summaries = [block for section in sections for block in section.summary]
    return Section("Findings", (*found, *summaries))
