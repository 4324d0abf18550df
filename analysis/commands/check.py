"""`polltide check`: everything that is wrong with files, at once."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from analysis.commands.options import given_hints, hint_options

__all__ = ["command"]


@click.command("check")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the problems as JSON.")
@hint_options()
def command(files: tuple[Path, ...], as_json: bool, **options: Any) -> None:
    """Report every problem of FILES: where, what was found, what was expected, what to do.

    \b
    polltide check poll.csv --country FR --question worries

    Several files are also held against each other. Exit code 1 where there is an error, 0
    where there are warnings at most.
    """
    from analysis.commands.messages import spoken
    from analysis.commands.several_files import contradictions
    from polls.ingest import examine_all

    found = examine_all(files, **given_hints(options))
    problems = [spoken(problem) for entry in found for problem in entry.problems]
    problems += [spoken(problem) for problem in contradictions(found)]
    errors = sum(problem.severity == "error" for problem in problems)
    if as_json:
        click.echo(json.dumps([problem.as_dict() for problem in problems], ensure_ascii=False))
    else:
        for problem in problems:
            click.echo(f"{problem.severity}: {problem}")
        readings = sum(len(entry.readings) for entry in found)
        click.echo(
            f"{readings:,} readings, {errors} error(s), {len(problems) - errors} warning(s)",
            err=True,
        )
    sys.exit(1 if errors else 0)
