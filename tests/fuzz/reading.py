"""How each sound file is read, and what comes of it: rows, and the words said about them."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

import polls
from analysis.claims.read import read_claims
from analysis.report.plan import read_plan
from polls.errors import Problem, ProblemsWarning

__all__ = ["HINTS", "LABELS", "Taken", "taken"]

WAVES = {"country": "GB", "pollster": "YouGov", "question": "level10y", "lang": "en"}
SURVEY = {"variable": "q", "weight": "w", "fieldwork": "5 March 2024", "country": "GB"}
HINTS: dict[str, dict[str, Any]] = {
    "waves": WAVES,
    "tracker": {"country": "GB"},
    "cross": {"country": "GB"},
    "page": {"country": "GB", "question": "level10y"},
    "records": {"country": "FR", "question": "level10y"},
    "poll": {"country": "GB"},
    "survey": SURVEY,
}
"""What a file is read with, by its name without its ending; nothing for the others."""

LABELS = frozenset({"unmapped-labels", "unknown-question", "unknown-pollster", "pollster-unknown"})
"""Warnings that are about names, and say nothing of numbers that are left out."""


@dataclass(frozen=True)
class Taken:
    """The rows that a file was read to, and each warning that is not about names alone."""

    rows: pd.DataFrame
    words: frozenset[str]

    def says_more_than(self, other: Taken) -> bool:
        """Whether it was warned of anything that the other was not warned of."""
        return bool(self.words - other.words)


def taken(path: Path) -> Taken:
    """What a file is read to.

    Args:
        path: a sound file, or a wrong one under its name.

    Raises:
        ProblemsError: where it is refused.
    """
    if path.name == "claims.toml":
        claims, _ = read_claims(path)
        return Taken(_table(claims, ("kind", "id", "sentence")), frozenset())
    if path.name == "plan.toml":
        sections = read_plan(path).sections
        kinds = pd.DataFrame({"kind": [section.kind for section in sections]})
        options = _table([section.options for section in sections], ("title", "question"))
        return Taken(kinds.join(options), frozenset())
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ProblemsWarning)
        rows = polls.read(path, **HINTS.get(path.stem, {}))
    said = [one.message for one in caught if isinstance(one.message, ProblemsWarning)]
    return Taken(rows, _words(problem for warning in said for problem in warning.problems))


def _table(things: Iterable[object], names: Iterable[str]) -> pd.DataFrame:
    rows = [{name: getattr(thing, name, None) for name in names} for thing in things]
    return pd.DataFrame(rows, columns=list(names), dtype=object)


def _words(problems: Iterable[Problem]) -> frozenset[str]:
    return frozenset(str(problem) for problem in problems if problem.code not in LABELS)
