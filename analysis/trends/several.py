"""Tables of several trends under one another, each row with the key of its trend.

country  date        estimate       a key has one part (country, group) or several
FR       2024-01-07  0.31           (country and answer)
GB       2024-01-07  0.44
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pandas as pd
from scipy.special import expit

from analysis.model.measurements import Floats, Integers, as_dates
from analysis.model.simulation import shuffled
from analysis.trends.drawable import Drawable
from analysis.trends.results import Trend
from polls.errors import Problem, ProblemsError, did_you_mean, one_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Name = TypeVar("Name", bound=Hashable)

__all__ = ["draw_some", "drawn_together", "draws_table", "last_rows", "stacked"]


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


def draw_some(
    trends: Mapping[Name, Drawable],
    only: Sequence[Name] | None,
    axes: Axes | None,
    label: Callable[[Name], str] = str,
) -> Axes:
    """Draw several trends onto the same axes; `analysis.figures` is imported here on purpose.

    Args:
        trends: trends by name.
        only: the names wanted, in the order wanted; None: all.
        axes: where to draw; None: a new figure.
        label: what to print for a name.

    Raises:
        ProblemsError: where a name is not one of theirs, or the lines are too many to be told
            apart.
    """
    from analysis.figures.trend import draw_trends

    wanted = list(trends) if only is None else list(only)
    unknown = [name for name in wanted if name not in trends]
    if unknown:
        raise ProblemsError(_unknown_name(str(name), trends) for name in unknown)
    return draw_trends({label(name): trends[name] for name in wanted}, axes)


def drawn_together(
    trends: Mapping[Name, Trend], days: Integers, n: int, seed: int
) -> dict[Name, Floats]:
    """Draws of several trends, joint as far as they were fitted together.

    Args:
        trends: trends by name.
        days: (D,) days.
        n: how many draws.
        seed: of the first trend; each further one takes the seed that follows.

    Returns:
        (n, D) shares of each: of levels that one fit holds from the same paths, under shared
        scales row by row under the same scales, independent otherwise.
    """
    paths: dict[int, Floats] = {}
    orders: dict[int, Integers] = {}
    drawn = {}
    for place, (name, trend) in enumerate(trends.items()):
        fit, scales = id(trend.fitted), id(trend.fitted.hyperparameters.mode)
        if fit not in paths:
            paths[fit] = trend.fitted.paths(days, n, seed + place)
        if scales not in orders:
            orders[scales] = shuffled(n, seed + place)
        drawn[name] = expit(paths[fit][orders[scales], :, trend.component])
    return drawn


def draws_table(drawn: Mapping[str, Floats], by: str, days: Integers) -> pd.DataFrame:
    """Draws of several paths as a frame.

    Args:
        drawn: (n, D) shares by name.
        by: what tells the trends apart.
        days: (D,) days.

    Returns:
        n rows; columns (`by`, date); shares of 0 to 1.
    """
    columns = pd.MultiIndex.from_product([list(drawn), as_dates(days)], names=[by, "date"])
    return pd.DataFrame(np.concatenate(list(drawn.values()), axis=1), columns=columns)


def _keyed(table: pd.DataFrame, by: Sequence[str], key: tuple[str, ...]) -> pd.DataFrame:
    keyed = table.copy()
    for place, (name, value) in enumerate(zip(by, key, strict=True)):
        keyed.insert(place, name, value)
    return keyed


def _unknown_name(name: str, names: Iterable[Any]) -> Problem:
    known = [str(each) for each in names]
    return Problem(
        "unknown-name",
        "there is no trend of this name",
        got=name,
        expected=one_of(known),
        hint=did_you_mean(name, known),
    )
