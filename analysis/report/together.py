"""Tasks done by this process and, where asked for, by helpers beside it.

    here:    task 1   task 3   task 4          each takes the next task that is left
    helper:  task 2   task 5

A helper is a fresh process that begins to load what it needs as soon as it is called, while
this one does the same; it is given tasks from when it is ready. Results do not depend on who
made them. This module loads nothing heavy, so that helpers can be called first of all.
"""

from __future__ import annotations

import gc
import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from contextlib import contextmanager
from importlib import import_module
from typing import Any

__all__ = ["Helpers", "helpers", "loaded"]

SELDOM = (100_000, 50, 100)
"""How seldom garbage in circles is looked for: figures leave a hundred megabytes, and the
search among all that is loaded takes a tenth of a build."""


class Helpers:
    """This process and those that help it.

    Attributes:
        own: what this process prepared.
    """

    def __init__(self, others: Sequence[ProcessPoolExecutor] = ()) -> None:
        self.own: Any = None
        self._others = others
        self._ready: list[Future[Any]] = []

    def prepare(self, work: Callable[..., Any], *given: Any) -> Any:
        """Prepare, here and in every helper, what tasks are called with.

        Args:
            work: a function of a module.
            given: what it is called with.

        Returns:
            What it made here.
        """
        self._ready = [other.submit(_begin, work, given) for other in self._others]
        self.own = work(*given)
        return self.own

    def do(
        self,
        work: Callable[[Any, Any], Any],
        tasks: Sequence[Any],
        done: Callable[[int], None] = lambda _: None,
    ) -> list[Any]:
        """The results of some work, in the order of its tasks.

        Args:
            work: a function of a module, called with what its process prepared and a task.
            tasks: what can be pickled, the longest first.
            done: called with a task's number when it is done.
        """
        left = deque(range(len(tasks)))
        results: dict[int, Any] = {}

        def work_off(call: Callable[[Any], Any]) -> None:
            while left:
                try:
                    number = left.popleft()
                except IndexError:  # taken by another meanwhile
                    return
                results[number] = call(tasks[number])
                done(number)

        def help_out(other: ProcessPoolExecutor, ready: Future[Any]) -> None:
            while not wait([ready], timeout=0.05).done:
                if not left:
                    return
            ready.result()
            work_off(lambda task: other.submit(_call, work, task).result())

        helping = list(zip(self._others, self._ready, strict=False))
        with ThreadPoolExecutor(max(len(helping), 1)) as threads:
            waiting = [threads.submit(help_out, *each) for each in helping]
            try:
                work_off(lambda task: work(self.own, task))
                for each in waiting:
                    each.result()
            finally:
                left.clear()
        return [results[number] for number in range(len(tasks))]


@contextmanager
def helpers(processes: int, module: str) -> Iterator[Helpers]:
    """This process and its helpers for the block; they end with it.

    Args:
        processes: how many work, this one included.
        module: what helpers load at once, by its name.
    """
    context = multiprocessing.get_context("spawn")
    before = set(multiprocessing.active_children())
    others = [ProcessPoolExecutor(1, context, loaded, (module,)) for _ in range(1, processes)]
    searched = gc.get_threshold()
    try:
        for other in others:
            other.submit(int)  # a process is started with its first task
        yield Helpers(others)
    finally:
        gc.set_threshold(*searched)
        gc.unfreeze()
        for other in others:
            other.shutdown(wait=False, cancel_futures=True)
        for child in set(multiprocessing.active_children()) - before:
            child.terminate()  # nobody waits for what it still does


def loaded(module: str) -> Any:
    """A module, which then no search for garbage goes through; `helpers` restores that.

    Args:
        module: its name.
    """
    gc.set_threshold(*SELDOM)
    found = import_module(module)
    gc.freeze()
    return found


_prepared: Any = None


def _begin(prepare: Callable[..., Any], given: tuple[Any, ...]) -> None:
    global _prepared
    _prepared = prepare(*given)


def _call(work: Callable[[Any, Any], Any], task: Any) -> Any:
    return work(_prepared, task)
