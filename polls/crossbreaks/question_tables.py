"""The table of one question as it stands in a file, and what a file of them must say.

Q1. How many? [those who work]     the question: its number and note apart
          Total  Male  Female      headings
Yes         42    45     39        answers
Total      100   100    100        what they add up to
Base      1639   793    846        bases
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from polls.crossbreaks.crosstab import NOT_A_SHARE, AnswerRow, Cell
from polls.crossbreaks.headings import Heading
from polls.crossbreaks.rows import Part, TextRow
from polls.errors import Place, Problem
from polls.printed.fieldwork import Fieldwork

__all__ = [
    "Question",
    "QuestionTable",
    "Tables",
    "incomplete",
    "left_out",
    "printed_question",
]

CODE = re.compile(
    r"^(?:table[ _]?\w{1,6}[.:]\s+|\[?(?=[A-Za-z_]{0,8}\d)[A-Z][A-Za-z_]{0,5}\d{1,3}[A-Za-z_]{0,2}"
    r"(?:[._]\d{1,3})?[A-Za-z]?\]?(?:\s*[.:)-]\s*|\s+)"
    r"|(?:[Qq]uestion|[Pp]regunta|[Ff]rage) \d{1,3}[a-z]?\s*[.:)-]?\s+)(?=\S)"
)
"""A number before a question: `Q1.`, `QA4b.2`, `V001.`, `Table 3:`, `Pregunta 3`."""
NOTE_BEHIND = re.compile(r"(?:(?<!\s)\s+)?\[([^\[\]]*)\]\s*$")
NOTE_BEFORE = re.compile(r"^\[([^\[\]]*)\]\s*")
HOW_MANY = re.compile(r"(please )?(tick|select|choose|pick)\b", re.IGNORECASE)
LISTED = 12


@dataclass(frozen=True)
class Question:
    """A question as printed, and who was asked or counted (`all`, or the printed note)."""

    text: str
    base: str = "all"


@dataclass(frozen=True)
class QuestionTable:
    """One question's answers under the headings that hold for them.

    `unweighted` and `weighted` hold a base for each column, None where none is printed;
    `waves` and `wordings` the text printed for a column, "" for none; `lines` the lines over
    the answers, `base` who was asked, `totals` the sums printed below the answers, `left_out`
    the labels of rows that are neither answers nor bases.
    """

    place: Place
    question: str
    headings: tuple[Heading, ...]
    answers: tuple[AnswerRow, ...]
    unweighted: tuple[float | None, ...]
    weighted: tuple[float | None, ...]
    waves: tuple[str, ...]
    wordings: tuple[str, ...]
    fieldwork: Fieldwork | None
    lines: tuple[TextRow, ...] = ()
    base: str = "all"
    totals: tuple[Cell, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def percent(self) -> bool:
        """Whether bare numbers are percentages: some are above 1, or all are 0 or 1."""
        rows = [row for row in self.answers if not NOT_A_SHARE.match(row.label)]
        values = [cell for row in rows or self.answers for cell in row.cells]
        numbers = [float(v) if not isinstance(v, str) else _number(v) for v in values]
        return any(n > 1 for n in numbers) or all(n.is_integer() for n in numbers)


@dataclass(frozen=True)
class Tables:
    """All tables of a file, and what is wrong with its dates."""

    tables: tuple[QuestionTable, ...]
    problems: tuple[Problem, ...] = ()


def incomplete(found: Tables, file: str) -> Iterator[Problem]:
    """What a file must say and does not: tables, and when people were asked."""
    if not found.tables:
        yield Problem(
            "no-tables",
            "no tables are found",
            Place(file=file),
            expected="answers with their shares under headings",
        )
    dated = all(table.fieldwork or any(table.waves) for table in found.tables)
    if not dated and not found.problems:
        yield Problem(
            "no-fieldwork",
            "no dates of fieldwork are found",
            Place(file=file),
            expected="a line such as 'Fieldwork: 9th - 10th April 2018'",
            hint="say them: fieldwork='9 - 10 April 2018'",
        )


def left_out(parts: Sequence[Part], found: Tables, file: str) -> Iterator[Problem]:
    """What is not read, each kind in one warning: sheets, columns, rows, bases that are not there.

    Args:
        parts: all sheets or pages.
        found: their tables.
        file: the name of the file.
    """
    read = {table.place.sheet for table in found.tables}
    sheets = [part.place.sheet for part in parts if part.place.sheet not in read]
    columns = [f"{p.place.sheet}: {name}".removeprefix(": ") for p in parts for name in p.left_out]
    rows = [
        f"{t.place.sheet}: {name}".removeprefix(": ") for t in found.tables for name in t.left_out
    ]
    bases = [
        f"{table.place.sheet}: {heading.label}".removeprefix(": ")
        for table in found.tables
        if any(table.unweighted) and any(table.weighted)
        for heading, n, weighted in zip(
            table.headings, table.unweighted, table.weighted, strict=False
        )
        if (n is None) != (weighted is None)
    ]
    for names, code, title in (
        (bases, "base-missing", "columns have one base where the others have two"),
        (sheets, "sheets-not-read", "sheets hold no table of answers"),
        (columns, "columns-not-read", "columns beside the shares are not read"),
        (rows, "rows-not-read", "rows that are neither answers nor bases are not read"),
    ):
        if names:
            more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
            yield Problem(
                code,
                f"{len(names)} {title}",
                Place(file=file),
                got=", ".join(map(repr, names[:LISTED])) + more,
                severity="warning",
            )


def printed_question(text: str) -> Question:
    """A question without its number, and the note in brackets behind or before it.

    >>> printed_question("Voting intention [excluding those who would not vote]")
    Question(text='Voting intention', base='excluding those who would not vote')
    """
    text = CODE.sub("", text)
    for note in (NOTE_BEHIND, NOTE_BEFORE):
        found = note.search(text)
        rest = note.sub("", text)
        if found and found[1].strip() and rest.strip() and not HOW_MANY.match(found[1].strip()):
            return Question(rest, found[1].strip())
    return Question(text)


def _number(text: str) -> float:
    try:
        return float(text.replace(",", ".").removesuffix("%"))
    except ValueError:
        return 0.0
