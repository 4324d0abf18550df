"""Files to write: refused before the work where they cannot be written; readings written.

A file that is there already is replaced only where that is said, an input never.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from polls.errors import Place, Problem, raise_errors
from polls.files.targets import refused, target_problems

if TYPE_CHECKING:
    import pandas as pd

    from analysis.figures.page import Drawing

__all__ = [
    "FIGURE_FORMATS",
    "figure_option",
    "is_stdout",
    "refuse_targets",
    "refuse_unwritable",
    "write_readings",
    "write_result",
]

FIGURE_FORMATS = (".pdf", ".svg", ".png")


def _of_a_figure(_ctx: click.Context, _param: click.Parameter, value: Path | None) -> Path | None:
    if value is not None and value.suffix.casefold() not in FIGURE_FORMATS:
        raise click.BadParameter(
            f"'{value}' does not end in {', '.join(FIGURE_FORMATS)}; --csv writes the table."
        )
    return value


figure_option = click.option(
    "--figure", "--out", "figure", type=click.Path(path_type=Path), callback=_of_a_figure,
    help="Write a PDF, SVG or PNG here.",
)  # fmt: skip
"""`--figure PATH`, which ends in a format that figures are drawn in."""


def is_stdout(target: Path | None) -> bool:
    """Whether a file to write is `-`: standard output, as CSV."""
    return str(target) == "-"


def refuse_unwritable(
    target: Path | None,
    *,
    inputs: Sequence[Path] = (),
    overwrite: bool = False,
    may_overwrite: bool = True,
) -> None:
    """Raise the problem of a file that is to be written, before any work is done for it.

    Args:
        target: the file; None where none is wanted.
        inputs: the files that are read.
        overwrite: whether a file that is there may be replaced.
        may_overwrite: whether the command has `--overwrite`, for the hint.

    Raises:
        ProblemsError: where the target is an input, a folder or there already, or its folder
            does not exist or cannot be written to.
    """
    if target is None or is_stdout(target):
        return
    place = Place(file=str(target))
    if target.is_file() and any(path.exists() and target.samefile(path) for path in inputs):
        hint = "choose another name: what is read is never replaced"
        title = "the file to write is one that is read"
        raise_errors([Problem("target-is-input", title, place, hint=hint)])
    for problem in target_problems(target, overwrite=overwrite):
        if problem.code == "file-exists" and not may_overwrite:
            problem = replace(problem, hint="choose another name")
        raise_errors([problem])
    if why := refused(target):
        title, hint = "file cannot be written", "choose a place where you may write"
        raise_errors([Problem("target-unwritable", title, place, got=why, hint=hint)])


def refuse_targets(
    file: Path | None, table: Path | None, figure: Path | None, *, overwrite: bool
) -> None:
    """Stop before a fit where its table or figure could not be written.

    Args:
        file: what is read; None for the shipped readings.
        table, figure: the files to write; None where one is not wanted.
        overwrite: whether files that are there may be replaced.

    Raises:
        click.UsageError: where both are the same file.
        ProblemsError: as `refuse_unwritable`.
    """
    if table is not None and table == figure:
        raise click.UsageError("--csv and --figure name the same file.")
    for target in (table, figure):
        refuse_unwritable(target, inputs=[file] if file else [], overwrite=overwrite)


def write_result(
    result: Any,
    table: Path | None,
    figure: Path | None,
    drawn: Callable[[], Drawing],
    *,
    overwrite: bool,
) -> None:
    """Write the table and the figure of a result, where they are wanted.

    Args:
        result: a trend or a mood.
        table: the CSV; `-` for standard output.
        figure: the PDF, SVG or PNG, without the day of writing.
        drawn: makes the figure.
        overwrite: whether files that are there may be replaced.
    """
    from polls.files.targets import whole_file

    if is_stdout(table):
        result.to_csv(sys.stdout)
    elif table is not None:
        with whole_file(table, overwrite=overwrite) as unfinished:
            result.to_csv(unfinished)
    if figure is not None:
        from analysis.figures.save import write_picture

        with whole_file(figure, overwrite=overwrite) as unfinished:
            write_picture(drawn(), unfinished, figure.suffix.casefold().removeprefix("."))


def write_readings(
    readings: pd.DataFrame, target: Path | None, *, overwrite: bool, as_json: bool
) -> None:
    """Write readings to a file or to standard output, where either is wanted.

    Args:
        readings: a readings frame.
        target: the file; `-` for CSV on standard output, None where none is wanted.
        overwrite: whether a file that is there may be replaced.
        as_json: whether standard output is kept for JSON.
    """
    import polls
    from polls.exchange.write import write_csv

    if is_stdout(target):
        write_csv(readings, sys.stdout)
    elif target is not None:
        polls.write(readings, target, overwrite=overwrite)
        click.echo(f"{len(readings):,} readings written to {target}", err=as_json)
