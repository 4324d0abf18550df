"""Arguments of public functions against what their annotations say, one problem each.

A text where a list is wanted is one problem, never a problem for each of its letters; a flag that
is no flag is never taken for True in silence.
"""

from __future__ import annotations

import functools
import inspect
import types
import typing
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from numbers import Integral, Real
from os import PathLike
from typing import IO, Any, BinaryIO, ParamSpec, TextIO, TypeVar

import numpy as np
import pandas as pd

from polls.errors import Problem, ProblemsError, did_you_mean, one_of, raise_errors

__all__ = [
    "arguments_checked",
    "not_readings",
    "options_of",
    "require_arguments",
    "require_columns",
    "require_day",
    "unknown_options",
    "without_effect",
    "wrong_arguments",
]

P = ParamSpec("P")
R = TypeVar("R")

SHOWN = 60
NUMBERS = (float, int)
TAKEN: Mapping[Any, Any] = {
    float: Real,
    int: Integral,
    bool: bool | np.bool_,
    date: date | np.datetime64,
    pd.Timestamp: date | np.datetime64,
    Mapping: Mapping,
    tuple: tuple | list,
}
"""Kind that is named -> what is taken for it; True and False are no numbers."""
FILES = (IO, TextIO, BinaryIO)
WORDS: Mapping[Any, str] = {
    **dict.fromkeys(FILES, "an open file"),
    tuple: "a tuple",
    float: "a number",
    int: "a whole number",
    bool: "True or False",
    str: "a text",
    date: "a date",
    pd.Timestamp: "a date",
    PathLike: "a path",
    pd.DataFrame: "a data frame",
}


def arguments_checked(function: Callable[P, R]) -> Callable[P, R]:
    """Refuses arguments of a kind that the function's annotations do not name.

    >>> @arguments_checked
    ... def fit(level: float) -> float:
    ...     return level
    >>> fit("high")
    Traceback (most recent call last):
        ...
    polls.errors.ProblemsError: level takes a number [wrong-argument]...
    """
    signature = inspect.signature(function)
    parameters = signature.parameters.values()
    named = [each.name for each in parameters if each.kind is not each.POSITIONAL_ONLY]
    takes_all = any(each.kind is each.VAR_KEYWORD for each in parameters)

    @functools.wraps(function)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        if not takes_all:
            raise_errors(unknown_options(kwargs, named, function.__name__))
        try:
            given = signature.bind(*args, **kwargs).arguments
        except TypeError:  # the call itself says what is missing or too much
            return function(*args, **kwargs)
        require_arguments(function, given)
        return function(*args, **kwargs)

    return checked


def require_arguments(function: Callable[..., Any], given: Mapping[str, Any]) -> None:
    """Raise where an argument is of a kind that its annotation does not name.

    Args:
        function: the public function.
        given: its arguments by name.

    Raises:
        ProblemsError: with a problem for each such argument.
    """
    raise_errors(wrong_arguments(function, given))


def require_columns(name: str, frame: pd.DataFrame, columns: Sequence[str]) -> None:
    """A frame that must have columns.

    Args:
        name: of the argument.
        frame: as it was given.
        columns: those that it must have.

    Raises:
        ProblemsError: with one problem that names all that are missing.

    >>> require_columns("counts", pd.DataFrame({"year": [2024]}), ["year", "value"])
    Traceback (most recent call last):
        ...
    polls.errors.ProblemsError: counts has no column 'value' [column-missing]...
    """
    missing = [column for column in columns if column not in frame]
    if missing:
        title = f"{name} has no column {' or '.join(map(repr, missing))}"
        got = ", ".join(map(str, frame.columns)) or "no columns"
        raise ProblemsError([Problem("column-missing", title, got=got)])


def require_day(name: str, value: date | str) -> pd.Timestamp:
    """An argument that is a day.

    Raises:
        ProblemsError: where it is none.

    >>> require_day("as_of", "2024-03-01")
    Timestamp('2024-03-01 00:00:00')
    """
    try:
        day: Any = pd.Timestamp(value)
    except ValueError:
        day = pd.NaT
    if not isinstance(day, pd.Timestamp):
        title, expected = f"{name} is not a day", "a day as YYYY-MM-DD"
        raise ProblemsError([Problem("wrong-date", title, got=repr(value), expected=expected)])
    return day


def options_of(function: Callable[..., Any]) -> list[str]:
    """The parameters of a function that are given by name alone."""
    parameters = inspect.signature(function).parameters.values()
    return [each.name for each in parameters if each.kind is each.KEYWORD_ONLY]


def unknown_options(given: Iterable[str], known: Collection[str], of: str) -> list[Problem]:
    """A problem for each option that is not known, with the nearest that is.

    Args:
        given: the options.
        known: those that may be given.
        of: what takes them.

    >>> print(*unknown_options(["robust"], ["model", "level"], "fit_answers"))
    fit_answers takes no option 'robust' [unknown-option]
        expected model, level
    """
    return [
        Problem("unknown-option", f"{of} takes no option '{name}'", expected=one_of(known),
                hint=did_you_mean(name, known))
        for name in given
        if name not in known
    ]  # fmt: skip


def without_effect(option: str, beside: str, hint: str = "") -> Problem:
    """What is wrong with an option that something given beside it leaves without effect.

    >>> print(without_effect("smoothing=False", "method='latent'", "leave one of them out"))
    smoothing=False has no effect with method='latent' [option-without-effect]
        hint: leave one of them out
    """
    return Problem("option-without-effect", f"{option} has no effect with {beside}", hint=hint)


def not_readings(given: object) -> Problem:
    """What is wrong with readings that are no frame."""
    title, got = "readings must be a data frame", f"{type(given).__name__} {str(given)[:60]!r}"
    hint = "polls.read(path) and polls.load(question=...) give one"
    return Problem("not-readings", title, got=got, hint=hint)


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
        _wrong(name, value, hints[name])
        for name, value in given.items()
        if name in hints and not _fits(value, hints[name])
    ]


def _wrong(name: str, value: Any, hint: Any) -> Problem:
    if name == "readings" and pd.DataFrame in _arms(hint):
        return not_readings(value)
    listed = any(_is_list(_kind(arm)) for arm in _arms(hint))
    return Problem(
        "wrong-argument",
        f"{name} takes {' or '.join(dict.fromkeys(_words(hint)))}",
        got=text if len(text := repr(value)) <= SHOWN else f"{text[: SHOWN - 3]}...",
        hint=f"{name}=[{value!r}]" if isinstance(value, str) and listed else "",
    )


@functools.cache
def _hints(function: Callable[..., Any]) -> dict[str, Any]:
    """Annotations by parameter; what only type checkers import may be anything."""
    known = {**vars(typing), **getattr(inspect.unwrap(function), "__globals__", {})}
    hints = {}
    for name, said in inspect.get_annotations(function).items():
        if name != "return":
            try:
                hints[name] = eval(said, known) if isinstance(said, str) else said
            except NameError:
                hints[name] = Any
    return hints


def _arms(hint: Any) -> tuple[Any, ...]:
    """The kinds of a union; a kind alone as one."""
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        return typing.get_args(hint)
    return (hint,)


def _kind(arm: Any) -> Any:
    """A kind without what it holds: a list of texts is a list."""
    return typing.get_origin(arm) or arm


def _is_list(kind: Any) -> bool:
    return isinstance(kind, type) and kind.__module__ == "collections.abc" and kind is not Callable


def _fits(value: Any, hint: Any) -> bool:
    return any(_fits_arm(value, arm) for arm in _arms(hint))


def _fits_arm(value: Any, arm: Any) -> bool:
    kind = _kind(arm)
    if kind is typing.Literal:
        return isinstance(value, tuple({type(each) for each in typing.get_args(arm)}))
    if kind in TAKEN:
        return isinstance(value, TAKEN[kind]) and not (kind in NUMBERS and isinstance(value, bool))
    if kind is Callable:
        return callable(value)
    if _is_list(kind):
        fits = isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping)
        return fits and (
            not (_of_ours(arm) and isinstance(value, Collection))
            or all(_fits(each, _inside(arm)) for each in value)
        )
    if kind in FILES:  # whatever a file is, such as the standard output of a notebook
        return hasattr(value, "write" if kind is TextIO else "read")
    if kind is pd.DataFrame:
        return isinstance(value, pd.DataFrame) or hasattr(value, "__arrow_c_stream__")
    if getattr(kind, "_is_protocol", False):
        return all(hasattr(value, name) for name in _members(kind))
    return kind is Any or not isinstance(kind, type) or isinstance(value, kind)


def _inside(arm: Any) -> Any:
    return (typing.get_args(arm) or (Any,))[0]


def _of_ours(arm: Any) -> bool:
    """Whether a list holds things of a class of polltide."""
    return str(getattr(_inside(arm), "__module__", "")).startswith(("polls.", "analysis."))


def _members(protocol: Any) -> list[str]:
    return [name for name in vars(protocol) if name == "__call__" or not name.startswith("_")]


def _words(hint: Any) -> Iterable[str]:
    for arm in _arms(hint):
        kind = _kind(arm)
        if kind is typing.Literal:
            yield " or ".join(map(repr, typing.get_args(arm)))
        elif kind is Mapping:
            yield "a dict"
        elif _is_list(kind):
            yield f"a list of {next(iter(_words(_inside(arm))))}" if _of_ours(arm) else "a list"
        elif kind is Callable or getattr(kind, "_is_protocol", False):
            members = _members(kind) if kind is not Callable else ["__call__"]
            yield "a function" if "__call__" in members else f"what has {', '.join(members)}"
        elif kind is not type(None):
            module = getattr(kind, "__module__", "").partition(".")[0]
            door = module if module in ("polls", "analysis") else ""
            name = getattr(kind, "__name__", str(kind))
            yield WORDS.get(kind, f"{door}.{name}" if door else name)
