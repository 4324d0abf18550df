"""Files to write: what stands against a target, and writing it whole or not at all.

readings.csv   there already   -> a problem, unless it may be replaced
none/a.csv     no such folder  -> a problem
out.csv        free            -> written beside its place, moved there when complete
out.csv        a link          -> what it points to is written; the link stays

What is unfinished lies in a hidden folder beside the target, named after the process that
writes. Where that process was killed, the next one that writes the same target takes its
folder away, and puts back a target that it had moved there.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from polls.errors import Place, Problem, ProblemsError, unforeseen

__all__ = ["followed", "put_in_place", "refused", "scratch_beside", "target_problems", "whole_file"]

LAST = "last"
"""What a target was before, in the scratch folder of a process that replaces it."""
HERE, EXCHANGE = -100, 2
"""Of Linux's `renameat2`: names as they are given; two names exchanged in one step."""


def target_problems(target: Path, *, overwrite: bool = False) -> Iterator[Problem]:
    """What stands against writing a file, as far as looking tells.

    Args:
        target: the file.
        overwrite: whether a file that is there may be replaced.
    """
    place = Place(file=str(target))
    if not target.parent.is_dir():
        yield Problem("folder-missing", "folder not found", Place(file=str(target.parent)))
    elif target.is_dir():
        yield Problem("target-is-folder", "a file cannot be written over a folder", place)
    elif target.is_file() and not overwrite:
        yield _already_there(target)


def refused(target: Path, folder: Path | None = None) -> str | None:
    """Why nothing can be written for a target; found by trying, as rights alone do not tell.

    Args:
        target: a file or folder to be made.
        folder: where it would be made; default: the one that holds it.

    >>> refused(Path("a.csv")) is None
    True
    """
    if _is_device(target):
        return None
    try:
        with scratch_beside(target, folder):
            return None
    except OSError as error:
        return error.strerror or type(error).__name__


def followed(target: Path) -> Path:
    """What is written for a target: of a link the place that it points to."""
    return target.resolve() if target.is_symlink() else target


@contextmanager
def scratch_beside(target: Path, folder: Path | None = None) -> Iterator[Path]:
    """A folder for what is unfinished, gone afterwards; those of killed processes are swept.

    Args:
        target: the file or folder that is made.
        folder: where the scratch folder is made; default: the one that holds the target.

    >>> with tempfile.TemporaryDirectory() as around:
    ...     with scratch_beside(Path(around) / "build") as scratch:
    ...         made = scratch.is_dir()
    ...     made, list(Path(around).iterdir())
    (True, [])
    """
    beside = folder or target.parent
    start = f".{target.name}-{re.sub(r'[^A-Za-z0-9]', '', platform.node())}-"
    for old in _of_dead_processes(beside, start):
        if (old / LAST).exists() and not target.exists():
            (old / LAST).rename(target)
        shutil.rmtree(old, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix=f"{start}{os.getpid()}-", dir=beside) as scratch:
        yield Path(scratch)


def _of_dead_processes(beside: Path, start: str) -> list[Path]:
    """Scratch folders whose process is gone; where the system cannot tell, none."""
    if os.name != "posix" or not beside.is_dir():
        return []
    found = []
    for path in beside.glob(f"{start}*"):
        process = path.name.removeprefix(start).partition("-")[0]
        if process.isdecimal() and not _alive(int(process)):
            found.append(path)
    return found


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # somebody else's
        return True
    return True


def put_in_place(fresh: Path, out: Path, scratch: Path) -> None:
    """Move a fresh folder to its place; the last one stays there where that fails.

    Args:
        fresh: the folder that is complete, in `scratch`.
        out: its place; a folder there is replaced, in one step where the system can.
        scratch: the scratch folder, in which the last one is left.
    """
    if not out.exists():
        fresh.rename(out)
        return
    if _exchanged(fresh, out):
        return
    last = scratch / LAST
    out.rename(last)
    try:
        fresh.rename(out)
    except OSError:
        last.rename(out)
        raise


def _exchanged(first: Path, second: Path) -> bool:
    """Exchange two names in one step; False where the system or the disk cannot."""
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError, TypeError):
        return False
    done = rename(HERE, os.fsencode(first), HERE, os.fsencode(second), EXCHANGE)
    return bool(done == 0)


@contextmanager
def whole_file(target: Path, *, overwrite: bool = False) -> Iterator[Path]:
    """A path to write to, moved to the target when all is written; nothing is left otherwise.

    Args:
        target: the file.
        overwrite: whether a file that is there may be replaced.

    Raises:
        ProblemsError: where the file has come into being meanwhile and may not be replaced.

    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with whole_file(Path(folder) / "a.csv") as unfinished:
    ...         _ = unfinished.write_text("date\\n")
    ...     [path.name for path in Path(folder).iterdir()]
    ['a.csv']
    """
    if _is_device(target):  # /dev/stdout
        yield target
        return
    target = followed(target)
    with scratch_beside(target) as scratch:
        unfinished = scratch / target.name
        try:
            yield unfinished
            _move(unfinished, target, overwrite)
        except OSError as error:
            raise ProblemsError([_not_written(error, target)]) from error


def _move(finished: Path, target: Path, overwrite: bool) -> None:
    """Put a finished file in its place in one step."""
    if overwrite:
        finished.replace(target)
        return
    try:
        # A hard link, unlike a rename, fails where another process made the file meanwhile.
        target.hardlink_to(finished)
    except FileExistsError:
        raise ProblemsError([_already_there(target)]) from None
    except OSError:  # a file system without hard links
        finished.replace(target)


def _not_written(error: OSError, target: Path) -> Problem:
    if error.errno == errno.ENOSPC:
        return unforeseen(error, str(target))
    got = error.strerror or str(error) or type(error).__name__
    return Problem("file-unwritable", "file cannot be written", Place(file=str(target)), got=got)


def _already_there(target: Path) -> Problem:
    return Problem(
        "file-exists",
        "file is there already",
        Place(file=str(target)),
        hint="choose another name, or say overwrite=True (--overwrite)",
    )


def _is_device(target: Path) -> bool:
    return target.exists() and not target.is_file() and not target.is_dir()
