"""Delimited text with a row for each respondent: codes as text."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from polls.files.opened import OpenedFile
from polls.files.text import require_encoding
from polls.microdata.source import Microdata, Variable, refuse_repeated

__all__ = ["open_text_file"]


def open_text_file(file: OpenedFile, encoding: str = "") -> Microdata:
    """Microdata in a delimited file.

    Args:
        file: the opened file.
        encoding: declared by the caller; default: recognised.

    Raises:
        ProblemsError: where a row has a field too few or too many, or two columns have one
            name.
    """
    if encoding:
        require_encoding(encoding)
    names = list(file.delimited_names(encoding))
    refuse_repeated(names, file.name)
    decimal = "." if file.layout.separator in (",", "") else ","

    def chunks(wanted: list[str], rows: int) -> Iterator[pd.DataFrame]:
        return file.delimited_chunks(wanted, rows, encoding)

    return Microdata(file.name, {name: Variable(name, decimal=decimal) for name in names}, chunks)
