"""`polltide trend`: the trend of one series, as a table, a figure or JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from analysis.commands.chart import trend_chart
from analysis.commands.options import given_hints, hint_options
from analysis.commands.targets import (
    FIGURE_FORMATS,
    figure_option,
    is_stdout,
    refuse_targets,
    write_result,
)

__all__ = ["command"]

ROWS_SHOWN = 12
ASKED_FOR = {
    "country-unknown": "country",
    "ambiguous-date": "country",
    "question-unknown": "question",
}
"""Code of a problem -> the part of the series that a file leaves open."""


def _form_of_group(_ctx: click.Context, _param: click.Parameter, value: str) -> str:
    if "/" not in value:
        raise click.BadParameter(f"'{value}' is not group_by/group, such as age/18-24.")
    return value


@click.command("trend")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--question", required=True, help="Id of the question.")
@click.option("--answer", required=True, help="Id of the answer.")
@click.option("--country", required=True, help="ISO 3166-1 alpha-2 code.")
@click.option(
    "--group", default="all/all", show_default=True, callback=_form_of_group,
    help="group_by/group, such as age/18-24; `polltide list --groups` names them.",
)  # fmt: skip
@click.option(
    "--model",
    type=click.Choice(["level", "smooth"]),
    default="level",
    show_default=True,
    help="A line that takes every turn the readings show (level) or bends slowly (smooth).",
)
@click.option("--chart", is_flag=True, help="Draw the trend in the terminal, not its last rows.")
@click.option(
    "--csv", "table", type=click.Path(path_type=Path),
    help="Write the whole table here; - for standard output.",
)  # fmt: skip
@figure_option
@click.option("--overwrite", is_flag=True, help="Replace files that are there; never FILE.")
@click.option("--json", "as_json", is_flag=True, help="Print the whole table as objects.")
@hint_options("question", "country")
def command(
    file: Path | None,
    question: str,
    answer: str,
    country: str,
    group: str,
    model: Any,
    chart: bool,
    table: Path | None,
    figure: Path | None,
    overwrite: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Fit the trend of one series of FILE, or of the shipped readings where none is named.

    Prints the last 12 rows of the table (--csv and --json give all), then what was assumed.
    The other options say what FILE may not say itself.

    \b
    polltide trend --question issue_up_to_three --answer health --country GB --chart
    polltide trend polls.csv --question worries --answer crime --country FR --figure crime.pdf
    """
    if as_json + chart + is_stdout(table) > 1:
        raise click.UsageError("--json, --chart and --csv - all print: choose one.")
    hints = given_hints(options)
    if file is None and hints:
        named = ", ".join(f"--{name.replace('_', '-')}" for name in hints)
        raise click.UsageError(f"{named}: for a FILE that does not say it; no FILE is named.")
    if file is not None and file.suffix in FIGURE_FORMATS and not file.exists():
        raise click.UsageError(f"there is no file '{file}' to read; --figure {file} draws there.")
    refuse_targets(file, table, figure, overwrite=overwrite)
    from analysis.figures.trend import trend_figure  # heavy: only when it is called
    from analysis.trends.trend import fit_trend

    group_by, _, member = group.partition("/")
    wanted = {"question": question, "answer": answer, "country": country,
              "group_by": group_by, "group": member}  # fmt: skip
    trend = fit_trend(_series(file, wanted, hints), model=model)
    write_result(trend, table, figure, lambda: trend_figure(trend), overwrite=overwrite)
    rows = trend.table.assign(date=trend.table["date"].dt.strftime("%Y-%m-%d"))
    if as_json:
        click.echo(json.dumps(rows.round(10).to_dict("records"), indent=1))
    elif not is_stdout(table):
        last = rows[["date", "estimate", "low", "high"]].tail(ROWS_SHOWN)
        lines = last.to_string(index=False, float_format="{:.3f}".format)
        click.echo(trend_chart(trend.table) if chart else lines)
        for note in trend.notes:
            click.echo(note)


def _series(file: Path | None, wanted: dict[str, str], hints: dict[str, Any]) -> Any:
    """The readings of the series named; every part that no reading has is named in one error."""
    from polls.errors import Place, raise_errors, unknown
    from polls.library.functions import load

    whole = (wanted["group_by"], wanted["group"]) == ("all", "all")
    rows = load(groups=not whole) if file is None else _read(file, wanted, hints)
    problems = []
    for column, value in wanted.items():
        known = sorted(rows[column].unique())
        if value not in known:
            problems.append(
                unknown(
                    column,
                    value,
                    known,
                    Place(file=str(file or "the shipped readings")),
                    title=f"no reading has this {column.replace('_', ' ')}",
                )
            )
        else:
            rows = rows[rows[column] == value]
    raise_errors(problems)
    return rows


def _read(file: Path, wanted: dict[str, str], hints: dict[str, Any]) -> Any:
    """The readings of a file; what it leaves open is taken from the series that is wanted.

    Only what it leaves open: in a file of several countries or questions, those that are not
    wanted must not be taken for the one that is.
    """
    from analysis.commands.messages import warn
    from polls.errors import raise_errors
    from polls.files.opened import OpenedFile
    from polls.ingest import examine_all

    opened = OpenedFile(file)
    (found,) = examine_all([opened], **hints)
    asked = {ASKED_FOR[problem.code] for problem in found.problems if problem.code in ASKED_FOR}
    if asked:
        (found,) = examine_all([opened], **hints, **{name: wanted[name] for name in asked})
    raise_errors(found.problems)
    warn(found.problems)
    return found.readings
