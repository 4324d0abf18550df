"""`polltide report`: build the report that `report.toml` describes."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import click

__all__ = ["command"]


@click.command("report")
@click.argument("plan", type=click.Path(path_type=Path), default=Path("report.toml"))
@click.option("--out", type=click.Path(path_type=Path), default=Path("build"), show_default=True,
    help="The folder: a new one, an empty one, or an earlier report, which is replaced.",
)  # fmt: skip
@click.option("--data", "folder", type=click.Path(path_type=Path),
    help="Readings of one's own: laid out as the shipped data, or files that read reads.",
)  # fmt: skip
@click.option("--verify", is_flag=True, help="Build twice and compare every byte.")
@click.option("--quiet", is_flag=True, help="Print nothing but problems.")
def command(plan: Path, out: Path, folder: Path | None, verify: bool, quiet: bool) -> None:
    """Build PDF, HTML and figures from PLAN (default: report.toml) into a folder.

    On a terminal each step is told with the seconds since the start.

    The last good build there stays until the new one is whole.

    \b
    polltide report examples/worries/report.toml --out worries
    polltide report my.toml --data my_polls --out build
    """
    started = time.monotonic()

    def tell(line: str) -> None:
        if not quiet and sys.stderr.isatty():
            click.echo(f"{time.monotonic() - started:6.1f} s  {line}", err=True)

    tell("loading the libraries")
    from analysis.report.build import build, differences  # heavy: only when it is called

    files = build(plan, out, tell, data=folder)
    if verify:
        with tempfile.TemporaryDirectory() as scratch:
            again = Path(scratch) / "again"
            build(plan, again, tell, data=folder)
            differ = differences(out, again)
        if differ:
            click.echo("two builds differ in " + ", ".join(differ), err=True)
            sys.exit(1)
    if not quiet:
        same = ", the same bytes in two builds" if verify else ""
        click.echo(f"{out / 'report.pdf'}: {len(files)} files{same}")
