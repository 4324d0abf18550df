"""Opened microdata to the rows of an extract: weighted shares with measured design effects.

q1  w     region              answer       share  n     n_weighted  deff
1   0.83  3        ->         Too high     0.582  1012  998.4       1.41
98  1.21  1                   Don't know   0.093  1012  998.4       1.37
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator
from typing import Any

import pandas as pd

from polls.codebooks.model import slug
from polls.errors import Place, Problem, ProblemsWarning, raise_errors
from polls.microdata.answers import Asked, asked_of, in_order
from polls.microdata.codes import SYSTEM_MISSING
from polls.microdata.population import drawn_of
from polls.microdata.request import Wanted, wrong_with
from polls.microdata.source import Microdata
from polls.microdata.tally import Tally, tally
from polls.microdata.variance import Strata, linearised

__all__ = ["tabulation"]

MANY_GROUPS = 12


def tabulation(opened: Microdata, wanted: Wanted) -> pd.DataFrame:
    """The rows of an extract: the whole sample first, then each banner's groups.

    Args:
        opened: the data.
        wanted: which question, groups, base and design.

    Returns:
        A row for each group and answer with its label in `answer_text`, the group's in
        `group_text` under the name of its variable in `banner_text`, the question's in
        `question_text`; a question without a text has its variable's name in `question`.

    Raises:
        ProblemsError: with all that is wrong with the call, the data and the design.
    """
    problems = wrong_with(wanted, opened)
    if problems:
        raise_errors([*problems, *_faults(opened, wanted)])
    found = tally(opened, wanted)
    if not found.rows:
        raise_errors(found.problems(opened.file, wanted.design))
    strata, unsound = drawn_of(opened, wanted, found, Strata.of(found.cells[0].merged()))
    asked, unclear = asked_of(opened, wanted, found.answers)
    faults = found.problems(opened.file, wanted.design)
    faults += [*unsound, *unclear, *_too_many_groups(opened, wanted, found)]
    raise_errors([*faults, *_single_units(opened, wanted, found, strata)])
    if faults:
        warnings.warn(ProblemsWarning(faults), stacklevel=3)
    raise_errors(_nobody(opened, found, asked))
    rows = pd.DataFrame(list(_rows(opened, wanted, found, asked, strata)))
    text = opened.variables[wanted.question].text
    return rows.assign(
        question="" if text else slug(wanted.question),
        question_text=text,
        precision=0.0,
        base=wanted.base,
    )


def _faults(opened: Microdata, wanted: Wanted) -> list[Problem]:
    """What is wrong with the rows of the variables that are there, where others are not."""
    design = wanted.design.among(opened.variables)
    known = [name for name in (wanted.question, *design.variables) if name in opened.variables]
    if not known:
        return []
    rest = Wanted(known[0], design=design, chunk_rows=wanted.chunk_rows)
    return tally(opened, rest).problems(opened.file, design)


def _rows(
    opened: Microdata, wanted: Wanted, found: Tally, asked: Asked, strata: Strata
) -> Iterator[dict[str, Any]]:
    for row in _group_rows(found.cells[0].merged(), asked, wanted, strata):
        yield {**row, "locator": f"variable {wanted.question}", "group_text": "", "banner_text": ""}
    for name, codes, cells in zip(wanted.by, found.groups, found.cells, strict=False):
        variable, table = opened.variables[name], cells.merged()
        numbers = {code: number for number, code in enumerate(codes)}
        for code in in_order(variable, numbers):
            if code == SYSTEM_MISSING or variable.declared_missing(code):
                continue
            printed = {"group_text": variable.label(code), "banner_text": name}
            locator = f"variable {wanted.question} by {name}"
            members = table[table["group"] == numbers[code]]
            for row in _group_rows(members, asked, wanted, strata):
                yield {**row, **printed, "locator": locator}


def _group_rows(
    cells: pd.DataFrame, asked: Asked, wanted: Wanted, strata: Strata
) -> Iterator[dict[str, Any]]:
    numbers = [code.number for code in asked.counted]
    inside = cells[cells["answer"].isin(numbers)]
    if inside["weight"].sum() == 0:
        return
    shares = linearised(inside, numbers, strata, wanted.single_unit)
    told = {
        "left out of the base:": asked.left_out(cells),
        "weight": wanted.design.weight,
        "strata": wanted.design.strata,
        "units": wanted.design.psu,
        "finite population": wanted.design.fpc,
    }
    if wanted.design.strata or wanted.design.psu:
        told["degrees of freedom"] = str(strata.degrees_of_freedom)
    note = "; ".join(f"{word} {value}" for word, value in told.items() if value)
    for code in asked.counted:
        measured = shares.loc[code.number, ["share", "n", "n_weighted", "deff"]]
        yield {"answer": code.id, "answer_text": code.label, **measured, "note": note}


def _single_units(
    opened: Microdata, wanted: Wanted, found: Tally, strata: Strata
) -> Iterator[Problem]:
    codes, name = list(found.strata), wanted.design.strata
    for number in strata.single if wanted.single_unit == "error" else ():
        yield Problem(
            "single-unit-stratum",
            "stratum has one sampling unit, so its variance cannot be estimated",
            Place(file=opened.file, item=f"variable '{name}'" if name else ""),
            got=f"stratum {codes[number]}" if name else "the whole sample",
            expected="two units or more",
            hint="join it with a like stratum, or choose single_unit='centred' or 'certainty'",
        )


def _too_many_groups(opened: Microdata, wanted: Wanted, found: Tally) -> Iterator[Problem]:
    """Banners with nearly a group for each respondent, such as a number or a weight."""
    for name, codes in zip(wanted.by, found.groups, strict=False):
        number = len(list(codes))
        if number > MANY_GROUPS and number > found.rows / 2:
            yield Problem(
                "too-many-groups",
                "variable has too many values to be one of groups",
                Place(file=opened.file, item=f"variable '{name}'"),
                got=f"{number:,} values of {found.rows:,} respondents",
                expected="two respondents or more in a group",
            )


def _nobody(opened: Microdata, found: Tally, asked: Asked) -> Iterable[Problem]:
    counted = [code.number for code in asked.counted]
    cells = found.cells[0].merged()
    if cells.loc[cells["answer"].isin(counted), "weight"].sum() > 0:
        return []
    place = Place(file=opened.file, item=f"variable '{asked.name}'")
    title = "nobody with a weight is in the base"
    return [Problem("nobody-in-base", title, place, got=asked.left_out(cells))]
