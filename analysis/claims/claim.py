"""What every claim has, and what its kind must say of it.

Every claim has an `as_of` day, after which nothing that was published counts, and speaks of
the day `end` (its `as_of` unless said) or of the days from `start` to `end`. Each kind is one
file in `kinds`: its fields, what contradicts it, what the readings say, what the draws of the
trend say, and its words.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal, Self

import numpy as np
import pandas as pd

from analysis.claims.evidence import Known
from analysis.claims.series import Series
from analysis.claims.verdict import Finding, Thresholds
from analysis.wording import listing
from polls.errors import Place, Problem
from polls.files.toml_tables import Days, FirstDay, LastDay, share_problems

__all__ = [
    "UNSAID",
    "Claim",
    "ComparedClaim",
    "CountClaim",
    "SeriesClaim",
    "UnmeasuredClaim",
    "WindowClaim",
    "contradictions",
]

UNSAID = dt.date.min
"""Stands for a day that is not given, until the claim's other days say which it is."""

Clash = tuple[str, str]
"""What contradicts what, and the values."""

Paths = Sequence[np.ndarray]
"""Paths (draw, day) of each series of a claim, shares of 0 to 1, on the days it asks for."""


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

    @property
    def claimed(self) -> float | None:
        """The number that the sentence names, in the unit of its readings; None without one."""
        return None

    def clashes(self) -> Iterator[Clash]:
        """What is impossible about the claim, whatever the readings."""
        yield from ()


@dataclass(frozen=True, kw_only=True)
class UnmeasuredClaim(Claim):
    """A claim that cannot be held against anything; the reason is given by `why`."""

    def why(self) -> str:
        """Why nothing can be said, as a clause."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class CountClaim(Claim):
    """A claim on an official series, such as `polls.official` returns.

    `country` is needed where the official series has several.
    """

    official: str
    end: LastDay = UNSAID
    country: str = ""
    needs_country: ClassVar[bool] = True
    """Whether the counts handed to `counted` are those of the claim's country alone."""

    def __post_init__(self) -> None:
        if self.end == UNSAID:
            object.__setattr__(self, "end", self.as_of)

    def clashes(self) -> Iterator[Clash]:
        """The end must be known by `as_of`."""
        if self.end > self.as_of:
            yield "end lies after as_of", f"end {self.end}, as_of {self.as_of}"

    @property
    def named(self) -> tuple[str, ...]:
        """The official series that it names."""
        return (self.official,)

    def completed(self, official: Callable[[str], pd.DataFrame]) -> Self:
        """The claim with what other official series tell of it; here nothing.

        Args:
            official: the id of a series -> its counts.
        """
        del official
        return self

    def counted(self, counts: pd.DataFrame, unit: str, title: str) -> Finding:
        """What the counts say.

        Args:
            counts: the official series, as `polls.official` returns it, of the claim's country
                where it names one.
            unit: what is counted, for the sentence.
            title: of the series, for the evidence.
        """
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class SeriesClaim(Claim):
    """A claim on opinion, as one series of readings measures it.

    `basis` says what the sentence speaks of: the opinion underneath ("trend"), or the
    figures as printed ("reading"). A reading older than `max_age` days says nothing of the
    day spoken of. With `pollster` the readings of that house alone count; `plus` are answers
    that are added to `answer`. `related` series bear on the claim without measuring it
    (another scale, another period): they are shown and do not count. `undated` names readings
    that were reported without a day, in words: they cannot count, and the reason says so.
    """

    country: str
    question: str
    answer: str
    group_by: str = "all"
    group: str = "all"
    pollster: str = ""
    plus: tuple[str, ...] = ()
    end: LastDay = UNSAID
    basis: Literal["trend", "reading"] = "trend"
    max_age: Days = 183
    related: tuple[Series, ...] = ()
    undated: str = ""

    def __post_init__(self) -> None:
        if self.end == UNSAID:
            object.__setattr__(self, "end", self.as_of)

    @property
    def series(self) -> Series:
        """The claim's own series."""
        return Series(
            self.country,
            self.question,
            self.answer,
            self.group_by,
            self.group,
            self.pollster,
            self.plus,
        )

    @property
    def compared(self) -> tuple[Series, ...]:
        """The series that are set beside `series`, in the order of the claim."""
        return ()

    @property
    def of_groups(self) -> bool:
        """Whether it speaks of groups of people, not of whole samples alone."""
        return any(each.group_by != "all" for each in (self.series, *self.compared, *self.related))

    def clashes(self) -> Iterator[Clash]:
        """The end must be known by `as_of`."""
        if self.end > self.as_of:
            yield "end lies after as_of", f"end {self.end}, as_of {self.as_of}"

    def in_words(self) -> str:
        """The claim as a clause, without its days."""
        raise NotImplementedError

    def denied(self) -> str:
        """What holds where the claim is contradicted, as a clause."""
        raise NotImplementedError

    def heard(self, known: Sequence[Known]) -> list[Known]:
        """The series among those of the claim that it can be judged by; its own is the first."""
        return list(known)

    def unheard(self, known: Sequence[Known]) -> Known | None:
        """The first series without a reading of the days spoken of; None where all have one."""
        silent = (each for each in known if each.latest(self.end, self.max_age).empty)
        return next(silent, None)

    def erring(self, known: Known) -> tuple[dt.date | None, str]:
        """Which polls would have to be off for another verdict, and their name in a sentence.

        Returns:
            The day after which polls of the claim's own series err; None: all of them.
        """
        return None, "all polls"

    def published(self, known: Sequence[Known], *, one_whole: bool) -> Finding:
        """What the readings known by the claim's day say, as printed.

        Args:
            known: the readings of the claim's own series, then of each series compared.
            one_whole: whether these are answers of which a respondent gives one.

        Returns:
            The outcome, the clause that says why, and the readings that decided; the outcome
            is `not checkable` where there is no reading of the days that the claim speaks of.
            Where the day has several readings, they decide only if all say the same.
        """
        raise NotImplementedError

    def days(self, known: Sequence[Known]) -> list[pd.Timestamp]:
        """The days on which `drawn` asks for the paths of the trend."""
        return [pd.Timestamp(self.end)]

    def drawn(self, known: Sequence[Known], paths: Paths, limits: Thresholds) -> Finding:
        """What joint draws of the trend say.

        Args:
            known: the readings of the claim's own series, then of each series compared.
            paths: of those series on `days(known)`.
            limits: the probabilities that part the verdicts.

        Returns:
            The outcome, the clause that says why, and the probability. A claim of being within
            a margin is `contradicted` only where the draws also agree on the side of it: that
            a narrow margin is missed somewhere is no finding where the trend knows little.
        """
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class WindowClaim(SeriesClaim):
    """A claim on the days from `start` to `end`; without a start, on the latest reading.

    `event` is the name of the event whose day `start` is, where the claim names one.
    """

    start: FirstDay | None = None
    event: str = ""

    def clashes(self) -> Iterator[Clash]:
        """The window must have days."""
        yield from super().clashes()
        if self.start is not None and self.start > self.end:
            yield "start lies after end", f"start {self.start}, end {self.end}"

    def first_day(self, known: Known) -> dt.date:
        """The first of the days that the claim speaks of."""
        if self.start is not None:
            return self.start
        latest = known.latest(self.end, self.max_age)
        return self.end if latest.empty else latest["date"].iloc[-1].date()

    def spoken_of(self, known: Known) -> pd.DataFrame:
        """The readings of the days that the claim speaks of."""
        return known.between(self.first_day(known), self.end)

    def unheard(self, known: Sequence[Known]) -> Known | None:
        """The first series without a reading of the days spoken of; None where all have one."""
        return next((each for each in known if self.spoken_of(each).empty), None)


@dataclass(frozen=True, kw_only=True)
class ComparedClaim(SeriesClaim):
    """A claim that sets a series beside others: countries, groups or answers.

    `others` are ids; a group may be written as `age/65+` or, of the same kind, as `65+`.
    """

    among: Literal["country", "answer", "group"] = "country"
    others: tuple[str, ...]
    among_all: ClassVar[bool] = False
    """Whether, without others, it stands among all answers of its question."""

    @property
    def compared(self) -> tuple[Series, ...]:
        """The other countries', groups' or answers' series, on the same question."""
        return tuple(self._other(name) for name in self.others)

    def _other(self, name: str) -> Series:
        if self.among == "group":
            group_by, _, group = name.rpartition("/")
            if name == "all":
                group_by = "all"
            return replace(self.series, group_by=group_by or self.group_by, group=group)
        changed: dict[str, Any] = {self.among: name}
        if self.among == "answer":
            changed["plus"] = ()
        return replace(self.series, **changed)

    def erring(self, known: Known) -> tuple[dt.date | None, str]:
        """The polls of the claim's own series."""
        return None, f"the polls of {self.name_of(known)}"

    def silent(self, known: Sequence[Known]) -> str:
        """The clause on the others that are not among those heard; empty where all are."""
        heard = {each.series for each in known}
        others = zip(self.others, self.compared, strict=True)
        named = known[0].countries if self.among == "country" else {}
        names = [
            named.get(name, name.replace("_", " ")) for name, series in others
            if series not in heard
        ]  # fmt: skip
        if not names:
            return ""
        who = listing(names) if len(names) < 3 else f"{len(names)} others"
        return f"; {who} {'has' if len(names) == 1 else 'have'} no reading of late"

    def name_of(self, known: Known) -> str:
        """What tells a series from the others, for sentences."""
        return known.parts[self.among] or "all"

    def clashes(self) -> Iterator[Clash]:
        """There must be others, and none of them the series itself."""
        yield from super().clashes()
        if not self.others:
            yield "there is nothing to compare with", "others is empty"
        if self.series in self.compared:
            yield "a series is compared with itself", str(self.series)


def contradictions(claim: Claim, place: Place) -> list[Problem]:
    """What is impossible about a claim, whatever the readings.

    The same rules hold for a claim read from a file and for one made in a notebook.
    """
    return share_problems(claim, place) + [
        Problem("contradictory-options", title, place, got=got) for title, got in claim.clashes()
    ]
