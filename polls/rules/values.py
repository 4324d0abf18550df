"""Every rule a readings frame must keep, checked all at once.

Each rule is a small function from a frame to the problems it finds; `check` runs them all,
so that a person mends a file in one go instead of one message at a time.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Container, Iterator
from dataclasses import replace
from typing import Any

import pandas as pd

from polls.arguments import arguments_checked, require_day
from polls.codebooks.model import Codebook, codebook
from polls.errors import Place, Problem, boundary, did_you_mean
from polls.rules.across import SERIES_RULES
from polls.rules.ids import ID_RULES, ids_known
from polls.rules.places import ReadingRow, place_of
from polls.schema import COLUMNS, DATE_PRECISIONS, conform

__all__ = ["check"]

EARLIEST, LATEST = pd.Timestamp("1930-01-01"), pd.Timestamp("2099-12-31")
MOST_PEOPLE = 1e9
Rule = Callable[[pd.DataFrame, Codebook, pd.Timestamp], Iterator[Problem]]


@arguments_checked
def check(
    readings: pd.DataFrame,
    *,
    book: Codebook | None = None,
    known_ids: bool = False,
    as_of: dt.date | str | None = None,
    file: str = "",
    but: Container[str] = (),
) -> list[Problem]:
    """All problems of a readings frame, errors before warnings.

    Args:
        readings: rows with the columns of `polls.schema.COLUMNS`, or some of them.
        book: the codebook that knows the questions, answers and countries; default: the
            shipped one.
        known_ids: whether a question, answer or pollster that the codebook does not know is
            an error, as it is for shipped data; else it is a warning, once for each.
        as_of: the day after which fieldwork is in the future; default: any day is possible
            that is not after its own publication. The clock is not asked.
        file: named in the places of the problems where a row names no source.
        but: codes of problems that are not wanted, such as those that follow from known ones.

    Returns:
        One `Problem` for each thing that is wrong; an empty list where all rules are kept.

    >>> row = {"country": "GB", "question": "q", "answer": "yes", "share": 47.0,
    ...        "start": "2024-01-07", "end": "2024-01-07", "n": 1759}
    >>> [problem.code for problem in check(pd.DataFrame([row]))]
    ['share-out-of-range', 'unknown-question']
    """
    unknown = [str(name) for name in readings.columns if name not in COLUMNS]
    if unknown:
        return [
            Problem(
                "unknown-column",
                f"column '{name}' is not part of a readings frame",
                Place(file=file),
                hint=did_you_mean(name, COLUMNS),
            )
            for name in unknown
        ]
    with boundary(file):
        frame = conform(readings, coded=True)
        unnamed = frame["source"] == ""
        if unnamed.any():
            frame["source"] = (
                frame["source"].astype(object).where(~unnamed, file).astype("category")
            )
        now = LATEST if as_of is None else require_day("as_of", as_of)
        known = book or codebook()
        rules = (rule for rule in RULES if ALONE.get(rule, "") not in but)
        problems = [problem for rule in rules for problem in rule(frame, known, now)]
        problems += ids_known(frame, known, "error" if known_ids else "warning")
        wanted = (problem for problem in problems if problem.code not in but)
        return sorted(wanted, key=lambda problem: problem.severity != "error")


def _each(
    frame: pd.DataFrame, mask: Any, make: Callable[[ReadingRow], Problem]
) -> Iterator[Problem]:
    if mask.any():
        rows = frame[mask]
        columns = [rows[name].tolist() for name in rows]
        for values in zip(*columns, strict=True):
            yield make(dict(zip(rows, values, strict=True)))


def _shares_in_range(frame: pd.DataFrame, *_: Any) -> Iterator[Problem]:
    share = frame["share"]
    yield from _each(frame, share.isna(), _share_missing)
    percents = frame[(share > 1).to_numpy()]
    if len(percents) > 1 and len(percents) > len(frame) / 2:
        more = f", and {len(percents) - 1:,} more shares over 1"
        problem = _share_out_of_range(percents.iloc[0], "")
        hint = "the column looks like percentages: divide by 100"
        yield replace(problem, got=problem.got + more, hint=hint)
        frame = frame[(share < 0).to_numpy()]
    hint = "percentages and fractions seem to be mixed: bring all to fractions of 1"
    yield from _each(
        frame,
        (frame["share"] < 0) | (frame["share"] > 1),
        lambda row: _share_out_of_range(row, hint if row["share"] > 1 else ""),
    )


def _share_out_of_range(row: ReadingRow, hint: str) -> Problem:
    return Problem(
        "share-out-of-range",
        "share is not between 0 and 1",
        place_of(row),
        got=f"{row['share']:g}",
        expected="a fraction from 0 to 1",
        hint=hint,
    )


def _share_missing(row: ReadingRow) -> Problem:
    return Problem(
        "share-missing",
        "share is empty",
        place_of(row),
        expected="a fraction from 0 to 1",
        hint="leave the row out, or write 0 where nobody gave the answer",
    )


def _precision_in_range(frame: pd.DataFrame, *_: Any) -> Iterator[Problem]:
    precision = frame["precision"]
    yield from _each(
        frame,
        (precision < 0) | (precision > 1),
        lambda row: Problem(
            "precision-out-of-range",
            "precision is not between 0 and 1",
            place_of(row),
            got=f"{row['precision']:g}",
            expected="the step of the printed share, such as 0.01 for whole percents",
            hint="has the row lost a cell, so that others stand under the wrong names?",
        ),
    )


def _percents_not_mixed(frame: pd.DataFrame, *_: Any) -> Iterator[Problem]:
    """Percents of 1 or less hide among fractions: 0.9 printed as percent beside 47."""
    if not (frame["share"] > 1).any():
        return
    for source, shares in frame[frame["share"].notna()].groupby("source")["share"]:
        if (shares > 1).any() and (shares <= 1).any():
            yield Problem(
                "percents-mixed",
                "percentages and fractions are mixed in one table",
                Place(file=str(source)),
                got=f"{int((shares > 1).sum())} values over 1, {int((shares <= 1).sum())} up to 1",
                expected="fractions of 1 throughout",
                hint="say which rows are percentages, divide those by 100",
            )


def _dates_possible(frame: pd.DataFrame, _: Codebook, latest: pd.Timestamp) -> Iterator[Problem]:
    start, end = frame["start"], frame["end"]
    cases = (
        (
            end < start,
            "end-before-start",
            "fieldwork ends before it starts",
            "are the dates swapped?",
        ),
        (
            (start > latest) | ((frame["date_precision"] == "day") & (end > latest)),
            "fieldwork-in-future",
            "fieldwork is in the future",
            "is the year right?",
        ),
        (
            (start < EARLIEST) | (end < EARLIEST),
            "fieldwork-too-early",
            "fieldwork is before the first opinion polls",
            "is the century right?",
        ),
        (
            ~frame["date_precision"].isin(DATE_PRECISIONS),
            "unknown-date-precision",
            "date precision is not known",
            f"one of {', '.join(DATE_PRECISIONS)}",
        ),
    )
    for mask, code, title, hint in cases:
        yield from _each(
            frame,
            mask,
            lambda row, code=code, title=title, hint=hint: Problem(  # type: ignore[misc]
                code,
                title,
                place_of(row),
                got=f"{row['start']:%Y-%m-%d} to {row['end']:%Y-%m-%d} ({row['date_precision']})"
                if pd.notna(row["start"]) and pd.notna(row["end"])
                else f"{row['date_precision']}",
                hint=hint,
            ),
        )


def _published_after_fieldwork(frame: pd.DataFrame, *_: Any) -> Iterator[Problem]:
    """Nothing is published before it was asked; of a month or year only the first day is sure."""
    asked = frame["end"].where(frame["date_precision"] == "day").fillna(frame["start"])
    yield from _each(
        frame,
        frame["published"].dt.normalize() < asked.dt.normalize(),
        lambda row: Problem(
            "published-before-fieldwork",
            "published before its fieldwork was over",
            place_of(row),
            got=f"fieldwork {_days(row)}, published {row['published']:%Y-%m-%d}",
            expected="publication on the last day of fieldwork or later",
            hint="are day and month swapped, or is the year of one of them wrong?",
        ),
    )


def _days(row: ReadingRow) -> str:
    days = [f"{row[name]:%Y-%m-%d}" for name in ("start", "end") if pd.notna(row[name])]
    return " to ".join(dict.fromkeys(days))


def _dated(frame: pd.DataFrame, *_: Any) -> Iterator[Problem]:
    yield from _each(
        frame,
        frame[["start", "end", "published"]].isna().all(axis=1),
        lambda row: Problem(
            "no-date",
            "reading has no date",
            place_of(row),
            expected="the dates of fieldwork, or of publication",
            hint="keep it out until a date is found",
        ),
    )


def _bases_positive(frame: pd.DataFrame, *_: Any) -> Iterator[Problem]:
    for column in ("n", "n_weighted", "deff"):
        yield from _each(
            frame,
            frame[column] <= 0,
            lambda row, column=column: Problem(  # type: ignore[misc]
                "base-not-positive",
                f"{column} is not positive",
                place_of(row),
                got=f"{row[column]:g}",
                expected="a number above 0, or empty where it is not published",
            ),
        )


def _bases_are_people(frame: pd.DataFrame, *_: Any) -> Iterator[Problem]:
    """A base is at least one person and at most all of them; weights may add up to anything."""
    base = frame["n"]
    yield from _each(
        frame,
        ((base > 0) & (base < 1)) | (base > MOST_PEOPLE),
        lambda row: Problem(
            "base-impossible",
            "n is no number of respondents",
            place_of(row),
            got=f"{row['n']:g}",
            expected="1 or more, or empty where it is not published",
            hint="is it a share, or in thousands?" if row["n"] < 1 else "",
        ),
    )


RULES: tuple[Rule, ...] = (
    _shares_in_range,
    _precision_in_range,
    _percents_not_mixed,
    *ID_RULES,
    _dates_possible,
    _published_after_fieldwork,
    _dated,
    _bases_positive,
    _bases_are_people,
    *SERIES_RULES,
)
ALONE: dict[Rule, str] = {_dated: "no-date"}
"""Rules that report one kind of problem, maybe for every row; they are left out with it."""
