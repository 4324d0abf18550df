"""What is asked of microdata, and what can be wrong with the asking."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from polls.errors import Place, Problem, did_you_mean
from polls.microdata.codes import Kind
from polls.microdata.design import Codes, Design
from polls.microdata.source import Microdata, Variable
from polls.microdata.variance import SingleUnit

__all__ = ["Base", "Wanted", "wrong_with"]

Base = Literal["all", "substantive"]
NO_DESIGN, NO_CODES = Design(), Codes()


@dataclass(frozen=True)
class Wanted:
    """A tabulation: of which variable, by which groups, in which base; see `polls.tabulate`."""

    question: str
    by: tuple[str, ...] = ()
    design: Design = NO_DESIGN
    base: Base = "all"
    codes: Codes = NO_CODES
    single_unit: SingleUnit = "error"
    chunk_rows: int = 100_000

    def declared(self, variable: Variable) -> list[tuple[str, Kind]]:
        """Each code of the question's variable that the caller knows, with its kind."""
        kinds: tuple[Kind, ...] = ("dont_know", "refused", "not_asked")
        return [(variable.code(code), kind) for kind in kinds for code in getattr(self.codes, kind)]


def wrong_with(wanted: Wanted, opened: Microdata) -> list[Problem]:
    """Variables that the data lack, choices that do not exist, codes declared twice."""
    return [
        *_unknown_variables(wanted, opened),
        *_weight_is_no_weight(wanted, opened),
        *_unknown_choices(wanted),
        *_declared_twice(wanted, opened),
    ]


def _unknown_variables(wanted: Wanted, opened: Microdata) -> Iterator[Problem]:
    roles = [("question", wanted.question), *(("group", name) for name in wanted.by)]
    roles += wanted.design.roles.items()
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
                "duplicate-code",
                "code is declared to mean two things",
                Place(file=opened.file, item=f"variable '{wanted.question}'"),
                got=f"{code} as {kinds[code]} and as {kind}",
            )
