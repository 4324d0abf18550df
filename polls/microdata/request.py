"""What is asked of microdata, and what can be wrong with the asking."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args

from polls.errors import Place, Problem, did_you_mean
from polls.microdata.codes import Kind
from polls.microdata.source import Microdata, Variable
from polls.microdata.variance import SingleUnit

__all__ = ["Base", "Design", "Wanted", "wrong_with"]

Base = Literal["all", "substantive"]


@dataclass(frozen=True)
class Design:
    """The variables of the sample's design; "" where the data have none.

    Args:
        weight: variable of weights; without one everybody counts once.
        strata: variable of the strata that the sample was drawn in.
        psu: variable of the primary sampling units, numbered anew in each stratum or not.
    """

    weight: str = ""
    strata: str = ""
    psu: str = ""

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables that are named."""
        return tuple(name for name in (self.weight, self.strata, self.psu) if name)

    def among(self, opened: Microdata) -> Design:
        """The design as far as the data have its variables."""
        names = (self.weight, self.strata, self.psu)
        return Design(*(name if name in opened.variables else "" for name in names))


@dataclass(frozen=True)
class Wanted:
    """A tabulation: of which variable, by which groups, in which base; see `polls.tabulate`."""

    question: str
    by: tuple[str, ...] = ()
    design: Design = Design()
    base: Base = "all"
    dont_know: tuple[Any, ...] = ()
    refused: tuple[Any, ...] = ()
    not_asked: tuple[Any, ...] = ()
    single_unit: SingleUnit = "error"
    chunk_rows: int = 100_000

    def declared(self, variable: Variable) -> list[tuple[str, Kind]]:
        """Each code of the question's variable that the caller knows, with its kind."""
        kinds: tuple[tuple[Kind, tuple[Any, ...]], ...] = (
            ("dont_know", self.dont_know),
            ("refused", self.refused),
            ("not_asked", self.not_asked),
        )
        return [(variable.code(code), kind) for kind, codes in kinds for code in codes]


def wrong_with(wanted: Wanted, opened: Microdata) -> list[Problem]:
    """Variables that the data lack, choices that do not exist, codes declared twice."""
    return [
        *_unknown_variables(wanted, opened),
        *_weight_is_no_weight(wanted, opened),
        *_unknown_choices(wanted),
        *_declared_twice(wanted, opened),
    ]


def _unknown_variables(wanted: Wanted, opened: Microdata) -> Iterator[Problem]:
    design = wanted.design
    roles = [("question", wanted.question), *(("group", name) for name in wanted.by)]
    roles += [("weight", design.weight), ("strata", design.strata), ("psu", design.psu)]
    for role, name in roles:
        if name not in opened.variables and (name or role == "question"):
            yield Problem(
                f"unknown-{role}-variable",
                f"data have no variable '{name}' for the {role}",
                Place(file=opened.file),
                expected=opened.listed,
                hint=did_you_mean(name, opened.variables),
            )


def _weight_is_no_weight(wanted: Wanted, opened: Microdata) -> Iterator[Problem]:
    for role, names in (("question", (wanted.question,)), ("group", wanted.by)):
        if wanted.design.weight and wanted.design.weight in names:
            yield Problem(
                "weight-is-no-weight",
                f"the weight is the variable of the {role} too",
                Place(file=opened.file, item=f"variable '{wanted.design.weight}'"),
                expected="a variable of weights alone",
            )


def _unknown_choices(wanted: Wanted) -> Iterator[Problem]:
    for name, chosen, known in (
        ("base", wanted.base, get_args(Base)),
        ("single_unit", wanted.single_unit, get_args(SingleUnit)),
    ):
        if chosen not in known:
            yield Problem(
                "unknown-choice",
                f"'{chosen}' is no choice of {name}",
                expected=", ".join(known),
                hint=did_you_mean(chosen, known),
            )


def _declared_twice(wanted: Wanted, opened: Microdata) -> Iterator[Problem]:
    kinds: dict[str, Kind] = {}
    variable = opened.variables.get(wanted.question, Variable(wanted.question))
    for code, kind in wanted.declared(variable):
        if kinds.setdefault(code, kind) != kind:
            yield Problem(
                "code-declared-twice",
                "code is declared to mean two things",
                Place(file=opened.file, item=f"variable '{wanted.question}'"),
                got=f"{code} as {kinds[code]} and as {kind}",
            )
