"""`polltide tabulate`: microdata in, weighted readings with measured design effects out."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

__all__ = ["command"]

ABOUT: dict[str, str] = {
    "country": "Country that was surveyed, such as GB.",
    "pollster": "Who asked.",
    "mode": "How: online, phone, face-to-face.",
    "start": "First day of fieldwork, such as 2024-12-31.",
    "end": "Last day of fieldwork.",
    "source": "Id in the table of sources.",
    "question_id": "Codebook id of the question.",
    "encoding": "Encoding of a text file.",
}


def day(text: str) -> date:
    """A day written as 2024-12-31, the one way that no reader can mistake.

    Raises:
        click.BadParameter: where it is written in another way.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"'{text}' is not a day written as 2024-12-31.") from None


def about_options(command: Any) -> Any:
    """A command with an option for each thing that holds for all readings."""
    for name, text in reversed(ABOUT.items()):
        option = f"--{name.replace('_', '-')}"
        kind: dict[str, Any] = {}
        if name in ("start", "end"):
            kind = {"type": day, "metavar": "YYYY-MM-DD"}
        command = click.option(option, name, help=text, **kind)(command)
    return command


@click.command("tabulate")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--question", required=True, help="Variable of the answers.")
@click.option("--by", multiple=True, help="Variable of groups; may be given several times.")
@click.option("--weight", default="", help="Variable of weights.")
@click.option("--strata", default="", help="Variable of strata.")
@click.option("--psu", default="", help="Variable of primary sampling units.")
@click.option(
    "--fpc",
    default="",
    help="Variable of the sampling units in the stratum's population, or the fraction drawn.",
)
@click.option(
    "--base",
    type=click.Choice(["all", "substantive"]),
    default="all",
    show_default=True,
    help="Whether don't-knows and refusals are counted (all) or left out (substantive).",
)
@click.option("--dont-know", multiple=True, help="Code that means don't know; several times.")
@click.option("--refused", multiple=True, help="Code that means a refusal; several times.")
@click.option("--not-asked", multiple=True, help="Code that means not asked; several times.")
@click.option(
    "--single-unit",
    type=click.Choice(["error", "centred", "certainty"]),
    default="error",
    show_default=True,
    help="What strata with one sampling unit do, which show no variance: stop the work (error), "
    "count with their distance from the mean of the whole sample (centred), or add nothing "
    "(certainty).",
)
@about_options
@click.option(
    "--out", type=click.Path(path_type=Path),
    help="A .parquet, .csv or .xlsx to write; - for CSV on standard output.",
)  # fmt: skip
@click.option("--overwrite", is_flag=True, help="Replace the file if it is there.")
@click.option("--json", "as_json", is_flag=True, help="Print the readings as JSON.")
def command(
    file: Path, question: str, out: Path | None, overwrite: bool, as_json: bool, **options: Any
) -> None:
    """Tabulate one question of FILE (SPSS, Stata or CSV, a row for each respondent).

    \b
    polltide tabulate survey.sav --question q1 --weight weight --by age --country GB

    Without --out the shares are listed with their standard errors and design effects. Where
    something is wrong with the data, all of it is printed and the exit code is 1.
    """
    import polls
    from analysis.commands.messages import problems_heard, warn
    from analysis.commands.targets import is_stdout, refuse_unwritable, write_readings
    from polls.files.text import require_encoding

    if as_json and is_stdout(out):
        raise click.UsageError("--json and --out - both print: choose one.")
    refuse_unwritable(out, inputs=[file], overwrite=overwrite)
    given = {name: value for name, value in options.items() if value is not None}
    require_encoding(given.get("encoding", "utf-8"))  # checked before all else
    with problems_heard() as heard:
        readings = polls.tabulate(file, question, **given)
    warn(heard)
    write_readings(readings, out, overwrite=overwrite, as_json=as_json)
    measured = readings.assign(se=polls.standard_errors(readings))
    if as_json:
        measured.to_json(sys.stdout, orient="records", date_format="iso", date_unit="s")
        click.echo()
    elif out is None:
        click.echo(_lines(measured))


def _lines(measured: Any) -> str:
    """A line for each reading, then who is in the base."""
    percent, number = "{:.1f}%".format, "{:,.0f}".format
    shown = measured.assign(
        group=measured["group_by"] + "/" + measured["group"],
        share=(100 * measured["share"]).map(percent),
        se=(100 * measured["se"]).map("{:.2f}".format),
        n=measured["n"].map(number),
        n_weighted=measured["n_weighted"].map("{:,.1f}".format),
        deff=measured["deff"].map("{:.2f}".format),
    )
    columns = ["group", "answer_text", "share", "se", "n", "n_weighted", "deff"]
    table: str = shown[columns].to_string(index=False)
    return f"{table}\n\nbase: {measured['base'].iloc[0]}; {measured['note'].iloc[0]}"
