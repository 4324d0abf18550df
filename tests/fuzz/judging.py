"""What comes of one wrong file: it is read, refused, or shows a fault.

uncaught   an exception that is no problem with the file     slow    over 10 s of the processor
silent     a number lost or made up without a word           large   over 1 GB of memory
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from polls.errors import ProblemsError
from tests.fuzz.measured import Measured
from tests.fuzz.mutators import mutated
from tests.fuzz.reading import Taken, taken
from tests.fuzz.silence import lost
from tests.fuzz.tables import ROWS, changed, lost_by, write_table

__all__ = ["SOUND", "Judgement", "Wrong", "judged", "wrong_file"]

MOST_SECONDS, MOST_BYTES = 10.0, 1 << 30
OURS = ("mistake-in-polltide", "out-of-memory")
SOUND = ("read", "refused")
"""What may come of a wrong file."""


@dataclass(frozen=True)
class Judgement:
    """What came of a file, with words about it, and what it took."""

    outcome: str
    got: str
    seconds: float
    size: int


@dataclass(frozen=True)
class Wrong:
    """A wrong file, and what its readings have lost: "" where that is nothing."""

    path: Path
    lost: Callable[[Taken], str]


def wrong_file(sounds: list[Path], scratch: Path, number: str) -> Wrong:
    """The wrong file of a number, always the same one.

    Args:
        sounds: the sound files.
        scratch: an empty folder to write it in.
        number: a seed and a number.
    """
    chance = random.Random(number)
    sound = chance.choice(sounds)
    path = scratch / sound.name
    if sound.stem in ROWS and chance.random() < 0.5:
        sheets, change = changed(ROWS[sound.stem], chance)
        write_table(path, sheets)
        return Wrong(path, lambda found: lost_by(change, usually(sound), found))
    path.write_bytes(mutated(sound.read_bytes(), sound.suffix, number))
    return Wrong(path, lambda found: lost(sound, usually(sound), path, found))


@cache
def usually(sound: Path) -> Taken:
    """What a sound file is read to."""
    return taken(sound)


def judged(wrong: Wrong) -> Judgement:
    """What comes of a wrong file."""
    found: Taken | None = None
    with Measured() as measured:
        try:
            found = taken(wrong.path)
            outcome, got = "read", ""
        except ProblemsError as error:
            first = error.problems[0] if error.problems else None
            outcome, got = "refused", first.code if first else ""
            if first is None or first.code in OURS:
                outcome, got = "uncaught", str(first)[:400]
        except BaseException as error:
            outcome, got = "uncaught", f"{type(error).__name__}: {error}"[:400]
    if found is not None and (silent := wrong.lost(found)):
        outcome, got = "silent", silent
    if measured.seconds > MOST_SECONDS:
        outcome, got = "slow", f"{outcome} {got}"
    elif measured.size > MOST_BYTES:
        outcome, got = "large", f"{outcome} {got}"
    return Judgement(outcome, got, measured.seconds, measured.size)
