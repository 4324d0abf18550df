"""Readings as a model sees them: a day, a logit, how far sampling and rounding may move it.

    share 0.47, printed to 0.01, 1,650 asked
    logit -0.120    variance = [0.47 * 0.53 / 1650 + 0.01^2 / 12] / (0.47 * 0.53)^2

Nothing is guessed in silence: where a base is not published the pollster's usual base stands
in, where there is none either `ASSUMED_N` does, and the notes say how often.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.model.measurements import DAYS_A_YEAR, Floats
from polls.codebooks.model import Codebook, codebook
from polls.errors import Place, Problem, ProblemsError, raise_errors
from polls.rules.keys import reading_key, row_keys
from polls.schema import SERIES_COLUMNS, readings_of, when

__all__ = ["ASSUMED_N", "Observations", "bases", "logit", "observe"]

ASSUMED_N = 300.0
"""Respondents assumed where neither the reading nor the codebook gives a base: fewer than
almost any published poll has, so that the band errs on the wide side."""

ASSUMED_GROUP_N = 100.0
"""The same for a group of a sample: of the British tracker's, nineteen in twenty have more."""

BASES = ("unweighted base", "weighted base", "usual base", "assumed")

PUBLICATION_LAG = 30.0
"""Days: where only the date of publication is known, fieldwork lies in the month before."""

UNKNOWN_DAYS = {"day": 0.0, "month": 30.0, "year": 365.0}
"""The days among which a date of each precision lies, at least."""


@dataclass(frozen=True)
class Observations:
    """Readings ready for a model, in order of date.

    `frame` holds the readings' own columns and: date, house, wording, used_share, n_used, n_from,
    logit, inverse_n (design effect over base), rounding (step), wander (years, see `Steps`),
    span (years that an unknown date may lie in). `notes` say what was assumed.
    """

    frame: pd.DataFrame
    series: dict[str, str]
    notes: tuple[str, ...]


def observe(readings: pd.DataFrame, several: Sequence[str] = ()) -> Observations:
    """Check that readings belong together, date them, and give each its error variance.

    Args:
        readings: a readings frame.
        several: columns of `SERIES_COLUMNS` that may hold more than one value.

    Returns:
        The observations of one series, or of several that are asked for together.

    Raises:
        ProblemsError: no readings; readings of several series; a share, date or base that
            cannot be; one reading with two different shares. Columns that are not a readings
            frame's play no part.
    """
    frame = readings_of(readings)
    values = {name: sorted(frame[name].unique()) for name in SERIES_COLUMNS}
    frame["date"], frame["span"], frame["wander"] = _dates(frame)
    raise_errors(_problems(frame, values, several))
    frame, notes = _without_repeats(frame)
    frame["house"], frame["wording"] = houses(frame), _wordings(frame)
    frame = frame.sort_values(["date", *several, "house"], kind="stable", ignore_index=True)
    n, n_from = bases(frame, codebook())
    step, share = _uncensored(frame)
    least = np.where(step > 0, step / 2, 0.5 / n)
    used = np.where((share <= 0) | (share >= 1), share.clip(least, 1 - least), share)
    frame = frame.assign(
        used_share=used,
        n_used=n,
        n_from=n_from,
        logit=logit(used),
        inverse_n=frame["deff"].fillna(1.0).to_numpy() / n,
        rounding=step,
    )
    series = {name: " + ".join(found) for name, found in values.items()}
    return Observations(
        frame, series, (*notes, *_pooled_notes(frame, several), *_base_notes(frame))
    )


def _wordings(frame: pd.DataFrame) -> pd.Series:
    """What was asked, and of whom where readings are on several bases that are stated."""
    stated = frame["base"].where(frame["base"] != "")
    if stated.nunique() < 2:
        return frame["question"]
    usual = stated.mode().iloc[0]
    other = stated.notna() & (stated != usual)
    return frame["question"].where(~other, frame["question"] + " (" + frame["base"] + ")")


def logit(share: Floats) -> Floats:
    """The log odds of shares.

    >>> logit(np.array([0.5])).tolist()
    [0.0]
    """
    return np.log(share) - np.log1p(-share)


def houses(frame: pd.DataFrame) -> pd.Series:
    """Who measured: the pollster, with the mode where a pollster is known to use several.

    A mode that the source does not state is no second mode.
    """
    each = list(zip(frame["pollster"].tolist(), frame["mode"].tolist(), strict=True))
    modes = Counter(pollster for pollster, mode in set(each) if mode)
    names = {
        (pollster, mode): (pollster or "not named")
        + (f" ({mode or 'mode not known'})" if modes[pollster] > 1 else "")
        for pollster, mode in set(each)
    }
    return pd.Series([names[pair] for pair in each], index=frame.index, dtype="str")


def _problems(
    frame: pd.DataFrame, values: Mapping[str, Sequence[str]], several: Sequence[str]
) -> Iterator[Problem]:
    if frame.empty:
        yield Problem(
            "no-readings", "there are no readings to fit", hint="does the filter match any row?"
        )
        return
    mixed = {
        name: found for name, found in values.items() if name not in several and len(found) > 1
    }
    if mixed:
        yield Problem(
            "several-series",
            "readings of several series cannot be one trend",
            got="; ".join(f"{name} {', '.join(map(str, v[:5]))}" for name, v in mixed.items()),
            expected="one " + ", ".join(SERIES_COLUMNS),
            hint=f"fit_trends(readings, by={list(mixed)}) fits each; or filter the readings",
        )
    impossible = {
        "share-out-of-range": ~frame["share"].between(0, 1),
        "reading-without-date": frame["date"].isna(),
        "end-before-start": frame["end"] < frame["start"],
        "base-not-positive": (frame["n"] <= 0) | (frame["n_weighted"] <= 0) | (frame["deff"] <= 0),
    }
    for code, mask in impossible.items():
        for _, row in frame[mask].iterrows() if mask.any() else ():
            yield Problem(
                code, code.replace("-", " "), Place(file=row["source"], item=_describe(row))
            )


def _describe(row: pd.Series) -> str:
    dates = " to ".join(f"{row[c]:%Y-%m-%d}" for c in ("start", "end") if pd.notna(row[c]))
    said = (row["pollster"], dates, f"share {row['share']:g} n {row['n']:g}", row["locator"])
    return " ".join(filter(None, said))


def _without_repeats(frame: pd.DataFrame) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """The frame with each reading once; a reading with two shares is refused."""
    undated = frame["published"].where(frame["start"].isna())
    telling = [frame[name] for name in ("pollster", "start", "answer")]
    if row_keys([*telling, undated]).max() == len(frame) - 1:
        return frame, ()
    frame, said = _without_second_sources(frame)
    key = reading_key(frame)
    # Of a reading that is given twice, the row with a base says more.
    with_base = frame["n"].isna().sort_values(kind="stable").index
    repeated = key.loc[with_base].duplicated(keep="first").sort_index()
    if key.assign(share=frame["share"]).duplicated().sum() < repeated.sum():
        rows = [_describe(row) for _, row in frame[key.duplicated(keep=False)].iterrows()]
        raise ProblemsError(
            [
                Problem(
                    "duplicate-differs",
                    "the same reading is given with different values",
                    got="; ".join(rows[:6]),
                    hint="keep the row whose source can be checked",
                )
            ]
        )
    if not repeated.any():
        return frame, said
    count = int(repeated.sum())
    return frame[~repeated].copy(), (*said, f"{count} repeated readings were left out.")


def _without_second_sources(frame: pd.DataFrame) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """The frame without polls that a second source gives again, with less detail.

    Such a row is of the same house, days, share and base, and blank where the other says how
    or whom it asked, or when fieldwork ended.
    """
    blank = {"mode": frame["mode"] == "", "base": frame["base"] == "", "end": frame["end"].isna()}
    same = ["country", "question", "answer", "group_by", "group", "pollster", "start", "share", "n"]
    if "client" in frame:
        same.append("client")
    dated = (frame["start"].notna() & (frame["date_precision"] == "day")).to_numpy()
    again = np.zeros(len(frame), dtype=bool)
    shared = pd.Series(row_keys([frame[name] for name in same]))
    for name, missing in blank.items():
        empty = missing.to_numpy()
        alike = row_keys([shared, *(frame[other] for other in blank if other != name)])
        again |= dated & empty & np.isin(alike, alike[dated & ~empty])
    if not again.any():
        return frame, ()
    count = int(again.sum())
    note = (
        f"{count} repeated readings, given a second time without mode, base or last day of "
        "fieldwork, were left out."
    )
    return frame[~again].copy(), (note,)


def bases(frame: pd.DataFrame, book: Codebook) -> tuple[Floats, list[str]]:
    """Respondents behind each reading, and where that number comes from.

    Args:
        frame: a readings frame of k rows.
        book: the usual bases of pollsters.

    Returns:
        (k,) float, and k of `BASES`: what is published, else the pollster's usual base, else
        `ASSUMED_N` or `ASSUMED_GROUP_N`.

    >>> from polls.schema import conform
    >>> rows = conform([{"pollster": "YouGov", "n": 900.0}, {"pollster": "nobody"}])
    >>> bases(rows, codebook())
    (array([900., 300.]), ['unweighted base', 'assumed'])
    """
    known = {str(name): book.usual_n(str(name)) for name in frame["pollster"].unique()}
    usual = frame["pollster"].map(known).astype(float)
    # A pollster's usual base is its whole sample; a subgroup's is not known from it.
    usual = usual.where(frame["group_by"] == "all")
    assumed = np.where(frame["group_by"] == "all", ASSUMED_N, ASSUMED_GROUP_N)
    choices = np.stack([frame["n"], frame["n_weighted"], usual, assumed])
    first = (~np.isnan(choices)).argmax(axis=0)
    n = np.take_along_axis(choices, first[None], axis=0)[0]
    return n, [BASES[place] for place in first]


def _pooled_notes(frame: pd.DataFrame, several: Sequence[str]) -> Iterator[str]:
    counts = Counter(base.replace("_", " ") or "not stated" for base in frame["base"].tolist())
    if len(counts) > 1:
        named = ", ".join(f"{count:,} of {base}" for base, count in counts.most_common())
        together = "answer" in several
        how = "are taken together" if together else "have an offset each but the most frequent"
        yield f"Readings on different bases {how}: {named}."


def _base_notes(frame: pd.DataFrame) -> Iterator[str]:
    whole = bool((frame["group_by"] == "all").all())
    columns = (frame[name].tolist() for name in ("n_from", "pollster", "n_used"))
    each = Counter(zip(*columns, strict=True))
    for (source, house, n), count in sorted(each.items()):
        if source not in BASES[2:]:
            continue
        if source == "usual base":
            what = f"the usual base of {house}, {n:,.0f}, stands in"
        elif whole:
            what = f"{house or 'the pollster'} has no usual base either, so {n:,.0f} is assumed"
        else:
            what = f"a group's is not known from that of the whole sample, so {n:,.0f} is assumed"
        yield f"{count:,} of {len(frame):,} readings have no published base: {what}."


def _uncensored(frame: pd.DataFrame) -> tuple[Floats, Floats]:
    """Rounding step and share; a cell such as `<0.5` lies anywhere under its limit."""
    share, censored = frame["share"].to_numpy(), frame["censored"].to_numpy()
    step = np.where(censored, share, frame["precision"].to_numpy())
    return step, np.where(censored, share / 2, share)


def _dates(frame: pd.DataFrame) -> tuple[pd.Series, Floats, Floats]:
    """The middle of the days a reading may be of; years of them; years of walking it is off.

    Fieldwork of known days averages the level over them: a random walk's mean over a span of
    L differs from its middle by a variance of L/12 years' shocks. A reading that fell on an
    unknown day of a month or year lies off its middle by L/4 on average.
    """
    start, end = (frame[name].to_numpy() for name in ("start", "end"))
    unknown = frame["date_precision"].map(UNKNOWN_DAYS).to_numpy(dtype=float)
    only_published = np.isnat(start) & np.isnat(end)
    fieldwork = np.maximum(np.nan_to_num((end - start) / np.timedelta64(1, "D")), unknown)
    days = np.where(only_published, PUBLICATION_LAG + unknown, fieldwork)
    # A lone date is one end of the days it stands for, unless it is the day itself.
    ahead = np.where(np.isnat(end) & ~np.isnat(start), 0.5, 0.0) * unknown
    behind = np.where(only_published, days / 2, np.where(np.isnat(start), unknown / 2, 0.0))
    middle = when(frame) + pd.to_timedelta(ahead - behind, unit="D")
    exact = (unknown == 0) & ~only_published
    years = days / DAYS_A_YEAR
    date = middle.dt.floor("D").astype("datetime64[s]")
    return date, np.where(exact, 0.0, years), years / np.where(exact, 12.0, 4.0)
