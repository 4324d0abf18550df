"""Work on a file in a process of its own, so that a broken or hostile file ends that one alone.

    this process                      the worker: python -m polls.files.worker
    apart(pdf_pages, path)  ------->  runs pdf_pages(path)
      one value after the other  <--  writes each value that it yields

Libraries written in other languages (pyreadstat, pdfium, calamine, Arrow) open files there. A
worker is kept for the next file. It has limits of memory and time that grow with the size of
the file; where it dies or passes one, that is a problem with the file's name. It ends when its
pipe is closed, so with its parent.

`POLLTIDE_APART=off` in the environment opens files in this process instead, and
`POLLTIDE_MEMORY` and `POLLTIDE_SECONDS` say other limits (megabytes, seconds of processor).
"""

from __future__ import annotations

import atexit
import os
import pickle
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, TypeVar

from polls.errors import Place, Problem, ProblemsError

__all__ = ["apart", "receive", "send"]

T = TypeVar("T")

MEGABYTE = 1 << 20
MEMORY, MEMORY_FOR_A_BYTE = 700 * MEGABYTE, 8
"""Resident memory of the worker, in bytes: for any file, and for each of its bytes besides."""
SECONDS, SECONDS_FOR_A_MEGABYTE = 8.0, 4.0
"""Time of the processor, likewise."""
WALL = 12.0
"""How many times its processor time a worker may take by the clock, as others run beside it."""
LOOK_EVERY = 0.05
KEPT = 2
"""Idle workers that are kept for the next file."""
NUMBER = struct.Struct("<Q")

_idle: list[_Worker] = []
_lock = threading.Lock()


def apart(work: Callable[..., Iterator[T]], path: Path, *given: object) -> Iterator[T]:
    """What a function yields about a file, run in a worker.

    Args:
        work: a public function of a module, which takes a path and yields plain values.
        path: the file.
        *given: what else the function takes.

    Yields:
        Its values, one by one; the worker is held until the last.

    Raises:
        ProblemsError: what the function raises; or where the worker died over the file, or
            passed a limit of memory or time.
    """
    if os.environ.get("POLLTIDE_APART", "").casefold() == "off":
        yield from work(path, *given)
        return
    memory, seconds = _limits(path)
    worker, whole = _taken(path), False
    try:
        # The worker has the folder that was the current one when it began.
        worker.ask((work, (path.absolute(), *given), memory, seconds), memory, seconds)
        while True:
            try:
                kind, value = worker.answer()
            except (EOFError, OSError, pickle.UnpicklingError):
                raise ProblemsError([worker.death(path)]) from None
            if kind == "value":
                yield value
                continue
            whole = True
            if kind == "error":
                raise value
            return
    finally:
        # A worker whose answers were not heard to the end cannot be asked again.
        if whole:
            _give_back(worker)
        else:
            worker.end()


def send(stream: IO[bytes], value: object) -> None:
    """Write a value: its pickle, and the arrays in it as they lie in memory."""
    arrays: list[pickle.PickleBuffer] = []
    head = pickle.dumps(value, 5, buffer_callback=arrays.append)
    parts = [memoryview(head), *(array.raw() for array in arrays)]
    stream.write(NUMBER.pack(len(parts)))
    for part in parts:
        stream.write(NUMBER.pack(len(part)))
        stream.write(part)
    stream.flush()


def receive(stream: IO[bytes], most: int) -> Any:
    """Read a value that was sent.

    Args:
        stream: the end of a pipe.
        most: bytes that it may have.

    Raises:
        EOFError: where the other side is gone, or sends more than that.
    """
    parts, left = [], most
    for _ in range(NUMBER.unpack(_exactly(stream, NUMBER.size))[0]):
        size = NUMBER.unpack(_exactly(stream, NUMBER.size))[0]
        left -= size
        if left < 0:
            raise EOFError("too much")
        parts.append(_exactly(stream, size))
    return pickle.loads(parts[0], buffers=parts[1:])


def _exactly(stream: IO[bytes], size: int) -> bytearray:
    data = bytearray(size)
    view, done = memoryview(data), 0
    while done < size:
        got = stream.readinto(view[done:])  # type: ignore[attr-defined]
        if not got:
            raise EOFError
        done += got
    return data


def _limits(path: Path) -> tuple[int, float]:
    """Bytes of memory and seconds of the processor for a file."""
    size = path.stat().st_size if path.exists() else 0
    memory = _said("POLLTIDE_MEMORY") * MEGABYTE or MEMORY + size * MEMORY_FOR_A_BYTE
    seconds = _said("POLLTIDE_SECONDS") or SECONDS + size / MEGABYTE * SECONDS_FOR_A_MEGABYTE
    return int(memory), seconds


def _said(name: str) -> float:
    text = os.environ.get(name, "")
    try:
        return max(float(text or 0), 0.0)
    except ValueError:
        expected = "a number"
        problem = Problem("wrong-limit", f"{name} is not a number", got=text, expected=expected)
        raise ProblemsError([problem]) from None


class _Worker:
    """A process that opens files, and a watch over its memory and time."""

    def __init__(self) -> None:
        # The same modules as here, in the same order; -P: none from the folder it runs in.
        folders = [str(Path(folder).absolute()) for folder in sys.path]
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "polls.files.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(folders)},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        self.memory = self.seconds = self.left = self.until = 0.0
        self.passed = ""
        self.working = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    def ask(self, request: object, memory: int, seconds: float) -> None:
        self.memory, self.seconds, self.left = memory, seconds, seconds * WALL
        assert self.process.stdin is not None
        send(self.process.stdin, request)

    def answer(self) -> tuple[str, Any]:
        """The next answer; the time until it comes counts, not what is done with it."""
        assert self.process.stdout is not None
        started = time.monotonic()
        self.until = started + self.left
        self.working.set()
        try:
            found: tuple[str, Any] = receive(self.process.stdout, int(self.memory))
            return found
        finally:
            self.working.clear()
            self.left -= time.monotonic() - started

    def _watch(self) -> None:
        while self.process.poll() is None:
            self.working.wait()
            if _resident(self.process.pid) > self.memory:
                self._stop(f"more than {self.memory / MEGABYTE:,.0f} MB of memory")
            elif time.monotonic() > self.until:
                self._stop(f"more than {self.seconds * WALL:,.0f} seconds")
            time.sleep(LOOK_EVERY)

    def _stop(self, passed: str) -> None:
        if self.working.is_set():
            self.passed = passed
            self.process.kill()

    def death(self, path: Path) -> Problem:
        """Why there is no answer."""
        try:
            code = self.process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            code = 0  # it lives, and sent more than it may, or no answer at all
        if code == -getattr(signal, "SIGXCPU", signal.SIGTERM):
            self.passed = f"more than {self.seconds:,.0f} seconds of processor time"
        if code == 0:
            self.passed = self.passed or f"more than {self.memory / MEGABYTE:,.0f} MB of content"
        if self.passed:
            return Problem(
                "file-takes-too-much",
                "the file takes too much memory or time to open",
                Place(file=path.name),
                got=self.passed,
                hint="is it damaged? If it is sound, allow more: POLLTIDE_MEMORY (megabytes), "
                "POLLTIDE_SECONDS",
            )
        return Problem(
            "file-ends-process",
            "the file is damaged: it ended the process that opened it",
            Place(file=path.name),
            got=_signal(code),
            hint="make or download it again",
        )

    def end(self) -> None:
        self.process.kill()
        self.working.set()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:  # what it was never told
                    continue


def _signal(code: int) -> str:
    try:
        return signal.strsignal(-code) or f"exit code {code}"
    except ValueError:
        return f"exit code {code}"


def _resident(process: int) -> int:
    """Bytes of memory that a process holds; 0 where the system does not say."""
    try:
        pages = Path(f"/proc/{process}/statm").read_bytes().split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0


def _taken(path: Path) -> _Worker:
    """An idle worker of this process, or a new one."""
    with _lock:
        while _idle:
            worker = _idle.pop()
            if worker.process.poll() is None:
                return worker
    try:
        return _Worker()
    except OSError as error:
        problem = Problem(
            "no-worker",
            "no process can be started to open the file in",
            Place(file=path.name),
            got=error.strerror or str(error),
            hint="POLLTIDE_APART=off opens files in this process",
        )
        raise ProblemsError([problem]) from None


def _give_back(worker: _Worker) -> None:
    with _lock:
        if len(_idle) < KEPT:
            _idle.append(worker)
            return
    worker.end()


def _forget() -> None:
    """In a process that was forked off: the workers are those of the parent."""
    global _lock
    _lock = threading.Lock()
    _idle.clear()


def _end_idle() -> None:
    while _idle:
        _idle.pop().end()


atexit.register(_end_idle)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
