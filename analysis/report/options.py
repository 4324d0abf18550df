"""Tables of a TOML file as frozen dataclasses, every misfit reported at once.

    [[section]]                      @dataclass(frozen=True)
    kind = "series"                  class Options:
    question = "level10y"                question: str
    country = "GB"                       country: str = ""

The dataclass is the only description of what a table may hold: its fields are the allowed
keys, their annotations the types, a field without a default is required.
"""

from __future__ import annotations

import datetime
import typing
from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any, TypeVar

from polls.errors import Place, Problem, did_you_mean

__all__ = ["read_options"]

T = TypeVar("T")

TYPES: Mapping[Any, tuple[type[Any], str]] = {
    str: (str, "a text in quotes"),
    bool: (bool, "true or false"),
    int: (int, "a whole number"),
    datetime.date: (datetime.date, "a date as YYYY-MM-DD, without quotes"),
    tuple[str, ...]: (list, "a list of texts in quotes"),
}


def read_options(
    table: Mapping[str, Any], kind: type[T], place: Place
) -> tuple[T | None, list[Problem]]:
    """A TOML table as an instance of a dataclass, or what is wrong with it.

    Args:
        table: the keys and values as `tomllib` reads them.
        kind: a frozen dataclass whose fields are text, bool, int, date or tuple of text.
        place: where the table stands, for the messages.

    Returns:
        The instance and an empty list, or None and one problem for each misfit.

    >>> from dataclasses import dataclass
    >>> @dataclass(frozen=True)
    ... class Options:
    ...     question: str
    >>> options, problems = read_options({"qestion": "level10y"}, Options, Place("report.toml"))
    >>> [problem.code for problem in problems]
    ['unknown-option', 'missing-option']
    """
    hints = typing.get_type_hints(kind)
    known = {entry.name: entry for entry in fields(kind)}  # type: ignore[arg-type]
    problems = [
        Problem(
            "unknown-option",
            f"'{key}' is not an option here",
            place,
            expected=", ".join(known) or "no options",
            hint=did_you_mean(key, known),
        )
        for key in table
        if key not in known
    ]
    problems += [
        Problem("missing-option", f"'{name}' is missing", place, expected=_described(hints[name]))
        for name, entry in known.items()
        if name not in table and entry.default is MISSING and entry.default_factory is MISSING
    ]
    problems += [
        Problem(
            "wrong-option",
            f"'{name}' has the wrong type",
            place,
            got=repr(table[name]),
            expected=_described(hints[name]),
        )
        for name in known
        if name in table and not _fits(table[name], hints[name])
    ]
    if problems:
        return None, problems
    values = {
        key: tuple(value) if isinstance(value, list) else value for key, value in table.items()
    }
    return kind(**values), []


def _described(hint: Any) -> str:
    return TYPES[_required(hint)][1]


def _required(hint: Any) -> Any:
    """The type behind an optional one."""
    inner = [part for part in typing.get_args(hint) if part is not type(None)]
    return inner[0] if type(None) in typing.get_args(hint) else hint


def _fits(value: Any, hint: Any) -> bool:
    kind = TYPES[_required(hint)][0]
    if kind is list:
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    return type(value) is kind
