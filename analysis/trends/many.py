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
from typing import Any

import pandas as pd
from joblib import Parallel, delayed
from tqdm import tqdm

from analysis.trends.options import check_options
from analysis.trends.results import Trend
from analysis.trends.several import Stacked
from analysis.trends.trend import fit_trend
from polls.arguments import (
    arguments_checked,
    options_of,
    require_arguments,
    unknown_options,
)
from polls.errors import Place, Problem, ProblemsError, did_you_mean, raise_errors
from polls.schema import SERIES_COLUMNS, readings_of

__all__ = ["Trends", "fit_trends"]

CHECKED = ("model", "level", "together", "common_error", "volatility")
"""Options that are judged once, before any series is fitted."""


@dataclass(frozen=True, repr=False, eq=False)
class Trends(Stacked):
    """Trends of many series, each fitted alone.

    Attributes:
        by: names of the parts of a key.
        parts: key -> trend; a key is plain text where it has one part, else a tuple.
        level: of the bands.
        notes: what was assumed, each with the key of its trend.
    """

    by: tuple[str, ...]
    parts: Mapping[Any, Trend]
    level: float
    notes: tuple[str, ...]


@arguments_checked
def fit_trends(
    readings: pd.DataFrame, *, by: str | Sequence[str], n_jobs: int | None = None, **options: Any
) -> Trends:
    """A trend for each series of a readings frame.

    Args:
        readings: a readings frame.
        by: one or several of `SERIES_COLUMNS` that tell the series apart; the others must
            agree within each series.
        n_jobs: processes, never more than there are series; default: what
            `joblib.parallel_config` says, else one.
        options: of `fit_trend`, the same for all series.

    Returns:
        A mapping from the values of `by` to trends, in order of key.

    Raises:
        ProblemsError: with the problems of every series that cannot be fitted, each named.

    >>> readings = pd.DataFrame({"country": ["GB", "FR"], "question": "q", "answer": "yes",
    ...     "pollster": "A", "start": "2024-01-07", "share": [0.40, 0.62], "n": 1500.0})
    >>> list(fit_trends(readings, by="country"))
    ['FR', 'GB']
    """
    raise_errors(unknown_options(options, options_of(fit_trend), "a trend"))
    require_arguments(fit_trend, options)
    check_options(**{name: options[name] for name in CHECKED if name in options})
    columns = (by,) if isinstance(by, str) else tuple(by)
    readings = readings_of(readings)
    raise_errors(_impossible(readings, columns, n_jobs))
    groups = [
        (tuple(map(str, key)), rows) for key, rows in readings.groupby(list(columns), sort=True)
    ]
    jobs = n_jobs if n_jobs is None else max(min(n_jobs, len(groups)), -1 if n_jobs < 0 else 1)
    work = Parallel(n_jobs=jobs, return_as="generator")(
        delayed(_fit_or_problems)(key, rows, options) for key, rows in groups
    )
    shown = tqdm(work, total=len(groups), desc="trends", disable=not sys.stderr.isatty())
    results = list(shown)
    raise_errors(problem for result in results if isinstance(result, list) for problem in result)
    fitted = {
        key[0] if len(key) == 1 else key: result
        for (key, _), result in zip(groups, results, strict=True)
        if isinstance(result, Trend)
    }
    notes = [
        f"{'/'.join(key)}: {note}"
        for (key, _), trend in zip(groups, fitted.values(), strict=True)
        for note in trend.notes
    ]
    return Trends(columns, fitted, next(iter(fitted.values())).level, tuple(notes))


def _fit_or_problems(
    key: Sequence[str], readings: pd.DataFrame, options: Mapping[str, Any]
) -> Trend | list[Problem]:
    """A trend, or what is wrong with its readings: one bad series must not hide the others."""
    try:
        return fit_trend(readings, **options)
    except ProblemsError as error:
        return [_named(problem, key) for problem in error.problems]


def _named(problem: Problem, key: Sequence[str]) -> Problem:
    place = Place(
        file=problem.place.file,
        item=f"series {'/'.join(key)}" + (f", {problem.place.item}" if problem.place.item else ""),
    )
    return Problem(problem.code, problem.title, place, problem.got, problem.expected, problem.hint)


def _impossible(readings: pd.DataFrame, by: Sequence[str], n_jobs: int | None) -> Iterator[Problem]:
    known = ", ".join(SERIES_COLUMNS)
    if not by:
        yield Problem("no-column", "no column tells the series apart", got="by=[]", expected=known)
    for name in by:
        if name not in SERIES_COLUMNS:
            yield Problem(
                "unknown-column",
                f"series cannot be told apart by '{name}'",
                expected=known,
                hint=did_you_mean(str(name), SERIES_COLUMNS),
            )
    if n_jobs == 0:
        yield Problem(
            "option-out-of-range",
            "n_jobs is a number of processes",
            got=repr(n_jobs),
            expected="1 or more, or -1 for all cores",
        )
    if readings.empty:
        yield Problem(
            "no-readings", "there are no readings to fit", hint="does the filter match any row?"
        )
