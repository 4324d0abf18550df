"""The plan of a report, or a file of claims, as text and as a file."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

__all__ = ["A_FIFTH", "SERIES_OF_TWO_READINGS", "plan_of", "table", "write_plan"]


def write_plan(folder: Path, text: str) -> Path:
    """Write `report.toml` into a folder and return its path."""
    path = folder / "report.toml"
    path.write_text(text, encoding="utf-8")
    return path


def table(name: str, **fields: object) -> str:
    """A table of a list of tables, such as `[[section]]` or `[[claim]]`.

    >>> print(table("section", kind="yearly", as_of=dt.date(2025, 3, 31)), end="")
    [[section]]
    kind = "yearly"
    as_of = 2025-03-31
    """
    said = {key: str(value) if isinstance(value, dt.date) else json.dumps(value)
            for key, value in fields.items()}  # fmt: skip
    return "\n".join([f"[[{name}]]", *(f"{key} = {value}" for key, value in said.items()), ""])


def plan_of(*tables: str) -> str:
    """A report with a title, a date and some tables."""
    return "\n".join(['[report]\ntitle = "Two series"\ndate = 2026-08-31\n', *tables])


SERIES_OF_TWO_READINGS = table(
    "section", kind="series", question="goodbad10y", answer="mostly_bad", country="GB"
)

A_FIFTH = {
    "kind": "value",
    "sentence": "A fifth name it",
    "as_of": dt.date(2025, 10, 31),
    "country": "ES",
    "question": "issue_three_open",
    "answer": "immigration",
    "share": 0.20,
}
"""The fields of a claim on a printed 20.5%, but for its id."""
