"""The answers of one question, wave by wave, as log-ratios.

    printed      too_high 59   about_right 16   too_low 9   (16 not shown)
    parts        {too_high}    {about_right}    {too_low}   {rest}
    log-ratios   59 : 16+9+16  16 : 9+16        9 : 16

A wave is a set of parts. An answer is a part; what a wave leaves unpublished is one part, the
sum of the answers it does not show; a printed net ("too high, both") is one part where its
answers are not printed. An answer that was not offered belongs to no part.

Each part is set against those after it, answers that most waves show first (Egozcue and others
2003, Mathematical Geology 35): a wave that shows only the first is then as exact as one that
shows all, which ratios to one fixed answer would not allow. Multinomial sampling makes the
ratios independent binomials.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import log_expit, logit

from analysis.model.measurements import Floats, as_days
from analysis.model.working_response import Printed, printed_of
from polls.codebooks.model import codebook

__all__ = ["REST", "Wave", "Waves", "answer_order", "ratios_of", "shares_of", "waves_of"]

REST = "rest"
"""The answer that stands for what no wave shows."""

NOT_SHOWN = "not_shown"
"""The same, where `rest` is the name of a printed answer."""

WAVE_COLUMNS = ["date", "house", "start", "end", "published", "base", "source"]


@dataclass(frozen=True)
class Wave:
    """One wave: its parts (each a set of answers, by index) and what was printed of them.

    `shares` (P,) of the parts, `inverse_n` (P,) design effect of each over the base, `rounding`
    (P, P) covariance of the rounding errors; `low` and `high` (P,) as in `Printed`, for parts
    of which only an interval is known.
    """

    parts: tuple[tuple[int, ...], ...]
    shares: Floats
    inverse_n: Floats
    rounding: Floats
    low: Floats
    high: Floats

    def at(self, signal: Floats) -> tuple[Floats, Floats]:
        """Log-ratios (P-1,) and their covariance, taken at those expected (P-1,).

        As `analysis.model.working_response.Printed.at`, with the multinomial covariance.
        """
        expected = shares_of(signal, np.ones(len(self.parts), dtype=bool))
        slopes = _ratio_slopes(expected)
        scale = np.sqrt(self.inverse_n)
        multinomial = np.outer(scale, scale) * (np.diag(expected) - np.outer(expected, expected))
        shares, rounding = self._taken(expected)
        covariance = slopes @ (multinomial + rounding) @ slopes.T
        return signal + slopes @ (shares - expected), covariance

    def _taken(self, expected: Floats) -> tuple[Floats, Floats]:
        """Shares and rounding covariances, those of intervals taken at what is expected.

        An interval has the value and the variance that its likelihood gives to a lone share;
        what of that variance sampling does not account for counts as rounding.
        """
        interval = np.flatnonzero(~np.isnan(self.low))
        if not len(interval):
            return self.shares, self.rounding
        signal, binomial = logit(expected), expected * (1 - expected)
        alone = Printed(self.shares, self.inverse_n, np.diag(self.rounding), self.low, self.high)
        value, variance = alone.at(signal)
        shares, rounding = self.shares.copy(), self.rounding.copy()
        shares[interval] = (expected + (value - signal) * binomial)[interval]
        beyond = np.maximum(variance * binomial**2 - binomial * self.inverse_n, 0.0)
        rounding[interval] = rounding[:, interval] = 0.0
        rounding[interval, interval] = beyond[interval]
        return shares, rounding


@dataclass(frozen=True)
class Waves:
    """All waves of a question in order of date.

    Attributes:
        answers: names, those that most waves show first; the last may be `REST`.
        waves: one a wave.
        frame: one row a wave: date, house, wander, span.
        spans: (K, 2) first and last day on which each answer is offered.
    """

    answers: tuple[str, ...]
    waves: tuple[Wave, ...]
    frame: pd.DataFrame
    spans: np.ndarray


def waves_of(frame: pd.DataFrame) -> Waves:
    """Group the observations of one question into waves of parts.

    Args:
        frame: of `Observations`, several answers.
    """
    frame = frame[~_is_covered_net(frame)]
    # Two waves of one month differ only by place: the second time an answer comes, a new wave.
    again = frame.groupby([*WAVE_COLUMNS, "answer"], dropna=False).cumcount()
    groups = [
        rows
        for _, rows in frame.assign(again=again).groupby([*WAVE_COLUMNS, "again"], dropna=False)
    ]
    groups.sort(key=lambda rows: rows["date"].iloc[0])
    members = _members(frame)
    names = _ordered({name for part in members.values() for name in part}, frame)
    lifetimes = _lifetimes(groups, members, names)
    drafts = [_parts(rows, members, lifetimes) for rows in groups]
    if any(not part for parts in drafts for part in parts):
        # Some wave shows all its answers and still leaves a rest: then every wave has one.
        rest = NOT_SHOWN if REST in names else REST
        drafts = [
            [p if k < len(r) else (*p, rest) for k, p in enumerate(parts)]
            for parts, r in zip(drafts, groups, strict=True)
        ]
        names = (*names, rest)
    place = {name: k for k, name in enumerate(names)}
    drafted = [(parts, rows) for parts, rows in zip(drafts, groups, strict=True) if len(parts) > 1]
    groups = [rows for _, rows in drafted]
    waves = tuple(
        _wave([tuple(sorted(place[name] for name in part)) for part in parts], rows)
        for parts, rows in drafted
    )
    first = pd.DataFrame([rows.iloc[0] for rows in groups]).reset_index(drop=True)
    always = (min(first["date"]), max(first["date"]))
    spans = np.array([as_days(pd.DatetimeIndex(lifetimes.get(name, always))) for name in names])
    return Waves(names, waves, first[["date", "house", "wander", "span", "question"]], spans)


def shares_of(levels: Floats, alive: np.ndarray) -> Floats:
    """Shares (..., K) of the answers' log-ratios (..., K-1), 0 where an answer is not alive.

    >>> shares_of(np.zeros((1, 2)), np.array([True, True, True])).tolist()
    [[0.5, 0.25, 0.25]]
    """
    own, left = log_expit(levels), np.cumsum(log_expit(-levels), axis=-1)
    none = np.zeros((*levels.shape[:-1], 1))
    logs = np.concatenate([own, none], axis=-1) + np.concatenate([none, left], axis=-1)
    shares = np.exp(logs) * alive
    return shares / shares.sum(axis=-1, keepdims=True)


def ratios_of(shares: Floats) -> Floats:
    """(P-1,) logs of each share over the sum of those after it; the inverse of `shares_of`.

    >>> ratios_of(np.array([0.5, 0.25, 0.25])).round(12).tolist()
    [0.0, 0.0]
    """
    after = np.cumsum(shares[::-1])[::-1][1:]
    return np.log(shares[:-1]) - np.log(after)


def _is_covered_net(frame: pd.DataFrame) -> pd.Series:
    """Whether a row is a net of answers of which its wave shows one at least."""
    nets = _nets(frame)
    if not nets:
        return pd.Series(False, index=frame.index)
    shown = frame.groupby(WAVE_COLUMNS, dropna=False)["answer"].transform(
        lambda answers: "\n".join(answers)
    )
    return pd.Series(
        [
            any(part in names.split("\n") for part in nets.get(answer, ()))
            for answer, names in zip(frame["answer"], shown, strict=True)
        ],
        index=frame.index,
    )


def _nets(frame: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    question = codebook().questions.get(frame["question"].iloc[0])
    known = question.answers if question else ()
    return {answer.id: answer.net_of for answer in known if answer.net_of}


def _members(frame: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """What each printed answer is the sum of; itself where its answers are never printed."""
    printed = set(frame["answer"])
    nets = _nets(frame)
    return {
        name: nets[name] if name in nets and printed & set(nets[name]) else (name,)
        for name in sorted(printed)
    }


def _ordered(names: set[str], frame: pd.DataFrame) -> tuple[str, ...]:
    """Names in the order of how many waves show each, then of the codebook."""
    printed = frame["answer"].value_counts().to_dict()
    known = answer_order(str(frame["question"].iloc[0]))
    return tuple(sorted(names, key=lambda name: (-printed.get(name, 0), known(name))))


def answer_order(question: str) -> Callable[[str], tuple[int, str]]:
    """A sorting key: the place of an answer in the codebook, then its name; `REST` last."""
    entry = codebook().questions.get(question)
    order = {answer.id: answer.order for answer in entry.answers} if entry else {}
    last = max(order.values(), default=0) + 1
    order |= {REST: last + 1, NOT_SHOWN: last + 2}
    return lambda name: (order.get(name, last), name)


def _lifetimes(
    groups: Sequence[pd.DataFrame], members: dict[str, tuple[str, ...]], names: Sequence[str]
) -> dict[str, tuple[pd.Timestamp, pd.Timestamp]]:
    """First and last date on which each answer is offered.

    An answer left unpublished may still have been offered; only a wave that adds up to one
    without it says that it was not.
    """
    dates = [rows["date"].iloc[0] for rows in groups]
    shown = [{name for printed in rows["answer"] for name in members[printed]} for rows in groups]
    complete = [1 - rows["used_share"].sum() <= _slack(rows) for rows in groups]
    lifetimes = {}
    for name in names:
        seen = [date for date, own in zip(dates, shown, strict=True) if name in own]
        without = [
            date
            for date, own, whole in zip(dates, shown, complete, strict=True)
            if whole and name not in own
        ]
        born = min(seen) if any(date < min(seen) for date in without) else min(dates)
        died = max(seen) if any(date > max(seen) for date in without) else max(dates)
        lifetimes[name] = (born, died)
    return lifetimes


def _parts(
    rows: pd.DataFrame,
    members: dict[str, tuple[str, ...]],
    lifetimes: dict[str, tuple[pd.Timestamp, pd.Timestamp]],
) -> list[tuple[str, ...]]:
    """The parts of a wave; one more for what it leaves unpublished, where that is anything."""
    parts = [members[printed] for printed in rows["answer"]]
    if 1 - rows["used_share"].sum() <= _slack(rows):
        return parts
    date = rows["date"].iloc[0]
    shown = {name for part in parts for name in part}
    hidden = tuple(
        name
        for name, (first, last) in lifetimes.items()
        if first <= date <= last and name not in shown
    )
    return [*parts, hidden]


def _slack(rows: pd.DataFrame) -> float:
    """How far rounding alone may leave the printed answers short of 1."""
    return float(len(rows) * rows["rounding"].max() / 2 + 1e-9)


def _wave(parts: Sequence[tuple[int, ...]], rows: pd.DataFrame) -> Wave:
    share, inverse_n = (rows[name].to_numpy() for name in ("used_share", "inverse_n"))
    rounding = np.diag(rows["rounding"].to_numpy() ** 2 / 12)
    printed = printed_of(rows)
    unknown = np.full(len(parts) - len(rows), np.nan)
    low, high = np.append(printed.low, unknown), np.append(printed.high, unknown)
    if len(parts) > len(rows):
        share = np.append(share, 1 - share.sum())
        inverse_n = np.append(inverse_n, inverse_n.mean())  # what is not printed: as the others
        whole = np.concatenate([np.eye(len(rows)), -np.ones((1, len(rows)))])
        rounding = whole @ rounding @ whole.T
    share = share / share.sum()
    order = sorted(range(len(parts)), key=lambda part: (len(parts[part]) > 1, parts[part]))
    share, rounding = share[order], rounding[np.ix_(order, order)]
    taken = tuple(parts[k] for k in order)
    return Wave(taken, share, inverse_n[order], rounding, low[order], high[order])


def _ratio_slopes(share: Floats) -> Floats:
    """(P-1, P) derivatives of `ratios_of` in the shares."""
    after = np.cumsum(share[::-1])[::-1][1:]
    slopes = -np.triu(np.ones((len(share) - 1, len(share))), 1) / after[:, None]
    diagonal = np.arange(len(share) - 1)
    slopes[diagonal, diagonal] = 1 / share[:-1]
    return slopes
