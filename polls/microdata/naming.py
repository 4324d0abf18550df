"""Rows of an extract to readings: labels to ids, crossed groups part by part, then the rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from polls.codebooks.crosswalk import read_crosswalk
from polls.codebooks.model import Codebook, codebook
from polls.errors import Place, Problem, raise_errors, unknown
from polls.harmonise import harmonise
from polls.microdata.asking import Asking, asked_for, said_of_several
from polls.microdata.rows import CROSSED, Tabulated, tabulation
from polls.rules.values import check
from polls.schema import COLUMNS, PRINTED_COLUMNS, conform

__all__ = ["CROSSING", "tabulated"]

CROSSING = " x "
"""Between the parts of a crossed group: group_by `age x sex`, group `18-34 x men`."""


def tabulated(
    asking: Asking,
    question_id: str | Mapping[str, str] = "",
    crosswalk: str | PathLike[str] | None = None,
    book: Codebook | None = None,
) -> tuple[pd.DataFrame, Tabulated]:
    """The readings that are asked for, and the rows and covariances behind them."""
    raise_errors(said_of_several("question_id", question_id, asking.question))
    opened, wanted, about = asked_for(asking)
    if isinstance(question_id, Mapping):
        asked = [question.name for question in wanted.questions]
        raise_errors(
            unknown("question", name, asked, title="question_id names no question that is asked")
            for name in question_id
            if name not in asked
        )
    known = book or codebook()
    if crosswalk is not None:
        known = known.extended(read_crosswalk(Path(crosswalk), known))
    found = tabulation(opened, wanted)
    readings, problems = _named(found.rows, known, opened.file, about, question_id)
    return readings, replace(found, warnings=[*found.warnings, *problems])


def _named(
    rows: pd.DataFrame,
    known: Codebook,
    file: str,
    about: Mapping[str, Any],
    question_id: str | Mapping[str, str] = "",
) -> tuple[pd.DataFrame, list[Problem]]:
    """The readings of rows, on their index, and warnings of ids that are not known.

    Args:
        rows: of `tabulation`.
        known: the codebook.
        file: name of the file.
        about: what the caller says of all readings.
        question_id: id of the question, or of each by the name of its variable.

    Raises:
        ProblemsError: where labels cannot be told apart, or a rule is broken.
    """
    rows = rows.assign(**about)
    if isinstance(question_id, Mapping):
        variable = rows["locator"].str.extract(r"^variable (.*?)(?: by .*)?$", expand=False)
        ids = variable.map(dict(question_id))
        rows["question"] = ids.where(ids.notna(), rows["question"])
    elif question_id:
        rows["question"] = question_id
    readings = conform(_harmonised(rows, known, file))
    raise_errors(_alike(rows, readings, file))
    problems = list(_wrong_with(readings, known, about, bool(question_id)))
    raise_errors(problems)
    return readings, problems


def _harmonised(rows: pd.DataFrame, known: Codebook, file: str) -> pd.DataFrame:
    columns = [name for name in rows if name in COLUMNS or name in PRINTED_COLUMNS]
    printed = rows[columns]
    readings = harmonise(printed, known, file).rows
    crossed = rows[CROSSED].map(lambda parts: isinstance(parts, tuple)) if CROSSED in rows else None
    if crossed is None or not crossed.any():
        return readings
    texts = readings.astype({"group_by": object, "group": object})
    parts = rows.loc[crossed, CROSSED]
    found: list[pd.DataFrame] = []
    for place in range(int(parts.map(len).max())):
        there = parts[parts.map(len) > place]
        one = printed.loc[there.index].assign(
            banner_text=there.map(lambda pairs, at=place: pairs[at][0]),
            group_text=there.map(lambda pairs, at=place: pairs[at][1]),
        )
        ids = harmonise(one, known, file).rows[["group_by", "group"]].astype(str)
        found.append(ids.set_axis(there.index))
    for name in ("group_by", "group"):
        joined = [
            CROSSING.join(str(part.loc[row, name]) for part in found if row in part.index)
            for row in parts.index
        ]
        texts.loc[crossed.to_numpy(), name] = joined
    return texts


def _wrong_with(
    readings: pd.DataFrame, book: Codebook, about: Mapping[str, Any], question_known: bool
) -> Iterator[Problem]:
    """What the rules say of all that the caller said, once each; what was not said may be open."""
    dated = any(about.get(name) is not None for name in ("start", "end", "published"))
    country = about.get("country") or (readings["country"] != "").any()
    unsaid = {
        "unknown-country": not country,
        "unknown-question": not question_known,
        "no-date": not dated,
        "base-not-positive": True,  # a design effect of 0, where all units agree
    }
    told: set[tuple[str, str]] = set()
    whole = readings[~_beside_the_answers(readings)]
    for problem in check(whole, book=book):
        if not unsaid.get(problem.code) and (problem.code, problem.got) not in told:
            told.add((problem.code, problem.got))
            yield problem


def _beside_the_answers(readings: pd.DataFrame) -> pd.Series:
    """Nets, means and medians, which no sum of answers holds."""
    note = readings["note"]
    return note.str.contains("net of other answers", regex=False) | note.str.contains(
        ", on the scale ", regex=False
    )


def _alike(rows: pd.DataFrame, readings: pd.DataFrame, file: str) -> list[Problem]:
    """Labels of two answers, or of two groups, that the crosswalk takes for the same."""
    one = ["country", "question", "start", "end", "base", "group_by", "group", "answer"]
    repeated = readings.duplicated(one, keep=False).to_numpy()
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
        for identity, labels in texts[repeated].groupby(ids[repeated].to_numpy()).unique().items()
        if len(labels) > 1
    ]
