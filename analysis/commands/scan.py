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
@click.option("--out", type=click.Path(path_type=Path), help="A CSV to write; never replaced.")
@click.option("--json", "as_json", is_flag=True, help="Print the rows as JSON.")
@hint_options()
def command(file: Path, out: Path | None, as_json: bool, **options: Any) -> None:
    """List the labels of FILE that the codebook does not know, as crosswalk rows.

    Complete the ids, delete what shall stay a slug, and hand the table to
    `polltide read FILE --crosswalk TABLE`.
    """
    import polls
    from analysis.commands.targets import refuse_unwritable
    from polls.files.targets import whole_file

    refuse_unwritable(out, inputs=[file], may_overwrite=False)
    rows = polls.scan(file, **given_hints(options))
    if as_json:
        rows.to_json(sys.stdout, orient="records")
        click.echo()
    elif out is None:
        click.echo(rows.to_csv(index=False), nl=False)
    else:
        with whole_file(out) as unfinished:
            rows.to_csv(unfinished, index=False, encoding="utf-8")
    click.echo(f"{len(rows)} label(s) without a crosswalk row", err=True)
