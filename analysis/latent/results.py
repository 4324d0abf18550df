"""A mood: its path with bands, its items, and what each of its readings looks like beside it.

share |   .  _--._   .        line: what the average item would show; a dot is a reading moved
      | __--'  .  '--.__      to the mood's scale, so that questions of every level stand
      +----------------- time around one line
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from analysis.latent.dyad_index import DyadIndex
from analysis.latent.held_out import MoodBacktest, Refit, held_out
from analysis.latent.items import Items
from analysis.latent.latent_trend import LatentTrend
from analysis.model.measurements import Floats, Integers, as_dates
from analysis.trends.face import Result
from analysis.trends.several import Stacked
from analysis.trends.shared_error import SharedError, band_sentences
from analysis.trends.summary import title_of
from analysis.trends.tables import level_table
from polls.arguments import arguments_checked
from polls.errors import Problem, ProblemsError
from polls.schema import COLUMNS, conform, readings_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["CountryMoods", "Mood", "Remake"]

Remake = Callable[[Items], Mapping[str, Any]]
"""Items -> the mood of each country that is made of them in the same way."""


@dataclass(frozen=True, repr=False, eq=False)
class Mood(Result):
    """The mood of one country.

    Attributes:
        series: country and group, question "mood".
        method: "dyad_ratios" or "latent".
        level: of the bands, e.g. 0.9.
        table: one row a period: date (its middle), estimate, se, low, high, low_sampling,
            high_sampling (sampling alone), low_opinion, high_opinion (besides, what all
            surveys get wrong together), level; shares of 0 to 1, what the average item would
            show on its side of the scale.
        items: one row an item: item, question, answer, polarity, declared, readings, periods,
            mean and sd of its cells (shares), loading; by "dyad_ratios" the correlation with
            the mood, by "latent" how far the item moves for a move of 1 of the mood, in
            logits, with se, low, high and `extra`, its error beyond sampling.
        houses: as `Trend.houses`; no rows by "dyad_ratios", which knows none.
        hyperparameters: one row a scale, as `Trend.hyperparameters`; no rows likewise.
        diagnostics: measure -> value: reliability, variance explained, ...
        readings: the readings used, with `item`, `period`, `printed` (the share as printed)
            and `share`, the same on the mood's scale: the mood's estimate then, and by how
            much the reading leaves what the mood expects of it.
        notes: what was assumed and left out, in sentences.
        shared_error: of all surveys together: what an item's surveys get wrong they get wrong
            of other items too, for it is the same respondents who are hard to reach; it does
            not average out over items, and is taken as large as before elections.
    """

    series: Mapping[str, str]
    method: str
    level: float
    table: pd.DataFrame
    items: pd.DataFrame
    houses: pd.DataFrame
    hyperparameters: pd.DataFrame
    diagnostics: pd.Series
    readings: pd.DataFrame
    notes: tuple[str, ...]
    found: DyadIndex | LatentTrend = field(repr=False)
    made_of: Items = field(repr=False)
    refit: Refit = field(repr=False)
    remake: Remake = field(repr=False)
    shared_error: SharedError

    by = ()

    @property
    def title(self) -> str:
        """The parts of its series."""
        return title_of(self.series)

    @property
    def country(self) -> str:
        """Whose mood it is."""
        return self.series["country"]

    @property
    def doubtful(self) -> list[str]:
        """Items that do not seem to belong: they load near 0 or against their polarity."""
        return self.items.loc[self.items["doubt"] != "", "item"].tolist()

    def rows(self, days: Integers) -> pd.DataFrame:
        """The rows of `table` for any days (D,), given as day numbers."""
        if isinstance(self.found, LatentTrend):
            return latent_rows(self.found, self.country, days, self.level, self.shared_error)
        dates = as_dates(days)
        found = self.table.iloc[self.found.places(dates)].reset_index(drop=True)
        return found.assign(date=dates)

    def paths(self, days: Integers, n: int, seed: int) -> Mapping[Any, Floats]:
        """Joint draws (n, D) of the mood on any days (D,), under the key `()`."""
        if isinstance(self.found, LatentTrend):
            return {(): self.found.shares([self.country], days, n, seed)[:, 0]}
        places = self.found.places(as_dates(days))
        return {(): self.found.draws(n, seed)[:, places]}

    def beyond_polls(
        self, paths: Mapping[Any, Floats], days: Integers, seed: int
    ) -> Mapping[Any, Floats]:
        """Those draws with the error that all surveys share."""
        return {key: self.shared_error.added(own, days, [seed, 1]) for key, own in paths.items()}

    def as_readings(self) -> pd.DataFrame:
        """The readings on the mood's scale as a readings frame: question and answer "mood".

        With `fit` it is what claims are checked against.

        >>> from analysis.latent.mood import mood
        >>> readings = pd.DataFrame({"country": "GB", "pollster": "A", "n": 1000.0, "answer": "yes",
        ...     "question": ["jobs", "crime"] * 2, "share": [0.40, 0.60, 0.44, 0.66],
        ...     "start": ["1990-06-01", "1990-06-01", "1991-06-01", "1991-06-01"]})
        >>> rows = mood(readings, smoothing=False).as_readings()
        >>> rows["question"].tolist(), rows["share"].round(2).tolist()
        (['mood', 'mood', 'mood', 'mood'], [0.5, 0.51, 0.55, 0.54])
        """
        return conform(
            self.readings.assign(question="mood", answer="mood", censored=False)[
                [name for name in COLUMNS if name in self.readings]
            ]
        )

    @arguments_checked
    def fit(self, readings: pd.DataFrame) -> Mood:
        """The mood made again of some of its readings, such as those known on a day.

        Args:
            readings: rows of `as_readings`.

        Raises:
            ProblemsError: where they are too few for a mood.
        """
        own, wanted = (
            pd.util.hash_pandas_object(frame[list(COLUMNS)], index=False).to_numpy()
            for frame in (self.as_readings(), readings_of(readings))
        )
        kept = np.isin(own, wanted)
        if kept.all():
            return self
        if not kept.any():
            title = "none of these readings is of the mood"
            raise ProblemsError([Problem("no-readings", title, hint="mood.as_readings() are")])
        left_out = np.isin(
            self.made_of.readings["reading"], self.readings.loc[~kept, "reading"].to_numpy()
        )
        again: Mood = self.remake(self.made_of.without(left_out))[self.country]
        return again

    @arguments_checked
    def plot(self, ax: Axes | None = None, *, kind: str = "line", **options: Any) -> Axes:
        """Draw readings, line and bands: as `Trend.plot`, with words of the mood around it."""
        from analysis.figures.mood import mood_caption

        if ax is None and kind == "line":
            options = {"caption": mood_caption(self), **options}
        return super().plot(ax, kind=kind, **options)

    @arguments_checked
    def backtest(self, *, folds: int = 5, seed: int = 0) -> MoodBacktest:
        """Surveys held out whole and predicted; see `analysis.latent.held_out`."""
        return held_out(self.made_of, self.refit, folds=folds, seed=seed)

    def _bands(self) -> tuple[str, ...]:
        return band_sentences(self.level)


class CountryMoods(Stacked):
    """Moods of several countries on one scale, as far as they were asked the same items.

    Attributes:
        moods: country -> mood.
        item_table: one row an item, as `Mood.items`.
        hyperparameters, diagnostics, notes: as in `Mood`, of all together.
    """

    by = ("country",)

    def __init__(self, moods: Mapping[str, Mood]) -> None:
        self.moods = moods
        self.first = next(iter(moods.values()))

    @property
    def parts(self) -> Mapping[str, Mood]:
        """The moods by country."""
        return self.moods

    @property
    def level(self) -> float:
        """Of the bands."""
        return self.first.level

    @property
    def method(self) -> str:
        """How they were made."""
        return self.first.method

    @property
    def item_table(self) -> pd.DataFrame:
        """One row an item, as `Mood.items`."""
        return self.first.items

    @property
    def hyperparameters(self) -> pd.DataFrame:
        """The scales that all share."""
        return self.first.hyperparameters

    @property
    def diagnostics(self) -> pd.Series:
        """Measure -> value."""
        return self.first.diagnostics

    @property
    def doubtful(self) -> list[str]:
        """Items that do not seem to belong, as in `Mood`."""
        return self.first.doubtful

    @property
    def notes(self) -> tuple[str, ...]:
        """What was assumed and left out, in sentences."""
        return self.first.notes

    def paths(self, days: Integers, n: int, seed: int) -> Mapping[Any, Floats]:
        """Joint draws (n, D) by country: row by row the same items, houses and scales."""
        found = self.first.found
        assert isinstance(found, LatentTrend)  # dyad ratios have one country
        drawn = found.shares(list(self.moods), days, n, seed)
        return {country: drawn[:, place] for place, country in enumerate(self.moods)}

    @arguments_checked
    def plot(
        self,
        ax: Axes | None = None,
        *,
        only: Sequence[str] | None = None,
        kind: str = "lines",
        **options: Any,
    ) -> Axes:
        """Draw the moods, each named at its end: as `Trends.plot`, with words around them."""
        from analysis.figures.mood import mood_caption

        if ax is None and kind == "lines" and (only is None or only):
            shown = self if only is None else CountryMoods({name: self[name] for name in only})
            options = {"caption": mood_caption(shown), **options}
        return super().plot(ax, only=only, kind=kind, **options)

    @arguments_checked
    def backtest(self, *, folds: int = 5, seed: int = 0) -> MoodBacktest:
        """Surveys held out whole and predicted; see `analysis.latent.held_out`."""
        return self.first.backtest(folds=folds, seed=seed)

    def as_readings(self) -> pd.DataFrame:
        """The readings of all countries, as `Mood.as_readings`."""
        parts = [mood.as_readings() for mood in self.moods.values()]
        return pd.concat(parts, ignore_index=True)

    @arguments_checked
    def fit(self, readings: pd.DataFrame) -> Mood:
        """The mood of the country that some of its readings are of, as `Mood.fit`."""
        countries = list(readings_of(readings)["country"].unique())
        if len(countries) != 1:
            title, got = "readings of one country are wanted", ", ".join(countries) or "none"
            raise ProblemsError([Problem("several-countries", title, got=got)])
        mood: Mood = self[countries[0]]
        return mood.fit(readings)


def latent_rows(
    found: LatentTrend, country: str, days: Integers, level: float, error: SharedError
) -> pd.DataFrame:
    """The rows of `Mood.table` for some days, by the latent trend."""
    levels, sampling = found.levels(country, days)
    return level_table(levels, sampling, days, level, error=error)
