"""One folder of readings with all that explains them, each part read once, on first use.

readings/datasets.toml  readings/*.csv  sources.csv  events.csv  official/*.csv  codebook/*.csv
or files as they were downloaded, with crosswalk.csv and events.csv beside them where wanted
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import lru_cache
from importlib.resources import files
from os import PathLike
from pathlib import Path
from typing import Any, Self, TypeVar

import pandas as pd

from polls.arguments import arguments_checked, require_day
from polls.codebooks.model import Codebook, codebook, read_codebook
from polls.errors import Place, Problem, ProblemsError, raise_errors, unknown
from polls.library.datasets import read_datasets
from polls.library.loose import read_loose, with_questions
from polls.library.tables import (
    SERIES_LIST_COLUMNS,
    no_events,
    read_counts,
    read_events,
    read_series_list,
    read_sources,
)
from polls.schema import known_from, readings_of

__all__ = ["Library", "data_folder", "shipped"]

Part = TypeVar("Part")


def data_folder() -> Path:
    """The folder that holds the shipped data."""
    return Path(str(files("polls") / "data"))


@lru_cache(maxsize=1)
def shipped() -> Library:
    """The library that ships with polltide, one for the whole session."""
    return Library()


class Library:
    """Readings, their sources, dated events, official series and the codebook of one folder.

    Args:
        folder: laid out as the shipped data, or holding files that `polls.read` reads; default:
            the shipped data.
        book: the codebook; default: the folder's own, or the shipped one where it has none.

    Nothing is read before it is asked for, and nothing twice: a library may be handed on to
    whatever needs readings, and files that change meanwhile change nothing. Each part comes as
    a frame of the caller's own.

    Raises:
        ProblemsError: where the folder does not exist; each part, on first use, with every
            problem of its files.

    >>> library = Library()
    >>> library
    Library(shipped data)
    >>> library.sources["producer"].eq("YouGov").any()
    np.True_
    >>> library.load(question="issue_up_to_three", country="GB")["pollster"].unique().tolist()
    ['YouGov']
    """

    @arguments_checked
    def __init__(
        self, folder: str | PathLike[str] | None = None, *, book: Codebook | None = None
    ) -> None:
        self.folder = data_folder() if folder is None else Path(folder)
        self._name = "shipped data" if folder is None else repr(str(folder))
        if not self.folder.is_dir():
            place = Place(file=str(self.folder))
            raise ProblemsError([Problem("folder-missing", "folder not found", place)])
        self._laid_out = folder is None or (self.folder / "readings").is_dir()
        self._book = book
        self._readings: pd.DataFrame | None = None
        self._parts: dict[Any, Any] = {}

    @classmethod
    @arguments_checked
    def of(cls, readings: Library | pd.DataFrame) -> Library:
        """A library as it is; a frame of readings as the shipped library with those instead.

        Args:
            readings: a library, or a readings frame, some of whose columns may be missing.

        >>> library = Library.of(pd.DataFrame({"country": ["GB"], "share": [0.4]}))
        >>> library.readings[["country", "group", "share"]].values.tolist()
        [['GB', 'all', 0.4]]
        """
        return readings if isinstance(readings, Library) else shipped().with_readings(readings)

    @arguments_checked
    def with_readings(self, readings: pd.DataFrame) -> Self:
        """The same library with other readings; what is read of the rest is shared."""
        other = object.__new__(type(self))
        other.__dict__.update(self.__dict__)
        other._readings = readings_of(readings)
        other._name = f"{len(readings):,} readings, {self._name}"
        return other

    @arguments_checked
    def known_by(self, day: dt.date | str) -> Self:
        """The same library with the readings that were known on a day.

        Args:
            day: a reading is known once it is published or, where the day of publication is
                not known, once its fieldwork has ended.
        """
        readings = self.readings
        return self.with_readings(readings[known_from(readings) <= require_day("day", day)])

    @property
    def readings(self) -> pd.DataFrame:
        """All readings, those of groups included, checked against every rule of the schema."""
        return self._all(groups=True)

    @property
    def sources(self) -> pd.DataFrame:
        """Producer, title, address, dates and licence of every source id."""
        if not self._laid_out:
            return self._loose()[1].copy(deep=False)
        return self._once("sources", lambda: read_sources(self.folder / "sources.csv")).copy(
            deep=False
        )

    @property
    def events(self) -> pd.DataFrame:
        """Dated events in order of date, with the source of each.

        Columns date (datetime64), date_precision, country, event, kind, source_title, source_url.
        """
        path = self.folder / "events.csv"
        if not self._laid_out and not path.exists():
            return no_events()
        return self._once("events", lambda: read_events(path)).copy(deep=False)

    @property
    def official_series(self) -> pd.DataFrame:
        """The list of official series: id, title, unit, country, frequency, source."""
        path = self.folder / "official" / "series.csv"
        if not self._laid_out and not path.exists():
            return pd.DataFrame(columns=list(SERIES_LIST_COLUMNS), dtype="str")
        return self._once("official_series", lambda: read_series_list(path)).copy(deep=False)

    @property
    def book(self) -> Codebook:
        """The codebook: questions, answers, pollsters, countries, and what printed labels mean."""
        if self._book is not None:
            return self._book
        if not self._laid_out:
            return self._once("book", lambda: with_questions(codebook(), self._loose()[0]))
        if self.folder == data_folder():
            return codebook()
        return self._once("book", lambda: read_codebook(self.folder / "codebook"))

    @arguments_checked
    def official(self, series: str) -> pd.DataFrame:
        """One official series.

        Args:
            series: its id in `official_series`.

        Returns:
            Columns series, country, period_start and date (first and last day counted,
            datetime64), value (float, in the series' unit), note, source; in order of date.

        Raises:
            ProblemsError: where the series is not known, or its file does not hold numbers.
        """
        folder, listed = self.folder / "official", self.official_series
        return self._once(("official", series), lambda: read_counts(folder, series, listed)).copy(
            deep=False
        )

    @arguments_checked
    def load(
        self,
        *,
        question: str | Sequence[str] | None = None,
        country: str | Sequence[str] | None = None,
        answer: str | Sequence[str] | None = None,
        groups: bool = False,
        as_of: dt.date | str | None = None,
    ) -> pd.DataFrame:
        """The readings, or some of them.

        Args:
            question, country, answer, groups, as_of: as for `polls.load`.

        Returns:
            A readings frame with an index of its own.

        Raises:
            ProblemsError: with every problem of every file, or of what is asked for.
        """
        readings = self._all(groups=groups)
        wanted = pd.Series(True, index=readings.index)
        for column, value in (("question", question), ("country", country), ("answer", answer)):
            if value is not None:
                known = sorted(readings.loc[wanted, column].unique())
                title = f"no reading of this {column}"
                wanted &= readings[column].isin(self.chosen(value, column, known, title=title))
        if as_of is not None:
            wanted &= known_from(readings) <= require_day("as_of", as_of)
        return readings[wanted].reset_index(drop=True)

    def _all(self, *, groups: bool) -> pd.DataFrame:
        """Every reading, or every reading of whole samples."""
        if self._readings is None and self._laid_out:
            folder = self.folder / "readings"
            read = self._once(
                ("readings", groups),
                lambda: read_datasets(folder, groups=groups, sources=self.sources, book=self.book),
            )
            return read.copy(deep=False)
        readings = self._loose()[0] if self._readings is None else self._readings
        if groups:
            return readings.copy(deep=False)
        return readings[readings["group"] == "all"].reset_index(drop=True)

    def _loose(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Readings and sources of files that are not laid out as the shipped ones."""
        return self._once("loose", lambda: read_loose(self.folder))

    def _once(self, name: Any, read: Callable[[], Part]) -> Part:
        if name not in self._parts:
            self._parts[name] = read()
        part: Part = self._parts[name]
        return part

    @arguments_checked
    def chosen(
        self, value: str | Sequence[str], column: str, known: Sequence[str], *, title: str
    ) -> list[str]:
        """The values of a column that are meant, in any case; a country by its name too.

        Args:
            value: one or several, as somebody writes them.
            column: question, country or answer.
            known: the values there are.
            title: of the problem of a value that is none of them.

        Raises:
            ProblemsError: with a problem for each value that is not known.

        >>> Library().chosen("germany", "country", ["DE", "FR"], title="unknown country")
        ['DE']
        """
        folded = {name.casefold(): name for name in known}
        chosen: list[str] = []
        problems: list[Problem] = []
        for word in [value] if isinstance(value, str) else list(value):
            code = self.book.match("country", str(word)) if column == "country" else None
            found = folded.get(str(code or word).casefold())
            if found is not None:
                chosen.append(found)
                continue
            problems.append(unknown(column, word, known, title=title))
        raise_errors(problems)
        return chosen

    def __repr__(self) -> str:
        return f"Library({self._name})"
