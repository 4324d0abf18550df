"""Would the tests notice? Small mistakes are put into a room, one at a time, and its tests run.

    python -m tools.mutants [--room ROOM] [--number N] [--seed SEED] [--resume] [--lived]

The tree is copied to `build/mutants/tree`; the tests of a room run there once, to learn which of
them pass over which line and how long each takes. Each mistake is then judged in a forked process
by the tests that pass over its line, fastest files first, until one fails. What cannot change any
result is listed in `tools/equivalent_mutants.toml`, with the reason. At the end: a table by room.

mutmut's own runner mutates whole packages at once, leaves out decorated functions and constants,
and has no seeded sample; its operators are used (`tools.mutations`).
"""

from __future__ import annotations

import argparse
import compileall
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
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

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

LONGEST = 60.0
"""Seconds of processor time of the tests that judge one mistake, by their first run; slower
ones are left out."""

PATIENCE = 4.0
"""How many times longer than that they may take before the mistake counts as noticed."""

HEAVY = (
    *("numpy", "pandas", "pyarrow.csv", "pyarrow.parquet", "matplotlib.pyplot", "lxml.html"),
    *("scipy.stats", "scipy.optimize", "scipy.special", "scipy.linalg", "scipy.sparse"),
    *("statsmodels.tsa.statespace.mlemodel", "rapidfuzz", "xlsxwriter", "python_calamine"),
    *("hypothesis.extra.numpy", "pypdfium2", "joblib", "click", "pytest", "pytest_cov.plugin"),
    *("xdist.plugin", "_hypothesis_pytestplugin", "_pytest.doctest", "coverage"),
)
"""Libraries that are imported once, before the processes fork."""

FATES = ("killed", "by an assertion", "lived", "no test", "equivalent")


def main(arguments: Iterable[str] | None = None) -> None:
    """Judge a sample of every room, and print a table; ends with an error below 90%."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--room", action="append", choices=tuple(ROOMS))
    parser.add_argument("--number", default="60", help="mistakes in each room, or all")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--resume", action="store_true", help="keep what was judged before")
    parser.add_argument("--lived", action="store_true", help="judge again those that lived")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after")
    chosen = parser.parse_args(None if arguments is None else list(arguments))
    number = None if chosen.number == "all" else int(chosen.number)
    until = time.monotonic() + chosen.seconds
    tree = copied_tree()
    import_heavy()
    tables = {}
    for room in chosen.room or ROOMS:
        kept = BUILD / f"{room.replace('/', '-')}.{chosen.number}.{chosen.seed}.json"
        fates = json.loads(kept.read_text()) if kept.exists() else {}
        fates = {
            key: fate
            for key, fate in fates.items()
            if chosen.resume and not (chosen.lived and fate in ("lived", "no test"))
        }
        mutants = mutants_of(ROOT / room, ROOT, number, chosen.seed)
        for _ in judge_room(room, tree, mutants, fates):
            kept.write_text(json.dumps(fates, indent=1, ensure_ascii=False))
            if time.monotonic() > until:
                break
        tables[room] = Counter(fates[m.key] for m in mutants if m.key in fates)
        print(table(tables), flush=True)
        if all(mutant.key in fates for mutant in mutants):
            print(f"no more to judge in {room}", flush=True)
    if any(share(counts) < 0.9 for counts in tables.values()):
        sys.exit("less than 90% of what is not equivalent was noticed")


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
    """Import the libraries that every test imports."""
    for name in HEAVY:
        with suppress(ImportError):
            importlib.import_module(name)


def judge_room(
    room: str, tree: Path, mutants: Iterable[Mutant], fates: dict[str, str]
) -> Iterator[Mutant]:
    """Judge the mutants of a room that are not judged yet, one after the other, into `fates`."""
    equivalent = {
        f"{entry['file']}: {entry['before']} -> {entry['after']}"
        for entry in tomllib.loads(EQUIVALENT.read_text(encoding="utf-8"))["mutant"]
    }
    waiting = [mutant for mutant in mutants if mutant.key not in fates]
    if not waiting:
        return
    lesson = learned(room, tree)
    for mutant in waiting:
        fate, words = "equivalent", ""
        if mutant.key not in equivalent:
            fate, words = judged(mutant, tree, lesson)
        fates[mutant.key] = fate
        print(f"{fate}: {mutant.path}:{mutant.lines[0]} {mutant.kind}", flush=True)
        if fate in ("lived", "no test"):
            print(f"    {mutant.before}\n    {mutant.after}", flush=True)
        elif words:
            print(f"    {words}", flush=True)
        yield mutant


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
    """What tells the present state of a room and its tests from every other."""
    read = hashlib.sha256()
    for place in (room, *ROOMS[room]):
        for path in sorted((ROOT / place).rglob("*.py")) or [ROOT / place]:
            read.update(path.read_bytes())
    return read.hexdigest()[:12]


def judged(mutant: Mutant, tree: Path, lesson: Mapping[str, Any]) -> tuple[str, str]:
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
        limit = 30.0 + PATIENCE * sum(tests.values())
        status = forked(tree, lambda: covering.run(list(tests), said), limit)
    finally:
        path.write_bytes(sound)
    if status == 0:
        return "lived", ""
    words = said.read_text() if said.exists() else "it took too long, or could not be imported"
    return ("by an assertion" if words.startswith("assertion") else "killed"), words


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


def table(tables: Mapping[str, Mapping[str, int]]) -> str:
    """Rooms down, fates across, and the share that was noticed of what is not equivalent."""
    lines = [f"{'room':20}" + "".join(f"{fate:>17}" for fate in FATES) + f"{'noticed':>10}"]
    for room, counts in tables.items():
        numbers = "".join(f"{counts.get(fate, 0):17}" for fate in FATES)
        lines.append(f"{room:20}{numbers}{share(counts):10.0%}")
    return "\n".join(lines)


def share(counts: Mapping[str, int]) -> float:
    """The share of what is not equivalent that the tests noticed; 1 where nothing was judged."""
    noticed = counts.get("killed", 0) + counts.get("by an assertion", 0)
    return noticed / max(noticed + counts.get("lived", 0) + counts.get("no test", 0), 1)


if __name__ == "__main__":
    main()
