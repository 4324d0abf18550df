"""Exports of survey platforms, whose names of columns take two or three rows.

    Qualtrics                        SurveyMonkey
    StartDate   Q1                   Respondent ID  How often?             Which of these?  (blank)
    Start Date  Is it too high?                     Response               Television       Papers
    {"Imp..."}  {"ImportId":"QID1"}  118052219061   Often                                   Papers

The first row of Qualtrics has the names, the second the questions as asked. In SurveyMonkey
a question of several columns is named over the first of them, and the row below has the answer
or the item of each. Without these rows taken off, heads would count as respondents.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from polls.codebooks.model import fold
from polls.microdata.source import Derived, Variable

__all__ = ["Heads", "heads_of", "joined"]

IMPORT_ID = '"importid"'
RESPONDENT = frozenset({"respondent id", "respondentid"})
NO_ITEM = frozenset({"", "response", "open-ended response"})
OTHER = "other"


@dataclass(frozen=True)
class Choice:
    """A question whose answers have a column each.

    Args:
        variables: the columns.
        labels: the answers, in their order.
        single: whether nobody in the first rows chose two of them.
    """

    variables: tuple[str, ...]
    labels: tuple[str, ...]
    single: bool


@dataclass(frozen=True)
class Heads:
    """The columns of an export.

    Args:
        names: one for each column.
        texts: the questions as asked, by name, where they are no names themselves.
        rows: how many rows of the file are heads.
        choices: questions whose answers have a column each, by name.
    """

    names: tuple[str, ...]
    texts: dict[str, str] = field(default_factory=dict)
    rows: int = 1
    choices: dict[str, Choice] = field(default_factory=dict)


def heads_of(rows: Sequence[Sequence[str]]) -> Heads | None:
    """The columns of an export of a survey platform, or None where the file is none.

    Args:
        rows: the first rows of the file, some of respondents among them.

    >>> heads_of([["Q1"], ["Too high?"], ['{"ImportId":"QID1"}'], ["Yes"]]).texts
    {'Q1': 'Too high?'}
    >>> heads_of([["Respondent ID", "Which?", ""], ["", "TV", "Papers"], ["7", "", "Papers"]]).names
    ('Respondent ID', 'Which?: TV', 'Which?: Papers')
    >>> heads_of([["id", "Q1"], ["7", "Yes"]]) is None
    True
    """
    if len(rows) > 2 and any(IMPORT_ID in cell.casefold() for cell in rows[2]):
        texts = {name: text for name, text in zip(rows[0], rows[1], strict=False) if text != name}
        return Heads(tuple(rows[0]), texts, 3)
    if len(rows) > 1 and _of_surveymonkey(rows[0], rows[1]):
        return _parted_questions(rows)
    return None


def _of_surveymonkey(heads: Sequence[str], items: Sequence[str]) -> bool:
    """Whether the second row belongs to the heads: nobody answered, and no respondent is named."""
    named = fold("".join(heads[:1])).strip() in RESPONDENT and not "".join(items[:1]).strip()
    return named and any(item.strip() for item in items)


def _parted_questions(rows: Sequence[Sequence[str]]) -> Heads:
    questions: dict[int, list[int]] = {}
    first = 0
    for place, head in enumerate(rows[0]):
        first = place if head.strip() else first
        questions.setdefault(first, []).append(place)
    items = [*rows[1], *[""] * len(rows[0])]
    names = [""] * len(rows[0])
    for start, places in questions.items():
        for place in places:
            item = items[place].strip()
            parted = len(places) > 1 and fold(item) not in NO_ITEM
            names[place] = f"{rows[0][start].strip()}: {item}" if parted else rows[0][start].strip()
    names = _each_of_its_own(names)
    choices = {}
    for start, places in questions.items():
        head = rows[0][start].strip()
        options = [place for place in places if _holds_itself(rows, place, items[place])]
        named = [place for place in options if not _is_other(items[place])]
        if len(named) > 1 and len(options) == len(places) and head not in names:
            single = all(sum(map(bool, _cells(row, options))) < 2 for row in rows[2:])
            choices[head] = Choice(
                tuple(names[place] for place in options),
                tuple(items[place].strip() for place in options),
                single,
            )
    return Heads(tuple(names), {}, 2, choices)


def _cells(row: Sequence[str], places: Sequence[int]) -> list[str]:
    return [row[place].strip() if place < len(row) else "" for place in places]


def _holds_itself(rows: Sequence[Sequence[str]], place: int, item: str) -> bool:
    """Whether a column holds the answer that it is named after, or nothing, or another one."""
    printed = {cell for row in rows[2:] for cell in _cells(row, [place])} - {""}
    return bool(item.strip()) and (printed <= {item.strip()} or _is_other(item))


def _is_other(item: str) -> bool:
    return fold(item).strip().startswith(OTHER)


def joined(head: str, choice: Choice) -> Derived:
    """The question as one variable of its answers; who chose two has both as an answer."""

    def make(chunk: pd.DataFrame) -> pd.DataFrame:
        chosen = [
            chunk[name].fillna("").astype(str).str.strip().ne("").map({True: label, False: ""})
            for name, label in zip(choice.variables, choice.labels, strict=True)
        ]
        answers = ["; ".join(filter(None, row)) for row in zip(*chosen, strict=True)]
        return pd.DataFrame({head: answers}, index=chunk.index)

    return Derived((Variable(head, head),), choice.variables, make)


def _each_of_its_own(names: Sequence[str]) -> list[str]:
    seen: Counter[str] = Counter()
    found = []
    for name in names:
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return found
