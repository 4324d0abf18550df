"""The process that opens files for another one: `python -m polls.files.worker`.

Requests come on its standard input, answers go out on its standard output, until the input
ends. See `polls.files.apart`.
"""

from __future__ import annotations

import math
import os
import signal
import sys
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import IO, Any

from polls.errors import ProblemsError, unforeseen
from polls.files.apart import receive, send

__all__ = ["main"]

LARGEST_REQUEST = 1 << 28
SPARE = 2 << 30
"""Bytes of address space that libraries reserve and never use."""

resource: ModuleType | None
try:
    import resource
except ImportError:  # Windows
    resource = None


def main() -> None:
    """Answer requests until there are no more."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is interrupted, and ends this one
    warnings.simplefilter("ignore")
    # What a library prints must not get among the answers.
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    requests = sys.stdin.buffer
    while True:
        try:
            work, given, memory, seconds = receive(requests, LARGEST_REQUEST)
        except EOFError:
            return
        _limit(memory, seconds)
        try:
            _answer(answers, work, given)
        except BrokenPipeError:
            return


def _answer(answers: IO[bytes], work: Callable[..., Iterator[Any]], given: tuple[Any, ...]) -> None:
    try:
        for value in work(*given):
            send(answers, ("value", value))
    except BrokenPipeError:
        raise
    except ProblemsError as error:
        send(answers, ("error", error))
    except BaseException as error:  # a panic of a library in Rust is no Exception
        problem = ProblemsError([unforeseen(error, given[0].name)])
        problem.add_note("".join(traceback.format_exception(error)))
        send(answers, ("error", problem))
    else:
        send(answers, ("end", None))


def _limit(memory: int, seconds: float) -> None:
    """The system's own limits on this process, where it has them, for one request."""
    if resource is None:
        return
    _lower(resource.RLIMIT_CPU, math.ceil(time.process_time() + seconds))
    _lower(resource.RLIMIT_AS, _address_space() + memory + SPARE)
    _lower(resource.RLIMIT_CORE, 0)


def _lower(kind: int, wanted: int) -> None:
    assert resource is not None
    _, hard = resource.getrlimit(kind)
    limit = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    try:
        resource.setrlimit(kind, (limit, hard))
    except (ValueError, OSError):  # a system that has the limit by name alone
        return


def _address_space() -> int:
    try:
        with open("/proc/self/statm", "rb") as stream:  # noqa: PTH123 (for each request)
            return int(stream.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 1 << 34


if __name__ == "__main__":
    main()
