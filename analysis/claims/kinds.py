"""The kinds of claim: what a sentence says, in terms that can be checked.

    value              a share is about x                  "70% think that ..."
    threshold          it went above or below x            "has topped 40%"
    record             the highest or lowest since a day   "the highest since 2019"
    change             up or down between two days         "rising since the election"
    similar            levels, direction or movement alike "and similar in ..."
    ranking            first or last among others          "the main issue"
    cumulative_record  so far this year, a count           "a record for the time of year"
    unmeasured         nothing that is shipped measures it

Every claim has an `as_of` day, after which nothing that was published counts, and speaks of
the day `end` (its `as_of` unless said) or of the window from `start` to `end`. A threshold or
record without a `start` speaks of the days from the latest reading to `end`.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import ClassVar, Literal

__all__ = [
    "ChangeClaim",
    "Claim",
    "CumulativeRecordClaim",
    "RankingClaim",
    "RecordClaim",
    "Series",
    "SeriesClaim",
    "SimilarClaim",
    "ThresholdClaim",
    "UnmeasuredClaim",
    "ValueClaim",
]


@dataclass(frozen=True)
class Series:
    """Which readings belong together: one country, question, answer and group."""

    country: str
    question: str
    answer: str
    group_by: str = "all"
    group: str = "all"

    def __str__(self) -> str:
        """The series in one word for messages.

        >>> str(Series("GB", "approval", "approve"))
        'GB approval/approve'
        """
        group = "" if self.group_by == "all" else f" {self.group_by}/{self.group}"
        return f"{self.country} {self.question}/{self.answer}{group}"


@dataclass(frozen=True, kw_only=True)
class Claim:
    """What every claim has; `source` is the article it comes from, in the sources table.

    A reading printed in the claim's own article is no evidence for it: it is shown, and
    does not count. `line` is where the claim stands in its file.
    """

    kind: ClassVar[str] = ""
    id: str
    sentence: str
    as_of: dt.date
    source: str = ""
    line: int | None = None


@dataclass(frozen=True, kw_only=True)
class SeriesClaim(Claim):
    """A claim on opinion, as one series of readings measures it.

    `basis` says what the sentence speaks of: the opinion underneath ("trend"), or the
    figures as printed ("reading"). A reading older than `max_age` days says nothing of the
    day spoken of. `related` series bear on the claim without measuring it (another scale,
    another period): they are shown and do not count.
    """

    series: Series
    end: dt.date
    basis: Literal["trend", "reading"] = "trend"
    max_age: int = 365
    related: tuple[Series, ...] = ()

    @property
    def compared(self) -> tuple[Series, ...]:
        """The series that are set beside `series`, in the order of the claim."""
        return ()


@dataclass(frozen=True, kw_only=True)
class ValueClaim(SeriesClaim):
    """The share is `share`, give or take `margin` (both 0 to 1)."""

    kind = "value"
    share: float
    margin: float = 0.03


@dataclass(frozen=True, kw_only=True)
class ThresholdClaim(SeriesClaim):
    """The share went `above` or `below` a limit at some time from `start` to `end`.

    `start`: None for the day of the latest reading.
    """

    kind = "threshold"
    start: dt.date | None = None
    above: float | None = None
    below: float | None = None

    @property
    def limit(self) -> float:
        """The limit, a share of 0 to 1."""
        return self.above if self.above is not None else (self.below or 0.0)

    @property
    def sign(self) -> int:
        """1 where the claim is of going above, -1 where it is of going below."""
        return 1 if self.above is not None else -1


@dataclass(frozen=True, kw_only=True)
class RecordClaim(SeriesClaim):
    """From `start` to `end` the share was higher (or lower) than ever since `since`.

    Readings after `since` and before `start` (None: the day of the latest reading) are what
    the record is held against: "the highest since 2019" is `since = 2019-12-31`, and without
    `since` all of the series.
    """

    kind = "record"
    start: dt.date | None = None
    since: dt.date | None = None
    direction: Literal["highest", "lowest"] = "highest"

    @property
    def sign(self) -> int:
        """1 for the highest, -1 for the lowest."""
        return 1 if self.direction == "highest" else -1


@dataclass(frozen=True, kw_only=True)
class ChangeClaim(SeriesClaim):
    """The share went up (or down) by more than `by` from `start` to `end`.

    `event` is the name of the event whose day `start` is, where the claim names one.
    """

    kind = "change"
    start: dt.date
    direction: Literal["up", "down"] = "up"
    by: float = 0.0
    event: str = ""

    @property
    def sign(self) -> int:
        """1 for up, -1 for down."""
        return 1 if self.direction == "up" else -1


@dataclass(frozen=True, kw_only=True)
class SimilarClaim(SeriesClaim):
    """Other countries are like this one, on the same question.

    `aspect`: "level" (no country's share is further than `margin` away on `end`),
    "direction" (all moved the same way from `start` to `end`) or "parallel" (the changes
    from `start` to `end` differ by no more than `margin`).
    """

    kind = "similar"
    others: tuple[str, ...]
    start: dt.date
    aspect: Literal["level", "direction", "parallel"] = "level"
    margin: float = 0.05

    @property
    def compared(self) -> tuple[Series, ...]:
        """The same question, answer and group in the other countries."""
        return tuple(replace(self.series, country=country) for country in self.others)


@dataclass(frozen=True, kw_only=True)
class RankingClaim(SeriesClaim):
    """The share is the first (or last) among other countries' or other answers' on `end`."""

    kind = "ranking"
    among: Literal["country", "answer"]
    others: tuple[str, ...]
    place: Literal["first", "last"] = "first"

    @property
    def compared(self) -> tuple[Series, ...]:
        """The other countries' series, or the other answers' of the same question."""
        return tuple(replace(self.series, **{self.among: other}) for other in self.others)

    @property
    def sign(self) -> int:
        """1 for the first, -1 for the last."""
        return 1 if self.place == "first" else -1


@dataclass(frozen=True, kw_only=True)
class CumulativeRecordClaim(Claim):
    """So far this year an official count is a record for the time of year.

    `more_than` is a number that the count is also said to have passed, in the unit of the
    series; `country` is needed where the official series has several.
    """

    kind = "cumulative_record"
    official: str
    end: dt.date
    country: str = ""
    direction: Literal["highest", "lowest"] = "highest"
    more_than: float | None = None


@dataclass(frozen=True, kw_only=True)
class UnmeasuredClaim(Claim):
    """A claim that no shipped series measures; `needs` says which series would."""

    kind = "unmeasured"
    needs: str
