"""What is asked of microdata, and what can be wrong with the asking."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from polls.errors import Place, Problem
from polls.microdata.choices import unknown_choice
from polls.microdata.design import Codes, Design
from polls.microdata.replicates import Replicates, wrong_with_replicates
from polls.microdata.several import Item
from polls.microdata.source import Microdata, Variable
from polls.microdata.variance import SingleUnit
from polls.microdata.waves import Waves, wrong_with_waves

__all__ = ["Base", "Question", "Statistic", "Wanted", "wrong_with"]

Base = Literal["all", "substantive"]
Statistic = Literal["mean", "median"]
NO_DESIGN, NO_CODES, NO_WAVES = Design(), Codes(), Waves()


@dataclass(frozen=True)
class Question:
    """A question as it is tallied: a variable, or one answer of a question of several.

    Args:
        name: the variable of its answers.
        item: the answer that the variable holds, of a question of several variables.
        of: the name of that question.
    """

    name: str
    item: Item | None = None
    of: str = ""


@dataclass(frozen=True)
class Wanted:
    """A tabulation: of which questions, by which groups, in which base; see `polls.tabulate`.

    `banners` holds the variables that each banner crosses; the one of the whole sample none.
    `replicates` are the names of the design's replicate weights.
    """

    questions: tuple[Question, ...]
    by: tuple[tuple[str, ...], ...] = ()
    design: Design = NO_DESIGN
    base: Base = "all"
    codes: Codes = NO_CODES
    single_unit: SingleUnit = "error"
    chunk_rows: int = 100_000
    waves: Waves = NO_WAVES
    nets: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    statistics: tuple[Statistic, ...] = ()
    replicates: tuple[str, ...] = ()

    @property
    def banners(self) -> tuple[tuple[str, ...], ...]:
        """The variables of each banner; where there is none, the whole sample's."""
        return self.by or ((),)

    @property
    def group_variables(self) -> tuple[str, ...]:
        """Every variable of groups once."""
        return tuple(dict.fromkeys(name for crossing in self.by for name in crossing))

    @property
    def variables(self) -> tuple[str, ...]:
        """Every variable that the rows are asked for."""
        waves = (*self.waves.variables, *([self.waves.dates] if self.waves.dates else ()))
        return tuple(
            dict.fromkeys(
                (
                    *(question.name for question in self.questions),
                    *self.group_variables,
                    *self.design.variables,
                    *self.replicates,
                    *waves,
                )
            )
        )


def wrong_with(wanted: Wanted, opened: Microdata) -> list[Problem]:
    """Variables that the data lack, choices that do not exist, codes declared twice."""
    return [
        *_unknown_variables(wanted, opened),
        *_weight_is_no_weight(wanted, opened),
        *_unknown_choices(wanted),
        *_declared_twice(wanted, opened),
        *_two_designs(wanted, opened),
        *wrong_with_waves(wanted.waves, opened),
    ]


def _unknown_variables(wanted: Wanted, opened: Microdata) -> Iterator[Problem]:
    roles = [("question", question.name) for question in wanted.questions]
    roles += [("group", name) for name in wanted.group_variables]
    roles += wanted.design.roles.items()
    roles += [("raked", name) for margin in wanted.design.margins for name in margin]
    for role, name in dict.fromkeys(roles):
        if name not in opened.variables and (name or role == "question"):
            yield opened.lacks(name, role)


def _weight_is_no_weight(wanted: Wanted, opened: Microdata) -> Iterator[Problem]:
    questions = tuple(question.name for question in wanted.questions)
    for role, names in (("question", questions), ("group", wanted.group_variables)):
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
        *(("statistics", chosen, get_args(Statistic)) for chosen in wanted.statistics),
    ):
        if chosen not in known:
            yield unknown_choice(chosen, f"choice of {name}", known)


def _declared_twice(wanted: Wanted, opened: Microdata) -> Iterator[Problem]:
    for question in wanted.questions:
        variable = opened.variables.get(question.name, Variable(question.name))
        yield from wanted.codes.declared_twice(variable, opened.file)


def _two_designs(wanted: Wanted, opened: Microdata) -> Iterator[Problem]:
    """Replicates hold the design already: strata, units and margins beside them say it twice."""
    design = wanted.design
    if design.replicates is None:
        if design.before_raking and not design.margins:
            title = "weights before raking are named, but no margins"
            yield Problem("margins-missing", title, hint="name them: raked=['sex', 'age']")
        return
    place = Place(file=opened.file)
    yield from wrong_with_replicates(design.replicates, opened.variables, design.weight, place)
    if isinstance(design.replicates, Replicates):
        chosen = set(design.replicates.weight_names(opened.repeated))
        yield from (opened.lacks(name, "replicates") for name in opened.repeated if name in chosen)
    twice = [
        name
        for name, given in (
            ("strata", design.strata),
            ("psu", design.psu),
            ("fpc", design.fpc),
            ("raked", design.margins),
        )
        if given
    ]
    if twice:
        yield Problem(
            "design-two-ways",
            "design is given by replicates and otherwise",
            place,
            got=f"replicates= and {', '.join(f'{name}=' for name in twice)}",
            expected="one of them",
            hint="replicates hold strata, units and raking already",
        )
