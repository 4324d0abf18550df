"""`polltide diff`: what changed between two files of readings, data folders or builds.

Exit codes: 0 compared, whatever was found; 1 a file has problems; 2 the call itself is wrong;
3 with --strict, something differs.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analysis.commands.options import given, refuse_beside

if TYPE_CHECKING:
    import pandas as pd

    from polls import Library

__all__ = ["command"]


@click.command("diff")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option(
    "--claims",
    "file",
    type=click.Path(path_type=Path),
    help="A TOML file whose claims are checked against both.",
)
@click.option(
    "--more-than",
    type=click.FloatRange(min=0),
    default=1.0,
    show_default=True,
    help="Smallest move of an estimate to list, in points.",
)
@click.option("--no-estimates", is_flag=True, help="Fit no trends.")
@click.option("--strict", is_flag=True, help="Exit with 3 where anything differs.")
@click.option("--json", "as_json", is_flag=True, help="Print an object of lists.")
def command(
    old: Path,
    new: Path,
    file: Path | None,
    more_than: float,
    no_estimates: bool,
    strict: bool,
    as_json: bool,
) -> None:
    """Tell what changed from OLD to NEW: files of readings, data folders, or builds.

    Readings added, changed and withdrawn, estimates that moved, and, with --claims, verdicts
    that are no longer the same; of two builds, files, plotted numbers and verdicts, with why.

    \b
    polltide diff old.csv new.csv
    polltide diff build_of_may build --more-than 1
    """
    from analysis.differences.builds import build_differences, build_verdicts, is_build

    refuse_beside("--no-estimates", {"--more-than": no_estimates and given("more_than")})
    if is_build(old) or is_build(new):
        refuse_beside("two builds", {"--claims": file, "--no-estimates": no_estimates})
        files, numbers = build_differences(old, new, more_than=more_than / 100)
        tables = {"files": files, "numbers": numbers, "verdicts": build_verdicts(old, new)}
    else:
        tables = _of_readings(old, new, file, None if no_estimates else more_than / 100)
    if as_json:
        click.echo(json.dumps({name: _rows(table) for name, table in tables.items()}, indent=1))
    else:
        for name, table in tables.items():
            click.echo(f"{name}: {len(table) or 'no'} difference{'' if len(table) == 1 else 's'}")
            if len(table):
                click.echo(table.dropna(axis=1, how="all").to_string(index=False))
    if strict and any(len(table) for table in tables.values()):
        sys.exit(3)


def _of_readings(
    old: Path, new: Path, file: Path | None, more_than: float | None
) -> dict[str, pd.DataFrame]:
    import polls
    from analysis.claims.check import check_claims
    from analysis.claims.read import read_claims
    from analysis.differences.estimates import estimate_differences
    from analysis.differences.readings import reading_differences
    from analysis.differences.verdicts import verdict_differences

    libraries = [_library(path) for path in (old, new)]
    before, after = (library.readings for library in libraries)
    tables = {"readings": reading_differences(before, after)}
    if more_than is not None:
        tables["estimates"] = estimate_differences(before, after, more_than=more_than)
    if file is not None:
        claims, limits = read_claims(file, events=polls.events(), on_error="keep")
        judged = [check_claims(claims, library, thresholds=limits) for library in libraries]
        tables["verdicts"] = verdict_differences(*judged)
    return tables


def _library(path: Path) -> Library:
    import polls

    return polls.Library(path) if path.is_dir() else polls.Library.of(polls.read(path))


def _rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    plain: list[dict[str, Any]] = json.loads(table.to_json(orient="records", date_format="iso"))
    return plain
