"""Which tests pass over a line, how long each takes, and how they judge a mistake in it."""

from __future__ import annotations

import doctest
import importlib
import json
import os
import signal
import sys
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any, NoReturn

import coverage
import pytest

__all__ = ["chosen", "covered", "forget", "is_assertion", "learn", "run"]

PLAIN = ["-q", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning"]

ERRORS = 12
"""How many tests may end in an error before a mistake counts as one that ends in an error."""

ERRORS_IN_FILE = 3
"""How many of them may be of one file: the rest of the file would most likely end so too."""

FIRST_FILES = 3
"""The fastest files of tests, which most mistakes do not outlive; the others are read after."""

PATIENCE = 4.0
"""How many times longer than without a mistake a test may take, beside `LEAST_SECONDS`."""

LEAST_SECONDS = 5.0
"""Seconds of processor time that every test is given."""


FIXTURE = " fixture "
"""Between the place and the name of a fixture of several tests."""


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
    """Tells coverage the name of each test, and takes its time.

    What a fixture of several tests passes over, all of these do, and not the first of them alone.
    """

    def __init__(self, watching: coverage.Coverage, package: str) -> None:
        self.watching, self.package, self.seconds = watching, package, dict[str, float]()
        self.contexts = [""]
        self.users: dict[str, set[str]] = defaultdict(set)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        forget(self.package)
        with self._in(item.nodeid):
            began = _busy()
            yield
            self.seconds[item.nodeid] = _busy() - began
        for name in getattr(item, "fixturenames", ()):
            self.users[name].add(item.nodeid)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_fixture_setup(
        self, fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
    ) -> Iterator[None]:
        own = fixturedef.scope == "function"
        place = f"{fixturedef.baseid}{FIXTURE}{fixturedef.argname}"
        with nullcontext() if own else self._in(place):
            yield

    @contextmanager
    def _in(self, context: str) -> Iterator[None]:
        self.contexts.append(context)
        self.watching.switch_context(context)
        yield
        self.contexts.pop()
        self.watching.switch_context(self.contexts[-1])

    def tests_of(self, context: str) -> set[str]:
        """The test of a context, or the tests that use the fixture that it is."""
        base, is_fixture, name = context.partition(FIXTURE)
        if not is_fixture:
            return {context}
        return {test for test in self.users[name] if test.startswith(base)}


def learn(room: str, places: Sequence[str], told: Path) -> int:
    """Run tests once, and write their seconds and the lines of a room that they pass over.

    Args:
        room: the folder whose lines count, from the current one.
        places: files or folders of tests.
        told: the JSON file to write: `seconds` of each test, and for each file of the room the
            tests that pass over each line (`lines`; the test "" is the import) and the numbers of
            its lines that do something (`executable`).

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
    data = watching.get_data()
    lines: dict[str, dict[int, list[str]]] = {}
    executable: dict[str, list[int]] = {}
    for path in sorted(Path(room).rglob("*.py")):
        executable[path.as_posix()] = watching.analysis2(str(path))[1]
        passing = data.contexts_by_lineno(str(path.resolve()))
        lines[path.as_posix()] = {
            line: sorted(set().union(*(watch.tests_of(each) for each in contexts)))
            for line, contexts in passing.items()
        }
    known = {"seconds": watch.seconds, "lines": lines, "executable": executable}
    told.write_text(json.dumps(known))
    return int(status)


def covered(lesson: Mapping[str, Any]) -> float:
    """The share of a room's lines that do something which its tests pass over.

    Args:
        lesson: what `learn` wrote.

    Returns:
        The share, of lines of which the import passes over none: what runs at the import alone,
        as heads of functions do, says nothing about the tests.

    Examples:
        >>> covered(
        ...     {
        ...         "executable": {"m.py": [1, 2, 3, 4]},
        ...         "lines": {"m.py": {"1": [""], "2": ["b.py::x"], "3": ["", "b.py::x"]}},
        ...     }
        ... )
        0.5
    """
    within = passed = 0
    for path, numbers in lesson["executable"].items():
        of_line = lesson["lines"].get(path, {})
        for number in numbers:
            tests = of_line.get(str(number), ())
            within += "" not in tests
            passed += "" not in tests and bool(tests)
    return passed / max(within, 1)


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
    files = {_file(test) for test in passing}
    beside = {test for test in lesson["seconds"] if _file(test) in files} - passing
    return within | _fastest(lesson["seconds"], beside, longest - sum(within.values()))


def _fastest(
    taken: Mapping[str, float], tests: Collection[str], longest: float
) -> dict[str, float]:
    """The fastest tests, up to so many seconds together, those of the fastest files first."""
    seconds = {test: taken[test] for test in tests}
    files: dict[str, float] = defaultdict(float)
    for test, own in seconds.items():
        files[_file(test)] += own

    def haste(test: str) -> tuple[float, str, float]:
        file = _file(test)
        return files[file], file, seconds[test]

    kept: list[str] = []
    for test in sorted(seconds, key=lambda test: (seconds[test], test)):
        if sum(seconds[each] for each in kept) + seconds[test] <= longest:
            kept.append(test)
    return {test: seconds[test] for test in sorted(kept, key=haste)}


def is_assertion(error: BaseException | None, code: Path) -> bool:
    """Whether a test failed by a check about a value, and not because something broke.

    Args:
        error: what ended the test.
        code: the folder with the code that is tested: its own assertions are no test's.

    Examples:
        >>> is_assertion(AssertionError("1 != 2"), Path("polls"))
        True
        >>> is_assertion(TypeError("None has no length"), Path("polls"))
        False
    """
    if isinstance(error, BaseExceptionGroup):
        return any(is_assertion(each, code) for each in error.exceptions)
    if isinstance(error, doctest.DocTestFailure):
        return True
    if not isinstance(error, AssertionError | pytest.fail.Exception):
        return False
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    raised = Path(last.tb_frame.f_code.co_filename) if last else Path()
    return code.resolve() not in raised.resolve().parents


class _TooLongError(BaseException):
    """A test takes far longer than it does without a mistake: a loop without an end, it seems."""


def _stop(*_: object) -> NoReturn:
    """End the test that runs."""
    raise _TooLongError


class _Judge:
    """Runs the chosen tests alone, in their order, until one fails by an assertion."""

    def __init__(self, room: Path, tests: Mapping[str, float], said: Path) -> None:
        self.room, self.said, self.seconds = room, said, tests
        self.place = {test: at for at, test in enumerate(tests)}
        self.errors = Counter[str]()
        self.ended = False

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if item.nodeid in self.place]
        items.sort(key=lambda item: self.place[item.nodeid])

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        if self.errors[_file(item.nodeid)] >= ERRORS_IN_FILE:
            pytest.skip("the tests of this file end in an error")

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Iterator[None]:
        signal.signal(signal.SIGPROF, _stop)
        signal.setitimer(signal.ITIMER_PROF, LEAST_SECONDS + PATIENCE * self.seconds[item.nodeid])
        yield
        signal.setitimer(signal.ITIMER_PROF, 0)

    @pytest.hookimpl(hookwrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Iterator[None]:
        yield
        if call.excinfo is None or call.excinfo.errisinstance(pytest.skip.Exception):
            return
        judged = is_assertion(call.excinfo.value, self.room)
        if judged or not self.errors:
            kind = "assertion" if judged else "error"
            self.said.write_text(f"{kind} {call.excinfo.typename} in {item.nodeid}")
        self.errors[_file(item.nodeid)] += 1
        self.ended = judged or self.errors.total() >= ERRORS
        if self.ended:
            item.session.shouldstop = "judged"


def _file(test: str) -> str:
    """The file of a test."""
    return test.partition("::")[0]


def run(room: str, tests: Mapping[str, float], said: Path) -> int:
    """Run some tests in their order until one fails by an assertion, or too many by an error.

    Args:
        room: the folder with the mistake.
        tests: their names and seconds.
        said: the file that gets "assertion" or "error", the exception and the test that failed:
            the first that failed by an assertion, else the first that ended in an error.

    Returns:
        The exit status of the tests.
    """
    files = list(dict.fromkeys(_file(test) for test in tests))
    judge = _Judge(Path(room), tests, said)
    statuses = set[int]()
    for some in (files[:FIRST_FILES], files[FIRST_FILES:]):
        if some and not judge.ended:
            statuses.add(int(pytest.main([*PLAIN, "--tb=no", *some], plugins=[judge])))
    none = int(pytest.ExitCode.NO_TESTS_COLLECTED)
    return max(statuses - {none}, default=none)
