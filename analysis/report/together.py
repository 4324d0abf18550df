"""Tasks done by this process and, where asked for, by helpers beside it.

    here:    task 1   task 3   task 4          each takes the next task that is left
    helper:  task 2   task 5

A helper is a fresh process that begins to load what it needs as soon as it is called, while
this one does the same; it is given tasks from when it is ready. Results do not depend on who
made them.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import Any

__all__ = ["Helpers", "helpers"]


class Helpers:
    """This process and those that help it.

    Attributes:
        own: what this process prepared.
    """

    def __init__(
        self, own: Any, pool: ProcessPoolExecutor | None = None, ready: Sequence[Future[Any]] = ()
    ) -> None:
        self.own, self._pool, self._ready = own, pool, ready

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

        def away(task: Any) -> Any:
            assert self._pool is not None
            return self._pool.submit(_call, work, task).result()

        def help_out(ready: Future[Any]) -> None:
            while left and not wait([ready], timeout=0.05).done:
                pass
            work_off(away)

        with ThreadPoolExecutor(max(len(self._ready), 1)) as threads:
            waiting = [threads.submit(help_out, ready) for ready in self._ready]
            try:
                work_off(lambda task: work(self.own, task))
                for each in waiting:
                    each.result()
            finally:
                left.clear()
        return [results[number] for number in range(len(tasks))]


@contextmanager
def helpers(processes: int, prepare: Callable[..., Any], *given: Any) -> Iterator[Helpers]:
    """This process and its helpers for the block; they end with it.

    Args:
        processes: how many work, this one included.
        prepare: a function of a module, called in each process before its first task.
        given: what it is called with.
    """
    if processes < 2:
        yield Helpers(prepare(*given))
        return
    context = multiprocessing.get_context("spawn")
    others = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(processes - 1, context, _begin, (prepare, given))
    try:
        # A process is started with its first task.
        ready = [pool.submit(_call, _nothing, None) for _ in range(processes - 1)]
        yield Helpers(prepare(*given), pool, ready)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for child in set(multiprocessing.active_children()) - others:
            child.terminate()  # nobody waits for what it still does


_prepared: Any = None


def _begin(prepare: Callable[..., Any], given: tuple[Any, ...]) -> None:
    global _prepared
    _prepared = prepare(*given)


def _call(work: Callable[[Any, Any], Any], task: Any) -> Any:
    return work(_prepared, task)


def _nothing(_: Any, __: Any) -> None:
    """The first task of a helper, so that it begins to prepare."""
