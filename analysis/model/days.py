"""Days as whole numbers since 1970: the axis on which levels move."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from analysis.model.measurements import Integers, as_days
from polls.errors import Problem, ProblemsError

__all__ = ["days_of"]


def days_of(dates: Sequence[Any]) -> Integers:
    """Day numbers of dates given as time stamps or in ISO form.

    Raises:
        ProblemsError: where a date cannot be read, or its day and month could be mistaken.

    >>> days_of(["1970-01-02"]).tolist()
    [1]
    """
    return as_days(pd.DatetimeIndex([_time_stamp(date) for date in dates]))


def _time_stamp(date: Any) -> pd.Timestamp:
    try:
        found = pd.to_datetime(date, format="ISO8601")
    except (ValueError, TypeError):
        found = pd.NaT
    if not isinstance(found, pd.Timestamp):
        raise ProblemsError(
            [
                Problem(
                    "not-a-date",
                    "a date cannot be read for certain",
                    got=repr(date),
                    expected="a date or time stamp, or text such as 2024-03-07",
                )
            ]
        )
    return found.tz_localize(None)
