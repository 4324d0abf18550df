"""`polltide trend`: the trend of one series, as a table, a figure or JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

__all__ = ["command"]


@click.command("trend")
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--question", required=True, help="Id of the question.")
@click.option("--answer", required=True, help="Id of the answer.")
@click.option("--country", required=True, help="ISO 3166-1 alpha-2 code.")
@click.option("--group", default="all/all", show_default=True, help="group_by/group.")
@click.option("--model", type=click.Choice(["level", "smooth"]), default="level")
@click.option("--csv", "table", type=click.Path(path_type=Path), help="Write the table here.")
@click.option("--figure", type=click.Path(path_type=Path), help="Write a PDF or SVG here.")
@click.option("--json", "as_json", is_flag=True, help="Print a list of objects.")
def command(
    file: Path | None,
    question: str,
    answer: str,
    country: str,
    group: str,
    model: Any,
    table: Path | None,
    figure: Path | None,
    as_json: bool,
) -> None:
    """Fit the trend of one series of FILE, or of the shipped readings where none is named."""
    from analysis.trend import fit_trend  # heavy: only when it is called

    group_by, _, member = group.partition("/")
    wanted = {"question": question, "answer": answer, "country": country,
              "group_by": group_by, "group": member}  # fmt: skip
    trend = fit_trend(_series(file, wanted), model=model)
    if table:
        trend.to_csv(table)
    if figure:
        drawn = trend.plot().get_figure(root=True)
        assert drawn is not None  # plot() without axes makes a figure of its own
        drawn.savefig(figure, metadata=_without_date(figure))
    rows = trend.table.assign(date=trend.table["date"].dt.strftime("%Y-%m-%d"))
    if as_json:
        click.echo(json.dumps(rows.round(10).to_dict("records"), indent=1))
        return
    shown = ["date", "estimate", "low", "high"]
    click.echo(rows[shown].tail(12).to_string(index=False, float_format="{:.3f}".format))
    for note in trend.notes:
        click.echo(note)


def _series(file: Path | None, wanted: dict[str, str]) -> Any:
    """The readings of the series named; every part that no reading has is named in one error."""
    from polls.errors import Place, Problem, did_you_mean, one_of, raise_errors
    from polls.library import load
    from polls.read import read

    readings = read(file) if file else load()
    rows, problems = readings, []
    for column, value in wanted.items():
        known = sorted(rows[column].unique())
        if value not in known:
            problems.append(
                Problem(
                    f"unknown-{column}",
                    f"no reading has this {column.replace('_', ' ')}",
                    Place(file=str(file or "the shipped readings")),
                    got=repr(value),
                    expected=one_of(known),
                    hint=did_you_mean(value, known),
                )
            )
        else:
            rows = rows[rows[column] == value]
    raise_errors(problems)
    return rows


def _without_date(path: Path) -> dict[str, None]:
    """Metadata that keeps the day of writing out of a figure file."""
    return {"CreationDate": None} if path.suffix == ".pdf" else {"Date": None}
