"""Files to write: what stands against a target, and writing it whole or not at all.

readings.csv   there already   -> a problem, unless it may be replaced
none/a.csv     no such folder  -> a problem
out.csv        free            -> written beside its place, moved there when complete
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from polls.errors import Place, Problem, ProblemsError

__all__ = ["refused", "target_problems", "whole_file"]


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
        with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=folder or target.parent):
            return None
    except OSError as error:
        return error.strerror or type(error).__name__


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
    with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as scratch:
        unfinished = Path(scratch) / target.name
        yield unfinished
        _move(unfinished, target, overwrite)


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


def _already_there(target: Path) -> Problem:
    return Problem(
        "file-exists",
        "file is there already",
        Place(file=str(target)),
        hint="choose another name, or say overwrite=True (--overwrite)",
    )


def _is_device(target: Path) -> bool:
    return target.exists() and not target.is_file() and not target.is_dir()
