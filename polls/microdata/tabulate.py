"""Microdata to a readings frame, with the design effect measured, not assumed.

The standard error of a reading is sqrt(deff x share x (1 - share) / n): `deff` is measured
so that the trend's sampling variance is the linearised variance of the survey.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from polls.codebooks.crosswalk import read_crosswalk
from polls.codebooks.model import Codebook, codebook
from polls.errors import Place, Problem, ProblemsWarning, boundary, did_you_mean, raise_errors
from polls.files.opened import OpenedFile
from polls.harmonise import harmonise
from polls.microdata.design import Codes, Design, said_once
from polls.microdata.opening import open_microdata
from polls.microdata.request import Base, Wanted
from polls.microdata.rows import tabulation
from polls.microdata.source import Labels, Microdata
from polls.microdata.variance import SingleUnit
from polls.rules.values import check
from polls.schema import as_pandas, conform

__all__ = ["standard_errors", "tabulate"]

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
SHORT_FORMS = ("strata", "psu", "fpc", "dont_know", "refused", "not_asked")


def tabulate(
    data: pd.DataFrame | str | PathLike[str],
    question: str,
    *,
    weight: str = "",
    design: Design | None = None,
    codes: Codes | None = None,
    by: str | Sequence[str] | None = (),
    base: Base = "all",
    labels: Mapping[str, Labels] | None = None,
    single_unit: SingleUnit = "error",
    question_id: str = "",
    crosswalk: str | PathLike[str] | None = None,
    book: Codebook | None = None,
    encoding: str = "",
    chunk_rows: int = 100_000,
    **about: Any,
) -> pd.DataFrame:
    """Weighted readings of one question of microdata, in the whole sample and in groups.

    Args:
        data: a frame (of pandas, polars or Arrow) with a row for each respondent, or an SPSS
            (.sav, .zsav), Stata (.dta) or CSV file, which is read in chunks.
        question: variable of the answers. Missing values, and the texts "", ".", "NA" and
            "#NULL!" where no label names them, are system missing and count as not asked.
        weight: variable of weights, where the design has no more than that.
        design: the variables of the sample's design (`polls.Design`).
        codes: codes of the question that mean don't know, refused or not asked
            (`polls.Codes`), where labels do not say so.
        by: variables of groups, one banner each (not crossed); who is missing is in none.
        base: `all` keeps don't-knows and refusals as answers; `substantive` leaves both out
            of the base. Who was not asked is in neither.
        labels: by variable, labels by code or (code, label) pairs, for data without labels
            of their own.
        single_unit: what strata with one unit do: `error`, `centred` (they count with their
            distance from the mean of the whole sample) or `certainty` (they add nothing).
        question_id: codebook id of the question; default: by its wording, else the slug of
            that or of the variable's name.
        crosswalk: a CSV of crosswalk rows that go before those of the codebook.
        book: the codebook; default: the shipped one.
        encoding: of a text file; default: recognised.
        chunk_rows: respondents held in memory at a time.
        **about: what holds for all readings: `country`, `pollster`, `mode`, `start`, `end`,
            `published`, `date_precision`, `question_text`, `lang`, `source`. The fields of
            `Design` and `Codes` may stand here too (`strata="stratum"`, `dont_know=98`)
            instead of `design` and `codes`.

    Returns:
        A readings frame: a row for each group and answer that anybody gave, `share` from 0
        to 1 and unrounded (`precision` 0), `n` respondents of positive weight, `n_weighted`
        the sum of their weights, `deff` the linearised variance over share (1 - share) / n
        (missing at a share of 0 or 1), and in `note` who was left out of the base
        and, with strata or units, the degrees of freedom: units less strata.

    Raises:
        ProblemsError: with all that is wrong: a design or codes given in two forms; unknown
            variables; weights missing, negative,
            not numbers or all 0; missing strata or units; strata with one unit; nearly as
            many groups as respondents; codes declared missing that nobody can tell apart;
            an unknown country or impossible dates; a damaged or encrypted file.

    Warns:
        ProblemsWarning: of a declared code that nobody gave, and of ids that are not known.

    The standard errors are Taylor-linearised for a ratio of totals, with units drawn in strata
    (Binder 1983), with replacement unless `fpc` says from how many; groups are domains of the
    whole sample.

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
    short = {name: about.pop(name) for name in SHORT_FORMS if name in about}
    if weight:
        short["weight"] = weight
    sample, meanings, twice = said_once(design, codes, short)
    raise_errors([*twice, *_unknown_arguments(about), *_no_data(data)])
    with boundary(str(data) if isinstance(data, str | PathLike) else ""):
        known = book or codebook()
        if crosswalk is not None:
            known = known.extended(read_crosswalk(Path(crosswalk), known))
        file = OpenedFile(Path(data)) if isinstance(data, str | PathLike) else as_pandas(data)
        opened = open_microdata(file, labels, encoding)
        raise_errors(_of_readings(opened))
        wanted = Wanted(
            str(question),
            (by,) if isinstance(by, str) else tuple(map(str, by or ())),
            sample,
            base,
            meanings,
            single_unit,
            chunk_rows,
        )
        rows = tabulation(opened, wanted).assign(**about)
        if question_id:
            rows["question"] = question_id
        readings = conform(harmonise(rows, known, opened.file).rows)
        raise_errors(_alike(rows, readings, opened.file))
        problems = list(_wrong_with(readings, known, about, question_id))
        raise_errors(problems)
    if problems:
        warnings.warn(ProblemsWarning(problems), stacklevel=2)
    return readings


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


def _unknown_arguments(about: Mapping[str, Any]) -> list[Problem]:
    return [
        Problem(
            "unknown-argument",
            f"'{name}' is not known",
            expected=", ".join((*ABOUT_COLUMNS, *SHORT_FORMS)),
            hint=did_you_mean(name, (*ABOUT_COLUMNS, *SHORT_FORMS)),
        )
        for name in about
        if name not in ABOUT_COLUMNS
    ]


def _no_data(data: Any) -> list[Problem]:
    if isinstance(data, pd.DataFrame | str | PathLike) or hasattr(data, "__arrow_c_stream__"):
        return []
    title, got = "data are no frame and no file", type(data).__name__
    return [Problem("not-microdata", title, got=got, expected="a frame or the path of a file")]


def _of_readings(opened: Microdata) -> list[Problem]:
    """A file of readings has a column of shares, and no respondents."""
    names = {name.strip().casefold() for name in opened.variables}
    if not {"question", "answer", "share"} <= names:
        return []
    return [
        Problem(
            "not-microdata",
            "data hold readings, a row for each published number",
            Place(file=opened.file),
            expected="a row for each respondent",
            hint="polls.read reads them",
        )
    ]


def _wrong_with(
    readings: pd.DataFrame, book: Codebook, about: Mapping[str, Any], question_id: str
) -> Iterator[Problem]:
    """What the rules say of all that the caller said, once each; what was not said may be open."""
    dated = any(about.get(name) is not None for name in ("start", "end", "published"))
    unsaid = {
        "unknown-country": not about.get("country"),
        "unknown-question": not question_id,
        "no-date": not dated,
        "base-not-positive": True,  # a design effect of 0, where all units agree
    }
    told: set[tuple[str, str]] = set()
    for problem in check(readings, book=book):
        if not unsaid.get(problem.code) and (problem.code, problem.got) not in told:
            told.add((problem.code, problem.got))
            yield problem


def _alike(rows: pd.DataFrame, readings: pd.DataFrame, file: str) -> list[Problem]:
    """Labels of two answers, or of two groups, that the crosswalk takes for the same."""
    repeated = readings.duplicated(["group_by", "group", "answer"], keep=False)
    printed = {
        "answer": (rows["answer_text"], readings["answer"]),
        "group": (
            rows["banner_text"] + ": " + rows["group_text"],
            readings["group_by"] + "/" + readings["group"],
        ),
    }
    return [
        Problem(
            "labels-alike",
            f"several labels are taken for one {kind}",
            Place(file=file),
            got=", ".join(map(repr, labels)),
            expected=f"one label for '{identity}'",
            hint="give them labels of their own, or rows in a crosswalk",
        )
        for kind, (texts, ids) in printed.items()
        for identity, labels in texts[repeated].groupby(ids[repeated]).unique().items()
        if len(labels) > 1
    ]
