"""Would the tests notice? Small mistakes are put into a room, one at a time, and its tests run.

    python -m tools.mutants [--room ROOM] [--number N] [--seed SEED] [--resume] [--lived]

The tree is copied to `build/mutants/tree`; the tests of a room run there once, to learn which of
them pass over which line and how long each takes. Each mistake is then judged in a forked process
by the tests that pass over its line, fastest files first, until one fails by an assertion about a
value. Two kinds of mistakes say nothing about the tests, and another one is drawn in their place:

- what cannot change any result: `tools/equivalent_mutants.toml` lists these, with the reason;
- what ends in an error, or in no end, and fails no assertion: any test at all would notice it.

At the end: a table by room, with the share that an assertion noticed, and the share of the lines
within functions that the tests pass over.

mutmut's own runner mutates whole packages at once, leaves out decorated functions and constants,
and has no seeded sample; its operators are used (`tools.mutations`).
"""

from __future__ import annotations

import argparse
import compileall
import gc
import hashlib
import importlib
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
import tomllib
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tools import covering
from tools.mutations import Mutant, mutants_of

__all__ = ["ROOMS", "main"]

ROOT = Path(__file__).parents[1]
BUILD = ROOT / "build" / "mutants"
EQUIVALENT = ROOT / "tools" / "equivalent_mutants.toml"

ROOMS = {
    "analysis/model": ("tests/analysis/model",),
    "analysis/trends": ("tests/analysis/trends",),
    "analysis/claims": ("tests/analysis/claims",),
    "polls/printed": ("tests/polls/printed",),
    "polls/crossbreaks": (
        "tests/polls/crossbreaks",
        "tests/polls/readers/test_cross_breaks.py",
        "tests/polls/readers/test_slides.py",
        "tests/polls/readers/test_eurobarometer.py",
    ),
    "polls/microdata": ("tests/polls/microdata",),
}
"""Room -> the tests of its part, beside the examples in its own docstrings."""

LONGEST = 30.0
"""Seconds of processor time of the tests that judge one mistake, by their first run; slower
ones are left out."""

HEAVY = (
    *("numpy", "pandas", "pyarrow.csv", "pyarrow.parquet", "matplotlib.pyplot", "lxml.html"),
    *("scipy.stats", "scipy.optimize", "scipy.special", "scipy.linalg", "scipy.sparse"),
    *("statsmodels.tsa.statespace.mlemodel", "rapidfuzz", "xlsxwriter", "python_calamine"),
    *("hypothesis.extra.numpy", "pypdfium2", "joblib", "click", "pytest", "pytest_cov.plugin"),
    *("xdist.plugin", "zarr.testing", "_hypothesis_pytestplugin", "_pytest.doctest", "coverage"),
)
"""Libraries that are imported once, before the processes fork."""

COUNTED = ("by an assertion", "lived", "no test")
"""What may come of a mistake that tests could notice by a value."""

SET_ASIDE = ("ends in an error", "equivalent")
"""What comes of the others."""


def main(arguments: Iterable[str] | None = None) -> None:
    """Judge a sample of every room, and print a table; ends with an error below 90%."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--room", action="append", choices=tuple(ROOMS))
    parser.add_argument("--number", default="60", help="mistakes in each room that count, or all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--resume", action="store_true", help="keep what was judged before")
    parser.add_argument("--lived", action="store_true", help="judge again those that lived")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after")
    chosen = parser.parse_args(None if arguments is None else list(arguments))
    number = None if chosen.number == "all" else int(chosen.number)
    until = time.monotonic() + chosen.seconds
    tree = copied_tree()
    import_heavy()
    tables, lines = {}, {}
    for room in chosen.room or ROOMS:
        lesson = learned(room, tree)
        kept = BUILD / f"{room.replace('/', '-')}.{chosen.seed}.json"
        before = json.loads(kept.read_text()) if kept.exists() and chosen.resume else {}
        if chosen.lived:
            before = {key: fate for key, fate in before.items() if fate not in COUNTED[1:]}
        fates: dict[str, str] = {}
        for mutant in mutants_of(ROOT / room, ROOT, chosen.seed):
            if counted(fates.values()) == number or time.monotonic() > until:
                break
            fates[mutant.key] = before.get(mutant.key) or judge(room, tree, mutant, lesson)
            kept.write_text(json.dumps(before | fates, indent=1, ensure_ascii=False))
        tables[room], lines[room] = Counter(fates.values()), covering.covered(lesson)
        print(table(tables, lines), flush=True)
    if any(share(counts) < 0.9 for counts in tables.values()):
        sys.exit("less than 90% of what could be noticed by a value was")


def copied_tree() -> Path:
    """A fresh copy of every file of the repository that git does not ignore."""
    tree = BUILD / "tree"
    shutil.rmtree(tree, ignore_errors=True)
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    for name in listed.stdout.splitlines():
        if (ROOT / name).is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, tree / name)
    compileall.compile_dir(tree, quiet=2)
    return tree


def import_heavy() -> None:
    """Import the libraries that every test imports, as what no process need look through."""
    for name in HEAVY:
        with suppress(ImportError):
            importlib.import_module(name)
    gc.freeze()


def judge(room: str, tree: Path, mutant: Mutant, lesson: Mapping[str, Any]) -> str:
    """The fate of one mistake, which is printed too."""
    fate, words = "equivalent", ""
    if mutant.key not in equivalent():
        fate, words = judged(room, mutant, tree, lesson)
    print(f"{fate}: {mutant.path}:{mutant.lines[0]} {mutant.kind}", flush=True)
    if fate in COUNTED[1:]:
        words = f"{mutant.before}\n    {mutant.after}"
    if words:
        print(f"    {words}", flush=True)
    return fate


@cache
def equivalent() -> frozenset[str]:
    """The keys of the mistakes that are listed as such that change nothing."""
    listed = tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))["mutant"]
    return frozenset(f"{each['file']}: {each['before']} -> {each['after']}" for each in listed)


def learned(room: str, tree: Path) -> dict[str, Any]:
    """The seconds of each test of a room, and the lines that it passes over."""
    told = BUILD / f"{room.replace('/', '-')}.{_digest(room)}.json"
    if told.exists():
        return dict(json.loads(told.read_text()))
    if forked(tree, lambda: covering.learn(room, ROOMS[room], told), 3600.0, writes=True) != 0:
        told.unlink(missing_ok=True)
        output = (BUILD / "output.txt").read_text(encoding="utf-8", errors="replace")
        sys.exit(f"{output[-2_000:]}\nthe tests of {room} fail without any mistake")
    return dict(json.loads(told.read_text()))


def _digest(room: str) -> str:
    """What tells the present state of a room, its tests and how they are read from every other."""
    read = hashlib.sha256()
    for place in (room, *ROOMS[room], "tools/covering.py"):
        for path in sorted((ROOT / place).rglob("*.py")) or [ROOT / place]:
            read.update(path.read_bytes())
    return read.hexdigest()[:12]


def judged(room: str, mutant: Mutant, tree: Path, lesson: Mapping[str, Any]) -> tuple[str, str]:
    """What came of a mutant, and the test that noticed."""
    tests = covering.chosen(lesson, mutant.path, mutant.lines, LONGEST)
    if not tests:
        return "no test", ""
    path, said = tree / mutant.path, BUILD / "said.txt"
    sound = path.read_bytes()
    said.unlink(missing_ok=True)
    for compiled in path.parent.glob(f"__pycache__/{path.stem}.*.pyc"):
        compiled.unlink()
    try:
        path.write_text(mutant.code, encoding="utf-8")
        limit = 60.0 + covering.PATIENCE * sum(tests.values())
        status = forked(tree, lambda: covering.run(room, tests, said), limit)
    finally:
        path.write_bytes(sound)
    words = said.read_text() if said.exists() else "it took too long, or could not be imported"
    if words.startswith("assertion"):
        return "by an assertion", words
    if status == 0:
        return "lived", ""
    return (
        ("no test", "")
        if status == pytest.ExitCode.NO_TESTS_COLLECTED
        else ("ends in an error", words)
    )


def forked(tree: Path, work: Callable[[], int], limit: float, *, writes: bool = False) -> int:
    """The exit status of some work in a process of its own that starts in the tree.

    Args:
        tree: where it runs, first on its path of modules.
        work: what it does; its return value is the status.
        limit: seconds of processor time after which it is ended, or four times so many of a
            clock.
        writes: whether what is compiled is kept: pytest's own form of the tests, for example.

    Returns:
        The status; 99 where the time was up or a signal ended it.
    """
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        os.setsid()
        os.chdir(tree)
        resource.setrlimit(resource.RLIMIT_CPU, (int(limit) + 1, int(limit) + 2))
        sys.path[:] = [str(tree), *(p for p in sys.path if Path(p or ".").resolve() != ROOT)]
        os.environ["PYTHONPATH"] = str(tree)
        sys.dont_write_bytecode = not writes
        status = 98
        try:
            with (BUILD / "output.txt").open("w") as output:
                os.dup2(output.fileno(), 1)
                os.dup2(output.fileno(), 2)
            status = int(work())
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)
    ends = time.monotonic() + 4 * limit
    while time.monotonic() < ends:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status) if os.WIFEXITED(status) else 99
        time.sleep(0.02)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return 99


def counted(fates: Iterable[str]) -> int:
    """How many mistakes are counted: those that tests could notice by a value."""
    return sum(fate in COUNTED for fate in fates)


def table(tables: Mapping[str, Mapping[str, int]], lines: Mapping[str, float]) -> str:
    """Rooms down; fates, the share that was noticed and the share of lines passed over across."""
    heads = (*COUNTED, "noticed", *SET_ASIDE, "lines passed over")
    rows = [f"{'room':18}" + "".join(f"{head:>19}" for head in heads)]
    for room, counts in tables.items():
        cells = [
            *(str(counts.get(fate, 0)) for fate in COUNTED),
            f"{share(counts):.0%}",
            *(str(counts.get(fate, 0)) for fate in SET_ASIDE),
            f"{lines[room]:.0%}",
        ]
        rows.append(f"{room:18}" + "".join(f"{cell:>19}" for cell in cells))
    return "\n".join(rows)


def share(counts: Mapping[str, int]) -> float:
    """The share of what could be noticed by a value that was; 1 where nothing was judged."""
    judged = sum(counts.get(fate, 0) for fate in COUNTED)
    return counts.get("by an assertion", 0) / judged if judged else 1.0


if __name__ == "__main__":
    main()
