"""What the sheets of a tracker, laid side by side, say about one another.

Headings that differ, waves that some sheets lack, percentages on one sheet and fractions on
another, bases that are not printed, answers that were not offered: each one message.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from polls.errors import Place, Problem
from polls.printed.fieldwork import Fieldwork
from polls.printed.share_blocks import of_other_scale
from polls.readers.yougov_tracker.offered import Offered
from polls.readers.yougov_tracker.sheet import TrackerSheet

__all__ = [
    "answer_problems",
    "heading_problems",
    "missing_base_problems",
    "offer_problems",
    "scale_problems",
    "usual_heading",
    "wave_problems",
]

NAMES_LISTED = 4


def usual_heading(sheets: Sequence[TrackerSheet]) -> str:
    """The question that more than half of the sheets print, or "" where none does."""
    heading, times = Counter(sheet.question for sheet in sheets).most_common(1)[0]
    return heading if times * 2 > len(sheets) else ""


def heading_problems(sheets: Sequence[TrackerSheet], file: str) -> Iterator[Problem]:
    """A warning for each heading that is not the usual one, with both texts."""
    usual = usual_heading(sheets)
    for heading in dict.fromkeys(sheet.question for sheet in sheets):
        if heading != usual and len(sheets) > 1:
            names = [sheet.name for sheet in sheets if sheet.question == heading]
            yield Problem(
                "heading-differs",
                "sheets of one file have different headings",
                Place(file=file, sheet=_listed(names)),
                got=repr(heading),
                expected=repr(usual) if usual else "the same question on every sheet",
                hint="the question of the other sheets is taken" if usual else "each keeps its own",
                severity="warning",
            )


def wave_problems(
    sheets: Sequence[TrackerSheet], waves: Sequence[Fieldwork], file: str
) -> Iterator[Problem]:
    """A warning for each set of sheets that lacks waves which other sheets have."""
    lacking: dict[frozenset[Fieldwork], list[str]] = {}
    for sheet in sheets:
        if sheet.waves != tuple(waves):
            missing = frozenset(waves) - frozenset(sheet.waves)
            lacking.setdefault(missing, []).append(sheet.name)
    for missing, names in lacking.items():
        if missing:
            yield Problem(
                "waves-missing",
                "sheet lacks waves that other sheets of the file have",
                Place(file=file, sheet=_listed(names)),
                got=f"{len(waves) - len(missing)} of {len(waves)} waves",
                expected=f"also {_spans(waves, [wave in missing for wave in waves])}",
                severity="warning",
            )


def answer_problems(
    sheets: Sequence[TrackerSheet], answers: Sequence[str], file: str
) -> Iterator[Problem]:
    """A warning for each sheet that lacks answers which other sheets have."""
    for sheet in sheets:
        missing = [answer for answer in answers if answer not in sheet.answers]
        if missing:
            yield Problem(
                "answers-missing",
                "sheet lacks answers that other sheets of the file have",
                Place(file=file, sheet=sheet.name),
                got=f"{len(sheet.answers)} of {len(answers)} answers",
                expected=f"also {_listed([repr(answer) for answer in missing])}",
                severity="warning",
            )


def scale_problems(sheets: Sequence[TrackerSheet], file: str) -> Iterator[Problem]:
    """An error where some waves print percentages and others fractions as plain numbers."""
    for sheet, odd in zip(sheets, of_other_scale([each.table for each in sheets]), strict=True):
        if odd.any():
            fewer = bool(sheet.table.percents[odd].all())
            dates = [str(wave) for wave, is_odd in zip(sheet.waves, odd, strict=True) if is_odd]
            yield Problem(
                "percents-mixed",
                "percentages and fractions are mixed in one file",
                Place(file=file, sheet=sheet.name),
                got=f"{'percentages' if fewer else 'fractions'} in {_listed(dates)}",
                expected=f"{'fractions' if fewer else 'percentages'}, as in most waves",
                hint="write all waves in the same way",
            )


def missing_base_problems(sheets: Sequence[TrackerSheet], file: str) -> Iterator[Problem]:
    """A warning for each kind of base that sheets do not print, or not for every wave."""
    for kind, title in (("n", "unweighted"), ("n_weighted", "weighted")):
        missing = {sheet.name: int(np.isnan(getattr(sheet, kind)).sum()) for sheet in sheets}
        names = [name for name, waves in missing.items() if waves]
        if names:
            yield Problem(
                "base-missing",
                f"{title} base is not printed",
                Place(file=file, sheet=_listed(names)),
                got=f"no {title} base for {sum(missing.values())} waves of {len(names)} sheet(s)",
                severity="warning",
            )


def offer_problems(
    shares: np.ndarray,
    offered: Offered,
    answers: Sequence[str],
    waves: Sequence[Fieldwork],
    file: str,
) -> Iterator[Problem]:
    """A warning for each answer that some waves print as 0 without having offered it."""
    printed = ~np.isnan(shares).all(axis=0)
    for answer, label in enumerate(answers):
        absent = printed[answer] & ~offered.offered[answer]
        if absent.any():
            yield Problem(
                "answer-not-offered",
                f"answer '{label}' is 0 in every sheet: taken as not offered, not as 0%",
                Place(file=file),
                got=_spans(waves, absent.tolist()),
                severity="warning",
            )
        if offered.rare[answer].any():
            yield Problem(
                "zero-everywhere",
                f"answer '{label}' is 0 in every sheet and about as rare before and after: "
                "taken as a true 0%",
                Place(file=file),
                got=_spans(waves, offered.rare[answer].tolist()),
                severity="warning",
            )


def _spans(waves: Sequence[Fieldwork], chosen: Sequence[bool]) -> str:
    """Runs of chosen waves, as text: `2011-02-15 to 2013-06-04 (68 waves)`."""
    runs: list[list[Fieldwork]] = []
    before = False
    for wave, is_chosen in zip(waves, chosen, strict=True):
        if is_chosen and not before:
            runs.append([])
        if is_chosen:
            runs[-1].append(wave)
        before = is_chosen
    return _listed(
        [
            f"{run[0].start} to {run[-1].end} ({len(run)} waves)" if len(run) > 1 else f"{run[0]}"
            for run in runs
        ]
    )


def _listed(names: Sequence[str]) -> str:
    more = len(names) - NAMES_LISTED
    return ", ".join(names[:NAMES_LISTED]) + (f" and {more} more" if more > 0 else "")
