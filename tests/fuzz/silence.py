"""Whether a wrong file lost a number, or gained one, without a word.

What a file was read to is held against what stands in it (`tests.fuzz.printed`):

    a share or base that was read and stands nowhere in the file      made up
    one of the sound file that still stands there, and was not read   lost, unless a warning says so
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from tests.fuzz.printed import (
    SURVEY,
    digits_of,
    numbers_of,
    printed_in,
    survey_shares,
    tables_in,
)
from tests.fuzz.reading import Taken

__all__ = ["lost"]

FREE = (0.0, 0.005)
"""What a dash and a star are read as."""
TABLES = {"claims.toml": "claim", "plan.toml": "section"}


def lost(sound: Path, usual: Taken, wrong: Path, found: Taken) -> str:
    """What was lost or made up in silence; "" where nothing was.

    Args:
        sound: the file before it was made wrong.
        usual: what it is read to.
        wrong: the file.
        found: what that is read to.
    """
    if wrong.suffix == ".toml":
        return _tables_lost(wrong, found)
    if _shares(usual) == _shares(found) and _bases(usual) == _bases(found):
        return ""
    try:
        if wrong.suffix in SURVEY:
            return _survey_lost(usual, wrong, found)
        cells = printed_in(wrong)
    except Exception as error:  # it is read by one library and not by another
        return "" if found.says_more_than(usual) else f"not read by other means: {error}"[:300]
    return _made_up(cells, found) or _missing(printed_in(sound), usual, cells, found)


def _made_up(cells: list[object], found: Taken) -> str:
    there = digits_of(cells)
    for share in _shares(found):
        if share not in FREE and not there & {share, round(100 * share, 9)}:
            return f"made up: a share of {share}"
    for base in _bases(found):
        if base not in there:
            return f"made up: a base of {base}"
    return ""


def _missing(sound: list[object], usual: Taken, cells: list[object], found: Taken) -> str:
    if found.says_more_than(usual):
        return ""
    before, after = numbers_of(sound), numbers_of(cells)
    for kind, read, now in (
        ("share", _shares(usual), _shares(found)),
        ("base", _bases(usual), _bases(found)),
    ):
        for number, times in read.items():
            printed = _as_printed(number, before)
            standing = after[printed] - max(before[printed] - times, 0)
            if now[number] < min(times, standing):
                return f"lost: a {kind} of {number}, which still stands there"
    return ""


def _as_printed(share: float, printed: Counter[float]) -> float:
    """A share or base as the file prints it: as itself, or in percent."""
    return share if share in printed else round(100 * share, 9)


def _shares(taken: Taken) -> Counter[float]:
    return Counter(np.round(taken.rows["share"].to_numpy(float), 9).tolist())


def _bases(taken: Taken) -> Counter[float]:
    """Each base once for the readings that share it."""
    one_each = taken.rows[["start", "group", "n"]].drop_duplicates()["n"].dropna()
    return Counter(np.round(one_each.to_numpy(float), 9).tolist())


def _survey_lost(usual: Taken, wrong: Path, found: Taken) -> str:
    shares = sorted(share for share in found.rows["share"].tolist() if share > 0)
    wanted = survey_shares(wrong)
    if found.says_more_than(usual) or (
        len(shares) == len(wanted) and np.allclose(shares, wanted, rtol=1e-9)
    ):
        return ""
    return f"shares of {np.round(wanted, 4).tolist()} are read as {np.round(shares, 4).tolist()}"


def _tables_lost(wrong: Path, found: Taken) -> str:
    tables = tables_in(wrong, TABLES[wrong.name])
    if len(tables) != len(found.rows):
        return f"{len(tables)} tables are read as {len(found.rows)}"
    return next(_fields_lost(tables, found.rows), "")


def _fields_lost(tables: list[dict[str, object]], rows: pd.DataFrame) -> Iterator[str]:
    for table, (_, row) in zip(tables, rows.iterrows(), strict=True):
        for name, value in row.items():
            written = table.get(str(name))
            if isinstance(written, str) and value is not None and value != written:
                yield f"{name} '{written}' is read as '{value}'"
