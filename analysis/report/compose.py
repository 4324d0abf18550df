"""From inputs to a document: sections judged, fitted, composed and drawn, the front page last.

The front page takes from the sections what says most, so that a finding is said once, where
it is made, and stands in front where it deserves to. A section that was made before from the
same plan and data is taken as it was.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from analysis.figures.style import house_style
from analysis.report.data import Fit, Inputs
from analysis.report.document import (
    Cell,
    Document,
    Figure,
    Finding,
    Prose,
    Section,
    Standing,
    Table,
)
from analysis.report.drawn import drawn
from analysis.report.plan import PlannedSection
from analysis.report.sections import section_module
from analysis.report.together import Helpers
from analysis.trends.results import Trend
from analysis.wording import day
from polls.errors import Problem, raise_errors

__all__ = ["compose", "front"]

Task = tuple[PlannedSection, dict[Any, Any]]
"""A section, and what was made for it before."""

FINDINGS = 4
"""Sentences on the front page."""

LONG = ("series", "calibration", "mood", "claims", "groups", "issues")
"""Kinds that take long to make, and are begun first, so that all who work end together."""

STANDINGS = 10
"""Rows of its table; more would not leave room for the verdicts."""


def compose(hands: Helpers, tell: Callable[[str], None] = lambda _: None) -> Document:
    """The report as a document, its figures drawn.

    Args:
        hands: who work on it; each has prepared the inputs.
        tell: called with one line as each stage begins and each section ends.

    Returns:
        The document, a front page first.

    Raises:
        ProblemsError: with the problems of every section.
    """
    inputs: Inputs = hands.own
    planned = inputs.plan.sections
    cache = inputs.cache
    kept = {each.place: cache and cache.get(*_address(each, inputs)) for each in planned}
    missing = [section for section in planned if kept[section.place] is None]
    tasks = _prepared(hands, missing, tell)
    tell(f"composing and drawing {len(missing)} of {len(planned)} sections")
    tasks.sort(key=lambda task: (not _judged_late(task[0]), task[0].kind not in LONG))
    made = hands.do(_composed, tasks, lambda number: tell(f"  {tasks[number][0].place.item}"))
    raise_errors([problem for problems, _ in made for problem in problems])
    kept |= {section.place: found for (section, _), (_, found) in zip(tasks, made, strict=True)}
    sections = _named_apart([found for section in planned if (found := kept[section.place])])
    heading = inputs.plan.heading
    best = _best(sections)
    return Document(
        title=heading.title,
        subtitle=heading.subtitle,
        date=heading.date.isoformat(),
        author=heading.author,
        sections=(front(sections, best), *sections),
        headline=heading.headline or _headline(best),
        kicker=" · ".join(filter(None, (heading.title, day(heading.date), heading.author))),
    )


def _prepared(
    hands: Helpers, sections: list[PlannedSection], tell: Callable[[str], None]
) -> list[Task]:
    """The sections with what they draw on, each trend fitted once, and what is quick judged.

    Sections that draw on no fit of others are judged while these are fitted.

    Raises:
        ProblemsError: with the problems of every section, where a quick one has any.
    """
    inputs: Inputs = hands.own
    wanted = _fits(sections, inputs)
    # The longest series takes longest, and comes first.
    wanted.sort(key=lambda fit: -len(inputs.series(fit.question, fit.answer, fit.country)))
    tell(f"fitting {len(wanted)} series")
    late = [section for section in sections if _judged_late(section)]
    bound = [each for each in sections if hasattr(section_module(each.kind), "fits")]
    free = [section for section in sections if section not in late and section not in bound]
    early: list[Task | Fit] = [*wanted, *((section, {}) for section in free)]
    found = hands.do(_begun, early)
    fits: dict[Fit, Trend] = dict(zip(wanted, found, strict=False))
    inputs.made.update(fits)
    given = [{fit: fits[fit] for fit in _fits([section], inputs)} for section in bound]
    judged = hands.do(_judged, list(zip(bound, given, strict=True)))
    made = {section.place: each for section, each in zip(free, found[len(wanted) :], strict=True)}
    for section, fitted, (problems, more) in zip(bound, given, judged, strict=True):
        made[section.place] = problems, fitted | more
    made |= {section.place: ([], {}) for section in late}
    if any(problems for problems, _ in made.values()):
        found = hands.do(_judged, [(section, {}) for section in late])
        made |= {section.place: each for section, each in zip(late, found, strict=True)}
    raise_errors([problem for section in sections for problem in made[section.place][0]])
    return [(section, made[section.place][1]) for section in sections]


def _judged_late(section: PlannedSection) -> bool:
    """Whether a section is judged as it is composed, because that takes as long."""
    return getattr(section_module(section.kind), "JUDGED_LATE", False)


def _begun(inputs: Inputs, task: Task | Fit) -> Any:
    """What can be done at once: a fit, or the judgement of a section that needs none."""
    return inputs.fitted(task) if isinstance(task, Fit) else _judged(inputs, task)


def _fits(sections: list[PlannedSection], inputs: Inputs) -> list[Fit]:
    """The fits that sections ask for, as far as what they name exists."""
    asked: list[Fit] = []
    for section in sections:
        module = section_module(section.kind)
        if hasattr(module, "fits"):
            asked += module.fits(section.options, inputs)
    return [
        fit for fit in dict.fromkeys(asked)
        if len(inputs.series(fit.question, fit.answer, fit.country, fit.choice))
    ]  # fmt: skip


def _judged(inputs: Inputs, task: Task) -> tuple[list[Problem], dict[Any, Any]]:
    """What is wrong with a section, and what was made to find out."""
    section, made = task
    inputs.made.update(made)
    before = set(inputs.made)
    problems = section_module(section.kind).judge(section.options, inputs, section.place)
    return problems, {key: each for key, each in inputs.made.items() if key not in before}


def _composed(inputs: Inputs, task: Task) -> tuple[list[Problem], Section | None]:
    """What is wrong with a section that is judged late, or the section."""
    section, made = task
    inputs.made.update(made)
    if _judged_late(section):
        problems, _ = _judged(inputs, task)
        if problems:
            return problems, None
    with house_style(), warnings.catch_warnings():
        # Signs that the typeface lacks are told once, when the pages are set.
        warnings.filterwarnings("ignore", "Glyph .* missing from font", UserWarning)
        found: Section = section_module(section.kind).compose(section.options, inputs)
        found = drawn(found)
    if inputs.cache and not found.problems:  # these are told each time, with their lines
        inputs.cache.put(found, *_address(section, inputs))
    return [], found


def _address(section: PlannedSection, inputs: Inputs) -> tuple[Any, ...]:
    """All of the plan that a section depends on."""
    module = section_module(section.kind)
    more = module.reads(inputs.plan) if hasattr(module, "reads") else None
    questions = sorted(inputs.plan.questions)
    return "section", section.kind, section.options, inputs.date, questions, more


def _named_apart(sections: list[Section]) -> list[Section]:
    """Sections whose figures have names of their own, as their files need."""
    taken: Counter[str] = Counter()

    def name(figure: Figure) -> Figure:
        taken[figure.name] += 1
        count = taken[figure.name]
        return figure if count == 1 else replace(figure, name=f"{figure.name}-{count}")

    return [section.with_figures(name) for section in sections]


def front(sections: list[Section], best: list[Finding]) -> Section:
    """The front page: findings, where opinion stands, which sentences hold.

    Args:
        sections: those of the plan.
        best: the findings to print.
    """
    blocks: list[Prose | Table] = [Prose(item.rest, "item", item.strong) for item in best]
    every = [row for section in sections for row in section.standings]
    # Two sections may show one series.
    standings = list({(row.who, row.question, row.now, row.as_of): row for row in every}.values())
    if standings:
        left_out = len(standings) > STANDINGS
        which = f": {STANDINGS} of {len(standings)} series" if left_out else ""
        heading = Prose(f"Where opinion stands{which}", "heading")
        blocks += [heading, _standings(standings[:STANDINGS])]
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
        (0.39, 0.09, 0.105, 0.137, 0.153, 0.125),
        "",
        (1,),
    )
