"""One file for each kind of section; the table below is the only list of them.

A section module has `Options`, a frozen dataclass of what its `[[section]]` table may hold,
`judge(options, inputs)`, which returns what is wrong with them, and
`compose(options, inputs)`, which returns a `Section`. It may have `fits(options, inputs)`, the
trends that it draws on, so that they are fitted once and at the same time, and `reads(plan)`,
what of the plan it depends on besides its options and the questions named anywhere. Where it
takes long to judge, `JUDGED_LATE` is True: it is then judged as it is composed.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__all__ = ["KINDS", "section_module"]

KINDS: tuple[str, ...] = (
    "series",
    "groups",
    "issues",
    "countries_over_time",
    "countries_now",
    "since_events",
    "year_to_date",
    "claims",
    "mood",
    "calibration",
    "methods",
    "wordings",
    "sources",
)
"""The kinds of section, each a module of this package."""


def section_module(kind: str) -> Any:
    """The module of a kind of section."""
    return import_module(f"analysis.report.sections.{kind}")
