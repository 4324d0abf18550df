"""Results that hold several lines: a mapping from key to line, and one table of all.

country  date        estimate       a key is plain where it has one part (country, group)
FR       2024-01-07  0.31           and a tuple where it has several (country and answer)
GB       2024-01-07  0.44
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import pandas as pd
from scipy.special import expit

from analysis.model.measurements import Floats, Integers
from analysis.model.simulation import shuffled
from analysis.trends.face import Result
from analysis.trends.summary import country_name, title_of
from analysis.wording import readings_count
from polls.arguments import arguments_checked
from polls.codebooks.model import codebook
from polls.errors import Problem, ProblemsError, unknown

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Line", "Several", "Stacked", "drawn_together"]

Name = TypeVar("Name", bound=Hashable)


class Several(Result, Mapping[Any, Any]):
    """A result of several lines; `parts` holds them by key."""

    if TYPE_CHECKING:

        @property
        def parts(self) -> Mapping[Any, Any]:
            """Lines by key."""

    def __getitem__(self, key: Any) -> Any:
        if key not in self:
            raise ProblemsError([_unknown_key(key, self.by, self.parts)])
        return self.parts[key]

    def __contains__(self, key: object) -> bool:
        # A list is no key of any dict, and `in` would raise.
        return isinstance(key, str | tuple) and key in tuple(self.parts)

    def get(self, key: Any, default: Any = None) -> Any:
        """The line of a key, or `default` where there is none."""
        return self.parts[key] if key in self else default

    def __iter__(self) -> Iterator[Any]:
        return iter(self.parts)

    def __len__(self) -> int:
        return len(self.parts)

    @property
    def title(self) -> str:
        """How many lines, and of what."""
        return f"{len(self.parts)} by {', '.join(self.by)}"

    @arguments_checked
    def plot(
        self,
        ax: Axes | None = None,
        *,
        only: Sequence[Any] | None = None,
        kind: str = "lines",
        **options: Any,
    ) -> Axes:
        """Draw the lines, each named at its end.

        Args:
            ax: where to draw, in looks that nothing there has; default: a new figure.
            only: the keys wanted, in the order wanted; default: all.
            kind: "lines" (four at most), "small multiples" (a panel each, in a new figure),
                "dots" (where each stands on its last day, with its interval), "dumbbells" (all
                of them in one row, or groups of several breakdowns in a row for each), "then and
                now" (each on its first and its last day), "heat map" (the mean of each year's
                readings); and, of answers that add up to one, "stacked" and "diverging".
            options: `figsize`, `band` and `preset` (`analysis.figures.trend.plot_trend`); of
                dumbbells `days`, of whose last readings the means are drawn, as in a report.

        Returns:
            The axes drawn on; of small multiples the first.

        Raises:
            ProblemsError: where a key or an option is unknown, or the lines are too many.
        """
        from analysis.figures.kinds import plot_several

        wanted = list(self) if only is None else list(only)
        unknown = [key for key in wanted if key not in self]
        if unknown:
            raise ProblemsError(_unknown_key(key, self.by, self.parts) for key in unknown)
        if not wanted:
            raise ProblemsError(
                [Problem("no-results", "there are no lines to draw", got="only=[]")]
            )
        return plot_several(
            self, {self._label(key): self[key] for key in wanted}, ax, kind, options
        )

    def _excerpt(self) -> pd.DataFrame:
        """The last date of each line."""
        return self.table.groupby(list(self.by))[self._shown_columns()].tail(1)

    def _standing(self) -> list[str]:
        return [
            sentence.replace(line.title, self._label(key), 1)
            for key, line in self.parts.items()
            for sentence in line._standing()[:1]
        ]

    def _bands(self) -> tuple[str, ...]:
        return next(iter(self.parts.values()))._bands() if self.parts else ()

    def _origin(self) -> str:
        return f"From {readings_count(len(self.readings))} in all."

    def _label(self, key: Any) -> str:
        """A key in the codebook's words."""
        line = self.parts[key]
        return " · ".join(_word(name, part, line) for name, part in self._named(key).items())


class Stacked(Several):
    """Lines that are results by themselves: one table of all, and joint draws where they share."""

    @cached_property
    def table(self) -> pd.DataFrame:
        """The tables of all lines under one another, with the columns of `by` before them."""
        return self._stacked({key: line.table for key, line in self.parts.items()})

    @cached_property
    def readings(self) -> pd.DataFrame:
        """The readings of all lines under one another."""
        each: pd.DataFrame = pd.concat(
            [line.readings for line in self.parts.values()], ignore_index=True
        )
        return each

    def rows(self, days: Integers) -> pd.DataFrame:
        """The rows of `table` for any days (D,), given as day numbers."""
        return self._stacked({key: line.rows(days) for key, line in self.parts.items()})

    def paths(self, days: Integers, n: int, seed: int) -> Mapping[Any, Floats]:
        """Joint draws (n, D) by key, as far as the lines were fitted together."""
        return drawn_together(self.parts, days, n, seed)

    def beyond_polls(
        self, paths: Mapping[Any, Floats], days: Integers, seed: int
    ) -> Mapping[Any, Floats] | None:
        """Those draws with the error that all polls of a line share, each line's its own."""
        return {
            key: self.parts[key].beyond_polls({key: own}, days, seed + place)[key]
            for place, (key, own) in enumerate(paths.items())
        }

    def _stacked(self, tables: Mapping[Any, pd.DataFrame]) -> pd.DataFrame:
        keyed = []
        for key, table in tables.items():
            named = table.copy()
            for place, (name, value) in enumerate(self._named(key).items()):
                named.insert(place, name, value)
            keyed.append(named)
        return pd.concat(keyed, ignore_index=True)


@dataclass(frozen=True, repr=False, eq=False)
class Line(Result):
    """One line of a result that holds several, such as one answer of a question.

    Attributes:
        whole: the result that holds it.
        key: its key there.
        series: country, question, answer, group_by, group.
        readings: its own.
    """

    whole: Result
    key: Any
    series: Mapping[str, str]
    readings: pd.DataFrame

    by = ()

    @property
    def level(self) -> float:
        """Of the bands."""
        return self.whole.level

    @property
    def notes(self) -> tuple[str, ...]:
        """What was assumed of the whole."""
        return self.whole.notes

    @property
    def title(self) -> str:
        """The parts of its series."""
        return title_of(self.series)

    @property
    def table(self) -> pd.DataFrame:
        """Its rows of the whole's table."""
        return self._own(self.whole.table)

    def rows(self, days: Integers) -> pd.DataFrame:
        """The rows of `table` for any days (D,), given as day numbers."""
        return self._own(self.whole.rows(days))

    def paths(self, days: Integers, n: int, seed: int) -> Mapping[Any, Floats]:
        """Its draws (n, D) among those of the whole."""
        return {(): self.whole.paths(days, n, seed)[self.key]}

    def beyond_polls(
        self, paths: Mapping[Any, Floats], days: Integers, seed: int
    ) -> Mapping[Any, Floats] | None:
        """Those draws with the error that all polls share, as the whole has it."""
        own = paths[()]
        whole = self.whole.paths(days, len(own), seed)
        found = self.whole.beyond_polls(whole, days, seed)
        return None if found is None else {(): found[self.key]}

    def _bands(self) -> tuple[str, ...]:
        return self.whole._bands()

    def _own(self, table: pd.DataFrame) -> pd.DataFrame:
        for name, part in self.whole._named(self.key).items():
            table = table[table[name] == part].drop(columns=name)
        return table.reset_index(drop=True)


def drawn_together(
    lines: Mapping[Name, Any], days: Integers, n: int, seed: int
) -> dict[Name, Floats]:
    """Draws of several lines, joint as far as they were fitted together.

    Args:
        lines: lines by name.
        days: (D,) days.
        n: how many draws.
        seed: of the first line; each further one takes the seed that follows.

    Returns:
        (n, D) shares of each: of levels that one fit holds from the same paths, under shared
        scales row by row under the same scales, independent otherwise.
    """
    paths: dict[int, Any] = {}
    orders: dict[int, Integers] = {}
    drawn = {}
    for place, (name, line) in enumerate(lines.items()):
        own = seed + place
        if isinstance(line, Line):
            whole = id(line.whole)
            paths[whole] = paths.get(whole) or line.whole.paths(days, n, own)
            drawn[name] = paths[whole][line.key]
            continue
        fit, scales = id(line.fitted), id(line.fitted.hyperparameters.mode)
        if fit not in paths:
            paths[fit] = line.fitted.paths(days, n, own)
        if scales not in orders:
            orders[scales] = shuffled(n, own)
        drawn[name] = expit(paths[fit][orders[scales], :, line.component])
    return drawn


def _word(name: str, part: str, line: Any) -> str:
    """One part of a key in the codebook's words, where it has any."""
    book = codebook()
    if name == "country":
        return country_name(part)
    if name == "answer":
        question = book.questions.get(line.series["question"])
        known = question.answer(part) if question else None
        return known.label if known else part
    return part


def _unknown_key(key: object, by: Sequence[str], keys: Mapping[Any, Any]) -> Problem:
    known = {_text(each): each for each in keys}
    return unknown("key", key, known, title=f"there is no such {' and '.join(by)}")


def _text(key: object) -> str:
    return ", ".join(map(str, key)) if isinstance(key, tuple) else str(key)
