"""The face that every result of a fit shows: the same gestures, over one tidy table.

    result.table                 a row a date (and answer, country, ... where it holds several)
    result.at(day)               the row of any day          .change(a, b)   between two days
    result.draws(n, seed)        joint paths                 .plot(ax)       .summary()

A new result gets all of it from `Result` by giving three things: the fields named there, `rows`
(the table on any days) and `paths` (joint draws on any days). One that holds several is a
`analysis.trends.several.Several`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TextIO

import numpy as np
import pandas as pd

from analysis.model.days import days_of
from analysis.model.measurements import Floats, Integers, as_dates, as_days
from analysis.shown import Shown
from analysis.trends.arviz_tree import data_tree
from analysis.trends.moves import moved
from analysis.trends.options import check_draws, unknown_option
from analysis.trends.summary import origin, standing
from analysis.wording import readings_count
from polls.arguments import arguments_checked
from polls.errors import Problem, ProblemsError, raise_errors
from polls.files.targets import target_problems

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["DRAWS", "Date", "Of", "Result"]

DRAWS = 4000
"""Joint draws behind a change: its bounds are then good to a fiftieth of its standard error."""

Date = str | pd.Timestamp

Of = Literal["polls", "opinion"]
"""Whose path is drawn: what the pollsters would find, or opinion itself."""


class Result(Shown):
    """What can be asked of any fitted result.

    Attributes to give: `table`, with the columns of `by`, date, estimate, se, low, high and
    level; `level` of the bands; `readings`; `notes`; `by`, the columns that tell apart what it
    holds, empty for one line; and `title`, what it is in ids.
    """

    if TYPE_CHECKING:

        @property
        def table(self) -> pd.DataFrame:
            """One row a date, with the columns of `by` before."""

        @property
        def level(self) -> float:
            """Of the bands."""

        @property
        def readings(self) -> pd.DataFrame:
            """The readings used."""

        @property
        def notes(self) -> tuple[str, ...]:
            """What was assumed, in sentences."""

        @property
        def by(self) -> tuple[str, ...]:
            """The columns that tell apart what it holds."""

        @property
        def title(self) -> str:
            """What it is, in ids."""

    def rows(self, days: Integers) -> pd.DataFrame:
        """The rows of `table` for any days (D,), given as day numbers."""
        raise NotImplementedError

    def paths(self, days: Integers, n: int, seed: int) -> Mapping[Any, Floats]:
        """Joint draws (n, D) on any days (D,), by key; `()` is the key of a lone line."""
        raise NotImplementedError

    def beyond_polls(
        self, paths: Mapping[Any, Floats], days: Integers, seed: int
    ) -> Mapping[Any, Floats] | None:
        """Those draws with the error that all polls share; None where none is known."""
        return None

    @arguments_checked
    def at(self, date: Date) -> Any:
        """The estimates of one day, inside or outside the readings.

        Args:
            date: a date, or ISO text.

        Returns:
            A Series of floats with the columns of `table`, named by its day; where several
            are held a frame with the columns of `table`, a row each.

        Raises:
            ProblemsError: where the date cannot be read, or nothing is estimated for it: an
                answer on a day on which it was not offered.
        """
        rows = self.rows(days_of([date]))
        if rows.empty:
            problem = Problem("no-estimate", "there is no estimate on this day", got=str(date))
            raise ProblemsError([problem])
        if self.by:
            return rows.reset_index(drop=True)
        return rows.drop(columns="date").iloc[0].rename(rows["date"].iloc[0])

    @arguments_checked
    def change(self, a: Date, b: Date, *, n: int = DRAWS, seed: int = 0) -> Any:
        """How far the estimates moved from day `a` to day `b`, from joint draws.

        Of the error that all polls share part stays the same between the two days, and cancels:
        the more, the nearer they are (`analysis.trends.shared_error`).

        Args:
            a, b: days.
            n: how many draws.
            seed: of the draws.

        Returns:
            estimate, se, low, high (shares: what the polls would show), low_opinion and
            high_opinion (of opinion itself), `probability_above` (that the polls show day `b`
            above day `a` at all), level: a Series, or a frame with a row each where several
            are held.
        """
        moves = self.changes([(a, b)], n=n, seed=seed)
        return moves if self.by else moves.iloc[0].rename("change")

    @arguments_checked
    def changes(
        self, pairs: Sequence[tuple[Date, Date]], *, n: int = DRAWS, seed: int = 0
    ) -> pd.DataFrame:
        """`change` for several pairs of days, from one set of joint draws.

        Args:
            pairs: the first and the last day of each change.
            n: how many draws.
            seed: of the draws.

        Returns:
            The columns of `change`: a row a pair, in order, or a row for each key of each pair.
        """
        check_draws(n, seed)
        raise_errors(
            Problem("wrong-argument", "pairs takes pairs of days", got=repr(pair),
                    hint='pairs=[("2023-01-01", "2024-01-01")]')
            for pair in pairs
            if not isinstance(pair, tuple | list) or len(pair) != 2
        )  # fmt: skip
        if not len(pairs):
            raise ProblemsError([Problem("no-pairs", "there are no pairs of days")])
        wanted = days_of([day for pair in pairs for day in pair])
        days, places = np.unique(wanted, return_inverse=True)
        paths = self.paths(days, n, seed)
        opinion = self.beyond_polls(paths, days, seed) or {}
        rows = [
            {**self._named(key), **moved(own, opinion.get(key), pair, self.level)}
            for pair in places.reshape(-1, 2)
            for key, own in paths.items()
        ]
        return pd.DataFrame(rows)

    @arguments_checked
    def draws(
        self,
        n: int,
        seed: int = 0,
        dates: Sequence[Date] | None = None,
        *,
        of: Of = "polls",
    ) -> pd.DataFrame:
        """Joint draws of whole paths, uncertainty of the scales included.

        Args:
            n: how many.
            seed: the same seed gives the same draws.
            dates: days wanted, in any order; default: those of the table.
            of: "polls", what these pollsters would find; "opinion", besides the error that all
                of them share, correlated from day to day.

        Returns:
            n rows and a column a date, or a column for each key and date where several are
            held, such as (answer, date).

        Raises:
            ProblemsError: where `of` is neither, or nothing is known of the error that is shared.
        """
        check_draws(n, seed)
        if of not in ("polls", "opinion"):
            raise ProblemsError([unknown_option("of", of, ("polls", "opinion"))])
        days = np.unique(as_days(self.table["date"])) if dates is None else days_of(dates)
        paths = self.paths(days, n, seed)
        if of == "opinion":
            paths = self._opinion(paths, days, seed)
        columns: Any = pd.DatetimeIndex(as_dates(days), name="date")
        if self.by:
            keys = [tuple(self._named(key).values()) for key in paths]
            columns = pd.MultiIndex.from_tuples(
                [(*key, date) for key in keys for date in columns], names=[*self.by, "date"]
            )
        return pd.DataFrame(np.concatenate(list(paths.values()), axis=1), columns=columns)

    @arguments_checked
    def plot(self, ax: Axes | None = None, *, kind: str = "line", **options: Any) -> Axes:
        """Draw readings, line and bands.

        Args:
            ax: where to draw, in the next look that nothing there has; default: a new figure
                with the name of the series and what dots and bands are.
            kind: "line", "houses" (the house effects as dots), "changes" (how far it moved
                from each of some `events` to a year, or `days`, after it), or "beside counts"
                (above the `counts` of an official series, in a figure of its own).
            options: `label` (a name to set at the line's end), `events` (date and event, to be
                numbered on the line), `color`, `band` ("total", "opinion", "sampling", "none"),
                `figsize` and `preset` (`analysis.figures.trend.plot_trend`).

        Returns:
            The axes drawn on.

        Raises:
            ProblemsError: where an option is unknown, or no look is left on the axes.
        """
        from analysis.figures.kinds import plot_one

        return plot_one(self, ax, kind, options)

    def summary(self) -> str:
        """Where it stands and how it moved, from what, what the bands leave out."""
        return "\n".join([*self._standing(), self._origin(), *self._bands(), *self.notes])

    def to_frame(self) -> pd.DataFrame:
        """The table, as a frame of its own."""
        return self.table.copy()

    @arguments_checked
    def to_csv(self, path: str | PathLike[str] | TextIO) -> None:
        """Write the table, numbers with 10 significant digits and dates as ISO days.

        Args:
            path: a file, or an open stream such as standard output.

        Raises:
            ProblemsError: where the folder is not found, or the path is one itself.
        """
        if isinstance(path, str | PathLike):
            raise_errors(target_problems(Path(path), overwrite=True))
        table = self.table.assign(date=self.table["date"].dt.strftime("%Y-%m-%d"))
        table.to_csv(path, index=False, float_format="%.10g", lineterminator="\n")

    @arguments_checked
    def to_arviz(self, n: int = DRAWS, seed: int = 0, *, of: Of = "polls") -> Any:
        """Joint draws of the paths, as ArviZ's data tree for its plots and summaries.

        Args:
            n: how many draws.
            seed: the same seed gives the same draws.
            of: as in `draws`.

        Returns:
            A tree (`xarray.DataTree`) with a group `posterior`, whose `share` has dimensions
            chain (one: the draws are independent), draw, the columns of `by` as `line`, and
            date; and a group `observed_data` with the readings' shares.

        Raises:
            ProblemsError: where arviz-base is not installed, or as `draws` does.
        """
        return data_tree(self.draws(n, seed, of=of), self.readings, self.by)

    def _headline(self) -> str:
        count = readings_count(len(self.readings))
        return f"{type(self).__name__}: {self.title}; {count}"

    def _excerpt(self) -> pd.DataFrame:
        """The last dates."""
        return self.table[self._shown_columns()].tail(5)

    def _shown_columns(self) -> list[str]:
        bands = ("estimate", "low", "high", "low_opinion", "high_opinion")
        return [*self.by, "date", *(name for name in bands if name in self.table)]

    def _named(self, key: Any) -> dict[str, str]:
        """The parts of a key by the names in `by`."""
        parts = key if isinstance(key, tuple) else (key,)
        return dict(zip(self.by, parts, strict=True))

    def _opinion(
        self, paths: Mapping[Any, Floats], days: Integers, seed: int
    ) -> Mapping[Any, Floats]:
        found = self.beyond_polls(paths, days, seed)
        if found is None:
            problem = Problem(
                "no-shared-error",
                "the error that all polls share is not known for this result",
                hint='draws(..., of="polls") is what the pollsters would find',
            )
            raise ProblemsError([problem])
        return found

    def _standing(self) -> list[str]:
        return standing(self)

    def _origin(self) -> str:
        return origin(self)

    def _bands(self) -> tuple[str, ...]:
        """What each band holds and leaves out; of results whose bands are others, nothing."""
        return ()
