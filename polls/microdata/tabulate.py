"""Microdata to weighted readings, with the design effect measured.

    q1  w     region              answer     share  n     n_weighted  deff
    1   0.83  3        ->         too_high   0.582  1012  998.4       1.41
    2   1.21  1                   dont_know  0.093  1012  998.4       1.37

The standard error of a reading is sqrt(deff x share x (1 - share) / n): `deff` is measured
so that the trend's sampling variance is the linearised variance of the survey.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from polls.codebook import slug
from polls.errors import Problem, raise_errors
from polls.language import language_of
from polls.microdata.asked import Asked, Base, asked_of, in_order
from polls.microdata.codes import SYSTEM_MISSING, Kind
from polls.microdata.files import Labels, Microdata, open_microdata
from polls.microdata.linearised import SingleUnit, Strata, linearised
from polls.microdata.problems import (
    kinds_of,
    nobody,
    single_units,
    unknown_choices,
    unknown_variables,
)
from polls.microdata.tally import Design, Tally, tally
from polls.schema import conform

__all__ = ["standard_errors", "tabulate"]

CHUNK_ROWS = 100_000


def tabulate(
    data: pd.DataFrame | str | Path,
    question: str,
    *,
    by: str | Sequence[str] = (),
    weight: str = "",
    strata: str = "",
    psu: str = "",
    base: Base = "all",
    labels: Mapping[str, Labels] | None = None,
    dont_know: Sequence[object] = (),
    refused: Sequence[object] = (),
    not_asked: Sequence[object] = (),
    single_unit: SingleUnit = "error",
    question_id: str = "",
    encoding: str = "",
    chunk_rows: int = CHUNK_ROWS,
    **about: Any,
) -> pd.DataFrame:
    """Weighted readings of one question of microdata, in the whole sample and in groups.

    Args:
        data: a frame with a row for each respondent, or an SPSS (.sav, .zsav), Stata (.dta)
            or CSV file, which is read in chunks. A blank (system missing) answer counts as
            not asked.
        question: variable of the answers.
        by: variables of groups, one banner each (not crossed).
        weight: variable of weights, 0 or more; without one everybody counts once.
        strata: variable of strata.
        psu: variable of primary sampling units, nested in the strata; without one each
            respondent is a unit.
        base: `all` keeps don't-knows and refusals as answers; `substantive` leaves both out
            of the base. Who was not asked is in neither.
        labels: (code, label) pairs by variable, for data without labels of their own.
        dont_know: codes of the question that mean don't know, where labels do not say so.
        refused: codes that mean a refusal.
        not_asked: codes that mean that the question was not asked.
        single_unit: what strata with one unit do: `error`, `centred` (they count with their
            distance from the mean of the whole sample) or `certainty` (they add nothing).
        question_id: codebook id of the question; default: the variable's name.
        encoding: of a text file; default: UTF-8, else Windows-1252.
        chunk_rows: respondents held in memory at a time.
        about: what holds for all readings: `country`, `pollster`, `mode`, `start`, `end`,
            `published`, `date_precision`, `question_text`, `lang`, `source`.

    Returns:
        A readings frame: a row for each group and answer that anybody gave, `share` from 0
        to 1 and unrounded (`precision` 0), `n` respondents of positive weight, `n_weighted`
        the sum of their weights, `deff` the linearised variance over share (1 - share) / n
        (missing at a share of 0 or 1), and in `note` who was left out of the base.

    Raises:
        ProblemsError: with all that is wrong: unknown variables; weights missing, negative,
            not numbers or all 0; missing strata or units; strata with one unit; codes
            declared missing that nobody can tell apart; a damaged or encrypted file.

    The standard errors are Taylor-linearised for a ratio of totals, with units drawn with
    replacement in strata (Binder 1983); groups are domains of the whole sample.

    >>> respondents = pd.DataFrame({"q": [1, 1, 2, 98, None], "w": [1.5, 0.5, 1.0, 1.0, 1.0]})
    >>> readings = tabulate(
    ...     respondents, "q", weight="w", base="substantive",
    ...     labels={"q": [(1, "Yes"), (2, "No"), (98, "Don't know")]},
    ... )
    >>> readings[["answer", "share", "n", "n_weighted"]].to_numpy().tolist()
    [['yes', 0.6666666666666666, 3.0, 3.0], ['no', 0.3333333333333333, 3.0, 3.0]]
    >>> readings.loc[0, "note"]
    "left out of the base: Don't know 1, system missing 1; weight w"
    >>> standard_errors(readings).round(4).tolist()
    [0.3167, 0.3167]
    """
    opened = open_microdata(
        data if isinstance(data, pd.DataFrame) else Path(data), labels, encoding
    )
    banners = (by,) if isinstance(by, str) else tuple(by)
    design = Design(weight, strata, psu)
    declared: dict[Kind, Sequence[object]] = {
        "dont_know": dont_know,
        "refused": refused,
        "not_asked": not_asked,
    }
    kinds, twice = kinds_of(question, declared)
    problems = [
        *twice,
        *unknown_variables(opened, question, banners, design),
        *unknown_choices(base, single_unit, about),
    ]
    if problems:
        raise_errors([*problems, *_faults(opened, question, design, chunk_rows)])
    found = tally(opened, question, banners, design, chunk_rows)
    raise_errors(found.problems(opened.file, design) if not found.rows else ())
    strata_found = Strata.of(found.cells[0].merged())
    asked, unclear = asked_of(opened, question, question_id, found.answers, kinds, base)
    raise_errors(
        [
            *found.problems(opened.file, design),
            *unclear,
            *single_units(opened, found, strata_found, strata, single_unit),
        ]
    )
    raise_errors(nobody(opened, found, asked))
    rows = list(_rows(opened, found, asked, banners, strata_found, single_unit))
    told = {"question_text": asked.text, "lang": language_of(asked.text), "source": opened.file}
    frame = pd.DataFrame(rows).assign(**{**told, **about})
    frame["note"] = [_joined(note, design) for note in frame["note"]]
    return conform(frame)


def standard_errors(readings: pd.DataFrame) -> pd.Series:
    """The standard error of each reading, from its measured design effect.

    Args:
        readings: a readings frame.

    Returns:
        sqrt(deff x share x (1 - share) / n) on the frame's index, as shares of 0 to 1;
        missing where `deff` or `n` is.

    >>> standard_errors(pd.DataFrame({"share": [0.5], "n": [1000.0], "deff": [1.44]})).round(5)[0]
    np.float64(0.01897)
    """
    share = readings["share"]
    variance = readings["deff"] * share * (1 - share) / readings["n"]
    return variance.pow(0.5).rename("se")


def _faults(opened: Microdata, question: str, design: Design, chunk_rows: int) -> Iterable[Problem]:
    """What is wrong with the rows of the variables that are there, where others are not."""
    weight, strata, psu = (
        name if name in opened.variables else ""
        for name in (design.weight, design.strata, design.psu)
    )
    known = Design(weight, strata, psu)
    subject = next((name for name in (question, *known.variables) if name in opened.variables), "")
    if not subject:
        return ()
    return tally(opened, subject, (), known, chunk_rows).problems(opened.file, known)


def _rows(
    opened: Microdata,
    found: Tally,
    asked: Asked,
    banners: Sequence[str],
    strata: Strata,
    single_unit: SingleUnit,
) -> Iterator[dict[str, Any]]:
    """A row for each group and answer, the whole sample first."""
    yield from _group_rows(found.cells[0].merged(), asked, strata, single_unit, asked.id)
    for name, codes, cells in zip(banners, found.groups, found.cells, strict=False):
        variable, table = opened.variables[name], cells.merged()
        numbers = {code: number for number, code in enumerate(codes)}
        for code in in_order(variable, numbers):
            if code != SYSTEM_MISSING and not variable.declared_missing(code):
                group = {"group_by": slug(name), "group": variable.label(code)}
                members = table[table["group"] == numbers[code]]
                locator = f"{asked.id} by {name}"
                for row in _group_rows(members, asked, strata, single_unit, locator):
                    yield {**row, **group}


def _group_rows(
    cells: pd.DataFrame, asked: Asked, strata: Strata, single_unit: SingleUnit, locator: str
) -> Iterator[dict[str, Any]]:
    numbers = [code.number for code in asked.counted]
    inside = cells[cells["answer"].isin(numbers)]
    if inside["weight"].sum() == 0:
        return
    shares = linearised(inside, numbers, strata, single_unit)
    for code in asked.counted:
        share = shares.loc[code.number]
        yield {
            "question": asked.id,
            "answer": code.id,
            "answer_text": code.label,
            **share[["share", "n", "n_weighted", "deff"]],
            "precision": 0.0,
            "base": asked.base,
            "locator": f"variable {locator}",
            "note": asked.left_out(cells),
        }


def _joined(left_out: str, design: Design) -> str:
    parts = {
        "left out of the base:": left_out,
        "weight": design.weight,
        "strata": design.strata,
        "units": design.psu,
    }
    return "; ".join(f"{word} {told}" for word, told in parts.items() if told)
