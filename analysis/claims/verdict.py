"""A verdict: what the published readings say, what the trend says, and what follows.

probability   0 ........ 0.1 ................ 0.9 ........ 1
verdict       contradicted |   not settled    | supported
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from analysis.claims.series import told_apart
from analysis.shown import Shown
from analysis.wording import chance
from polls.arguments import arguments_checked, require_arguments
from polls.errors import Problem, ProblemsError, unknown

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = [
    "SIGNS",
    "Decider",
    "Evidence",
    "Finding",
    "Outcome",
    "Robustness",
    "Thresholds",
    "Verdict",
]

Outcome = Literal["supported", "contradicted", "not settled", "not checkable"]

Decider = Literal["trend", "readings", "counts", "nothing"]
"""What a verdict follows."""


SIGNS: Mapping[Outcome, tuple[str, str]] = {
    "supported": ("✓", "Holds"),
    "contradicted": ("✗", "Fails"),
    "not settled": ("~", "Open"),
    "not checkable": ("?", "Cannot be checked"),
}
"""Sign and word of each verdict, on cards."""


@dataclass(frozen=True)
class Evidence:
    """One published number that bears on a claim.

    `series` is its series in ids, `name` in words. `value` is a share of 0 to 1, or a count
    in `unit`; `start` and `end` are its fieldwork (or the period counted), `published` its
    publication, each None where it is not known. `counts` is False for what is shown without
    being weighed, and `note` says why. `censored`: only a limit was printed, `value` is it.
    `parts` are the answer, question, country and group that `name` joins, by these words; a
    count has none.
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
    parts: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    def as_dict(self) -> dict[str, Any]:
        """The reading as plain values, days in ISO form, for JSON."""
        names = [each.name for each in fields(self) if each.name != "parts"]
        return {name: _plain(getattr(self, name)) for name in names}


@dataclass(frozen=True)
class Finding:
    """What one kind of evidence says: an outcome (None: nothing), a clause, the readings.

    `notes` are sentences on what was assumed, not part of the reason. `jump` is by how many
    standard errors two printed figures of one house differ beyond what is claimed; 0 where
    they do not decide, or none are compared.
    """

    outcome: Outcome | None
    text: str
    probability: float | None = None
    readings: tuple[Evidence, ...] = ()
    notes: tuple[str, ...] = ()
    jump: float = 0.0


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
        require_arguments(Thresholds, vars(self))
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

    @arguments_checked
    def outcome(self, probability: float) -> Outcome:
        """The verdict that a probability gives."""
        if probability >= self.supported:
            return "supported"
        return "contradicted" if probability <= self.contradicted else "not settled"


@dataclass(frozen=True)
class Robustness:
    """How far a verdict bends when the choices behind the claim are made otherwise.

    `share` (0 to 1) of the neighbouring claims have the same verdict, each choice counting
    alike and near neighbours more; `by_choice` the same for each choice, `matters` the one
    that bends it most. `counter` is the nearest sentence to the contrary that itself holds,
    `break_even` the error of the polls (a share; above 0: too low) that would bring another
    verdict, None where none up to 30 points would; `sentence` says all this. `neighbours` has
    a row each: choice, value, nearness, verdict, probability.
    """

    share: float
    by_choice: Mapping[str, float]
    matters: str
    counter: str
    break_even: float | None
    sentence: str
    neighbours: pd.DataFrame

    def along(self, choice: str) -> pd.DataFrame:
        """The verdicts along one choice, such as "starting day", for a figure.

        Returns:
            value, verdict, probability, in order of the value.
        """
        known = self.neighbours["choice"].unique()
        if choice not in list(known):
            raise ProblemsError([unknown("choice", choice, known)])
        rows = self.neighbours[self.neighbours["choice"] == choice]
        return rows.sort_values("value")[["value", "verdict", "probability"]].reset_index(drop=True)

    def as_dict(self) -> dict[str, Any]:
        """The same as plain values, for JSON."""
        rows = self.neighbours.astype(object)
        return {
            "share": self.share,
            "by_choice": dict(self.by_choice),
            "matters": self.matters,
            "counter": self.counter,
            "break_even": self.break_even,
            "sentence": self.sentence,
            "neighbours": rows.where(rows.notna(), None).to_dict("records"),
        }


@dataclass(frozen=True, repr=False)
class Verdict(Shown):
    """The answer to one claim.

    `reason` is one sentence of at most forty words that names the readings; `published_says`
    and `trend_says` are the clauses of which it is made, `notes` what was assumed.
    `decided_by` says which of them the verdict follows, `probability` is that of the claim
    where the trend does, from joint draws given the readings known by `as_of`; None where
    published numbers decide, or nothing can be said. `probability_polls` is that of these
    pollsters finding it so, `probability_opinion` that of opinion being so, where they are
    known. `problems` are what is wrong with the claim itself, where it cannot be judged.
    `claimed` is the number that the sentence names, in the unit of its readings.
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
    probability_polls: float | None = None
    probability_opinion: float | None = None
    claimed: float | None = None
    bend: Callable[[], Robustness] | None = field(default=None, repr=False, compare=False)

    @cached_property
    def robustness(self) -> Robustness | None:
        """How far the verdict bends; worked out when it is first asked for.

        None for a claim that is not checkable, or of an official count.
        """
        return self.bend() if self.bend is not None else None

    def as_dict(self, *, robustness: bool = False) -> dict[str, Any]:
        """The verdict as plain values, days in ISO form, for JSON.

        Args:
            robustness: also how far it bends, which takes a second or two.
        """
        names = [each.name for each in fields(self) if each.name != "bend"]
        plain = {name: _plain(getattr(self, name)) for name in names}
        if robustness:
            found = self.robustness
            plain["robustness"] = None if found is None else found.as_dict()
        return plain | {
            "readings": [reading.as_dict() for reading in self.readings],
            "notes": list(self.notes),
            "problems": [problem.as_dict() for problem in self.problems],
        }

    @arguments_checked
    def plot(self, ax: Axes | None = None, *, kind: str = "readings", **options: Any) -> Axes:
        """Draw the readings weighed, or the verdict against a choice behind the claim.

        Args:
            ax: where to draw; default: a new figure with the sentence as its headline.
            kind: "readings" along their days, "strip" of dots along their values, or a choice of
                `robustness`, such as "starting day".
            options: `figsize` and `preset` (`analysis.figures.verdict.plot_verdict`).

        Returns:
            The axes drawn on.

        Raises:
            ProblemsError: where the verdict does not bend with that choice.
        """
        from analysis.figures.verdict import plot_along, plot_strip, plot_verdict

        short = told_apart(self.readings)
        if kind == "readings":
            return plot_verdict(self, short, ax, **options)
        if kind == "strip":
            return plot_strip(self, short, ax, **options)
        if self.robustness is None:
            raise ProblemsError([unknown("kind", kind, ("readings", "strip"))])
        return plot_along(self, self.robustness.along(kind), kind, ax, **options)

    def _repr_html_(self) -> str:
        """A card: sign, word and sentence, the readings as a strip of dots, why, the readings."""
        from analysis.figures.verdict import strip_image

        sign, word = SIGNS[self.verdict]
        sure = "" if self.probability is None else f" ({chance(self.probability)})"
        told = " ".join([self.reason, *self.notes[:1]])
        return (
            f"<div><p><strong>{sign} {word}{sure}</strong> “{escape(self.sentence)}”</p>"
            f"{strip_image(self, told_apart(self.readings))}"
            f"<p>{escape(told)}</p>{self._rows_html()}</div>"
        )

    def _headline(self) -> str:
        sure = "" if self.probability is None else f" ({chance(self.probability)})"
        return f"{self.verdict}{sure}: “{self.sentence}”\n{self.reason}"

    def _excerpt(self) -> pd.DataFrame:
        columns = ["value", "name", "start", "end", "pollster", "note"]
        return pd.DataFrame([reading.as_dict() for reading in self.readings], columns=columns)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value
