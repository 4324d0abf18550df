"""Charts in characters, for a terminal: a line of blocks, and a trend with its band."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["spark", "trend_chart"]

BLOCKS = "▁▂▃▄▅▆▇█"
WIDTH, HEIGHT = 64, 14


def spark(shares: Sequence[float]) -> str:
    """Shares as a line of blocks, from the lowest to the highest of them.

    >>> spark([0.1, 0.2, 0.3, 0.2])
    '▁▅█▅'
    """
    low, high = min(shares), max(shares)
    steps = [(share - low) / (high - low or 1.0) for share in shares]
    return "".join(BLOCKS[int(step * (len(BLOCKS) - 1) + 0.5)] for step in steps)


def trend_chart(table: pd.DataFrame, *, width: int = WIDTH, height: int = HEIGHT) -> str:
    """A trend as a chart of characters: ● where it runs, ░ for its band.

    Args:
        table: columns date (datetime64, any order of rows), estimate, low and high (float, 0
            to 1), as a trend's table has them.
        width, height: of the drawn area, in characters.

    Returns:
        Lines: percents at the left, the first and the last day below.

    >>> import pandas as pd
    >>> table = pd.DataFrame({"date": pd.to_datetime(["2024-01-01", "2025-01-01"])})
    >>> table = table.assign(estimate=[0.2, 0.4], low=[0.1, 0.3], high=[0.3, 0.5])
    >>> print(trend_chart(table, width=24, height=3))
    50% │            ░░░░░░░░░░░●
    30% │░●●●●●●●●●●●●●●●●●●●●●●░
    10% │●░░░░░░░░░░░
         └────────────────────────
          2024-01-01    2025-01-01
    """
    import numpy as np

    rows = table.sort_values("date")
    days = rows["date"].astype("datetime64[s]").astype("int64").to_numpy(float)
    wanted = np.linspace(days[0], days[-1], width)
    low, middle, high = (
        np.interp(wanted, days, rows[name].to_numpy(float)) for name in ("low", "estimate", "high")
    )
    bottom, top = low.min(), high.max()

    def line_of(shares: np.ndarray) -> np.ndarray:
        return np.rint((shares - bottom) / ((top - bottom) or 1.0) * (height - 1)).astype(int)

    lowest, drawn, highest = line_of(low), line_of(middle), line_of(high)
    lines = []
    for number in reversed(range(height)):
        percent = 100 * (bottom + (top - bottom) * number / (height - 1))
        marks = np.where((lowest <= number) & (number <= highest), "░", " ")
        marks[drawn == number] = "●"
        lines.append(f"{percent:3.0f}% │{''.join(marks)}".rstrip())
    first, last = (f"{day:%Y-%m-%d}" for day in (rows["date"].iloc[0], rows["date"].iloc[-1]))
    return "\n".join([*lines, f"     └{'─' * width}", f"      {first}{last:>{width - len(first)}}"])
