"""`polltide read`: published tables in, one file of readings out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from analysis.commands.options import given_hints, hint_options

__all__ = ["command"]


@click.command("read")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--out", type=click.Path(path_type=Path),
    help="A .parquet, .csv or .xlsx to write; - for CSV on standard output.",
)  # fmt: skip
@click.option("--overwrite", is_flag=True, help="Replace the file if it is there.")
@click.option("--json", "as_json", is_flag=True, help="Print the readings as JSON.")
@hint_options()
def command(
    files: tuple[Path, ...], out: Path | None, overwrite: bool, as_json: bool, **options: Any
) -> None:
    """Read FILES of published results, whatever their format, as one frame of readings.

    \b
    polltide read tracker.xlsx --country GB --out readings.csv
    curl -s ADDRESS | polltide read - --country FR --question worries

    Without --out the series that were found are listed. Warnings go to standard error. Where
    a file has errors, or two files contradict each other, all of it is printed, nothing is
    written, and the exit code is 1.
    """
    from tqdm import tqdm

    import polls
    from analysis.commands.messages import warn
    from analysis.commands.several_files import contradictions, joined
    from analysis.commands.targets import is_stdout, refuse_unwritable, write_readings
    from polls.ingest import examine_all

    if as_json and is_stdout(out):
        raise click.UsageError("--json and --out - both print: choose one.")
    refuse_unwritable(out, inputs=files, overwrite=overwrite)
    bar = tqdm(files, desc="reading", disable=None if len(files) > 1 else True, leave=False)
    found = examine_all(bar, **given_hints(options))
    problems = [problem for entry in found for problem in entry.problems]
    problems += contradictions(found)
    polls.errors.raise_errors(problems)
    warn(problems)
    readings = joined(found)
    write_readings(readings, out, overwrite=overwrite, as_json=as_json)
    if as_json:
        readings.to_json(sys.stdout, orient="records", date_format="iso", date_unit="s")
        click.echo()
    elif out is None:
        click.echo(_summary(readings))


def _summary(readings: Any) -> str:
    """A line for each question and country: readings, waves, first and last day."""
    groups = readings.groupby(["country", "pollster", "question"], sort=False)
    table = groups.agg(
        readings=("share", "size"),
        answers=("answer", "nunique"),
        groups=("group", "nunique"),
        waves=("start", "nunique"),
        first=("start", "min"),
        last=("end", "max"),
    )
    lines = table.reset_index()
    lines["question"] = lines["question"].str.slice(0, 40)
    return str(lines.to_string(index=False))
