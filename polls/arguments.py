"""Arguments of public functions against what their annotations say, one problem each.

A text where a list is wanted is one problem, never a problem for each of its letters; a flag that
is no flag is never taken for True in silence.
"""

from __future__ import annotations

import functools
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from numbers import Integral, Real
from os import PathLike
from typing import Any

import numpy as np
import pandas as pd

from polls.errors import Problem, ProblemsError, raise_errors

__all__ = ["require_arguments", "require_day", "wrong_arguments"]

SHOWN = 60
WORDS: Mapping[Any, str] = {
    float: "a number",
    int: "a whole number",
    bool: "True or False",
    str: "a text",
    date: "a date",
    pd.Timestamp: "a date",
    PathLike: "a path",
}


def require_arguments(function: Callable[..., Any], given: Mapping[str, Any]) -> None:
    """Raise where an argument is of a kind that its annotation does not name.

    Args:
        function: the public function.
        given: its arguments by name; its `locals()` as its first line.

    Raises:
        ProblemsError: with a problem for each such argument.
    """
    raise_errors(wrong_arguments(function, given))


def require_day(name: str, value: date | str) -> pd.Timestamp:
    """An argument that is a day.

    Raises:
        ProblemsError: where it is none.

    >>> require_day("as_of", "2024-03-01")
    Timestamp('2024-03-01 00:00:00')
    """
    try:
        return pd.Timestamp(value)
    except ValueError:
        title, expected = f"{name} is not a day", "a day as YYYY-MM-DD"
        problem = Problem("wrong-date", title, got=repr(value), expected=expected)
        raise ProblemsError([problem]) from None


def wrong_arguments(function: Callable[..., Any], given: Mapping[str, Any]) -> list[Problem]:
    """A problem for each argument of a kind that its annotation does not name.

    >>> def fit(names: typing.Sequence[str], level: float = 0.95) -> None: ...
    >>> print(*wrong_arguments(fit, {"names": "GB", "level": "high"}), sep="\\n")
    names takes a list [wrong-argument]
        got 'GB'
        hint: names=['GB']
    level takes a number [wrong-argument]
        got 'high'
    """
    hints = _hints(function)
    return [
        Problem(
            "wrong-argument",
            f"{name} takes {' or '.join(dict.fromkeys(_words(hints[name])))}",
            got=text if len(text := repr(value)) <= SHOWN else f"{text[: SHOWN - 3]}...",
            hint=f"{name}=[{value!r}]" if isinstance(value, str) and _lists(hints[name]) else "",
        )
        for name, value in given.items()
        if name in hints and not _fits(value, hints[name])
    ]


@functools.cache
def _hints(function: Callable[..., Any]) -> dict[str, Any]:
    hints = typing.get_type_hints(function)
    hints.pop("return", None)
    return hints


def _arms(hint: Any) -> tuple[Any, ...]:
    """The kinds of a union; a kind alone as one."""
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return typing.get_args(hint)
    return (hint,)


def _kind(arm: Any) -> Any:
    """A kind without what it holds: a list of texts is a list."""
    return typing.get_origin(arm) or arm


def _lists(hint: Any) -> bool:
    kinds = [_kind(arm) for arm in _arms(hint)]
    return any(_is_list(kind) for kind in kinds)


def _is_list(kind: Any) -> bool:
    return isinstance(kind, type) and kind.__module__ == "collections.abc" and kind is not Callable


def _fits(value: Any, hint: Any) -> bool:
    return any(_fits_arm(value, arm) for arm in _arms(hint))


def _fits_arm(value: Any, arm: Any) -> bool:
    kind = _kind(arm)
    if kind is typing.Literal:
        return isinstance(value, tuple({type(each) for each in typing.get_args(arm)}))
    if kind is float:
        return isinstance(value, Real) and not isinstance(value, bool)
    if kind is int:
        return isinstance(value, Integral) and not isinstance(value, bool)
    if kind is bool:
        return isinstance(value, bool | np.bool_)
    if kind in (date, pd.Timestamp):
        return isinstance(value, date | np.datetime64)
    if kind is Callable:
        return callable(value)
    if kind is Mapping:
        return isinstance(value, Mapping)
    if _is_list(kind):
        return isinstance(value, Iterable) and not isinstance(value, str | bytes)
    # Frames come in many makes, and protocols are no classes: their functions know better.
    unknown = kind is Any or not isinstance(kind, type) or getattr(kind, "_is_protocol", False)
    if unknown or kind is pd.DataFrame:
        return True
    return isinstance(value, kind)


def _words(hint: Any) -> Iterable[str]:
    for arm in _arms(hint):
        kind = _kind(arm)
        if kind is typing.Literal:
            yield " or ".join(map(repr, typing.get_args(arm)))
        elif kind is Mapping:
            yield "a dict"
        elif _is_list(kind):
            yield "a list"
        elif kind is not type(None):
            module = getattr(kind, "__module__", "").partition(".")[0]
            door = module if module in ("polls", "analysis") else ""
            name = getattr(kind, "__name__", str(kind))
            yield WORDS.get(kind, f"{door}.{name}" if door else name)
