"""What a benchmark returns, and how time is taken."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

__all__ = ["Measured", "seconds"]


@dataclass(frozen=True)
class Measured:
    """One measurement: what, how much of which unit, and what was promised.

    `promise` is None where nothing was; `kept` says whether the value keeps it.
    """

    what: str
    value: float
    unit: str
    promise: str | None = None
    kept: bool = True


def seconds(call: Callable[[], Any], times: int = 3) -> float:
    """The shortest of several runs, in seconds of processor time.

    Processor time, because what else runs on the machine makes it wait but not work.
    """
    taken = []
    for _ in range(times):
        start = time.process_time()
        call()
        taken.append(time.process_time() - start)
    return min(taken)
