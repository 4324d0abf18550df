"""What can be wrong with a call to tabulate microdata, apart from the rows themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args

from polls.errors import Place, Problem, did_you_mean
from polls.microdata.asked import Asked, Base
from polls.microdata.codes import Kind, code_of
from polls.microdata.files import Microdata
from polls.microdata.linearised import SingleUnit, Strata
from polls.microdata.tally import Design, Tally

__all__ = [
    "ABOUT_COLUMNS",
    "kinds_of",
    "nobody",
    "single_units",
    "unknown_choices",
    "unknown_variables",
]

ABOUT_COLUMNS = (
    "country",
    "pollster",
    "mode",
    "start",
    "end",
    "published",
    "date_precision",
    "question_text",
    "lang",
    "source",
)


def kinds_of(
    question: str, declared: Mapping[Kind, Sequence[object]]
) -> tuple[dict[str, Kind], list[Problem]]:
    """The kind of each declared code, and the codes that were declared to be two things."""
    kinds: dict[str, Kind] = {}
    problems = []
    for kind, codes in declared.items():
        for code in map(code_of, codes):
            if kinds.setdefault(code, kind) != kind:
                place = Place(item=f"variable '{question}'")
                title = "code is declared to mean two things"
                got = f"{code} as {kinds[code]} and as {kind}"
                problems.append(Problem("code-declared-twice", title, place, got))
    return kinds, problems


def unknown_variables(
    opened: Microdata, question: str, banners: Sequence[str], design: Design
) -> Iterator[Problem]:
    roles = [("question", question), *(("group", name) for name in banners)]
    roles += [("weight", design.weight), ("strata", design.strata), ("psu", design.psu)]
    for role, name in roles:
        if name not in opened.variables and (name or role == "question"):
            yield Problem(
                f"unknown-{role}-variable",
                f"data have no variable '{name}' for the {role}",
                Place(file=opened.file),
                expected=f"one of {len(opened.variables):,} variables",
                hint=did_you_mean(name, opened.variables),
            )


def unknown_choices(base: str, single_unit: str, about: Mapping[str, Any]) -> Iterator[Problem]:
    choices = (("base", base, get_args(Base)), ("single_unit", single_unit, get_args(SingleUnit)))
    for name, chosen, known in choices:
        if chosen not in known:
            title, expected = f"'{chosen}' is no choice of {name}", ", ".join(known)
            yield Problem(
                "unknown-choice", title, expected=expected, hint=did_you_mean(chosen, known)
            )
    for name in about:
        if name not in ABOUT_COLUMNS:
            yield Problem(
                "unknown-argument",
                f"'{name}' is not known",
                expected=", ".join(ABOUT_COLUMNS),
                hint=did_you_mean(name, ABOUT_COLUMNS),
            )


def single_units(
    opened: Microdata, found: Tally, strata: Strata, name: str, single_unit: SingleUnit
) -> Iterator[Problem]:
    codes = list(found.strata)
    for number in strata.single if single_unit == "error" else ():
        yield Problem(
            "single-unit-stratum",
            "stratum has one sampling unit, so its variance cannot be estimated",
            Place(file=opened.file, item=f"variable '{name}'" if name else ""),
            got=f"stratum {codes[number]}" if name else "the whole sample",
            expected="two units or more",
            hint="join it with a like stratum, or choose single_unit='centred' or 'certainty'",
        )


def nobody(opened: Microdata, found: Tally, asked: Asked) -> Iterator[Problem]:
    counted = [code.number for code in asked.counted]
    cells = found.cells[0].merged()
    if cells.loc[cells["answer"].isin(counted), "weight"].sum() == 0:
        yield Problem(
            "nobody-in-base",
            "nobody with a weight is in the base",
            Place(file=opened.file, item=f"question '{asked.id}'"),
            got=asked.left_out(cells),
        )
