"""Every rule a readings frame must keep, checked all at once.

Each rule is a small function from a frame to the problems it finds; `check` runs them all,
so that a person mends a file in one go instead of one message at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from polls.check_place import place_of
from polls.check_series import SERIES_RULES
from polls.codebook import Codebook, codebook
from polls.errors import Place, Problem, did_you_mean
from polls.keys import row_keys
from polls.schema import COLUMNS, DATE_PRECISIONS, conform

__all__ = ["check"]

EARLIEST = pd.Timestamp("1930-01-01")
SPOKEN_IN = {
    "fr": frozenset({"FR", "BE", "CH", "LU", "CA"}),
    "de": frozenset({"DE", "AT", "CH", "LU", "BE", "IT"}),
    "es": frozenset({"ES", "US", "MX", "AR", "CL", "CO", "PE", "VE", "UY"}),
}
Rule = Callable[[pd.DataFrame, Codebook, pd.Timestamp], Iterator[Problem]]


def check(
    readings: pd.DataFrame,
    *,
    book: Codebook | None = None,
    known_ids: bool = False,
    today: str | pd.Timestamp | None = None,
    file: str = "",
) -> list[Problem]:
    """All problems of a readings frame, errors before warnings.

    Args:
        readings: rows with the columns of `polls.schema.COLUMNS`, or some of them.
        book: the codebook that knows the questions, answers and countries; default: the
            shipped one.
        known_ids: whether a question, answer or pollster that the codebook does not know is
            a problem, as it is for shipped data.
        today: the day after which fieldwork lies in the future; default: the clock's.
        file: named in the places of the problems where a row names no source.

    Returns:
        One `Problem` for each thing that is wrong; an empty list where all rules are kept.

    >>> row = {"country": "GB", "question": "q", "answer": "yes", "share": 47.0,
    ...        "start": "2024-01-07", "end": "2024-01-07", "n": 1759}
    >>> [problem.code for problem in check(pd.DataFrame([row]))]
    ['share-out-of-range']
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
    frame = conform(readings, coded=True)
    unnamed = frame["source"] == ""
    if unnamed.any():
        frame["source"] = frame["source"].astype(object).where(~unnamed, file).astype("category")
    now = pd.Timestamp(today) if today is not None else pd.Timestamp.now()
    rules = (*RULES, _ids_known) if known_ids else RULES
    problems = [problem for rule in rules for problem in rule(frame, book or codebook(), now)]
    return sorted(problems, key=lambda problem: problem.severity != "error")


def _each(
    frame: pd.DataFrame, mask: Any, make: Callable[[pd.Series], Problem]
) -> Iterator[Problem]:
    if mask.any():
        for _, row in frame[mask].iterrows():
            yield make(row)


def _shares_in_range(frame: pd.DataFrame, *_: Any) -> Iterator[Problem]:
    share = frame["share"]
    percents = share.max() > 1 and (share > 1).mean() > 0.5
    hint = (
        "the column looks like percentages: divide by 100"
        if percents
        else "percentages and fractions seem to be mixed: bring all to fractions of 1"
    )
    yield from _each(
        frame,
        share.isna() | (share < 0) | (share > 1),
        lambda row: Problem(
            "share-out-of-range",
            "share is not between 0 and 1",
            place_of(row),
            got=f"{row['share']:g}",
            expected="a fraction from 0 to 1",
            hint=hint,
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
                "percentages and fractions stand in the same table",
                Place(file=str(source)),
                got=f"{int((shares > 1).sum())} values over 1, {int((shares <= 1).sum())} up to 1",
                expected="fractions of 1 throughout",
                hint="say which rows are percentages, divide those by 100",
            )


def _countries_known(frame: pd.DataFrame, book: Codebook, _: Any) -> Iterator[Problem]:
    for country in frame.loc[~frame["country"].isin(list(book.countries)), "country"].unique():
        first = frame[frame["country"] == country].iloc[0]
        meant = book.match("country", country)
        yield Problem(
            "unknown-country",
            "country is not known",
            place_of(first),
            got=repr(country),
            expected="an ISO 3166-1 alpha-2 code of the codebook",
            hint=f"{country} is written {meant}"
            if meant
            else did_you_mean(country, book.countries),
        )


def _country_speaks_language(frame: pd.DataFrame, *_: Any) -> Iterator[Problem]:
    """A question in Spanish was not asked in Sweden: ES is not SE.

    A warning, as a French report may print what was asked in Germany; English says nothing,
    as questions of all countries are published in it.
    """
    for lang, countries in SPOKEN_IN.items():
        odd = frame[((frame["lang"] == lang) & ~frame["country"].isin(countries)).to_numpy()]
        for country in odd["country"].unique():
            yield Problem(
                "country-language",
                "question is in a language that is not the country's",
                place_of(odd[odd["country"] == country].iloc[0]),
                got=f"country {country}, language {lang}",
                expected=f"one of {', '.join(sorted(countries))}",
                hint="is the country right? ES is Spain, SE is Sweden",
                severity="warning",
            )


def _ids_known(frame: pd.DataFrame, book: Codebook, _: Any) -> Iterator[Problem]:
    keys = row_keys([frame["question"], frame["answer"]])
    first = np.unique(keys, return_index=True)[1]
    pairs = frame[["question", "answer"]].iloc[first].astype(str)
    for place, question, answer in zip(first, pairs["question"], pairs["answer"], strict=True):
        known = book.questions.get(question)
        if known is None:
            yield Problem(
                "unknown-question",
                "question is not in the codebook",
                place_of(frame.iloc[place]),
                got=repr(question),
                hint=did_you_mean(question, book.questions),
            )
        elif known.answer(answer) is None:
            yield Problem(
                "unknown-answer",
                f"answer is not one of question '{question}'",
                place_of(frame.iloc[place]),
                got=repr(answer),
                expected=", ".join(option.id for option in known.answers),
                hint=did_you_mean(answer, [option.id for option in known.answers]),
            )
    for pollster in sorted(set(frame["pollster"]) - set(book.pollsters)):
        yield Problem(
            "unknown-pollster",
            "pollster is not in the codebook",
            place_of(frame[frame["pollster"] == pollster].iloc[0]),
            got=repr(pollster),
            hint=did_you_mean(pollster, book.pollsters),
        )


def _dates_possible(frame: pd.DataFrame, _: Codebook, today: pd.Timestamp) -> Iterator[Problem]:
    start, end = frame["start"], frame["end"]
    cases = (
        (
            end < start,
            "end-before-start",
            "fieldwork ends before it starts",
            "are the dates swapped?",
        ),
        (
            (start > today) | ((frame["date_precision"] == "day") & (end > today)),
            "fieldwork-in-future",
            "fieldwork lies in the future",
            "is the year right?",
        ),
        (
            (start < EARLIEST) | (end < EARLIEST),
            "fieldwork-too-early",
            "fieldwork lies before the first opinion polls",
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


RULES: tuple[Rule, ...] = (
    _shares_in_range,
    _percents_not_mixed,
    _countries_known,
    _country_speaks_language,
    _dates_possible,
    _dated,
    _bases_positive,
    *SERIES_RULES,
)
