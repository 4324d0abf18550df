"""The options that say what a file may not say itself: one for each field of `Hints`.

Written out, not built from the dataclass, so that `--help` need not import pandas.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

__all__ = ["given", "given_hints", "hint_options", "refuse_beside"]

OPTIONS: dict[str, str] = {
    "country": "Country that was surveyed, such as GB.",
    "pollster": "Who asked.",
    "client": "For whom.",
    "mode": "How: online, phone, face-to-face.",
    "lang": "Language of the printed text: en, fr, de, es.",
    "question": "Id of the question.",
    "question_text": "The question as asked.",
    "base": "Who was asked or counted: all, substantive, ...",
    "source": "Id in the table of sources.",
    "date": "Column of fieldwork dates, in a table of polls.",
    "start": "Column of first days of fieldwork.",
    "end": "Column of last days of fieldwork.",
    "published": "Column of days of publication.",
    "pollster_column": "Column of pollsters.",
    "client_column": "Column of clients.",
    "country_column": "Column of countries.",
    "mode_column": "Column of modes.",
    "question_column": "Column of questions.",
    "answer_column": "Column of answers, in a table with a row a number.",
    "share_column": "Column of shares, in a table with a row a number.",
    "n": "Column of unweighted bases.",
    "n_weighted": "Column of weighted bases.",
    "encoding": "Encoding of a text file.",
    "variable": "Variable of the question, in microdata.",
    "fieldwork": "Dates of fieldwork, where the file does not say them.",
    "weight": "Variable of weights, in microdata.",
    "strata": "Variable of strata, in microdata.",
    "psu": "Variable of primary sampling units, in microdata.",
}
YEARS = (1930, 2100)
LISTS: dict[str, str] = {
    "sheet": "Sheet to read; may be given several times.",
    "group_columns": "Column of groups of people; may be given several times.",
    "ignore": "Column to leave out; may be given several times.",
    "answers": "Column of an answer; may be given several times.",
    "by": "Variable of groups, in microdata; may be given several times.",
}


def hint_options(*own: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A decorator that gives a command an option for each hint, and `--crosswalk`.

    Args:
        own: the hints for which the command has options of its own.
    """
    texts = [(name, text) for name, text in OPTIONS.items() if name not in own]
    options = [
        click.option(
            "--crosswalk",
            type=click.Path(path_type=Path),
            help="CSV of crosswalk rows, as `polltide scan` writes and you complete it.",
        ),
        click.option(
            "--duplicates",
            type=click.Choice(["first", "last"]),
            help="Which of two waves of one date counts.",
        ),
        click.option(
            "--on-error",
            type=click.Choice(["raise", "skip"]),
            help="What wrong lines do: refuse the file (the default), or be left out and listed.",
        ),
        click.option(
            "--year", type=click.IntRange(*YEARS), help="Year of dates printed without one."
        ),
        *(
            click.option(f"--{n.replace('_', '-')}", n, multiple=True, help=t)
            for n, t in reversed(LISTS.items())
        ),
        *(click.option(f"--{n.replace('_', '-')}", n, help=t) for n, t in texts),
    ]

    def with_options(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            command = option(command)
        return command

    return with_options


def given(name: str) -> bool:
    """Whether the call itself names an option of the command, and its default does not stand."""
    source = click.get_current_context().get_parameter_source(name)
    return source is not None and source is not click.core.ParameterSource.DEFAULT


def refuse_beside(beside: str, options: Mapping[str, object]) -> None:
    """Stop where options are given that would have no effect.

    Args:
        beside: what leaves them without effect.
        options: the options, and whether each is given.

    Raises:
        click.UsageError: with all of them.
    """
    named = [option for option, is_given in options.items() if is_given]
    if named:
        verb = "has" if len(named) == 1 else "have"
        raise click.UsageError(f"{', '.join(named)} {verb} no effect with {beside}.")


def given_hints(options: dict[str, Any]) -> dict[str, Any]:
    """The hints that were given, without those left out."""
    return {name: value for name, value in options.items() if value not in (None, ())}
