"""Delimited text with a row for each respondent: codes as text, never a row filled up."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from polls.errors import ProblemsError
from polls.microdata.source import Microdata, Variable, damaged, refuse_repeated

__all__ = ["open_text_file"]

DELIMITERS = (",", ";", "\t", "|")
TEXT_BLOCK_BYTES = 1 << 20


def open_text_file(path: Path, encoding: str = "") -> Microdata:
    """Microdata in a delimited file, its delimiter told by the header.

    Args:
        path: the file.
        encoding: "" for UTF-8 where the whole file is that, else Windows-1252.

    Raises:
        ProblemsError: where a row has a field too few or too many (Arrow tells such rows,
            pandas fills them up with blanks), or two columns have one name.
    """
    import pyarrow as pa
    from pyarrow import csv

    encoding = encoding or _encoding_of(path)
    with path.open(encoding=encoding) as stream:
        delimiter = max(DELIMITERS, key=stream.readline().count)

    def opened(names: list[str]) -> csv.CSVStreamingReader:
        return csv.open_csv(
            path,
            csv.ReadOptions(use_threads=False, block_size=TEXT_BLOCK_BYTES, encoding=encoding),
            csv.ParseOptions(delimiter=delimiter),
            csv.ConvertOptions(
                include_columns=names, column_types={name: pa.string() for name in names}
            ),
        )

    def chunks(names: list[str], rows: int) -> Iterator[pd.DataFrame]:
        try:
            with opened(names) as reader:
                for block in reader:
                    for first in range(0, block.num_rows, rows):
                        yield block.slice(first, rows).to_pandas()
        except (pa.ArrowInvalid, UnicodeError) as error:
            raise ProblemsError([damaged(path, str(error), "text-damaged")]) from None

    try:
        with opened([]) as reader:
            columns = reader.schema.names
    except (pa.ArrowInvalid, UnicodeError) as error:
        raise ProblemsError([damaged(path, str(error), "text-damaged")]) from None
    refuse_repeated(columns, path.name)
    decimal = "." if delimiter == "," else ","
    variables = {name: Variable(name, decimal=decimal) for name in columns}
    return Microdata(path.name, variables, chunks)


def _encoding_of(path: Path) -> str:
    """UTF-8 where the whole file is valid UTF-8 (with or without a mark), else Windows-1252."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as stream:
        if stream.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16"
        stream.seek(0)
        try:
            while block := stream.read(1 << 20):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8"
