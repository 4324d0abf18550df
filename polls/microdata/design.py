"""How a sample was drawn, and what its codes mean: what a caller says of a file.

Design(weight="pspwght", strata="stratum", psu="psu")     Codes(dont_know=8, refused=7)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from polls.errors import Place, Problem
from polls.microdata.codes import Kind
from polls.microdata.replicates import Replicates
from polls.microdata.source import Variable

__all__ = ["Codes", "Design", "said_once", "several"]

ROLES = ("weight", "strata", "psu", "fpc", "before_raking")


@dataclass(frozen=True)
class Design:
    """The variables of the sample's design; "" where the data have none.

    Args:
        weight: variable of weights, 0 or more; without one everybody counts once.
        strata: variable of the strata that the sample was drawn in.
        psu: variable of the primary sampling units, numbered anew in each stratum or not;
            without one each respondent is a unit.
        fpc: variable of the finite population correction, one value in each stratum: how many
            sampling units the stratum has in the population or, where no value is above 1,
            the fraction of them that was drawn. Without one they were drawn with replacement.
        replicates: replicate weights (`polls.Replicates`), instead of strata and units.
        raked: variables to whose margins the weights were raked or calibrated, crossed ones as
            tuples (`["region", ("sex", "age")]`): what the margins explain adds no variance.
        before_raking: variable of the weights before raking; without one everybody counted
            once.

    >>> Design(weight="w", psu="unit", raked=["sex", ("age", "region")]).variables
    ('w', 'unit', 'sex', 'age', 'region')
    """

    weight: str = ""
    strata: str = ""
    psu: str = ""
    fpc: str = ""
    replicates: Replicates | None = None
    raked: Any = ()
    before_raking: str = ""

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables that are named, but for those of replicates."""
        margins = (name for margin in self.margins for name in margin)
        return tuple(dict.fromkeys(filter(None, (*self.roles.values(), *margins))))

    @property
    def roles(self) -> dict[str, str]:
        """The name of the variable in each role that one variable has."""
        return {role: getattr(self, role) for role in ROLES}

    @property
    def margins(self) -> tuple[tuple[str, ...], ...]:
        """The variables of each margin."""
        return tuple(tuple(map(str, several(margin))) for margin in several(self.raked))

    def among(self, known: Iterable[str]) -> Design:
        """The design as far as the data have its variables, without margins and replicates."""
        there = set(known)
        kept = {role: name if name in there else "" for role, name in self.roles.items()}
        return replace(self, replicates=None, raked=(), **kept)


@dataclass(frozen=True)
class Codes:
    """The codes of a question that are no opinion, where the data's labels do not say so.

    Args:
        dont_know: a code, or several, that mean don't know.
        refused: that mean a refusal.
        not_asked: that mean that the question was not asked.

    >>> Codes(dont_know="98", refused=[99, 97])
    Codes(dont_know=('98',), refused=(99, 97), not_asked=())
    """

    dont_know: Any = ()
    refused: Any = ()
    not_asked: Any = ()

    def __post_init__(self) -> None:
        for field in fields(self):
            object.__setattr__(self, field.name, tuple(several(getattr(self, field.name))))

    def declared(self, variable: Variable) -> list[tuple[str, Kind]]:
        """Each of the codes as one of a variable's, with its kind.

        >>> Codes(dont_know=98.0, refused=99).declared(Variable("q1"))
        [('98', 'dont_know'), ('99', 'refused')]
        """
        kinds: tuple[Kind, ...] = ("dont_know", "refused", "not_asked")
        return [(variable.code(code), kind) for kind in kinds for code in getattr(self, kind)]

    def declared_twice(self, variable: Variable, file: str) -> Iterator[Problem]:
        """Codes of a variable that are declared to mean two things."""
        kinds: dict[str, Kind] = {}
        for code, kind in self.declared(variable):
            if kinds.setdefault(code, kind) != kind:
                yield Problem(
                    "duplicate-code",
                    "code is declared to mean two things",
                    Place(file=file, item=f"variable '{variable.name}'"),
                    got=f"{code} as {kinds[code]} and as {kind}",
                )


def said_once(
    design: Design | None, codes: Codes | None, short: Mapping[str, Any]
) -> tuple[Design, Codes, list[Problem]]:
    """The design and the codes from either form, and problems where both forms are used.

    Args:
        design: the long form, if given.
        codes: the long form, if given.
        short: the short forms by name (`weight`, `dont_know`, ...), those given alone.
    """
    problems = [
        *_both("design", design, Design, short),
        *_both("codes", codes, Codes, short),
        *_not_names(design if isinstance(design, Design) else Design(), short),
    ]
    if problems:
        return Design(), Codes(), problems
    return (
        design or Design(**{name: short[name] for name in _names(Design) if name in short}),
        codes or Codes(**{name: short[name] for name in _names(Codes) if name in short}),
        [],
    )


def _both(
    name: str, given: Any, kind: type[Design | Codes], short: Mapping[str, Any]
) -> Iterator[Problem]:
    if given is None:
        return
    if not isinstance(given, kind):
        known = ", ".join(f"{field}=" for field in _names(kind))
        yield Problem(
            f"not-a-{name}",
            f"{name} is no polls.{kind.__name__}",
            got=repr(given),
            expected=f"polls.{kind.__name__}({known})",
        )
    twice = [field for field in _names(kind) if field in short]
    if twice:
        inside = ", ".join(f"{field}={short[field]!r}" for field in twice)
        yield Problem(
            f"{name}-given-in-two-forms",
            f"{name} is given in two forms",
            got=f"{name}= and {', '.join(f'{field}=' for field in twice)}",
            expected="one of them",
            hint=f"move it inside: {name}={kind.__name__}({inside}, ...)",
        )


def _not_names(design: Design, short: Mapping[str, Any]) -> Iterator[Problem]:
    for role, name in design.roles.items():
        given = short.get(role, name)
        if not isinstance(given, str):
            yield Problem(
                "not-a-variable-name",
                f"{role} is no name of a variable",
                got=repr(given),
                expected="the name of one variable, as text",
            )


def _names(kind: type[Design | Codes]) -> list[str]:
    return [field.name for field in fields(kind)]


def several(given: Any) -> Iterable[Any]:
    """Values as the caller gives them, one alone as one: a text is never taken apart.

    >>> tuple(several("98")), tuple(several(None)), tuple(several([1, 2]))
    (('98',), (), (1, 2))
    """
    if given is None:
        return ()
    if isinstance(given, str) or not isinstance(given, Iterable):
        return (given,)
    return given
