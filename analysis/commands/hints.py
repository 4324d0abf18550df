"""The options that say what a file may not say itself: one for each field of `Hints`.

Written out, not built from the dataclass, so that `--help` need not import pandas.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

__all__ = ["given_hints", "hint_options", "hint_options_but"]

OPTIONS: dict[str, str] = {
    "country": "Country that was surveyed, such as GB.",
    "pollster": "Who asked.",
    "mode": "How: online, phone, face-to-face.",
    "lang": "Language of the printed text: en, fr, de, es.",
    "question": "Id of the question.",
    "question_text": "The question as asked.",
    "base": "Who was asked or counted: all, substantive, ...",
    "source": "Id in the table of sources.",
    "date": "Column of fieldwork dates, in a table with a row a wave.",
    "n": "Column of unweighted bases.",
    "n_weighted": "Column of weighted bases.",
    "encoding": "Encoding of a text file.",
    "variable": "Variable of the question, in microdata.",
    "fieldwork": "Dates of fieldwork of microdata, which do not say them.",
    "weight": "Variable of weights, in microdata.",
    "strata": "Variable of strata, in microdata.",
    "psu": "Variable of primary sampling units, in microdata.",
}
YEARS = (1930, 2100)
LISTS: dict[str, str] = {
    "answers": "Column of an answer; may be given several times.",
    "by": "Variable of groups, in microdata; may be given several times.",
}


def hint_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """A command with an option for each hint, and `--crosswalk`."""
    return hint_options_but()(command)


def hint_options_but(*own: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """As `hint_options`, without the hints for which the command has options of its own."""

    def with_options(command: Callable[..., Any]) -> Callable[..., Any]:
        return _with_options(command, own)

    return with_options


def _with_options(command: Callable[..., Any], own: tuple[str, ...]) -> Callable[..., Any]:
    for name, text in reversed(OPTIONS.items()):
        if name in own:
            continue
        command = click.option(f"--{name.replace('_', '-')}", name, default=None, help=text)(
            command
        )
    for name, text in LISTS.items():
        command = click.option(f"--{name}", name, multiple=True, help=text)(command)
    command = click.option(
        "--year", type=click.IntRange(*YEARS), help="Year of dates printed without one."
    )(command)
    command = click.option(
        "--duplicates",
        type=click.Choice(["first", "last"]),
        help="Which of two waves of one date counts.",
    )(command)
    return click.option(
        "--crosswalk",
        type=click.Path(path_type=Path),
        help="CSV of crosswalk rows, as `polltide scan` writes and you complete it.",
    )(command)


def given_hints(options: dict[str, Any]) -> dict[str, Any]:
    """The hints that were given, without those left out."""
    return {name: value for name, value in options.items() if value not in (None, ())}
