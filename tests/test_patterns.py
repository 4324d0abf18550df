"""No regular expression of ours takes time that grows with the square of a text.

A pattern backtracks where a long run of one sign, or of a few in turn, can be taken in many
ways before it fails. Each compiled pattern is tried on such runs, of signs that it speaks of
itself: a run of 8,000 takes a good one less than a millisecond and a bad one a tenth of a second.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from re import _parser  # type: ignore[attr-defined]
from typing import Any

import pytest

import analysis
import polls

LONGEST = 8_000
SECONDS = 0.05
USUAL = " 1a.-,\n<"
ENDINGS = ("\x00", "")


def patterns() -> Iterator[tuple[str, re.Pattern[Any]]]:
    """Every pattern that a module compiles, in tuples and mappings too."""
    seen: set[int] = set()
    for package in (polls, analysis):
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if found.name.endswith((".cli", "__main__", ".worker")):
                continue
            module = importlib.import_module(found.name)
            for name, value in vars(module).items():
                for pattern in _within(value):
                    if id(pattern) not in seen:
                        seen.add(id(pattern))
                        yield f"{found.name}.{name}", pattern


def _within(value: object, depth: int = 3) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth and isinstance(value, dict):
        for part in (*value, *value.values()):
            yield from _within(part, depth - 1)
    elif depth and isinstance(value, (tuple, list, frozenset, set)):
        for part in value:
            yield from _within(part, depth - 1)


def signs(parsed: Iterable[Any]) -> set[str]:
    """Signs that a parsed pattern speaks of: its letters, and some of each class."""
    found: set[str] = set()
    for kind, value in parsed:
        name = str(kind)
        if name in ("LITERAL", "NOT_LITERAL"):
            found.add(chr(value))
        elif name == "RANGE":
            found.add(chr(value[0]))
        elif name == "CATEGORY":
            found |= {"CATEGORY_SPACE": {" "}, "CATEGORY_DIGIT": {"1"}}.get(str(value), {"a"})
        elif name == "IN":
            found |= signs(value)
        elif name == "BRANCH":
            found |= {sign for branch in value[1] for sign in signs(branch)}
        elif name == "SUBPATTERN" or name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            found |= signs(value[-1])
        elif name in ("ASSERT", "ASSERT_NOT", "ATOMIC_GROUP"):
            found |= signs(value[-1] if isinstance(value, tuple) else value)
    return found


def beginning(parsed: Iterable[Any]) -> str:
    """A text that the pattern may begin with: its first letters up to what repeats."""
    text = ""
    for kind, value in parsed:
        if str(kind) == "LITERAL":
            text += chr(value)
        elif str(kind) == "SUBPATTERN":
            text += beginning(value[-1])
        elif str(kind) not in ("AT", "ASSERT", "ASSERT_NOT"):
            break
    return text


def runs(pattern: re.Pattern[Any]) -> Iterator[str]:
    text = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin1")
    parsed = _parser.parse(
        text, pattern.flags & ~re.UNICODE | (re.UNICODE if isinstance(pattern.pattern, str) else 0)
    )
    own = sorted(signs(parsed))[:40]
    pumps = {*own, *USUAL, *(a + b for a in "1a " for b in own if b not in "1a "), "a b", "1 - "}
    start = beginning(parsed)
    for pump in sorted(pumps):
        for before in {"", start}:
            yield from (before + "\x01" + pump, before + pump)


SOURCES = "".join(
    path.read_text(encoding="utf-8")
    for package in (polls, analysis)
    for path in Path(package.__path__[0]).rglob("*.py")
)


def ways(name: str) -> tuple[str, ...]:
    """How a pattern is tried: at the beginning of texts alone, or anywhere in them."""
    used = set(re.findall(rf"\b{name}(?:\[\w+\])?\.([a-z]+)\(", SOURCES))
    return tuple(used) if used and used <= {"match", "fullmatch"} else ("search",)


def _seconds(pattern: re.Pattern[Any], tried: tuple[str, ...], text: Any) -> float:
    started = time.process_time()
    for way in tried:
        getattr(pattern, way)(text)
    return time.process_time() - started


def slow_run(pattern: re.Pattern[Any], tried: tuple[str, ...] = ("search",)) -> str:
    """A run on which the pattern is slow, "" where none is found."""
    for run in runs(pattern):
        before, _, pump = run.rpartition("\x01") if "\x01" in run else ("", "", run)
        for ending in ENDINGS:
            for length in (26, LONGEST):
                whole = before + pump * (length // len(pump)) + ending
                text: Any = (
                    whole if isinstance(pattern.pattern, str) else whole.encode("latin1", "replace")
                )
                if all(_seconds(pattern, tried, text) > SECONDS for _ in range(3)):
                    return f"{before!r} + {pump!r} x {length // len(pump)} + {ending!r}"
    return ""


@pytest.mark.parametrize(("name", "pattern"), [pytest.param(n, p, id=n) for n, p in patterns()])
def test_a_pattern_takes_time_that_grows_with_the_text(name: str, pattern: re.Pattern[Any]) -> None:
    assert slow_run(pattern, ways(name.rpartition(".")[2])) == "", f"{name}: {pattern.pattern}"


def test_a_pattern_that_backtracks_is_found() -> None:
    assert slow_run(re.compile(r"\s+$"))
    assert slow_run(re.compile(r"(a+)+b"))
    assert not slow_run(re.compile(r"(?<!\d)\d+ points"))
