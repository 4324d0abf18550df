"""Parquet files: columns as they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from polls.errors import Place, Problem, ProblemsError
from polls.files.apart import apart
from polls.files.tables import Grid

__all__ = ["parquet_frame", "parquet_grid"]

MOST_CELLS = 50_000_000
NESTED = (
    *("list", "large_list", "fixed_size", "struct", "map"),
    *("binary", "large_binary", "dense_union", "sparse_union", "extension"),
)
"""How the types of columns begin that hold no single number, text or date in a cell."""


def parquet_grid(path: Path, rows: int | None = None) -> Grid:
    """The table of a Parquet file, or its first rows.

    Raises:
        ProblemsError: where the file is damaged, or holds what is no table of plain values.
    """
    (table,) = apart(parquet_frame, path, rows)
    return Grid(table, path.name)


def parquet_frame(path: Path, rows: int | None = None) -> Iterator[pd.DataFrame]:
    """The table of a Parquet file, or its first rows, as the one thing that it yields.

    Raises:
        ProblemsError: where the file is damaged, or holds what is no table of plain values.
    """
    import pyarrow
    import pyarrow.parquet

    try:
        with pyarrow.parquet.ParquetFile(path) as file:
            _judge(path, file)
            if rows is None:
                table = file.read(use_threads=False)
            else:
                batch = next(file.iter_batches(batch_size=rows, use_threads=False), None)
                batches = [] if batch is None else [batch]
                table = pyarrow.Table.from_batches(batches, file.schema_arrow)
        frame = table.to_pandas()
    # Arrow, and pandas where the file tells it falsely what it was, have many kinds of errors.
    except ProblemsError:
        raise
    except Exception as error:
        title = "Parquet file is cut off or damaged"
        hint = "make it or download it again"
        raise _refused(path, "file-truncated", title, " ".join(str(error).split()), hint) from None
    yield frame


def _judge(path: Path, file: Any) -> None:
    """Raise where a file has more cells than can be held, or cells that hold no single value."""
    cells = file.metadata.num_rows * max(len(file.schema_arrow), 1)
    if cells > MOST_CELLS:
        title = "Parquet file has too many cells"
        raise _refused(path, "file-too-large", title, f"{cells:,} cells", "keep fewer columns")
    nested = [
        f"'{field.name}' ({field.type})"
        for field in file.schema_arrow
        if str(field.type).startswith(NESTED)
    ]
    if nested:
        title = "Parquet file has columns that hold no single values"
        hint = "give each value a column or a row of its own"
        raise _refused(path, "column-nested", title, ", ".join(nested)[:300], hint)


def _refused(path: Path, code: str, title: str, got: str, hint: str) -> ProblemsError:
    return ProblemsError([Problem(code, title, Place(file=path.name), got, hint=hint)])
