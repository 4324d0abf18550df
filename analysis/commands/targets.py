"""Files to write: refused before the work where they cannot be written, then written whole.

A file that is there already is replaced only where that is said, an input never.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from polls.errors import Place, Problem, raise_errors

__all__ = ["refuse_unwritable", "whole_file"]


def refuse_unwritable(
    target: Path | None,
    *,
    inputs: Sequence[Path] = (),
    overwrite: bool = False,
    may_overwrite: bool = True,
) -> None:
    """Raise the problem of a file that is to be written, before any work is done for it.

    Args:
        target: the file; None where none is wanted.
        inputs: the files that are read.
        overwrite: whether a file that is there may be replaced.
        may_overwrite: whether the command has `--overwrite`, for the hint.

    Raises:
        ProblemsError: where the target is an input, a folder or there already, or its folder
            is not there or cannot be written to.
    """
    if target is None:
        return
    place = Place(file=str(target))
    if not target.parent.is_dir():
        found = Problem("folder-missing", "folder is not there", Place(file=str(target.parent)))
    elif target.is_dir():
        found = Problem("target-is-folder", "a file cannot be written over a folder", place)
    elif any(_same(target, path) for path in inputs):
        hint = "choose another name: what is read is never replaced"
        found = Problem(
            "target-is-input", "the file to write is one that is read", place, hint=hint
        )
    elif target.is_file() and not overwrite:
        hint = "choose another name" + (", or say --overwrite" if may_overwrite else "")
        found = Problem("file-exists", "file is there already", place, hint=hint)
    else:
        refused = None if _is_device(target) else _refused(target.parent)
        if refused is None:
            return
        found = Problem(
            "target-unwritable", "file cannot be written", place, got=refused,
            hint="choose a place where you may write",
        )  # fmt: skip
    raise_errors([found])


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """A path to write to, moved to the target when all is written; nothing is left otherwise.

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
        unfinished.replace(target)


def _same(target: Path, path: Path) -> bool:
    return target.exists() and path.exists() and target.samefile(path)


def _is_device(target: Path) -> bool:
    return target.exists() and not target.is_file() and not target.is_dir()


def _refused(folder: Path) -> str | None:
    """Why nothing can be written in a folder; found by trying, as rights alone do not tell."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return None
    except OSError as error:
        return error.strerror or type(error).__name__
