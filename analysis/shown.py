"""How a result shows itself at a prompt and in a notebook: a headline and a few rows.

Trend: GB · level10y · too_high · all · all; 23 readings, model “level”
      date  estimate    se   low  high
2025-05-04     0.702 0.014 0.679 0.725

Nothing in it changes from run to run, so that executed notebooks can be compared.
"""

from __future__ import annotations

from html import escape

import pandas as pd

__all__ = ["Shown", "abridged"]

ROWS = 6
"""The most rows that are shown; the headline or a last line says how many there are."""


class Shown:
    """A result with a short `repr`, as text and as HTML: implement the two methods below."""

    def _headline(self) -> str:
        """What the result is, in one line."""
        raise NotImplementedError

    def _excerpt(self) -> pd.DataFrame:
        """Its most telling rows."""
        raise NotImplementedError

    def __repr__(self) -> str:
        rows, more = abridged(self._excerpt())
        table = "" if rows.empty else rows.to_string(index=False, max_colwidth=50)
        return "\n".join(filter(None, [self._headline(), table, more]))

    def _repr_html_(self) -> str:
        return f"<div><p>{escape(self._headline())}</p>{self._rows_html()}</div>"

    def _rows_html(self) -> str:
        rows, more = abridged(self._excerpt())
        table = "" if rows.empty else rows.to_html(index=False, border=0, escape=True)
        return f"{table}<p>{escape(more)}</p>" if more else table


def abridged(table: pd.DataFrame, most: int = ROWS) -> tuple[pd.DataFrame, str]:
    """The first rows as printed texts, and how many more there are.

    >>> rows, more = abridged(pd.DataFrame({"date": pd.to_datetime(["2024-03-03"]), "low": 1 / 3}))
    >>> rows.to_dict("records"), more
    ([{'date': '2024-03-03', 'low': '0.333'}], '')
    """
    shown = pd.DataFrame({name: _texts(column) for name, column in table.head(most).items()})
    left = len(table) - most
    return shown, f"and {left:,} more" if left > 0 else ""


def _texts(column: pd.Series) -> pd.Series:
    if pd.api.types.is_datetime64_any_dtype(column):
        return pd.Series(column.dt.strftime("%Y-%m-%d"))
    if pd.api.types.is_float_dtype(column):
        return column.map(lambda value: "" if pd.isna(value) else f"{value:.3f}")
    return column.astype(str)
