"""Problems in the words of the command line: options where Python has keyword arguments.

say it: question='...' (its id)    ->  say it: --question ... (its id)
overwrite=True (--overwrite)       ->  --overwrite
polls.scan lists them              ->  polltide scan lists them
"""

from __future__ import annotations

import re
import shlex
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import click

from analysis.commands.options import LISTS, OPTIONS
from polls.errors import Place, Problem, ProblemsError, ProblemsWarning, counted

__all__ = ["problems_heard", "problems_of", "spoken", "warn"]

KEYWORDS = (*OPTIONS, *LISTS, "dont_know", "refused", "not_asked", "single_unit", "year")
KEYWORD = re.compile(rf"\b({'|'.join(KEYWORDS)})=('[^']*'|\[[^\]]*\]|(?=[\s,]|$))")
COMMANDS = re.compile(r"\bpolls\.(read|scan|check|tabulate)\b")


def spoken(problem: Problem) -> Problem:
    """A problem whose hint names options instead of keyword arguments.

    >>> problem = Problem("c", "t", hint="declare them: date='...', answers=[...]")
    >>> spoken(problem).hint
    'declare them: --date ..., --answers ...'
    >>> spoken(Problem("c", "t", hint="say it: fieldwork='3-5 March 2024'")).hint
    "say it: --fieldwork '3-5 March 2024'"
    """
    hint = problem.hint.replace("overwrite=True (--overwrite)", "--overwrite")
    hint = KEYWORD.sub(_option, hint)
    return replace(problem, hint=COMMANDS.sub(r"polltide \1", hint))


@contextmanager
def problems_heard() -> Iterator[list[Problem]]:
    """A list that holds, once the block has run, the problems that it warned of.

    >>> with problems_heard() as heard:
    ...     warnings.warn(ProblemsWarning([Problem("c", "t", severity="warning")]))
    >>> [problem.code for problem in heard]
    ['c']
    """
    problems: list[Problem] = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ProblemsWarning)
        yield problems
    for each in caught:
        if isinstance(each.message, ProblemsWarning):
            problems += each.message.problems
        else:
            warnings.warn_explicit(each.message, each.category, each.filename, each.lineno)


def warn(problems: Iterable[Problem]) -> None:
    """Print the warnings among some problems on standard error."""
    for problem in counted(problem for problem in problems if problem.severity == "warning"):
        click.echo(f"warning: {spoken(problem)}", err=True)


def problems_of(error: Exception) -> tuple[Problem, ...]:
    """What an exception says of the input or of the system; nothing where neither is to blame.

    >>> print(*problems_of(PermissionError(13, "Permission denied", "/sys/o.csv")))
    /sys/o.csv: cannot be read or written [path-unusable]
        got Permission denied
        hint: is the path right, and do you have the right to it?
    >>> problems_of(ValueError("a defect of the program"))
    ()
    """
    if isinstance(error, ProblemsError):
        return error.problems
    if isinstance(error, OSError):
        return (_refused_by_the_system(error),)
    if isinstance(error, UnicodeError):
        title = "text cannot be read or written in its encoding"
        hint = "does --encoding name the encoding of the file?"
        return (Problem("wrong-encoding", title, got=str(error), hint=hint),)
    return ()


def _refused_by_the_system(error: OSError) -> Problem:
    return Problem(
        "path-unusable",
        "cannot be read or written",
        Place(file=str(error.filename or "")),
        got=error.strerror or str(error),
        hint="is the path right, and do you have the right to it?",
    )


def _option(found: re.Match[str]) -> str:
    name, value = found[1].replace("_", "-"), found[2].strip("'[]")
    if not value:
        return f"--{name}"
    return f"--{name} {value if value == '...' else shlex.quote(value)}"
