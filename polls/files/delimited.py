"""Delimited text of any size, in blocks: cells as texts, never a row filled up.

Arrow tells a row with a field too few or too many, which pandas fills up with blanks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pandas as pd

from polls.errors import Place, Problem, ProblemsError
from polls.files.text import Layout

__all__ = ["delimited_chunks", "delimited_names", "plain_numbers"]

BLOCK_BYTES = 1 << 22


def delimited_names(path: Path, encoding: str, layout: Layout) -> Iterator[tuple[str, ...]]:
    """The column names of a delimited file, as the one thing that it yields.

    Args:
        path: the file.
        encoding: its encoding, as Python names it.
        layout: its separator and the lines above its header.

    Raises:
        ProblemsError: where the file is no table.
    """
    with _problems_named(path), _opened(path, encoding, layout, [], ((), 0)) as reader:
        yield tuple(reader.schema.names)


def delimited_chunks(
    path: Path,
    encoding: str,
    layout: Layout,
    names: list[str],
    rows: int,
    heads: tuple[Sequence[str], int] = ((), 0),
) -> Iterator[pd.DataFrame]:
    """The named columns of a delimited file, in frames of at most `rows` rows of texts.

    Args:
        path: the file.
        encoding: its encoding, as Python names it.
        layout: its separator and the lines above its header.
        names: the columns wanted.
        rows: the most rows of a frame.
        heads: the names of all columns and how many rows of heads the file has, where its
            first row alone does not name the columns.

    Raises:
        ProblemsError: where a row has a field too few or too many.
    """
    with _problems_named(path), _opened(path, encoding, layout, names, heads) as reader:
        for block in reader:
            for first in range(0, block.num_rows, rows):
                yield block.slice(first, rows).to_pandas()


def plain_numbers(texts: pd.Series) -> np.ndarray | None:
    """(rows,) texts as numbers, NaN where one is missing; None where one is no plain number.

    >>> plain_numbers(pd.Series(["1.5", None, "-2"], dtype="str"))
    array([ 1.5,  nan, -2. ])
    >>> plain_numbers(pd.Series(["1.5", "n/a"], dtype="str")) is None
    True
    """
    import pyarrow as pa

    try:
        numbers = pa.array(texts, from_pandas=True).cast(pa.float64())
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError):
        return None  # a word; numbers after a word; days
    return np.asarray(numbers.to_numpy(zero_copy_only=False))


@contextmanager
def _problems_named(path: Path) -> Iterator[None]:
    import pyarrow as pa

    try:
        yield
    except (pa.ArrowInvalid, UnicodeError) as error:
        raise ProblemsError(
            [
                Problem(
                    "text-damaged",
                    "file is cut off or damaged",
                    Place(file=path.name),
                    got=str(error),
                    hint="download it again",
                )
            ]
        ) from None


def _opened(  # type: ignore[no-untyped-def]
    path: Path,
    encoding: str,
    layout: Layout,
    names: list[str],
    heads: tuple[Sequence[str], int],
):
    import pyarrow as pa
    from pyarrow import csv

    return csv.open_csv(
        path,
        csv.ReadOptions(
            use_threads=False,
            block_size=BLOCK_BYTES,
            encoding=encoding.removesuffix("-sig"),  # Arrow skips the mark itself
            skip_rows=layout.skipped,
            column_names=list(heads[0]) or None,
            skip_rows_after_names=heads[1],
        ),
        csv.ParseOptions(delimiter=layout.separator or ",", newlines_in_values=bool(heads[1])),
        csv.ConvertOptions(
            include_columns=names, column_types={name: pa.string() for name in names}
        ),
    )
