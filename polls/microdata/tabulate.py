"""Microdata to a readings frame, with the design effect measured, not assumed.

The standard error of a reading is sqrt(deff x share x (1 - share) / n): `deff` is measured
so that the trend's sampling variance is the linearised variance of the survey.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from polls.arguments import arguments_checked, require_arguments, require_columns
from polls.codebooks.model import Codebook
from polls.errors import ProblemsWarning, boundary
from polls.microdata.asking import Asking
from polls.microdata.design import Codes, Design
from polls.microdata.naming import tabulated
from polls.microdata.request import Base, Statistic
from polls.microdata.several import Multiple
from polls.microdata.source import Labels
from polls.microdata.variance import SingleUnit
from polls.microdata.waves import Waves

__all__ = ["standard_errors", "tabulate"]


def tabulate(
    data: pd.DataFrame | str | PathLike[str],
    question: str | Multiple | Sequence[str | Multiple],
    *,
    weight: str = "",
    design: Design | None = None,
    codes: Codes | None = None,
    by: str | Sequence[str | tuple[str, ...]] | None = (),
    base: Base = "all",
    labels: Mapping[str, Labels] | None = None,
    recodes: Any = None,
    nets: Mapping[str, Sequence[Any]] | None = None,
    statistics: Statistic | Sequence[Statistic] = (),
    wave: str | Waves | None = None,
    single_unit: SingleUnit = "error",
    question_id: str | Mapping[str, str] = "",
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
        question: variable of the answers; or a list of them, a question each; or
            `polls.Multiple`, or the name of an SPSS set, a question of several variables.
            Missing values, and the texts "", ".", "NA" and "#NULL!" where no label names
            them, are system missing and count as not asked.
        weight: variable of weights, where the design has no more than that.
        design: the variables of the sample's design (`polls.Design`).
        codes: codes of the question that mean don't know, refused or not asked
            (`polls.Codes`), where labels do not say so.
        by: variables of groups, one banner each; a tuple crosses its variables
            (`by=["region", ("age", "sex")]`); who is missing is in none.
        base: `all` keeps don't-knows and refusals as answers; `substantive` leaves both out
            of the base. Who was not asked is in neither.
        labels: by variable, labels by code or (code, label) pairs, for data without labels
            of their own.
        recodes: a table (frame or CSV) of which codes of a variable become which, with the
            columns `variable`, `from`, `to`, `into`, `code` and `label`.
        nets: by label, the codes that are one answer together: `{"Satisfied": [3, 4]}`.
        statistics: `mean`, `median`, of the codes of substance: answers of their own, `share`
            from 0 at the lowest code to 1 at the highest; `polls.on_scale` gives them in codes.
        wave: variable of the waves of a file of several, or of dates (a wave a month); or
            `polls.Waves`, with countries and fieldwork. Each wave is a sample of its own.
        single_unit: what strata with one unit do: `error`, `centred` (they count with their
            distance from the mean of the whole sample) or `certainty` (they add nothing).
        question_id: codebook id of the question (of several: by variable); default: by its
            wording, else the slug of that or of the variable's name.
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
        (missing at a share of 0 or 1), and in `note` who was left out of the base,
        and the degrees of freedom: units less strata, as far as the group has any.

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
    whole sample. With replicates they are the spread of the replicates, with raked margins
    those of the residuals (Deville and Sarndal 1992), of medians Woodruff's (1952). `deff` is
    against simple random sampling with replacement; `polls.design_effects` gives both kinds.

    >>> respondents = pd.DataFrame({"q": [1, 1, 2, 98, None], "w": [1.5, 0.5, 1.0, 1.0, 1.0]})
    >>> readings = tabulate(
    ...     respondents, "q", weight="w", base="substantive",
    ...     labels={"q": [(1, "Yes"), (2, "No"), (98, "Don't know")]},
    ... )
    >>> readings[["answer", "share", "n", "n_weighted"]].to_numpy().tolist()
    [['yes', 0.6666666666666666, 3.0, 3.0], ['no', 0.3333333333333333, 3.0, 3.0]]
    >>> readings.loc[0, "note"]
    "left out of the base: Don't know 1, system missing 1; weight w; degrees of freedom 4"
    >>> standard_errors(readings).round(4).tolist()
    [0.3167, 0.3167]
    """
    said = {"nets": nets, "question_id": question_id, "crosswalk": crosswalk, "book": book}
    require_arguments(tabulate, {**said, "encoding": encoding, "chunk_rows": chunk_rows})
    asking = Asking(
        data,
        question,
        weight,
        design,
        codes,
        by,
        base,
        labels,
        recodes,
        nets,
        statistics,
        wave,
        single_unit,
        encoding,
        chunk_rows,
        about,
    )
    with boundary(Path(data).name if isinstance(data, str | PathLike) else ""):
        readings, found = tabulated(asking, question_id, crosswalk, book)
    if found.warnings:
        warnings.warn(ProblemsWarning(found.warnings), stacklevel=2)
    return readings


@arguments_checked
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
    require_columns("readings", readings, ["share", "n", "deff"])
    share = readings["share"]
    variance = readings["deff"] * share * (1 - share) / readings["n"]
    return variance.pow(0.5).rename("se")
