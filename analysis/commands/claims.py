"""`polltide claims`: the verdict on every claim of a file, for people or for a pipeline.

Exit codes: 0 every claim has its verdict, whatever it is; 1 the file or the readings have
problems, each printed on standard error; 2 the call itself is wrong.
"""

from __future__ import annotations

import json
import textwrap
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from polls import Problem

__all__ = ["command"]


@click.command("claims")
@click.argument("file", type=click.Path(path_type=Path), default="report.toml")
@click.option(
    "--data", "folder", type=click.Path(path_type=Path), help="Data laid out as the shipped data."
)
@click.option(
    "--supported",
    type=float,
    help="Probability from which a claim is supported.  [default: what FILE says, else 0.9]",
)
@click.option(
    "--contradicted",
    type=float,
    help="Probability to which it is contradicted.  [default: what FILE says, else 0.1]",
)
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Seed of the draws."
)
@click.option("--json", "as_json", is_flag=True, help="Print a list of objects.")
def command(
    file: Path,
    folder: Path | None,
    supported: float | None,
    contradicted: float | None,
    seed: int,
    as_json: bool,
) -> None:
    """Check every [[claim]] of FILE (default: report.toml) against the shipped readings.

    With --json, prints a list of objects with id, sentence, as_of, verdict, probability,
    reason and readings.
    """
    import polls
    from analysis.claims.check import check_claims
    from analysis.claims.read import read_claims
    from analysis.claims.verdict import Thresholds
    from analysis.wording import chance, day

    claims, limits = read_claims(file, events=polls.events(folder=folder))
    if not claims:
        raise polls.ProblemsError([_no_claims(file)])
    limits = Thresholds(
        limits.supported if supported is None else supported,
        limits.contradicted if contradicted is None else contradicted,
    )
    verdicts = check_claims(
        claims, polls.load(folder=folder), thresholds=limits, folder=folder, seed=seed
    )
    if as_json:
        click.echo(json.dumps([verdict.as_dict() for verdict in verdicts], indent=2))
        return
    for verdict in verdicts:
        sure = "" if verdict.probability is None else f" ({chance(verdict.probability)})"
        click.echo(f"{verdict.verdict}{sure}: {verdict.sentence}")
        said = f"As of {day(verdict.as_of)}: {verdict.reason}"
        click.echo(textwrap.indent(textwrap.fill(said, 92), "    "))


def _no_claims(file: Path) -> Problem:
    """A pipeline that checks nothing must not look like one in which all is well."""
    from polls.errors import Place, Problem, did_you_mean

    tables = list(tomllib.loads(file.read_text(encoding="utf-8")))
    near = [name for name in tables if name != "claim" and did_you_mean(name, ["claim"])]
    return Problem(
        "no-claims",
        "file holds no claim",
        Place(file=str(file)),
        got=", ".join(f"[[{name}]]" for name in tables) or "no table",
        expected="a table [[claim]] for each claim",
        hint=f"is [[{near[0]}]] meant to be [[claim]]?" if near else "",
    )
