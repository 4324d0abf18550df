"""Tables of several trends under one another, each row with the key of its trend.

country  date        estimate       a key has one part (country, group) or several
FR       2024-01-07  0.31           (country and answer)
GB       2024-01-07  0.44
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd
from scipy.special import expit

from analysis.steps import Floats, Integers, as_dates
from analysis.trend import Trend

__all__ = ["joint_draws", "last_rows", "stacked"]


def stacked(by: Sequence[str], trends: Mapping[tuple[str, ...], Trend]) -> pd.DataFrame:
    """The tables of all trends under one another.

    Args:
        by: names of the parts of a key.
        trends: trends by key.

    Returns:
        The columns of `by`, then those of `Trend.table`.
    """
    parts = [_keyed(trend.table, by, key) for key, trend in trends.items()]
    return pd.concat(parts, ignore_index=True)


def last_rows(by: Sequence[str], trends: Mapping[tuple[str, ...], Trend]) -> str:
    """The last row of each trend as an HTML table."""
    last = pd.concat([_keyed(trend.table.tail(1), by, key) for key, trend in trends.items()])
    last["date"] = last["date"].dt.strftime("%Y-%m-%d")
    return str(last.to_html(index=False, border=0, float_format=lambda value: f"{value:.3f}"))


def joint_draws(paths: Floats, by: str, names: Sequence[str], days: Integers) -> pd.DataFrame:
    """Joint draws of several paths as a frame.

    Args:
        paths: (n, k, D) logits of k trends on D days.
        by: what tells the trends apart.
        names: k names.
        days: (D,) days.

    Returns:
        n rows; columns (`by`, date); shares of 0 to 1.
    """
    columns = pd.MultiIndex.from_product([list(names), as_dates(days)], names=[by, "date"])
    return pd.DataFrame(expit(paths.reshape(len(paths), -1)), columns=columns)


def _keyed(table: pd.DataFrame, by: Sequence[str], key: tuple[str, ...]) -> pd.DataFrame:
    keyed = table.copy()
    for place, (name, value) in enumerate(zip(by, key, strict=True)):
        keyed.insert(place, name, value)
    return keyed
