"""The questions as they were asked, in their language, with a translation."""

from __future__ import annotations

from dataclasses import dataclass

from analysis.report.data import Inputs
from analysis.report.document import Block, Prose, Section
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
    blocks: list[Block] = []
    for question in sorted(inputs.plan.questions & inputs.book.questions.keys()):
        entry = inputs.book.questions[question]
        if not entry.wordings:
            continue
        blocks.append(Prose(entry.title, "heading"))
        for wording in entry.wordings:
            place = f", {inputs.country(wording.country)}" if wording.country else ""
            by = f"{wording.pollster}{place}: "
            foreign = wording.lang if wording.lang != "en" else ""
            blocks.append(Prose(f"“{wording.text}”", "note", strong=by, lang=foreign))
            if wording.translation and wording.translation != wording.text:
                blocks.append(Prose(f"In English: “{wording.translation}”", "note"))
    if not blocks:
        blocks = [Prose("No wording is on record for the questions of this report.")]
    return Section(options.title or "Wordings", tuple(blocks), page=False)
