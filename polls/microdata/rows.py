"""Opened microdata to the rows of an extract: weighted shares with measured design effects.

q1  w     region              answer       share  n     n_weighted  deff
1   0.83  3        ->         Too high     0.582  1012  998.4       1.41
98  1.21  1                   Don't know   0.093  1012  998.4       1.37
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from polls.codebooks.model import slug
from polls.errors import Place, Problem, raise_errors
from polls.microdata.answers import Answer, Asked, asked_of, in_order
from polls.microdata.codes import SYSTEM_MISSING, by_value
from polls.microdata.estimates import Drawn, Estimates, Wish
from polls.microdata.medians import medians_of
from polls.microdata.population import drawn_of
from polls.microdata.raking import Margins
from polls.microdata.request import Question, Wanted, wrong_with
from polls.microdata.source import Microdata
from polls.microdata.tally import Tally, tally
from polls.microdata.variance import Strata, degrees_of_freedom
from polls.microdata.waves import fieldwork_of

__all__ = ["CROSSED", "Tabulated", "tabulation"]

MANY_GROUPS = 12
CROSSED = "crossed"
"""Column of rows of crossed groups: the variable and the label of each part."""


@dataclass(frozen=True)
class Tabulated:
    """Rows of an extract, with the covariances of those that were estimated together.

    `rows` has `block` and `place`: which of the covariances is theirs, and where in it.
    `degrees_of_freedom` is the design's, by block; `warnings` are problems that stop nothing.
    """

    rows: pd.DataFrame
    covariances: list[np.ndarray]
    degrees_of_freedom: list[float]
    warnings: list[Problem]


@dataclass(frozen=True)
class Part:
    """A wave and country of the file: what its readings say of it, its sample."""

    about: dict[str, Any]
    strata: Strata


def tabulation(opened: Microdata, wanted: Wanted) -> Tabulated:
    """The rows of an extract: the whole sample first, then each banner's groups.

    Args:
        opened: the data.
        wanted: which questions, groups, base and design.

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
    if wanted.design.replicates is not None:
        names = wanted.design.replicates.weight_names(opened.variables)
        wanted = replace(wanted, replicates=names)
    found = tally(opened, wanted)
    if not found.rows:
        raise_errors(found.problems(opened.file, wanted.design))
    strata, unsound = drawn_of(opened, wanted, found, Strata.of(found.cells[0, 0].merged()))
    asked, unclear = _asked(opened, wanted, found)
    parts, undated = _parts(opened, wanted, found, strata)
    faults = found.problems(opened.file, wanted.design)
    faults += [*unsound, *unclear, *undated, *_too_many_groups(opened, found)]
    raise_errors([*faults, *_single_units(opened, wanted, found, strata)])
    raise_errors(_nobody(opened, wanted, found, asked))
    blocks = list(_blocks(opened, wanted, found, asked, parts))
    rows = [
        {**row, "block": number, "place": place}
        for number, (block, _, _) in enumerate(blocks)
        for place, row in enumerate(block)
        if row
    ]
    return Tabulated(
        pd.DataFrame(rows).assign(precision=0.0),
        [covariance for _, covariance, _ in blocks],
        [freedom for _, _, freedom in blocks],
        [*opened.warnings, *faults],
    )


def _faults(opened: Microdata, wanted: Wanted) -> list[Problem]:
    """What is wrong with the rows of the variables that are there, where others are not."""
    design = wanted.design.among(opened.variables)
    names = [*(question.name for question in wanted.questions), *design.variables]
    known = [name for name in names if name in opened.variables]
    if not known:
        return []
    rest = Wanted((Question(known[0]),), design=design, chunk_rows=wanted.chunk_rows)
    return tally(opened, rest).problems(opened.file, design)


def _asked(opened: Microdata, wanted: Wanted, found: Tally) -> tuple[list[Asked], list[Problem]]:
    asked, problems = [], []
    for question, answers in zip(wanted.questions, found.answers, strict=True):
        one, unclear = asked_of(opened, wanted, question, answers)
        asked.append(one)
        problems += unclear
    return asked, problems


def _parts(
    opened: Microdata, wanted: Wanted, found: Tally, strata: Strata
) -> tuple[list[Part], list[Problem]]:
    """The waves and countries of the file, in their order."""
    waves = wanted.waves
    codes = {name: list(numbers) for name, numbers in found.part_codes.items()}
    parts, problems = [], []
    part_of_stratum = found.part_of_stratum
    for number, combination in enumerate(found.parts):
        own = strata.among(np.flatnonzero(part_of_stratum == number))
        if not len(own.ids):
            continue
        said = {
            name: codes[name][place]
            for name, place in zip(waves.variables, combination, strict=False)
        }
        wave, country = said.get(waves.variable, ""), said.get(waves.country, "")
        label = opened.variables[waves.variable].label(wave) if waves.variable else ""
        about, undated = fieldwork_of(
            waves, (wave, label), country, found.dates.get(number), opened.file
        )
        if country:
            printed = opened.variables[waves.country].label(country)
            short = len(country) == 2 and country.isalpha()
            about |= {"country": country.upper()} if short else {"country_text": printed}
        order = [by_value(said[name]) for name in reversed(waves.variables)]
        parts.append((order, Part(about, own)))
        problems += undated
    return [part for _, part in sorted(parts, key=lambda entry: entry[0])], problems


def _blocks(
    opened: Microdata, wanted: Wanted, found: Tally, asked: list[Asked], parts: list[Part]
) -> Iterator[tuple[list[dict[str, Any]], np.ndarray, float]]:
    """The rows of each question, part and banner, with their covariance and degrees of freedom."""
    samples = list(zip(parts, _drawn(wanted, found, parts), strict=True))
    banners = [_groups(opened, found, *banner) for banner in enumerate(wanted.banners)]
    for number, (question, one) in enumerate(zip(wanted.questions, asked, strict=True)):
        text = opened.variables[question.name].text
        told = {
            "question": "" if text else slug(question.of or question.name),
            "question_text": text,
        }
        for part, drawn in samples:
            for banner, groups in enumerate(banners):
                cells = found.cells[number, banner].merged()
                if len(parts) > 1:
                    cells = cells[cells["stratum"].isin(part.strata.ids)]
                # The whole sample is in every banner's block, and its rows in the first's.
                wholes = [{"group_text": "", "banner_text": ""}]
                shown = [*(wholes if banner == 0 else [{}]), *(about for _, about in groups)]
                chosen = [None, *(frozenset({group}) for group, _ in groups)]
                estimates = _estimated(cells, one, chosen, drawn)
                rows = _rows(wanted, question, one, cells, chosen, shown, estimates, drawn)
                whole = drawn.freedom_of(degrees_of_freedom(cells))
                yield (
                    [row and {**row, **told, **part.about} for row in rows],
                    estimates.covariance,
                    whole,
                )


def _drawn(wanted: Wanted, found: Tally, parts: list[Part]) -> list[Drawn]:
    """How the sample of each part was drawn."""
    replicates = wanted.design.replicates
    if replicates is None:
        margins = _margins(wanted, found)
        return [Drawn(part.strata, wanted.single_unit, margins) for part in parts]
    factors = replicates.factors(len(wanted.replicates))
    freedom = replicates.degrees_of_freedom
    if freedom is None and found.rank is not None:
        freedom = found.rank.number - 1
    freedom = float(freedom or 0)
    return [
        Drawn(part.strata, factors=factors, mse=replicates.mse, freedom=freedom) for part in parts
    ]


def _margins(wanted: Wanted, found: Tally) -> Margins | None:
    margins = wanted.design.margins
    if not margins:
        return None
    names = list(found.margin_codes)
    return Margins.of(
        list(found.margins), [tuple(names.index(name) for name in margin) for margin in margins]
    )


def _groups(
    opened: Microdata, found: Tally, banner: int, crossing: tuple[str, ...]
) -> list[tuple[int, dict[str, Any]]]:
    """The groups of a banner in order: their numbers, and what their rows say of them."""
    if not crossing:
        return []
    codes = {name: list(found.groups[name]) for name in crossing}
    order = {
        name: {code: place for place, code in enumerate(in_order(opened.variables[name], listed))}
        for name, listed in codes.items()
    }
    groups = []
    for number, combination in enumerate(found.crossings[banner]):
        said = {name: codes[name][place] for name, place in zip(crossing, combination, strict=True)}
        if any(
            code == SYSTEM_MISSING or opened.variables[name].declared_missing(code)
            for name, code in said.items()
        ):
            continue
        printed = [(name, opened.variables[name].label(code)) for name, code in said.items()]
        about: dict[str, Any] = {"group_text": printed[0][1], "banner_text": crossing[0]}
        if len(crossing) > 1:
            about[CROSSED] = tuple(printed)
        groups.append(([order[name][code] for name, code in said.items()], number, about))
    return [(number, about) for _, number, about in sorted(groups, key=lambda entry: entry[0])]


def _estimated(
    cells: pd.DataFrame, asked: Asked, chosen: list[frozenset[int] | None], drawn: Drawn
) -> Estimates:
    """All answers in all groups; medians by the share at or below them."""
    wishes = [
        Wish(group, dict(answer.counts), answer.base)
        for group in chosen
        for answer in asked.answers
    ]
    estimates = Estimates.of(cells, wishes, drawn)
    if all(answer.statistic != "median" for answer in asked.answers):
        return estimates
    return medians_of(cells, [*asked.answers] * len(chosen), wishes, estimates, drawn)


def _rows(
    wanted: Wanted,
    question: Question,
    asked: Asked,
    cells: pd.DataFrame,
    chosen: list[frozenset[int] | None],
    shown: list[dict[str, Any]],
    estimates: Estimates,
    drawn: Drawn,
) -> Iterator[dict[str, Any]]:
    """A row for each estimate; an empty one where nobody is in its base, or it is not shown."""
    place = 0
    for group, about in zip(chosen, shown, strict=True):
        members = cells if group is None else cells[cells["group"].isin(group)]
        note = _note(wanted, asked, members, drawn)
        name = question.of or question.name
        crossed = [name for name, _ in about.get(CROSSED) or ()] or [about.get("banner_text", "")]
        by = f" by {' and '.join(crossed)}" if group else ""
        for answer in asked.answers:
            here, place = place, place + 1
            if not about or not estimates.n_weighted[here] > 0:
                yield {}
                continue
            yield {
                "answer": answer.id,
                "answer_text": answer.label,
                **_measured(answer, estimates, here),
                "base": answer.base_name,
                "note": "; ".join(filter(None, [note, _said_of_scale(answer, estimates, here)])),
                "locator": f"variable {name}{by}",
                **about,
            }


def _measured(answer: Answer, estimates: Estimates, place: int) -> dict[str, Any]:
    """Share, bases and design effect; of a mean or median as its place on the scale."""
    share, deff = estimates.value[place], estimates.deff[place]
    n, n_weighted = estimates.n[place], estimates.n_weighted[place]
    if answer.statistic in ("mean", "median"):
        low, high = answer.scale
        share = (share - low) / (high - low) if high > low else 0.5
        variance = estimates.variance[place] / (high - low) ** 2 if high > low else 0.0
        simple = share * (1 - share) / n
        deff = variance / simple if simple > 0 else np.nan
    return {"share": share, "n": float(n), "n_weighted": float(n_weighted), "deff": deff}


def _said_of_scale(answer: Answer, estimates: Estimates, place: int) -> str:
    if answer.statistic == "share":
        return ""
    if answer.statistic == "net":
        return "net of other answers"
    low, high = answer.scale
    value, error = estimates.value[place], np.sqrt(estimates.variance[place])
    own = f", design effect {estimates.deff[place]:.3g}" if answer.statistic == "mean" else ""
    return (
        f"{answer.statistic} {value:.6g}, standard error {error:.4g}{own}, "
        f"on the scale {low:g} to {high:g}"
    )


def _note(wanted: Wanted, asked: Asked, members: pd.DataFrame, drawn: Drawn) -> str:
    design = wanted.design
    replicates = design.replicates
    told = {
        "left out of the base:": asked.left_out(members),
        "weight": design.weight,
        "strata": design.strata,
        "units": design.psu,
        "finite population": design.fpc,
        "replicates": replicates.said(len(wanted.replicates)) if replicates else "",
        "raked by": ", ".join(" x ".join(margin) for margin in design.margins),
        "degrees of freedom": f"{drawn.freedom_of(degrees_of_freedom(members)):g}",
    }
    return "; ".join(f"{word} {value}" for word, value in told.items() if value)


def _single_units(
    opened: Microdata, wanted: Wanted, found: Tally, strata: Strata
) -> Iterator[Problem]:
    if wanted.design.replicates is not None or wanted.single_unit != "error":
        return
    codes, name = found.stratum_names, wanted.design.strata
    for number in strata.single:
        if name and codes[number] == SYSTEM_MISSING:  # told as a fault of the rows
            continue
        yield Problem(
            "single-unit-stratum",
            "stratum has one sampling unit, so its variance cannot be estimated",
            Place(file=opened.file, item=f"variable '{name}'" if name else ""),
            got=f"stratum {codes[number]}" if name else "the whole sample",
            expected="two units or more",
            hint="join it with a like stratum, or choose single_unit='centred' or "
            "single_unit='certainty'",
        )


def _too_many_groups(opened: Microdata, found: Tally) -> Iterator[Problem]:
    """Banners with nearly a group for each respondent, such as a number or a weight."""
    for name, codes in found.groups.items():
        number = sum(code != SYSTEM_MISSING for code in codes)
        if number > MANY_GROUPS and number > found.rows / 2:
            yield Problem(
                "too-many-groups",
                "variable has too many values to be one of groups",
                Place(file=opened.file, item=f"variable '{name}'"),
                got=f"{number:,} values of {found.rows:,} respondents",
                expected="two respondents or more in a group",
            )


def _nobody(
    opened: Microdata, wanted: Wanted, found: Tally, asked: list[Asked]
) -> Iterable[Problem]:
    for number, (question, one) in enumerate(zip(wanted.questions, asked, strict=True)):
        counted = [code.number for code in one.counted]
        cells = found.cells[number, 0].merged()
        if not cells.loc[cells["answer"].isin(counted), "weight"].sum() > 0:
            place = Place(file=opened.file, item=f"variable '{question.of or question.name}'")
            title = "nobody with a weight is in the base"
            yield Problem("nobody-in-base", title, place, got=one.left_out(cells))
