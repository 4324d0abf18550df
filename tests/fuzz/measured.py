"""What reading a file takes: memory and processor time of this process and of those it starts.

    VmHWM in /proc/<process>/status    the most memory so far; set back before each file
    /proc/<process>/stat               processor time

Files are opened in worker processes, which may be new, killed over a limit, or kept from the
file before: all children are looked at every few milliseconds, and once at the end.
"""

from __future__ import annotations

import os
import re
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType

__all__ = ["Measured"]

LOOK_EVERY = 0.005
HELD = re.compile(r"VmRSS:\s+(\d+) kB")
PEAK = re.compile(r"VmHWM:\s+(\d+) kB")


class Measured:
    """As a context: what was taken within it, in `seconds` and in `size`, bytes."""

    def __enter__(self) -> Measured:
        self.peaks: dict[int, int] = {}
        self._times: dict[int, float] = {}
        self._before: dict[int, float] = {}
        self._held: dict[int, int] = {}
        for process in _processes():
            with suppress(OSError):
                Path(f"/proc/{process}/clear_refs").write_text("5")
            self._before[process] = _seconds(process)
            self._held[process] = _memory(process, HELD)
        self._ended = threading.Event()
        self._watch = threading.Thread(target=self._look_until_the_end, daemon=True)
        self._watch.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        self._watch.join()
        self._look()

    @property
    def size(self) -> int:
        """Bytes of memory: the most that each process held, less what it held before."""
        return sum(peak - self._held.get(of, 0) for of, peak in self.peaks.items())

    @property
    def seconds(self) -> float:
        """Time of the processor, of all processes together."""
        return sum(time - self._before.get(of, 0.0) for of, time in self._times.items())

    def _look_until_the_end(self) -> None:
        while not self._ended.wait(LOOK_EVERY):
            self._look()

    def _look(self) -> None:
        for process in _processes():
            self.peaks[process] = max(self.peaks.get(process, 0), _memory(process, PEAK))
            self._times[process] = max(self._times.get(process, 0.0), _seconds(process))


def _processes() -> list[int]:
    """This process and its children."""
    found = [os.getpid()]
    for path in Path("/proc/self/task").glob("*/children"):
        with suppress(OSError):
            found += map(int, path.read_text().split())
    return found


def _memory(process: int, line: re.Pattern[str]) -> int:
    try:
        found = line.search(Path(f"/proc/{process}/status").read_text())
    except OSError:
        return 0
    return int(found[1]) * 1024 if found else 0


def _seconds(process: int) -> float:
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
