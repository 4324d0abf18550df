"""Joint draws of paths as ArviZ's data tree, for its plots and summaries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from polls.errors import Problem, ProblemsError

__all__ = ["data_tree"]


def data_tree(drawn: pd.DataFrame, readings: pd.DataFrame, by: Sequence[str]) -> Any:
    """Draws and readings as a tree: groups `posterior` and `observed_data`.

    Args:
        drawn: as of `Result.draws`: a row a draw, a column a date, or a key and date.
        readings: those of the result.
        by: the columns that tell lines apart; none for one line.

    Raises:
        ProblemsError: where arviz-base is not installed.
    """
    try:
        import arviz_base
    except ModuleNotFoundError:
        hint = "install polltide with its extra: polltide[arviz]"
        problem = Problem("library-missing", "to_arviz needs arviz-base", hint=hint)
        raise ProblemsError([problem]) from None
    dates = drawn.columns.get_level_values("date").unique().to_numpy()
    values = drawn.to_numpy().reshape(1, len(drawn), -1, len(dates))
    coords: dict[str, Any] = {"date": dates, "reading": readings["date"].to_numpy()}
    if by:
        keys = drawn.columns.to_frame(index=False).drop(columns="date").drop_duplicates()
        coords["line"] = [" · ".join(map(str, key)) for key in keys.itertuples(index=False)]
    else:
        values = values[:, :, 0]
    return arviz_base.from_dict(
        {
            "posterior": {"share": values},
            "observed_data": {"reading_share": readings["share"].to_numpy()},
        },
        dims={"share": ["line", "date"] if by else ["date"], "reading_share": ["reading"]},
        coords=coords,
    )
