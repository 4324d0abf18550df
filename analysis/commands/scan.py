"""`polltide scan`: the labels that no crosswalk row maps, as rows to complete."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from analysis.commands.options import given_hints, hint_options

__all__ = ["command"]


@click.command("scan")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="A CSV to write; never replaced; - for standard output.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the rows as JSON.")
@hint_options()
def command(file: Path, out: Path | None, as_json: bool, **options: Any) -> None:
    """List the labels of FILE that the codebook does not know, as crosswalk rows.

    Says first whether `polltide read` would refuse the file, and why; then the exit code is 1.
    Complete the ids, delete what shall stay a slug, and hand the table to
    `polltide read FILE --crosswalk TABLE`.

    \b
    polltide scan poll.csv --country FR --out labels.csv
    """
    import polls
    from analysis.commands.messages import problems_heard, spoken
    from analysis.commands.targets import is_stdout, refuse_unwritable
    from polls.errors import counted
    from polls.files.targets import whole_file

    if as_json and is_stdout(out):
        raise click.UsageError("--json and --out - both print: choose one.")
    refuse_unwritable(out, inputs=[file], may_overwrite=False)
    with problems_heard() as refused:
        rows = polls.scan(file, **given_hints(options))
    if refused:
        click.echo("polltide read would refuse this file:", err=True)
        for problem in counted(refused):
            click.echo(f"error: {spoken(problem)}", err=True)
    if out is not None and not is_stdout(out):
        with whole_file(out) as unfinished:
            rows.to_csv(unfinished, index=False, encoding="utf-8")
    if as_json:
        rows.to_json(sys.stdout, orient="records")
        click.echo()
    elif out is None or is_stdout(out):
        click.echo(rows.to_csv(index=False), nl=False)
    click.echo(f"{len(rows)} label(s) without a crosswalk row", err=True)
    if refused:
        sys.exit(1)
