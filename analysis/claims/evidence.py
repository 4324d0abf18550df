"""Which readings bear on a claim, and were known on its day.

published by as_of?  yes -> counts            (no publication day: the end of fieldwork,
                                               else its first day)
                     no  -> left out
printed in the claim's own article -> shown, does not count
another scale or period (`related`) -> shown, does not count
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from analysis.claims.series import Series, country_in_words, series_name, series_parts
from analysis.claims.verdict import Evidence
from analysis.model.sampling_error import share_variance
from analysis.trends.observations import bases
from analysis.wording import listing
from polls.codebooks.model import Codebook
from polls.rules.rounding import rounding_variance
from polls.schema import TEXT_COLUMNS, WAVE_COLUMNS, known_from, when

__all__ = [
    "Known",
    "evidence_of",
    "evidence_of_row",
    "known_readings",
    "of_last_day",
    "of_series",
    "sampling_errors",
]


MOST_NAMED = 5
"""Countries that a sentence names; of more it says how many."""


@dataclass(frozen=True)
class Known:
    """The readings of one series, sorted by what a claim of `as_of` may use of them.

    `name` is the series in words, `parts` what it joins (`series_parts`), `countries` the names
    of all countries by code. `counted` and `own` are readings frames
    in order of date, with more columns: `date` (middle of fieldwork, else publication), `known`
    (the day from which it counts), `inverse_n` (design effect over base), `rounding_variance`
    and `se` (standard error of the share from both).
    `counted` are those known by `as_of`; `own` those of them that the claim's own article
    prints; `later` is how many of the series became known only afterwards, `first` the day of
    the first reading of all. `elsewhere` are the countries that have readings, where the
    series' own has none.
    """

    series: Series
    name: str
    parts: Mapping[str, str]
    counted: pd.DataFrame
    own: pd.DataFrame
    later: int
    first: pd.Timestamp | None
    elsewhere: str = ""
    countries: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def unpublished(self) -> int:
        """How many counted readings have no publication day, so that fieldwork's stood in."""
        return int(self.counted["published"].isna().sum())

    @property
    def unended(self) -> int:
        """How many of those have no end of fieldwork either, so that its first day stood in."""
        return int(self.counted[["published", "end"]].isna().all(axis=1).sum())

    @property
    def gathered(self) -> bool:
        """Whether the readings come from reports one by one, so that waves may be missing.

        A tracker or a compilation is one source of many readings; of a series gathered from
        reports most readings have a source of their own.
        """
        sources = self.counted["source"]
        return len(sources) > 2 and sources.nunique() > len(sources) / 2

    def begins(self, start: dt.date) -> dt.date:
        """A day, or that of the first counted reading where the series begins only then."""
        if self.counted.empty:
            return start
        first: dt.date = self.counted["date"].iloc[0].date()
        return max(start, first)

    def begins_too_late(self, start: dt.date, max_age: int) -> bool:
        """Whether the first counted reading is too long after a day to speak of it."""
        return (self.begins(start) - start).days > max_age

    @cached_property
    def dated(self) -> np.ndarray:
        """(readings,) datetime64[D] days of the counted readings, in order."""
        return _days(self.counted)

    @cached_property
    def houses(self) -> np.ndarray:
        """(readings,) pollsters of the counted readings, in order."""
        return self.counted["pollster"].to_numpy()

    def places(self, start: dt.date | None, end: dt.date) -> range:
        """The places of the counted readings dated from `start` to `end`, both included."""
        first = 0 if start is None else int(np.searchsorted(self.dated, np.datetime64(start)))
        return range(first, int(np.searchsorted(self.dated, np.datetime64(end), side="right")))

    def between(self, start: dt.date | None, end: dt.date) -> pd.DataFrame:
        """The counted readings dated from `start` to `end`, both included."""
        found = self.places(start, end)
        return self.counted.iloc[found.start : max(found.start, found.stop)]

    @cached_property
    def rows(self) -> dict[int, pd.Series]:
        """Rows of `counted` by place, as far as they were asked for."""
        return {}

    def row(self, place: int) -> pd.Series:
        """One counted reading; taken out of the frame once, since claims ask again and again."""
        if place not in self.rows:
            self.rows[place] = self.counted.iloc[place]
        return self.rows[place]

    def latest(self, day: dt.date, max_age: int) -> pd.DataFrame:
        """All counted readings of the last day that has any, by `day` and not older."""
        return of_last_day(self.between(day - dt.timedelta(days=max_age), day))


def of_last_day(rows: pd.DataFrame) -> pd.DataFrame:
    """Those of some rows that are dated the same day as the last."""
    if rows.empty:
        return rows
    days = _days(rows)
    return rows.iloc[len(rows) - int((days == days[-1]).sum()) :]


def _days(rows: pd.DataFrame) -> np.ndarray:
    return rows["date"].to_numpy().astype("datetime64[D]")


def of_series(readings: pd.DataFrame, series: Series) -> pd.DataFrame:
    """The rows of a readings frame that belong to one series; those of a sum are added up."""
    wanted = readings["answer"].isin(series.answers)
    for column in ("country", "question", "group_by", "group"):
        wanted &= readings[column] == getattr(series, column)
    if series.pollster:
        wanted &= readings["pollster"] == series.pollster
    rows = readings[wanted].reset_index(drop=True)
    return _added_up(rows, series) if series.plus else rows


def _added_up(rows: pd.DataFrame, series: Series) -> pd.DataFrame:
    """One row a wave for the sum of several answers, where the wave prints them all."""
    whole = rows.groupby(list(WAVE_COLUMNS), dropna=False)["answer"].transform("nunique")
    rows = rows[(whole == len(series.answers)) & ~rows["censored"]]
    waves = rows.groupby(list(WAVE_COLUMNS), dropna=False, sort=False)
    first = waves.head(1).set_index(list(WAVE_COLUMNS), drop=False)
    parts = waves.agg(
        share=("share", "sum"), precision=("precision", lambda step: float(np.hypot.reduce(step)))
    )
    order = first.index
    summed = first.assign(
        share=parts["share"].reindex(order).to_numpy(),
        precision=parts["precision"].reindex(order).to_numpy(),
        answer=series.answer_id,
        answer_text="",
    )
    return summed.reset_index(drop=True)


def known_readings(
    readings: pd.DataFrame, series: Series, *, as_of: dt.date, source: str, book: Codebook
) -> Known:
    """The readings of one series that a claim may be held against.

    Args:
        readings: a readings frame.
        series: which of its rows.
        as_of: the day after which nothing counts.
        source: the claim's own article.
        book: the usual bases of pollsters.

    Returns:
        The readings known by the claim's day, the claim's own ones apart.
    """
    rows = of_series(readings, series)
    date = when(rows)
    # A month that was published before it was over had its fieldwork before that day.
    date = date.mask(rows["published"] < date, rows["published"])
    rows = rows.assign(date=date, known=known_from(rows)).join(sampling_errors(rows, book))
    rows = rows[rows["date"].notna() & rows["known"].notna()]
    # By all that a sentence could tell apart, so that the order of a file decides nothing.
    order = ["date", "known", "pollster", "share", "se", "source", "locator"]
    rows = rows.sort_values(order, kind="stable").reset_index(drop=True)
    # Plain objects: rows are taken out again and again, and so ten times faster.
    rows = rows.astype(dict.fromkeys(TEXT_COLUMNS, object))
    known = rows["known"] <= pd.Timestamp(as_of)
    own = (rows["source"] == source) & (source != "")
    return Known(
        series=series,
        name=series_name(series, book),
        parts=series_parts(series, book),
        counted=rows[known & ~own].reset_index(drop=True),
        own=rows[known & own].reset_index(drop=True),
        later=int((~known).sum()),
        first=rows["date"].min() if len(rows) else None,
        elsewhere="" if len(rows) else _elsewhere(readings, series, book),
        countries=book.countries,
    )


def _elsewhere(readings: pd.DataFrame, series: Series, book: Codebook) -> str:
    """The countries in which a question was asked that has no reading in the series' own."""
    asked = readings[(readings["question"] == series.question)]
    if (asked["country"] == series.country).any():
        return ""
    names = sorted(country_in_words(code, book.countries) for code in {*asked["country"]})
    return listing(names) if len(names) <= MOST_NAMED else f"{len(names)} other countries"


def sampling_errors(readings: pd.DataFrame, book: Codebook) -> pd.DataFrame:
    """How far sampling and rounding may move each share.

    DESIGN section 5: sqrt(deff p(1-p)/n + step^2/12); where the base is not published the
    pollster's usual one stands in, and shares at 0 or 1 are pulled in by half a step. A
    censored share has the sampling error of its limit: how far below it lies is no error.

    Args:
        readings: a readings frame.
        book: the usual bases of pollsters.

    Returns:
        On the same index: inverse_n (design effect over base), rounding_variance, se
        (standard error of the share from both).

    >>> from polls.codebooks.model import codebook
    >>> from polls.schema import conform
    >>> rows = conform([{"country": "GB", "share": 0.5, "n": 1000.0}])
    >>> float(sampling_errors(rows, codebook())["se"].iloc[0].round(4))
    0.0161
    """
    step = readings["precision"].fillna(0.0).mask(readings["censored"], 0.0)
    share = readings["share"].clip(step / 2, 1 - step / 2)
    n, _ = bases(readings, book)
    inverse_n, rounding = readings["deff"].fillna(1.0) / n, rounding_variance(step)
    se = np.sqrt(share_variance(share, inverse_n, rounding))
    return pd.DataFrame({"inverse_n": inverse_n, "rounding_variance": rounding, "se": se})


def evidence_of(
    rows: pd.DataFrame, known: Known, *, counts: bool = True, note: str = ""
) -> tuple[Evidence, ...]:
    """Some of the readings of one series as the evidence that a verdict carries."""
    return tuple(
        evidence_of_row(row, known, counts=counts, note=note) for _, row in rows.iterrows()
    )


def evidence_of_row(
    row: pd.Series, known: Known, *, counts: bool = True, note: str = ""
) -> Evidence:
    """One reading of a series as the evidence that a verdict carries."""
    return Evidence(
        series=str(known.series),
        name=known.name,
        value=float(row["share"]),
        unit="share",
        start=_day(row["start"]),
        end=_day(row["end"]),
        published=_day(row["published"]),
        pollster=str(row["pollster"]),
        source=str(row["source"]),
        counts=counts,
        censored=bool(row["censored"]),
        note="; ".join(part for part in (note, str(row["note"])) if part),
        parts=known.parts,
    )


def _day(value: pd.Timestamp) -> dt.date | None:
    return None if pd.isna(value) else value.date()
