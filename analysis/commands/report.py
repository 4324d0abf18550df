"""`polltide report`: build the report that `report.toml` describes."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

import click

from analysis.commands.kinds import kinds_option, section_kinds
from analysis.commands.messages import problems_heard, warn
from analysis.report.cache import Cache, cache_of
from analysis.report.target import contents, differences, refuse_target, restore
from analysis.report.together import helpers, loaded
from polls.errors import Problem

__all__ = ["command"]

MODULE = "analysis.report.build"
"""What builds, by its name: it is heavy, and loaded where nothing can be taken from before."""

PROCESSES = min(2, os.cpu_count() or 1)

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
"""Threads of numpy within each process, which would take turns with the other process's."""


@click.command("report")
@click.argument("plan", type=click.Path(path_type=Path), default=Path("report.toml"))
@click.option("--out", type=click.Path(path_type=Path), default=Path("build"), show_default=True,
    help="The folder: a new one, an empty one, or an earlier report, which is replaced.",
)  # fmt: skip
@click.option("--data", "folder", type=click.Path(path_type=Path),
    help="Readings of one's own: laid out as the shipped data, or files that read reads.",
)  # fmt: skip
@click.option("--verify", is_flag=True, help="Build twice and compare every byte.")
@click.option("--anew", is_flag=True, help="Make all anew, whatever an earlier build left.")
@click.option("--quiet", is_flag=True, help="Print nothing but problems.")
@kinds_option(section_kinds, "section")
def command(
    plan: Path, out: Path, folder: Path | None, verify: bool, anew: bool, quiet: bool
) -> None:
    """Build PDF, HTML and figures from PLAN (default: report.toml) into a folder.

    On a terminal each step is printed with the seconds since the start.

    The last good build there stays until the new one is whole. What has not changed since an
    earlier build is taken from the user's cache folder (POLLTIDE_CACHE names another); --verify
    and --anew read none of it.

    \b
    polltide report examples/worries/report.toml --out worries
    polltide report my.toml --data my_polls --out build
    """
    stages = _Stages(silent=quiet or not sys.stderr.isatty())
    stages.begin("loading the libraries")
    cache = None if verify or anew else cache_of(folder)
    text = plan.read_bytes() if plan.is_file() else b""
    kept = cache.get("build", text) if cache and text else None
    if kept is not None:
        refuse_target(out)
        content, unmet = kept
        restore(out, content)
        warn(unmet)
        if not quiet:
            click.echo(f"{out / 'report.pdf'}: {len(content) + 1} files, nothing had changed")
        return
    files, unmet = _built(plan, out, stages, folder, cache)
    warn(unmet)
    if cache:
        cache.put((contents(out), unmet), "build", text)
        cache.tidy()
    if verify:
        with tempfile.TemporaryDirectory() as scratch:
            again = Path(scratch) / "again"
            _built(plan, again, stages, folder)
            differ = differences(out, again)
        if differ:
            click.echo("two builds differ in " + ", ".join(differ), err=True)
            sys.exit(1)
    if not quiet:
        same = ", the same bytes in two builds" if verify else ""
        click.echo(f"{out / 'report.pdf'}: {len(files)} files{same}")
        click.echo(stages.summary())


def _built(
    plan: Path, out: Path, stages: _Stages, folder: Path | None, cache: Cache | None = None
) -> tuple[tuple[Path, ...], tuple[Problem, ...]]:
    """The files of a build, and warnings of what it could not do."""
    for threads in THREADS:  # read as numpy is loaded; by the processes that help, too
        os.environ.setdefault(threads, "1")
    with helpers(PROCESSES, MODULE) as hands, problems_heard() as unmet:
        build = loaded(MODULE).build  # heavy: the helpers load it meanwhile
        files = build(plan, out, stages.begin, data=folder, cache=cache, hands=hands)
    return files, tuple(unmet)


class _Stages:
    """What is being done, told on a terminal as it begins, and how long each stage took."""

    def __init__(self, *, silent: bool) -> None:
        self.silent, self.started = silent, time.monotonic()
        self.stages: list[tuple[str, float]] = []

    def begin(self, line: str) -> None:
        """Tell a line; one that is indented is a part of the stage before."""
        now = time.monotonic() - self.started
        if not self.silent:
            click.echo(f"{now:6.1f} s  {line}", err=True)
        if not line.startswith(" "):
            self.stages.append((line, now))

    def summary(self) -> str:
        """Each stage with the seconds that it took, and all together."""
        ends = [*(began for _, began in self.stages[1:]), time.monotonic() - self.started]
        took = [f"{name} {end - began:.1f} s" for (name, began), end in
                zip(self.stages, ends, strict=True)]  # fmt: skip
        return f"{', '.join(took)}; together {ends[-1]:.1f} s"
