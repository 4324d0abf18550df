"""Several files of one command, and what only shows where their readings meet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from polls.errors import Place, Problem

if TYPE_CHECKING:
    import pandas as pd

    from polls.ingest import Examination

__all__ = ["contradictions", "joined"]


def joined(found: Sequence[Examination]) -> pd.DataFrame:
    """The readings of all files as one frame."""
    import pandas as pd

    return pd.concat([entry.readings for entry in found], ignore_index=True)


def contradictions(found: Sequence[Examination]) -> list[Problem]:
    """The problems of the readings of several files together that no file has alone.

    Files with errors of their own are left out: what is wrong there is said already.
    """
    from polls.rules.values import check

    sound = [entry for entry in found if all(p.severity != "error" for p in entry.problems)]
    if len(sound) < 2:
        return []
    alone = {_said(problem) for entry in sound for problem in check(entry.readings)}
    return [problem for problem in check(joined(sound)) if _said(problem) not in alone]


def _said(problem: Problem) -> tuple[str, Place, str]:
    return problem.code, problem.place, problem.got
