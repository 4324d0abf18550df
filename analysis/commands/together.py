"""Several files read for one command, and what only shows where their readings meet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from polls.errors import Place, Problem

if TYPE_CHECKING:
    import pandas as pd

    from polls.read import Examination

__all__ = ["contradictions", "examined", "joined"]


def examined(files: Iterable[Path], hints: dict[str, Any]) -> list[Examination]:
    """Each file examined, with its name in every problem that names none."""
    from polls.read import examine_all  # heavy: only when a command is called

    found = []
    for path in files:
        (entry,) = examine_all([path], **hints)
        found.append(replace(entry, problems=tuple(_named(entry.problems, path))))
    return found


def joined(found: Sequence[Examination]) -> pd.DataFrame:
    """The readings of all files as one frame."""
    import pandas as pd

    return pd.concat([entry.readings for entry in found], ignore_index=True)


def contradictions(found: Sequence[Examination]) -> list[Problem]:
    """The problems of the readings of several files together that no file has alone.

    Files with errors of their own are left out: what is wrong there is said already.
    """
    from polls.check import check

    sound = [entry for entry in found if all(p.severity != "error" for p in entry.problems)]
    if len(sound) < 2:
        return []
    alone = {_said(problem) for entry in sound for problem in check(entry.readings)}
    return [problem for problem in check(joined(sound)) if _said(problem) not in alone]


def _said(problem: Problem) -> tuple[str, Place, str]:
    return problem.code, problem.place, problem.got


def _named(problems: Iterable[Problem], path: Path) -> Iterable[Problem]:
    for problem in problems:
        place = problem.place
        yield problem if place.file else replace(problem, place=replace(place, file=path.name))
