"""`polltide fetch`: declared sources into a folder, with their hashes."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from analysis.commands.options import given, refuse_beside

__all__ = ["command"]


@click.command("fetch")
@click.argument("names", nargs=-1)
@click.option(
    "--into", default="fetched", show_default=True, type=click.Path(path_type=Path),
    help="The folder; made where missing.",
)  # fmt: skip
@click.option("--list", "listing", is_flag=True, help="Only list what may be fetched.")
@click.option("--dry-run", is_flag=True, help="Only say what would be asked for, and where to.")
@click.option("--title", default="", help="Which file, of a source that has one for each title.")
@click.option("--as-of", default="", help="Day of access to record (ISO); default: the server's.")
@click.option(
    "--declared", type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A table of sources of your own (TOML, in the layout of the shipped one).",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print a list of objects.")
def command(
    names: tuple[str, ...],
    into: Path,
    listing: bool,
    dry_run: bool,
    title: str,
    as_of: str,
    declared: Path | None,
    as_json: bool,
) -> None:
    """Fetch declared sources; `polltide read` and `report --data` take them from there.

    \b
    polltide fetch --list
    polltide fetch yougov-gb-important-issues --into my_polls
    polltide fetch yougov-gb-tracker --title "Brexit attitudes"
    """
    from polls.fetching.declared import declared_sources, named
    from polls.fetching.fetch import fetch, fetchable

    asked = {"--title": title, "--as-of": as_of, "--into": given("into")}
    if listing:
        refuse_beside("--list", {" ".join(names): names, "--dry-run": dry_run, **asked})
    elif not names:
        refuse_beside("no name of a source", {"--dry-run": dry_run, **asked})
    elif dry_run:
        refuse_beside("--dry-run", {"--as-of": as_of, "--json": as_json})
    table = fetchable(declared)
    if listing or not names:
        rows = table.to_dict("records")
        click.echo(json.dumps(rows, indent=1) if as_json else _lines(rows))
        return
    if dry_run:
        known = declared_sources(declared)
        for source in [named(name, known) for name in names]:
            click.echo(f"{source.name}: {source.url} -> {into}")
        return
    found = fetch(
        names, into, title=title, as_of=as_of, declared=declared,
        progress=lambda name: click.echo(f"fetching {name}", err=True),
    )  # fmt: skip
    if as_json:
        click.echo(json.dumps([asdict(each) for each in found], indent=1))
        return
    for each in found:
        said = "changed" if each.changed else "fetched"
        click.echo(f"{into / each.file}: {each.size:,} bytes, {said}, sha256 {each.sha256[:12]}")


def _lines(rows: list[dict[Any, Any]]) -> str:
    width = max(len(str(row["name"])) for row in rows)
    return "\n".join(f"{row['name']!s:<{width}}  {row['title']}" for row in rows)
