"""A question of microdata: which of its codes are answers, and which of them the base holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from polls.codebooks.model import slug
from polls.errors import Place, Problem, one_of
from polls.microdata.codes import SYSTEM_MISSING, Kind, kind_of_label
from polls.microdata.request import Base, Wanted
from polls.microdata.source import Microdata, Variable

__all__ = ["Asked", "Code", "asked_of", "in_order"]

IN_BASE: Mapping[Base, tuple[Kind, ...]] = {
    "all": ("substantive", "dont_know", "refused"),
    "substantive": ("substantive",),
}
MAX_ANSWERS = 200
KIND_WORDS: Mapping[Kind, str] = {
    "substantive": "an answer",
    "dont_know": "don't know",
    "refused": "a refusal",
    "not_asked": "not asked",
}


@dataclass(frozen=True)
class Code:
    """One code that came up: its number in the tally, its label, its kind.

    `id` is empty unless another code's label has the same slug, or the label is a number
    below 0.
    """

    number: int
    code: str
    label: str
    kind: Kind
    id: str = ""


@dataclass(frozen=True)
class Asked:
    """A question's variable with the codes that came up, in order, and who is in its base."""

    name: str
    codes: tuple[Code, ...]
    base: Base

    @property
    def counted(self) -> tuple[Code, ...]:
        """The codes that are in the base."""
        return tuple(code for code in self.codes if code.kind in IN_BASE[self.base])

    def left_out(self, cells: pd.DataFrame) -> str:
        """Who of these cells is not in the base, with unweighted counts: `Refused 12, ...`."""
        n = cells.groupby("answer")["n"].sum()
        outside = [code for code in self.codes if code not in self.counted and code.number in n]
        return ", ".join(f"{code.label} {n[code.number]:,}" for code in outside if n[code.number])


def asked_of(
    opened: Microdata, wanted: Wanted, found: Iterable[str]
) -> tuple[Asked, list[Problem]]:
    """The question of a variable, and problems with codes that nobody can tell apart.

    Args:
        opened: the data.
        wanted: which question, and the kinds of codes that the caller knows.
        found: its codes, in the order of their numbers in the tally.
    """
    variable = opened.variables[wanted.question]
    numbers = {code: number for number, code in enumerate(found)}
    place = Place(file=opened.file, item=f"variable '{wanted.question}'")
    if len(numbers) > MAX_ANSWERS:
        title = "variable has too many answers to be a question"
        got, most = f"{len(numbers):,} different values", f"at most {MAX_ANSWERS}"
        too_many = Problem("too-many-answers", title, place, got, most)
        return Asked(wanted.question, (), wanted.base), [too_many]
    declared = dict(wanted.declared(variable))
    labels = {code: variable.label(code) for code in in_order(variable, numbers)}
    slugs = [slug(label) for label in labels.values()]
    codes = tuple(
        Code(
            numbers[code],
            code,
            label,
            declared.get(code) or kind_of_label(label),
            _id_of(code, label, slugs),
        )
        for code, label in labels.items()
    )
    unclear = [
        _unclear(place, code)
        for code in codes
        if code.kind == "substantive" and variable.declared_missing(code.code)
    ]
    never = [
        _never_given(place, code, kind, codes)
        for code, kind in declared.items()
        if code not in numbers and all(code != known for known, _ in variable.labels)
    ]
    return Asked(wanted.question, codes, wanted.base), [*unclear, *never]


def in_order(variable: Variable, codes: Iterable[str]) -> list[str]:
    """Codes in the order of the variable's labels, those without one after them by value."""
    labelled = {code: position for position, (code, _) in enumerate(variable.labels)}

    def key(code: str) -> tuple[float, float, str]:
        try:
            value = float(code)
        except ValueError:
            value = float("inf")
        return (labelled.get(code, len(labelled)), value, code)

    return sorted(codes, key=key)


def _id_of(code: str, label: str, slugs: list[str]) -> str:
    return slug(f"{label} code {code}") if slugs.count(slug(label)) > 1 else ""


def _never_given(place: Place, code: str, kind: Kind, given: Iterable[Code]) -> Problem:
    return Problem(
        "code-never-given",
        f"nobody gave the code that is declared to mean {KIND_WORDS[kind]}",
        place,
        got=repr(code),
        expected=one_of(entry.code for entry in given if entry.code != SYSTEM_MISSING),
        severity="warning",
    )


def _unclear(place: Place, code: Code) -> Problem:
    labelled = f" ({code.label})" if code.label != code.code else ", which has no label"
    return Problem(
        "missing-code-unclear",
        "code is declared missing, but not why",
        place,
        got=f"{code.code}{labelled}",
        expected="don't know, refused or not asked",
        hint="name the code in dont_know=, refused= or not_asked=",
    )
