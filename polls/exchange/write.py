"""Readings out: Parquet, Arrow, CSV or XLSX, whole or not at all, never over a file unless told.

    readings.parquet   types kept
    readings.arrow     the same, as Arrow's own file format
    readings.csv       UTF-8, ISO dates
    readings.xlsx      sheets cover (what this is), notes (columns, wordings), data
    datapackage.json   beside them: what each file is and what its columns hold

The file is written beside its place and moved there when it is complete. `polls.read` reads
each of them back as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from os import PathLike
from pathlib import Path
from typing import TextIO

import pandas as pd

from polls.arguments import arguments_checked
from polls.errors import Place, Problem, ProblemsError, did_you_mean, unknown
from polls.exchange.data_package import describe
from polls.exchange.readings_workbook import MAX_ROWS, write_xlsx
from polls.files.targets import target_problems, whole_file
from polls.schema import COLUMNS, as_pandas, conform

__all__ = ["write", "write_csv"]


@arguments_checked
def write(readings: pd.DataFrame, path: str | PathLike[str], *, overwrite: bool = False) -> Path:
    """Write a readings frame to a file whose ending names the format, and describe it.

    A `datapackage.json` beside it says what the file is and what its columns hold
    (`polls.exchange.data_package`); one that is there keeps all that it says of other files.

    Args:
        readings: a readings frame, or some of its columns, of pandas, polars or Arrow.
        path: ends in `.parquet`, `.arrow`, `.csv` or `.xlsx`.
        overwrite: whether a file that is there already may be replaced.

    Returns:
        The path of the written file.

    Raises:
        ProblemsError: where the ending or a column is not known, the folder not found, or
            a file is there already. Nothing is written then.

    >>> import tempfile
    >>> from polls.schema import empty_readings
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write(empty_readings(), Path(folder) / "none.csv").name
    'none.csv'
    """
    target, given = Path(path), as_pandas(readings)
    problems = [*_path_problems(target, overwrite), *_column_problems(given, target)]
    if problems:
        raise ProblemsError(problems)
    save, frame = WRITERS[target.suffix.casefold()], conform(given)
    with whole_file(target, overwrite=overwrite) as unfinished:
        save(frame, unfinished)
    describe(frame, target)
    return target


def _write_parquet(frame: pd.DataFrame, path: Path) -> None:
    frame.to_parquet(path, index=False, compression="zstd")


def _write_arrow(frame: pd.DataFrame, path: Path) -> None:
    frame.to_feather(path)


def write_csv(readings: pd.DataFrame, stream: TextIO) -> None:
    """Write readings to an open stream as the CSV that `polls.read` reads back.

    Args:
        readings: a readings frame, or some of its columns.
        stream: where to write, such as standard output.
    """
    conform(readings).to_csv(stream, index=False, date_format="%Y-%m-%d", lineterminator="\n")


def _write_csv(frame: pd.DataFrame, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        write_csv(frame, stream)


WRITERS: dict[str, Callable[[pd.DataFrame, Path], None]] = {
    ".parquet": _write_parquet,
    ".arrow": _write_arrow,
    ".csv": _write_csv,
    ".xlsx": write_xlsx,
}


def _path_problems(target: Path, overwrite: bool) -> Iterable[Problem]:
    if target.suffix.casefold() not in WRITERS:
        yield unknown(
            "ending",
            target.suffix,
            WRITERS,
            Place(file=str(target)),
            title="ending of the file names no format",
        )
    yield from target_problems(target, overwrite=overwrite)


def _column_problems(readings: pd.DataFrame, target: Path) -> Iterable[Problem]:
    for name in readings:
        if name not in COLUMNS:
            yield Problem(
                "unknown-column",
                f"column '{name}' is not part of a readings frame",
                hint=did_you_mean(str(name), COLUMNS),
            )
    if target.suffix.casefold() == ".xlsx" and len(readings) > MAX_ROWS:
        yield Problem(
            "too-many-rows",
            "readings do not fit on one sheet",
            Place(file=str(target)),
            got=f"{len(readings):,} rows",
            expected=f"up to {MAX_ROWS:,}",
            hint="write Parquet or CSV",
        )
