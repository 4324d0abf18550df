"""Tables of a TOML file as frozen dataclasses, everything that is wrong listed at once.

    [[claim]]                 @dataclass(frozen=True)
    id = "arrivals"           class Claim:
    as_of = 2025-03-31            id: str
    above = 0.4                   as_of: dt.date
                                  above: Share | None = None

The dataclass is the only description of what a table may hold: its fields are the known keys,
their annotations the types, a field without a default must be given.
"""

from __future__ import annotations

import datetime as dt
import tomllib
import types
import typing
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from polls.errors import Place, Problem, ProblemsError, did_you_mean

__all__ = [
    "Days",
    "FirstDay",
    "LastDay",
    "Share",
    "fields_in_words",
    "read_table",
    "read_toml",
    "share_problems",
]

T = TypeVar("T")

Share = Annotated[float, "share"]
"""A number of 0 to 1, or a word for one: "majority", "a third", ..."""

Days = Annotated[int, "days"]
"""A whole number, one or more."""

FirstDay = Annotated[dt.date, "first"]
"""A day; a year or month stands for its first day."""

LastDay = Annotated[dt.date, "last"]
"""A day; a year or month stands for its last day."""

SHARES_IN_WORDS: Mapping[str, float] = {
    "majority": 1 / 2,
    "half": 1 / 2,
    "a third": 1 / 3,
    "two thirds": 2 / 3,
    "a quarter": 1 / 4,
    "three quarters": 3 / 4,
    "a fifth": 1 / 5,
    "four fifths": 4 / 5,
    "one in ten": 1 / 10,
    "nine in ten": 9 / 10,
}


@dataclass(frozen=True)
class MisfitError(Exception):
    """A value that cannot be used: what is expected instead, and what may be meant."""

    expected: str
    hint: str = ""
    code: str = "field-malformed"


def read_toml(path: Path | str) -> tuple[dict[str, Any], str]:
    """A TOML file as tables, and its text.

    Raises:
        ProblemsError: where it cannot be opened, or is not TOML in UTF-8.
    """
    place = Place(file=str(path))
    try:
        text = Path(path).read_text(encoding="utf-8")
        return tomllib.loads(text), text
    except FileNotFoundError:
        hint = "run the command where the file lies, or name its path"
        problem = Problem("file-missing", "file not found", place, hint=hint)
    except (ValueError, RecursionError) as error:  # no TOML, no UTF-8, digits or depth beyond all
        hint = "an impossible date (2025-02-30) reads as malformed too"
        title = "file is not TOML in UTF-8"
        problem = Problem("file-malformed", title, place, got=str(error), hint=hint)
    except OSError as error:
        problem = Problem(
            "file-unreadable",
            "file cannot be opened",
            place,
            got=error.strerror or type(error).__name__,
            expected="a file such as report.toml",
        )
    raise ProblemsError([problem])


def read_table(
    table: Mapping[str, Any], kind: type[T], place: Place, **given: Any
) -> tuple[T | None, list[Problem]]:
    """A table as an instance of a dataclass, or everything that is wrong with it.

    Args:
        table: keys and values as `tomllib` reads them.
        kind: a frozen dataclass, its fields text, bool, int, float, date, dict, Literal, the types
            of this module, tuples of text or of such dataclasses, or any of these or None.
        place: where the table stands, for the messages.
        given: fields that are set by the caller and are no keys of the table.

    Returns:
        The instance and an empty list, or None and a problem for each thing that is wrong.

    >>> @dataclass(frozen=True)
    ... class Options:
    ...     question: str
    >>> options, problems = read_table({"qestion": "level10y"}, Options, Place("report.toml"))
    >>> [problem.code for problem in problems]
    ['unknown-field', 'field-missing']
    """
    known = {name: field for name, field in _fields(kind).items() if name not in given}
    hints = _hints(kind)
    problems = [
        Problem(
            "unknown-field",
            f"unknown field '{key}'",
            place,
            expected=", ".join(known) or "no fields",
            hint=did_you_mean(key, known),
        )
        for key in table
        if key not in known
    ]
    values: dict[str, Any] = dict(given)
    for name, field in known.items():
        if name not in table:
            if _required(field):
                title = f"field '{name}' is missing"
                problems.append(
                    Problem("field-missing", title, place, expected=_described(hints[name]))
                )
            continue
        try:
            blank = field.default in ("", ())
            values[name] = _value(table[name], hints[name], blank=blank, place=place)
        except MisfitError as misfit:
            problems.append(_malformed(name, table[name], misfit, place))
        except ProblemsError as error:
            problems += error.problems
    return (None, problems) if problems else (kind(**values), [])


def fields_in_words(kind: type) -> dict[str, tuple[str, str]]:
    """The keys that a table of a kind may hold, as a person is told of them.

    Args:
        kind: a frozen dataclass, as `read_table` takes it.

    Returns:
        Key -> what it holds, and "needed", the value that it has where it is not given, or "".

    >>> @dataclass(frozen=True)
    ... class Options:
    ...     question: str
    ...     above: Share | None = None
    ...     size: Literal["large", "small"] = "small"
    >>> fields_in_words(Options)["above"], fields_in_words(Options)["size"]
    (('a share of 0 to 1', ''), ('large or small', 'small'))
    """
    hints = _hints(kind)
    return {
        name: (_described(hints[name]), "needed" if _required(field) else _usual(field.default))
        for name, field in _fields(kind).items()
    }


def _usual(default: Any) -> str:
    if isinstance(default, bool):
        return str(default).lower()
    return str(default) if isinstance(default, str | int | float) else ""


def share_problems(instance: Any, place: Place) -> list[Problem]:
    """The fields of an instance, made by hand, that should be shares of 0 to 1 and are not."""
    found = []
    for name, hint in _hints(type(instance)).items():
        value = getattr(instance, name, None)
        if _inner(hint)[1] != "share" or value is None:
            continue
        try:
            _share(value)
        except MisfitError as misfit:
            found.append(_malformed(name, value, misfit, place))
    return found


def _hints(kind: type) -> Mapping[str, Any]:
    return typing.get_type_hints(kind, include_extras=True)


def _fields(kind: Any) -> dict[str, Field[Any]]:
    return {field.name: field for field in fields(kind) if field.init}


def _required(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _malformed(name: str, value: Any, misfit: MisfitError, place: Place) -> Problem:
    return Problem(
        misfit.code,
        f"field '{name}' cannot be used",
        place,
        got=repr(value) if isinstance(value, str) else str(value),
        expected=misfit.expected,
        hint=misfit.hint,
    )


def _inner(hint: Any) -> tuple[Any, str]:
    """The type behind `... | None` and `Annotated`, and the word that annotates it."""
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        hint = next(part for part in typing.get_args(hint) if part is not type(None))
    if typing.get_origin(hint) is Annotated:
        inner, word = typing.get_args(hint)
        return inner, word
    return hint, ""


def _value(value: Any, hint: Any, *, blank: bool, place: Place) -> Any:
    kind, word = _inner(hint)
    if word == "share":
        return _share(value)
    if kind is dt.date:
        return _day(value, word)
    if typing.get_origin(kind) is Literal:
        options = typing.get_args(kind)
        if value in options:
            return str(value)
        raise MisfitError(" or ".join(filter(None, options)), did_you_mean(str(value), options))
    if typing.get_origin(kind) is tuple:
        item = typing.get_args(kind)[0]
        return _several(value, item, place) if is_dataclass(item) else _texts(value, blank)
    if kind is float:
        if type(value) in (int, float):
            return float(value)
        raise MisfitError("a number")
    if type(value) is not (typing.get_origin(kind) or kind):
        raise MisfitError(_described(hint))
    if kind is str and not blank and not value.strip():
        raise MisfitError(_described(hint))
    if word == "days" and value < 1:
        raise MisfitError(_described(hint))
    return value


def _share(value: Any) -> float:
    if isinstance(value, str) and value in SHARES_IN_WORDS:
        return SHARES_IN_WORDS[value]
    expected = "a share of 0 to 1"
    if type(value) not in (int, float):
        words = f", or one of {', '.join(SHARES_IN_WORDS)}"
        near = did_you_mean(value, SHARES_IN_WORDS) if isinstance(value, str) else ""
        raise MisfitError(expected + words, near)
    if not 0 <= value <= 1:
        hint = f"did you mean {value / 100:g}?" if 1 < value <= 100 else ""
        raise MisfitError(expected, hint, "share-out-of-range")
    return float(value)


def _texts(value: Any, blank: bool) -> tuple[str, ...]:
    listed = isinstance(value, list | tuple) and all(isinstance(item, str) for item in value)
    if not listed or len(set(value)) < len(value) or not (value or blank):
        raise MisfitError("a list of texts in quotes, each different")
    return tuple(value)


def _several(value: Any, kind: Any, place: Place) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(item, dict) for item in value):
        raise MisfitError("a list of tables")
    read = [read_table(item, kind, place) for item in value]
    if problems := [problem for _, found in read for problem in found]:
        raise ProblemsError(problems)
    return tuple(made for made, _ in read)


def _day(value: Any, which: str) -> dt.date:
    """A day, as a TOML date or as text; where it may be, a month (2024-05) or a year (2024)."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    text = str(value) if type(value) in (int, str) else ""
    try:
        if len(text) == 10:
            return dt.date.fromisoformat(text)
        if which and len(text) in (4, 7):
            year, month = int(text[:4]), int(text[5:] or (1 if which == "first" else 12))
            first = dt.date(year, month, 1)
            return first if which == "first" else _month_end(first)
    except ValueError:
        pass
    raise MisfitError("a day as YYYY-MM-DD" + (", a month or a year" if which else ""))


def _month_end(first: dt.date) -> dt.date:
    return (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1) - dt.timedelta(days=1)


DESCRIPTIONS: Mapping[Any, str] = {
    str: "a text in quotes",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    dt.date: "a day as YYYY-MM-DD",
}


def _described(hint: Any) -> str:
    kind, word = _inner(hint)
    if word in ("share", "days"):
        return {"share": "a share of 0 to 1", "days": "a whole number, 1 or more"}[word]
    if typing.get_origin(kind) is Literal:
        return " or ".join(filter(None, typing.get_args(kind)))
    if typing.get_origin(kind) is tuple:
        listed: Callable[[Any], bool] = is_dataclass
        return "a list of tables" if listed(typing.get_args(kind)[0]) else "a list of texts"
    return DESCRIPTIONS.get(kind, "a table")
