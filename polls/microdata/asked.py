"""A question of microdata: which of its codes are answers, and which of them the base holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from polls.codebook import Codebook, codebook, slug
from polls.errors import Place, Problem
from polls.microdata.codes import SYSTEM_MISSING, Kind, kind_of_label
from polls.microdata.files import Microdata, Variable

__all__ = ["Asked", "Base", "Code", "asked_of", "in_order"]

Base = Literal["all", "substantive"]

IN_BASE: Mapping[Base, tuple[Kind, ...]] = {
    "all": ("substantive", "dont_know", "refused"),
    "substantive": ("substantive",),
}
MAX_ANSWERS = 200


@dataclass(frozen=True)
class Code:
    """One code that came up: its number in the tally, label, id and kind."""

    number: int
    code: str
    label: str
    id: str
    kind: Kind


@dataclass(frozen=True)
class Asked:
    """A question with the codes that came up, in order, and who is in its base."""

    id: str
    text: str
    codes: tuple[Code, ...]
    base: Base

    @property
    def counted(self) -> tuple[Code, ...]:
        """The codes that are in the base."""
        return tuple(code for code in self.codes if code.kind in IN_BASE[self.base])

    def left_out(self, cells: pd.DataFrame) -> str:
        """Who of these cells is not in the base, with unweighted counts: `Refused 12, ...`."""
        n = cells.groupby("answer")["n"].sum()
        named = [
            (code.label if code.code else "system missing", int(n.get(code.number, 0)))
            for code in self.codes
            if code not in self.counted
        ]
        return ", ".join(f"{label} {count:,}" for label, count in named if count)


def asked_of(
    opened: Microdata,
    name: str,
    question_id: str,
    found: Iterable[str],
    declared: Mapping[str, Kind],
    base: Base,
) -> tuple[Asked, list[Problem]]:
    """The question in a variable, and problems with codes that nobody can tell apart.

    Args:
        opened: the data.
        name: the question's variable.
        question_id: its codebook id; "" for the variable's name.
        found: its codes, in the order of their numbers in the tally.
        declared: the kinds of codes that the caller knows.
        base: who is counted.
    """
    variable = opened.variables[name]
    numbers = {code: number for number, code in enumerate(found)}
    place = Place(file=opened.file, item=f"variable '{name}'")
    if len(numbers) > MAX_ANSWERS:
        title = "variable has too many answers to be a question"
        got, most = f"{len(numbers):,} different values", f"at most {MAX_ANSWERS}"
        return Asked("", "", (), base), [Problem("too-many-answers", title, place, got, most)]
    identity = question_id or slug(name)
    codes: list[Code] = []
    for code in in_order(variable, numbers):
        label = variable.label(code)
        kind = declared.get(code) or (
            "not_asked" if code == SYSTEM_MISSING else kind_of_label(label)
        )
        taken = {earlier.id for earlier in codes}
        codes.append(
            Code(numbers[code], code, label, _id(codebook(), identity, label, code, taken), kind)
        )
    unclear = [
        _unclear(place, code)
        for code in codes
        if code.kind == "substantive" and variable.declared_missing(code.code)
    ]
    return Asked(identity, variable.text, tuple(codes), base), unclear


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


def _id(book: Codebook, question: str, label: str, code: str, taken: set[str]) -> str:
    """The codebook's id of an answer, or a slug of its label; with its code where it is taken."""
    identity = book.match("answer", label, question=question) or slug(label) or slug(f"code {code}")
    return identity if identity not in taken else slug(f"{identity} code {code}")


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
