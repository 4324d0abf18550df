"""Many series at once: one trend each, on every core or on a cluster.

    fit_trends(readings, by=["country", "answer"])  ->  {("GB", "yes"): Trend, ...}

The work goes through joblib, so that inside `joblib.parallel_config("dask")` the same call
runs on a Dask cluster. Every fit is alone with its readings and its fixed draws, so that the
results are the serial ones to the last bit.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
from joblib import Parallel, delayed
from tqdm import tqdm

from analysis.trends.results import Trend
from analysis.trends.several import draw_some, last_rows, stacked
from analysis.trends.trend import fit_trend
from polls.errors import Place, Problem, ProblemsError, did_you_mean, raise_errors
from polls.schema import SERIES_COLUMNS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Trends", "fit_trends"]

Key = tuple[str, ...]


@dataclass(frozen=True)
class Trends(Mapping[Key, Trend]):
    """Trends by key; `by` names the parts of a key.

    A key of one part may be given as plain text: `trends["GB"]`.
    """

    by: tuple[str, ...]
    fitted: Mapping[Key, Trend]

    def __getitem__(self, key: Key | str) -> Trend:
        return self.fitted[(key,) if isinstance(key, str) else tuple(key)]

    def __iter__(self) -> Iterator[Key]:
        return iter(self.fitted)

    def __len__(self) -> int:
        return len(self.fitted)

    @property
    def table(self) -> pd.DataFrame:
        """The tables of all trends under one another, with the columns of `by` before them."""
        return stacked(self.by, self.fitted)

    def plot(self, ax: Axes | None = None, *, only: Sequence[Key | str] | None = None) -> Axes:
        """Draw the trends, or those of some keys, each with its key at its end; up to four."""
        wanted = None if only is None else [_key(key) for key in only]
        return draw_some(self.fitted, wanted, ax, " · ".join)

    def _repr_html_(self) -> str:
        return last_rows(self.by, self.fitted)


def fit_trends(
    readings: pd.DataFrame, *, by: Sequence[str], n_jobs: int | None = None, **options: Any
) -> Trends:
    """A trend for each series of a readings frame.

    Args:
        readings: a readings frame.
        by: columns of `SERIES_COLUMNS` that tell the series apart; the others must agree
            within each series.
        n_jobs: processes; default: what `joblib.parallel_config` says, else one.
        options: of `fit_trend`, the same for all series.

    Returns:
        A mapping from the values of `by` to trends, in order of key.

    Raises:
        ProblemsError: with the problems of every series that cannot be fitted, each named.

    >>> readings = pd.DataFrame({"country": ["GB", "FR"], "question": "q", "answer": "yes",
    ...     "pollster": "A", "start": "2024-01-07", "share": [0.40, 0.62], "n": 1500.0})
    >>> sorted(fit_trends(readings, by=["country"]))
    [('FR',), ('GB',)]
    """
    raise_errors(_unknown_columns(by))
    groups = [(_key(key), rows) for key, rows in readings.groupby(list(by), sort=True)]
    work = Parallel(n_jobs=n_jobs, return_as="generator")(
        delayed(_fit_or_problems)(key, rows, options) for key, rows in groups
    )
    shown = tqdm(work, total=len(groups), desc="trends", disable=not sys.stderr.isatty())
    results = list(shown)
    raise_errors(problem for result in results if isinstance(result, list) for problem in result)
    fitted = {
        key: result
        for (key, _), result in zip(groups, results, strict=True)
        if isinstance(result, Trend)
    }
    return Trends(tuple(by), fitted)


def _fit_or_problems(
    key: Key, readings: pd.DataFrame, options: Mapping[str, Any]
) -> Trend | list[Problem]:
    """A trend, or what is wrong with its readings: one bad series must not hide the others."""
    try:
        return fit_trend(readings, **options)
    except ProblemsError as error:
        return [_named(problem, key) for problem in error.problems]


def _named(problem: Problem, key: Key) -> Problem:
    place = Place(
        file=problem.place.file,
        item=f"series {'/'.join(key)}" + (f", {problem.place.item}" if problem.place.item else ""),
    )
    return Problem(problem.code, problem.title, place, problem.got, problem.expected, problem.hint)


def _key(key: Any) -> Key:
    return tuple(str(part) for part in (key if isinstance(key, tuple) else (key,)))


def _unknown_columns(by: Sequence[str]) -> list[Problem]:
    return [
        Problem(
            "unknown-column",
            f"series cannot be told apart by '{name}'",
            expected=", ".join(SERIES_COLUMNS),
            hint=did_you_mean(name, SERIES_COLUMNS),
        )
        for name in by
        if name not in SERIES_COLUMNS
    ]
