"""Parquet and Arrow files: columns as they are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from polls.errors import Place, Problem, ProblemsError
from polls.files.apart import apart
from polls.files.content import content_of
from polls.files.tables import Grid

__all__ = ["columns_frame", "columns_grid"]

MOST_CELLS = 50_000_000
NESTED = (
    *("list", "large_list", "fixed_size", "struct", "map"),
    *("binary", "large_binary", "dense_union", "sparse_union", "extension"),
)
"""How the types of columns begin that hold no single number, text or date in a cell."""


def columns_grid(path: Path, rows: int | None = None) -> Grid:
    """The table of a Parquet or Arrow file, or its first rows.

    Raises:
        ProblemsError: where the file is damaged, or holds what is no table of plain values.
    """
    (table,) = apart(columns_frame, path, rows)
    return Grid(table, path.name)


def columns_frame(path: Path, rows: int | None = None) -> Iterator[pd.DataFrame]:
    """The table of a Parquet or Arrow file, or its first rows, as the one thing that it yields.

    Raises:
        ProblemsError: where the file is damaged, or holds what is no table of plain values.
    """
    arrow = content_of(path) == "arrow"
    try:
        table = (_arrow_table if arrow else _parquet_table)(path, rows)
        table.validate(full=True)  # texts of a damaged one may be no text
        frame = table.to_pandas()
    # Arrow, and pandas where the file tells it falsely what it was, have many kinds of errors.
    except ProblemsError:
        raise
    except Exception as error:
        title = f"{'Arrow' if arrow else 'Parquet'} file is cut off or damaged"
        hint = "make it or download it again"
        raise _refused(path, "file-truncated", title, " ".join(str(error).split()), hint) from None
    yield frame


def _parquet_table(path: Path, rows: int | None) -> Any:
    import pyarrow
    import pyarrow.parquet

    with pyarrow.parquet.ParquetFile(path) as file:
        _judge(path, file.schema_arrow, file.metadata.num_rows)
        if rows is None:
            return file.read(use_threads=False)
        batch = next(file.iter_batches(batch_size=rows, use_threads=False), None)
        batches = [] if batch is None else [batch]
        return pyarrow.Table.from_batches(batches, file.schema_arrow)


def _arrow_table(path: Path, rows: int | None) -> Any:
    import pyarrow.ipc

    with pyarrow.memory_map(str(path)) as mapped, pyarrow.ipc.open_file(mapped) as file:
        _judge(path, file.schema, 0)
        batches, held = [], 0
        for number in range(file.num_record_batches):
            batch = file.get_batch(number)
            batch.validate(full=True)  # a damaged one may point outside of the file
            batches.append(batch)
            held += batch.num_rows
            _judge(path, file.schema, held)
            if rows is not None and held >= rows:
                break
        return pyarrow.Table.from_batches(batches, file.schema).slice(0, rows)


def _judge(path: Path, schema: Any, rows: int) -> None:
    """Raise where a file has more cells than can be held, or cells that hold no single value."""
    cells = rows * max(len(schema), 1)
    if cells > MOST_CELLS:
        title = "file has too many cells"
        raise _refused(path, "file-too-large", title, f"{cells:,} cells", "keep fewer columns")
    nested = [
        f"'{field.name}' ({field.type})" for field in schema if str(field.type).startswith(NESTED)
    ]
    if nested:
        title = "file has columns that hold no single values"
        hint = "give each value a column or a row of its own"
        raise _refused(path, "column-nested", title, ", ".join(nested)[:300], hint)


def _refused(path: Path, code: str, title: str, got: str, hint: str) -> ProblemsError:
    return ProblemsError([Problem(code, title, Place(file=path.name), got, hint=hint)])
