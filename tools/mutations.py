"""Small mistakes, made one at a time: a sign, a bound, a factor, a dropped term.

The mistakes are those of mutmut, without the ones that change a sentence or the letters of a
text, and with four that a formula suffers from: a term or a factor dropped, the smaller taken for
the larger, a number halved. Type annotations, types of some words, decorators, imports,
assertions and docstrings stay, and `strict` of `zip`, which guards against what the code around
it rules out.
"""

from __future__ import annotations

import difflib
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any, TypeVar

import libcst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation.mutators import mutation_operators, operator_string

__all__ = ["Mutant", "mutants_of", "sampled"]

Item = TypeVar("Item")

UNCHANGED = (
    *(libcst.Annotation, libcst.Decorator, libcst.Import, libcst.ImportFrom),
    libcst.Assert,
)
"""What no mistake is made in."""

TYPE_CALLS = frozenset({"cast", "isinstance", "len", "TypeVar", "NewType"})
"""Calls whose arguments a type checker judges, or that fail on anything else."""

OPPOSITES = {"min": "max", "max": "min", "minimum": "maximum", "maximum": "minimum"}


@dataclass(frozen=True)
class Mutant:
    """One file with one mistake.

    Attributes:
        path: the file, from the root of the repository.
        lines: numbers of the lines of the statement that holds the mistake, or of its head.
        kind: the operator that made it.
        before: the changed lines as they are, without their indentation.
        after: the same lines with the mistake.
        code: the whole file with the mistake.
    """

    path: str
    lines: range
    kind: str
    before: str
    after: str
    code: str

    @property
    def key(self) -> str:
        """What tells it from every other mutant, wherever the line stands."""
        return f"{self.path}: {self.before} -> {self.after}"


@dataclass(frozen=True)
class _Place:
    """A node to replace in a file, and by what."""

    path: Path
    lines: range
    kind: str
    module: libcst.Module
    old: libcst.CSTNode
    new: libcst.CSTNode


def mutants_of(folder: Path, root: Path, seed: int) -> Iterator[Mutant]:
    """The mutants of a room; the first ones are a sample with as many of each kind as there are.

    Args:
        folder: the room, all of whose modules are changed.
        root: the root of the repository.
        seed: of the sample.

    Yields:
        The mutants, in a random order that the seed decides.
    """
    places = [place for path in sorted(folder.rglob("*.py")) for place in _places(path)]
    found: set[str] = set()
    for place in sampled(places, lambda place: place.kind, seed):
        mutant = _mutant(place, root)
        if mutant.before != mutant.after and mutant.key not in found:
            found.add(mutant.key)
            yield mutant


def sampled(items: Iterable[Item], kind: Callable[[Item], str], seed: int) -> list[Item]:
    """All items, shuffled, the kinds taking turns.

    Args:
        items: what to put in order.
        kind: of an item.
        seed: of the order.

    Returns:
        The items; the first ones are a sample with as many of each kind as there are.

    Examples:
        >>> "".join(sampled("aaaabb", str, 1))
        'abbaaa'
    """
    heaps: dict[str, list[Item]] = defaultdict(list)
    for item in items:
        heaps[kind(item)].append(item)
    chance = random.Random(seed)
    for name in sorted(heaps):
        chance.shuffle(heaps[name])
    names = sorted(heaps)
    ordered = []
    for turn in zip_longest(*(heaps[name] for name in names)):
        here = [item for item in turn if item is not None]
        chance.shuffle(here)
        ordered += here
    return ordered


def _mutant(place: _Place, root: Path) -> Mutant:
    """The file of a place with the mistake."""
    replaced: Any = place.module.deep_replace(place.old, place.new)
    code = replaced.code
    before, after = [], []
    for line in difflib.ndiff(place.module.code.splitlines(), code.splitlines()):
        if line.startswith("- "):
            before.append(line[2:].strip())
        elif line.startswith("+ "):
            after.append(line[2:].strip())
    name = place.path.relative_to(root).as_posix()
    return Mutant(name, place.lines, place.kind, " ".join(before), " ".join(after), code)


def _places(path: Path) -> Iterator[_Place]:
    """Every mistake that can be made in a file."""
    wrapper = MetadataWrapper(libcst.parse_module(path.read_text(encoding="utf-8")))
    positions = wrapper.resolve(PositionProvider)
    waiting: list[tuple[libcst.CSTNode, range]] = [(wrapper.module, range(0))]
    while waiting:
        node, lines = waiting.pop()
        if _unchanged(node):
            continue
        if isinstance(node, libcst.SimpleStatementLine | libcst.BaseCompoundStatement):
            body = getattr(node, "body", None)
            last = positions[node].end.line
            if isinstance(body, libcst.IndentedBlock):
                last = positions[body.body[0]].start.line - 1
            lines = range(positions[node].start.line, last + 1)
        waiting += [(child, lines) for child in reversed(node.children)]
        for kind, new in _mistakes(node):
            yield _Place(path, lines, kind, wrapper.module, node, new)


def _unchanged(node: libcst.CSTNode) -> bool:
    """Whether no mistake is made in a node or below it."""
    if isinstance(node, UNCHANGED):
        return True
    if isinstance(node, libcst.If) and isinstance(node.test, libcst.Name):
        return bool(node.test.value == "TYPE_CHECKING")
    if isinstance(node, libcst.Call) and isinstance(node.func, libcst.Name):
        return bool(node.func.value in TYPE_CALLS)
    if isinstance(node, libcst.Arg) and node.keyword is not None:
        return bool(node.keyword.value == "strict")
    if isinstance(node, libcst.Assign) and isinstance(node.targets[0].target, libcst.Name):
        return bool(node.targets[0].target.value == "__all__") or _names_type(node.value)
    return isinstance(node, libcst.SimpleString) and (
        " " in node.value or node.quote.startswith(('"""', "'''"))
    )


def _names_type(value: libcst.BaseExpression) -> bool:
    """Whether a value is a type of some words, which only a type checker reads."""
    named = value.value if isinstance(value, libcst.Subscript) else None
    return isinstance(named, libcst.Name) and bool(named.value == "Literal")


def _mistakes(node: libcst.CSTNode) -> Iterator[tuple[str, libcst.CSTNode]]:
    """Kind and outcome of each mistake in one node."""
    for kind, operator in mutation_operators:
        if not isinstance(node, kind):
            continue
        name = operator.__name__.removeprefix("operator_")
        for at, new in enumerate(operator(node)):
            if (operator is not operator_string or at == 0) and _stays_strict(node, new):
                yield name, new
    if isinstance(node, libcst.BinaryOperation):
        yield from (("dropped_term", side) for side in _sides(node))
    elif isinstance(node, libcst.BooleanOperation):
        yield from (("dropped_condition", side) for side in (node.left, node.right))
    elif isinstance(node, libcst.Float) and node.evaluated_value:
        yield "half", node.with_changes(value=repr(node.evaluated_value / 2))
    elif isinstance(node, libcst.Call):
        yield from (("opposite", call) for call in _opposite(node))


def _stays_strict(node: libcst.CSTNode, new: libcst.CSTNode) -> bool:
    """Whether a call that says `strict` still says the same."""
    if not (isinstance(node, libcst.Call) and isinstance(new, libcst.Call)):
        return True
    said = [arg for arg in node.args if arg.keyword and arg.keyword.value == "strict"]
    return all(any(arg.deep_equals(other) for other in new.args) for arg in said)


def _sides(node: Any) -> Iterator[libcst.CSTNode]:
    """What a sum, difference, product or quotient is without one of its parts."""
    yield node.left
    if isinstance(node.operator, libcst.Add | libcst.Multiply):
        yield node.right


def _opposite(node: Any) -> Iterator[libcst.CSTNode]:
    """A call that takes the smallest for the largest."""
    named = node.func.attr if isinstance(node.func, libcst.Attribute) else node.func
    if isinstance(named, libcst.Name) and named.value in OPPOSITES:
        yield node.with_deep_changes(named, value=OPPOSITES[named.value])
