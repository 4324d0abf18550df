"""A verdict: what the published readings say, what the trend says, and what follows.

probability   0 ........ 0.1 ................ 0.9 ........ 1
verdict       contradicted |   not settled    | supported
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from analysis.trends.shown import Shown
from analysis.wording import chance
from polls.errors import Problem, ProblemsError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Decider", "Evidence", "Finding", "Outcome", "Thresholds", "Verdict"]

Outcome = Literal["supported", "contradicted", "not settled", "not checkable"]

Decider = Literal["trend", "readings", "counts", "nothing"]
"""What a verdict follows."""


@dataclass(frozen=True)
class Evidence:
    """One published number that bears on a claim.

    `series` is its series in ids, `name` in words. `value` is a share of 0 to 1, or a count
    in `unit`; `start` and `end` are its fieldwork (or the period counted), `published` its
    publication, each None where it is not known. `counts` is False for what is shown without
    being weighed, and `note` says why. `censored`: only a limit was printed, `value` is it.
    """

    series: str
    name: str
    value: float
    unit: str
    start: dt.date | None
    end: dt.date | None
    published: dt.date | None
    pollster: str
    source: str
    counts: bool = True
    note: str = ""
    censored: bool = False

    def as_dict(self) -> dict[str, Any]:
        """The reading as plain values, days in ISO form, for JSON."""
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self)}


@dataclass(frozen=True)
class Finding:
    """What one kind of evidence says: an outcome (None: nothing), a clause, the readings.

    `notes` are sentences on what was assumed, not part of the reason.
    """

    outcome: Outcome | None
    text: str
    probability: float | None = None
    readings: tuple[Evidence, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Thresholds:
    """The probabilities from which a claim is `supported`, and up to which `contradicted`.

    The shipped limits ask for nine in ten on either side: an editor who prints a hundred
    sentences called supported expects at most ten of them to be false. A claim to lie within a
    margin is contradicted only where it is as sure on which side of it the truth lies.

    >>> Thresholds().outcome(0.95), Thresholds(supported=0.99).outcome(0.95)
    ('supported', 'not settled')
    """

    supported: float = 0.9
    contradicted: float = 0.1

    def __post_init__(self) -> None:
        if not 0 < self.contradicted < self.supported < 1:
            raise ProblemsError(
                [
                    Problem(
                        "contradictory-options",
                        "the thresholds between verdicts contradict each other",
                        got=f"supported from {self.supported}, contradicted to {self.contradicted}",
                        expected="0 < contradicted < supported < 1",
                    )
                ]
            )

    def outcome(self, probability: float) -> Outcome:
        """The verdict that a probability gives."""
        if probability >= self.supported:
            return "supported"
        return "contradicted" if probability <= self.contradicted else "not settled"


@dataclass(frozen=True, repr=False)
class Verdict(Shown):
    """The answer to one claim.

    `reason` is one sentence of at most forty words that names the readings; `published_says`
    and `trend_says` are the clauses of which it is made, `notes` what was assumed.
    `decided_by` says which of them the verdict follows, `probability` is that of the claim
    where the trend does, from joint draws given the readings known by `as_of`; None where
    published numbers decide, or nothing can be said. `problems` are what is wrong with the
    claim itself, where it cannot be judged.
    """

    id: str
    kind: str
    sentence: str
    as_of: dt.date
    verdict: Outcome
    probability: float | None
    reason: str
    published_says: str
    trend_says: str
    readings: tuple[Evidence, ...]
    decided_by: Decider = "nothing"
    notes: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The verdict as plain values, days in ISO form, for JSON."""
        plain = {field.name: _plain(getattr(self, field.name)) for field in fields(self)}
        return plain | {
            "readings": [reading.as_dict() for reading in self.readings],
            "notes": list(self.notes),
            "problems": [problem.as_dict() for problem in self.problems],
        }

    def plot(self, ax: Axes | None = None, **options: Any) -> Axes:
        """Draw the readings weighed; `analysis.figures` is imported here on purpose.

        Args:
            ax: where to draw; default: a new figure with the sentence as its headline.
            options: `figsize` and `preset` (`analysis.figures.verdict.plot_verdict`).

        Returns:
            The axes drawn on.
        """
        from analysis.figures.verdict import plot_verdict

        return plot_verdict(self, ax, **options)

    def _headline(self) -> str:
        sure = "" if self.probability is None else f" ({chance(self.probability)})"
        return f"{self.verdict}{sure}: “{self.sentence}”\n{self.reason}"

    def _excerpt(self) -> pd.DataFrame:
        columns = ["value", "name", "start", "end", "pollster", "note"]
        return pd.DataFrame([reading.as_dict() for reading in self.readings], columns=columns)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value
