"""Numbers as they are drawn and written: seven significant digits, days in ISO form.

Linear algebra differs in the tenth digit from one processor to another; rounded, the same
report has the same bytes on all of them.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

__all__ = ["DIGITS", "round_digits", "rounded"]

DIGITS = 7


def round_digits(values: np.ndarray, digits: int = DIGITS) -> np.ndarray:
    """Floats at so many significant digits; 0, missing and infinite ones stay as they are.

    >>> round_digits(np.array([1 / 3, 0.0, 2e-9 / 3])).tolist()
    [0.3333333, 0.0, 6.666667e-10]
    """
    floats = np.asarray(values, dtype=float)
    said = f"%.{digits}g " * floats.size % tuple(floats.ravel().tolist())  # all in one go: faster
    return np.array(said.split(), dtype=float).reshape(floats.shape)


def rounded(frame: pd.DataFrame, digits: int = DIGITS) -> pd.DataFrame:
    """The frame with its floats at `digits` significant digits and its dates as ISO days.

    >>> rounded(pd.DataFrame({"share": [1 / 3]}), digits=3)["share"].tolist()
    [0.333]
    """
    result = frame.copy()
    for name in result.columns:
        if pd.api.types.is_float_dtype(result[name]):
            result[name] = round_digits(result[name].to_numpy(float), digits)
        elif pd.api.types.is_datetime64_any_dtype(result[name]):
            result[name] = result[name].dt.strftime("%Y-%m-%d")
    return result
