"""Which tests pass over a line, how long each takes, and what the first failure was."""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import coverage
import pytest

__all__ = ["chosen", "forget", "learn", "run"]

PLAIN = ["-q", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning"]


def _busy() -> float:
    """Seconds of processor time so far: those of a clock grow with whatever else runs."""
    return sum(os.times()[:4])


def forget(package: str) -> None:
    """Empty the caches of all functions of a package.

    A test that comes second would otherwise be answered from a cache, and seem to pass over none
    of the lines behind it.
    """
    for name, module in list(sys.modules.items()):
        if f"{name}.".startswith(f"{package}."):
            for clear in [getattr(each, "cache_clear", None) for each in vars(module).values()]:
                if callable(clear):
                    clear()


class _Watch:
    """Tells coverage the name of each test, and takes its time."""

    def __init__(self, watching: coverage.Coverage, package: str) -> None:
        self.watching, self.package, self.seconds = watching, package, dict[str, float]()

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        forget(self.package)
        self.watching.switch_context(item.nodeid)
        began = _busy()
        yield
        self.seconds[item.nodeid] = _busy() - began
        self.watching.switch_context("")


def learn(room: str, places: Sequence[str], told: Path) -> int:
    """Run tests once, and write their seconds and the lines of a room that they pass over.

    Args:
        room: the folder whose lines count, from the current one.
        places: files or folders of tests.
        told: the JSON file to write: `seconds` of each test, and for each file of the room the
            tests that pass over each line; the test "" is the import.

    Returns:
        The exit status of the tests.
    """
    watching = coverage.Coverage(data_file=None, include=[f"{room}/*"], config_file=False)
    watch = _Watch(watching, room.replace("/", "."))
    watching.start()
    # What the tests would import late is no line of whichever test comes to it first.
    for path in sorted(Path(room).rglob("*.py")):
        with suppress(ImportError):
            importlib.import_module(".".join(path.with_suffix("").parts).removesuffix(".__init__"))
    status = pytest.main([*PLAIN, room, *places], plugins=[watch])
    watching.stop()
    data, lines = watching.get_data(), {}
    for name in data.measured_files():
        lines[Path(name).relative_to(Path.cwd()).as_posix()] = data.contexts_by_lineno(name)
    told.write_text(json.dumps({"seconds": watch.seconds, "lines": lines}))
    return int(status)


def chosen(
    lesson: Mapping[str, Any], path: str, lines: Sequence[int], longest: float
) -> dict[str, float]:
    """The tests that pass over some lines, with their seconds: the fastest files first.

    Args:
        lesson: what `learn` wrote.
        path: the file.
        lines: numbers of lines; where only the import passes over them, every test counts that
            passes over any line of the file, and after these those beside them: a test of a
            constant passes over no line.
        longest: seconds; the slowest tests, which would make it more, are left out.

    Returns:
        Name of a test -> its seconds.

    Examples:
        >>> lesson = {
        ...     "seconds": {"b.py::slow": 9.0, "b.py::x": 0.5, "a.py::y": 1.0, "a.py::z": 2.0},
        ...     "lines": {"m.py": {"1": [""], "2": ["b.py::x", "b.py::slow"], "3": ["a.py::y"]}},
        ... }
        >>> chosen(lesson, "m.py", [2], 60.0)
        {'b.py::x': 0.5, 'b.py::slow': 9.0}
        >>> chosen(lesson, "m.py", [1], 5.0)
        {'a.py::y': 1.0, 'b.py::x': 0.5, 'a.py::z': 2.0}
    """
    of_line = lesson["lines"].get(path, {})
    passing = {test for line in lines for test in of_line.get(str(line), ())}
    if passing != {""}:
        return _fastest(lesson["seconds"], passing - {""}, longest)
    passing = {test for tests in of_line.values() for test in tests} - {""}
    within = _fastest(lesson["seconds"], passing, longest)
    files = {test.partition("::")[0] for test in passing}
    beside = {test for test in lesson["seconds"] if test.partition("::")[0] in files} - passing
    return within | _fastest(lesson["seconds"], beside, longest - sum(within.values()))


def _fastest(
    taken: Mapping[str, float], tests: Collection[str], longest: float
) -> dict[str, float]:
    """The fastest tests, up to so many seconds together, those of the fastest files first."""
    seconds = {test: taken[test] for test in tests}
    files: dict[str, float] = defaultdict(float)
    for test, own in seconds.items():
        files[test.partition("::")[0]] += own

    def haste(test: str) -> tuple[float, str, float]:
        file = test.partition("::")[0]
        return files[file], file, seconds[test]

    kept: list[str] = []
    for test in sorted(seconds, key=lambda test: (seconds[test], test)):
        if sum(seconds[each] for each in kept) + seconds[test] <= longest:
            kept.append(test)
    return {test: seconds[test] for test in sorted(kept, key=haste)}


class _First:
    """Runs the chosen tests alone, in their order, and keeps the first failure."""

    def __init__(self, tests: Sequence[str], said: Path) -> None:
        self.place, self.said = {test: at for at, test in enumerate(tests)}, said

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if item.nodeid in self.place]
        items.sort(key=lambda item: self.place[item.nodeid])

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Iterator[None]:
        yield
        if call.excinfo is not None and not call.excinfo.errisinstance(pytest.skip.Exception):
            judged = ("AssertionError", "MultipleDoctestFailures", "DocTestFailure", "Failed")
            kind = "assertion" if call.excinfo.typename in judged else "error"
            if not self.said.exists():
                self.said.write_text(f"{kind} {call.excinfo.typename} in {item.nodeid}")


def run(tests: Sequence[str], said: Path) -> int:
    """Run some tests in their order until one fails.

    Args:
        tests: their names.
        said: the file that gets "assertion" or "error", the exception and the test that failed.

    Returns:
        The exit status of the tests.
    """
    files = list(dict.fromkeys(test.partition("::")[0] for test in tests))
    return int(pytest.main([*PLAIN, "-x", *files], plugins=[_First(tests, said)]))
