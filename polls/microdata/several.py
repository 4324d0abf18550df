"""Questions of several variables: multiple response, as one question with one base.

    news_1  news_2  news_3                 answer       share of all asked
    1       0       1           ->         Television   0.62
    0       0       0                      Newspapers   0.31

A variable for each answer holds a counted value (1) where the answer was chosen; or a few
variables hold codes of the answers that were chosen. Nobody's two answers make two people: the
base is who was asked, and the shares add up to more than 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from polls.errors import Place, Problem
from polls.microdata.codes import SYSTEM_MISSING, Kind, code_of, kind_of_label
from polls.microdata.design import Codes, several
from polls.microdata.replicates import chosen_variables
from polls.microdata.source import Derived, Microdata, SetOfVariables, Variable

__all__ = ["Item", "Multiple", "declared_multiple", "items_of", "wrong_with_multiple"]

CHOSEN, NOT_CHOSEN, NO_OPINION = "1", "0", "2"


@dataclass(frozen=True)
class Multiple:
    """A question of which several answers may be chosen, kept in several variables.

    Args:
        variables: their names; or one text, `news_1-news_9` or `news_*`.
        counted: the code of "chosen" where each variable is an answer; None where variables
            hold codes of the answers.
        name: name of the question; default: the first variable's.
        text: its wording.
        asked: variable that is 1 for who was asked, where blanks alone do not tell; default:
            everybody who has a value in one of the variables.

    >>> Multiple("news_1-news_3").names([])
    ('news_1', 'news_2', 'news_3')
    """

    variables: Any
    counted: Any = 1
    name: str = ""
    text: str = ""
    asked: str = ""

    def names(self, known: Any) -> tuple[str, ...]:
        """The names of the variables."""
        if isinstance(self.variables, str):
            return chosen_variables(self.variables, known)
        return tuple(map(str, several(self.variables)))


@dataclass(frozen=True)
class Item:
    """An answer of a multiple-response question: the derived variable that holds it."""

    variable: str
    label: str
    kind: Kind


def declared_multiple(declared: SetOfVariables) -> Multiple:
    """The question that a file declares."""
    return Multiple(declared.variables, declared.counted, declared.name, declared.text)


def wrong_with_multiple(opened: Microdata, multiple: Multiple, codes: Codes) -> Iterator[Problem]:
    """Variables that the data lack, and codes that are declared to mean two things."""
    names = multiple.names([*opened.variables, *opened.repeated])
    if not names:
        title = f"data have no variables '{multiple.variables}' for the question"
        yield Problem("unknown-question-variable", title, Place(file=opened.file))
    for name in (*names, *filter(None, [multiple.asked])):
        if name not in opened.variables:
            yield opened.lacks(name, "question")
    if names and names[0] in opened.variables:
        yield from codes.declared_twice(opened.variables[names[0]], opened.file)


def items_of(
    opened: Microdata, multiple: Multiple, codes: Codes, rows: int
) -> tuple[Microdata, list[Item]]:
    """The data with a variable for each answer: chosen, not chosen, or not asked.

    Args:
        opened: the data.
        multiple: the question.
        codes: codes that mean don't know, refused, not asked.
        rows: respondents held at a time, where codes have to be looked for.
    """
    names = multiple.names(opened.variables)
    variables = {name: opened.variables[name] for name in names}
    chosen, answers = _answers(opened, multiple, variables, codes, rows)
    title = multiple.name or names[0]
    items = [
        Item(f"{title}: {key}", label, kind)
        for key, (label, kind) in answers.items()
        if kind != "not_asked"
    ]
    keys = [key for key, (_, kind) in answers.items() if kind != "not_asked"]
    asked_by = opened.variables.get(multiple.asked)

    def make(chunk: pd.DataFrame) -> pd.DataFrame:
        coded = {name: codes_of(chunk[name], variables[name]) for name in names}
        asked = _asked(chunk, coded, variables, codes, asked_by)
        picked = {key: chosen(coded, key) & asked for key in keys}
        opinion = np.zeros(len(chunk), dtype=bool)
        for item, key in zip(items, keys, strict=True):
            opinion |= picked[key] if item.kind == "substantive" else False
        columns = {}
        for item, key in zip(items, keys, strict=True):
            value = np.where(picked[key], CHOSEN, np.where(opinion, NOT_CHOSEN, NO_OPINION))
            columns[item.variable] = pd.Series(value, dtype=object).where(asked, None)
        return pd.DataFrame(columns).set_axis(chunk.index)

    own_words = {variable.own_words for variable in variables.values()} - {""}
    made = tuple(
        Variable(
            item.variable,
            multiple.text,
            (
                (CHOSEN, item.label),
                (NOT_CHOSEN, "another answer"),
                (NO_OPINION, "no answer of substance"),
            ),
            own_words=item.label if item.label in own_words else "",
        )
        for item in items
    )
    needs = tuple(dict.fromkeys([*names, *filter(None, [multiple.asked])]))
    return opened.with_derived(Derived(made, needs, make)), items


def codes_of(values: pd.Series, variable: Variable) -> np.ndarray:
    """(rows,) the values as codes of the variable."""
    positions, distinct = pd.factorize(values)
    return np.array([*map(variable.code, distinct), SYSTEM_MISSING], dtype=object)[positions]


def _asked(
    chunk: pd.DataFrame,
    coded: Mapping[str, np.ndarray],
    variables: Mapping[str, Variable],
    codes: Codes,
    asked_by: Variable | None,
) -> np.ndarray:
    """(rows,) whether each respondent was asked."""
    if asked_by is not None:
        return ~np.isin(codes_of(chunk[asked_by.name], asked_by), ["0", SYSTEM_MISSING])
    asked = np.zeros(len(chunk), dtype=bool)
    for name, values in coded.items():
        for code in np.unique(values.astype(str)):
            if code != SYSTEM_MISSING and _kind(variables[name], code, codes) != "not_asked":
                asked |= values == code
    return asked


def _answers(
    opened: Microdata,
    multiple: Multiple,
    variables: Mapping[str, Variable],
    codes: Codes,
    rows: int,
) -> tuple[Callable[[Mapping[str, np.ndarray], str], np.ndarray], dict[str, tuple[str, Kind]]]:
    """How to tell that an answer was chosen, and the answers by key: label and kind."""
    if multiple.counted is not None:
        counted = code_of(multiple.counted)
        labels = {name: (entry.text or name) for name, entry in variables.items()}
        return (
            lambda coded, key: coded[key] == counted,
            {name: (label, kind_of_label(label)) for name, label in labels.items()},
        )
    first = next(iter(variables.values()))
    found: dict[str, None] = dict.fromkeys(
        code for entry in variables.values() for code, _ in entry.labels
    )
    given: set[str] = set()
    for chunk in opened.chunks(list(variables), rows):
        for name, entry in variables.items():
            given |= set(map(entry.code, pd.unique(chunk[name]))) - {SYSTEM_MISSING}
    known = [code for code in found if code in given] + sorted(given - set(found))
    labelled = {code: (_label(variables, code), _kind(first, code, codes)) for code in known}
    return (
        lambda coded, key: np.any([values == key for values in coded.values()], axis=0),
        labelled,
    )


def _label(variables: Mapping[str, Variable], code: str) -> str:
    labels = [variable.label(code) for variable in variables.values()]
    return next((label for label in labels if label != code), code)


def _kind(variable: Variable, code: str, codes: Codes) -> Kind:
    declared = (kind for known, kind in codes.declared(variable) if known == code)
    return next(declared, None) or kind_of_label(variable.label(code))
