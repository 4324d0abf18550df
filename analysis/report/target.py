"""The folder that a report is put into: what stands against it, its manifest, the last step.

    build/  report.pdf  report.html  report.json  figures/*  MANIFEST.sha256

All is written into a folder beside the target and moved there when it is whole: a build
that fails or is killed leaves the last good one as it was. A link is followed, and stays.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from polls.errors import Place, Problem, ProblemsError
from polls.files.targets import followed, put_in_place, refused, scratch_beside

__all__ = [
    "MANIFEST",
    "contents",
    "differences",
    "files_of",
    "fresh_folder",
    "refuse_target",
    "restore",
]

MANIFEST = "MANIFEST.sha256"


def refuse_target(out: Path) -> None:
    """Refuse a target that holds something else, or that cannot be written.

    Args:
        out: the folder to put the report in.

    Raises:
        ProblemsError: with what stands against it.
    """
    _refuse_foreign(out)
    _refuse_unwritable(out)


@contextmanager
def fresh_folder(out: Path) -> Iterator[Path]:
    """A folder to build in; what it holds at the end replaces the target whole.

    Args:
        out: the target, judged before by `refuse_target`.

    Raises:
        ProblemsError: where the disk has no room left.
    """
    out = followed(out)
    out.parent.mkdir(parents=True, exist_ok=True)
    try:
        with scratch_beside(out) as scratch:
            fresh = scratch / "fresh"
            fresh.mkdir()
            yield fresh
            lines = [f"{digest}  {name}\n" for name, digest in sorted(_sums(fresh).items())]
            (fresh / MANIFEST).write_text("".join(lines), encoding="utf-8")
            put_in_place(fresh, out, scratch)
    except OSError as error:
        raise ProblemsError(
            [
                Problem(
                    "not-written",
                    "the report could not be written",
                    Place(file=str(out)),
                    got=error.strerror or type(error).__name__,
                    hint="the last report there, if any, is as it was",
                )
            ]
        ) from error


def contents(out: Path) -> dict[str, bytes]:
    """The files of a report by their names within it, the manifest left out."""
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in _report_files(out)}


def restore(out: Path, kept: Mapping[str, bytes]) -> None:
    """Put a report that was made before into its place.

    Args:
        out: the target.
        kept: what `contents` gave.
    """
    with fresh_folder(out) as fresh:
        for name, content in kept.items():
            path = fresh / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def files_of(out: Path) -> tuple[Path, ...]:
    """All files of a report, in order of name."""
    return tuple(sorted(path for path in out.rglob("*") if path.is_file()))


def differences(first: Path, second: Path) -> tuple[str, ...]:
    """The files in which two builds differ, by name, files that only one has included."""
    sums = [_sums(folder) for folder in (first, second)]
    names = sorted({*sums[0], *sums[1]})
    return tuple(name for name in names if sums[0].get(name) != sums[1].get(name))


def _refuse_foreign(out: Path) -> None:
    """Never delete a folder that is not a report."""
    if out.exists() and (
        not out.is_dir() or (any(out.iterdir()) and not (out / MANIFEST).exists())
    ):
        raise ProblemsError(
            [
                Problem(
                    "not-a-report",
                    "the target holds something other than a report",
                    Place(file=str(out)),
                    expected=f"a new folder, an empty one, or one with {MANIFEST}",
                    hint="name another folder with --out",
                )
            ]
        )


def _refuse_unwritable(out: Path) -> None:
    there = next(folder for folder in out.absolute().parents if folder.exists())
    if Path.cwd().is_relative_to(out.resolve()):
        why = "the folder that the command runs in, which cannot be replaced"
    elif found := refused(out, there):
        why = f"{there}: {found}"
    else:
        return
    raise ProblemsError(
        [
            Problem(
                "target-unwritable",
                "the report cannot be written there",
                Place(file=str(out)),
                got=why,
                hint="name another folder with --out",
            )
        ]
    )


def _sums(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in _report_files(folder)
    }


def _report_files(folder: Path) -> Iterable[Path]:
    return (path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
