"""Exports of survey platforms, whose names of columns take two or three rows.

    Qualtrics                        SurveyMonkey
    StartDate   Q1                   Respondent ID  How often?             Which of these?  (blank)
    Start Date  Is it too high?                     Response               Television       Papers
    {"Imp..."}  {"ImportId":"QID1"}  118052219061   Often                                   Papers

The first row of Qualtrics has the names, the second the questions as asked. In SurveyMonkey
a question of several columns is named over the first of them, and the row below has the answer
or the item of each. Without these rows taken off, heads would count as respondents. What people
wrote under "Other (please specify)" is one answer, be it beside a column of responses or of
answers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from polls.codebooks.model import fold
from polls.microdata.source import Derived, Variable

__all__ = ["Heads", "heads_of", "joined", "of_others"]

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
        others: columns of texts in people's own words: the answer that they stand for, and the
            column of responses that is empty beside them, if any.
    """

    names: tuple[str, ...]
    texts: dict[str, str] = field(default_factory=dict)
    rows: int = 1
    choices: dict[str, Choice] = field(default_factory=dict)
    others: dict[str, tuple[str, str]] = field(default_factory=dict)


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
    choices: dict[str, Choice] = {}
    others: dict[str, tuple[str, str]] = {}
    for start, places in questions.items():
        head = rows[0][start].strip()
        beside = names[start] if fold(items[start].strip()) in NO_ITEM else ""
        for place in places[1:]:
            if _is_other(items[place]) and (beside or not _is_rated(rows, place, places)):
                others[names[place]] = (items[place].strip(), beside)
        options = [place for place in places if _holds_itself(rows, place, items[place])]
        named = [place for place in options if not _is_other(items[place])]
        if len(named) > 1 and len(options) == len(places) and head not in names:
            single = all(sum(map(bool, _cells(row, options))) < 2 for row in rows[2:])
            choices[head] = Choice(
                tuple(names[place] for place in options),
                tuple(items[place].strip() for place in options),
                single,
            )
    return Heads(tuple(names), {}, 2, choices, others)


def _cells(row: Sequence[str], places: Sequence[int]) -> list[str]:
    return [row[place].strip() if place < len(row) else "" for place in places]


def _holds_itself(rows: Sequence[Sequence[str]], place: int, item: str) -> bool:
    """Whether a column holds the answer that it is named after, or nothing, or another one."""
    printed = {cell for row in rows[2:] for cell in _cells(row, [place])} - {""}
    return bool(item.strip()) and (printed <= {item.strip()} or _is_other(item))


def _is_other(item: str) -> bool:
    return fold(item).strip().startswith(OTHER)


def _is_rated(rows: Sequence[Sequence[str]], place: int, places: Sequence[int]) -> bool:
    """Whether a column holds what the ones beside it do: `Other` may be an item of a grid."""
    own = {cell for row in rows[2:] for cell in _cells(row, [place])} - {""}
    rest = [at for at in places if at != place]
    return bool(own) and own <= {cell for row in rows[2:] for cell in _cells(row, rest)}


def of_others(name: str, answer: str, beside: str) -> list[Derived]:
    """A column of texts in people's own words as one answer, there and in the one beside it."""
    own = Variable(name, own_words=answer)

    def texts(chunk: pd.DataFrame) -> pd.DataFrame:
        return pd.DataFrame({name: chunk[name].map(lambda text: answer if _said(text) else "")})

    def responses(chunk: pd.DataFrame) -> pd.DataFrame:
        silent = ~chunk[beside].map(_said) & chunk[name].map(_said)
        return pd.DataFrame({beside: chunk[beside].mask(silent, answer)})

    found = [Derived((own,), (name,), texts)]
    if beside:
        found.append(Derived((Variable(beside, own_words=answer),), (beside, name), responses))
    return found


def _said(cell: object) -> bool:
    return isinstance(cell, str) and bool(cell.strip())


def joined(head: str, choice: Choice) -> Derived:
    """The question as one variable of its answers; who chose two has both as an answer."""

    def make(chunk: pd.DataFrame) -> pd.DataFrame:
        chosen = [
            chunk[name].fillna("").astype(str).str.strip().ne("").map({True: label, False: ""})
            for name, label in zip(choice.variables, choice.labels, strict=True)
        ]
        answers = ["; ".join(filter(None, row)) for row in zip(*chosen, strict=True)]
        return pd.DataFrame({head: answers}, index=chunk.index)

    own = next((label for label in choice.labels if _is_other(label)), "")
    return Derived((Variable(head, head, own_words=own),), choice.variables, make)


def _each_of_its_own(names: Sequence[str]) -> list[str]:
    seen: Counter[str] = Counter()
    found = []
    for name in names:
        seen[name] += 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return found
