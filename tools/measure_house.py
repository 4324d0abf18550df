"""How the house is built, in numbers: rooms, functions, carriers, and circles of imports.

    python -m tools.measure_house [FOLDER]

Counts say where to look; they judge nothing.
"""

from __future__ import annotations

import ast
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np

__all__ = ["circles", "imports_of", "measure"]

FOLDERS = ("polls", "analysis")
MANY_PARAMETERS = 4
HAND_OVERS = frozenset({"plot"})
"""Functions whose imports do not count: there a result hands over to the figures."""

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


def measure(root: Path) -> dict[str, object]:
    """The numbers of a checkout.

    Args:
        root: the folder that holds `polls/` and `analysis/`.

    Returns:
        Name of a measure -> its value; functions are counted in lines without docstrings.
    """
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in _modules(root)}
    functions = [node for tree in trees.values() for node in _functions(tree)]
    lines = np.array([_length(node) for node in functions])
    total = sum(len(path.read_text(encoding="utf-8").splitlines()) for path in trees)
    once, private = _called_once(trees)
    carriers = sum(_is_dataclass(node) for tree in trees.values() for node in ast.walk(tree))
    return {
        "modules a folder": dict(
            sorted(Counter(path.parent.relative_to(root).as_posix() for path in trees).items())
        ),
        "lines": total,
        "longest module": max(len(path.read_text().splitlines()) for path in trees),
        "functions": len(functions),
        "lines of a function: median, 90%, longest": (
            int(np.median(lines)),
            int(np.quantile(lines, 0.9)),
            int(lines.max()),
        ),
        "private functions with one caller": f"{once} of {private} ({once / private:.0%})",
        "dataclasses": carriers,
        "dataclasses a thousand lines": round(1000 * carriers / total, 1),
        "functions of more than four parameters": sum(
            _parameters(node) > MANY_PARAMETERS for node in functions
        ),
        "circles of imports": circles(imports_of(root)),
    }


def imports_of(root: Path) -> dict[str, set[str]]:
    """Which module imports which, imports inside functions included.

    Args:
        root: the folder that holds `polls/` and `analysis/`.

    Returns:
        Module -> the modules of the house that it imports.
    """
    names = {_name(root, path): path for path in _modules(root)}
    found: dict[str, set[str]] = {}
    for name, path in names.items():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found[name] = {module for module in _imported(tree) if module in names} - {name}
    return found


def circles(imports: Mapping[str, set[str]]) -> list[list[str]]:
    """Groups of modules that import each other in a circle (Tarjan 1972).

    Args:
        imports: module -> the modules that it imports.

    >>> circles({"a": {"b"}, "b": {"a"}, "c": {"a"}})
    [['a', 'b']]
    """
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(module: str) -> None:
        index[module] = low[module] = len(index)
        stack.append(module)
        for other in sorted(imports.get(module, ())):
            if other not in index:
                visit(other)
                low[module] = min(low[module], low[other])
            elif other in stack:
                low[module] = min(low[module], index[other])
        if low[module] == index[module]:
            group = stack[stack.index(module) :]
            del stack[stack.index(module) :]
            if len(group) > 1:
                found.append(sorted(group))

    for module in sorted(imports):
        if module not in index:
            visit(module)
    return sorted(found)


def _modules(root: Path) -> list[Path]:
    return sorted(path for folder in FOLDERS for path in (root / folder).rglob("*.py"))


def _name(root: Path, path: Path) -> str:
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imported(node: ast.AST) -> Iterator[str]:
    """Modules imported anywhere below a node; imports for type checking alone do not count."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            continue
        if isinstance(child, FunctionNode) and child.name in HAND_OVERS:
            continue
        if isinstance(child, ast.Import):
            yield from (alias.name for alias in child.names)
        elif isinstance(child, ast.ImportFrom) and child.module:
            yield child.module
            yield from (f"{child.module}.{alias.name}" for alias in child.names)
        yield from _imported(child)


def _functions(tree: ast.AST) -> list[FunctionNode]:
    return [node for node in ast.walk(tree) if isinstance(node, FunctionNode)]


def _length(node: FunctionNode) -> int:
    body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1


def _parameters(node: FunctionNode) -> int:
    given = node.args
    names = [each.arg for each in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    return len([name for name in names if name not in ("self", "cls")])


def _is_dataclass(node: ast.AST) -> bool:
    decorators = node.decorator_list if isinstance(node, ast.ClassDef) else []
    return any("dataclass" in ast.unparse(each) for each in decorators)


def _called_once(trees: Mapping[Path, ast.Module]) -> tuple[int, int]:
    """How many private functions of modules are named once in their module, and how many are."""
    once = private = 0
    for tree in trees.values():
        named = Counter(node.id for node in ast.walk(tree) if isinstance(node, ast.Name))
        own = [node.name for node in tree.body if isinstance(node, FunctionNode)]
        hidden = [name for name in own if name.startswith("_")]
        private += len(hidden)
        once += sum(named[name] == 1 for name in hidden)
    return once, private


if __name__ == "__main__":
    root = Path(sys.argv[1] if len(sys.argv) > 1 else ".").resolve()
    for name, value in measure(root).items():
        print(f"{name}: {value}")
