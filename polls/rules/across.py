"""Rules that compare readings with one another: bases, repeats, totals, wordings, scales.

wave 2024-01-07   too_high .59 | about_right .21 | too_low .06 | dont_know .14   total 1.00
wave 2024-02-04   too_high .59 | about_right .21 | too_low .16 | dont_know .14   sum-off
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from polls.codebooks.model import Codebook
from polls.errors import Problem
from polls.rules.keys import distinct_rows, first_rows, reading_key, row_keys
from polls.rules.places import place_of
from polls.rules.rounding import sum_slack
from polls.schema import PRINTED_WAVE_COLUMNS, SUM_VERIFIED

__all__ = ["SERIES_RULES"]

MOSTLY = 0.9
WAVE = ("country", "pollster", "question", "start", "end", "base")
BASES_ROUNDED = {"n": 0.0, "n_weighted": 1.0}
"""By how much rounding may lift the base of a group that is the whole sample."""


def _bases_hold_subgroups(frame: pd.DataFrame, *_: Any) -> Iterator[Problem]:
    """A subgroup has at most as many respondents as the whole sample of its wave.

    A weighted base may be another's: the Turkish Cypriot Community is no part of Cyprus' own.
    """
    whole = (frame["group"] == "all").to_numpy()
    if whole.all() or not whole.any():
        return
    keys = row_keys(frame[name] for name in [*WAVE, "answer"])
    for column, title in (
        ("n", "a subgroup has more respondents than the whole sample"),
        ("n_weighted", "a subgroup has a larger weighted base than the whole sample"),
    ):
        yield from _larger_than_whole(frame, whole, keys, column, title)


def _larger_than_whole(
    frame: pd.DataFrame, whole: np.ndarray, keys: np.ndarray, column: str, title: str
) -> Iterator[Problem]:
    n = frame[column].to_numpy()
    whole, parts = whole & ~np.isnan(n), ~whole & ~np.isnan(n)
    if not whole.any() or not parts.any():
        return
    totals = np.full(keys.max() + 1, np.nan)
    np.fmax.at(totals, keys[whole], n[whole])
    places = np.flatnonzero(parts & (n > totals[keys] + BASES_ROUNDED[column]))
    # One problem for a group and wave, however many answers the two bases are printed with.
    groups = row_keys(frame[name].iloc[places] for name in [*WAVE, "group_by", "group"])
    for place in places[first_rows(groups)]:
        row = frame.iloc[place]
        yield Problem(
            "subgroup-larger-than-base",
            title,
            place_of(row),
            got=f"{row[column]:g} in {row['group']}",
            expected=f"at most the {totals[keys[place]]:g} of the whole sample",
            severity="error" if column == "n" else "warning",
        )


def _duplicates_agree(frame: pd.DataFrame, *_: Any) -> Iterator[Problem]:
    """Readings alike in all key columns report the same number."""
    key = reading_key(frame)
    keys = row_keys(key[name] for name in key)
    times = np.bincount(keys, minlength=1)
    if times.max() < 2:
        return
    repeated = np.flatnonzero(times[keys] > 1)
    repeated = repeated[np.argsort(keys[repeated], kind="stable")]
    shares, sources = frame["share"].to_numpy(), frame["source"].to_numpy()
    locators = frame["locator"].to_numpy()
    groups = np.split(repeated, np.flatnonzero(np.diff(keys[repeated])) + 1)
    for group in sorted(groups, key=lambda group: group[0]):
        differ = len({repr(share) for share in shares[group].tolist()}) > 1
        places = "; ".join(
            f"{shares[row]:g} at {sources[row]} {locators[row]}".rstrip() for row in group.tolist()
        )
        yield Problem(
            "duplicate-differs" if differ else "duplicate",
            "the same reading is given with different values"
            if differ
            else "the same reading is given more than once",
            place_of(frame.iloc[group[0]]),
            got=places,
            hint="keep the row whose source can be checked" if differ else "keep one of them",
            severity="error" if differ else "warning",
        )


def _sums(frame: pd.DataFrame, book: Codebook, _: Any) -> Iterator[Problem]:
    """Printed answers of a single-choice question add up to one, within their rounding.

    In a wave with an answer that the codebook does not know (a refusal), those that it knows
    may add up to less.
    """
    answers = {
        question.id: {answer.id for answer in question.answers if not answer.net_of}
        for question in book.questions.values()
        if question.choice == "single"
    }
    rows = frame[frame["question"].isin(list(answers))]
    if rows.empty:
        return
    distinct, pair = distinct_rows(rows, ["question", "answer"])
    pairs = list(zip(distinct["question"], distinct["answer"], strict=True))
    unknown = np.array([book.questions[q].answer(a) is None for q, a in pairs])[pair]
    keys = row_keys(rows[name] for name in PRINTED_WAVE_COLUMNS)
    open_ended = (np.bincount(keys, unknown) > 0)[keys]
    known = np.array([a in answers[q] for q, a in pairs])[pair]
    rows, open_ended = rows[known], open_ended[known]
    waves = _totals(rows)
    complete = waves.k == np.array([len(answers[question]) for question in waves.question])
    complete &= np.bincount(waves.keys, open_ended) == 0
    low = complete & (waves.total < 1 - waves.slack)
    off = low | (waves.total > 1 + waves.slack)
    off &= waves.sound & ~waves.verified & (waves.k == waves.different)
    for wave in np.flatnonzero(off):
        yield _sum_off(rows, waves, int(wave), "one answer may be chosen")


def _sums_of_unknown_questions(frame: pd.DataFrame, book: Codebook, _: Any) -> Iterator[Problem]:
    """Where nearly all waves of an unknown question add up to one, the others are reported.

    The codebook cannot say that only one answer may be chosen, but the waves do; as that is
    inferred, it is a warning.
    """
    rows = frame[~frame["question"].isin(list(book.questions))]
    if rows.empty:
        return
    waves = _totals(rows)
    off = (np.abs(waves.total - 1) > waves.slack) & waves.sound & ~waves.verified
    kept = pd.Series(~off).groupby(waves.question).transform("mean").to_numpy() >= MOSTLY
    odd = np.flatnonzero(off & kept & (waves.k > 1) & (waves.k == waves.different))
    first = rows.iloc[first_rows(waves.keys)[odd]]
    groups = row_keys(first[name] for name in ("source", "question", "group_by", "group"))
    for group in range(int(groups.max(initial=-1)) + 1):
        alike = odd[groups == group]
        problem = _sum_off(rows, waves, int(alike[0]), "its other waves do", "warning")
        more = f", and {len(alike) - 1} more waves of the group" if len(alike) > 1 else ""
        yield replace(problem, got=problem.got + more)


@dataclass(frozen=True)
class Totals:
    """What the answers of each wave add up to.

    Args:
        keys: (rows,) the wave of each row, from 0.
        total, slack: (waves,) sum of the shares, and how far rounding may take it from 1.
        k: (waves,) number of rows; `different`: of different answers among them.
        question: (waves,) id of the question.
        verified: (waves,) whether the source is declared to print this total.
        sound: (waves,) whether each share is one of 0 to 1; else its sum says nothing more.
    """

    keys: np.ndarray
    total: np.ndarray
    slack: np.ndarray
    k: np.ndarray
    different: np.ndarray
    question: np.ndarray
    verified: np.ndarray
    sound: np.ndarray


def _totals(rows: pd.DataFrame) -> Totals:
    keys = row_keys(rows[name] for name in PRINTED_WAVE_COLUMNS)
    k = np.bincount(keys)
    answers = row_keys([pd.Series(keys), rows["answer"].reset_index(drop=True)])
    step = np.zeros(len(k))
    np.maximum.at(step, keys, rows["precision"].to_numpy())
    verified = rows["note"].str.contains(SUM_VERIFIED, regex=False).to_numpy()
    return Totals(
        keys,
        total=np.bincount(keys, rows["share"].fillna(0.0)),
        slack=sum_slack(k, step),
        k=k,
        different=np.bincount(keys[first_rows(answers)], minlength=len(k)),
        question=rows["question"].to_numpy()[first_rows(keys)],
        verified=np.bincount(keys, verified) > 0,
        sound=np.bincount(keys, ~rows["share"].between(0, 1)) == 0,
    )


def _sum_off(
    rows: pd.DataFrame,
    waves: Totals,
    number: int,
    because: str,
    severity: Literal["error", "warning"] = "error",
) -> Problem:
    wave = rows[waves.keys == number]
    return Problem(
        "sum-off",
        f"answers do not add up to 1, and should: {because}",
        place_of(wave.iloc[0]),
        got=f"{waves.total[number]:.4g} over {', '.join(wave['answer'])}",
        expected=f"1 within {waves.slack[number]:.3g}",
        hint=f"if the source really prints this total, write '{SUM_VERIFIED}' in the note",
        severity=severity,
    )


def _wording_steady(frame: pd.DataFrame, *_: Any) -> Iterator[Problem]:
    """A question that is put in other words from some wave on is reported with both texts."""
    series = ["country", "pollster", "question", "lang"]
    keys = row_keys(frame[name] for name in (*series, "question_text"))
    by_start = np.argsort(frame["start"].to_numpy(), kind="stable")
    first = by_start[first_rows(keys[by_start])]
    uses = frame.iloc[first].sort_values("start", kind="stable")
    uses = uses[uses["question_text"] != ""]
    # Most series have one wording: only the others are walked, text by text.
    for names, rows in uses[uses.duplicated(series, keep=False)].groupby(series, sort=False):
        country, pollster, question = map(str, tuple(names)[:3])
        for before, after in itertools.pairwise(row for _, row in rows.iterrows()):
            yield Problem(
                "wording-changed",
                f"wording of {question} changed ({pollster}, {country})",
                place_of(after),
                got=repr(after["question_text"]),
                expected=f"as before: {before['question_text']!r}",
                severity="warning",
            )


def _scale_steady(frame: pd.DataFrame, book: Codebook, _: Any) -> Iterator[Problem]:
    """A set of answers that is another one from some wave on is reported with both sets.

    Only sets that add up to one are compared: others are partly published, or several
    answers could be given, and then answers come and go. Whether don't-knows are printed is
    the source's habit, not the scale.
    """
    beside = {
        question.id: {answer.id for answer in question.answers if not answer.substantive}
        for question in book.questions.values()
    }
    whole = frame[(frame["group"] == "all").to_numpy()]
    if whole.empty:
        return
    sums = _totals(whole)
    complete = (np.abs(sums.total - 1) <= sums.slack) & (sums.k > 1)
    rows = whole[complete[sums.keys]]
    waves: dict[int, set[str]] = {}
    for wave, answer in zip(sums.keys[complete[sums.keys]].tolist(), rows["answer"], strict=True):
        waves.setdefault(wave, set()).add(answer)
    first = whole.iloc[first_rows(sums.keys)[list(waves)]]
    first = first.assign(wave=list(waves)).sort_values("start", kind="stable")
    keys = row_keys(first[name] for name in ("country", "pollster", "question", "base"))
    series: dict[int, list[int]] = {}
    for key, wave in zip(keys.tolist(), first["wave"].tolist(), strict=True):
        series.setdefault(key, []).append(wave)
    for before, after in itertools.chain.from_iterable(map(itertools.pairwise, series.values())):
        differ = waves[before] ^ waves[after]
        if differ and differ - beside.get(sums.question[after], set()):
            yield _scale_changed(whole[sums.keys == before], whole[sums.keys == after])


def _scale_changed(before: pd.DataFrame, after: pd.DataFrame) -> Problem:
    now = after.iloc[0]
    return Problem(
        "scale-changed",
        f"answers of {now['question']} changed ({now['pollster']}, {now['country']})",
        place_of(now),
        got=_printed_answers(after),
        expected=f"as before: {_printed_answers(before)}",
        severity="warning",
    )


def _printed_answers(wave: pd.DataFrame) -> str:
    pairs = zip(wave["answer_text"], wave["answer"], strict=True)
    return " / ".join(text or answer for text, answer in pairs)


SERIES_RULES = (
    _bases_hold_subgroups,
    _duplicates_agree,
    _sums,
    _sums_of_unknown_questions,
    _wording_steady,
    _scale_steady,
)
