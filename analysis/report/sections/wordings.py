"""The questions as they were asked, in their language, with a translation."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.report.data import Inputs
from analysis.report.document import Block, Cell, Prose, Section, Table
from analysis.report.tables import question_cells
from analysis.wording import listing
from polls.errors import Place, Problem

__all__ = ["Options", "compose", "judge"]


@dataclass(frozen=True)
class Options:
    """Nothing to choose."""

    title: str = ""


def judge(_: Options, __: Inputs, ___: Place) -> list[Problem]:
    """Nothing to judge."""
    return []


def compose(options: Options, inputs: Inputs) -> Section:
    """The section."""
    rows: list[tuple[Cell | str, ...]] = []
    for name in sorted(inputs.plan.questions & inputs.book.questions.keys()):
        question = inputs.book.questions[name]
        for wording in question.wordings:
            place = f", {inputs.country(wording.country)}" if wording.country else ""
            foreign = wording.lang if wording.lang != "en" else ""
            other = wording.translation and wording.translation != wording.text
            english = f"In English: “{wording.translation}”" if other else ""
            words = Cell(f"“{wording.text}”", small=english, lang=foreign)
            rows.append((question.title, f"{wording.pollster}{place}", words))
    title = options.title or "Wordings"
    missing = _missing(inputs)
    if not rows:
        nothing = Prose("No wording is on record for the questions of this report.")
        return Section(title, (nothing,), page=False)
    header = ("Question", "Asked by", "Wording")
    blocks: list[Block] = [Table(header, tuple(rows), (0.23, 0.14, 0.63))]
    if missing:
        blocks.append(Prose(f"Not on record: {listing(missing)}.", "note"))
    return Section(title, tuple(blocks), page=False)


def _missing(inputs: Inputs) -> list[str]:
    """The questions of the report whose wording is not known, by their titles."""
    asked = sorted(inputs.plan.questions & inputs.book.questions.keys())
    found = question_cells(inputs, [name for name in asked if not _worded(name, inputs)])
    return [f"“{cell.text}”" for cell in found.values()]


def _worded(name: str, inputs: Inputs) -> bool:
    return bool(inputs.book.questions[name].wordings)
