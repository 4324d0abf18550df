"""One build: judge the plan, compose every section, typeset, and only then replace the last.

    build/  report.pdf  report.html  report.json  figures/*  MANIFEST.sha256

All is written into a folder beside the target and moved there when it is whole: a build
that fails or is interrupted leaves the last good one as it was.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from analysis.figures.save import save_figure
from analysis.report.compose import compose
from analysis.report.data import gather
from analysis.report.plan import read_plan
from analysis.report.typeset import typeset
from polls import Library
from polls.errors import Place, Problem, ProblemsError
from polls.files.targets import refused

__all__ = ["MANIFEST", "build", "differences"]

MANIFEST = "MANIFEST.sha256"


def build(
    plan_path: Path,
    out: Path,
    tell: Callable[[str], None] = lambda _: None,
    *,
    data: Path | Library | None = None,
) -> tuple[Path, ...]:
    """Build the report.

    Args:
        plan_path: `report.toml`.
        out: the folder to put the report in; an earlier report there is replaced whole.
        tell: called with one line before each step.
        data: a library, or the folder of one; default: the shipped one.

    Returns:
        The files of the report, in order of name.

    Raises:
        ProblemsError: with every problem of the plan or the data, or where nothing can be
            written at `out`, which is told before anything is fitted; `out` is then untouched.
    """
    plan = read_plan(plan_path)
    _refuse_foreign(out)
    _refuse_unwritable(out)
    tell("reading the plan and the data")
    inputs = gather(plan, data if isinstance(data, Library) else Library(data))
    document = compose(inputs, tell)
    out.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as scratch:
        fresh = Path(scratch) / "fresh"
        (fresh / "figures").mkdir(parents=True)
        for figure in document.figures():
            if not figure.words:
                continue
            tell(f"drawing {figure.name}")
            save_figure(figure.drawing, fresh / "figures" / figure.name, figure.inputs)
        tell("typesetting")
        typeset(document, fresh)
        _write_manifest(fresh)
        _replace(out, fresh, Path(scratch) / "last")
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


def _write_manifest(folder: Path) -> None:
    lines = [f"{digest}  {name}\n" for name, digest in sorted(_sums(folder).items())]
    (folder / MANIFEST).write_text("".join(lines), encoding="utf-8")


def _sums(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): _digest(path) for path in _report_files(folder)}


def _report_files(folder: Path) -> Iterable[Path]:
    return (path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _replace(out: Path, fresh: Path, last: Path) -> None:
    """Move the fresh build into place; put the last one back where that fails."""
    if out.exists():
        out.rename(last)
    try:
        fresh.rename(out)
    except OSError:
        if last.exists():
            last.rename(out)
        raise
    shutil.rmtree(last, ignore_errors=True)
