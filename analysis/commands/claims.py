"""`polltide claims`: the verdict on every claim of a file, for people or for a pipeline.

Exit codes: 0 every claim has its verdict, whatever it is; 1 the file, a claim or the readings
have problems, each printed on standard error (claims without have their verdicts all the
same); 2 the call itself is wrong; 3 with --strict, a claim is contradicted.
"""

from __future__ import annotations

import json
import sys
import textwrap
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analysis.commands.kinds import claim_kinds, kinds_option
from analysis.commands.options import given, refuse_beside

if TYPE_CHECKING:
    from analysis.claims.claim import Claim
    from analysis.claims.verdict import Verdict
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
@click.option(
    "--format",
    "layout",
    type=click.Choice(["text", "json", "claimreview", "sarif"]),
    default="text",
    help="What to print.  [default: text]",
)
@click.option("--schema", is_flag=True, help="Print the JSON Schema of --json, and stop.")
@click.option("--robustness", is_flag=True, help="Also say how far each verdict bends.")
@click.option("--strict", is_flag=True, help="Exit with 3 where a claim is contradicted.")
@click.option(
    "--text",
    "article",
    type=click.Path(path_type=Path),
    help="List what can be checked in an article (.txt, .md, .html) instead of judging.",
)
@kinds_option(claim_kinds, "claim")
def command(
    file: Path,
    folder: Path | None,
    supported: float | None,
    contradicted: float | None,
    seed: int,
    as_json: bool,
    layout: str,
    schema: bool,
    robustness: bool,
    strict: bool,
    article: Path | None,
) -> None:
    """Check every [[claim]] of FILE (default: report.toml) against the shipped readings.

    With --json, prints a list of objects with id, sentence, as_of, verdict, probability,
    reason and readings. With --text, prints every number, comparison and superlative of an
    article with its line, matched to the claims of FILE, and [[claim]] tables to complete for
    the rest, their guesses marked; nothing is judged.

    \b
    polltide claims my_claims.toml --robustness
    polltide claims --text article.md
    """
    refuse_beside(f"--format {layout}", {"--json": as_json and layout not in ("text", "json")})
    layout = "json" if as_json else layout
    judging = {"--supported": given("supported"), "--contradicted": given("contradicted"),
               "--seed": given("seed"), "--strict": strict, "--robustness": robustness}  # fmt: skip
    published = layout in ("claimreview", "sarif")
    if article is not None:
        refuse_beside("--text", {**judging, f"--format {layout}": published})
    refuse_beside(f"--format {layout}", {"--robustness": robustness and published})
    if schema:
        from analysis.claims.out.json_schema import json_schema

        click.echo(json.dumps(json_schema(), indent=2))
    elif article is not None:
        _list_checkable(article, file, folder, as_json=layout == "json")
    else:
        limits = (supported, contradicted)
        _judge(file, folder, limits, seed, layout, robustness=robustness, strict=strict)


def _judge(
    file: Path,
    folder: Path | None,
    thresholds: tuple[float | None, float | None],
    seed: int,
    layout: str,
    *,
    robustness: bool,
    strict: bool,
) -> None:
    import polls
    from analysis.claims.check import check_claims
    from analysis.claims.out.claim_review import claim_reviews
    from analysis.claims.out.sarif import sarif
    from analysis.claims.read import read_claims
    from analysis.claims.verdict import Thresholds
    from analysis.commands.messages import spoken

    library = polls.Library(folder)
    claims, limits = read_claims(file, events=library.events, on_error="keep")
    if not claims:
        raise polls.ProblemsError([_no_claims(file)])
    supported, contradicted = thresholds
    limits = Thresholds(
        limits.supported if supported is None else supported,
        limits.contradicted if contradicted is None else contradicted,
    )
    verdicts = check_claims(claims, library, thresholds=limits, seed=seed)
    if layout == "json":
        said = [verdict.as_dict(robustness=robustness) for verdict in verdicts]
        click.echo(json.dumps(said, indent=2))
    elif layout == "claimreview":
        click.echo(json.dumps(claim_reviews(verdicts, library.sources), indent=2))
    elif layout == "sarif":
        click.echo(json.dumps(sarif(verdicts, claims, file.as_posix()), indent=2))
    else:
        for verdict in verdicts:
            _print(verdict, robustness=robustness)
    problems = [problem for verdict in verdicts for problem in verdict.problems]
    for problem in problems:
        click.echo(str(spoken(problem)), err=True)
    if problems:
        sys.exit(1)
    if strict and any(verdict.verdict == "contradicted" for verdict in verdicts):
        sys.exit(3)


def _print(verdict: Verdict, *, robustness: bool) -> None:
    from analysis.wording import chance, day

    sure = "" if verdict.probability is None else f" ({chance(verdict.probability)})"
    click.echo(f"{verdict.verdict}{sure}: {verdict.sentence}")
    said = [f"As of {day(verdict.as_of)}: {verdict.reason}"]
    if robustness and verdict.robustness is not None:
        said.append(verdict.robustness.sentence)
    for text in said:
        click.echo(textwrap.indent(textwrap.fill(text, 92), "    "))


def _list_checkable(article: Path, file: Path, folder: Path | None, *, as_json: bool) -> None:
    """Print what can be checked in an article; the file of claims may be missing."""
    import polls
    from analysis.claims.read import read_claims
    from analysis.claims.text.scan import scan_text, stubs

    claims: tuple[Claim, ...] = ()
    library = polls.Library(folder)
    if file.exists():
        claims, _ = read_claims(file, events=library.events, on_error="keep")
    found = scan_text(article, claims, library.book)
    if as_json:
        click.echo(json.dumps([each.as_dict() for each in found], indent=2, ensure_ascii=False))
        return
    for each in found:
        marks = " · ".join(f"{mark.text} ({mark.kind})" for mark in each.marks)
        known = f"  = {', '.join(each.claims)}" if each.claims else ""
        click.echo(f"# {article.name}, line {each.sentence.line}: {marks}{known}")
    click.echo()
    click.echo(stubs(found, file=article.name), nl=False)


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
